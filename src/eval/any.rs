//! What `any` and `count … of` ask: whether something is written, wherever the context allows.

use super::{Env, Evaluator, Value};
use crate::base::Diagnostic;
use crate::eval::codes::SEVERAL_TEXTS;
use crate::ledger::Coords;
use crate::model::{DimId, Expr, ExprKind, FactId, LedgerId, MemberId, Property, parts_alone};
use crate::say;

impl<'m> Evaluator<'m> {
    /// Whether a figure is not Blank. A ledger's field is there as soon as one fact has it: of several facts a text has no
    /// one value, and yet it was written.
    pub(super) fn any(&self, expr: &'m Expr, env: &Env<'m>) -> Value {
        match &expr.kind {
            ExprKind::At(inner, filter) => self.any(inner, &env.column(self.report, filter)),
            ExprKind::Let(id) => self.any(&self.report.lets[id.ix()].expr, &env.without_arguments()),
            ExprKind::Param(id) if self.report.params[id.ix()].value.is_some() => {
                self.asked.borrow_mut().insert(*id);
                let value = self.report.params[id.ix()].value.as_ref();
                self.deeper(|| value.map_or(Value::Unknown, |value| self.any(value, &env.without_arguments())))
            }
            ExprKind::Arg(index) => match env.argument(*index) {
                Some((expr, env)) => self.any(expr, env),
                None => Value::Unknown,
            },
            ExprKind::Field(ledger, field) => self.some_fact(*ledger, env, |id| self.fact_value(id, *field)),
            ExprKind::Property(inner, property @ (Property::Number | Property::Unit)) => {
                self.any_part(inner, *property, env)
            }
            ExprKind::Quantity(..)
            | ExprKind::Text(_)
            | ExprKind::Param(_)
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
            | ExprKind::Neg(_)
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Compare(..)
            | ExprKind::Has(..)
            | ExprKind::Sum(..)
            | ExprKind::Mul(..)
            | ExprKind::Div(..)
            | ExprKind::Unknown => is_written(&self.eval(expr, env)),
        }
    }

    /// Whether a `value` has a number or a unit: one of them does, where several facts match.
    fn any_part(&self, inner: &'m Expr, property: Property, env: &Env<'m>) -> Value {
        match &inner.kind {
            ExprKind::At(inner, filter) => self.any_part(inner, property, &env.column(self.report, filter)),
            ExprKind::Field(ledger, field) => {
                self.some_fact(*ledger, env, |id| self.part_of_quoted(self.fact_value(id, *field), property))
            }
            _ => is_written(&self.part_of_quoted(self.eval(inner, env), property)),
        }
    }

    /// Whether what is asked of one fact is there for some that match.
    fn some_fact(&self, ledger: LedgerId, env: &Env<'m>, value: impl Fn(FactId) -> Value) -> Value {
        let own = env.fact.filter(|fact| self.report.facts[fact.ix()].ledger == ledger);
        if let Some(fact) = own {
            let here = self.ledgers.matches(fact, &env.coords);
            return if here { is_written(&value(fact)) } else { Value::Bool(false) };
        }
        // one that is there is there, whatever could not be read
        let mut unknown = !self.can_read(ledger, env);
        for fact in self.ledgers.matching(ledger, &env.coords) {
            match is_written(&value(fact)) {
                Value::Bool(false) => {}
                Value::Bool(true) => return Value::Bool(true),
                _ => unknown = true,
            }
        }
        if unknown { Value::Unknown } else { Value::Bool(false) }
    }

    /// Whether words are Blank because several facts have them; then that is said.
    pub(super) fn of_several(&self, expr: &'m Expr, env: &Env<'m>) -> bool {
        match &expr.kind {
            ExprKind::At(inner, filter) => self.of_several(inner, &env.column(self.report, filter)),
            ExprKind::Let(id) => self.of_several(&self.report.lets[id.ix()].expr, &env.without_arguments()),
            ExprKind::Arg(index) => env.argument(*index).is_some_and(|(expr, env)| self.of_several(expr, env)),
            ExprKind::Field(ledger, field) => {
                let has = |id: &FactId| self.report.facts[id.ix()].values[*field].is_some();
                let rows: Vec<FactId> = self.ledgers.in_order(*ledger, &env.coords).into_iter().filter(has).collect();
                let [first, second, ..] = rows.as_slice() else { return false };
                let (ledger, place) = (self.report.ledger(*ledger), |id: &FactId| self.report.facts[id.ix()].span);
                let (name, count) = (format!("{}.{}", ledger.name, ledger.fields[*field].name), rows.len());
                let message = say!(
                    "这里有 {count} 笔写了「{name}」，不知道要哪一笔的",
                    "{count} facts have `{name}` here: which is meant?"
                );
                let error = Diagnostic::new(SEVERAL_TEXTS, expr.span, message)
                    .related(place(first), say!("这一笔写了", "this one has it"))
                    .related(place(second), say!("这一笔也写了", "and so has this one"));
                self.problem(error.note(say!(
                    "用方括号写明是哪一笔，或逐个列出：{{for each 维度 of 台账}}",
                    "say in brackets which, or list them: {{for each DIMENSION of LEDGER}}"
                )));
                true
            }
            _ => false,
        }
    }

