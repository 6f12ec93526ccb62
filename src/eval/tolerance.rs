//! How far a figure may be off that is made of amounts which were rounded before they were typed. Each stands for a closed
//! interval, as in XBRL Calculations 1.1: of a sum of such the ends add up, each counted as often as its amount.

use super::{Env, Evaluator, Trace};
use crate::base::{Exact, Overflow};
use crate::model::{Expr, ExprKind, FactId, FactValueKind, LedgerId, SumOp};

/// The lowest and the highest number that something may be.
#[derive(Clone, Debug)]
pub struct Interval {
    /// The least that it may be.
    pub low: Exact,
    /// The most that it may be.
    pub high: Exact,
}

impl Interval {
    /// What is known exactly.
    pub fn exact(number: Exact) -> Interval {
        Interval { low: number.clone(), high: number }
    }

    /// A number that may be off by so much.
    pub fn around(number: &Exact, by: &Exact) -> Option<Interval> {
        Some(Interval { low: number.minus(by).ok()?, high: number.plus(by).ok()? })
    }

    fn negated(&self) -> Interval {
        Interval { low: self.high.negated(), high: self.low.negated() }
    }

    fn plus(&self, other: &Interval) -> Option<Interval> {
        Some(Interval { low: self.low.plus(&other.low).ok()?, high: self.high.plus(&other.high).ok()? })
    }

    /// The difference, where neither has to do with the other.
    pub fn minus(&self, other: &Interval) -> Option<Interval> {
        self.plus(&other.negated())
    }

    fn times(&self, other: &Interval) -> Option<Interval> {
        let ends = |own: &Exact| Some([own.times(&other.low).ok()?, own.times(&other.high).ok()?]);
        let mut products: Vec<Exact> = ends(&self.low)?.into_iter().chain(ends(&self.high)?).collect();
        products.sort_unstable();
        Some(Interval { low: products.first()?.clone(), high: products.last()?.clone() })
    }

    /// How far it reaches to both sides of its middle.
    pub fn half_width(&self) -> Option<Exact> {
        self.high.minus(&self.low).ok()?.over(Exact::integer(2))?.ok()
    }

    /// Whether zero is in it.
    pub fn holds_zero(&self) -> bool {
        self.low <= Exact::ZERO && self.high >= Exact::ZERO
    }

    fn abs(&self) -> Interval {
        let (low, high) = (self.low.abs(), self.high.abs());
        let least = if self.holds_zero() { Exact::ZERO } else { low.clone().min(high.clone()) };
        Interval { low: least, high: low.max(high) }
    }
}

impl<'m> Evaluator<'m> {
    /// How far a typed amount may be off; of a former report's that several members stand for, the part that counts.
    pub fn may_be_off(&self, fact: FactId, field: usize) -> Option<Exact> {
        let report = self.report;
        let data = &report.facts[fact.ix()];
        let value = data.values[field].as_ref()?;
        if !matches!(value.kind, FactValueKind::Quantity(..)) {
            return None;
        }
        let within = report.may_be_off(value.span, &report.ledger(data.ledger).fields[field].ty)?;
        match report.former.parts.get(&fact) {
            Some(part) => Exact::from(within).times(Exact::from(*part)).ok(),
            None => Some(Exact::from(within)),
        }
    }

    /// How far a sum of typed amounts may be off, each counted so many times.
    pub fn tolerance(&self, terms: impl Iterator<Item = ((FactId, usize), Exact)>) -> Result<Exact, Overflow> {
        let mut sum = Exact::ZERO;
        if !self.report.rounded.is_empty() {
            for ((fact, field), times) in terms {
                if let Some(within) = self.may_be_off(fact, field) {
                    sum = sum.plus(times.abs().times(within)?)?;
                }
            }
        }
        Ok(sum)
    }

    fn tolerance_of(&self, trace: Trace) -> Option<Exact> {
        self.tolerance(trace.terms.into_iter()).ok()
    }

