//! Places as a session tells them: in files by their paths, so that two reports that use one file name it alike.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::base::{FileId, Home, Span};
use crate::project::Checked;

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Its path from the root of the file system; of the library that the program carries, below that.
    pub file: PathBuf,
    /// Its first byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// Whether it lies in that library, so that nobody can change it.
    pub carried: bool,
}

/// What is to stand in a file instead of what does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced.
    pub at: Location,
    /// What stands there afterwards; empty where something is taken away.
    pub text: String,
}

impl Location {
    /// Its bytes in the file.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// Where a span lies.
pub(super) fn location(checked: &Checked, span: Span) -> Location {
    let carried = checked.sources.get(span.file).home == Home::Carried;
    let file = checked.places.get(span.file.0 as usize).cloned().unwrap_or_default();
    Location { file, start: span.start as usize, end: span.end as usize, carried }
}

/// The files of a report that lie at a path: several where a former report uses it, too.
pub(super) fn files_at(checked: &Checked, path: &Path) -> Vec<FileId> {
    let all = checked.places.iter().enumerate().filter(|(_, place)| *place == path);
    all.map(|(index, _)| FileId(index as u32)).collect()
}
