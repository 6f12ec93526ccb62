//! Evaluation of expressions.

use std::cmp::Ordering;
use std::rc::Rc;

use super::env::{ShareValue, Thunk};
use super::{Env, Evaluator, Prose, Total, Value};
use crate::base::{Decimal, Diagnostic, Exact, Overflow, Span, exact::LongSum};
use crate::eval::codes::{DIVISION_BY_ZERO, NO_TEXT_TO_COMPARE};
use crate::ledger::{AxisSet, Coords};
use crate::model::{
    CompareOp, DimId, Expr, ExprKind, FactId, FactValueKind, LedgerId, MemberId, Property, SumOp, Taken, Type, UnitRef,
};
use crate::say;

impl<'m> Evaluator<'m> {
    /// The value of an expression.
    pub fn eval(&self, expr: &'m Expr, env: &Env<'m>) -> Value {
        match &expr.kind {
            ExprKind::Quantity(value, _) => Value::Number(value.clone()),
            ExprKind::Text(template) => Value::Words(self.template(template, env)),
            ExprKind::Param(id) => match &self.report.params[id.ix()].value {
                Some(value) => {
                    self.asked.borrow_mut().insert(*id);
                    let found = self.deeper(|| self.eval(value, &env.without_arguments()));
                    quoted(&self.report.params[id.ix()].ty, value, found)
                }
                None if self.report.params[id.ix()].optional => Value::Blank,
                None => {
                    self.report_unset(expr, env);
                    Value::Unknown
                }
            },
            ExprKind::Let(id) => self.eval(&self.report.lets[id.ix()].expr, &env.without_arguments()),
            ExprKind::Arg(index) => match env.arguments.get(*index) {
                Some(thunk) => self.eval(thunk.expr, &thunk.env),
                None => Value::Unknown,
            },
            ExprKind::Share(slot) => self.share(*slot, env),
            ExprKind::Field(ledger, field) => self.field(*ledger, *field, env, expr.span),
            ExprKind::Facts(ledger) if !self.can_read(*ledger, env) => Value::Unknown,
            ExprKind::Facts(ledger) => match self.ledgers.matching(*ledger, &env.coords).count() {
                0 => Value::Blank,
                count => Value::Number(Exact::integer(count as i64)),
            },
            ExprKind::At(inner, filter) => self.eval(inner, &env.column(self.report, filter)),
            ExprKind::Level(dim, level) => {
                self.member_at_level(*dim, *level, &env.row).map_or(Value::Blank, Value::Member)
            }
            ExprKind::Member(member) => Value::Member(*member),
            ExprKind::Name => env.label.as_deref().cloned().map_or(Value::Blank, Value::Words),
            ExprKind::Unit => env.unit.map_or(Value::Blank, |(measure, unit)| {
                Value::Words(Prose::words(self.symbol(&UnitRef::Of(measure, unit))))
            }),
            ExprKind::Property(inner, property) => self.property(inner, *property, env),
            ExprKind::Call(id, arguments) => {
                let shared = Rc::new(env.clone());
                let thunks = arguments.iter().map(|expr| Thunk { expr, env: Rc::clone(&shared) }).collect();
                let inner = Env { arguments: Rc::new(thunks), grid: None, ..env.clone() };
                self.deeper(|| Value::Words(self.template(&self.report.texts[id.ix()].body, &inner)))
            }
            ExprKind::Any(inner) => {
                let any = self.unseen(|| self.any(inner, env));
                if matches!(any, Value::Bool(false)) {
                    self.asked_for(inner, env);
                }
                any
            }
            ExprKind::Count(dim, level, of) => {
                let Some(count) = self.count(*dim, *level, of.as_deref(), env) else { return Value::Unknown };
                if let (0, Some(of)) = (count, of) {
                    self.counts_as_zero(of, &Value::Blank, env);
                }
                Value::Number(Exact::integer(count as i64))
            }
            ExprKind::Abs(inner) => self.map(self.eval(inner, env), Exact::abs),
            ExprKind::Printed(inner, format) => self.as_printed(inner, format, env, expr.span),
            ExprKind::Neg(inner) => self.map(self.eval(inner, env), Exact::negated),
            ExprKind::Not(inner) => match self.eval(inner, env) {
                Value::Bool(yes) => Value::Bool(!yes),
                _ => Value::Unknown,
            },
            ExprKind::And(a, b) => self.logic(a, b, env, false),
            ExprKind::Or(a, b) => self.logic(a, b, env, true),
            ExprKind::Compare(op, a, b) => self.compare(*op, a, b, env),
            ExprKind::Has(words, parts) => self.has(words, parts, env),
            ExprKind::Sum(op, a, b) => {
                let combine = |a: &Exact, b: &Exact| if *op == SumOp::Add { a.plus(b) } else { a.minus(b) };
                // in a table a sum of what there is misleads nobody
                let told = env.strict || *op == SumOp::Sub;
                self.combine(a, b, env, (expr.span, told), combine)
            }
            ExprKind::Mul(a, b) => self.combine(a, b, env, (expr.span, true), |a, b| a.times(b)),
            ExprKind::Div(a, b) => self.divide(a, b, env, expr.span),
            ExprKind::Unknown => Value::Unknown,
        }
    }

