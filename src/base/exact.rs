//! Exact numbers: decimals for what is written, fractions for what is computed. Nothing is rounded before it is printed, and
//! nothing is rounded silently: what has too many digits is an [`Overflow`].

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
pub use rust_decimal::Decimal;

use super::{Diagnostic, Span};
use crate::say;

/// A number has more digits than there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overflow {
    /// One that is written or printed: it would have more digits than a [`Decimal`] holds.
    Decimal,
    /// One that is computed: its numerator or its denominator would have more than [`MOST_DIGITS`].
    Fraction,
}

impl Overflow {
    /// The finding at the place of what is too long.
    pub fn diagnostic(self, span: Span) -> Diagnostic {
        let (message, note) = match self {
            Overflow::Decimal => (
                say!(
                    "这里印出的数超过 {PRINTED_DIGITS} 位",
                    "the number printed here has more than {PRINTED_DIGITS} digits"
                ),
                say!(
                    "检查单位或多写的数字，或用 digits 少印几位",
                    "check units, or digits too many, or print fewer `digits`"
                ),
            ),
            Overflow::Fraction => (
                say!(
                    "这里算出的数太长：约成最简分数，分子或分母超过 {MOST_DIGITS} 位",
                    "the result here is too long: in lowest terms its numerator or denominator has more than \
                     {MOST_DIGITS} digits"
                ),
                say!("检查单位或多写的数字", "check units, or digits too many"),
            ),
        };
        Diagnostic::new(NUMBER_TOO_LONG, span, message).note(note)
    }
}

/// Most digits that an amount may have before its point.
pub const WHOLE_DIGITS: usize = 18;
/// Most digits that an amount may have after its point.
pub const FRACTION_DIGITS: usize = 6;
/// Most digits of a number that is printed.
pub const PRINTED_DIGITS: u32 = Decimal::MAX_SCALE;
/// Most digits of a computed number's numerator, and of its denominator.
pub const MOST_DIGITS: u32 = 1000;

/// A rational number, never rounded.
#[derive(Clone, Debug)]
pub struct Exact(Held);

/// How an exact number is held.
#[derive(Clone, Debug)]
enum Held {
    /// As a fraction of two decimals, in no particular terms; the denominator is positive.
    Pair(Decimal, Decimal),
    /// In lowest terms, where these are too long for a pair.
    Big(Arc<BigRational>),
}

use crate::base::codes::NUMBER_TOO_LONG;
use Held::{Big, Pair};

impl From<Decimal> for Exact {
    fn from(num: Decimal) -> Exact {
        Exact(Pair(num, Decimal::ONE))
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Exact) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Exact {}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Exact) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Exact) -> Ordering {
        if let (Pair(a, b), Pair(c, d)) = (&self.0, &other.0) {
            if b == d {
                return a.cmp(c);
            }
            if let (Ok(left), Ok(right)) = (mul(*a, *d), mul(*c, *b)) {
                return left.cmp(&right);
            }
        }
        let (left, right) = (self.to_big(), other.to_big());
        (left.numer() * right.denom()).cmp(&(right.numer() * left.denom()))
    }
}

impl Exact {
    /// What every sum begins with. What nobody wrote is not zero, and no number at all.
    pub const ZERO: Exact = Exact(Pair(Decimal::ZERO, Decimal::ONE));

