//! What a figure is made of: a linear combination of written amounts and a constant. Computed when asked for.

use std::collections::BTreeMap;

use super::{Amounts, Env, Evaluator};
use crate::base::{Diagnostic, Exact, Span};
use crate::model::{Expr, ExprKind, FactId, FactValueKind, LedgerId, SumOp, Type};
use crate::say;

/// A linear combination of facts' fields.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// How often each written amount counts.
    pub terms: BTreeMap<(FactId, usize), Exact>,
    /// What is added besides.
    pub constant: Option<Exact>,
    /// An amount that two summands of one `+` both hold: it is counted twice.
    pub doubled: Option<(FactId, Span, Span)>,
}

impl Trace {
    pub(super) fn scale(mut self, factor: &Exact) -> Option<Trace> {
        for coefficient in self.terms.values_mut() {
            *coefficient = coefficient.times(factor).ok()?;
        }
        if let Some(constant) = &mut self.constant {
            *constant = constant.times(factor).ok()?;
        }
        Some(self)
    }

    /// What remains when another is taken away; `None` where a coefficient has too many digits.
    pub fn minus(self, other: Trace) -> Option<Trace> {
        let nowhere = Span { file: crate::base::FileId(0), start: 0, end: 0 };
        self.plus(other, SumOp::Sub, (nowhere, nowhere))
    }

    pub(super) fn plus(mut self, other: Trace, op: SumOp, spans: (Span, Span)) -> Option<Trace> {
        let sign = |number: Exact| if op == SumOp::Add { number } else { number.negated() };
        for (key, coefficient) in other.terms {
            let old = self.terms.get(&key).cloned();
            if old.is_some() && op == SumOp::Add && self.doubled.is_none() {
                self.doubled = Some((key.0, spans.0, spans.1));
            }
            let sum = old.unwrap_or(Exact::ZERO).plus(sign(coefficient)).ok()?;
            if sum.is_zero() {
                self.terms.remove(&key);
            } else {
                self.terms.insert(key, sum);
            }
        }
        self.doubled = self.doubled.or(other.doubled);
        self.constant = match (self.constant, other.constant) {
            (Some(a), Some(b)) => Some(a.plus(sign(b)).ok()?),
            (a, b) => a.or(b.map(sign)),
        };
        Some(self)
    }
}

impl<'m> Evaluator<'m> {
    /// The trace of an expression; `None` where it is not linear.
    pub fn trace(&self, expr: &'m Expr, env: &Env<'m>) -> Option<Trace> {
        match &expr.kind {
            ExprKind::Quantity(value, _) => Some(Trace { constant: Some(value.clone()), ..Trace::default() }),
            ExprKind::Param(id) => match &self.report.params[id.ix()].value {
                Some(value) if matches!(value.ty, Type::Text) => None,
                Some(value) => self.trace(value, &env.declared()),
                None => Some(Trace::default()),
            },
            ExprKind::Let(id) => self.trace(&self.report.lets[id.ix()].expr, &env.declared()),
            ExprKind::Arg(index) => {
                let thunk = env.arguments.get(*index)?;
                self.trace(thunk.expr, &thunk.env)
            }
            ExprKind::Field(ledger, field) => self.field_trace(*ledger, *field, env, expr.span),
            ExprKind::At(inner, filter) => self.trace(inner, &env.column(self.report, filter)),
            ExprKind::Neg(inner) => self.trace(inner, env)?.scale(&Exact::integer(-1)),
            ExprKind::Sum(op, a, b) => self.trace(a, env)?.plus(self.trace(b, env)?, *op, (a.span, b.span)),
            ExprKind::Mul(a, b) => {
                let (a, b) = (self.trace(a, env)?, self.trace(b, env)?);
                match (a.terms.is_empty(), b.terms.is_empty()) {
                    (true, _) => b.scale(&a.constant.unwrap_or(Exact::ZERO)),
                    (_, true) => a.scale(&b.constant.unwrap_or(Exact::ZERO)),
                    _ => None,
                }
            }
            ExprKind::Div(a, b) => {
                let b = self.trace(b, env)?;
                let divisor = b.constant.filter(|_| b.terms.is_empty())?;
                self.trace(a, env)?.scale(&Exact::integer(1).over(divisor)?.ok()?)
            }
            _ => None,
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
            _ => expr.children().into_iter().any(|inner| self.is_of_amounts(inner)),
        }
    }

