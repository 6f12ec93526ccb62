//! What a name may hold, and the lists of amounts that figures are made of.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::Writer;
use crate::base::json::{JsonNumber, JsonPlace};
use crate::base::{Exact, Span};
use crate::eval;
use crate::model::{Expr, ExprKind, UnitRef};

/// What a name holds: a number with its unit, or words, or yes or no. A figure of which nothing was written (it is Blank,
/// which is not zero) has none of these keys.
#[derive(Default, Serialize, JsonSchema)]
#[schemars(rename = "Value")]
pub(super) struct JsonValue {
    /// How many of the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JsonNumber")]
    number: Option<JsonNumber>,
    /// The number's unit; empty for pure numbers and years, `%` for ratios.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    unit: Option<String>,
    /// The words; paragraphs are parted by an empty line.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    text: Option<String>,
    /// Whether it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    holds: Option<bool>,
}

/// Written amounts that count equally often in a figure.
#[derive(Serialize, JsonSchema)]
pub(super) struct Amounts {
    /// How often each of them counts: 1 in a sum, -1 where it is taken away. With all amounts in the first unit of their
    /// measure, the figure is the sum of them so often, and of constants. An amount may stand in several lists of a
    /// figure: it then counts as often as they say together. Left out where it is no such sum: a quotient of two
    /// amounts, for example.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JsonNumber")]
    times: Option<JsonNumber>,
    /// Which list of `amounts` they are, counted from 0.
    amounts: usize,
}

/// The lists of amounts that figures are made of, each once.
#[derive(Default)]
pub(super) struct Lists {
    /// By where a list lies in memory, kept so that nothing else comes to lie there: what many figures share need not be
    /// compared again.
    known: FxHashMap<*const Span, (usize, Arc<[Span]>)>,
    numbers: FxHashMap<Arc<[Span]>, usize>,
    all: Vec<Arc<[Span]>>,
}

impl Lists {
    fn number(&mut self, spans: &Arc<[Span]>) -> usize {
        if let Some((known, _)) = self.known.get(&spans.as_ptr()) {
            return *known;
        }
        let number = *self.numbers.entry(Arc::clone(spans)).or_insert(self.all.len());
        if number == self.all.len() {
            self.all.push(Arc::clone(spans));
        }
        self.known.insert(spans.as_ptr(), (number, Arc::clone(spans)));
        number
    }
}

impl<'m> Writer<'_, 'm> {
    pub(super) fn amounts(&self, amounts: &[eval::OriginTerm]) -> Vec<Amounts> {
        let mut lists = self.lists.borrow_mut();
        let mut alike = |part: &eval::OriginTerm| Amounts {
            times: part.times.as_ref().map(JsonNumber::from),
            amounts: lists.number(&part.spans),
        };
        amounts.iter().map(&mut alike).collect()
    }

    /// All lists that were referred to so far.
    pub(super) fn lists(&self) -> Vec<Vec<JsonPlace>> {
        let places = |spans: &Arc<[Span]>| spans.iter().map(|span| self.place(*span)).collect();
        self.lists.borrow().all.iter().map(places).collect()
    }

    /// An expression's value over all facts; none where it is Blank or makes no sense there.
    pub(super) fn value_of(&self, expr: &'m Expr) -> JsonValue {
        let env = eval::Env::default();
        let value = self.evaluator.quietly(|| self.evaluator.eval(expr, &env));
        let unit = match &expr.kind {
            // a constant keeps the unit that it was written in
            ExprKind::Quantity(_, unit) => unit.clone(),
            _ => self.evaluator.shown_unit(&expr.ty),
        };
        self.value(value, &unit)
    }

    /// A value, its number in a unit.
    pub(super) fn value(&self, value: eval::Value, unit: &UnitRef) -> JsonValue {
        let words = |text| JsonValue { text: Some(text), ..JsonValue::default() };
        match value {
            eval::Value::Blank | eval::Value::Unknown => JsonValue::default(),
            eval::Value::Number(number) => self.number(&number, unit),
            eval::Value::Quoted(number, unit) => self.number(&number, &unit),
            eval::Value::Words(prose) => words(prose.plain()),
            eval::Value::Member(member) => words(self.evaluator.report.member(member).name.clone()),
            eval::Value::Bool(holds) => JsonValue { holds: Some(holds), ..JsonValue::default() },
        }
    }

    fn number(&self, number: &Exact, unit: &UnitRef) -> JsonValue {
        let Some(number) = self.evaluator.in_unit(number, unit) else { return JsonValue::default() };
        JsonValue { number: Some((&number).into()), unit: Some(self.evaluator.symbol(unit)), ..JsonValue::default() }
    }
}
