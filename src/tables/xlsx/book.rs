//! What the cells of a workbook refer to.

use std::sync::Arc;

use crate::tables::looks::Looks;

/// What cells refer to.
pub struct Book {
    /// The words that they share, by number.
    pub strings: Vec<Arc<str>>,
    /// Their looks.
    pub looks: Looks,
    /// Days are counted from 1904, not from 1900.
    pub from_1904: bool,
}
