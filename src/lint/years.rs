//! B0706: a year in the report's own words that is neither the report's nor the one before, a day in a row that lies
//! before the report's year, and a former report that is of the report's year or a later one.

use super::Lint;
use super::printed::{TextKind, Written, printed_texts};
use super::words::{Piece, is_own_file, prose};
use super::{Finding, LintContext};
use crate::base::pasted::{digit, is_blank};
use crate::base::{Diagnostic, Span};
use crate::codes;
use crate::eval::{Env, Value};
use crate::model::{FactValueKind, Param, Type};
use crate::say;

codes! {
    STALE_YEAR = "B0706", Warning, since "0.1.0": "文字里的年份不对", "A year in words is another";
}

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[[
        "a year in words that is neither the report's nor the one before, in a heading not the report's; a day in a row before \
         the report's year; a former report that is not of an earlier one",
        "the year",
    ]],
    of_former: false,
    run: check,
};

/// So many places that say one year outweigh the one that says the report's.
const SEVERAL: usize = 3;

/// So many of them are shown.
const SHOWN: usize = 3;

pub(super) fn check(context: &LintContext<'_, '_>, all: &mut Vec<Finding>) {
    let mut found = Vec::new();
    let report = context.evaluator.report;
    let value = |param| year_of(context, param);
    let former = |param: &Param| report.in_former(param.span);
    let Some((param, year)) =
        report.params.iter().filter(|param| !former(param)).find_map(|param| Some((param, value(param)?)))
    else {
        return;
    };
    all.extend(not_former(context, param, year));
    // those of former reports are known too
    let known: Vec<u32> =
        report.params.iter().filter_map(value).flat_map(|year| [year, year.saturating_sub(1)]).collect();
    for said in prose(context) {
        let Piece::Words(span) = said.piece else { continue };
        let words = context.sources.slice(span);
        // what is published when the year is over says so by a day of the next
        let published = |at: usize, other: u32| other == year + 1 && is_day(&words[at + 4..]);
        let stale = years(words).into_iter().filter(|(at, other)| !known.contains(other) && !published(*at, *other));
        found.extend(stale.map(|(at, other)| stale_year(span, at, other, year, &param.name)));
    }
    let texts = report.facts.iter().flat_map(|fact| fact.values.iter().flatten());
    for value in texts.filter(|value| is_own_file(context, value.span.file)) {
        let FactValueKind::Text(_) = value.kind else { continue };
        let words = context.sources.slice(value.span);
        let past = years(words).into_iter().filter(|(at, other)| *other < year && is_day(&words[at + 4..]));
        found.extend(past.map(|(at, other)| past_day(value.span, at, other, year)));
    }
    all.extend(one_other(context, param, year, &found).map_or(found, |only| vec![only]));
    headings(context, &param.name, year, all);
}

/// Headings and titles that are typed with the year before: what is under them is mostly this year's.
fn headings(context: &LintContext<'_, '_>, name: &str, year: u32, found: &mut Vec<Finding>) {
    let before = year.saturating_sub(1);
    let mut written = None;
    for text in printed_texts(context).iter().filter(|text| matches!(text.kind, TextKind::Heading | TextKind::Cover)) {
        let said = years(&text.text);
        let Some((at, _)) = said.iter().find(|(_, other)| *other == before) else { continue };
        // what compares two years names both
        if said.iter().any(|(_, other)| *other != before) {
            continue;
        }
        let written = written.get_or_insert_with(|| Written::new(context));
        let Some(place) = written.typed_among(&text.text, &(*at..at + 4), (0, 4)) else { continue };
        let message = say!(
            "标题里的 {before} 年是上一年，本报告是 {year} 年的",
            "the year {before} in this heading is the one before the report’s {year}"
        );
        let problem = Diagnostic::new(STALE_YEAR, place, message).note(say!(
            "是以前的标题没有改过来吗？本年写成 {{{name}}}；说的确是上一年，写成 {{{name} - 1}}",
            "left over from last year? Write {{{name}}} for this one; where it does speak of last year, {{{name} - 1}}"
        ));
        found.push(Finding::new(before.to_string(), problem));
    }
}

