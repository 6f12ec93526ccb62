//! Parses the library when the program is built, so that no start of it pays for that.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "src/syntax/nodes.rs"]
mod nodes;
#[path = "src/syntax/parser.rs"]
mod parser;

fn main() -> Result<(), Box<dyn Error>> {
    for read in ["stdlib", "grammar", "src/syntax/nodes.rs", "src/syntax/parser.rs", "build.rs"] {
        println!("cargo::rerun-if-changed={read}");
    }
    let trees = PathBuf::from(env::var("OUT_DIR")?).join("trees");
    if trees.exists() {
        fs::remove_dir_all(&trees)?;
    }
    make(Path::new("stdlib"), &trees)
}

/// Writes the trees of a folder's files below another, each under its file's name.
fn make(folder: &Path, trees: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(trees)?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, tree) = (entry.path(), trees.join(entry.file_name()));
        if path.is_dir() {
            make(&path, &tree)?;
        } else if path.extension().is_some_and(|extension| extension == "budget") {
            let nodes = nodes::parse(&fs::read_to_string(&path)?).ok_or("the grammar takes no text")?;
            fs::write(tree, nodes::pack(&nodes).ok_or("a node cannot be packed")?)?;
        }
    }
    Ok(())
}
