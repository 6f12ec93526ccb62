//! What the compiler has to say about a place, as plain values: no colour, no layout, no choice of language yet.

use super::{Code, FileId, Say, Severity, Span, Topic};
use crate::say;

/// A place and what is to be said there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The bytes that are underlined.
    pub span: Span,
    /// What is said there; empty where the place says enough.
    pub text: Say,
}

/// What a note is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteRole {
    /// Why it is so, or what goes with it.
    Reason,
    /// What to do about it.
    WayOut,
}

/// A sentence beneath a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is for.
    pub role: NoteRole,
    /// What is said beneath the finding.
    pub text: Say,
}

impl From<Say> for Note {
    fn from(text: Say) -> Note {
        Note { role: NoteRole::Reason, text }
    }
}

/// A repair that the compiler is certain of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What to replace; empty where something is inserted.
    pub span: Span,
    /// What to write there; empty where something is taken away.
    pub text: String,
}

/// How much speaks for a suspicion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Nothing else explains what was found, and several identities agree on it.
    Strong,
    /// The likeliest of several.
    Likely,
    /// A guess: it explains the numbers, and so would something else.
    Weak,
}

/// A written figure that is perhaps wrong, and what would set it right. It is shown and never applied by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// Where the figure is written; for a row that is missing, the end of the line that it would follow.
    pub span: Span,
    /// What would stand there instead, as it would be typed.
    pub repaired: String,
    /// What makes it likely: the slip that leads from the one to the other.
    pub reason: Say,
    /// How much speaks for it.
    pub confidence: Confidence,
}

/// Something that could be written about a finding: one way out among several, which somebody has to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it does.
    pub says: Say,
    /// What to replace; empty where something is inserted.
    pub span: Span,
    /// What to write there.
    pub text: String,
}

/// A finding: a stable code, a place, a reason and, where there is one, a way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of finding it is.
    pub code: Code,
    /// As its code says, where the report sets no other level.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: Say,
    /// The place that the reader should look at first.
    pub primary: Label,
    /// Other places that take part: the other side of a clash, the contributors of a sum.
    pub related: Vec<Label>,
    /// Reasons and ways out.
    pub notes: Vec<Note>,
    /// What is perhaps wrong, likeliest first.
    pub suspects: Vec<Suspect>,
    /// Certain repairs, made together.
    pub fixes: Vec<Fix>,
    /// What could be written instead, each by itself.
    pub offers: Vec<Offer>,
}

impl Diagnostic {
    /// A finding at a place; the label under the caret is empty until [`Diagnostic::label`] sets it.
    pub fn new(code: Code, span: Span, message: Say) -> Diagnostic {
        let primary = Label { span, text: Say::default() };
        Diagnostic {
            code,
            severity: code.level(),
            message,
            primary,
            related: vec![],
            notes: vec![],
            suspects: vec![],
            fixes: vec![],
            offers: vec![],
        }
    }

    /// Whether it is about something, as its code declares.
    pub fn is_about(&self, topic: Topic) -> bool {
        self.code.is_about(topic)
    }

    /// Sets the words under the caret.
    #[must_use]
    pub fn label(mut self, text: Say) -> Diagnostic {
        self.primary.text = text;
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn related(mut self, span: Span, text: Say) -> Diagnostic {
        self.related.push(Label { span, text });
        self
    }

    /// Adds a reason or a way out.
    #[must_use]
    pub fn note(mut self, text: Say) -> Diagnostic {
        self.notes.push(text.into());
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn way_out(mut self, text: Say) -> Diagnostic {
        self.notes.push(Note { role: NoteRole::WayOut, text });
        self
    }

    /// The notes that say what to do about it.
    pub fn ways_out(&self) -> impl Iterator<Item = &Note> {
        self.notes.iter().filter(|note| note.role == NoteRole::WayOut)
    }

    /// The same of another file with the same text; all its places lie in one.
    #[must_use]
    pub fn in_file(mut self, file: FileId) -> Diagnostic {
        let places = [&mut self.primary.span].into_iter();
        let places = places.chain(self.related.iter_mut().map(|label| &mut label.span));
        let places = places.chain(self.suspects.iter_mut().map(|suspect| &mut suspect.span));
        let places = places.chain(self.fixes.iter_mut().map(|fix| &mut fix.span));
        places.chain(self.offers.iter_mut().map(|offer| &mut offer.span)).for_each(|span| span.file = file);
        self
    }

    /// Adds something that could be written.
    #[must_use]
    pub fn offer(mut self, says: Say, span: Span, text: impl Into<String>) -> Diagnostic {
        self.offers.push(Offer { says, span, text: text.into() });
        self
    }

    /// Adds lines that could be written at the end of a file.
    #[must_use]
    pub fn offer_lines(self, file: FileId, lines: &str) -> Diagnostic {
        let first = lines.lines().next().unwrap_or_default();
        let more = if lines.lines().count() > 1 { " …" } else { "" };
        let says = say!("写上 {first}{more}", "write {first}{more}");
        // past the last byte is the end, however long the file is
        self.offer(says, Span { file, start: u32::MAX, end: u32::MAX }, format!("\n{lines}\n"))
    }

    /// Adds a certain repair.
    #[must_use]
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.fixes.push(Fix { span, text: text.into() });
        self
    }
}
