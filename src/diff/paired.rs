//! What belongs together in two lists, and what of it stands elsewhere.

use std::collections::VecDeque;
use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Lists of which the product of lengths is larger are paired place by place.
const MOST: usize = 4_000_000;

/// What belongs together in two lists.
pub(super) struct Paired {
    /// For each of the new list: its fellow in the old one.
    pub old: Vec<Option<usize>>,
    /// Those of the old list without a fellow.
    pub gone: Vec<usize>,
}

impl Paired {
    /// Nothing belongs together yet.
    pub fn alone(old: usize, new: usize) -> Paired {
        Paired { old: vec![None; new], gone: (0..old).collect() }
    }

    /// Pairs what is still alone by a key, in order where several have it; nothing is paired by no key.
    pub fn again<K: Eq + Hash>(&mut self, old: &dyn Fn(usize) -> Option<K>, new: &dyn Fn(usize) -> Option<K>) {
        let mut waiting: FxHashMap<K, VecDeque<usize>> = FxHashMap::default();
        for at in &self.gone {
            if let Some(key) = old(*at) {
                waiting.entry(key).or_default().push_back(*at);
            }
        }
        for (at, fellow) in self.old.iter_mut().enumerate().filter(|(_, fellow)| fellow.is_none()) {
            *fellow = new(at).and_then(|key| waiting.get_mut(&key)?.pop_front());
        }
        self.settle();
    }

    /// The same, where several have a key those together that hold the same, without a change of their order.
    pub fn in_order<K: Eq + Hash>(
        &mut self,
        old: &dyn Fn(usize) -> K,
        new: &dyn Fn(usize) -> K,
        (was, is): (&dyn Fn(usize) -> String, &dyn Fn(usize) -> String),
    ) {
        let mut groups: FxHashMap<K, (Vec<usize>, Vec<usize>)> = FxHashMap::default();
        self.gone.iter().for_each(|at| groups.entry(old(*at)).or_default().0.push(*at));
        for (at, _) in self.old.iter().enumerate().filter(|(_, fellow)| fellow.is_none()) {
            if let Some((_, own)) = groups.get_mut(&new(at)) {
                own.push(at);
            }
        }
        for (old, new) in groups.values() {
            for (old, new) in aligned((old, was), (new, is)) {
                self.old[new] = Some(old);
            }
        }
        self.settle();
    }

    /// Leaves those of the old list that have no fellow.
    pub fn settle(&mut self) {
        let taken: FxHashSet<usize> = self.old.iter().flatten().copied().collect();
        self.gone.retain(|at| !taken.contains(at));
    }

    /// For each of the old list, of this length: its fellow in the new one.
    pub fn fellows(&self, length: usize) -> Vec<Option<usize>> {
        let mut new = vec![None; length];
        for (at, fellow) in self.old.iter().enumerate() {
            if let Some(fellow) = fellow {
                new[*fellow] = Some(at);
            }
        }
        new
    }

    /// Those of the new list that stand elsewhere among the others.
    pub fn moved(&self) -> Vec<usize> {
        let both: Vec<(usize, usize)> =
            self.old.iter().enumerate().filter_map(|(at, fellow)| Some((at, (*fellow)?))).collect();
        let order: Vec<usize> = both.iter().map(|(_, fellow)| *fellow).collect();
        displaced(&order).into_iter().map(|at| both[at].0).collect()
    }
}

/// Some of a list, and what each holds.
type Group<'g> = (&'g [usize], &'g dyn Fn(usize) -> String);

fn aligned((old, was): Group<'_>, (new, is): Group<'_>) -> Vec<(usize, usize)> {
    let in_places = |old: &[usize], new: &[usize]| old.iter().copied().zip(new.iter().copied()).collect::<Vec<_>>();
    if old.len().max(new.len()) < 2 || old.len().saturating_mul(new.len()) > MOST {
        return in_places(old, new);
    }
    let all = |group: &[usize], holds: &dyn Fn(usize) -> String| -> Vec<String> {
        group.iter().map(|at| holds(*at)).collect()
    };
    let ops = capture_diff_slices(Algorithm::Myers, &all(old, was), &all(new, is));
    let pair = |op: &DiffOp| in_places(&old[op.old_range()], &new[op.new_range()]);
    ops.iter().flat_map(pair).collect()
}

/// The places of the fewest numbers without which the others are in order.
pub(super) fn displaced(order: &[usize]) -> Vec<usize> {
    if order.is_sorted() {
        return Vec::new();
    }
    // by length of a run: where the run stands that ends lowest; by place: what stands before it in its run
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(order.len());
    for (at, number) in order.iter().enumerate() {
        let length = ends.partition_point(|end| order[*end] < *number);
        before.push(length.checked_sub(1).map(|last| ends[last]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut stays = vec![false; order.len()];
    let mut last = ends.last().copied();
    while let Some(at) = last {
        stays[at] = true;
        last = before[at];
    }
    (0..order.len()).filter(|at| !stays[*at]).collect()
}

#[cfg(test)]
mod tests {
    use super::displaced;

    #[test]
    fn the_fewest_are_displaced() {
        let cases: [(&[usize], &[usize]); 5] =
            [(&[], &[]), (&[1, 2, 5], &[]), (&[3, 0, 1, 2], &[0]), (&[1, 2, 0, 3], &[2]), (&[2, 1, 0], &[0, 1])];
        for (order, want) in cases {
            assert_eq!(displaced(order), want, "{order:?}");
        }
    }
}
