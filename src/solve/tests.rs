use super::*;

fn exact(terms: &[(u32, i64)], value: i128) -> Equation {
    Equation { terms: terms.to_vec(), value, ..Equation::default() }
}

fn sum(unknowns: &[u32], value: i128) -> Equation {
    exact(&unknowns.iter().map(|own| (*own, 1)).collect::<Vec<_>>(), value)
}

fn solved(unknowns: usize, equations: Vec<Equation>) -> Solution {
    solve(&System { unknowns, equations }).unwrap()
}

fn value(solution: &Solution, unknown: usize) -> Option<i128> {
    match solution.unknowns[unknown] {
        Solved::Value { value, .. } => Some(value),
        _ => None,
    }
}

fn from(solution: &Solution, unknown: usize) -> &[u32] {
    match &solution.unknowns[unknown] {
        Solved::Value { from, .. } => from,
        _ => &[],
    }
}

fn singles(contradiction: &Contradiction) -> Vec<(u32, i128)> {
    contradiction.single.iter().map(|own| (own.equation, own.least)).collect()
}

/// The first equation of each change of each set.
fn sets(contradiction: &Contradiction) -> Vec<Vec<u32>> {
    contradiction.several.iter().map(|set| set.iter().map(|own| own[0].equation).collect()).collect()
}

#[test]
fn a_total_gives_the_part_that_is_missing() {
    let solution = solved(3, vec![sum(&[0], 5), sum(&[0, 1, 2], 12), sum(&[2], 4), sum(&[0], 5)]);
    assert_eq!((value(&solution, 1), from(&solution, 1)), (Some(3), &[1][..]));
    assert_eq!(from(&solution, 0), [0, 3]);
    assert!(solution.contradictions.is_empty() && solution.free.is_empty());
    assert_eq!(solution.relations.len(), 1);
    assert_eq!(solution.guarded(4), [true, false, false, true]);
}

#[test]
fn sums_and_differences_are_eliminated() {
    let solution = solved(2, vec![exact(&[(0, 1), (1, 1)], 10), exact(&[(0, 1), (1, -1)], 4)]);
    assert_eq!((value(&solution, 0), value(&solution, 1)), (Some(7), Some(3)));
    assert_eq!(from(&solution, 0), [0, 1]);
}

#[test]
fn what_only_sums_know_is_free_together() {
    let solution = solved(5, vec![sum(&[0, 1], 10), sum(&[2, 3], 4), sum(&[0, 1, 2, 3], 14)]);
    let unknowns: Vec<_> = solution.free.iter().map(|own| (own.unknowns.clone(), own.freedom())).collect();
    assert_eq!(unknowns, [(vec![0, 1], 1), (vec![2, 3], 1), (vec![4], 1)]);
    let settles =
        |terms: &[(u32, i64)]| -> Vec<bool> { solution.free.iter().map(|own| own.settled_by(terms)).collect() };
    assert_eq!(settles(&[(0, 1)]), [true, false, false]);
    assert_eq!(settles(&[(0, 1), (1, 1)]), [false, false, false]);
    assert_eq!(settles(&[(0, 1), (2, 1), (2, -1)]), [true, false, false]);
    assert_eq!(solution.relations.len(), 1);
    assert_eq!(solution.relations[0].terms.len(), 3);
}

#[test]
fn a_wrong_part_is_told_from_its_total() {
    // two tables print the parts, one of them the total
    let mut equations: Vec<_> = (0..3).map(|own| sum(&[own], 10 + i128::from(own))).collect();
    equations.extend((0..3).map(|own| sum(&[own], 10 + i128::from(own))));
    equations.push(sum(&[0, 1, 2], 33));
    equations[4].value = 77;
    let solution = solved(3, equations.clone());
    assert_eq!(solution.contradictions.len(), 1);
    assert_eq!(singles(&solution.contradictions[0]), [(4, 11)]);
    equations[4].value = 11;
    equations[6].value = 0;
    assert_eq!(singles(&solved(3, equations).contradictions[0]), [(6, 33)]);
}

#[test]
fn what_nothing_tells_apart_is_named_together_and_blanks_first() {
    let mut equations = vec![sum(&[0], 5), sum(&[1], 0), sum(&[0, 1], 8)];
    equations[1].blank = true;
    let solution = solved(2, equations);
    assert_eq!(singles(&solution.contradictions[0]), [(1, 3), (0, 8), (2, 5)]);
    assert!(!solution.relations[0].certain);
}

#[test]
fn two_wrong_parts_under_one_total_come_apart() {
    // each part is written three times
    let mut equations: Vec<_> = (0..12).map(|own| sum(&[own % 4], 100 + i128::from(own % 4))).collect();
    equations.push(sum(&[0, 1, 2, 3], 406));
    equations[0].value = 7;
    equations[1].value = 8;
    let solution = solved(4, equations);
    let found: Vec<_> = solution.contradictions.iter().map(singles).collect();
    assert_eq!(found, [[(0, 100)], [(1, 101)]]);
    assert_eq!((value(&solution, 0), from(&solution, 0)), (Some(100), &[4, 8][..]));
}

#[test]
fn two_wrong_parts_that_are_rounded_come_apart() {
    let near = |terms: &[u32], value| Equation { slack: 5, ..sum(terms, value) };
    let mut equations: Vec<_> = (0..12).map(|own| near(&[own % 4], 100)).collect();
    equations.push(near(&[0, 1, 2, 3], 410));
    equations[0].value = 970;
    equations[1].value = 30;
    let found: Vec<Vec<u32>> = solved(4, equations)
        .contradictions
        .iter()
        .map(|own| own.single.iter().map(|own| own.equation).collect())
        .collect();
    assert_eq!(found, [[0], [1]]);
}

