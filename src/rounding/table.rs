//! The cells of a table, rounded so that its totals are the sums of what is printed beneath and beside them.

use rustc_hash::FxHashMap;

use super::Real;
use super::flow::{self, Arc};
use super::forest::Forest;

/// The exact values of a table.
pub struct ExactTable<'t> {
    /// For each row the lowest rows that it is the sum of; none for one that is lowest itself.
    pub rows: &'t [Vec<usize>],
    /// The same of its columns.
    pub columns: &'t [Vec<usize>],
    /// Row by row; each total is the exact sum of its parts.
    pub values: Vec<Vec<Real>>,
}

/// Cells in units of the last printed place, row by row.
type Units = Vec<Vec<i128>>;

/// Costs are in millionths of a unit moved.
const UNIT: i64 = 1_000_000;
/// So often the cells of totals that moved too far are made dearer and the table is rounded again.
const ROUNDS: usize = 24;

/// Two-way controlled rounding: rows and columns add up, each cell is one of the two units around its value (B. Causey, L. Cox,
/// L. Ernst, "Applications of transportation theory to statistical problems", JASA 80, 1985; L. Cox, "A constructive procedure for
/// unbiased controlled rounding", JASA 82, 1987). A cell that is whole stays; a grand total is rounded as it would be by itself; of
/// all ways the one whose cells move least counts, a total as often as it has cells.
///
/// Totals that lie within one another, and each cell in one total of either kind, make a network: of rows, over the columns,
/// and of columns, down the rows. So the parts of a total may have parts themselves on one axis, and on the other in the lowest
/// rows and in the grand totals. What is neither (a subtotal of rows in a subtotal of columns; a total that crosses others) is
/// the sum of what is printed for its cells, and may be a unit or more from its value.
pub fn controlled(table: &ExactTable<'_>) -> Units {
    let (rows, columns) = (Forest::new(table.rows), Forest::new(table.columns));
    let mut nudges = FxHashMap::default();
    let mut best: Option<(usize, Units)> = None;
    for _ in 0..ROUNDS {
        let mut units = nearest(table);
        for row in top(&rows) {
            for column in top(&columns) {
                let tree = Subtable { table, rows: &rows, columns: &columns, row, column };
                tree.round(&nudges, &mut units);
            }
        }
        let far = add_up(table, &rows, &columns, &mut units);
        let count = far.len();
        for (row, column) in far {
            let nudge = if units[row][column] > table.values[row][column].floor { UNIT / 3 } else { -UNIT / 3 };
            for row in cells(table.rows, row) {
                for column in cells(table.columns, column) {
                    *nudges.entry((row, column)).or_insert(0) += nudge;
                }
            }
        }
        if best.as_ref().is_none_or(|(least, _)| count < *least) {
            best = Some((count, units));
        }
        if count == 0 {
            break;
        }
    }
    best.map(|(_, units)| units).unwrap_or_default()
}

/// One-way rounding: in each column a total that lies in no other is rounded by itself, and its parts are rounded so that they
/// make it, down to the lowest rows.
pub fn down(table: &ExactTable<'_>, share_out: fn(&[Real], i128) -> Vec<i128>) -> Units {
    let rows = Forest::new(table.rows);
    let mut beneath: Vec<Vec<usize>> = vec![Vec::new(); table.rows.len()];
    for (row, parent) in rows.parent.iter().enumerate() {
        parent.iter().for_each(|parent| beneath[*parent].push(row));
    }
    let column = |column: usize| {
        let mut units: Vec<i128> = table.values.iter().map(|row| row[column].nearest).collect();
        for row in rows.down.iter().filter(|row| !beneath[**row].is_empty()) {
            let parts: Vec<Real> = beneath[*row].iter().map(|part| table.values[*part][column].clone()).collect();
            for (part, share) in beneath[*row].iter().zip(share_out(&parts, units[*row])) {
                units[*part] = share;
            }
        }
        for row in (0..units.len()).filter(|row| rows.crossing[*row]) {
            units[row] = table.rows[row].iter().map(|part| units[*part]).sum();
        }
        units
    };
    let columns: Vec<Vec<i128>> = (0..table.columns.len()).map(column).collect();
    (0..table.rows.len()).map(|row| columns.iter().map(|units| units[row]).collect()).collect()
}

fn nearest(table: &ExactTable<'_>) -> Units {
    table.values.iter().map(|row| row.iter().map(|value| value.nearest).collect()).collect()
}

fn top(forest: &Forest) -> impl Iterator<Item = usize> {
    forest.down.iter().copied().filter(|item| forest.parent[*item].is_none())
}

/// The lowest items of one: itself where it is lowest.
fn cells(parts: &[Vec<usize>], item: usize) -> Vec<usize> {
    if parts[item].is_empty() { vec![item] } else { parts[item].clone() }
}

