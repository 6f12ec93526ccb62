//! Folders that are written. All files are complete beside before the first takes its place; what else lies in the folder stays.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::output::{self, unfinished};
use super::terminal;
use crate::base::Say;
use crate::emit::{self, NamedFile};
use crate::say;

/// A folder that is ready to be written.
pub(super) struct OutputFolder {
    path: PathBuf,
    /// Where the files are made: in the folder itself, or beside it where it is not there yet.
    beside: TempDir,
    /// The files that were written there before.
    before: Option<Vec<String>>,
}

impl OutputFolder {
    /// Makes a folder ready, so that what stands against it is known before the work.
    ///
    /// # Errors
    /// What stands against it: a file of this name, files of somebody else's that it would replace, the system.
    pub(super) fn open(path: &Path) -> Result<OutputFolder, Say> {
        let shown = path.display();
        let refused = |error: &io::Error| terminal::unwritable(path, error);
        // a link stays, what it leads to is filled
        let path = &path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let before = match fs::metadata(path) {
            Ok(found) if found.is_dir() => Some(written_before(path)?),
            Ok(_) => {
                return Err(say!(
                    "{shown} 是文件，这里要写一个文件夹：请用 -o 写明另一个名字",
                    "{shown} is a file, and a folder is to be written: name another with -o"
                ));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(refused(&error)),
        };
        let parent = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".budgetc-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o777));
        }
        let mut unfinished = unfinished();
        let beside =
            builder.tempdir_in(if before.is_some() { path } else { parent }).map_err(|error| refused(&error))?;
        *unfinished = Some((beside.path().to_path_buf(), shown.to_string()));
        drop(unfinished);
        Ok(OutputFolder { path: path.clone(), beside, before })
    }

    /// Writes all files. `read` are files that must stay.
    ///
    /// # Errors
    /// What the system says, e.g. that the disk is full.
    pub(super) fn write(self, files: &[NamedFile], read: &[PathBuf]) -> io::Result<()> {
        for file in files {
            let target = self.path.join(&file.name);
            if target.is_dir() || output::replaces(&target, read) {
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, file.name.clone()));
            }
            let mut made = File::create_new(self.beside.path().join(&file.name))?;
            made.write_all(&file.bytes)?;
            made.sync_all()?;
        }
        // held to the end: an interruption waits until all files have their places
        let mut unfinished = unfinished();
        *unfinished = None;
        let Some(before) = self.before else {
            return fs::rename(self.beside.keep(), &self.path);
        };
        for file in files {
            fs::rename(self.beside.path().join(&file.name), self.path.join(&file.name))?;
        }
        let now: HashSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
        before.iter().filter(|name| !now.contains(name.as_str())).try_for_each(|name| {
            let gone = fs::remove_file(self.path.join(name));
            gone.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
        })
    }
}

/// The files of a folder that this program wrote there before.
///
/// # Errors
/// That the folder describes files of somebody else's.
fn written_before(folder: &Path) -> Result<Vec<String>, Say> {
    let description = folder.join(emit::csv::DESCRIPTION);
    if !description.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(&description).unwrap_or_default();
    emit::csv::described(&text).ok_or_else(|| {
        let shown = description.display();
        say!(
            "{shown} 不是 budgetc 写的：请用 -o 写明另一个文件夹，或先移走它",
            "{shown} was not written by budgetc: name another folder with -o, or move it away first"
        )
    })
}
