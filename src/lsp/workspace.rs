//! Which reports lie in the folders that a client works in, and which of them need a file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::library;
use crate::project::Files;
use crate::session::affected;

/// More reports than these are not checked unless a file of theirs is open.
const MOST_REPORTS: usize = 200;

/// The reports of a client's folders.
pub(super) struct Workspace {
    folders: Vec<PathBuf>,
    /// Where the carried library lies, whose files are no reports of the client's.
    library: Option<PathBuf>,
    /// None until somebody asks, and after a file has come or gone.
    reports: Option<BTreeSet<PathBuf>>,
}

impl Workspace {
    pub fn new(folders: Vec<PathBuf>, library: Option<PathBuf>) -> Workspace {
        Workspace { folders, library, reports: None }
    }

    /// Says that a file has come or gone, or has other modules than before.
    pub fn look_again(&mut self) {
        self.reports = None;
    }

    /// Other folders than before.
    pub fn change(&mut self, gone: &[PathBuf], come: Vec<PathBuf>) {
        self.folders.retain(|folder| !gone.contains(folder));
        self.folders.extend(come);
        self.look_again();
    }

    /// Finds the reports anew where that is needed.
    pub fn find(&mut self, files: &dyn Files) {
        if self.reports.is_none() {
            let found = self.folders.iter().flat_map(|folder| {
                let carried = |path: &PathBuf| self.library.as_ref().is_some_and(|library| path.starts_with(library));
                let all = files.below(folder).into_iter().filter(|path| is_report(path) && !carried(path));
                let all: BTreeSet<PathBuf> = all.collect();
                affected(&all, folder, files)
            });
            self.reports = Some(found.take(MOST_REPORTS).collect());
        }
    }

    pub fn reports(&self) -> impl Iterator<Item = &PathBuf> {
        self.reports.iter().flatten()
    }

    pub fn has(&self, report: &Path) -> bool {
        self.reports.as_ref().is_some_and(|all| all.contains(report))
    }
}

/// Whether a file may be a report, and none of the carried library.
pub(super) fn is_report(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "budget") && !path.starts_with(library::ROOT)
}
