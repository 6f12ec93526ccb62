//! Facts that a total of a table would count and none of the rows beneath it, for they lack the member that these rows are by: such
//! a table would not add up, so they are not there.

use rustc_hash::FxHashSet;

use super::candidates::Variable;
use super::patterns::{CellPattern, bare, pattern};
use super::plan::{FormPlan, PartPlan};
use super::read::ReadTable;
use crate::eval::Evaluator;
use crate::model::{DimId, Report};

/// The totals of tables, each with the rows that make it.
pub(super) struct CoveredTotals(Vec<(CellPattern, Vec<CellPattern>)>);

impl CoveredTotals {
    pub fn new<'m>(evaluator: &Evaluator<'m>, plans: &[FormPlan<'m>], tables: &[ReadTable]) -> CoveredTotals {
        let mut all = Vec::new();
        for table in tables {
            let plan = &plans[table.form];
            let rows: FxHashSet<(usize, usize)> = table.cells.iter().map(|cell| (cell.key.1, cell.key.2)).collect();
            for (number, (part, read)) in plan.parts.iter().zip(&table.rows).enumerate() {
                // a table may go less far than its form
                let goes_on =
                    |node: &usize| part.nodes[*node].children.iter().any(|row| rows.contains(&(number, *row)));
                for node in (0..part.nodes.len()).filter(goes_on) {
                    let columns = read.columns.iter().enumerate().filter(|(_, has)| **has);
                    all.extend(columns.filter_map(|(column, _)| total(evaluator, plan, part, (node, column))));
                }
            }
        }
        CoveredTotals(all)
    }

    /// Whether some total would count a fact that none of its rows prints, as it lacks their member.
    pub fn forbid(&self, report: &Report, one: &Variable) -> bool {
        let lacks =
            |rows: &[CellPattern]| rows.iter().flat_map(|row| &row.keys).any(|(dim, _)| lacks(report, one, *dim));
        let own = self.0.iter().filter(|(total, _)| (total.ledger, total.field) == (one.ledger, one.field));
        let mut own = own.filter(|(_, rows)| lacks(rows)).peekable();
        if own.peek().is_none() {
            return false;
        }
        let fact = bare(report, one.ledger, one.members.clone());
        let prints = |pattern: &CellPattern| pattern.key_of(report, &fact).is_some();
        own.any(|(total, rows)| prints(total) && !rows.iter().any(prints))
    }
}

/// Whether a fact has no member of a dimension that its ledger has.
fn lacks(report: &Report, one: &Variable, dim: DimId) -> bool {
    report.axis_path(one.ledger, dim).is_some_and(|path| one.members[path.axis].is_none())
}

/// The cells of a column in the rows of an item, and in those right beneath it; none where these need not make them.
fn total<'m>(
    evaluator: &Evaluator<'m>,
    plan: &FormPlan<'m>,
    part: &PartPlan<'m>,
    (node, column): (usize, usize),
) -> Option<(CellPattern, Vec<CellPattern>)> {
    let beneath = &part.nodes[node].children;
    if beneath.is_empty() || beneath.iter().any(|child| part.nodes[*child].item.aside) {
        return None;
    }
    let cells = |node: usize| pattern(evaluator, plan, part, (node, column), &[]);
    let rows: Option<Vec<CellPattern>> = beneath.iter().map(|child| cells(*child)).collect();
    Some((cells(node)?, rows?))
}
