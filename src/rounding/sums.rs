//! Which of some columns are the sums of others.

use std::collections::BTreeSet;

/// The search for the parts of one total ends after so many steps.
const MOST_STEPS: usize = 10_000;

/// For each of `count` columns the lowest columns that it is the sum of; none for one that is no sum. A column is told by
/// what it is made of: `held` says of each written amount which columns hold it. Of two that hold the same the earlier is
/// the sum of the other; of several ways to make a sum, the one of the fewest and earliest columns counts.
pub fn sums(count: usize, held: impl IntoIterator<Item = Vec<usize>>) -> Vec<Vec<usize>> {
    // amounts that the same columns hold are as one
    let kinds: BTreeSet<Vec<usize>> = held.into_iter().collect();
    let mut own = vec![BTreeSet::new(); count];
    for (kind, columns) in kinds.iter().enumerate() {
        columns.iter().for_each(|column| {
            own[*column].insert(kind);
        });
    }
    let mut order: Vec<usize> = (0..count).filter(|column| !own[*column].is_empty()).collect();
    order.sort_by_key(|column| (own[*column].len(), std::cmp::Reverse(*column)));
    let mut lowest: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (rank, total) in order.iter().enumerate() {
        // from the largest
        let within: Vec<usize> =
            order[..rank].iter().rev().copied().filter(|part| own[*part].is_subset(&own[*total])).collect();
        let mut steps = MOST_STEPS;
        let mut chosen = Vec::new();
        if cover(&own[*total], &within, &own, &mut chosen, &mut steps) {
            let below = |part: &usize| if lowest[*part].is_empty() { vec![*part] } else { lowest[*part].clone() };
            let mut all: Vec<usize> = chosen.iter().flat_map(below).collect();
            all.sort_unstable();
            lowest[*total] = all;
        }
    }
    lowest
}

/// Chooses parts that share out what remains between them.
fn cover(
    remaining: &BTreeSet<usize>,
    parts: &[usize],
    own: &[BTreeSet<usize>],
    chosen: &mut Vec<usize>,
    steps: &mut usize,
) -> bool {
    let Some(first) = remaining.first() else { return true };
    for part in parts.iter().filter(|part| own[**part].contains(first)) {
        if *steps == 0 {
            return false;
        }
        *steps -= 1;
        if own[*part].is_subset(remaining) {
            chosen.push(*part);
            if cover(&(remaining - &own[*part]), parts, own, chosen, steps) {
                return true;
            }
            chosen.pop();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::sums;

    /// Columns by the letters of what they hold.
    fn of(columns: &[&str]) -> Vec<Vec<usize>> {
        let held = ('a'..='z').map(|c| (0..columns.len()).filter(|column| columns[*column].contains(c)).collect());
        sums(columns.len(), held)
    }

    #[test]
    fn totals_are_told_by_what_they_hold() {
        assert_eq!(of(&["abc", "ab", "a", "b", "c"]), [vec![2, 3, 4], vec![2, 3], vec![], vec![], vec![]]);
        // one of which stands between the others and is no part
        assert_eq!(of(&["abc", "ab", "bc", "c"]), [vec![1, 3], vec![], vec![], vec![]]);
        // the same twice, and one that nothing is written in
        assert_eq!(of(&["ab", "ab", ""]), [vec![1], vec![], vec![]]);
        // not all of it
        assert_eq!(of(&["abc", "a", "b"]), vec![Vec::<usize>::new(); 3]);
        // the total behind its parts
        assert_eq!(of(&["a", "b", "ab"]), [vec![], vec![], vec![0, 1]]);
    }
}
