//! Which rows hold which: a total's row holds those that its coordinates hold.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::{Evaluator, Row};
use crate::ledger::AxisSet;
use crate::model::{DimId, MemberId};

/// Rows of more shapes than this are compared with one another instead.
const MOST_SHAPES: usize = 256;

/// What a row binds beyond what all rows bind alike.
type RowBounds<'r> = Vec<(DimId, &'r AxisSet)>;

/// One member on each axis that a row binds.
type Place = SmallVec<[(DimId, MemberId); 4]>;

/// The levels that a row binds: all rows of one `each` within the same ones have the same.
type Shape = SmallVec<[(DimId, usize); 4]>;

impl Evaluator<'_> {
    /// For each row the rows that it holds, in their order (rule 11 of the reference, "Printed totals"). A row is looked up
    /// under what may hold it, so that the time grows with the rows and not with their pairs.
    fn nested(&self, rows: &[Row<'_>]) -> Vec<Vec<usize>> {
        let common = |dim: DimId, set: &AxisSet| rows.iter().all(|row| row.env.coords.get(dim) == Some(set));
        let alike: Vec<DimId> = rows.first().map_or_else(Vec::new, |row| {
            row.env.coords.axes().filter(|(dim, set)| common(*dim, set)).map(|(dim, _)| dim).collect()
        });
        let bound: Vec<RowBounds<'_>> = rows
            .iter()
            .map(|row| {
                let mut own: RowBounds<'_> = row.env.coords.axes().filter(|(dim, _)| !alike.contains(dim)).collect();
                own.sort_unstable_by_key(|(dim, _)| *dim);
                own
            })
            .collect();
        let mut by_members: FxHashMap<Place, Vec<usize>> = FxHashMap::default();
        // rows with several members on an axis, by each of them; and rows with any
        let mut by_one: FxHashMap<(DimId, MemberId), Vec<usize>> = FxHashMap::default();
        let mut loose = Vec::new();
        for (index, own) in bound.iter().enumerate() {
            match own.iter().map(|(dim, set)| Some((*dim, single(set)?))).collect::<Option<Place>>() {
                Some(key) => by_members.entry(key).or_default().push(index),
                None => match own.iter().find_map(|(dim, set)| Some((*dim, some(set)?))) {
                    Some((dim, members)) => {
                        members.iter().for_each(|member| by_one.entry((dim, *member)).or_default().push(index));
                    }
                    None => loose.push(index),
                },
            }
        }
        let shape = |key: &Place| key.iter().map(|(dim, id)| (*dim, self.report.member(*id).level)).collect();
        let shapes: FxHashSet<Shape> = by_members.keys().map(shape).collect();
        let mut held: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
        for (inner, own) in bound.iter().enumerate() {
            let mut outer: Vec<usize> = if shapes.len() > MOST_SHAPES {
                (0..rows.len()).collect()
            } else {
                let keys = shapes.iter().filter_map(|shape| self.holder(own, shape));
                keys.filter_map(|key| by_members.get(&key)).flatten().copied().collect()
            };
            for (dim, first) in own.iter().filter_map(|(dim, set)| Some((*dim, *some(set)?.first()?))) {
                let above = self.report.lineage(first);
                outer.extend(above.filter_map(|id| by_one.get(&(dim, id))).flatten());
            }
            outer.extend(&loose);
            outer.sort_unstable();
            outer.dedup();
            for outer in outer.into_iter().filter(|outer| *outer != inner && self.holds(&rows[*outer], &rows[inner])) {
                held[outer].push(inner);
            }
        }
        held
    }

    /// For each row the lowest rows that it holds: those that hold none and are not aside. None for a row that holds none.
    pub fn lowest_rows(&self, rows: &[Row<'_>]) -> Vec<Vec<usize>> {
        let held = self.nested(rows);
        let lowest = |row: &usize| held[*row].is_empty() && !rows[*row].item.aside;
        held.iter().map(|held| held.iter().copied().filter(lowest).collect()).collect()
    }

    /// What a row of a shape binds if it holds what is bound here; `None` where none of that shape does.
    fn holder(&self, bound: &RowBounds<'_>, shape: &Shape) -> Option<Place> {
        let above = |(dim, level): &(DimId, usize)| {
            let (_, set) = bound.iter().find(|(own, _)| own == dim)?;
            let AxisSet::Members(members) = set else { return None };
            let above = self.report.at_level(*members.first()?, Some(*level))?;
            members.iter().all(|own| self.report.within(*own, above)).then_some((*dim, above))
        };
        shape.iter().map(above).collect()
    }

    fn holds(&self, a: &Row<'_>, b: &Row<'_>) -> bool {
        // a fact that leaves out a member is no total of those that have one
        if a.is_fact() && b.is_fact() {
            return false;
        }
        let inside = |inner: &Row<'_>, outer: &Row<'_>| inner.env.coords.within(self.report, &outer.env.coords);
        inside(b, a) && (!inside(a, b) || a.is_above(b) || (a.is_line() && !b.is_line()))
    }
}

fn some(set: &AxisSet) -> Option<&[MemberId]> {
    match set {
        AxisSet::Members(members) if !members.is_empty() => Some(members),
        _ => None,
    }
}

fn single(set: &AxisSet) -> Option<MemberId> {
    match set {
        AxisSet::Members(members) if members.len() == 1 => Some(members[0]),
        _ => None,
    }
}
