//! Deviations that the report stands by.

use super::Outcome;
use crate::base::{Date, Diagnostic, Exact};
use crate::eval::Evaluator;
use crate::model::{Accept, Check, Level, MemberId, Narrow, Report};
use crate::say;

/// Whether an acceptance is of this instance of its check.
pub(super) fn matches(accept: &Accept, check: &Check, key: &[MemberId]) -> bool {
    accept.at.parts.len() == check.keys.len()
        && check.keys.iter().zip(key).all(|((dim, _), member)| {
            accept.at.parts.iter().any(|(own, narrow, _)| own == dim && *narrow == Narrow::Members(vec![*member]))
        })
}

/// Whether an acceptance of this check has been reported: it may be meant for what fails.
pub(super) fn torn(evaluator: &Evaluator<'_>, check: &Check) -> bool {
    let report = evaluator.report;
    report.accepts.iter().any(|accept| accept.torn && report.checks[accept.check].span == check.span)
}

/// Whether the deviation is the one that was accepted.
pub(super) fn pinned(accept: &Accept, numbers: Option<(Exact, Exact)>) -> bool {
    match (accept.by, numbers) {
        (None, None) => true,
        (Some((by, _)), Some((left, right))) => {
            left.minus(right).and_then(|gap| gap.compare(Exact::from(by))).is_ok_and(std::cmp::Ordering::is_eq)
        }
        _ => false,
    }
}

pub(super) fn changed(accept: &Accept, gap: Option<&str>) -> Diagnostic {
    let span = accept.by.map_or(accept.span, |(_, span)| span);
    let gap = gap.unwrap_or("");
    let message = match (accept.by, gap) {
        (_, "") => {
            say!("这个检查的两边不是数，不写差额", "the sides of this check are not numbers: no difference is written")
        }
        (Some(_), _) => say!("差额变了：现在是 {gap}", "the deviation has changed: it is {gap} now"),
        (None, _) => say!("要写明认可的差额：现在是 {gap}", "say which deviation is accepted: it is {gap} now"),
    };
    Diagnostic::error("B0304", span, message)
        .note(say!("查明原因，再写 by {gap}", "find out why, then write `by {gap}`"))
}

/// The acceptances that nothing needed.
pub(super) fn unused(evaluator: &Evaluator<'_>, used: &[bool], outcome: &mut Outcome) {
    for (accept, _) in evaluator.report.accepts.iter().zip(used).filter(|(accept, used)| !**used && !accept.torn) {
        let check = &evaluator.report.checks[accept.check];
        let name = &check.name;
        let message = if check.level == Level::Off {
            say!("没有用到这条认可：检查「{name}」设为不查", "nothing to accept: check `{name}` is off")
        } else {
            say!(
                "没有用到这条认可：检查「{name}」在此成立，或没有这一实例",
                "nothing to accept: check `{name}` holds here, or has no such instance"
            )
        };
        let error = Diagnostic::error("B0303", accept.span, message);
        outcome.problems.push(error.note(say!("删去这条 accept", "remove this `accept`")));
    }
}

/// The acceptances whose last day has passed.
pub fn expired(report: &Report, day: Date) -> Vec<Diagnostic> {
    let grounds = report.accepts.iter().map(|accept| &accept.grounds);
    let grounds = grounds.chain(report.lint_accepts.iter().map(|accept| &accept.grounds));
    let over = grounds.filter_map(|grounds| {
        let (until, span) = grounds.until.filter(|(until, _)| *until < day)?;
        let error = Diagnostic::error(
            "B0308",
            span,
            say!("这条认可到 {until} 为止，而今天已是 {day}", "this is accepted until {until}, and it is {day}"),
        );
        Some(match grounds.who.as_str() {
            "" => error,
            who => error.label(say!("责任人：{who}", "{who} answers for it")),
        })
    });
    over.map(|error| {
        error.note(say!(
            "办结了的，删去这条 accept；还须保留的，重新商定日期和理由",
            "remove the `accept` if the matter is settled; if it must stand, agree on a new day and reason"
        ))
    })
    .collect()
}
