//! A report with all that was found out about it.

use std::path::PathBuf;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Files, PictureFile, Project, StyleLines};
use crate::base::{Date, Diagnostic, FileId, Severity, Sources, Span};
use crate::check::{self, Identity, Verdict};
use crate::document::Document;
use crate::eval::Evaluator;
use crate::lint;
use crate::model::{Level, Report, SetLevel};
use crate::syntax::Tree;

/// A report, checked and composed.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Its files with their texts, the report itself first.
    pub sources: Sources,
    /// Where each lies, from the root of the file system; those of the library that the program carries, below that.
    pub places: Vec<PathBuf>,
    /// Their trees, by file.
    pub trees: Vec<Tree>,
    /// By file: the number of its space. A module that several reports use is read for each.
    pub spaces: Vec<usize>,
    /// Where a file is named, and which one.
    pub links: Vec<(Span, FileId)>,
    /// What was found, by place.
    pub problems: Vec<Diagnostic>,
    /// Every identity that was tried.
    pub identities: Vec<Identity>,
    /// The checks whose guard holds nowhere, by their numbers in the report.
    pub idle: Vec<usize>,
    /// What looked wrong and the report stands by.
    pub lints: Vec<lint::AcceptedFinding>,
    /// What its files declare.
    pub report: Arc<Report>,
    /// The document; of no use where there are errors.
    pub document: Document,
    /// Every file that was read for it, its style and pictures too; empty where nobody kept them.
    pub read: Vec<PathBuf>,
    /// The text of the style that lays its pages out: that of the file which the document names and of those it imports.
    pub style: String,
    /// Where the lines of its style stand.
    pub style_lines: StyleLines,
    /// The project that it belongs to.
    pub project: Project,
    /// The files of its pictures.
    pub pictures: Vec<PictureFile>,
}

/// The counts of a closing line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Facts of the report and of what it uses, without those of former reports.
    pub facts: usize,
    /// Identities that were tried, whatever came of them.
    pub identities: usize,
    /// Those that hold, within what they allow.
    pub hold: usize,
    /// Deviations that the report stands by.
    pub accepted: usize,
    /// Findings of lints that the report stands by.
    pub accepted_lints: usize,
    /// Checks and lints that are switched off.
    pub off: usize,
    /// Identities that could not be checked.
    pub unchecked: usize,
    /// Tables of which it is said what they print.
    pub expected: usize,
    /// Findings that keep the report from being published.
    pub errors: usize,
    /// Findings that do not.
    pub warnings: usize,
}

/// A checked report with its figures at hand: what more is asked of them is not evaluated again.
#[derive(Clone, Copy)]
pub struct Evaluated<'e, 'm> {
    /// The report as it was checked.
    pub checked: &'m Checked,
    /// Its figures, as far as they were asked for before.
    pub evaluator: &'e Evaluator<'m>,
    /// Whether that has composed its document.
    pub composed: bool,
}

/// What a check or a lint weighs that weighs less than where no level is set.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// It is not looked for.
    Off,
    /// A failing check is but a warning.
    Warn,
}

impl From<Level> for Weight {
    fn from(level: Level) -> Weight {
        if level == Level::Off { Weight::Off } else { Weight::Warn }
    }
}

impl Checked {
    /// Evaluates a report that was checked before, to ask more of it.
    pub fn evaluated<T>(&self, ask: impl FnOnce(&Evaluated<'_, '_>) -> T) -> T {
        ask(&Evaluated { checked: self, evaluator: &Evaluator::new(&self.report), composed: false })
    }

    /// Takes in further findings.
    pub fn add(&mut self, found: Vec<Diagnostic>) {
        self.problems.extend(found);
        in_order(&mut self.problems);
    }

    /// Counts what the closing line says.
    pub fn summary(&self) -> Summary {
        let count =
            |wanted: fn(&Verdict) -> bool| self.identities.iter().filter(|identity| wanted(&identity.verdict)).count();
        let weigh = |severity| self.problems.iter().filter(|problem| problem.severity == severity).count();
        Summary {
            facts: self.report.own_facts().count(),
            identities: self.identities.len(),
            hold: count(|verdict| *verdict == Verdict::Holds),
            accepted: count(|verdict| matches!(verdict, Verdict::Accepted(_))),
            accepted_lints: self.lints.len(),
            off: self.lowered_levels().filter(|set| set.level == Level::Off).count(),
            unchecked: count(|verdict| *verdict == Verdict::Unchecked),
            expected: self.report.expects.len(),
            errors: weigh(Severity::Error),
            warnings: weigh(Severity::Warning),
        }
    }

    /// The checks and lints that are switched off, or weigh less than where no level is set.
    pub fn lowered_levels(&self) -> impl Iterator<Item = &SetLevel> {
        self.report.levels.iter().filter(|set| set.is_lowered())
    }

    /// Lets what is accepted until a day that has passed be accepted no longer, and says so.
    pub(super) fn expire(&mut self, files: &dyn Files) {
        if accepts_until(&self.report) {
            let day = self.document.date.unwrap_or_else(|| files.today());
            self.problems.extend(check::expired(&self.report, day, self.document.date.is_some()));
            lapse(&mut self.identities, &mut self.lints, day);
        }
    }

    /// Whether nothing stands against publishing it.
    pub fn is_sound(&self) -> bool {
        self.summary().errors == 0
    }
}

/// What was accepted until a day that has passed is accepted no longer.
fn lapse(identities: &mut [Identity], lints: &mut Vec<lint::AcceptedFinding>, day: Date) {
    for identity in identities {
        if matches!(&identity.verdict, Verdict::Accepted(grounds) if check::is_over(grounds, day)) {
            identity.verdict = Verdict::Fails;
            identity.accepted = None;
        }
    }
    lints.retain(|lint| !check::is_over(&lint.grounds, day));
}

/// Whether anything is accepted until a day: only then does it matter which day it is.
fn accepts_until(report: &Report) -> bool {
    report.accepts.iter().any(|accept| accept.grounds.until.is_some())
        || report.lint_accepts.iter().any(|accept| accept.grounds.until.is_some())
}

/// Problems by place, each once; errors before warnings at the same place.
pub(super) fn in_order(problems: &mut Vec<Diagnostic>) {
    problems.sort_by_key(|problem| (problem.primary.span, problem.severity, problem.code));
    problems.dedup_by(|a, b| (a.code, a.primary.span, &a.message) == (b.code, b.primary.span, &b.message));
}
