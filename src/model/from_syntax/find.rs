//! Members by code or name, as far as the report alone tells.

use std::ops::Range;

use crate::model::{DimId, LedgerAxis, MemberId, Report, Type};

/// What a word can mean among some dimensions.
#[derive(Clone, Copy)]
pub(super) enum Found {
    None,
    One(MemberId),
    Many,
}

impl Report {
    /// Some dimensions with the axes that their attributes make.
    pub(super) fn with_attributes(&self, dims: &[DimId]) -> Vec<DimId> {
        let attributes = dims.iter().flat_map(|dim| &self.dim(*dim).attributes);
        let axes = attributes.filter_map(|attribute| match attribute.ty {
            Type::Member(dim) => Some(dim),
            _ => None,
        });
        dims.iter().copied().chain(axes).collect()
    }

    /// Whether a fact may stand at a member of an axis.
    pub(crate) fn fine_enough(&self, member: MemberId, axis: &LedgerAxis) -> bool {
        match axis.grain {
            Some(level) => self.member(member).level >= level,
            None => self.is_leaf(member),
        }
    }

    /// The only one of several members of a name that lies beneath or above each other one that its dimension has among
    /// some.
    pub(super) fn only_beneath(&self, words: &str, code: bool, dims: &[DimId], above: &[MemberId]) -> Option<MemberId> {
        let mut found = None;
        for dim in dims {
            let mut own = above.iter().copied().filter(|other| self.member(*other).dim == *dim);
            let Some(first) = own.next() else { continue };
            let outer = self.member(first);
            let same = |id: &MemberId| {
                let member = self.member(*id);
                if code { member.code == words } else { member.name == words }
            };
            let over = self.lineage(first).skip(1).filter(same);
            let inner = self.ranked(self.of_name(words, code, *dim), outer.ranks()).into_iter().flatten().copied();
            let others: Vec<MemberId> = own.collect();
            let near = |id: &MemberId| others.iter().all(|other| self.within(*id, *other) || self.within(*other, *id));
            for id in inner.chain(over).filter(near) {
                if found.replace(id).is_some() {
                    return None;
                }
            }
        }
        found
    }

    /// Of members of one name those of some ranks, this report's own and a former one's.
    pub(super) fn ranked<'n>(&self, named: &'n [MemberId], ranks: Range<u32>) -> [&'n [MemberId]; 2] {
        let (own, former) = named.split_at(named.partition_point(|id| !self.is_former(*id)));
        let rank = |id: &MemberId| self.member(*id).rank;
        [own, former].map(|some| {
            let first = some.partition_point(|id| rank(id) < ranks.start);
            &some[first..some.partition_point(|id| rank(id) < ranks.end)]
        })
    }

    /// The members of a code or name in one dimension: this report's own first, then a former report's, each in order.
    pub(super) fn of_name(&self, words: &str, code: bool, dim: DimId) -> &[MemberId] {
        match code {
            true => self.dim(dim).by_code.get(words).map_or(&[], std::slice::from_ref),
            false => self.named(dim, words),
        }
    }

    /// Looks a code or name up.
    pub(super) fn find(&self, words: &str, code: bool, dims: &[DimId]) -> Found {
        let all = || dims.iter().flat_map(|dim| self.of_name(words, code, *dim)).copied();
        let mut some = all();
        match (some.next(), some.next()) {
            (None, _) => return Found::None,
            (Some(one), None) => return Found::One(one),
            _ => {}
        }
        // what only a former report calls so is not meant where this report has one of that name
        let own = |dim: &DimId| self.of_name(words, code, *dim).iter().take_while(|id| !self.is_former(**id));
        let mut own = dims.iter().flat_map(own);
        match (own.next(), own.next()) {
            (Some(one), None) => Found::One(*one),
            _ => Found::Many,
        }
    }

    /// The one member that a code or name means among some dimensions.
    pub(crate) fn only_of(&self, words: &str, code: bool, dims: &[DimId]) -> Option<MemberId> {
        match self.find(words, code, dims) {
            Found::One(member) => Some(member),
            Found::None | Found::Many => None,
        }
    }

    /// Whether some member of some dimensions has a name.
    pub(crate) fn is_a_name(&self, words: &str, dims: &[DimId]) -> bool {
        !matches!(self.find(words, false, dims), Found::None)
    }

    /// The only member of a name beneath one of some others.
    pub(crate) fn find_beneath(&self, name: &str, dims: &[DimId], above: &[MemberId]) -> Option<MemberId> {
        let mut found = None;
        for outer in above.iter().map(|id| self.member(*id)).filter(|outer| dims.contains(&outer.dim)) {
            let beneath = self.ranked(self.of_name(name, false, outer.dim), outer.rank + 1..outer.end);
            for inner in beneath.into_iter().flat_map(|some| some.iter().take(2)) {
                if found.replace(*inner).is_some() {
                    return None;
                }
            }
        }
        found
    }
}
