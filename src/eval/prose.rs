//! Running text in pieces.

use super::Figure;

/// Running text in pieces, so that a figure in it keeps its origin.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// The pieces in order.
    pub runs: Vec<Run>,
}

/// Between two paragraphs, where one text holds several.
pub const PARAGRAPH: &str = "\n\n";

/// Between two lines of a title.
const LINE: &str = "\n";

/// The end of a line within a paragraph; [`Prose::joined`] makes a blank of it, or nothing.
pub(super) const JOIN: &str = "\n";

/// Signs that end a sentence, or a part of one that is worth quoting by itself.
const ENDS: &[char] = &['。', '；', '！', '？', ';', '\n'];

/// A longer sentence is cut where it is quoted.
const LONGEST: usize = 48;

impl Prose {
    /// Words without a figure.
    pub fn words(text: impl Into<String>) -> Prose {
        Prose { runs: vec![Run::words(text)] }
    }

    /// The text alone, figures as they print.
    pub fn plain(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// Whether nothing would be printed.
    pub fn is_empty(&self) -> bool {
        self.runs.iter().all(|run| (run.text.is_empty() || run.text == JOIN) && run.note.is_none())
    }

    /// Appends words, to the last piece if that is words too.
    pub fn push(&mut self, text: &str) {
        match self.runs.last_mut() {
            Some(Run { text: last, figure: None, note: None }) if !is_mark(text) && !is_mark(last) => {
                last.push_str(text)
            }
            _ if text.is_empty() => {}
            _ => self.runs.push(Run::words(text)),
        }
    }

    /// Appends the mark of a note; what a note in it says stands in its place.
    pub(super) fn note(&mut self, note: &Prose) {
        self.runs.push(Run { note: Some(Box::new(note.spelled())), ..Run::words("") });
    }

    /// As a title: what would be a paragraph of its own is a line.
    #[must_use]
    pub(super) fn in_lines(mut self) -> Prose {
        self.runs.iter_mut().filter(|run| run.text == PARAGRAPH).for_each(|run| run.text = LINE.to_owned());
        self
    }

    /// The notes to it, in the order of their marks.
    pub fn notes(&self) -> impl Iterator<Item = &Prose> {
        self.runs.iter().filter_map(|run| run.note.as_deref())
    }

    /// Itself and the notes to it.
    pub fn with_notes(&self) -> impl Iterator<Item = &Prose> {
        std::iter::once(self).chain(self.notes())
    }

    /// With what each note says in the place of its mark.
    pub fn spelled(&self) -> Prose {
        let mut all = Prose::default();
        for run in &self.runs {
            match &run.note {
                Some(note) => {
                    all.push("〔");
                    all.append((**note).clone());
                    all.push("〕");
                }
                None => all.append(Prose { runs: vec![run.clone()] }),
            }
        }
        all
    }

    /// Appends prose with the figures in it.
    pub fn append(&mut self, other: Prose) {
        for run in other.runs {
            match (&run.figure, &run.note) {
                (None, None) => self.push(&run.text),
                _ => self.runs.push(run),
            }
        }
    }

    /// Ends of lines joined: with a blank where both neighbours are narrow, with nothing next to a wide sign or at the
    /// end of a paragraph.
    #[must_use]
    pub(super) fn joined(self) -> Prose {
        let mut all = Prose::default();
        let mut runs = self.runs.into_iter().peekable();
        while let Some(run) = runs.next() {
            if run.text != JOIN {
                all.append(Prose { runs: vec![run] });
                continue;
            }
            while runs.next_if(|next| next.text == JOIN || next.text.is_empty() && next.note.is_none()).is_some() {}
            let before =
                all.runs.iter().rev().take_while(|run| run.text != PARAGRAPH).flat_map(|run| run.text.chars().rev());
            let behind = runs.peek().filter(|next| next.text != PARAGRAPH).map_or("", |next| next.text.as_str());
            if takes_blank(before, behind.chars()) {
                all.push(" ");
            }
        }
        all
    }

    /// Takes an end of line back that nothing has followed.
    pub(super) fn unjoin(&mut self) {
        self.runs.pop_if(|run| run.text == JOIN);
    }

    /// The sentence around a piece, or a part of one that is worth quoting by itself; a long one is cut.
    pub fn sentence(&self, run: usize) -> String {
        // only what may be shown is looked at: a paragraph may hold thousands of figures
        let mut from = run;
        let mut length = 0;
        while from > 0 && length <= 2 * LONGEST {
            from -= 1;
            length += self.runs[from].text.chars().count();
        }
        let before: String = self.runs[from..run].iter().map(|run| run.text.as_str()).collect();
        let mut behind = String::new();
        for piece in &self.runs[run..] {
            behind.push_str(&piece.text);
            if behind.chars().count() > 2 * LONGEST {
                break;
            }
        }
        // a full stop is one before a blank; within a number it is none
        let after = |at: usize| at + before[at..].chars().next().map_or(0, char::len_utf8);
        let start = before.rfind(ENDS).map(after).max(before.rfind(". ").map(after)).unwrap_or(0);
        let end = behind.find(ENDS).unwrap_or(behind.len()).min(behind.find(". ").unwrap_or(behind.len()));
        let whole = format!("{}{}", &before[start..], &behind[..end]);
        let whole = whole.trim();
        let length = whole.chars().count();
        if length <= LONGEST {
            return whole.to_owned();
        }
        // the figure stays in view
        let skip = before[start..].chars().count().saturating_sub(LONGEST / 2).min(length - LONGEST);
        let cut: String = whole.chars().skip(skip).take(LONGEST).collect();
        let (left, right) = (if skip > 0 { "…" } else { "" }, if skip + LONGEST < length { "…" } else { "" });
        format!("{left}{cut}{right}")
    }

    /// Cut at the ends of paragraphs; empty ones are dropped.
    pub fn paragraphs(self) -> Vec<Prose> {
        let mut all = vec![Prose::default()];
        for run in self.runs {
            if run.text == PARAGRAPH {
                all.push(Prose::default());
            } else if let Some(last) = all.last_mut() {
                last.runs.push(run);
            }
        }
        all.retain(|prose| !prose.is_empty());
        all
    }
}

fn is_mark(text: &str) -> bool {
    text == PARAGRAPH || text == JOIN
}

/// Whether a blank belongs between two lines. Quotation marks and dots are wide among Chinese and narrow among Latin
/// letters: they count as what stands beyond them; nothing is put inside of quotation marks or
/// brackets, before a full stop and its like, next to a dash or to a blank.
fn takes_blank(before: impl Iterator<Item = char>, behind: impl Iterator<Item = char>) -> bool {
    let (mut before, mut behind) = (before.peekable(), behind.peekable());
    let (Some(left), Some(right)) = (before.peek().copied(), behind.peek().copied()) else { return false };
    let closed = "“‘([— ".contains(left) || "”’)]— .,;:!?".contains(right);
    let narrow = |c: char| unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) < 2;
    let either = |c: &char| matches!(c, '“' | '”' | '‘' | '’' | '…');
    match (before.find(|c| !either(c)), behind.find(|c| !either(c))) {
        _ if closed => false,
        (Some(left), Some(right)) => narrow(left) && narrow(right),
        (left, right) => left.or(right).is_some_and(narrow),
    }
}

