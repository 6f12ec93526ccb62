//! How values are printed.

use super::{Env, Evaluator, Figure, PrintPlace, Prose, Run, Value};
use crate::base::exact::{FRACTION_DIGITS, PRINTED_DIGITS};
use crate::base::{Decimal, Diagnostic, Exact, Overflow, Span};
use crate::model::codes::UNCLEAR_EXAMPLE;
use crate::model::{Expr, ExprKind, Format, Pattern, Type, UnitRef};
use crate::say;

/// Decimal places of amounts and ratios that nobody asked otherwise for.
const PLACES: u32 = 2;

impl<'m> Evaluator<'m> {
    /// A value as it is printed; nothing where it is Blank in a cell.
    pub fn show(&self, expr: &'m Expr, value: Value, format: &Format, place: PrintPlace<'_>, env: &Env<'m>) -> Prose {
        let nothing = if matches!(value, Value::Blank) { self.blank(expr, format, place) } else { None };
        let is_figure = match value {
            Value::Number(_) | Value::Quoted(..) => true,
            Value::Blank => nothing.is_none(),
            _ => false,
        };
        if !is_figure {
            self.note(expr, &value, None, env);
        }
        match value {
            Value::Unknown | Value::Bool(_) => Prose::default(),
            Value::Words(prose) => prose,
            Value::Member(member) => Prose::words(self.report.member(member).name.clone()),
            Value::Blank => nothing.unwrap_or_else(|| {
                self.counts_as_zero(expr, &value, env);
                self.figure(expr, Exact::ZERO, &self.unit_of(expr, format, place), format, place, env)
            }),
            Value::Quoted(number, unit) => self.figure(expr, number, &unit, format, PrintPlace::Text, env),
            Value::Number(number) => self.figure(expr, number, &self.unit_of(expr, format, place), format, place, env),
        }
    }

    /// What stands where there is no number: in a table as the example says that counts there, in words only as they say
    /// themselves. None where that is zero.
    fn blank(&self, expr: &Expr, format: &Format, place: PrintPlace<'_>) -> Option<Prose> {
        let empty = place.is_cell().then(Prose::default);
        if !matches!(expr.ty, Type::Amount(_) | Type::Count(_) | Type::Number | Type::Ratio) {
            return empty;
        }
        let unit = self.unit_of(expr, format, place);
        let example = match place {
            PrintPlace::Text => format.example.as_deref(),
            PrintPlace::Cell(_) | PrintPlace::Grid(_) => self.example(&unit, format, place),
        };
        example.filter(|example| !example.blank.is_empty()).map(|example| Prose::words(&*example.blank)).or(empty)
    }

    /// The nearest of the examples by which numbers of a unit are written at a place.
    fn example<'f>(&self, unit: &UnitRef, format: &'f Format, place: PrintPlace<'f>) -> Option<&'f Pattern>
    where
        'm: 'f,
    {
        format.example.as_deref().or_else(|| place.example(unit)).or_else(|| self.pattern(unit))
    }

    /// The unit to print in: asked for, or the form's, or a constant's own, or the measure's.
    pub fn unit_of(&self, expr: &Expr, format: &Format, place: PrintPlace<'_>) -> UnitRef {
        match (&expr.ty, format.unit, place.sheet().and_then(|sheet| sheet.unit)) {
            (Type::Amount(measure), Some(unit), _) => UnitRef::Of(*measure, unit),
            (Type::Amount(measure), None, Some((own, unit))) if own == *measure => UnitRef::Of(own, unit),
            (Type::Amount(_), None, _) => self.written_unit(expr).unwrap_or_else(|| self.shown_unit(&expr.ty)),
            (ty, ..) => self.shown_unit(ty),
        }
    }

    /// A constant is printed in the unit that it was written in.
    fn written_unit(&self, expr: &Expr) -> Option<UnitRef> {
        match &expr.kind {
            ExprKind::Quantity(_, unit) => Some(unit.clone()),
            ExprKind::Let(id) => self.written_unit(&self.report.lets[id.ix()].expr),
            ExprKind::Param(id) => self.written_unit(self.report.params[id.ix()].value.as_ref()?),
            _ => None,
        }
    }

