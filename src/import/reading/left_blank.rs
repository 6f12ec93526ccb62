//! Rows of sums that are left blank: a blank cell says that nothing is there, but not where the rows that it sums say something.

use rustc_hash::FxHashSet;

use super::plan::{FormPlan, PartPlan};
use super::read::{ReadCell, ReadTable};
use crate::eval::LinearForm;
use crate::model::{MemberId, Report, RowKind};

/// Takes away the blank cells of a table whose sums stand in rows within theirs or, of a line, in other rows.
pub(super) fn drop_sums_left_blank(report: &Report, plan: &FormPlan<'_>, table: &mut ReadTable) {
    let says = |cell: &&ReadCell| cell.value.is_some_and(|value| !value.is_zero());
    // the rows around those that say something, by their members
    let mut around: FxHashSet<(usize, usize, usize, &[MemberId])> = FxHashSet::default();
    for cell in table.cells.iter().filter(says) {
        let (_, part, node, members, column) = &cell.key;
        // a cell of a band stands in no row
        let Some(own) = plan.parts.get(*part) else { continue };
        for outer in own.around(*node).skip(1) {
            let members = members.get(..depth(own, outer)).unwrap_or_default();
            around.insert((*part, *column, outer, members));
        }
    }
    let is_summed = |cell: &ReadCell| {
        let (_, part, node, members, column) = &cell.key;
        if around.contains(&(*part, *column, *node, members.as_slice())) {
            return true;
        }
        let own = plan.parts.get(*part).and_then(|part| part.nodes.get(*node));
        let line = own.is_some_and(|node| matches!(node.item.kind, RowKind::Line(_)));
        let same = |other: &&ReadCell| (other.key.1, other.key.4) == (*part, *column);
        let covers = |other: &ReadCell| {
            cell.form.as_ref().zip(other.form.as_ref()).is_some_and(|(sum, part)| is_part(report, part, sum))
        };
        line && table.cells.iter().filter(same).filter(says).any(covers)
    };
    let kept: Vec<bool> = table.cells.iter().map(|cell| cell.value.is_some() || !is_summed(cell)).collect();
    let mut kept = kept.into_iter();
    table.cells.retain(|_| kept.next().unwrap_or(true));
}

/// How many members tell the rows of a node apart.
fn depth(part: &PartPlan<'_>, node: usize) -> usize {
    part.around(node).filter(|node| part.nodes[*node].each().is_some()).count()
}

/// Whether all that one sum counts counts in another.
fn is_part(report: &Report, part: &LinearForm, sum: &LinearForm) -> bool {
    part.terms.iter().all(|term| {
        sum.terms.iter().any(|outer| {
            (outer.ledger, outer.field, &outer.times) == (term.ledger, term.field, &term.times)
                && term.coords.within(report, &outer.coords)
        })
    })
}
