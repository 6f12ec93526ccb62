//! What an evaluator knows from what it was asked before.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::{Trace, Value};
use crate::model::{DimId, FactId, MemberId, ParamId};

/// The value of a fact that refers to others.
pub(super) enum Memo {
    /// It is being computed: to ask for it again is a circle.
    Busy,
    /// It is known, and how long the longest chain is that it ends.
    Done(Value, usize),
}

/// What facts that refer to others are made of, as far as it was asked for; none of one that no sum gives.
pub(super) type Traces = FxHashMap<(FactId, usize), Option<Rc<Trace>>>;

/// What was wanted and never written.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Wanted {
    Param(ParamId),
    Attribute(DimId, usize, MemberId),
}
