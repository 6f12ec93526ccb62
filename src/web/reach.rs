//! Where a written figure reaches the page: the tables and the sentences that it is in.

use std::collections::HashMap;

use crate::base::Span;
use crate::document::{Block, Document, Prose};

/// What a figure reaches, in the order of the document.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    /// Tables by their number, else by their title.
    pub tables: Vec<String>,
    /// Sentences, each with the numbers of the headings above it.
    pub sentences: Vec<(String, String)>,
}

/// What each of these places reaches.
pub(super) fn reach(document: &Document, wanted: &[Span]) -> HashMap<Span, Reach> {
    let mut all: HashMap<Span, Reach> = wanted.iter().map(|span| (*span, Reach::default())).collect();
    if all.is_empty() {
        return all;
    }
    let mut numbers: Vec<String> = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Heading { depth, number, .. } => {
                numbers.truncate(depth.saturating_sub(1));
                numbers.resize(depth.saturating_sub(1), String::new());
                numbers.push(number.clone());
            }
            Block::Paragraph { text, .. } => {
                for (span, run) in figures(text) {
                    if let Some(reach) = all.get_mut(&span) {
                        let quoted = (numbers.concat(), text.sentence(run));
                        if !reach.sentences.contains(&quoted) {
                            reach.sentences.push(quoted);
                        }
                    }
                }
            }
            Block::Table(table) => {
                let name = [&table.label, &table.title].into_iter().find(|prose| !prose.is_empty()).map(Prose::plain);
                let cells = table.body.iter().flat_map(|row| &row.cells).map(|cell| &cell.text);
                for (span, _) in cells.flat_map(figures) {
                    if let (Some(reach), Some(name)) = (all.get_mut(&span), &name)
                        && reach.tables.last() != Some(name)
                    {
                        reach.tables.push(name.clone());
                    }
                }
            }
            Block::Cover(_) | Block::Contents(_) | Block::Picture(_) => {}
        }
    }
    all
}

/// The written amounts in a text, each with the number of the piece that it is in.
fn figures(text: &Prose) -> impl Iterator<Item = (Span, usize)> {
    let runs = text.runs.iter().enumerate();
    let origins = runs.filter_map(|(number, run)| Some((number, &run.figure.as_ref()?.origin)));
    origins.flat_map(|(number, origin)| origin.iter().flat_map(|part| &part.spans).map(move |span| (*span, number)))
}
