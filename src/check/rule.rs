//! What must hold between two sides that are numbers: the one place that decides whether it does.

use crate::base::Exact;
use crate::model::CompareOp;

/// What must hold between left and right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// How left must stand to right.
    pub op: CompareOp,
    /// How far the sides may differ all the same, in base units.
    pub within: Exact,
}

impl Rule {
    /// Both sides are the same to the digit.
    pub const EQUAL: Rule = Rule { op: CompareOp::Eq, within: Exact::ZERO };

    /// Whether a gap, left minus right, keeps the rule.
    pub fn holds(&self, gap: &Exact) -> bool {
        match self.op {
            CompareOp::Eq => gap.abs() <= self.within,
            CompareOp::Ne => !gap.is_zero(),
            CompareOp::Lt => *gap < self.within,
            CompareOp::Le => *gap <= self.within,
            CompareOp::Gt => gap.negated() < self.within,
            CompareOp::Ge => gap.negated() <= self.within,
        }
    }

    /// Whether the sides must be the same.
    pub fn is_equality(&self) -> bool {
        self.op == CompareOp::Eq
    }

    /// Whether they must be the same to the digit.
    pub fn is_exact(&self) -> bool {
        self.is_equality() && self.within.is_zero()
    }

    /// Whether they must be nearly the same.
    pub fn is_near(&self) -> bool {
        self.is_equality() && !self.within.is_zero()
    }
}
