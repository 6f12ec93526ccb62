//! What solving all tables together needs, and what it tells.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::candidates::{Reach, Untold, Variable};
use super::findings::{CellPlace, ImportFinding};
use super::patterns::CellPattern;
use super::read::ReadTable;
use super::{ReadFact, ReadTotal, RoundedLedgers};
use crate::eval::Evaluator;
use crate::model::{FactId, LedgerId, Report};
use crate::tables::SheetPlace;

/// What the tables tell.
#[derive(Default)]
pub(super) struct Told {
    pub facts: Vec<ReadFact>,
    pub totals: Vec<ReadTotal>,
    pub findings: Vec<ImportFinding>,
    /// Facts of the report that a table prints as blank.
    pub gone: Vec<FactId>,
    /// Ledgers of which the tables print nothing but blanks, and the report says nothing.
    pub empty: Vec<LedgerId>,
    /// Ledgers whose printed totals differ from the printed parts as rounding does.
    pub rounded: RoundedLedgers,
    /// How many cells agree with what was found.
    pub cells: usize,
}

/// A form that no table is, with what it would print.
pub(super) struct Missing {
    pub name: String,
    pub patterns: Vec<CellPattern>,
}

/// All tables that were read, to be solved together.
pub(super) struct Settling<'a, 'm> {
    pub evaluator: &'a Evaluator<'m>,
    pub tables: &'a [ReadTable],
    /// By table.
    pub patterns: &'a [Vec<CellPattern>],
    pub missing: &'a [Missing],
    /// Where the sheets of tables are.
    pub places: &'a dyn Fn(usize, SheetPlace) -> CellPlace,
    /// The facts that there may be, by ledger and reach, as far as it was asked.
    pub candidates: RefCell<KnownCandidates>,
}

/// The facts that there may be, or why they cannot be told.
pub(super) type KnownCandidates = FxHashMap<(LedgerId, Reach), Result<Rc<Vec<Variable>>, Untold>>;

impl Settling<'_, '_> {
    pub(super) fn report(&self) -> &Report {
        self.evaluator.report
    }
}
