//! The grid itself: sheets, cells, and what a cell holds.

use crate::base::Decimal;

/// A spreadsheet file, or a text table as a workbook of one sheet.
#[derive(Clone, Debug, Default)]
pub struct Workbook {
    /// The file's name as it was given; `-` for standard input.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub hash: String,
    /// Its sheets in their order, hidden ones too.
    pub sheets: Vec<Sheet>,
}

/// One sheet of a workbook.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Its name as it is stored, blanks at its end and all; empty for a text table.
    pub name: String,
    /// Whether it is hidden; none where the format does not tell.
    pub hidden: Option<bool>,
    /// Its cells that hold something, by row, then by column.
    pub cells: Vec<SheetCell>,
    /// Cells that are merged, by row, then by column; none where the format does not tell.
    pub merges: Option<Vec<SheetExtent>>,
}

/// A place of a sheet, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SheetPlace {
    /// The row.
    pub row: u32,
    /// The column.
    pub column: u32,
}

/// Merged cells: a rectangle, its last row and column included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetExtent {
    /// Its first row and column, which hold what it shows.
    pub first: SheetPlace,
    /// Its last row and column.
    pub last: SheetPlace,
}

/// A cell that holds something.
#[derive(Clone, Debug)]
pub struct SheetCell {
    /// Where it stands.
    pub place: SheetPlace,
    /// What it holds.
    pub value: SheetValue,
    /// Its number format as it is stored, such as `#,##0.00`; none where it has none or the format does not tell.
    pub format: Option<std::sync::Arc<str>>,
    /// Whether its row or column is hidden; none where the format does not tell.
    pub hidden: Option<bool>,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum SheetValue {
    /// Words, as they are stored; numbers kept as text, too.
    Text(String),
    /// A number, exactly as it was written or typed.
    Number(Decimal),
    /// A number that a binary fraction holds with more digits than it can hold for certain, as a spreadsheet would show it with
    /// 15 of them.
    Inexact(String),
    /// A day or time, as its format shows it.
    Date(String),
    /// Yes or no.
    Bool(bool),
    /// An error such as `#REF!`.
    Error(String),
    /// A formula whose result is not stored, as far as the format tells it.
    Uncomputed(String),
}

impl SheetPlace {
    /// As spreadsheets write it, such as `C12`.
    pub fn name(self) -> String {
        let mut letters = Vec::new();
        let mut left = self.column + 1;
        while left > 0 {
            letters.push(char::from(b'A' + ((left - 1) % 26) as u8));
            left = (left - 1) / 26;
        }
        letters.iter().rev().collect::<String>() + &(self.row + 1).to_string()
    }
}
