//! What a report writes into its ledgers.

use smallvec::SmallVec;

use super::{Expr, FactId, Filter, LedgerId, MemberId, UnitRef};
use crate::base::{Decimal, Span};

/// A fact: values at coordinates.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its ledger.
    pub ledger: LedgerId,
    /// A member for each of the ledger's dimensions.
    pub members: SmallVec<[Option<MemberId>; 4]>,
    /// A value for each of the ledger's fields.
    pub values: SmallVec<[Option<FactValue>; 1]>,
    /// The row.
    pub span: Span,
}

/// A value of a fact, and where it is written.
#[derive(Clone, Debug)]
pub struct FactValue {
    /// What.
    pub kind: FactValueKind,
    /// Where.
    pub span: Span,
}

/// What a fact's field may hold.
#[derive(Clone, Debug)]
pub enum FactValueKind {
    /// A written quantity: in base units, and its unit.
    Quantity(Decimal, UnitRef),
    /// Words.
    Text(String),
    /// Another figure, at the file's and the block's coordinates.
    Refer(Box<Expr>, Filter),
    /// What fields of other facts hold, added up; each whether with the opposite sign.
    Taken(Vec<Taken>),
}

/// A field of a fact that another one takes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The fact.
    pub fact: FactId,
    /// Its field.
    pub field: usize,
    /// Whether with the opposite sign.
    pub negative: bool,
}

/// A stated total: checked, not used.
#[derive(Clone, Debug)]
pub struct Stated {
    /// Its ledger.
    pub ledger: LedgerId,
    /// Its field.
    pub field: usize,
    /// File, scopes and atoms.
    pub at: Filter,
    /// In base units.
    pub amount: Decimal,
    /// The unit in which it was written.
    pub unit: UnitRef,
    /// Where the amount stands.
    pub span: Span,
    /// What its own row and scopes say, for messages: without the file's and the block's coordinates.
    pub said: Vec<MemberId>,
}
