//! Where a report is read from: the disk, or standard input for `-`.

use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};

use super::progress;
use super::{Voice, terminal};
use crate::base::{Date, Say};
use crate::explain::{self, Asked};
use crate::project::{self, Checked, Disk, Files, Unread, read_all};
use crate::say;

/// What stands for standard input or output among file names.
pub(super) const DASH: &str = "-";

/// Standard input as messages name it. Its folder is the current one.
pub(super) const STDIN: &str = "<stdin>";

/// Whether standard input is named no more than once, which is said otherwise: it can be read but once.
pub(super) fn is_read_once(files: &[PathBuf], voice: &Voice) -> bool {
    let once = files.iter().filter(|file| *file == Path::new(DASH)).count() < 2;
    if !once {
        terminal::trouble(&say!("标准输入「-」只能读一次", "standard input, `-`, can be read but once"), voice);
    }
    once
}

/// A report as it was read and checked.
pub(super) struct Report {
    pub(super) checked: Checked,
    /// As messages name it.
    pub(super) name: String,
    /// Every file that was read for it, its style too.
    pub(super) files: Vec<PathBuf>,
}

/// Reads and checks a report.
///
/// # Errors
/// Why it cannot be read, which is said.
pub(super) fn read(file: &Path, root: Option<&Path>, voice: &Voice) -> Result<Report, Say> {
    let name = name(file);
    let sign = progress::start(&say!("核对 {name}", "checking {name}"), voice);
    let read = silently(file, root);
    drop(sign);
    said(file, read, voice)
}

/// A report as messages name it.
pub(super) fn name(file: &Path) -> String {
    entry(file).display().to_string()
}

fn entry(file: &Path) -> &Path {
    if file == Path::new(DASH) { Path::new(STDIN) } else { file }
}

/// Reads and checks a report and says nothing yet.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn silently(file: &Path, root: Option<&Path>) -> Result<Report, Unread> {
    let files = Remembered::default();
    let checked = project::check(project::load(entry(file), root, &files)?, &files);
    Ok(Report { checked, name: name(file), files: files.0.into_inner() })
}

/// Reads and checks a report with an expression that is asked of it, unless that names a form or a place.
///
/// # Errors
/// Why it cannot be read, which is said.
pub(super) fn asked(file: &Path, root: Option<&Path>, figure: &str, voice: &Voice) -> Result<Report, Say> {
    let files = Remembered::default();
    let read = project::load(entry(file), root, &files).map(|mut loaded| {
        if explain::asked(&loaded.report().0, figure) == Asked::Expression
            && let Some(source) = explain::declaration(figure, &loaded.sources)
        {
            loaded.add(source);
        }
        let checked = project::check(loaded, &files);
        Report { checked, name: name(file), files: files.0.take() }
    });
    said(file, read, voice)
}

/// Says why a report cannot be read, if so.
///
/// # Errors
/// The same.
pub(super) fn said(file: &Path, read: Result<Report, Unread>, voice: &Voice) -> Result<Report, Say> {
    read.map_err(|error| {
        let (name, reason) = (name(file), error.reason());
        let (zh, en) = (&reason.zh, &reason.en);
        terminal::trouble(&say!("读不了 {name}：{zh}", "cannot read {name}: {en}"), voice);
        reason
    })
}

/// The disk and standard input, and what was read from them.
#[derive(Default)]
struct Remembered(RefCell<Vec<PathBuf>>);

impl Files for Remembered {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unread> {
        if path == Path::new(STDIN) {
            return read_all(io::stdin().lock());
        }
        let bytes = Disk.read(path)?;
        self.0.borrow_mut().push(path.to_path_buf());
        Ok(bytes)
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

    fn today(&self) -> Date {
        Disk.today()
    }
}
