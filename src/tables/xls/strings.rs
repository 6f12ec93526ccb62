//! Words as records hold them: each letter in one byte or in two, and over several records.

use super::records::Continued;
use crate::tables::binary::{Record, wide};
use crate::tables::unreadable::Unreadable;

/// Reads on through a record's pieces.
pub struct Pieces<'b> {
    pieces: Vec<&'b [u8]>,
    piece: usize,
    at: usize,
}

impl<'b> Pieces<'b> {
    /// From a place of the first piece on.
    pub fn new(record: &Continued<'b>, at: usize) -> Self {
        Pieces { pieces: record.pieces.clone(), piece: 0, at }
    }

    /// What is left of the piece that is read; the next one where nothing is.
    fn rest(&mut self) -> Result<&'b [u8], Unreadable> {
        loop {
            let piece = *self.pieces.get(self.piece).ok_or_else(|| Unreadable::damaged("record"))?;
            match piece.get(self.at..) {
                Some(rest) if !rest.is_empty() => return Ok(rest),
                _ => self.step(),
            }
        }
    }

    fn step(&mut self) {
        self.piece += 1;
        self.at = 0;
    }

    fn byte(&mut self) -> Result<u8, Unreadable> {
        let byte = Record(self.rest()?).byte(0)?;
        self.at += 1;
        Ok(byte)
    }

    fn short(&mut self) -> Result<u16, Unreadable> {
        Ok(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn long(&mut self) -> Result<u32, Unreadable> {
        Ok(u32::from(self.short()?) | u32::from(self.short()?) << 16)
    }

    fn skip(&mut self, mut count: usize) -> Result<(), Unreadable> {
        while count > 0 {
            let taken = self.rest()?.len().min(count);
            self.at += taken;
            count -= taken;
        }
        Ok(())
    }

    /// Words behind their length in two bytes.
    pub fn words(&mut self) -> Result<String, Unreadable> {
        let length = usize::from(self.short()?);
        if length == 0 && self.rest().is_err() {
            return Ok(String::new());
        }
        let marks = self.byte()?;
        let runs = if marks & 8 != 0 { usize::from(self.short()?) } else { 0 };
        let more = if marks & 4 != 0 { self.long()? as usize } else { 0 };
        let text = self.letters(length, marks & 1 != 0)?;
        self.skip(runs * 4)?;
        self.skip(more)?;
        Ok(text)
    }

    /// So many letters of two bytes, or of one. Where they go on in another piece, its first byte says it anew.
    fn letters(&mut self, mut length: usize, mut two: bool) -> Result<String, Unreadable> {
        let mut bytes = Vec::new();
        while length > 0 {
            if self.pieces.get(self.piece).is_none_or(|piece| self.at >= piece.len()) {
                self.step();
                two = self.byte()? & 1 != 0;
            }
            let rest = self.rest()?;
            let count = length.min(if two { rest.len() / 2 } else { rest.len() });
            if count == 0 {
                return Err(Unreadable::damaged("record"));
            }
            let width = if two { 2 * count } else { count };
            let letters = Record(rest).bytes(0, width)?;
            if two {
                bytes.extend_from_slice(letters);
            } else {
                bytes.extend(letters.iter().flat_map(|byte| [*byte, 0]));
            }
            self.at += width;
            length -= count;
        }
        Ok(wide(&bytes))
    }
}

/// A short name behind its length in one byte.
pub fn short(record: Record<'_>, at: usize) -> Result<String, Unreadable> {
    let length = usize::from(record.byte(at)?);
    if record.byte(at + 1)? & 1 != 0 {
        return Ok(wide(record.bytes(at + 2, 2 * length)?));
    }
    Ok(record.bytes(at + 2, length)?.iter().map(|byte| char::from(*byte)).collect())
}
