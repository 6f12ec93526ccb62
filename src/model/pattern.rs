//! How the amounts of a unit and the codes of a dimension are written, by example: `$1,000.00`, `000-00`.

use crate::base::{Decimal, Span};

/// A written example of one thousand, or of one: what stands around the number, what groups its digits, and to how many
/// places it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// Where it is written.
    pub span: Span,
    before: String,
    behind: String,
    /// Around the number of a negative amount; else a minus stands before it all.
    negative: Option<(String, String)>,
    group: Option<char>,
    point: char,
    /// How many decimal places the example has.
    pub places: u32,
    /// What a cell prints that is Blank; nothing where it is empty.
    pub blank: String,
}

impl Pattern {
    /// Reads an example, perhaps one of a negative amount, and the words for Blank. None where there is no `1` or `1,000` in
    /// it, where `1.000` may be either, or where the two do not write their numbers in one way.
    pub fn read(span: Span, example: &str, negative: Option<&str>, blank: Option<String>) -> Option<Pattern> {
        let (pattern, around) = (Sample::read(example)?, negative.map(Sample::read));
        let negative = match around {
            None => None,
            Some(around) => {
                let around = around?;
                let alike =
                    (around.group, around.point, around.places) == (pattern.group, pattern.point, pattern.places);
                Some(alike.then(|| (around.before.to_owned(), around.behind.to_owned()))?)
            }
        };
        let Sample { before, behind, group, point, places } = pattern;
        let (before, behind, point) = (before.to_owned(), behind.to_owned(), point.unwrap_or('.'));
        Some(Pattern { span, before, behind, negative, group, point, places, blank: blank.unwrap_or_default() })
    }

    /// What stands before and behind a number that is not negative.
    pub fn around(&self) -> (&str, &str) {
        (&self.before, &self.behind)
    }

    /// Writes a number with all the places that it has; `whole`: with what stands around it.
    pub fn write(&self, value: Decimal, whole: bool) -> String {
        let digits = value.abs().to_string();
        let (integer, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let mut number = String::new();
        for (at, digit) in integer.chars().enumerate() {
            let left = integer.len() - at;
            number.extend(self.group.filter(|_| at > 0 && left % 3 == 0));
            number.push(digit);
        }
        if !fraction.is_empty() {
            number.push(self.point);
            number.push_str(fraction);
        }
        let negative = value.is_sign_negative() && !value.is_zero();
        let (before, behind) = match &self.negative {
            Some((before, behind)) if negative => (before.clone(), behind.clone()),
            _ if negative => (format!("-{}", self.before), self.behind.clone()),
            _ => (self.before.clone(), self.behind.clone()),
        };
        if whole {
            return format!("{before}{number}{behind}");
        }
        // without the unit's own signs, but with those of a negative amount
        format!("{}{number}{}", before.replacen(&self.before, "", 1), behind.replacen(&self.behind, "", 1))
    }
}

/// Puts the digits of a code in the places of an example's; a code that ends earlier ends the example.
pub(super) fn code(example: &str, code: &str) -> String {
    let mut printed = String::new();
    let mut left = code.chars().peekable();
    for sign in example.chars() {
        if left.peek().is_none() {
            break;
        }
        printed.extend(if sign.is_ascii_digit() { left.next() } else { Some(sign) });
    }
    printed.extend(left);
    printed
}

/// The parts of an example.
struct Sample<'a> {
    before: &'a str,
    behind: &'a str,
    group: Option<char>,
    point: Option<char>,
    places: u32,
}

impl Sample<'_> {
    fn read(example: &str) -> Option<Sample<'_>> {
        let start = example.find(|c: char| c.is_ascii_digit())?;
        let mut rest = example[start..].strip_prefix('1')?;
        let mut group = None;
        let sign = rest.chars().next().filter(|c| !c.is_alphanumeric());
        let grouped = sign.and_then(|sign| rest.strip_prefix(sign)?.strip_prefix("000"));
        if let Some(behind) = grouped.filter(|behind| !behind.starts_with('0')) {
            (group, rest) = (sign, behind);
        }
        let mut point = rest.chars().next().filter(|c| matches!(c, '.' | ',') && Some(*c) != group);
        let behind = point.and_then(|point| rest.strip_prefix(point)).unwrap_or(rest);
        let places = behind.len() - behind.trim_start_matches('0').len();
        if places == 0 || point.is_none() {
            point = None;
        } else {
            rest = &behind[places..];
        }
        if group == Some('.') && point.is_none() {
            return None;
        }
        let places = if point.is_some() { u32::try_from(places).ok().filter(|places| *places <= 6)? } else { 0 };
        if rest.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        Some(Sample { before: &example[..start], behind: rest, group, point, places })
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;
    use crate::base::{FileId, Span, exact};

    fn read(example: &str, negative: Option<&str>) -> Option<Pattern> {
        Pattern::read(Span { file: FileId(0), start: 0, end: 0 }, example, negative, None)
    }

    fn write(example: &str, negative: Option<&str>, value: &str, whole: bool) -> String {
        read(example, negative).unwrap().write(exact::parse(value).unwrap(), whole)
    }

    #[test]
    fn numbers_are_written_as_the_example_is() {
        let cases = [
            ("$1,000.00", None, "924000.00", "$924,000.00", "924,000.00"),
            ("$1,000.00", None, "-1200", "-$1,200", "-1,200"),
            ("$1,000", Some("($1,000)"), "-1200", "($1,200)", "(1,200)"),
            ("$1,000", Some("($1,000)"), "999", "$999", "999"),
            ("1.000,00 €", None, "1234567.50", "1.234.567,50 €", "1.234.567,50"),
            ("1 000 kr", None, "12345", "12 345 kr", "12 345"),
            ("1’000.–", None, "12345", "12’345.–", "12’345"),
            ("$1.0 million", None, "-1.5", "-$1.5 million", "-1.5"),
            ("1", None, "12345", "12345", "12345"),
            ("1,000.000", None, "1234.5670", "1,234.5670", "1,234.5670"),
            ("1.0000 t", None, "1234.5000", "1234.5000 t", "1234.5000"),
            ("$1", None, "0", "$0", "0"),
        ];
        for (example, negative, value, whole, bare) in cases {
            assert_eq!(write(example, negative, value, true), whole, "{example}");
            assert_eq!(write(example, negative, value, false), bare, "{example}");
        }
    }

    #[test]
    fn codes_take_the_places_of_digits() {
        for (example, code, want) in
            [("000-00", "10010", "100-10"), ("000-00", "100", "100"), ("0.00", "10101", "1.0101")]
        {
            assert_eq!(super::code(example, code), want);
        }
    }

    #[test]
    fn other_words_are_no_example() {
        for (example, negative) in
            [("dollars", None), ("$2,000", None), ("$1,000 or 5", None), ("$1,000", Some("($1.0)")), ("1.000", None)]
        {
            assert_eq!(read(example, negative), None, "{example}");
        }
    }
}
