//! Declared checks: one identity for each combination of members that has facts on any side.

use std::collections::BTreeSet;

use super::accepts::{Failing, astray, changed, matches, pinned, torn, unused};
use super::failing::{both_sides, unequal};
use super::{Identity, Outcome, Sides, Source, Verdict, rounded};
use crate::base::{Diagnostic, Exact};
use crate::eval::{Env, Evaluator, Value};
use crate::ledger::{AxisSet, Coords};
use crate::model::{Accept, Check, CompareOp, DimId, Expr, ExprKind, LedgerId, Level, MemberId, Type};
use crate::say;

/// One instance of a check, evaluated.
struct Instance {
    key: Vec<MemberId>,
    state: State,
}

enum State {
    /// With both sides, where they are numbers.
    Holds(Option<(Exact, Exact)>),
    /// The same.
    Fails(Option<(Exact, Exact)>),
    Unknown,
}

pub(super) fn check(evaluator: &Evaluator<'_>, outcome: &mut Outcome) {
    let mut used = vec![false; evaluator.report.accepts.len()];
    for (index, check) in evaluator.report.checks.iter().enumerate() {
        if check.level == Level::Off {
            continue;
        }
        if matches!(check.expr.ty, Type::Unknown) {
            unreadable(evaluator, index, &mut used, outcome);
            continue;
        }
        let mut instances = instances(evaluator, check);
        strays(evaluator, index, &mut instances, &mut used, outcome);
        vacuous(evaluator, check, &instances, outcome);
        doubled(evaluator, check, &instances);
        for instance in &instances {
            let accept = evaluator
                .report
                .accepts
                .iter()
                .position(|accept| !accept.torn && accept.check == index && matches(accept, check, &instance.key));
            verdict(evaluator, index, instance, accept, &mut used, outcome);
        }
    }
    unused(evaluator, &used, outcome);
}

/// Reports the acceptances of instances that there are not. What one of them was perhaps meant for is not reported again.
fn strays(
    evaluator: &Evaluator<'_>,
    index: usize,
    instances: &mut [Instance],
    used: &mut [bool],
    outcome: &mut Outcome,
) {
    let report = evaluator.report;
    let check = &report.checks[index];
    let own = |accept: &&Accept| !accept.torn && accept.check == index;
    let accepted = |key: &[MemberId]| report.accepts.iter().filter(own).any(|accept| matches(accept, check, key));
    let failing: Vec<Failing> = instances
        .iter()
        .filter_map(|instance| match &instance.state {
            State::Fails(numbers) if !accepted(&instance.key) => Some((instance.key.clone(), numbers.clone())),
            _ => None,
        })
        .collect();
    for (accept, used) in report.accepts.iter().zip(used).filter(|(accept, _)| own(accept)) {
        if instances.iter().any(|instance| matches(accept, check, &instance.key)) {
            continue;
        }
        *used = true;
        let (meant, error) = astray(evaluator, accept, &failing);
        outcome.problems.push(error);
        let key = meant.and_then(|meant| failing.get(meant)).map(|(key, _)| key);
        for instance in instances.iter_mut().filter(|instance| Some(&instance.key) == key) {
            instance.state = State::Unknown;
        }
    }
}

/// A check that was reported itself: nobody knows whether it holds, nor what was accepted of it.
fn unreadable(evaluator: &Evaluator<'_>, index: usize, used: &mut [bool], outcome: &mut Outcome) {
    let check = &evaluator.report.checks[index];
    for (accept, used) in evaluator.report.accepts.iter().zip(used) {
        *used |= accept.check == index;
    }
    let (name, span) = (check.name.clone(), check.span);
    let instance = super::Instance::Members(Vec::new());
    outcome.identities.push(Identity {
        source: Source::Declared(index),
        name,
        instance,
        span,
        sides: None,
        gap: None,
        rounding: None,
        verdict: Verdict::Unchecked,
        accepted: None,
        finding: None,
    });
}

