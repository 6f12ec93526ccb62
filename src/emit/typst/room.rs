//! How much room the columns of a table ask for.
//!
//! The unit is half a Chinese character, which is half the size of the type. The widths of letters are estimates for a
//! face like Times; so a column with letters names its longest word, and a style measures what it sets.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::document::{Cell, CellKind, Table};

/// Merged or not, a cell's text should not run down the page in lines shorter than four wide characters.
const NARROW: usize = 8;

/// Words of more letters may be broken anywhere.
const UNBROKEN: usize = 24;

/// How much room a column asks for, in half-width characters; the style decides what it gets.
#[derive(Clone, Default)]
pub(super) struct Room {
    /// The longest line in the body.
    longest: usize,
    /// The longest line in its titles.
    pub head: usize,
    /// The longest piece that cannot be broken.
    pub word: usize,
    /// The longest number up to its decimal point, and the longest rest of one: numbers stand with their points in line.
    whole: usize,
    rest: usize,
    /// The largest part that falls to it of a cell merged over several columns.
    pub shared: usize,
    /// The longest word with letters, or other signs that faces draw in many widths, in its body or its titles; empty
    /// where there is none.
    pub letters: String,
    letters_width: usize,
}

/// What each column asks for.
pub(super) fn of_columns(table: &Table, wide: bool) -> Vec<Room> {
    let mut all = vec![Room::default(); table.columns.len()];
    for cell in table.header.iter().flatten().chain(table.cells()) {
        for room in all.iter_mut().skip(cell.column).take(cell.colspan) {
            room.take(cell, wide);
        }
    }
    all
}

impl Room {
    /// The longest line in the body, with the numbers' points in line.
    pub fn width(&self) -> usize {
        self.longest.max(self.whole + self.rest)
    }

    fn take(&mut self, cell: &Cell, wide: bool) {
        let text = cell.text.plain();
        let line = line_width(&text, wide);
        if cell.colspan > 1 {
            self.shared = self.shared.max(line.div_ceil(cell.colspan));
            return;
        }
        if cell.kind == CellKind::Number {
            let (whole, rest) = text.split_at(text.len() - tail(&text).unwrap_or_default().len());
            self.whole = self.whole.max(display_width(whole, wide));
            self.rest = self.rest.max(display_width(rest, wide));
        }
        if cell.kind == CellKind::Head {
            self.head = self.head.max(line);
        } else {
            // A cell merged over n rows has the height of n, but a page's end may cut it.
            let high = (2 * line).div_ceil(cell.rowspan + 1);
            self.longest = self.longest.max(high.max(line.min(NARROW)));
        }
        for word in words(&text) {
            let width = display_width(word, wide);
            let width = if word.chars().count() > UNBROKEN { width.min(UNBROKEN) } else { width };
            self.word = self.word.max(width);
            let body = cell.kind != CellKind::Head;
            if width > self.letters_width && body && word.contains(|c| !is_even(c)) {
                self.letters_width = width;
                self.letters = word.to_owned();
            }
        }
    }
}

/// What a number has behind its whole part: its decimal places and all behind them. None of what is no single number.
pub(super) fn tail(text: &str) -> Option<&str> {
    let digit = |c: char| c.is_ascii_digit();
    let rest = text[text.find(digit)?..].trim_start_matches(|c| digit(c) || c == ',');
    let behind = rest.strip_prefix('.').map_or(rest, |places| places.trim_start_matches(digit));
    (!behind.contains(digit)).then_some(rest)
}

/// Whether every face draws a sign in the width that is estimated for it, or narrower: wide ones, digits, points.
fn is_even(c: char) -> bool {
    c.is_ascii_digit() || " .,-()/:;%".contains(c) || !c.is_ascii() && c.width_cjk() == Some(2)
}

/// Thousandths of the size that the letters of Times take which are wider than half of it. Source: the widths that
/// Adobe's metrics of the face state.
const BROAD: [(&str, usize); 6] =
    [("+<=>~", 564), ("EFLPSTZ", 611), ("ABCDGHKNOQRUVXYw", 722), ("&m", 778), ("%", 833), ("MW@", 944)];

/// In half-width characters, rounded up.
fn display_width(text: &str, wide: bool) -> usize {
    let columns = if wide { text.width_cjk() } else { text.width() };
    let more = |c: char| BROAD.iter().find(|(signs, _)| signs.contains(c)).map_or(0, |(_, width)| width - 500);
    columns + text.chars().map(more).sum::<usize>().div_ceil(500)
}

fn line_width(text: &str, wide: bool) -> usize {
    text.lines().map(|line| display_width(line, wide)).max().unwrap_or(0)
}

/// Lines break at white space, after a hyphen and between wide characters; what is left in one piece is a word.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == '-' || c.width_cjk() == Some(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_ends_behind_its_whole_part() {
        let cases = [("1,004.50", Some(".50")), ("(85,650)", Some(")")), ("4.1%", Some(".1%")), ("12", Some(""))];
        for (text, end) in cases.into_iter().chain([("—", None), ("2024-03", None)]) {
            assert_eq!(tail(text), end, "{text}");
        }
    }

    #[test]
    fn widths_are_display_widths() {
        assert_eq!((line_width("数据表", true), line_width("one\nfour", true)), (6, 4));
        let word_width = |text, wide| words(text).map(|word| display_width(word, wide)).max().unwrap();
        assert_eq!((word_width("2024年12月31日前", true), word_width("252001-江北市", true)), (4, 6));
        assert_eq!((word_width("net of transfers", false), word_width("REVENUE", false)), (9, 10));
    }
}
