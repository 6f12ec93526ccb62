//! The members of a former report's dimensions beside those of the report that uses it.

use super::Builder;
use crate::model::{Expr, ExprKind, Member, MemberId, Type};

impl<'a> Builder<'a> {
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
            if self.torn_dims.iter().any(|torn| torn.ix() == dim) {
                self.torn_dims.push(of);
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
        let (new, code, name) = (MemberId(self.report.members.len() as u32), copy.code.clone(), copy.name.clone());
        self.report.members.push(copy);
        self.report.former.members.insert(new);
        if !code.is_empty() {
            self.report.dims[dim.ix()].by_code.entry(code).or_insert(new);
        }
        if !name.is_empty() {
            self.note_name(dim, name, new);
        }
        match parent {
            Some(parent) => self.report.members[parent.ix()].children.push(new),
            None => self.report.dims[dim.ix()].roots.push(new),
        }
        new
    }

    /// Gives what was added the attributes that this report's dimension has, too.
    pub(super) fn copy_attributes(&mut self, copied: &[(MemberId, MemberId)]) {
        for (id, copy) in copied {
            let (member, own) = (self.report.member(*id), self.report.member(*copy));
            let theirs = &self.report.dim(member.dim).attributes;
            let ours = &self.report.dim(own.dim).attributes;
            let said = ours.iter().map(|attribute| {
                let index = theirs.iter().position(|other| other.name == attribute.name)?;
                self.outward(member.attributes[index].as_ref()?, &attribute.ty)
            });
            let said = said.collect();
            self.report.members[copy.ix()].attributes = said;
        }
    }

    /// What a former report's attribute says, in terms of the report that uses it.
    fn outward(&self, expr: &Expr, ty: &Type) -> Option<Expr> {
        let kind = match (&expr.kind, ty) {
            (ExprKind::Member(member), Type::Member(dim)) => {
                let same = self.report.former.same.get(member).copied();
                ExprKind::Member(same.filter(|same| self.report.member(*same).dim == *dim)?)
            }
            _ if expr.ty == *ty => expr.kind.clone(),
            _ => return None,
        };
        Some(Expr { kind, ty: ty.clone(), span: expr.span })
    }
}
