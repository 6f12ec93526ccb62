//! A value in the place of another, written as that was.

use super::facts::ReadValue;
use super::numbers::written_number;
use super::row_words::template;
use crate::base::Decimal;
use crate::model::{FactValueKind, LedgerId, Report, Type, UnitRef};
use crate::syntax::quoted;

/// Whether a written value is what tables tell. Of an amount the unit does not matter.
pub(super) fn same_value(old: &FactValueKind, new: &ReadValue) -> bool {
    match (old, new) {
        (FactValueKind::Text(old), ReadValue::Text(new)) => old == new,
        (FactValueKind::Quantity(old, unit), ReadValue::Quantity(new, other)) => {
            old == new && (unit == other || of_measure(unit) == of_measure(other) && of_measure(unit).is_some())
        }
        _ => false,
    }
}

fn of_measure(unit: &UnitRef) -> Option<u32> {
    if let UnitRef::Of(measure, _) = unit { Some(measure.0) } else { None }
}

/// What stands instead of a written value: in its unit and with as many places at least, where that is exact; none where the
/// new one cannot stand there.
pub(super) fn value_again(
    report: &Report,
    ledger: LedgerId,
    field: usize,
    (text, old): (&str, &FactValueKind),
    new: &ReadValue,
    labelled: bool,
) -> Option<String> {
    match (old, new) {
        (FactValueKind::Text(_), ReadValue::Text(new)) => {
            if labelled {
                return template(new);
            }
            let read = text.starts_with(['"', '“']) && !new.contains('\n');
            (read && !report.is_a_name(new, &report.axes(ledger))).then(|| quoted(new))
        }
        (FactValueKind::Quantity(_, unit), ReadValue::Quantity(new, other)) => {
            let digits = text.find(|c: char| !c.is_numeric() && !matches!(c, '-' | '－' | '.')).unwrap_or(text.len());
            let (number, suffix) = text.split_at(digits);
            let places = number.split_once('.').map_or(0, |(_, fraction)| fraction.chars().count()) as u32;
            let factor = |unit: &UnitRef| match unit {
                UnitRef::Percent => Some(Decimal::new(1, 2)),
                UnitRef::Of(measure, unit) => Some(report.measures.get(measure.ix())?.units.get(*unit)?.factor),
                UnitRef::Bare | UnitRef::Named(_) => Some(Decimal::ONE),
            };
            let alike = unit == other || of_measure(unit).is_some() && of_measure(unit) == of_measure(other);
            if alike && let Some(number) = written_number(*new, factor(unit)?, places) {
                return Some(format!("{number}{suffix}"));
            }
            let value = report.ledger(ledger).fields.get(field).is_some_and(|field| field.ty == Type::Value);
            // what has a unit is read as that wherever it stands
            let units = match other {
                UnitRef::Of(measure, _) if alike || value => {
                    let units = &report.measures.get(measure.ix())?.units;
                    return units
                        .iter()
                        .find_map(|unit| Some(format!("{}{}", written_number(*new, unit.factor, 0)?, unit.symbol)));
                }
                UnitRef::Percent if value => "%",
                UnitRef::Named(unit) if value && super::numbers::fits_as_unit(unit) => unit,
                _ => return None,
            };
            Some(format!("{}{units}", written_number(*new, factor(other)?, 0)?))
        }
        _ => None,
    }
}
