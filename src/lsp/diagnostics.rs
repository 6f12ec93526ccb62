//! The findings of reports, as editors show them.

use std::borrow::Cow;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use gen_lsp_types as lsp;

use super::ask::{Answered, Ask, json};
use super::desk::Found;
use crate::base::{Diagnostic, FileId, Home, Label, Say, Severity, Source, Span, Suspect};
use crate::project::Checked;
use crate::say;
use crate::session::Unanswered;

/// The name under which editors show findings.
const SOURCE: &str = "budgetc";

/// Checks a report.
///
/// # Errors
/// That nobody waits any longer.
pub(super) fn found(ask: &Ask<'_>, report: &Path) -> Answered<Found> {
    let checked = match ask.question(report).check() {
        Ok(checked) => checked,
        // what is not there any more has no findings
        Err(Unanswered::Unread(_)) => return Ok(Found::default()),
        Err(other) => return Err(other),
    };
    let shown = Shown::new(ask, &checked);
    let mut files: BTreeMap<PathBuf, Vec<lsp::Diagnostic>> = BTreeMap::new();
    for (place, source) in checked.places.iter().zip(&shown.sources) {
        if source.home != Home::Carried {
            files.entry(place.clone()).or_default();
        }
    }
    for problem in &checked.problems {
        let at = shown.place(problem);
        if let Some(place) = checked.places.get(at.file.0 as usize) {
            files.entry(place.clone()).or_default().push(shown.diagnostic(problem, at));
        }
    }
    let uses = checked.places.iter().chain(&checked.read).cloned().collect();
    Ok(Found { files, uses })
}

/// The findings of several reports in one file: what they share is told once.
pub(super) fn together<'f>(all: impl IntoIterator<Item = &'f Vec<lsp::Diagnostic>>) -> Vec<lsp::Diagnostic> {
    let mut told: Vec<lsp::Diagnostic> = Vec::new();
    for (number, of_report) in all.into_iter().enumerate() {
        let others = told.len();
        for one in of_report {
            // within one report each finding is one
            if number == 0 || !told[..others].contains(one) {
                told.push(one.clone());
            }
        }
    }
    told
}

/// A report whose findings are put into an editor's words.
pub(super) struct Shown<'a> {
    ask: &'a Ask<'a>,
    checked: &'a Checked,
    /// Its files as they are stored.
    sources: Vec<Cow<'a, Source>>,
}

