//! Files carried in the PDF.

use std::collections::HashSet;

/// A file carried in the PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its path, with `/` between folders; no two are alike.
    pub path: String,
    /// The file's bytes, unchanged.
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

/// Names for files, in which a point stands between folders: a reader's tools save them into one folder. Those that
/// would be alike are told apart by a number.
pub(super) fn names(files: &[Attachment]) -> Vec<String> {
    let mut taken = HashSet::new();
    let name = |file: &Attachment| {
        let flat = file.path.replace('/', ".");
        let (stem, end) =
            flat.rsplit_once('.').map_or((flat.as_str(), String::new()), |(stem, end)| (stem, format!(".{end}")));
        let numbered = (2..).map(|number| format!("{stem}-{number}{end}"));
        let free = std::iter::once(flat.clone()).chain(numbered).find(|name| taken.insert(name.to_lowercase()));
        free.unwrap_or(flat)
    };
    files.iter().map(name).collect()
}

impl Attachment {
    /// The line of Typst that attaches it under a name. Rust's escapes are Typst's.
    pub(super) fn call(&self, name: &str) -> String {
        let Attachment { path, media, .. } = self;
        let relation = match self.relation {
            Relationship::Source => "source",
            Relationship::Data => "data",
        };
        format!("#pdf.attach({name:?}, relationship: {relation:?}, mime-type: {media:?}, description: {path:?})\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_no_folders_and_no_two_are_alike() {
        let file = |path: &str| Attachment {
            path: path.to_owned(),
            bytes: Vec::new(),
            media: "text/plain",
            relation: Relationship::Source,
        };
        let files = ["r.budget", "a/b.budget", "a.b.budget", "A/B.budget", "a.b-2.budget", "a/b"].map(file);
        let all = ["r.budget", "a.b.budget", "a.b-2.budget", "A.B-3.budget", "a.b-2-2.budget", "a.b"];
        assert_eq!(names(&files), all);
    }
}
