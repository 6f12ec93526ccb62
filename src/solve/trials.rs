//! Random systems, compared with plain elimination over a prime field.

use proptest::prelude::*;

use super::*;

/// A prime; no determinant of a system as small as these is a multiple of it.
const PRIME: i128 = (1 << 61) - 1;

type Line = Vec<(u32, i64)>;

fn inverse(number: i128) -> i128 {
    let (mut result, mut base, mut power) = (1, number, PRIME - 2);
    while power > 0 {
        if power % 2 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        power /= 2;
    }
    result
}

/// The rank of lines of so many columns.
fn rank(columns: usize, lines: &[Line]) -> usize {
    let mut basis: Vec<(usize, Vec<i128>)> = Vec::new();
    for line in lines {
        let mut row = vec![0i128; columns];
        line.iter().for_each(|(column, factor)| row[*column as usize] += i128::from(*factor));
        row.iter_mut().for_each(|own| *own = own.rem_euclid(PRIME));
        for (pivot, other) in &basis {
            let factor = row[*pivot];
            row.iter_mut().zip(other).for_each(|(own, other)| *own = (*own + (PRIME - factor) * other) % PRIME);
        }
        if let Some(pivot) = row.iter().position(|own| *own != 0) {
            let factor = inverse(row[pivot]);
            row.iter_mut().for_each(|own| *own = *own * factor % PRIME);
            basis.push((pivot, row));
        }
    }
    basis.len()
}

/// Whether equations, but for some of them, have a solution among all numbers.
fn holds(system: &System, without: &[u32]) -> bool {
    let kept = (0u32..).zip(&system.equations).filter(|(number, _)| !without.contains(number));
    let left: Vec<Line> = kept.clone().map(|(_, own)| own.terms.clone()).collect();
    let column = u32::try_from(system.unknowns).unwrap();
    let with_value = |own: &Equation| {
        let mut line = own.terms.clone();
        line.push((column, i64::try_from(own.value).unwrap()));
        line
    };
    let all: Vec<Line> = kept.map(|(_, own)| with_value(own)).collect();
    rank(system.unknowns, &left) == rank(system.unknowns + 1, &all)
}

fn lines(system: &System) -> Vec<Line> {
    system.equations.iter().map(|own| own.terms.clone()).collect()
}

/// Tables of one set of figures that print parts and totals over ranges of them. No value of them needs fractions.
fn tables(most: u32) -> impl Strategy<Value = (System, Vec<i128>)> {
    systems(most, 0)
}

/// The same with sums and differences of any parts, these so often.
fn systems(most: u32, any: u32) -> impl Strategy<Value = (System, Vec<i128>)> {
    let parts = (1..most).prop_flat_map(move |count| {
        let values = prop::collection::vec(-50i128..1000, count as usize);
        let single = (0..count).prop_map(|own| vec![(own, 1i64)]);
        let range = (0..count, 1..count + 1).prop_map(move |(start, length)| {
            (start..(start + length).min(count)).map(|own| (own, 1)).collect::<Line>()
        });
        let sums = prop::collection::vec((0..count, prop::sample::select(vec![-1i64, 1, 1, 1])), 0..5);
        let line = prop_oneof![5 => single, 3 => range, any => sums];
        (values, prop::collection::vec(line, 1..22))
    });
    parts.prop_map(|(values, lines)| {
        let made = |terms: &Line| terms.iter().map(|(own, factor)| values[*own as usize] * i128::from(*factor)).sum();
        let equation = |terms: Line| Equation { value: made(&terms), terms, ..Equation::default() };
        let equations = lines.into_iter().map(equation).collect();
        (System { unknowns: values.len(), equations }, values)
    })
}

fn dot(line: &[(u32, i64)], vector: &[(u32, i128)]) -> i128 {
    let of = |unknown: u32| vector.iter().find(|(own, _)| *own == unknown).map_or(0, |(_, step)| *step);
    line.iter().map(|(unknown, factor)| of(*unknown) * i128::from(*factor)).sum()
}

