//! Where names are declared and used, over all reports that a session knows.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::place::{Location, files_at, location};
use super::question::{Question, Unanswered};
use crate::base::{FileId, Span};
use crate::model::Meaning;
use crate::project::Checked;

/// A place where something is called by its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// Where the name stands.
    pub at: Location,
    /// Whether it gets its name there.
    pub declares: bool,
}

/// A name that stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// What is declared somewhere.
    Thing(Span, Meaning),
    /// A file, where it is named.
    File(Span, FileId),
}

/// The names of one report, by where things get theirs.
pub(super) struct Index<'c> {
    checked: &'c Checked,
    declared: HashMap<Meaning, Vec<Span>>,
}

impl<'c> Index<'c> {
    pub fn new(checked: &'c Checked) -> Index<'c> {
        let mut declared: HashMap<Meaning, Vec<Span>> = HashMap::new();
        for (span, meaning) in checked.report.names.declared() {
            declared.entry(*meaning).or_default().push(*span);
        }
        Index { checked, declared }
    }

    /// The name at a byte of a file: of several the shortest, of two that touch the one that begins there.
    pub fn at(&self, path: &Path, byte: usize) -> Option<Named> {
        let files = files_at(self.checked, path);
        let holds =
            |span: &Span| files.contains(&span.file) && (span.start as usize) <= byte && byte <= span.end as usize;
        let names = &self.checked.report.names;
        let things = names.declared().iter().chain(names.used()).filter(|(span, _)| holds(span));
        let things = things.map(|(span, meaning)| (*span, Named::Thing(*span, *meaning)));
        let links = self.checked.links.iter().filter(|(span, _)| holds(span));
        let all = things.chain(links.map(|(span, file)| (*span, Named::File(*span, *file))));
        let touched = |span: Span| span.end as usize == byte;
        all.min_by_key(|(span, _)| (touched(*span), span.end - span.start, span.file)).map(|(_, named)| named)
    }

    /// Where something gets its name: what tells it from all else, whichever report is asked.
    pub fn home(&self, meaning: Meaning) -> Option<Location> {
        self.declared.get(&meaning)?.first().map(|span| location(self.checked, *span))
    }

    /// Every place where something gets its name.
    pub fn declared(&self, meaning: Meaning) -> &[Span] {
        self.declared.get(&meaning).map_or(&[], Vec::as_slice)
    }

    /// What has its home at a place: of two reports' each, where both are read.
    pub fn at_home(&self, home: &Location) -> Vec<Meaning> {
        let all =
            self.declared.iter().filter(|(_, spans)| spans.iter().any(|span| location(self.checked, *span) == *home));
        all.map(|(meaning, _)| *meaning).collect()
    }

    /// All places of some things, in order.
    pub fn places(&self, things: &[Meaning]) -> Vec<(Span, bool)> {
        let names = &self.checked.report.names;
        let of = |all: &[(Span, Meaning)], declares| {
            let own =
                all.iter().filter(|(_, meaning)| things.contains(meaning)).map(move |(span, _)| (*span, declares));
            own.collect::<Vec<_>>()
        };
        let mut places = of(names.declared(), true);
        places.extend(of(names.used(), false));
        places.sort_unstable();
        places.dedup();
        places
    }
}

impl Question<'_> {
    /// What the name at a byte of a file means, and where it stands.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn name_at(&self, file: &Path, byte: usize) -> Result<Option<(Location, Meaning)>, Unanswered> {
        let checked = self.check()?;
        self.guarded(|| {
            Ok(match Index::new(&checked).at(&self.whole(file), byte) {
                Some(Named::Thing(span, meaning)) => Some((location(&checked, span), meaning)),
                Some(Named::File(..)) | None => None,
            })
        })
    }

    /// Where the name at a byte of a file is declared; of a module, its beginning.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn definition(&self, file: &Path, byte: usize) -> Result<Vec<Location>, Unanswered> {
        let checked = self.check()?;
        let links = self.links(file)?;
        self.guarded(|| {
            let index = Index::new(&checked);
            let found = match index.at(&self.whole(file), byte) {
                // a style or a picture is no name
                None => links
                    .into_iter()
                    .filter(|link| link.at.start <= byte && byte <= link.at.end)
                    .map(|link| link.to)
                    .collect(),
                Some(Named::File(_, file)) => vec![location(&checked, Span { file, start: 0, end: 0 })],
                Some(Named::Thing(_, meaning)) => {
                    index.declared(meaning).iter().map(|span| location(&checked, *span)).collect()
                }
            };
            Ok(found.into_iter().collect::<BTreeSet<_>>().into_iter().collect())
        })
    }

    /// Every place where what is named at a byte of a file is named, in this report and the others that the session knows.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn references(&self, file: &Path, byte: usize) -> Result<Vec<Reference>, Unanswered> {
        let all = self.with_others()?;
        self.guarded(|| {
            let (mut found, path) = (BTreeSet::new(), self.whole(file));
            let indices: Vec<Index<'_>> = all.iter().map(|known| Index::new(&known.checked)).collect();
            let Some(named) = indices.first().and_then(|own| own.at(&path, byte)) else { return Ok(Vec::new()) };
            match named {
                Named::File(_, file) => {
                    let place = |checked: &Checked, file: FileId| checked.places.get(file.0 as usize).cloned();
                    let target = place(indices[0].checked, file);
                    for Index { checked, .. } in &indices {
                        let links = checked.links.iter().filter(|(_, file)| place(checked, *file) == target);
                        found.extend(links.map(|(span, _)| reference(checked, *span, false)));
                    }
                }
                Named::Thing(_, meaning) => {
                    let Some(home) = indices[0].home(meaning) else { return Ok(Vec::new()) };
                    for index in &indices {
                        let places = index.places(&index.at_home(&home));
                        found.extend(places.iter().map(|(span, own)| reference(index.checked, *span, *own)));
                    }
                }
            }
            Ok(found.into_iter().collect())
        })
    }

    /// This report, and the others that the session was asked about; so are those that they use as former ones.
    pub(super) fn with_others(&self) -> Result<Vec<Known>, Unanswered> {
        let own = Known { report: self.path(), checked: self.check()? };
        let mut open: Vec<PathBuf> = self.known_reports();
        open.extend(own.formers());
        let mut all = vec![own];
        while let Some(next) = open.pop() {
            if all.iter().any(|known| known.report == next) {
                continue;
            }
            // one that cannot be read names nothing
            let checked = match self.beside(&next).check() {
                Ok(checked) => checked,
                Err(Unanswered::Unread(_)) => continue,
                Err(other) => return Err(other),
            };
            let known = Known { report: next, checked };
            open.extend(known.formers());
            all.push(known);
        }
        Ok(all)
    }
}

fn reference(checked: &Checked, span: Span, declares: bool) -> Reference {
    Reference { at: location(checked, span), declares }
}

/// A report that the session knows.
pub(super) struct Known {
    pub report: PathBuf,
    pub checked: Arc<Checked>,
}

impl Known {
    /// The former reports that it uses.
    fn formers(&self) -> Vec<PathBuf> {
        let Checked { links, spaces, places, .. } = self.checked.as_ref();
        let space = |file: FileId| spaces.get(file.0 as usize);
        let former = links.iter().filter(|(span, file)| space(*file) != space(span.file));
        former.filter_map(|(_, file)| places.get(file.0 as usize).cloned()).collect()
    }
}
