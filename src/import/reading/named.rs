//! Whether the tables name all members that the facts of a sum may have. Where they do not, a sum cannot be compared with what they
//! name.

use super::candidates::is_closed;
use super::patterns::CellPattern;
use super::settling::Settling;
use crate::eval::FieldTerm;
use crate::ledger::AxisSet;
use crate::model::{DimId, LedgerAxis, MemberId};

/// An axis of more members is not gone through.
const MOST_MEMBERS: usize = 64;

impl Settling<'_, '_> {
    /// Whether the tables name the members of each axis of the facts that a term sums.
    pub(super) fn names_all(&self, term: &FieldTerm) -> bool {
        let listed = || self.tables.iter().flat_map(|table| &table.facts).any(|fact| fact.ledger == term.ledger);
        let axes = &self.report().ledger(term.ledger).axes;
        (0..axes.len()).all(|axis| self.names(term, axis)) || listed()
    }

    fn names(&self, term: &FieldTerm, axis: usize) -> bool {
        let report = self.report();
        let data = &report.ledger(term.ledger).axes[axis];
        let single = term.coords.single(data.dim).is_some_and(|member| report.is_at(member, data.grain));
        if single || data.default.is_some() || data.optional || is_closed(report, data) {
            return true;
        }
        let key = (term.ledger, term.field, axis, term.coords.clone());
        if let Some(known) = self.named.borrow().get(&key) {
            return *known;
        }
        let named = self.is_listed(term, data);
        self.named.borrow_mut().insert(key, named);
        named
    }

    /// Whether rows for each member of an axis cover a term, those of one table or, for each member of another axis, of some table.
    fn is_listed(&self, term: &FieldTerm, axis: &LedgerAxis) -> bool {
        let report = self.report();
        let lowest = report.level_or_leaves(axis.dim, axis.grain);
        let lists = |pattern: &&CellPattern| {
            let mut keys = pattern.keys.iter();
            keys.any(|(dim, level)| *dim == axis.dim && report.level_or_leaves(*dim, *level) == lowest)
        };
        let lists: Vec<&CellPattern> = self.patterns.iter().flatten().filter(lists).collect();
        let covered = |term: &FieldTerm| lists.iter().any(|pattern| pattern.covers(report, term));
        let parted = |other: &LedgerAxis| {
            let members = self.members(other, term.coords.get(other.dim));
            let part = |member: &MemberId| {
                let coords = term.coords.met(report, other.dim, &AxisSet::Members([*member].into()));
                covered(&FieldTerm { coords, ..term.clone() })
            };
            !members.is_empty() && members.len() <= MOST_MEMBERS && members.iter().all(part)
        };
        let others = report.ledger(term.ledger).axes.iter().filter(|other| other.dim != axis.dim);
        !lists.is_empty() && (covered(term) || others.clone().any(parted))
    }

    /// The members of an axis in a set, as far as they are worth being counted.
    fn members(&self, axis: &LedgerAxis, set: Option<&AxisSet>) -> Vec<MemberId> {
        let report = self.report();
        let own = (0..report.members.len() as u32).map(MemberId).filter(|id| report.member(*id).dim == axis.dim);
        let own = own.filter(|id| report.is_at(*id, axis.grain) && set.is_none_or(|set| set.holds(report, *id)));
        own.take(MOST_MEMBERS + 1).collect()
    }

    /// The forms that no table is and that list a ledger by an axis, or by all that no table lists it by.
    pub(super) fn telling(&self, ledger: crate::model::LedgerId, dims: &[DimId]) -> Vec<&str> {
        let lists =
            |pattern: &CellPattern| pattern.ledger == ledger && pattern.keys.iter().any(|(own, _)| dims.contains(own));
        let forms = self.missing.iter().filter(|missing| missing.patterns.iter().any(lists));
        forms.map(|missing| missing.name.as_str()).collect()
    }

    /// The axes of a ledger by which no table lists all of it and that have no default.
    pub(super) fn unlisted(&self, term: &FieldTerm) -> Vec<DimId> {
        let axes = &self.report().ledger(term.ledger).axes;
        let open = (0..axes.len()).filter(|axis| !self.names(term, *axis));
        open.map(|axis| axes[axis].dim).collect()
    }
}
