//! Files of sectors that hold streams, as programs of the nineties wrote them.

use crate::tables::binary::{Record, wide};
use crate::tables::unreadable::Unreadable;

/// The last number that is one of a sector; those above end a chain or mark a sector.
const LAST_SECTOR: u32 = 0xffff_fffa;
/// Bytes of an entry of the directory.
const ENTRY: usize = 128;
/// Bytes of a sector for short streams.
const SHORT_SECTOR: usize = 64;

struct Entry {
    name: String,
    start: u32,
    size: usize,
}

/// A file of sectors.
pub struct Compound<'b> {
    bytes: &'b [u8],
    /// Bytes of a sector.
    sector: usize,
    /// The sector behind each sector of a chain.
    next: Vec<u32>,
    entries: Vec<Entry>,
    /// Streams of fewer bytes lie in short sectors.
    cutoff: usize,
    /// Where the chain of short sectors is told.
    short_table: u32,
}

impl<'b> Compound<'b> {
    /// Reads where streams lie.
    pub fn new(bytes: &'b [u8]) -> Result<Self, Unreadable> {
        let head = Record(bytes);
        let sector = match head.short(30)? {
            9 => 512,
            12 => 4096,
            _ => return Err(damaged()),
        };
        let mut file = Compound {
            bytes,
            sector,
            next: Vec::new(),
            entries: Vec::new(),
            cutoff: head.long(56)? as usize,
            short_table: head.long(60)?,
        };
        let most = bytes.len() / sector + 1;
        // sectors that hold the table: the first in the head, the others in a chain of their own
        let mut tables: Vec<u32> = (0..109).map(|at| head.long(76 + 4 * at)).collect::<Result<_, _>>()?;
        let mut more = head.long(68)?;
        while more <= LAST_SECTOR {
            if tables.len() > most + 109 {
                return Err(damaged());
            }
            let numbers = numbers(file.sector_at(more)?);
            let (last, rest) = numbers.split_last().ok_or_else(damaged)?;
            tables.extend(rest);
            more = *last;
        }
        for table in tables.into_iter().filter(|table| *table <= LAST_SECTOR).take(most) {
            file.next.extend(numbers(file.sector_at(table)?));
        }
        let directory = file.chain(head.long(48)?, usize::MAX)?;
        for entry in directory.chunks_exact(ENTRY) {
            let entry = Record(entry);
            let length = usize::from(entry.short(64)?).saturating_sub(2).min(62);
            let name = wide(entry.bytes(0, length)?);
            file.entries.push(Entry { name, start: entry.long(116)?, size: entry.long(120)? as usize });
        }
        Ok(file)
    }

    /// Whether it has a stream or a folder of this name.
    pub fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// A stream's bytes; none where there is no stream of this name.
    pub fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        let Some(entry) = self.entry(name) else { return Ok(None) };
        if entry.size >= self.cutoff {
            let bytes = self.chain(entry.start, entry.size)?;
            return if bytes.len() < entry.size { Err(damaged()) } else { Ok(Some(bytes)) };
        }
        let root = self.entries.first().ok_or_else(damaged)?;
        let store = self.chain(root.start, root.size)?;
        let next = numbers(&self.chain(self.short_table, usize::MAX)?);
        let mut bytes = Vec::new();
        let mut at = entry.start;
        while bytes.len() < entry.size {
            let start = (at as usize).checked_mul(SHORT_SECTOR).ok_or_else(damaged)?;
            bytes.extend(store.get(start..).and_then(|rest| rest.get(..SHORT_SECTOR)).ok_or_else(damaged)?);
            at = *next.get(at as usize).ok_or_else(damaged)?;
            if bytes.len() < entry.size && at > LAST_SECTOR {
                return Err(damaged());
            }
        }
        bytes.truncate(entry.size);
        Ok(Some(bytes))
    }

    fn sector_at(&self, number: u32) -> Result<&'b [u8], Unreadable> {
        let start = (number as usize).checked_add(1).and_then(|at| at.checked_mul(self.sector)).ok_or_else(damaged)?;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty()).ok_or_else(damaged)?;
        // some programs cut the last sector short
        Ok(rest.get(..self.sector).unwrap_or(rest))
    }

    /// The bytes of a chain of sectors, at most so many. A chain that comes back to itself is no longer than the file.
    fn chain(&self, start: u32, most: usize) -> Result<Vec<u8>, Unreadable> {
        let (mut bytes, mut at) = (Vec::new(), start);
        while at <= LAST_SECTOR && bytes.len() < most {
            if bytes.len() > self.bytes.len() {
                return Err(damaged());
            }
            bytes.extend_from_slice(self.sector_at(at)?);
            at = *self.next.get(at as usize).ok_or_else(damaged)?;
        }
        bytes.truncate(most);
        Ok(bytes)
    }
}

fn damaged() -> Unreadable {
    Unreadable::damaged("xls")
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    let (numbers, _) = bytes.as_chunks::<4>();
    numbers.iter().map(|number| u32::from_le_bytes(*number)).collect()
}
