//! Numbers in words, and the numbers that a document prints.

use std::ops::Range;
use std::sync::Arc;

use crate::base::pasted::{digit, in_words, is_blank};
use crate::base::{Decimal, Span, exact};
use crate::document::{Block, Cell, Document, Figure, Prose};
use crate::model::{MeasureId, Report, UnitRef};

/// A number in words that reads as a figure.
pub(super) struct Written {
    /// Its bytes, its unit's too.
    pub range: Range<usize>,
    /// Those of the number alone.
    pub number: Range<usize>,
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
            let apart = if back.is_empty() { 0 } else { behind.len() - behind.trim_start_matches(is_blank).len() };
            let rest = behind[apart..].strip_prefix(back.as_str())?;
            let letters = |c: char| c.is_ascii_alphabetic();
            let cut = back.ends_with(letters) && rest.starts_with(letters);
            (!cut && before.ends_with(front.as_str())).then(|| (unit.clone(), front.len(), apart + back.len()))
        })
    }
}

/// The figures in words: numbers with a measure's unit, per cents, and numbers with decimals. Parts of dates, codes and
/// versions are none, nor is a number with another unit.
pub(super) fn figures(words: &str, units: &Units) -> Vec<Written> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = words[rest..].find(|c| digit(c).is_some()).map(|at| rest + at) {
        let (digits, length) = in_words(&words[start..]);
        let end = start + length;
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
            found.push(Written { range: start - front..end + back, number: start..end, digits, unit });
        } else if digits.trim_end_matches('0').chars().next_back().is_some_and(|last| last != '.')
            && digits.contains('.')
            && !counts(behind)
        {
            found.push(Written { range: start..end, number: start..end, digits, unit: UnitRef::Bare });
        }
    }
    found
}

/// Whether what stands behind a number says what it counts. Words of narrow letters stand apart from any number.
fn counts(behind: &str) -> bool {
    let word = behind.trim_start_matches(is_blank);
    word.starts_with(|c: char| c.is_alphabetic() && (!c.is_ascii() || word.len() == behind.len()))
}

/// A value of some unit in base units.
pub(super) fn in_base_units(report: &Report, number: Decimal, unit: &UnitRef) -> Option<Decimal> {
    match unit {
        UnitRef::Bare | UnitRef::Named(_) => Some(number),
        UnitRef::Percent => exact::mul(number, Decimal::new(1, 2)).ok(),
        UnitRef::Of(measure, unit) => exact::mul(number, report.measures[measure.ix()].units[*unit].factor).ok(),
    }
}

/// The unit that a figure's symbol says.
pub(super) fn unit_of_symbol(report: &Report, symbol: &str) -> UnitRef {
    match symbol {
        "" => UnitRef::Bare,
        "%" => UnitRef::Percent,
        symbol => {
            report.unit(symbol).map_or(UnitRef::Named(symbol.to_owned()), |(measure, unit)| UnitRef::Of(measure, unit))
        }
    }
}

/// Every figure that a document prints.
pub(super) fn each_printed<'d>(document: &'d Document, visit: &mut dyn FnMut(&'d Figure)) {
    each_prose(document, &mut |prose| prose.runs.iter().filter_map(|run| run.figure.as_ref()).for_each(&mut *visit));
}

/// Every text that a document prints.
pub(super) fn each_prose<'d>(document: &'d Document, visit: &mut dyn FnMut(&'d Prose)) {
    let mut prose = |prose: &'d Prose| prose.with_notes().for_each(&mut *visit);
    for block in &document.blocks {
        match block {
            Block::Cover(lines) => lines.iter().for_each(&mut prose),
            Block::Contents(text) | Block::Paragraph { text, .. } => prose(text),
            Block::Heading { text, listed, .. } => [text].into_iter().chain(listed).for_each(&mut prose),
            Block::Picture(picture) => [&picture.alt, &picture.title].into_iter().for_each(&mut prose),
            Block::Table(table) => {
                let around = [&table.title, &table.label, &table.left, &table.right].into_iter();
                around.chain(&table.listed).for_each(&mut prose);
                let cells = |cells: &'d Vec<Cell>| cells.iter().map(|cell| &cell.text);
                table.header.iter().flat_map(cells).for_each(&mut prose);
                table.body.iter().flat_map(|row| cells(&row.cells)).for_each(&mut prose);
                table.notes.iter().for_each(&mut prose);
            }
        }
    }
}

/// What is made of more amounts than this, in several lists, is no sum that anybody adds up again.
const MOST: usize = 4_096;

/// What a figure is a sum of, each counted once. A total that prints as it was published is none.
pub(super) fn plain_sum(figure: &Figure) -> Option<Arc<[Span]>> {
    figure.summed(MOST).filter(|spans| !spans.is_empty() && figure.stated.is_empty())
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
        assert_eq!(found("占78.91%，比上年多 3.5，少4.5"), ["78.91%", "3.5", "4.5"]);
        assert_eq!(found("达100％，共1,234.50"), ["100％", "1,234.50"]);
        assert_eq!(
            found("占17 %，又占１８　％，共1 234.5；grew by 3.5 in May"),
            ["17 %", "１８　％", "1 234.5", "3.5"]
        );
        // another unit
        assert!(found("水面2.5万亩，库房 2.5 公里，3.5倍，12.5km").is_empty());
        assert!(found("2024.03.05；第3条；v1.2；208-05-05；891号；2024年").is_empty());
    }
}
