//! The style that a document names: one text for the page, put together of the file that is named and of those that it
//! imports. Every line knows where it stands, so that an error in it can be told there.

use std::collections::HashSet;

use super::codes::{INVALID_STYLE, MISSING_FILE, NO_STYLE};
use super::files::Files;
use super::style_lines::{LineRun, StyleLines};
use super::{Checked, Project, load, places};
use crate::base::{Diagnostic, Say, Span};
use crate::model::Report;
use crate::say;

/// Files may import one another this deep.
const DEEPEST: usize = 16;

/// The text of the style that the document names, and where its lines stand.
pub(super) fn read(
    report: &Report,
    project: &Project,
    files: &dyn Files,
    problems: &mut Vec<Diagnostic>,
) -> (String, StyleLines) {
    let Some(document) = &report.document else { return Default::default() };
    let Some((path, span)) = &document.style else {
        let error = Diagnostic::new(NO_STYLE, document.span, say!("文档没有写明样式", "the document names no style"));
        problems.push(error.note(say!("写上 style std.style.名称", "write `style std.style.NAME`")));
        return Default::default();
    };
    let (known, read) = Default::default();
    let mut reader = Reader { project, files, span: *span, problems, known, read, lines: 0 };
    reader.file(path, None, 0);
    reader.read
}

/// The paths that a style's text imports, as they are written.
pub fn imported(style: &str) -> impl Iterator<Item = &str> {
    style.lines().filter_map(import)
}

/// What a line imports with all its names: as a path that begins at the importing file's folder, at the root (`/…`), or in
/// the standard library (`std/…`).
fn import(line: &str) -> Option<&str> {
    line.strip_prefix("#import \"")?.trim_end().strip_suffix("\": *")
}

struct Reader<'r> {
    project: &'r Project,
    files: &'r dyn Files,
    /// Where the document names the style.
    span: Span,
    problems: &'r mut Vec<Diagnostic>,
    /// The files that were put in, each once.
    known: HashSet<String>,
    read: (String, StyleLines),
    /// How many lines were put in.
    lines: usize,
}

impl Reader<'_> {
    /// Puts a file in by its dotted path; `by` is the place that imports it.
    fn file(&mut self, path: &str, by: Option<&str>, depth: usize) {
        if !self.known.insert(path.to_owned()) || depth > DEEPEST {
            return;
        }
        let (text, name) = match load::style(path, self.project, self.files) {
            Ok(found) => found,
            Err(error) => {
                let reason = error.reason();
                let message = match by {
                    None => {
                        say!("读不了样式文件「{path}」：{reason}", "cannot read style file `{path}`: {reason}", reason)
                    }
                    Some(by) => say!(
                        "{by} 引入的样式文件「{path}」读不了：{reason}",
                        "cannot read style file `{path}`, which {by} imports: {reason}",
                        reason
                    ),
                };
                let problem = Diagnostic::new(MISSING_FILE, self.span, message);
                let problem = load::missing(problem, &error, (path, "typ"), self.project, self.files, &[]);
                self.problems.push(problem);
                return;
            }
        };
        let folder = path.rsplit_once('.').map_or(String::new(), |(folder, _)| format!("{folder}."));
        let mut goes_on = false;
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            if let Some(imported) = import(line) {
                let below = places::dotted_path(imported.trim_start_matches('/').to_owned());
                let standard = below.starts_with("std.") || imported.starts_with('/');
                let path = if standard { below } else { format!("{folder}{below}") };
                self.file(&path, Some(&format!("{name}:{number}")), depth + 1);
                goes_on = false;
                continue;
            }
            let (text, StyleLines(runs)) = &mut self.read;
            if !goes_on {
                runs.push(LineRun { first: self.lines + 1, file: name.clone(), line: number });
                goes_on = true;
            }
            text.push_str(line);
            text.push('\n');
            self.lines += 1;
        }
    }
}

/// Errors of the style, of what is said of lines of the text that it makes; none of what is no style's.
pub fn in_style(checked: &Checked, said: &[(Option<usize>, String)]) -> Vec<Diagnostic> {
    let Some((_, span)) = checked.report.document.as_ref().and_then(|document| document.style.as_ref()) else {
        return Vec::new();
    };
    let length = checked.style.trim_end().lines().count();
    let error = |(line, text): &(Option<usize>, String)| {
        let place = checked.style_lines.place((*line)?, length)?;
        let message = say!("样式出错，{place}：{text}", "an error in the style, {place}: {text}");
        let way: Say = say!(
            "照所说的改样式；budgetc build --format typst 写出排版用的全文",
            "mend the style as it says; `budgetc build --format typst` writes the whole text that is set"
        );
        Some(Diagnostic::new(INVALID_STYLE, *span, message).note(way))
    };
    said.iter().filter_map(error).collect()
}
