//! A checked report as the bytes of a file, one file or folder here a format.
//!
//! A new format is one file here and one row in [`FORMATS`]; the command line's choices are made from that slice.

pub mod json;
pub mod typst;

use crate::project::Evaluated;

/// A format that a report can be written in.
pub struct OutputFormat {
    /// As chosen on the command line.
    pub name: &'static str,
    /// The file name's ending, without the dot.
    pub extension: &'static str,
    /// Whether it shows that a document is a draft.
    pub drafts: bool,
    /// The bytes of the report; as a draft, where it shows that.
    pub write: fn(&Evaluated<'_, '_>, bool) -> Vec<u8>,
}

/// All formats but PDF, which is set from the Typst text with fonts and attachments.
pub const FORMATS: &[OutputFormat] = &[
    OutputFormat { name: "typst", extension: "typ", drafts: true, write: typst },
    OutputFormat { name: "json", extension: "json", drafts: false, write: |it, _| json::emit(it).into_bytes() },
];

fn typst(it: &Evaluated<'_, '_>, draft: bool) -> Vec<u8> {
    let emit = if draft { typst::emit } else { typst::finished };
    emit(&it.checked.document, &it.checked.style).into_bytes()
}

/// The format of this name.
pub fn find(name: &str) -> Option<&'static OutputFormat> {
    FORMATS.iter().find(|format| format.name == name)
}