/// A piece of running text.
#[derive(Clone, Debug)]
pub struct Run {
    /// As printed.
    pub text: String,
    /// Set where the piece is a figure.
    pub figure: Option<Figure>,
    /// Set where the piece is the mark of a note, which has no text of its own: a style or format chooses one.
    pub note: Option<Box<Prose>>,
}

impl Run {
    /// Words without a figure.
    pub fn words(text: impl Into<String>) -> Run {
        Run { text: text.into(), figure: None, note: None }
    }
}

#[cfg(test)]
mod tests {
    use super::{JOIN, Prose};

    fn joined(before: &str, behind: &str) -> String {
        let mut prose = Prose::words(before);
        prose.push(JOIN);
        prose.push(behind);
        prose.joined().plain()
    }

    #[test]
    fn lines_join_as_their_letters_do() {
        let cases = [
            ("the town", "spends", "the town spends"),
            ("the", "“Mill” fund", "the “Mill” fund"),
            ("the “Mill”", "fund", "the “Mill” fund"),
            ("the “", "Mill” fund", "the “Mill” fund"),
            ("and so on…", "and", "and so on… and"),
            ("paid —", "late", "paid —late"),
            ("湖边", "有树", "湖边有树"),
            ("湖边“", "A”", "湖边“A”"),
            ("共“三”", "项", "共“三”项"),
            ("等……", "AB", "等……AB"),
            ("2.5%", "of it", "2.5% of it"),
            ("2.5%", "，水", "2.5%，水"),
            ("the end ", "of it", "the end of it"),
            ("the end", ".", "the end."),
            ("the end", "", "the end"),
        ];
        for (before, behind, want) in cases {
            assert_eq!(joined(before, behind), want);
        }
    }
}
