//! What changes in a report, for people.

use rustc_hash::FxHashMap;

use super::spelling::Spelling;
use super::text_edits::TextEdits;
use crate::base::{FileId, Say, Span};
use crate::model::{LedgerId, MemberId, Report};

/// The edits of each file.
pub(super) type EditsByFile = FxHashMap<FileId, TextEdits>;

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpliceChangeKind {
    /// It is new.
    Added,
    /// Its value is another.
    Changed,
    /// It is taken away.
    Removed,
    /// It should be another, and was left as it is.
    Kept,
}

/// A change of one value of a row.
#[derive(Clone, Debug)]
pub struct SpliceChange {
    /// What became of it.
    pub kind: SpliceChangeKind,
    /// Its ledger and its members.
    pub words: String,
    /// As it was written; empty where it is new.
    pub old: String,
    /// As it is written or would have to be; empty where it is taken away.
    pub new: String,
    /// Where it stood.
    pub place: Option<Span>,
    /// Why it was left as it is; empty where it was not.
    pub reason: Say,
}

/// A row in words: its ledger and its members.
pub(super) fn row_name_of(report: &Report, ledger: LedgerId, members: impl Iterator<Item = MemberId>) -> String {
    members.fold(report.ledger(ledger).name.clone(), |words, member| format!("{words} {}", report.display(member)))
}

/// The same of a stated total.
pub(super) fn total_name_of(
    report: &Report,
    ledger: LedgerId,
    members: impl Iterator<Item = MemberId>,
    spelling: &Spelling,
) -> String {
    format!("{} {}", row_name_of(report, ledger, members), spelling.total)
}
