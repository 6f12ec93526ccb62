//! Where files come from, and why one cannot be had.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::base::{Date, Say, date};
use crate::say;

/// The largest file that is read, in bytes: a million rows need less than half of it.
const LARGEST: u64 = 64 << 20;

/// So many names of a folder are looked at.
const MOST_NAMES: usize = 1000;

/// The outside world, as far as files go.
pub trait Files {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unread>;

    /// The place that a path leads to in the end, links followed.
    ///
    /// # Errors
    /// Why it leads nowhere.
    fn real(&self, path: &Path) -> Result<PathBuf, Unread>;

    /// Whether there is such a file.
    fn exists(&self, path: &Path) -> bool;

    /// The names of what lies in a folder, as far as they can be had: to tell which is near one that is not there.
    fn names(&self, _folder: &Path) -> Vec<String> {
        Vec::new()
    }

    /// The day that counts as today. It is asked only where something is accepted until a day and the document has no
    /// date of its own.
    fn today(&self) -> Date;
}

/// Why a file cannot be had.
#[derive(Debug)]
pub enum Unread {
    /// There is none.
    Missing,
    /// A folder.
    Folder,
    /// A device, a pipe or a socket.
    Device,
    /// More than this program reads.
    Large,
    /// A link leads out of the project's root folder.
    Outside,
    /// Not UTF-8, where nothing can be shown of it.
    Encoding,
    /// What the system says.
    System(io::Error),
}

impl Unread {
    /// In words, to stand behind a colon.
    pub fn reason(&self) -> Say {
        let largest = LARGEST >> 20;
        match self {
            Unread::Missing => say!("没有这个文件", "there is no such file"),
            Unread::Folder => say!("这是文件夹，不是文件", "it is a folder, not a file"),
            Unread::Device => say!("这是设备或管道，不是普通文件", "it is a device or a pipe, not a regular file"),
            Unread::Large => say!("文件超过 {largest} MiB", "the file is larger than {largest} MiB"),
            Unread::Outside => say!("链接指到了根文件夹之外", "a link leads out of the root folder"),
            Unread::Encoding => say!("文件不是 UTF-8 编码", "the file is not UTF-8"),
            Unread::System(error) => match error.kind() {
                io::ErrorKind::PermissionDenied => say!("没有读取的权限", "permission to read it is denied"),
                _ => say!("{error}", "{error}"),
            },
        }
    }
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Unread {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Unread::Missing,
            _ => Unread::System(error),
        }
    }
}

/// All bytes of a source that may never end.
///
/// # Errors
/// Why they cannot be had: they are too many, or the system says so.
pub fn read_all(reader: impl Read) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    reader.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST { Err(Unread::Large) } else { Ok(bytes) }
}

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

    fn today(&self) -> Date {
        let set = std::env::var_os(date::EPOCH).and_then(|seconds| date::from_epoch(&seconds.to_string_lossy()));
        set.unwrap_or_else(date::today)
    }
}
