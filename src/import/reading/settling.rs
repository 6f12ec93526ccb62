//! What solving all tables together needs, and what it tells.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::candidates::{Reach, Untold, Variable};
use super::covered::CoveredTotals;
use super::findings::{CellPlace, ImportFinding};
use super::patterns::{CellPattern, TakenOver};
use super::read::ReadTable;
use super::{ReadFact, ReadTotal, RoundedLedgers};
use crate::eval::{Evaluator, LinearForm};
use crate::ledger::Coords;
use crate::model::{DimId, FactId, LedgerId, Report};
use crate::tables::SheetPlace;

/// What the tables tell.
#[derive(Default)]
pub(super) struct Told {
    pub facts: Vec<ReadFact>,
    pub totals: Vec<ReadTotal>,
    pub findings: Vec<ImportFinding>,
    /// Facts of the report that a table prints as blank.
    pub gone: Vec<FactId>,
    /// Fields of facts of which all tables together leave nothing.
    pub nothing: FxHashSet<Variable>,
    /// Ledgers of which the tables print nothing but blanks, and the report says nothing.
    pub empty: Vec<LedgerId>,
    /// Ledgers whose printed totals differ from the printed parts as rounding does.
    pub rounded: RoundedLedgers,
    /// How many cells agree with what was found.
    pub cells: usize,
    /// How many cells were not compared, since the tables do not tell what facts of a ledger they sum.
    pub passed: FxHashMap<LedgerId, PassedCells>,
}

/// Cells that were not compared.
#[derive(Default)]
pub(super) struct PassedCells {
    pub count: usize,
    /// The axes whose members no table names.
    pub axes: Vec<DimId>,
}

/// A form that no table is, with what it would print.
pub(super) struct Missing {
    pub name: String,
    pub patterns: Vec<CellPattern>,
    /// Whether the document places it whatever the report says.
    pub always: bool,
}

/// All tables that were read, to be solved together.
pub(super) struct Settling<'a, 'm> {
    pub evaluator: &'a Evaluator<'m>,
    pub tables: &'a [ReadTable],
    /// By table.
    pub patterns: &'a [Vec<CellPattern>],
    pub missing: &'a [Missing],
    pub covered: &'a CoveredTotals,
    /// Where the sheets of tables are.
    pub places: &'a dyn Fn(usize, SheetPlace) -> CellPlace,
    /// The facts that there may be, by ledger, reach and doubt, as far as it was asked.
    pub candidates: RefCell<KnownCandidates>,
    /// Whether the tables name all members of an axis of a field's facts at coordinates, as far as it was asked.
    pub named: RefCell<KnownNamed>,
}

/// By ledger, field, axis and coordinates.
pub(super) type KnownNamed = FxHashMap<(LedgerId, usize, usize, Coords), bool>;

/// Cells by the numbers of their tables and their own.
pub(super) type CellNumbers = FxHashSet<(usize, usize)>;

/// With what tables are solved.
#[derive(Clone, Copy)]
pub(super) struct Given<'g> {
    /// The facts that are asked for without doubt.
    pub named: &'g [Variable],
    /// The ledgers of which the tables tell all facts that they print.
    pub told: &'g FxHashSet<LedgerId>,
    /// The ledgers of which the report says facts already.
    pub said: &'g FxHashSet<LedgerId>,
    /// Sums that are rounded.
    pub rounded: &'g CellNumbers,
    /// Whether sums are left out of whose facts the tables may not name all members.
    pub careful: bool,
}

/// The facts that there may be, or why they cannot be told.
pub(super) type KnownCandidates = FxHashMap<(LedgerId, Reach, bool), Result<Rc<Vec<Variable>>, Untold>>;

impl Settling<'_, '_> {
    pub(super) fn report(&self) -> &Report {
        self.evaluator.report
    }

    /// The ledgers whose facts a cell sums, those that take from others opened.
    pub(super) fn ledgers(&self, form: &LinearForm) -> FxHashSet<LedgerId> {
        let taken = TakenOver { report: self.report() };
        form.terms.iter().flat_map(|term| taken.sources(term.ledger)).collect()
    }
}
