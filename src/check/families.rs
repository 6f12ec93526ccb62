//! Declared checks: one identity for each combination of members that has facts on any side, where the guard holds.

use std::collections::BTreeSet;

use super::accepts::{Accepts, changed_deviation, stray_acceptance};
use super::failing::{both_sides, unequal};
use super::pins;
use super::trial::{State, Trial, compared_sides, instance_env};
use super::vacuous::{counted_twice, idle, vacuous};
use super::{Identity, IdentitySource, Outcome, Sides, Verdict, lacking, rounded};
use crate::base::Exact;
use crate::eval::{Env, Evaluator, Value};
use crate::ledger::Coords;
use crate::model::{Accept, Check, CheckPart, Expr, ExprKind, LedgerId, Level, MemberId, Type};

pub(super) fn check(evaluator: &Evaluator<'_>, outcome: &mut Outcome) {
    let mut accepts = Accepts::of(evaluator.report);
    for (index, check) in evaluator.report.checks.iter().enumerate() {
        if evaluator.is_cancelled() {
            return;
        }
        if check.level == Level::Off {
            continue;
        }
        if check.exprs().any(|expr| matches!(expr.ty, Type::Unknown)) {
            accepts.all_used(evaluator.report, index);
            outcome.identities.push(unreadable(check, index));
            continue;
        }
        let mut trials = trials(evaluator, check);
        strays(evaluator, index, &mut trials, &mut accepts, outcome);
        if check.guard.is_some() && trials.is_empty() {
            idle(evaluator, index, outcome);
        }
        vacuous(evaluator, check, &trials, outcome);
        counted_twice(evaluator, check, &trials);
        let tried = trials.iter().map(|trial| verdict(evaluator, index, trial, &mut accepts));
        let mut tried: Vec<Identity> = tried.collect();
        lacking::fold(evaluator, check, &trials, &mut tried);
        outcome.identities.extend(tried);
    }
    if evaluator.report.broken.is_empty() {
        accepts.unused(evaluator.report, outcome);
    }
}

/// So many pairs of a stray acceptance and an instance that fails are compared.
const MOST_PAIRS: usize = 1_000_000;

/// Reports the acceptances of instances that there are not. What one of them was perhaps meant for is not reported again.
fn strays(evaluator: &Evaluator<'_>, index: usize, trials: &mut [Trial], accepts: &mut Accepts, outcome: &mut Outcome) {
    let check = &evaluator.report.checks[index];
    let strays = accepts.strays(evaluator.report, index, trials);
    if strays.is_empty() {
        return;
    }
    let fails = |trial: &&Trial| {
        matches!(trial.state, State::Fails(_)) && accepts.find(check, index, &trial.key, trial.part).is_none()
    };
    let failing: Vec<(usize, Vec<pins::Pin>)> = trials
        .iter()
        .enumerate()
        .filter(|(_, trial)| fails(trial))
        .map(|(number, trial)| (number, deviation(evaluator, check, trial)))
        .collect();
    let mut left = MOST_PAIRS;
    for accept in strays {
        let compared = if failing.len() <= left { failing.as_slice() } else { &[] };
        left -= compared.len();
        let (meant, error) = stray_acceptance(evaluator, &evaluator.report.accepts[accept], trials, compared);
        // nobody knows what it speaks of while rows could not be read
        if evaluator.report.broken.is_empty() {
            outcome.problems.push(error);
        }
        if let Some(meant) = meant {
            trials[meant].state = State::Unknown;
        }
    }
}

/// A check that was reported itself: nobody knows whether it holds.
fn unreadable(check: &Check, index: usize) -> Identity {
    Identity {
        source: IdentitySource::Declared(index, 0),
        name: check.name.clone(),
        instance: super::Instance::Members(Vec::new()),
        part: None,
        span: check.span,
        sides: None,
        gap: None,
        rounding: None,
        verdict: Verdict::Unchecked,
        accepted: None,
        finding: None,
    }
}

/// All conditions of all instances; there is none where the guard does not hold.
fn trials<'m>(evaluator: &Evaluator<'m>, check: &'m Check) -> Vec<Trial> {
    let mut trials = Vec::new();
    for key in keys(evaluator, check) {
        let env = instance_env(evaluator, check, &key);
        let asked = check.guard.as_ref().map_or(Some(true), |guard| truth(evaluator, guard, &env));
        for (part, own) in check.parts.iter().enumerate().filter(|_| asked != Some(false)) {
            let state = if asked.is_none() { State::Unknown } else { evaluate(evaluator, own, &env) };
            trials.push(Trial { key: key.clone(), part, state });
        }
    }
    trials
}

/// The projections to the key levels of the facts that any side quotes, each at that side's own coordinates.
fn keys<'m>(evaluator: &Evaluator<'m>, check: &'m Check) -> Vec<Vec<MemberId>> {
    let report = evaluator.report;
    if check.keys.is_empty() {
        return vec![Vec::new()];
    }
    let base = Coords::default().narrow(report, &check.at);
    let mut sources: Vec<(LedgerId, Coords)> = check.of.iter().map(|ledger| (*ledger, base.clone())).collect();
    check.exprs().for_each(|expr| evaluator.ledgers_read(expr, &base, &mut sources));
    let mut keys = BTreeSet::new();
    for (ledger, coords) in sources {
        for fact in evaluator.ledgers.matching(ledger, &coords) {
            let members = check.keys.iter().map(|(dim, level)| {
                let level = report.level_or_leaves(*dim, *level);
                evaluator.ledgers.fact_at(fact, report.axis_path(ledger, *dim)?, level)
            });
            if let Some(members) = members.collect::<Option<Vec<MemberId>>>() {
                keys.insert(members.iter().map(|member| (report.member(*member).rank, *member)).collect::<Vec<_>>());
            }
        }
    }
    keys.into_iter().map(|key| key.into_iter().map(|(_, member)| member).collect()).collect()
}