    /// A number, Blank as zero; `None` where the value is unknown.
    pub fn number(&self, expr: &'m Expr, env: &Env<'m>) -> Option<Exact> {
        match self.eval(expr, env) {
            Value::Number(number) | Value::Quoted(number, _) => Some(number),
            Value::Blank => Some(Exact::ZERO),
            _ => None,
        }
    }

    fn map(&self, value: Value, f: fn(&Exact) -> Exact) -> Value {
        match value {
            Value::Number(number) => Value::Number(f(&number)),
            other => other,
        }
    }

    /// Both sides evaluated; all Blank is Blank, otherwise Blank counts zero, which is noted where it is `told`.
    fn combine(
        &self,
        left: &'m Expr,
        right: &'m Expr,
        env: &Env<'m>,
        (span, told): (Span, bool),
        f: impl FnOnce(&Exact, &Exact) -> Result<Exact, Overflow>,
    ) -> Value {
        let (a, b) = (self.eval(left, env), self.eval(right, env));
        if told && matches!(a, Value::Blank) != matches!(b, Value::Blank) {
            self.counts_as_zero(left, &a, env);
            self.counts_as_zero(right, &b, env);
        }
        let (a, b) = match (a, b) {
            (Value::Blank, Value::Blank) => return Value::Blank,
            (Value::Number(a), Value::Number(b)) => (a, b),
            (Value::Number(a), Value::Blank) => (a, Exact::ZERO),
            (Value::Blank, Value::Number(b)) => (Exact::ZERO, b),
            _ => return Value::Unknown,
        };
        self.exact_or_problem(f(&a, &b), span)
    }

    /// An exact result, or an error at its place.
    pub fn exact_or_problem(&self, result: Result<Exact, Overflow>, span: Span) -> Value {
        match result {
            Ok(number) => Value::Number(number),
            Err(overflow) => {
                self.problem(overflow.diagnostic(span));
                Value::Unknown
            }
        }
    }

    fn divide(&self, left: &'m Expr, right: &'m Expr, env: &Env<'m>, span: Span) -> Value {
        let (a, b) = (self.eval(left, env), self.eval(right, env));
        if matches!(b, Value::Number(_)) {
            self.counts_as_zero(left, &a, env);
        }
        let (above, below) = match (a, b) {
            (Value::Number(a), Value::Number(b)) => (a, b),
            (Value::Blank, Value::Number(b)) => (Exact::ZERO, b),
            (Value::Number(_) | Value::Blank, Value::Blank) => (Exact::ZERO, Exact::ZERO),
            _ => return Value::Unknown,
        };
        match above.over(below) {
            Some(quotient) => self.exact_or_problem(quotient, span),
            None => self.zero_denominator(env, span, Some(right)),
        }
    }

    pub(super) fn zero_denominator(&self, env: &Env<'m>, span: Span, denominator: Option<&Expr>) -> Value {
        if !env.strict {
            return Value::Blank;
        }
        let error = Diagnostic::new(DIVISION_BY_ZERO, span, say!("分母为零", "the denominator is zero"));
        let error = match denominator.filter(|denominator| env.check && denominator.span.file == span.file) {
            Some(denominator) => error.related(denominator.span, say!("分母", "the denominator")),
            None => error,
        };
        let zero = denominator.map_or_else(String::new, |expr| self.symbol(&self.shown_unit(&expr.ty)));
        let note = if env.check {
            say!(
                "在检查的冒号前写上前提，只查分母不是零的：check 名称 if 分母 != 0{zero}: …",
                "ask the check only where it is not zero, in a guard before the colon: `check NAME if DENOMINATOR != 0{zero}: …`"
            )
        } else {
            say!("先问分母是不是零：{{if 分母 > 0…}}", "ask whether it is zero first: {{if DENOMINATOR > 0…}}")
        };
        self.problem(error.note(note));
        Value::Unknown
    }

