//! What is not settled, in parts that depend on one another.

use rustc_hash::FxHashMap;

use super::echelon::{Echelon, Sparse};
use super::number::Number;
use super::system::{Component, TooLarge};

/// The components of the unknowns that are `open`, ascending, where the echelon holds all that is known of them.
pub(super) fn components(echelon: &Echelon, open: &[u32]) -> Result<Vec<Component>, TooLarge> {
    let place: FxHashMap<u32, usize> = open.iter().copied().zip(0..).collect();
    let mut joined = Joined::new(open.len());
    let mut steps: FxHashMap<u32, Sparse> = FxHashMap::default();
    let pivots = echelon.pivots.iter().filter_map(|pivot| Some((pivot, *place.get(&pivot.column)?)));
    let mut settled = vec![false; open.len()];
    for (pivot, own) in pivots {
        settled[own] = true;
        for (column, factor) in &pivot.others {
            let Some(other) = place.get(column) else { continue };
            joined.join(own, *other);
            steps.entry(*column).or_default().push((pivot.column, -factor));
        }
    }
    let mut component = |places: Vec<usize>| {
        let unknowns: Vec<u32> = places.iter().map(|at| open[*at]).collect();
        let mut kernel = Vec::new();
        for at in places.into_iter().filter(|at| !settled[*at]) {
            let mut vector = steps.remove(&open[at]).unwrap_or_default();
            vector.push((open[at], Number::ONE));
            vector.sort_by_key(|(unknown, _)| *unknown);
            kernel.push(in_whole_numbers(&vector)?);
        }
        Ok(Component { unknowns, kernel })
    };
    joined.groups().into_iter().map(&mut component).collect()
}

/// A vector's smallest multiple in whole numbers.
fn in_whole_numbers(vector: &Sparse) -> Result<Vec<(u32, i128)>, TooLarge> {
    let mut scale = Number::ONE;
    for (_, step) in vector {
        if (step * &scale).whole().is_none() {
            scale = &scale * &Number::from((step * &scale).divisor());
        }
        if scale.whole().is_none() {
            return Err(TooLarge::Number);
        }
    }
    let whole = vector.iter().map(|(unknown, step)| Some((*unknown, (step * &scale).whole()?)));
    whole.collect::<Option<Vec<_>>>().ok_or(TooLarge::Number)
}

/// Things joined into groups.
pub(super) struct Joined(Vec<usize>);

impl Joined {
    pub fn new(count: usize) -> Joined {
        Joined((0..count).collect())
    }

    /// The first thing of the group in which one is.
    pub fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    pub fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other)] = one.min(other);
    }

    /// The groups, each with its things ascending, by their first ones.
    pub fn groups(&mut self) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = vec![Vec::new(); self.0.len()];
        for own in 0..groups.len() {
            groups[self.root(own)].push(own);
        }
        groups.retain(|group| !group.is_empty());
        groups
    }
}
