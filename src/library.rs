//! The standard library: the folder `stdlib/`, carried in the program.

use std::path::Path;

use include_dir::{Dir, include_dir};

static STD: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/stdlib");

/// The trees of its modules, which the build script has made; their paths are the modules' own.
static TREES: Dir = include_dir!("$OUT_DIR/trees");

/// The first segment of a path into the library.
pub const ROOT: &str = "std";

/// The folder of the library that a new project is copied from.
const STARTER: &str = "starter";

/// The text of a library file, by its path below the library's root, e.g. `style/plain.typ`.
pub fn text(path: &str) -> Option<&'static str> {
    STD.get_file(path)?.contents_utf8()
}

/// The tree of a library file in bytes, by the same path.
pub fn tree(path: &str) -> Option<&'static [u8]> {
    Some(TREES.get_file(path)?.contents())
}

/// A file that a report can name: a module after `use`, or a style after `style`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LibraryFile {
    /// As a report names it, e.g. `std.style.plain`.
    pub name: String,
    /// Its path below the folder that it was looked for in, e.g. `style/plain.typ`.
    pub path: String,
    /// Whether it is a module; otherwise a style.
    pub is_budget: bool,
}

impl LibraryFile {
    /// The module or style that a file of the library is; none where it is neither.
    pub fn of(path: &str) -> Option<LibraryFile> {
        let (stem, ending) = path.rsplit_once('.')?;
        let is_own = matches!(ending, "budget" | "typ") && !path.starts_with(&format!("{STARTER}/"));
        let name = format!("{ROOT}.{}", stem.replace('/', "."));
        is_own.then(|| LibraryFile { name, path: path.to_owned(), is_budget: ending == "budget" })
    }
}

/// All modules and styles that the program carries, by name.
pub fn modules() -> Vec<LibraryFile> {
    let mut modules = Vec::new();
    let mut dirs = vec![&STD];
    while let Some(dir) = dirs.pop() {
        modules.extend(dir.files().filter_map(|file| LibraryFile::of(&slashed(file.path()))));
        dirs.extend(dir.dirs());
    }
    modules.sort_unstable();
    modules
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The files of a new project: path and text, the report among them.
pub fn starter() -> Vec<(String, &'static str)> {
    let mut files = Vec::new();
    let mut dirs = Vec::from_iter(STD.get_dir(STARTER));
    while let Some(dir) = dirs.pop() {
        let own = dir.files().filter_map(|file| {
            let below = file.path().strip_prefix(STARTER).ok()?;
            Some((slashed(below), file.contents_utf8()?))
        });
        files.extend(own);
        dirs.extend(dir.dirs());
    }
    files
}