    /// A whole number as an exact one.
    pub fn integer(n: i64) -> Exact {
        Exact::from(Decimal::from(n))
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        matches!(&self.0, Pair(num, _) if num.is_zero())
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Pair(num, _) => num.is_sign_negative() && !num.is_zero(),
            Big(big) => big.numer().sign() == Sign::Minus,
        }
    }

    /// The sum; [`Overflow`] where it has too many digits.
    pub fn plus(&self, other: impl Borrow<Exact>) -> Result<Exact, Overflow> {
        let pair = |[a, b, c, d]: [Decimal; 4]| {
            if b == d {
                return Ok((add(a, c)?, b));
            }
            Ok((add(mul(a, d)?, mul(c, b)?)?, mul(b, d)?))
        };
        self.with(other.borrow(), pair, |a, b| a + b)
    }

    /// The difference, less `other`; [`Overflow`] where it has too many digits.
    pub fn minus(&self, other: impl Borrow<Exact>) -> Result<Exact, Overflow> {
        self.plus(other.borrow().negated())
    }

    /// The product; [`Overflow`] where it has too many digits.
    pub fn times(&self, other: impl Borrow<Exact>) -> Result<Exact, Overflow> {
        self.with(other.borrow(), |[a, b, c, d]| Ok((mul(a, c)?, mul(b, d)?)), |a, b| a * b)
    }

    /// The quotient; `None` where the divisor is zero.
    pub fn over(&self, other: impl Borrow<Exact>) -> Option<Result<Exact, Overflow>> {
        let pair = |[a, b, c, d]: [Decimal; 4]| {
            let (num, den) = (mul(a, d)?, mul(b, c)?);
            Ok(if den.is_sign_negative() { (-num, -den) } else { (num, den) })
        };
        let other = other.borrow();
        (!other.is_zero()).then(|| self.with(other, pair, |a, b| a / b))
    }

    /// A result of two numbers: as a pair where that holds it, else by numbers of any length.
    fn with(
        &self,
        other: &Exact,
        pair: impl FnOnce([Decimal; 4]) -> Result<(Decimal, Decimal), Overflow>,
        long: impl FnOnce(&BigRational, &BigRational) -> BigRational,
    ) -> Result<Exact, Overflow> {
        if let (Pair(a, b), Pair(c, d)) = (&self.0, &other.0)
            && let Ok((num, den)) = pair([*a, *b, *c, *d])
        {
            return Ok(Exact(Pair(num, den)));
        }
        Exact::from_big(long(&self.to_big(), &other.to_big()))
    }

    /// A number in lowest terms, as a pair if it can be.
    fn from_big(big: BigRational) -> Result<Exact, Overflow> {
        let short = |n: &BigInt| decimal(i128::try_from(n).ok()?, 0).ok();
        if let (Some(num), Some(den)) = (short(big.numer()), short(big.denom())) {
            return Ok(Exact(Pair(num, den)));
        }
        // a number of a thousand digits has 3,322 bits at most, and so have some that are longer
        let long = |n: &BigInt| n.bits() > 3321 && n.magnitude() >= ten(MOST_DIGITS).magnitude();
        if long(big.numer()) || long(big.denom()) {
            return Err(Overflow::Fraction);
        }
        Ok(Exact(Big(Arc::new(big))))
    }

    fn to_big(&self) -> BigRational {
        match &self.0 {
            Big(big) => big.as_ref().clone(),
            Pair(num, den) => BigRational::new(
                BigInt::from(num.mantissa()) * ten(den.scale()),
                BigInt::from(den.mantissa()) * ten(num.scale()),
            ),
        }
    }

    /// The number with its sign changed.
    #[must_use]
    pub fn negated(&self) -> Exact {
        Exact(match &self.0 {
            Pair(num, den) => Pair(-*num, *den),
            Big(big) => Big(Arc::new(-big.as_ref())),
        })
    }

    /// The number without its sign.
    #[must_use]
    pub fn abs(&self) -> Exact {
        if self.is_negative() { self.negated() } else { self.clone() }
    }

    /// Rounded half away from zero to `digits` places.
    pub fn round(&self, digits: u32) -> Result<Decimal, Overflow> {
        if let Some((quotient, remainder, den)) = self.divide(digits) {
            let away = remainder.unsigned_abs() * 2 >= den.unsigned_abs();
            let step = if self.is_negative() { -1 } else { 1 };
            return decimal(if away { quotient + step } else { quotient }, digits);
        }
        in_places(&self.in_units(digits)?.round(), digits)
    }

    /// Cut (towards zero) to `digits` places, with what is left over as a fraction of one unit of the last place:
    /// the two numbers that the largest-remainder method needs.
    pub fn floor(&self, digits: u32) -> Result<(Decimal, Exact), Overflow> {
        if let Some((quotient, remainder, den)) = self.divide(digits)
            && let (Ok(rest), Ok(den)) = (decimal(remainder, 0), decimal(den, 0))
        {
            return Ok((decimal(quotient, digits)?, Exact(Pair(rest, den))));
        }
        let units = self.in_units(digits)?;
        Ok((in_places(&units.trunc(), digits)?, Exact::from_big(units.fract())?))
    }

    /// A pair in units of the last of `digits` places: quotient and remainder, cut towards zero, and what was divided by;
    /// none where that is too long.
    fn divide(&self, digits: u32) -> Option<(i128, i128, i128)> {
        let Pair(num, den) = &self.0 else { return None };
        let scale = num.scale().max(den.scale());
        let num = scaled(*num, scale).ok()?.checked_mul(power(digits).ok()?)?;
        let den = scaled(*den, scale).ok().filter(|den| den.unsigned_abs() <= u128::MAX / 4)?;
        Some((num / den, num % den, den))
    }

    /// The same of any number, not yet cut.
    fn in_units(&self, digits: u32) -> Result<BigRational, Overflow> {
        if digits > PRINTED_DIGITS {
            return Err(Overflow::Decimal);
        }
        Ok(self.to_big() * ten(digits))
    }

    /// The value as a decimal, if it has one of at most twelve places.
    pub fn to_decimal(&self) -> Option<Decimal> {
        const MOST: u32 = 12;
        match &self.0 {
            Pair(num, den) if *den == Decimal::ONE => return Some(*num),
            _ => {}
        }
        for digits in 0..=MOST {
            match self.divide(digits) {
                Some((quotient, 0, _)) => return decimal(quotient, digits).ok(),
                Some(_) => {}
                None => {
                    let places = places(self.to_big().denom()).filter(|places| *places <= MOST)?;
                    return in_places(&self.in_units(places).ok()?, places).ok();
                }
            }
        }
        None
    }
}

