//! What is allowed and yet looks wrong: one file for each lint, which says its finding at the level that it has by default.
//! A report sets the level of each and may stand by a finding; `settled` sees to that.

mod by_name;
pub mod codes;
mod disused;
mod emptied;
mod figures;
mod former;
mod given;
mod halves;
mod headings;
mod hole;
mod inconsistent_rounding;
mod literal;
mod moved;
mod naming;
mod numberless;
mod printed;
mod reach;
mod reckoned;
mod reference;
mod residue;
mod rounded;
mod rowless;
mod stops;
mod suppression;
mod uncatalogued;
mod unshown;
mod unused;
mod words;
mod years;

use std::collections::BTreeMap;

use crate::base::{Code, Diagnostic, FileId, Sources, Span};
use crate::check::Identity;
use crate::document::Document;
use crate::eval::Evaluator;
use crate::model::{FactId, Grounds, Level, Report};

/// What a lint may look at.
pub struct LintContext<'a, 'm> {
    /// The report and its figures.
    pub evaluator: &'a Evaluator<'m>,
    /// The texts of its files, for the words around a place.
    pub sources: &'a Sources,
    /// The document as it is composed.
    pub document: &'a Document,
    /// The identities as they were checked.
    pub identities: &'a [Identity],
    /// Whether nothing is wrong so far: elsewhere something may be left out because of an error.
    pub sound: bool,
}

/// The report itself: what it declares is for its own use; a file that others use may declare more than one of them needs.
const ENTRY: FileId = FileId(0);

/// Something that looks wrong.
#[derive(Debug)]
pub struct Finding {
    /// What it is about, in a word that the message quotes: a report names it to stand by the finding.
    pub subject: String,
    /// What is to be said.
    pub problem: Diagnostic,
    /// The facts that it speaks of: one fault is told once.
    facts: Vec<FactId>,
}

impl Finding {
    fn new(subject: impl Into<String>, problem: Diagnostic) -> Finding {
        Finding { subject: subject.into(), problem, facts: Vec::new() }
    }
}

/// A lint: what it finds, and the function that looks for it.
struct Lint {
    /// The codes of its findings.
    codes: &'static [Code],
    /// Of each code: what it finds, and what such a finding is about.
    finds: &'static [[&'static str; 2]],
    /// Whether it looks at former reports.
    of_former: bool,
    /// Adds its findings to those of the lints before it.
    run: for<'a, 'm> fn(&LintContext<'a, 'm>, &mut Vec<Finding>),
}

/// All lints; a new one is one more line, before those that are silent about what it has told.
const LINTS: &[Lint] = &[
    literal::LINT,
    rounded::LINT,
    naming::LINT,
    years::LINT,
    numberless::LINT,
    disused::LINT,
    uncatalogued::LINT,
    unused::LINT,
    emptied::LINT,
    rowless::LINT,
    moved::LINT,
    unshown::LINT,
    inconsistent_rounding::LINT,
    former::LINT,
    given::LINT,
    stops::LINT,
    halves::LINT,
    residue::LINT,
    headings::LINT,
];

/// The codes of all lints.
pub fn codes() -> impl Iterator<Item = Code> {
    LINTS.iter().flat_map(|lint| lint.codes).copied()
}

/// What each lint finds and what its findings are about, by code: the table of the reference.
pub fn table() -> BTreeMap<Code, [&'static str; 2]> {
    LINTS.iter().flat_map(|lint| lint.codes.iter().copied().zip(lint.finds.iter().copied())).collect()
}

/// The level that a report sets for a lint.
fn level(report: &Report, code: Code) -> Option<Level> {
    report.levels.iter().find(|set| set.check.is_none() && set.name == code.number()).map(|set| set.level)
}

/// A finding that the report stands by.
#[derive(Clone, Debug)]
pub struct AcceptedFinding {
    /// What the finding is about.
    pub subject: String,
    /// The finding as it would be told.
    pub problem: Diagnostic,
    /// Where the report stands by it.
    pub span: Span,
    /// Why, by whom and until when, as far as that is said.
    pub grounds: Grounds,
}

/// What the lints found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What is to be said, at the level that the report sets; and levels and acceptances that are of no lint or finding.
    pub problems: Vec<Diagnostic>,
    /// What the report stands by.
    pub accepted: Vec<AcceptedFinding>,
}

/// Looks for what looks wrong.
pub fn check(context: &LintContext<'_, '_>) -> Outcome {
    let report = context.evaluator.report;
    let mut outcome = Outcome { problems: suppression::levels(report), accepted: Vec::new() };
    let mut used = vec![false; report.lint_accepts.len()];
    let said = suppression::Said::new(report);
    let mut found = Vec::new();
    for lint in LINTS {
        if !lint.codes.iter().all(|code| said.level(code.number()) == Some(Level::Off)) {
            let before = found.len();
            (lint.run)(context, &mut found);
            // what a former report looks like is its own affair
            let own = |finding: &Finding| !report.in_former(finding.problem.primary.span);
            let kept: Vec<Finding> = found.drain(before..).filter(|one| lint.of_former || own(one)).collect();
            found.extend(kept);
        }
    }
    for finding in found {
        suppression::settle(report, &said, finding, &mut used, &mut outcome);
    }
    suppression::unused(report, &said, &used, context.sound, &mut outcome.problems);
    outcome
}