fn instances<'m>(evaluator: &Evaluator<'m>, check: &'m Check) -> Vec<Instance> {
    keys(evaluator, check)
        .into_iter()
        .map(|key| {
            let env = env(evaluator, check, &key);
            let state = evaluate(evaluator, check, &env);
            Instance { key, state }
        })
        .collect()
}

/// Where an instance is evaluated.
pub(super) fn env<'m>(evaluator: &Evaluator<'m>, check: &Check, key: &[MemberId]) -> Env<'m> {
    // a check is a sentence: nought as a denominator is an error in it
    let base = Env::default().strict(true).narrow(evaluator.report, &check.at);
    let keyed = check.keys.iter().zip(key);
    keyed.fold(base, |env, ((dim, _), member)| env.member(evaluator.report, *dim, *member))
}

/// The projections to the key levels of the facts that any side quotes, each at that side's own coordinates.
fn keys<'m>(evaluator: &Evaluator<'m>, check: &'m Check) -> Vec<Vec<MemberId>> {
    let report = evaluator.report;
    if check.keys.is_empty() {
        return vec![Vec::new()];
    }
    let base = Coords::default().narrow(report, &check.at);
    let mut sources: Vec<(LedgerId, Coords)> = check.of.iter().map(|ledger| (*ledger, base.clone())).collect();
    evaluator.sources(&check.expr, &base, &mut sources);
    let mut keys = BTreeSet::new();
    for (ledger, coords) in sources {
        for fact in evaluator.ledgers.matching(ledger, &coords) {
            let members = check.keys.iter().map(|(dim, level)| {
                let level = level.unwrap_or(report.dim(*dim).levels.len() - 1);
                evaluator.ledgers.fact_at(fact, report.axis_path(ledger, *dim)?, level)
            });
            if let Some(members) = members.collect::<Option<Vec<MemberId>>>() {
                keys.insert(members.iter().map(|member| (report.member(*member).rank, *member)).collect::<Vec<_>>());
            }
        }
    }
    keys.into_iter().map(|key| key.into_iter().map(|(_, member)| member).collect()).collect()
}

/// The sides of a numeric comparison.
pub(super) fn sides(check: &Check) -> Option<(CompareOp, &Expr, &Expr)> {
    match &check.expr.kind {
        ExprKind::Compare(op, left, right)
            if !matches!(left.ty, Type::Text | Type::Member(_) | Type::Bool | Type::Value) =>
        {
            Some((*op, left, right))
        }
        _ => None,
    }
}

fn evaluate<'m>(evaluator: &Evaluator<'m>, check: &'m Check, env: &Env<'m>) -> State {
    let numbers = match sides(check) {
        None => None,
        Some((_, left, right)) => match (evaluator.number(left, env), evaluator.number(right, env)) {
            (Some(left), Some(right)) => Some((left, right)),
            _ => return State::Unknown,
        },
    };
    match evaluator.eval(&check.expr, env) {
        Value::Bool(true) => State::Holds(numbers),
        Value::Bool(false) if numbers.as_ref().is_some_and(|(left, right)| close(check, left, right)) => {
            State::Holds(numbers)
        }
        Value::Bool(false) if is_tail(evaluator, check, env) => State::Holds(numbers),
        Value::Bool(false) if evaluator.quietly(|| unknown_inside(evaluator, &check.expr, env)) => State::Unknown,
        Value::Bool(false) => State::Fails(numbers),
        _ => State::Unknown,
    }
}

/// Whether a part of a condition is unknown, even where the other part would decide.
fn unknown_inside<'m>(evaluator: &Evaluator<'m>, expr: &'m Expr, env: &Env<'m>) -> bool {
    match &expr.kind {
        ExprKind::And(a, b) | ExprKind::Or(a, b) => {
            unknown_inside(evaluator, a, env) || unknown_inside(evaluator, b, env)
        }
        _ => matches!(evaluator.eval(expr, env), Value::Unknown),
    }
}

/// Whether rounding alone may be why a check does not hold; its own `within` counts instead.
fn is_tail<'m>(evaluator: &Evaluator<'m>, check: &'m Check, env: &Env<'m>) -> bool {
    !evaluator.report.rounded.is_empty()
        && check.within.is_none()
        && evaluator.quietly(|| rounded::can_be(evaluator, &check.expr, env, true))
}

