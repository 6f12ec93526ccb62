//! A row under the wrong code: what holds it has its amount too much, what should hold it has as much too little, and
//! what holds both places is whole.

use super::search::{FEW, Suspicion};
use super::slip::Slip;
use super::{FigureId, LineId, Web, Written};
use crate::base::Exact;

impl Web<'_, '_> {
    /// A row that stands in the wrong place, and the groups that this explains, by their numbers.
    pub(super) fn moved(&self, groups: &[Vec<LineId>]) -> Option<(Suspicion, Vec<usize>)> {
        let mut broken: Vec<LineId> = groups.iter().flatten().copied().collect();
        if broken.len() < 2 || broken.len() > FEW {
            return None;
        }
        broken.sort_by_key(|line| (self.line_of(*line).terms.len(), *line));
        let exact = broken.iter().filter(|line| self.line_of(**line).rule.is_exact());
        let mut candidates: Vec<FigureId> = Vec::new();
        for line in exact {
            let gap = &self.gaps[*line as usize];
            let surplus = self.line_of(*line).terms.iter().filter(|term| {
                let by = self.correction(gap.clone(), term.times);
                by.is_some_and(|by| self.amount(term.other).is_some_and(|amount| by.negated() == amount))
            });
            candidates.extend(surplus.map(|term| term.other));
        }
        candidates.dedup();
        candidates.into_iter().find_map(|figure| self.explains(figure, groups))
    }

    /// A fact's amount, above zero.
    fn amount(&self, figure: FigureId) -> Option<Exact> {
        let Written::Fact(..) = self.written(figure) else { return None };
        let amount = Exact::from(self.typed(figure)?.1);
        (!amount.is_zero() && !amount.is_negative()).then_some(amount)
    }

    /// Whether all of some groups is explained by one fact that should stand elsewhere.
    fn explains(&self, figure: FigureId, groups: &[Vec<LineId>]) -> Option<(Suspicion, Vec<usize>)> {
        let Written::Fact(fact, field) = self.written(figure) else { return None };
        let (amount, ledger) = (self.amount(figure)?, self.evaluator.report.facts[fact.ix()].ledger);
        let holds = |line: LineId| self.lines_of(figure).iter().find(|term| term.other == line);
        let explained = |line: &LineId| match holds(*line) {
            Some(term) => {
                self.correction(self.gaps[*line as usize].clone(), term.times).is_some_and(|by| by.negated() == amount)
            }
            None => self.line_of(*line).rule.is_exact() && self.lacks(*line, ledger, field, amount.clone()),
        };
        let own: Vec<usize> = (0..groups.len()).filter(|group| groups[*group].iter().all(explained)).collect();
        let lines = || own.iter().flat_map(|group| &groups[*group]).copied();
        let wanting = lines().filter(|line| holds(*line).is_none());
        // the smallest identity that wants it says best where it belongs
        let place = wanting.min_by_key(|line| (self.line_of(*line).terms.len(), *line))?;
        lines().find(|line| holds(*line).is_some())?;
        let belongs = self.identities[self.line_of(place).identity].instance.words(self.evaluator.report);
        let span = self.typed(figure)?.0;
        Some((
            Suspicion {
                figure: Some(figure),
                span,
                repaired: String::new(),
                slip: Slip::Moved,
                by: amount.negated(),
                cost: Slip::Moved.cost(),
                besides: Vec::new(),
                instead: Vec::new(),
                twins: Vec::new(),
                belongs,
            },
            own,
        ))
    }
}
