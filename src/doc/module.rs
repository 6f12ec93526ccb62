//! Modules as they are loaded.

use super::comments::Comments;
use crate::base::{FileId, Sources};
use crate::model::Report;
use crate::project::{Files, Project, Unread, load_module};
use crate::syntax::{Tree, ast};

/// A module with all that it uses.
pub struct Module {
    /// As it stands after `use`.
    pub name: String,
    pub(super) sources: Sources,
    pub(super) trees: Vec<Tree>,
    /// What all of them declare.
    pub(super) report: Report,
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
    pub(super) fn name_of(&self, file: FileId) -> String {
        self.sources.get(file).name.trim_end_matches(".budget").replace('/', ".")
    }

    pub(super) fn comments(&self, file: FileId) -> Comments<'_> {
        Comments::new(self.sources.get(file), &self.trees[file.0 as usize])
    }

    /// The modules that it uses itself.
    pub(super) fn uses(&self) -> Vec<&str> {
        let root = self.trees[0].root(&self.sources.get(FileId(0)).text);
        ast::declarations(root).filter_map(ast::UseDecl::module).map(|path| path.text()).collect()
    }
}
