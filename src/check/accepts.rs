//! Deviations that the report stands by.

use super::{Identity, Outcome};
use crate::base::{Date, Diagnostic, Exact, Severity};
use crate::eval::Evaluator;
use crate::model::{Accept, Check, Grounds, Level, MemberId, Narrow, Report};
use crate::say;

/// Whether an acceptance is of this instance of its check.
pub(super) fn matches(accept: &Accept, check: &Check, key: &[MemberId]) -> bool {
    accept.at.parts.len() == check.keys.len()
        && check.keys.iter().zip(key).all(|((dim, _), member)| {
            accept.at.parts.iter().any(|(own, narrow, _)| own == dim && *narrow == Narrow::Members([*member].into()))
        })
}

/// Whether an acceptance of this check has been reported: it may be meant for what fails.
pub(super) fn torn(evaluator: &Evaluator<'_>, check: &Check) -> bool {
    let report = evaluator.report;
    report.accepts.iter().any(|accept| accept.torn && report.checks[accept.check].span == check.span)
}

/// Whether the deviation is the one that was accepted.
pub(super) fn pinned(accept: &Accept, numbers: Option<(&Exact, &Exact)>) -> bool {
    match (accept.by, numbers) {
        (None, None) => true,
        (Some((by, _)), Some((left, right))) => left.minus(right) == Ok(Exact::from(by)),
        _ => false,
    }
}

/// What an acceptance says of a deviation that is another, `gap` in words.
pub(super) fn changed(accept: &Accept, numbers: Option<(&Exact, &Exact)>, gap: Option<&str>) -> Diagnostic {
    let turned = numbers.map(|(left, right)| (right, left));
    let span = accept.by.map_or(accept.span, |(_, span)| span);
    let gap = gap.unwrap_or("");
    let message = match (accept.by, gap) {
        (_, "") => {
            say!("这个检查的两边不是数，不写差额", "the sides of this check are not numbers: no difference is written")
        }
        (Some(_), _) if pinned(accept, turned) => {
            let message =
                say!("正负号反了：左边减右边是 {gap}", "the sign is the other way round: left minus right is {gap}");
            return Diagnostic::error("B0304", span, message).note(say!("写成 by {gap}", "write `by {gap}`"));
        }
        (Some(_), _) => say!("差额变了：现在是 {gap}", "the deviation has changed: it is {gap} now"),
        (None, _) => say!("要写明认可的差额：现在是 {gap}", "say which deviation is accepted: it is {gap} now"),
    };
    Diagnostic::error("B0304", span, message)
        .note(say!("查明原因，再写 by {gap}", "find out why, then write `by {gap}`"))
}

/// The acceptances that nothing needed. While other identities fail, one that holds may do so because of the same error.
pub(super) fn unused(evaluator: &Evaluator<'_>, used: &[bool], outcome: &mut Outcome) {
    let report = evaluator.report;
    let fails = |identity: &Identity| identity.finding.as_ref().is_some_and(|found| found.severity == Severity::Error);
    let broken = outcome.identities.iter().any(fails);
    for (accept, _) in report.accepts.iter().zip(used).filter(|(accept, used)| !**used && !accept.torn) {
        let check = &report.checks[accept.check];
        let name = &check.name;
        let message = if check.level == Level::Off {
            say!("没有用到这条认可：检查「{name}」设为不查", "nothing to accept: check `{name}` is off")
        } else if broken {
            continue;
        } else {
            say!("没有用到这条认可：检查「{name}」在此成立", "nothing to accept: check `{name}` holds here")
        };
        let error = Diagnostic::error("B0303", accept.span, message);
        outcome.problems.push(error.note(say!("删去这条 accept", "remove this `accept`")));
    }
}

/// An instance that fails: its members, and both sides where they are numbers.
pub(super) type Failing = (Vec<MemberId>, Option<(Exact, Exact)>);

/// The acceptances of instances that there are not. One is perhaps meant for an instance that fails: by the same
/// difference, else by members that are written nearly so. That instance, by its number in `failing`, is not reported again.
pub(super) fn astray(evaluator: &Evaluator<'_>, accept: &Accept, failing: &[Failing]) -> (Option<usize>, Diagnostic) {
    let report = evaluator.report;
    let name = &report.checks[accept.check].name;
    let written =
        |members: &[MemberId]| members.iter().map(|member| report.reference(*member)).collect::<Vec<_>>().join(", ");
    let own = accept.at.parts.iter().filter_map(|(_, narrow, _)| match narrow {
        Narrow::Members(members) => members.first().copied(),
        Narrow::Any | Narrow::Free => None,
    });
    let own = written(&own.collect::<Vec<_>>());
    let near = |(members, numbers): &Failing| {
        let same = accept.by.is_some() && pinned(accept, numbers.as_ref().map(|(left, right)| (left, right)));
        let score = strsim::normalized_damerau_levenshtein(&own, &written(members));
        (same || score >= 0.5).then_some((same, score))
    };
    let meant = failing.iter().enumerate().filter_map(|(index, failing)| Some((near(failing)?, index)));
    let meant = meant.max_by(|(a, _), (b, _)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))).map(|(_, index)| index);
    let message = if own.is_empty() {
        say!(
            "检查「{name}」分实例，没有写认可的是哪一个",
            "check `{name}` has instances: it is not said which is accepted"
        )
    } else {
        say!("检查「{name}」没有「{own}」这一实例", "check `{name}` has no instance [{own}]")
    };
    let error = Diagnostic::error("B0303", accept.span, message);
    let error = match meant.and_then(|index| failing.get(index)) {
        Some((members, _)) => {
            let near = written(members);
            error.note(say!("是不是 {name}[{near}]？它不成立", "did you mean {name}[{near}]? It fails"))
        }
        None => error.note(say!(
            "改正方括号里的成员，或删去这条 accept",
            "mend the members in brackets, or remove this `accept`"
        )),
    };
    (meant, error)
}

/// Whether the last day of an acceptance has passed.
pub fn is_over(grounds: &Grounds, day: Date) -> bool {
    grounds.until.is_some_and(|(until, _)| until < day)
}

/// The acceptances whose last day has passed by the `dated` document's own day, or by today.
pub fn expired(report: &Report, day: Date, dated: bool) -> Vec<Diagnostic> {
    let now = if dated {
        say!("而文档的日期是 {day}", "and the document's date is {day}")
    } else {
        say!("而今天已是 {day}", "and today is {day}")
    };
    let (now, now_en) = (&now.zh, &now.en);
    let grounds = report.accepts.iter().map(|accept| &accept.grounds);
    let grounds = grounds.chain(report.lint_accepts.iter().map(|accept| &accept.grounds));
    let over = grounds.filter_map(|grounds| {
        let (until, span) = grounds.until.filter(|_| is_over(grounds, day))?;
        let error = Diagnostic::error(
            "B0308",
            span,
            say!("这条认可到 {until} 为止，{now}", "this is accepted until {until}, {now_en}"),
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