    fn figure(
        &self,
        expr: &'m Expr,
        number: Exact,
        unit: &UnitRef,
        format: &Format,
        place: PrintPlace<'_>,
        env: &Env<'m>,
    ) -> Prose {
        let (scaled, printed) = match self.rounded(&number, unit, format, place) {
            Ok(both) => both,
            Err(overflow) => {
                self.exact_or_problem(Err(overflow), expr.span);
                return Prose::default();
            }
        };
        if let Some(example) = self.example(unit, format, place) {
            self.same_unit(example, unit, expr.span);
        }
        let text = self.digits(printed, unit, format, place);
        let origin = if self.origins.get() { self.origin(expr, env) } else { Vec::new() };
        let seen = self.note(expr, &Value::Number(number), Some((unit, printed.scale())), env);
        let stated = self.published_in(expr, env).into_iter().map(|stated| stated.span).collect();
        let made = if self.origins.get() && place.is_text() { self.steps(expr, env).map(Box::new) } else { None };
        let (unit, at) = (self.symbol(unit), expr.span);
        let figure = Figure { value: scaled, printed, unit, origin, stated, seen, at, made };
        Prose { runs: vec![Run { text, figure: Some(figure), note: None }] }
    }

    /// A number in the unit that it is printed in: exactly, and rounded as it is printed.
    pub fn rounded(
        &self,
        number: &Exact,
        unit: &UnitRef,
        format: &Format,
        place: PrintPlace<'_>,
    ) -> Result<(Exact, Decimal), Overflow> {
        let scaled = self.in_unit(number, unit).ok_or(Overflow::Fraction)?;
        let places = self.places(unit, format, place);
        let exact = scaled.to_decimal().map(|decimal| decimal.normalize());
        let asked = format.digits.is_some() || format.example.is_some();
        let fixed = matches!(unit, UnitRef::Of(..) | UnitRef::Percent) || exact.is_none() || asked;
        let printed = scaled.round(if fixed { places } else { exact.map_or(places, |exact| exact.scale()) })?;
        Ok((scaled, printed))
    }

    /// A number as a hole prints it: its unit, what it is exactly there, and what is printed.
    pub fn in_words(
        &self,
        expr: &Expr,
        number: &Exact,
        format: &Format,
    ) -> Result<(UnitRef, Exact, Decimal), Overflow> {
        let unit = self.unit_of(expr, format, PrintPlace::Text);
        let (scaled, printed) = self.rounded(number, &unit, format, PrintPlace::Text)?;
        Ok((unit, scaled, printed))
    }

    /// A figure as words print it, to compute with.
    pub(super) fn as_printed(&self, inner: &'m Expr, format: &Format, env: &Env<'m>, span: Span) -> Value {
        match self.eval(inner, env) {
            Value::Number(number) => {
                let rounded = self.in_words(inner, &number, format);
                self.exact_or_problem(
                    rounded.and_then(|(unit, _, printed)| self.factor(&unit).times(Exact::from(printed))),
                    span,
                )
            }
            other => other,
        }
    }

    /// The decimal places that amounts and ratios are rounded to: what stands nearest says them, by `digits` before its
    /// example.
    pub fn places(&self, unit: &UnitRef, format: &Format, place: PrintPlace<'_>) -> u32 {
        let by = |example: Option<&Pattern>| example.map(|example| example.places);
        let own = format.digits.or_else(|| by(format.example.as_deref()));
        let of_form = || of_amounts(unit, place).or_else(|| by(place.example(unit)));
        own.or_else(of_form).or_else(|| by(self.pattern(unit))).unwrap_or(PLACES)
    }

    /// The unit and the places of a column whose figures all print the same places.
    pub fn fixed(&self, expr: &Expr, format: &Format, place: PrintPlace<'_>) -> Option<(UnitRef, u32)> {
        let unit = self.unit_of(expr, format, place);
        let places = self.places(&unit, format, place);
        keeps_zeros(&unit, format, place).then_some((unit, places))
    }

