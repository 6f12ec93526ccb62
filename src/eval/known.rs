//! What an evaluator knows from what it was asked before.

use super::Value;
use crate::model::{DimId, MemberId, ParamId};

/// The value of a fact that refers to others.
pub(super) enum Memo {
    /// It is being computed: to ask for it again is a circle.
    Busy,
    /// It is known, and how long the longest chain is that it ends.
    Done(Value, usize),
}

/// What was wanted and never written.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Wanted {
    Param(ParamId),
    Attribute(DimId, usize, MemberId),
}
