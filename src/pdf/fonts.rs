//! Where fonts are looked for.

use std::path::PathBuf;

use typst::foundations::{Array, Dict, Value};
use typst::text::{FontBook, FontInfo};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt};
use typst_kit::fonts::{self, FontPath, FontStore};

use super::PdfError;

/// The fonts that documents are set with. They are looked for once, and a face is read when it is first used.
pub struct Fonts {
    pub(super) store: FontStore,
    /// What Typst knows beside a text: the fonts' names, and its own.
    pub(super) library: LazyHash<Library>,
}

impl Fonts {
    /// All fonts of these folders (a family found in an earlier one wins) and, if asked for, behind them those of the
    /// system.
    ///
    /// # Errors
    /// Where a folder is not there, or none of them holds a font.
    pub fn find(dirs: &[PathBuf], system: bool) -> Result<Fonts, PdfError> {
        let store = load(dirs, system)?;
        Ok(Fonts { library: library(store.book()), store })
    }
}

fn load(dirs: &[PathBuf], system: bool) -> Result<FontStore, PdfError> {
    let mut store = FontStore::new();
    let mut found = false;
    for dir in dirs {
        if !dir.is_dir() {
            return Err(PdfError::NoFolder(dir.clone()));
        }
        found |= add(&mut store, fonts::scan(dir).collect());
    }
    if system {
        found |= add(&mut store, fonts::system().collect());
    }
    if found { Ok(store) } else { Err(PdfError::NoFonts(dirs.to_vec())) }
}

/// Adds faces to the store; whether there were any.
fn add(store: &mut FontStore, mut faces: Vec<(FontPath, FontInfo)>) -> bool {
    // The file system's order differs between machines; which of two equal faces is taken must not.
    faces.sort_by(|(a, _), (b, _)| (&a.path, a.index).cmp(&(&b.path, b.index)));
    let found = !faces.is_empty();
    store.extend(faces);
    found
}

/// Typst's own names. A style finds the families that there are, sorted, in `sys.inputs.families`: to name another is a
/// warning.
fn library(book: &FontBook) -> LazyHash<Library> {
    let mut families: Vec<&str> = book.families().map(|(family, _)| family).collect();
    families.sort_unstable();
    let families: Array = families.into_iter().map(|family| Value::Str(family.into())).collect();
    let mut inputs = Dict::new();
    inputs.insert("families".into(), Value::Array(families));
    // without it no cell can be said to name its row
    let features = [Feature::A11yExtras].into_iter().collect();
    LazyHash::new(Library::builder().with_inputs(inputs).with_features(features).build())
}
