//! Parts of a whole, rounded so that they make it.

use super::Real;

/// Each gets the unit below it; what is left of the whole goes to the largest remainders, of equal ones to the larger
/// part, then to the earlier (Hamilton's method).
pub fn largest(parts: &[Real], whole: i128) -> Vec<i128> {
    let mut rounded: Vec<i128> = parts.iter().map(|part| part.floor).collect();
    let left = whole - rounded.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by(|a, b| {
        let (one, other) = (&parts[*a], &parts[*b]);
        let rests = other.rest.cmp(&one.rest);
        rests.then_with(|| other.floor.unsigned_abs().cmp(&one.floor.unsigned_abs())).then(a.cmp(b))
    });
    for index in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        rounded[index] += 1;
    }
    rounded
}

/// Each is rounded by itself; the last that is no whole number takes the rest.
pub fn last(parts: &[Real], whole: i128) -> Vec<i128> {
    let mut rounded: Vec<i128> = parts.iter().map(|part| part.nearest).collect();
    let left = whole - rounded.iter().sum::<i128>();
    let taker = parts.iter().rposition(|part| !part.is_whole());
    // all are whole, and the whole has taken a rest itself
    let taker = taker.or_else(|| parts.iter().rposition(|part| part.floor != 0));
    if let Some(taker) = taker.or(parts.len().checked_sub(1)) {
        rounded[taker] += left;
    }
    rounded
}
