//! All that Typst may see: one text, the files attached to it, its pictures, and the fonts.

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, WorldExt};
use typst_kit::fonts::FontStore;

use super::{Attachment, attach};

/// One text, which is always called `main.typ`, the files attached to it, its pictures, and the fonts.
pub(super) struct World<'f> {
    library: &'f LazyHash<Library>,
    fonts: &'f FontStore,
    main: Source,
    files: Vec<(String, Bytes)>,
}

impl<'f> World<'f> {
    pub(super) fn new(
        text: &str,
        attachments: Vec<Attachment>,
        pictures: Vec<(String, Vec<u8>)>,
        library: &'f LazyHash<Library>,
        fonts: &'f FontStore,
    ) -> World<'f> {
        let names = attach::names(&attachments);
        let calls: String = attachments.iter().zip(&names).map(|(file, name)| file.call(name)).collect();
        let mut files: Vec<(String, Bytes)> =
            pictures.into_iter().map(|(path, bytes)| (path, Bytes::new(bytes))).collect();
        let pictures = files.len();
        for (name, file) in names.into_iter().zip(attachments) {
            // a picture that is attached, too, is one piece of memory
            let known = files[..pictures].iter().find(|(path, _)| *path == file.path);
            let bytes = known.map_or_else(|| Bytes::new(file.bytes), |(_, bytes)| bytes.clone());
            files.push((name, bytes));
        }
        World { library, fonts, main: Source::detached(text.to_owned() + &calls), files }
    }

    /// The line that a diagnostic points to, counted from 1.
    pub(super) fn line(&self, diagnostic: &SourceDiagnostic) -> Option<usize> {
        let at = self.range(diagnostic.span)?.start;
        Some(self.main.lines().byte_to_line(at)? + 1)
    }
}

impl typst::World for World<'_> {
    fn library(&self) -> &LazyHash<Library> {
        self.library
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

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let name = id.get().vpath().get_without_slash();
        let file = self.files.iter().find(|(known, _)| known == name);
        file.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    /// Unknown on purpose: the document's dates are typed, never taken from the clock.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