    fn logic(&self, a: &'m Expr, b: &'m Expr, env: &Env<'m>, decides: bool) -> Value {
        match self.eval(a, env) {
            Value::Bool(first) if first == decides => Value::Bool(decides),
            Value::Bool(_) => self.eval(b, env),
            _ => Value::Unknown,
        }
    }

    fn compare(&self, op: CompareOp, a: &'m Expr, b: &'m Expr, env: &Env<'m>) -> Value {
        let numeric = !matches!(a.ty, Type::Text | Type::Member(_) | Type::Bool);
        let order = match (self.eval(a, env), self.eval(b, env)) {
            (Value::Unknown, _) | (_, Value::Unknown) => return Value::Unknown,
            (Value::Bool(a), Value::Bool(b)) => a.cmp(&b),
            (Value::Member(a), Value::Member(b))
                if self.report.counterpart(a, self.report.member(b).dim) == Some(b) =>
            {
                Ordering::Equal
            }
            (left, right) if numeric => {
                let number = |value| match value {
                    Value::Number(number) | Value::Quoted(number, _) => Some(number),
                    Value::Blank => Some(Exact::ZERO),
                    _ => None,
                };
                self.counts_as_zero(a, &left, env);
                self.counts_as_zero(b, &right, env);
                let unit = |side: &Expr| Some(self.shown_unit(&side.ty)).filter(|_| side.ty != Type::Value);
                let written = matches!((&a.ty, &b.ty), (Type::Value, _) | (_, Type::Value))
                    .then(|| left.as_written(&right, unit(a).or(unit(b))))
                    .flatten();
                match (written, number(left), number(right)) {
                    // what is of different kinds has no order
                    (Some(_), ..) if !matches!(op, CompareOp::Eq | CompareOp::Ne) => return Value::Bool(false),
                    (Some(order), ..) => order,
                    (None, Some(left), Some(right)) => left.cmp(&right),
                    _ => return Value::Unknown,
                }
            }
            (left, right) => match (self.words(&left), self.words(&right)) {
                (Some(left), Some(right)) => left.cmp(&right),
                (left, _) => {
                    let (span, silent) = if left.is_none() { (a.span, a) } else { (b.span, b) };
                    if self.of_several(silent, env) {
                        return Value::Unknown;
                    }
                    let error = Diagnostic::new(
                        NO_TEXT_TO_COMPARE,
                        span,
                        say!("这里没有文字可比", "there is no text here to compare"),
                    );
                    self.problem(error.note(say!("先用 any 判断有没有", "ask with `any` first")));
                    return Value::Unknown;
                }
            },
        };
        Value::Bool(match op {
            CompareOp::Eq => order.is_eq(),
            CompareOp::Ne => order.is_ne(),
            CompareOp::Lt => order.is_lt(),
            CompareOp::Le => order.is_le(),
            CompareOp::Gt => order.is_gt(),
            CompareOp::Ge => order.is_ge(),
        })
    }

    /// The words of a text or member; none where it is Blank.
    pub fn words(&self, value: &Value) -> Option<String> {
        match value {
            Value::Words(prose) => Some(prose.plain()),
            Value::Member(member) => Some(self.report.member(*member).name.clone()),
            _ => None,
        }
    }

    /// The one member of an axis at a level that the coordinates leave.
    pub fn member_at_level(&self, dim: DimId, level: Option<usize>, row: &Coords) -> Option<MemberId> {
        let Some(AxisSet::Members(members)) = row.get(dim) else {
            // what a former report says stands in this one's row
            let outward = std::iter::successors(self.report.dim(dim).of, |dim| self.report.dim(*dim).of);
            let member = outward.into_iter().find_map(|outer| row.single(outer))?;
            let own = self.report.counterpart(member, dim)?;
            return level.map_or(Some(own), |level| self.report.at_level(own, Some(level)));
        };
        let Some(level) = level else { return row.single(dim) };
        let mut at_level = members.iter().map(|member| self.report.at_level(*member, Some(level)));
        let first = at_level.next()??;
        at_level.all(|other| other == Some(first)).then_some(first)
    }

