//! What is declared but perhaps quoted nowhere: every `:=` has a value, no `let` counts an amount twice.

use super::Outcome;
use crate::eval::{Env, Evaluator};
use crate::model::{FactId, FactValueKind};

pub(super) fn check(evaluator: &Evaluator<'_>, _: &mut Outcome) {
    for (index, fact) in evaluator.report.facts.iter().enumerate() {
        for (field, value) in fact.values.iter().enumerate() {
            if let Some(FactValueKind::Refer(..)) = value.as_ref().map(|value| &value.kind) {
                // a circle is reported where the value is found to need itself
                evaluator.fact_value(FactId(index as u32), field);
            }
        }
    }
    for named in &evaluator.report.lets {
        evaluator.report_doubled(&named.expr, &Env::default());
    }
}
