//! What is said of a declared check that fails.

use super::pins::{self, Pin, side_in_words};
use super::stated::SHOWN;
use super::trial::{Trial, compared_sides, instance_env};
use super::{ENTRY, Identity, Sides, accepts};
use crate::base::{Diagnostic, Exact, Say, Severity, Span};
use crate::check::codes::CHECK_FAILED;
use crate::eval::{Env, Evaluator};
use crate::ledger::Coords;
use crate::model::{Check, CheckPart, Expr, ExprKind, FactId, LedgerId, Level, parts_alone};
use crate::say;
use crate::syntax::UNWRITTEN;

/// What is to be said of a condition that fails. Where amounts are compared, it points at the check and the amounts; else at
/// what the report wrote there.
pub(super) fn unequal<'m>(
    evaluator: &Evaluator<'m>,
    check: &'m Check,
    trial: &Trial,
    identity: &Identity,
    pins: &[Pin],
) -> Diagnostic {
    let name = &check.name;
    let place = identity.instance_words(evaluator.report);
    let (place, place_en) = (&place.zh, &place.en);
    let env = instance_env(evaluator, check, &trial.key);
    let words = identity.sides.as_ref().map(Sides::words);
    let part = &check.parts[trial.part];
    let differs = if words.is_none() { differs(evaluator, part, &env) } else { Say::default() };
    let message = match &words {
        Some((left, right, gap)) => {
            say!(
                "检查「{name}」{place}不成立：左 {left}，右 {right}，差 {gap}",
                "check `{name}`{place_en} fails: left {left}, right {right}, difference {gap}"
            )
        }
        None => say!("检查「{name}」{place}不成立{differs}", "check `{name}`{place_en} fails{differs}", differs),
    };
    let mut error = Diagnostic::new(CHECK_FAILED, check.span, message);
    if check.level == Level::Warn {
        error.severity = Severity::Warning;
    }
    error = if words.is_some() {
        figures_first(evaluator, both_sides(evaluator, error, check, trial), check)
    } else {
        both_sides(evaluator, written_first(evaluator, error, check, part, &env), check, trial)
    };
    let (accept, way) = way_out(evaluator, check, trial, pins, words.is_some());
    error.way_out(way).offer_lines(ENTRY, &accept)
}

/// What the check means, at its name.
pub(super) fn declared(check: &Check) -> Say {
    let title = &check.title;
    if title.is_empty() {
        return say!("检查在这里声明", "the check is declared here");
    }
    say!("检查：{title}", "the check: {title}")
}

/// A finding that shows both sides points at the first of the report's figures, if none stands beside the check: what the
/// report wrote says more to its reader than the check in a library.
fn figures_first(evaluator: &Evaluator<'_>, mut error: Diagnostic, check: &Check) -> Diagnostic {
    let beside = error.related.iter().any(|label| label.span.file == check.span.file);
    let own = error.related.iter().position(|label| !evaluator.report.in_former(label.span));
    match own.filter(|_| !beside) {
        Some(first) => {
            error.primary = error.related.remove(first);
            error.related(check.span, declared(check))
        }
        None => {
            let title = &check.title;
            error.label(say!("{title}", "{title}"))
        }
    }
}

/// A finding without amounts points at what the report wrote there.
fn written_first<'m>(
    evaluator: &Evaluator<'m>,
    mut error: Diagnostic,
    check: &'m Check,
    part: &'m CheckPart,
    env: &Env<'m>,
) -> Diagnostic {
    let mut written = written(evaluator, check, part, env).into_iter();
    let title = &check.title;
    error.primary.text = say!("{title}", "{title}");
    let Some(first) = written.next() else { return error };
    error.primary.span = first;
    let error = written.fold(error, |error, other| error.related(other, say!("也看这里", "see this too")));
    error.related(check.span, say!("检查在这里声明", "the check is declared here"))
}

