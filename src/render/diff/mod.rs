//! What parts two reports, written out: for people on a terminal, for a merge request, as a page, for programs. The first
//! three are made of one outline, so that they tell the same.

mod html;
mod human;
mod json;
mod markdown;
mod outline;

pub use html::html;
pub use human::human;
pub use json::{json, schema};
pub use markdown::markdown;

use crate::diff::Changes;

/// What one run compared.
#[derive(Debug, Default)]
pub struct Compared {
    /// Reports that stand on both sides.
    pub pairs: Vec<Compare>,
    /// Reports that there were not before, by name.
    pub added: Vec<String>,
    /// Reports that there are no more, by name.
    pub removed: Vec<String>,
}

/// A report beside another.
#[derive(Debug)]
pub struct Compare {
    /// The old one's name, and its version.
    pub old: String,
    /// The new one's.
    pub new: String,
    /// How many errors stand in each: what rests on them is not known.
    pub errors: (usize, usize),
    /// What parts them.
    pub changes: Changes,
}

impl Compared {
    /// Whether anything changed in meaning.
    pub fn differs(&self) -> bool {
        // what cannot be read on one side only is a change too
        let changed = self.pairs.iter().any(|pair| !pair.changes.is_empty() || pair.errors.0 != pair.errors.1);
        changed || !self.added.is_empty() || !self.removed.is_empty()
    }
}
