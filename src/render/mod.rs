//! What was found, written out: for people with the source, carets and colour; in one line each; for programs. One file a
//! form.

pub mod coverage;
pub mod diff;
pub mod explain;
mod human;
pub mod json;
mod pages;
pub mod sarif;
mod short;
mod visible;
pub mod vouched;

pub use human::{human, plain};
pub use pages::{ErrorPage, codes, pages};
pub use short::{accepted, short};
pub use visible::Visible;

use std::path::PathBuf;
use std::sync::Arc;

use crate::base::{Confidence, Diagnostic, Lang, Say, Sources, Span, Suspect};
use crate::project::Checked;
use crate::say;

/// What one run of the program checked, for the forms that are one text however many reports there are.
#[derive(Debug, Default)]
pub struct CheckRun {
    /// Each report under the name that it was called by.
    pub reports: Vec<(String, Arc<Checked>)>,
    /// Reports that could not be read, and why.
    pub unread: Vec<(String, Say)>,
    /// The folder that one works in: files below it are named from there.
    pub here: Option<PathBuf>,
}

/// Where a finding is shown by what can show but one place: the first that the reader can change. A check of the library
/// that fails says more at the figures than in the library.
fn place(problem: &Diagnostic, sources: &Sources) -> Span {
    let suspects = problem.suspects.iter().map(|suspect| suspect.span);
    let related = problem.related.iter().map(|related| related.span);
    let mut all = std::iter::once(problem.primary.span).chain(suspects).chain(related);
    all.find(|span| !sources.get(span.file).is_standard()).unwrap_or(problem.primary.span)
}

/// What is suspected, to stand behind 疑 or 或, `perhaps` or `or`.
fn guess(suspect: &Suspect) -> Say {
    let (repaired, Say { zh, en }) = (&suspect.repaired, &suspect.reason);
    if repaired.is_empty() {
        say!("：{zh}", "{en}")
    } else if suspect.span.range().is_empty() {
        say!("少一行：{repaired}", "a row is missing: {repaired}")
    } else {
        say!("为 {repaired}", "{repaired}")
    }
}

/// What is suspected first, to stand behind a finding's message; with its place where the finding is shown at another.
fn suspected(problem: &Diagnostic, at: Span, sources: &Sources, lang: Lang) -> String {
    problem.suspects.first().map_or_else(String::new, |suspect| {
        let (Say { zh, en }, there) = (guess(suspect), address(suspect.span, sources));
        let said = if suspect.span == at {
            say!("；疑{zh}", "; perhaps {en}")
        } else {
            say!("；{there} 疑{zh}", "; {there} perhaps {en}")
        };
        let more = problem.suspects.len() - 1;
        let or = match (suspect.confidence, more) {
            (Confidence::Weak, 1..) => say!("，或另外 {more} 处之一", ", or one of {more} others"),
            _ => Say::default(),
        };
        format!("{}{}", said.get(lang), or.get(lang))
    })
}

/// A guess with what makes it likely, where it does not say that itself.
fn reasoned(suspect: &Suspect) -> Say {
    let (Say { zh, en }, why) = (guess(suspect), &suspect.reason);
    if suspect.span.range().is_empty() {
        return Say { zh, en };
    }
    let (why, why_en) = (&why.zh, &why.en);
    say!("{zh}（{why}）", "{en} ({why_en})")
}

/// `file:line:column` of a place's beginning.
fn address(span: Span, sources: &Sources) -> String {
    let source = sources.get(span.file);
    let (line, column) = source.line_column(span.range().start);
    format!("{}:{line}:{column}", source.path)
}
