//! Which reports there are: in a folder, in two folders side by side, and of those the ones that need some files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::base::{FileId, Span};
use crate::library;
use crate::project::{self, Files, ProjectOptions, ROOT_FILE, project_of};
use crate::syntax::ast::{self, FileRef, View};
use crate::syntax::{Node, parse};

/// Some files, and a file or folder among them.
type At<'f> = (&'f dyn Files, &'f Path);

/// What belongs together.
pub enum Pairing {
    /// Two reports; whether the file has another name now.
    Both(PathBuf, PathBuf, bool),
    /// A report that there is no more.
    Old(PathBuf),
    /// A report that there was not.
    New(PathBuf),
}

/// The reports of two places; a file is one, a folder holds those that no other file there uses as a module.
pub fn pairs(old: At<'_>, new: At<'_>) -> Vec<Pairing> {
    let is_file = |(files, path): At<'_>| files.exists(path);
    if is_file(old) || is_file(new) {
        let (was, is) = (old.1.to_path_buf(), new.1.to_path_buf());
        // of one path in two trees a side may lack; another name that is nowhere is an error when it is read
        return match (is_file(old), is_file(new), old.1 == new.1) {
            (true, false, true) => vec![Pairing::Old(was)],
            (false, true, true) => vec![Pairing::New(is)],
            _ => vec![Pairing::Both(was, is, false)],
        };
    }
    let (was, is) = (reports(old), reports(new));
    let mut found = Vec::new();
    let mut gone: Vec<&PathBuf> = was.iter().filter(|path| !is.contains(*path)).collect();
    for path in &is {
        let whole = new.1.join(path);
        if was.contains(path) {
            found.push(Pairing::Both(old.1.join(path), whole, false));
            continue;
        }
        let come: Vec<&PathBuf> = is.iter().filter(|path| !was.contains(*path)).collect();
        let fellow = fellow(path, &gone, come.len(), (old, new));
        match fellow.map(|fellow| gone.remove(fellow)) {
            Some(fellow) => found.push(Pairing::Both(old.1.join(fellow), whole, true)),
            None => found.push(Pairing::New(whole)),
        }
    }
    found.extend(gone.into_iter().map(|path| Pairing::Old(old.1.join(path))));
    found
}

/// Which of the reports that are gone is one that came: the one of the same content, the one whose name differs in digits
/// only, the only one.
fn fellow(path: &Path, gone: &[&PathBuf], come: usize, (old, new): (At<'_>, At<'_>)) -> Option<usize> {
    let text = |(files, folder): At<'_>, path: &Path| files.read(&folder.join(path)).ok();
    let own = text(new, path)?;
    let same = gone.iter().position(|gone| text(old, gone).as_ref() == Some(&own));
    let undated = |path: &Path| path.to_string_lossy().chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    let named = || gone.iter().position(|gone| undated(gone) == undated(path));
    let only = || (gone.len() == 1 && come == 1).then_some(0);
    same.or_else(named).or_else(only)
}

/// The files of a folder, by their paths below it, that are no module of another.
fn reports((files, folder): At<'_>) -> BTreeSet<PathBuf> {
    let (stored, files) = (files, files.below(folder).into_iter());
    let files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|is| is == "budget")).collect();
    let mut modules: BTreeSet<PathBuf> = BTreeSet::new();
    for file in &files {
        let Ok(bytes) = stored.read(file) else { continue };
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
    let paths = ast::declarations(tree.root(text)).filter_map(ast::UseDecl::module);
    paths.map(|path| file_of(path.text(), "budget")).collect()
}

/// The file that a dotted path names below the root; that of the standard library below a folder of its name.
fn file_of(path: &str, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}.{ending}", path.replace('.', "/")))
}

/// The reports among some files below a folder and among those that need them, however far.
pub fn affected(changed: &BTreeSet<PathBuf>, top: &Path, files: &dyn Files) -> BTreeSet<PathBuf> {
    // by what may be needed: who needs it
    let mut users: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    let (mut all, mut documents) = (BTreeSet::new(), BTreeSet::new());
    for file in files.below(top).into_iter().filter(|path| is(path, "budget") || is(path, "typ")) {
        let Ok(bytes) = files.read(&file) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        let needed = if is(&file, "typ") {
            imported(&text)
        } else {
            all.insert(file.clone());
            let (tree, _) = parse(&text, FileId(0));
            if ast::declarations::<ast::DocumentDecl<'_>>(tree.root(&text)).next().is_some() {
                documents.insert(file.clone());
            }
            tree.nodes(&text).filter_map(needed).map(|named| named.path).collect()
        };
        let standard = needed.iter().any(|path| path.starts_with(library::ROOT));
        let library = standard.then(|| project_of(&file, &ProjectOptions::default(), files).0.settings.std).flatten();
        for needed in needed {
            if let Ok(below) = needed.strip_prefix(library::ROOT) {
                let folder = library.as_ref();
                folder.into_iter().for_each(|folder| users.entry(folder.join(below)).or_default().push(file.clone()));
                continue;
            }
            // its path begins at the project's root, some folder above; what a style imports may lie beside it
            for folder in file.ancestors().skip(1) {
                users.entry(folder.join(&needed)).or_default().push(file.clone());
            }
        }
    }
    let mut touched = BTreeSet::new();
    let mut open: Vec<PathBuf> = changed.iter().cloned().collect();
    while let Some(file) = open.pop() {
        if file.ends_with(ROOT_FILE) {
            let folder = file.parent().unwrap_or(top);
            open.extend(all.iter().filter(|path| path.starts_with(folder)).cloned());
        }
        if touched.insert(file.clone()) {
            open.extend(users.get(&file).into_iter().flatten().cloned());
        }
    }
    let is_report = |file: &PathBuf| all.contains(file) && (documents.contains(file) || !users.contains_key(file));
    touched.into_iter().filter(is_report).collect()
}

/// Whether a file's name ends so.
fn is(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|own| own.eq_ignore_ascii_case(ending))
}

/// A file that is named somewhere.
pub(super) struct FileOf {
    /// Where.
    pub span: Span,
    /// Its path below the root.
    pub path: PathBuf,
}

impl FileOf {
    /// Whether it is a module or a report.
    pub fn is_budget(&self) -> bool {
        is(&self.path, "budget")
    }
}

/// The file that a node of a `.budget` file names, below its root: a module, a former report, a style, a picture.
pub(super) fn needed(node: Node<'_>) -> Option<FileOf> {
    let file = |node: Node<'_>, path| {
        let span = node.span();
        FileOf { span: Span { end: span.start + node.text().len() as u32, ..span }, path }
    };
    let dotted = |path: Option<Node<'_>>, ending| path.map(|path| file(path, file_of(path.text(), ending)));
    let quoted = |path: Option<ast::Quoted<'_>>| path.map(|path| file(*path, PathBuf::from(path.inner().trim_end())));
    match FileRef::of(node)? {
        FileRef::Use(used) => dotted(used.module(), "budget").or_else(|| quoted(used.report())),
        FileRef::Style(style) => dotted(style.module(), "typ"),
        FileRef::Picture(picture) => quoted(picture.file()),
    }
}

/// What a style imports.
fn imported(text: &str) -> Vec<PathBuf> {
    project::imported(text).map(|path| PathBuf::from(path.trim_start_matches('/'))).collect()
}
