//! Which of some words one was meant for. Several may be as near: then all are named, and none is chosen.

use super::Say;
use crate::say;

/// So many that are as near as each other are named.
const NAMED: usize = 3;

/// What has less in common than this is not near.
pub const CLOSE: f64 = 0.5;

/// What has more in common than this is near.
pub const NOT_CLOSE: f64 = CLOSE - f64::EPSILON;

/// How much two words have in common: one where they are the same.
pub fn likeness(a: &str, b: &str) -> f64 {
    strsim::normalized_damerau_levenshtein(a, b)
}

/// The nearest things so far, as first noted: all that are as near, but not many more than are named.
pub struct Nearest<T> {
    score: f64,
    all: Vec<T>,
}

impl<T: PartialEq> Nearest<T> {
    /// None yet: what is no nearer than this is not near.
    pub fn above(score: f64) -> Nearest<T> {
        Nearest { score, all: Vec::new() }
    }

    /// Whether something so near would be one of the nearest.
    pub fn takes(&self, score: f64) -> bool {
        score > self.score || score == self.score && !self.all.is_empty()
    }

    /// Takes something in if nothing is nearer.
    pub fn note(&mut self, score: f64, thing: T) {
        if score > self.score {
            self.all.clear();
        }
        if self.takes(score) && self.all.len() <= NAMED && !self.all.contains(&thing) {
            self.score = score;
            self.all.push(thing);
        }
    }

    /// Whether nothing is near.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All that are as near as any, and how near they are.
    pub fn into_parts(self) -> (f64, Vec<T>) {
        (self.score, self.all)
    }

    /// All that are as near as any.
    pub fn into_all(self) -> Vec<T> {
        self.all
    }
}

impl<T: PartialEq> Extend<(f64, T)> for Nearest<T> {
    fn extend<I: IntoIterator<Item = (f64, T)>>(&mut self, scored: I) {
        scored.into_iter().for_each(|(score, thing)| self.note(score, thing));
    }
}

/// Asks whether one of some names was meant; nothing if there is none.
pub fn did_you_mean(near: &[impl AsRef<str>]) -> Option<Say> {
    let names: Vec<&str> = near.iter().take(NAMED).map(AsRef::as_ref).collect();
    match near.len() {
        0 => None,
        1..=NAMED => {
            let listed = |and: &str, or: &str| match names.split_last() {
                Some((last, first)) if !first.is_empty() => first.join(and) + or + last,
                _ => names.concat(),
            };
            let (zh, en) = (listed("」、「", "」或「"), listed("`, `", "` or `"));
            Some(say!("是不是「{zh}」？", "did you mean `{en}`?"))
        }
        _ => {
            let (zh, en) = (names.join("」、「"), names.join("`, `"));
            Some(say!("同样接近的有好几个，如「{zh}」", "several are as close as each other, such as `{en}`"))
        }
    }
}
