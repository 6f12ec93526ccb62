//! Printed totals: a row whose coordinates hold those of other rows must equal the sum of the leaves among them, in every
//! column that adds up, whichever ledger the column quotes.

use super::{Identity, Instance, Outcome, Sides, Source, Verdict};
use crate::base::{Diagnostic, Exact};
use crate::eval::{Env, Evaluator, Row};
use crate::ledger::Coords;
use crate::model::{CompareOp, DimId, DocItem, Expr, ExprKind, Form, FormBody, FormId, Leaf, Narrow, RowsHead, Type};
use crate::say;

pub(super) fn check(evaluator: &Evaluator<'_>, outcome: &mut Outcome) {
    let places = places(evaluator);
    for (index, form) in evaluator.report.forms.iter().enumerate() {
        let mut coords: Vec<Coords> = Vec::new();
        let own = places.iter().filter(|(id, _)| id.ix() == index).map(|(_, env)| env);
        let nowhere = Env::default();
        let all: Vec<&Env<'_>> = own.collect();
        for env in if all.is_empty() { vec![&nowhere] } else { all } {
            if !coords.contains(&env.coords) {
                coords.push(env.coords.clone());
                body(evaluator, form, &form.body, &env.form(evaluator.report, form), outcome);
            }
        }
    }
}

/// Where the document prints forms, and at which coordinates.
pub fn places<'m>(evaluator: &Evaluator<'m>) -> Vec<(FormId, Env<'m>)> {
    let mut places = Vec::new();
    if let Some(document) = &evaluator.report.document {
        placed(evaluator, &document.items, &Env::default(), &mut places);
    }
    places
}

fn placed<'m>(evaluator: &Evaluator<'m>, items: &'m [DocItem], env: &Env<'m>, places: &mut Vec<(FormId, Env<'m>)>) {
    for item in items {
        match item {
            DocItem::Form(id) => places.push((*id, env.clone())),
            DocItem::Section(_, _, at, items) => {
                placed(evaluator, items, &env.narrow(evaluator.report, at), places);
            }
            DocItem::List(_, items) => placed(evaluator, items, env, places),
            DocItem::If(branches, otherwise) => {
                branches.iter().for_each(|(_, items)| placed(evaluator, items, env, places));
                placed(evaluator, otherwise, env, places);
            }
            DocItem::Each(ledgers, item, items) => {
                for round in evaluator.each(ledgers, item, env) {
                    placed(evaluator, items, &round, places);
                }
            }
            DocItem::Cover(_) | DocItem::Contents(_) | DocItem::Paragraphs(_) | DocItem::Picture(_) => {}
        }
    }
}

fn body<'m>(evaluator: &Evaluator<'m>, form: &'m Form, inside: &'m FormBody, env: &Env<'m>, outcome: &mut Outcome) {
    let leaves = inside.leaves();
    for head in &inside.rows {
        rows(evaluator, form, head, &leaves, env, outcome);
    }
    let bands = inside.bands.iter().map(|(_, band)| band);
    for inner in inside.sides.iter().map(|(_, side)| side).chain(bands) {
        body(evaluator, form, inner, env, outcome);
    }
}

fn rows<'m>(
    evaluator: &Evaluator<'m>,
    form: &'m Form,
    head: &'m RowsHead,
    leaves: &[Leaf<'m>],
    env: &Env<'m>,
    outcome: &mut Outcome,
) {
    let spanned: Vec<_> = leaves.iter().filter_map(|leaf| leaf.merge).collect();
    let rows: Vec<Row<'m>> = evaluator.rows(head, env, &spanned).into_iter().filter(|row| !row.silent).collect();
    for (row, parts) in rows.iter().zip(evaluator.lowest(&rows)) {
        if parts.is_empty() {
            continue;
        }
        let parts: Vec<&Row<'m>> = parts.into_iter().map(|part| &rows[part]).collect();
        for leaf in leaves.iter().filter(|leaf| additive(evaluator, leaf, &parts) && !leaf.hidden(row.item)) {
            let finding = column(evaluator, form, row, &parts, leaf);
            outcome.identities.extend(finding);
        }
    }
}

