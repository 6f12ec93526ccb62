//! How sure an explanation is beside the others.

use std::mem::discriminant;

use super::search::{FAR, Group, Suspicion};
use super::slip::Slip;
use super::{LineId, Web};
use crate::base::Confidence;

/// Most suspects of one finding, and most that are no slips and yet worth naming.
const MOST: usize = 30;
pub(super) const FEW: usize = 3;

/// One of so many accusations may be wrong.
const SURE: u64 = 16;

/// The cost of a value that comes from another paper, and of a row that was forgotten.
const OTHER_PAPER: i32 = 105;
const FORGOTTEN: i32 = 85;

impl Group {
    /// Broken identities of which not all is known.
    pub(super) fn unsure(broken: Vec<LineId>) -> Group {
        Group { broken, single: Vec::new(), several: Vec::new(), unsure: true, rowless: false }
    }

    /// Groups that one explanation joins, beside what else explains all of them; they are taken out.
    pub(super) fn joined(
        web: &Web<'_, '_>,
        groups: &mut [Vec<LineId>],
        own: &[usize],
        single: Vec<Suspicion>,
    ) -> Group {
        let mut broken: Vec<LineId> = own.iter().flat_map(|group| std::mem::take(&mut groups[*group])).collect();
        broken.sort_by_key(|line| (web.line_of(*line).terms.len(), *line));
        let known: Vec<_> = single.iter().flat_map(|one| one.twins.iter().chain([one])).map(|one| one.span).collect();
        let mut group = web.explain(broken);
        group.single.retain(|other| !known.contains(&other.span));
        group.single.extend(single);
        group.single.sort_by_key(|suspicion| (suspicion.cost, suspicion.span));
        group.several.clear();
        group
    }

    /// Whether it is worth saying what explains it: a slip, or what is left where all else is out of the question.
    pub(super) fn is_worth_saying(&self) -> bool {
        let near = |first: &Suspicion| self.single.iter().filter(|other| other.cost <= first.cost + FAR).count();
        self.single.first().is_some_and(|first| first.slip != Slip::Other || near(first) <= FEW)
    }

    /// The explanations besides the first that are shown. Where a row may be missing any figure may be wrong instead.
    pub(super) fn others(&self) -> &[Suspicion] {
        let [first, others @ ..] = self.single.as_slice() else { return &[] };
        let count = others.iter().take_while(|other| other.cost <= first.cost + FAR).count();
        &others[..count.min(if first.slip == Slip::Missing { MOST } else { FEW - 1 })]
    }

    /// How much speaks for the first. It is accused where it is much likelier than all others together: a value of another
    /// paper and a row that is gone leave any gap, which some innocent figure then explains by a slip.
    pub(super) fn confidence(&self) -> Confidence {
        let [first, others @ ..] = self.single.as_slice() else { return Confidence::Weak };
        let is_slip = first.slip.is_plain() || matches!(first.slip, Slip::Moved | Slip::Exchanged);
        if others.is_empty()
            && !self.rowless
            && self.broken.len() > 1
            && first.twins.is_empty()
            && first.slip.is_of_a_figure()
        {
            return Confidence::Strong;
        }
        // the same slip elsewhere is the same slip, whatever the numbers
        let same = |other: &&Suspicion| discriminant(&other.slip) == discriminant(&first.slip);
        let as_likely = others.iter().filter(same).any(|other| other.cost <= first.cost + FAR);
        let least = self.single.iter().map(Suspicion::doubt).min().unwrap_or(0).min(if self.rowless {
            FORGOTTEN
        } else {
            i32::MAX
        });
        let weight = |suspicion: &Suspicion| weigh(suspicion.doubt() - least);
        let forgotten = if self.rowless { weigh(FORGOTTEN - least) } else { 0 };
        let all = self.single.iter().map(weight).sum::<u64>() + forgotten;
        if is_slip && !as_likely && all / SURE * (SURE - 1) <= weight(first) {
            return Confidence::Likely;
        }
        Confidence::Weak
    }
}

impl Suspicion {
    /// Its cost beside others: what comes from another paper, and a row that was forgotten, are no rarer than slips.
    fn doubt(&self) -> i32 {
        let own = self.slip.cost();
        let often = match self.slip {
            Slip::Other => OTHER_PAPER,
            Slip::Missing => FORGOTTEN,
            _ => own,
        };
        self.cost - own + often
    }
}

/// The likelihood of a cost, as a whole number: tenths of the natural logarithm.
fn weigh(cost: i32) -> u64 {
    (0..cost.clamp(0, 200)).fold(1 << 40, |weight: u64, _| weight / 1_000 * 905)
}
