//! Workbooks and text tables written.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, IgnoreError, Note, Workbook, Worksheet,
    XlsxError,
};

use super::book::{BookCell, BookSheet, BookValue, CellAlign, CellLook, WrittenBook};
use crate::base::{Decimal, Say};
use crate::say;

/// A remark holds fewer.
const LONGEST_REMARK: usize = 2_000;

/// The paper: A4.
const A4: u8 = 9;

/// The height of a row of one line in points.
const ROW: u8 = 18;

/// More rows that stay in sight would leave no room for others.
const MOST_FROZEN: usize = 12;

/// The mark that tells programs which do not guess an encoding that a text is UTF-8.
const MARK: &str = "\u{feff}";

/// The bytes of a workbook as xlsx. The same book makes the same bytes.
///
/// # Errors
/// Why the format cannot hold it: too many rows, for example.
pub fn xlsx(book: &WrittenBook) -> Result<Vec<u8>, Say> {
    bytes(book).map_err(|error| match error {
        XlsxError::RowColumnLimitError => say!(
            "有的表超出电子表格的限度（1048576 行、16384 栏）：请改用 csv",
            "a table is larger than a spreadsheet can be (1048576 rows, 16384 columns): write csv instead"
        ),
        other => {
            let reason = say!("{other}", "{other}");
            say!("写不成电子表格：{reason}", "cannot be written as a spreadsheet: {reason}", reason)
        }
    })
}

fn bytes(book: &WrittenBook) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let day = book.date.map(|date| (u16::try_from(date.year()).unwrap_or(0), u8::from(date.month()), date.day()));
    let day = day.and_then(|(year, month, day)| ExcelDateTime::from_ymd(year, month, day).ok());
    let created = day.map_or_else(|| ExcelDateTime::from_ymd(2000, 1, 1), Ok)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(clean(&book.title))
            .set_author(clean(&book.author))
            .set_subject(clean(&book.subject))
            .set_creation_datetime(&created),
    );
    for page in &book.sheets {
        sheet(workbook.add_worksheet(), page, &book.font)?;
    }
    workbook.save_to_buffer()
}

fn sheet(sheet: &mut Worksheet, page: &BookSheet, font: &str) -> Result<(), XlsxError> {
    sheet.set_name(clean(&page.name))?;
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    sheet.set_margins(0.5, 0.5, 0.7, 0.7, 0.3, 0.3).set_footer("&C&P / &N").set_screen_gridlines(false);
    sheet.set_default_row_height(ROW);
    if page.landscape {
        sheet.set_landscape();
    }
    for (column, width) in page.widths.iter().enumerate() {
        let width = u8::try_from(*width).unwrap_or(u8::MAX);
        sheet.set_column_width(number(column)?, width)?;
    }
    for (row, height) in &page.heights {
        sheet.set_row_height(number(*row)?, *height)?;
    }
    if let Some((first, last)) = page.repeated {
        sheet.set_repeat_rows(number(first)?, number(last)?)?;
        if last < MOST_FROZEN {
            sheet.set_freeze_panes(number(last + 1)?, 0)?;
        }
    }
    for one in &page.cells {
        cell(sheet, one, font)?;
    }
    let ends = page.cells.iter().map(|cell| (cell.extent.last.row, cell.extent.last.column));
    if let Some((row, column)) = ends.reduce(|a, b| (a.0.max(b.0), a.1.max(b.1))) {
        // codes are text and stay so
        sheet.ignore_error_range(0, 0, row, narrow(column)?, IgnoreError::NumberStoredAsText)?;
    }
    Ok(())
}

/// A number of a row or column in the width that the crate takes.
fn number<N: TryFrom<usize>>(number: usize) -> Result<N, XlsxError> {
    N::try_from(number).map_err(|_| XlsxError::RowColumnLimitError)
}

fn narrow(column: u32) -> Result<u16, XlsxError> {
    u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)
}

fn cell(sheet: &mut Worksheet, cell: &BookCell, font: &str) -> Result<(), XlsxError> {
    let format = &format(&cell.look, font);
    let (first, last) = (cell.extent.first, cell.extent.last);
    let (row, left) = (first.row, narrow(first.column)?);
    if first != last {
        sheet.merge_range(row, left, last.row, narrow(last.column)?, "", format)?;
    }
    match &cell.value {
        BookValue::Blank => sheet.write_blank(row, left, format)?,
        BookValue::Text(text) => sheet.write_string_with_format(row, left, clean(text), format)?,
        BookValue::Number(number) => sheet.write_number_with_format(row, left, nearest(*number), format)?,
        BookValue::Formula(formula, result) => {
            let formula = Formula::new(formula).set_result(result.normalize().to_string());
            sheet.write_formula_with_format(row, left, formula, format)?
        }
    };
    if !cell.remark.is_empty() {
        let remark = clean(&cell.remark);
        sheet.insert_note(row, left, &Note::new(cut(&remark, LONGEST_REMARK)).add_author_prefix(false))?;
    }
    Ok(())
}

/// The binary number that the format asks for. It is the nearest one, so that up to [`super::book::DIGITS`] digits come back.
fn nearest(number: Decimal) -> f64 {
    number.to_string().parse().unwrap_or_default()
}

fn format(look: &CellLook, font: &str) -> Format {
    let mut format = Format::new().set_align(FormatAlign::VerticalCenter).set_text_wrap();
    format = format.set_align(match look.align {
        CellAlign::Left => FormatAlign::Left,
        CellAlign::Centre => FormatAlign::Center,
        CellAlign::Right => FormatAlign::Right,
    });
    if !font.is_empty() {
        format = format.set_font_name(font);
    }
    format = format.set_font_size(look.size.unwrap_or(10));
    if look.border {
        format = format.set_border(FormatBorder::Thin);
    }
    if look.bold {
        format = format.set_bold();
    }
    if look.indent > 0 {
        format = format.set_indent(look.indent);
    }
    if look.format.is_empty() { format } else { format.set_num_format(&look.format) }
}

/// Without the characters that XML cannot hold; ends of lines in one way.
fn clean(text: &str) -> String {
    let held = |c: &char| !matches!(c, '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    text.replace("\r\n", "\n").chars().filter(held).collect()
}

/// The beginning of a text that has at most so many UTF-16 units.
pub fn cut(text: &str, most: usize) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > most
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// Rows as a text table: commas, quotes where they are needed, CR LF. It begins with a byte order mark, without which
/// spreadsheet programs in China read it as GBK.
pub fn csv<'r>(rows: impl IntoIterator<Item = &'r [String]>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(MARK.as_bytes().to_vec());
    for row in rows {
        // writing to memory cannot fail
        drop(writer.write_record(row));
    }
    writer.into_inner().unwrap_or_default()
}