/// Whether two sides differ by no more than the check allows.
fn close(check: &Check, left: &Exact, right: &Exact) -> bool {
    let gap = left.minus(right).map(|gap| gap.abs());
    match (check.within, gap) {
        (Some(within), Ok(gap)) => gap <= Exact::from(within),
        _ => false,
    }
}

fn verdict<'m>(
    evaluator: &Evaluator<'m>,
    number: usize,
    instance: &Instance,
    accept: Option<usize>,
    used: &mut [bool],
    outcome: &mut Outcome,
) {
    let report = evaluator.report;
    let check = &report.checks[number];
    let (op, ty) = sides(check).map_or((CompareOp::Eq, &Type::Number), |(op, left, _)| (op, &left.ty));
    let numbers = match &instance.state {
        State::Holds(Some((left, right))) | State::Fails(Some((left, right))) => Some((left, right)),
        _ => None,
    };
    let sides = numbers.and_then(|(left, right)| Sides::new(evaluator, ty, op, left, right));
    let failing = matches!(instance.state, State::Fails(_));
    let words = sides.as_ref().filter(|_| failing).map(Sides::words);
    let gap = numbers.filter(|_| failing).and_then(|(left, right)| Some(evaluator.typed(&left.minus(right).ok()?, ty)));
    let mut finding = None;
    let verdict = match (&instance.state, accept) {
        (State::Holds(_), _) => Verdict::Holds,
        (State::Unknown, accept) => {
            // what cannot be checked cannot make an accepted deviation idle
            accept.into_iter().for_each(|accept| used[accept] = true);
            Verdict::Unchecked
        }
        (State::Fails(_), Some(index)) => {
            used[index] = true;
            let accept = &report.accepts[index];
            if pinned(accept, numbers) {
                Verdict::Accepted(accept.grounds.clone())
            } else {
                let error = changed(accept, numbers, gap.as_deref());
                finding = Some(both_sides(evaluator, error, check, &instance.key));
                Verdict::Fails
            }
        }
        (State::Fails(_), None) if torn(evaluator, check) => Verdict::Unchecked,
        (State::Fails(_), None) => {
            finding = Some(unequal(evaluator, check, &instance.key, words.as_ref(), gap));
            Verdict::Fails
        }
    };
    let by = accept.and_then(|accept| report.accepts[accept].by).map_or(Exact::ZERO, |(by, _)| Exact::from(by));
    let gap = numbers.and_then(|(left, right)| left.minus(right).and_then(|gap| gap.minus(by)).ok());
    let rounding = self::sides(check)
        .filter(|_| check.within.is_none())
        .and_then(|(_, left, right)| rounded::rounding(evaluator, left, right, &env(evaluator, check, &instance.key)));
    outcome.identities.push(Identity {
        source: Source::Declared(number),
        name: check.name.clone(),
        instance: super::Instance::Members(instance.key.clone()),
        span: check.span,
        sides,
        gap,
        rounding,
        finding,
        accepted: accept.filter(|_| matches!(verdict, Verdict::Accepted(_))).map(|index| report.accepts[index].span),
        verdict,
    });
}

