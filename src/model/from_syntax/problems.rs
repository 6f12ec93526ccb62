//! What was found wrong, in the order in which it was found. What is only tried returns its own problems: they are added to the
//! others or dropped, and nothing is taken back.

use super::Builder;
use crate::base::{Code, Diagnostic, Say, Span};

/// A problem by its number, which it keeps wherever it is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Told(u32);

/// Problems that were found apart.
pub(super) type Apart = Vec<(Told, Diagnostic)>;

/// The problems of a report.
#[derive(Default)]
pub(super) struct Problems {
    list: Apart,
    next: u32,
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

    /// All of them, but for those that follow from something else.
    pub(super) fn all(self, follows: impl Fn(&Diagnostic) -> bool) -> Vec<Diagnostic> {
        let problems = self.list.into_iter().map(|(_, problem)| problem);
        problems.filter(|problem| !follows(problem)).collect()
    }
}

impl Builder<'_> {
    pub(super) fn report(&mut self, problem: Diagnostic) {
        self.problems.tell(problem);
    }

    pub(super) fn error(&mut self, code: Code, span: Span, message: Say) {
        self.report(Diagnostic::new(code, span, message));
    }

    /// Reads something apart: what it gives, and what was found wrong.
    pub(super) fn apart<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> (T, Apart) {
        let mut found = Apart::new();
        self.problems.exchange(&mut found);
        let read = read(self);
        self.problems.exchange(&mut found);
        (read, found)
    }
}
