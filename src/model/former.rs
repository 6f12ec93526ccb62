//! A report that another one uses as its former: last year's, whose facts are read in this year's classification.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{FactId, FactValueKind, Filter, LedgerId, MemberId, Report};
use crate::base::{Decimal, FileId, Span};

/// What a set of names belongs to: the report (the first), or a former report that is used under a name.
#[derive(Clone, Debug)]
pub struct Space {
    /// The space that uses it.
    pub within: usize,
    /// What stands before its names there.
    pub name: String,
    /// Where it is used.
    pub span: Span,
}

impl Default for Space {
    fn default() -> Space {
        Space { within: 0, name: String::new(), span: Span { file: FileId(0), start: 0, end: 0 } }
    }
}

/// What is known of former reports.
#[derive(Debug, Default)]
pub struct Former {
    /// Their files.
    pub files: FxHashSet<FileId>,
    /// Members that only they have.
    pub members: FxHashSet<MemberId>,
    /// Members whose code they give to another name, and where.
    pub names: FxHashMap<MemberId, (String, Span)>,
    /// What stands for a member of theirs, each with its share of the amounts; the shares make one.
    pub heirs: FxHashMap<MemberId, Vec<(MemberId, Decimal)>>,
    /// Facts of theirs that hold a part of what is typed, and the part.
    pub parts: FxHashMap<FactId, Decimal>,
    /// Codes and names that there are no more, with what stands for them.
    pub gone: Vec<Gone>,
}

/// A member that there is no more.
#[derive(Clone, Debug)]
pub struct Gone {
    /// Its dimension.
    pub dim: super::DimId,
    /// Its code, digits only, or its name.
    pub word: String,
    /// As it is written.
    pub shown: String,
    /// What stands for it.
    pub heirs: Vec<(MemberId, Decimal)>,
    /// Where that is said.
    pub span: Span,
}

/// Facts of one ledger that are another's.
#[derive(Clone, Debug)]
pub struct TakeOver {
    /// Whose facts they become.
    pub ledger: LedgerId,
    /// Whose they are.
    pub source: LedgerId,
    /// Which of them, from the innermost bracket outward.
    pub filters: Vec<Filter>,
    /// Whether with the opposite sign.
    pub negative: bool,
    /// The file's coordinates: the facts get them where the source does not say them.
    pub file_at: Filter,
    /// The block's own coordinates: the facts get them.
    pub at: Filter,
    /// Where it is said.
    pub span: Span,
}

impl Report {
    /// Whether only a former report has a member.
    pub fn is_former(&self, member: MemberId) -> bool {
        !self.former.members.is_empty() && self.former.members.contains(&member)
    }

    /// Whether a place lies in a former report.
    pub fn in_former(&self, span: Span) -> bool {
        !self.former.files.is_empty() && self.former.files.contains(&span.file)
    }

    /// The facts that are written in the report itself and in what it uses: not a former report's, none taken over.
    pub fn own_facts(&self) -> impl Iterator<Item = FactId> {
        let own = |id: &FactId| {
            let fact = &self.facts[id.ix()];
            let taken = |value: &super::FactValue| matches!(value.kind, FactValueKind::Taken(_));
            !self.in_former(fact.span) && !fact.values.iter().flatten().any(taken)
        };
        (0..self.facts.len() as u32).map(FactId).filter(own)
    }
}