    /// A rounded number as it is printed.
    pub fn digits(&self, rounded: Decimal, unit: &UnitRef, format: &Format, place: PrintPlace<'_>) -> String {
        let pattern = self.pattern(unit);
        let together = pattern.filter(|_| !format.bare);
        let value = if keeps_zeros(unit, format, place) { rounded } else { without_idle(rounded, together) };
        let amount = matches!(unit, UnitRef::Of(..));
        let with_unit = if place.is_cell() { !amount && *unit != UnitRef::Bare } else { !format.bare };
        // what is written for this place prints whole, a unit's example with its unit or without
        match (&format.example, place.example(unit), pattern) {
            (Some(example), ..) => example.write(value, true),
            (None, Some(example), _) => {
                // no title says the unit of a grid's cell
                let lacks_unit = with_unit && example.around() == ("", "");
                let unit = if lacks_unit { self.symbol(unit) } else { String::new() };
                behind(example.write(value, true), &unit)
            }
            (None, None, Some(pattern)) => pattern.write(value, with_unit),
            (None, None, None) if with_unit => with_symbol(value, &self.symbol(unit)),
            (None, None, None) => plain(value),
        }
    }

    /// An example that names another unit than the one that is printed makes another amount of it.
    fn same_unit(&self, example: &Pattern, unit: &UnitRef, printed: Span) {
        let UnitRef::Of(measure, own) = unit else { return };
        let units = &self.report.measures[measure.ix()].units;
        let (before, behind) = example.around();
        let named = [before, behind].map(|words| units.iter().position(|unit| unit.symbol == words.trim()));
        let Some(other) = named.into_iter().flatten().find(|named| named != own) else { return };
        let (own, other) = (&units[*own].symbol, &units[other].symbol);
        let message = say!(
            "这里举例写的是「{other}」，印出的却以「{own}」计",
            "the example writes `{other}`, and what prints is in `{own}`"
        );
        let error = Diagnostic::new(UNCLEAR_EXAMPLE, example.span, message);
        self.problem(error.related(printed, say!("印的是这个数", "this is what prints")).note(say!(
            "例子里改写「{own}」，或以 in {other} 印出",
            "write `{own}` in the example, or print it `in {other}`"
        )));
    }

    /// A number in a unit, exactly.
    pub fn in_unit(&self, number: &Exact, unit: &UnitRef) -> Option<Exact> {
        match unit {
            UnitRef::Bare | UnitRef::Named(_) => Some(number.clone()),
            unit => number.over(self.factor(unit))?.ok(),
        }
    }

    /// One of a unit, in base units.
    pub fn factor(&self, unit: &UnitRef) -> Exact {
        match unit {
            UnitRef::Bare | UnitRef::Named(_) => Exact::integer(1),
            UnitRef::Percent => Exact::from(Decimal::new(1, 2)),
            UnitRef::Of(measure, unit) => Exact::from(self.report.measures[measure.ix()].units[*unit].factor),
        }
    }

