//! A report that another one uses as its former: last year's, whose facts are read in this year's classification.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{DimId, FactId, Filter, LedgerId, MemberId};
use crate::base::{Decimal, FileId, Span};

/// What a set of names belongs to: the report (the first), or a former report that is used under a name.
#[derive(Clone, Debug)]
pub struct Space {
    /// The space that uses it.
    pub within: usize,
    /// What stands before its names there.
    pub name: String,
    /// Where it gets that name.
    pub named: Span,
    /// Where it is used.
    pub span: Span,
}

impl Default for Space {
    fn default() -> Space {
        let nowhere = Span { file: FileId(0), start: 0, end: 0 };
        Space { within: 0, name: String::new(), named: nowhere, span: nowhere }
    }
}

/// What is known of former reports. Each is read in its own terms: its dimensions have members of their own, and the report
/// that uses it has one for each of them.
#[derive(Debug, Default)]
pub struct Former {
    /// The files of former reports, and of the modules that were read for them.
    pub files: FxHashSet<FileId>,
    /// By space: the one that uses it.
    pub within: Vec<usize>,
    /// For a member of a former report the same one in the report that uses it: by code, else by name, else one that is
    /// there for its sake.
    pub same: FxHashMap<MemberId, MemberId>,
    /// Members of a report that are there for the sake of the former ones that it uses.
    pub members: FxHashSet<MemberId>,
    /// Members of a former report that only the report that uses it declares.
    pub lent: FxHashSet<MemberId>,
    /// Members whose code they give to another name, and where.
    pub names: FxHashMap<MemberId, (String, Span)>,
    /// What stands for a member in the report that says so, each with its share of the amounts; the shares make one.
    pub heirs: FxHashMap<MemberId, Vec<(MemberId, Decimal)>>,
    /// Facts of theirs that hold a part of what is typed, and the part.
    pub parts: FxHashMap<FactId, Decimal>,
    /// Codes and names that there are no more, with what stands for them.
    pub gone: Vec<GoneMember>,
}

/// A member that there is no more, or a name that it has no more.
#[derive(Clone, Debug)]
pub struct GoneMember {
    /// The dimension in which it was looked for.
    pub dim: DimId,
    /// Its code, digits only, or its name; of a code that has another name now its former one.
    pub word: String,
    /// Its name, as far as that is said.
    pub name: Option<String>,
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
    /// The ledger in which they are written, or taken over.
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
