//! Numbers rounded together, so that what is printed still adds up. It knows only numbers: which cells of a table are the
//! sums of which, and what each is exactly.

mod flow;
mod forest;
mod parts;
mod sums;
mod table;

pub use parts::{largest, last};
pub use sums::sums;
pub use table::{ExactTable, controlled, down};

use crate::base::{Decimal, Exact, Overflow, exact};

/// A number between two units of the last printed place.
#[derive(Clone, Debug)]
pub struct Real {
    /// The unit below it.
    pub floor: i128,
    /// What it is above that, as a part of a unit: from zero to below one.
    pub rest: Exact,
    /// What it is rounded to by itself, half away from zero.
    pub nearest: i128,
}

impl Real {
    /// Zero, which needs no rounding.
    pub const ZERO: Real = Real { floor: 0, rest: Exact::ZERO, nearest: 0 };

    /// A value in units of the last of `digits` places; [`Overflow`] where that has more than 28 digits.
    pub fn new(value: &Exact, digits: u32) -> Result<Real, Overflow> {
        let (cut, rest) = value.floor(digits)?;
        let below = rest.is_negative();
        let rest = if below { rest.plus(Exact::integer(1))? } else { rest };
        Ok(Real { floor: cut.mantissa() - i128::from(below), rest, nearest: value.round(digits)?.mantissa() })
    }

    /// Whether it is so many units and no part of one.
    pub fn is_whole(&self) -> bool {
        self.rest.is_zero()
    }

    /// Whether so many units are a unit or more away from it.
    pub fn is_far(&self, units: i128) -> bool {
        units != self.floor && (self.is_whole() || units != self.floor + 1)
    }
}

/// So many units of the last of `digits` places.
pub fn in_units(units: i128, digits: u32) -> Result<Decimal, Overflow> {
    exact::decimal(units, digits)
}
