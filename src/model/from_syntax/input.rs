//! What the model is made from.

use crate::base::FileId;
use crate::syntax::Tree;

/// One parsed file.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// Its number among the files of the report.
    pub file: FileId,
    /// What was read in it; the tree holds places only.
    pub tree: &'a Tree,
    /// The text that those places are of.
    pub text: &'a str,
    /// The number of its space.
    pub space: usize,
    /// The files that it uses itself.
    pub uses: &'a [FileId],
}
