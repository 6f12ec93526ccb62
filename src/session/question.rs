//! Questions about one report, each answered as the files are when it is asked.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Session;
use super::files::Snapshot;
use crate::base::{Cancel, Say};
use crate::diff::{self, Changes};
use crate::eval::Evaluator;
use crate::explain::{self, Answer, Asked, Listing, Scene};
use crate::library;
use crate::localize::{self, Coverage, Unvouched};
use crate::project::{Checked, Evaluated, Loaded, Origins, Resolved, Unread, absolute_path, load_with};
use crate::say;

/// Why there is no answer.
#[derive(Debug)]
pub enum Unanswered {
    /// The report itself cannot be read.
    Unread(Unread),
    /// Nobody waits for the answer any longer.
    Cancelled,
    /// The program made a mistake, which said this.
    Panicked(String),
}

impl Unanswered {
    /// In words, to stand behind a colon.
    pub fn reason(&self) -> Say {
        match self {
            Unanswered::Unread(unread) => unread.reason(),
            Unanswered::Cancelled => say!("已取消", "it was cancelled"),
            Unanswered::Panicked(said) => {
                say!("程序自己出了错，请告诉我们：{said}", "a mistake of the program, please tell us: {said}")
            }
        }
    }
}

impl From<Unread> for Unanswered {
    fn from(unread: Unread) -> Unanswered {
        Unanswered::Unread(unread)
    }
}

/// A question about a report.
pub struct Question<'s> {
    session: &'s Session,
    report: PathBuf,
    cancel: Cancel,
    files: Arc<Snapshot>,
    revision: u64,
}

/// What a figure is made of.
pub struct Explained {
    /// The answer.
    pub answer: Answer,
    /// The report, with the expression that was asked, if one was.
    pub checked: Arc<Checked>,
    /// Why the file of origins beside the report could not be read, where there is one.
    pub lost: Option<Say>,
}

/// What parts two reports.
pub struct Difference {
    /// What changed.
    pub changes: Changes,
    /// How many errors stand in the old and in the new one: what rests on them is not known.
    pub errors: (usize, usize),
}

impl<'s> Question<'s> {
    pub(super) fn new(session: &'s Session, report: &Path, cancel: &Cancel) -> Question<'s> {
        let state = session.state();
        let files = Arc::new(Snapshot::new(Arc::clone(&session.files), Arc::clone(&state.edits)));
        Question { session, report: report.to_path_buf(), cancel: cancel.clone(), files, revision: state.revision }
    }

    /// The report with all that was found.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn check(&self) -> Result<Arc<Checked>, Unanswered> {
        self.guarded(|| match self.known() {
            Some(checked) => Ok(checked),
            None => Ok(self.evaluate(self.load()?, false, |_| ())?.0),
        })
    }

