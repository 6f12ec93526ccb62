//! The records of a workbook's stream.

use crate::tables::binary::Record;
use crate::tables::unreadable::Unreadable;

/// What goes on with the record before it.
const CONTINUE: u16 = 0x3c;

/// A record with its kind and what goes on with it.
pub struct Continued<'b> {
    /// Its kind.
    pub kind: u16,
    /// Its pieces; the first one is its own.
    pub pieces: Vec<&'b [u8]>,
}

impl<'b> Continued<'b> {
    /// Its own piece.
    pub fn record(&self) -> Record<'b> {
        Record(self.pieces.first().copied().unwrap_or(&[]))
    }
}

/// The records of a stream, or of a part of one.
pub struct Records<'b> {
    stream: &'b [u8],
    at: usize,
}

impl<'b> Records<'b> {
    /// From the beginning on.
    pub fn new(stream: &'b [u8]) -> Self {
        Records { stream, at: 0 }
    }

    fn single(&self) -> Result<Option<(u16, &'b [u8])>, Unreadable> {
        if self.at >= self.stream.len() {
            return Ok(None);
        }
        let whole = Record(self.stream);
        let (kind, length) = (whole.short(self.at)?, whole.short(self.at + 2)?);
        Ok(Some((kind, whole.bytes(self.at + 4, usize::from(length))?)))
    }

    /// The next record; none at the stream's end.
    pub fn next(&mut self) -> Result<Option<Continued<'b>>, Unreadable> {
        let Some((kind, first)) = self.single()? else { return Ok(None) };
        self.at += 4 + first.len();
        let mut pieces = vec![first];
        while let Ok(Some((CONTINUE, piece))) = self.single() {
            self.at += 4 + piece.len();
            pieces.push(piece);
        }
        Ok(Some(Continued { kind, pieces }))
    }
}
