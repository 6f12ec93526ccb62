//! Files and places as the protocol says them, and as the session does.

use std::ops::Range;
use std::path::{Path, PathBuf};

use gen_lsp_types as lsp;

use crate::base::Source;
use crate::base::{Encoding, Position};
use crate::library;
use crate::session::Location;

/// The scheme of texts that were never stored.
const UNTITLED: &str = "untitled";

/// How a client and the session name the same places.
pub(super) struct Places {
    pub encoding: Encoding,
    /// Where the files of the carried library lie for the client to open.
    pub library: Option<PathBuf>,
}

/// The path of a file that a client names; none of what lies elsewhere than on a disk.
pub(super) fn path_of(uri: &lsp::Uri) -> Option<PathBuf> {
    match uri.scheme() {
        "file" => uri.to_file_path().ok(),
        // as if it were stored under its name in no folder
        UNTITLED => Some(Path::new("/").join(UNTITLED).join(uri.path())),
        _ => None,
    }
}

impl Places {
    /// A client's file as the session names it.
    pub fn file(&self, uri: &lsp::Uri) -> Option<PathBuf> {
        let path = path_of(uri)?;
        let carried = self.library.as_ref().and_then(|folder| path.strip_prefix(folder).ok());
        Some(carried.map_or_else(|| path.clone(), |below| Path::new(library::ROOT).join(below)))
    }

    /// A file as the client opens it.
    pub fn uri(&self, file: &Path) -> Option<lsp::Uri> {
        if let Ok(name) = file.strip_prefix(Path::new("/").join(UNTITLED)) {
            return lsp::Uri::parse(&format!("{UNTITLED}:{}", name.display())).ok();
        }
        let carried = file.strip_prefix(library::ROOT).ok();
        let path = match carried {
            Some(below) => self.library.as_ref()?.join(below),
            None => file.to_path_buf(),
        };
        lsp::Uri::from_file_path(path).ok()
    }

    pub fn position(&self, source: &Source, byte: usize) -> lsp::Position {
        let Position { line, column } = source.position(byte, self.encoding);
        lsp::Position { line: number(line), character: number(column) }
    }

    pub fn range(&self, source: &Source, bytes: Range<usize>) -> lsp::Range {
        lsp::Range { start: self.position(source, bytes.start), end: self.position(source, bytes.end) }
    }

    pub fn byte(&self, source: &Source, position: lsp::Position) -> usize {
        let (line, column) = (position.line as usize, position.character as usize);
        source.byte(Position { line, column }, self.encoding)
    }

    pub fn bytes(&self, source: &Source, range: lsp::Range) -> Range<usize> {
        let (start, end) = (self.byte(source, range.start), self.byte(source, range.end));
        start..end.max(start)
    }

    pub fn location(&self, at: &Location, source: &Source) -> Option<lsp::Location> {
        Some(lsp::Location { uri: self.uri(&at.file)?, range: self.range(source, at.range()) })
    }
}

/// A count that a line or a column of a text of at most 4 GiB has.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
