//! Cells rounded together, as their form asks, so that what is printed makes the printed totals.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::paper::Paper;
use super::{Cell, Figure, Prose};
use crate::base::{Exact, Overflow, Span};
use crate::eval::{PrintPlace, Row};
use crate::model::{Leaf, Policy, Type, UnitRef};
use crate::rounding::{self, ExactTable, Real};

impl<'m> Paper<'_, 'm> {
    /// Rounds the cells of a row set together, columns of one unit and so many places each for themselves. Columns of
    /// ratios, columns whose places differ from cell to cell, merged ones and such as do not add up keep what they have.
    pub(super) fn foot(&self, leaves: &[Leaf<'m>], rows: &[Row<'m>], cells: &mut [Vec<Option<Cell>>]) {
        let mut columns: Vec<((UnitRef, u32), Vec<usize>)> = Vec::new();
        for (index, leaf) in leaves.iter().enumerate() {
            let adds_up = matches!(leaf.expr.ty, Type::Amount(_) | Type::Count(_) | Type::Number);
            let fixed = self.evaluator.fixed(leaf.expr, leaf.format, PrintPlace::Cell(self.sheet));
            let Some(fixed) = fixed.filter(|_| adds_up && leaf.merge.is_none()) else { continue };
            match columns.iter_mut().find(|(own, _)| *own == fixed) {
                Some((_, own)) => own.push(index),
                None => columns.push((fixed, vec![index])),
            }
        }
        let lowest = if columns.is_empty() { Vec::new() } else { self.evaluator.lowest_rows(rows) };
        for ((unit, places), columns) in columns {
            let own: Vec<&Leaf<'m>> = columns.iter().map(|column| &leaves[*column]).collect();
            let grid = self.grid(&own, &columns, rows, cells);
            // what has too many digits has been reported where it was printed
            let Ok(rounded) = grid.rounded(&lowest, places, self.policy) else { continue };
            for (column, units) in rounded {
                for (cells, units) in cells.iter_mut().zip(units) {
                    let Some(cell) = &mut cells[columns[column]] else { continue };
                    let (Some(run), Ok(printed)) = (cell.text.runs.first_mut(), rounding::in_units(units, places))
                    else {
                        continue;
                    };
                    if let Some(figure) = &mut run.figure
                        && figure.printed != printed
                    {
                        figure.printed = printed;
                        let leaf = own[column];
                        run.text = self.evaluator.digits(printed, &unit, leaf.format, PrintPlace::Cell(self.sheet));
                    }
                }
            }
        }
    }

    /// The figures of some columns; those of cells that do not print too, for they count in its totals.
    fn grid(&self, leaves: &[&Leaf<'m>], columns: &[usize], rows: &[Row<'m>], cells: &[Vec<Option<Cell>>]) -> Grid {
        let figure = |row: usize, at: usize| {
            let cell =
                cells[row][columns[at]].as_ref().filter(|_| leaves[at].prints && !leaves[at].hidden(rows[row].item));
            match cell {
                Some(cell) => number(&cell.text),
                None => number(&self.evaluator.quietly(|| self.show(leaves[at], &rows[row].env))),
            }
        };
        let numbers = (0..rows.len()).map(|row| (0..leaves.len()).map(|at| figure(row, at)).collect());
        Grid { numbers: numbers.collect() }
    }
}

/// What a cell is exactly, and of what amounts it is the sum; none where it is no sum. Zero where nothing is printed.
struct Number {
    value: Exact,
    of: Option<Arc<[Span]>>,
}

fn number(text: &Prose) -> Number {
    match text.runs.as_slice() {
        [run] => run.figure.as_ref().map(|figure| Number { value: figure.value.clone(), of: summed(figure) }),
        _ => None,
    }
    .unwrap_or(Number { value: Exact::ZERO, of: Some(Arc::from([])) })
}

/// The amounts that a figure is the sum of, each counted once.
fn summed(figure: &Figure) -> Option<Arc<[Span]>> {
    if figure.origin.is_empty() { figure.value.is_zero().then(|| Arc::from([])) } else { figure.summed(usize::MAX) }
}

/// Columns, each with its cells in units of the last place.
type RoundedColumns = Vec<(usize, Vec<i128>)>;

/// The figures of some columns, row by row.
struct Grid {
    numbers: Vec<Vec<Number>>,
}

impl Grid {
    /// The columns that add up down the rows, rounded together.
    fn rounded(&self, lowest: &[Vec<usize>], places: u32, policy: Policy) -> Result<RoundedColumns, Overflow> {
        let width = self.numbers.first().map_or(0, Vec::len);
        let columns: Vec<usize> = (0..width).filter(|column| self.adds_up(lowest, *column)).collect();
        let across = self.across(lowest, &columns);
        let real = |row: &Vec<Number>| columns.iter().map(|column| Real::new(&row[*column].value, places)).collect();
        let values: Vec<Vec<Real>> = self.numbers.iter().map(real).collect::<Result<_, _>>()?;
        let table = ExactTable { rows: lowest, columns: &across, values };
        let units = match policy {
            Policy::Controlled => rounding::controlled(&table),
            Policy::Last => rounding::down(&table, rounding::last),
            Policy::Largest => rounding::down(&table, rounding::largest),
            Policy::Plain => return Ok(Vec::new()),
        };
        let column = |(at, column): (usize, &usize)| (*column, units.iter().map(|row| row[at]).collect());
        Ok(columns.iter().enumerate().map(column).collect())
    }

    /// Whether each row that holds others is exactly their sum.
    fn adds_up(&self, lowest: &[Vec<usize>], column: usize) -> bool {
        let value = |row: usize| &self.numbers[row][column].value;
        let mut totals = lowest.iter().enumerate().filter(|(_, parts)| !parts.is_empty());
        totals.all(|(row, parts)| is_sum(value(row), parts.iter().map(|part| value(*part))))
    }

    /// For each of some columns the lowest ones that it is the sum of, in every row.
    fn across(&self, lowest: &[Vec<usize>], columns: &[usize]) -> Vec<Vec<usize>> {
        let at_bottom = self.numbers.iter().zip(lowest).filter(|(_, parts)| parts.is_empty()).map(|(row, _)| row);
        let plain: Vec<bool> =
            columns.iter().map(|column| self.numbers.iter().all(|row| row[*column].of.is_some())).collect();
        let mut held: Vec<Vec<usize>> = Vec::new();
        for row in at_bottom {
            let mut own: FxHashMap<Span, Vec<usize>> = FxHashMap::default();
            for (at, column) in columns.iter().enumerate().filter(|(at, _)| plain[*at]) {
                for span in row[*column].of.iter().flat_map(|spans| spans.iter()) {
                    own.entry(*span).or_default().push(at);
                }
            }
            held.extend(own.into_values());
        }
        let mut sums = rounding::sums(columns.len(), held);
        for (at, parts) in sums.iter_mut().enumerate() {
            let in_row = |row: &Vec<Number>| {
                is_sum(&row[columns[at]].value, parts.iter().map(|part| &row[columns[*part]].value))
            };
            if !parts.is_empty() && !self.numbers.iter().all(in_row) {
                parts.clear();
            }
        }
        sums
    }
}

fn is_sum<'n>(total: &Exact, mut parts: impl Iterator<Item = &'n Exact>) -> bool {
    parts.try_fold(Exact::ZERO, |sum, part| sum.plus(part)).is_ok_and(|sum| sum == *total)
}
