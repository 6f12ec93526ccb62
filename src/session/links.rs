//! The files that a file names: modules, former reports, styles, pictures.

use std::path::{Path, PathBuf};

use super::discover::{FileOf, needed};
use super::place::{Location, files_at, location};
use super::question::{Question, Unanswered};
use crate::base::Span;
use crate::library;
use crate::project::{Checked, Files};

/// Where a file is named, and which one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it is named.
    pub at: Location,
    /// Its beginning.
    pub to: Location,
}

impl Question<'_> {
    /// The files that a file names, as far as they are there.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn links(&self, file: &Path) -> Result<Vec<Link>, Unanswered> {
        let checked = self.check()?;
        self.guarded(|| {
            let Some(file) = files_at(&checked, &self.whole(file)).into_iter().next() else { return Ok(Vec::new()) };
            let read = checked.links.iter().filter(|(span, _)| span.file == file);
            let read = read.map(|(span, to)| (*span, location(&checked, Span { file: *to, start: 0, end: 0 })));
            let text = &checked.sources.get(file).text;
            let others =
                checked.trees[file.0 as usize].nodes(text).filter_map(needed).filter(|named| !named.is_budget());
            let others = others.filter_map(|named| Some((named.span, self.found(&checked, &named)?)));
            Ok(read.chain(others).map(|(span, to)| Link { at: location(&checked, span), to }).collect())
        })
    }

    /// Where a style or a picture lies.
    fn found(&self, checked: &Checked, named: &FileOf) -> Option<Location> {
        let place = |file: PathBuf, carried| Location { file, start: 0, end: 0, carried };
        if let Ok(below) = named.path.strip_prefix(library::ROOT) {
            return Some(match &checked.project.settings.std {
                Some(folder) => place(self.whole(&folder.join(below)), false),
                None => place(named.path.clone(), true),
            });
        }
        let mut roots = checked.project.roots.iter().map(|root| root.join(&named.path));
        roots.find(|path| self.files().exists(path)).map(|path| place(self.whole(&path), false))
    }
}
