//! What the sheets of a workbook share.

use std::sync::Arc;

use super::records::{Continued, Records};
use super::strings::{Pieces, short};
use crate::tables::looks::Looks;
use crate::tables::room::{self, Room};
use crate::tables::unreadable::Unreadable;

/// A sheet as the workbook lists it.
pub struct ListedSheet {
    /// Its name.
    pub name: String,
    /// Whether it is hidden.
    pub hidden: bool,
    /// Whether it holds cells, and no chart.
    pub cells: bool,
    /// Where it begins in the stream.
    pub start: usize,
}

/// What the sheets share.
#[derive(Default)]
pub struct Globals {
    /// In their order.
    pub sheets: Vec<ListedSheet>,
    /// Words, by number.
    pub strings: Vec<Arc<str>>,
    /// Looks, by number.
    pub looks: Looks,
    /// Days are counted from 1904, not from 1900.
    pub from_1904: bool,
    /// Whether each font is red.
    fonts: Vec<bool>,
}

/// The colour that is red, in both of its numbers.
const RED: [u16; 2] = [2, 10];

impl Globals {
    /// Reads the stream's first part.
    pub fn read(stream: &[u8], room: &mut Room) -> Result<Globals, Unreadable> {
        let mut globals = Globals::default();
        let mut records = Records::new(stream);
        while let Some(record) = records.next()? {
            if record.kind == 0x0a {
                break;
            }
            globals.record(&record, room)?;
        }
        Ok(globals)
    }

    fn record(&mut self, continued: &Continued<'_>, room: &mut Room) -> Result<(), Unreadable> {
        let record = continued.record();
        match continued.kind {
            0x2f => return Err(Unreadable::locked()),
            0x22 => self.from_1904 = record.short(0)? == 1,
            0x31 => room::push(&mut self.fonts, RED.contains(&record.short(4)?))?,
            0x41e => {
                let code = Pieces::new(continued, 2).words()?;
                self.looks.format(u32::from(record.short(0)?), &code);
            }
            0xe0 => {
                let font = usize::from(record.short(0)?);
                // no font has the number 4
                let red = self.fonts.get(if font > 4 { font - 1 } else { font });
                self.looks.add(u32::from(record.short(2)?), red.copied().unwrap_or(false))?;
            }
            0x85 => {
                let sheet = ListedSheet {
                    name: short(record, 6)?,
                    hidden: record.byte(4)? & 3 != 0,
                    cells: record.byte(5)? == 0,
                    start: record.long(0)? as usize,
                };
                room::push(&mut self.sheets, sheet)?;
            }
            0xfc => self.words(continued, room)?,
            _ => {}
        }
        Ok(())
    }

    fn words(&mut self, continued: &Continued<'_>, room: &mut Room) -> Result<(), Unreadable> {
        let mut pieces = Pieces::new(continued, 8);
        for _ in 0..continued.record().long(4)? {
            let text = pieces.words()?;
            // what a word costs beside its letters
            room.text(text.len() + 24)?;
            self.strings.push(text.into());
        }
        Ok(())
    }
}
