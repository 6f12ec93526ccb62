//! A report read as its layout has it, where braces are too many, missing or in the wrong place.

use std::collections::HashSet;

use super::Checked;
use super::load::Loaded;
use crate::base::{Diagnostic, FileId, Severity, Sources, Span, Topic};
use crate::syntax::{Reading, by_layout, without_copies, without_marks};

/// The other ways to read the files of a report in which something is wrong: as their layout has it, in one way or two, the
/// likelier first; without blocks that stand in them twice; and without marks that were pasted along.
pub(super) fn readings(loaded: &Loaded, wrong: &[Diagnostic]) -> (Vec<Loaded>, Vec<Loaded>) {
    let own: Vec<FileId> =
        loaded.sources.iter().filter(|(_, source)| !source.is_standard()).map(|(file, _)| file).collect();
    let text = |file: FileId| loaded.sources.get(file).text.as_str();
    let mut ways: Vec<Vec<(FileId, Reading)>> = Vec::new();
    for file in &own {
        for (way, reading) in by_layout(text(*file), *file).into_iter().enumerate() {
            if ways.len() <= way {
                ways.push(Vec::new());
            }
            ways[way].push((*file, reading));
        }
    }
    let all = |read: &dyn Fn(FileId) -> Option<Reading>| -> Vec<(FileId, Reading)> {
        own.iter().filter_map(|file| Some((*file, read(*file)?))).collect()
    };
    let others = [
        all(&|file| without_copies(text(file), file, &loaded.trees[file.0 as usize])),
        all(&|file| {
            let places = wrong.iter().filter(|problem| is_of_words(problem)).map(|problem| problem.primary.span);
            let places = places.filter(|span| span.file == file);
            let mut places: Vec<usize> = places.map(|span| span.start as usize).collect();
            places.sort_unstable();
            without_marks(text(file), file, &places)
        }),
    ];
    let others = others.into_iter().filter(|way| !way.is_empty()).map(|way| loaded.read_as(way)).collect();
    (ways.into_iter().map(|way| loaded.read_as(way)).collect(), others)
}

/// Whether a finding is about the words of a line, so that marks between them may be what is wrong.
fn is_of_words(problem: &Diagnostic) -> bool {
    problem.code.is_of_writing() || problem.is_about(Topic::Line)
}

impl Loaded {
    /// The same with files read otherwise.
    pub(super) fn read_as(&self, files: Vec<(FileId, Reading)>) -> Loaded {
        let headless = files.iter().any(|(_, reading)| reading.headless);
        let mut other = Loaded { headless, ..self.clone() };
        for (file, reading) in files {
            let misread = &mut other.misread[file.0 as usize];
            // what could not be read whole is none of another reading's
            misread.retain(|problem| problem.is_about(Topic::Unread));
            misread.extend(reading.problems);
            other.trees[file.0 as usize] = reading.tree;
        }
        other
    }
}

/// Whether another reading explains what is wrong better than what was read before: besides the slips that it undoes it
/// leaves fewer errors, and with them no more; or as many where something could not be read at all.
pub(super) fn explains(other: &Checked, before: &Checked) -> bool {
    if is_doubtful(other) {
        return false;
    }
    // what makes no sense, and is no slip that a reading undid
    let unread = before.problems.iter().any(|problem| problem.is_about(Topic::Brace) && !problem.is_about(Topic::Slip));
    let (left, now) = (other.summary().errors, before.summary().errors);
    let besides = |checked: &Checked| checked.summary().errors - of_slips(checked);
    left < now || left == now && (unread || besides(other) < besides(before))
}

/// Whether errors are left on the lines of a slip within them: then the lines do not make sense without the slip either.
fn is_doubtful(checked: &Checked) -> bool {
    let place = |span: Span| (span.file, checked.sources.get(span.file).line_of(span.start as usize));
    let is_slip = |problem: &&Diagnostic| problem.is_about(Topic::Slip);
    let errors = checked.problems.iter().filter(|problem| problem.severity == Severity::Error && !is_slip(problem));
    // one finding may speak of several places
    let places = errors.flat_map(|problem| {
        let others = problem.related.iter().filter(|_| problem.code.is_of_names()).map(|label| label.span);
        std::iter::once(problem.primary.span).chain(others)
    });
    let wrong: HashSet<_> = places.map(place).collect();
    let within = checked.problems.iter().filter(|problem| problem.is_about(Topic::SlipInLine));
    within.filter(|problem| !problem.fixes.is_empty()).any(|problem| {
        let left = problem.fixes.iter().filter(|fix| wrong.contains(&place(fix.span))).count();
        2 * left >= problem.fixes.len()
    })
}

/// How many slips were found that another reading undoes.
fn of_slips(checked: &Checked) -> usize {
    checked.problems.iter().filter(|problem| problem.is_about(Topic::Slip)).count()
}

/// What was found by a reading. Where it was one of two and leaves errors, its repairs are not certain, nor is then one that
/// moves a brace, for a row may have been moved instead; nor are those of braces whose lines do not stand as the formatter
/// would put them.
pub(super) fn chosen(mut checked: Checked, only: bool) -> Checked {
    let left = checked.summary().errors > of_slips(&checked);
    let sources = &checked.sources;
    for problem in checked.problems.iter_mut().filter(|problem| problem.is_about(Topic::Slip)) {
        let of_braces = problem.is_about(Topic::Brace);
        let moves = of_braces && problem.fixes.len() > 1;
        if left && (!only || moves) || of_braces && !is_laid_out(problem, sources) {
            problem.fixes.clear();
        }
    }
    checked
}

/// Whether the repairs of braces take away none but those that stand in lines of their own, and leave a text whose lines
/// are indented as the formatter does it: only then does indentation say what the writer meant.
fn is_laid_out(problem: &Diagnostic, sources: &Sources) -> bool {
    let mut text = sources.get(problem.primary.span.file).text.clone();
    let mut fixes = problem.fixes.clone();
    fixes.sort_by_key(|fix| std::cmp::Reverse(fix.span.start));
    for fix in fixes {
        let (start, end) = (fix.span.start as usize, fix.span.end as usize);
        let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let over = if text[start..end].ends_with('\n') { end } else { text.len() };
        let to = text[end..over].find('\n').map_or(over, |at| end + at);
        let alone = text[from..to].chars().all(|c| c.is_whitespace() || "}｝".contains(c));
        if text[start..end].contains(['}', '｝']) && !alone {
            return false;
        }
        text.replace_range(start..end, &fix.text);
    }
    let indents = |text: &str| -> Vec<usize> {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        lines.map(|line| line.len() - line.trim_start().len()).collect()
    };
    crate::format::format(&text, None).is_some_and(|laid| indents(&laid) == indents(&text))
}
