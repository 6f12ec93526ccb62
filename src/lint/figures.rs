//! Numbers in words, and the numbers that a document prints.

use std::ops::Range;

use crate::base::{Decimal, exact};
use crate::document::{Block, Cell, Document, Figure, Prose};
use crate::model::{MeasureId, Report, UnitRef};

/// A number in words that reads as a figure.
pub(super) struct Written {
    /// Its bytes, its unit's too.
    pub range: Range<usize>,
    /// The digits, with a point where there is one.
    pub digits: String,
    /// Its unit; none for a number with decimals.
    pub unit: UnitRef,
}

/// The units of all measures, longest first, with the signs that stand before and behind their numbers.
pub(super) struct Units(Vec<(UnitRef, String, String)>);

impl Units {
    /// Those of a report.
    pub fn new(report: &Report) -> Units {
        let mut all =
            vec![(UnitRef::Percent, String::new(), "%".to_owned()), (UnitRef::Percent, String::new(), "％".to_owned())];
        for (measure, data) in report.measures.iter().enumerate() {
            for (index, unit) in data.units.iter().enumerate() {
                let id = UnitRef::Of(MeasureId(measure as u32), index);
                let example = unit.pattern.as_ref().map(|pattern| pattern.write(Decimal::ONE, true));
                let around = example.as_ref().and_then(|example| example.split_once('1'));
                if let Some((before, behind)) =
                    around.filter(|(before, behind)| !before.is_empty() || !behind.is_empty())
                {
                    all.push((id.clone(), before.to_owned(), behind.to_owned()));
                }
                all.push((id, String::new(), unit.symbol.clone()));
            }
        }
        all.sort_by_key(|(_, before, behind)| std::cmp::Reverse(before.len() + behind.len()));
        Units(all)
    }

    /// The unit around a number, and how far it reaches on both sides.
    fn around(&self, before: &str, behind: &str) -> Option<(UnitRef, usize, usize)> {
        self.0.iter().find_map(|(unit, front, back)| {
            let apart = usize::from(back.starts_with(|c: char| c.is_ascii_alphabetic()) && behind.starts_with(' '));
            let rest = behind[apart..].strip_prefix(back.as_str())?;
            let letters = |c: char| c.is_ascii_alphabetic();
            let cut = back.ends_with(letters) && rest.starts_with(letters);
            (!cut && before.ends_with(front.as_str())).then(|| (unit.clone(), front.len(), apart + back.len()))
        })
    }
}

/// The figures in words: numbers with a measure's unit, per cents, and numbers with decimals. Parts of dates, codes and
/// versions are none.
pub(super) fn figures(words: &str, units: &Units) -> Vec<Written> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = words[rest..].find(|c| digit(c).is_some()).map(|at| rest + at) {
        let (digits, end) = number(words, start);
        rest = end;
        let before = words[..start].chars().next_back();
        let behind = &words[end..];
        let mut next = behind.chars();
        let goes_on = matches!(next.next(), Some('.' | '-')) && next.next().is_some_and(|c| digit(c).is_some());
        if goes_on || before.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '.' | '-' | '_')) {
            // what follows belongs to the same code or date
            rest = end + behind.find(|c| digit(c).is_none() && !matches!(c, '.' | '-')).unwrap_or(behind.len());
            continue;
        }
        if let Some((unit, front, back)) = units.around(&words[..start], behind) {
            found.push(Written { range: start - front..end + back, digits, unit });
        } else if digits.trim_end_matches('0').chars().next_back().is_some_and(|last| last != '.')
            && digits.contains('.')
        {
            found.push(Written { range: start..end, digits, unit: UnitRef::Bare });
        }
    }
    found
}

fn digit(c: char) -> Option<u32> {
    c.to_digit(10).or_else(|| (c as u32).checked_sub('０' as u32).filter(|digit| *digit < 10))
}

/// The number that begins at a digit, without the signs that group it, and where it ends.
fn number(words: &str, start: usize) -> (String, usize) {
    let mut digits = String::new();
    let mut end = start;
    loop {
        let rest = &words[end..];
        let mut signs = rest.chars();
        match signs.next() {
            Some(c) if digit(c).is_some() => {
                digits.extend(digit(c).and_then(|digit| char::from_digit(digit, 10)));
                end += c.len_utf8();
            }
            Some('.') if !digits.contains('.') && signs.next().is_some_and(|c| digit(c).is_some()) => {
                digits.push('.');
                end += 1;
            }
            Some(',') if !digits.contains('.') && signs.clone().take_while(|c| digit(*c).is_some()).count() == 3 => {
                end += 1
            }
            _ => return (digits, end),
        }
    }
}

/// A value of some unit in base units.
pub(super) fn base(report: &Report, number: Decimal, unit: &UnitRef) -> Option<Decimal> {
    match unit {
        UnitRef::Bare | UnitRef::Named(_) => Some(number),
        UnitRef::Percent => exact::mul(number, Decimal::new(1, 2)).ok(),
        UnitRef::Of(measure, unit) => exact::mul(number, report.measures[measure.ix()].units[*unit].factor).ok(),
    }
}

/// Every figure that a document prints.
pub(super) fn each_printed<'d>(document: &'d Document, visit: &mut dyn FnMut(&'d Figure)) {
    let mut prose = |prose: &'d Prose| {
        for run in &prose.runs {
            run.figure.iter().for_each(&mut *visit);
        }
    };
    for block in &document.blocks {
        match block {
            Block::Cover(lines) => lines.iter().for_each(&mut prose),
            Block::Contents(text) | Block::Heading { text, .. } | Block::Paragraph { text, .. } => prose(text),
            Block::Picture(picture) => [&picture.alt, &picture.title].into_iter().for_each(&mut prose),
            Block::Table(table) => {
                [&table.title, &table.label, &table.left, &table.right].into_iter().for_each(&mut prose);
                let cells = |cells: &'d Vec<Cell>| cells.iter().map(|cell| &cell.text);
                table.header.iter().flat_map(cells).for_each(&mut prose);
                table.body.iter().flat_map(|row| cells(&row.cells)).for_each(&mut prose);
                table.notes.iter().for_each(&mut prose);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Units, figures};
    use crate::model::Report;

    #[test]
    fn figures_are_told_from_dates_codes_and_versions() {
        let found = |words: &str| -> Vec<String> {
            let units = Units::new(&Report::default());
            figures(words, &units).into_iter().map(|found| words[found.range].to_owned()).collect()
        };
        assert_eq!(found("占78.91%，比上年增长 3.5 倍"), ["78.91%", "3.5"]);
        assert_eq!(found("达100％，共1,234.50"), ["100％", "1,234.50"]);
        assert!(found("2024.03.05；第3条；v1.2；208-05-05；891号；2024年").is_empty());
    }
}
