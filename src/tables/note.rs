//! What a user must know of what was read.

use std::collections::BTreeMap;

use super::grid::{Sheet, SheetCell, SheetPlace};
use crate::base::Say;
use crate::say;

/// Something that the grid alone does not show, or that was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableNote {
    /// The sheet's name; empty for the whole file and for a text table.
    pub sheet: String,
    /// The cell; none where it is said of the whole sheet or file.
    pub place: Option<SheetPlace>,
    /// What is to be known.
    pub text: Say,
}

/// So many cells of a sheet are told for one reason; the others are counted.
const MOST_TOLD: usize = 20;

/// Why a cell is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It shows fewer digits than it holds.
    Digits,
    /// It holds more digits than a binary fraction can.
    Inexact,
    /// It holds an error.
    Error,
    /// It holds a formula without its result.
    Uncomputed,
    /// It shows a positive number in red.
    Red,
    /// It is written twice, or in a place that no sheet has.
    Misplaced,
}

impl Why {
    fn and_more(self, count: usize) -> Say {
        match self {
            Why::Digits => {
                say!("另有 {count} 格显示的位数少于实际存的", "{count} more cells show fewer digits than they hold")
            }
            Why::Inexact => say!("另有 {count} 格的数位数太多", "{count} more cells hold too many digits"),
            Why::Error => say!("另有 {count} 格是错误值", "{count} more cells hold an error"),
            Why::Uncomputed => {
                say!("另有 {count} 格的公式没有存结果", "{count} more cells hold a formula without its result")
            }
            Why::Red => say!("另有 {count} 格的正数显示为红色", "{count} more cells show a positive number in red"),
            Why::Misplaced => say!("另有 {count} 格位置有误", "{count} more cells have a wrong place"),
        }
    }
}

/// Gathers notes, cells of each kind up to a bound.
#[derive(Default)]
pub struct Notes {
    notes: Vec<TableNote>,
    sheet: String,
    told: BTreeMap<Why, usize>,
}

impl Notes {
    /// What follows is said of this sheet.
    pub fn begin(&mut self, sheet: &str) {
        self.count();
        sheet.clone_into(&mut self.sheet);
    }

    /// Something of the sheet, or of the whole file before the first of them.
    pub fn tell(&mut self, text: Say) {
        self.notes.push(TableNote { sheet: self.sheet.clone(), place: None, text });
    }

    /// Something of a cell.
    pub fn cell(&mut self, place: SheetPlace, why: Why, text: impl FnOnce() -> Say) {
        let told = self.told.entry(why).or_default();
        *told += 1;
        if *told <= MOST_TOLD {
            self.notes.push(TableNote { sheet: self.sheet.clone(), place: Some(place), text: text() });
        }
    }

    fn count(&mut self) {
        for (why, told) in std::mem::take(&mut self.told) {
            if let Some(more) = told.checked_sub(MOST_TOLD).filter(|more| *more > 0) {
                self.tell(why.and_more(more));
            }
        }
    }

    /// All of them, in the order of the sheets.
    pub fn finish(mut self) -> Vec<TableNote> {
        self.count();
        self.notes
    }
}

/// What is told of a sheet as a whole: what is hidden and holds something, a name that ends in blanks, what is not known.
pub fn of_sheet(sheet: &Sheet, notes: &mut Notes) {
    if sheet.name.trim() != sheet.name {
        let name = &sheet.name;
        notes.tell(say!("工作表名「{name}」首尾有空格", "the sheet's name `{name}` begins or ends with blanks"));
    }
    if sheet.hidden == Some(true) && !sheet.cells.is_empty() {
        notes.tell(say!("工作表已隐藏，仍然读取", "the sheet is hidden, and is read all the same"));
    }
    let hidden: Vec<&SheetCell> = sheet.cells.iter().filter(|cell| cell.hidden == Some(true)).collect();
    if let (Some(first), Some(last)) = (hidden.first(), hidden.last()) {
        let (count, first, last) = (hidden.len(), first.place.name(), last.place.name());
        notes.tell(say!(
            "隐藏的行或列里有 {count} 格有内容（{first} 至 {last}），仍然读取",
            "{count} cells in hidden rows or columns hold something ({first} to {last}), and are read all the same"
        ));
    }
}
