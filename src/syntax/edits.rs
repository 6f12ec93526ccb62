//! A text with some parts changed, and where each of its places stood before.

use super::{Tree, hidden, mistakes};
use crate::base::{Diagnostic, FileId, Span};

/// A file as it would read with some slips undone: its tree, whose places are those of the text, and what is to be said of it.
/// Whether that explains what is wrong, those tell who check the report both ways.
pub struct Reading {
    /// What the text then reads as.
    pub tree: Tree,
    /// What is wrong, the slips first.
    pub problems: Vec<Diagnostic>,
    /// Whether rows stand in no block, so that nobody knows what they say.
    pub headless: bool,
}

/// Reads a text as it is after some edits, its places as they are before.
pub(super) fn read(text: &str, file: FileId, edits: Vec<TextChange>) -> Reading {
    let edited = Edited::new(text, edits);
    let tree = Tree::parse(&edited.text, file);
    let mut problems = Vec::from_iter(hidden::find(&edited.text, file));
    problems.extend(mistakes::find(&tree, &edited.text));
    for problem in &mut problems {
        let spans = std::iter::once(&mut problem.primary.span)
            .chain(problem.related.iter_mut().map(|label| &mut label.span))
            .chain(problem.fixes.iter_mut().map(|fix| &mut fix.span));
        for span in spans {
            *span = Span { start: edited.start(span.start), end: edited.end(span.end), ..*span };
        }
    }
    Reading { tree: tree.moved(|start| edited.start(start), |end| edited.end(end)), problems, headless: false }
}

/// A part of a text and what stands there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TextChange {
    pub at: usize,
    /// The bytes that go.
    pub gone: usize,
    pub text: String,
}

/// The text after some edits, none of which touches another.
struct Edited {
    text: String,
    /// Where each edit stands in the new text, its new length, and its place before.
    edits: Vec<(usize, usize, usize, usize)>,
}

impl Edited {
    fn new(text: &str, mut edits: Vec<TextChange>) -> Edited {
        edits.sort_by_key(|edit| edit.at);
        let mut edited = Edited { text: String::with_capacity(text.len()), edits: Vec::new() };
        let mut at = 0;
        for edit in edits {
            edited.text.push_str(text.get(at..edit.at).unwrap_or(""));
            edited.edits.push((edited.text.len(), edit.text.len(), edit.at, edit.gone));
            edited.text.push_str(&edit.text);
            at = edit.at + edit.gone;
        }
        edited.text.push_str(text.get(at..).unwrap_or(""));
        edited
    }

    /// Where what begins at a place of the new text began: behind what is gone there.
    fn start(&self, place: u32) -> u32 {
        self.before(place as usize, self.edits.partition_point(|(new, ..)| *new <= place as usize))
    }

    /// Where what ends at a place of the new text ended: before what is gone there.
    fn end(&self, place: u32) -> u32 {
        self.before(place as usize, self.edits.partition_point(|(new, ..)| *new < place as usize))
    }

    /// Where a place stood behind so many edits.
    fn before(&self, place: usize, edits: usize) -> u32 {
        let Some((new, length, old, gone)) = edits.checked_sub(1).map(|last| self.edits[last]) else {
            return place as u32;
        };
        let into = place - new;
        let before = if into >= length { old + gone + into - length } else { old + into.min(gone) };
        before as u32
    }
}