/// What is compared with a former report of its own year is compared with itself.
fn not_former(context: &LintContext<'_, '_>, param: &Param, year: u32) -> Option<Finding> {
    let report = context.evaluator.report;
    let value = param.value.as_ref().filter(|value| is_own_file(context, value.span.file))?;
    // it has the name of its report before its own
    let own = |other: &Param| other.name.rsplit_once('.').is_some_and(|(_, own)| own == param.name);
    let namesakes = report.params.iter().filter(|other| report.in_former(other.span) && own(other));
    let (former, other) =
        namesakes.filter_map(|former| Some((former, year_of(context, former)?))).max_by_key(|it| it.1)?;
    if other < year {
        return None;
    }
    let message = say!(
        "本报告是 {year} 年的，它引用的以前的报告却是 {other} 年的",
        "the report is of {year}, and a former report that it uses is of {other}"
    );
    let problem = Diagnostic::new(STALE_YEAR, value.span, message);
    let place = former.value.as_ref().map_or(former.span, |value| value.span);
    let problem = problem.related(place, say!("以前的报告的年度", "the year of the former report")).note(say!(
        "看看错的是哪一个：年度写错的，改正它；引用错了的，改成上一年的报告",
        "see which is wrong: mend the year, or use the report of the year before"
    ));
    Some(Finding::new(other.to_string(), problem))
}

/// Where the words say one other year in several places and nowhere the report's, its own may be what is wrong.
fn one_other(context: &LintContext<'_, '_>, param: &Param, year: u32, found: &[Finding]) -> Option<Finding> {
    let value = param.value.as_ref().filter(|value| is_own_file(context, value.span.file))?;
    let (first, others) = found.split_first().filter(|(_, others)| others.len() + 1 >= SEVERAL)?;
    let same = others.iter().all(|other| other.subject == first.subject);
    let said = year.to_string();
    let texts = context.evaluator.report.facts.iter().flat_map(|fact| fact.values.iter().flatten());
    let words = prose(context).into_iter().filter_map(|said| match said.piece {
        Piece::Words(span) => Some(span),
        Piece::Constant(_) => None,
    });
    if !same || words.chain(texts.map(|value| value.span)).any(|span| context.sources.slice(span).contains(&said)) {
        return None;
    }
    let (other, count) = (&first.subject, found.len());
    let message = say!(
        "本报告是 {year} 年的，而文字里的年份都是 {other} 年（{count} 处）",
        "the report is of {year}, and all years in its words are {other} ({count})"
    );
    let places = found.iter().map(|finding| finding.problem.primary.span).take(SHOWN);
    let problem = Diagnostic::new(STALE_YEAR, value.span, message);
    let problem = places.fold(problem, |problem, span| problem.related(span, say!("{other} 年", "{other}")));
    let name = &param.name;
    let problem = problem.note(say!(
        "看看错的是哪一个：年度写错的，改正它；文字没有改过来的，本年写成 {{{name}}}",
        "see which is wrong: mend the report’s year, or write {{{name}}} in words left over from another"
    ));
    Some(Finding::new(other, problem))
}

/// The year that a parameter is set to.
fn year_of<'m>(context: &LintContext<'_, 'm>, param: &'m Param) -> Option<u32> {
    let value = param.value.as_ref().filter(|_| param.ty == Type::Year)?;
    match context.evaluator.quietly(|| context.evaluator.eval(value, &Env::default())) {
        Value::Number(year) => year.to_string().parse().ok(),
        _ => None,
    }
}

fn place(span: Span, at: usize) -> Span {
    let start = span.start + at as u32;
    Span { start, end: start + 4, ..span }
}

fn stale_year(span: Span, at: usize, other: u32, year: u32, name: &str) -> Finding {
    let message = say!(
        "文字里的 {other} 年既不是本报告的 {year} 年，也不是它的上一年",
        "{other} in the words is neither the report’s year {year} nor the one before"
    );
    let problem = Diagnostic::new(STALE_YEAR, place(span, at), message).note(say!(
        "是以前的文字没有改过来吗？本年写成 {{{name}}}，上一年写成 {{{name} - 1}}",
        "words left over from another year? Write {{{name}}} for this one, {{{name} - 1}} for the one before"
    ));
    Finding::new(other.to_string(), problem)
}

