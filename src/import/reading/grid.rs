//! A sheet with its cells at hand.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::words;
use crate::base::{Decimal, exact, pasted};
use crate::tables::{Sheet, SheetCell, SheetExtent, SheetPlace, SheetValue, Workbook};

/// A sheet, its cells by place.
pub(super) struct Grid<'s> {
    pub sheet: &'s Sheet,
    /// The sheet's name, of a text table the file's.
    pub called: &'s str,
    /// The places that merged cells cover, with their first ones.
    covered: FxHashMap<SheetPlace, SheetPlace>,
    /// The rows that hold something, each with its cells among all.
    rows: Vec<(u32, std::ops::Range<usize>)>,
    /// Where among these the row is that was asked for last: mostly it is asked for again, or the next one is.
    last: Cell<usize>,
    /// The plain words of cells near the top of the sheet: every form asks for them.
    words: RefCell<FxHashMap<SheetPlace, Rc<str>>>,
    titles: RefCell<FxHashMap<SheetPlace, Rc<CellTitles>>>,
}

/// The titles that a cell holds, and the unit in brackets behind them.
pub(super) struct CellTitles {
    pub titles: Vec<String>,
    pub unit: Option<String>,
}

/// Where a part of a form stands in a sheet.
#[derive(Clone, Debug)]
pub(super) struct TableArea {
    /// For each of the part's columns the sheet's, where it has it.
    pub columns: Vec<Option<u32>>,
    /// The rows beneath the titles.
    pub rows: std::ops::RangeInclusive<u32>,
}

/// Merged cells beyond so many places are not followed: nobody prints them.
const MOST_COVERED: usize = 1_000_000;

/// What a cell says as a number.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum CellNumber {
    /// Nothing, or a dash.
    Blank,
    /// So much, and what stands behind it: a unit, `%`.
    Number(Decimal, String),
    /// One of several, as they may be read.
    Unclear(Vec<String>),
    /// No number, or one that is not known exactly.
    None,
}

impl<'s> Grid<'s> {
    pub fn new(book: &'s Workbook, sheet: &'s Sheet) -> Grid<'s> {
        let mut rows: Vec<(u32, std::ops::Range<usize>)> = Vec::new();
        for (index, cell) in sheet.cells.iter().enumerate() {
            match rows.last_mut() {
                Some((row, range)) if *row == cell.place.row => range.end = index + 1,
                _ => rows.push((cell.place.row, index..index + 1)),
            }
        }
        let called = if sheet.name.is_empty() { &book.name } else { &sheet.name };
        let covered = covered(sheet.merges.as_deref().unwrap_or_default());
        let (words, titles) = Default::default();
        Grid { sheet, called, covered, rows, last: Cell::new(0), words, titles }
    }

    /// Whether it is a text table, whose only sheet has no name.
    pub fn is_text(&self) -> bool {
        self.sheet.name.is_empty()
    }

    /// The rows that hold something, in order.
    pub fn rows(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().map(|(row, _)| *row)
    }

    /// The cells of a row that hold something, from the left.
    pub fn row(&self, row: u32) -> &'s [SheetCell] {
        let last = self.last.get();
        let is = |at: &usize| self.rows.get(*at).is_some_and(|(own, _)| *own == row);
        let near = [last, last + 1].into_iter().find(is);
        let Some(at) = near.or_else(|| self.rows.binary_search_by_key(&row, |(row, _)| *row).ok()) else { return &[] };
        self.last.set(at);
        self.sheet.cells.get(self.rows[at].1.clone()).unwrap_or_default()
    }

    /// What a place holds itself.
    pub fn own(&self, place: SheetPlace) -> Option<&'s SheetCell> {
        let row = self.row(place.row);
        // where no cell before it is blank
        let straight = row.first().and_then(|first| row.get(place.column.checked_sub(first.place.column)? as usize));
        straight.filter(|cell| cell.place == place).or_else(|| {
            let at = row.binary_search_by_key(&place.column, |cell| cell.place.column).ok()?;
            row.get(at)
        })
    }

    /// The plain words of one of its cells.
    pub fn plain(&self, cell: &SheetCell) -> Rc<str> {
        let known = self.words.borrow().get(&cell.place).cloned();
        known.unwrap_or_else(|| {
            let words: Rc<str> = words::plain(&said(Some(cell))).into();
            self.words.borrow_mut().insert(cell.place, Rc::clone(&words));
            words
        })
    }

    /// The titles that one of its cells holds, as they are worked out once.
    pub fn titles(&self, cell: &SheetCell, read: impl FnOnce(&str) -> CellTitles) -> Rc<CellTitles> {
        let known = self.titles.borrow().get(&cell.place).cloned();
        known.unwrap_or_else(|| {
            let titles = Rc::new(read(&self.plain(cell)));
            self.titles.borrow_mut().insert(cell.place, Rc::clone(&titles));
            titles
        })
    }

    /// What a place shows: merged cells show what their first one holds.
    pub fn shown(&self, place: SheetPlace) -> Option<&'s SheetCell> {
        self.own(self.covered.get(&place).copied().unwrap_or(place))
    }

    /// Whether a place is covered by merged cells that begin elsewhere.
    pub fn is_covered(&self, place: SheetPlace) -> bool {
        self.covered.get(&place).is_some_and(|first| *first != place)
    }
}

