//! The standard library: the folder `stdlib/`, carried in the program.

use include_dir::{Dir, include_dir};

static STD: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/stdlib");

/// The first segment of a path into the library.
pub const ROOT: &str = "std";

/// The text of a library file, by its path below the library's root, e.g. `style/plain.typ`.
pub fn text(path: &str) -> Option<&'static str> {
    STD.get_file(path)?.contents_utf8()
}

/// All files of the library, by path, in order.
pub fn files() -> Vec<(&'static str, &'static str)> {
    let mut files = Vec::new();
    let mut dirs = vec![&STD];
    while let Some(dir) = dirs.pop() {
        files.extend(dir.files().filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?))));
        dirs.extend(dir.dirs());
    }
    files.sort_unstable();
    files
}
