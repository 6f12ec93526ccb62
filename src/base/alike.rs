//! Letters that look like others (Unicode Technical Standard 39, "Unicode Security Mechanisms"): full-width twins, radicals
//! that a PDF gives for words, letters of another script. What looks the same and is not must be told by the letter.

use unicode_normalization::UnicodeNormalization;

use super::Say;
use super::unseen::is_blind;
use crate::say;

/// Letters that are what they look like: everyday Chinese, and ASCII.
fn is_plain(c: char) -> bool {
    c.is_ascii() || matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{2ebe0}')
}

/// A letter as the plain one that it looks like.
fn plain(c: char, into: &mut String) {
    if is_plain(c) {
        into.push(c);
    } else if !is_blind(c) {
        for c in std::iter::once(c).nfkc() {
            match is_plain(c) {
                true => into.push(c),
                false => into.extend(unicode_security::skeleton(c.encode_utf8(&mut [0; 4]))),
            }
        }
    }
}

/// A text in plain letters: the same for texts that look the same.
pub fn plain_letters(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    text.chars().for_each(|c| plain(c, &mut key));
    key
}

/// Whether a text holds letters that look like others.
pub fn is_odd(text: &str) -> bool {
    text.chars().any(|c| !is_plain(c)) && plain_letters(text) != text
}

/// Whether a text holds letters that nobody types for what they look like: radicals, letters of another script. Full-width
/// forms and the round zero are typed.
pub fn is_untyped(text: &str) -> bool {
    let typed = |c: char| matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}');
    text.chars().any(|c| c.is_alphabetic() && !typed(c) && is_odd(c.encode_utf8(&mut [0; 4])))
        || text.chars().any(|c| matches!(c, '\u{2e80}'..='\u{2fdf}'))
}

/// Whether a text holds full-width letters or digits.
pub fn is_wide(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}'))
}

/// Whether two texts are not the same and look it.
pub fn are_twins(one: &str, other: &str) -> bool {
    one != other && (is_odd(one) || is_odd(other)) && plain_letters(one) == plain_letters(other)
}

/// By which letters two texts differ that look the same: "「⼈」（U+2F08）不是「人」（U+4EBA）".
pub fn differing_letters(written: &str, meant: &str) -> Option<Say> {
    if !are_twins(written, meant) {
        return None;
    }
    let seen = |text: &str| text.chars().filter(|c| !is_blind(*c)).collect::<Vec<_>>();
    let (one, other) = (seen(written), seen(meant));
    let mut pairs: Vec<(char, char)> = one.iter().copied().zip(other.iter().copied()).filter(|(a, b)| a != b).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let letter = |c: char| format!("U+{:04X}", c as u32);
    // letters that stand for several do not lie side by side
    let aligned = one.len() == other.len()
        && pairs.iter().all(|(a, b)| plain_letters(&a.to_string()) == plain_letters(&b.to_string()));
    if pairs.is_empty() || !aligned {
        let odd = seen(written).into_iter().chain(seen(meant)).find(|c| is_odd(&c.to_string()))?;
        let code = letter(odd);
        return Some(say!(
            "两者看着一样，字不同：「{odd}」是 {code}",
            "they look the same and are not: `{odd}` is {code}"
        ));
    }
    let said = |not: &str, quote: [&str; 2], bracket: [&str; 2]| {
        let [open, close] = quote;
        let [left, right] = bracket;
        let one = |c: char| format!("{open}{c}{close}{left}{}{right}", letter(c));
        pairs.iter().map(|(a, b)| format!("{}{not}{}", one(*a), one(*b))).collect::<Vec<_>>()
    };
    let zh = said("不是", ["「", "」"], ["（", "）"]).join("，");
    let en = said(" is not ", ["`", "`"], [" (", ")"]).join(", ");
    Some(say!("两者看着一样，字不同：{zh}", "they look the same and are not: {en}"))
}

#[cfg(test)]
mod tests {
    use super::{are_twins, differing_letters, is_odd, plain_letters};

    #[test]
    fn what_looks_the_same_is_told_by_the_letter() {
        for (odd, plain) in [
            ("⼈民医院", "人民医院"),
            ("⾏政中⼼", "行政中心"),
            ("基本养⽼缴费⾏", "基本养老缴费行"),
            ("⻔诊", "门诊"),
            ("Ａ座", "A座"),
            ("А座", "A座"),
            ("二〇二四", "二O二四"),
            ("机关(本级)", "机关（本级）"),
        ] {
            assert!(are_twins(odd, plain) && are_twins(plain, odd), "{odd} {plain}");
            assert!(differing_letters(odd, plain).is_some());
        }
        let said = differing_letters("⼈民⼈", "人民人").unwrap();
        assert_eq!(said.zh, "两者看着一样，字不同：「⼈」（U+2F08）不是「人」（U+4EBA）");
        assert_eq!(said.en, "they look the same and are not: `⼈` (U+2F08) is not `人` (U+4EBA)");
    }

    #[test]
    fn what_looks_different_is_no_twin() {
        for (one, other) in [("博士", "博土"), ("A1", "Al"), ("水费", "电费"), ("甲", "甲"), ("O型", "0型")]
        {
            assert!(!are_twins(one, other), "{one} {other}");
        }
        assert!(!is_odd("人民医院 A-1"));
        assert_eq!(plain_letters("行\u{200b}政"), "行政");
    }
}
