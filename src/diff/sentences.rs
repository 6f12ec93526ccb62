//! What the document says outside tables: which text of one is which of the other, and how it reads now.

use rustc_hash::FxHashMap;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::words::{Cutter, likeness, reordered};
use super::{Became, Is, Kind, Pair, Piece, Sentence};
use crate::document::{Block, Document, Prose};

/// Texts of which less is alike than so many thousandths are two texts.
const ALIKE: usize = 500;

/// Stretches of which the product of lengths is larger are compared text by text.
const MOST: usize = 10_000;

/// A text of the document.
struct Text {
    kind: Kind,
    /// The headings that it stands under.
    section: Vec<String>,
    prose: Prose,
    plain: String,
}

/// The texts that read otherwise, and whether some only stand elsewhere.
pub(super) fn compare(pair: &Pair<'_, '_>) -> (Vec<Sentence>, bool) {
    let (old, new) = (texts(&pair.old.checked.document), texts(&pair.new.checked.document));
    let key = |text: &Text| (text.kind, text.plain.clone());
    let (was, is): (Vec<_>, Vec<_>) = (old.iter().map(key).collect(), new.iter().map(key).collect());
    let mut told = Told { cutter: None, sentences: Vec::new(), moved: false };
    let mut stretches: Vec<(Vec<&Text>, Vec<&Text>)> = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, &was, &is) {
        let (tag, from, to) = op.as_tag_tuple();
        if tag != DiffTag::Equal {
            stretches.push((old[from].iter().collect(), new[to].iter().collect()));
        }
    }
    told.moved = without_moved(&mut stretches);
    for (old, new) in stretches {
        let (pairs, gone, come) = paired(&old, &new);
        pairs.into_iter().for_each(|(a, b)| told.changed(old[a], new[b]));
        gone.into_iter().for_each(|at| told.alone(old[at], Became::Removed, Is::Old));
        come.into_iter().for_each(|at| told.alone(new[at], Became::Added, Is::New));
    }
    (told.sentences, told.moved)
}

/// How often each text is still to be found.
type Counts<'t> = FxHashMap<(Kind, &'t str), usize>;

/// Takes the texts out that stand on both sides, only elsewhere; whether there are any.
fn without_moved<'t>(stretches: &mut [(Vec<&'t Text>, Vec<&'t Text>)]) -> bool {
    let mut gone = Counts::default();
    for text in stretches.iter().flat_map(|(old, _)| old) {
        *gone.entry(text.key()).or_default() += 1;
    }
    let mut moved = Counts::default();
    for text in stretches.iter().flat_map(|(_, new)| new) {
        if take(&mut gone, text) {
            *moved.entry(text.key()).or_default() += 1;
        }
    }
    let (mut old_moved, mut new_moved) = (moved.clone(), moved);
    let mut any = false;
    for (old, new) in stretches {
        old.retain(|text| !take(&mut old_moved, text));
        let before = new.len();
        new.retain(|text| !take(&mut new_moved, text));
        any |= new.len() < before;
    }
    any
}

fn take<'t>(counts: &mut Counts<'t>, text: &'t Text) -> bool {
    let left = counts.get_mut(&text.key()).filter(|left| **left > 0);
    left.map(|left| *left -= 1).is_some()
}

impl Text {
    fn key(&self) -> (Kind, &str) {
        (self.kind, &self.plain)
    }
}

/// The texts of a document in order, tables' own apart.
fn texts(document: &Document) -> Vec<Text> {
    let mut section: Vec<String> = Vec::new();
    let mut texts = Vec::new();
    let mut add = |kind, section: &[String], prose: Prose| {
        let plain = prose.plain();
        if !plain.is_empty() {
            texts.push(Text { kind, section: section.to_vec(), prose, plain });
        }
    };
    for told in [&document.title, &document.author, &document.subject, &document.draft] {
        add(Kind::Document, &[], Prose::words(told.clone()));
    }
    for block in &document.blocks {
        match block {
            Block::Cover(lines) => lines.iter().for_each(|line| add(Kind::Cover, &[], line.clone())),
            Block::Contents(title) => add(Kind::Heading, &[], title.clone()),
            Block::Heading { depth, number, text } => {
                section.truncate(depth.saturating_sub(1));
                add(Kind::Heading, &section, text.clone());
                section.push(format!("{number}{}", text.plain()));
            }
            Block::Paragraph { text, .. } => add(Kind::Sentence, &section, text.clone()),
            Block::Table(table) => section.truncate(table.depth.saturating_sub(1)),
            Block::Picture(picture) => {
                add(Kind::Picture, &section, Prose::words(picture.path.clone()));
                add(Kind::Picture, &section, picture.alt.clone());
                add(Kind::Picture, &section, picture.title.clone());
            }
        }
    }
    texts
}

