//! What a condition that fails deviates by, as an acceptance pins it: of two numbers their difference, of anything else both
//! sides. A condition without sides has nothing but its truth.

use crate::base::{Decimal, Exact, Say, exact};
use crate::eval::{Env, Evaluator, Value};
use crate::model::{By, Expr, ExprKind, Pinned, Type, UnitRef};
use crate::say;
use crate::syntax::quoted;

/// One thing by which a condition deviates.
#[derive(Clone, Debug)]
pub(super) enum Pin {
    /// Left minus right, in base units.
    Gap(Exact, Type),
    /// What one side is.
    Side(Say),
}

impl Pin {
    /// A difference with the other sign.
    pub(super) fn turned(&self) -> Pin {
        match self {
            Pin::Gap(gap, ty) => Pin::Gap(gap.negated(), ty.clone()),
            Pin::Side(_) => self.clone(),
        }
    }
}

/// What of a condition can be pinned, in the order in which it is written.
pub(super) fn pins<'m>(evaluator: &Evaluator<'m>, expr: &'m Expr, env: &Env<'m>) -> Vec<Pin> {
    match &expr.kind {
        ExprKind::Compare(_, left, right) if is_number(&left.ty) => {
            let numbers = evaluator.number(left, env).zip(evaluator.number(right, env));
            let gap = numbers.and_then(|(left, right)| left.minus(right).ok());
            gap.map(|gap| Pin::Gap(gap, left.ty.clone())).into_iter().collect()
        }
        // of a side that is a condition counts what it rests on, not its truth alone
        ExprKind::Compare(_, left, right) => {
            let beneath = |side: &'m Expr| match pins(evaluator, side, env) {
                beneath if beneath.is_empty() => vec![Pin::Side(side_in_words(evaluator, side, env))],
                beneath => beneath,
            };
            [left, right].into_iter().flat_map(|side| beneath(side)).collect()
        }
        // what is sought is the check's
        ExprKind::Has(words, _) => vec![Pin::Side(side_in_words(evaluator, words, env))],
        ExprKind::And(a, b) | ExprKind::Or(a, b) => {
            let mut all = pins(evaluator, a, env);
            all.extend(pins(evaluator, b, env));
            all
        }
        ExprKind::Not(inner) => pins(evaluator, inner, env),
        ExprKind::Let(id) => pins(evaluator, &evaluator.report.lets[id.ix()].expr, &env.without_arguments()),
        ExprKind::At(inner, filter) => pins(evaluator, inner, &env.column(evaluator.report, filter)),
        ExprKind::Quantity(..)
        | ExprKind::Text(_)
        | ExprKind::Param(_)
        | ExprKind::Arg(_)
        | ExprKind::Share(_)
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
        | ExprKind::Abs(_)
        | ExprKind::Printed(..)
        | ExprKind::Neg(_)
        | ExprKind::Sum(..)
        | ExprKind::Mul(..)
        | ExprKind::Div(..)
        | ExprKind::Unknown => Vec::new(),
    }
}

/// Whether two sides of a type have a difference.
pub(super) fn is_number(ty: &Type) -> bool {
    !matches!(ty, Type::Text | Type::Member(_) | Type::Bool | Type::Value)
}

/// Whether what an acceptance pins is what there is.
pub(super) fn are(evaluator: &Evaluator<'_>, pins: &[Pin], by: Option<&By>) -> bool {
    let written = by.map_or(&[][..], |by| &by.pins);
    pins.len() == written.len() && pins.iter().zip(written).all(|(pin, written)| is(evaluator, pin, written))
}

fn is(evaluator: &Evaluator<'_>, pin: &Pin, written: &Pinned) -> bool {
    match (pin, &written.number) {
        (Pin::Gap(gap, ty), Some((by, unit))) => is_of(unit, ty) && is_written(evaluator, gap, *by, unit),
        (Pin::Gap(..), None) => false,
        (Pin::Side(said), _) => {
            let words = one_line(&written.words);
            words == one_line(&said.zh) || words == one_line(&said.en)
        }
    }
}

