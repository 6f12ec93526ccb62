//! Which rows hold which: a total's row holds those that its coordinates hold.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::{Evaluator, Row};
use crate::ledger::AxisSet;
use crate::model::{DimId, MemberId};

/// A row that more rows than this may hold is compared with all instead.
const MOST: usize = 4096;

/// What a row binds beyond what all rows bind alike.
type Bound<'r> = Vec<(DimId, &'r AxisSet)>;

/// One member on each axis that a row binds.
type Place = SmallVec<[(DimId, MemberId); 4]>;

impl Evaluator<'_> {
    /// For each row the rows that it holds, in their order (rule 11 of the reference, "Printed totals"). A row is looked up
    /// under what may hold it, so that the time grows with the rows and not with their pairs.
    fn nested(&self, rows: &[Row<'_>]) -> Vec<Vec<usize>> {
        let common = |dim: DimId, set: &AxisSet| rows.iter().all(|row| row.env.coords.get(dim) == Some(set));
        let alike: Vec<DimId> = rows.first().map_or_else(Vec::new, |row| {
            row.env.coords.axes().filter(|(dim, set)| common(*dim, set)).map(|(dim, _)| dim).collect()
        });
        let bound: Vec<Bound<'_>> = rows
            .iter()
            .map(|row| {
                let mut own: Bound<'_> = row.env.coords.axes().filter(|(dim, _)| !alike.contains(dim)).collect();
                own.sort_unstable_by_key(|(dim, _)| *dim);
                own
            })
            .collect();
        let mut by_members: FxHashMap<Place, Vec<usize>> = FxHashMap::default();
        // rows with several members, or any, on an axis
        let mut several = Vec::new();
        for (index, own) in bound.iter().enumerate() {
            match own.iter().map(|(dim, set)| Some((*dim, single(set)?))).collect::<Option<Place>>() {
                Some(key) => by_members.entry(key).or_default().push(index),
                None => several.push(index),
            }
        }
        let mut held: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
        for (inner, own) in bound.iter().enumerate() {
            // to compare with each row costs no more than as many look-ups
            let mut outer: Vec<usize> = match self.holders(own, rows.len().min(MOST)) {
                Some(keys) => keys.iter().filter_map(|key| by_members.get(key)).flatten().copied().collect(),
                None => (0..rows.len()).collect(),
            };
            outer.extend(&several);
            outer.sort_unstable();
            outer.dedup();
            for outer in outer.into_iter().filter(|outer| *outer != inner && self.holds(&rows[*outer], &rows[inner])) {
                held[outer].push(inner);
            }
        }
        held
    }

    /// For each row the lowest rows that it holds: those that hold none and are not aside. None for a row that holds none.
    pub fn lowest(&self, rows: &[Row<'_>]) -> Vec<Vec<usize>> {
        let held = self.nested(rows);
        let lowest = |row: &usize| held[*row].is_empty() && !rows[*row].item.aside;
        held.iter().map(|held| held.iter().copied().filter(lowest).collect()).collect()
    }

    /// What a row with one member on each axis may bind to hold what is bound here; `None` where that is more than `most`.
    fn holders(&self, bound: &Bound<'_>, most: usize) -> Option<Vec<Place>> {
        let mut keys = vec![Place::new()];
        for (dim, set) in bound {
            let AxisSet::Members(members) = set else { continue };
            let first = *members.first()?;
            let holds_all = |id: &MemberId| members.iter().all(|own| self.report.within(*own, *id));
            let above: Vec<MemberId> = self.report.lineage(first).filter(holds_all).collect();
            if keys.len() * (above.len() + 1) > most {
                return None;
            }
            let with = |key: &Place, id: &MemberId| key.iter().copied().chain([(*dim, *id)]).collect();
            let joined: Vec<Place> = keys.iter().flat_map(|key| above.iter().map(move |id| with(key, id))).collect();
            keys.extend(joined);
        }
        Some(keys)
    }

    fn holds(&self, a: &Row<'_>, b: &Row<'_>) -> bool {
        let inside = |inner: &Row<'_>, outer: &Row<'_>| inner.env.coords.within(self.report, &outer.env.coords);
        inside(b, a) && (!inside(a, b) || a.is_above(b) || (a.is_line() && !b.is_line()))
    }
}

fn single(set: &AxisSet) -> Option<MemberId> {
    match set {
        AxisSet::Members(members) if members.len() == 1 => Some(members[0]),
        _ => None,
    }
}
