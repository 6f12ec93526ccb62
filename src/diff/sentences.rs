//! What the document says outside tables: which text of one is which of the other, how it reads now, and where it stands.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::paired::{Paired, displaced};
use super::texts::{DocumentText, texts};
use super::words::{self, Cutter, computed_places, likeness};
use super::{Became, NamedChange, Pair, PieceChange, SentenceChange, TypedChange, WordsPiece, values};

/// Texts of which less is alike than so many thousandths are two texts.
const ALIKE: usize = 500;

/// Stretches of which the product of lengths is larger are compared text by text.
const MOST: usize = 10_000;

/// Words that stand for a longer text are no longer than this.
const LONGEST: usize = 40;

/// What is told of the texts of two documents.
#[derive(Default)]
pub(super) struct Told {
    pub sentences: Vec<SentenceChange>,
    pub numbers: Vec<NamedChange>,
    pub typed: Vec<TypedChange>,
}

/// The texts that read otherwise or stand elsewhere. Of tables only their places are told.
pub(super) fn compare(pair: &Pair<'_, '_>, tables: &Paired) -> Told {
    let (documents, count) = ((&pair.old.document, &pair.new.document), tables.old.len());
    let known = tables.fellows(count + tables.gone.len());
    // one that is gone has a number of its own
    let old = texts(documents.0, &|at| known.get(at).copied().flatten().unwrap_or(count + at));
    let new = texts(documents.1, &|at| at);
    let paired = paired(&old, &new);
    let mut telling = Telling { now: paired.fellows(old.len()), old, new, cutter: None, told: Told::default() };
    telling.all(&paired);
    telling.told
}

/// Which text is which: those that stay in order, those that stand on both sides, those that have much in common.
fn paired(old: &[DocumentText<'_>], new: &[DocumentText<'_>]) -> Paired {
    let mut paired = Paired::alone(old.len(), new.len());
    let (was, is): (Vec<_>, Vec<_>) =
        (old.iter().map(DocumentText::key).collect(), new.iter().map(DocumentText::key).collect());
    let mut stretches = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, &was, &is) {
        let (tag, from, to) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            to.zip(from).for_each(|(new, old)| paired.old[new] = Some(old));
        } else {
            stretches.push((from.collect::<Vec<usize>>(), to.collect::<Vec<usize>>()));
        }
    }
    let mut waiting: FxHashMap<_, VecDeque<usize>> = FxHashMap::default();
    for at in stretches.iter().flat_map(|(from, _)| from) {
        waiting.entry(was[*at]).or_default().push_back(*at);
    }
    for at in stretches.iter().flat_map(|(_, to)| to) {
        paired.old[*at] = waiting.get_mut(&is[*at]).and_then(VecDeque::pop_front);
    }
    let now = paired.fellows(old.len());
    for (from, to) in &mut stretches {
        // a table is told as a table
        from.retain(|at| now[*at].is_none() && old[*at].table.is_none());
        to.retain(|at| paired.old[*at].is_none() && new[*at].table.is_none());
        let texts: (Vec<_>, Vec<_>) =
            (from.iter().map(|at| &old[*at]).collect(), to.iter().map(|at| &new[*at]).collect());
        for (a, b) in alike(&texts.0, &texts.1) {
            paired.old[to[b]] = Some(from[a]);
        }
    }
    paired.settle();
    paired
}

