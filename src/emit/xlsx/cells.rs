//! Cells of a sheet, made from words and numbers.

use unicode_width::UnicodeWidthStr;

use crate::base::{Decimal, Exact, Lang};
use crate::say;
use crate::tables::book::{BookCell, BookValue, CellLook, LONGEST, is_kept};
use crate::tables::write::cut;
use crate::tables::{SheetExtent, SheetPlace};

/// A place of a sheet. What lies beyond all sheets is refused when the sheet is written.
pub(super) fn place(row: usize, column: usize) -> SheetPlace {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    SheetPlace { row: number(row), column: number(column) }
}

/// A single cell at a row and a column.
pub(super) fn cell(at: (usize, usize), value: BookValue, look: CellLook) -> BookCell {
    merged(at, (1, 1), value, look)
}

/// A cell over so many rows and columns.
pub(super) fn merged(at: (usize, usize), over: (usize, usize), value: BookValue, look: CellLook) -> BookCell {
    let last = place(at.0 + over.0.max(1) - 1, at.1 + over.1.max(1) - 1);
    BookCell { extent: SheetExtent { first: place(at.0, at.1), last }, value, look, remark: String::new() }
}

/// Words as a cell holds them, and what is to be said where they are too long for one.
pub(super) fn words(text: &str, lang: Lang) -> (BookValue, String) {
    let short = cut(text, LONGEST);
    if text.is_empty() {
        return (BookValue::Blank, String::new());
    }
    let remark = if short.len() < text.len() {
        say!(
            "一格最多存 {LONGEST} 字，其余从略，请看 PDF",
            "a cell holds {LONGEST} characters at most: the rest is in the PDF"
        )
    } else {
        return (BookValue::Text(text.to_owned()), String::new());
    };
    (BookValue::Text(short.to_owned()), remark.get(lang).to_owned())
}

/// A number as a cell holds it; as words, with what is to be said of that, where a spreadsheet would lose digits of it.
pub(super) fn number(value: Decimal, printed: &str, lang: Lang) -> (BookValue, String) {
    if is_kept(value) {
        return (BookValue::Number(value), String::new());
    }
    let remark = say!(
        "这个数的位数超过电子表格能保存的 15 位，所以存为文本",
        "a spreadsheet keeps 15 digits of a number; this one has more and stands as text"
    );
    (BookValue::Text(printed.to_owned()), remark.get(lang).to_owned())
}

/// A number that prints nowhere, with all its digits and at least so many places, and the format that shows them.
pub(super) fn exact(number: &Exact, places: u32, lang: Lang) -> (BookValue, String, String) {
    let Some(decimal) = number.to_decimal() else {
        return (BookValue::Text(number.to_string()), String::new(), String::new());
    };
    let decimal = decimal.normalize();
    let (value, remark) = self::number(decimal, &decimal.to_string(), lang);
    (value, remark, shown(decimal.scale().max(places)))
}

/// The format of a number with so many places.
pub(super) fn shown(places: u32) -> String {
    let mut format = "#,##0".to_owned();
    if places > 0 {
        format.push('.');
        format.extend((0..places).map(|_| '0'));
    }
    format
}

/// The widest line of a text in half-width characters.
pub(super) fn width(text: &str) -> usize {
    text.lines().map(UnicodeWidthStr::width_cjk).max().unwrap_or(0)
}
