//! What a document prints, text by text, and where its words are written in the project's own files.

use std::cell::OnceCell;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::LintContext;
use super::words::{Piece, Root, is_own_file, prose};
use crate::base::Span;
use crate::document::{Block, Cell, Prose};
use crate::model::FactValueKind;

/// What a printed text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextKind {
    Paragraph,
    /// A paragraph of a list, or a note: it may be no sentence.
    Item,
    /// A heading or a title.
    Heading,
    /// On the cover.
    Cover,
    /// In or around a table, under a picture.
    Other,
}

/// A text as the document prints it.
pub(super) struct PrintedText {
    pub text: String,
    pub kind: TextKind,
    /// Where the document places it.
    pub place: Span,
}

/// Every text that a document prints, each once; cells that are figures alone are left out.
pub(super) fn printed_texts(context: &LintContext<'_, '_>) -> Vec<PrintedText> {
    let document = context.document;
    let Some(whole) = document.place else { return Vec::new() };
    let mut all = Texts::default();
    all.push(&Prose::words(&document.title), TextKind::Cover, whole);
    for block in &document.blocks {
        match block {
            Block::Cover(lines) => lines.iter().for_each(|line| all.push(line, TextKind::Cover, whole)),
            Block::Contents(text) => all.push(text, TextKind::Other, whole),
            Block::Paragraph { place, number, text } => {
                let kind = if number.is_empty() { TextKind::Paragraph } else { TextKind::Item };
                all.push(text, kind, *place);
            }
            Block::Heading { place, text, listed, .. } => {
                let place = place.unwrap_or(whole);
                [text].into_iter().chain(listed).for_each(|text| all.push(text, TextKind::Heading, place));
            }
            Block::Picture(picture) => {
                [&picture.alt, &picture.title]
                    .into_iter()
                    .for_each(|text| all.push(text, TextKind::Other, picture.place));
            }
            Block::Table(table) => {
                [&table.title]
                    .into_iter()
                    .chain(&table.listed)
                    .for_each(|text| all.push(text, TextKind::Heading, table.place));
                let around = [&table.label, &table.left, &table.right].into_iter();
                around.for_each(|text| all.push(text, TextKind::Other, table.place));
                let cells = table.header.iter().flatten().chain(table.cells());
                let worded = cells.filter(|cell| cell.text.runs.iter().any(|run| run.figure.is_none()));
                worded.for_each(|cell: &Cell| {
                    let place = cell.places.row.or(cell.places.column).unwrap_or(table.place);
                    all.push(&cell.text, TextKind::Other, place);
                });
                table.notes.iter().for_each(|note| all.push(note, TextKind::Item, table.place));
            }
        }
    }
    all.texts
}

#[derive(Default)]
struct Texts {
    texts: Vec<PrintedText>,
    seen: FxHashSet<String>,
}

impl Texts {
    fn push(&mut self, prose: &Prose, kind: TextKind, place: Span) {
        for note in prose.notes() {
            self.push(note, TextKind::Item, place);
        }
        let text = prose.plain();
        if !text.is_empty() && (kind == TextKind::Paragraph || self.seen.insert(text.clone())) {
            self.texts.push(PrintedText { text, kind, place });
        }
    }
}

/// The words of the project's own files, to find what is printed in them.
pub(super) struct Written<'a> {
    pieces: Vec<(Span, &'a str)>,
    /// How many of them, from the first on, are filled into texts: what parameters are set to, what members carry and rows say.
    filled: usize,
    /// Made when first asked for: most reports have nothing to be found.
    index: OnceCell<Letters>,
}

/// In which pieces letters stand, so that not all are looked through for each text.
#[derive(Default)]
struct Letters {
    /// By three letters that follow one another, each piece once.
    threes: FxHashMap<[char; 3], Vec<usize>>,
    /// By the last two letters.
    ends: FxHashMap<[char; 2], Vec<usize>>,
}

/// Words at the end of which something stands.
pub(super) struct Ending<'a> {
    pub span: Span,
    pub words: &'a str,
    /// Whether they are filled into a text.
    pub filled: bool,
}

/// So many letters on both sides of a place tell it from others.
const AROUND: [(usize, usize); 6] = [(16, 16), (16, 4), (4, 16), (8, 2), (4, 0), (2, 0)];

