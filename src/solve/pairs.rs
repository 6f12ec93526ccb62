//! Two wrong equations, where no single one explains all that fails.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::number::Number;
use super::syndrome::Syndrome;
use super::system::Correction;

/// How much may be tried for all groups of a system.
pub(super) const STEPS: usize = 3_000_000;
/// How many pairs are looked for.
const MOST: usize = 1000;

/// Equations that stand in the same relations in the same proportion.
struct Parallel {
    /// How often the first of them stands in which relation.
    column: Vec<(u32, i64)>,
    /// The equations, with the first one's multiples over theirs.
    equations: Vec<(u32, Number)>,
}

/// Pairs of changes that together mend a group, or some of them; none where that takes too long.
pub(super) fn pairs(
    syndrome: &Syndrome<'_>,
    group: &[u32],
    equations: &[u32],
    steps: &mut usize,
) -> Option<Vec<Vec<Vec<Correction>>>> {
    let (all, by_column) = parallels(syndrome, &near(syndrome, equations, steps)?, steps)?;
    let off: BTreeMap<u32, Number> = group
        .iter()
        .filter(|relation| syndrome.exact(**relation))
        .map(|relation| (*relation, syndrome.off[*relation as usize].clone()))
        .collect();
    let mut found = BTreeMap::new();
    for (one, parallel) in all.iter().enumerate() {
        let changes = parallel.column.iter().filter_map(|(own, times)| Some(off.get(own)? / &Number::from(*times)));
        for change in changes.collect::<BTreeSet<_>>() {
            let Some(rest) = steps.checked_sub(off.len() + parallel.column.len()).filter(|_| found.len() < MOST) else {
                return Some(found.into_values().collect());
            };
            *steps = rest;
            let left = less(syndrome, &off, parallel, &change);
            let Some((_, first)) = left.first() else { continue };
            for other in by_column.get(&proportions(&left)).into_iter().flatten().filter(|other| **other != one) {
                *steps = steps.saturating_sub(group.len() + all[*other].column.len());
                let times = exact_part(syndrome, &all[*other].column).next().map_or(1, |(_, times)| times);
                let sides = [(one, change.clone()), (*other, first / &Number::from(times))];
                if mends(syndrome, group, &all, &sides)
                    && let Some(pair) = corrections(syndrome, &all, &sides)
                {
                    found.entry((one.min(*other), one.max(*other))).or_insert(pair);
                }
            }
        }
    }
    Some(found.into_values().collect())
}

/// The equations that may be one of a pair: one of the two stands in what fails, and the other may only make good what the first
/// one breaks.
fn near(syndrome: &Syndrome<'_>, equations: &[u32], steps: &mut usize) -> Option<BTreeSet<u32>> {
    let relations: BTreeSet<u32> =
        equations.iter().flat_map(|own| syndrome.column(*own)).map(|(relation, _)| relation).collect();
    let mut near = BTreeSet::new();
    for relation in relations {
        let terms = &syndrome.relations[relation as usize];
        *steps = steps.checked_sub(terms.len())?;
        near.extend(terms.iter().map(|(equation, _)| *equation));
    }
    Some(near)
}

/// By what its numbers are to the first of them.
type Proportions = Vec<(u32, Number)>;
/// Where columns of these proportions stand.
type Places = FxHashMap<Proportions, Vec<usize>>;

/// The equations by their columns, and the places of these by what their exact relations say; none where there are too many.
fn parallels(syndrome: &Syndrome<'_>, equations: &BTreeSet<u32>, steps: &mut usize) -> Option<(Vec<Parallel>, Places)> {
    let (mut all, mut met): (Vec<Parallel>, FxHashMap<Proportions, usize>) = (Vec::new(), FxHashMap::default());
    for equation in equations {
        let column: Vec<(u32, i64)> = syndrome.column(*equation).collect();
        *steps = steps.checked_sub(column.len())?;
        let Some((_, times)) = column.first().copied() else { continue };
        let key = proportions(&column.iter().map(|(own, times)| (*own, Number::from(*times))).collect::<Vec<_>>());
        let place = *met.entry(key).or_insert(all.len());
        match all.get_mut(place) {
            Some(own) => {
                let first = own.column.first().map_or(1, |(_, first)| *first);
                own.equations.push((*equation, &Number::from(first) / &Number::from(times)));
            }
            None => all.push(Parallel { column, equations: vec![(*equation, Number::ONE)] }),
        }
    }
    let mut by_column = Places::default();
    for (place, own) in all.iter().enumerate() {
        let exact: Vec<_> = exact_part(syndrome, &own.column).map(|(own, times)| (own, Number::from(times))).collect();
        by_column.entry(proportions(&exact)).or_default().push(place);
    }
    Some((all, by_column))
}

fn proportions(numbers: &[(u32, Number)]) -> Proportions {
    let Some((_, first)) = numbers.first() else { return Vec::new() };
    numbers.iter().map(|(relation, own)| (*relation, own / first)).collect()
}

fn exact_part(syndrome: &Syndrome<'_>, column: &[(u32, i64)]) -> impl Iterator<Item = (u32, i64)> {
    column.iter().copied().filter(|(relation, _)| syndrome.exact(*relation))
}

/// By how much the exact relations still fail after a change.
fn less(
    syndrome: &Syndrome<'_>,
    off: &BTreeMap<u32, Number>,
    parallel: &Parallel,
    change: &Number,
) -> Vec<(u32, Number)> {
    let mut left = off.clone();
    for (relation, times) in exact_part(syndrome, &parallel.column) {
        let own = left.entry(relation).or_insert(Number::ZERO);
        *own = &*own - &(change * &Number::from(times));
    }
    left.into_iter().filter(|(_, own)| !own.is_zero()).collect()
}

/// Whether two changes make all relations hold that fail or hold one of them.
fn mends(syndrome: &Syndrome<'_>, group: &[u32], all: &[Parallel], sides: &[(usize, Number); 2]) -> bool {
    let mut left: BTreeMap<u32, Number> =
        group.iter().map(|relation| (*relation, syndrome.off[*relation as usize].clone())).collect();
    for (place, change) in sides {
        for (relation, times) in &all[*place].column {
            let own = left.entry(*relation).or_insert_with(|| syndrome.off[*relation as usize].clone());
            *own = &*own - &(change * &Number::from(*times));
        }
    }
    left.iter().all(|(relation, own)| own.abs() <= syndrome.slack[*relation as usize])
}

/// The corrections of two changes; none where one of them has no equation whose value would be whole.
fn corrections(
    syndrome: &Syndrome<'_>,
    all: &[Parallel],
    sides: &[(usize, Number); 2],
) -> Option<Vec<Vec<Correction>>> {
    let side = |(place, change): &(usize, Number)| {
        let changed = all[*place].equations.iter().filter_map(|(equation, over)| {
            let own = syndrome.system.equations.get(*equation as usize)?;
            let value = (&Number::Whole(own.value) - &(change * over)).whole()?;
            Some(Correction { equation: *equation, least: value, most: value, blank: own.blank })
        });
        let mut changed: Vec<Correction> = changed.collect();
        changed.sort_by_key(|own| !own.blank);
        (!changed.is_empty()).then_some(changed)
    };
    sides.iter().map(side).collect()
}
