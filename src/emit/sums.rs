//! Which printed cells of a table make which others: totals of rows, of columns, and differences.
//!
//! A total is known by the amounts that it is the sum of: its parts are the largest other cells whose amounts share out its
//! own. A cell refers only to cells of fewer amounts, or of the same amounts further down in its column, so nothing refers
//! to itself.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::number::{self, CellNumber};
use crate::base::{Decimal, Exact, Span};
use crate::document::{CellKind, Table};
use crate::eval::counted;

/// A place in a table's body: row and column, from 0.
pub(super) type GridPlace = (usize, usize);

/// How a printed number is made of others in its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CellSum {
    /// Of those in these places, some of which may be blank; what stands in the second list is taken away.
    Of(Vec<GridPlace>, Vec<GridPlace>),
    /// It is their sum, but as they are printed, each rounded by itself, they make this number.
    Off(Decimal),
}

/// A number of a table's body.
pub(super) struct BodyNumber<'t> {
    /// As a spreadsheet holds it.
    pub number: CellNumber<'t>,
    /// The amounts that it is the sum of; none where it is no sum.
    pub of: Option<Arc<[Span]>>,
    /// How high its row stands: less is higher, and a line is higher than a member of its depth.
    rank: usize,
}

/// The numbers of a table's body by their places.
pub(super) fn numbers(table: &Table) -> BTreeMap<GridPlace, BodyNumber<'_>> {
    let mut all = BTreeMap::new();
    for row in &table.body {
        let mut rank = 0;
        for cell in &row.cells {
            if cell.names_row || cell.kind == CellKind::Label {
                rank = 2 * cell.depth + usize::from(cell.kind != CellKind::Label);
            }
            if let Some(number) = number::of(cell) {
                let of = number.figure.summed(usize::MAX).filter(|of| !of.is_empty());
                all.insert((cell.row, cell.column), BodyNumber { number, of, rank });
            }
        }
    }
    all
}

/// How the numbers of a table are made of one another, as far as they are.
pub(super) fn sums(numbers: &BTreeMap<GridPlace, BodyNumber<'_>>) -> BTreeMap<GridPlace, CellSum> {
    let made = Sums { numbers };
    let mut sums = BTreeMap::new();
    for found in [made.down(), made.across(), made.differences()] {
        for (place, sum) in found {
            let known = sums.entry(place).or_insert_with(|| sum.clone());
            if matches!(known, CellSum::Off(_)) && matches!(sum, CellSum::Of(..)) {
                *known = sum;
            }
        }
    }
    sums
}

struct Sums<'n, 't> {
    numbers: &'n BTreeMap<GridPlace, BodyNumber<'t>>,
}

