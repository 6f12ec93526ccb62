//! The terminal's form, by codespan-reporting, which measures wide characters as terminals do.

use std::io;

use codespan_reporting::diagnostic::{Diagnostic as Shown, Label, LabelStyle, Severity as Weight};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::termcolor::{NoColor, WriteColor};
use codespan_reporting::term::{Chars, Config, emit_to_write_style};

use super::reasoned;
use crate::base::{Confidence, Diagnostic, FileId, Lang, Say, Severity, Sources, Span, Suspect};
use crate::say;

/// How many suspicions are shown besides the first.
const OTHERS: usize = 2;

/// Lets codespan see our sources.
struct Seen<'s>(&'s Sources);

impl<'s> Files<'s> for Seen<'s> {
    type FileId = FileId;
    type Name = &'s str;
    type Source = &'s str;

    fn name(&'s self, id: FileId) -> Result<&'s str, Error> {
        Ok(&self.0.get(id).path)
    }

    fn source(&'s self, id: FileId) -> Result<&'s str, Error> {
        Ok(&self.0.get(id).text)
    }

    fn line_index(&'s self, id: FileId, byte: usize) -> Result<usize, Error> {
        Ok(self.0.get(id).line_column(byte).0 - 1)
    }

    fn line_range(&'s self, id: FileId, line: usize) -> Result<std::ops::Range<usize>, Error> {
        self.0.get(id).line_range(line).ok_or(Error::LineTooLarge { given: line, max: line })
    }
}

/// Writes findings with their source.
///
/// # Errors
/// What the writer says.
pub fn human(writer: &mut dyn WriteColor, sources: &Sources, problems: &[Diagnostic], lang: Lang) -> io::Result<()> {
    let config = Config { chars: Chars::box_drawing(), tab_width: 2, ..Config::default() };
    for problem in problems {
        let shown = shown(problem, sources, lang);
        emit_to_write_style(writer, &config, &Seen(sources), &shown).map_err(|error| match error {
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

fn shown(problem: &Diagnostic, sources: &Sources, lang: Lang) -> Shown<FileId> {
    let severity = match problem.severity {
        Severity::Error => Weight::Error,
        Severity::Warning => Weight::Warning,
    };
    let label = |style, span: Span, text: &str| Label::new(style, span.file, within(span, sources)).with_message(text);
    let mut labels = vec![label(LabelStyle::Primary, problem.primary.span, problem.primary.text.get(lang))];
    labels.extend(
        problem.related.iter().map(|related| label(LabelStyle::Secondary, related.span, related.text.get(lang))),
    );
    // where the first stands out, the finding has said enough
    let others = match problem.suspects.as_slice() {
        [first, others @ ..] if first.confidence == Confidence::Weak => others,
        _ => &[],
    };
    let shown = &others[..others.len().min(OTHERS)];
    labels.extend(shown.iter().map(|suspect| label(LabelStyle::Secondary, suspect.span, other(suspect).get(lang))));
    let mut notes: Vec<String> = problem.notes.iter().map(|note| note.get(lang).to_owned()).collect();
    let more = others.len() - shown.len();
    if more > 0 {
        notes.push(say!("另有 {more} 种可能未列出", "other explanations not shown: {more}").get(lang).to_owned());
    }
    let code = problem.code;
    notes.push(match lang {
        Lang::Zh => format!("说明: budgetc explain {code}"),
        Lang::En => format!("more: budgetc explain {code}"),
    });
    Shown::new(severity).with_code(code).with_message(problem.message.get(lang)).with_labels(labels).with_notes(notes)
}

/// A suspicion besides the first, which the finding itself speaks of.
fn other(suspect: &Suspect) -> Say {
    let Say { zh, en } = reasoned(suspect);
    say!("或{zh}", "or {en}")
}

/// A span cut to its text, first line only where it is long: a message should not print a whole block.
fn within(span: Span, sources: &Sources) -> std::ops::Range<usize> {
    let text = &sources.get(span.file).text;
    let range = span.start as usize..(span.end as usize).min(text.len());
    let slice = text.get(range.clone()).unwrap_or("");
    let line = slice.split('\n').next().unwrap_or("").trim_end();
    range.start.min(text.len())..(range.start + line.len()).min(text.len())
}
