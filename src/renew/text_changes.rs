//! Parts of a text that stand otherwise in another.

/// A part of a text and what stands there instead.
#[derive(Debug)]
struct TextChange {
    start: usize,
    end: usize,
    text: String,
}

/// The changes of one text.
#[derive(Debug, Default)]
pub(super) struct TextChanges(Vec<TextChange>);

impl TextChanges {
    pub fn replace(&mut self, range: std::ops::Range<usize>, text: impl Into<String>) {
        self.0.push(TextChange { start: range.start, end: range.end, text: text.into() });
    }

    /// Makes comments of the lines of a part. What stands behind it in its last line begins a new one.
    pub fn comment_out(&mut self, text: &str, range: std::ops::Range<usize>) {
        let part = text.get(range.clone()).unwrap_or("");
        let behind = text.get(range.end..).and_then(|behind| behind.lines().next()).unwrap_or("").trim_start();
        let end = if behind.is_empty() || behind.starts_with("//") { "" } else { "\n" };
        let lines: Vec<String> = part.lines().map(|line| format!("// {line}")).collect();
        self.replace(range, format!("{}{end}", lines.join("\n")));
    }

    /// The text with all changes made; one within another, or on top of it, is left out.
    pub fn made_in(mut self, text: &str) -> String {
        self.0.sort_by_key(|change| (change.start, std::cmp::Reverse(change.end)));
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for change in self.0.into_iter() {
            if change.start < at {
                continue;
            }
            out.push_str(text.get(at..change.start).unwrap_or(""));
            out.push_str(&change.text);
            at = change.end;
        }
        out.push_str(text.get(at..).unwrap_or(""));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::TextChanges;

    #[test]
    fn parts_become_comments_and_what_lies_in_them_stays() {
        let text = "a {\n  b 1\n}; c // why\n";
        let mut changes = TextChanges::default();
        changes.replace(8..9, "2");
        changes.comment_out(text, 0..11);
        assert_eq!(changes.made_in(text), "// a {\n//   b 1\n// }\n; c // why\n");
    }
}
