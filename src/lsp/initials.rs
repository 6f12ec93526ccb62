//! Chinese words by the first letters of how they are read: what is typed before an input method is asked.

use pinyin::ToPinyinMulti;

/// More readings of one name are not told.
const MOST: usize = 16;

/// The first letters of a name's characters, in every reading; other letters and digits stand for themselves. Empty where
/// nothing in the name is Chinese.
pub(super) fn initials(name: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut read = false;
    for c in name.chars() {
        let letters = letters(c);
        read |= !c.is_ascii() && !letters.is_empty();
        if letters.is_empty() {
            continue;
        }
        let before = std::mem::take(&mut all);
        for letter in letters {
            all.extend(before.iter().map(|word| format!("{word}{letter}")));
        }
        all.truncate(MOST);
    }
    if read { all } else { Vec::new() }
}

/// How the reading of a character may begin, each letter once.
fn letters(c: char) -> Vec<char> {
    let mut letters = Vec::new();
    if c.is_ascii_alphanumeric() {
        letters.push(c.to_ascii_lowercase());
    }
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        if let Some(first) = reading.plain().chars().next().filter(|first| !letters.contains(first)) {
            letters.push(first);
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn a_character_of_several_readings_has_each() {
        let all = initials("行政运行");
        assert!(all.contains(&"xzyx".to_owned()) && all.contains(&"hzyh".to_owned()), "{all:?}");
        assert_eq!(initials("A股债"), ["agz"]);
        assert!(initials("fees").is_empty() && initials("208-05").is_empty());
    }

    #[test]
    fn long_names_have_few_readings() {
        assert!(initials(&"行".repeat(40)).len() <= super::MOST);
    }
}
