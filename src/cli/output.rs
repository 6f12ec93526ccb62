//! Where a document is written to. An older file there stays whole until the new one is complete, whatever happens.

use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

/// What stands for standard input or output among file names.
pub(super) const DASH: &str = "-";

/// The unfinished file or folder of this run and the name that it is to have: what an interruption must take away.
static UNFINISHED: Mutex<Option<(PathBuf, String)>> = Mutex::new(None);

pub(super) fn unfinished() -> MutexGuard<'static, Option<(PathBuf, String)>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A place that is ready to be written to.
pub(super) enum Output {
    Standard,
    /// A device or a pipe: it has no older content and must not be replaced by a file.
    Stream(File),
    /// A file beside the one that it will replace.
    Beside(NamedTempFile, PathBuf),
    /// The same, where the older file must stay what it is: it has further names, or an owner whom no new file can have.
    Within(NamedTempFile, PathBuf),
}

/// Makes a place ready, so that what stands against it is known before the work.
///
/// # Errors
/// What the system says against writing there.
pub(super) fn open(path: &Path) -> io::Result<Output> {
    if path == Path::new(DASH) {
        return Ok(Output::Standard);
    }
    // a link stays, what it leads to is replaced
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let old = fs::metadata(&path).ok();
    if old.is_some() {
        // a folder and a file that is write-protected refuse this; the content is not touched
        let file = OpenOptions::new().write(true).open(&path)?;
        if !old.as_ref().is_some_and(fs::Metadata::is_file) {
            return Ok(Output::Stream(file));
        }
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".budgetc-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut unfinished = unfinished();
    let file = builder.tempfile_in(folder)?;
    *unfinished = Some((file.path().to_path_buf(), path.display().to_string()));
    drop(unfinished);
    if let Some(old) = old {
        if !is_replaceable(&old, file.as_file()) {
            return Ok(Output::Within(file, path));
        }
        file.as_file().set_permissions(old.permissions())?;
    }
    Ok(Output::Beside(file, path))
}

/// Whether another file can take a file's place without anyone noticing; it gets the older one's owner.
#[cfg(unix)]
fn is_replaceable(old: &fs::Metadata, new: &File) -> bool {
    use std::os::unix::fs::{MetadataExt, fchown};
    let owner = |data: &fs::Metadata| (data.uid(), data.gid());
    let is_same = new.metadata().is_ok_and(|data| owner(&data) == owner(old));
    old.nlink() < 2 && (is_same || fchown(new, Some(old.uid()), Some(old.gid())).is_ok())
}

/// Elsewhere a file takes its folder's owner.
#[cfg(not(unix))]
fn is_replaceable(_: &fs::Metadata, _: &File) -> bool {
    true
}

impl Output {
    /// Writes all of it, or nothing where an older file stands.
    ///
    /// # Errors
    /// What the system says, e.g. that the disk is full.
    pub(super) fn write(self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Output::Standard => stdout(bytes),
            Output::Stream(mut file) => file.write_all(bytes),
            Output::Beside(mut file, path) => {
                file.write_all(bytes)?;
                file.as_file().sync_all()?;
                let mut unfinished = unfinished();
                let persisted = file.persist(path);
                *unfinished = None;
                persisted.map(drop).map_err(|error| error.error)
            }
            Output::Within(mut file, path) => {
                file.write_all(bytes)?;
                file.as_file().sync_all()?;
                // held to the end: an interruption waits until all of it stands in the older file
                let mut unfinished = unfinished();
                *unfinished = None;
                let written = fs::write(&path, bytes).and_then(|()| File::open(&path)?.sync_all());
                let Err(error) = written else { return Ok(()) };
                // the only whole text is this one now
                let (_, kept) = file.keep().map_err(|error| error.error)?;
                Err(io::Error::new(error.kind(), format!("{error}; {}", kept.display())))
            }
        }
    }
}

/// Writes to standard output. A closed pipe is the reader's choice, not an error.
///
/// # Errors
/// What the system says, e.g. that the disk is full.
pub(super) fn stdout(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Whether standard output is a terminal, which would show a binary file as rubbish.
pub(super) fn to_terminal(path: &Path) -> bool {
    path == Path::new(DASH) && io::stdout().is_terminal()
}

/// Whether a path is written as a folder's.
pub(super) fn names_folder(path: &Path) -> bool {
    path.to_string_lossy().ends_with(std::path::is_separator)
}

/// Whether writing to `path` would replace one of these files.
pub(super) fn replaces(path: &Path, files: &[PathBuf]) -> bool {
    let Ok(path) = path.canonicalize() else { return false };
    files.iter().any(|file| file.canonicalize().is_ok_and(|file| file == path))
}

/// From now on an interruption (Ctrl-C, a closed terminal, `kill`) takes the unfinished file away, then calls `say` with
/// the name of the file that was not written and ends the program with `code`.
#[cfg(unix)]
pub(super) fn on_interruption(code: i32, say: impl Fn(Option<&str>) + Send + 'static) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM, SIGXFSZ]) else { return };
    // without this thread an interruption ends the program as it always did
    drop(std::thread::Builder::new().spawn(move || {
        for signal in &mut signals {
            // a file over the limit: now that the signal is heard, writing itself gives the error
            if signal == SIGXFSZ {
                continue;
            }
            // held to the end, so that nothing is renamed any more
            let mut unfinished = unfinished();
            let name = unfinished.take().map(|(file, name)| {
                drop(fs::remove_file(&file).or_else(|_| fs::remove_dir_all(&file)));
                name
            });
            say(name.as_deref());
            std::process::exit(code);
        }
    }));
}

/// Elsewhere the system's own way holds.
#[cfg(not(unix))]
pub(super) fn on_interruption(_: i32, _: impl Fn(Option<&str>) + Send + 'static) {}
