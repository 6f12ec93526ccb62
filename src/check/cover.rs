//! Printed totals: a row whose coordinates hold those of other rows must equal the sum of the leaves among them, in every
//! column that adds up, whichever ledger the column quotes.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use super::{Identity, IdentitySource, Instance, Outcome, Rule, Sides, Verdict};
use crate::base::{Diagnostic, Exact, Span};
use crate::check::codes::UNCOVERED_TOTAL;
use crate::eval::{Env, Evaluator, Row, Trace, Value};
use crate::ledger::Coords;
use crate::model::{
    CompareOp, DimId, DocItem, Expr, ExprKind, Form, FormBody, FormId, Leaf, MemberId, Narrow, RowsHead, Type,
    parts_alone,
};
use crate::say;

pub(super) fn check(evaluator: &Evaluator<'_>, outcome: &mut Outcome) {
    let mut printed: Vec<Vec<Env<'_>>> = evaluator.report.forms.iter().map(|_| Vec::new()).collect();
    for (form, env) in form_places(evaluator) {
        printed[form.ix()].push(env);
    }
    for (form, mut places) in evaluator.report.forms.iter().zip(printed) {
        if places.is_empty() {
            places.push(Env::default());
        }
        let mut coords: FxHashSet<Coords> = FxHashSet::default();
        for env in places {
            if coords.insert(env.coords.clone()) {
                body(evaluator, form, &form.body, &env.form(evaluator.report, form), outcome);
            }
        }
    }
}

/// Where the document prints forms, and at which coordinates.
pub fn form_places<'m>(evaluator: &Evaluator<'m>) -> Vec<(FormId, Env<'m>)> {
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
            DocItem::Section(heading, items) => {
                placed(evaluator, items, &env.narrow(evaluator.report, &heading.at), places);
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
    // a table of words has no totals
    if leaves.iter().any(is_number) {
        for head in &inside.rows {
            rows(evaluator, form, head, &leaves, env, outcome);
        }
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
    let here = env.narrow(evaluator.report, &head.at);
    let unread = head.ledgers.iter().any(|ledger| evaluator.ledgers.uncertain(*ledger, &here.coords));
    let rows: Vec<Row<'m>> = evaluator.rows(head, env, &spanned).into_iter().filter(|row| !row.silent).collect();
    let numbers = leaves.iter().filter(|leaf| is_number(leaf));
    let columns: Vec<Cells<'_, 'm>> = numbers.map(|leaf| Cells::new(evaluator, leaf, &rows)).collect();
    for (index, parts) in evaluator.lowest_rows(&rows).into_iter().enumerate().filter(|(_, parts)| !parts.is_empty()) {
        for cells in &columns {
            let leaf = cells.leaf;
            if additive(evaluator, leaf, &rows, &parts) && !leaf.hidden(rows[index].item) {
                let identity = column(form, index, &parts, cells);
                outcome.identities.extend(identity.map(|identity| if unread { unchecked(identity) } else { identity }));
            }
        }
    }
}

/// Of rows that could not be read nobody knows whether they are among those of the form.
fn unchecked(identity: Identity) -> Identity {
    match identity.verdict {
        Verdict::Fails => Identity { verdict: Verdict::Unchecked, gap: None, finding: None, ..identity },
        _ => identity,
    }
}

/// The cells of a column, each evaluated when first asked for: a row is a part of each total above it.
struct Cells<'r, 'm> {
    evaluator: &'r Evaluator<'m>,
    leaf: &'r Leaf<'m>,
    rows: &'r [Row<'m>],
    cells: Vec<OnceCell<LeafCell<'m>>>,
}

struct LeafCell<'m> {
    /// The members that a merged cell is bound to.
    run: Option<Vec<MemberId>>,
    env: Env<'m>,
    value: OnceCell<Value>,
}

impl<'r, 'm> Cells<'r, 'm> {
    fn new(evaluator: &'r Evaluator<'m>, leaf: &'r Leaf<'m>, rows: &'r [Row<'m>]) -> Cells<'r, 'm> {
        Cells { evaluator, leaf, rows, cells: rows.iter().map(|_| OnceCell::new()).collect() }
    }

    fn get(&self, row: usize) -> &LeafCell<'m> {
        self.cells[row].get_or_init(|| {
            let (run, env) = cell_place(self.evaluator, &self.rows[row], self.leaf);
            LeafCell { run, env, value: OnceCell::new() }
        })
    }

    fn value(&self, row: usize) -> &Value {
        let cell = self.get(row);
        cell.value.get_or_init(|| self.evaluator.eval(self.leaf.expr, &cell.env))
    }

    /// Zero where it is Blank; none where it is unknown.
    fn number(&self, row: usize) -> Option<Exact> {
        match self.value(row) {
            Value::Number(number) => Some(number.clone()),
            Value::Blank => Some(Exact::ZERO),
            _ => None,
        }
    }

    fn is_blank(&self, row: usize) -> bool {
        matches!(self.value(row), Value::Blank)
    }

    fn trace(&self, row: usize) -> Option<Trace> {
        self.evaluator.trace(self.leaf.expr, &self.get(row).env)
    }
}

