//! The one door: files in; problems, identities and the document out. Command line and editor ask this and nothing else.

mod causes;
mod drawing;
mod files;
mod layout;
mod load;
mod pages;
mod pictures;
mod places;
mod repair;

pub use files::{Disk, Files, Unread, read_all};
pub use load::{Loaded, load, load_beside, load_module};
pub use pages::{too_wide, unprintable};
pub use pictures::Picture;
pub use places::ROOT_FILE;
pub use repair::{Repairs, repaired, repairs};

use std::path::PathBuf;

use crate::base::{Date, Diagnostic, FileId, Severity, Source, Sources};
use crate::check::{self, Identity, Verdict};
use crate::document::{Document, compose};
use crate::eval::Evaluator;
use crate::expect::Tables;
use crate::ledger;
use crate::lint;
use crate::model::{Input, Level, Report, SetLevel, from_syntax};
use crate::say;
use crate::syntax::parse;
use crate::web;

/// A year that stands where one has to be written and nobody knows which.
const SOME_YEAR: u32 = 2000;

/// A report, checked and composed.
#[derive(Debug, Default)]
pub struct Checked {
    /// Its files.
    pub sources: Sources,
    /// What was found, by place.
    pub problems: Vec<Diagnostic>,
    /// Every identity that was tried.
    pub identities: Vec<Identity>,
    /// The checks whose guard holds nowhere, by their numbers in the report.
    pub idle: Vec<usize>,
    /// What looked wrong and the report stands by.
    pub lints: Vec<lint::Accepted>,
    /// What its files declare.
    pub report: Report,
    /// The document; of no use where there are errors.
    pub document: Document,
    /// The files of its pictures.
    pub pictures: Vec<Picture>,
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
    /// Findings of lints that the report stands by.
    pub accepted_lints: usize,
    /// Checks and lints that are switched off.
    pub off: usize,
    /// Identities that could not be checked.
    pub unchecked: usize,
    /// Tables of which it is said what they print.
    pub expected: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

impl Checked {
    /// Takes in further findings.
    pub fn add(&mut self, found: Vec<Diagnostic>) {
        self.problems.extend(found);
        in_order(&mut self.problems);
    }

    /// Its counts.
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
            off: self.lowered().filter(|set| set.level == Level::Off).count(),
            unchecked: count(|verdict| *verdict == Verdict::Unchecked),
            expected: self.report.expects.len(),
            errors: weigh(Severity::Error),
            warnings: weigh(Severity::Warning),
        }
    }

    /// The checks and lints that are switched off, or weigh less than where no level is set.
    pub fn lowered(&self) -> impl Iterator<Item = &SetLevel> {
        self.report.levels.iter().filter(|set| set.is_lowered())
    }

    /// How well each typed figure is guarded.
    pub fn coverage(&self) -> web::Coverage {
        web::coverage(&Evaluator::new(&self.report), &self.sources, &self.identities)
    }

    /// Lets what is accepted until a day that has passed be accepted no longer, and says so.
    fn expire(&mut self, files: &dyn Files) {
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

impl Loaded {
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
        let id = self.sources.add(source);
        let (tree, problems) = parse(&self.sources.get(id).text, id);
        self.trees.push(tree);
        self.problems.extend(problems);
        self.order.push(id);
        self.space_of.push(0);
        self.uses.push(vec![FileId(0)]);
    }

    /// Whether nothing is written in any file.
    fn is_blank(&self) -> bool {
        let mut files = self.trees.iter().zip(self.sources.iter());
        files.all(|(tree, (_, source))| tree.root(&source.text).children().next().is_none())
    }
}

/// Checks and composes what was loaded. Where that finds errors and a file shows a slip from which all of them may come (a
/// brace in the wrong place, a block that stands twice), it is checked without the slip too, and what leaves fewer errors is
/// right.
pub fn check(mut loaded: Loaded, files: &dyn Files) -> Checked {
    let mut best = once(&mut loaded, files);
    if !best.is_sound() {
        let (by_layout, others) = layout::readings(&loaded, &best.problems);
        let only = by_layout.len() < 2;
        for mut other in by_layout.into_iter().chain(others) {
            let checked = once(&mut other, files);
            if layout::explains(&checked, &best) {
                best = layout::chosen(checked, only);
            }
        }
    }
    best.sources = std::mem::take(&mut loaded.sources);
    best
}

/// Checks and composes what was loaded, as it was read.
fn once(loaded: &mut Loaded, files: &dyn Files) -> Checked {
    let (report, mut found) = loaded.report();
    found.extend(check::before(&report));
    let told = loaded.problems.clone();
    let found = causes::join(found, loaded, &report, files);
    let blank = loaded.is_blank();
    let mut problems = std::mem::replace(&mut loaded.problems, told);
    let Loaded { sources, roots, .. } = &*loaded;
    match found {
        Ok(found) => problems.extend(found),
        Err(only) => {
            problems.push(*only);
            in_order(&mut problems);
            return Checked { problems, report, ..Checked::default() };
        }
    }
    if problems.is_empty() && blank {
        let message = say!("文件里什么也没有写", "nothing is written in this file");
        problems.push(nothing(Diagnostic::warning("B0509", pages::START, message)));
    }
    let style = style(&report, roots, files, &mut problems);
    let pictures = pictures::read(&report, roots, files, &mut problems);
    let evaluator = Evaluator::new(&report);
    let outcome = check::check(&evaluator);
    let whole = report.broken.is_empty();
    // an `accept` is idle only if all rows that it may speak of could be read
    problems.extend(outcome.problems.into_iter().filter(|problem| whole || problem.code != "B0303"));
    let document = compose(&evaluator, style);
    let expected = Tables::print(&evaluator);
    problems.extend(evaluator.take_problems());
    problems.extend(evaluator.unwritten(year_of(sources)));
    // of what could not be read or evaluated nobody knows what it prints
    if !problems.iter().any(|problem| problem.severity == Severity::Error) {
        problems.extend(expected.compare(&evaluator));
    }
    // what stands in a module that could not be read nobody knows
    let unread = problems.iter().any(|problem| matches!(problem.code, "B0106" | "B0107" | "B0109" | "B0204"));
    problems.extend(web::findings(&evaluator, sources, &document, &outcome.identities, unread));
    let scene = lint::Scene {
        evaluator: &evaluator,
        sources,
        document: &document,
        identities: &outcome.identities,
        sound: !problems.iter().any(|problem| problem.severity == Severity::Error),
    };
    let lints = lint::check(&scene);
    problems.extend(lints.problems);
    let mut checked = Checked {
        problems,
        identities: outcome.identities,
        idle: outcome.idle,
        lints: lints.accepted,
        document,
        pictures,
        report,
        ..Checked::default()
    };
    checked.expire(files);
    in_order(&mut checked.problems);
    checked
}