/// Sets what no network holds to the sum of its cells; those of them that are a unit or more from their values.
fn add_up(table: &ExactTable<'_>, rows: &Forest, columns: &Forest, units: &mut Units) -> Vec<(usize, usize)> {
    let mut far = Vec::new();
    let between =
        |parts: &[Vec<usize>], forest: &Forest, item: usize| !parts[item].is_empty() && forest.parent[item].is_some();
    for row in 0..table.rows.len() {
        for column in 0..table.columns.len() {
            let loose = rows.crossing[row]
                || columns.crossing[column]
                || (between(table.rows, rows, row) && between(table.columns, columns, column));
            if loose {
                let across = cells(table.columns, column);
                let sum = |row: usize| across.iter().map(|column| units[row][*column]).sum::<i128>();
                let sum = cells(table.rows, row).into_iter().map(sum).sum();
                units[row][column] = sum;
                if table.values[row][column].is_far(sum) {
                    far.push((row, column));
                }
            }
        }
    }
    far
}

/// A point where cells meet: a total over the columns, which shares out what comes from the grand total; a total down the rows,
/// which collects it; the grand total itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum FlowNode {
    Over(usize, usize),
    Down(usize, usize),
    Grand,
}

/// The rows beneath one at the top, and the columns beneath one.
struct Subtable<'a, 't> {
    table: &'a ExactTable<'t>,
    rows: &'a Forest,
    columns: &'a Forest,
    row: usize,
    column: usize,
}

impl Subtable<'_, '_> {
    fn round(&self, nudges: &FxHashMap<(usize, usize), i64>, units: &mut Units) {
        let mut nodes: FxHashMap<FlowNode, u32> = FxHashMap::default();
        let mut excess: Vec<i128> = Vec::new();
        let mut number = |node: FlowNode, excess: &mut Vec<i128>| {
            *nodes.entry(node).or_insert_with(|| {
                excess.push(0);
                excess.len() as u32 - 1
            })
        };
        let (mut arcs, mut carried) = (Vec::new(), Vec::new());
        let below = |forest: &Forest, root| -> Vec<usize> {
            forest.down.iter().copied().filter(|item| forest.root[*item] == root).collect()
        };
        let across = below(self.columns, self.column);
        for row in below(self.rows, self.row) {
            for column in across.iter().copied() {
                let Some((from, to)) = self.ends(row, column) else { continue };
                let value = &self.table.values[row][column];
                let (from, to) = (number(from, &mut excess), number(to, &mut excess));
                let grand = (row, column) == (self.row, self.column);
                let least = if grand { value.nearest } else { value.floor };
                excess[from as usize] -= least;
                excess[to as usize] += least;
                if !grand && !value.is_whole() {
                    let weight = (self.rows.size[row] * self.columns.size[column]) as i64;
                    let nudge = nudges.get(&(row, column)).copied().unwrap_or(0);
                    arcs.push(Arc { from, to, cost: cost(value) * weight + nudge });
                    carried.push((row, column));
                }
            }
        }
        let excess: Option<Vec<i64>> = excess.into_iter().map(|units| i64::try_from(units).ok()).collect();
        let Some(carries) = excess.and_then(|excess| flow::cheapest(excess, &arcs)) else { return };
        for ((row, column), carries) in carried.into_iter().zip(carries) {
            units[row][column] = self.table.values[row][column].floor + i128::from(carries);
        }
    }

    /// Between which nodes a cell flows; none where it belongs to no network.
    fn ends(&self, row: usize, column: usize) -> Option<(FlowNode, FlowNode)> {
        let lowest = |parts: &[Vec<usize>], item: usize| parts[item].is_empty();
        let (rows, columns) = (self.table.rows, self.table.columns);
        let over = |row: usize, column: usize| match (self.rows.parent[row], self.columns.parent[column]) {
            (_, Some(above)) => FlowNode::Over(row, above),
            (Some(above), None) => FlowNode::Over(above, column),
            (None, None) => FlowNode::Grand,
        };
        // with rows or columns alone the totals over the columns are all there are
        let alone = lowest(rows, self.row) || lowest(columns, self.column);
        let down = |row: usize, column: usize| match (self.rows.parent[row], self.columns.parent[column]) {
            _ if alone => FlowNode::Grand,
            (Some(above), _) => FlowNode::Down(above, column),
            (None, Some(above)) if above == self.column => FlowNode::Grand,
            (None, Some(above)) => FlowNode::Down(row, above),
            (None, None) => FlowNode::Grand,
        };
        match (lowest(rows, row), lowest(columns, column)) {
            _ if (row, column) == (self.row, self.column) && alone && lowest(rows, row) && lowest(columns, column) => {
                None
            }
            _ if (row, column) == (self.row, self.column) => Some((FlowNode::Grand, FlowNode::Over(row, column))),
            (true, true) => Some((over(row, column), down(row, column))),
            (true, false) => Some((over(row, column), FlowNode::Over(row, column))),
            (false, _) if column == self.column => Some((over(row, column), FlowNode::Over(row, column))),
            (false, true) => Some((FlowNode::Down(row, column), down(row, column))),
            (false, false) if row == self.row => Some((FlowNode::Down(row, column), down(row, column))),
            (false, false) => None,
        }
    }
}

/// What it costs to print the unit above a value rather than the one below: less than zero where that is nearer. Of two as near
/// the one counts that it is rounded to by itself.
fn cost(value: &Real) -> i64 {
    let rest = value.rest.round(6).ok().and_then(|rest| i64::try_from(rest.mantissa()).ok()).unwrap_or(0);
    let gain = UNIT - 2 * rest;
    if value.nearest > value.floor { gain.min(-1) } else { gain.max(1) }
}
