//! What a figure asks for, whether or not there are facts: fields at coordinates, each so many times, and a constant.

use std::rc::Rc;

use super::{Env, Evaluator};
use crate::base::Exact;
use crate::ledger::Coords;
use crate::model::{Expr, ExprKind, FactId, LedgerId, SumOp, Type};

/// So many times the sum of a ledger's field at coordinates.
#[derive(Clone, Debug)]
pub struct FieldTerm {
    /// How often it counts.
    pub times: Exact,
    /// The ledger.
    pub ledger: LedgerId,
    /// The field's number.
    pub field: usize,
    /// Where it is summed.
    pub coords: Coords,
    /// The one fact that counts, in a row of a fact.
    pub fact: Option<FactId>,
}

/// A linear form: terms and a constant.
#[derive(Clone, Debug)]
pub struct LinearForm {
    /// What is summed.
    pub terms: Vec<FieldTerm>,
    /// What is added besides.
    pub constant: Exact,
}

/// An expression of more terms is asked no further.
const MOST_TERMS: usize = 10_000;

impl LinearForm {
    fn constant(constant: Exact) -> LinearForm {
        LinearForm { terms: Vec::new(), constant }
    }

    fn scale(mut self, factor: &Exact) -> Option<LinearForm> {
        for term in &mut self.terms {
            term.times = term.times.times(factor).ok()?;
        }
        self.constant = self.constant.times(factor).ok()?;
        Some(self)
    }

    fn plus(mut self, other: LinearForm) -> Option<LinearForm> {
        self.terms.extend(other.terms);
        self.constant = self.constant.plus(other.constant).ok()?;
        (self.terms.len() <= MOST_TERMS).then_some(self)
    }
}

impl<'m> Evaluator<'m> {
    /// The linear form of an expression; `None` where it is none.
    pub fn linear_form(&self, expr: &'m Expr, env: &Env<'m>) -> Option<LinearForm> {
        match &expr.kind {
            ExprKind::Quantity(value, _) => Some(LinearForm::constant(value.clone())),
            ExprKind::Param(id) => match &self.report.params[id.ix()].value {
                Some(value) if matches!(value.ty, Type::Text) => None,
                Some(value) => self.linear_form(value, &env.without_arguments()),
                None => Some(LinearForm::constant(Exact::ZERO)),
            },
            ExprKind::Let(id) => self.linear_form(&self.report.lets[id.ix()].expr, &env.without_arguments()),
            ExprKind::Arg(index) => {
                let thunk = env.arguments.get(*index)?;
                self.linear_form(thunk.expr, &Rc::clone(&thunk.env))
            }
            ExprKind::Field(ledger, field) => self.one_term(*ledger, *field, env),
            ExprKind::At(inner, filter) => self.linear_form(inner, &env.column(self.report, filter)),
            ExprKind::Neg(inner) => self.linear_form(inner, env)?.scale(&Exact::integer(-1)),
            ExprKind::Sum(op, a, b) => {
                let sign = Exact::integer(if *op == SumOp::Add { 1 } else { -1 });
                self.linear_form(a, env)?.plus(self.linear_form(b, env)?.scale(&sign)?)
            }
            ExprKind::Mul(a, b) => {
                let (a, b) = (self.linear_form(a, env)?, self.linear_form(b, env)?);
                match (a.terms.is_empty(), b.terms.is_empty()) {
                    (true, _) => b.scale(&a.constant),
                    (_, true) => a.scale(&b.constant),
                    _ => None,
                }
            }
            ExprKind::Div(a, b) => {
                let divisor = self.linear_form(b, env).filter(|b| b.terms.is_empty())?.constant;
                self.linear_form(a, env)?.scale(&Exact::integer(1).over(&divisor)?.ok()?)
            }
            ExprKind::Text(_)
            | ExprKind::Share(_)
            | ExprKind::Facts(_)
            | ExprKind::Level(..)
            | ExprKind::Member(_)
            | ExprKind::Name
            | ExprKind::Unit
            | ExprKind::Property(..)
            | ExprKind::Call(..)
            | ExprKind::Any(_)
            | ExprKind::Count(..)
            | ExprKind::Abs(_)
            | ExprKind::Printed(..)
            | ExprKind::Not(_)
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Compare(..)
            | ExprKind::Has(..)
            | ExprKind::Unknown => None,
        }
    }

    fn one_term(&self, ledger: LedgerId, field: usize, env: &Env<'m>) -> Option<LinearForm> {
        if matches!(self.report.ledger(ledger).fields[field].ty, Type::Text | Type::Member(_) | Type::Value) {
            return None;
        }
        let fact = env.fact.filter(|fact| self.report.facts[fact.ix()].ledger == ledger);
        let term = FieldTerm { times: Exact::integer(1), ledger, field, coords: env.coords.clone(), fact };
        Some(LinearForm { terms: vec![term], constant: Exact::ZERO })
    }
}
