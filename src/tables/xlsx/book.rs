//! What the cells of a workbook refer to.

use std::sync::Arc;

use super::styles::Styles;

/// What cells refer to.
pub struct Book {
    /// The words that they share, by number.
    pub strings: Vec<Arc<str>>,
    /// Their looks.
    pub styles: Styles,
    /// Days are counted from 1904, not from 1900.
    pub from_1904: bool,
}
