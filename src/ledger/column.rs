//! One axis of a ledger's facts, sorted by member, so that the facts at and beneath a member are one slice.

use std::ops::Range;

use smallvec::{SmallVec, smallvec};

use super::AxisSet;
use crate::model::{AxisPath, DimId, Fact, Report};

/// The rank of a fact that has no member on the axis.
const NONE: u32 = u32::MAX;

/// One axis, over a ledger's facts by their number within it.
pub(super) struct AxisIndex {
    /// By fact: its member's rank.
    ranks: Vec<u32>,
    /// The facts that have a member, by its rank, then as written.
    order: Vec<u32>,
    /// The facts that have none.
    without: Vec<u32>,
    /// By rank: where its facts begin in `order`; the last entry is their end.
    starts: Vec<u32>,
}

/// What a query asks of one axis: disjoint ranges of ranks.
pub(super) struct Wanted<'c> {
    column: &'c AxisIndex,
    ranges: SmallVec<[Range<u32>; 2]>,
}

impl AxisIndex {
    pub(super) fn new<'f>(
        report: &Report,
        facts: impl Iterator<Item = &'f Fact>,
        dim: DimId,
        path: AxisPath,
    ) -> AxisIndex {
        let rank = |fact: &Fact| report.fact_member(fact, path).map_or(NONE, |member| report.member(member).rank);
        let ranks: Vec<u32> = facts.map(rank).collect();
        let without =
            ranks.iter().enumerate().filter(|(_, rank)| **rank == NONE).map(|(fact, _)| fact as u32).collect();
        let mut starts = vec![0u32; report.dim(dim).size as usize + 1];
        for rank in ranks.iter().filter(|rank| **rank != NONE) {
            starts[*rank as usize + 1] += 1;
        }
        for rank in 1..starts.len() {
            starts[rank] += starts[rank - 1];
        }
        let mut next = starts.clone();
        let mut order = vec![0u32; starts.last().map_or(0, |end| *end as usize)];
        for (fact, rank) in ranks.iter().enumerate().filter(|(_, rank)| **rank != NONE) {
            let place = &mut next[*rank as usize];
            order[*place as usize] = fact as u32;
            *place += 1;
        }
        AxisIndex { ranks, order, without, starts }
    }

    /// The ranks of a set of members with what lies beneath them.
    pub(super) fn wanted(&self, report: &Report, set: &AxisSet) -> Wanted<'_> {
        let mut ranges: SmallVec<[Range<u32>; 2]> = match set {
            AxisSet::Any => smallvec![0..self.starts.len() as u32 - 1],
            AxisSet::Members(members) => members.iter().map(|member| report.member(*member).ranks()).collect(),
        };
        ranges.sort_unstable_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        // of two ranges that overlap one holds the other, as their members do
        ranges.dedup_by(|inner, outer| inner.start < outer.end);
        Wanted { column: self, ranges }
    }
}

impl<'c> Wanted<'c> {
    /// How many facts it leaves.
    pub(super) fn count(&self) -> usize {
        self.slices().map(|slice| slice.len()).sum()
    }

    /// The facts that it leaves.
    pub(super) fn slices(&self) -> impl Iterator<Item = &'c [u32]> {
        let column = self.column;
        self.ranges.iter().map(move |range| {
            let bounds = column.starts[range.start as usize]..column.starts[range.end as usize];
            &column.order[bounds.start as usize..bounds.end as usize]
        })
    }

    /// How many facts it may leave, if those without a member may have any.
    pub(super) fn count_at_most(&self) -> usize {
        self.count() + self.column.without.len()
    }

    /// The facts that it may leave.
    pub(super) fn possible(&self) -> impl Iterator<Item = u32> {
        self.slices().flatten().chain(&self.column.without).copied()
    }

    /// Whether it may leave a fact.
    pub(super) fn may_hold(&self, fact: u32) -> bool {
        self.column.ranks[fact as usize] == NONE || self.holds(fact)
    }

    /// Whether it leaves a fact.
    pub(super) fn holds(&self, fact: u32) -> bool {
        let rank = self.column.ranks[fact as usize];
        self.ranges.iter().any(|range| range.contains(&rank))
    }
}
