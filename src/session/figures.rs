//! Figures by their places: what one is made of, and where it is printed.

use std::path::Path;

use super::names::{Index, Named};
use super::place::{Location, files_at, location};
use super::question::{Question, Unanswered};
use crate::base::Span;
use crate::document::{Block, Figure, Prose};
use crate::eval::Evaluator;
use crate::explain::{Answer, Scene};
use crate::project::{Checked, Evaluated};

/// A figure on the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printing {
    /// The figure as it is printed.
    pub text: String,
    /// Which part of the document prints it.
    pub on: Spot,
    /// Where that is asked for in the sources: a hole, or a column.
    pub at: Location,
}

/// A part of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// A cell of a form: the form's name, the row and the column of its table, from 0.
    Cell(String, usize, usize),
    /// What stands around a form's table or beneath it.
    Around(String),
    /// A text: its words.
    Sentence(String),
}

impl Question<'_> {
    /// What the figure at a byte of a file is made of: an amount, a named figure, a hole, a column.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn figure(&self, file: &Path, byte: usize) -> Result<Answer, Unanswered> {
        let checked = self.check()?;
        self.guarded(|| {
            let Some(file) = files_at(&checked, &self.whole(file)).into_iter().next() else {
                return Ok(Answer::NoPlace);
            };
            self.count();
            let origins = self.origins().unwrap_or_default();
            let evaluator = Evaluator::new(&checked.report).watching();
            Ok(Scene::new(&Evaluated { checked: &checked, evaluator: &evaluator, composed: false })
                .with_origins(&origins)
                .answer_at(file, byte))
        })
    }

    /// All cells and sentences that print what is typed or named at a byte of a file.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn printing(&self, file: &Path, byte: usize) -> Result<Vec<Printing>, Unanswered> {
        let checked = self.check()?;
        self.guarded(|| {
            let (index, path) = (Index::new(&checked), self.whole(file));
            let uses: Vec<Span> = match index.at(&path, byte) {
                Some(Named::Thing(_, meaning)) => index.places(&[meaning]).into_iter().map(|(span, _)| span).collect(),
                _ => Vec::new(),
            };
            let files = files_at(&checked, &path);
            let here =
                |span: &Span| files.contains(&span.file) && (span.start as usize) <= byte && byte <= span.end as usize;
            let within = |outer: Span, inner: &Span| {
                outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
            };
            let prints = |figure: &Figure| {
                figure.origin.iter().flat_map(|amounts| amounts.spans.iter()).chain(&figure.stated).any(here)
                    || here(&figure.at)
                    || uses.iter().any(|span| within(figure.at, span))
            };
            Ok(printed(&checked, prints))
        })
    }
}

impl Question<'_> {
    /// All figures whose holes and columns stand in a file, in the document's order.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn printed_in(&self, file: &Path) -> Result<Vec<Printing>, Unanswered> {
        let checked = self.check()?;
        self.guarded(|| {
            let files = files_at(&checked, &self.whole(file));
            Ok(printed(&checked, |figure| files.contains(&figure.at.file)))
        })
    }
}

/// The figures of a document for which something is true, in its order.
fn printed(checked: &Checked, prints: impl Fn(&Figure) -> bool) -> Vec<Printing> {
    let mut all = Vec::new();
    let mut add = |prose: &Prose, on: &dyn Fn() -> Spot| {
        for run in prose.with_notes().flat_map(|prose| &prose.runs) {
            if let Some(figure) = run.figure.as_ref().filter(|figure| prints(figure)) {
                all.push(Printing { text: run.text.clone(), on: on(), at: location(checked, figure.at) });
            }
        }
    };
    let sentence = |prose: &Prose| Spot::Sentence(prose.plain());
    for block in &checked.document.blocks {
        match block {
            Block::Cover(lines) => lines.iter().for_each(|line| add(line, &|| sentence(line))),
            Block::Contents(text) | Block::Paragraph { text, .. } => add(text, &|| sentence(text)),
            Block::Heading { text, listed, .. } => {
                [text].into_iter().chain(listed).for_each(|text| add(text, &|| sentence(text)));
            }
            Block::Picture(picture) => add(&picture.title, &|| sentence(&picture.title)),
            Block::Table(table) => {
                let around = [&table.title, &table.left, &table.right].into_iter().chain(&table.listed);
                around.chain(&table.notes).for_each(|prose| add(prose, &|| Spot::Around(table.id.clone())));
                for cell in table.cells() {
                    add(&cell.text, &|| Spot::Cell(table.id.clone(), cell.row, cell.column));
                }
            }
        }
    }
    all
}
