//! An identity as what it is made of: written amounts, how often each counts, and what must hold of their sum.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::trial::{compared_sides, instance_env};
use super::{Identity, IdentitySource, Instance, Rule};
use crate::base::{Exact, Span};
use crate::eval::{Env, Evaluator, summed};
use crate::model::{CompareOp, FactId, FactValueKind, Report};

/// An identity that is a sum of written amounts.
#[derive(Clone, Debug)]
pub struct Linear {
    /// The written amounts, and how often each counts in the gap.
    pub terms: Vec<((FactId, usize), Exact)>,
    /// The stated total, which counts minus once.
    pub stated: Option<usize>,
    /// What must hold of the gap.
    pub rule: Rule,
}

/// What an identity is made of; `None` where it is no sum of written amounts.
pub fn linear(evaluator: &Evaluator<'_>, identity: &Identity) -> Option<Linear> {
    let report = evaluator.report;
    match (identity.source, &identity.instance) {
        (IdentitySource::Stated(number), _) => {
            let stated = &report.stated[number];
            let at = Env::default().narrow(report, &stated.at);
            let mut terms = Vec::new();
            let mut quoted: BTreeMap<(FactId, usize), Exact> = BTreeMap::new();
            for fact in evaluator.ledgers.matching(stated.ledger, &at.coords) {
                if is_written(report, fact, stated.field) {
                    terms.push(((fact, stated.field), Exact::integer(1)));
                } else if report.facts[fact.ix()].values[stated.field].is_some() {
                    for (key, times) in &evaluator.fact_trace(fact, stated.field)?.terms {
                        let sum = quoted.entry(*key).or_insert(Exact::ZERO);
                        *sum = sum.plus(times.clone()).ok()?;
                    }
                }
            }
            // what is quoted may also stand here itself
            for (key, times) in &mut terms {
                if let Some(more) = quoted.remove(key) {
                    *times = times.plus(more).ok()?;
                }
            }
            terms.extend(quoted.into_iter().filter(|(_, times)| !times.is_zero()));
            let rounding = identity.rounding.as_ref().map(|rounding| rounding.by.clone());
            let rule = Rule { within: rounding.unwrap_or(Exact::ZERO), ..Rule::EQUAL };
            Some(Linear { terms, stated: Some(number), rule })
        }
        (IdentitySource::Declared(number, part), Instance::Members(key)) => {
            let check = &report.checks[number];
            let (mut rule, left, right) = compared_sides(&check.parts[part])?;
            if let Some(rounding) = &identity.rounding {
                rule.within = rounding.by.clone();
            }
            if rule.op == CompareOp::Ne {
                return None;
            }
            let env = instance_env(evaluator, check, key);
            let gap = evaluator.linear(left, &env)?.minus(evaluator.linear(right, &env)?)?;
            Some(Linear { terms: gap.terms.into_iter().collect(), stated: None, rule })
        }
        (IdentitySource::Declared(..) | IdentitySource::Printed, _) => None,
    }
}

/// The amounts that each side of an identity is the sum of, in source order; none of a side that is no such sum. A stated total
/// is an amount of its own, of which no figure is made.
pub fn side_amounts(evaluator: &Evaluator<'_>, identity: &Identity) -> [Option<Arc<[Span]>>; 2] {
    let report = evaluator.report;
    match (identity.source, &identity.instance) {
        (IdentitySource::Stated(_), _) => {
            let one = Exact::integer(1);
            let terms = linear(evaluator, identity).map(|linear| linear.terms).unwrap_or_default();
            let amount = |((fact, field), times): &((FactId, usize), Exact)| {
                let value = report.facts[fact.ix()].values[*field].as_ref().filter(|_| *times == one)?;
                Some(value.span)
            };
            let mut amounts: Option<Vec<Span>> = terms.iter().map(amount).collect();
            if let Some(amounts) = &mut amounts {
                amounts.sort_unstable();
            }
            [amounts.map(Arc::from), None]
        }
        (IdentitySource::Declared(number, part), Instance::Members(key)) => {
            let check = &report.checks[number];
            let Some((_, left, right)) = compared_sides(&check.parts[part]) else { return [None, None] };
            let env = instance_env(evaluator, check, key);
            [left, right].map(|side| summed(&evaluator.quietly(|| evaluator.origin(side, &env)), usize::MAX))
        }
        (IdentitySource::Declared(..) | IdentitySource::Printed, _) => [None, None],
    }
}

fn is_written(report: &Report, fact: FactId, field: usize) -> bool {
    let value = report.facts[fact.ix()].values[field].as_ref();
    value.is_some_and(|value| matches!(value.kind, FactValueKind::Quantity(..)))
}