/// A day in the text of a row says until when something is to be done, or since when it is.
fn past_day(span: Span, at: usize, other: u32, year: u32) -> Finding {
    let message = say!(
        "这一行的期限在 {other} 年，早于本报告的 {year} 年",
        "the date in this row is of {other}, before the report’s year {year}"
    );
    let problem = Diagnostic::new(STALE_YEAR, place(span, at), message).note(say!(
        "期限没有改过来的，改正它；说的确是以前的事，认可它",
        "a date left over from another year is to be mended; accept it where it does speak of the past"
    ));
    Finding::new(other.to_string(), problem)
}

/// Whether what follows a year makes a day, a month or the end of it.
fn is_day(behind: &str) -> bool {
    let behind = behind.trim_start_matches(is_blank);
    match behind.strip_prefix('年') {
        Some(rest) => {
            let rest = rest.trim_start_matches(is_blank);
            let month = rest.trim_start_matches(|c: char| digit(c).is_some()).trim_start_matches(is_blank);
            month.len() < rest.len() && month.starts_with('月')
                || ["底", "末", "年底", "年末", "上半年", "第一季度", "第二季度", "第三季度", "第四季度"]
                    .iter()
                    .any(|word| rest.starts_with(word))
        }
        None => {
            let mut parts = behind.splitn(4, ['-', '/', '.']);
            parts.next() == Some("")
                && parts.next().is_some_and(|month| {
                    (1..=2).contains(&month.len()) && month.bytes().all(|byte| byte.is_ascii_digit())
                })
        }
    }
}

/// Where years of this century stand: `2019年`, or four digits by themselves; not in a number, code, or the number of a
/// document.
fn years(words: &str) -> Vec<(usize, u32)> {
    let year = |at: usize| {
        let rest = &words[at..];
        let four = rest.get(..4).filter(|four| four.bytes().all(|byte| byte.is_ascii_digit()))?;
        let behind = rest.get(4..)?;
        let before = words[..at].chars().next_back();
        let next = behind.chars().next();
        let day = is_day(behind);
        let apart = next.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '%' | '％' | ']' | '〕' | '］' | '】'))
            && !(behind.starts_with(['.', ',']) && behind[1..].starts_with(|c: char| c.is_ascii_digit()));
        let begins =
            before.is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '$' | '[' | '〔' | '［' | '【'));
        let named = next == Some('年') || day;
        (begins && !numbered(behind) && (named || apart && before != Some('-'))).then(|| four.parse().ok())?
    };
    words.match_indices("20").filter_map(|(at, _)| Some((at, year(at)?))).collect()
}

/// Whether what follows a year is the number of a document: `（2019）3号`, `2019年第3号`.
fn numbered(behind: &str) -> bool {
    let rest = behind.trim_start_matches([')', '）', '-', '年']);
    let rest = rest.strip_prefix('第').unwrap_or(rest);
    let digits = rest.trim_start_matches(|c: char| digit(c).is_some());
    rest.len() < behind.len() && digits.len() < rest.len() && digits.starts_with('号')
}

#[cfg(test)]
mod tests {
    use super::{is_day, years};

    #[test]
    fn years_are_told_from_other_numbers() {
        let found = |words: &str| years(words).into_iter().map(|at| at.1.to_string()).collect::<Vec<_>>();
        assert_eq!(found("2019年和2020—2021年，in 2022, (2023)"), ["2019", "2020", "2021", "2022", "2023"]);
        assert_eq!(found("2019年3月5日，2019-03-05"), ["2019", "2019"]);
        assert!(found("川财〔2019〕3号，（2019）第3号，【2019】3号，2019年第3号").is_empty());
        assert!(found("2019人，20190元，$2,019，文[2019]3号，208-2019，12019年，2019.5，2019%").is_empty());
    }

    #[test]
    fn a_day_is_told_from_a_year() {
        for day in ["年12月底前", "年 3 月 5 日", "年底", "-03-05", "/3/5", ".12.31"] {
            assert!(is_day(day), "{day}");
        }
        for year in ["年", "年度", "年第3号", "年12个", "", "—2021年", "-3号"] {
            assert!(!is_day(year), "{year}");
        }
    }
}
