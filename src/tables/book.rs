//! A workbook that is to be written, as neutral as the grid that is read: what stands where and how it looks.

use crate::base::{Date, Decimal};

use super::SheetExtent;

/// A workbook to write.
#[derive(Clone, Debug, Default)]
pub struct WrittenBook {
    /// Its title, for its properties.
    pub title: String,
    /// Who publishes it, for its properties.
    pub author: String,
    /// What it is about, for its properties.
    pub subject: String,
    /// The day that it is dated; a constant one where there is none.
    pub date: Option<Date>,
    /// The face of its words; the spreadsheet program's own where it is empty.
    pub font: String,
    /// Its sheets in order.
    pub sheets: Vec<BookSheet>,
}

/// A sheet to write.
#[derive(Clone, Debug, Default)]
pub struct BookSheet {
    /// Its name: at most 31 UTF-16 units, none of `[ ] : * ? / \`, unique in its book whatever the case.
    pub name: String,
    /// Printed across the long side of the paper.
    pub landscape: bool,
    /// The width of each column, in half-width characters.
    pub widths: Vec<usize>,
    /// Rows, the first and the last, that are repeated on each printed page and stay in sight.
    pub repeated: Option<(usize, usize)>,
    /// Rows that need a height of their own, in points; all others fit what they hold.
    pub heights: Vec<(usize, u32)>,
    /// Its cells.
    pub cells: Vec<BookCell>,
}

/// A cell to write.
#[derive(Clone, Debug)]
pub struct BookCell {
    /// Its place; of a merged one all of it.
    pub extent: SheetExtent,
    /// What it holds.
    pub value: BookValue,
    /// How it looks.
    pub look: CellLook,
    /// What is to be known of it; empty where it is nothing.
    pub remark: String,
}

/// What a cell is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookValue {
    /// Nothing but its look.
    Blank,
    /// Words, whatever they begin with.
    Text(String),
    /// A number; a spreadsheet keeps at most [`DIGITS`] digits of one.
    Number(Decimal),
    /// A formula without its `=`, and the number that it gives.
    Formula(String, Decimal),
}

/// A cell holds no more UTF-16 units of words.
pub const LONGEST: usize = 32_767;

/// So many digits of a number a spreadsheet keeps: it holds binary floating-point numbers.
pub const DIGITS: usize = 15;

/// How a cell looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellLook {
    /// Lines around it.
    pub border: bool,
    /// Bold letters.
    pub bold: bool,
    /// The size of its letters in points; the usual one where it is none.
    pub size: Option<u8>,
    /// Where its words stand.
    pub align: CellAlign,
    /// How many steps its words are moved in.
    pub indent: u8,
    /// How its number is shown; empty for the usual way.
    pub format: String,
}

/// Where the words of a cell stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words say it")]
pub enum CellAlign {
    #[default]
    Left,
    Centre,
    Right,
}

/// Whether a spreadsheet keeps all digits of a number.
pub fn is_kept(number: Decimal) -> bool {
    number.normalize().mantissa().unsigned_abs().to_string().len() <= DIGITS
}
