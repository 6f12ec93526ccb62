//! Workbooks of the kind xlsb: the parts of xlsx in binary records.

use std::collections::HashMap;
use std::io::{BufRead, ErrorKind, Read};
use std::sync::Arc;

use super::binary::{self, Record};
use super::cells::{Gathered, Gatherer, Held};
use super::grid::{Sheet, SheetExtent, SheetPlace, SheetValue};
use super::links::{self, Link};
use super::looks::Looks;
use super::metered::Metered;
use super::note::{self, Notes};
use super::package::Package;
use super::room::{self, LARGEST_EVENT, LONGEST_TEXT, Room};
use super::unreadable::Unreadable;
use crate::say;

/// The workbook's main part.
pub const WORKBOOK: &str = "xl/workbook.bin";

struct BinaryBook {
    strings: Vec<Arc<str>>,
    looks: Looks,
    from_1904: bool,
    /// Each sheet's name, whether it is hidden, and the name of its link.
    sheets: Vec<(String, bool, String)>,
}

/// Reads the sheets.
pub fn read(package: &mut Package<'_>, room: &mut Room, notes: &mut Notes) -> Result<Vec<Sheet>, Unreadable> {
    let links = links::read(package, "xl/_rels/workbook.bin.rels", "xl")?;
    links::tell_macros(&links, notes);
    let mut book = BinaryBook { strings: vec![], looks: Looks::default(), from_1904: false, sheets: vec![] };
    records(package, WORKBOOK, |kind, record| book.workbook(kind, record))?;
    if let Some(path) = links::path(&links, "styles") {
        let mut within = false;
        records(package, path, |kind, record| book.style(kind, record, &mut within))?;
    }
    if let Some(path) = links::path(&links, "sharedStrings") {
        records(package, path, |kind, record| {
            if kind == 0x13 {
                let text = words(record, 1)?;
                room.text(text.len() + 24)?;
                book.strings.push(text.into());
            }
            Ok(())
        })?;
    }
    let mut sheets = Vec::new();
    for (name, hidden, id) in &book.sheets {
        room.sheet()?;
        notes.begin(name);
        let Some(path) = sheet_path(&links, id, notes)? else { continue };
        let Gathered { cells, merges } = sheet(package, path, &book, room, notes)?;
        let sheet = Sheet { name: name.clone(), hidden: Some(*hidden), cells, merges: Some(merges) };
        note::of_sheet(&sheet, notes);
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn sheet_path<'l>(
    links: &'l HashMap<String, Link>,
    id: &str,
    notes: &mut Notes,
) -> Result<Option<&'l str>, Unreadable> {
    match links.get(id) {
        Some(link) if link.kind == links::WORKSHEET => Ok(Some(&link.path)),
        Some(_) => {
            notes.tell(say!("图表页或宏表，没有读取", "a sheet of a chart or of macros, which is not read"));
            Ok(None)
        }
        None => Err(Unreadable::damaged(WORKBOOK)),
    }
}

impl BinaryBook {
    fn workbook(&mut self, kind: u16, record: Record<'_>) -> Result<(), Unreadable> {
        match kind {
            0x99 => self.from_1904 = record.long(0)? & 1 == 1,
            0x9c => {
                let hidden = record.long(0)? != 0;
                let id = words(record, 8)?;
                let name = words(record, 12 + 2 * id.encode_utf16().count())?;
                room::push(&mut self.sheets, (name, hidden, id))?;
            }
            _ => {}
        }
        Ok(())
    }

    fn style(&mut self, kind: u16, record: Record<'_>, within: &mut bool) -> Result<(), Unreadable> {
        match kind {
            0x2c => self.looks.format(u32::from(record.short(0)?), &words(record, 2)?),
            0x269 => *within = true,
            0x26a => *within = false,
            0x2f if *within => self.looks.add(u32::from(record.short(2)?), false)?,
            _ => {}
        }
        Ok(())
    }
}