/// Which texts of two stretches belong together: those that have most in common altogether, in order; and what is left.
fn paired(old: &[&Text], new: &[&Text]) -> (Vec<(usize, usize)>, Vec<usize>, Vec<usize>) {
    let sorted = |texts: &[&Text]| -> Vec<Vec<char>> {
        let sorted = |text: &&Text| {
            let mut chars: Vec<char> = text.plain.chars().collect();
            chars.sort_unstable();
            chars
        };
        texts.iter().map(sorted).collect()
    };
    let (was, is) = (sorted(old), sorted(new));
    let alike = |a: usize, b: usize| {
        let likeness = if old[a].kind == new[b].kind { likeness(&was[a], &is[b]) } else { 0 };
        if likeness < ALIKE { 0 } else { likeness }
    };
    let pairs = if old.len().saturating_mul(new.len()) > MOST {
        (0..old.len().min(new.len())).map(|at| (at, at)).filter(|(a, b)| alike(*a, *b) > 0).collect()
    } else {
        best(old.len(), new.len(), &alike)
    };
    let left = |length: usize, taken: &dyn Fn(&(usize, usize)) -> usize| -> Vec<usize> {
        (0..length).filter(|at| !pairs.iter().any(|pair| taken(pair) == *at)).collect()
    };
    let (old_left, new_left) = (left(old.len(), &|pair| pair.0), left(new.len(), &|pair| pair.1));
    (pairs, old_left, new_left)
}

/// The pairs in order whose likeness adds up to most.
fn best(old: usize, new: usize, alike: &dyn Fn(usize, usize) -> usize) -> Vec<(usize, usize)> {
    let width = new + 1;
    let likeness: Vec<usize> = (0..old * new).map(|at| alike(at / new, at % new)).collect();
    // the most that can still be had from a text of each on
    let mut most = vec![0usize; (old + 1) * width];
    for a in (0..old).rev() {
        for b in (0..new).rev() {
            let both = match likeness[a * new + b] {
                0 => 0,
                likeness => likeness + most[(a + 1) * width + b + 1],
            };
            most[a * width + b] = both.max(most[(a + 1) * width + b]).max(most[a * width + b + 1]);
        }
    }
    let (mut pairs, mut a, mut b) = (Vec::new(), 0, 0);
    while a < old && b < new {
        let here = most[a * width + b];
        if likeness[a * new + b] > 0 && here == likeness[a * new + b] + most[(a + 1) * width + b + 1] {
            pairs.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if here == most[(a + 1) * width + b] {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs
}

struct Told {
    /// Made when first needed.
    cutter: Option<Cutter>,
    sentences: Vec<Sentence>,
    moved: bool,
}

impl Told {
    fn changed(&mut self, old: &Text, new: &Text) {
        if reordered(&old.plain, &new.plain) {
            self.moved = true;
            return;
        }
        let cutter = self.cutter.get_or_insert_with(Cutter::new);
        for pieces in cutter.sentences(&old.prose, &new.prose) {
            self.sentences.push(Sentence {
                became: Became::Changed,
                kind: new.kind,
                section: new.section.clone(),
                pieces,
            });
        }
    }

    /// A text without a fellow.
    fn alone(&mut self, text: &Text, became: Became, is: Is) {
        let pieces = vec![Piece { is, text: text.plain.clone() }];
        self.sentences.push(Sentence { became, kind: text.kind, section: text.section.clone(), pieces });
    }
}
