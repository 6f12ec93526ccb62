//! Conditions of checks, tried at members.

use super::Rule;
use super::pins::is_number;
use crate::base::Exact;
use crate::eval::{Env, Evaluator};
use crate::model::{Check, CheckPart, Expr, ExprKind, MemberId};

/// One condition of one instance of a check, tried.
pub(super) struct Trial {
    pub(super) key: Vec<MemberId>,
    pub(super) part: usize,
    pub(super) state: State,
}

/// What came of it.
#[derive(Clone)]
pub(super) enum State {
    /// With both sides, where they are numbers.
    Holds(Option<(Exact, Exact)>),
    /// The same.
    Fails(Option<(Exact, Exact)>),
    Unknown,
}

/// Where an instance is evaluated.
pub fn instance_env<'m>(evaluator: &Evaluator<'m>, check: &Check, key: &[MemberId]) -> Env<'m> {
    let base = Env::default().checked().narrow(evaluator.report, &check.at);
    let keyed = check.keys.iter().zip(key);
    keyed.fold(base, |env, ((dim, _), member)| env.member(evaluator.report, *dim, *member))
}

/// What must hold of a condition's sides, where they are numbers.
pub(super) fn compared_sides(part: &CheckPart) -> Option<(Rule, &Expr, &Expr)> {
    match &part.expr.kind {
        ExprKind::Compare(op, left, right) if is_number(&left.ty) => {
            Some((Rule { op: *op, within: part.within.map_or(Exact::ZERO, Exact::from) }, left, right))
        }
        _ => None,
    }
}
