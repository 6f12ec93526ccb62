//! Other relations that say the same and of which fewer fail. A wrong equation that stands in many relations makes all of them
//! fail; taken out of all but one by means of that one, it fails there alone, and two wrong ones come apart.

use std::collections::BTreeSet;

use super::number::Number;
use super::syndrome::Syndrome;

/// How much may be tried. What is not reached by then stays as it was, which is right but says less.
const STEPS: usize = 5_000_000;

/// Takes out of their other relations, one by one, the equations whose change would mend the most.
pub(super) fn narrow(syndrome: &mut Syndrome<'_>) {
    let mut steps = STEPS;
    while let Some(suspects) = suspects(syndrome, &mut steps) {
        let before = syndrome.failing.len();
        let mut touched = BTreeSet::new();
        for suspect in suspects {
            let column: Vec<u32> = syndrome.column(suspect.equation).map(|(relation, _)| relation).collect();
            // what another one changed is weighed anew
            if column.iter().any(|relation| touched.contains(relation)) {
                continue;
            }
            for other in column.iter().filter(|other| **other != suspect.relation) {
                let length = |relation: u32| syndrome.relations[relation as usize].len();
                let Some(rest) = steps.checked_sub(length(*other) + length(suspect.relation)) else { return };
                steps = rest;
                take_out(syndrome, &suspect, *other);
            }
            touched.extend(column);
        }
        // numbers that would be too long left too much as it was
        if syndrome.failing.len() >= before {
            break;
        }
    }
}

/// An equation and the failing relations that one change of it would mend.
struct Gain {
    equation: u32,
    /// The shortest of these relations.
    relation: u32,
    /// How many relations fewer would fail.
    fewer: usize,
}

/// The equations whose change leaves fewer relations failing, even with one kept for each, the best first; none where there are none,
/// or after too many steps.
fn suspects(syndrome: &Syndrome<'_>, steps: &mut usize) -> Option<Vec<Gain>> {
    let failing = syndrome.failing.iter().flat_map(|own| &syndrome.relations[*own as usize]);
    let mut equations: Vec<u32> = failing.map(|(equation, _)| *equation).collect();
    equations.sort_unstable();
    equations.dedup();
    let mut suspects = Vec::new();
    for equation in equations {
        *steps = steps.checked_sub(syndrome.column(equation).count())?;
        suspects.extend(gain(syndrome, equation));
    }
    suspects.sort_by_key(|own: &Gain| std::cmp::Reverse(own.fewer));
    (!suspects.is_empty()).then_some(suspects)
}

/// What the best change of an equation mends, if that is more than it breaks, with one more to be kept for the equation.
fn gain(syndrome: &Syndrome<'_>, equation: u32) -> Option<Gain> {
    let is_failing = |relation: u32| syndrome.failing.contains(&relation);
    let ranges: Vec<_> =
        syndrome.column(equation).map(|(relation, times)| (syndrome.changes(relation, times), relation)).collect();
    let failing = ranges.iter().filter(|(_, relation)| is_failing(*relation)).count();
    if failing < 2 {
        return None;
    }
    let holding = ranges.len() - failing;
    let sorted = |end: fn(&(Number, Number)) -> &Number| {
        let mut ends: Vec<&Number> = ranges.iter().map(|(range, _)| end(range)).collect();
        ends.sort_unstable();
        ends
    };
    let (starts, ends) = (sorted(|range| &range.0), sorted(|range| &range.1));
    // most ranges meet where one of them begins
    let met =
        |change: &Number| starts.partition_point(|start| *start <= change) - ends.partition_point(|end| *end < change);
    let is_change = |change: &&&Number| !change.is_zero();
    let change = *starts.iter().filter(is_change).max_by_key(|change| met(change))?;
    let fewer = met(change).checked_sub(holding + 2)?;
    let mended = ranges.iter().filter(|((least, most), own)| is_failing(*own) && least <= change && change <= most);
    let shortest = mended.min_by_key(|(_, own)| syndrome.relations[*own as usize].len())?;
    Some(Gain { equation, relation: shortest.1, fewer })
}

/// Adds a multiple of the suspect's relation to another, so that the suspect stands there no longer. Where numbers would be too long
/// the other stays.
fn take_out(syndrome: &mut Syndrome<'_>, suspect: &Gain, other: u32) {
    let Gain { equation, relation, .. } = *suspect;
    let (own, out) = (syndrome.times(relation, equation), syndrome.times(other, equation));
    let Some(terms) = combined(&syndrome.relations[other as usize], own, &syndrome.relations[relation as usize], out)
    else {
        return;
    };
    syndrome.replace(other, terms);
}

/// So many times one, less so many times another; none where a number is too long.
fn combined(one: &[(u32, i64)], own: i64, other: &[(u32, i64)], out: i64) -> Option<Vec<(u32, i64)>> {
    let mut terms = Vec::with_capacity(one.len() + other.len());
    let (mut left, mut right) = (one.iter().peekable(), other.iter().peekable());
    loop {
        let at = match (left.peek(), right.peek()) {
            (Some(a), Some(b)) => a.0.min(b.0),
            (Some(a), None) => a.0,
            (None, Some(b)) => b.0,
            (None, None) => return Some(terms),
        };
        let one = left.next_if(|term| term.0 == at).map_or(0, |term| i128::from(term.1) * i128::from(own));
        let other = right.next_if(|term| term.0 == at).map_or(0, |term| i128::from(term.1) * i128::from(out));
        let times = i64::try_from(one - other).ok().filter(|times| *times != i64::MIN)?;
        if times != 0 {
            terms.push((at, times));
        }
    }
}
