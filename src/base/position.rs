//! Places in a text as people and other programs count them, from and to bytes: the one place that converts.
//!
//! A line ends with `\n`; a `\r` before that belongs to the line's end. A mark of the encoding at the beginning of a text is no
//! character: no editor shows or counts it.

use super::Source;

/// In what the columns of a line are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes of UTF-8.
    Utf8,
    /// Units of UTF-16: two for a character beyond the first plane.
    Utf16,
    /// Characters: one for each code point.
    Characters,
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 0.
    pub line: usize,
    /// How much stands before it in the line.
    pub column: usize,
}

impl Encoding {
    /// How many columns a text takes that stands in one line.
    pub fn columns(self, text: &str) -> usize {
        text.chars().map(|c| self.width(c)).sum()
    }

    fn width(self, c: char) -> usize {
        match self {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
            Encoding::Characters => 1,
        }
    }
}

impl Source {
    /// Line (from 1) and column in characters (from 1) of a byte, as messages print them.
    pub fn line_column(&self, byte: usize) -> (usize, usize) {
        let Position { line, column } = self.position(byte, Encoding::Characters);
        (line + 1, column + 1)
    }

    /// Where a byte lies. One in the middle of a character lies where that begins; one past the end, at the end.
    pub fn position(&self, byte: usize, encoding: Encoding) -> Position {
        let byte = self.text.floor_char_boundary(byte);
        let line = self.line_of(byte);
        let start = self.first_of(line).min(byte);
        let before = &self.text[start..byte];
        let column = match encoding {
            Encoding::Utf8 => before.len(),
            Encoding::Characters => self.characters_between(start, byte),
            Encoding::Utf16 => before.chars().map(char::len_utf16).sum(),
        };
        Position { line, column }
    }

    /// The byte at a place: of one in the middle of a character its first; of one past the end of its line or of the text, the
    /// end of that.
    pub fn byte(&self, position: Position, encoding: Encoding) -> usize {
        let Some(range) = self.line_range(position.line) else { return self.text.len() };
        let start = self.first_of(position.line);
        let line = self.text.get(start..range.end).unwrap_or("");
        let line = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
        let mut column = 0;
        for (at, c) in line.char_indices() {
            column += encoding.width(c);
            if column > position.column {
                return start + at;
            }
        }
        start + line.len()
    }

    /// Where the first character of a line stands.
    fn first_of(&self, line: usize) -> usize {
        let start = self.line_range(line).map_or(self.text.len(), |range| range.start);
        let marked = line == 0 && self.text.starts_with('\u{feff}');
        start + if marked { '\u{feff}'.len_utf8() } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::{Encoding, Position};
    use crate::base::Source;
    use proptest::prelude::*;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Characters];

    fn source(text: &str) -> Source {
        Source::new("r.budget".to_owned(), text.to_owned())
    }

    proptest! {
        /// Each place where a character begins is told apart and found again, in lines of any script and any end.
        #[test]
        fn places_are_found_again(text in "\u{feff}?([a甲𠀀é\t]{0,6}(\r\n|\n|\r)?){0,6}") {
            let source = source(&text);
            let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
            let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            for encoding in ALL {
                for byte in bytes.iter().copied().filter(|byte| *byte >= mark) {
                    let position = source.position(byte, encoding);
                    let before = text[mark..byte].rsplit('\n').next().unwrap_or("");
                    let units = match encoding {
                        Encoding::Utf8 => before.len(),
                        Encoding::Utf16 => before.encode_utf16().count(),
                        Encoding::Characters => before.chars().count(),
                    };
                    prop_assert_eq!(position, Position { line: text[..byte].matches('\n').count(), column: units });
                    // a line's end is where its `\r` stands
                    let in_end = text[..byte].ends_with('\r') && text[byte..].starts_with('\n');
                    prop_assert_eq!(source.byte(position, encoding), if in_end { byte - 1 } else { byte });
                }
            }
        }

        /// Whatever place is asked for, the answer is one where a character begins, in that line where there is one.
        #[test]
        fn any_place_has_a_byte(text in "([a甲𠀀\r]{0,5}\n?){0,5}", line in 0usize..8, column in 0usize..30) {
            let source = source(&text);
            for encoding in ALL {
                let byte = source.byte(Position { line, column }, encoding);
                prop_assert!(text.is_char_boundary(byte));
                let found = source.position(byte, encoding);
                prop_assert!(found.line <= line && (found.column <= column || found.line < line));
            }
        }

        /// So has any byte, in the middle of a character and past the end, a place.
        #[test]
        fn any_byte_has_a_place(text in "([a甲𠀀]{0,5}\n?){0,5}", byte in 0usize..80) {
            let source = source(&text);
            for encoding in ALL {
                let inside = text.floor_char_boundary(byte);
                prop_assert_eq!(source.position(byte, encoding), source.position(inside, encoding));
            }
        }
    }

    #[test]
    fn the_middle_of_a_pair_is_its_beginning() {
        let source = source("甲𠀀乙");
        assert_eq!(source.byte(Position { line: 0, column: 2 }, Encoding::Utf16), 3);
        assert_eq!(source.byte(Position { line: 0, column: 3 }, Encoding::Utf16), 7);
        assert_eq!(source.byte(Position { line: 0, column: 5 }, Encoding::Utf8), 3);
    }
}
