//! Numbers beside a table that its form has no column for.

use rustc_hash::FxHashSet;

use super::grid::{self, CellNumber, Grid};
use super::locate::Located;
use super::plan::FormPlan;
use super::read::{FindingKind, TableFinding};
use crate::say;
use crate::tables::SheetPlace;

/// What is said of the numbers in rows of a table that stand in none of its form's columns; none where there are none.
pub(super) fn leftover(plan: &FormPlan<'_>, grid: &Grid<'_>, located: &Located) -> Option<TableFinding> {
    let read: FxHashSet<u32> = located.areas.iter().flat_map(|area| area.columns.iter().flatten().copied()).collect();
    let first = located.areas.iter().map(|area| *area.rows.start()).min()?;
    let cells = grid.rows().filter(|row| *row >= first).flat_map(|row| grid.row(row));
    let beside = cells.filter(|cell| {
        !read.contains(&cell.place.column) && matches!(grid::number(Some(cell)), CellNumber::Number(..))
    });
    let places: Vec<SheetPlace> = beside.map(|cell| cell.place).collect();
    let rows = (places.iter().map(|place| place.row).min()?, places.iter().map(|place| place.row).max()?);
    let columns = (places.iter().map(|place| place.column).min()?, places.iter().map(|place| place.column).max()?);
    let (from, to) =
        (SheetPlace { row: rows.0, column: columns.0 }.name(), SheetPlace { row: rows.1, column: columns.1 }.name());
    let (count, form) = (places.len(), &plan.form.name);
    Some(TableFinding {
        place: places.first().copied(),
        kind: FindingKind::Note,
        text: say!(
            "{from} 至 {to} 有 {count} 个数没有读：它们所在的栏不是「{form}」的",
            "{count} numbers from {from} to {to} are not read: `{form}` has no such columns"
        ),
        way_out: Some(say!(
            "是另一张表的，放到单独的工作表；栏目名称写得不同的，改成表格的名称",
            "put another table on a sheet of its own; of a column that has another title, write the form's"
        )),
    })
}
