//! A report that another one uses as its former: last year's, whose facts are read in this year's classification.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{DimId, FactId, FactValueKind, Filter, LedgerId, Member, MemberId, Report};
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
    /// Their files.
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
    pub gone: Vec<Gone>,
}

/// A member that there is no more.
#[derive(Clone, Debug)]
pub struct Gone {
    /// Its dimension.
    pub dim: DimId,
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
    /// The dimension that stands for another one in a space around its own.
    pub fn dim_in(&self, dim: DimId, space: usize) -> DimId {
        let outward = |dim: &DimId| self.dim(*dim).of.filter(|of| self.dim(*of).space >= space);
        std::iter::successors(Some(dim), outward).last().unwrap_or(dim)
    }

    /// The members of this report's own dimensions, those of them that only a former one has included.
    pub fn own_members(&self) -> impl Iterator<Item = (MemberId, &Member)> {
        let all = self.members.iter().enumerate().map(|(index, member)| (MemberId(index as u32), member));
        all.filter(|(_, member)| self.dim(member.dim).space == 0)
    }

    /// What stands for a former report's member in the report that uses it, with the shares of its amounts.
    pub fn stands_for(&self, member: MemberId) -> Vec<(MemberId, Decimal)> {
        let Some(same) = self.former.same.get(&member).copied() else { return vec![(member, Decimal::ONE)] };
        // what was divided among those beneath it tells nothing of them
        let divided = |above: MemberId, heirs: &[(MemberId, Decimal)]| {
            above != same && heirs.iter().any(|(heir, _)| *heir != above && self.within(*heir, above))
        };
        let said = |id| self.former.heirs.get(&id).filter(|heirs| !divided(id, heirs));
        self.lineage(same).find_map(said).cloned().unwrap_or_else(|| vec![(same, Decimal::ONE)])
    }

    /// The one member of another year's dimension that a member is, or that stands for it.
    pub fn counterpart(&self, member: MemberId, dim: DimId) -> Option<MemberId> {
        let later = |id: &MemberId| match self.stands_for(*id).as_slice() {
            [(heir, _)] if heir != id => Some(*heir),
            _ => None,
        };
        let outward =
            |from| std::iter::successors(Some(from), later).find(|id| self.member(*id).dim == self.member(member).dim);
        if self.member(member).dim == dim {
            return Some(member);
        }
        if let Some(found) = std::iter::successors(Some(member), later).find(|id| self.member(*id).dim == dim) {
            return Some(found);
        }
        let all = (0..self.members.len() as u32).map(MemberId).filter(|id| self.member(*id).dim == dim);
        let mut earlier = all.filter(|id| outward(*id) == Some(member));
        let only = earlier.next()?;
        earlier.next().is_none().then_some(only)
    }

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
