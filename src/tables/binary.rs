//! What the binary kinds of workbooks share: little-endian numbers, packed numbers, words, errors.

use super::grid::SheetValue;
use super::number;
use super::unreadable::Unreadable;
use crate::base::Decimal;

/// A record, or a piece of one; what is not there makes the file a damaged one.
#[derive(Clone, Copy)]
pub struct Record<'b>(pub &'b [u8]);

impl<'b> Record<'b> {
    /// So many bytes from a place.
    pub fn bytes(self, at: usize, count: usize) -> Result<&'b [u8], Unreadable> {
        let end = at.checked_add(count);
        end.and_then(|end| self.0.get(at..end)).ok_or_else(|| Unreadable::damaged("record"))
    }

    fn array<const N: usize>(self, at: usize) -> Result<[u8; N], Unreadable> {
        self.bytes(at, N)?.try_into().map_err(|_| Unreadable::damaged("record"))
    }

    /// The byte at a place.
    pub fn byte(self, at: usize) -> Result<u8, Unreadable> {
        self.array(at).map(u8::from_le_bytes)
    }

    /// The number of two bytes at a place.
    pub fn short(self, at: usize) -> Result<u16, Unreadable> {
        self.array(at).map(u16::from_le_bytes)
    }

    /// The number of four bytes at a place.
    pub fn long(self, at: usize) -> Result<u32, Unreadable> {
        self.array(at).map(u32::from_le_bytes)
    }

    /// The binary fraction at a place.
    pub fn real(self, at: usize) -> Result<SheetValue, Unreadable> {
        self.array(at).map(f64::from_le_bytes).map(number::binary)
    }

    /// The number that is packed into four bytes at a place: a whole one or the upper half of a binary fraction, in hundredths
    /// or not.
    pub fn packed(self, at: usize) -> Result<SheetValue, Unreadable> {
        let bits = self.long(at)?;
        let hundredths = bits & 1 == 1;
        Ok(if bits & 2 == 2 {
            let whole = i64::from(bits.cast_signed() >> 2);
            SheetValue::Number(Decimal::new(whole, if hundredths { 2 } else { 0 }).normalize())
        } else {
            let real = f64::from_bits(u64::from(bits & !3) << 32);
            number::binary(if hundredths { real / 100.0 } else { real })
        })
    }
}

/// Words of two bytes a letter.
pub fn wide(bytes: &[u8]) -> String {
    encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0.into_owned()
}

/// An error by its number.
pub fn error(code: u8) -> SheetValue {
    let name = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        _ => "#ERROR!",
    };
    SheetValue::Error(name.to_owned())
}
