//! Declarations of a report's own files that came, went or say something else.

use super::names::Names;
use super::written::{Declared, Written};
use super::{Became, Declaration};

/// The declarations that say something else, but for those that make the pages.
pub(super) fn declared(old: &Written, new: &Written, names: &Names) -> Vec<Declaration> {
    compare(&old.declared, &new.declared, names)
}

/// The declarations that make the pages and say something else.
pub(super) fn paged(old: &Written, new: &Written, names: &Names) -> Vec<Declaration> {
    compare(&old.paged, &new.paged, names)
}

fn compare(old: &[Declared], new: &[Declared], names: &Names) -> Vec<Declaration> {
    let declaration = |became, of: &Declared| Declaration { became, keyword: of.keyword, name: of.name.clone() };
    let mut changes = Vec::new();
    let mut left: Vec<&Declared> = old.iter().collect();
    for new in new {
        let same = |old: &&Declared| {
            let named = old.keyword == new.keyword && names.now(old.keyword, &old.name) == new.name;
            // what amends a form is not the form
            named && old.amends == new.amends
        };
        // several may share a name: those that say the same go first
        // what a module says is told by its declarations, a former report's is not
        let module = |old: &Declared| old.keyword == "use" && !old.name.starts_with(['"', '“']);
        let alike = |old: &&Declared| same(old) && (module(old) || names.says_same(&old.words, &new.words));
        let at = left.iter().position(alike);
        if let Some(at) = at {
            left.remove(at);
        } else if let Some(at) = left.iter().position(same) {
            left.remove(at);
            changes.push(declaration(Became::Changed, new));
        } else {
            changes.push(declaration(Became::Added, new));
        }
    }
    changes.extend(left.into_iter().map(|old| declaration(Became::Removed, old)));
    changes.sort_by_key(|change| change.became);
    changes
}