/// Words behind their length; none where the length says so.
fn words(record: Record<'_>, at: usize) -> Result<String, Unreadable> {
    match record.long(at)? {
        u32::MAX => Ok(String::new()),
        length if length as usize > LONGEST_TEXT => Err(Unreadable::damaged("record")),
        length => Ok(binary::wide(record.bytes(at + 4, 2 * length as usize)?)),
    }
}

/// Calls for each record of a part with its kind.
fn records(
    package: &mut Package<'_>,
    path: &str,
    mut each: impl FnMut(u16, Record<'_>) -> Result<(), Unreadable>,
) -> Result<(), Unreadable> {
    let Some(mut part) = package.bytes(path)? else { return Err(Unreadable::damaged(path)) };
    let mut data = Vec::new();
    let failed =
        |part: &Metered<'_, _>| if part.is_full() { Unreadable::unpacked() } else { Unreadable::damaged(path) };
    loop {
        let kind = match variable(&mut part, 2) {
            Ok(Some(kind)) => kind,
            Ok(None) => return Ok(()),
            Err(_) => return Err(failed(&part)),
        };
        let length = variable(&mut part, 4).map_err(|_| failed(&part))?.ok_or_else(|| Unreadable::damaged(path))?;
        if u64::from(length) > LARGEST_EVENT {
            return Err(Unreadable::damaged(path));
        }
        data.clear();
        let read = (&mut part).take(u64::from(length)).read_to_end(&mut data).map_err(|_| failed(&part))?;
        if read < length as usize {
            return Err(Unreadable::damaged(path));
        }
        // kinds of two bytes keep the marks of their first
        each(kind as u16, Record(&data))?;
    }
}

/// A number of at most so many bytes, seven bits each; none at the end.
fn variable(part: &mut impl BufRead, most: u32) -> std::io::Result<Option<u32>> {
    let mut value = 0;
    for at in 0..most {
        let mut byte = [0];
        match part.read_exact(&mut byte) {
            Ok(()) => {}
            Err(error) if at == 0 && error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        value |= u32::from(byte[0] & 0x7f) << (7 * at);
        if byte[0] & 0x80 == 0 {
            break;
        }
    }
    Ok(Some(value))
}

fn sheet(
    package: &mut Package<'_>,
    path: &str,
    book: &BinaryBook,
    room: &mut Room,
    notes: &mut Notes,
) -> Result<Gathered, Unreadable> {
    let mut gatherer = Gatherer::new(room, notes, book.from_1904);
    let (mut row, mut hidden) = (0, false);
    records(package, path, |kind, record| {
        let value = match kind {
            0x00 => {
                row = record.long(0)?;
                hidden = record.byte(11)? & 0x10 != 0;
                return Ok(());
            }
            0x3c => {
                let (first, last) = (record.long(0)?, record.long(4)?);
                return if record.short(16)? & 1 == 1 { gatherer.hide_columns(first, last) } else { Ok(()) };
            }
            0xb0 => {
                let first = SheetPlace { row: record.long(0)?, column: record.long(8)? };
                let last = SheetPlace { row: record.long(4)?, column: record.long(12)? };
                return gatherer.merge(SheetExtent { first, last });
            }
            0x02 => record.packed(8)?,
            0x03 | 0x0b => binary::error(record.byte(8)?),
            0x04 | 0x0a => SheetValue::Bool(record.byte(8)? != 0),
            0x05 | 0x09 => record.real(8)?,
            0x06 | 0x08 => SheetValue::Text(words(record, 8)?),
            0x07 => {
                let shared = book.strings.get(record.long(8)? as usize).ok_or_else(|| Unreadable::damaged(path))?;
                SheetValue::Text(shared.as_ref().to_owned())
            }
            _ => return Ok(()),
        };
        let look = book.looks.look((record.long(4)? & 0x00ff_ffff) as usize);
        let place = SheetPlace { row, column: record.long(0)? };
        gatherer.cell(Held { value, hidden: Some(hidden), ..Held::new(place, look) })
    })?;
    Ok(gatherer.finish())
}
