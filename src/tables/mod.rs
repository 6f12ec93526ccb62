//! Tables of other programs as one neutral grid: what stands in which cell, and nothing of what it means. A reader knows one
//! file format; whoever uses a grid knows none.
//!
//! Files come from anywhere. No reader allocates by what a file declares, all are bounded by [`Room`](room::Room), and what
//! cannot be read ends in an [`Unreadable`]. The readers of spreadsheets are our own for that reason: calamine takes memory for
//! all between the first and the last cell, panics on damaged files of the kinds xls and xlsb, and tells no hidden rows and no
//! digits as they stand. It stays the oracle of the tests.

mod binary;
pub mod book;
mod cells;
mod format;
mod grid;
mod links;
mod looks;
mod metered;
mod note;
mod number;
mod ods;
mod package;
mod room;
mod text;
mod unreadable;
pub mod write;
mod xls;
mod xlsb;
mod xlsx;
mod xml;

use sha2::{Digest, Sha256};

use crate::say;

pub use grid::{Sheet, SheetCell, SheetExtent, SheetPlace, SheetValue, Workbook};
pub use note::TableNote;
pub use unreadable::Unreadable;

use note::Notes;
use package::Package;
use room::Room;

/// Reads a workbook or a text table; its first bytes say which kind of file it is, its name is only kept.
///
/// # Errors
///
/// What cannot be read at all: a password, a damaged file, one that is too large, one that holds no table.
pub fn read(name: &str, bytes: &[u8]) -> Result<(Workbook, Vec<TableNote>), Unreadable> {
    let mut notes = Notes::default();
    let mut room = Room::default();
    let sheets = if bytes.starts_with(b"PK") {
        zipped(bytes, &mut room, &mut notes)?
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        xls::read(bytes, &mut room, &mut notes)?
    } else {
        vec![text::read(bytes, &mut room, &mut notes)?]
    };
    let hash = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((Workbook { name: name.to_owned(), hash, sheets }, notes.finish()))
}

/// Reads the workbook in a zip file.
fn zipped(bytes: &[u8], room: &mut Room, notes: &mut Notes) -> Result<Vec<Sheet>, Unreadable> {
    let mut package = Package::new(bytes)?;
    let other = if package.has(xlsb::WORKBOOK) {
        return xlsb::read(&mut package, room, notes);
    } else if package.has(ods::CONTENT) {
        return ods::read(&mut package, room, notes);
    } else if package.has("word/document.xml") {
        say!("Word 文档", "a Word document")
    } else if package.has("ppt/presentation.xml") {
        say!("演示文稿", "a presentation")
    } else if let Some(workbook) = xlsx::workbook(&mut package)? {
        return xlsx::read(&mut package, &workbook, room, notes);
    } else {
        say!("压缩包", "an archive")
    };
    Err(Unreadable::other(other))
}
