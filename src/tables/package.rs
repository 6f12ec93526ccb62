//! Zip files that are packages of parts.

use std::io::{BufReader, Cursor};

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::metered::Metered;
use super::room::LARGEST_PACKAGE;
use super::unreadable::{LARGEST_UNPACKED, Unreadable};
use super::xml::Events;
use crate::say;

/// A zip file and how much may still be unpacked of it.
pub struct Package<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    left: u64,
}

/// A part as it unpacks.
pub type Unpacked<'p, 'b> = BufReader<ZipFile<'p, Cursor<&'b [u8]>>>;
/// The events of a part.
pub type PackagePart<'p, 'b> = Events<'p, Unpacked<'p, 'b>>;

impl<'b> Package<'b> {
    /// The package in these bytes.
    ///
    /// # Errors
    ///
    /// It is too large, or no zip file.
    pub fn new(bytes: &'b [u8]) -> Result<Self, Unreadable> {
        if bytes.len() > LARGEST_PACKAGE {
            let most = LARGEST_PACKAGE >> 20;
            return Err(Unreadable::too_large(say!("超过 {most} MB", "it has more than {most} MB")));
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::damaged("zip"))?;
        Ok(Package { zip, left: LARGEST_UNPACKED })
    }

    /// Whether it has a part; letters of either case name the same.
    pub fn has(&self, name: &str) -> bool {
        self.index(name).is_some()
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.zip.index_for_name(name).or_else(|| {
            let same = |raw: &[u8]| raw.eq_ignore_ascii_case(name.as_bytes());
            self.zip.file_names_raw().position(same)
        })
    }

    /// The events of a part; none where there is no such part.
    ///
    /// # Errors
    ///
    /// The part is locked, or damaged.
    pub fn part<'p>(&'p mut self, name: &'p str) -> Result<Option<PackagePart<'p, 'b>>, Unreadable> {
        Ok(self.bytes(name)?.map(|bytes| Events::new(bytes, name)))
    }

    /// The bytes of a part, counted; none where there is no such part.
    ///
    /// # Errors
    ///
    /// The part is locked, or damaged.
    pub fn bytes<'p>(&'p mut self, name: &str) -> Result<Option<Metered<'p, Unpacked<'p, 'b>>>, Unreadable> {
        let Some(index) = self.index(name) else { return Ok(None) };
        if self.zip.by_index_data(index).is_ok_and(|entry| entry.encrypted()) {
            return Err(Unreadable::locked());
        }
        match self.zip.by_index(index) {
            Ok(file) => Ok(Some(Metered::new(BufReader::with_capacity(1 << 16, file), &mut self.left))),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword) => {
                Err(Unreadable::locked())
            }
            Err(_) => Err(Unreadable::damaged(name)),
        }
    }
}
