//! The findings as JSON, for editors and gates.
//!
//! The types are the format: the schema in `docs/schema/` is generated from them, and their docstrings are its
//! descriptions.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::CheckRun;
use crate::base::json::{JsonNumber, schema_of};
use crate::base::{self, Diagnostic, Lang, Sources, Span};
use crate::check::{self, Identity, Verdict};
use crate::model;
use crate::project::{self, Checked, Weight};

/// Counted up when a reader of the old shape would misread the new one.
const VERSION: u32 = 1;

/// What was found, as indented JSON with a newline at its end.
pub fn emit(run: &CheckRun, lang: Lang) -> String {
    let report = |(file, checked): &'_ (String, Arc<Checked>)| JsonReport {
        file: file.clone(),
        summary: JsonSummary::from(checked.summary()),
        diagnostics: checked.problems.iter().map(|found| finding(found, &checked.sources, lang)).collect(),
        accepted: checked.identities.iter().filter_map(|identity| accepted(identity, checked)).collect(),
        lints: checked.lints.iter().map(|found| lint(found, checked)).collect(),
        levels: checked.lowered_levels().map(|set| level(set, checked)).collect(),
    };
    let unread =
        |(file, reason): &(String, base::Say)| JsonUnread { file: file.clone(), reason: reason.get(lang).into() };
    let file = File {
        version: VERSION,
        language: match lang {
            Lang::Zh => "zh",
            Lang::En => "en",
        },
        reports: run.reports.iter().map(report).collect(),
        unread: run.unread.iter().map(unread).collect(),
    };
    // Writing to memory cannot fail, and every key is a string.
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

/// The JSON Schema of what [`emit`] writes, indented, with a newline at its end.
pub fn schema() -> String {
    schema_of::<File>()
}

/// What one run of `budgetc check` found.
///
/// A key without a value is left out, but for lists: they may be empty.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Findings, version 1")]
struct File {
    /// The version of this format. It is counted up when a reader of the old one would misread the new one; keys may be
    /// added without that.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// The language of the messages: `zh` or `en`, as chosen by `--lang` or the locale.
    language: &'static str,
    /// Every report that was checked, in the order in which they were named.
    reports: Vec<JsonReport>,
    /// Reports that could not be read at all.
    unread: Vec<JsonUnread>,
}

/// A report and what was found in it and in the files that it uses.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Report")]
struct JsonReport {
    /// The report as it was named; `<stdin>` for standard input.
    file: String,
    /// Its counts.
    summary: JsonSummary,
    /// What was found, by place.
    diagnostics: Vec<Finding>,
    /// The deviations that the report stands by.
    accepted: Vec<Accepted>,
    /// The lints' findings that it stands by.
    lints: Vec<Lint>,
    /// The checks and lints that it, or a file that it uses, switches off or lets weigh less.
    levels: Vec<JsonLevel>,
}

/// A report that could not be read.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Unread")]
struct JsonUnread {
    /// The report as it was named.
    file: String,
    /// Why it could not be read.
    reason: String,
}

/// The counts of a report.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Summary")]
struct JsonSummary {
    /// Facts.
    facts: usize,
    /// Identities.
    identities: usize,
    /// Identities that hold.
    hold: usize,
    /// Deviations that the report stands by.
    accepted: usize,
    /// Findings of lints that the report stands by.
    accepted_lints: usize,
    /// Checks and lints that are switched off.
    off: usize,
    /// Identities that could not be checked, because something in them has been reported already.
    unchecked: usize,
    /// Tables of which it is said what they print.
    expected: usize,
    /// Errors.
    errors: usize,
    /// Warnings.
    warnings: usize,
}

impl From<project::Summary> for JsonSummary {
    fn from(counts: project::Summary) -> JsonSummary {
        let project::Summary {
            facts,
            identities,
            hold,
            accepted,
            accepted_lints,
            off,
            unchecked,
            expected,
            errors,
            warnings,
        } = counts;
        JsonSummary { facts, identities, hold, accepted, accepted_lints, off, unchecked, expected, errors, warnings }
    }
}

