//! Words of tables as they are compared: a title is the same with blanks between its letters, and in signs of either width.

use unicode_normalization::UnicodeNormalization;

/// Words without blanks, in signs of one width.
pub(super) fn plain(words: &str) -> String {
    // everyday Chinese has one form
    let is_plain = |c: char| matches!(c, '!'..='@' | '['..='~' | '\u{4e00}'..='\u{9fff}');
    if words.chars().all(is_plain) {
        return words.to_owned();
    }
    let letters = words.nfkc().filter(|c| !c.is_whitespace() && !is_idle(*c));
    letters.map(|c| if matches!(c, '“' | '”' | '「' | '」') { '"' } else { c.to_ascii_lowercase() }).collect()
}

/// Signs that nobody sees.
fn is_idle(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}')
}

/// Signs with which lists are numbered.
fn counts(c: char) -> bool {
    c.is_ascii_digit() || "〇零一二三四五六七八九十百".contains(c)
}

/// Plain words without the number before them: `一、`, `(二)`, `3.`; none where there is no number.
pub(super) fn without_number(words: &str) -> Option<&str> {
    let bracketed = words.strip_prefix('(');
    let rest = bracketed.unwrap_or(words).trim_start_matches(counts);
    if rest.len() == bracketed.unwrap_or(words).len() {
        return None;
    }
    let rest = match bracketed {
        Some(_) => rest.strip_prefix(')')?,
        None => rest.strip_prefix(['、', '.', ')', ':'])?,
    };
    let rest = rest.trim_start_matches(['、', '.', ':']);
    (!rest.is_empty() && !rest.starts_with(|c: char| c.is_ascii_digit())).then_some(rest)
}

/// Plain words, and what stands in brackets at their end: `数额(万元)`.
pub(super) fn bracket_at_end(words: &str) -> Option<(&str, &str)> {
    let (before, inner) = words.strip_suffix(')')?.rsplit_once('(')?;
    (!before.is_empty()).then_some((before, inner))
}

/// The digits of a code, whatever stands between them; none of words that are no code.
pub(super) fn code_digits(words: &str) -> Option<String> {
    let words = plain(words);
    let code = words.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | '_'));
    let digits: String = words.chars().filter(char::is_ascii_digit).collect();
    (code && !digits.is_empty()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_the_same_in_signs_of_either_width() {
        assert_eq!(plain("合　计"), plain("合计"));
        assert_eq!(plain("维修（护）"), plain("维修(护) "));
        assert_eq!(plain("“两栏”表"), plain("\"两栏\"表"));
    }

    #[test]
    fn numbers_before_labels_are_left_out() {
        assert_eq!(without_number("一、图书"), Some("图书"));
        assert_eq!(without_number("(十二)其他"), Some("其他"));
        assert_eq!(without_number("2024年新书"), None);
        assert_eq!(without_number("1.5倍"), None);
        assert_eq!(without_number("一般读者"), None);
    }
}
