//! How ledgers reach their axes: by their own dimensions and the attributes of those, in the terms of this report and of
//! former ones.

use super::{DimId, ExprKind, Fact, Ledger, LedgerId, MemberId, Report, Type};

/// How a ledger reaches an axis: by its own dimension, or by an attribute of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AxisPath {
    /// The number of its dimension.
    pub axis: usize,
    /// The number of the attribute.
    pub attribute: Option<usize>,
    /// In which terms of a former report, if not in this one's.
    before: Option<usize>,
}

impl Report {
    /// How a ledger reaches an axis: its own dimension wins over attributes.
    pub fn axis_path(&self, ledger: LedgerId, dim: DimId) -> Option<AxisPath> {
        let Ledger { axes, before, .. } = &self.ledgers[ledger.ix()];
        if let Some(axis) = axes.iter().position(|axis| axis.dim == dim) {
            return Some(AxisPath { axis, attribute: None, before: None });
        }
        let former = || before.iter().enumerate().rev();
        let own = former().find_map(|(term, dims)| Some((term, dims.iter().position(|own| *own == dim)?)));
        if let Some((term, axis)) = own {
            return Some(AxisPath { axis, attribute: None, before: Some(term) });
        }
        let by_attribute =
            |own: DimId| self.dims[own.ix()].attributes.iter().position(|attribute| attribute.ty == Type::Member(dim));
        let found = axes.iter().enumerate().find_map(|(axis, own)| Some((None, axis, by_attribute(own.dim)?)));
        let found = found.or_else(|| {
            let all =
                former().flat_map(|(term, dims)| dims.iter().enumerate().map(move |(axis, dim)| (term, axis, *dim)));
            all.into_iter().find_map(|(term, axis, own)| Some((Some(term), axis, by_attribute(own)?)))
        });
        found.map(|(before, axis, attribute)| AxisPath { axis, attribute: Some(attribute), before })
    }

    /// The member of an axis that a fact has.
    pub fn fact_member(&self, fact: &Fact, path: AxisPath) -> Option<MemberId> {
        let member = path.before.map_or(&fact.members, |term| &fact.before[term])[path.axis];
        let Some(attribute) = path.attribute else { return member };
        match self.attribute(member?, attribute)?.kind {
            ExprKind::Member(member) => Some(member),
            _ => None,
        }
    }
}