    /// What left minus right may be; none where it may be anything, or has too many digits to say.
    pub fn gap(&self, left: &'m Expr, right: &'m Expr, env: &Env<'m>) -> Option<Interval> {
        let sums = self.linear(left, env).zip(self.linear(right, env));
        // what both sides hold does not part them
        if let Some(gap) = sums.and_then(|(left, right)| left.minus(right)) {
            let number = self.number(left, env)?.minus(self.number(right, env)?).ok()?;
            return Interval::around(&number, &self.tolerance_of(gap)?);
        }
        self.interval(left, env)?.minus(&self.interval(right, env)?)
    }

    /// What an expression may be; none where that is anything.
    fn interval(&self, expr: &'m Expr, env: &Env<'m>) -> Option<Interval> {
        if let Some(trace) = self.linear(expr, env) {
            return Interval::around(&self.number(expr, env)?, &self.tolerance_of(trace)?);
        }
        match &expr.kind {
            ExprKind::Let(id) => self.interval(&self.report.lets[id.ix()].expr, &env.without_arguments()),
            ExprKind::Param(id) => self.interval(self.report.params[id.ix()].value.as_ref()?, &env.without_arguments()),
            ExprKind::At(inner, filter) => self.interval(inner, &env.column(self.report, filter)),
            ExprKind::Field(ledger, field) => self.interval_of_facts(*ledger, *field, env),
            ExprKind::Neg(inner) => Some(self.interval(inner, env)?.negated()),
            ExprKind::Abs(inner) => Some(self.interval(inner, env)?.abs()),
            ExprKind::Sum(SumOp::Add, a, b) => self.interval(a, env)?.plus(&self.interval(b, env)?),
            ExprKind::Sum(SumOp::Sub, a, b) => self.interval(a, env)?.minus(&self.interval(b, env)?),
            ExprKind::Mul(a, b) => self.interval(a, env)?.times(&self.interval(b, env)?),
            ExprKind::Div(a, b) => {
                let divisor = self.interval(b, env)?;
                if divisor.holds_zero() {
                    return None;
                }
                let one = Exact::integer(1);
                let (low, high) = (one.over(&divisor.high)?.ok()?, one.over(&divisor.low)?.ok()?);
                self.interval(a, env)?.times(&Interval { low, high })
            }
            ExprKind::Quantity(..)
            | ExprKind::Text(_)
            | ExprKind::Arg(_)
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
            | ExprKind::Printed(..)
            | ExprKind::Not(_)
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Compare(..)
            | ExprKind::Has(..)
            | ExprKind::Unknown => Some(Interval::exact(self.number(expr, env)?)),
        }
    }

    /// What the facts of a ledger may come to.
    pub fn interval_of_sum(&self, ledger: LedgerId, field: usize, env: &Env<'m>) -> Option<Interval> {
        let (Some(trace), Some(sum)) =
            (self.field_trace(ledger, field, env), self.total(ledger, field, &env.coords)?.ok())
        else {
            return self.interval_of_facts(ledger, field, env);
        };
        Interval::around(&sum.unwrap_or(Exact::ZERO), &self.tolerance_of(trace)?)
    }

    /// The same where some of them refer to what is no sum.
    fn interval_of_facts(&self, ledger: LedgerId, field: usize, env: &Env<'m>) -> Option<Interval> {
        let mut facts = self.ledgers.matching(ledger, &env.coords);
        facts.try_fold(Interval::exact(Exact::ZERO), |sum, fact| sum.plus(&self.interval_of_fact(fact, field)?))
    }

    fn interval_of_fact(&self, fact: FactId, field: usize) -> Option<Interval> {
        let Some(value) = &self.report.facts[fact.ix()].values[field] else {
            return Some(Interval::exact(Exact::ZERO));
        };
        match &value.kind {
            FactValueKind::Quantity(number, _) => {
                Interval::around(&Exact::from(*number), &self.may_be_off(fact, field).unwrap_or(Exact::ZERO))
            }
            FactValueKind::Refer(expr, at) => self.interval(expr, &Env::default().narrow(self.report, at)),
            FactValueKind::Taken(taken) => taken.iter().try_fold(Interval::exact(Exact::ZERO), |sum, one| {
                let own = self.interval_of_fact(one.fact, one.field)?;
                sum.plus(&own.times(&Interval::exact(Exact::from(one.times)))?)
            }),
            FactValueKind::Text(_) => None,
        }
    }
}
