//! Source files and places in them.

use std::ops::Range;
use std::sync::Arc;

/// Which file of a compilation a place lies in: an index into [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A range of UTF-8 bytes in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The one file that it lies in.
    pub file: FileId,
    /// The first byte, from the beginning of the file.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span as a byte range.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest span that holds both; `other` must lie in the same file, else `self` is kept.
    pub fn to(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Whose a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// The project's own.
    Project,
    /// The standard library's, read from a folder.
    Folder,
    /// The standard library's, as the program carries it: nobody can change it.
    Carried,
}

/// One source file: where it came from, and its text.
#[derive(Clone, Debug)]
pub struct Source {
    /// As shown to the reader: where it lies, as seen from the folder one works in; `std/…` where the program carries it.
    pub path: String,
    /// Below the project's root, whatever folder one works in: for what must not depend on it.
    pub name: String,
    /// Whose it is, and so whether its reader can change it.
    pub home: Home,
    /// The whole text, as it is seen.
    pub text: String,
    /// The text as it is stored, where that holds what nobody sees.
    pub stored: Option<String>,
    line_starts: Vec<u32>,
    /// Where a line is long: how many characters stand before each so many bytes.
    counts: Vec<u32>,
}

/// In a longer line characters are not counted from its beginning each time.
const LONG: usize = 1024;

impl Source {
    /// Takes a text in. Texts of 4 GiB and more are refused before they get here.
    pub fn new(path: String, text: String) -> Source {
        let empty = Source {
            name: path.clone(),
            path,
            home: Home::Project,
            text: String::new(),
            stored: None,
            line_starts: vec![],
            counts: vec![],
        };
        empty.with_text(text)
    }

    /// The same with a text.
    #[must_use]
    pub fn with_text(self, text: String) -> Source {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1);
        let line_starts: Vec<u32> = std::iter::once(0).chain(breaks).collect();
        let ends = line_starts.iter().skip(1).copied().chain([text.len() as u32]);
        let long = line_starts.iter().zip(ends).any(|(start, end)| (end - start) as usize > LONG);
        let counts = if long { counts(&text) } else { Vec::new() };
        Source { text, line_starts, counts, ..self }
    }

    /// The same of a file that holds another text than is seen.
    #[must_use]
    pub fn stored_as(self, text: String) -> Source {
        Source { stored: Some(text), ..self }
    }

    /// The same under a name that does not depend on the folder one works in.
    #[must_use]
    pub fn with_name(self, name: String) -> Source {
        Source { name, ..self }
    }

    /// The same of another home.
    #[must_use]
    pub fn with_home(self, home: Home) -> Source {
        Source { home, ..self }
    }

    /// Whether it belongs to the standard library, wherever that is read from.
    pub fn is_standard(&self) -> bool {
        self.home != Home::Project
    }

    /// The bytes of a line (from 0), its end included.
    pub fn line_range(&self, line: usize) -> Option<Range<usize>> {
        let start = *self.line_starts.get(line)? as usize;
        Some(start..self.line_starts.get(line + 1).map_or(self.text.len(), |next| *next as usize))
    }

    /// The number of the line (from 0) that a byte lies in.
    pub fn line_of(&self, byte: usize) -> usize {
        self.line_starts.partition_point(|start| *start as usize <= byte).max(1) - 1
    }

    /// How many characters stand between two places where one begins.
    pub(super) fn characters_between(&self, start: usize, end: usize) -> usize {
        if end - start <= LONG || self.counts.is_empty() {
            return characters(&self.text.as_bytes()[start..end]);
        }
        self.characters(end) - self.characters(start)
    }

    /// How many characters stand before a place where one begins.
    fn characters(&self, byte: usize) -> usize {
        let block = byte / LONG;
        self.counts[block] as usize + characters(&self.text.as_bytes()[block * LONG..byte])
    }
}

/// How many characters begin in some bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte as i8) >= -0x40).count()
}

fn counts(text: &str) -> Vec<u32> {
    let blocks = text.as_bytes().chunks(LONG);
    let after = blocks.scan(0, |sum, block| {
        *sum += characters(block) as u32;
        Some(*sum)
    });
    std::iter::once(0).chain(after).collect()
}

/// All files of one compilation, by [`FileId`]; the entry file is the first.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Arc<Source>>,
}

impl Sources {
    /// Adds a file and gives its id.
    pub fn add(&mut self, source: impl Into<Arc<Source>>) -> FileId {
        self.files.push(source.into());
        FileId(self.files.len() as u32 - 1)
    }

    /// Puts another text in a file's place.
    pub fn put(&mut self, file: FileId, text: String) {
        let source = self.get(file).clone().with_text(text);
        self.files[file.0 as usize] = Arc::new(source);
    }

    /// The file of an id that this table handed out.
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0 as usize]
    }

    /// The same, to be kept beyond the table.
    pub fn share(&self, file: FileId) -> Arc<Source> {
        Arc::clone(&self.files[file.0 as usize])
    }

    /// The text under a span.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).text.get(span.range()).unwrap_or("")
    }

    /// Files in the order in which they were read.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(id, source)| (FileId(id as u32), source.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::{LONG, Source};

    #[test]
    fn columns_of_a_long_line_are_counted_in_characters() {
        let text = format!("短\n{}", "长a行".repeat(LONG));
        let source = Source::new("long.budget".to_owned(), text.clone());
        let start = text.find('\n').unwrap_or(0) + 1;
        for (column, (at, _)) in text[start..].char_indices().enumerate().step_by(97) {
            assert_eq!(source.line_column(start + at), (2, column + 1));
        }
        assert_eq!(source.line_column(text.len()), (2, 3 * LONG + 1));
    }
}
