//! The one door: files with what is edited in them, and questions about the reports that they make. The command line asks
//! it, and so may an editor, a page or another program. It reads nothing but the files that it is given, and knows neither
//! the folder one works in nor the day but from them.

pub mod codes;
mod complete;
mod context;
mod discover;
mod figures;
mod files;
mod guarded;
mod import;
mod links;
mod names;
mod offers;
mod output;
mod place;
mod question;
mod rename;
mod repaired;
mod rows;
mod shape;
mod totals;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use complete::{Candidate, Completion, Sort};
pub use discover::{Pairing, affected, pairs};
pub use figures::{Printing, Spot};
pub use guarded::{FigureGuard, FileSpelling, Guards, MemberAmount, RowShape};
pub use import::TakenIn;
pub use links::Link;
pub use names::Reference;
#[cfg(feature = "pdf")]
pub use output::Pages;
pub use output::{OutputKind, Unwritten, undrafted, write};
pub use place::{Edit, Location};
pub use question::{ComparedSide, Difference, Explained, Question, Unanswered};
pub use rename::Renamed;
pub use repaired::{Repaired, repaired};
pub use shape::{Outline, OutlineKind, folds, line_edits, outline, outline_of, surroundings};
pub use totals::StatedTotal;

use crate::base::Cancel;
use crate::project::{Checked, Files, ProjectOptions, Trees, absolute_path};
use files::{Edits, Snapshot};

/// Files and what is known about the reports in them. Any number of threads may ask it; a question sees the files as they
/// were when it was asked.
pub struct Session {
    files: Arc<dyn Files>,
    /// What is said of the project besides its root file.
    given: ProjectOptions,
    trees: Arc<Trees>,
    state: Mutex<State>,
    /// How often a report was evaluated.
    evaluations: AtomicUsize,
}

#[derive(Default)]
struct State {
    edits: Arc<Edits>,
    revision: u64,
    /// By report: what was found at which revision.
    checked: HashMap<PathBuf, (u64, Arc<Checked>)>,
}

impl State {
    /// Lets what was found of reports that were not read from a file count on after a change to that file.
    fn keep_but(&mut self, path: &Path, files: &dyn Files) {
        let revision = self.revision;
        for (known, checked) in self.checked.values_mut() {
            let read = checked.read.iter().any(|read| absolute_path(read, files) == path);
            let reads = read || checked.places.iter().any(|place| place == path);
            if *known + 1 == revision && !reads {
                *known = revision;
            }
        }
    }
}

impl Session {
    /// A session over some files, with nothing edited.
    pub fn new(files: Arc<dyn Files>, given: ProjectOptions) -> Session {
        Session { files, given, trees: Arc::default(), state: Mutex::default(), evaluations: AtomicUsize::new(0) }
    }

    /// A session over other files, such as another version of the same: what both have in common is parsed once.
    #[must_use]
    pub fn beside(&self, files: Arc<dyn Files>) -> Session {
        Session { trees: Arc::clone(&self.trees), ..Session::new(files, self.given.clone()) }
    }

    /// Lets a file hold these bytes, whatever is stored, or be a new one.
    pub fn edit(&self, path: &Path, bytes: impl Into<Arc<[u8]>>) {
        self.change(|edits, path| drop(edits.insert(path, Some(bytes.into()))), path);
    }

    /// Lets a file be gone.
    pub fn remove(&self, path: &Path) {
        self.change(|edits, path| drop(edits.insert(path, None)), path);
    }

    /// Lets a file be as it is stored.
    pub fn revert(&self, path: &Path) {
        self.change(|edits, path| drop(edits.remove(&path)), path);
    }

    /// Says that what is stored has changed: nothing that was found before counts.
    pub fn refresh(&self) {
        self.state().revision += 1;
    }

    /// Counts up with each change.
    pub fn revision(&self) -> u64 {
        self.state().revision
    }

    /// How often a report was evaluated so far: what a question costs besides reading.
    pub fn evaluations(&self) -> usize {
        self.evaluations.load(Ordering::Relaxed)
    }

    /// The files as they are now.
    pub fn files(&self) -> impl Files + use<> {
        Snapshot::new(Arc::clone(&self.files), Arc::clone(&self.state().edits))
    }

    /// A question about a report.
    pub fn ask(&self, report: &Path) -> Question<'_> {
        self.ask_until(report, &Cancel::default())
    }

    /// The same, until somebody gives up.
    pub fn ask_until(&self, report: &Path, cancel: &Cancel) -> Question<'_> {
        Question::new(self, report, cancel)
    }

    /// Keeps no longer what was found about a report: who goes through many need not hold them all.
    pub fn forget(&self, report: &Path) {
        let report = absolute_path(report, self.files.as_ref());
        self.state().checked.remove(&report);
    }

    /// Keeps what was found about a report at a revision, if nothing newer is known.
    fn keep(&self, report: PathBuf, revision: u64, checked: &Arc<Checked>) {
        let mut state = self.state();
        if state.checked.get(&report).is_none_or(|(known, _)| *known <= revision) {
            state.checked.insert(report, (revision, Arc::clone(checked)));
        }
    }

    fn change(&self, change: impl FnOnce(&mut Edits, PathBuf), path: &Path) {
        let path = absolute_path(path, self.files.as_ref());
        // where a file comes or goes, a report may find another one than before
        let there = |state: &State| Snapshot::new(Arc::clone(&self.files), Arc::clone(&state.edits)).exists(&path);
        let mut state = self.state();
        let before = there(&state);
        change(Arc::make_mut(&mut state.edits), path.clone());
        state.revision += 1;
        if before && there(&state) {
            state.keep_but(&path, self.files.as_ref());
        }
    }

    /// A question that ended in a panic held no lock while it computed.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
