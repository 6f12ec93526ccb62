//! Where a report is read from: the disk, or standard input for `-`.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::output::DASH;
use super::progress;
use super::{Disk, Outcome, ProjectArgs, Voice, terminal};
use crate::base::{Date, Say};
use crate::project::{self, Checked, Files, Library, ProjectSettings, STDIN, Unread, project_of, read_all};
use crate::say;
use crate::session::{Question, Session, Unanswered};

/// Whether standard input is named no more than once, which is said otherwise: it can be read but once.
pub(super) fn is_read_once(files: &[PathBuf], voice: &Voice) -> bool {
    let once = files.iter().filter(|file| *file == Path::new(DASH)).count() < 2;
    if !once {
        terminal::trouble(&say!("标准输入「-」只能读一次", "standard input, `-`, can be read but once"), voice);
    }
    once
}

/// A session over the disk and standard input.
pub(super) fn session(project: &ProjectArgs) -> Session {
    Session::new(Arc::new(Console::default()), project.given())
}

/// What the root file of a file's project says.
pub(super) fn settings(file: &Path, project: &ProjectArgs) -> ProjectSettings {
    project_of(entry(file), &project.given(), &Disk).0.settings
}

/// The project of a file that is not checked. What is wrong in the root file is said.
pub(super) fn project(file: &Path, project: &ProjectArgs, voice: &Voice) -> (project::Project, Outcome) {
    let (project, sources, found) = project_of(entry(file), &project.given(), &Disk);
    if found.is_empty() {
        return (project, Outcome::Clean);
    }
    terminal::findings(&sources, &found, voice);
    (project, Outcome::Findings)
}

/// What stands against the library that the command line names.
pub(super) fn against(project: &ProjectArgs) -> Option<Say> {
    let (Say { zh, en }, way) = Library::Folder(project.std.clone()?).why_missing(&Disk)?;
    Some(say!("选项 --std：{zh}；{way}", "option --std: {en}; {way}", way))
}

/// A question about a report that was named.
pub(super) fn ask<'s>(session: &'s Session, file: &Path) -> Question<'s> {
    session.ask(entry(file))
}

/// Keeps no longer what is known of a report.
pub(super) fn forget(session: &Session, file: &Path) {
    session.forget(entry(file));
}

/// Reads and checks a report.
///
/// # Errors
/// Why it cannot be read, which is said.
pub(super) fn read(session: &Session, file: &Path, voice: &Voice) -> Result<Arc<Checked>, Say> {
    let sign = checking(file, voice);
    let read = ask(session, file).check();
    drop(sign);
    answered(file, read, voice)
}

/// A sign that a report is being checked.
pub(super) fn checking(file: &Path, voice: &Voice) -> progress::Sign {
    let name = shown_name(file);
    progress::start(&say!("核对 {name}", "checking {name}"), voice)
}

/// A report as messages name it.
pub(super) fn shown_name(file: &Path) -> String {
    entry(file).display().to_string()
}

fn entry(file: &Path) -> &Path {
    if file == Path::new(DASH) { Path::new(STDIN) } else { file }
}

/// Says why there is no answer about a report, if so.
///
/// # Errors
/// The same.
pub(super) fn answered<T>(file: &Path, read: Result<T, Unanswered>, voice: &Voice) -> Result<T, Say> {
    read.map_err(|error| {
        let (name, reason) = (shown_name(file), error.reason());
        terminal::trouble(&say!("读不了 {name}：{reason}", "cannot read {name}: {reason}", reason), voice);
        reason
    })
}

/// The disk, and standard input, which can be read but once.
#[derive(Default)]
struct Console(OnceLock<Vec<u8>>);

impl Files for Console {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unread> {
        if path != Path::new(STDIN) {
            return Disk.read(path);
        }
        if let Some(read) = self.0.get() {
            return Ok(read.clone());
        }
        let bytes = read_all(io::stdin().lock())?;
        Ok(self.0.get_or_init(|| bytes).clone())
    }

    fn real(&self, path: &Path) -> Result<PathBuf, Unread> {
        Disk.real(path)
    }

    fn exists(&self, path: &Path) -> bool {
        Disk.exists(path)
    }

    fn names(&self, folder: &Path) -> Vec<String> {
        Disk.names(folder)
    }

    fn below(&self, folder: &Path) -> Vec<PathBuf> {
        Disk.below(folder)
    }

    fn here(&self) -> Option<PathBuf> {
        Disk.here()
    }

    fn today(&self) -> Date {
        Disk.today()
    }
}
