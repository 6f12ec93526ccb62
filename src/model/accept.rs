//! What a report says of findings: how much they weigh, and which of them it stands by.

use super::Filter;
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
    /// The reason.
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
    /// Which instance.
    pub at: Filter,
    /// Left minus right in base units; none where the sides are not numbers.
    pub by: Option<(Decimal, Span)>,
    /// Why.
    pub grounds: Grounds,
    /// Whether a part of it has been reported: then nobody knows what it accepts.
    pub torn: bool,
}

/// A lint's finding that the report stands by.
#[derive(Clone, Debug)]
pub struct LintAccept {
    /// Where the code stands.
    pub span: Span,
    /// The lint's code.
    pub code: String,
    /// What the finding is about, as its message says.
    pub subject: String,
    /// Why.
    pub grounds: Grounds,
}
