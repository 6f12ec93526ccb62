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
    let failing = syndrome.failing.iter().filter(|relation| syndrome.exact(**relation));
    let mut equations: Vec<u32> =
        failing.flat_map(|own| &syndrome.relations[*own as usize]).map(|(equation, _)| *equation).collect();
    equations.sort_unstable();
    equations.dedup();
    let mut suspects = Vec::new();
    for equation in equations {
        *steps = steps.checked_sub(syndrome.column(equation).count())?;
        suspects.extend(gains(syndrome, equation));
    }
    suspects.sort_by_key(|own: &Gain| std::cmp::Reverse(own.fewer));
    (!suspects.is_empty()).then_some(suspects)
}

/// What changes of an equation mend more failing relations than they break, with one more to be kept for the equation.
fn gains(syndrome: &Syndrome<'_>, equation: u32) -> Vec<Gain> {
    let (mut changes, mut holding) = (Vec::new(), 0);
    for (relation, times) in syndrome.column(equation).filter(|(relation, _)| syndrome.exact(*relation)) {
        if syndrome.failing.contains(&relation) {
            changes.push((&syndrome.off[relation as usize] / &Number::from(times), relation));
        } else {
            holding += 1;
        }
    }
    changes.sort_unstable();
    let gained = changes.chunk_by(|one, other| one.0 == other.0).filter_map(|mended| {
        let fewer = mended.len().checked_sub(holding + 2)?;
        let shortest = mended.iter().min_by_key(|(_, own)| syndrome.relations[*own as usize].len())?;
        Some(Gain { equation, relation: shortest.1, fewer })
    });
    gained.collect()
}

/// Adds a multiple of the suspect's relation to another, so that the suspect stands there no longer. Where numbers would be too long
/// the other stays.
fn take_out(syndrome: &mut Syndrome<'_>, suspect: &Gain, other: u32) {
    let Gain { equation, relation, .. } = *suspect;
    if !syndrome.exact(other) {
        return;
    }
    let (own, out) = (syndrome.times(relation, equation), syndrome.times(other, equation));
    let Some(terms) = combined(&syndrome.relations[other as usize], own, &syndrome.relations[relation as usize], out)
    else {
        return;
    };
    let off = &syndrome.off;
    let off = &(&off[other as usize] * &Number::from(own)) - &(&off[relation as usize] * &Number::from(out));
    syndrome.replace(other, terms, off);
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
