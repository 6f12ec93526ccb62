//! What a figure is made of: a linear combination of written amounts and a constant. Computed when asked for.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::parts::{self, Group, Parts, Trace};
use super::{Env, Evaluator, OriginTerm};
use crate::base::{Diagnostic, Exact};
use crate::eval::codes::DOUBLE_COUNT;
use crate::model::{Expr, ExprKind, FactId, FactValueKind, LedgerId, Type, parts_alone};
use crate::say;

impl<'m> Evaluator<'m> {
    /// The trace of an expression; `None` where it is not linear.
    pub fn trace(&self, expr: &'m Expr, env: &Env<'m>) -> Option<Trace> {
        let parts = self.combined(expr, env)?;
        Some(Trace { constant: parts.constant.clone(), terms: parts.terms()? })
    }

    /// An expression as a combination of fields at coordinates; `None` where it is not linear.
    fn combined(&self, expr: &'m Expr, env: &Env<'m>) -> Option<Parts> {
        match &expr.kind {
            ExprKind::Quantity(value, _) => Some(Parts::constant(value.clone())),
            ExprKind::Param(id) => match &self.report.params[id.ix()].value {
                Some(value) if matches!(value.ty, Type::Text) => None,
                Some(value) => self.combined(value, &env.without_arguments()),
                None => Some(Parts::default()),
            },
            ExprKind::Let(id) => self.combined(&self.report.lets[id.ix()].expr, &env.without_arguments()),
            ExprKind::Arg(index) => {
                let thunk = env.arguments.get(*index)?;
                self.combined(thunk.expr, &thunk.env)
            }
            ExprKind::Field(ledger, field) => self.field_parts(*ledger, *field, env).map(Parts::group),
            ExprKind::At(inner, filter) => self.combined(inner, &env.column(self.report, filter)),
            ExprKind::Neg(inner) => self.combined(inner, env)?.scale(Exact::integer(-1)),
            ExprKind::Sum(op, a, b) => {
                let (left, right) = (self.combined(a, env)?, self.combined(b, env)?);
                left.plus(right, *op, (a.span, b.span), &mut self.known.apart.borrow_mut())
            }
            ExprKind::Mul(a, b) => {
                let (a, b) = (self.combined(a, env)?, self.combined(b, env)?);
                match (a.is_constant(), b.is_constant()) {
                    (true, _) => b.scale(a.constant.unwrap_or(Exact::ZERO)),
                    (_, true) => a.scale(b.constant.unwrap_or(Exact::ZERO)),
                    _ => None,
                }
            }
            ExprKind::Div(a, b) => {
                let b = self.combined(b, env)?;
                let divisor = b.constant.as_ref().filter(|_| b.is_constant())?;
                self.combined(a, env)?.scale(Exact::integer(1).over(divisor)?.ok()?)
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

    /// The trace of an expression; of one that no written amount is in, such as a number of members, its value.
    pub fn linear(&self, expr: &'m Expr, env: &Env<'m>) -> Option<Trace> {
        self.trace(expr, env).or_else(|| {
            let constant = if self.is_of_amounts(expr) { None } else { self.quietly(|| self.number(expr, env)) };
            Some(Trace { constant: Some(constant?), ..Trace::default() })
        })
    }

    /// Whether written amounts decide the value of an expression: how many members there are they do not.
    fn is_of_amounts(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Field(..) | ExprKind::Arg(_) => true,
            ExprKind::Count(..) => false,
            ExprKind::Let(id) => self.is_of_amounts(&self.report.lets[id.ix()].expr),
            ExprKind::Param(id) => {
                self.report.params[id.ix()].value.as_ref().is_some_and(|value| self.is_of_amounts(value))
            }
            ExprKind::Text(_)
            | ExprKind::Facts(_)
            | ExprKind::At(..)
            | ExprKind::Call(..)
            | ExprKind::Level(..)
            | ExprKind::Any(_)
            | parts_alone!() => expr.children().into_iter().any(|inner| self.is_of_amounts(inner)),
        }
    }

    /// The facts that a ledger's field sums, each once.
    pub(super) fn field_trace(&self, ledger: LedgerId, field: usize, env: &Env<'m>) -> Option<Trace> {
        let parts = Parts::group(self.field_parts(ledger, field, env)?);
        Some(Trace { constant: None, terms: parts.terms()? })
    }

    /// The amounts that a ledger's field sums, each once.
    pub(super) fn field_parts(&self, ledger: LedgerId, field: usize, env: &Env<'m>) -> Option<Rc<Group>> {
        let ty = &self.report.ledger(ledger).fields[field].ty;
        if matches!(ty, Type::Text | Type::Member(_)) {
            return None;
        }
        if let Some(own) = env.fact.filter(|fact| self.report.facts[fact.ix()].ledger == ledger) {
            let facts = Vec::from_iter(self.ledgers.matches(own, &env.coords).then_some(own));
            return self.group(field, facts).map(Rc::new);
        }
        let key = (ledger, field, env.coords.clone());
        if let Some(known) = self.known.groups.borrow().get(&key) {
            return known.clone();
        }
        let found = self.group(field, self.ledgers.in_order(ledger, &env.coords)).map(Rc::new);
        self.known.groups.borrow_mut().insert(key, found.clone());
        found
    }

    fn group(&self, field: usize, facts: Vec<FactId>) -> Option<Group> {
        let mut others = BTreeMap::new();
        let mut own = facts;
        let mut referring = Vec::new();
        own.retain(|fact| match self.report.facts[fact.ix()].values[field].as_ref().map(|value| &value.kind) {
            Some(FactValueKind::Quantity(..)) => true,
            Some(_) => {
                referring.push(*fact);
                false
            }
            None => false,
        });
        for fact in referring {
            for (key, times) in &self.fact_trace(fact, field)?.terms {
                parts::add(&mut others, *key, times.clone())?;
            }
        }
        Group::with(field, own, others)
    }

    /// A sum whose summands share an amount counts it twice.
    pub fn report_doubled(&self, expr: &'m Expr, env: &Env<'m>) {
        if let Some(parts) = self.combined(expr, env) {
            self.doubled(&parts);
        }
    }

    fn doubled(&self, parts: &Parts) {
        let Some((fact, first, second)) = parts.doubled else { return };
        let row = self.report.facts[fact.ix()].span;
        self.problem(
            Diagnostic::new(
                DOUBLE_COUNT,
                second,
                say!("这两项有共同的数，加在一起会重复计算", "these two share an amount: their sum counts it twice"),
            )
            .related(first, say!("也在这里", "it is in here too"))
            .related(row, say!("例如这一笔", "this one, for example"))
            .note(say!("把其中一项的范围写小，让两项不重叠", "narrow one of them so that they do not overlap")),
        );
    }

    /// Whether two expressions are the same written amounts, at least one, and nothing besides.
    pub fn same_amounts(&self, left: &'m Expr, right: &'m Expr, env: &Env<'m>) -> bool {
        let (Some(a), Some(b)) = (self.combined(left, env), self.combined(right, env)) else { return false };
        if a.is_constant() || a.constant.is_some() || b.constant.is_some() || !a.may_equal(&b) {
            return false;
        }
        let equal = |x: &Exact, y: Option<&Exact>| y == Some(x);
        let (Some(a), Some(b)) = (a.terms(), b.terms()) else { return false };
        !a.is_empty() && a.len() == b.len() && a.iter().all(|(key, value)| equal(value, b.get(key)))
    }

    /// Where the amounts are written that an expression is made of, whatever its form.
    pub fn origin(&self, expr: &'m Expr, env: &Env<'m>) -> Vec<OriginTerm> {
        if let Some(parts) = self.combined(expr, env) {
            self.doubled(&parts);
            return parts.amounts(self.report).unwrap_or_default();
        }
        let mut all = Vec::new();
        self.collect_origin(expr, env, &mut all);
        all
    }

    /// The terms of a trace by how often they count, in source order.
    pub fn amounts(&self, trace: &Trace) -> Vec<OriginTerm> {
        parts::amounts(self.report, trace.terms.iter())
    }

    fn collect_origin(&self, expr: &'m Expr, env: &Env<'m>, all: &mut Vec<OriginTerm>) {
        if let Some(parts) = self.combined(expr, env) {
            self.doubled(&parts);
            for part in parts.amounts(self.report).unwrap_or_default() {
                if !all.iter().any(|known| known.spans == part.spans) {
                    all.push(OriginTerm { times: None, ..part });
                }
            }
            return;
        }
        match &expr.kind {
            ExprKind::Let(id) => self.collect_origin(&self.report.lets[id.ix()].expr, &env.without_arguments(), all),
            ExprKind::Arg(index) => {
                if let Some(thunk) = env.arguments.get(*index) {
                    self.collect_origin(thunk.expr, &thunk.env, all);
                }
            }
            ExprKind::At(inner, filter) => self.collect_origin(inner, &env.column(self.report, filter), all),
            ExprKind::Text(_)
            | ExprKind::Param(_)
            | ExprKind::Field(..)
            | ExprKind::Facts(_)
            | ExprKind::Call(..)
            | ExprKind::Level(..)
            | ExprKind::Any(_)
            | ExprKind::Count(..)
            | parts_alone!() => expr.children().into_iter().for_each(|inner| self.collect_origin(inner, env, all)),
        }
    }
}