/// The contradictions of values, without those of fractions.
fn wrong(solution: &Solution) -> Vec<&Contradiction> {
    solution.contradictions.iter().filter(|own| own.broken.is_empty()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_settled_and_what_is_free_is_as_elimination_says(
        (system, values) in systems(9, 2),
        more in prop::collection::vec((0u32..8, -2i64..3), 1..4),
    ) {
        let solution = solve(&system).unwrap();
        prop_assert!(solution.contradictions.is_empty());
        let lines = lines(&system);
        let all = rank(system.unknowns, &lines);
        let with = |line: Line| rank(system.unknowns, &lines.iter().cloned().chain([line]).collect::<Vec<_>>());
        for (unknown, own) in (0u32..).zip(&solution.unknowns) {
            match own {
                Solved::Value { value, from } => {
                    prop_assert_eq!(*value, values[unknown as usize]);
                    prop_assert!(!from.is_empty());
                    prop_assert_eq!(with(vec![(unknown, 1)]), all);
                }
                Solved::Free(component) => {
                    prop_assert!(solution.free[*component as usize].unknowns.contains(&unknown));
                    prop_assert_eq!(with(vec![(unknown, 1)]), all + 1);
                }
                Solved::Contradicted(_) => prop_assert!(false, "nothing contradicts"),
            }
        }
        prop_assert_eq!(solution.free.iter().map(Component::freedom).sum::<usize>(), system.unknowns - all);
        for component in &solution.free {
            prop_assert!(component.kernel.iter().all(|vector| lines.iter().all(|line| dot(line, vector) == 0)));
            let own: Line = more.iter().filter(|(own, _)| component.unknowns.contains(own)).copied().collect();
            prop_assert_eq!(component.settled_by(&own), with(own.clone()) > all);
        }
    }

    #[test]
    fn relations_hold_and_there_are_as_many_as_redundant_equations((system, _) in systems(9, 2)) {
        let solution = solve(&system).unwrap();
        let lines = lines(&system);
        prop_assert_eq!(solution.relations.len(), lines.len() - rank(system.unknowns, &lines));
        let own: Vec<Line> = solution.relations.iter().map(|own| own.terms.clone()).collect();
        prop_assert_eq!(rank(lines.len(), &own), own.len());
        for relation in &solution.relations {
            let mut sums = vec![0i128; system.unknowns];
            for (equation, times) in &relation.terms {
                for (unknown, factor) in &lines[*equation as usize] {
                    sums[*unknown as usize] += i128::from(*factor) * i128::from(*times);
                }
            }
            prop_assert!(sums.iter().all(|sum| *sum == 0));
        }
    }

    #[test]
    fn one_wrong_equation_is_named_with_all_that_explain_as_much(
        (mut system, _) in tables(9),
        (place, step) in (any::<prop::sample::Index>(), prop_oneof![-9i128..0, 1i128..900]),
    ) {
        let changed = place.index(system.equations.len());
        let right = system.equations[changed].value;
        system.equations[changed].value += step;
        let solution = solve(&system).unwrap();
        let wrong = wrong(&solution);
        prop_assert_eq!(!wrong.is_empty(), solution.guarded(system.equations.len())[changed]);
        let [wrong] = wrong[..] else { return Ok(()) };
        let changed = u32::try_from(changed).unwrap();
        prop_assert!(wrong.single.iter().any(|own| own.equation == changed && own.least == right && own.most == right));
        for number in (0..).take(system.equations.len()) {
            let own = wrong.single.iter().find(|own| own.equation == number);
            prop_assert_eq!(own.is_some(), holds(&system, &[number]));
            let Some(own) = own else { continue };
            let mut mended = system.clone();
            mended.equations[number as usize].value = own.least;
            prop_assert!(holds(&mended, &[]));
        }
    }

    #[test]
    fn of_two_wrong_equations_nothing_is_named_that_does_not_explain(
        (mut system, _) in systems(9, 2),
        places in prop::collection::vec((any::<prop::sample::Index>(), 1i128..40), 2..4),
    ) {
        for (place, step) in places {
            let at = place.index(system.equations.len());
            system.equations[at].value += step;
        }
        let solution = solve(&system).unwrap();
        let wrong = wrong(&solution);
        prop_assert_eq!(wrong.is_empty(), holds(&system, &[]));
        // any set of each contradiction mends all, with any of its corrections
        let mut mended = system.clone();
        for (turn, own) in wrong.iter().enumerate() {
            let single: Vec<Vec<Correction>> = own.single.iter().map(|own| vec![own.clone()]).collect();
            let sets: Vec<Vec<Correction>> = own.several.iter().map(|set| set.iter().map(|own| own[turn % own.len()].clone()).collect()).chain(single).collect();
            let Some(set) = sets.get((turn + 7) % sets.len().max(1)) else { return Ok(()) };
            for own in set {
                mended.equations[own.equation as usize].value = own.least;
            }
        }
        prop_assert!(holds(&mended, &[]));
    }

    #[test]
    fn no_explanation_of_two_changes_is_left_out(
        (mut system, _) in tables(7),
        places in prop::collection::vec((any::<prop::sample::Index>(), 1i128..3), 2..3),
    ) {
        for (place, step) in places {
            let at = place.index(system.equations.len());
            system.equations[at].value += 10 * step;
        }
        let solution = solve(&system).unwrap();
        let wrong = wrong(&solution);
        let count = u32::try_from(system.equations.len()).unwrap();
        if (0..count).any(|own| holds(&system, &[own])) {
            return Ok(());
        }
        let named = |own: u32| wrong.iter().any(|wrong| {
            wrong.more > 0 || wrong.single.iter().chain(wrong.several.iter().flatten().flatten()).any(|other| other.equation == own)
        });
        for one in 0..count {
            for other in 0..one {
                if holds(&system, &[one, other]) {
                    prop_assert!(named(one) && named(other), "{one} and {other} of {system:?}: {wrong:?}");
                }
            }
        }
    }

    #[test]
    fn values_within_their_slack_do_not_contradict(
        (mut system, values) in systems(9, 2),
        offs in prop::collection::vec((0i128..60, -1i128..2), 22),
    ) {
        for (own, (slack, sign)) in system.equations.iter_mut().zip(offs) {
            (own.value, own.slack) = (own.value + slack * sign, slack);
        }
        let solution = solve(&system).unwrap();
        prop_assert!(solution.contradictions.is_empty());
        for (own, right) in solution.unknowns.iter().zip(values) {
            let fits = match own {
                Solved::Value { value, .. } => *value == right,
                other => matches!(other, Solved::Free(_)),
            };
            prop_assert!(fits, "{own:?} instead of {right}");
        }
    }

    #[test]
    fn any_numbers_end_in_an_answer_or_a_refusal(
        equations in prop::collection::vec(
            (prop::collection::vec((0u32..5, any::<i64>()), 0..4), any::<i128>(), any::<i128>(), any::<bool>(), 0u32..128),
            0..9,
        ),
    ) {
        let equations = equations.into_iter().map(|(mut terms, value, slack, blank, shift)| {
            terms.iter_mut().for_each(|(_, factor)| *factor >>= shift % 64);
            Equation { terms, value: value >> shift, slack: slack >> shift, blank }
        });
        let system = System { unknowns: 5, equations: equations.collect() };
        if let Ok(solution) = solve(&system) {
            prop_assert_eq!(solution.unknowns.len(), 5);
        }
    }
}