impl<'a> Written<'a> {
    pub fn new(context: &LintContext<'a, '_>) -> Written<'a> {
        let report = context.evaluator.report;
        let texts = report.facts.iter().flat_map(|fact| fact.values.iter().flatten());
        let texts = texts.filter(|value| matches!(value.kind, FactValueKind::Text(_))).map(|value| value.span);
        let members = report.own_members().map(|(_, member)| member.span);
        let mut filled: Vec<Span> = texts.chain(members).filter(|span| is_own_file(context, span.file)).collect();
        let mut others = Vec::new();
        for said in prose(context) {
            if let Piece::Words(span) = said.piece {
                let into = matches!(said.root, Root::Param(_) | Root::Member);
                if into { &mut filled } else { &mut others }.push(span);
            }
        }
        let count = filled.len();
        let pieces = filled.into_iter().chain(others).map(|span| (span, context.sources.slice(span))).collect();
        Written { pieces, filled: count, index: OnceCell::new() }
    }

    /// Where a part of a printed text is typed as a whole.
    pub fn typed(&self, text: &str, part: &Range<usize>) -> Option<Span> {
        AROUND.iter().find_map(|around| self.typed_among(text, part, *around))
    }

    /// Where a part of a printed text is typed together with so many letters before and behind it.
    pub fn typed_among(&self, text: &str, part: &Range<usize>, (before, behind): (usize, usize)) -> Option<Span> {
        let start = text[..part.start].char_indices().rev().take(before).last().map_or(part.start, |(at, _)| at);
        let end = text[part.end..].char_indices().nth(behind).map_or(text.len(), |(at, _)| part.end + at);
        let sought = &text[start..end];
        self.that_may_hold(sought).find_map(|(span, words)| {
            let at = span.start + (words.find(sought)? + part.start - start) as u32;
            Some(Span { start: at, end: at + part.len() as u32, ..*span })
        })
    }

    /// Whether a printed text is typed as a whole.
    pub fn is_typed(&self, text: &str) -> bool {
        let text = text.trim();
        self.that_may_hold(text).any(|(_, words)| words.contains(text))
    }

    fn letters(&self) -> &Letters {
        self.index.get_or_init(|| {
            let mut index = Letters::default();
            for (at, (_, words)) in self.pieces.iter().enumerate() {
                for three in threes(words) {
                    let own = index.threes.entry(three).or_default();
                    if own.last() != Some(&at) {
                        own.push(at);
                    }
                }
                if let Some(end) = last_two(words.trim_end()) {
                    index.ends.entry(end).or_default().push(at);
                }
            }
            index
        })
    }

    /// The pieces among which those are that hold some letters, in their order.
    fn that_may_hold(&self, sought: &str) -> impl Iterator<Item = &(Span, &'a str)> {
        let lists = threes(sought).map(|three| self.letters().threes.get(&three).map_or(&[][..], Vec::as_slice));
        let fewest = lists.min_by_key(|own| own.len());
        let all = if fewest.is_none() { 0..self.pieces.len() } else { 0..0 };
        all.chain(fewest.unwrap_or_default().iter().copied()).map(|at| &self.pieces[at])
    }

    /// The words that end where something stands in a printed text; of several the longest.
    pub fn ending(&self, text: &str, at: usize) -> Option<Ending<'a>> {
        let own = last_two(&text[..at]).and_then(|end| self.letters().ends.get(&end));
        let all = own.into_iter().flatten().map(|index| {
            let (span, words) = self.pieces[*index];
            Ending { span, words: words.trim_end(), filled: *index < self.filled }
        });
        let ends = |own: &Ending<'_>| text[..at].ends_with(own.words);
        all.filter(ends).max_by_key(|own| own.words.len())
    }
}

fn threes(words: &str) -> impl Iterator<Item = [char; 3]> {
    words
        .chars()
        .zip(words.chars().skip(1))
        .zip(words.chars().skip(2))
        .map(|((first, second), third)| [first, second, third])
}

fn last_two(words: &str) -> Option<[char; 2]> {
    let mut back = words.chars().rev();
    let last = back.next()?;
    Some([back.next()?, last])
}

/// A range with the letters before it, to name it by; on one line.
pub(super) fn with_before(text: &str, part: &Range<usize>, letters: usize) -> String {
    let start = text[..part.start].char_indices().rev().take(letters).last().map_or(part.start, |(at, _)| at);
    text[start..part.end].replace(['\n', '"', '“', '”'], " ").trim().to_owned()
}

/// A Chinese character.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}
