//! Exact numbers: decimals for what is written, fractions of decimals for what is computed. Nothing is rounded before
//! it is printed, and nothing is rounded silently: an operation that cannot be exact within 28 digits is an [`Overflow`].

use std::cmp::Ordering;
use std::fmt;

pub use rust_decimal::Decimal;

/// The exact result has more digits than a [`Decimal`] holds (28).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

/// Most digits that an amount may have before its point.
pub const WHOLE_DIGITS: usize = 18;
/// Most digits that an amount may have after its point.
pub const FRACTION_DIGITS: usize = 6;

/// A fraction of two decimals; the denominator is positive.
#[derive(Clone, Copy, Debug)]
pub struct Exact {
    num: Decimal,
    den: Decimal,
}

impl From<Decimal> for Exact {
    fn from(num: Decimal) -> Exact {
        Exact { num, den: Decimal::ONE }
    }
}

impl Exact {
    /// Nought.
    pub const ZERO: Exact = Exact { num: Decimal::ZERO, den: Decimal::ONE };

    /// A whole number.
    pub fn integer(n: i64) -> Exact {
        Exact::from(Decimal::from(n))
    }

    /// Whether it is nought.
    pub fn is_zero(self) -> bool {
        self.num.is_zero()
    }

    /// Whether it is below nought.
    pub fn is_negative(self) -> bool {
        self.num.is_sign_negative() && !self.num.is_zero()
    }

    /// The sum.
    pub fn plus(self, other: Exact) -> Result<Exact, Overflow> {
        if self.den == other.den {
            return Ok(Exact { num: add(self.num, other.num)?, den: self.den });
        }
        let num = add(mul(self.num, other.den)?, mul(other.num, self.den)?)?;
        Ok(Exact { num, den: mul(self.den, other.den)? })
    }

    /// The difference.
    pub fn minus(self, other: Exact) -> Result<Exact, Overflow> {
        self.plus(other.negated())
    }

    /// The product.
    pub fn times(self, other: Exact) -> Result<Exact, Overflow> {
        Ok(Exact { num: mul(self.num, other.num)?, den: mul(self.den, other.den)? })
    }

    /// The quotient; `None` where the divisor is nought.
    pub fn over(self, other: Exact) -> Option<Result<Exact, Overflow>> {
        if other.is_zero() {
            return None;
        }
        let quotient = || {
            let (num, den) = (mul(self.num, other.den)?, mul(self.den, other.num)?);
            Ok(if den.is_sign_negative() { Exact { num: -num, den: -den } } else { Exact { num, den } })
        };
        Some(quotient())
    }

    /// The negative.
    pub fn negated(self) -> Exact {
        Exact { num: -self.num, den: self.den }
    }

    /// The magnitude.
    pub fn abs(self) -> Exact {
        Exact { num: self.num.abs(), den: self.den }
    }

    /// Which is larger, exactly.
    pub fn compare(self, other: Exact) -> Result<Ordering, Overflow> {
        let difference = self.minus(other)?;
        Ok(difference.num.cmp(&Decimal::ZERO))
    }

    /// Rounded half away from nought to `digits` places.
    pub fn round(self, digits: u32) -> Result<Decimal, Overflow> {
        let (quotient, remainder, den) = self.divide(digits)?;
        let away = remainder.unsigned_abs() * 2 >= den.unsigned_abs();
        let step = if self.num.is_sign_negative() { -1 } else { 1 };
        decimal(if away { quotient + step } else { quotient }, digits)
    }

    /// Cut (towards nought) to `digits` places, with what is left over as a fraction of one unit of the last place:
    /// the two numbers that the largest-remainder method needs.
    pub fn floor(self, digits: u32) -> Result<(Decimal, Exact), Overflow> {
        let (quotient, remainder, den) = self.divide(digits)?;
        let rest = Exact { num: decimal(remainder, 0)?, den: decimal(den, 0)? };
        Ok((decimal(quotient, digits)?, rest))
    }

    /// `num / den` in units of the last of `digits` places: quotient and remainder, cut towards nought.
    fn divide(self, digits: u32) -> Result<(i128, i128, i128), Overflow> {
        let scale = self.num.scale().max(self.den.scale());
        let num = scaled(self.num, scale)?.checked_mul(power(digits)?).ok_or(Overflow)?;
        let den = scaled(self.den, scale)?;
        if den.unsigned_abs() > u128::MAX / 4 {
            return Err(Overflow);
        }
        Ok((num / den, num % den, den))
    }

    /// The value as a decimal, if it has one of at most 28 digits.
    pub fn to_decimal(self) -> Option<Decimal> {
        if self.den == Decimal::ONE {
            return Some(self.num);
        }
        (0..=12).find_map(|digits| {
            let (quotient, remainder, _) = self.divide(digits).ok()?;
            (remainder == 0).then(|| decimal(quotient, digits).ok())?
        })
    }
}

/// A long sum of decimals: whole numbers of the finest unit met so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum {
    mantissa: i128,
    scale: u32,
}

impl Sum {
    /// Adds one more.
    pub fn add(&mut self, value: Decimal) -> Result<(), Overflow> {
        let scale = value.scale();
        if scale > self.scale {
            self.mantissa = self.mantissa.checked_mul(power(scale - self.scale)?).ok_or(Overflow)?;
            self.scale = scale;
        }
        let value = if scale == self.scale { value.mantissa() } else { scaled(value, self.scale)? };
        self.mantissa = self.mantissa.checked_add(value).ok_or(Overflow)?;
        Ok(())
    }

    /// What the sum is so far.
    pub fn total(self) -> Result<Decimal, Overflow> {
        decimal(self.mantissa, self.scale)
    }
}

