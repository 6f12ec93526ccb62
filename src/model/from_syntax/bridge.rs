//! The members of a former report's dimensions beside those of the report that uses it.

use rustc_hash::FxHashMap;

use super::members::MemberReader;
use crate::model::{DimId, Member, MemberId};

impl<'a> MemberReader<'_, 'a> {
    /// Finds for each member of a former report the same one in the report that uses it, from the innermost report outward: by
    /// code, else by name beneath the same one. What there is not is added, behind the others. Gives what was added, each with
    /// what it stands for.
    pub(super) fn bridge(&mut self) -> Vec<(MemberId, MemberId)> {
        let mut copied = Vec::new();
        if self.report.former.within.len() < 2 {
            return copied;
        }
        let mut by_dim: Vec<Vec<MemberId>> = vec![Vec::new(); self.report.dims.len()];
        for (index, member) in self.report.members.iter().enumerate() {
            by_dim[member.dim.ix()].push(MemberId(index as u32));
        }
        // dimensions are numbered from the outside
        for dim in (0..by_dim.len()).rev() {
            let Some(of) = self.report.dims[dim].of else { continue };
            if self.report.torn_dims.iter().any(|torn| torn.ix() == dim) {
                self.report.torn_dims.push(of);
            }
            for id in std::mem::take(&mut by_dim[dim]) {
                let same = self.same(id).unwrap_or_else(|| {
                    let copy = self.copy(id);
                    copied.push((id, copy));
                    by_dim[of.ix()].push(copy);
                    copy
                });
                let (own, member) = (self.report.member(same), self.report.member(id));
                if !member.code.is_empty() && !member.name.is_empty() && own.name != member.name {
                    let name = (member.name.clone(), member.span);
                    self.report.former.names.insert(same, name);
                }
                self.report.former.same.insert(id, same);
            }
        }
        copied
    }

    /// Lends a former report the members that only the report that uses it has, for its facts to name: a former report may be
    /// no more than figures, without members of its own. They are among `all` of nothing that it asks.
    pub(super) fn lend(&mut self) {
        for dim in 0..self.report.dims.len() as u32 {
            let dim = DimId(dim);
            let Some(of) = self.report.dim(dim).of else { continue };
            let known = |(inner, outer): (&MemberId, &MemberId)| {
                (self.report.member(*inner).dim == dim).then_some((*outer, *inner))
            };
            let mut inner: FxHashMap<MemberId, MemberId> = self.report.former.same.iter().filter_map(known).collect();
            let lenders = (0..self.report.members.len() as u32).map(MemberId);
            let lenders: Vec<MemberId> = lenders.filter(|id| self.report.member(*id).dim == of).collect();
            for id in lenders {
                if inner.contains_key(&id) || self.report.is_former(id) {
                    continue;
                }
                let member = self.report.member(id);
                let parent = member.parent.map(|parent| inner.get(&parent).copied());
                let named = !member.name.is_empty() && !self.report.of_name(&member.name, false, dim).is_empty();
                // beneath one that had nothing beneath it nothing comes: its facts stand at itself
                let leaf = parent
                    .flatten()
                    .is_some_and(|parent| self.report.is_leaf(parent) && !self.report.former.lent.contains(&parent));
                if parent == Some(None) || leaf || (member.code.is_empty() && named) {
                    continue;
                }
                let attributes = vec![None; self.report.dim(dim).attributes.len()];
                let copy = Member { dim, parent: parent.flatten(), attributes, children: Vec::new(), ..member.clone() };
                let lent = MemberId(self.report.members.len() as u32);
                inner.insert(id, lent);
                self.put(lent, copy, named);
                self.report.former.lent.insert(lent);
                self.report.former.same.insert(lent, id);
            }
        }
    }

    /// The member that a former report's is in the report that uses it.
    fn same(&self, id: MemberId) -> Option<MemberId> {
        let member = self.report.member(id);
        let data = self.report.dim(self.report.dim(member.dim).of?);
        let parent = member.parent.and_then(|parent| self.report.former.same.get(&parent).copied());
        let found = match member.code.is_empty() {
            true => self.child(self.report.dim(member.dim).of?, parent, &member.name),
            false => data.by_code.get(&member.code).copied(),
        };
        found.filter(|own| self.report.member(*own).level == member.level)
    }

    /// A member that is there for a former report's sake.
    fn copy(&mut self, id: MemberId) -> MemberId {
        let member = self.report.member(id);
        let Some(dim) = self.report.dim(member.dim).of else { return id };
        let parent = member.parent.and_then(|parent| self.report.former.same.get(&parent).copied());
        let attributes = vec![None; self.report.dim(dim).attributes.len()];
        let copy = Member { dim, parent, attributes, children: Vec::new(), ..member.clone() };
        let new = MemberId(self.report.members.len() as u32);
        self.put(new, copy, false);
        self.report.former.members.insert(new);
        new
    }

    /// Puts a further member into its dimension; one whose name is another's there is known by its code alone.
    fn put(&mut self, new: MemberId, member: Member, named: bool) {
        let (dim, parent, code, name) = (member.dim, member.parent, member.code.clone(), member.name.clone());
        self.report.members.push(member);
        if !code.is_empty() {
            self.report.dims[dim.ix()].by_code.entry(code).or_insert(new);
        }
        if !name.is_empty() && !named {
            self.note_name(dim, name, new);
        }
        match parent {
            Some(parent) => self.report.members[parent.ix()].children.push(new),
            None => self.report.dims[dim.ix()].roots.push(new),
        }
    }
}