fn evaluate<'m>(evaluator: &Evaluator<'m>, part: &'m CheckPart, env: &Env<'m>) -> State {
    let Some((rule, left, right)) = compared_sides(part) else {
        return match truth(evaluator, &part.expr, env) {
            Some(true) => State::Holds(None),
            Some(false) if is_tail(evaluator, part, env) => State::Holds(None),
            Some(false) => State::Fails(None),
            None => State::Unknown,
        };
    };
    let (Some(left), Some(right)) = (evaluator.number(left, env), evaluator.number(right, env)) else {
        return State::Unknown;
    };
    match left.minus(&right) {
        Ok(gap) if rule.holds(&gap) || is_tail(evaluator, part, env) => State::Holds(Some((left, right))),
        Ok(_) => State::Fails(Some((left, right))),
        Err(overflow) => {
            evaluator.exact_or_problem(Err(overflow), part.expr.span);
            State::Unknown
        }
    }
}

/// Whether rounding alone may be why a part does not hold; its own `within` counts instead.
fn is_tail<'m>(evaluator: &Evaluator<'m>, part: &'m CheckPart, env: &Env<'m>) -> bool {
    !evaluator.report.rounded.is_empty()
        && part.within.is_none()
        && evaluator.quietly(|| rounded::can_be(evaluator, &part.expr, env, true))
}

/// Whether a condition holds, if that is known.
fn truth<'m>(evaluator: &Evaluator<'m>, condition: &'m Expr, env: &Env<'m>) -> Option<bool> {
    match evaluator.eval(condition, env) {
        Value::Bool(false) if evaluator.quietly(|| unknown_inside(evaluator, condition, env)) => None,
        Value::Bool(truth) => Some(truth),
        _ => None,
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

/// What an acceptance of a condition that fails pins.
pub(super) fn deviation<'m>(evaluator: &Evaluator<'m>, check: &'m Check, trial: &Trial) -> Vec<pins::Pin> {
    pins::pins(evaluator, &check.parts[trial.part].expr, &instance_env(evaluator, check, &trial.key))
}

fn verdict<'m>(evaluator: &Evaluator<'m>, number: usize, trial: &Trial, accepts: &mut Accepts) -> Identity {
    let report = evaluator.report;
    let check = &report.checks[number];
    let numbers = match &trial.state {
        State::Holds(Some((left, right))) | State::Fails(Some((left, right))) => Some((left, right)),
        _ => None,
    };
    let part = &check.parts[trial.part];
    let compared = compared_sides(part).zip(numbers);
    let rounding = compared.as_ref().filter(|_| part.within.is_none()).and_then(|((_, left, right), _)| {
        rounded::rounding(evaluator, left, right, &instance_env(evaluator, check, &trial.key))
    });
    let sides = compared.and_then(|((rule, left, _), numbers)| Sides::new(evaluator, &left.ty, rule.op, numbers));
    let mut identity = Identity {
        source: IdentitySource::Declared(number, trial.part),
        name: check.name.clone(),
        instance: super::Instance::Members(trial.key.clone()),
        part: (check.parts.len() > 1).then_some(trial.part + 1),
        span: check.span,
        sides,
        gap: numbers.and_then(|(left, right)| left.minus(right).ok()),
        rounding,
        verdict: Verdict::Holds,
        accepted: None,
        finding: None,
    };
    let accept = accepts.find(check, number, &trial.key, trial.part);
    // what is stood by is no gap; one that is gone is: perhaps by the error that others fail for
    let by = accept.and_then(|index| report.accepts[index].difference());
    identity.gap = identity.gap.and_then(|gap| gap.minus(Exact::from(by.unwrap_or_default())).ok());
    if matches!(trial.state, State::Holds(_)) {
        return identity;
    }
    if let Some(index) = accept {
        // what cannot be checked cannot make an accepted deviation idle
        accepts.use_up(index);
    }
    identity.verdict = Verdict::Unchecked;
    if matches!(trial.state, State::Unknown) || accept.is_none() && accepts.is_torn(number) {
        return identity;
    }
    identity.verdict = Verdict::Fails;
    let pins = deviation(evaluator, check, trial);
    match accept.map(|index| &report.accepts[index]) {
        Some(accept) if pins::are(evaluator, &pins, accept.by.as_ref()) => stands(&mut identity, accept),
        Some(accept) => {
            let error = changed_deviation(evaluator, accept, &pins);
            identity.finding = Some(both_sides(evaluator, error, check, trial));
        }
        None => identity.finding = Some(unequal(evaluator, check, trial, &identity, &pins)),
    }
    identity
}

/// What is accepted, and that exactly, is no gap any more.
fn stands(identity: &mut Identity, accept: &Accept) {
    identity.verdict = Verdict::Accepted(accept.grounds.clone());
    identity.accepted = Some(accept.span);
    identity.gap = identity.gap.as_ref().map(|_| Exact::ZERO);
}
