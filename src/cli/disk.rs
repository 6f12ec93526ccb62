//! The file system, the clock and the folder one works in.

use std::fs::File;
use std::path::{Path, PathBuf};

use time::OffsetDateTime;

use crate::base::{Date, date};
use crate::project::{Files, LARGEST, Unread, read_all};

/// So many names of a folder are looked at.
const MOST_NAMES: usize = 1000;

/// The file system.
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unread> {
        // asked before it is opened: opening a pipe would wait for its other end
        let data = std::fs::metadata(path)?;
        if data.is_dir() {
            return Err(Unread::Folder);
        }
        if !data.is_file() {
            return Err(Unread::Device);
        }
        if data.len() > LARGEST {
            return Err(Unread::Large);
        }
        read_all(File::open(path)?)
    }

    fn real(&self, path: &Path) -> Result<PathBuf, Unread> {
        Ok(path.canonicalize()?)
    }

    fn exists(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn names(&self, folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().take(MOST_NAMES);
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
    }

    fn below(&self, folder: &Path) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
        let mut files = Vec::new();
        for entry in entries.flatten() {
            let (path, hidden) = (entry.path(), entry.file_name().to_string_lossy().starts_with('.'));
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && !hidden => files.extend(self.below(&path)),
                Ok(kind) if !kind.is_dir() => files.push(path),
                _ => {}
            }
        }
        files
    }

    fn here(&self) -> Option<PathBuf> {
        std::env::current_dir().ok()
    }

    /// In universal time.
    fn today(&self) -> Date {
        let set = std::env::var_os(date::EPOCH).and_then(|seconds| date::from_epoch(&seconds.to_string_lossy()));
        set.unwrap_or_else(|| OffsetDateTime::now_utc().date())
    }
}