/// A place in a source file. The file is as seen from the folder that the program was run in; of the library, which the
/// program carries, it is `std/…`. Line and column count from 1, the column in characters (Unicode code points; a byte
/// order mark is none). `start` and `end` are offsets in bytes of UTF-8, from 0, the end exclusive; where the two are
/// equal the place lies between two characters.
#[derive(Serialize, JsonSchema)]
#[allow(missing_docs, reason = "the type says it")]
pub(super) struct Place {
    file: String,
    line: usize,
    column: usize,
    start: u32,
    end: u32,
}

/// A place and what is to be said there; the label may be empty.
#[derive(Serialize, JsonSchema)]
#[allow(missing_docs, reason = "the type says it")]
#[schemars(rename = "Label")]
struct JsonLabel {
    #[serde(flatten)]
    place: Place,
    label: String,
}

/// A finding.
#[derive(Serialize, JsonSchema)]
struct Finding {
    /// Its stable code; `budgetc explain` has a page on it.
    code: &'static str,
    /// How much it weighs.
    severity: JsonSeverity,
    /// One sentence.
    message: String,
    /// The place to look at first.
    primary: JsonLabel,
    /// Other places that take part.
    related: Vec<JsonLabel>,
    /// Reasons and ways out.
    notes: Vec<String>,
    /// Written figures that are perhaps wrong, likeliest first. They are for a person to judge.
    suspects: Vec<JsonSuspect>,
    /// Certain repairs, to be made together: what `budgetc check --fix` would do.
    fixes: Vec<JsonFix>,
}

/// How much a finding weighs.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Severity")]
enum JsonSeverity {
    /// The document must not be published so, and is not written.
    Error,
    /// Worth a look.
    Warning,
}

/// A written figure that is perhaps wrong.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Suspect")]
pub(super) struct JsonSuspect {
    /// Where it is written; for a row that is missing, the end of the line that it would follow.
    #[serde(flatten)]
    place: Place,
    /// What stands there.
    now: String,
    /// What would set things right there.
    repaired: String,
    /// What makes it likely.
    reason: String,
    /// How much speaks for it.
    confidence: JsonConfidence,
}

/// How much speaks for a suspicion.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Confidence")]
enum JsonConfidence {
    /// Nothing else explains what was found, and several identities agree on it.
    Strong,
    /// The likeliest of several.
    Likely,
    /// A guess: it explains the numbers, and so would something else.
    Weak,
}

/// A repair that is certain.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Fix")]
struct JsonFix {
    /// What to replace.
    #[serde(flatten)]
    place: Place,
    /// What stands there.
    now: String,
    /// What is to stand there.
    text: String,
}

/// A deviation that the report stands by.
#[derive(Serialize, JsonSchema)]
struct Accepted {
    /// The check that does not hold.
    check: String,
    /// Which instance of it: the members that it is taken at.
    instance: Vec<String>,
    /// Both sides, where they are numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JsonSides")]
    sides: Option<JsonSides>,
    #[serde(flatten)]
    grounds: JsonGrounds,
    /// Where it is accepted.
    place: Place,
}

/// A lint's finding that the report stands by.
#[derive(Serialize, JsonSchema)]
struct Lint {
    /// The lint's code.
    code: String,
    /// What the finding is about.
    subject: String,
    #[serde(flatten)]
    grounds: JsonGrounds,
    /// Where it is accepted.
    place: Place,
}

/// A check or a lint that weighs less than where no level is set.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Level")]
struct JsonLevel {
    /// The check's name or the lint's code.
    name: String,
    /// What it weighs now.
    level: Weight,
    /// Where that is said.
    place: Place,
}

/// Why the report stands by something.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Grounds")]
struct JsonGrounds {
    /// Why.
    because: String,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    who: Option<String>,
    /// The last day on which it counts, as 2024-12-31.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    until: Option<String>,
}

