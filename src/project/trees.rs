//! Trees that were made before, so that a file that did not change is not parsed again, and one that changed is only parsed
//! where it did.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::{Diagnostic, FileId, Home, Source};
use crate::library;
use crate::syntax::{Tree, parse, parse_again, premade_tree};

/// The last tree of each file, by the file's name. Several reports, and both sides of a comparison, may share one store.
#[derive(Default)]
pub struct Trees(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    files: HashMap<String, Parsed>,
    /// The last report: two years of one have much in common and another name.
    report: Option<Parsed>,
}

#[derive(Clone)]
struct Parsed {
    source: Arc<Source>,
    tree: Tree,
    problems: Arc<[Diagnostic]>,
}

impl Parsed {
    /// The tree of a text, by this one's help where nothing is wrong in it.
    fn again(&self, text: &str, file: FileId) -> (Tree, Vec<Diagnostic>) {
        if self.source.text == text {
            let problems = self.problems.iter().map(|problem| problem.clone().in_file(file));
            return (self.tree.for_file(file), problems.collect());
        }
        if self.problems.is_empty() {
            parse_again(text, file, &self.tree, &self.source.text)
        } else {
            parse(text, file)
        }
    }
}

impl Trees {
    /// The tree of a file, and what is wrong in it. `report`: it is the report itself.
    pub(super) fn read(&self, source: &Arc<Source>, file: FileId, report: bool) -> (Tree, Vec<Diagnostic>) {
        let known = {
            let kept = self.kept();
            kept.files.get(&source.name).or(kept.report.as_ref().filter(|_| report)).cloned()
        };
        let (tree, problems) = match known {
            Some(known) => known.again(&source.text, file),
            None => carried(source, file).unwrap_or_else(|| parse(&source.text, file)),
        };
        let parsed = Parsed { source: Arc::clone(source), tree: tree.clone(), problems: problems.as_slice().into() };
        let mut kept = self.kept();
        if report {
            kept.report = Some(parsed.clone());
        }
        kept.files.insert(source.name.clone(), parsed);
        (tree, problems)
    }

    /// A module of the library that was read before; its text never changes.
    pub(super) fn carried(&self, name: &str) -> Option<Arc<Source>> {
        self.kept().files.get(name).map(|parsed| &parsed.source).filter(|source| source.home == Home::Carried).cloned()
    }

    /// A question that ended in a panic leaves whole trees.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The tree of a module of the library, which was made when the program was built.
fn carried(source: &Source, file: FileId) -> Option<(Tree, Vec<Diagnostic>)> {
    let below = source.path.strip_prefix(library::ROOT).and_then(|path| path.strip_prefix('/'));
    let bytes = below.filter(|_| source.home == Home::Carried).and_then(library::tree)?;
    Some((premade_tree(bytes, file)?, Vec::new()))
}
