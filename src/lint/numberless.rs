//! B0707: a unit in words without its number: a figure that was forgotten, or one that prints its unit already.

use super::Lint;
use super::figures::each_prose;
use super::words::{Piece, Root, prose};
use super::{Finding, LintContext};
use crate::base::pasted::is_blank;
use crate::base::{Diagnostic, Span};
use crate::codes;
use crate::document::Run;
use crate::say;

codes! {
    UNIT_WITHOUT_NUMBER = "B0707", Warning, since "0.1.0": "有单位没有数", "A unit without its number";
}

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[[
        "a unit in words without its number, or behind a figure that prints its own",
        "the unit with the word before it",
    ]],
    of_former: false,
    run: check,
};

/// Words that are numbers, or stand for one.
const NUMBERS: &str = "〇零一二三四五六七八九十百千万亿两几数多余半来";

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    let measures = context.evaluator.report.measures.iter().flat_map(|measure| &measure.units);
    // a word of narrow letters is a word of its own elsewhere
    let symbols = measures.map(|unit| unit.symbol.as_str()).filter(|symbol| !symbol.is_ascii());
    let mut units: Vec<&str> = symbols.chain(["%", "％"]).collect();
    units.sort_by_key(|unit| std::cmp::Reverse(unit.len()));
    units.dedup();
    for said in prose(context) {
        let Piece::Words(span) = said.piece else { continue };
        // a title says in which unit its numbers are
        if said.root == Root::Form {
            continue;
        }
        let words = context.sources.slice(span);
        for (start, end) in numberless(words, &units) {
            let subject = words[start..end].to_owned();
            let unit = units.iter().find(|unit| subject.ends_with(**unit)).copied().unwrap_or_default();
            let place = Span { start: span.start + start as u32, end: span.start + end as u32, ..span };
            let message =
                say!("文字里的「{subject}」没有数，只有单位", "`{subject}` in the words has a unit and no number");
            let problem = Diagnostic::new(UNIT_WITHOUT_NUMBER, place, message).note(say!(
                "漏了数：在「{unit}」处用花括号引用那个数；没有这个数的，改写这一句",
                "a number is missing: quote it in braces where `{unit}` stands, or write the sentence otherwise"
            ));
            found.push(Finding::new(subject, problem));
        }
    }
    twice(context, &units, found);
}

/// Figures that print their unit, with another one behind it.
fn twice(context: &LintContext<'_, '_>, units: &[&str], found: &mut Vec<Finding>) {
    each_prose(context.document, &mut |prose| {
        for (index, pair) in prose.runs.windows(2).enumerate() {
            let [Run { text, figure: Some(figure), .. }, behind] = pair else { continue };
            let own = figure.unit.as_str();
            if behind.figure.is_some() || own.is_ascii() && own != "%" || own.is_empty() || !text.ends_with(own) {
                continue;
            }
            let Some(unit) = units.iter().find(|unit| behind.text.starts_with(**unit)) else { continue };
            // a longer word may begin with a unit
            if behind.text[unit.len()..].starts_with(char::is_alphanumeric) {
                continue;
            }
            let (subject, sentence) = (format!("{own}{unit}"), prose.sentence(index));
            let message = say!(
                "「{sentence}」：单位写了两次，花括号里的数已经带着「{own}」",
                "`{sentence}`: the unit stands there twice, for the hole prints `{own}` itself"
            );
            let problem = Diagnostic::new(UNIT_WITHOUT_NUMBER, figure.at, message).note(say!(
                "删去花括号后面的「{unit}」，或在花括号里写 bare",
                "remove `{unit}` behind the hole, or write `bare` in it"
            ));
            found.push(Finding::new(subject, problem));
        }
    });
}

/// Where a unit stands that no number is before, each with the letters before it.
fn numberless(words: &str, units: &[&str]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some((at, unit)) = next(words, rest, units) {
        rest = at + unit.len();
        let before = words[..at].trim_end_matches(is_blank);
        let apart = before.len() < at;
        let letter = before.chars().next_back().filter(|c| c.is_alphabetic() && !NUMBERS.contains(*c));
        let goes_on = words[rest..].chars().next().is_some_and(char::is_alphanumeric);
        // a unit of a measure is also a word: only where a blank holds the number's place
        let percent = matches!(unit, "%" | "％");
        if letter.is_some() && (percent || apart && !goes_on) {
            let letters = before.char_indices().rev().take_while(|(_, c)| c.is_alphabetic()).take(2);
            found.push((letters.last().map_or(at, |(at, _)| at), rest));
        }
    }
    found
}

/// The next unit in words, the longest of those that begin there.
fn next<'u>(words: &str, from: usize, units: &[&'u str]) -> Option<(usize, &'u str)> {
    let all = units.iter().filter_map(|unit| Some((words[from..].find(unit)? + from, *unit)));
    all.min_by_key(|(at, unit)| (*at, std::cmp::Reverse(unit.len())))
}

#[cfg(test)]
mod tests {
    use super::numberless;

    #[test]
    fn a_unit_without_its_number_is_told_from_one_that_is_named() {
        let found = |words: &str| {
            let all = numberless(words, &["千元", "元", "%"]);
            all.into_iter().map(|(start, end)| words[start..end].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("为 0 千元，占 %，比上年减少 千元，增长%。"), ["占 %", "减少 千元", "增长%"]);
        assert!(found("单位：千元。以千元为单位，占17 %，共 20 千元、二十 千元、数百千元，（%）").is_empty());
    }
}
