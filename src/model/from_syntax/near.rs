//! The closest of some names to one that is unknown. A list may have a hundred thousand names and each of its rows may be
//! misspelt: what lies one sign away is looked up, what lies further is looked for as long as that costs little.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::base::near::{Nearest, likeness};
use crate::model::DimId;

/// The work of one run: a name that is looked at costs one, one that is measured so much.
const WORK: usize = 20_000_000;
pub(super) const MEASURED: usize = 100;

/// Names that lack the same sign are told apart up to so many.
const MOST: usize = 64;

/// What names are looked up among.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum List {
    Names(DimId),
    Codes(DimId),
    Declared,
}

/// Lists of names as they were first asked for, and the work that is left.
pub(super) struct Near {
    left: Cell<usize>,
    pub(super) lists: RefCell<FxHashMap<List, Rc<Names>>>,
}

impl Default for Near {
    fn default() -> Near {
        Near { left: Cell::new(WORK), lists: RefCell::default() }
    }
}

impl Near {
    /// Allows so much work from now on; gives what was left.
    pub(super) fn hold(&self, work: usize) -> usize {
        self.left.replace(work)
    }

    /// Takes work off what is left; false where there is not so much.
    pub(super) fn spend(&self, work: usize) -> bool {
        let left = self.left.get().checked_sub(work);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// The signs of a word, as far as that can be told at a glance.
#[derive(Clone, Copy)]
pub(super) struct Glance {
    length: usize,
    signs: u64,
}

impl Glance {
    pub(super) fn new(word: &str) -> Glance {
        let bit = |c: char| 1u64 << ((c as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58);
        word.chars().fold(Glance { length: 0, signs: 0 }, |glance, c| Glance {
            length: glance.length + 1,
            signs: glance.signs | bit(c),
        })
    }

    /// No two words that look so, and differ in so many signs, have more in common.
    pub(super) fn at_most(self, other: Glance, least: usize) -> f64 {
        let longer = self.length.max(other.length);
        let only = (self.signs & !other.signs).count_ones().max((other.signs & !self.signs).count_ones()) as usize;
        let differ = least.max(only).max(self.length.abs_diff(other.length));
        1.0 - differ as f64 / longer.max(1) as f64
    }
}

/// A list of names, and what each is without one of its signs.
pub(super) struct Names {
    words: Vec<String>,
    glances: Vec<Glance>,
    /// By a hash, the last of the words that have it, and by each such entry the one before.
    last: FxHashMap<u64, u32>,
    entries: Vec<(u32, u32)>,
}

const NONE: u32 = u32::MAX;

impl Names {
    pub(super) fn new(words: Vec<String>) -> Names {
        let glances = words.iter().map(|word| Glance::new(word)).collect();
        let mut names = Names { glances, last: FxHashMap::default(), entries: Vec::new(), words: Vec::new() };
        for (index, word) in words.iter().enumerate() {
            each_shorter(word, |hash| {
                let before = names.last.insert(hash, names.entries.len() as u32).unwrap_or(NONE);
                names.entries.push((index as u32, before));
            });
        }
        Names { words, ..names }
    }

    /// The nearest of the words that fit and have more in common with a word than `above`, and how near they are.
    pub(super) fn closest(&self, near: &Near, word: &str, above: f64, fits: &dyn Fn(&str) -> bool) -> (f64, Vec<&str>) {
        let mut best = Nearest::above(above);
        let measure = |best: &mut Nearest<usize>, index: usize| {
            let own = likeness(word, &self.words[index]);
            if best.takes(own) && fits(&self.words[index]) {
                best.note(own, index);
            }
        };
        each_shorter(word, |hash| {
            let mut at = self.last.get(&hash).copied().unwrap_or(NONE);
            for _ in 0..MOST {
                let Some((index, before)) = self.entries.get(at as usize) else { break };
                // one that lacks another sign is looked for among all
                if strsim::damerau_levenshtein(word, &self.words[*index as usize]) < 2 {
                    measure(&mut best, *index as usize);
                }
                at = *before;
            }
        });
        if best.is_empty() && near.spend(self.words.len()) {
            let glance = Glance::new(word);
            for (index, other) in self.glances.iter().enumerate() {
                // what differs in one sign has been found
                let may = glance.at_most(*other, 2);
                if may > above && (best.is_empty() || best.takes(may)) {
                    if !near.spend(MEASURED) {
                        return (above, Vec::new());
                    }
                    measure(&mut best, index);
                }
            }
        }
        let (score, mut all) = best.into_parts();
        all.sort_unstable();
        (score, all.into_iter().map(|index| self.words[index].as_str()).collect())
    }
}

/// Hashes of a word and of the word without each of its signs.
fn each_shorter(word: &str, mut note: impl FnMut(u64)) {
    const BASE: u64 = 0x0100_0193_0000_01b3;
    let step = |hash: u64, c: char| hash.wrapping_mul(BASE).wrapping_add(c as u64 + 1);
    let signs: Vec<char> = word.chars().collect();
    let (mut powers, mut tails) = (vec![1u64], vec![0u64]);
    for (done, c) in signs.iter().rev().enumerate() {
        tails.push(tails[done].wrapping_add((*c as u64 + 1).wrapping_mul(powers[done])));
        powers.push(powers[done].wrapping_mul(BASE));
    }
    note(tails[signs.len()]);
    let mut head = 0u64;
    for (at, c) in signs.iter().enumerate() {
        let left = signs.len() - at - 1;
        // of a sign that is there twice one is left out
        if at == 0 || signs[at - 1] != *c {
            note(head.wrapping_mul(powers[left]).wrapping_add(tails[left]));
        }
        head = step(head, *c);
    }
}