impl<'n, 't> Sums<'n, 't> {
    /// Totals of rows, each column for itself.
    fn down(&self) -> Vec<(GridPlace, CellSum)> {
        let mut columns: BTreeMap<usize, Vec<(GridPlace, &BodyNumber<'t>)>> = BTreeMap::new();
        for (place, number) in self.numbers {
            columns.entry(place.1).or_default().push((*place, number));
        }
        let mut found = Vec::new();
        for cells in columns.values() {
            let items: Vec<(usize, &[Span])> =
                cells.iter().map(|(_, cell)| (cell.rank, cell.of.as_deref().unwrap_or_default())).collect();
            for ((place, _), parts) in cells.iter().zip(nest(&items)) {
                let parts = parts.into_iter().map(|part| cells[part].0).collect();
                found.extend(self.total(*place, parts).map(|sum| (*place, sum)));
            }
        }
        found
    }

    /// Totals of columns: a column is one where all its amounts are shared out to others, row by row.
    fn across(&self) -> Vec<(GridPlace, CellSum)> {
        let mut columns: BTreeMap<usize, Vec<(usize, Span)>> = BTreeMap::new();
        for ((row, column), cell) in self.numbers {
            let spans = cell.of.iter().flat_map(|of| of.iter());
            columns.entry(*column).or_default().extend(spans.map(|span| (*row, *span)));
        }
        let order: Vec<usize> = columns.keys().copied().collect();
        let items: Vec<(usize, &[(usize, Span)])> = columns.values().map(|held| (0, held.as_slice())).collect();
        let parts: FxHashMap<usize, Vec<usize>> = order.iter().copied().zip(nest(&items)).collect();
        let mut found = Vec::new();
        for (place, cell) in self.numbers {
            let parts = parts.get(&place.1).into_iter().flatten().map(|part| (place.0, order[*part]));
            // what is blank today may be filled in tomorrow
            let beside = |place: &GridPlace| self.numbers.get(place).is_none_or(|part| part.rank == cell.rank);
            found.extend(self.total(*place, parts.filter(beside).collect()).map(|sum| (*place, sum)));
        }
        found
    }

    /// A total of these parts, if they share out its amounts.
    fn total(&self, place: GridPlace, mut parts: Vec<GridPlace>) -> Option<CellSum> {
        let total = self.numbers.get(&place)?;
        parts.sort_unstable();
        let amounts = |place: &GridPlace| match self.numbers.get(place) {
            Some(part) => Some(part.of.as_ref()?.len()),
            None => Some(0),
        };
        let held: usize = parts.iter().map(amounts).sum::<Option<usize>>()?;
        (!parts.is_empty() && held == total.of.as_ref()?.len()).then_some(())?;
        self.as_printed(place, parts, Vec::new())
    }

    /// Numbers that are cells of their row less others of it, or else one cell less another of their column.
    fn differences(&self) -> Vec<(GridPlace, CellSum)> {
        let mut columns: FxHashMap<(usize, &[Span]), GridPlace> = FxHashMap::default();
        for (place, cell) in self.numbers {
            if let Some(of) = cell.of.as_deref() {
                columns.entry((place.1, of)).or_insert(*place);
            }
        }
        let mut found = Vec::new();
        for (place, cell) in self.numbers.iter().filter(|(_, cell)| cell.of.is_none()) {
            let Some((plus, minus)) = signed(cell) else { continue };
            let column = |spans: &[Span]| columns.get(&(place.1, spans)).copied();
            let beside = self.beside(*place, [&plus, &minus]);
            let beneath = || column(&plus).zip(column(&minus)).map(|(plus, minus)| [vec![plus], vec![minus]]);
            let Some([plus, minus]) = beside.or_else(beneath) else { continue };
            found.extend(self.as_printed(*place, plus, minus).map(|sum| (*place, sum)));
        }
        found
    }

    /// The cells of a row that share out two lists of amounts between them, the largest first.
    fn beside(&self, place: GridPlace, wanted: [&[Span]; 2]) -> Option<[Vec<GridPlace>; 2]> {
        let row = self.numbers.range((place.0, 0)..=(place.0, usize::MAX));
        let mut cells: Vec<(GridPlace, &[Span])> =
            row.filter_map(|(place, cell)| Some((*place, cell.of.as_deref()?))).collect();
        cells.sort_by_key(|(_, of)| Reverse(of.len()));
        let mut left = wanted.map(|spans| spans.iter().copied().collect::<FxHashSet<Span>>());
        let mut taken = [Vec::new(), Vec::new()];
        for (place, of) in cells {
            let Some(side) = left.iter().position(|left| of.iter().all(|span| left.contains(span))) else { continue };
            for span in of {
                left[side].remove(span);
            }
            taken[side].push(place);
        }
        taken.iter_mut().for_each(|places| places.sort_unstable());
        left.iter().all(FxHashSet::is_empty).then_some(taken)
    }

    /// What the parts make as they are printed.
    fn as_printed(&self, place: GridPlace, plus: Vec<GridPlace>, minus: Vec<GridPlace>) -> Option<CellSum> {
        let total = &self.numbers.get(&place)?.number;
        let mut sum = Decimal::ZERO;
        for (part, added) in plus.iter().map(|part| (part, true)).chain(minus.iter().map(|part| (part, false))) {
            let Some(BodyNumber { number: part, .. }) = self.numbers.get(part) else { continue };
            if part.figure.unit != total.figure.unit {
                return None;
            }
            sum = if added { sum.checked_add(part.value) } else { sum.checked_sub(part.value) }?;
        }
        Some(if sum == total.value { CellSum::Of(plus, minus) } else { CellSum::Off(sum) })
    }
}

/// The amounts that a number counts once, and those that it counts minus once; none where it counts others, or only one kind.
fn signed(cell: &BodyNumber<'_>) -> Option<(Vec<Span>, Vec<Span>)> {
    let (mut plus, mut minus) = (Vec::new(), Vec::new());
    for (span, times) in counted(&cell.number.figure.origin)? {
        if times == Exact::integer(1) {
            plus.push(span);
        } else if times == Exact::integer(-1) {
            minus.push(span);
        } else if !times.is_zero() {
            return None;
        }
    }
    (!plus.is_empty() && !minus.is_empty()).then_some((plus, minus))
}

/// For each of some sets the largest others within it, where sets lie within one another like boxes. Of equal ones that of
/// the greater rank lies within the other; those of one rank are one box, and hold the same. What lies in two boxes by
/// halves is left out.
fn nest<K: Copy + Eq + Hash>(items: &[(usize, &[K])]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..items.len()).filter(|item| !items[*item].1.is_empty()).collect();
    order.sort_by_key(|item| (Reverse(items[*item].1.len()), items[*item].0, *item));
    let mut within = vec![Vec::new(); items.len()];
    let mut same = Vec::new();
    // the smallest box so far that holds a key
    let mut boxes: FxHashMap<K, usize> = FxHashMap::default();
    for item in order {
        let (rank, keys) = items[item];
        let around = boxes.get(&keys[0]).copied();
        if keys.iter().any(|key| boxes.get(key).copied() != around) {
            continue;
        }
        match around {
            Some(around) if items[around].1.len() == keys.len() && items[around].0 == rank => {
                same.push((item, around));
                continue;
            }
            Some(around) => within[around].push(item),
            None => {}
        }
        boxes.extend(keys.iter().map(|key| (*key, item)));
    }
    for (item, other) in same {
        within[item] = within[other].clone();
    }
    within
}

#[cfg(test)]
mod tests {
    use super::nest;

    #[test]
    fn sets_lie_within_the_smallest_that_holds_them() {
        let all: Vec<(usize, &[u8])> = vec![
            (0, &[1, 2, 3, 4]),
            (1, &[1, 2]),
            (1, &[3, 4]),
            (2, &[3, 4]),
            (2, &[1]),
            (2, &[2]),
            (0, &[1, 2, 3, 4]),
            (3, &[]),
            (3, &[2, 3]),
        ];
        let within = nest(&all);
        assert_eq!(within[0], [1, 2]);
        assert_eq!(within[6], [1, 2], "equal sets of one rank hold the same");
        assert_eq!(within[1], [4, 5]);
        assert_eq!(within[2], [3], "of equal sets the lower lies within the higher");
        assert!(within[3].is_empty() && within[7].is_empty());
        assert!(within.iter().flatten().all(|item| *item != 8), "what lies in two by halves lies in none");
    }
}
