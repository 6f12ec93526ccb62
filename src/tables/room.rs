//! How much is read of a file at most. The bounds lie far beyond any workbook that people make, and keep a file of some bytes
//! from filling the memory.

use super::unreadable::Unreadable;
use crate::say;

/// Most bytes of a file that is a package of parts, such as xlsx.
pub const LARGEST_PACKAGE: usize = 64 << 20;
/// Most bytes of a text table.
pub const LARGEST_TEXT: usize = 256 << 20;
/// Most bytes of one tag, or of text between two.
pub const LARGEST_EVENT: u64 = 4 << 20;
/// How deep elements may stand in one another.
pub const DEEPEST: usize = 200;
/// Most characters of a cell, which is what spreadsheets hold.
pub const LONGEST_TEXT: usize = 32_767;
/// Rows and columns that a sheet may have, which is what spreadsheets have.
pub const ROWS: u32 = 1 << 20;
/// See [`ROWS`].
pub const COLUMNS: u32 = 1 << 14;
/// Most sheets, formats, fonts and hidden ranges of a workbook.
pub const MOST_PARTS: usize = 100_000;

const MOST_CELLS: usize = 5_000_000;
const MOST_TEXT: usize = 256 << 20;
const MOST_MERGES: usize = 500_000;
const MOST_SHEETS: usize = 2_000;

/// What may still be read of a file.
pub struct Room {
    cells: usize,
    text: usize,
    merges: usize,
    sheets: usize,
}

impl Default for Room {
    fn default() -> Room {
        Room { cells: MOST_CELLS, text: MOST_TEXT, merges: MOST_MERGES, sheets: MOST_SHEETS }
    }
}

impl Room {
    /// Takes a cell that holds something.
    pub fn cell(&mut self) -> Result<(), Unreadable> {
        let full =
            || say!("有内容的单元格超过 {MOST_CELLS} 个", "it has more than {MOST_CELLS} cells that hold something");
        self.cells = self.cells.checked_sub(1).ok_or_else(|| Unreadable::too_large(full()))?;
        Ok(())
    }

    /// Takes words of so many bytes.
    pub fn text(&mut self, bytes: usize) -> Result<(), Unreadable> {
        let full = || say!("文字超过 {MOST_TEXT} 字节", "its words have more than {MOST_TEXT} bytes");
        self.text = self.text.checked_sub(bytes).ok_or_else(|| Unreadable::too_large(full()))?;
        Ok(())
    }

    /// Takes merged cells.
    pub fn merge(&mut self) -> Result<(), Unreadable> {
        let full = || say!("合并单元格超过 {MOST_MERGES} 处", "it has more than {MOST_MERGES} merged cells");
        self.merges = self.merges.checked_sub(1).ok_or_else(|| Unreadable::too_large(full()))?;
        Ok(())
    }

    /// Takes a sheet.
    pub fn sheet(&mut self) -> Result<(), Unreadable> {
        let full = || say!("工作表超过 {MOST_SHEETS} 张", "it has more than {MOST_SHEETS} sheets");
        self.sheets = self.sheets.checked_sub(1).ok_or_else(|| Unreadable::too_large(full()))?;
        Ok(())
    }
}

/// One more of what a workbook declares, such as a format, where there may be no more than [`MOST_PARTS`].
pub fn push<T>(all: &mut Vec<T>, one: T) -> Result<(), Unreadable> {
    if all.len() >= MOST_PARTS {
        let full = say!("样式或隐藏区域超过 {MOST_PARTS} 个", "it has more than {MOST_PARTS} styles or hidden ranges");
        return Err(Unreadable::too_large(full));
    }
    all.push(one);
    Ok(())
}
