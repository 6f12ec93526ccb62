//! Names for tables that stand in sheets or files of their own.

use crate::document::Table;
use crate::tables::write::cut;

/// The longest name that a sheet may have, in UTF-16 units.
pub(super) const OF_SHEET: usize = 31;
/// The longest name that a file is given, in the same units; file systems count bytes, of which one may be three.
pub(super) const OF_FILE: usize = 70;

/// Names that are given out: none twice, whatever the case.
pub(super) struct TableNames {
    taken: Vec<String>,
    longest: usize,
}

impl TableNames {
    /// Of at most so many UTF-16 units.
    pub(super) fn new(longest: usize) -> TableNames {
        // a name that spreadsheet programs keep for themselves
        TableNames { taken: vec!["history".to_owned()], longest }
    }

    /// The name of a table: its number and title, as far as a sheet and a file may be called so.
    pub(super) fn of_table(&mut self, table: &Table) -> String {
        let words = format!("{} {}", table.label.plain(), table.title.plain());
        let words = allowed(&words);
        if words.is_empty() { self.free(&allowed(&table.id)) } else { self.free(&words) }
    }

    /// A name that nothing has yet, these words if they are free.
    pub(super) fn free(&mut self, words: &str) -> String {
        let words = if words.is_empty() { "-" } else { words };
        for number in 1.. {
            let tail = if number == 1 { String::new() } else { format!(" ({number})") };
            let name = cut(words, self.longest - tail.len()).trim_end_matches([' ', '.', '\'']).to_owned() + &tail;
            let key = name.to_lowercase();
            if !self.taken.contains(&key) {
                self.taken.push(key);
                return name;
            }
        }
        String::new()
    }
}

/// Words without what neither sheets nor files may be called, on one line.
fn allowed(words: &str) -> String {
    let sign = |c: char| match c {
        '[' => '(',
        ']' => ')',
        ':' | '*' | '?' | '/' | '\\' | '<' | '>' | '"' | '|' => '-',
        c if c.is_control() || c.is_whitespace() || matches!(c, '\u{fffe}' | '\u{ffff}') => ' ',
        c => c,
    };
    let words: String = words.chars().map(sign).collect();
    let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").trim_matches(['\'', ' ', '.']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_unique_and_allowed() {
        let mut names = TableNames::new(OF_SHEET);
        assert_eq!(names.free(&allowed("'a/b: [c]\n*d?'")), "a-b- (c) -d-");
        assert_eq!(names.free("A-B- (C) -d-"), "A-B- (C) -d- (2)", "whatever the case");
        assert_eq!(names.free("History"), "History (2)");
        let long = "收".repeat(40);
        assert_eq!(names.free(&long).chars().count(), 31);
        assert_eq!(names.free(&long), "收".repeat(27) + " (2)");
        assert_eq!(names.free(&"😀".repeat(20)).chars().count(), 15, "counted as spreadsheets count");
        assert_eq!(names.free(""), "-");
    }
}
