//! The findings about a report, one file for each family.

mod context;
mod cover;
mod declared;
mod families;
mod stated;

use crate::base::{Diagnostic, Exact, Say, Span};
use crate::eval::Evaluator;
use crate::model::{Report, Type};
use crate::say;

/// Whether an identity holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It does not, and the report stands by it, for this reason.
    Accepted(String),
    /// It does not.
    Fails,
    /// It could not be computed: something in it has been reported already.
    Unchecked,
}

/// One identity as it was checked.
#[derive(Clone, Debug)]
pub struct Identity {
    /// What it is called: a check's name, a ledger's, a form's.
    pub name: String,
    /// Which instance, in the members' words.
    pub instance: Vec<String>,
    /// Where it is stated.
    pub span: Span,
    /// Both sides, where they are numbers, as spoken.
    pub sides: Option<(String, String)>,
    /// Whether it holds.
    pub verdict: Verdict,
}

/// What checking found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Every identity.
    pub identities: Vec<Identity>,
    /// The findings.
    pub problems: Vec<Diagnostic>,
}

/// One family of findings.
type Check = for<'m> fn(&Evaluator<'m>, &mut Outcome);

/// All families; a new one is one more line.
const CHECKS: &[Check] = &[stated::check, families::check, cover::check, declared::check];

/// Checks what can be known before any figure is computed.
pub fn before(report: &Report) -> Vec<Diagnostic> {
    context::check(report)
}

/// Checks every identity.
pub fn check(evaluator: &Evaluator<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    for check in CHECKS {
        check(evaluator, &mut outcome);
    }
    outcome.problems.extend(evaluator.take_problems());
    outcome
}

/// Which instance a message speaks of, behind the name of what fails; nothing where there is but one.
fn place_of(instance: &[String]) -> Say {
    if instance.is_empty() {
        return Say::default();
    }
    let (zh, en) = (instance.join("、"), instance.join(", "));
    say!("「{zh}」", "[{en}]")
}

/// `left − right` and both sides as a message says them.
fn spoken(evaluator: &Evaluator<'_>, ty: &Type, left: Exact, right: Exact) -> (String, String, String) {
    let gap = left.minus(right).map(|gap| evaluator.spoken(gap, ty)).unwrap_or_default();
    (evaluator.spoken(left, ty), evaluator.spoken(right, ty), gap)
}