/// A check whose two sides are the same written amounts in every instance can never fail; neither can one whose keys no
/// ledger gives.
fn vacuous<'m>(evaluator: &Evaluator<'m>, check: &'m Check, instances: &[Instance], outcome: &mut Outcome) {
    let name = &check.name;
    let mut sources = Vec::new();
    evaluator.sources(&check.expr, &Coords::default(), &mut sources);
    if !check.keys.is_empty() && sources.is_empty() && check.of.is_empty() {
        let message =
            say!("检查「{name}」没有引用台账，一例也不会查", "check `{name}` quotes no ledger: it has no instance");
        let note =
            say!("写明键取自哪个台账：for each … of 台账", "say whose facts give the keys: for each … of LEDGER");
        outcome.problems.push(Diagnostic::error("B0305", check.span, message).note(note));
        return;
    }
    let ExprKind::Compare(CompareOp::Eq | CompareOp::Le | CompareOp::Ge, left, right) = &check.expr.kind else {
        return;
    };
    // a library's check may be what one report fulfils by taking one ledger's facts over from another
    let taken = |(ledger, _): &(LedgerId, Coords)| evaluator.report.take_overs.iter().any(|one| one.ledger == *ledger);
    if sources.iter().any(taken) {
        return;
    }
    let same = |instance: &Instance| {
        let env = env(evaluator, check, &instance.key);
        same_amounts(evaluator, left, right, &env) && !may_differ(evaluator, left, right, &env)
    };
    if !instances.is_empty() && instances.iter().all(same) {
        outcome.problems.push(
            Diagnostic::error(
                "B0305",
                check.span,
                say!(
                    "检查「{name}」永远成立：两边是同一批数",
                    "check `{name}` can never fail: both sides are the same amounts"
                ),
            )
            .related(left.span, say!("这一边", "this side"))
            .related(right.span, say!("与这一边", "and this one"))
            .note(say!("删去它，或让两边出自不同的填报", "drop it, or let the sides come from different statements")),
        );
    }
}

/// Whether two sides are the same written amounts, whatever is written.
fn same_amounts<'m>(evaluator: &Evaluator<'m>, left: &'m Expr, right: &'m Expr, env: &Env<'m>) -> bool {
    if let (ExprKind::Any(left), ExprKind::Any(right)) = (&left.kind, &right.kind) {
        return same_amounts(evaluator, left, right, env);
    }
    let (Some(a), Some(b)) = (evaluator.trace(left, env), evaluator.trace(right, env)) else { return false };
    let equal = |x: &Exact, y: Option<&Exact>| y == Some(x);
    !a.terms.is_empty()
        && a.constant.is_none()
        && b.constant.is_none()
        && a.terms.len() == b.terms.len()
        && a.terms.iter().all(|(key, value)| equal(value, b.terms.get(key)))
}

/// Whether two sides that are the same amounts as things stand could be others: on some axis of one of their ledgers they do
/// not cover the same members.
fn may_differ<'m>(evaluator: &Evaluator<'m>, left: &'m Expr, right: &'m Expr, env: &Env<'m>) -> bool {
    let report = evaluator.report;
    let read = |side| {
        let mut sources = Vec::new();
        evaluator.sources(side, &env.coords, &mut sources);
        sources
    };
    let (left, right) = (read(left), read(right));
    let covered = |side: &[(LedgerId, Coords)], ledger: LedgerId, dim: DimId| {
        let mut ranks = vec![false; report.dim(dim).size as usize];
        for (_, coords) in side.iter().filter(|(own, _)| *own == ledger) {
            match coords.get(dim) {
                None | Some(AxisSet::Any) => ranks.fill(true),
                Some(AxisSet::Members(members)) => {
                    for member in members.iter() {
                        report.member(*member).ranks().for_each(|rank| ranks[rank as usize] = true);
                    }
                }
            }
        }
        ranks
    };
    let both =
        |ledger: &LedgerId| left.iter().any(|(own, _)| own == ledger) && right.iter().any(|(own, _)| own == ledger);
    let all = left.iter().chain(&right).flat_map(|(ledger, coords)| coords.axes().map(move |(dim, _)| (*ledger, dim)));
    all.filter(|(ledger, _)| both(ledger))
        .any(|(ledger, dim)| covered(&left, ledger, dim) != covered(&right, ledger, dim))
}

/// Looks for amounts that a side counts twice.
fn doubled<'m>(evaluator: &Evaluator<'m>, check: &'m Check, instances: &[Instance]) {
    let Some((_, left, right)) = sides(check) else { return };
    for instance in instances {
        let env = env(evaluator, check, &instance.key);
        for trace in [left, right].into_iter().filter_map(|side| evaluator.trace(side, &env)) {
            evaluator.report_doubled(&trace);
        }
    }
}
