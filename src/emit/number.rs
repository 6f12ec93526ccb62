//! A printed figure as a number of a spreadsheet: the number itself and the format that shows it as it is printed.

use crate::base::Decimal;
use crate::document::{Cell, CellKind, Figure};

/// A longer format is none that a spreadsheet takes.
const LONGEST: usize = 200;

/// A figure as a spreadsheet holds it.
pub(super) struct CellNumber<'c> {
    /// The figure.
    pub figure: &'c Figure,
    /// The number that is printed; of per cent the hundredth part.
    pub value: Decimal,
    /// How it is shown, such as `#,##0.00`.
    pub format: String,
    /// Places that are zeros and do not print.
    idle: u32,
}

impl CellNumber<'_> {
    /// Its digits, with those places that print.
    pub fn digits(&self) -> String {
        let mut value = self.value;
        value.rescale(value.scale() - self.idle);
        value.to_string()
    }
}

/// The number of a cell that prints one figure and nothing but signs around it.
pub(super) fn of(cell: &Cell) -> Option<CellNumber<'_>> {
    let at = cell.text.runs.iter().position(|run| run.figure.is_some())?;
    let (before, run, behind) = (&cell.text.runs[..at], &cell.text.runs[at], &cell.text.runs[at + 1..]);
    let bare = before.iter().chain(behind).all(|run| run.text.is_empty());
    if behind.iter().any(|run| run.figure.is_some()) || !bare && cell.kind != CellKind::Number {
        return None;
    }
    let figure = run.figure.as_ref()?;
    let shape = Shape::read(&run.text, figure)?;
    let words = |runs: &[crate::document::Run]| runs.iter().map(|run| run.text.as_str()).collect::<String>();
    let (value, format) = shape.format(figure, &words(before), &words(behind))?;
    Some(CellNumber { figure, value, format, idle: figure.printed.scale() - shape.places })
}

/// What is printed around and between the digits of a number.
struct Shape<'t> {
    before: &'t str,
    behind: &'t str,
    grouped: bool,
    /// The decimal places that are printed.
    places: u32,
}

impl<'t> Shape<'t> {
    /// None where the digits of the text are not those of the figure.
    fn read(text: &'t str, figure: &Figure) -> Option<Shape<'t>> {
        let digit = |c: char| c.is_ascii_digit();
        let (start, end) = (text.find(digit)?, text.rfind(digit)? + 1);
        let core = &text[start..end];
        let digits = |text: &str| text.chars().filter(|c| digit(*c)).collect::<String>();
        // zeros at the end may be left out
        let least = figure.printed.normalize().scale();
        let printed = (least..=figure.printed.scale()).rev().map(|places| {
            let mut printed = figure.printed.abs();
            printed.rescale(places);
            (places, printed.to_string())
        });
        let (places, printed) = printed.into_iter().find(|(_, printed)| digits(core) == digits(printed))?;
        let grouped = core.chars().count() > printed.chars().count();
        Some(Shape { before: &text[..start], behind: &text[end..], grouped, places })
    }

    fn format(&self, figure: &Figure, words_before: &str, words_behind: &str) -> Option<(Decimal, String)> {
        let printed = figure.printed;
        let share = figure.unit == "%" && self.behind.trim_start().starts_with('%');
        let value = if share { printed.checked_mul(Decimal::new(1, 2))? } else { printed };
        let mut core = if self.grouped { "#,##0".to_owned() } else { "0".to_owned() };
        if self.places > 0 {
            core.push('.');
            core.extend((0..self.places).map(|_| '0'));
        }
        let whole = |before: &str, behind: &str| {
            let behind = if share { behind.replacen('%', "", 1) } else { behind.to_owned() };
            let sign = if share { "%" } else { "" };
            format!("{}{core}{sign}{}", quoted(&format!("{words_before}{before}")), quoted(&(behind + words_behind)))
        };
        let negative = printed.is_sign_negative() && !printed.is_zero();
        let usual = |text: &'t str| text.trim_matches(['(', ')', '（', '）']);
        let format = match self.before.strip_prefix('-').filter(|_| negative) {
            // a spreadsheet puts the minus before it all by itself
            Some(before) if words_before.is_empty() => whole(before, self.behind),
            _ if negative => {
                let before = self.before.strip_prefix('-').unwrap_or(self.before);
                format!("{};{}", whole(usual(before), usual(self.behind)), whole(self.before, self.behind))
            }
            _ => whole(self.before, self.behind),
        };
        (format.len() <= LONGEST).then_some((value, format))
    }
}

/// Words in a number format.
fn quoted(words: &str) -> String {
    let parts = words.split('"').map(|part| if part.is_empty() { String::new() } else { format!("\"{part}\"") });
    parts.collect::<Vec<_>>().join("\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::exact;
    use crate::document::sample;

    fn shown(text: &str, printed: &str, unit: &str) -> Option<(String, String)> {
        let mut cell = sample::cell("", CellKind::Number, 1, 1);
        let mut run = sample::run(text);
        if let Some(figure) = &mut run.figure {
            figure.printed = exact::parse(printed).unwrap();
            figure.unit = unit.to_owned();
        }
        cell.text.runs = vec![run];
        of(&cell).map(|number| (number.digits(), number.format))
    }

    #[test]
    fn a_number_is_shown_as_it_is_printed() {
        let cases = [
            ("1,234.50", "1234.50", "t", "1234.50", "#,##0.00"),
            ("1234.50", "1234.50", "t", "1234.50", "0.00"),
            ("0.50", "0.50", "t", "0.50", "0.00"),
            ("12", "12", "posts", "12", "0"),
            ("26.4%", "26.4", "%", "0.264", "0.0%"),
            ("26.4 percent", "26.4", "%", "26.4", "0.0\" percent\""),
            ("$1,234", "1234", "dollars", "1234", "\"$\"#,##0"),
            ("(1,234.00)", "-1234.00", "dollars", "-1234.00", "#,##0.00;\"(\"#,##0.00\")\""),
            ("-$1,234", "-1234", "dollars", "-1234", "\"$\"#,##0"),
            ("-0.5%", "-0.5", "%", "-0.005", "0.0%"),
            ("1.234,50 €", "1234.50", "euros", "1234.50", "#,##0.00\" €\""),
            ("100%", "100.00", "%", "1.00", "0%"),
            ("1.5", "1.50", "t", "1.5", "0.0"),
            ("5\"", "5", "inches", "5", "0\\\""),
        ];
        for (text, printed, unit, value, format) in cases {
            assert_eq!(shown(text, printed, unit), Some((value.to_owned(), format.to_owned())), "{text}");
        }
    }

    #[test]
    fn words_with_other_digits_are_no_number() {
        assert_eq!(shown("十二", "12", "posts"), None);
        assert_eq!(shown("2024-12", "12", "posts"), None);
    }
}
