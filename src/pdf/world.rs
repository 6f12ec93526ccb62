//! All that Typst may see: one text and the fonts.

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, WorldExt};
use typst_kit::fonts::FontStore;

/// One text, which is always called `main.typ`, and the fonts.
pub(super) struct World {
    library: LazyHash<Library>,
    fonts: FontStore,
    main: Source,
}

impl World {
    pub(super) fn new(text: &str, fonts: FontStore) -> World {
        World { library: LazyHash::new(Library::builder().build()), fonts, main: Source::detached(text) }
    }

    /// The line that a diagnostic points to, counted from 1.
    pub(super) fn line(&self, diagnostic: &SourceDiagnostic) -> Option<usize> {
        let at = self.range(diagnostic.span)?.start;
        Some(self.main.lines().byte_to_line(at)? + 1)
    }
}

impl typst::World for World {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    /// Unknown on purpose: the document's dates are typed, never taken from the clock.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
