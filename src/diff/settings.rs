//! What the reports set for their library, and their named figures.

use super::{Named, Pair, Side, Value, values};
use crate::eval::Evaluator;
use crate::model::Expr;

/// A name, and what it stands for.
type Holds<'m> = (&'m str, Option<&'m Expr>);

/// The settings whose value is another. Texts of several lines are compared where they are printed.
pub(super) fn settings(pair: &Pair<'_, '_>) -> Vec<Named> {
    let mut changed = differing(pair, &params(pair.old), &params(pair.new), &|name| name);
    let long = |value: &Option<Value>| value.as_ref().is_some_and(|value| value.text.contains('\n'));
    changed.retain(|named| !long(&named.old) && !long(&named.new));
    changed
}

fn params(side: &Side) -> Vec<Holds<'_>> {
    let report = &side.checked.report;
    let own = report.params.iter().filter(|param| !report.in_former(param.span));
    own.map(|param| (param.name.as_str(), param.value.as_ref())).collect()
}

/// The named figures whose value over all facts is another. One that came or went has moved nothing by itself.
pub(super) fn figures<'e, 'm>(pair: &Pair<'e, 'm>) -> Vec<Named> {
    let (old, new) = (lets(pair.old), lets(pair.new));
    let now = |name: &'m str| -> &'e str { pair.names.now("let", name) };
    let both = |name: &str| new.iter().any(|(own, _)| *own == name) && old.iter().any(|(own, _)| now(own) == name);
    let mut changed = differing(pair, &old, &new, &now);
    changed.retain(|named| both(&named.name));
    changed
}

fn lets(side: &Side) -> Vec<Holds<'_>> {
    let report = &side.checked.report;
    let own = report.lets.iter().filter(|own| !report.in_former(own.span));
    own.map(|own| (own.name.as_str(), Some(&own.expr))).collect()
}

/// The names whose value is another, in the new report's order; `now` says what an old name is called there.
fn differing<'e, 'm: 'e>(
    pair: &Pair<'_, 'm>,
    old: &[Holds<'m>],
    new: &[Holds<'m>],
    now: &dyn Fn(&'m str) -> &'e str,
) -> Vec<Named> {
    let said = |evaluator: &Evaluator<'m>, expr: Option<&'m Expr>| values::said(evaluator, expr?);
    let mut changed = Vec::new();
    for (name, expr) in new {
        let was = old.iter().find(|(own, _)| now(own) == *name).and_then(|(_, expr)| *expr);
        changed.extend(values::named(name, said(pair.was, was), said(pair.is, *expr)));
    }
    for (name, expr) in old.iter().filter(|(own, _)| !new.iter().any(|(name, _)| *name == now(own))) {
        changed.extend(values::named(name, said(pair.was, *expr), None));
    }
    changed
}
