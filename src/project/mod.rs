//! The one door: files in; problems, identities and the document out. Command line and editor ask this and nothing else.

mod causes;
mod checked;
pub mod codes;
mod drawing;
mod files;
mod heads;
mod layout;
mod load;
mod origins;
mod pages;
mod pictures;
mod places;
mod raster;
mod repair;
mod settings;
mod standard;
mod style;
mod style_lines;
mod trees;
mod variables;

pub use checked::{Checked, Evaluated, Summary, Weight};
pub use files::{Files, LARGEST, STDIN, Unread, read_all};
pub use load::{Loaded, load, load_module, load_with};
pub use origins::{FactOrigin, OriginIndex, Origins, TableFile};
pub use pages::{too_wide, unprintable};
pub use pictures::PictureFile;
pub use places::{ROOT_FILE, absolute_path};
pub use repair::{Repairs, repaired, repairs};
pub use settings::{Project, ProjectOptions, ProjectSettings, project_of};
pub use standard::{Library, nearest};
pub use style::{imported, in_style};
pub use style_lines::StyleLines;
pub use trees::Trees;
pub use variables::{Variable, refused_values, variables, with_values};

use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::base::{Diagnostic, FileId, Severity, Source, Sources, Span, Topic};
use crate::check;
use crate::document::compose;
use crate::eval::Evaluator;
use crate::expect::Tables;
use crate::ledger;
use crate::lint;
use crate::localize;
use crate::model::{Input, Report, from_syntax};
use crate::project::codes::NOTHING_TO_PRINT;
use crate::say;
use crate::syntax::parse;
use checked::in_order;

/// A year that stands where one has to be written and nobody knows which.
const SOME_YEAR: u32 = 2000;

impl Loaded {
    /// Resolves its names, before anything is computed.
    pub fn resolve(self) -> Resolved {
        let (report, found) = self.report();
        Resolved { report: Arc::new(report), found, loaded: self }
    }

    /// What its files say, before anything is computed, and what is wrong with that.
    pub fn report(&self) -> (Report, Vec<Diagnostic>) {
        let inputs: Vec<Input<'_>> = self
            .order
            .iter()
            .map(|file| {
                let index = file.0 as usize;
                let (tree, text) = (&self.trees[index], &self.sources.get(*file).text);
                Input { file: *file, tree, text, space: self.space_of[index], uses: &self.uses[index] }
            })
            .collect();
        let (mut report, mut problems) = from_syntax(&inputs, &self.spaces, FileId(0));
        report.lost.extend(&self.lost);
        problems.extend(ledger::settle(&mut report));
        (report, problems)
    }

    /// Takes in a file that the report's own files know nothing of, after all of them.
    pub fn add(&mut self, source: Source) {
        self.places.push(PathBuf::from(&source.path));
        let id = self.sources.add(source);
        let (tree, problems) = parse(&self.sources.get(id).text, id);
        self.trees.push(tree);
        self.misread.push(problems);
        self.order.push(id);
        self.space_of.push(0);
        self.uses.push(vec![FileId(0)]);
    }

    /// What is wrong with its files, and in them.
    pub fn all_problems(&self) -> impl Iterator<Item = &Diagnostic> {
        self.problems.iter().chain(self.misread.iter().flatten())
    }

    /// The same, taken out.
    fn take_problems(&mut self) -> Vec<Diagnostic> {
        let misread = self.misread.iter_mut().flat_map(std::mem::take);
        std::mem::take(&mut self.problems).into_iter().chain(misread).collect()
    }

    /// Whether nothing is written in any file.
    fn is_blank(&self) -> bool {
        let mut files = self.trees.iter().zip(self.sources.iter());
        files.all(|(tree, (_, source))| tree.root(&source.text).children().next().is_none())
    }
}

/// Checks and composes what was loaded, as it is best read.
pub fn check(loaded: Loaded, files: &dyn Files) -> Checked {
    let resolved = loaded.resolve();
    let checked = resolved.check(&Evaluator::new(&resolved.report), files);
    resolved.better_reading(&checked, files).unwrap_or(checked)
}

/// A report whose names are resolved, before anything is computed. Who evaluates it may ask the evaluator more afterwards.
pub struct Resolved {
    /// What its files declare.
    pub report: Arc<Report>,
    /// What is wrong with that.
    found: Vec<Diagnostic>,
    loaded: Loaded,
}

impl Resolved {
    /// What is right where a report has errors and a file shows a slip from which all of them may come (a brace in the wrong
    /// place, a block that stands twice): the report without the slip, if that leaves fewer errors.
    pub fn better_reading(&self, checked: &Checked, files: &dyn Files) -> Option<Checked> {
        if checked.is_sound() {
            return None;
        }
        let (by_layout, others) = layout::readings(&self.loaded, &checked.problems);
        let (only, mut best) = (by_layout.len() < 2, None);
        for other in by_layout.into_iter().chain(others) {
            let other = other.resolve();
            let other = other.check(&Evaluator::new(&other.report), files);
            if layout::explains(&other, best.as_ref().unwrap_or(checked)) {
                best = Some(layout::chosen(other, only));
            }
        }
        match best {
            // that is mended first
            Some(best) => Some(heads::unmended(best)),
            None => heads::mends_nothing(checked, &self.loaded, files).then(|| heads::unmended(checked.clone())),
        }
    }

