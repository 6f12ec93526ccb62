//! Numbers as spreadsheets hold them: binary fractions that stand for decimals.
//!
//! A spreadsheet holds a number in 53 binary digits and shows at most 15 decimal ones; what it saves may have 17, the last of
//! which no one typed. So what is meant by such a number is told thus:
//!
//! * A number with at most 15 significant digits is what was typed, exactly: each of these has a binary fraction of its own,
//!   whose shortest decimal is the number itself.
//! * One with more digits that becomes one of at most 13 when it is rounded to 15 is that one: computing left something in the
//!   last places, as `7.0000000000000009` for 7 and `23002.299999999996` for 23002.3. That two of 15 digits are zero by
//!   chance happens to one number in a hundred, and it is then moved by less than one part in 10^15.
//! * One that lies within a ten-thousandth of the last place that its cell shows is what it shows ([`as_shown`]): where large
//!   amounts were taken from one another, more is left behind, as `78.90000000037253` for 78.90.
//! * Any other is [`SheetValue::Inexact`]: nobody can say which decimal was meant. An amount with two decimals comes to this
//!   where 14 digits stand before its point.

use super::grid::SheetValue;
use crate::base::Decimal;

/// Significant digits that a binary fraction holds for certain.
const CERTAIN: usize = 15;
/// Digits up to which what computing leaves behind is told from what was typed.
const CLEAR: usize = 13;
/// Places behind those shown that are zero where what is shown was meant.
const SURE: u32 = 4;

/// A decimal in its significant digits: `digits` times ten to the power of `exponent`.
struct Digits {
    negative: bool,
    digits: String,
    exponent: i32,
}

