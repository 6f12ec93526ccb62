//! What goes into a PDF besides the Typst text.

use super::Attachment;

/// What [`render`](super::render) needs besides the text.
#[derive(Clone, Debug, Default)]
pub struct RenderOptions {
    /// What stays the same when the document is compiled again: the PDF's identifier is made of it.
    pub ident: String,
    /// Year, month and day for the metadata of a document that does not date itself; the clock is never asked.
    pub date: Option<(i32, u8, u8)>,
    /// The files that the PDF carries.
    pub attachments: Vec<Attachment>,
    /// The files of pictures, by their paths without a slash before them.
    pub pictures: Vec<(String, Vec<u8>)>,
}