/// Whether a column's cells add up. One that frees an axis of the rows says more than its row and does not.
fn additive(evaluator: &Evaluator<'_>, leaf: &Leaf<'_>, rows: &[Row<'_>], parts: &[usize]) -> bool {
    let bound = |dim| parts.iter().any(|part| rows[*part].env.coords.get(dim).is_some());
    !frees(evaluator, leaf.expr, &bound)
}

pub(super) fn is_number(leaf: &Leaf<'_>) -> bool {
    matches!(leaf.expr.ty, Type::Amount(_) | Type::Count(_) | Type::Number)
}

fn frees(evaluator: &Evaluator<'_>, expr: &Expr, bound: &dyn Fn(DimId) -> bool) -> bool {
    match &expr.kind {
        ExprKind::At(inner, filter) => {
            filter.parts.iter().any(|(dim, narrow, _)| *narrow == Narrow::Free && bound(*dim))
                || frees(evaluator, inner, bound)
        }
        ExprKind::Let(id) => frees(evaluator, &evaluator.report.lets[id.ix()].expr, bound),
        ExprKind::Text(_)
        | ExprKind::Param(_)
        | ExprKind::Arg(_)
        | ExprKind::Field(..)
        | ExprKind::Facts(_)
        | ExprKind::Call(..)
        | ExprKind::Level(..)
        | ExprKind::Any(_)
        | ExprKind::Count(..)
        | parts_alone!() => expr.children().into_iter().any(|inner| frees(evaluator, inner, bound)),
    }
}

/// Where a row's cell of a column is evaluated; merged cells where their member is bound.
pub(super) fn cell_place<'m>(
    evaluator: &Evaluator<'m>,
    row: &Row<'m>,
    leaf: &Leaf<'m>,
) -> (Option<Vec<MemberId>>, Env<'m>) {
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

fn column(form: &Form, row: usize, parts: &[usize], cells: &Cells<'_, '_>) -> Option<Identity> {
    let (evaluator, leaf) = (cells.evaluator, cells.leaf);
    // most cells of many tables are empty
    if cells.is_blank(row) && parts.iter().all(|part| cells.is_blank(*part)) {
        return None;
    }
    // only what is a sum of written amounts adds up
    let trace = cells.trace(row)?;
    let item = cells.rows[row].item;
    let line = cells.rows[row].env.label.as_deref().map(crate::eval::Prose::plain).unwrap_or_default();
    let mut identity = Identity {
        source: IdentitySource::Printed,
        name: form.name.clone(),
        instance: Instance::Cell(line.clone(), leaf.column.id.clone()),
        part: None,
        span: leaf.column.span,
        sides: None,
        gap: None,
        rounding: None,
        verdict: Verdict::Unchecked,
        accepted: None,
        finding: None,
    };
    let mut sum = Exact::ZERO;
    let mut runs: FxHashSet<&[MemberId]> = FxHashSet::default();
    let mut counted = Vec::new();
    for part in parts {
        let cell = cells.get(*part);
        // a merged cell counts once
        if cell.run.as_ref().is_some_and(|run| !runs.insert(run)) {
            continue;
        }
        let Some(next) = cells.number(*part).and_then(|number| sum.plus(number).ok()) else {
            return Some(identity);
        };
        sum = next;
        counted.push(*part);
    }
    let Some(total) = cells.number(row) else { return Some(identity) };
    // the amounts of the parts are asked for only where they are needed: there are many
    let amounts = || counted.iter().filter_map(|part| cells.trace(*part)).flat_map(|trace| trace.terms.into_keys());
    if trace.terms.is_empty() && amounts().next().is_none() {
        return None;
    }
    identity.sides = Sides::new(evaluator, &leaf.expr.ty, CompareOp::Eq, (&total, &sum));
    identity.gap = total.minus(&sum).ok();
    if identity.gap.as_ref().is_some_and(|gap| Rule::EQUAL.holds(gap)) {
        identity.verdict = Verdict::Holds;
        return Some(identity);
    }
    identity.verdict = Verdict::Fails;
    let mut missing = trace.terms;
    for key in amounts() {
        missing.remove(&key);
    }
    let report = evaluator.report;
    let missing = missing.keys().take(SHOWN).map(|(fact, _)| report.facts[fact.ix()].span);
    identity.finding = Some(uncovered(&identity, (&line, item.span), &leaf.column.id, missing));
    Some(identity)
}

/// So many facts that no row holds are shown.
const SHOWN: usize = 5;

/// What to say of a total that is not the sum of its rows.
fn uncovered(
    identity: &Identity,
    (line, row): (&str, Span),
    title: &str,
    missing: impl Iterator<Item = Span>,
) -> Diagnostic {
    let (left, right, gap) = identity.sides.as_ref().map(Sides::words).unwrap_or_default();
    let name = &identity.name;
    let message = say!(
        "{name}「{line}」行「{title}」栏不等于其下各行之和：{left}，各行之和 {right}，差 {gap}",
        "{name}: row `{line}`, column `{title}` is not the sum of its rows: {left}, rows make {right}, difference {gap}"
    );
    let error = Diagnostic::new(UNCOVERED_TOTAL, row, message).related(identity.span, say!("这一栏", "this column"));
    let in_none = || say!("这一笔不在任何一行里", "this fact is in none of the rows");
    let error = missing.fold(error, |error, span| error.related(span, in_none()));
    error.way_out(say!(
        "补上缺的行，或把不计入的行标为 aside",
        "add the missing rows, or mark rows that do not count `aside`"
    ))
}
