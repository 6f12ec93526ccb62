//! Two amounts of a ledger that changed places: what holds one of them has as much too much as what holds the other has too
//! little, and what holds both is whole.

use rustc_hash::FxHashMap;

use super::search::{FEW, Suspicion};
use super::slip::Slip;
use super::{FigureId, LineId, Web, Written};
use crate::base::{Decimal, Exact};
use crate::model::LedgerId;

/// So many pairs are tried.
const MOST: usize = 1_000;

/// Two figures, by how much the first is to change and the second the other way, and the groups that this explains.
struct Pair {
    figures: [FigureId; 2],
    by: Exact,
    groups: Vec<usize>,
}

impl Web<'_, '_> {
    /// Amounts that explain most groups where they change places, likeliest first, and those groups, by their numbers. Each
    /// suspicion bears the other amount as its twin.
    pub(super) fn exchanged(&self, groups: &[Vec<LineId>]) -> Option<(Vec<Suspicion>, Vec<usize>)> {
        let count = groups.iter().map(Vec::len).sum::<usize>();
        if !(2..=FEW).contains(&count) {
            return None;
        }
        let pairs: Vec<Pair> =
            self.pairs_of_amounts(groups).into_iter().filter_map(|pair| self.put(pair, groups)).collect();
        let most = pairs.iter().map(|pair| pair.groups.len()).max()?;
        let own = pairs.iter().find(|pair| pair.groups.len() == most)?.groups.clone();
        let same = pairs.into_iter().filter(|pair| pair.groups == own);
        let mut told: Vec<Suspicion> = same.filter_map(|pair| self.both(pair)).collect();
        told.sort_by_key(|suspicion| (suspicion.cost, suspicion.span));
        (!told.is_empty()).then_some((told, own))
    }

    /// Pairs of amounts of one field in broken identities of which each is what the other should be.
    fn pairs_of_amounts(&self, groups: &[Vec<LineId>]) -> Vec<([FigureId; 2], Exact)> {
        let lines = || groups.iter().flatten().copied().filter(|line| self.line_of(*line).rule.is_exact());
        let terms = || lines().flat_map(|line| self.line_of(line).terms.iter().map(move |term| (line, term)));
        let mut by_amount: FxHashMap<(LedgerId, usize, Decimal), Vec<FigureId>> = FxHashMap::default();
        for (_, term) in terms() {
            if let Some((ledger, field, amount)) = self.row(term.other) {
                let own = by_amount.entry((ledger, field, amount.normalize())).or_default();
                if !own.contains(&term.other) {
                    own.push(term.other);
                }
            }
        }
        let mut found: Vec<([FigureId; 2], Exact)> = Vec::new();
        for (line, term) in terms() {
            let Some((ledger, field, amount)) = self.row(term.other) else { continue };
            let Some(by) = self.correction(self.gaps[line as usize].clone(), term.times) else { continue };
            let right = Exact::from(amount).plus(&by).ok().and_then(|right| right.to_decimal());
            let others = right.and_then(|right| by_amount.get(&(ledger, field, right.normalize())));
            for other in others.into_iter().flatten().filter(|other| **other > term.other) {
                let pair = [term.other, *other];
                if !found.iter().any(|(known, _)| *known == pair) {
                    found.push((pair, by.clone()));
                }
            }
            if found.len() > MOST {
                return Vec::new();
            }
        }
        found
    }

    /// A typed amount of a row, with its ledger and field.
    fn row(&self, figure: FigureId) -> Option<(LedgerId, usize, Decimal)> {
        let Written::Fact(fact, field) = self.written(figure) else { return None };
        let (_, amount, _) = self.typed(figure)?;
        Some((self.evaluator.report.facts[fact.ix()].ledger, field, amount))
    }

    /// What a pair explains, if nothing is broken once both have changed places.
    fn put(&self, (figures, by): ([FigureId; 2], Exact), groups: &[Vec<LineId>]) -> Option<Pair> {
        let mut gaps: FxHashMap<LineId, Exact> = FxHashMap::default();
        self.correct(figures[0], &by, &mut gaps)?;
        self.correct(figures[1], &by.negated(), &mut gaps)?;
        if gaps.iter().any(|(line, gap)| self.is_broken(*line, gap.clone())) {
            return None;
        }
        let own: Vec<usize> =
            (0..groups.len()).filter(|group| groups[*group].iter().all(|line| gaps.contains_key(line))).collect();
        (!own.is_empty()).then_some(Pair { figures, by, groups: own })
    }

    fn both(&self, pair: Pair) -> Option<Suspicion> {
        let [first, second] = pair.figures;
        let exchanged = |figure, by: Exact| {
            let own = self.suspicion(figure, by)?;
            Some(Suspicion { slip: Slip::Exchanged, cost: Slip::Exchanged.cost(), ..own })
        };
        let twin = exchanged(second, pair.by.negated())?;
        Some(Suspicion { twins: vec![twin], ..exchanged(first, pair.by)? })
    }
}