/// A long sum of decimals: whole numbers of the finest unit met so far, and what was too long for these.
#[derive(Clone, Debug)]
pub struct LongSum {
    mantissa: i128,
    scale: u32,
    carried: Exact,
}

impl Default for LongSum {
    fn default() -> LongSum {
        LongSum { mantissa: 0, scale: 0, carried: Exact::ZERO }
    }
}

impl LongSum {
    /// Adds a number; what no longer fits into whole units is carried on as an exact number.
    pub fn add(&mut self, value: Decimal) -> Result<(), Overflow> {
        if let Some((mantissa, scale)) = self.with(value) {
            (self.mantissa, self.scale) = (mantissa, scale);
        } else {
            let carried = self.total()?;
            *self = LongSum { mantissa: value.mantissa(), scale: value.scale(), carried };
        }
        Ok(())
    }

    fn with(&self, value: Decimal) -> Option<(i128, u32)> {
        let scale = value.scale();
        if scale > self.scale {
            let mantissa = self.mantissa.checked_mul(power(scale - self.scale).ok()?)?;
            return Some((mantissa.checked_add(value.mantissa())?, scale));
        }
        let value = if scale == self.scale { value.mantissa() } else { scaled(value, self.scale).ok()? };
        Some((self.mantissa.checked_add(value)?, self.scale))
    }

    /// What the sum is so far.
    pub fn total(&self) -> Result<Exact, Overflow> {
        let units = match decimal(self.mantissa, self.scale) {
            Ok(units) => Exact::from(units),
            Err(_) => Exact::from_big(BigRational::new(self.mantissa.into(), ten(self.scale)))?,
        };
        if self.carried.is_zero() { Ok(units) } else { self.carried.plus(units) }
    }
}

/// All its digits, never a rounded value: a decimal such as `-12.5` where it has one, else a fraction of two whole
/// numbers in lowest terms such as `1/3`, the denominator positive.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Pair(num, den) = &self.0
            && *den == Decimal::ONE
        {
            let short = num.normalize();
            return write!(f, "{}", if short.is_zero() { short.abs() } else { short });
        }
        let big = self.to_big();
        let Some(places) = places(big.denom()) else { return write!(f, "{}/{}", big.numer(), big.denom()) };
        let units = (big.numer() * ten(places) / big.denom()).magnitude().to_string();
        let digits = format!("{units:0>width$}", width = places as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places as usize);
        let (sign, point) = (if self.is_negative() { "-" } else { "" }, if places > 0 { "." } else { "" });
        write!(f, "{sign}{whole}{point}{fraction}")
    }
}

