//! What the report expects its forms to print.

use super::{Filter, FormId};
use crate::base::Span;

/// What a form is expected to print.
#[derive(Clone, Debug)]
pub struct Expect {
    /// The form that is laid out by itself and compared.
    pub form: FormId,
    /// Where the form is named.
    pub span: Span,
    /// The coordinates that it is printed at.
    pub at: Filter,
    /// Where rows could be written that are not there yet: what is blank before the closing brace.
    pub room: Span,
    /// The rows as they are expected, from the top.
    pub rows: Vec<Expected>,
}

/// One row of what is expected.
#[derive(Clone, Debug)]
pub struct Expected {
    /// What is to be printed.
    pub kind: ExpectedKind,
    /// The whole line: what a repair replaces.
    pub span: Span,
}

/// What a row of what is expected speaks of.
#[derive(Clone, Debug)]
pub enum ExpectedKind {
    /// `…`: any rows, or none.
    Any,
    /// A row of the table, by its cells from the left.
    Row {
        /// Cells that stand further right print nothing, or with `open` anything.
        cells: Vec<ExpectedCell>,
        /// Whether the row ends in `…`.
        open: bool,
    },
    /// A note beneath the table.
    Note(String),
}

/// One cell of what is expected.
#[derive(Clone, Debug)]
pub struct ExpectedCell {
    /// What is to be printed, empty for nothing; none for `…`, which is anything.
    pub text: Option<String>,
    /// Where it stands.
    pub span: Span,
}
