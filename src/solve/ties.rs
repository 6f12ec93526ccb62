//! Explanations of several groups at once. Each group has a change that mends it and breaks nothing. But changes of which each mends
//! one group and breaks relations that hold may make good what the others break: then as many changes explain as much, and
//! nobody can say which of them were made.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::free::Joined;
use super::number::Number;
use super::system::Correction;

/// Failing relations that share equations.
pub(super) struct Group {
    pub relations: Vec<u32>,
    /// The changes of one equation that mend all of it.
    pub changes: Vec<Change>,
}

/// A change of one equation.
pub(super) struct Change {
    /// The relations that held before, and by how much they fail after it.
    pub breaks: Vec<(u32, Number)>,
    /// The equations of which any may be the one to change; nothing tells them apart.
    pub corrections: Vec<Correction>,
}

/// Groups that share explanations.
pub(super) struct Tied {
    pub groups: Vec<usize>,
    /// For each of these explanations the groups with the change that it makes there.
    pub sets: Vec<Vec<(usize, usize)>>,
}

/// How much may be tried, how many groups one explanation may join, and how many of these are looked for.
const STEPS: usize = 200_000;
const DEPTH: usize = 12;
const MOST: usize = 1000;

impl Group {
    /// The change that mends it and breaks nothing.
    pub fn alone(&self) -> Option<&Vec<Correction>> {
        self.changes.iter().find(|own| own.breaks.is_empty()).map(|own| &own.corrections)
    }
}

/// The groups, joined where changes in several of them break nothing together.
pub(super) fn joined(groups: &[Group]) -> Vec<Tied> {
    let mut breaking: FxHashMap<u32, Vec<(usize, usize)>> = FxHashMap::default();
    for (group, own) in groups.iter().enumerate() {
        for (place, change) in own.changes.iter().enumerate() {
            change.breaks.iter().for_each(|(relation, _)| breaking.entry(*relation).or_default().push((group, place)));
        }
    }
    let mut search = Search { groups, breaking, steps: STEPS, found: Vec::new() };
    for (group, own) in groups.iter().enumerate() {
        for (place, change) in own.changes.iter().enumerate().filter(|(_, change)| !change.breaks.is_empty()) {
            search.complete(&mut vec![(group, place)], &change.breaks.iter().cloned().collect());
        }
    }
    let mut joined = Joined::new(groups.len());
    for set in &search.found {
        set.windows(2).for_each(|pair| joined.join(pair[0].0, pair[1].0));
    }
    let mut sets: FxHashMap<usize, Vec<Vec<(usize, usize)>>> = FxHashMap::default();
    for set in search.found {
        if let Some((group, _)) = set.first() {
            sets.entry(joined.root(*group)).or_default().push(set);
        }
    }
    let tied = joined.groups().into_iter().map(|groups| {
        let own = groups.first().and_then(|first| sets.remove(first));
        Tied { sets: own.unwrap_or_default(), groups }
    });
    tied.collect()
}

/// What mends the groups together: in each the change that breaks nothing, or in some of them others that break nothing together.
pub(super) fn explanations(groups: &[Group], tied: &Tied) -> Vec<Vec<Vec<Correction>>> {
    let plain = if tied.sets.is_empty() { None } else { Some(&[][..]) };
    let sets = plain.into_iter().chain(tied.sets.iter().map(Vec::as_slice));
    let explanations = sets.map(|set| {
        let changes = tied.groups.iter().map(|group| match set.iter().find(|(own, _)| own == group) {
            Some((_, place)) => groups[*group].changes.get(*place).map(|own| own.corrections.clone()),
            None => groups[*group].alone().cloned(),
        });
        changes.collect::<Option<Vec<_>>>()
    });
    explanations.flatten().collect()
}

/// The search for changes that break nothing together.
struct Search<'g> {
    groups: &'g [Group],
    /// The changes that break a relation.
    breaking: FxHashMap<u32, Vec<(usize, usize)>>,
    steps: usize,
    found: Vec<Vec<(usize, usize)>>,
}

impl Search<'_> {
    /// Completes a set of changes, of which the first is in the first group, so that what is broken is made good.
    fn complete(&mut self, set: &mut Vec<(usize, usize)>, broken: &BTreeMap<u32, Number>) {
        let Some((relation, _)) = broken.first_key_value() else {
            let mut own = set.clone();
            own.sort_unstable();
            if self.found.len() < MOST && !self.found.contains(&own) {
                self.found.push(own);
            }
            return;
        };
        if set.len() == DEPTH {
            return;
        }
        let count = self.breaking.get(relation).map_or(0, Vec::len);
        for at in 0..count {
            let Some((group, place)) = self.breaking.get(relation).and_then(|all| all.get(at)).copied() else { return };
            let Some(change) = self.groups[group].changes.get(place) else { return };
            let Some(rest) = self.steps.checked_sub(change.breaks.len() + broken.len()) else { return };
            self.steps = rest;
            if set.iter().any(|(own, _)| *own == group) || set.first().is_some_and(|(own, _)| *own > group) {
                continue;
            }
            let mut left = broken.clone();
            for (relation, off) in &change.breaks {
                let own = left.entry(*relation).or_insert(Number::ZERO);
                *own = &*own + off;
            }
            left.retain(|_, off| !off.is_zero());
            set.push((group, place));
            self.complete(set, &left);
            set.pop();
        }
    }
}
