//! Numbers as they are written in sources: exactly, in a unit.

use super::facts::ReadValue;
use crate::base::{Decimal, Exact, exact};
use crate::model::{MeasureId, Report, UnitRef};

/// Fewer places look unfinished beside others.
const PLACES: u32 = 2;

/// How many places amounts have that need so many: whole ones of the base unit none, all others two at least.
pub(super) fn usual_places(needed: u32, unit: usize) -> u32 {
    if needed == 0 && unit == 0 { 0 } else { needed.max(PLACES) }
}

/// A value as people are told it: an amount in a unit of its measure if that is exact, else in the one that it was read in.
pub(super) fn said_value(report: &Report, value: &ReadValue, unit: Option<(MeasureId, usize)>) -> String {
    let (number, own) = match value {
        ReadValue::Text(text) => return text.clone(),
        ReadValue::Quantity(number, own) => (*number, own),
    };
    let in_unit = |measure: MeasureId, unit: usize| {
        let own = report.measures.get(measure.ix())?.units.get(unit)?;
        let places = usual_places(places_in(number, own.factor)?, unit);
        Some(format!("{}{}", written_number(number, own.factor, places)?, own.symbol))
    };
    let said = match own {
        UnitRef::Of(measure, own) => {
            let wanted = unit.filter(|(of, _)| of == measure).and_then(|(of, unit)| in_unit(of, unit));
            wanted.or_else(|| in_unit(*measure, *own))
        }
        UnitRef::Percent => written_number(number, Decimal::new(1, 2), 0).map(|number| format!("{number}%")),
        UnitRef::Named(name) => Some(format!("{}{name}", number.normalize())),
        UnitRef::Bare => None,
    };
    said.unwrap_or_else(|| number.normalize().to_string())
}

/// A number of base units in a unit of so many of them, with at least so many places; none where it would need more digits
/// than a source holds.
pub(super) fn written_number(value: Decimal, factor: Decimal, places: u32) -> Option<String> {
    let value = in_units(value, factor)?;
    let short = if value.is_zero() { Decimal::ZERO } else { value };
    let missing = places.saturating_sub(short.scale()) as usize;
    let text = short.to_string();
    let point = if missing > 0 && short.scale() == 0 { "." } else { "" };
    Some(format!("{text}{point}{}", "0".repeat(missing)))
}

/// How many places a number of base units has in a unit; none where they are too many.
pub(super) fn places_in(value: Decimal, factor: Decimal) -> Option<u32> {
    in_units(value, factor).map(|value| value.scale())
}

fn in_units(value: Decimal, factor: Decimal) -> Option<Decimal> {
    let value = Exact::from(value).over(Exact::from(factor))?.ok()?.to_decimal()?.normalize();
    let whole = value.trunc().abs().to_string().len();
    (whole <= exact::WHOLE_DIGITS && value.scale() as usize <= exact::FRACTION_DIGITS).then_some(value)
}

/// Whether a word can stand behind a number as its unit.
pub(super) fn fits_as_unit(unit: &str) -> bool {
    !unit.is_empty() && unit.chars().all(|c| c.is_alphabetic() && !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::{Decimal, places_in, written_number};

    #[test]
    fn numbers_are_written_exactly_or_not_at_all() {
        let ten_thousand = Decimal::from(10_000);
        let written = |value: &str, places| written_number(value.parse().unwrap(), ten_thousand, places);
        assert_eq!(written("1200000", 2).as_deref(), Some("120.00"));
        assert_eq!(written("9078200", 2).as_deref(), Some("907.82"));
        assert_eq!(written("-3.5", 2).as_deref(), Some("-0.00035"));
        assert_eq!(written("-0.00", 2).as_deref(), Some("0.00"));
        assert_eq!(written("0.001", 2), None);
        assert_eq!(places_in("36389470.46".parse().unwrap(), ten_thousand), Some(6));
        assert_eq!(written_number("7".parse().unwrap(), Decimal::from(3), 0), None);
    }
}