/// Whether a column's cells add up. One that frees an axis of the rows says more than its row and does not.
fn additive(evaluator: &Evaluator<'_>, leaf: &Leaf<'_>, parts: &[&Row<'_>]) -> bool {
    let bound = |dim| parts.iter().any(|part| part.env.coords.get(dim).is_some());
    matches!(leaf.expr.ty, Type::Amount(_) | Type::Count(_) | Type::Number) && !frees(evaluator, leaf.expr, &bound)
}

fn frees(evaluator: &Evaluator<'_>, expr: &Expr, bound: &dyn Fn(DimId) -> bool) -> bool {
    match &expr.kind {
        ExprKind::At(inner, filter) => {
            filter.parts.iter().any(|(dim, narrow, _)| *narrow == Narrow::Free && bound(*dim))
                || frees(evaluator, inner, bound)
        }
        ExprKind::Let(id) => frees(evaluator, &evaluator.report.lets[id.ix()].expr, bound),
        _ => expr.children().into_iter().any(|inner| frees(evaluator, inner, bound)),
    }
}

/// Where a row's cell of a column is evaluated; merged cells where their member is bound.
fn place<'m>(
    evaluator: &Evaluator<'m>,
    row: &Row<'m>,
    leaf: &Leaf<'m>,
) -> (Option<Vec<crate::model::MemberId>>, Env<'m>) {
    let depth =
        leaf.merge.and_then(|merge| row.bindings.iter().position(|binding| (binding.dim, binding.level) == merge));
    let (run, env) = match depth {
        Some(depth) => {
            (Some(row.bindings[..=depth].iter().map(|binding| binding.member).collect()), &row.bindings[depth].env)
        }
        None => (None, &row.env),
    };
    (run, leaf.at.iter().fold(env.clone(), |env, at| env.column(evaluator.report, at)))
}

fn column<'m>(
    evaluator: &Evaluator<'m>,
    form: &'m Form,
    row: &Row<'m>,
    parts: &[&Row<'m>],
    leaf: &Leaf<'m>,
) -> Option<Identity> {
    let (_, env) = place(evaluator, row, leaf);
    // only what is a sum of written amounts adds up
    let trace = evaluator.trace(leaf.expr, &env)?;
    let line = row.env.label.as_ref().map(crate::eval::Prose::plain).unwrap_or_default();
    let mut identity = Identity {
        source: Source::Printed,
        name: form.name.clone(),
        instance: Instance::Cell(line.clone(), leaf.column.id.clone()),
        span: leaf.column.span,
        sides: None,
        gap: None,
        verdict: Verdict::Unchecked,
        accepted: None,
        finding: None,
    };
    let mut sum = Exact::ZERO;
    let mut runs = Vec::new();
    let mut missing = trace.terms.clone();
    let mut nothing_there = missing.is_empty();
    for part in parts {
        let (run, env) = place(evaluator, part, leaf);
        if run.as_ref().is_some_and(|run| runs.contains(run)) {
            continue;
        }
        runs.extend(run);
        let Some(next) = evaluator.cell_number(leaf.expr, &env).and_then(|number| sum.plus(number).ok()) else {
            return Some(identity);
        };
        sum = next;
        for key in evaluator.trace(leaf.expr, &env).map(|trace| trace.terms).unwrap_or_default().keys() {
            nothing_there = false;
            missing.remove(key);
        }
    }
    let Some(total) = evaluator.cell_number(leaf.expr, &env) else { return Some(identity) };
    if nothing_there {
        return None;
    }
    identity.sides = Sides::new(evaluator, &leaf.expr.ty, CompareOp::Eq, total, sum);
    if total.compare(sum) == Ok(std::cmp::Ordering::Equal) {
        identity.verdict = Verdict::Holds;
        return Some(identity);
    }
    identity.verdict = Verdict::Fails;
    let (left, right, gap) = identity.sides.as_ref().map(Sides::words).unwrap_or_default();
    let (name, title) = (&form.name, &leaf.column.id);
    let mut error = Diagnostic::error(
        "B0307",
        row.item.span,
        say!("{name}「{line}」行「{title}」栏不等于其下各行之和：{left}，各行之和 {right}，差 {gap}", "{name}: row `{line}`, column `{title}` is not the sum of its rows: {left}, rows make {right}, difference {gap}"),
    )
    .related(leaf.column.span, say!("这一栏", "this column"));
    for (fact, _) in missing.keys().take(5) {
        let span = evaluator.report.facts[fact.ix()].span;
        error = error.related(span, say!("这一笔不在任何一行里", "this fact is in none of the rows"));
    }
    identity.gap = total.minus(sum).ok();
    identity.finding = Some(error.note(say!(
        "补上缺的行，或把不计入的行标为 aside",
        "add the missing rows, or mark rows that do not count `aside`"
    )));
    Some(identity)
}
