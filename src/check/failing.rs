//! What is said of a declared check that fails.

use super::families::{env, sides};
use super::place_of;
use crate::base::{Diagnostic, Say, Severity, Span};
use crate::eval::{Env, Evaluator, Value};
use crate::model::{Check, Expr, ExprKind, FactId, Level, MemberId};
use crate::say;

fn names(evaluator: &Evaluator<'_>, key: &[MemberId]) -> Vec<String> {
    key.iter().map(|member| evaluator.report.display(*member)).collect()
}

/// What is to be said of an instance that fails. Where amounts are compared, it points at the check and the amounts; else at
/// what the report wrote there.
pub(super) fn unequal<'m>(
    evaluator: &Evaluator<'m>,
    check: &'m Check,
    key: &[MemberId],
    words: Option<&(String, String, String)>,
    typed: Option<String>,
) -> Diagnostic {
    let (name, title) = (&check.name, &check.title);
    let place = place_of(&names(evaluator, key));
    let (place, place_en) = (&place.zh, &place.en);
    let env = env(evaluator, check, key);
    let differs = if words.is_none() { differs(evaluator, check, &env) } else { Say::default() };
    let (differs_zh, differs_en) = (&differs.zh, &differs.en);
    let message = match words {
        Some((left, right, gap)) => {
            say!(
                "检查「{name}」{place}不成立：左 {left}，右 {right}，差 {gap}",
                "check `{name}`{place_en} fails: left {left}, right {right}, difference {gap}"
            )
        }
        None => say!("检查「{name}」{place}不成立{differs_zh}", "check `{name}`{place_en} fails{differs_en}"),
    };
    // what the report wrote says more to its reader than the check in a library
    let written = if words.is_none() { written(evaluator, check, &env) } else { Vec::new() };
    let span = written.first().copied().unwrap_or(check.span);
    let mut error = Diagnostic::error("B0302", span, message).label(say!("{title}", "{title}"));
    if check.level == Level::Warn {
        error.severity = Severity::Warning;
    }
    for other in written.iter().skip(1) {
        error = error.related(*other, say!("也看这里", "see this too"));
    }
    if span != check.span {
        error = error.related(check.span, say!("检查在这里声明", "the check is declared here"));
    }
    error = both_sides(evaluator, error, check, key);
    let at: Vec<String> = key.iter().map(|member| evaluator.report.reference(*member)).collect();
    let because = if at.is_empty() { name.clone() } else { format!("{name}[{}]", at.join(", ")) };
    let by = typed.map_or_else(String::new, |gap| format!(" by {gap}"));
    error.note(match words {
        Some(_) => say!(
            "改正其中的数；若确应如此，写 accept {because}{by} because \"理由\"",
            "mend a figure; if it must be so, write `accept {because}{by} because \"REASON\"`"
        ),
        None => say!(
            "改正所写的，或补上缺的；若确应如此，写 accept {because} because \"理由\"",
            "mend what is written, or add what is missing; if it must be so, write `accept {because} because \"REASON\"`"
        ),
    })
}

/// What the two sides of an instance are made of.
pub(super) fn both_sides<'m>(
    evaluator: &Evaluator<'m>,
    mut error: Diagnostic,
    check: &'m Check,
    key: &[MemberId],
) -> Diagnostic {
    let env = env(evaluator, check, key);
    if let Some((_, left, right)) = sides(check) {
        error = contributors(evaluator, error, left, &env, &say!("左", "left"));
        error = contributors(evaluator, error, right, &env, &say!("右", "right"));
    } else if let ExprKind::Compare(_, left, right) = &check.expr.kind {
        for (side, which) in [(left, say!("左", "left")), (right, say!("右", "right"))] {
            let (shown, zh, en) = (said(evaluator, side, &env), &which.zh, &which.en);
            let (shown_zh, shown_en) = (&shown.zh, &shown.en);
            error = error.related(side.span, say!("{zh}：{shown_zh}", "{en}: {shown_en}"));
        }
    }
    error
}