impl<'a> Shown<'a> {
    pub fn new(ask: &'a Ask<'a>, checked: &'a Checked) -> Shown<'a> {
        let sources = checked.sources.iter().map(|(_, source)| match &source.stored {
            Some(stored) => Cow::Owned(source.clone().with_text(stored.clone())),
            None => Cow::Borrowed(source),
        });
        Shown { ask, checked, sources: sources.collect() }
    }

    /// Where a finding is shown: what lies in the carried library is shown where the report has a part in it.
    fn place(&self, problem: &Diagnostic) -> Span {
        let own = |span: &Span| self.sources.get(span.file.0 as usize).is_some_and(|own| own.home != Home::Carried);
        let labels = std::iter::once(&problem.primary).chain(&problem.related).map(|label| label.span);
        let suspects = problem.suspects.iter().map(|suspect| suspect.span);
        labels.chain(suspects).find(own).unwrap_or(Span { file: FileId(0), start: 0, end: 0 })
    }

    fn say(&self, say: &Say) -> String {
        say.get(self.ask.desk.lang()).to_owned()
    }

    pub fn checked(&self) -> &Checked {
        self.checked
    }

    /// A finding where it is shown.
    pub fn diagnostic_at_home(&self, problem: &Diagnostic) -> lsp::Diagnostic {
        self.diagnostic(problem, self.place(problem))
    }

    pub fn range(&self, span: Span) -> lsp::Range {
        let source = &self.sources[span.file.0 as usize];
        self.ask.places().range(source, span.range())
    }

    pub fn location(&self, span: Span) -> Option<lsp::Location> {
        let place = self.checked.places.get(span.file.0 as usize)?;
        Some(lsp::Location { uri: self.ask.places().uri(place)?, range: self.range(span) })
    }

    /// A finding: its message, with what stands beneath it on a terminal.
    pub fn diagnostic(&self, problem: &Diagnostic, at: Span) -> lsp::Diagnostic {
        let relates = self.ask.desk.client().relates;
        let mut lines = vec![self.say(&problem.message)];
        if !self.say(&problem.primary.text).is_empty() {
            lines.push(self.say(&problem.primary.text));
        }
        if !relates {
            lines.extend(problem.related.iter().map(|label| self.say(&label.text)).filter(|text| !text.is_empty()));
        }
        lines.extend(problem.notes.iter().map(|note| self.say(&note.text)));
        // what is said of a place already is not said again
        let told = |suspect: &&Suspect| {
            let at = |label: &&Label| label.span == suspect.span && self.say(&label.text).contains(&suspect.repaired);
            problem.related.iter().find(at).is_none()
        };
        let suspects = problem.suspects.iter().filter(told).map(|suspect| {
            let (repaired, reason) = (&suspect.repaired, &suspect.reason);
            let text = say!("疑为 {repaired}：{reason}", "perhaps {repaired}: {reason}", reason);
            Label { span: suspect.span, text }
        });
        let primary = (at != problem.primary.span).then(|| problem.primary.clone());
        let related = primary.into_iter().chain(problem.related.iter().cloned()).chain(suspects);
        let related = related.filter(|label| label.span != at || !self.say(&label.text).is_empty());
        let related = related.filter_map(|Label { span, text }| {
            Some(lsp::DiagnosticRelatedInformation { location: self.location(span)?, message: self.say(&text) })
        });
        lsp::Diagnostic {
            range: self.range(at),
            severity: Some(match problem.severity {
                Severity::Error => lsp::DiagnosticSeverity::Error,
                Severity::Warning => lsp::DiagnosticSeverity::Warning,
            }),
            code: Some(problem.code.number().to_owned().into()),
            source: Some(SOURCE.to_owned()),
            message: lines.join("\n").into(),
            related_information: relates.then(|| related.collect()),
            ..Default::default()
        }
    }
}

/// What tells a list of findings from another.
fn result_id(items: &[lsp::Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    json(items).to_string().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// The findings in a file, of all reports that use it.
fn of_file(ask: &Ask<'_>, file: &Path) -> Answered<Vec<lsp::Diagnostic>> {
    let reports = ask.reports_of(file)?;
    let all = reports.iter().map(|report| found(ask, report)).collect::<Answered<Vec<Found>>>()?;
    Ok(together(all.iter().filter_map(|found| found.files.get(file))))
}

pub(super) fn of_document(
    ask: &Ask<'_>,
    params: lsp::DocumentDiagnosticParams,
) -> Answered<lsp::DocumentDiagnosticReport> {
    let items = match ask.places().file(&params.text_document.uri) {
        Some(file) => of_file(ask, &file)?,
        None => Vec::new(),
    };
    let id = result_id(&items);
    if params.previous_result_id.as_ref() == Some(&id) {
        let same = lsp::UnchangedDocumentDiagnosticReport { result_id: id };
        return Ok(lsp::RelatedUnchangedDocumentDiagnosticReport {
            unchanged_document_diagnostic_report: same,
            ..Default::default()
        }
        .into());
    }
    let full = lsp::FullDocumentDiagnosticReport { result_id: Some(id), items };
    Ok(lsp::RelatedFullDocumentDiagnosticReport { full_document_diagnostic_report: full, ..Default::default() }.into())
}

pub(super) fn of_workspace(
    ask: &Ask<'_>,
    params: lsp::WorkspaceDiagnosticParams,
) -> Answered<lsp::WorkspaceDiagnosticReport> {
    let mut files: BTreeMap<PathBuf, Vec<Vec<lsp::Diagnostic>>> = BTreeMap::new();
    for report in ask.reports()? {
        for (file, items) in found(ask, &report)?.files {
            files.entry(file).or_default().push(items);
        }
    }
    let before: BTreeMap<String, String> =
        params.previous_result_ids.into_iter().map(|own| (own.uri.to_string(), own.value)).collect();
    let mut told = BTreeSet::new();
    let mut items = Vec::new();
    for (file, found) in &files {
        let Some(uri) = ask.places().uri(file) else { continue };
        told.insert(uri.to_string());
        let found = together(found);
        items.push(report(uri, ask.desk.version(file), found, &before));
    }
    // what was told of a file that is in no report any more is taken back
    for gone in before.keys().filter(|uri| !told.contains(*uri)) {
        if let Ok(uri) = lsp::Uri::parse(gone) {
            items.push(report(uri, None, Vec::new(), &before));
        }
    }
    Ok(lsp::WorkspaceDiagnosticReport { items })
}

fn report(
    uri: lsp::Uri,
    version: Option<i32>,
    items: Vec<lsp::Diagnostic>,
    before: &BTreeMap<String, String>,
) -> lsp::WorkspaceDocumentDiagnosticReport {
    let id = result_id(&items);
    if before.get(uri.as_str()) == Some(&id) {
        let same = lsp::UnchangedDocumentDiagnosticReport { result_id: id };
        return lsp::WorkspaceUnchangedDocumentDiagnosticReport {
            uri,
            version,
            unchanged_document_diagnostic_report: same,
        }
        .into();
    }
    let full = lsp::FullDocumentDiagnosticReport { result_id: Some(id), items };
    lsp::WorkspaceFullDocumentDiagnosticReport { uri, version, full_document_diagnostic_report: full }.into()
}
