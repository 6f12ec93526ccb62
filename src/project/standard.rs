//! The standard library as a report reads it: as the program carries it, or from a folder.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::files::{Files, Unread};
use super::places;
use crate::base::near::{CLOSE, Nearest, did_you_mean, likeness};
use crate::base::{Home, Say, Source};
use crate::library::{self, LibraryFile};
use crate::say;

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
    pub fn why_missing(&self, files: &dyn Files) -> Option<(Say, Say)> {
        let Library::Folder(folder) = self else { return None };
        if self.modules(files).iter().any(|module| module.is_budget) {
            return None;
        }
        let shown = places::shown_path(folder, files);
        let message = say!(
            "{shown} 里没有标准库：没有这个文件夹，或里面没有 .budget 文件",
            "there is no standard library in {shown}: no such folder, or no .budget file in it"
        );
        let such = || {
            say!(
                "写程序源码里 stdlib 那样的文件夹：use std.a.b 读其中的 a/b.budget",
                "name a folder like stdlib in the program's sources: `use std.a.b` reads a/b.budget in it"
            )
        };
        Some((message, did_you_mean(&near(folder, files)).unwrap_or_else(such)))
    }

    /// A file of it, by its path below the library.
    pub(super) fn file(&self, path: &str, files: &dyn Files) -> Result<Found, Unread> {
        // whatever it is read from, a document that names it is the same
        let name = format!("{}/{path}", library::ROOT);
        match self {
            Library::Carried => {
                let text = library::text(path).ok_or(Unread::Missing)?;
                let source = Source::new(name.clone(), String::new()).with_home(Home::Carried);
                Ok((source, name.into(), text.as_bytes().to_vec()))
            }
            Library::Folder(folder) => {
                let (found, bytes) = places::find(path, std::slice::from_ref(folder), files)?;
                let source = Source::new(places::shown_path(&found, files), String::new())
                    .with_name(name)
                    .with_home(Home::Folder);
                Ok((source, places::absolute_path(&found, files), bytes))
            }
        }
    }

    /// All its modules and styles, by name.
    pub fn modules(&self, files: &dyn Files) -> Vec<LibraryFile> {
        match self {
            Library::Carried => library::modules(),
            Library::Folder(folder) => {
                let mut modules: Vec<LibraryFile> =
                    places::listed(folder, files).iter().filter_map(|path| LibraryFile::of(path)).collect();
                modules.sort_unstable();
                modules
            }
        }
    }

    /// The text of one of its files.
    pub fn text(&self, module: &LibraryFile, files: &dyn Files) -> Option<Cow<'static, str>> {
        match self {
            Library::Carried => library::text(&module.path).map(Cow::Borrowed),
            Library::Folder(_) => {
                let (_, _, bytes) = self.file(&module.path, files).ok()?;
                String::from_utf8(bytes).ok().map(Cow::Owned)
            }
        }
    }
}

/// The modules and styles whose names look most like this one.
pub fn nearest(name: &str, modules: Vec<LibraryFile>) -> Vec<String> {
    let mut near = Nearest::above(CLOSE);
    near.extend(modules.into_iter().map(|module| (likeness(name, &module.name), module.name)));
    near.into_all()
}

/// The folders beside one that is not there whose names look most like it, of those that hold a library.
fn near(folder: &Path, files: &dyn Files) -> Vec<String> {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let beside = folder.parent().unwrap_or(Path::new(""));
    let names = files.names(if beside.as_os_str().is_empty() { Path::new(".") } else { beside });
    let mut near = Nearest::above(CLOSE);
    near.extend(names.into_iter().filter(|other| other != name).map(|other| (likeness(name, &other), other)));
    let mut found: Vec<PathBuf> = near.into_all().into_iter().map(|name| beside.join(name)).collect();
    found.retain(|found| !places::listed(found, files).is_empty());
    found.iter().map(|found| places::shown_path(found, files)).collect()
}
