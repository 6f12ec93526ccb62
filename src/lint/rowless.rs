//! B0713: fixed rows that name members of one dimension one by one, and a fact at a member that none of them names: it is in no
//! row of the table.

use super::Lint;
use super::{Finding, LintContext};
use crate::base::Diagnostic;
use crate::check::form_places;
use crate::codes;
use crate::eval::{Env, Evaluator};
use crate::ledger::Coords;
use crate::model::{DimId, FactId, Form, FormBody, MemberId, Narrow, RowItem, RowKind, RowsHead};
use crate::say;

codes! {
    FACTS_IN_NO_ROW = "B0713", Warning, since "0.1.0": "有数而没有行", "Facts in no row";
}

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[["facts at a member that the form's fixed rows leave out", "the member"]],
    of_former: false,
    run: check,
};

/// A row that is meant for one member is no list; two are.
const LIST: usize = 2;

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    let report = context.evaluator.report;
    for (id, env) in form_places(context.evaluator) {
        let form = &report.forms[id.ix()];
        body(context.evaluator, form, &form.body, &env.form(report, form), found);
    }
}

fn body<'m>(evaluator: &Evaluator<'m>, form: &'m Form, inside: &'m FormBody, env: &Env<'m>, found: &mut Vec<Finding>) {
    for head in &inside.rows {
        rows(evaluator, form, head, env, found);
    }
    let bands = inside.bands.iter().map(|(_, band)| band);
    for inner in inside.sides.iter().map(|(_, side)| side).chain(bands) {
        body(evaluator, form, inner, env, found);
    }
}

fn rows<'m>(evaluator: &Evaluator<'m>, form: &'m Form, head: &'m RowsHead, env: &Env<'m>, found: &mut Vec<Finding>) {
    let Some(dim) = listed(&head.items) else { return };
    let here = env.narrow(evaluator.report, &head.at).coords;
    let rows: Vec<Coords> = evaluator.rows(head, env, &[]).into_iter().map(|row| row.env.coords).collect();
    let shown = |fact: &FactId| rows.iter().any(|row| evaluator.ledgers.matches(*fact, row));
    let mut left: Vec<(MemberId, Vec<FactId>)> = Vec::new();
    for ledger in &head.ledgers {
        let Some(path) = evaluator.report.axis_path(*ledger, dim) else { continue };
        for fact in evaluator.ledgers.in_order(*ledger, &here).into_iter().filter(|fact| !shown(fact)) {
            let Some(member) = evaluator.report.fact_member(&evaluator.report.facts[fact.ix()], path) else { continue };
            match left.iter_mut().find(|(other, _)| *other == member) {
                Some((_, facts)) => facts.push(fact),
                None => left.push((member, vec![fact])),
            }
        }
    }
    found.extend(left.into_iter().map(|(member, facts)| finding(evaluator, form, head, member, &facts)));
}

/// The dimension whose members fixed rows name one by one, if there is one.
fn listed(items: &[RowItem]) -> Option<DimId> {
    let lines = || items.iter().filter(|item| matches!(item.kind, RowKind::Line(_)) && !item.aside);
    let named = |item: &RowItem, dim: DimId| {
        item.at.parts.iter().any(|(own, narrow, _)| *own == dim && matches!(narrow, Narrow::Members(_)))
    };
    let mut dims = lines().flat_map(|item| item.at.parts.iter().map(|(dim, ..)| *dim));
    dims.find(|dim| lines().filter(|item| named(item, *dim)).count() >= LIST)
}

fn finding(evaluator: &Evaluator<'_>, form: &Form, head: &RowsHead, member: MemberId, facts: &[FactId]) -> Finding {
    let (name, subject, count) = (&form.name, evaluator.report.display(member), facts.len());
    let spans: Vec<_> = facts.iter().take(5).map(|fact| evaluator.report.facts[fact.ix()].span).collect();
    let message = say!(
        "表格「{name}」的固定行没有列出「{subject}」：{count} 笔不在任何一行里",
        "form `{name}` has no row for `{subject}`: facts in none of its rows: {count}"
    );
    let mut problem = Diagnostic::new(FACTS_IN_NO_ROW, spans.first().copied().unwrap_or(form.span), message);
    for span in spans.into_iter().skip(1) {
        problem = problem.related(span, say!("这一笔也是", "this one too"));
    }
    let way =
        say!("补上一行，或用 each 代替逐个列出的固定行", "add a line, or use `each` instead of lines for each member");
    let problem = problem.related(head.span, say!("这些行", "these rows")).note(way);
    Finding { facts: facts.to_vec(), ..Finding::new(subject, problem) }
}