/// Which texts of two stretches belong together: those that have most in common altogether, in order.
fn alike(old: &[&DocumentText<'_>], new: &[&DocumentText<'_>]) -> Vec<(usize, usize)> {
    let sorted = |texts: &[&DocumentText<'_>]| -> Vec<Vec<char>> {
        let sorted = |text: &&DocumentText<'_>| {
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
    if old.len().saturating_mul(new.len()) > MOST {
        (0..old.len().min(new.len())).map(|at| (at, at)).filter(|(a, b)| alike(*a, *b) > 0).collect()
    } else {
        best(old.len(), new.len(), &alike)
    }
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

/// Two documents' texts, and what is told of them so far.
struct Telling<'d> {
    old: Vec<DocumentText<'d>>,
    new: Vec<DocumentText<'d>>,
    /// By old text: the new one that it is.
    now: Vec<Option<usize>>,
    /// Made when first needed.
    cutter: Option<Cutter>,
    told: Told,
}

impl Telling<'_> {
    /// Tells all in the new document's order; what is gone, behind what it followed.
    fn all(&mut self, paired: &Paired) {
        let elsewhere = self.elsewhere(paired);
        let mut gone: FxHashMap<Option<usize>, Vec<usize>> = FxHashMap::default();
        let mut last = None;
        for (at, now) in self.now.iter().enumerate() {
            match now {
                None => gone.entry(last).or_default().push(at),
                Some(now) if !elsewhere[*now] => last = Some(*now),
                Some(_) => {}
            }
        }
        for place in [None].into_iter().chain((0..self.new.len()).map(Some)) {
            if let Some(new) = place {
                match paired.old[new] {
                    Some(old) => self.both(old, new, elsewhere[new]),
                    None => self.told.sentences.extend(alone(&self.new[new], Became::Added, PieceChange::New)),
                }
            }
            for old in gone.get(&place).into_iter().flatten() {
                self.told.sentences.extend(alone(&self.old[*old], Became::Removed, PieceChange::Old));
            }
        }
    }

    /// Which of the new texts stand elsewhere: under another heading, or in another order under the same one. What a
    /// heading took along with it stands where it stood.
    fn elsewhere(&self, paired: &Paired) -> Vec<bool> {
        let mut elsewhere = vec![false; self.new.len()];
        let mut beneath: FxHashMap<Option<usize>, Vec<(usize, usize)>> = FxHashMap::default();
        for (at, fellow) in paired.old.iter().enumerate() {
            let Some(fellow) = *fellow else { continue };
            let (was, is) = (self.old[fellow].under, self.new[at].under);
            let now = was.map(|was| self.now[was]);
            // one heading went and one came: what stands under it was not moved
            let anew = now == Some(None) && is.is_some_and(|is| paired.old[is].is_none());
            if anew || now.flatten() == is {
                beneath.entry(is).or_default().push((at, fellow));
            } else {
                elsewhere[at] = true;
            }
            elsewhere[at] |= self.old[fellow].depth != self.new[at].depth;
        }
        for texts in beneath.values() {
            let order: Vec<usize> = texts.iter().map(|(_, fellow)| *fellow).collect();
            displaced(&order).into_iter().for_each(|at| elsewhere[texts[at].0] = true);
        }
        elsewhere
    }

    /// A text of both documents.
    fn both(&mut self, old: usize, new: usize, elsewhere: bool) {
        let (old, new) = (&self.old[old], &self.new[new]);
        let from = if elsewhere && old.section != new.section { old.section.clone() } else { Vec::new() };
        let same = old.plain == new.plain || new.table.is_some();
        let sentence = |became, pieces| SentenceChange {
            became,
            kind: new.kind,
            section: new.section.clone(),
            from: from.clone(),
            pieces,
        };
        if same && elsewhere {
            let pieces = vec![WordsPiece { is: PieceChange::Same, text: new.plain.clone() }];
            self.told.sentences.push(sentence(Became::Moved, pieces));
        }
        if new.table.is_none() && (!same || computed_places(&old.prose) != computed_places(&new.prose)) {
            let cutter = self.cutter.get_or_insert_with(Cutter::new);
            for words::Sentence { pieces, typed } in cutter.sentences(&old.prose, &new.prose) {
                let kept = pieces.iter().filter(|piece| piece.is != PieceChange::Old);
                let within: String = kept.map(|piece| piece.text.as_str()).collect();
                let typed = typed.into_iter().map(|(text, now)| TypedChange {
                    now,
                    text,
                    section: new.section.clone(),
                    within: within.clone(),
                });
                self.told.typed.extend(typed);
                if pieces.iter().any(|piece| piece.is != PieceChange::Same) {
                    self.told.sentences.push(sentence(Became::Changed, pieces));
                }
            }
        }
        let number = |text: &DocumentText<'_>| {
            Some(text.number).filter(|number| !number.is_empty()).map(|number| values::words(number.to_owned()))
        };
        self.told.numbers.extend(values::named_change(&short(&new.plain), number(old), number(new)));
    }
}

/// A text without a fellow; a table is told of as a table.
fn alone(text: &DocumentText<'_>, became: Became, is: PieceChange) -> Option<SentenceChange> {
    let pieces = vec![WordsPiece { is, text: text.plain.clone() }];
    let (kind, section) = (text.kind, text.section.clone());
    text.table.is_none().then_some(SentenceChange { became, kind, section, from: Vec::new(), pieces })
}

/// The beginning of a long text.
fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