    /// How the amounts of a unit are written, if its declaration says so.
    pub fn pattern(&self, unit: &UnitRef) -> Option<&'m Pattern> {
        match unit {
            UnitRef::Of(measure, unit) => self.report.measures[measure.ix()].units[*unit].pattern.as_ref(),
            UnitRef::Bare | UnitRef::Percent | UnitRef::Named(_) => None,
        }
    }

    /// What is written behind a number in a unit; empty for bare numbers.
    pub fn symbol(&self, unit: &UnitRef) -> String {
        match unit {
            UnitRef::Bare => String::new(),
            UnitRef::Percent => "%".to_owned(),
            UnitRef::Of(measure, unit) => self.report.measures[measure.ix()].units[*unit].symbol.clone(),
            UnitRef::Named(name) => name.clone(),
        }
    }

    /// A number and its unit, as they were written.
    pub fn written_parts(&self, number: &Exact, unit: &UnitRef) -> (String, String) {
        let decimal = self.in_unit(number, unit).and_then(|number| number.to_decimal());
        (decimal.map_or_else(String::new, |decimal| plain(decimal.normalize())), self.symbol(unit))
    }

    /// An amount of a type for a message: exact, in the usual unit.
    pub fn spoken(&self, number: &Exact, ty: &Type) -> String {
        self.spoken_in(number, ty, &self.shown_unit(ty))
    }

    /// The same in a unit of its own.
    pub fn spoken_in(&self, number: &Exact, ty: &Type, unit: &UnitRef) -> String {
        let Some(scaled) = self.in_unit(number, unit) else { return String::new() };
        said_number(&scaled, &self.symbol(unit), matches!(ty, Type::Amount(_)), self.pattern(unit))
    }

    /// The same number as it can be typed in a report.
    pub fn typed_in(&self, number: &Exact, ty: &Type, unit: &UnitRef) -> String {
        let Some(scaled) = self.in_unit(number, unit) else { return String::new() };
        let Some(decimal) = to_say(&scaled, matches!(ty, Type::Amount(_)), self.pattern(unit)) else {
            return scaled.to_string() + &self.symbol(unit);
        };
        let most = FRACTION_DIGITS as u32;
        let decimal = if decimal.scale() > most { scaled.round(most).unwrap_or(decimal).normalize() } else { decimal };
        plain(decimal) + &self.symbol(unit)
    }
}

/// A number in a unit for a message.
pub fn said_number(number: &Exact, symbol: &str, amount: bool, pattern: Option<&Pattern>) -> String {
    match (to_say(number, amount, pattern), pattern) {
        (Some(decimal), Some(pattern)) => pattern.write(decimal, true),
        (Some(decimal), None) => with_symbol(decimal, symbol),
        // longer than any number that prints: its beginning
        (None, _) => number.to_string().chars().take(PRINTED_DIGITS as usize).chain(['…']).collect::<String>() + symbol,
    }
}

/// Amounts to their usual places where that is exact; `None` for what is too long to print.
fn to_say(number: &Exact, amount: bool, pattern: Option<&Pattern>) -> Option<Decimal> {
    let places = pattern.map_or(PLACES, |pattern| pattern.places);
    match number.to_decimal() {
        Some(exact) if exact.normalize().scale() <= places && amount => Some(number.round(places).unwrap_or(exact)),
        Some(exact) => Some(exact.normalize()),
        None => number.round(6).ok(),
    }
}

/// Whether all places print, zeros too.
fn keeps_zeros(unit: &UnitRef, format: &Format, place: PrintPlace<'_>) -> bool {
    let by_example = format.example.is_some() || place.example(unit).is_some();
    let always = (by_example || place.is_cell() && matches!(unit, UnitRef::Of(..))) && !format.bare;
    format.digits.is_some() || always || !place.is_cell() && of_amounts(unit, place).is_some()
}

/// The places that a form asks for in amounts.
fn of_amounts(unit: &UnitRef, place: PrintPlace<'_>) -> Option<u32> {
    place.sheet().filter(|_| matches!(unit, UnitRef::Of(..))).and_then(|sheet| sheet.digits)
}

/// Idle zeros dropped; the places of a pattern stand or fall together, as cents do.
fn without_idle(value: Decimal, pattern: Option<&Pattern>) -> Decimal {
    let short = value.normalize();
    if pattern.is_some() && short.scale() > 0 { value } else { short }
}

/// `-0` is zero.
fn plain(value: Decimal) -> String {
    if value.is_zero() { value.abs().to_string() } else { value.to_string() }
}

/// A unit in letters stands off its number, others touch it.
pub fn with_symbol(value: Decimal, symbol: &str) -> String {
    behind(plain(value), symbol)
}

fn behind(number: String, symbol: &str) -> String {
    let blank = if symbol.starts_with(|c: char| c.is_ascii_alphabetic()) { " " } else { "" };
    number + blank + symbol
}
