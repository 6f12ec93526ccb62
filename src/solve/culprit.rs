//! Which equation is wrong: the one that stands in exactly the relations that fail, all of them off by one change of it.

use rustc_hash::FxHashMap;

use super::free::Joined;
use super::number::Number;
use super::syndrome::Syndrome;
use super::system::{Contradiction, Correction, LinearRelation, System, TooLarge, Work};
use super::ties::{Change, Group};
use super::{nearer, pairs, ties};

/// The contradictions that failing relations show.
pub(super) fn contradictions(
    system: &System,
    relations: &[LinearRelation],
    work: &mut Work,
) -> Result<Vec<Contradiction>, TooLarge> {
    let mut syndrome = Syndrome::new(system, relations, work)?;
    nearer::narrow(&mut syndrome);
    let groups: Vec<Group> = groups(&syndrome).into_iter().map(|relations| group(&syndrome, relations)).collect();
    let mut steps = pairs::STEPS;
    Ok(ties::joined(&groups).iter().map(|tied| explained(&syndrome, &groups, tied, &mut steps)).collect())
}

/// The failing relations, those that share equations together.
fn groups(syndrome: &Syndrome<'_>) -> Vec<Vec<u32>> {
    let failing: Vec<u32> = syndrome.failing.iter().copied().collect();
    let mut joined = Joined::new(failing.len());
    let mut met: FxHashMap<u32, usize> = FxHashMap::default();
    for (own, relation) in failing.iter().enumerate() {
        for (equation, _) in &syndrome.relations[*relation as usize] {
            joined.join(own, *met.entry(*equation).or_insert(own));
        }
    }
    joined.groups().into_iter().map(|group| group.into_iter().map(|own| failing[own]).collect()).collect()
}

/// A group of relations with the changes that would mend it.
fn group(syndrome: &Syndrome<'_>, relations: Vec<u32>) -> Group {
    let shortest = relations.iter().min_by_key(|relation| syndrome.relations[**relation as usize].len());
    let suspects = shortest.into_iter().flat_map(|relation| &syndrome.relations[*relation as usize]);
    let mut changes: Vec<Change> = Vec::new();
    let mut met = FxHashMap::default();
    for (equation, _) in suspects {
        let Some((correction, breaks)) = change(syndrome, relations.len(), *equation) else { continue };
        let place = *met.entry(breaks.clone()).or_insert(changes.len());
        match changes.get_mut(place) {
            Some(own) => own.corrections.push(correction),
            None => changes.push(Change { breaks, corrections: vec![correction] }),
        }
    }
    changes.iter_mut().for_each(|own| own.corrections.sort_by_key(|own| !own.blank));
    Group { relations, changes }
}

/// The change of an equation that mends all of a group of so many relations, if one does, and by how much other relations, which
/// hold, would then fail.
fn change(syndrome: &Syndrome<'_>, group: usize, equation: u32) -> Option<(Correction, Vec<(u32, Number)>)> {
    let (mut failing, mut all, mut met) = (Range::default(), Range::default(), 0);
    for (relation, times) in syndrome.column(equation) {
        let (least, most) = syndrome.changes(relation, times);
        all.narrow(&least, &most);
        if syndrome.failing.contains(&relation) {
            met += 1;
            failing.narrow(&least, &most);
        }
    }
    let own = syndrome.system.equations.get(equation as usize).filter(|_| met == group)?;
    let correction = |(least, most): (Number, Number)| {
        let value = Number::Whole(own.value);
        let (least, most) = ((&value - &most).ceil()?, (&value - &least).floor()?);
        (least <= most).then_some(Correction { equation, least, most, blank: own.blank })
    };
    if let Some(range) = all.filled() {
        return Some((correction(range)?, Vec::new()));
    }
    let (step, most) = failing.filled()?;
    let mut breaks = Vec::new();
    for (relation, times) in syndrome.column(equation).filter(|(relation, _)| !syndrome.failing.contains(relation)) {
        let off = &syndrome.off[relation as usize] - &(&step * &Number::from(times));
        if off.abs() > syndrome.slack[relation as usize] {
            breaks.push((relation, off));
        }
    }
    // what is rounded tells no amounts that others could make good
    let exact = step == most && breaks.iter().all(|(relation, _)| syndrome.exact(*relation));
    Some((correction((step, most)).filter(|_| exact)?, breaks))
}

/// Numbers between two that are allowed; all if nothing was said.
#[derive(Default)]
struct Range(Option<(Number, Number)>);

impl Range {
    fn narrow(&mut self, least: &Number, most: &Number) {
        self.0 = Some(match self.0.take() {
            Some((low, high)) => (low.max(least.clone()), high.min(most.clone())),
            None => (least.clone(), most.clone()),
        });
    }

    fn filled(self) -> Option<(Number, Number)> {
        self.0.filter(|(least, most)| least <= most)
    }
}

/// What would mend groups that belong together.
fn explained(syndrome: &Syndrome<'_>, groups: &[Group], tied: &ties::Tied, steps: &mut usize) -> Contradiction {
    let relations: Vec<u32> = tied.groups.iter().flat_map(|own| &groups[*own].relations).copied().collect();
    let terms = relations.iter().flat_map(|relation| &syndrome.relations[*relation as usize]);
    let mut equations: Vec<u32> = terms.map(|(equation, _)| *equation).collect();
    equations.sort_unstable();
    equations.dedup();
    let mut contradiction = Contradiction { equations, ..Contradiction::default() };
    if let [own] = tied.groups[..]
        && let Some(single) = groups[own].alone()
    {
        contradiction.single.clone_from(single);
        return contradiction;
    }
    contradiction.several = ties::explanations(groups, tied);
    if contradiction.several.is_empty() {
        contradiction.several = pairs::pairs(syndrome, &relations, &contradiction.equations, steps).unwrap_or_default();
    }
    contradiction.several.sort_by_cached_key(|set| {
        let written = set.iter().filter(|own| own.first().is_some_and(|own| !own.blank)).count();
        (set.len(), written, set.iter().map(Vec::len).sum::<usize>())
    });
    contradiction.more = contradiction.several.len().saturating_sub(LISTED);
    contradiction.several.truncate(LISTED);
    contradiction
}

/// How many sets of changes are listed for one contradiction.
const LISTED: usize = 20;