impl Digits {
    /// Reads `-12.5`, `1.25E+3`; zeros at either end are dropped. None for anything else.
    fn parse(text: &str) -> Option<Digits> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (number, power) = match rest.split_once(['e', 'E']) {
            Some((number, power)) => (number, power.parse::<i16>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(whole) || !plain(fraction) || whole.is_empty() && fraction.is_empty() || number.len() > 400 {
            return None;
        }
        let all = format!("{whole}{fraction}");
        let digits = all.trim_start_matches('0').trim_end_matches('0');
        let dropped = all.trim_start_matches('0').len() - digits.len();
        let exponent = i32::from(power) - i32::try_from(fraction.len()).ok()? + i32::try_from(dropped).ok()?;
        Some(Digits { negative, digits: digits.to_owned(), exponent })
    }

    /// As an exact number, where it has room for it.
    fn decimal(&self) -> Option<Decimal> {
        if self.digits.is_empty() {
            return Some(Decimal::ZERO);
        }
        let mantissa: i128 = self.digits.parse().ok()?;
        let mantissa = if self.negative { -mantissa } else { mantissa };
        match u32::try_from(self.exponent) {
            Ok(power) => {
                let whole = mantissa.checked_mul(10_i128.checked_pow(power)?)?;
                Decimal::try_from_i128_with_scale(whole, 0).ok()
            }
            Err(_) => Decimal::try_from_i128_with_scale(mantissa, self.exponent.unsigned_abs()).ok(),
        }
    }
}

/// What a spreadsheet means by a number that it saved in decimal; none where this is no number.
pub fn saved(text: &str) -> Option<SheetValue> {
    let text = text.trim();
    if let Some(number) = short(text) {
        return Some(SheetValue::Number(number));
    }
    let digits = Digits::parse(text)?;
    match digits.digits.len() {
        0..=CERTAIN => Some(digits.decimal().map_or_else(|| SheetValue::Inexact(text.to_owned()), SheetValue::Number)),
        _ => Some(binary(text.parse().ok()?)),
    }
}

/// A number of few digits without a power of ten, which most are; none where it is to be read with more care.
fn short(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (mut mantissa, mut places) = (0_i64, None);
    if digits.is_empty() || digits.len() > CERTAIN || digits.ends_with(['0', '.']) || digits.starts_with('.') {
        return None;
    }
    for byte in digits.bytes() {
        match (byte, &mut places) {
            (b'0'..=b'9', places) => {
                mantissa = mantissa * 10 + i64::from(byte - b'0');
                *places = places.map(|places| places + 1);
            }
            (b'.', None) => places = Some(0),
            _ => return None,
        }
    }
    Some(Decimal::new(if digits.len() < text.len() { -mantissa } else { mantissa }, places.unwrap_or(0)))
}

/// What a spreadsheet means by a number that it saved in binary.
pub fn binary(value: f64) -> SheetValue {
    if !value.is_finite() {
        return SheetValue::Error("#NUM!".to_owned());
    }
    let shortest = Digits::parse(&format!("{value:e}"));
    let rounded = Digits::parse(&format!("{value:.*e}", CERTAIN - 1));
    let meant = shortest
        .filter(|digits| digits.digits.len() <= CERTAIN)
        .or_else(|| rounded.filter(|digits| digits.digits.len() <= CLEAR));
    let shown = || {
        let shown = format!("{value:.*e}", CERTAIN - 1);
        let plain = Digits::parse(&shown).and_then(|digits| digits.decimal());
        SheetValue::Inexact(plain.map_or(shown, |number| number.to_string()))
    };
    meant.and_then(|digits| digits.decimal()).map_or_else(shown, SheetValue::Number)
}

/// An inexact number as its cell shows it with so many places, where the places behind these tell that this was meant.
pub fn as_shown(inexact: &str, places: u32) -> Option<Decimal> {
    let whole = inexact.trim_start_matches('-').split('.').next().unwrap_or("").trim_start_matches('0').len();
    let known = u32::try_from(CERTAIN.checked_sub(whole)?).ok()?;
    if known < places + SURE {
        return None;
    }
    let number: Decimal = inexact.parse().ok()?;
    let shown = number.round_dp(places);
    ((number - shown).abs() <= Decimal::new(1, places + SURE)).then(|| shown.normalize())
}

/// A number as a cell shows it, such as `-1,234.50` or `12.5%`; none where it is shown in another way.
pub fn as_written(shown: &str) -> Option<Decimal> {
    let (number, percent) = shown.strip_suffix('%').map_or((shown, false), |number| (number, true));
    let number = plain(&number.replace(',', ""))?;
    if percent { number.checked_mul(Decimal::new(1, 2)) } else { Some(number) }
}

/// An exact number as text tables write it: `-12.30`, and nothing that may be something else, such as the code `02`, `1e5`
/// or `1,000`.
pub fn plain(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let code = whole.len() > 1 && whole.starts_with('0');
    if !all(whole) || !all(fraction) || code || digits.len() > 28 {
        return None;
    }
    text.parse().ok().filter(|number: &Decimal| !(number.is_zero() && text.starts_with('-')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn number(text: &str) -> SheetValue {
        SheetValue::Number(dec(text))
    }

    #[test]
    fn what_computing_leaves_behind_is_no_digit() {
        for (saved, meant) in [
            ("7.0000000000000009", "7"),
            ("0.12340000000000001", "0.1234"),
            ("0.30000000000000004", "0.3"),
            ("23002.299999999996", "23002.3"),
            ("-12345678901.230001", "-12345678901.23"),
            ("1.2345E+3", "1234.5"),
            ("999999999999.99", "999999999999.99"),
            ("9999999999999.99", "9999999999999.99"),
            ("-0", "0"),
            ("1E+20", "100000000000000000000"),
        ] {
            assert_eq!(super::saved(saved), Some(number(meant)), "{saved}");
        }
    }

    #[test]
    fn more_digits_than_a_binary_fraction_holds_are_inexact() {
        for (saved, shown) in [
            ("12345678901234.56", "12345678901234.6"),
            ("0.33333333333333331", "0.333333333333333"),
            ("1E+300", "1E+300"),
            ("123456789012345678", "123456789012346000"),
        ] {
            assert_eq!(super::saved(saved), Some(SheetValue::Inexact(shown.into())), "{saved}");
        }
        assert_eq!(binary(f64::NAN), SheetValue::Error("#NUM!".into()));
        assert_eq!(as_shown("78.9000000003725", 2), Some(dec("78.9")));
        assert_eq!(as_shown("0.0000000000000000555", 2), Some(Decimal::ZERO));
        for (inexact, places) in
            [("12345678901234.6", 2), ("0.333333333333333", 2), ("0.333333333333333", 10), ("1E+300", 0)]
        {
            assert_eq!(as_shown(inexact, places), None, "{inexact}");
        }
        for text in ["", "-", ".", "1.2.3", "NaN", "inf", "0x10", "1e", "1e99999"] {
            assert_eq!(super::saved(text), None, "{text}");
        }
    }

    #[test]
    fn only_plain_numbers_of_a_text_table_are_numbers() {
        for text in ["0", "-12.30", "205", "0.5", "1234567890123456789"] {
            assert_eq!(plain(text).unwrap().to_string(), text);
        }
        for text in ["02", "-0", "1e5", "1,000", " 1", "1.", ".5", "+1", "００", "", "-", "00.1"] {
            assert_eq!(plain(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_decimal_of_at_most_15_digits_survives_its_binary_fraction(digits in 0_i64..1_000_000_000_000_000, scale in 0_u32..16) {
            let decimal = Decimal::new(digits, scale);
            let held: f64 = decimal.to_string().parse().unwrap();
            prop_assert_eq!(binary(held), SheetValue::Number(decimal.normalize()));
            prop_assert_eq!(saved(&format!("{held:.16e}")), Some(SheetValue::Number(decimal.normalize())));
            prop_assert_eq!(saved(&decimal.to_string()), Some(SheetValue::Number(decimal.normalize())));
        }

        #[test]
        fn what_is_left_behind_by_a_sum_is_no_digit(amounts in prop::collection::vec(0..10_000_000_000_i64, 1..50)) {
            let held: f64 = amounts.iter().map(|amount| Decimal::new(*amount, 2).to_string().parse::<f64>().unwrap()).sum();
            let exact = Decimal::new(amounts.iter().sum(), 2).normalize();
            let read = match binary(held) {
                SheetValue::Inexact(shown) => as_shown(&shown, 2).map(SheetValue::Number),
                value => Some(value),
            };
            prop_assert_eq!(read, Some(SheetValue::Number(exact)));
        }
    }
}
