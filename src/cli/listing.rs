//! Which reports of two folders belong together.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::diff::Tree;
use crate::base::FileId;
use crate::library;
use crate::syntax::{Kind, parse};

/// A file in a tree.
pub(super) type At = (Tree, PathBuf);

/// What belongs together.
pub(super) enum Found {
    /// Two reports; whether the file has another name now.
    Both(At, At, bool),
    /// A report that there is no more.
    Old(At),
    /// A report that there was not.
    New(At),
}

/// The reports of two places; a file is one, a folder holds those that no other file there uses as a module.
pub(super) fn pairs(old: (&Tree, &Path), new: (&Tree, &Path)) -> Vec<Found> {
    let is_file = |(tree, path): (&Tree, &Path)| tree.files().exists(path);
    let at = |(tree, _): (&Tree, &Path), path: PathBuf| (tree.clone(), path);
    if is_file(old) || is_file(new) {
        let (was, is) = (at(old, old.1.to_path_buf()), at(new, new.1.to_path_buf()));
        // of one path in two trees a side may lack; another name that is nowhere is an error when it is read
        return match (is_file(old), is_file(new), old.1 == new.1) {
            (true, false, true) => vec![Found::Old(was)],
            (false, true, true) => vec![Found::New(is)],
            _ => vec![Found::Both(was, is, false)],
        };
    }
    let (was, is) = (reports(old), reports(new));
    let mut found = Vec::new();
    let mut gone: Vec<&PathBuf> = was.iter().filter(|path| !is.contains(*path)).collect();
    for path in &is {
        let whole = new.1.join(path);
        if was.contains(path) {
            found.push(Found::Both(at(old, old.1.join(path)), at(new, whole), false));
            continue;
        }
        let come: Vec<&PathBuf> = is.iter().filter(|path| !was.contains(*path)).collect();
        let fellow = fellow(path, &gone, come.len(), (old, new));
        match fellow.map(|fellow| gone.remove(fellow)) {
            Some(fellow) => found.push(Found::Both(at(old, old.1.join(fellow)), at(new, whole), true)),
            None => found.push(Found::New(at(new, whole))),
        }
    }
    found.extend(gone.into_iter().map(|path| Found::Old(at(old, old.1.join(path)))));
    found
}

/// Which of the reports that are gone is one that came: the one of the same content, the one whose name differs in digits
/// only, the only one.
fn fellow(path: &Path, gone: &[&PathBuf], come: usize, (old, new): ((&Tree, &Path), (&Tree, &Path))) -> Option<usize> {
    let text = |(tree, folder): (&Tree, &Path), path: &Path| tree.files().read(&folder.join(path)).ok();
    let own = text(new, path)?;
    let same = gone.iter().position(|gone| text(old, gone).as_ref() == Some(&own));
    let undated = |path: &Path| path.to_string_lossy().chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    let named = || gone.iter().position(|gone| undated(gone) == undated(path));
    let only = || (gone.len() == 1 && come == 1).then_some(0);
    same.or_else(named).or_else(only)
}

/// The files of a folder, by their paths below it, that are no module of another.
fn reports((tree, folder): (&Tree, &Path)) -> BTreeSet<PathBuf> {
    let files = match tree {
        Tree::Now => on_disk(folder),
        Tree::Then(revision) => revision.below(folder),
    };
    let files: Vec<PathBuf> =
        files.into_iter().filter(|path| path.extension().is_some_and(|is| is == "budget")).collect();
    let mut modules: BTreeSet<PathBuf> = BTreeSet::new();
    for file in &files {
        let Ok(bytes) = tree.files().read(file) else { continue };
        modules.extend(uses(&String::from_utf8_lossy(&bytes)).into_iter().flat_map(|used| {
            // a module's path begins at the project's root: some folder above
            let folders: Vec<PathBuf> = file.ancestors().skip(1).map(|above| above.join(&used)).collect();
            folders
        }));
    }
    let own = files.into_iter().filter(|file| !modules.contains(file));
    own.filter_map(|file| file.strip_prefix(folder).ok().map(Path::to_path_buf)).collect()
}

/// The modules that a file uses, as paths below its root.
fn uses(text: &str) -> Vec<PathBuf> {
    let (tree, _) = parse(text, FileId(0));
    let paths = tree.root(text).children_of(Kind::use_decl).filter_map(|node| node.child(Kind::module_path));
    paths.filter_map(|path| of_project(path.text(), "budget")).collect()
}

/// The file that a dotted path names below the root; none of the library's.
pub(super) fn of_project(path: &str, ending: &str) -> Option<PathBuf> {
    let own = path.split('.').next() != Some(library::ROOT);
    own.then(|| PathBuf::from(format!("{}.{ending}", path.replace('.', "/"))))
}

/// All files below a folder, those of hidden folders apart.
fn on_disk(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for entry in entries.flatten() {
        let (path, hidden) = (entry.path(), entry.file_name().to_string_lossy().starts_with('.'));
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && !hidden => files.extend(on_disk(&path)),
            Ok(kind) if !kind.is_dir() => files.push(path),
            _ => {}
        }
    }
    files
}
