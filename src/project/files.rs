//! Where files come from, and why one cannot be had.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::base::{Date, Say};
use crate::say;

/// The largest file that is read, in bytes: a million rows need less than half of it.
pub const LARGEST: u64 = 64 << 20;

/// Standard input as messages name it, and as the file that it is read as. Its folder is the current one.
pub const STDIN: &str = "<stdin>";

/// The outside world, as far as files go.
pub trait Files: Send + Sync {
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

    /// All files below a folder, those of hidden folders apart.
    fn below(&self, _folder: &Path) -> Vec<PathBuf> {
        Vec::new()
    }

    /// The folder that one works in: relative paths begin there, and what lies below it is shown without it.
    fn here(&self) -> Option<PathBuf> {
        None
    }

    /// The day that counts as today. It is asked only where something is accepted until a day and the document has no
    /// date of its own.
    fn today(&self) -> Date;
}

/// Why a file cannot be had.
#[derive(Debug)]
pub enum Unread {
    /// There is no file of that name.
    Missing,
    /// A folder lies there.
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
