//! Rational numbers: whole ones of usual length without memory of their own, all others as fractions of any length.

use std::ops::{Add, Div, Mul, Neg, Sub};

use num_bigint::{BigInt, Sign};
use num_rational::BigRational;

/// A rational number, never rounded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Number {
    Whole(i128),
    /// What is no whole number, or too long for one.
    Big(Box<BigRational>),
}

use Number::{Big, Whole};

impl Number {
    pub const ZERO: Number = Whole(0);
    pub const ONE: Number = Whole(1);

    pub fn is_zero(&self) -> bool {
        *self == Number::ZERO
    }

    /// The number as a whole one; none where it has a fraction or is too long.
    pub fn whole(&self) -> Option<i128> {
        match self {
            Whole(whole) => Some(*whole),
            Big(_) => None,
        }
    }

    /// The divisor of a fraction in lowest terms, at least one.
    pub fn divisor(&self) -> BigInt {
        match self {
            Whole(_) => BigInt::from(1),
            Big(big) => big.denom().clone(),
        }
    }

    /// How many bits the longer of its two parts has.
    pub fn bits(&self) -> u64 {
        match self {
            Whole(_) => 128,
            Big(big) => big.numer().bits().max(big.denom().bits()),
        }
    }

    pub fn abs(&self) -> Number {
        let below = match self {
            Whole(whole) => *whole < 0,
            Big(big) => big.numer().sign() == Sign::Minus,
        };
        if below { -self } else { self.clone() }
    }

    /// The largest whole number that is not above it; none where that is too long.
    pub fn floor(&self) -> Option<i128> {
        match self {
            Whole(whole) => Some(*whole),
            Big(big) => i128::try_from(big.floor().to_integer()).ok(),
        }
    }

    /// The smallest whole number that is not below it; none where that is too long.
    pub fn ceil(&self) -> Option<i128> {
        match self {
            Whole(whole) => Some(*whole),
            Big(big) => i128::try_from(big.ceil().to_integer()).ok(),
        }
    }

    fn big(&self) -> BigRational {
        match self {
            Whole(whole) => BigRational::from_integer(BigInt::from(*whole)),
            Big(big) => big.as_ref().clone(),
        }
    }
}

impl From<BigRational> for Number {
    fn from(big: BigRational) -> Number {
        if big.is_integer()
            && let Ok(whole) = i128::try_from(big.numer())
        {
            return Whole(whole);
        }
        Big(Box::new(big))
    }
}

impl From<BigInt> for Number {
    fn from(whole: BigInt) -> Number {
        Number::from(BigRational::from_integer(whole))
    }
}

impl From<i64> for Number {
    fn from(whole: i64) -> Number {
        Whole(whole.into())
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> std::cmp::Ordering {
        match (self, other) {
            (Whole(a), Whole(b)) => a.cmp(b),
            _ => self.big().cmp(&other.big()),
        }
    }
}

impl Add for &Number {
    type Output = Number;

    fn add(self, other: &Number) -> Number {
        if let (Whole(a), Whole(b)) = (self, other)
            && let Some(sum) = a.checked_add(*b)
        {
            return Whole(sum);
        }
        Number::from(self.big() + other.big())
    }
}

impl Sub for &Number {
    type Output = Number;

    fn sub(self, other: &Number) -> Number {
        if let (Whole(a), Whole(b)) = (self, other)
            && let Some(difference) = a.checked_sub(*b)
        {
            return Whole(difference);
        }
        Number::from(self.big() - other.big())
    }
}

impl Mul for &Number {
    type Output = Number;

    fn mul(self, other: &Number) -> Number {
        if let (Whole(a), Whole(b)) = (self, other)
            && let Some(product) = a.checked_mul(*b)
        {
            return Whole(product);
        }
        Number::from(self.big() * other.big())
    }
}

impl Div for &Number {
    type Output = Number;

    /// The quotient; the divisor is not zero.
    fn div(self, other: &Number) -> Number {
        if let (Whole(a), Whole(b)) = (self, other)
            && let (Some(quotient), Some(0)) = (a.checked_div(*b), a.checked_rem(*b))
        {
            return Whole(quotient);
        }
        Number::from(self.big() / other.big())
    }
}

impl Neg for &Number {
    type Output = Number;

    fn neg(self) -> Number {
        &Number::ZERO - self
    }
}
