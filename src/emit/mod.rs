//! A checked report as the bytes of a file, one file or folder here a format.
//!
//! A new format is one file here and one row in [`FORMATS`]; the command line's choices are made from that slice.

pub mod csv;
mod facts;
pub mod json;
mod marks;
mod names;
mod number;
mod sums;
pub mod typst;
pub mod xlsx;

use crate::base::{Date, Say};
use crate::project::Evaluated;

/// A format that a report can be written in.
pub struct OutputFormat {
    /// As chosen on the command line.
    pub name: &'static str,
    /// The file name's ending, without the dot; of a folder what its name ends in.
    pub extension: &'static str,
    /// Whether it shows that a document is a draft.
    pub drafts: bool,
    /// What it makes.
    pub shape: OutputShape,
    /// Writes the report; or why the format cannot hold it.
    pub write: fn(&Evaluated<'_, '_>, &FormatOptions) -> Result<OutputBytes, Say>,
}

/// What a format makes of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputShape {
    /// A file of text.
    Text,
    /// A file that a terminal cannot show. It holds a day.
    Binary,
    /// A folder of files.
    Folder,
}

/// How a report is to be written.
#[derive(Clone, Copy, Debug, Default)]
pub struct FormatOptions {
    /// As a draft, where the format shows that.
    pub draft: bool,
    /// The day for a document that has none.
    pub date: Option<Date>,
}

/// A report as it is written.
#[derive(Debug)]
pub enum OutputBytes {
    /// The bytes of a file.
    File(Vec<u8>),
    /// The files of a folder.
    Folder(Vec<NamedFile>),
}

/// A file of a folder.
#[derive(Debug)]
pub struct NamedFile {
    /// Its name, which may be one in any file system.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// All formats but PDF, which is set from the Typst text with fonts and attachments.
pub const FORMATS: &[OutputFormat] = &[
    OutputFormat { name: "typst", extension: "typ", drafts: true, shape: OutputShape::Text, write: typst },
    OutputFormat { name: "json", extension: "json", drafts: false, shape: OutputShape::Text, write: json },
    OutputFormat { name: "xlsx", extension: "xlsx", drafts: false, shape: OutputShape::Binary, write: xlsx::emit },
    OutputFormat { name: "csv", extension: "csv", drafts: false, shape: OutputShape::Folder, write: csv::emit },
];

fn typst(it: &Evaluated<'_, '_>, options: &FormatOptions) -> Result<OutputBytes, Say> {
    let emit = if options.draft { typst::emit } else { typst::finished };
    Ok(OutputBytes::File(emit(&it.checked.document, &it.checked.style).into_bytes()))
}

fn json(it: &Evaluated<'_, '_>, _: &FormatOptions) -> Result<OutputBytes, Say> {
    Ok(OutputBytes::File(json::emit(it).into_bytes()))
}

/// The format of this name.
pub fn find(name: &str) -> Option<&'static OutputFormat> {
    FORMATS.iter().find(|format| format.name == name)
}
