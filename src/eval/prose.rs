//! Running text in pieces.

use crate::base::{Exact, Span};

/// Running text in pieces, so that a figure in it keeps its origin.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// The pieces in order.
    pub runs: Vec<Run>,
}

/// Between two paragraphs, where one text holds several.
pub const PARAGRAPH: &str = "\n\n";

impl Prose {
    /// Plain words.
    pub fn words(text: impl Into<String>) -> Prose {
        Prose { runs: vec![Run { text: text.into(), figure: None }] }
    }

    /// The plain text.
    pub fn plain(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// Whether nothing would be printed.
    pub fn is_empty(&self) -> bool {
        self.runs.iter().all(|run| run.text.is_empty())
    }

    /// Appends words, to the last piece if that is words too.
    pub fn push(&mut self, text: &str) {
        match self.runs.last_mut() {
            Some(Run { text: last, figure: None }) if text != PARAGRAPH && last != PARAGRAPH => last.push_str(text),
            _ if text.is_empty() => {}
            _ => self.runs.push(Run { text: text.to_owned(), figure: None }),
        }
    }

    /// Appends other prose.
    pub fn append(&mut self, other: Prose) {
        for run in other.runs {
            match run.figure {
                None => self.push(&run.text),
                Some(_) => self.runs.push(run),
            }
        }
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

/// A piece of running text.
#[derive(Clone, Debug)]
pub struct Run {
    /// As printed.
    pub text: String,
    /// Set where the piece is a figure.
    pub figure: Option<Figure>,
}

/// A printed figure: its exact value and what it was made of.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The value in `unit`, exact: the printed text may be rounded.
    pub value: Exact,
    /// The unit's symbol; empty for pure numbers.
    pub unit: String,
    /// The written amounts that it is made of.
    pub origin: Vec<Amounts>,
}

/// Written amounts that count equally often in a figure.
#[derive(Clone, Debug)]
pub struct Amounts {
    /// How often, in base units; `None` where the figure is no linear combination of them.
    pub times: Option<Exact>,
    /// Where they are written, in source order.
    pub spans: Vec<Span>,
}
