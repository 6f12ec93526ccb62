//! B0714: a printed figure that is a unit of its last place or more from the exact one, because its form rounds cells together.

use super::Lint;
use super::{Finding, LintContext};
use crate::base::{Decimal, Diagnostic, Exact};
use crate::codes;
use crate::document::{Cell, Figure, Table};
use crate::say;

codes! {
    MOVED_BY_ROUNDING = "B0714", Warning, since "0.1.0": "一起舍入移动了一个单位以上", "A figure moved by a unit or more";
}

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[["a figure that moved by a unit or more because its form rounds its cells together", "the form"]],
    of_former: false,
    run: check,
};

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    found.extend(context.document.tables().filter(|_| context.sound).filter_map(moved));
}

fn moved(table: &Table) -> Option<Finding> {
    let far = |cell: &Cell| {
        let [run] = cell.text.runs.as_slice() else { return None };
        let figure = run.figure.as_ref().filter(|figure| is_far(figure))?;
        Some((run.text.clone(), figure.value.clone(), figure.unit.clone()))
    };
    let cells = table.body.iter().flat_map(|row| row.cells.iter().filter_map(far).map(move |cell| (row, cell)));
    let all: Vec<_> = cells.collect();
    let (row, (text, value, unit)) = all.first()?;
    let line = row.cells.iter().map(|cell| cell.text.plain()).find(|text| !text.is_empty()).unwrap_or_default();
    let (name, count) = (&table.id, all.len());
    let message = say!(
        "「{name}」一起舍入，有的数移动了一个单位以上（{count} 处）：「{line}」印 {text}{unit}，未舍入是 {value}{unit}",
        "`{name}` rounds its cells together, and some moved by a unit or more ({count}): `{line}` prints {text}{unit} for {value}{unit}"
    );
    let problem = Diagnostic::new(MOVED_BY_ROUNDING, table.place, message).note(say!(
        "多印几位小数（digits），或换一种舍入：by controlled 动得最少，by plain 各自四舍五入",
        "print more `digits`, or round otherwise: `by controlled` moves least, `by plain` rounds each cell for itself"
    ));
    Some(Finding::new(name, problem))
}

fn is_far(figure: &Figure) -> bool {
    let unit = Exact::from(Decimal::new(1, figure.printed.scale()));
    Exact::from(figure.printed).minus(&figure.value).is_ok_and(|apart| apart.abs() >= unit)
}
