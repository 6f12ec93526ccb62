//! Columns that put several things into words, of which no other column tells one: facts cannot be read back from them.

use rustc_hash::FxHashSet;

use super::plan::{ColumnRole, FieldPart, PartPlan};
use crate::eval::{Env, Evaluator};
use crate::model::{DimId, Expr, LedgerId, Quoted, Report, RowKind, Type};

/// The columns of rows of facts that are made of a field or a member that no other column tells, each with its row item.
pub(super) fn made_of<'m>(evaluator: &Evaluator<'m>, part: &PartPlan<'m>) -> Vec<(usize, usize)> {
    let report = evaluator.report;
    let mut all = Vec::new();
    for (index, node) in part.nodes.iter().enumerate() {
        let Some(ledger) = node.ledgers.first().filter(|_| matches!(node.item.kind, RowKind::EachFact)) else {
            continue;
        };
        let told = told_fields(evaluator, part, *ledger);
        let fields_open = (0..report.ledger(*ledger).fields.len()).any(|field| !told.contains(&field));
        let bound = bound(part, index);
        let open: Vec<DimId> = report.ledger(*ledger).axes.iter().map(|axis| axis.dim).collect();
        let open: Vec<DimId> = open.into_iter().filter(|dim| !bound.contains(dim)).collect();
        for (at, column) in part.columns.iter().enumerate() {
            if matches!(column.role, ColumnRole::Words | ColumnRole::Other) {
                let quoted = quoted(report, column.leaf.expr);
                let mixed = fields_open && quoted.ledgers.contains(ledger);
                all.extend((mixed || open.iter().any(|dim| quoted.dims.contains(dim))).then_some((index, at)));
            }
        }
    }
    all
}

/// The fields of a ledger that columns tell by themselves.
fn told_fields<'m>(evaluator: &Evaluator<'m>, part: &PartPlan<'m>, ledger: LedgerId) -> Vec<usize> {
    let report = evaluator.report;
    let of = |column: &super::plan::ColumnPlan<'m>| match column.role {
        ColumnRole::Field(own, field, FieldPart::Whole | FieldPart::Number) if own == ledger => Some(field),
        ColumnRole::Figure => {
            let form = evaluator.linear_form(column.leaf.expr, &Env::default())?;
            form.terms.first().filter(|term| form.terms.len() == 1 && term.ledger == ledger).map(|term| term.field)
        }
        // a label is the first text
        ColumnRole::Label => report.ledger(ledger).fields.iter().position(|field| matches!(field.ty, Type::Text)),
        _ => None,
    };
    part.columns.iter().filter_map(of).collect()
}

/// The dimensions whose member the rows around tell, or a column.
fn bound(part: &PartPlan<'_>, node: usize) -> FxHashSet<DimId> {
    let columns = part.columns.iter().filter_map(|column| column.role.axis());
    let rows = part.around(node).filter_map(|node| part.nodes[node].each()).map(|(dim, _)| dim);
    let filters = part.around(node).flat_map(|node| &part.nodes[node].at).flat_map(|filter| &filter.parts);
    columns.chain(rows).chain(filters.map(|(dim, ..)| *dim)).collect()
}

/// All that an expression names, and what the named figures and texts name in it.
fn quoted(report: &Report, expr: &Expr) -> Quoted {
    let mut all = Quoted::default();
    all.expr(expr);
    let (mut lets, mut texts) = (FxHashSet::default(), FxHashSet::default());
    loop {
        let new_lets: Vec<_> = all.lets.iter().copied().filter(|id| lets.insert(*id)).collect();
        let new_texts: Vec<_> = all.texts.iter().copied().filter(|id| texts.insert(*id)).collect();
        if new_lets.is_empty() && new_texts.is_empty() {
            return all;
        }
        new_lets.iter().for_each(|id| all.expr(&report.lets[id.ix()].expr));
        new_texts.iter().for_each(|id| all.template(&report.texts[id.ix()].body));
    }
}