    fn property(&self, inner: &'m Expr, property: Property, env: &Env<'m>) -> Value {
        let value = self.eval(inner, env);
        match (property, value) {
            (_, Value::Unknown) => Value::Unknown,
            (Property::Name, Value::Member(member)) => {
                Value::Words(Prose::words(self.report.member(member).name.clone()))
            }
            (Property::Code, Value::Member(member)) => {
                let data = self.report.member(member);
                let level = matches!(inner.kind, ExprKind::Level(_, Some(_)));
                let code = if level { data.part.clone() } else { self.report.printed_code(member) };
                if code.is_empty() { Value::Blank } else { Value::Words(Prose::words(code)) }
            }
            (Property::Attribute(dim, index), Value::Member(member)) => match self.report.counterpart(member, dim) {
                Some(member) => self.attribute(dim, index, member, env),
                None => Value::Blank,
            },
            (Property::Number | Property::Unit, value) => self.part_of_quoted(value, property),
            _ => Value::Blank,
        }
    }

    /// The number or the unit of a `value`, as they were written.
    pub(super) fn part_of_quoted(&self, value: Value, property: Property) -> Value {
        match (property, value) {
            (_, Value::Unknown) => Value::Unknown,
            (Property::Number, Value::Quoted(number, unit)) => {
                Value::Words(Prose::words(self.written_parts(&number, &unit).0))
            }
            (Property::Number, words @ Value::Words(_)) => words,
            (Property::Unit, Value::Quoted(number, unit)) => match self.written_parts(&number, &unit).1 {
                symbol if symbol.is_empty() => Value::Blank,
                symbol => Value::Words(Prose::words(symbol)),
            },
            _ => Value::Blank,
        }
    }

    fn attribute(&self, dim: DimId, index: usize, member: MemberId, env: &Env<'m>) -> Value {
        if let Some(expr) = self.report.attribute(member, index) {
            let found = self.deeper(|| self.eval(expr, &env.without_arguments()));
            return quoted(&self.report.dim(dim).attributes[index].ty, expr, found);
        }
        let attribute = &self.report.dim(dim).attributes[index];
        match &attribute.default {
            Some(default) => {
                let label = Some(std::rc::Rc::new(Prose::words(self.report.member(member).name.clone())));
                self.eval(default, &Env { label, ..env.without_arguments() })
            }
            None => Value::Blank,
        }
    }

    /// Whether a ledger can be read here: every bound axis is one of its own (what is not was reported before anything was
    /// computed), and no row that was reported may belong here.
    pub(super) fn can_read(&self, ledger: LedgerId, env: &Env<'m>) -> bool {
        let reached = env.coords.axes().all(|(dim, _)| self.report.axis_path(ledger, dim).is_some());
        reached && !self.ledgers.uncertain(ledger, &env.coords)
    }

    /// A ledger's field: the row's own fact, the sum of the matching facts, or the text of the only one.
    fn field(&self, ledger: LedgerId, field: usize, env: &Env<'m>, span: Span) -> Value {
        let ty = &self.report.ledger(ledger).fields[field].ty;
        let own = env.fact.filter(|fact| self.report.facts[fact.ix()].ledger == ledger);
        if let Some(fact) = own {
            return if self.ledgers.matches(fact, &env.coords) { self.fact_value(fact, field) } else { Value::Blank };
        }
        if !self.can_read(ledger, env) {
            return Value::Unknown;
        }
        if let Some(total) = self.published(ledger, field, env) {
            return Value::Number(total.amount.into());
        }
        self.rests_on(ledger, field, env);
        if matches!(ty, Type::Text | Type::Value | Type::Year | Type::Ratio) {
            let mut facts = self.ledgers.matching(ledger, &env.coords);
            let Some(first) = facts.next() else { return Value::Blank };
            // a row of a former report may stand at several members by now
            let row = |fact: FactId| self.report.facts[fact.ix()].span;
            return if facts.all(|fact| row(fact) == row(first)) {
                self.fact_value(first, field)
            } else {
                Value::Blank
            };
        }
        match self.total(ledger, field, &env.coords) {
            Some(Ok(sum)) => sum.map_or(Value::Blank, Value::Number),
            Some(Err(overflow)) => self.exact_or_problem(Err(overflow), span),
            None => Value::Unknown,
        }
    }

    /// What a ledger's field comes to at coordinates; `Ok(None)` where nothing is written, `None` where something is
    /// unknown. A table's cells are read by its totals and by the page.
    pub fn total(&self, ledger: LedgerId, field: usize, coords: &Coords) -> Total {
        let key = (ledger, field, coords.clone());
        if let Some(known) = self.known.sums.borrow().get(&key) {
            return known.clone();
        }
        let total = self.sum(self.ledgers.matching(ledger, coords), field);
        // what a circle leaves unknown may be known elsewhere
        if total.is_some() {
            self.known.sums.borrow_mut().insert(key, total.clone());
        }
        total
    }

