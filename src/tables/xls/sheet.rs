//! One sheet's cells.

use std::collections::HashSet;

use super::globals::Globals;
use super::records::{Continued, Records};
use super::strings::Pieces;
use crate::tables::binary::{Record, error};
use crate::tables::cells::{Gathered, Gatherer, Held};
use crate::tables::grid::{SheetExtent, SheetPlace, SheetValue};
use crate::tables::note::Notes;
use crate::tables::room::Room;
use crate::tables::unreadable::Unreadable;

/// The beginning and the end of a part of the stream.
const BEGIN: u16 = 0x809;
const END: u16 = 0x0a;

/// Reads the sheet in a part of the stream.
pub fn read(part: &[u8], globals: &Globals, room: &mut Room, notes: &mut Notes) -> Result<Gathered, Unreadable> {
    let gatherer = Gatherer::new(room, notes, globals.from_1904);
    let mut reading = XlsReading { globals, gatherer, hidden: HashSet::new(), computed: None };
    let mut records = Records::new(part);
    // charts within the sheet have parts of their own
    let mut depth = 0_usize;
    loop {
        let Some(record) = records.next()? else { return Err(Unreadable::damaged("xls")) };
        match record.kind {
            BEGIN => depth += 1,
            END if depth <= 1 => return Ok(reading.gatherer.finish()),
            END => depth -= 1,
            _ if depth == 1 => reading.record(&record)?,
            _ => {}
        }
    }
}

struct XlsReading<'r> {
    globals: &'r Globals,
    gatherer: Gatherer<'r>,
    /// Rows that are hidden.
    hidden: HashSet<u16>,
    /// A formula's place and look, where its result is words that follow.
    computed: Option<(SheetPlace, usize)>,
}

/// A cell's place and look, as its record begins.
fn head(record: Record<'_>) -> Result<(SheetPlace, usize), Unreadable> {
    let place = SheetPlace { row: u32::from(record.short(0)?), column: u32::from(record.short(2)?) };
    Ok((place, usize::from(record.short(4)?)))
}

impl XlsReading<'_> {
    fn record(&mut self, continued: &Continued<'_>) -> Result<(), Unreadable> {
        let record = continued.record();
        let value = match continued.kind {
            0x208 => {
                if record.short(12)? & 0x20 != 0 {
                    self.hidden.insert(record.short(0)?);
                }
                return Ok(());
            }
            0x7d => {
                let (first, last) = (u32::from(record.short(0)?), u32::from(record.short(2)?));
                return if record.short(8)? & 1 != 0 { self.gatherer.hide_columns(first, last) } else { Ok(()) };
            }
            0xe5 => return self.merges(record),
            0xbd => return self.packed(record),
            0x207 => {
                let Some((place, look)) = self.computed.take() else { return Ok(()) };
                return self.cell(place, look, SheetValue::Text(Pieces::new(continued, 0).words()?));
            }
            0x06 => match self.formula(record)? {
                Some(value) => value,
                None => return Ok(()),
            },
            0x203 => record.real(6)?,
            0x27e => record.packed(6)?,
            0xfd => {
                let shared = self.globals.strings.get(record.long(6)? as usize);
                SheetValue::Text(shared.ok_or_else(|| Unreadable::damaged("xls"))?.as_ref().to_owned())
            }
            0x204 | 0xd6 => SheetValue::Text(Pieces::new(continued, 6).words()?),
            0x205 if record.byte(7)? != 0 => error(record.byte(6)?),
            0x205 => SheetValue::Bool(record.byte(6)? != 0),
            _ => return Ok(()),
        };
        let (place, look) = head(record)?;
        self.cell(place, look, value)
    }

    fn cell(&mut self, place: SheetPlace, look: usize, value: SheetValue) -> Result<(), Unreadable> {
        let hidden = u16::try_from(place.row).is_ok_and(|row| self.hidden.contains(&row));
        let look = self.globals.looks.look(look);
        self.gatherer.cell(Held { value, hidden: Some(hidden), ..Held::new(place, look) })
    }

    /// A formula's result; none where it is blank, or words that follow.
    fn formula(&mut self, record: Record<'_>) -> Result<Option<SheetValue>, Unreadable> {
        if record.short(12)? != u16::MAX {
            return record.real(6).map(Some);
        }
        match record.byte(6)? {
            0 => self.computed = Some(head(record)?),
            1 => return Ok(Some(SheetValue::Bool(record.byte(8)? != 0))),
            2 => return Ok(Some(error(record.byte(8)?))),
            _ => {}
        }
        Ok(None)
    }

    /// Packed numbers side by side.
    fn packed(&mut self, record: Record<'_>) -> Result<(), Unreadable> {
        let (first, row) = (record.short(2)?, record.short(0)?);
        let count = record.0.len().saturating_sub(6) / 6;
        for (column, at) in (u32::from(first)..).zip((4..).step_by(6)).take(count) {
            let place = SheetPlace { row: u32::from(row), column };
            self.cell(place, usize::from(record.short(at)?), record.packed(at + 2)?)?;
        }
        Ok(())
    }

    fn merges(&mut self, record: Record<'_>) -> Result<(), Unreadable> {
        for at in (2..).step_by(8).take(usize::from(record.short(0)?)) {
            let place = |row, column| -> Result<SheetPlace, Unreadable> {
                Ok(SheetPlace { row: u32::from(record.short(row)?), column: u32::from(record.short(column)?) })
            };
            self.gatherer.merge(SheetExtent { first: place(at, at + 4)?, last: place(at + 2, at + 6)? })?;
        }
        Ok(())
    }
}
