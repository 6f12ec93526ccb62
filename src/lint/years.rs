//! B0706: a year in the report's own words that is neither the report's nor the one before.

use super::words::{Piece, prose};
use super::{Finding, Scene};
use crate::base::{Diagnostic, Span};
use crate::eval::{Env, Value};
use crate::model::Type;
use crate::say;

pub(super) fn check(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let evaluator = scene.evaluator;
    let params = || evaluator.report.params.iter().filter(|param| param.ty == Type::Year && param.value.is_some());
    let set = params().filter_map(|param| param.value.as_ref());
    let values = evaluator.quietly(|| set.map(|value| evaluator.eval(value, &Env::default())).collect::<Vec<_>>());
    let own: Vec<String> = values
        .into_iter()
        .filter_map(|value| match value {
            Value::Number(year) => Some(year.to_string()),
            _ => None,
        })
        .collect();
    let (Some(year), Some(param)) = (own.first(), params().next()) else { return };
    let name = &param.name;
    let known: Vec<String> = own
        .iter()
        .filter_map(|year| year.parse::<u32>().ok())
        .flat_map(|year| [year, year.saturating_sub(1)])
        .map(|year| year.to_string())
        .collect();
    for said in prose(scene) {
        let Piece::Words(span) = said.piece else { continue };
        let words = scene.sources.slice(span);
        for start in years(words) {
            let other = &words[start..start + 4];
            if known.iter().any(|year| year == other) {
                continue;
            }
            let start = span.start + start as u32;
            let place = Span { start, end: start + 4, ..span };
            let message = say!(
                "文字里的 {other} 年既不是本报告的 {year} 年，也不是它的上一年",
                "{other} in the words is neither the report’s year {year} nor the one before"
            );
            let problem = Diagnostic::warning("B0706", place, message).note(say!(
                "是以前的文字没有改过来吗？本年写成 {{{name}}}，上一年写成 {{{name} - 1}}",
                "words left over from another year? Write {{{name}}} for this one, {{{name} - 1}} for the one before"
            ));
            found.push(Finding::new(other, problem));
        }
    }
}

/// Where years of this century stand: `2019年`, or four digits by themselves; not in a number, code, or the brackets of
/// a document's number.
fn years(words: &str) -> Vec<usize> {
    let year = |at: &usize| {
        let rest = &words[*at..];
        let four = rest.get(..4).is_some_and(|four| four.bytes().all(|byte| byte.is_ascii_digit()));
        let (before, behind) =
            (words[..*at].chars().next_back(), rest.get(4..).and_then(|behind| behind.chars().next()));
        let named = behind == Some('年');
        let apart = behind.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '%' | '％' | ']' | '〕' | '］'))
            && !rest.get(4..).is_some_and(|behind| {
                behind.starts_with(['.', ',']) && behind[1..].starts_with(|c: char| c.is_ascii_digit())
            });
        let begins = before.is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '$' | '[' | '〔' | '［'));
        four && begins && (named || apart && before != Some('-'))
    };
    words.match_indices("20").map(|(at, _)| at).filter(year).collect()
}

#[cfg(test)]
mod tests {
    use super::years;

    #[test]
    fn years_are_told_from_other_numbers() {
        let found = |words: &str| years(words).into_iter().map(|at| words[at..at + 4].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("2019年和2020—2021年，in 2022, (2023)"), ["2019", "2020", "2021", "2022", "2023"]);
        assert!(found("2019人，20190元，$2,019，文[2019]3号，208-2019，12019年，2019.5，2019%").is_empty());
    }
}