    /// Asks more of the report while its figures are at hand, so that nothing is evaluated twice.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn with<T>(&self, ask: impl FnOnce(&Evaluated<'_, '_>) -> T) -> Result<T, Unanswered> {
        self.guarded(|| match self.known() {
            Some(checked) => {
                self.count();
                Ok(checked.evaluated(ask))
            }
            None => Ok(self.evaluate(self.load()?, false, ask)?.1),
        })
    }

    /// How well each typed figure is guarded; none where the report has errors, for what is not checked because of one would
    /// seem unguarded.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn coverage(&self) -> Result<(Arc<Checked>, Option<Coverage>), Unanswered> {
        let guarded = |it: &Evaluated<'_, '_>| {
            let Checked { sources, identities, .. } = it.checked;
            it.checked.is_sound().then(|| localize::coverage(it.evaluator, sources, identities))
        };
        self.guarded(|| self.evaluate(self.load()?, false, guarded))
    }

    /// What nothing vouches for; none where the report has errors.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn unvouched(&self) -> Result<(Arc<Checked>, Option<Unvouched>), Unanswered> {
        let found = |it: &Evaluated<'_, '_>| {
            let Checked { document, identities, .. } = it.checked;
            it.checked.is_sound().then(|| localize::unvouched(it.evaluator, document, identities))
        };
        self.guarded(|| self.evaluate(self.load()?, false, found))
    }

    /// What a figure is made of: one of a form, at a place, with a name, or an expression.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn explain(&self, figure: &str) -> Result<Explained, Unanswered> {
        self.guarded(|| {
            let (origins, lost) = match self.origins() {
                Ok(origins) => (origins, None),
                Err(reason) => (Origins::default(), Some(reason)),
            };
            let answered = |it: &Evaluated<'_, '_>| Scene::new(it).with_origins(&origins).answer(figure);
            let mut loaded = self.load()?;
            if explain::may_be_no_expression(&loaded, figure) {
                let asked = |it: &Evaluated<'_, '_>| match explain::read_question(it.evaluator, figure) {
                    Asked::Expression => None,
                    Asked::Form | Asked::Place => Some(answered(it)),
                };
                if let (checked, Some(answer)) = self.evaluate(loaded.clone(), true, asked)? {
                    return Ok(Explained { answer, checked, lost });
                }
            }
            if let Some(source) = explain::declaration(figure, &loaded.sources) {
                loaded.add(source);
            }
            let (checked, answer) = self.evaluate(loaded, true, answered)?;
            Ok(Explained { answer, checked, lost })
        })
    }

    /// Where typed amounts were read from, as far as a file beside the report says.
    ///
    /// # Errors
    /// Why that file cannot be read.
    pub(super) fn origins(&self) -> Result<Origins, Say> {
        Ok(Origins::read(&self.report, self.files.as_ref())?.unwrap_or_default())
    }

    /// What figures there are to ask for.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn listing(&self) -> Result<Listing, Unanswered> {
        self.guarded(|| Ok(self.evaluate(self.load()?, true, |it| Scene::new(it).listing())?.1))
    }

    /// What parts another report, perhaps of another session, from this one, which is the older.
    ///
    /// # Errors
    /// Why there is no answer: of this report, or of the other.
    pub fn differences(&self, new: &Question<'_>) -> Result<Difference, (ComparedSide, Unanswered)> {
        let of = |side| move |error: Unanswered| (side, error);
        let old = self.guarded(|| Ok(self.load()?.resolve())).map_err(of(ComparedSide::Old))?;
        let other = new.guarded(|| Ok(new.load()?.resolve())).map_err(of(ComparedSide::New))?;
        self.guarded(|| {
            let (was, is);
            let evaluator = |question: &Question<'_>, report| {
                question.count();
                Evaluator::new(report).without_origins().until(question.cancel.clone())
            };
            let (old_evaluator, new_evaluator) = (evaluator(self, &old.report), evaluator(new, &other.report));
            was = old.examine(&old_evaluator, self.files.as_ref());
            is = other.examine(&new_evaluator, new.files.as_ref());
            let changes = diff::compare(
                &Evaluated { checked: &was, evaluator: &old_evaluator, composed: true },
                &Evaluated { checked: &is, evaluator: &new_evaluator, composed: true },
            );
            self.goes_on()?;
            new.goes_on()?;
            Ok(Difference { changes, errors: (was.summary().errors, is.summary().errors) })
        })
        .map_err(of(ComparedSide::Old))
    }

    /// The report's path from the root of the file system.
    pub(super) fn path(&self) -> PathBuf {
        self.whole(&self.report)
    }

    /// A path from the root of the file system; a file of the library that the program carries has none.
    pub(super) fn whole(&self, path: &Path) -> PathBuf {
        if path.starts_with(library::ROOT) {
            return path.to_path_buf();
        }
        absolute_path(path, self.files.as_ref())
    }

    /// The reports that the session was asked about.
    pub(super) fn known_reports(&self) -> Vec<PathBuf> {
        self.session.state().checked.keys().cloned().collect()
    }

    /// The same files' question about another report.
    pub(super) fn beside(&self, report: &Path) -> Question<'s> {
        let files = Snapshot::new(Arc::clone(&self.files.stored), Arc::clone(&self.files.edits));
        let (cancel, files) = (self.cancel.clone(), Arc::new(files));
        Question { session: self.session, report: report.to_path_buf(), cancel, files, revision: self.revision }
    }

    /// A session over the same files, in which something may be tried.
    pub(super) fn scratch(&self) -> Session {
        let session = Session::new(Arc::clone(&self.session.files), self.session.given.clone());
        session.state().edits = Arc::clone(&self.files.edits);
        Session { trees: Arc::clone(&self.session.trees), ..session }
    }

    pub(super) fn files(&self) -> &Snapshot {
        &self.files
    }

    pub(super) fn cancel(&self) -> &Cancel {
        &self.cancel
    }

    /// The files of the report, parsed.
    pub(super) fn load(&self) -> Result<Loaded, Unanswered> {
        let (session, files) = (self.session, self.files.as_ref());
        Ok(load_with(&self.report, &session.given, files, &session.trees)?)
    }

    /// What was found before, if nothing has changed.
    fn known(&self) -> Option<Arc<Checked>> {
        let key = absolute_path(&self.report, self.files.as_ref());
        let state = self.session.state();
        state
            .checked
            .get(&key)
            .filter(|(revision, _)| *revision == self.revision)
            .map(|(_, checked)| Arc::clone(checked))
    }

    /// Checks a report and asks more of it in the same breath. `watched`: what is shown is noted down.
    fn evaluate<T>(
        &self,
        loaded: Loaded,
        watched: bool,
        ask: impl FnOnce(&Evaluated<'_, '_>) -> T,
    ) -> Result<(Arc<Checked>, T), Unanswered> {
        let own = loaded.sources.iter().all(|(_, source)| source.path != explain::SOURCE);
        self.goes_on()?;
        let resolved: Resolved = loaded.resolve();
        self.goes_on()?;
        let evaluator = |report| {
            self.count();
            let evaluator = Evaluator::new(report).until(self.cancel.clone());
            if watched { evaluator.watching() } else { evaluator }
        };
        let (read, files) = (evaluator(&resolved.report), self.files.as_ref());
        let found = resolved.check(&read, files);
        self.goes_on()?;
        let better = resolved.better_reading(&found, files);
        self.goes_on()?;
        let composed = better.is_none();
        let checked = Arc::new(Checked { read: files.read_so_far(), ..better.unwrap_or(found) });
        if own {
            self.session.keep(self.path(), self.revision, &checked);
        }
        let told = match composed {
            true => ask(&Evaluated { checked: &checked, evaluator: &read, composed }),
            // of the reading that is right only the findings are there
            false => ask(&Evaluated { checked: &checked, evaluator: &evaluator(&checked.report), composed }),
        };
        self.goes_on()?;
        drop(read);
        Ok((checked, told))
    }

    pub(super) fn count(&self) {
        self.session.evaluations.fetch_add(1, Ordering::Relaxed);
    }

    fn goes_on(&self) -> Result<(), Unanswered> {
        if self.cancel.is_cancelled() { Err(Unanswered::Cancelled) } else { Ok(()) }
    }

    /// Answers so that a mistake of the program ends this question only.
    pub(super) fn guarded<T>(&self, answer: impl FnOnce() -> Result<T, Unanswered>) -> Result<T, Unanswered> {
        self.goes_on()?;
        // what a question leaves behind are whole values: trees, and reports that were checked to the end
        catch_unwind(AssertUnwindSafe(answer)).unwrap_or_else(|said| {
            let text = said.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| said.downcast_ref::<&str>().copied());
            Err(Unanswered::Panicked(text.unwrap_or_default().to_owned()))
        })
    }
}

/// One of two reports that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComparedSide {
    /// The one that is compared with.
    Old,
    /// The one that is told of.
    New,
}