/// What to write to stand by it; and how that, or what mends it, is said.
fn way_out(evaluator: &Evaluator<'_>, check: &Check, trial: &Trial, pins: &[Pin], amounts: bool) -> (String, Say) {
    let members = accepts::written_members(evaluator.report, check, &trial.key);
    let members = if members.is_empty() { members } else { format!("[{members}]") };
    let part = if check.parts.len() > 1 { format!(" part {}", trial.part + 1) } else { String::new() };
    let what = format!("{}{members}{part}", check.name);
    let by = pins::written_pins(evaluator, pins);
    let by = if pins.is_empty() { by } else { Say { zh: format!(" by {}", by.zh), en: format!(" by {}", by.en) } };
    let written = |by: &str| format!("accept {what}{by} because \"{UNWRITTEN}\"");
    let accept = Say { zh: written(&by.zh), en: written(&by.en) };
    let way = match amounts {
        true => {
            say!("改正其中的数；若确应如此，写 {accept}", "mend a figure; if it must be so, write `{accept}`", accept)
        }
        false => say!(
            "改正所写的，或补上缺的；若确应如此，写 {accept}",
            "mend what is written, or add what is missing; if it must be so, write `{accept}`",
            accept
        ),
    };
    (accept.zh, way)
}

/// What the two sides of a condition are made of.
pub(super) fn both_sides<'m>(
    evaluator: &Evaluator<'m>,
    mut error: Diagnostic,
    check: &'m Check,
    trial: &Trial,
) -> Diagnostic {
    let env = instance_env(evaluator, check, &trial.key);
    let part = &check.parts[trial.part];
    if let Some((_, left, right)) = compared_sides(part) {
        error = contributors(evaluator, error, left, &env, &say!("左", "left"));
        error = contributors(evaluator, error, right, &env, &say!("右", "right"));
    } else if let ExprKind::Compare(_, left, right) = &part.expr.kind {
        for (side, which) in [(left, say!("左", "left")), (right, say!("右", "right"))] {
            let (shown, zh, en) = (side_in_words(evaluator, side, &env), &which.zh, &which.en);
            error = error.related(side.span, say!("{zh}：{shown}", "{en}: {shown}", shown));
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
    // what many instances share is sorted once
    if let Some((ledger, field, coords)) = evaluator.single_field(side, env) {
        let largest = evaluator.largest(ledger, field, &coords, SHOWN);
        let shown = largest.shown.iter().map(|(fact, value)| (*fact, value.clone()));
        return told(evaluator, error, side, which, field, shown, largest.all);
    }
    let Some(trace) = evaluator.trace(side, env) else { return error };
    let mut by_field: std::collections::BTreeMap<usize, Vec<FactId>> = Default::default();
    for (fact, field) in trace.terms.keys() {
        by_field.entry(*field).or_default().push(*fact);
    }
    for (field, facts) in by_field {
        // what the side subtracts stands with its sign
        let subtracted =
            |fact: FactId| trace.terms.get(&(fact, field)).is_some_and(|coefficient| coefficient.is_negative());
        let shown = evaluator.largest_of(&facts, field, SHOWN).into_iter();
        let shown = shown.map(|(fact, value)| (fact, if subtracted(fact) { value.negated() } else { value }));
        error = told(evaluator, error, side, which, field, shown, facts.len());
    }
    error
}

/// With some amounts of a side, and how many more there are.
fn told(
    evaluator: &Evaluator<'_>,
    mut error: Diagnostic,
    side: &Expr,
    which: &Say,
    field: usize,
    shown: impl Iterator<Item = (FactId, Exact)>,
    all: usize,
) -> Diagnostic {
    for (fact, value) in shown {
        let Some(written) = &evaluator.report.facts[fact.ix()].values[field] else { continue };
        let value = evaluator.spoken(&value, &side.ty);
        error = error.related(written.span, say!("{which} {value}", "{which} {value}", which));
    }
    match all.saturating_sub(SHOWN) {
        0 => error,
        more => {
            error.note(say!("{which}：另有 {more} 项较小的未列出", "{which}: smaller items not shown: {more}", which))
        }
    }
}

/// What differs between two sides that are no amounts.
fn differs<'m>(evaluator: &Evaluator<'m>, part: &'m CheckPart, env: &Env<'m>) -> Say {
    if let Some((words, parts)) = sought(&part.expr) {
        let own = side_in_words(evaluator, words, env);
        let list = |separator| {
            parts.iter().map(|part| side_in_words(evaluator, part, env).zh).collect::<Vec<_>>().join(separator)
        };
        let held =
            parts.iter().map(|part| side_in_words(evaluator, part, env).zh).find(|part| own.zh.contains(part.as_str()));
        return match held {
            Some(held) => say!("：「{own}」里有「{held}」", ": `{own}` has `{held}`", own),
            None => {
                let (zh, en) = (list("」「"), list("`, `"));
                say!("：「{own}」里没有「{zh}」", ": `{own}` has no `{en}`", own)
            }
        };
    }
    let ExprKind::Compare(_, left, right) = &part.expr.kind else { return Say::default() };
    let (left, right) = (side_in_words(evaluator, left, env), side_in_words(evaluator, right, env));
    say!("：左 {left}，右 {right}", ": left {left}, right {right}", left, right)
}

/// The words in which a condition looks for others, or wants none of them, and what it looks for.
fn sought(expr: &Expr) -> Option<(&Expr, &[Expr])> {
    match &expr.kind {
        ExprKind::Has(words, parts) => Some((words, parts)),
        ExprKind::Not(inner) => sought(inner).filter(|_| !matches!(inner.kind, ExprKind::Not(_))),
        _ => None,
    }
}

/// Where the report wrote what an instance speaks of: its facts, then what it set, then its members. Where there is no such
/// fact, those that ask for it.
fn written<'m>(evaluator: &Evaluator<'m>, check: &'m Check, part: &'m CheckPart, env: &Env<'m>) -> Vec<Span> {
    let report = evaluator.report;
    let facts = |quoted: Vec<(LedgerId, Coords)>| {
        let facts = quoted.into_iter().flat_map(|(ledger, coords)| evaluator.ledgers.in_order(ledger, &coords));
        facts.map(|fact| report.facts[fact.ix()].span).collect::<Vec<Span>>()
    };
    let mut quoted = Vec::new();
    evaluator.ledgers_read(&part.expr, &env.coords, &mut quoted);
    let mut spans = facts(quoted);
    let of_facts = spans.len();
    named(evaluator, &part.expr, env, &mut spans);
    if of_facts == 0 && spans.iter().all(|span| span.file != ENTRY) {
        let mut asking: Vec<(LedgerId, Coords)> = check.of.iter().map(|ledger| (*ledger, env.coords.clone())).collect();
        check.guard.iter().for_each(|guard| evaluator.ledgers_read(guard, &env.coords, &mut asking));
        spans.splice(0..0, facts(asking).into_iter().take(1));
    }
    spans.dedup();
    spans.sort_by_key(|span| report.in_former(*span));
    spans.truncate(super::stated::SHOWN);
    spans
}

/// Parameters and members that an expression names.
fn named<'m>(evaluator: &Evaluator<'m>, expr: &'m Expr, env: &Env<'m>, spans: &mut Vec<Span>) {
    let report = evaluator.report;
    match &expr.kind {
        ExprKind::Param(id) => spans.extend(report.params[id.ix()].value.as_ref().map(|value| value.span)),
        ExprKind::Level(dim, _) => spans.extend(env.coords.single(*dim).map(|member| report.member(member).span)),
        ExprKind::Text(_)
        | ExprKind::Let(_)
        | ExprKind::Arg(_)
        | ExprKind::Field(..)
        | ExprKind::Facts(_)
        | ExprKind::At(..)
        | ExprKind::Call(..)
        | ExprKind::Any(_)
        | ExprKind::Count(..)
        | parts_alone!() => expr.children().into_iter().for_each(|inner| named(evaluator, inner, env, spans)),
    }
}
