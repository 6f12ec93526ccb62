//! Checks of figures that were rounded before they were typed: each stands for an interval, and a check holds where it can.

use super::Rounding;
use crate::base::Exact;
use crate::eval::{Env, Evaluator, Interval, Value};
use crate::model::{CompareOp, Expr, ExprKind, Type};
use crate::say;

/// Whether a condition can be so, given how far its figures may be off.
pub(super) fn can_be<'m>(evaluator: &Evaluator<'m>, expr: &'m Expr, env: &Env<'m>, wanted: bool) -> bool {
    let part = |inner: &'m Expr, wanted: bool| can_be(evaluator, inner, env, wanted);
    match &expr.kind {
        ExprKind::Not(inner) => part(inner, !wanted),
        ExprKind::And(a, b) | ExprKind::Or(a, b) if wanted == matches!(expr.kind, ExprKind::And(..)) => {
            part(a, wanted) && part(b, wanted)
        }
        ExprKind::And(a, b) | ExprKind::Or(a, b) => part(a, wanted) || part(b, wanted),
        ExprKind::Compare(op, left, right) if is_number(&left.ty) => {
            let op = if wanted { *op } else { opposite(*op) };
            evaluator.gap(left, right, env).is_none_or(|gap| allows(op, &gap))
        }
        _ => matches!(evaluator.eval(expr, env), Value::Bool(is) if is == wanted),
    }
}

/// Whether a gap may be as a comparison wants it.
fn allows(op: CompareOp, gap: &Interval) -> bool {
    match op {
        CompareOp::Eq => gap.holds_zero(),
        CompareOp::Ne => !(gap.low.is_zero() && gap.high.is_zero()),
        CompareOp::Lt => gap.low < Exact::ZERO,
        CompareOp::Le => gap.low <= Exact::ZERO,
        CompareOp::Gt => gap.high > Exact::ZERO,
        CompareOp::Ge => gap.high >= Exact::ZERO,
    }
}

fn opposite(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Eq => CompareOp::Ne,
        CompareOp::Ne => CompareOp::Eq,
        CompareOp::Lt => CompareOp::Ge,
        CompareOp::Ge => CompareOp::Lt,
        CompareOp::Gt => CompareOp::Le,
        CompareOp::Le => CompareOp::Gt,
    }
}

fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Amount(_) | Type::Count(_) | Type::Number | Type::Ratio)
}

/// How much of the gap of two sides rounding can explain.
pub(super) fn rounding<'m>(
    evaluator: &Evaluator<'m>,
    left: &'m Expr,
    right: &'m Expr,
    env: &Env<'m>,
) -> Option<Rounding> {
    if evaluator.report.rounded.is_empty() || !is_number(&left.ty) {
        return None;
    }
    let by = evaluator.gap(left, right, env)?.half_width().filter(|by| !by.is_zero())?;
    let said = evaluator.spoken(&by, &left.ty);
    let sums = evaluator.linear(left, env).zip(evaluator.linear(right, env));
    let trace = sums.and_then(|(left, right)| left.minus(right));
    let off = |trace: crate::eval::Trace| {
        trace.terms.into_keys().filter(|(fact, field)| evaluator.may_be_off(*fact, *field).is_some()).count()
    };
    let said = match trace.map(off) {
        Some(count) => say!(
            "两边 {count} 个数各自舍入最多可差 {said}",
            "the {count} figures of both sides, each rounded, may be off by {said} together"
        ),
        None => say!(
            "两边的数各自舍入最多可差 {said}",
            "the figures of both sides, each rounded, may be off by {said} together"
        ),
    };
    Some(Rounding { by, said })
}
