//! B0716: a member of a former report that this one has no more, or under another name, and nobody says what became of it.

use std::collections::BTreeMap;

use super::Lint;
use super::{Finding, LintContext};
use crate::base::Diagnostic;
use crate::codes;
use crate::model::{MemberId, Report};
use crate::say;

codes! {
    MEMBER_GONE = "B0716", Warning, since "0.1.0": "以前的成员今年没有", "A former member that this report has not";
}

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[["a former report's code that this one has not, or under another name", "the code and name"]],
    of_former: true,
    run: check,
};

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    let report = context.evaluator.report;
    if report.former.files.is_empty() {
        return;
    }
    // the member, and the first fact that names it
    let mut named: BTreeMap<MemberId, usize> = BTreeMap::new();
    for (index, fact) in report.facts.iter().enumerate().filter(|(_, fact)| report.in_former(fact.span)) {
        for member in fact.members.iter().flatten() {
            named.entry(*member).or_insert(index);
        }
    }
    for (member, fact) in named {
        let problem = if report.is_former(member) { gone(report, member) } else { renamed(report, member) };
        if let Some(problem) = problem {
            let row = report.facts[fact].span;
            let problem = problem.related(row, say!("以前的报告里有这一笔", "the former report has this"));
            found.push(Finding::new(report.display(member), problem));
        }
    }
}

/// Projects end; a code that is in no list any more became another.
fn gone(report: &Report, member: MemberId) -> Option<Diagnostic> {
    if report.member(member).code.is_empty() {
        return None;
    }
    let (shown, dim) = (report.display(member), &report.dim(report.member(member).dim).name);
    let message = say!(
        "以前的报告里的「{shown}」今年没有，也没有写明由谁接替",
        "the former report has `{shown}`, this one has not, and nothing says what stands for it"
    );
    let way = say!(
        "写明由谁接替：successors {dim} {{ {shown} -> 编码 名称 }}",
        "say what stands for it: successors {dim} {{ {shown} -> CODE NAME }}"
    );
    Some(Diagnostic::new(MEMBER_GONE, report.member(member).span, message).note(way))
}

/// One code under two names may be two things.
fn renamed(report: &Report, member: MemberId) -> Option<Diagnostic> {
    let (former, span) = report.former.names.get(&member).filter(|_| !report.former.heirs.contains_key(&member))?;
    if report.former.gone.iter().any(|gone| gone.word == *former && report.is_renaming(member, former, &gone.heirs)) {
        return None;
    }
    let now = &report.member(member).name;
    let (shown, dim) = (report.display(member), &report.dim(report.member(member).dim).name);
    let code = report.code(member);
    let message = say!(
        "以前的报告把「{shown}」叫作「{former}」：同一个编码，两个名称",
        "the former report calls `{shown}` `{former}`: one code under two names"
    );
    let way = say!(
        "只是改了名称的，写明 successors {dim} {{ {code} {former} -> {code} {now} }}；不是同一个的，箭头后写接替它的编码和名称",
        "where only its name has changed, say so: successors {dim} {{ {code} {former} -> {code} {now} }}; where they are not the same, what stands for the former goes behind the arrow"
    );
    Some(Diagnostic::new(MEMBER_GONE, *span, message).note(way))
}
