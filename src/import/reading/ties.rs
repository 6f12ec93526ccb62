//! What the library's checks say of the facts: sums that must be equal. They help where the tables alone leave a choice.

use rustc_hash::FxHashSet;

use super::patterns::holds;
use crate::base::Exact;
use crate::check::instance_env;
use crate::eval::{Evaluator, FieldTerm};
use crate::ledger::Coords;
use crate::model::{Check, CompareOp, ExprKind, Fact, LedgerId, Level, MemberId};

/// An instance of a check: what must make nothing together.
pub(super) struct Tie {
    pub terms: Vec<FieldTerm>,
    pub constant: Exact,
}

/// More instances are not asked.
const MOST_TIES: usize = 20_000;

/// The ties between facts that there may be. What the report accepts otherwise, asks under a condition, or only warns of, ties
/// nothing.
pub(super) fn ties(evaluator: &Evaluator<'_>, facts: &[Fact]) -> Vec<Tie> {
    let report = evaluator.report;
    let told: FxHashSet<LedgerId> = facts.iter().map(|fact| fact.ledger).collect();
    let mut all = Vec::new();
    for (index, check) in report.checks.iter().enumerate() {
        let accepted = report.accepts.iter().any(|accept| accept.check == index);
        if accepted || check.guard.is_some() || check.level != Level::Error {
            continue;
        }
        for key in keys(evaluator, check, facts) {
            let env = instance_env(evaluator, check, &key);
            for part in check.parts.iter().filter(|part| part.within.is_none()) {
                let ExprKind::Compare(CompareOp::Eq, left, right) = &part.expr.kind else { continue };
                let forms = (evaluator.linear_form(left, &env), evaluator.linear_form(right, &env));
                let (Some(left), Some(right)) = forms else { continue };
                let Some(tie) = difference(left, right) else { continue };
                if !tie.terms.is_empty() && tie.terms.iter().all(|term| told.contains(&term.ledger)) {
                    all.push(tie);
                }
            }
            if all.len() >= MOST_TIES {
                return all;
            }
        }
    }
    all
}

fn difference(left: crate::eval::LinearForm, right: crate::eval::LinearForm) -> Option<Tie> {
    let mut terms = left.terms;
    terms.extend(right.terms.into_iter().map(|term| FieldTerm { times: term.times.negated(), ..term }));
    Some(Tie { terms, constant: left.constant.minus(right.constant).ok()? })
}

/// The members for which a check is asked, of facts that there may be.
fn keys<'m>(evaluator: &Evaluator<'m>, check: &'m Check, facts: &[Fact]) -> Vec<Vec<MemberId>> {
    let report = evaluator.report;
    let base = Coords::default().narrow(report, &check.at);
    let mut sources: Vec<(LedgerId, Coords)> = check.of.iter().map(|ledger| (*ledger, base.clone())).collect();
    check.exprs().for_each(|expr| evaluator.ledgers_read(expr, &base, &mut sources));
    let (mut seen, mut keys) = (FxHashSet::default(), Vec::new());
    for (ledger, coords) in sources {
        for fact in facts.iter().filter(|fact| fact.ledger == ledger && holds(report, fact, &coords)) {
            let members = check.keys.iter().map(|(dim, level)| {
                let level = report.level_or_leaves(*dim, *level);
                report.at_level(report.fact_member(fact, report.axis_path(ledger, *dim)?)?, level)
            });
            let Some(members) = members.collect::<Option<Vec<MemberId>>>() else { continue };
            if seen.insert(members.clone()) {
                keys.push(members);
            }
        }
    }
    keys
}
