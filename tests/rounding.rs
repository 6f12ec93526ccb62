//! Tables rounded so that they add up: for any table what is printed foots, and each cell moves by less than a unit.

use budgetc::base::{Decimal, Exact};
use budgetc::rounding::{ExactTable, Real, controlled, down, largest, last};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// Exact values in hundredths of the printed unit, with what is the sum of what.
#[derive(Clone, Debug)]
struct Given {
    rows: Vec<Vec<usize>>,
    columns: Vec<Vec<usize>>,
    values: Vec<Vec<i64>>,
}

impl Given {
    /// A grand total, then each group's total over its rows; a column of totals, then each group of columns likewise. A
    /// group of one row or column has no total of its own where it would be the only group.
    fn new(groups: &[usize], bands: &[usize], amounts: &[i64]) -> Given {
        let (rows, columns) = (axis(groups), axis(bands));
        let lowest = |parts: &[Vec<usize>]| (0..parts.len()).filter(|item| parts[*item].is_empty()).collect::<Vec<_>>();
        let mut values = vec![vec![0; columns.len()]; rows.len()];
        let mut amounts = amounts.iter().cycle();
        for row in lowest(&rows) {
            for column in lowest(&columns) {
                values[row][column] = *amounts.next().unwrap();
            }
        }
        let values = added_up(&rows, &columns, &values);
        Given { rows, columns, values }
    }

    fn table(&self) -> ExactTable<'_> {
        let real = |value: &i64| Real::new(&Exact::from(Decimal::new(*value, 2)), 0).unwrap();
        let values = self.values.iter().map(|row| row.iter().map(real).collect()).collect();
        ExactTable { rows: &self.rows, columns: &self.columns, values }
    }

    /// Each total is the sum of what is printed for its parts.
    fn foots(&self, printed: &[Vec<i128>]) {
        for (row, parts) in self.rows.iter().enumerate().filter(|(_, parts)| !parts.is_empty()) {
            for column in 0..self.columns.len() {
                let sum: i128 = parts.iter().map(|part| printed[*part][column]).sum();
                assert_eq!(printed[row][column], sum, "row {row}, column {column} of {self:?}: {printed:?}");
            }
        }
        for (column, parts) in self.columns.iter().enumerate().filter(|(_, parts)| !parts.is_empty()) {
            for (row, cells) in printed.iter().enumerate() {
                let sum: i128 = parts.iter().map(|part| cells[*part]).sum();
                assert_eq!(cells[column], sum, "row {row}, column {column} of {self:?}: {printed:?}");
            }
        }
    }

    /// Cells that are a unit or more from their values.
    fn far(&self, printed: &[Vec<i128>]) -> Vec<(usize, usize)> {
        let cells = (0..self.rows.len()).flat_map(|row| (0..self.columns.len()).map(move |column| (row, column)));
        let apart =
            |row: usize, column: usize| (printed[row][column] * 100 - i128::from(self.values[row][column])).abs();
        cells.filter(|(row, column)| apart(*row, *column) >= 100).collect()
    }

    /// How far all cells moved, in hundredths, a total as often as it has cells.
    fn cost(&self, printed: &[Vec<i128>]) -> i128 {
        let size = |parts: &[Vec<usize>], item: usize| parts[item].len().max(1) as i128;
        let apart = |row: usize, column: usize| {
            let moved = (printed[row][column] * 100 - i128::from(self.values[row][column])).abs();
            moved * size(&self.rows, row) * size(&self.columns, column)
        };
        (0..self.rows.len())
            .flat_map(|row| (0..self.columns.len()).map(move |column| (row, column)))
            .map(|(row, column)| apart(row, column))
            .sum()
    }
}

/// A table with the sums of its lowest cells in all others.
fn added_up<T: Copy + std::iter::Sum>(rows: &[Vec<usize>], columns: &[Vec<usize>], lowest: &[Vec<T>]) -> Vec<Vec<T>> {
    let cells = |item: usize, parts: &Vec<usize>| if parts.is_empty() { vec![item] } else { parts.clone() };
    let sum = |rows: &[usize], columns: &[usize]| {
        rows.iter().flat_map(|row| columns.iter().map(|column| lowest[*row][*column])).sum()
    };
    let across: Vec<Vec<usize>> = columns.iter().enumerate().map(|(column, parts)| cells(column, parts)).collect();
    let row = |(row, parts): (usize, &Vec<usize>)| {
        let own = cells(row, parts);
        across.iter().map(|columns| sum(&own, columns)).collect()
    };
    rows.iter().enumerate().map(row).collect()
}

/// The items of an axis under their totals: groups under one total, or what is in the only group alone.
fn axis(groups: &[usize]) -> Vec<Vec<usize>> {
    if let [1] = groups {
        return vec![Vec::new()];
    }
    let mut parts: Vec<Vec<usize>> = vec![Vec::new()];
    for size in groups {
        let own = |parts: &mut Vec<Vec<usize>>| {
            let first = parts.len();
            parts.extend(vec![Vec::new(); *size]);
            (first..first + size).collect::<Vec<_>>()
        };
        if *size == 1 || groups.len() == 1 {
            let own = own(&mut parts);
            parts[0].extend(own);
        } else {
            let group = parts.len();
            parts.push(Vec::new());
            let own = own(&mut parts);
            parts[0].extend(own.clone());
            parts[group] = own;
        }
    }
    parts
}

fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![6 => -300i64..2_000, 2 => Just(0), 1 => (0i64..20).prop_map(|whole| whole * 100), 1 => (0i64..20).prop_map(|half| half * 100 + 50)]
}