/// How many places a fraction in lowest terms has as a decimal; none where it is none.
fn places(den: &BigInt) -> Option<u32> {
    let (mut rest, mut count) = (den.magnitude().clone(), [0, 0]);
    for (prime, count) in [2u32, 5].into_iter().zip(&mut count) {
        while &rest % prime == 0u32.into() {
            rest /= prime;
            *count += 1;
        }
    }
    (rest == 1u32.into()).then(|| count[0].max(count[1]))
}

/// Units of the last of some places as a decimal.
fn in_places(units: &BigRational, digits: u32) -> Result<Decimal, Overflow> {
    decimal(i128::try_from(units.numer()).map_err(|_| Overflow::Decimal)?, digits)
}

fn ten(digits: u32) -> BigInt {
    BigInt::from(10).pow(digits)
}

/// The exact sum of two decimals. `rust_decimal` would drop digits without a word where 28 do not suffice.
pub fn add(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    let scale = a.scale().max(b.scale());
    decimal(scaled(a, scale)?.checked_add(scaled(b, scale)?).ok_or(Overflow::Decimal)?, scale)
}

/// The exact product of two decimals.
pub fn mul(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    let (a, b) = (a.normalize(), b.normalize());
    decimal(a.mantissa().checked_mul(b.mantissa()).ok_or(Overflow::Decimal)?, a.scale() + b.scale())
}

/// Reads an unsigned or signed decimal of ASCII digits.
pub fn parse(text: &str) -> Result<Decimal, Overflow> {
    let (whole, fraction) = text.trim_start_matches('-').split_once('.').unwrap_or((text.trim_start_matches('-'), ""));
    if whole.len() > WHOLE_DIGITS || fraction.len() > FRACTION_DIGITS {
        return Err(Overflow::Decimal);
    }
    Decimal::from_str_exact(text).map_err(|_| Overflow::Decimal)
}

fn scaled(value: Decimal, scale: u32) -> Result<i128, Overflow> {
    value.mantissa().checked_mul(power(scale - value.scale().min(scale))?).ok_or(Overflow::Decimal)
}

fn power(digits: u32) -> Result<i128, Overflow> {
    10i128.checked_pow(digits).ok_or(Overflow::Decimal)
}

/// So many units of the last of `scale` places.
pub fn decimal(mantissa: i128, scale: u32) -> Result<Decimal, Overflow> {
    Decimal::try_from_i128_with_scale(mantissa, scale).map_err(|_| Overflow::Decimal)
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
        let whole = third.plus(&third).unwrap().plus(&third).unwrap();
        assert_eq!(whole, exact("1"));
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
    fn rounds_half_away_from_zero() {
        for (text, rounded) in [("0.005", "0.01"), ("-0.005", "-0.01"), ("0.0049", "0.00"), ("6.575", "6.58")] {
            assert_eq!(exact(text).round(2).unwrap().to_string(), rounded, "{text}");
        }
    }

    #[test]
    fn numbers_grow_up_to_a_thousand_digits() {
        assert!(parse("1234567890123456789").is_err());
        assert!(parse("0.1234567").is_err());
        let mut product = exact("1");
        for _ in 0..999 {
            product = product.times(exact("10")).unwrap();
        }
        let least = product.clone();
        assert_eq!(product.to_string().len(), 1000);
        assert_eq!(product.round(0), Err(Overflow::Decimal));
        assert_eq!(product.times(exact("10")).unwrap_err(), Overflow::Fraction);
        product = product.times(exact("9.999")).unwrap();
        assert_eq!(product.plus(&least).unwrap_err(), Overflow::Fraction);
        assert_eq!(product.over(&product).unwrap().unwrap(), exact("1"));
        assert_eq!(exact("1").over(&product).unwrap().unwrap().round(2).unwrap().to_string(), "0.00");
        assert!(exact("1").over(&product).unwrap().unwrap().over(exact("10")).unwrap().is_err());
    }

    #[test]
    fn a_long_sum_goes_on_where_a_decimal_ends() {
        let mut sum = LongSum::default();
        for _ in 0..1000 {
            sum.add(Decimal::MAX).unwrap();
            sum.add(Decimal::new(1, 28)).unwrap();
        }
        let want = exact("1000").times(Exact::from(Decimal::MAX).plus(Exact::from(Decimal::new(1, 28))).unwrap());
        assert_eq!(sum.total(), want);
    }
}
