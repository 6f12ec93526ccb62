//! Sums of cells as formulas.

use std::collections::BTreeMap;

use super::cells::place;
use crate::base::Decimal;
use crate::emit::sums::{BodyNumber, CellSum, GridPlace};

/// So many parts a function takes.
const MOST_PARTS: usize = 255;

/// A longer formula is none that a spreadsheet takes.
const LONGEST: usize = 8_000;

/// Where the body of a table stands.
pub(super) struct BodyPlace<'n, 't> {
    /// The row of its first line.
    pub top: usize,
    /// What stands before the name of a cell: nothing in its own sheet, else the sheet's name.
    pub sheet: String,
    /// Its numbers.
    pub numbers: &'n BTreeMap<GridPlace, BodyNumber<'t>>,
}

impl BodyPlace<'_, '_> {
    /// The name of a cell of the body.
    pub fn name(&self, (row, column): GridPlace) -> String {
        format!("{}{}", self.sheet, place(self.top + row, column).name())
    }

    /// The formula of a sum that is rounded as its number is; none where it would be too long.
    pub fn rounded(&self, sum: &CellSum, value: Decimal) -> Option<String> {
        let CellSum::Of(plus, minus) = sum else { return None };
        let side = |places: &[GridPlace]| match places {
            [one] => Some(self.name(*one)),
            places => self.sum(places),
        };
        let formula = match (plus.as_slice(), minus.as_slice()) {
            ([one], []) => return Some(self.name(*one)),
            (_, []) => format!("ROUND({},{})", self.sum(plus)?, value.scale()),
            _ => format!("ROUND({}-{},{})", side(plus)?, side(minus)?, value.scale()),
        };
        (formula.len() <= LONGEST).then_some(formula)
    }

    /// `SUM(…)` of some places, neighbours as ranges; places without a number between them may lie in a range.
    fn sum(&self, places: &[GridPlace]) -> Option<String> {
        let mut ranges: Vec<(GridPlace, GridPlace)> = Vec::new();
        for place in places {
            match ranges.last_mut() {
                Some((_, last)) if self.is_next(*last, *place) => *last = *place,
                _ => ranges.push((*place, *place)),
            }
        }
        let parts = ranges.iter().map(|(first, last)| match first == last {
            true => self.name(*first),
            false => format!("{}:{}", self.name(*first), place(self.top + last.0, last.1).name()),
        });
        (ranges.len() <= MOST_PARTS).then(|| format!("SUM({})", parts.collect::<Vec<_>>().join(",")))
    }

    /// Whether no number lies between two places of a row or column.
    fn is_next(&self, a: GridPlace, b: GridPlace) -> bool {
        let between = |place: &GridPlace| *place != a && *place != b;
        if a.1 == b.1 {
            (a.0 + 1..b.0).map(|row| (row, a.1)).filter(between).all(|place| !self.numbers.contains_key(&place))
        } else {
            a.0 == b.0 && self.numbers.range(a..=b).all(|(place, _)| !between(place))
        }
    }
}

/// What stands before the names of a sheet's cells elsewhere in its book.
pub(super) fn sheet_prefix(name: &str) -> String {
    format!("'{}'!", name.replace('\'', "''"))
}
