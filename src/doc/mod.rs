//! What the modules of a library declare, as Markdown: made of the model, and of the comments that stand beside the
//! declarations. It knows no library: any module that can be loaded has a page.

mod comments;
mod module;
mod names;
mod page;
mod shape;

pub use module::Module;
pub use page::first_sentence;

use crate::base::Lang;
use names::Uses;

/// A page of a library.
pub struct LibraryPage {
    /// The file that links to it name: the module's name and `.md`, or `README.md`.
    pub file: String,
    /// The module that it is of; none of the list.
    pub module: Option<String>,
    /// Markdown.
    pub text: String,
}

/// The pages of those modules that are wanted, the list of them first. A declaration is said to be used where any of all
/// these modules names it.
pub fn pages(modules: &[Module], is_wanted: impl Fn(&Module) -> bool, lang: Lang) -> Vec<LibraryPage> {
    let wanted: Vec<&Module> = modules.iter().filter(|module| is_wanted(module)).collect();
    let mut uses = Uses::default();
    modules.iter().for_each(|module| uses.add(module));
    let mut pages = vec![LibraryPage { file: "README.md".to_owned(), module: None, text: page::list(&wanted, lang) }];
    pages.extend(wanted.into_iter().map(|module| {
        let text = page::Writer { module, modules, uses: &uses, lang }.page();
        LibraryPage { file: page::file(&module.name), module: Some(module.name.clone()), text }
    }));
    pages
}
