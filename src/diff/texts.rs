//! The texts of a document in order, and where each stands.

use std::borrow::Cow;

use super::WordsKind;
use crate::document::{Block, Document, HeadingsAbove, Picture, Prose, Table};

/// A text of the document, or the place of a table.
pub(super) struct DocumentText<'d> {
    pub kind: WordsKind,
    /// The headings that it stands under.
    pub section: Vec<String>,
    /// The innermost of them, by its place among the texts.
    pub under: Option<usize>,
    /// Its number as printed.
    pub number: &'d str,
    /// How deep a heading it is.
    pub depth: usize,
    pub prose: Cow<'d, Prose>,
    pub plain: String,
    /// Which table it is.
    pub table: Option<usize>,
}

impl<'d> DocumentText<'d> {
    /// What it says; of a table, which it is.
    pub fn key(&self) -> (WordsKind, Result<&str, usize>) {
        (self.kind, self.table.map_or(Ok(&self.plain), Err))
    }
}

/// A heading above a text: its number and words, and its place among the texts.
type Above = (String, usize);

/// The texts of a document; its tables are numbered in order from zero, and `known` says what each is called.
pub(super) fn texts<'d>(document: &'d Document, known: &dyn Fn(usize) -> usize) -> Vec<DocumentText<'d>> {
    let (mut texts, mut above, mut tables) = (Texts::default(), HeadingsAbove::<Above>::default(), 0);
    for block in &document.blocks {
        above.reach(block);
        match block {
            Block::Cover(lines) => {
                lines.iter().for_each(|line| texts.add(WordsKind::Cover, &[], Cow::Borrowed(line)));
            }
            Block::Contents(title) => texts.add(WordsKind::Heading, &[], Cow::Borrowed(title)),
            Block::Heading { depth, number, text, listed, .. } => {
                let place = texts.all.len();
                texts.add(WordsKind::Heading, above.all(), Cow::Borrowed(text));
                texts.number(place, number, *depth);
                above.enter((format!("{number}{}", text.plain()), place));
                listed.iter().for_each(|words| texts.add(WordsKind::Listed, above.all(), Cow::Borrowed(words)));
            }
            Block::Paragraph { number, text, .. } => {
                let place = texts.all.len();
                texts.add(WordsKind::Sentence, above.all(), Cow::Borrowed(text));
                texts.number(place, number, 0);
            }
            Block::Table(table) => {
                texts.table(table, above.all(), known(tables));
                tables += 1;
            }
            Block::Picture(picture) => texts.picture(picture, above.all()),
        }
    }
    texts.all
}

#[derive(Default)]
struct Texts<'d> {
    all: Vec<DocumentText<'d>>,
}

impl<'d> Texts<'d> {
    fn add(&mut self, kind: WordsKind, above: &[Above], prose: Cow<'d, Prose>) {
        // a note is told where its mark stands
        let prose = if prose.notes().next().is_some() { Cow::Owned(prose.spelled()) } else { prose };
        let section = above.iter().map(|(words, _)| words.clone()).collect();
        let (under, plain) = (above.last().map(|(_, place)| *place), prose.plain());
        // a heading without words is one all the same
        if !plain.is_empty() || matches!(kind, WordsKind::Heading | WordsKind::Title) {
            self.all.push(DocumentText { kind, section, under, number: "", depth: 0, prose, plain, table: None });
        }
    }

    fn number(&mut self, place: usize, number: &'d str, depth: usize) {
        if let Some(text) = self.all.get_mut(place) {
            (text.number, text.depth) = (number, depth);
        }
    }

    fn table(&mut self, table: &'d Table, above: &[Above], known: usize) {
        let place = self.all.len();
        let label = table.label.plain();
        let blank = if label.is_empty() { "" } else { " " };
        self.add(WordsKind::Title, above, Cow::Owned(Prose::words(format!("{label}{blank}{}", table.title.plain()))));
        self.number(place, &table.number, 0);
        self.all[place].table = Some(known);
    }

    fn picture(&mut self, picture: &'d Picture, above: &[Above]) {
        let mut add = |prose| self.add(WordsKind::Picture, above, prose);
        add(Cow::Owned(Prose::words(picture.path.as_str())));
        add(Cow::Borrowed(&picture.alt));
        add(Cow::Borrowed(&picture.title));
        add(Cow::Owned(Prose::words(picture.width.map(|width| format!("{width}%")).unwrap_or_default())));
    }
}
