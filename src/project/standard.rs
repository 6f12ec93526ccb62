//! The standard library as a report reads it: as the program carries it, or from a folder.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::files::{Files, Unread};
use super::places;
use crate::base::{Home, Say, Source};
use crate::library::{self, Module};
use crate::say;

/// A name that has less in common with what is written is not near.
const CLOSE: f64 = 0.5;

/// Where the standard library is read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Library {
    /// What the program carries.
    #[default]
    Carried,
    /// A folder like `stdlib/`, so that an edit needs no build.
    Folder(PathBuf),
}

/// A file, where it lies, and its text in bytes.
pub(super) type Found = (Source, PathBuf, Vec<u8>);

impl Library {
    /// Says so where there is no library, and what to do.
    pub fn against(&self, files: &dyn Files) -> Option<(Say, Say)> {
        let Library::Folder(folder) = self else { return None };
        if self.modules(files).iter().any(|module| module.is_budget) {
            return None;
        }
        let shown = places::shown(folder, files);
        let message = say!(
            "{shown} 里没有标准库：没有这个文件夹，或里面没有 .budget 文件",
            "there is no standard library in {shown}: no such folder, or no .budget file in it"
        );
        Some(match near(folder, files) {
            Some(near) => (message, say!("是不是 {near}？", "did you mean {near}?")),
            None => {
                let way = say!(
                    "写程序源码里 stdlib 那样的文件夹：use std.a.b 读其中的 a/b.budget",
                    "name a folder like stdlib in the program's sources: `use std.a.b` reads a/b.budget in it"
                );
                (message, way)
            }
        })
    }

    /// A file of it, by its path below the library.
    pub(super) fn file(&self, path: &str, files: &dyn Files) -> Result<Found, Unread> {
        // whatever it is read from, a document that names it is the same
        let name = format!("{}/{path}", library::ROOT);
        match self {
            Library::Carried => {
                let text = library::text(path).ok_or(Unread::Missing)?;
                let source = Source::new(name.clone(), String::new()).of(Home::Carried);
                Ok((source, name.into(), text.as_bytes().to_vec()))
            }
            Library::Folder(folder) => {
                let (found, bytes) = places::find(path, std::slice::from_ref(folder), files)?;
                let source = Source::new(places::shown(&found, files), String::new()).named(name).of(Home::Folder);
                Ok((source, places::absolute(&found, files), bytes))
            }
        }
    }

    /// All its modules and styles, by name.
    pub fn modules(&self, files: &dyn Files) -> Vec<Module> {
        match self {
            Library::Carried => library::modules(),
            Library::Folder(folder) => {
                let mut modules: Vec<Module> =
                    places::listed(folder, files).iter().filter_map(|path| Module::of(path)).collect();
                modules.sort_unstable();
                modules
            }
        }
    }

    /// The text of one of its files.
    pub fn text(&self, module: &Module, files: &dyn Files) -> Option<Cow<'static, str>> {
        match self {
            Library::Carried => library::text(&module.path).map(Cow::Borrowed),
            Library::Folder(_) => {
                let (_, _, bytes) = self.file(&module.path, files).ok()?;
                String::from_utf8(bytes).ok().map(Cow::Owned)
            }
        }
    }
}

/// The module or style whose name looks most like this one, if any does.
pub fn nearest(name: &str, modules: Vec<Module>) -> Option<String> {
    let near = |module: Module| (strsim::normalized_damerau_levenshtein(name, &module.name), module.name);
    let near = modules.into_iter().map(near).filter(|(score, _)| *score > CLOSE);
    near.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}

/// The folder beside one that is not there whose name looks most like it, if that holds a library.
fn near(folder: &Path, files: &dyn Files) -> Option<String> {
    let name = folder.file_name()?.to_str()?;
    let beside = folder.parent()?;
    let alike = |other: &String| strsim::normalized_damerau_levenshtein(name, other);
    let names = files.names(if beside.as_os_str().is_empty() { Path::new(".") } else { beside });
    let near = names.iter().filter(|other| *other != name && alike(other) > CLOSE);
    let best = near.max_by(|a, b| alike(a).total_cmp(&alike(b)))?;
    let found = beside.join(best);
    let is_library = !places::listed(&found, files).is_empty();
    is_library.then(|| places::shown(&found, files))
}