/// Composes what was loaded and tries its identities, to be compared with another report: what is only advice is left
/// out (lints, expectations, suspicions), and so is where printed figures come from. Pictures are read, not looked at.
pub fn examine(loaded: Loaded, files: &dyn Files) -> Checked {
    let (report, found) = loaded.report();
    let Loaded { sources, mut problems, roots, .. } = loaded;
    problems.extend(found);
    problems.extend(check::before(&report));
    let style = style(&report, &roots, files, &mut problems);
    let pictures = pictures::unlooked(&report, &roots, files, &mut problems);
    let evaluator = Evaluator::new(&report).without_origins();
    let outcome = check::check(&evaluator);
    problems.extend(outcome.problems);
    let document = compose(&evaluator, style);
    problems.extend(evaluator.take_problems());
    problems.extend(evaluator.unwritten(year_of(&sources)));
    let identities = outcome.identities;
    let mut checked = Checked { sources, problems, identities, document, pictures, report, ..Checked::default() };
    checked.expire(files);
    in_order(&mut checked.problems);
    checked
}

/// The year in the name of the report's file, else some year.
fn year_of(sources: &Sources) -> u32 {
    let name = sources.iter().next().map_or("", |(_, source)| source.name.as_str());
    let mut numbers = name.rsplit(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4);
    numbers.find_map(|digits| digits.parse().ok()).unwrap_or(SOME_YEAR)
}

/// What was accepted until a day that has passed is accepted no longer.
fn lapse(identities: &mut [Identity], lints: &mut Vec<lint::Accepted>, day: Date) {
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

/// An error for a report of which nothing can be printed.
pub fn undocumented() -> Diagnostic {
    let message = say!("报告里没有 document，没有可印的", "the report has no `document`: nothing to print");
    nothing(Diagnostic::error("B0509", pages::START, message))
}

/// What to do where there is nothing.
fn nothing(problem: Diagnostic) -> Diagnostic {
    problem.note(say!(
        "看看是不是别的文件；budgetc new 文件夹 建一份能用的样稿",
        "perhaps another file is meant; `budgetc new FOLDER` makes a report to start from"
    ))
}

/// Problems by place, each once; errors before warnings at the same place.
fn in_order(problems: &mut Vec<Diagnostic>) {
    problems.sort_by_key(|problem| (problem.primary.span, problem.severity, problem.code));
    problems.dedup_by(|a, b| (a.code, a.primary.span, &a.message) == (b.code, b.primary.span, &b.message));
}

/// The text of the style that the document names.
fn style(report: &Report, roots: &[PathBuf], files: &dyn Files, problems: &mut Vec<Diagnostic>) -> String {
    let Some(document) = &report.document else { return String::new() };
    let Some((path, span)) = &document.style else {
        let error = Diagnostic::error("B0504", document.span, say!("文档没有写明样式", "the document names no style"));
        problems.push(error.note(say!("写上 style std.style.名称", "write `style std.style.NAME`")));
        return String::new();
    };
    match load::style(path, roots, files) {
        Ok(text) => with_included(path, &text, roots, files),
        Err(error) => {
            let reason = error.reason();
            let (zh, en) = (&reason.zh, &reason.en);
            let message = say!("读不了样式文件「{path}」：{zh}", "cannot read style file `{path}`: {en}");
            let problem = Diagnostic::error("B0204", *span, message);
            problems.push(load::missing(problem, &error, (path, "typ"), roots, files, &[]));
            String::new()
        }
    }
}

/// What a style's text includes.
pub fn included(style: &str) -> impl Iterator<Item = &str> {
    style.lines().filter_map(include)
}

/// What a line of a style includes.
fn include(line: &str) -> Option<&str> {
    line.strip_prefix("// include ").map(str::trim)
}

/// A style is one text; what several share is put in at a line `// include NAME`: a file beside the style, or at a path
/// of several names one found as a module is.
fn with_included(path: &str, text: &str, roots: &[PathBuf], files: &dyn Files) -> String {
    let folder = path.rsplit_once('.').map_or(String::new(), |(folder, _)| format!("{folder}."));
    let line = |line: &str| {
        let shared =
            include(line).map(|name| if name.contains('.') { name.to_owned() } else { format!("{folder}{name}") });
        let shared = shared.and_then(|path| load::style(&path, roots, files).ok());
        shared.unwrap_or_else(|| format!("{line}\n"))
    };
    text.lines().map(line).collect()
}
