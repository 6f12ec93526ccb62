//! Places as findings and JSON print them: `LINE`, `LINE:COLUMN`, with a file before; `#2` behind one of several.

use crate::base::{FileId, Source, Sources, Span};

/// A place that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Its file, where that is said.
    pub file: Option<String>,
    pub line: usize,
    pub column: Option<usize>,
    /// Which of the figures that stand there, from 1.
    pub which: Option<usize>,
}

/// Reads a place; none where the words are something else.
pub(super) fn read(asked: &str) -> Option<Place> {
    let asked = asked.trim();
    let (asked, which) = match asked.rsplit_once('#') {
        Some((before, number)) => (before, Some(number.parse().ok()?)),
        None => (asked, None),
    };
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<usize>().ok())?;
    let mut parts: Vec<&str> = asked.split(':').collect();
    let last = number(parts.pop()?)?;
    let before = parts.last().copied().and_then(number);
    let (line, column) = match before {
        Some(line) => {
            parts.pop();
            (line, Some(last))
        }
        None => (last, None),
    };
    let file = (!parts.is_empty()).then(|| parts.join(":"));
    Some(Place { file, line, column, which })
}

impl Place {
    /// The file that is meant; the report itself where none is named.
    pub fn file(&self, sources: &Sources) -> Option<FileId> {
        let Some(name) = &self.file else { return Some(FileId(0)) };
        let named = |source: &Source| source.path == *name || source.name == *name;
        sources.iter().find(|(_, source)| named(source)).map(|(id, _)| id)
    }

    /// Whether a span begins on the line, or holds the column.
    pub fn holds(&self, span: Span, file: FileId, sources: &Sources) -> bool {
        if span.file != file {
            return false;
        }
        let source = sources.get(file);
        let (first, start) = source.line_column(span.range().start);
        match self.column {
            None => first == self.line,
            Some(column) => {
                let (last, end) = source.line_column(span.range().end);
                (first, start) <= (self.line, column) && (self.line, column) < (last, end.max(start + 1))
            }
        }
    }
}

/// `LINE:COLUMN` of a place's beginning; with the file before where it is not the report.
pub(super) fn written_place(span: Span, sources: &Sources) -> String {
    let source = sources.get(span.file);
    let (line, column) = source.line_column(span.range().start);
    if span.file == FileId(0) { format!("{line}:{column}") } else { format!("{}:{line}:{column}", source.path) }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn places_are_told_from_names() {
        let place = |text| read(text).map(|place| (place.file, place.line, place.column, place.which));
        assert_eq!(place("12"), Some((None, 12, None, None)));
        assert_eq!(place("12:5#2"), Some((None, 12, Some(5), Some(2))));
        assert_eq!(place("std/a.budget:12:5"), Some((Some("std/a.budget".to_owned()), 12, Some(5), None)));
        assert_eq!(place("a.budget:12"), Some((Some("a.budget".to_owned()), 12, None, None)));
        for name in ["表3.合计", "表3.#1", "a:b", "", "1.5"] {
            assert_eq!(place(name), None, "{name}");
        }
    }
}
