//! What the modules of a library declare, as Markdown: made of the model, and of the comments that stand beside the
//! declarations. It knows no library: any module that can be loaded has a page.

mod comments;
mod names;
mod page;
mod shape;

use crate::base::{FileId, Lang, Sources};
use crate::model::Report;
use crate::project::{Files, Project, Unread, load_module};
use crate::syntax::{Tree, ast};
use comments::Comments;
use names::Uses;

/// A module with all that it uses.
pub struct Module {
    /// As it stands after `use`.
    pub name: String,
    sources: Sources,
    trees: Vec<Tree>,
    /// What all of them declare.
    report: Report,
}

impl Module {
    /// Loads a module by itself.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn load(name: &str, project: &Project, files: &dyn Files) -> Result<Module, Unread> {
        let loaded = load_module(name, project, files)?;
        let (report, _) = loaded.report();
        Ok(Module { name: name.to_owned(), sources: loaded.sources, trees: loaded.trees, report })
    }

    /// The module that a file is.
    fn name_of(&self, file: FileId) -> String {
        self.sources.get(file).name.trim_end_matches(".budget").replace('/', ".")
    }

    fn comments(&self, file: FileId) -> Comments<'_> {
        Comments::new(self.sources.get(file), &self.trees[file.0 as usize])
    }

    /// The modules that it uses itself.
    fn uses(&self) -> Vec<&str> {
        let root = self.trees[0].root(&self.sources.get(FileId(0)).text);
        ast::declarations(root).filter_map(ast::UseDecl::module).map(|path| path.text()).collect()
    }
}

/// A page of a library.
pub struct Page {
    /// The file that links to it name: the module's name and `.md`, or `README.md`.
    pub file: String,
    /// The module that it is of; none of the list.
    pub module: Option<String>,
    /// Markdown.
    pub text: String,
}

/// The pages of those modules that are wanted, the list of them first. A declaration is said to be used where any of all
/// these modules names it.
pub fn pages(modules: &[Module], is_wanted: impl Fn(&Module) -> bool, lang: Lang) -> Vec<Page> {
    let wanted: Vec<&Module> = modules.iter().filter(|module| is_wanted(module)).collect();
    let mut uses = Uses::default();
    modules.iter().for_each(|module| uses.add(module));
    let mut pages = vec![Page { file: "README.md".to_owned(), module: None, text: page::list(&wanted, lang) }];
    pages.extend(wanted.into_iter().map(|module| {
        let text = page::Writer { module, modules, uses: &uses, lang }.page();
        Page { file: file(&module.name), module: Some(module.name.clone()), text }
    }));
    pages
}

/// What a text says first.
pub fn first_sentence(text: &str) -> &str {
    let first = text.split_inclusive('。').next().unwrap_or("");
    first.find(". ").map_or(first, |end| &first[..=end])
}

fn file(module: &str) -> String {
    format!("{module}.md")
}
