//! What is a report's own, and what stands in it for what a former report declares.

use super::{DimId, FactId, FactValueKind, Member, MemberId, Report};
use crate::base::{Decimal, Span};

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

    /// Whether what is said to stand for a code under some name is the same code, which has another name now.
    pub fn is_renaming(&self, member: MemberId, name: &str, heirs: &[(MemberId, Decimal)]) -> bool {
        self.member(member).name != name && matches!(heirs, [(heir, _)] if *heir == member)
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

    /// The facts that are written, in former reports too: none taken over.
    pub fn written_facts(&self) -> impl Iterator<Item = FactId> {
        let taken = |value: &super::FactValue| matches!(value.kind, FactValueKind::Taken(_));
        let written = move |id: &FactId| !self.facts[id.ix()].values.iter().flatten().any(taken);
        (0..self.facts.len() as u32).map(FactId).filter(written)
    }

    /// The facts that are written in the report itself and in what it uses.
    pub fn own_facts(&self) -> impl Iterator<Item = FactId> {
        self.written_facts().filter(|id| !self.in_former(self.facts[id.ix()].span))
    }
}
