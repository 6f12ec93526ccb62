//! The terminal's form, by codespan-reporting, which measures wide characters as terminals do.

use std::io;
use std::ops::Range;

use codespan_reporting::diagnostic::{Diagnostic as Shown, Label, LabelStyle, Severity as Weight};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::termcolor::{NoColor, WriteColor};
use codespan_reporting::term::{Chars, Config, emit_to_write_style};

use super::reasoned;
use crate::base::{Confidence, Diagnostic, FileId, Lang, Say, Severity, Sources, Span, Suspect};
use crate::say;

/// How many suspicions are shown besides the first.
const OTHERS: usize = 2;

/// Of the others the lines are named, as far as they are so few.
const LINES: usize = 12;

/// A line of more bytes is not shown whole: a file that is no text may be one line of many thousands.
const LONGEST: usize = 600;
/// So many bytes of it are shown, and so many of these before the place.
const PART: usize = 160;
const BEFORE: usize = 40;

/// Lets codespan see our sources, of a long line the part around a place of the finding.
struct Seen<'s> {
    sources: &'s Sources,
    labels: Vec<Span>,
}

impl<'s> Seen<'s> {
    fn new(sources: &'s Sources, problem: &Diagnostic) -> Seen<'s> {
        let suspects = problem.suspects.iter().map(|suspect| suspect.span);
        let related = problem.related.iter().map(|related| related.span);
        Seen { sources, labels: std::iter::once(problem.primary.span).chain(related).chain(suspects).collect() }
    }

    /// The bytes of a line that are shown.
    fn part(&self, file: FileId, line: usize) -> Option<Range<usize>> {
        let source = self.sources.get(file);
        let whole = source.line_range(line)?;
        if whole.len() <= LONGEST {
            return Some(whole);
        }
        let mut places = self.labels.iter().filter(|label| label.file == file).map(|label| label.range().start);
        let place = places.find(|at| whole.contains(at) || *at == whole.end);
        let start = place.map_or(whole.start, |at| at.saturating_sub(BEFORE).max(whole.start));
        let end = (start + PART).min(whole.end);
        Some(source.text.floor_char_boundary(start)..source.text.floor_char_boundary(end))
    }

    /// A span cut to its first line, and to the part of it that is shown: a message should not print a whole block. None
    /// where that part does not hold its beginning.
    fn within(&self, span: Span) -> Option<Range<usize>> {
        let source = self.sources.get(span.file);
        let start = span.range().start.min(source.text.len());
        let line = source.text.get(start..span.range().end.min(source.text.len())).unwrap_or("");
        let end = start + line.split('\n').next().unwrap_or("").trim_end().len();
        let part = self.part(span.file, source.line_column(start).0 - 1)?;
        (part.start <= start && start <= part.end).then(|| start..end.min(part.end).max(start))
    }
}

impl<'s> Files<'s> for Seen<'s> {
    type FileId = FileId;
    type Name = &'s str;
    type Source = &'s str;

    fn name(&'s self, id: FileId) -> Result<&'s str, Error> {
        Ok(&self.sources.get(id).path)
    }

    fn source(&'s self, id: FileId) -> Result<&'s str, Error> {
        Ok(&self.sources.get(id).text)
    }

    fn line_index(&'s self, id: FileId, byte: usize) -> Result<usize, Error> {
        Ok(self.sources.get(id).line_column(byte).0 - 1)
    }

    /// Of the whole line, whatever part of it is shown.
    fn column_number(&'s self, id: FileId, _: usize, byte: usize) -> Result<usize, Error> {
        Ok(self.sources.get(id).line_column(byte).1)
    }

    fn line_range(&'s self, id: FileId, line: usize) -> Result<Range<usize>, Error> {
        self.part(id, line).ok_or(Error::LineTooLarge { given: line, max: line })
    }
}

/// Writes findings with their source.
///
/// # Errors
/// What the writer says.
pub fn human(writer: &mut dyn WriteColor, sources: &Sources, problems: &[Diagnostic], lang: Lang) -> io::Result<()> {
    let config = Config { chars: Chars::box_drawing(), tab_width: 2, ..Config::default() };
    for problem in problems {
        let seen = Seen::new(sources, problem);
        let shown = shown(problem, &seen, lang);
        emit_to_write_style(writer, &config, &seen, &shown).map_err(|error| match error {
            Error::Io(error) => error,
            other => io::Error::other(other),
        })?;
    }
    Ok(())
}

/// The same without colour, as text: for tests.
pub fn plain(sources: &Sources, problems: &[Diagnostic], lang: Lang) -> String {
    let mut buffer = NoColor::new(Vec::new());
    match human(&mut buffer, sources, problems, lang) {
        Ok(()) => String::from_utf8_lossy(&buffer.into_inner()).into_owned(),
        Err(error) => error.to_string(),
    }
}

fn shown(problem: &Diagnostic, seen: &Seen<'_>, lang: Lang) -> Shown<FileId> {
    let severity = match problem.severity {
        Severity::Error => Weight::Error,
        Severity::Warning => Weight::Warning,
    };
    let label = |style, span: Span, text: &str| {
        seen.within(span).map(|range| Label::new(style, span.file, range).with_message(text))
    };
    let mut labels = Vec::from_iter(label(LabelStyle::Primary, problem.primary.span, problem.primary.text.get(lang)));
    labels.extend(
        problem.related.iter().filter_map(|related| label(LabelStyle::Secondary, related.span, related.text.get(lang))),
    );
    // where the first stands out, the finding has said enough
    let others = match problem.suspects.as_slice() {
        [first, others @ ..] if first.confidence == Confidence::Weak => others,
        _ => &[],
    };
    let shown = &others[..others.len().min(OTHERS)];
    labels.extend(
        shown.iter().filter_map(|suspect| label(LabelStyle::Secondary, suspect.span, other(suspect).get(lang))),
    );
    let mut notes: Vec<String> = problem.notes.iter().map(|note| note.text.get(lang).to_owned()).collect();
    let further = &others[shown.len()..];
    if !further.is_empty() {
        notes.push(further_lines(further, seen.sources).get(lang).to_owned());
    }
    let code = problem.code;
    notes.push(match lang {
        Lang::Zh => format!("说明: budgetc explain {code}"),
        Lang::En => format!("more: budgetc explain {code}"),
    });
    Shown::new(severity).with_code(code).with_message(problem.message.get(lang)).with_labels(labels).with_notes(notes)
}

/// The lines of the suspicions that have no label.
fn further_lines(suspects: &[Suspect], sources: &Sources) -> Say {
    let mut lines: Vec<(FileId, usize)> = suspects
        .iter()
        .map(|suspect| (suspect.span.file, sources.get(suspect.span.file).line_column(suspect.span.start as usize).0))
        .collect();
    lines.sort_unstable();
    lines.dedup();
    let (count, listed) = (suspects.len(), lines.len().min(LINES));
    let mut text: Vec<String> = lines.iter().take(LINES).map(|(_, line)| line.to_string()).collect();
    if listed < lines.len() {
        text.push("…".to_owned());
    }
    let (zh, en) = (text.join("、"), text.join(", "));
    say!("另有 {count} 种可能，在第 {zh} 行", "other explanations: {count}, in lines {en}")
}

/// A suspicion besides the first, which the finding itself speaks of.
fn other(suspect: &Suspect) -> Say {
    let Say { zh, en } = reasoned(suspect);
    say!("或{zh}", "or {en}")
}
