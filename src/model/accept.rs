//! What a report says of findings: how much they weigh, and which of them it stands by.

use super::{Filter, UnitRef};
use crate::base::{Date, Decimal, Span};

/// How much a lint's finding or a failing check weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It is not looked for.
    Off,
    /// It is a warning.
    Warn,
    /// It is an error.
    Error,
}

/// The level that a report or a file that it uses sets for a lint or a check.
#[derive(Clone, Debug)]
pub struct SetLevel {
    /// Where the name stands.
    pub span: Span,
    /// The lint's code, the check's name.
    pub name: String,
    /// Index of the check; none for a lint.
    pub check: Option<usize>,
    /// The level where none is set.
    pub usual: Level,
    /// The level that is set.
    pub level: Level,
}

impl SetLevel {
    /// Whether less is found, or it weighs less, than where no level is set: a reader of the report must see that.
    pub fn is_lowered(&self) -> bool {
        self.level < self.usual
    }
}

/// Why a report stands by what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grounds {
    /// Why, in the report's own words.
    pub because: String,
    /// Who answers for it; empty where nobody is named.
    pub who: String,
    /// The last day on which it counts.
    pub until: Option<(Date, Span)>,
}

/// A deviation that the report stands by.
#[derive(Clone, Debug)]
pub struct Accept {
    /// Where its name stands.
    pub span: Span,
    /// Index of the check.
    pub check: usize,
    /// Index of its condition.
    pub part: usize,
    /// The instance of the check, by members of its axes as they are written.
    pub at: Filter,
    /// What it pins; none where that is only that the condition does not hold.
    pub by: Option<By>,
    /// Why, who answers for it and until when.
    pub grounds: Grounds,
    /// Whether a part of it has been reported: then nobody knows what it accepts.
    pub torn: bool,
}

/// What an acceptance pins: of two numbers their difference, left minus right; of anything else both sides.
#[derive(Clone, Debug)]
pub struct By {
    /// One number for a difference, two things for the sides, in the order of writing.
    pub pins: Vec<Pinned>,
    /// Where what is pinned stands, without the word `by`.
    pub span: Span,
}

/// One thing that an acceptance pins.
#[derive(Clone, Debug)]
pub struct Pinned {
    /// Its words, as written.
    pub words: String,
    /// If it is written as a number: that in base units, and its unit.
    pub number: Option<(Decimal, UnitRef)>,
}

impl Accept {
    /// The difference that it pins, where that is all.
    pub fn difference(&self) -> Option<Decimal> {
        match self.by.as_ref()?.pins.as_slice() {
            [Pinned { number: Some((difference, _)), .. }] => Some(*difference),
            _ => None,
        }
    }
}

/// A lint's finding that the report stands by.
#[derive(Clone, Debug)]
pub struct LintAccept {
    /// Where the code stands.
    pub span: Span,
    /// The code of the lint, as it is written: perhaps none has it.
    pub code: String,
    /// What the finding is about, as its message says.
    pub subject: String,
    /// Why, who answers for it and until when.
    pub grounds: Grounds,
}
