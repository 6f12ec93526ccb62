//! How a figure in words is computed from others: what its reader can do again with the figures that are printed.

use super::{Env, Evaluator, FigureStep, How, ShareValue};
use crate::model::{Expr, ExprKind, SumOp};

/// A figure of more steps is nothing that a reader would do again.
const MOST_STEPS: usize = 32;

impl<'m> Evaluator<'m> {
    /// How an expression is computed; none where that is no arithmetic of other figures.
    pub(super) fn steps(&self, expr: &'m Expr, env: &Env<'m>) -> Option<FigureStep> {
        if !self.is_arithmetic(expr, env) {
            return None;
        }
        let mut left = MOST_STEPS;
        self.step(expr, env, &mut left)
    }

    fn is_arithmetic(&self, expr: &'m Expr, env: &Env<'m>) -> bool {
        match &expr.kind {
            ExprKind::Sum(..)
            | ExprKind::Mul(..)
            | ExprKind::Div(..)
            | ExprKind::Neg(_)
            | ExprKind::Abs(_)
            | ExprKind::Share(_) => true,
            ExprKind::At(inner, _) => self.is_arithmetic(inner, env),
            ExprKind::Let(id) => self.is_arithmetic(&self.report.lets[id.ix()].expr, env),
            ExprKind::Arg(index) => env.argument(*index).is_some_and(|(inner, env)| self.is_arithmetic(inner, env)),
            ExprKind::Quantity(..)
            | ExprKind::Printed(..)
            | ExprKind::Text(_)
            | ExprKind::Param(_)
            | ExprKind::Field(..)
            | ExprKind::Facts(_)
            | ExprKind::Level(..)
            | ExprKind::Member(_)
            | ExprKind::Name
            | ExprKind::Unit
            | ExprKind::Property(..)
            | ExprKind::Call(..)
            | ExprKind::Any(_)
            | ExprKind::Count(..)
            | ExprKind::Not(_)
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Compare(..)
            | ExprKind::Has(..)
            | ExprKind::Unknown => false,
        }
    }

    fn step(&self, expr: &'m Expr, env: &Env<'m>, left: &mut usize) -> Option<FigureStep> {
        *left = left.checked_sub(1)?;
        let mut pair = |a, b| Some([self.step(a, env, left)?, self.step(b, env, left)?]);
        let (value, how) = match &expr.kind {
            ExprKind::At(inner, filter) => return self.step(inner, &env.column(self.report, filter), left),
            ExprKind::Let(id) => return self.step(&self.report.lets[id.ix()].expr, &env.without_arguments(), left),
            ExprKind::Arg(index) => {
                let (inner, env) = env.argument(*index)?;
                return self.step(inner, env, left);
            }
            ExprKind::Sum(op, a, b) => {
                let [a, b] = pair(a, b)?;
                let sum = if *op == SumOp::Add { a.value.plus(&b.value) } else { a.value.minus(&b.value) };
                (sum.ok()?, How::Sum(*op, Box::new([a, b])))
            }
            ExprKind::Mul(a, b) => {
                let [a, b] = pair(a, b)?;
                (a.value.times(&b.value).ok()?, How::Product(Box::new([a, b])))
            }
            ExprKind::Div(a, b) => {
                let [a, b] = pair(a, b)?;
                (a.value.over(&b.value)?.ok()?, How::Quotient(Box::new([a, b])))
            }
            ExprKind::Neg(inner) => {
                let inner = self.step(inner, env, left)?;
                (inner.value.negated(), How::Negative(Box::new(inner)))
            }
            ExprKind::Abs(inner) => {
                let inner = self.step(inner, env, left)?;
                (inner.value.abs(), How::Magnitude(Box::new(inner)))
            }
            ExprKind::Share(slot) => {
                let bound = env.bound(*slot)?;
                let ShareValue::Percent(_) = bound.value else { return None };
                let part = self.step(&bound.share.of, &bound.part, left)?;
                let whole = self.step(&bound.share.of, &bound.whole, left)?;
                (self.number(expr, env)?, How::Share(bound.share.policy, Box::new([part, whole])))
            }
            ExprKind::Quantity(..) | ExprKind::Printed(..) => (self.number(expr, env)?, How::Known),
            ExprKind::Text(_)
            | ExprKind::Param(_)
            | ExprKind::Field(..)
            | ExprKind::Facts(_)
            | ExprKind::Level(..)
            | ExprKind::Member(_)
            | ExprKind::Name
            | ExprKind::Unit
            | ExprKind::Property(..)
            | ExprKind::Call(..)
            | ExprKind::Any(_)
            | ExprKind::Count(..)
            | ExprKind::Not(_)
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Compare(..)
            | ExprKind::Has(..)
            | ExprKind::Unknown => (self.number(expr, env)?, How::Given),
        };
        Some(FigureStep { value, ty: expr.ty.clone(), how })
    }
}
