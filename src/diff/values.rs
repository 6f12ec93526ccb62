//! Values as changes tell them.

use super::{DiffValue, Moved, NamedChange};
use crate::base::Exact;
use crate::eval::{self, Env, Evaluator};
use crate::model::{Expr, ExprKind, Type, UnitRef};

/// Words.
pub(super) fn words(text: String) -> DiffValue {
    DiffValue { text, number: None, unit: String::new(), exact: None }
}

/// A number in base units as it would be typed in a unit; none where that has too many digits.
pub(super) fn number(evaluator: &Evaluator<'_>, number: &Exact, unit: &UnitRef) -> Option<DiffValue> {
    let scaled = evaluator.in_unit(number, unit)?;
    let symbol = evaluator.symbol(unit);
    // a fraction that is no decimal is told to six places
    let decimal = scaled.to_decimal().map_or_else(|| scaled.round(6).ok(), |exact| Some(exact.normalize()))?;
    let text = format!("{}{symbol}", if decimal.is_zero() { decimal.abs() } else { decimal });
    Some(DiffValue { text, number: Some((&scaled).into()), unit: symbol, exact: Some(scaled) })
}

/// What was evaluated, its number in a unit; nothing where it is Blank or unknown.
pub(super) fn value(evaluator: &Evaluator<'_>, value: eval::Value, unit: &UnitRef) -> Option<DiffValue> {
    match value {
        eval::Value::Blank | eval::Value::Unknown => None,
        eval::Value::Number(found) => number(evaluator, &found, unit),
        eval::Value::Quoted(found, unit) => number(evaluator, &found, &unit),
        eval::Value::Words(prose) => Some(words(prose.plain())),
        eval::Value::Member(member) => Some(words(evaluator.report.display(member))),
        eval::Value::Bool(holds) => Some(words(holds.to_string())),
    }
}

/// What an expression yields over all facts.
pub(super) fn value_of_expr<'m>(evaluator: &Evaluator<'m>, expr: &'m Expr) -> Option<DiffValue> {
    let unit = match &expr.kind {
        // a constant keeps the unit that it was written in
        ExprKind::Quantity(_, unit) => unit.clone(),
        _ => evaluator.shown_unit(&expr.ty),
    };
    let found = evaluator.quietly(|| evaluator.eval(expr, &Env::default()));
    let value = value(evaluator, found, &unit)?;
    // one does not reckon with a year
    let exact = value.exact.filter(|_| expr.ty != Type::Year);
    Some(DiffValue { exact, ..value })
}

/// Whether two values mean the same: numbers of one unit by their worth, everything else by its words.
fn alike(old: &DiffValue, new: &DiffValue) -> bool {
    match (&old.number, &new.number) {
        (Some(a), Some(b)) => a == b && old.unit == new.unit,
        (None, None) => old.text == new.text,
        _ => false,
    }
}

/// A name whose value is another; none where it is the same.
pub(super) fn named_change(name: &str, old: Option<DiffValue>, new: Option<DiffValue>) -> Option<NamedChange> {
    let same = match (&old, &new) {
        (Some(old), Some(new)) => alike(old, new),
        (None, None) => true,
        _ => false,
    };
    let moved = old.as_ref().zip(new.as_ref()).and_then(|(old, new)| moved(old, new));
    (!same).then(|| NamedChange { name: name.to_owned(), moved, old, new })
}

/// How far a number of one unit moved; a ratio in points.
pub(super) fn moved(old: &DiffValue, new: &DiffValue) -> Option<Moved> {
    let (was, is) = old.exact.as_ref().zip(new.exact.as_ref()).filter(|_| old.unit == new.unit)?;
    Moved::between(was, is, new.unit == "%")
}
