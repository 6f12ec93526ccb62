//! What was found wrong, in the order in which it was found. What is only tried returns its own problems: they are added to the
//! others or dropped, and nothing is taken back.

use rustc_hash::FxHashSet;

use crate::base::Diagnostic;

/// A problem by its number, which it keeps wherever it is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Told(u32);

/// Problems that were found apart.
pub(super) type Apart = Vec<(Told, Diagnostic)>;

/// The problems of a report.
#[derive(Default)]
pub(super) struct Problems {
    list: Apart,
    next: u32,
    /// Those that follow from what could not be read, which is told instead.
    follow: FxHashSet<Told>,
}

impl Problems {
    /// Notes a problem, to which more may be added by its number.
    pub(super) fn tell(&mut self, problem: Diagnostic) -> Told {
        let told = Told(self.next);
        self.next += 1;
        self.list.push((told, problem));
        told
    }

    /// How many were noted.
    pub(super) fn count(&self) -> usize {
        self.list.len()
    }

    /// Takes in what was found apart.
    pub(super) fn add(&mut self, found: Apart) {
        self.list.extend(found);
    }

    /// Puts other problems in the place of those noted so far.
    pub(super) fn exchange(&mut self, other: &mut Apart) {
        std::mem::swap(&mut self.list, other);
    }

    /// A problem, if it was not dropped. They lie in the order of their numbers.
    pub(super) fn of(&mut self, told: Told) -> Option<&mut Diagnostic> {
        let index = self.list.binary_search_by_key(&told, |(own, _)| *own).ok()?;
        Some(&mut self.list[index].1)
    }

    /// Drops what another problem says with its own; `others` in the order of their numbers.
    pub(super) fn join(&mut self, others: &[Told]) {
        self.list.retain(|(told, _)| others.binary_search(told).is_err());
    }

    /// Notes of a problem that it follows from something that could not be read.
    pub(super) fn follows(&mut self, told: Told) {
        self.follow.insert(told);
    }

    /// All of them, but for those that follow from something else.
    pub(super) fn all(self) -> Vec<Diagnostic> {
        let own = self.list.into_iter().filter(|(told, _)| !self.follow.contains(told));
        own.map(|(_, problem)| problem).collect()
    }
}