#[test]
fn two_wrong_values_are_pairs_where_no_single_one_explains() {
    let rows: Vec<Vec<u32>> = vec![vec![0, 1], vec![2, 3], vec![0, 2], vec![1, 3]];
    let mut equations: Vec<_> = (0..4).map(|own| sum(&[own], 10)).collect();
    equations.extend(rows.iter().map(|row| sum(row, 20)));
    equations[0].value = 17;
    equations[3].value = 17;
    let solution = solved(4, equations);
    let [contradiction] = &solution.contradictions[..] else { panic!("{:?}", solution.contradictions) };
    assert!(contradiction.single.is_empty());
    assert_eq!(sets(contradiction), [[0, 3], [1, 2]]);
}

#[test]
fn of_two_tables_that_disagree_neither_is_accused() {
    // each table has two parts and their total; they differ in a part, and so in the total
    let table = |first: i128| [sum(&[0], first), sum(&[1], 6), sum(&[0, 1], first + 6)];
    let solution = solved(2, [table(5), table(7)].concat());
    let [contradiction] = &solution.contradictions[..] else { panic!("{:?}", solution.contradictions) };
    assert!(contradiction.single.is_empty());
    assert_eq!(sets(contradiction), [[3, 5], [0, 2]]);
}

#[test]
fn what_nothing_can_make_contradicts_by_itself() {
    let solution = solved(1, vec![sum(&[], 5), exact(&[(0, 2), (0, -2)], 6), sum(&[], 0)]);
    let found: Vec<_> = solution.contradictions.iter().map(singles).collect();
    assert_eq!(found, [[(0, 0)], [(1, 0)]]);
}

#[test]
fn what_is_no_whole_number_contradicts() {
    let solution = solved(3, vec![exact(&[(0, 2)], 3), exact(&[(0, 2), (1, 1)], 3), exact(&[(0, 1), (2, 1)], 3)]);
    assert_eq!(solution.unknowns[0], Solved::Contradicted(0));
    assert_eq!(value(&solution, 1), Some(0));
    assert_eq!(solution.unknowns[2], Solved::Contradicted(0));
    assert_eq!((&solution.contradictions[0].equations, &solution.contradictions[0].broken), (&vec![0], &vec![0, 2]));
    let solution = solved(2, vec![exact(&[(0, 1), (1, 1)], 1), exact(&[(0, 1), (1, -1)], 0)]);
    assert_eq!(solution.contradictions.len(), 1);
    assert_eq!(solution.contradictions[0].broken, [0, 1]);
}

#[test]
fn a_rounded_value_is_compared_and_gives_nothing() {
    let near = |terms: &[u32], value, slack| Equation { slack, ..sum(terms, value) };
    let solution = solved(2, vec![sum(&[0], 1234), near(&[0], 1200, 50), near(&[1], 500, 50), near(&[0, 1], 1700, 50)]);
    assert_eq!((value(&solution, 0), from(&solution, 0)), (Some(1234), &[0][..]));
    assert_eq!(solution.unknowns[1], Solved::Free(0));
    assert!(solution.contradictions.is_empty());
    let solution = solved(2, vec![sum(&[0], 1234), near(&[0], 1300, 50), near(&[0], 1234, 10)]);
    assert_eq!(solution.contradictions.len(), 1);
    let single = &solution.contradictions[0].single;
    assert_eq!(single, &[Correction { equation: 1, least: 1184, most: 1284, blank: false }]);
}

#[test]
fn a_total_is_the_sum_of_subtotals_where_these_are_there() {
    let mut equations: Vec<_> = (0..100).map(|own| sum(&[own], 1)).collect();
    for group in 0..10 {
        equations.push(sum(&(group * 10..group * 10 + 10).collect::<Vec<_>>(), 10));
    }
    equations.push(sum(&(0..100).collect::<Vec<_>>(), 100));
    let solution = solved(100, equations);
    let lengths: Vec<usize> = solution.relations.iter().map(|own| own.terms.len()).collect();
    assert_eq!(lengths, [11; 11]);
}

#[test]
fn what_is_too_large_is_refused() {
    let refused = |unknowns, equations| solve(&System { unknowns, equations }).err();
    assert_eq!(refused(1, vec![sum(&[1], 0)]), Some(TooLarge::Unknown));
    assert_eq!(refused(1, vec![sum(&[0], i128::MIN)]), Some(TooLarge::Number));
    assert_eq!(refused(1, vec![exact(&[(0, i64::MIN)], 0)]), Some(TooLarge::Number));
    assert_eq!(refused(1, vec![exact(&[(0, i64::MAX), (0, i64::MAX)], 0)]), Some(TooLarge::Number));
    assert_eq!(refused(usize::MAX, Vec::new()), Some(TooLarge::Work));
}

#[test]
fn what_would_take_too_long_is_refused() {
    // rows of seven random unknowns fill up when they are eliminated
    let mut random = 1u64;
    let mut next = |below: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (random >> 33) % below
    };
    let equations = (0..300).map(|_| {
        let term = |_| (u32::try_from(next(300)).unwrap(), i64::try_from(next(9)).unwrap() - 4);
        exact(&(0..7).map(term).collect::<Vec<_>>(), 1)
    });
    let system = System { unknowns: 300, equations: equations.collect() };
    assert!(matches!(solve(&system), Err(TooLarge::Work | TooLarge::Number)));
}
