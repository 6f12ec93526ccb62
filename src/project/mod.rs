//! The one door: files in; problems, identities and the document out. Command line and editor ask this and nothing else.

mod files;
mod load;
mod pages;

pub use files::{Disk, Files, Unread, read_all};
pub use load::{Loaded, load};
pub use pages::{too_wide, unprintable};

use crate::base::{Diagnostic, Severity, Sources};
use crate::check::{self, Identity, Verdict};
use crate::document::{Document, compose};
use crate::eval::Evaluator;
use crate::lint;
use crate::model::{Input, Report, from_syntax};
use crate::say;
use crate::web;

/// A report, checked and composed.
#[derive(Debug, Default)]
pub struct Checked {
    /// Its files.
    pub sources: Sources,
    /// What was found, by place.
    pub problems: Vec<Diagnostic>,
    /// Every identity that was tried.
    pub identities: Vec<Identity>,
    /// What its files declare.
    pub report: Report,
    /// The document; of no use where there are errors.
    pub document: Document,
}

/// The counts of a closing line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Facts.
    pub facts: usize,
    /// Identities.
    pub identities: usize,
    /// Identities that hold.
    pub hold: usize,
    /// Deviations that the report stands by.
    pub accepted: usize,
    /// Identities that could not be checked.
    pub unchecked: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

impl Checked {
    /// Its counts.
    pub fn summary(&self) -> Summary {
        let count =
            |wanted: fn(&Verdict) -> bool| self.identities.iter().filter(|identity| wanted(&identity.verdict)).count();
        let weigh = |severity| self.problems.iter().filter(|problem| problem.severity == severity).count();
        Summary {
            facts: self.report.facts.len(),
            identities: self.identities.len(),
            hold: count(|verdict| *verdict == Verdict::Holds),
            accepted: count(|verdict| matches!(verdict, Verdict::Accepted(_))),
            unchecked: count(|verdict| *verdict == Verdict::Unchecked),
            errors: weigh(Severity::Error),
            warnings: weigh(Severity::Warning),
        }
    }

    /// Whether nothing stands against publishing it.
    pub fn is_sound(&self) -> bool {
        self.summary().errors == 0
    }
}

/// Checks and composes what was loaded.
pub fn check(loaded: Loaded, files: &dyn Files) -> Checked {
    let Loaded { sources, trees, order, mut problems, root } = loaded;
    let inputs: Vec<Input<'_>> = order
        .iter()
        .map(|file| Input { file: *file, tree: &trees[file.0 as usize], text: &sources.get(*file).text })
        .collect();
    let entry = crate::base::FileId(0);
    let (report, found) = from_syntax(&inputs, entry);
    problems.extend(found);
    problems.extend(check::before(&report));
    let style = style(&report, &root, files, &mut problems);
    let evaluator = Evaluator::new(&report);
    let outcome = check::check(&evaluator);
    problems.extend(outcome.problems);
    let document = compose(&evaluator, style);
    problems.extend(evaluator.take_problems());
    problems.extend(web::findings(&evaluator, &sources, &document, &outcome.identities));
    let scene = lint::Scene {
        evaluator: &evaluator,
        sources: &sources,
        document: &document,
        identities: &outcome.identities,
        sound: problems.iter().all(|problem| problem.severity != Severity::Error),
    };
    problems.extend(lint::check(&scene).into_iter().map(|finding| finding.problem));
    in_order(&mut problems);
    Checked { problems, identities: outcome.identities, document, sources, report }
}

/// Problems by place, each once; errors before warnings at the same place.
fn in_order(problems: &mut Vec<Diagnostic>) {
    problems.sort_by_key(|problem| (problem.primary.span, problem.severity, problem.code));
    problems.dedup_by(|a, b| (a.code, a.primary.span, &a.message) == (b.code, b.primary.span, &b.message));
}

/// The text of the style that the document names.
fn style(report: &Report, root: &std::path::Path, files: &dyn Files, problems: &mut Vec<Diagnostic>) -> String {
    let Some(document) = &report.document else { return String::new() };
    let Some((path, span)) = &document.style else {
        let error = Diagnostic::error("B0504", document.span, say!("文档没有写明样式", "the document names no style"));
        problems.push(error.note(say!("写上 style std.style.名称", "write `style std.style.NAME`")));
        return String::new();
    };
    match load::style(path, root, files) {
        Ok(text) => with_included(path, &text, root, files),
        Err(error) => {
            let reason = error.reason();
            let (zh, en) = (&reason.zh, &reason.en);
            let message = say!("读不了样式文件「{path}」：{zh}", "cannot read style file `{path}`: {en}");
            problems.push(Diagnostic::error("B0204", *span, message));
            String::new()
        }
    }
}

/// A style is one text; what several share is put in at a line `// include NAME`: a file beside the style, or at a path
/// of several names one found as a module is.
fn with_included(path: &str, text: &str, root: &std::path::Path, files: &dyn Files) -> String {
    let folder = path.rsplit_once('.').map_or(String::new(), |(folder, _)| format!("{folder}."));
    let line = |line: &str| {
        let named = line.strip_prefix("// include ").map(str::trim);
        let shared = named.map(|name| if name.contains('.') { name.to_owned() } else { format!("{folder}{name}") });
        let shared = shared.and_then(|path| load::style(&path, root, files).ok());
        shared.unwrap_or_else(|| format!("{line}\n"))
    };
    text.lines().map(line).collect()
}