/// The largest written amounts of a side.
fn contributors<'m>(
    evaluator: &Evaluator<'m>,
    mut error: Diagnostic,
    side: &'m Expr,
    env: &Env<'m>,
    which: &crate::base::Say,
) -> Diagnostic {
    let Some(trace) = evaluator.trace(side, env) else { return error };
    let mut by_field: std::collections::BTreeMap<usize, Vec<FactId>> = Default::default();
    for (fact, field) in trace.terms.keys() {
        by_field.entry(*field).or_default().push(*fact);
    }
    for (field, facts) in by_field {
        for (fact, value) in super::stated::largest(evaluator, &facts, field) {
            let Some(written) = &evaluator.report.facts[fact.ix()].values[field] else { continue };
            // what the side subtracts stands with its sign
            let subtracted = trace.terms.get(&(fact, field)).is_some_and(|coefficient| coefficient.is_negative());
            let value = evaluator.spoken(&if subtracted { value.negated() } else { value }, &side.ty);
            let (zh, en) = (&which.zh, &which.en);
            error = error.related(written.span, say!("{zh} {value}", "{en} {value}"));
        }
        let more = facts.len().saturating_sub(super::stated::SHOWN);
        if more > 0 {
            let (zh, en) = (&which.zh, &which.en);
            error = error.note(say!("{zh}：另有 {more} 项较小的未列出", "{en}: smaller items not shown: {more}"));
        }
    }
    error
}

/// A side that is no amount, in words.
fn said<'m>(evaluator: &Evaluator<'m>, side: &'m Expr, env: &Env<'m>) -> Say {
    match evaluator.eval(side, env) {
        Value::Bool(true) => say!("有", "yes"),
        Value::Bool(false) => say!("没有", "no"),
        value => {
            let words = evaluator.words(&value).unwrap_or_default();
            say!("{words}", "{words}")
        }
    }
}

/// What differs between two sides that are no amounts.
fn differs<'m>(evaluator: &Evaluator<'m>, check: &'m Check, env: &Env<'m>) -> Say {
    let ExprKind::Compare(_, left, right) = &check.expr.kind else { return Say::default() };
    let (left, right) = (said(evaluator, left, env), said(evaluator, right, env));
    let (left_zh, left_en, right_zh, right_en) = (&left.zh, &left.en, &right.zh, &right.en);
    say!("：左 {left_zh}，右 {right_zh}", ": left {left_en}, right {right_en}")
}

/// Where the report wrote what an instance speaks of: its facts, then what it set, then its members.
fn written<'m>(evaluator: &Evaluator<'m>, check: &'m Check, env: &Env<'m>) -> Vec<Span> {
    let report = evaluator.report;
    let mut quoted = Vec::new();
    evaluator.sources(&check.expr, &env.coords, &mut quoted);
    let mut spans: Vec<Span> = Vec::new();
    for (ledger, coords) in quoted {
        let facts = evaluator.ledgers.in_order(ledger, &coords);
        spans.extend(facts.into_iter().map(|fact| report.facts[fact.ix()].span));
    }
    named(evaluator, &check.expr, env, &mut spans);
    spans.dedup();
    spans.truncate(super::stated::SHOWN);
    spans
}

/// Parameters and members that an expression names.
fn named<'m>(evaluator: &Evaluator<'m>, expr: &'m Expr, env: &Env<'m>, spans: &mut Vec<Span>) {
    let report = evaluator.report;
    match &expr.kind {
        ExprKind::Param(id) => spans.extend(report.params[id.ix()].value.as_ref().map(|value| value.span)),
        ExprKind::Level(dim, _) => spans.extend(env.coords.single(*dim).map(|member| report.member(member).span)),
        _ => expr.children().into_iter().for_each(|inner| named(evaluator, inner, env, spans)),
    }
}
