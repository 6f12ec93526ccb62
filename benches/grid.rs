//! A table to be rounded: lowest rows in groups of twenty under a grand total, columns under a total.

use budgetc::base::{Decimal, Exact};
use budgetc::rounding::{ExactTable, Real};

/// Rows of a group.
const GROUP: usize = 20;

/// Its amounts in hundredths of the printed unit, and what is the sum of what.
pub struct Grid {
    pub rows: Vec<Vec<usize>>,
    pub columns: Vec<Vec<usize>>,
    pub values: Vec<Vec<i64>>,
}

impl Grid {
    /// Of so many lowest rows and columns; the same figures on each machine.
    pub fn new(rows: usize, columns: usize) -> Grid {
        let mut state = 1u64;
        let mut amount = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) % 999_999) as i64
        };
        let mut all =
            Grid { rows: vec![Vec::new()], columns: vec![(1..=columns).collect()], values: vec![vec![0; columns + 1]] };
        all.columns.extend(vec![Vec::new(); columns]);
        for first in (0..rows).step_by(GROUP) {
            let group = all.rows.len();
            all.rows.push(Vec::new());
            all.values.push(vec![0; columns + 1]);
            for _ in first..rows.min(first + GROUP) {
                let mut row = vec![0];
                row.extend((0..columns).map(|_| amount()));
                row[0] = row.iter().sum();
                for (column, value) in row.iter().enumerate() {
                    all.values[0][column] += value;
                    all.values[group][column] += value;
                }
                let index = all.rows.len();
                all.rows[0].push(index);
                all.rows[group].push(index);
                all.rows.push(Vec::new());
                all.values.push(row);
            }
        }
        all
    }

    pub fn table(&self) -> ExactTable<'_> {
        let real = |value: &i64| Real::new(&Exact::from(Decimal::new(*value, 2)), 0).unwrap();
        let values = self.values.iter().map(|row| row.iter().map(real).collect()).collect();
        ExactTable { rows: &self.rows, columns: &self.columns, values }
    }

    /// How far all cells moved, in hundredths, a total as often as it has cells.
    pub fn cost(&self, units: &[Vec<i128>]) -> i128 {
        let size = |parts: &Vec<usize>| parts.len().max(1) as i128;
        let mut cost = 0;
        for (row, parts) in self.rows.iter().enumerate() {
            for (column, others) in self.columns.iter().enumerate() {
                let moved = (units[row][column] * 100 - i128::from(self.values[row][column])).abs();
                cost += moved * size(parts) * size(others);
            }
        }
        cost
    }
}
