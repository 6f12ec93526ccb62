//! Edits of a text that is otherwise left as it is.

/// A part of a text and what stands there instead.
struct TextEdit {
    start: usize,
    end: usize,
    text: String,
}

/// The edits of one text.
#[derive(Default)]
pub(super) struct TextEdits(Vec<TextEdit>);

impl TextEdits {
    pub fn replace(&mut self, range: std::ops::Range<usize>, text: String) {
        self.0.push(TextEdit { start: range.start, end: range.end, text });
    }

    pub fn insert(&mut self, at: usize, text: String) {
        self.replace(at..at, text);
    }

    pub fn remove(&mut self, range: std::ops::Range<usize>) {
        self.replace(range, String::new());
    }

    /// Whether nothing changes before a place.
    pub fn only_behind(&self, place: usize) -> bool {
        self.0.iter().all(|edit| edit.start >= place)
    }

    /// The text with all edits made: what is inserted at one place in the order in which it was, what is removed twice once.
    pub fn made_in(mut self, text: &str) -> String {
        self.0.sort_by_key(|edit| (edit.start, edit.end > edit.start));
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for edit in self.0 {
            out.push_str(text.get(at..edit.start).unwrap_or(""));
            out.push_str(&edit.text);
            at = at.max(edit.end);
        }
        out.push_str(text.get(at..).unwrap_or(""));
        out
    }
}

/// What is taken away with a row: its line where nothing else stands there, else what parts it from its neighbours. A comment
/// behind it stays.
pub(super) fn row_extent(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let first = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let last = text.get(end..).and_then(|behind| behind.find('\n')).map_or(text.len(), |at| end + at);
    let blank = |range: std::ops::Range<usize>| text.get(range).is_none_or(|part| part.trim().is_empty());
    if blank(first..start) && blank(end..last) {
        return first..text.len().min(last + 1);
    }
    let behind = text.get(end..last).unwrap_or("");
    let skipped = behind.len() - behind.trim_start().len();
    if blank(first..start) && behind.trim_start().starts_with("//") {
        return start..end + skipped;
    }
    if let Some(rest) = behind.trim_start().strip_prefix([';', '；']) {
        let mark = behind.len() - skipped - rest.len();
        let blanks = rest.len() - rest.trim_start().len();
        return start..end + skipped + mark + blanks;
    }
    let before = text.get(first..start).unwrap_or("").trim_end();
    match before.strip_suffix([';', '；']) {
        Some(kept) => first + kept.trim_end().len()..end,
        None => start..end,
    }
}

#[cfg(test)]
mod tests {
    use super::{TextEdits, row_extent};

    #[test]
    fn a_row_goes_with_what_parts_it_from_its_neighbours() {
        let without = |text: &str, row: &str| {
            let start = text.find(row).unwrap();
            let mut edits = TextEdits::default();
            edits.remove(row_extent(text, start, start + row.len()));
            edits.made_in(text)
        };
        assert_eq!(without("{\n  a 1.00\n  b 2.00\n}\n", "a 1.00"), "{\n  b 2.00\n}\n");
        assert_eq!(without("{ a 1.00; b 2.00 }", "a 1.00"), "{ b 2.00 }");
        assert_eq!(without("{ a 1.00; b 2.00 }", "b 2.00"), "{ a 1.00 }");
        assert_eq!(without("{\n  a 1.00  // why\n}\n", "a 1.00"), "{\n  // why\n}\n");
        assert_eq!(without("{ a 1.00 }", "a 1.00"), "{  }");
    }
}