    /// How many members of an axis at a level (its leaves where none is named) the context allows; with `of`, how many have
    /// facts there that have the field. `None` where rows or members that could not be read may be among them.
    pub(super) fn count(&self, dim: DimId, level: Option<usize>, of: Option<&'m Expr>, env: &Env<'m>) -> Option<usize> {
        let mut quoted = Vec::new();
        if let Some(of) = of {
            self.quoted(of, &env.coords, &mut |ledger, field, coords| quoted.push((ledger, field, coords)));
        }
        let unread = match of {
            Some(_) => quoted.iter().any(|(ledger, _, coords)| self.ledgers.uncertain(*ledger, coords)),
            None => self.report.torn_dims.contains(&dim),
        };
        if unread {
            return None;
        }
        let own = if of.is_none() { env.coords.clone() } else { Coords::default() };
        // each sentence may ask for the same
        let key = (dim, level, own, quoted);
        if let Some(known) = self.known.counts.borrow().get(&key) {
            return Some(*known);
        }
        let count = match of {
            None => self.ledgers.all_members(&key.2, dim, level).len(),
            Some(_) => self.counted(dim, level, &key.3),
        };
        self.known.counts.borrow_mut().insert(key, count);
        Some(count)
    }

    fn counted(&self, dim: DimId, level: Option<usize>, quoted: &[(LedgerId, Option<usize>, Coords)]) -> usize {
        let mut members: Vec<MemberId> = Vec::new();
        for (ledger, field, coords) in quoted.iter().map(|(ledger, field, coords)| (*ledger, *field, coords)) {
            let Some(path) = self.report.axis_path(ledger, dim) else { continue };
            let has = |fact: &FactId| {
                field.is_none_or(|field| !matches!(is_written(&self.fact_value(*fact, field)), Value::Bool(false)))
            };
            let facts = self.ledgers.matching(ledger, coords).filter(has);
            members.extend(facts.filter_map(|fact| self.ledgers.fact_at(fact, path, level)));
        }
        members.sort_unstable();
        members.dedup();
        members.len()
    }

    /// The ledgers that an expression reads, each at its own coordinates.
    pub fn ledgers_read(&self, expr: &'m Expr, coords: &Coords, out: &mut Vec<(LedgerId, Coords)>) {
        self.quoted(expr, coords, &mut |ledger, _, coords| out.push((ledger, coords)));
    }

    /// The same, with their fields.
    fn quoted(&self, expr: &'m Expr, coords: &Coords, out: &mut dyn FnMut(LedgerId, Option<usize>, Coords)) {
        match &expr.kind {
            ExprKind::Field(ledger, field) => out(*ledger, Some(*field), coords.clone()),
            ExprKind::Facts(ledger) => out(*ledger, None, coords.clone()),
            ExprKind::Let(id) => self.quoted(&self.report.lets[id.ix()].expr, coords, out),
            ExprKind::At(inner, filter) => self.quoted(inner, &coords.narrow(self.report, filter), out),
            ExprKind::Text(_)
            | ExprKind::Param(_)
            | ExprKind::Arg(_)
            | ExprKind::Call(..)
            | ExprKind::Level(..)
            | ExprKind::Any(_)
            | ExprKind::Count(..)
            | parts_alone!() => expr.children().into_iter().for_each(|inner| self.quoted(inner, coords, out)),
        }
    }
}

/// Whether a value is not Blank; of words, whether there are any.
fn is_written(value: &Value) -> Value {
    match value {
        Value::Unknown => Value::Unknown,
        Value::Blank => Value::Bool(false),
        Value::Words(prose) => Value::Bool(!prose.is_empty()),
        _ => Value::Bool(true),
    }
}