    /// The sum of facts' numbers; `Ok(None)` where none of them has one, `None` where one is unknown.
    pub fn sum(&self, facts: impl Iterator<Item = FactId>, field: usize) -> Total {
        let (mut written, mut computed, mut any) = (LongSum::default(), Exact::ZERO, false);
        for id in facts {
            let kind = self.report.facts[id.ix()].values[field].as_ref().map(|value| &value.kind);
            let added = match kind {
                Some(FactValueKind::Quantity(number, _)) => {
                    any = true;
                    written.add(*number)
                }
                None => Ok(()),
                Some(_) => match self.fact_value(id, field) {
                    Value::Number(number) => {
                        any = true;
                        computed.plus(number).map(|sum| computed = sum)
                    }
                    Value::Blank => Ok(()),
                    _ => return None,
                },
            };
            if let Err(overflow) = added {
                return Some(Err(overflow));
            }
        }
        let sum = written.total().and_then(|written| computed.plus(written));
        Some(sum.map(|sum| any.then_some(sum)))
    }

    /// The value of a fact's field.
    pub fn fact_value(&self, id: FactId, field: usize) -> Value {
        let fact = &self.report.facts[id.ix()];
        let Some(value) = &fact.values[field] else { return Value::Blank };
        let free_unit = self.report.ledger(fact.ledger).fields[field].ty == Type::Value;
        match &value.kind {
            FactValueKind::Quantity(number, unit) if free_unit => Value::Quoted(Exact::from(*number), unit.clone()),
            FactValueKind::Quantity(number, _) => Value::Number(Exact::from(*number)),
            FactValueKind::Text(text) => Value::Words(Prose::words(text.clone())),
            FactValueKind::Taken(taken) => {
                self.referred((id, field), value.span, || self.taken_value(taken, value.span))
            }
            FactValueKind::Refer(expr, at) => self.referred((id, field), value.span, || {
                let env = Env::default().narrow(self.report, at);
                match (self.eval(expr, &env), &expr.ty) {
                    (Value::Number(number), ty) if free_unit => Value::Quoted(number, self.shown_unit(ty)),
                    (value, _) => value,
                }
            }),
        }
    }

    /// What other facts hold, added up.
    fn taken_value(&self, taken: &[Taken], span: Span) -> Value {
        if let [only] = taken
            && only.times == Decimal::ONE
        {
            return self.fact_value(only.fact, only.field);
        }
        let mut sum: Option<Exact> = None;
        for one in taken {
            let number = match self.fact_value(one.fact, one.field) {
                Value::Number(number) | Value::Quoted(number, _) => number,
                Value::Blank => continue,
                _ => return Value::Unknown,
            };
            let counted = number.times(Exact::from(one.times));
            match counted.and_then(|number| match &sum {
                Some(sum) => sum.plus(&number),
                None => Ok(number),
            }) {
                Ok(more) => sum = Some(more),
                Err(overflow) => return self.exact_or_problem(Err(overflow), span),
            }
        }
        sum.map_or(Value::Blank, Value::Number)
    }

    /// The unit in which values of a type are shown.
    pub fn shown_unit(&self, ty: &Type) -> UnitRef {
        match ty {
            Type::Amount(measure) => UnitRef::Of(*measure, self.report.measures[measure.ix()].shown),
            Type::Count(unit) => UnitRef::Named(unit.clone()),
            Type::Ratio => UnitRef::Percent,
            _ => UnitRef::Bare,
        }
    }

    fn share(&self, slot: usize, env: &Env<'m>) -> Value {
        match env.bound(slot).map(|bound| bound.value) {
            Some(ShareValue::Percent(percent)) => match Exact::from(percent).times(Exact::from(Decimal::new(1, 2))) {
                Ok(ratio) => Value::Number(ratio),
                Err(_) => Value::Unknown,
            },
            Some(ShareValue::Blank) => Value::Blank,
            _ => Value::Unknown,
        }
    }
}

/// A quantity written where a `value` is wanted keeps the unit that it was written in.
fn quoted(ty: &Type, written: &Expr, found: Value) -> Value {
    match (ty, &written.kind, found) {
        (Type::Value, ExprKind::Quantity(_, unit), Value::Number(number)) => Value::Quoted(number, unit.clone()),
        (_, _, found) => found,
    }
}
