//! Where the files of a project lie: below its root folder, and, where a report is reached by a link, below that of the real
//! file.

use std::path::{Path, PathBuf};

use super::files::{Files, Unread};
use crate::base::Say;
use crate::base::near::{CLOSE, Nearest, likeness};
use crate::say;

/// The file that marks a project's root folder.
pub const ROOT_FILE: &str = "budget.toml";

/// The root folders of a report: that of the path it is reached by, then that of its real file, if that is another.
pub(super) fn roots(entry: &Path, files: &dyn Files) -> Vec<PathBuf> {
    let mut roots = vec![root_above(entry, files)];
    if let Ok(real) = files.real(entry) {
        let beside = root_above(&real, files);
        if files.real(&roots[0]).is_ok_and(|root| !beside.starts_with(root)) {
            roots.push(beside);
        }
    }
    roots
}

/// The file of a dotted path, below the root.
pub(super) fn file_of(path: &str, extension: &str) -> String {
    format!("{}.{extension}", path.replace('.', "/"))
}

/// A file's path as the dotted path that names it.
pub(super) fn dotted_path(path: String) -> String {
    path.rsplit_once('.').map_or(path.as_str(), |(path, _)| path).replace('/', ".")
}

/// A path from the root of the file system, as far as it is known where one works.
pub fn absolute_path(path: &Path, files: &dyn Files) -> PathBuf {
    // `.` and what parts folders doubly are left out, as they are where a path is typed
    files.here().unwrap_or_default().join(path).components().collect()
}

/// The nearest folder above a report that holds the root file, else the report's own.
fn root_above(entry: &Path, files: &dyn Files) -> PathBuf {
    let folder = absolute_path(entry, files);
    let folder = folder.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    let marked = folder.ancestors().find(|folder| files.exists(&folder.join(ROOT_FILE)));
    marked.map_or(folder.clone(), Path::to_path_buf)
}

/// A file by its path below the first of the root folders that has it, with its bytes.
pub(super) fn find(relative: &str, roots: &[PathBuf], files: &dyn Files) -> Result<(PathBuf, Vec<u8>), Unread> {
    let mut found = Err(Unread::Missing);
    for root in roots {
        found = below(relative, root, files);
        if !matches!(found, Err(Unread::Missing)) {
            break;
        }
    }
    found
}

fn below(relative: &str, root: &Path, files: &dyn Files) -> Result<(PathBuf, Vec<u8>), Unread> {
    let path = root.join(relative);
    // a link must not lead out of the project
    if !files.real(&path)?.starts_with(files.real(root)?) {
        return Err(Unread::Outside);
    }
    let bytes = files.read(&path)?;
    Ok((path, bytes))
}

/// As one would type a path, where it lies below the folder one works in.
pub(super) fn shown_path(path: &Path, files: &dyn Files) -> String {
    files.here().and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path).display().to_string()
}

/// Where a file was looked for.
pub(super) fn searched(relative: &str, roots: &[PathBuf], files: &dyn Files) -> Say {
    let paths: Vec<String> = roots.iter().map(|root| shown_path(&root.join(relative), files)).collect();
    let (zh, en) = (paths.join("、"), paths.join(", "));
    say!("在这里找过：{zh}", "looked for: {en}")
}

/// The files below a root folder whose paths look most like one that is not there: each part is there, or the nearest that
/// are.
pub(super) fn nearest_files(relative: &str, roots: &[PathBuf], files: &dyn Files, not: &[String]) -> Vec<String> {
    let below = |root: &PathBuf| {
        let mut paths = vec![String::new()];
        let mut parts = relative.split('/').peekable();
        while let Some(part) = parts.next() {
            let is_last = parts.peek().is_none();
            let beside = |path: &String| nearest_names(part, is_last, path, &files.names(&root.join(path)), not);
            paths = paths.iter().flat_map(beside).collect();
        }
        paths.retain(|path| files.exists(&root.join(path)));
        paths
    };
    roots.iter().map(below).find(|paths| !paths.is_empty()).unwrap_or_default()
}

/// The paths of the names in a folder that look most like a part of a path.
fn nearest_names(part: &str, is_last: bool, folder: &str, names: &[String], not: &[String]) -> Vec<String> {
    let split = |name: &str| match name.rsplit_once('.').filter(|_| is_last) {
        Some((stem, ending)) => (stem.to_owned(), Some(ending.to_owned())),
        None => (name.to_owned(), None),
    };
    let (wanted, ending) = split(part);
    let mut near = Nearest::above(CLOSE);
    for name in names {
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        let (stem, own) = split(name);
        if (ending.is_none() || own == ending) && !not.contains(&path) {
            near.note(likeness(&wanted, &stem), path);
        }
    }
    let mut near = near.into_all();
    near.sort_unstable();
    near
}

/// So many folders of a project are looked into.
const MOST_FOLDERS: usize = 50;

/// The files below the root folders that may be modules, by their paths there.
pub(super) fn modules(roots: &[PathBuf], files: &dyn Files) -> Vec<String> {
    let all = roots.iter().flat_map(|root| listed(root, files));
    all.filter(|path| path.ends_with(".budget")).collect()
}

/// The modules and styles below a folder, by their paths there.
pub(super) fn listed(folder: &Path, files: &dyn Files) -> Vec<String> {
    let (mut found, mut open) = (Vec::new(), vec![String::new()]);
    for _ in 0..MOST_FOLDERS {
        let Some(below) = open.pop() else { break };
        let mut names = files.names(&folder.join(&below));
        names.sort_unstable();
        for name in names.iter().filter(|name| !name.starts_with('.')) {
            let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
            match name.rsplit_once('.') {
                Some((_, "budget" | "typ")) => found.push(path),
                Some(_) => {}
                None => open.push(path),
            }
        }
    }
    found
}
