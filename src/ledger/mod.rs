//! Coordinates, and the facts that match them. It knows amounts as written, and no expression.

mod carry_forward;
mod column;
mod coords;
mod settled;

pub use coords::{AxisSet, Coords};
pub use settled::settle;

use std::cell::OnceCell;

use smallvec::SmallVec;

use crate::model::{AxisPath, DimId, FactId, LedgerId, MemberId, Report};
use column::{AxisIndex, Wanted};

/// The facts of a report, by ledger.
pub struct Ledgers<'m> {
    report: &'m Report,
    ledgers: Vec<Facts>,
    /// By dimension and level, and last its leaves: its members in order, but for a former report's. Made when first asked for.
    levels: Vec<Vec<OnceCell<Vec<MemberId>>>>,
}

/// The facts of one ledger.
struct Facts {
    usable: Vec<FactId>,
    /// Rows that were reported and cannot be used, by their numbers.
    broken: Vec<u32>,
    /// By dimension, each made when first asked for.
    columns: Vec<OnceCell<AxisIndex>>,
    /// The same of the rows that cannot be used.
    unknown: Vec<OnceCell<AxisIndex>>,
}

impl Facts {
    fn new(report: &Report) -> Facts {
        let cells = || std::iter::repeat_with(OnceCell::new).take(report.dims.len()).collect();
        Facts { usable: Vec::new(), broken: Vec::new(), columns: cells(), unknown: cells() }
    }

    /// What coordinates ask of the ledger's axes. Quoting a ledger along an axis that it lacks is reported before anything
    /// is computed, and asks nothing.
    fn wanted(&self, report: &Report, ledger: LedgerId, coords: &Coords) -> SmallVec<[Wanted<'_>; 4]> {
        let wanted = coords.axes().filter_map(|(dim, set)| {
            let path = report.axis_path(ledger, dim)?;
            let column = self.columns[dim.ix()].get_or_init(|| {
                let all = self.usable.iter().map(|id| &report.facts[id.ix()]);
                AxisIndex::new(report, all, dim, path)
            });
            Some(column.wanted(report, set))
        });
        wanted.collect()
    }

    /// The facts that match, in no order: the axis that leaves fewest is walked, the others are asked.
    fn matching(&self, report: &Report, ledger: LedgerId, coords: &Coords) -> impl Iterator<Item = FactId> {
        let mut wanted = self.wanted(report, ledger, coords);
        let lead = (0..wanted.len()).min_by_key(|axis| wanted[*axis].count()).map(|axis| wanted.swap_remove(axis));
        let all = if lead.is_none() { 0..self.usable.len() as u32 } else { 0..0 };
        let slices: SmallVec<[&[u32]; 2]> = lead.iter().flat_map(Wanted::slices).collect();
        let walked = slices.into_iter().flatten().copied().chain(all);
        walked.filter(move |fact| wanted.iter().all(|axis| axis.holds(*fact))).map(|fact| self.usable[fact as usize])
    }

    /// Whether a row that cannot be used might match.
    fn uncertain(&self, report: &Report, ledger: LedgerId, coords: &Coords) -> bool {
        if report.lost.contains(&report.ledger(ledger).space) {
            return true;
        }
        if self.broken.is_empty() {
            return false;
        }
        let wanted = coords.axes().filter_map(|(dim, set)| {
            let path = report.axis_path(ledger, dim)?;
            let column = self.unknown[dim.ix()].get_or_init(|| {
                let all = self.broken.iter().map(|row| &report.broken[*row as usize]);
                AxisIndex::new(report, all, dim, path)
            });
            Some(column.wanted(report, set))
        });
        let wanted: SmallVec<[Wanted<'_>; 4]> = wanted.collect();
        let Some(lead) = wanted.iter().min_by_key(|axis| axis.count_at_most()) else { return true };
        lead.possible().any(|fact| wanted.iter().all(|axis| axis.may_hold(fact)))
    }
}

impl<'m> Ledgers<'m> {
    /// Sorts the facts of a report into their ledgers.
    pub fn from_model(report: &'m Report) -> Ledgers<'m> {
        let mut ledgers: Vec<Facts> = report.ledgers.iter().map(|_| Facts::new(report)).collect();
        for (index, fact) in report.facts.iter().enumerate() {
            ledgers[fact.ledger.ix()].usable.push(FactId(index as u32));
        }
        for (index, fact) in report.broken.iter().enumerate() {
            ledgers[fact.ledger.ix()].broken.push(index as u32);
        }
        let levels = report.dims.iter().map(|dim| (0..=dim.levels.len()).map(|_| OnceCell::new()).collect());
        Ledgers { report, ledgers, levels: levels.collect() }
    }

    /// The facts of a ledger that match, in no order.
    pub fn matching(&self, ledger: LedgerId, coords: &Coords) -> impl Iterator<Item = FactId> {
        self.ledgers[ledger.ix()].matching(self.report, ledger, coords)
    }

    /// How many facts of a ledger match.
    pub fn count(&self, ledger: LedgerId, coords: &Coords) -> usize {
        let facts = &self.ledgers[ledger.ix()];
        match facts.wanted(self.report, ledger, coords).as_slice() {
            [] => facts.usable.len(),
            [only] => only.count(),
            _ => self.matching(ledger, coords).count(),
        }
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
        self.ledgers[ledger.ix()].uncertain(self.report, ledger, coords)
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
        let all = self.levels[dim.ix()][level.unwrap_or(report.dim(dim).levels.len())].get_or_init(|| {
            let own = |id: &MemberId| {
                !report.is_former(*id) && !report.former.lent.contains(id) && report.member(*id).dim == dim
            };
            let ids = (0..report.members.len() as u32).map(MemberId).filter(own);
            let mut ids: Vec<MemberId> = ids.filter(|id| report.is_at(*id, level)).collect();
            ids.sort_by_key(|id| report.member(*id).rank);
            ids
        });
        let mut touched: Vec<&[MemberId]> = Vec::new();
        match coords.get(dim) {
            None | Some(AxisSet::Any) => touched.push(all),
            Some(AxisSet::Members(members)) => {
                for member in members.iter() {
                    // those beneath it, or the one that it lies beneath
                    let around = report.at_level(*member, level).unwrap_or(*member);
                    let ranks = report.member(around).ranks();
                    let rank = |id: &MemberId| report.member(*id).rank;
                    let first = all.partition_point(|id| rank(id) < ranks.start);
                    touched.push(&all[first..all.partition_point(|id| rank(id) < ranks.end)]);
                }
            }
        }
        let mut found: Vec<MemberId> =
            touched.into_iter().flatten().copied().filter(|id| coords.allows(report, *id)).collect();
        found.sort_by_key(|member| report.member(*member).rank);
        found.dedup();
        found
    }
}
