//! Stated totals against the sums of their facts.

use super::{Identity, IdentitySource, Instance, Outcome, Rounding, Rule, Sides, Verdict};
use crate::base::{Diagnostic, Exact};
use crate::check::codes::TOTAL_MISMATCH;
use crate::eval::{Env, Evaluator, Interval};
use crate::model::{CompareOp, Stated};
use crate::say;

/// How many contributions a message lists.
pub(super) const SHOWN: usize = 5;

pub(super) fn check(evaluator: &Evaluator<'_>, outcome: &mut Outcome) {
    // a former report has checked its own
    let own = |(_, stated): &(usize, &Stated)| !evaluator.report.in_former(stated.span);
    for (number, stated) in evaluator.report.stated.iter().enumerate().filter(own) {
        if evaluator.is_cancelled() {
            return;
        }
        let identity = one(evaluator, number, stated, outcome);
        outcome.identities.push(identity);
    }
}

fn one(evaluator: &Evaluator<'_>, number: usize, stated: &Stated, outcome: &mut Outcome) -> Identity {
    let report = evaluator.report;
    let ledger = report.ledger(stated.ledger);
    let ty = &ledger.fields[stated.field].ty;
    let env = Env::default().narrow(report, &stated.at);
    let mut identity = Identity {
        source: IdentitySource::Stated(number),
        name: ledger.name.clone(),
        instance: Instance::Members(stated.said.clone()),
        part: None,
        span: stated.span,
        sides: None,
        gap: None,
        rounding: None,
        verdict: Verdict::Unchecked,
        accepted: None,
        finding: None,
    };
    if evaluator.ledgers.uncertain(stated.ledger, &env.coords) {
        return identity;
    }
    let sum = match evaluator.total(stated.ledger, stated.field, &env.coords) {
        Some(Ok(sum)) => sum.unwrap_or(Exact::ZERO),
        Some(Err(overflow)) => {
            outcome.problems.push(overflow.diagnostic(stated.span));
            return identity;
        }
        None => return identity,
    };
    let written = Exact::from(stated.amount);
    identity.sides = Sides::in_unit(evaluator, ty, &evaluator.unit_of_total(stated), CompareOp::Eq, (&sum, &written));
    identity.gap = sum.minus(&written).ok();
    if identity.gap.as_ref().is_some_and(|gap| Rule::EQUAL.holds(gap)) {
        identity.verdict = Verdict::Holds;
        return identity;
    }
    if !report.rounded.is_empty() {
        let gap = evaluator.gap_of_total(stated, &env);
        if gap.as_ref().is_none_or(Interval::holds_zero) {
            identity.verdict = Verdict::Holds;
        }
        identity.rounding = gap.and_then(|gap| rounding(evaluator, stated, &env, gap));
    }
    if identity.verdict == Verdict::Holds {
        return identity;
    }
    identity.verdict = Verdict::Fails;
    identity.finding = Some(unequal(evaluator, stated, &env, &identity));
    identity
}

/// How much of a total's gap rounding can explain.
fn rounding(evaluator: &Evaluator<'_>, stated: &Stated, env: &Env<'_>, gap: Interval) -> Option<Rounding> {
    let report = evaluator.report;
    let ty = &report.ledger(stated.ledger).fields[stated.field].ty;
    let by = gap.half_width()?;
    let facts = evaluator.ledgers.matching(stated.ledger, &env.coords);
    let count = facts.filter(|fact| evaluator.may_be_off(*fact, stated.field).is_some()).count();
    let said = evaluator.spoken_in(&by, ty, &evaluator.unit_of_total(stated));
    let with_total = report.may_be_off(stated.span, ty).is_some();
    let said = if with_total {
        say!(
            "{count} 项及合计各自舍入最多可差 {said}",
            "{count} items and the total, each rounded, may be off by {said} together"
        )
    } else {
        say!("{count} 项各自舍入最多可差 {said}", "{count} items, each rounded, may be off by {said} together")
    };
    (!by.is_zero()).then_some(Rounding { by, said })
}

/// What is wrong with a total, and the largest of what it is made of.
fn unequal(evaluator: &Evaluator<'_>, stated: &Stated, env: &Env<'_>, identity: &Identity) -> Diagnostic {
    let report = evaluator.report;
    let ledger = report.ledger(stated.ledger);
    let ty = &ledger.fields[stated.field].ty;
    let (left, right, gap) = identity.sides.as_ref().map(Sides::words).unwrap_or_default();
    let largest = evaluator.largest(stated.ledger, stated.field, &env.coords, SHOWN);
    let name = &ledger.name;
    let place = identity.instance_words(report);
    let (place, place_en) = (&place.zh, &place.en);
    let mut error = Diagnostic::new(
        TOTAL_MISMATCH,
        stated.span,
        say!(
            "{name}{place}合计不平：各项之和 {left}，列示 {right}，差 {gap}",
            "total of {name}{place_en} is off: items make {left}, stated {right}, difference {gap}"
        ),
    )
    .label(say!("列示 {right}", "stated {right}"));
    for (fact, value) in &largest.shown {
        let Some(span) = report.facts[fact.ix()].values[stated.field].as_ref().map(|value| value.span) else {
            continue;
        };
        let value = evaluator.spoken_in(value, ty, &evaluator.unit_of_total(stated));
        error = error.related(span, say!("{value}", "{value}"));
    }
    let more = largest.all.saturating_sub(SHOWN);
    if more > 0 {
        error = error.note(say!("另有 {more} 项较小的未列出", "smaller items not shown: {more}"));
    }
    let unsaid = ledger.axes.iter().filter(|axis| axis.default.is_some() && env.coords.get(axis.dim).is_none());
    for axis in
        unsaid.filter(|axis| evaluator.ledgers.members(&[stated.ledger], &env.coords, axis.dim, axis.grain).len() > 1)
    {
        let dim = &report.dim(axis.dim).name;
        error = error.note(say!(
            "合计没有写明「{dim}」，各成员都算在内；默认值只用于事实",
            "the total does not say its `{dim}` and counts them all: defaults are for facts only"
        ));
    }
    if largest.all == 0 {
        error = error.note(say!("这个合计之下一行也没有", "there is no row under this total"));
    }
    error.way_out(say!("改正其中一项，或改正这个合计", "mend one of the items, or the total"))
}