    /// The facts that a ledger's field sums, each once.
    pub(super) fn field_trace(&self, ledger: LedgerId, field: usize, env: &Env<'m>, span: Span) -> Option<Trace> {
        let ty = &self.report.ledger(ledger).fields[field].ty;
        if matches!(ty, Type::Text | Type::Member(_)) {
            return None;
        }
        let own = env.fact.filter(|fact| self.report.facts[fact.ix()].ledger == ledger);
        let facts = match own {
            Some(own) => Vec::from_iter(self.ledgers.matches(own, &env.coords).then_some(own)),
            None => self.ledgers.in_order(ledger, &env.coords),
        };
        let written = |fact: &FactId| {
            let value = self.report.facts[fact.ix()].values[field].as_ref();
            value.is_some_and(|value| matches!(value.kind, FactValueKind::Quantity(..)))
        };
        let (written, others): (Vec<FactId>, Vec<FactId>) = facts.into_iter().partition(written);
        // in order already, so that a million of them make their map at once
        let terms = written.into_iter().map(|fact| ((fact, field), Exact::integer(1))).collect();
        let mut trace = Trace { terms, ..Trace::default() };
        for fact in others {
            let term = Trace::clone(&*self.fact_trace(fact, field)?);
            // within one ledger a fact counts once; only what two summands share is doubled
            let doubled = trace.doubled;
            trace = trace.plus(term, SumOp::Add, (span, span))?;
            trace.doubled = doubled;
        }
        Some(trace)
    }

    /// A sum whose summands share an amount counts it twice.
    pub fn report_doubled(&self, trace: &Trace) {
        let Some((fact, first, second)) = trace.doubled else { return };
        let row = self.report.facts[fact.ix()].span;
        self.problem(
            Diagnostic::error(
                "B0306",
                second,
                say!("这两项有共同的数，加在一起会重复计算", "these two share an amount: their sum counts it twice"),
            )
            .related(first, say!("也在这里", "it is in here too"))
            .related(row, say!("例如这一笔", "this one, for example"))
            .note(say!("把其中一项的范围写小，让两项不重叠", "narrow one of them so that they do not overlap")),
        );
    }

    /// Where the amounts are written that an expression is made of, whatever its form.
    pub fn origin(&self, expr: &'m Expr, env: &Env<'m>) -> Vec<Amounts> {
        if let Some(trace) = self.trace(expr, env) {
            self.report_doubled(&trace);
            return self.amounts(&trace);
        }
        let mut spans = Vec::new();
        self.collect_origin(expr, env, &mut spans);
        spans.sort_unstable();
        spans.dedup();
        if spans.is_empty() { Vec::new() } else { vec![Amounts { times: None, spans }] }
    }

    /// The terms of a trace by how often they count, in source order.
    pub fn amounts(&self, trace: &Trace) -> Vec<Amounts> {
        let mut parts: Vec<Amounts> = Vec::new();
        for ((fact, field), times) in &trace.terms {
            let Some(value) = &self.report.facts[fact.ix()].values[*field] else { continue };
            let equal = |part: &&mut Amounts| part.times.as_ref() == Some(times);
            match parts.iter_mut().find(equal) {
                Some(part) => part.spans.push(value.span),
                None => parts.push(Amounts { times: Some(times.clone()), spans: vec![value.span] }),
            }
        }
        parts.iter_mut().for_each(|part| part.spans.sort_unstable());
        parts
    }

    fn collect_origin(&self, expr: &'m Expr, env: &Env<'m>, spans: &mut Vec<Span>) {
        if let Some(trace) = self.trace(expr, env) {
            self.report_doubled(&trace);
            spans.extend(self.amounts(&trace).into_iter().flat_map(|part| part.spans));
            return;
        }
        match &expr.kind {
            ExprKind::Let(id) => self.collect_origin(&self.report.lets[id.ix()].expr, &env.declared(), spans),
            ExprKind::Arg(index) => {
                if let Some(thunk) = env.arguments.get(*index) {
                    self.collect_origin(thunk.expr, &thunk.env, spans);
                }
            }
            ExprKind::At(inner, filter) => self.collect_origin(inner, &env.column(self.report, filter), spans),
            _ => expr.children().into_iter().for_each(|inner| self.collect_origin(inner, env, spans)),
        }
    }
}
