//! The texts of a document in order, and where each stands.

use std::borrow::Cow;

use super::WordsKind;
use crate::document::{Block, Document, Picture, Prose, Table};

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

/// The headings around the next text.
#[derive(Default)]
struct Path {
    words: Vec<String>,
    places: Vec<usize>,
}

impl Path {
    fn leave(&mut self, depth: usize) {
        self.words.truncate(depth.saturating_sub(1));
        self.places.truncate(depth.saturating_sub(1));
    }
}

/// The texts of a document; its tables are numbered in order from zero, and `known` says what each is called.
pub(super) fn texts<'d>(document: &'d Document, known: &dyn Fn(usize) -> usize) -> Vec<DocumentText<'d>> {
    let (mut texts, mut path, mut tables) = (Texts::default(), Path::default(), 0);
    for block in &document.blocks {
        match block {
            Block::Cover(lines) => {
                lines.iter().for_each(|line| texts.add(WordsKind::Cover, &Path::default(), Cow::Borrowed(line)));
            }
            Block::Contents(title) => texts.add(WordsKind::Heading, &Path::default(), Cow::Borrowed(title)),
            Block::Heading { depth, number, text, listed, .. } => {
                path.leave(*depth);
                let place = texts.all.len();
                texts.add(WordsKind::Heading, &path, Cow::Borrowed(text));
                texts.number(place, number, *depth);
                path.words.push(format!("{number}{}", text.plain()));
                path.places.push(place);
                listed.iter().for_each(|words| texts.add(WordsKind::Listed, &path, Cow::Borrowed(words)));
            }
            Block::Paragraph { number, text, .. } => {
                let place = texts.all.len();
                texts.add(WordsKind::Sentence, &path, Cow::Borrowed(text));
                texts.number(place, number, 0);
            }
            Block::Table(table) => {
                path.leave(table.depth);
                texts.table(table, &path, known(tables));
                tables += 1;
            }
            Block::Picture(picture) => texts.picture(picture, &path),
        }
    }
    texts.all
}

#[derive(Default)]
struct Texts<'d> {
    all: Vec<DocumentText<'d>>,
}

impl<'d> Texts<'d> {
    fn add(&mut self, kind: WordsKind, path: &Path, prose: Cow<'d, Prose>) {
        // a note is told where its mark stands
        let prose = if prose.notes().next().is_some() { Cow::Owned(prose.spelled()) } else { prose };
        let (section, under, plain) = (path.words.clone(), path.places.last().copied(), prose.plain());
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

    fn table(&mut self, table: &'d Table, path: &Path, known: usize) {
        let place = self.all.len();
        let label = table.label.plain();
        let blank = if label.is_empty() { "" } else { " " };
        self.add(WordsKind::Title, path, Cow::Owned(Prose::words(format!("{label}{blank}{}", table.title.plain()))));
        self.number(place, &table.number, 0);
        self.all[place].table = Some(known);
    }

    fn picture(&mut self, picture: &'d Picture, path: &Path) {
        let mut add = |prose| self.add(WordsKind::Picture, path, prose);
        add(Cow::Owned(Prose::words(picture.path.as_str())));
        add(Cow::Borrowed(&picture.alt));
        add(Cow::Borrowed(&picture.title));
        add(Cow::Owned(Prose::words(picture.width.map(|width| format!("{width}%")).unwrap_or_default())));
    }
}
