//! Coordinates, and the facts that match them. It knows amounts as written, and no expression.

mod coords;

pub use coords::{AxisSet, Coords};

use crate::model::{AxisPath, DimId, FactId, LedgerId, MemberId, Report};

/// The facts of a report, by ledger.
pub struct Ledgers<'m> {
    report: &'m Report,
    facts: Vec<Vec<FactId>>,
}

impl<'m> Ledgers<'m> {
    /// Sorts the facts of a report into their ledgers.
    pub fn from_model(report: &'m Report) -> Ledgers<'m> {
        let mut facts = vec![Vec::new(); report.ledgers.len()];
        for (index, fact) in report.facts.iter().enumerate() {
            facts[fact.ledger.ix()].push(FactId(index as u32));
        }
        Ledgers { report, facts }
    }

    /// The facts of a ledger that match, as written.
    pub fn matching<'a>(&'a self, ledger: LedgerId, coords: &'a Coords) -> impl Iterator<Item = FactId> + 'a {
        let report = self.report;
        let axes = coords.axes().map(|(dim, set)| (report.axis_path(ledger, dim), set)).collect::<Vec<_>>();
        let matches = move |id: &FactId| {
            let fact = &report.facts[id.ix()];
            axes.iter().all(|(path, set)| match path {
                // quoting a ledger along an axis that it lacks is reported before anything is computed
                None => true,
                Some(path) => report.fact_member(fact, *path).is_some_and(|member| set.holds(report, member)),
            })
        };
        self.facts[ledger.ix()].iter().copied().filter(matches)
    }

    /// Whether a row that was reported and cannot be used might match: then the sum here is unknown.
    pub fn uncertain(&self, ledger: LedgerId, coords: &Coords) -> bool {
        self.report.broken.iter().filter(|fact| fact.ledger == ledger).any(|fact| {
            coords.axes().all(|(dim, set)| {
                let path = self.report.axis_path(ledger, dim);
                let member = path.and_then(|path| self.report.fact_member(fact, path));
                member.is_none_or(|member| set.holds(self.report, member))
            })
        })
    }

    /// The members of an axis at a level that the matching facts of some ledgers have, in the dimension's order.
    pub fn members(&self, ledgers: &[LedgerId], coords: &Coords, dim: DimId, level: usize) -> Vec<MemberId> {
        let mut found = Vec::new();
        for ledger in ledgers {
            let Some(path) = self.report.axis_path(*ledger, dim) else { continue };
            let members = self.matching(*ledger, coords).filter_map(|fact| self.fact_at(fact, path, level));
            found.extend(members);
        }
        found.sort_by_key(|member| self.report.member(*member).rank);
        found.dedup();
        found
    }

    /// A fact's member at a level of an axis.
    pub fn fact_at(&self, fact: FactId, path: AxisPath, level: usize) -> Option<MemberId> {
        let member = self.report.fact_member(&self.report.facts[fact.ix()], path)?;
        self.report.at_level(member, level)
    }

    /// All members at a level that the coordinates allow, by attributes too, in the dimension's order.
    pub fn all_members(&self, coords: &Coords, dim: DimId, level: usize) -> Vec<MemberId> {
        let report = self.report;
        let all = (0..report.members.len() as u32).map(MemberId);
        let mut found: Vec<MemberId> = all
            .filter(|id| report.member(*id).dim == dim && report.member(*id).level == level)
            .filter(|id| coords.allows(report, *id))
            .collect();
        found.sort_by_key(|member| report.member(*member).rank);
        found
    }
}
