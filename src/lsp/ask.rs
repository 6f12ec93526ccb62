//! A request under way: what it is answered from, and the places that it names.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gen_lsp_types as lsp;
use serde::Serialize;
use serde_json::Value;

use super::convert::Places;
use super::desk::Desk;
use crate::base::{Cancel, FileId, Source};
use crate::library;
use crate::project::{Checked, Files};
use crate::session::{Location, Question, Unanswered};
use crate::syntax::{Tree, parse};

/// What a question gives: the answer, or why there is none.
pub(super) type Answered<T> = Result<T, Unanswered>;

/// What one request is answered from.
pub(super) struct Ask<'d> {
    pub desk: &'d Desk,
    pub cancel: &'d Cancel,
}

/// A value as the protocol carries it.
pub(super) fn json(value: impl Serialize) -> Value {
    // every key of the protocol is a string
    serde_json::to_value(value).unwrap_or_default()
}

/// A place that a request names.
pub(super) struct At<'d> {
    pub file: PathBuf,
    pub source: Source,
    pub byte: usize,
    pub question: Question<'d>,
    pub checked: Arc<Checked>,
}

impl<'d> Ask<'d> {
    pub fn places(&self) -> &'d Places {
        &self.desk.places
    }

    /// A question about a report.
    pub fn question(&self, report: &Path) -> Question<'d> {
        self.desk.session.ask_until(report, self.cancel)
    }

    /// The reports that a file is to be seen with: those that use it, else it alone.
    ///
    /// # Errors
    /// That nobody waits any longer.
    pub fn reports_of(&self, file: &Path) -> Answered<Vec<PathBuf>> {
        if self.desk.has(file) {
            return Ok(vec![file.to_path_buf()]);
        }
        let mut using = Vec::new();
        for report in self.desk.candidates().filter(|report| *report != file) {
            match self.question(report).check() {
                Ok(checked) if checked.places.iter().any(|place| place == file) => using.push(report.clone()),
                Ok(_) | Err(Unanswered::Unread(_)) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(if using.is_empty() { vec![file.to_path_buf()] } else { using })
    }

    /// All reports that are told of: those of the folders, and open files that none of them uses.
    ///
    /// # Errors
    /// That nobody waits any longer.
    pub fn reports(&self) -> Answered<BTreeSet<PathBuf>> {
        let mut all = BTreeSet::new();
        for file in self.desk.candidates() {
            all.extend(self.reports_of(file)?);
        }
        Ok(all)
    }

    /// The report that a file is seen with, and the file's text; nothing where the file is not one of a report.
    pub fn file(&self, uri: &lsp::Uri) -> Answered<Option<At<'d>>> {
        self.at(uri, lsp::Position::default())
    }

    /// The same at a place.
    pub fn at(&self, uri: &lsp::Uri, position: lsp::Position) -> Answered<Option<At<'d>>> {
        let Some(file) = self.places().file(uri) else { return Ok(None) };
        for report in self.reports_of(&file)? {
            let question = self.question(&report);
            let checked = match question.check() {
                Ok(checked) => checked,
                Err(Unanswered::Unread(_)) => continue,
                Err(other) => return Err(other),
            };
            let Some(source) = source_of(&checked, &file) else { continue };
            let byte = self.places().byte(&source, position);
            return Ok(Some(At { file, source, byte, question, checked }));
        }
        Ok(None)
    }

    /// A text by itself, as it is now: for what needs no report.
    pub fn text(&self, uri: &lsp::Uri) -> Option<(PathBuf, Source)> {
        let file = self.places().file(uri)?;
        let text = self.desk.text(&file)?;
        Some((file, Source::new(String::new(), text)))
    }

    /// The same with its tree: that of its report, which is read after each change in any case, where one reads it as it is.
    pub fn tree(&self, uri: &lsp::Uri) -> Answered<Option<(Source, Tree)>> {
        let Some((file, source)) = self.text(uri) else { return Ok(None) };
        if let Some(At { checked, .. }) = self.file(uri)? {
            let known = checked.sources.iter().zip(&checked.places).zip(&checked.trees);
            let mut same = known.filter(|(((_, own), place), _)| **place == file && own.text == source.text);
            if let Some((_, tree)) = same.next() {
                return Ok(Some((source, tree.clone())));
            }
        }
        let (tree, _) = parse(&source.text, FileId(0));
        Ok(Some((source, tree)))
    }

    /// The source of a place, in whatever report.
    pub fn source(&self, file: &Path) -> Option<Source> {
        if let Ok(below) = file.strip_prefix(library::ROOT) {
            let text = library::text(below.to_str()?)?;
            return Some(Source::new(String::new(), text.to_owned()));
        }
        let text = String::from_utf8(self.desk.session.files().read(file).ok()?).ok()?;
        Some(Source::new(String::new(), text))
    }

    /// Some places as the client opens them; those that it cannot open are left out.
    pub fn locations(&self, all: impl IntoIterator<Item = Location>) -> Vec<lsp::Location> {
        let mut sources: HashMap<PathBuf, Option<Source>> = HashMap::new();
        let mut located = |at: &Location| {
            let source = sources.entry(at.file.clone()).or_insert_with(|| self.source(&at.file));
            self.places().location(at, source.as_ref()?)
        };
        all.into_iter().filter_map(|at| located(&at)).collect()
    }
}

/// A file of a report, with its text as it is stored.
fn source_of(checked: &Checked, file: &Path) -> Option<Source> {
    let (_, source) = checked.sources.iter().zip(&checked.places).find(|(_, place)| *place == file)?.0;
    let stored = source.stored.clone().unwrap_or_else(|| source.text.clone());
    Some(Source::new(source.path.clone(), stored))
}