/// All its digits, never a rounded value: a decimal such as `-12.5` where it has one, else a fraction of two whole
/// numbers in lowest terms such as `1/3`, the denominator positive.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (num, den) = (self.num.normalize(), self.den.normalize());
        let sign = if self.is_negative() { "-" } else { "" };
        let (top, bottom) = lowest(num.mantissa().unsigned_abs(), den.mantissa().unsigned_abs());
        let (above, below) = (den.scale().saturating_sub(num.scale()), num.scale().saturating_sub(den.scale()));
        let raise = |digits: u128, places| power(places).ok()?.unsigned_abs().checked_mul(digits);
        let (Some(top), Some(bottom)) = (raise(top, above), raise(bottom, below)) else {
            // beyond 38 digits: the noughts are written, not computed
            let zeros = |count: u32| "0".repeat(count as usize);
            return write!(f, "{sign}{top}{}/{bottom}{}", zeros(above), zeros(below));
        };
        let (top, bottom) = lowest(top, bottom);
        let decimal = (0..=38).find_map(|places| {
            let unit = power(places).ok()?.unsigned_abs();
            (unit % bottom == 0).then(|| Some((top.checked_mul(unit / bottom)?, places as usize)))?
        });
        match decimal {
            None => write!(f, "{sign}{top}/{bottom}"),
            Some((digits, 0)) => write!(f, "{sign}{digits}"),
            Some((digits, places)) => {
                let digits = format!("{digits:0>width$}", width = places + 1);
                let (whole, fraction) = digits.split_at(digits.len() - places);
                write!(f, "{sign}{whole}.{fraction}")
            }
        }
    }
}

/// Two numbers without their common divisor.
fn lowest(a: u128, b: u128) -> (u128, u128) {
    let (mut divisor, mut rest) = (a, b);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    (a / divisor.max(1), b / divisor.max(1))
}

/// The exact sum of two decimals. `rust_decimal` would drop digits without a word where 28 do not suffice.
pub fn add(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    let scale = a.scale().max(b.scale());
    decimal(scaled(a, scale)?.checked_add(scaled(b, scale)?).ok_or(Overflow)?, scale)
}

/// The exact product of two decimals.
pub fn mul(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    let (a, b) = (a.normalize(), b.normalize());
    decimal(a.mantissa().checked_mul(b.mantissa()).ok_or(Overflow)?, a.scale() + b.scale())
}

/// Reads an unsigned or signed decimal of ASCII digits.
pub fn parse(text: &str) -> Result<Decimal, Overflow> {
    let (whole, fraction) = text.trim_start_matches('-').split_once('.').unwrap_or((text.trim_start_matches('-'), ""));
    if whole.len() > WHOLE_DIGITS || fraction.len() > FRACTION_DIGITS {
        return Err(Overflow);
    }
    Decimal::from_str_exact(text).map_err(|_| Overflow)
}

fn scaled(value: Decimal, scale: u32) -> Result<i128, Overflow> {
    value.mantissa().checked_mul(power(scale - value.scale().min(scale))?).ok_or(Overflow)
}

fn power(digits: u32) -> Result<i128, Overflow> {
    10i128.checked_pow(digits).ok_or(Overflow)
}

/// So many units of the last of `scale` places.
pub fn decimal(mantissa: i128, scale: u32) -> Result<Decimal, Overflow> {
    Decimal::try_from_i128_with_scale(mantissa, scale).map_err(|_| Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        Exact::from(parse(text).unwrap())
    }

    #[test]
    fn thirds_stay_exact_until_they_are_printed() {
        let third = exact("1").over(exact("3")).unwrap().unwrap();
        let whole = third.plus(third).unwrap().plus(third).unwrap();
        assert_eq!(whole.compare(exact("1")), Ok(Ordering::Equal));
        assert_eq!(third.round(2).unwrap().to_string(), "0.33");
        assert_eq!(third.to_decimal(), None);
    }

    #[test]
    fn says_all_its_digits() {
        let over = |a: &str, b: &str| exact(a).over(exact(b)).unwrap().unwrap().to_string();
        for (a, b, said) in [
            ("830.820", "1", "830.82"),
            ("-3.00", "1", "-3"),
            ("0.00", "7", "0"),
            ("1200", "1", "1200"),
            ("1", "8", "0.125"),
            ("0.06", "0.03", "2"),
            ("5", "0.002", "2500"),
            ("1", "3", "1/3"),
            ("-0.1", "0.3", "-1/3"),
            ("12.5", "0.7", "125/7"),
            ("0.002", "6000", "1/3000000"),
        ] {
            assert_eq!(over(a, b), said, "{a} / {b}");
        }
        let long = exact("123456789012345678.123456").times(exact("0.0003")).unwrap();
        assert_eq!(long.to_string(), "37037036703703.7034370368");
    }

    #[test]
    fn rounds_half_away_from_nought() {
        for (text, rounded) in [("0.005", "0.01"), ("-0.005", "-0.01"), ("0.0049", "0.00"), ("6.575", "6.58")] {
            assert_eq!(exact(text).round(2).unwrap().to_string(), rounded, "{text}");
        }
    }

    #[test]
    fn too_many_digits_are_refused_rather_than_dropped() {
        assert!(parse("1234567890123456789").is_err());
        assert!(parse("0.1234567").is_err());
        let big = exact("999999999999999999.999999");
        assert!(big.times(big).is_err());
        let mut sum = big;
        let overflow = (0..20_000_000).find(|_| match sum.plus(sum) {
            Ok(next) => {
                sum = next;
                false
            }
            Err(Overflow) => true,
        });
        assert!(overflow.is_some(), "doubling ends in an error, never in a wrong sum");
    }
}