fn run(cases: u32, bands: impl Strategy<Value = Vec<usize>>, test: impl Fn(&Given)) {
    let config = Config { cases, rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..Config::default() };
    let given = (prop::collection::vec(1usize..5, 1..5), bands, prop::collection::vec(amount(), 1..60));
    let run = TestRunner::new(config).run(&given, |(groups, bands, amounts)| {
        test(&Given::new(&groups, &bands, &amounts));
        Ok(())
    });
    run.unwrap();
}

#[test]
fn any_table_with_subtotals_on_one_axis_foots_within_a_unit() {
    // columns under one total
    run(10_000, (1usize..7).prop_map(|columns| vec![columns]), |given| {
        let printed = controlled(&given.table());
        given.foots(&printed);
        assert_eq!(given.far(&printed), [], "{given:?}: {printed:?}");
        let grand = given.table().values[0][0].nearest;
        assert_eq!(printed[0][0], grand, "the grand total is rounded as it would be by itself: {given:?}");
        for (row, values) in given.values.iter().enumerate() {
            for (column, value) in values.iter().enumerate().filter(|(_, value)| **value % 100 == 0) {
                assert_eq!(printed[row][column], i128::from(*value / 100), "what is whole stays");
            }
        }
    });
}

#[test]
fn with_subtotals_on_both_axes_only_subtotals_of_subtotals_give_way() {
    let (gave_way, in_vain) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    run(3_000, prop::collection::vec(1usize..4, 1..4), |given| {
        let printed = controlled(&given.table());
        given.foots(&printed);
        let far = given.far(&printed);
        for (row, column) in &far {
            assert!(*row > 0 && *column > 0 && !given.rows[*row].is_empty() && !given.columns[*column].is_empty());
        }
        gave_way.set(gave_way.get() + usize::from(!far.is_empty()));
        let small = given.rows.len() * given.columns.len() <= 36;
        let avoidable = small && !far.is_empty() && every(given).iter().any(|printed| given.far(printed).is_empty());
        in_vain.set(in_vain.get() + usize::from(avoidable));
    });
    // which of the roundings that move as little is taken may change their number
    assert!(gave_way.get() < 15, "in {} tables of three thousand a total gave way", gave_way.get());
    assert!(in_vain.get() < 2, "in {} tables it need not have", in_vain.get());
}

#[test]
fn no_other_rounding_moves_less() {
    let small = (
        prop_oneof![Just(vec![3]), Just(vec![2, 1]), Just(vec![2]), Just(vec![1])],
        prop_oneof![Just(vec![3]), Just(vec![2]), Just(vec![1])],
    );
    let config = Config { cases: 500, rng_seed: RngSeed::Fixed(2), failure_persistence: None, ..Config::default() };
    let given = (small, prop::collection::vec(amount(), 9));
    let run = TestRunner::new(config).run(&given, |((groups, bands), amounts)| {
        let given = Given::new(&groups, &bands, &amounts);
        let least = every(&given).into_iter().filter(|printed| given.far(printed).is_empty());
        let grand = given.table().values[0][0].nearest;
        let least = least.filter(|printed| printed[0][0] == grand).map(|printed| given.cost(&printed)).min();
        assert_eq!(Some(given.cost(&controlled(&given.table()))), least, "{given:?}");
        Ok(())
    });
    run.unwrap();
}

/// Every table that foots whose lowest cells are one of the two units around their values.
fn every(given: &Given) -> Vec<Vec<Vec<i128>>> {
    let lowest = |parts: &[Vec<usize>]| (0..parts.len()).filter(|item| parts[*item].is_empty()).collect::<Vec<_>>();
    let (rows, columns) = (lowest(&given.rows), lowest(&given.columns));
    let cells: Vec<(usize, usize)> = rows.iter().flat_map(|row| columns.iter().map(|column| (*row, *column))).collect();
    let ways = 0..1usize << cells.len();
    ways.map(|way| {
        let mut printed = vec![vec![0i128; given.columns.len()]; given.rows.len()];
        for (index, (row, column)) in cells.iter().enumerate() {
            printed[*row][*column] =
                i128::from(given.values[*row][*column].div_euclid(100)) + i128::from(way >> index & 1 == 1);
        }
        added_up(&given.rows, &given.columns, &printed)
    })
    .collect()
}

#[test]
fn a_total_that_crosses_others_is_the_sum_of_its_rows() {
    // two groups of two rows, and a line over the first of each
    let given = Given::new(&[2, 2], &[2], &[140, 130, 60, 70, 140, 40, 60, 60]);
    let mut given = Given { rows: [given.rows, vec![vec![2, 5]]].concat(), ..given };
    let line = (0..given.columns.len()).map(|column| given.values[2][column] + given.values[5][column]).collect();
    given.values.push(line);
    let printed = controlled(&given.table());
    given.foots(&printed);
}

#[test]
fn parts_down_the_rows_make_their_totals() {
    run(2_000, (1usize..4).prop_map(|columns| vec![columns]), |given| {
        for share_out in [largest, last] {
            let printed = down(&given.table(), share_out);
            assert_eq!(printed[0], given.table().values[0].iter().map(|value| value.nearest).collect::<Vec<_>>());
            for (row, parts) in given.rows.iter().enumerate().filter(|(_, parts)| !parts.is_empty()) {
                for (column, total) in printed[row].iter().enumerate() {
                    assert_eq!(*total, parts.iter().map(|part| printed[*part][column]).sum::<i128>(), "{given:?}");
                }
            }
        }
        assert_eq!(given.far(&down(&given.table(), largest)).into_iter().filter(|(_, column)| *column > 0).count(), 0);
    });
}
