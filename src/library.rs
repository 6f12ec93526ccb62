//! The standard library: the folder `stdlib/`, carried in the program.

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

/// A file of the library that a report can name: a module after `use`, or a style after `style`.
pub struct Module {
    /// As a report names it, e.g. `std.style.plain`.
    pub name: String,
    /// Whether it is a module; otherwise a style.
    pub is_budget: bool,
    /// Its text.
    pub text: &'static str,
}

/// All modules and styles, by name.
pub fn modules() -> Vec<Module> {
    let mut modules = Vec::new();
    let mut dirs = vec![&STD];
    while let Some(dir) = dirs.pop() {
        modules.extend(dir.files().filter_map(|file| {
            let stem = file.path().with_extension("");
            let name = format!("{ROOT}.{}", stem.to_str()?.replace(['/', '\\'], "."));
            let is_budget = file.path().extension().is_some_and(|extension| extension == "budget");
            Some(Module { name, is_budget, text: file.contents_utf8()? })
        }));
        dirs.extend(dir.dirs().filter(|dir| dir.path() != std::path::Path::new(STARTER)));
    }
    modules.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    modules
}

/// The module whose name looks most like this one, if any does.
pub fn nearest(name: &str) -> Option<String> {
    let near = |module: Module| (strsim::normalized_damerau_levenshtein(name, &module.name), module.name);
    let near = modules().into_iter().map(near).filter(|(score, _)| *score > 0.5);
    near.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}

/// The files of a new project: name and text, the report among them.
pub fn starter() -> Vec<(&'static str, &'static str)> {
    let files = STD.get_dir(STARTER).into_iter().flat_map(Dir::files);
    files.filter_map(|file| Some((file.path().file_name()?.to_str()?, file.contents_utf8()?))).collect()
}