fn is_of(unit: &UnitRef, ty: &Type) -> bool {
    match (unit, ty) {
        (UnitRef::Of(measure, _), Type::Amount(own)) => measure == own,
        (UnitRef::Named(name), Type::Count(own)) => name == own,
        (UnitRef::Of(..) | UnitRef::Named(_), _) => false,
        (UnitRef::Bare, Type::Amount(_)) => false,
        _ => true,
    }
}

/// Whether a difference is written so: exactly, or rounded where it has more places than can be typed.
fn is_written(evaluator: &Evaluator<'_>, gap: &Exact, by: Decimal, unit: &UnitRef) -> bool {
    let rounded = || {
        let (gap, by) = (evaluator.in_unit(gap, unit)?, evaluator.in_unit(&by.into(), unit)?);
        let typed = if can_be_typed(&gap) { None } else { gap.round(exact::FRACTION_DIGITS as u32).ok() };
        Some(Exact::from(typed?) == by)
    };
    *gap == Exact::from(by) || rounded().unwrap_or(false)
}

fn can_be_typed(number: &Exact) -> bool {
    number.to_decimal().is_some_and(|exact| exact.normalize().scale() <= exact::FRACTION_DIGITS as u32)
}

/// What to write behind `by`; nothing where there is nothing to pin.
pub(super) fn written_pins(evaluator: &Evaluator<'_>, pins: &[Pin]) -> Say {
    let words = |pin: &Pin| match pin {
        Pin::Gap(gap, ty) => {
            let typed = typed(evaluator, gap, ty);
            say!("{typed}", "{typed}")
        }
        Pin::Side(said) => {
            let (zh, en) = (quoted(&said.zh), quoted(&said.en));
            say!("{zh}", "{en}")
        }
    };
    let (zh, en): (Vec<String>, Vec<String>) = pins.iter().map(words).map(|Say { zh, en }| (zh, en)).unzip();
    Say { zh: zh.join(", "), en: en.join(", ") }
}

/// A difference as it can be typed: in the usual unit, or in the first in which it has few enough places; else rounded.
fn typed(evaluator: &Evaluator<'_>, gap: &Exact, ty: &Type) -> String {
    let usual = evaluator.shown_unit(ty);
    let fits = |unit: &UnitRef| evaluator.in_unit(gap, unit).is_some_and(|gap| can_be_typed(&gap));
    let others = match ty {
        Type::Amount(measure) => evaluator.report.measures[measure.ix()].units.len(),
        _ => 0,
    };
    let of = |index| match &usual {
        UnitRef::Of(measure, _) => Some(UnitRef::Of(*measure, index)),
        _ => None,
    };
    let unit = std::iter::once(usual.clone()).chain((0..others).filter_map(of)).find(fits).unwrap_or(usual);
    evaluator.typed_in(gap, ty, &unit)
}

/// A side that is no number, in words.
pub(super) fn side_in_words<'m>(evaluator: &Evaluator<'m>, side: &'m Expr, env: &Env<'m>) -> Say {
    match (evaluator.eval(side, env), &side.kind) {
        (Value::Bool(true), ExprKind::Any(_)) => say!("有", "yes"),
        (Value::Bool(false), ExprKind::Any(_)) => say!("没有", "no"),
        (Value::Bool(true), _) => say!("是", "yes"),
        (Value::Bool(false), _) => say!("否", "no"),
        (value, _) => {
            let words = match value {
                Value::Quoted(number, unit) => {
                    let (number, symbol) = evaluator.written_parts(&number, &unit);
                    number + &symbol
                }
                Value::Number(number) => evaluator.typed_in(&number, &side.ty, &evaluator.shown_unit(&side.ty)),
                value => evaluator.words(&value).unwrap_or_default(),
            };
            let words = one_line(&words);
            say!("{words}", "{words}")
        }
    }
}

/// A text is written on one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
