//! Text tables: values between commas or tabs, and what was copied from a spreadsheet.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::grid::{Sheet, SheetCell, SheetPlace, SheetValue};
use super::note::{Notes, Why};
use super::number;
use super::room::{COLUMNS, LARGEST_TEXT, LONGEST_TEXT, Room};
use super::unreadable::Unreadable;
use crate::say;

/// The signs that may part the values of a line; of two that do as well, the earlier is taken: commas stand in numbers, too.
const SEPARATORS: &[u8] = b"\t;|,";
/// So much of a text shows which sign parts its values.
const SAMPLE: usize = 1 << 16;
/// So much of it shows its encoding.
const MOST_GUESSED: usize = 1 << 18;

/// Reads a text table as the one sheet of a workbook.
pub fn read(bytes: &[u8], room: &mut Room, notes: &mut Notes) -> Result<Sheet, Unreadable> {
    if bytes.len() > LARGEST_TEXT {
        let most = LARGEST_TEXT >> 20;
        return Err(Unreadable::too_large(say!("超过 {most} MB", "it has more than {most} MB")));
    }
    if let Some(other) = other(bytes) {
        return Err(other);
    }
    let text = decoded(bytes, notes)?;
    let text = in_lines(text);
    let (separator, skipped) = separator(&text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.get(skipped..).unwrap_or("").as_bytes());
    let mut cells = Vec::new();
    let mut record = csv::StringRecord::new();
    // lines that end within a value, of all records so far; rows that no line ended
    let (mut within, mut next) = (0_u64, 0);
    while reader.read_record(&mut record).map_err(|_| Unreadable::damaged("csv"))? {
        within += record.as_slice().bytes().filter(|byte| *byte == b'\n').count() as u64;
        // the reader leaves out lines that are blank, but counts them
        let line = reader.position().line().saturating_sub(2 + within) + u64::from(skipped > 0);
        let row = u32::try_from(line).map_err(|_| Unreadable::damaged("csv"))?.max(next);
        next = row + 1;
        for (column, value) in (0..).zip(&record) {
            if let Some(cell) = cell(SheetPlace { row, column }, value, room)? {
                cells.push(cell);
            }
        }
    }
    if within > 0 && text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
        let place = cells.last().map_or(SheetPlace { row: 0, column: 0 }, |cell: &SheetCell| cell.place);
        notes.cell(place, Why::Misplaced, || {
            say!(
                "引号不成对，后面的行可能并入了一格：请检查引号",
                "a quotation mark has no other: lines behind it may stand in one cell; check the quotation marks"
            )
        });
    }
    Ok(Sheet { name: String::new(), hidden: None, cells, merges: None })
}

/// A value as a cell; none where there is none.
fn cell(place: SheetPlace, value: &str, room: &mut Room) -> Result<Option<SheetCell>, Unreadable> {
    if value.is_empty() {
        return Ok(None);
    }
    let name = place.name();
    if value.len() > LONGEST_TEXT * 4 || place.column >= COLUMNS {
        return Err(Unreadable {
            reason: say!("{name} 太长或列数太多，不像表格", "{name} is too long or too far right for a table"),
            way_out: say!(
                "检查分隔符和引号是否成对",
                "check what parts the values, and whether each quotation mark has another"
            ),
        });
    }
    room.cell()?;
    let value = match number::plain(value) {
        Some(number) => SheetValue::Number(number),
        None => {
            room.text(value.len())?;
            SheetValue::Text(value.to_owned())
        }
    };
    Ok(Some(SheetCell { place, value, format: None, hidden: None }))
}

/// What is no text table, by its first bytes.
fn other(bytes: &[u8]) -> Option<Unreadable> {
    let start: Vec<u8> = bytes.iter().take(512).map(u8::to_ascii_lowercase).collect();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start).trim_ascii_start();
    let has = |word: &[u8]| start.windows(word.len()).any(|window| window == word);
    Some(if bytes.trim_ascii().is_empty() {
        Unreadable::other(say!("空文件", "an empty file"))
    } else if start.starts_with(b"%pdf") {
        Unreadable::unknown(say!(" PDF 文件", "a PDF file"))
    } else if start.starts_with(b"\x89png") || start.starts_with(b"\xff\xd8\xff") || start.starts_with(b"gif8") {
        Unreadable::other(say!("图片", "a picture"))
    } else if start.starts_with(b"<") && (has(b"<html") || has(b"<table") || has(b"<!doctype") || has(b"<meta")) {
        Unreadable::unknown(say!(
            "网页格式的表格（有的系统以 xls 为名导出）",
            "a web page, which some systems export under the name xls"
        ))
    } else if start.starts_with(b"<?xml") || start.starts_with(b"<workbook") {
        Unreadable::unknown(say!(" XML 文件", "an XML file"))
    } else {
        return None;
    })
}

