//! What a report says of lints: their levels, and the findings that it stands by.

use rustc_hash::FxHashMap;

use super::{AcceptedFinding, Finding, Outcome, codes};
use crate::base::{Code, Diagnostic, FileId, Severity, Span};
use crate::check::codes::UNUSED_ACCEPT;
use crate::lint::codes::FIXED_LEVEL;
use crate::model::codes::UNKNOWN_NAME;
use crate::model::{Level, Report};
use crate::say;
use crate::syntax::{UNWRITTEN, quoted};

/// Codes of lints begin so; all others are of errors.
const LINTS_BEGIN: &str = "B07";

/// The levels that are set for what is no lint.
pub(super) fn levels(report: &Report) -> Vec<Diagnostic> {
    let lints = report.levels.iter().filter(|set| set.check.is_none());
    lints.filter_map(|set| no_lint(&set.name, set.span)).collect()
}

/// What is to be said of a code that no lint has.
fn no_lint(code: &str, span: Span) -> Option<Diagnostic> {
    if codes().any(|lint| lint.number() == code) {
        return None;
    }
    if !code.starts_with(LINTS_BEGIN) {
        let message = say!(
            "{code} 不能放宽，也不能认可：只有提示（{LINTS_BEGIN}xx）和声明的检查可以",
            "{code} cannot be lowered nor accepted: only lints ({LINTS_BEGIN}xx) and declared checks can"
        );
        let note = say!(
            "检查不成立的，写检查的名称；别的错误只有改正",
            "for a check that fails write the check's name; any other error must be mended"
        );
        return Some(Diagnostic::new(FIXED_LEVEL, span, message).note(note));
    }
    let error = Diagnostic::new(UNKNOWN_NAME, span, say!("没有编号为 {code} 的提示", "there is no lint {code}"));
    let off = |other: &str| other.chars().zip(code.chars()).filter(|(a, b)| a != b).count();
    Some(match codes().map(Code::number).min_by_key(|other| off(other)) {
        Some(near) => error.note(say!("是不是 {near}？", "did you mean {near}?")),
        None => error,
    })
}

/// What a report says of lints, by code, and of their findings, by code and subject.
pub(super) struct Said<'m> {
    levels: FxHashMap<&'m str, Level>,
    /// The first acceptance, by its number.
    accepts: FxHashMap<(&'m str, String), usize>,
}

impl<'m> Said<'m> {
    pub(super) fn new(report: &'m Report) -> Said<'m> {
        let mut said = Said { levels: FxHashMap::default(), accepts: FxHashMap::default() };
        for set in report.levels.iter().filter(|set| set.check.is_none()) {
            said.levels.entry(&set.name).or_insert(set.level);
        }
        for (index, accept) in report.lint_accepts.iter().enumerate() {
            said.accepts.entry((&accept.code, on_one_line(&accept.subject))).or_insert(index);
        }
        said
    }

    /// The level that is set for a lint.
    pub(super) fn level(&self, code: &str) -> Option<Level> {
        self.levels.get(code).copied()
    }
}

/// Whether the report stands by findings about this.
pub(super) fn stands_by(report: &Report, code: Code, subject: &str) -> bool {
    report.lint_accepts.iter().any(|accept| accept.subject == subject && accept.code == code.number())
}

/// Puts a finding where it belongs: among what is accepted, or among the problems at its level.
pub(super) fn settle(report: &Report, said: &Said<'_>, finding: Finding, used: &mut [bool], outcome: &mut Outcome) {
    let Finding { subject, mut problem, .. } = finding;
    let code = problem.code;
    let set = said.level(code.number());
    let subject = on_one_line(&subject);
    if set == Some(Level::Off) {
        return;
    }
    if let Some(index) = said.accepts.get(&(code.number(), subject.clone())).copied() {
        used[index] = true;
        let accept = &report.lint_accepts[index];
        outcome.accepted.push(AcceptedFinding { subject, problem, span: accept.span, grounds: accept.grounds.clone() });
        return;
    }
    match set {
        Some(Level::Error) => problem.severity = Severity::Error,
        Some(Level::Warn) => problem.severity = Severity::Warning,
        Some(Level::Off) | None => {}
    }
    let accept = format!("accept {code} {} because \"{UNWRITTEN}\"", quoted(&subject));
    let way = say!("若确应如此，写 {accept}", "if it must be so, write `{accept}`");
    outcome.problems.push(problem.note(way).offer_lines(FileId(0), &accept));
}

/// A subject is written on one line.
fn on_one_line(subject: &str) -> String {
    subject.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The acceptances that are of no lint, and those that nothing needed.
pub(super) fn unused(report: &Report, said: &Said<'_>, used: &[bool], sound: bool, problems: &mut Vec<Diagnostic>) {
    for (accept, used) in report.lint_accepts.iter().zip(used) {
        let (code, subject) = (&accept.code, &accept.subject);
        if let Some(problem) = no_lint(code, accept.span) {
            problems.push(problem);
            continue;
        }
        let off = said.level(code) == Some(Level::Off);
        let message = match (off, used, sound) {
            (true, _, _) => say!("没有用到这条认可：{code} 设为不查", "nothing to accept: {code} is off"),
            (false, false, true) => say!(
                "没有用到这条认可：{code} 没有提到「{subject}」",
                "nothing to accept: {code} has no finding about `{subject}`"
            ),
            _ => continue,
        };
        let note = say!("删去这条 accept", "remove this `accept`");
        problems.push(Diagnostic::new(UNUSED_ACCEPT, accept.span, message).note(note));
    }
}
