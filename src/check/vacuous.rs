//! Checks that cannot fail, and sums that count an amount twice.

use std::ops::Range;

use super::trial::{Trial, compared_sides, instance_env};
use super::{ENTRY, Outcome};
use crate::base::Diagnostic;
use crate::check::codes::{IDLE_CHECK, VACUOUS_CHECK};
use crate::eval::{Env, Evaluator};
use crate::ledger::{AxisSet, Coords};
use crate::model::{Check, CheckPart, CompareOp, DimId, Expr, ExprKind, LedgerId};
use crate::say;

/// A check whose guard holds nowhere tries nothing. Of a library's check that may be as it should be.
pub(super) fn idle(evaluator: &Evaluator<'_>, index: usize, outcome: &mut Outcome) {
    let check = &evaluator.report.checks[index];
    outcome.idle.push(index);
    let own = check.span.file == ENTRY && evaluator.report.own_facts().next().is_some();
    let Some(guard) = check.guard.as_ref().filter(|_| own) else { return };
    let name = &check.name;
    let message =
        say!("检查「{name}」一例也没有查：它的前提处处不成立", "check `{name}` tries nothing: its guard holds nowhere");
    let warning = Diagnostic::new(IDLE_CHECK, guard.span, message);
    outcome.problems.push(warning.note(say!(
        "改正 if 之后的前提；确实用不上的，删去这个检查，或写 level {name} off",
        "mend the guard behind `if`; if it is not needed, remove the check, or write `level {name} off`"
    )));
}

/// A check whose two sides are the same written amounts in every instance can never fail; neither can one whose keys no
/// ledger gives.
pub(super) fn vacuous<'m>(evaluator: &Evaluator<'m>, check: &'m Check, trials: &[Trial], outcome: &mut Outcome) {
    let name = &check.name;
    let mut sources = Vec::new();
    check.exprs().for_each(|expr| evaluator.ledgers_read(expr, &Coords::default(), &mut sources));
    if !check.keys.is_empty() && sources.is_empty() && check.of.is_empty() {
        let message =
            say!("检查「{name}」没有引用台账，一例也不会查", "check `{name}` quotes no ledger: it has no instance");
        let note =
            say!("写明键取自哪个台账：for each … of 台账", "say whose facts give the keys: for each … of LEDGER");
        outcome.problems.push(Diagnostic::new(VACUOUS_CHECK, check.span, message).note(note));
        return;
    }
    // a library's check may be what one report fulfils by taking one ledger's facts over from another
    let taken = |(ledger, _): &(LedgerId, Coords)| evaluator.report.take_overs.iter().any(|one| one.ledger == *ledger);
    if sources.iter().any(taken) {
        return;
    }
    for (number, part) in check.parts.iter().enumerate() {
        let own: Vec<&Trial> = trials.iter().filter(|trial| trial.part == number).collect();
        outcome.problems.extend(never_fails(evaluator, check, part, &own));
    }
}

fn never_fails<'m>(
    evaluator: &Evaluator<'m>,
    check: &'m Check,
    part: &'m CheckPart,
    trials: &[&Trial],
) -> Option<Diagnostic> {
    let ExprKind::Compare(CompareOp::Eq | CompareOp::Le | CompareOp::Ge, left, right) = &part.expr.kind else {
        return None;
    };
    let same = |trial: &&Trial| {
        let env = instance_env(evaluator, check, &trial.key);
        same_amounts(evaluator, left, right, &env) && !may_differ(evaluator, left, right, &env)
    };
    if trials.is_empty() || !trials.iter().all(same) {
        return None;
    }
    let name = &check.name;
    let message = say!(
        "检查「{name}」永远成立：两边是同一批数",
        "check `{name}` can never fail: both sides are the same amounts"
    );
    let error = Diagnostic::new(VACUOUS_CHECK, check.span, message)
        .related(left.span, say!("这一边", "this side"))
        .related(right.span, say!("与这一边", "and this one"));
    Some(error.note(say!("删去它，或让两边出自不同的填报", "drop it, or let the sides come from different statements")))
}

/// Whether two sides are the same written amounts, whatever is written.
fn same_amounts<'m>(evaluator: &Evaluator<'m>, left: &'m Expr, right: &'m Expr, env: &Env<'m>) -> bool {
    if let (ExprKind::Any(left), ExprKind::Any(right)) = (&left.kind, &right.kind) {
        return same_amounts(evaluator, left, right, env);
    }
    evaluator.same_amounts(left, right, env)
}

/// Whether two sides that are the same amounts as things stand could be others: on some axis of one of their ledgers they do
/// not cover the same members.
fn may_differ<'m>(evaluator: &Evaluator<'m>, left: &'m Expr, right: &'m Expr, env: &Env<'m>) -> bool {
    let report = evaluator.report;
    let read = |side| {
        let mut sources = Vec::new();
        evaluator.ledgers_read(side, &env.coords, &mut sources);
        sources
    };
    let (left, right) = (read(left), read(right));
    let covered = |side: &[(LedgerId, Coords)], ledger: LedgerId, dim: DimId| {
        let mut ranges: Vec<Range<u32>> = Vec::new();
        for (_, coords) in side.iter().filter(|(own, _)| *own == ledger) {
            match coords.get(dim) {
                None | Some(AxisSet::Any) => ranges.push(0..report.dim(dim).size),
                Some(AxisSet::Members(members)) => {
                    ranges.extend(members.iter().map(|member| report.member(*member).ranks()));
                }
            }
        }
        joined(ranges)
    };
    let both =
        |ledger: &LedgerId| left.iter().any(|(own, _)| own == ledger) && right.iter().any(|(own, _)| own == ledger);
    let all = left.iter().chain(&right).flat_map(|(ledger, coords)| coords.axes().map(move |(dim, _)| (*ledger, dim)));
    all.filter(|(ledger, _)| both(ledger))
        .any(|(ledger, dim)| covered(&left, ledger, dim) != covered(&right, ledger, dim))
}

/// Ranges that touch made one.
fn joined(mut ranges: Vec<Range<u32>>) -> Vec<Range<u32>> {
    ranges.sort_unstable_by_key(|range| range.start);
    ranges.dedup_by(|next, last| {
        let touches = next.start <= last.end;
        if touches {
            last.end = last.end.max(next.end);
        }
        touches
    });
    ranges
}

/// Looks for amounts that a side counts twice.
pub(super) fn counted_twice<'m>(evaluator: &Evaluator<'m>, check: &'m Check, trials: &[Trial]) {
    for trial in trials {
        let Some((_, left, right)) = compared_sides(&check.parts[trial.part]) else { continue };
        let env = instance_env(evaluator, check, &trial.key);
        [left, right].into_iter().for_each(|side| evaluator.report_doubled(side, &env));
    }
}