fn covered(merges: &[SheetExtent]) -> FxHashMap<SheetPlace, SheetPlace> {
    let mut covered = FxHashMap::default();
    for SheetExtent { first, last } in merges {
        for row in first.row..=last.row {
            for column in first.column..=last.column {
                if covered.len() >= MOST_COVERED {
                    return covered;
                }
                covered.insert(SheetPlace { row, column }, *first);
            }
        }
    }
    covered
}

/// What a cell says in words; numbers as they are written without grouping.
pub(super) fn said(cell: Option<&SheetCell>) -> String {
    match cell.map(|cell| &cell.value) {
        None => String::new(),
        Some(SheetValue::Number(number)) => number.normalize().to_string(),
        Some(SheetValue::Bool(yes)) => yes.to_string(),
        Some(
            SheetValue::Text(words)
            | SheetValue::Inexact(words)
            | SheetValue::Date(words)
            | SheetValue::Error(words)
            | SheetValue::Uncomputed(words),
        ) => words.trim().to_owned(),
    }
}

/// What a cell says as a number.
pub(super) fn number(cell: Option<&SheetCell>) -> CellNumber {
    let Some(cell) = cell else { return CellNumber::Blank };
    match &cell.value {
        SheetValue::Number(number) => {
            let percent = cell.format.as_ref().is_some_and(|format| format.contains('%'));
            match (percent, number.checked_mul(Decimal::ONE_HUNDRED)) {
                (true, Some(hundredfold)) => CellNumber::Number(hundredfold, "%".to_owned()),
                (true, None) => CellNumber::None,
                (false, _) => CellNumber::Number(*number, String::new()),
            }
        }
        SheetValue::Text(words) => number_in(words),
        _ => CellNumber::None,
    }
}

/// What words say as a number.
fn number_in(words: &str) -> CellNumber {
    let plain = words::plain(words);
    if plain.chars().all(|c| pasted::is_minus(c) || matches!(c, '/' | '\\' | '*')) {
        return CellNumber::Blank;
    }
    let Some(read) = pasted::read(words) else { return CellNumber::None };
    let number = |reading: &String| exact::parse(reading).ok();
    match read.readings.as_slice() {
        [only] if read.certain => {
            number(only).map_or(CellNumber::None, |number| CellNumber::Number(number, read.unit.trim().to_owned()))
        }
        [] => CellNumber::None,
        [below, _] if is_below_zero(&plain) => {
            number(below).map_or(CellNumber::None, |number| CellNumber::Number(number, read.unit.trim().to_owned()))
        }
        several => CellNumber::Unclear(several.to_vec()),
    }
}

/// Whether plain words are whole digits in brackets, as accountants write what is below zero. One or two digits may count a note.
fn is_below_zero(words: &str) -> bool {
    let inner = words.strip_prefix('(').and_then(|words| words.strip_suffix(')'));
    inner.is_some_and(|inner| inner.len() > 2 && inner.chars().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_say_numbers_as_people_write_them() {
        let of = |words: &str| match number_in(words) {
            CellNumber::Number(number, unit) => format!("{number}{unit}"),
            other => format!("{other:?}"),
        };
        assert_eq!(of("1,234,567.80"), "1234567.80");
        assert_eq!(of("(1.20)"), "-1.20");
        assert_eq!(of("12.5"), "12.5");
        assert_eq!(of("（168200）"), "-168200");
        assert!(of("(12)").starts_with("Unclear"));
        assert_eq!(of("120"), "120");
        assert_eq!(of("8.5%"), "8.5%");
        assert_eq!(of("—"), "Blank");
        assert_eq!(of("/"), "Blank");
        assert_eq!(of("合计"), "None");
    }
}
