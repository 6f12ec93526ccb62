//! Coordinates, and the facts that match them. It knows amounts as written, and no expression.

mod column;
mod coords;
mod settled;
mod taken;

pub use coords::{AxisSet, Coords};
pub use settled::settle;

use std::cell::OnceCell;

use smallvec::SmallVec;

use crate::model::{AxisPath, DimId, Fact, FactId, LedgerId, MemberId, Report};
use column::{Column, Wanted};

/// The facts of a report, by ledger.
pub struct Ledgers<'m> {
    report: &'m Report,
    ledgers: Vec<Facts<'m>>,
}

/// The facts of one ledger.
struct Facts<'m> {
    usable: Vec<FactId>,
    /// Rows that were reported and cannot be used.
    broken: Vec<&'m Fact>,
    /// By dimension, each made when first asked for.
    columns: Vec<OnceCell<Column>>,
}

impl<'m> Ledgers<'m> {
    /// Sorts the facts of a report into their ledgers.
    pub fn from_model(report: &'m Report) -> Ledgers<'m> {
        let empty = || Facts {
            usable: Vec::new(),
            broken: Vec::new(),
            columns: std::iter::repeat_with(OnceCell::new).take(report.dims.len()).collect(),
        };
        let mut ledgers: Vec<Facts<'m>> = std::iter::repeat_with(empty).take(report.ledgers.len()).collect();
        for (index, fact) in report.facts.iter().enumerate() {
            ledgers[fact.ledger.ix()].usable.push(FactId(index as u32));
        }
        for fact in &report.broken {
            ledgers[fact.ledger.ix()].broken.push(fact);
        }
        Ledgers { report, ledgers }
    }

    /// What coordinates ask of a ledger's axes. Quoting a ledger along an axis that it lacks is reported before anything
    /// is computed, and asks nothing.
    fn wanted(&self, ledger: LedgerId, coords: &Coords) -> SmallVec<[Wanted<'_>; 4]> {
        let facts = &self.ledgers[ledger.ix()];
        let wanted = coords.axes().filter_map(|(dim, set)| {
            let path = self.report.axis_path(ledger, dim)?;
            let column = facts.columns[dim.ix()].get_or_init(|| Column::new(self.report, &facts.usable, dim, path));
            Some(column.wanted(self.report, set))
        });
        wanted.collect()
    }

    /// The facts of a ledger that match, in no order: the axis that leaves fewest is walked, the others are asked.
    pub fn matching(&self, ledger: LedgerId, coords: &Coords) -> impl Iterator<Item = FactId> {
        let usable = &self.ledgers[ledger.ix()].usable;
        let mut wanted = self.wanted(ledger, coords);
        let lead = (0..wanted.len()).min_by_key(|axis| wanted[*axis].count()).map(|axis| wanted.swap_remove(axis));
        let all = if lead.is_none() { 0..usable.len() as u32 } else { 0..0 };
        let slices: SmallVec<[&[u32]; 2]> = lead.iter().flat_map(Wanted::slices).collect();
        let walked = slices.into_iter().flatten().copied().chain(all);
        walked.filter(move |fact| wanted.iter().all(|axis| axis.holds(*fact))).map(|fact| usable[fact as usize])
    }

    /// The facts of a ledger that match, as written.
    pub fn in_order(&self, ledger: LedgerId, coords: &Coords) -> Vec<FactId> {
        let mut facts: Vec<FactId> = self.matching(ledger, coords).collect();
        facts.sort_unstable();
        facts
    }

    /// Whether one fact matches.
    pub fn matches(&self, fact: FactId, coords: &Coords) -> bool {
        let fact = &self.report.facts[fact.ix()];
        coords.axes().all(|(dim, set)| match self.report.axis_path(fact.ledger, dim) {
            None => true,
            Some(path) => self.report.fact_member(fact, path).is_some_and(|member| set.holds(self.report, member)),
        })
    }

    /// Whether a row that was reported and cannot be used might match: then the sum here is unknown.
    pub fn uncertain(&self, ledger: LedgerId, coords: &Coords) -> bool {
        self.ledgers[ledger.ix()].broken.iter().any(|fact| {
            coords.axes().all(|(dim, set)| {
                let path = self.report.axis_path(ledger, dim);
                let member = path.and_then(|path| self.report.fact_member(fact, path));
                member.is_none_or(|member| set.holds(self.report, member))
            })
        })
    }

    /// The members of an axis at a level, or its leaves, that the matching facts of some ledgers have, in the dimension's
    /// order.
    pub fn members(&self, ledgers: &[LedgerId], coords: &Coords, dim: DimId, level: Option<usize>) -> Vec<MemberId> {
        let mut found = Vec::new();
        for ledger in ledgers {
            let Some(path) = self.report.axis_path(*ledger, dim) else { continue };
            for member in self.matching(*ledger, coords).filter_map(|fact| self.fact_at(fact, path, level)) {
                if found.last() != Some(&member) {
                    found.push(member);
                }
            }
        }
        found.sort_by_key(|member| self.report.member(*member).rank);
        found.dedup();
        found
    }

    /// A fact's member at a level of an axis; without one, its own if that is a leaf.
    pub fn fact_at(&self, fact: FactId, path: AxisPath, level: Option<usize>) -> Option<MemberId> {
        let member = self.report.fact_member(&self.report.facts[fact.ix()], path)?;
        self.report.at_level(member, level)
    }

    /// All members at a level, or all leaves, that the coordinates allow, by attributes too, in the dimension's order.
    pub fn all_members(&self, coords: &Coords, dim: DimId, level: Option<usize>) -> Vec<MemberId> {
        let report = self.report;
        let all = (0..report.members.len() as u32).map(MemberId).filter(|id| !report.is_former(*id));
        let mut found: Vec<MemberId> = all
            .filter(|id| report.member(*id).dim == dim && report.is_at(*id, level))
            .filter(|id| coords.allows(report, *id))
            .collect();
        found.sort_by_key(|member| report.member(*member).rank);
        found
    }
}
