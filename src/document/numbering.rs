//! Numbers of headings, lists and rows by pattern: the first counting sign in `（一）` or `1.` is what counts. In a heading's
//! pattern those behind it count what is beneath: `A.1`.

type Count = fn(usize) -> String;

/// The signs that count, each with how it does.
const SIGNS: [(char, Count); 6] =
    [('一', chinese), ('1', plain), ('A', large_letters), ('a', letters), ('I', large_roman), ('i', roman)];

/// The `n`-th number (from 1) of a pattern.
pub fn number_by_pattern(pattern: &str, n: usize) -> String {
    number_within(pattern, &[], n)
}

/// The `n`-th number of a pattern beneath what has numbers itself, the outermost first: the last of the pattern's signs is
/// for `n`, those before it for what is around.
pub fn number_within(pattern: &str, around: &[usize], n: usize) -> String {
    let signs: Vec<_> = counting_signs(pattern).take(around.len() + 1).collect();
    let outer = around[around.len() - signs.len().saturating_sub(1)..].iter().copied();
    let (mut number, mut end) = (String::new(), 0);
    for ((at, c, count), n) in signs.into_iter().zip(outer.chain([n])) {
        number.push_str(&pattern[end..at]);
        number.push_str(&count(n));
        end = at + c.len_utf8();
    }
    number + &pattern[end..]
}

/// Whether a pattern counts.
pub fn counts(pattern: &str) -> bool {
    counting_signs(pattern).next().is_some()
}

/// The signs of a pattern that count, and where each stands.
fn counting_signs(pattern: &str) -> impl Iterator<Item = (usize, char, Count)> {
    pattern.char_indices().filter_map(|(at, c)| {
        let (_, count) = SIGNS.iter().find(|(sign, _)| *sign == c)?;
        (!in_word(pattern, at, c)).then_some((at, c, *count))
    })
}

fn plain(n: usize) -> String {
    n.to_string()
}

fn large_letters(n: usize) -> String {
    letters(n).to_uppercase()
}

fn large_roman(n: usize) -> String {
    roman(n).to_uppercase()
}

/// Whether a letter stands within a word, such as the `a` of `Part 1`; letters that count stand alone.
fn in_word(pattern: &str, at: usize, c: char) -> bool {
    let beside = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    c.is_ascii_alphabetic()
        && (beside(pattern[..at].chars().last()) || beside(pattern[at + c.len_utf8()..].chars().next()))
}

/// Chinese numerals below ten thousand.
fn chinese(n: usize) -> String {
    const DIGITS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    const PLACES: [(usize, &str); 4] = [(1000, "千"), (100, "百"), (10, "十"), (1, "")];
    let mut text = String::new();
    let mut gap = false;
    for (place, name) in PLACES {
        let digit = n / place % 10;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            text.push_str(DIGITS[0]);
        }
        // 十一, not 一十一
        if !(digit == 1 && place == 10 && text.is_empty()) {
            text.push_str(DIGITS[digit]);
        }
        text.push_str(name);
    }
    text
}

fn letters(mut n: usize) -> String {
    let mut text = Vec::new();
    while n > 0 {
        n -= 1;
        text.push(char::from(b'a' + (n % 26) as u8));
        n /= 26;
    }
    text.iter().rev().collect()
}

fn roman(mut n: usize) -> String {
    const VALUES: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut text = String::new();
    for (value, sign) in VALUES {
        while n >= value {
            text.push_str(sign);
            n -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{number_by_pattern, number_within};

    #[test]
    fn patterns_count() {
        let cases = [
            ("第一部分", 4, "第四部分"),
            ("（一）", 10, "（十）"),
            ("一、", 28, "二十八、"),
            ("一、", 11, "十一、"),
            ("一、", 105, "一百〇五、"),
            ("1、", 12, "12、"),
            ("A.", 28, "AB."),
            ("i)", 14, "xiv)"),
            ("—", 3, "—"),
            ("Part 1", 2, "Part 2"),
            ("Annex A: ", 2, "Annex B: "),
        ];
        for (pattern, n, want) in cases {
            assert_eq!(number_by_pattern(pattern, n), want);
        }
    }

    #[test]
    fn patterns_count_what_is_around() {
        let cases: [(&str, &[usize], usize, &str); 7] = [
            ("A.1", &[2], 3, "B.3"),
            ("A.1", &[5, 2], 3, "B.3"),
            ("A.1", &[], 3, "C.1"),
            ("1.1.1", &[4, 2], 3, "4.2.3"),
            ("（一）", &[4], 2, "（二）"),
            ("附录 A", &[4, 2], 1, "附录 A"),
            ("—", &[4], 2, "—"),
        ];
        for (pattern, around, n, want) in cases {
            assert_eq!(number_within(pattern, around, n), want, "{pattern} {around:?}");
        }
    }
}
