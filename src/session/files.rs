//! The files of a session as they are at one revision: what is edited lies over what is stored.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::Date;
use crate::project::{Files, Unread, absolute_path};

/// What is edited, by path from the root of the file system: a text, or none where the file is removed.
pub(super) type Edits = HashMap<PathBuf, Option<Arc<[u8]>>>;

/// The files that one question sees, however long it takes.
pub(super) struct Snapshot {
    pub stored: Arc<dyn Files>,
    pub edits: Arc<Edits>,
    /// What was read so far.
    read: Mutex<Vec<PathBuf>>,
}

impl Snapshot {
    pub fn new(stored: Arc<dyn Files>, edits: Arc<Edits>) -> Snapshot {
        Snapshot { stored, edits, read: Mutex::default() }
    }

    /// Every file that was read, as it was named.
    pub fn read_so_far(&self) -> Vec<PathBuf> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn edited(&self, path: &Path) -> Option<&Option<Arc<[u8]>>> {
        // most sessions edit nothing
        if self.edits.is_empty() { None } else { self.edits.get(&absolute_path(path, self.stored.as_ref())) }
    }
}

impl Files for Snapshot {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unread> {
        let bytes = match self.edited(path) {
            Some(Some(bytes)) => bytes.to_vec(),
            Some(None) => return Err(Unread::Missing),
            None => self.stored.read(path)?,
        };
        self.read.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_path_buf());
        Ok(bytes)
    }

    fn real(&self, path: &Path) -> Result<PathBuf, Unread> {
        match self.edited(path) {
            // a new file leads nowhere else; one that is stored may be a link, whatever stands over it
            Some(Some(_)) => Ok(self.stored.real(path).unwrap_or_else(|_| absolute_path(path, self.stored.as_ref()))),
            Some(None) => Err(Unread::Missing),
            None => self.stored.real(path),
        }
    }

    fn exists(&self, path: &Path) -> bool {
        match self.edited(path) {
            Some(edited) => edited.is_some(),
            None => self.stored.exists(path),
        }
    }

    fn names(&self, folder: &Path) -> Vec<String> {
        let mut names = self.stored.names(folder);
        names.retain(|name| !matches!(self.edited(&folder.join(name)), Some(None)));
        let whole = absolute_path(folder, self.stored.as_ref());
        let added = self.edits.iter().filter(|(path, text)| text.is_some() && path.parent() == Some(&whole));
        for name in added.filter_map(|(path, _)| path.file_name()?.to_str()) {
            if !names.iter().any(|own| own == name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    fn below(&self, folder: &Path) -> Vec<PathBuf> {
        let mut all = self.stored.below(folder);
        all.retain(|path| !matches!(self.edited(path), Some(None)));
        let whole = absolute_path(folder, self.stored.as_ref());
        for path in self.edits.iter().filter(|(path, text)| text.is_some() && path.starts_with(&whole)) {
            let named = folder.join(path.0.strip_prefix(&whole).unwrap_or(path.0));
            if !all.contains(&named) {
                all.push(named);
            }
        }
        all
    }

    fn here(&self) -> Option<PathBuf> {
        self.stored.here()
    }

    fn today(&self) -> Date {
        self.stored.today()
    }
}
