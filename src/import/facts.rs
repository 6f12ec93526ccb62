//! Facts as tables tell them.

use crate::base::Decimal;
use crate::model::{LedgerId, MemberId, Members, UnitRef};

/// A fact that some tables tell.
#[derive(Clone, Debug)]
pub struct ReadFact {
    /// Its ledger.
    pub ledger: LedgerId,
    /// A member for each of the ledger's dimensions.
    pub members: Members,
    /// What is known of the ledger's fields, by number.
    pub values: Vec<(usize, ReadValue)>,
    /// The cells that gave it, as `workbook!sheet!cell`.
    pub from: Vec<String>,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum ReadValue {
    /// A number in base units, and the unit that it was written in.
    Quantity(Decimal, UnitRef),
    /// Words.
    Text(String),
}

/// A total that some cell prints.
#[derive(Clone, Debug)]
pub struct ReadTotal {
    /// Its ledger.
    pub ledger: LedgerId,
    /// Its field.
    pub field: usize,
    /// The members that it is at; free on all other axes.
    pub at: Vec<MemberId>,
    /// In base units.
    pub amount: Decimal,
}
