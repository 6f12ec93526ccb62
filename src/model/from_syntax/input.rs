//! What the model is made from.

use crate::base::FileId;
use crate::syntax::Tree;

/// One parsed file.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// Its id.
    pub file: FileId,
    /// Its tree.
    pub tree: &'a Tree,
    /// Its text.
    pub text: &'a str,
    /// The number of its space.
    pub space: usize,
    /// The files that it uses itself.
    pub uses: &'a [FileId],
}