/// The text in its encoding: as its first bytes say, else UTF-8 where it is that, else as its letters look.
fn decoded<'b>(bytes: &'b [u8], notes: &mut Notes) -> Result<Cow<'b, str>, Unreadable> {
    let (encoding, rest) = match Encoding::for_bom(bytes) {
        Some((encoding, width)) => (encoding, bytes.get(width..).unwrap_or(&[])),
        None => (guessed(bytes), bytes),
    };
    let (text, lost) = encoding.decode_without_bom_handling(rest);
    // no table has them
    if text.contains('\0') {
        return Err(Unreadable::other(say!("二进制文件", "a binary file")));
    }
    if encoding != UTF_8 && rest.len() == bytes.len() {
        let name = encoding.name();
        notes
            .tell(say!("文件没有注明编码，按 {name} 读取", "the file does not say its encoding; it is read as {name}"));
    }
    if lost {
        let count = text.matches('\u{fffd}').count();
        notes.tell(say!(
            "有 {count} 处不是正确的文字，已读作「\u{fffd}」：请另存为 UTF-8 再导入",
            "{count} places are no letters and are read as `\u{fffd}`: save the file as UTF-8"
        ));
    }
    Ok(text)
}

/// The text with each line ended in one way, the last one, too; else lines cannot be counted.
fn in_lines(mut text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') {
        let ends = if text.contains('\n') { "\r\n" } else { "\r" };
        text = text.replace(ends, "\n").into();
    }
    if !text.ends_with('\n') {
        text.to_mut().push('\n');
    }
    text
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() && !bytes.contains(&0) {
        return UTF_8;
    }
    // every other byte of digits and separators is zero
    let sample = bytes.get(..SAMPLE.min(bytes.len())).unwrap_or(bytes);
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if bytes.len().is_multiple_of(2) && even.max(odd) * 8 > sample.len() && even.min(odd) * 16 < even.max(odd) {
        return if odd > even { UTF_16LE } else { UTF_16BE };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    // plain letters say nothing of the encoding
    let telling = bytes.get(bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0)..).unwrap_or(bytes);
    let sample = telling.get(..MOST_GUESSED).unwrap_or(telling);
    detector.feed(sample, sample.len() == telling.len());
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    // which holds the other, and the letters that it lacks
    if guess == GBK { GB18030 } else { guess }
}

/// The sign that parts a text's values, and how many bytes say which one it is.
fn separator(text: &str) -> (u8, usize) {
    let (first, _) = text.split_once('\n').unwrap_or((text, ""));
    if let Some([sign]) = first.trim_end_matches('\r').strip_prefix("sep=").map(str::as_bytes)
        && SEPARATORS.contains(sign)
    {
        return (*sign, (first.len() + 1).min(text.len()));
    }
    let mut end = SAMPLE.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = text.get(..end).unwrap_or("");
    let best = SEPARATORS.iter().rev().max_by_key(|sign| fits(sample, **sign));
    (best.copied().unwrap_or(b','), 0)
}

/// How many records have the number of values that most have, where that is more than one.
fn fits(sample: &str, separator: u8) -> usize {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(sample.as_bytes());
    let mut widths = BTreeMap::<usize, usize>::new();
    let mut record = csv::ByteRecord::new();
    // a tab before or behind a code only keeps it from being read as a number
    let tells = |record: &csv::ByteRecord| {
        record.iter().filter(|value| !value.trim_ascii().is_empty()).count() > 1
            && !record.iter().any(|value| separator == b'\t' && (value.starts_with(b",") || value.ends_with(b",")))
    };
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        if tells(&record) {
            *widths.entry(record.len()).or_default() += 1;
        }
    }
    widths.into_values().max().unwrap_or(0)
}
