//! What a report writes into its ledgers.

use smallvec::SmallVec;

use super::{Expr, FactId, Filter, LedgerId, MemberId, Type, UnitRef};
use crate::base::{Decimal, Span};

/// A member for each dimension of a ledger.
pub type Members = SmallVec<[Option<MemberId>; 4]>;

/// A fact: values at coordinates.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The ledger that it is a row of.
    pub ledger: LedgerId,
    /// A member for each of the ledger's dimensions.
    pub members: Members,
    /// The same in the dimensions of the former report that it stands in, and of those between that and this report, from the
    /// inside.
    pub before: Vec<Members>,
    /// A value for each of the ledger's fields.
    pub values: SmallVec<[Option<FactValue>; 1]>,
    /// The row that makes it.
    pub span: Span,
}

/// A value of a fact, and where it is written.
#[derive(Clone, Debug)]
pub struct FactValue {
    /// What is written, in base units where it is a quantity.
    pub kind: FactValueKind,
    /// Where it is written.
    pub span: Span,
}

/// What a fact's field may hold.
#[derive(Clone, Debug)]
pub enum FactValueKind {
    /// A written quantity: in base units, and its unit.
    Quantity(Decimal, UnitRef),
    /// Words, as they are written between quotation marks.
    Text(String),
    /// Another figure, at the file's and the block's coordinates.
    Refer(Box<Expr>, Filter),
    /// What fields of other facts hold, added up.
    Taken(Vec<Taken>),
}

/// A field of a fact that another one takes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The fact that holds the amount.
    pub fact: FactId,
    /// The field, by its number in that fact's ledger.
    pub field: usize,
    /// How often: once, minus once, or the share of it that a successor has.
    pub times: Decimal,
}

/// A stated total: checked, not used.
#[derive(Clone, Debug)]
pub struct Stated {
    /// The ledger whose rows make it.
    pub ledger: LedgerId,
    /// The field that is summed, by its number in the ledger.
    pub field: usize,
    /// File, scopes and atoms.
    pub at: Filter,
    /// What is stated, in base units of the field's measure.
    pub amount: Decimal,
    /// The unit in which it was written.
    pub unit: UnitRef,
    /// Where the amount stands.
    pub span: Span,
    /// What its own row and scopes say, for messages: without the file's and the block's coordinates.
    pub said: Vec<MemberId>,
}

/// A block whose figures were rounded before they were typed.
#[derive(Clone, Debug)]
pub struct RoundedBlock {
    /// All that stands between its braces.
    pub span: Span,
    /// Of what kind its rounded figures are.
    pub ty: Type,
    /// How far each may be off, in base units.
    pub within: Decimal,
}

/// A block of rows, or one within it.
#[derive(Clone, Debug)]
pub struct RowBlock {
    /// The ledger of its rows.
    pub ledger: LedgerId,
    /// Its rows, with their braces.
    pub rows: Span,
    /// What stands before them: the unit that a declaration gives, else its ledger, the members of a block within.
    pub head: Span,
    /// Whether it is a declaration, which may say a unit, and whether it does.
    pub says_unit: Option<bool>,
}
