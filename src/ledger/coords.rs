//! Coordinates: for each bound axis the members that count. They only narrow, but for `*`.

use std::rc::Rc;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::model::{DimId, ExprKind, Filter, MemberId, Narrow, Report, Type};

/// What one axis is bound to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AxisSet {
    /// Some member, whichever.
    Any,
    /// These and what lies beneath them; empty where two filters have nothing in common.
    Members(Arc<[MemberId]>),
}

impl AxisSet {
    /// Whether a member lies in the set.
    pub fn holds(&self, report: &Report, member: MemberId) -> bool {
        match self {
            AxisSet::Any => true,
            AxisSet::Members(members) => members.iter().any(|outer| report.within(member, *outer)),
        }
    }
}

/// Bound axes; an axis that is not here is free.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Coords {
    // shared until it is narrowed: rows and cells copy their surroundings
    axes: Rc<SmallVec<[(DimId, AxisSet); 3]>>,
}

impl Coords {
    /// The bound axes, each with what it is bound to.
    pub fn axes(&self) -> impl Iterator<Item = (DimId, &AxisSet)> {
        self.axes.iter().map(|(dim, set)| (*dim, set))
    }

    /// What an axis is bound to.
    pub fn get(&self, dim: DimId) -> Option<&AxisSet> {
        self.axes.iter().find(|(own, _)| *own == dim).map(|(_, set)| set)
    }

    /// The only member that an axis is bound to.
    pub fn single(&self, dim: DimId) -> Option<MemberId> {
        match self.get(dim) {
            Some(AxisSet::Members(members)) if members.len() == 1 => Some(members[0]),
            _ => None,
        }
    }

    fn bind(&mut self, dim: DimId, set: AxisSet) {
        let axes = Rc::make_mut(&mut self.axes);
        match axes.iter_mut().find(|(own, _)| *own == dim) {
            Some((_, old)) => *old = set,
            None => axes.push((dim, set)),
        }
    }

    /// With an axis bound to some member, whichever.
    #[must_use]
    pub fn bound_to_some(&self, dim: DimId) -> Coords {
        let mut coords = self.clone();
        coords.bind(dim, AxisSet::Any);
        coords
    }

    /// With an axis free.
    #[must_use]
    pub fn freed(&self, dim: DimId) -> Coords {
        let mut coords = self.clone();
        Rc::make_mut(&mut coords.axes).retain(|(own, _)| *own != dim);
        coords
    }

    /// Narrowed by a bracket or `at`: its `*` first, then the rest.
    #[must_use]
    pub fn narrow(&self, report: &Report, filter: &Filter) -> Coords {
        let free = filter.parts.iter().filter(|(_, narrow, _)| *narrow == Narrow::Free);
        // what a former report frees is free in the terms of those around it, too
        let outward = |dim| std::iter::successors(Some(dim), |dim| report.dim(*dim).of);
        let freed = free.flat_map(|(dim, ..)| outward(*dim));
        let mut coords = freed.fold(self.clone(), |coords, dim| coords.freed(dim));
        for (dim, narrow, _) in &filter.parts {
            match narrow {
                Narrow::Free => {}
                Narrow::Any => {
                    if coords.get(*dim).is_none() {
                        coords.bind(*dim, AxisSet::Any);
                    }
                }
                Narrow::Members(members) => coords.meet(report, *dim, members),
            }
        }
        coords
    }

    /// Narrowed to one member of an axis.
    #[must_use]
    pub fn with_member(&self, report: &Report, dim: DimId, member: MemberId) -> Coords {
        let mut coords = self.clone();
        coords.meet(report, dim, &[member].into());
        coords
    }

    /// Narrowed on one axis.
    #[must_use]
    pub fn met(&self, report: &Report, dim: DimId, set: &AxisSet) -> Coords {
        let mut coords = self.clone();
        match set {
            AxisSet::Any if coords.get(dim).is_none() => coords.bind(dim, AxisSet::Any),
            AxisSet::Any => {}
            AxisSet::Members(members) => coords.meet(report, dim, members),
        }
        coords
    }

    /// Each pair of members keeps the deeper where one holds the other, else nothing.
    fn meet(&mut self, report: &Report, dim: DimId, members: &Arc<[MemberId]>) {
        let met = match self.get(dim) {
            None | Some(AxisSet::Any) => Arc::clone(members),
            Some(AxisSet::Members(old)) if old.len() == 1 && *old == *members => return,
            Some(AxisSet::Members(old)) => {
                let pairs = old.iter().flat_map(|a| members.iter().map(move |b| (*a, *b)));
                let mut met: Vec<MemberId> = pairs
                    .filter_map(|(a, b)| match (report.within(a, b), report.within(b, a)) {
                        (true, _) => Some(a),
                        (_, true) => Some(b),
                        _ => None,
                    })
                    .collect();
                met.sort_unstable();
                met.dedup();
                met.into()
            }
        };
        self.bind(dim, AxisSet::Members(met));
    }

    /// Whether every point of `self` is one of `outer`.
    pub fn within(&self, report: &Report, outer: &Coords) -> bool {
        outer.axes().all(|(dim, set)| match (self.get(dim), set) {
            (None, _) => false,
            (Some(_), AxisSet::Any) => true,
            (Some(AxisSet::Any), AxisSet::Members(_)) => false,
            (Some(AxisSet::Members(members)), set) => members.iter().all(|member| set.holds(report, *member)),
        })
    }

    /// Whether a member may stand here: in its own dimension it must touch the bound set, and so must its attributes.
    pub fn allows(&self, report: &Report, id: MemberId) -> bool {
        let own = report.member(id).dim;
        let touches = |member: MemberId, set: &AxisSet| match set {
            AxisSet::Any => true,
            AxisSet::Members(members) => {
                members.iter().any(|other| report.within(member, *other) || report.within(*other, member))
            }
        };
        let attributes = report.dim(own).attributes.iter().enumerate();
        let fits = attributes.filter_map(|(index, attribute)| match attribute.ty {
            Type::Member(dim) => Some((index, dim)),
            _ => None,
        });
        let outward = std::iter::successors(report.dim(own).of, |dim| report.dim(*dim).of);
        let around = outward.filter_map(|dim| Some((self.get(dim)?, report.counterpart(id, dim))));
        self.get(own).is_none_or(|set| touches(id, set))
            && around.into_iter().all(|(set, same)| same.is_none_or(|same| touches(same, set)))
            && fits.into_iter().all(|(index, dim)| {
                match (self.get(dim), report.attribute(id, index).map(|expr| &expr.kind)) {
                    (None, _) => true,
                    (Some(set), Some(ExprKind::Member(member))) => touches(*member, set),
                    // above where the attribute is written, what lies beneath decides
                    (Some(_), _) => report.member(id).children.iter().any(|child| self.allows(report, *child)),
                }
            })
    }
}