impl From<&model::Grounds> for JsonGrounds {
    fn from(grounds: &model::Grounds) -> JsonGrounds {
        JsonGrounds {
            because: grounds.because.clone(),
            who: (!grounds.who.is_empty()).then(|| grounds.who.clone()),
            until: grounds.until.map(|(day, _)| day.to_string()),
        }
    }
}

/// The two sides of a check, in numbers with all their digits.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Sides")]
struct JsonSides {
    /// The left side.
    left: JsonNumber,
    /// The right side.
    right: JsonNumber,
    /// Left minus right: the amount that is accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JsonNumber")]
    difference: Option<JsonNumber>,
    /// The unit of all these.
    unit: String,
}

pub(super) fn place(span: Span, sources: &Sources) -> Place {
    let source = sources.get(span.file);
    let (line, column) = source.line_column(span.range().start);
    Place { file: source.path.clone(), line, column, start: span.start, end: span.end }
}

fn label(label: &base::Label, sources: &Sources, lang: Lang) -> JsonLabel {
    JsonLabel { place: place(label.span, sources), label: label.text.get(lang).to_owned() }
}

fn finding(found: &Diagnostic, sources: &Sources, lang: Lang) -> Finding {
    let fix = |fix: &base::Fix| JsonFix {
        place: place(fix.span, sources),
        now: sources.slice(fix.span).to_owned(),
        text: fix.text.clone(),
    };
    Finding {
        code: found.code.number(),
        severity: match found.severity {
            base::Severity::Error => JsonSeverity::Error,
            base::Severity::Warning => JsonSeverity::Warning,
        },
        message: found.message.get(lang).to_owned(),
        primary: label(&found.primary, sources, lang),
        related: found.related.iter().map(|related| label(related, sources, lang)).collect(),
        notes: found.notes.iter().map(|note| note.text.get(lang).to_owned()).collect(),
        suspects: suspects(found, sources, lang),
        fixes: found.fixes.iter().map(fix).collect(),
    }
}

/// What a finding suspects.
pub(super) fn suspects(found: &Diagnostic, sources: &Sources, lang: Lang) -> Vec<JsonSuspect> {
    let suspect = |suspect: &base::Suspect| JsonSuspect {
        place: place(suspect.span, sources),
        now: sources.slice(suspect.span).to_owned(),
        repaired: suspect.repaired.clone(),
        reason: suspect.reason.get(lang).to_owned(),
        confidence: match suspect.confidence {
            base::Confidence::Strong => JsonConfidence::Strong,
            base::Confidence::Likely => JsonConfidence::Likely,
            base::Confidence::Weak => JsonConfidence::Weak,
        },
    };
    found.suspects.iter().map(suspect).collect()
}

fn accepted(identity: &Identity, checked: &Checked) -> Option<Accepted> {
    let (Verdict::Accepted(grounds), Some(span)) = (&identity.verdict, identity.accepted) else { return None };
    let sides = |sides: &check::Sides| JsonSides {
        left: (&sides.left).into(),
        right: (&sides.right).into(),
        difference: sides.difference().map(JsonNumber::from),
        unit: sides.unit.clone(),
    };
    Some(Accepted {
        check: identity.name.clone(),
        instance: identity.instance.words(&checked.report),
        sides: identity.sides.as_ref().map(sides),
        grounds: grounds.into(),
        place: place(span, &checked.sources),
    })
}

fn lint(lint: &crate::lint::AcceptedFinding, checked: &Checked) -> Lint {
    let (code, subject) = (lint.problem.code.number().to_owned(), lint.subject.clone());
    Lint { code, subject, grounds: (&lint.grounds).into(), place: place(lint.span, &checked.sources) }
}

fn level(set: &model::SetLevel, checked: &Checked) -> JsonLevel {
    JsonLevel { name: set.name.clone(), level: set.level.into(), place: place(set.span, &checked.sources) }
}