    /// Checks and composes it as it was read; `evaluator` is one of its report.
    pub fn check(&self, evaluator: &Evaluator<'_>, files: &dyn Files) -> Checked {
        let (report, mut found, mut loaded) = (Arc::clone(&self.report), self.found.clone(), self.loaded.clone());
        found.extend(check::before(&report));
        let found = causes::join_causes(found, &mut loaded, &report, files);
        let blank = loaded.is_blank();
        let mut checked = Checked::of(loaded, report);
        match found {
            Ok(found) => checked.problems.extend(found),
            Err(only) => {
                checked.add(vec![*only]);
                return checked;
            }
        }
        let report = Arc::clone(&checked.report);
        let Checked { problems, project, pictures, style, style_lines, .. } = &mut checked;
        if problems.is_empty() && blank {
            let message = say!("文件里什么也没有写", "nothing is written in this file");
            let blank = Diagnostic::new(NOTHING_TO_PRINT, pages::START, message);
            problems.push(nothing(Diagnostic { severity: Severity::Warning, ..blank }));
        }
        (*style, *style_lines) = style::read(&report, project, files, problems);
        variables::unknown(&report, style, problems);
        *pictures = pictures::read(&report, &project.roots, files, problems);
        let outcome = check::check(evaluator);
        problems.extend(outcome.problems);
        (checked.identities, checked.idle) = (outcome.identities, outcome.idle);
        if evaluator.is_cancelled() {
            return checked;
        }
        checked.document = compose(evaluator);
        if evaluator.is_cancelled() {
            return checked;
        }
        checked.judge(evaluator);
        checked.expire(files);
        origins::tell(&mut checked, files);
        in_order(&mut checked.problems);
        checked
    }

    /// Composes it and tries its identities, to be compared with another report: what is only advice is left out (lints,
    /// expectations, suspicions). Pictures are read, not looked at.
    pub fn examine(&self, evaluator: &Evaluator<'_>, files: &dyn Files) -> Checked {
        let report = &self.report;
        let mut checked = Checked::of(self.loaded.clone(), Arc::clone(report));
        let Checked { problems, project, pictures, style, document, sources, .. } = &mut checked;
        problems.extend(self.found.iter().cloned());
        problems.extend(check::before(report));
        (*style, _) = style::read(report, project, files, problems);
        *pictures = pictures::unlooked(report, &project.roots, files, problems);
        let outcome = check::check(evaluator);
        problems.extend(outcome.problems);
        *document = compose(evaluator);
        problems.extend(evaluator.take_problems());
        problems.extend(evaluator.unwritten(year_of(sources)));
        checked.identities = outcome.identities;
        checked.expire(files);
        in_order(&mut checked.problems);
        checked
    }
}

impl Checked {
    /// A report of which only the files are known and what is wrong with them; and its root folders.
    fn of(mut loaded: Loaded, report: Arc<Report>) -> Checked {
        let problems = loaded.take_problems();
        let Loaded { sources, places, trees, space_of: spaces, links, project, .. } = loaded;
        Checked { sources, places, trees, spaces, links, problems, project, report, ..Checked::default() }
    }

    /// What is found when all is computed: in what is expected, in figures that fail, in what looks wrong.
    fn judge(&mut self, evaluator: &Evaluator<'_>) {
        let Checked { sources, document, identities, problems, .. } = self;
        let expected = Tables::print(evaluator);
        problems.extend(evaluator.take_problems());
        problems.extend(evaluator.unwritten(year_of(sources)));
        // of what could not be read or evaluated nobody knows what it prints
        if !problems.iter().any(|problem| problem.severity == Severity::Error) {
            problems.extend(expected.compare(evaluator));
        }
        // what stands in a module that could not be read nobody knows
        let unread = problems.iter().any(|problem| problem.is_about(Topic::Unread));
        problems.extend(localize::findings(evaluator, sources, document, identities, unread));
        let sound = !problems.iter().any(|problem| problem.severity == Severity::Error);
        let lints = lint::check(&lint::LintContext { evaluator, sources, document, identities, sound });
        // a place that disagrees with another is asked about already
        let clashes = problems.iter().filter(|problem| problem.is_about(Topic::Clash));
        let asked: FxHashSet<Span> = clashes.flat_map(|error| &error.related).map(|label| label.span).collect();
        let fresh = lints.problems.into_iter().filter(|lint| !asked.contains(&lint.primary.span));
        let fresh: Vec<Diagnostic> = fresh.collect();
        problems.extend(fresh);
        self.lints = lints.accepted;
    }
}

/// The year in the name of the report's file, else some year.
fn year_of(sources: &Sources) -> u32 {
    let name = sources.iter().next().map_or("", |(_, source)| source.name.as_str());
    let mut numbers = name.rsplit(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4);
    numbers.find_map(|digits| digits.parse().ok()).unwrap_or(SOME_YEAR)
}

/// An error for a report of which nothing can be printed.
pub fn undocumented() -> Diagnostic {
    let message = say!("报告里没有 document，没有可印的", "the report has no `document`: nothing to print");
    nothing(Diagnostic::new(NOTHING_TO_PRINT, pages::START, message))
}

/// What to do where there is nothing.
fn nothing(problem: Diagnostic) -> Diagnostic {
    problem.note(say!(
        "看看是不是别的文件；budgetc new 文件夹 建一份能用的样稿",
        "perhaps another file is meant; `budgetc new FOLDER` makes a report to start from"
    ))
}
