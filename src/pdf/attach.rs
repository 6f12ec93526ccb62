//! Files carried in the PDF.

/// A file carried in the PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, with `/` between folders; no two are alike.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Its media type, such as `text/plain`.
    pub media: &'static str,
    /// What it is to the document.
    pub relation: Relationship,
}

/// What an attached file is to the document, as ISO 19005-3 (PDF/A-3) has it said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relationship {
    /// The document was made from it.
    Source,
    /// It holds the document's figures for machines.
    Data,
}

impl Attachment {
    /// The line of Typst that attaches it. Rust's escapes are Typst's.
    pub(super) fn call(&self) -> String {
        let Attachment { name, media, .. } = self;
        let relation = match self.relation {
            Relationship::Source => "source",
            Relationship::Data => "data",
        };
        format!("#pdf.attach({name:?}, relationship: {relation:?}, mime-type: {media:?}, description: {name:?})\n")
    }
}
