//! The closest of the names that are declared to one that is unknown.

use std::rc::Rc;

use super::finder::MemberFinder;
use super::near::{Glance, List, MEASURED, Names};
use super::resolver::Resolver;
use crate::base::Span;
use crate::base::near::{CLOSE, NOT_CLOSE, Nearest, likeness};
use crate::model::{DimId, MemberId};

impl<'a> Resolver<'a> {
    /// The closest of some names: none if none is close, several if they are as close as each other.
    pub(super) fn closest<'n>(&self, wanted: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
        let glance = Glance::new(wanted);
        let mut best = Nearest::above(NOT_CLOSE);
        for name in names {
            let may = glance.at_most(Glance::new(name), 0);
            if may < CLOSE || !best.is_empty() && !best.takes(may) {
                if !self.near.spend(1) {
                    return Vec::new();
                }
            } else if !self.near.spend(MEASURED) {
                return Vec::new();
            } else {
                best.note(likeness(wanted, name), name);
            }
        }
        best.into_all().into_iter().map(str::to_owned).collect()
    }

    /// The closest of all declared names.
    pub(super) fn closest_declared(&self, wanted: &str) -> Vec<String> {
        let names = self.names_of(List::Declared);
        let (_, near) = names.closest(&self.near, wanted, NOT_CLOSE, &|_| true);
        near.into_iter().map(str::to_owned).collect()
    }

    fn names_of(&self, list: List) -> Rc<Names> {
        if let Some(known) = self.near.lists.borrow().get(&list) {
            return Rc::clone(known);
        }
        // in the order of declaration, which no hash decides
        let ordered = |mut named: Vec<(MemberId, &String)>| {
            named.sort_unstable_by_key(|(member, _)| *member);
            named.into_iter().map(|(_, name)| name.clone()).collect::<Vec<String>>()
        };
        let words = match list {
            List::Names(dim) => {
                ordered(self.report.dim(dim).by_name.iter().map(|(name, same)| (same[0], name)).collect())
            }
            List::Codes(dim) => ordered(self.report.dim(dim).by_code.iter().map(|(code, id)| (*id, code)).collect()),
            List::Declared => {
                let mut names: Vec<(Span, &str)> = self.table.all().map(|(name, _, span)| (span, name)).collect();
                names.sort_unstable();
                names.into_iter().map(|(_, name)| name.to_owned()).collect()
            }
        };
        let names = Rc::new(Names::new(words));
        self.near.lists.borrow_mut().insert(list, Rc::clone(&names));
        names
    }
}

impl<'a> MemberFinder<'a> {
    /// The members of some dimensions whose names are closest, if they are closer than `floor`.
    pub(super) fn closest_members(&self, wanted: &str, dims: &[DimId], floor: f64) -> Vec<MemberId> {
        let mut best = Nearest::above(floor);
        for dim in dims {
            let names = self.names_of(List::Names(*dim));
            let (score, near) = names.closest(&self.near, wanted, floor, &|_| true);
            let members = near.into_iter().filter_map(|name| self.report.named(*dim, name).first());
            best.extend(members.map(|member| (score, *member)));
        }
        best.into_all()
    }

    /// The closest names of members of some dimensions.
    pub(super) fn close_names(&self, wanted: &str, dims: &[DimId]) -> Vec<String> {
        let members = self.closest_members(wanted, dims, NOT_CLOSE);
        let mut names: Vec<String> = members.into_iter().map(|id| self.report.member(id).name.clone()).collect();
        names.dedup();
        names
    }

    /// The members of some dimensions that fit and whose codes are closest.
    pub(super) fn close_codes(&self, wanted: &str, dims: &[DimId], fits: impl Fn(MemberId) -> bool) -> Vec<MemberId> {
        let mut best = Nearest::above(NOT_CLOSE);
        for dim in dims {
            let by_code = &self.report.dim(*dim).by_code;
            let codes = self.names_of(List::Codes(*dim));
            let fits = |code: &str| by_code.get(code).is_some_and(|member| fits(*member));
            let (score, near) = codes.closest(&self.near, wanted, NOT_CLOSE, &fits);
            best.extend(near.into_iter().filter_map(|code| by_code.get(code)).map(|member| (score, *member)));
        }
        best.into_all()
    }
}
