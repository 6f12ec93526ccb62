//! Several errors in one group: two that together repair everything, else one after the other as far as it goes.

use rustc_hash::FxHashMap;

use super::search::{ALIKE, FAR, Suspicion};
use super::slip::Slip;
use super::{FigureId, LineId, Web, Written};
use crate::base::Exact;

/// A group of more broken identities, or of more figures, is not searched for pairs; nor is one where that many figures
/// would each be tried with those of the smallest identity.
const MOST_LINES: usize = 60;
const MOST_FIGURES: usize = 3_000;
const MOST_TRIALS: usize = 1_000_000;

/// So many pairs are compared.
const MOST_PAIRS: usize = 4_000;

/// The group is walked so often for errors that another one hid.
const PASSES: usize = 4;

/// A figure's correction and what it does to the broken identities.
struct Step {
    figure: FigureId,
    by: Exact,
    repaired: usize,
    score: isize,
}

impl Web<'_, '_> {
    /// Several figures that explain a group that no single one does; they need not explain all of it.
    pub(super) fn several(&self, broken: &[LineId]) -> Vec<Suspicion> {
        self.pair(broken).unwrap_or_else(|| self.one_by_one(broken))
    }

    fn pair(&self, broken: &[LineId]) -> Option<Vec<Suspicion>> {
        if broken.len() < 2 || broken.len() > MOST_LINES {
            return None;
        }
        let mut figures: Vec<FigureId> =
            broken.iter().flat_map(|line| &self.line_of(*line).terms).map(|term| term.other).collect();
        figures.sort_unstable();
        figures.dedup();
        let least = broken.first().map_or(0, |line| self.line_of(*line).terms.len());
        if figures.len() > MOST_FIGURES || figures.len() * least > MOST_TRIALS {
            return None;
        }
        let mut pairs: Vec<[(FigureId, Exact); 2]> = Vec::new();
        for first in figures {
            for by in self.corrections(first, &|line| self.gaps[line as usize].clone()) {
                pairs.extend(
                    self.partners(first, by.clone(), broken).into_iter().map(|second| [(first, by.clone()), second]),
                );
                if pairs.len() > MOST_PAIRS {
                    return None;
                }
            }
        }
        let tell = |(figure, by): (FigureId, Exact)| self.suspicion(figure, by);
        let told = pairs.into_iter().filter_map(|[first, second]| Some([tell(first)?, tell(second)?]));
        // two numbers explain too much: both must look like slips
        let mut told: Vec<[Suspicion; 2]> =
            told.filter(|pair| pair.iter().all(|suspicion| suspicion.slip != Slip::Other)).collect();
        let cost = |[first, second]: &[Suspicion; 2]| first.cost + second.cost;
        told.sort_by_key(|pair| (cost(pair), pair[0].span.min(pair[1].span)));
        let (best, others) = told.split_first()?;
        let near = others.iter().filter(|pair| cost(pair) <= cost(best) + FAR);
        let mut best = best.clone();
        // beside one of the two another may do as well as the other
        for pair in near {
            for (own, partner) in [(0, 1), (1, 0)] {
                let same = |suspicion: &&Suspicion| suspicion.figure == best[partner].figure;
                if let Some(at) = pair.iter().position(|suspicion| same(&suspicion)) {
                    let instead = pair[1 - at].clone();
                    best[own].instead.push(instead);
                }
            }
        }
        Some(best.to_vec())
    }

    /// The different corrections that a figure's broken identities ask of it.
    pub(super) fn corrections(&self, figure: FigureId, gap: &dyn Fn(LineId) -> Exact) -> Vec<Exact> {
        let mut all: Vec<Exact> = Vec::new();
        for term in self.lines_of(figure) {
            let old = gap(term.other);
            if !self.line_of(term.other).rule.is_exact() || !self.is_broken(term.other, old.clone()) {
                continue;
            }
            let Some(by) = self.correction(old, term.times) else { continue };
            if !all.contains(&by) {
                all.push(by);
            }
        }
        all
    }

    /// The figures that repair what a first correction leaves broken, or breaks.
    fn partners(&self, first: FigureId, by: Exact, broken: &[LineId]) -> Vec<(FigureId, Exact)> {
        let mut after: FxHashMap<LineId, Exact> = Default::default();
        for term in self.lines_of(first) {
            let Some(new) = self.changed(self.gaps[term.other as usize].clone(), term.times, by.clone()) else {
                return Vec::new();
            };
            after.insert(term.other, new);
        }
        let gap = |line: LineId| after.get(&line).unwrap_or(&self.gaps[line as usize]).clone();
        let mut left: Vec<LineId> = broken.to_vec();
        left.extend(after.keys().filter(|line| !broken.contains(line)));
        left.retain(|line| self.is_broken(*line, gap(*line)));
        left.sort_by_key(|line| (self.line_of(*line).terms.len(), *line));
        if left.is_empty() {
            return Vec::new();
        }
        let found = self.singles(&left, &gap);
        // each pair once
        found.into_iter().filter(|(second, _)| *second > first).collect()
    }

    /// The correction that repairs most and breaks least, smallest identities first, then the next.
    fn one_by_one(&self, broken: &[LineId]) -> Vec<Suspicion> {
        let mut gaps: FxHashMap<LineId, Exact> = Default::default();
        let mut found: Vec<Suspicion> = Vec::new();
        // what an identity of thousands of figures could tell its smaller ones tell better
        let small = |line: &&LineId| self.line_of(**line).terms.len() <= MOST_FIGURES;
        // a few walks over the group, however large it is
        let mut work =
            100_000 + 4 * broken.iter().filter(small).map(|line| self.line_of(*line).terms.len()).sum::<usize>();
        for _ in 0..PASSES {
            let before = found.len();
            for line in broken.iter().filter(small) {
                let own = gaps.get(line).unwrap_or(&self.gaps[*line as usize]).clone();
                if !self.line_of(*line).rule.is_exact() || !self.is_broken(*line, own.clone()) {
                    continue;
                }
                let Some(left) = work.checked_sub(self.line_of(*line).terms.len()) else { return found };
                work = left;
                let Some(suspicion) = self.step(*line, own, &gaps, &mut work) else { continue };
                for term in suspicion.figure.iter().flat_map(|figure| self.lines_of(*figure)) {
                    let old = gaps.get(&term.other).unwrap_or(&self.gaps[term.other as usize]).clone();
                    if let Some(new) = self.changed(old, term.times, suspicion.by.clone()) {
                        gaps.insert(term.other, new);
                    }
                }
                found.push(suspicion);
            }
            if found.len() == before {
                break;
            }
        }
        found
    }

    /// The one best correction within a line; `None` where several are as good.
    fn step(&self, line: LineId, gap: Exact, gaps: &FxHashMap<LineId, Exact>, work: &mut usize) -> Option<Suspicion> {
        let mut best: Vec<Step> = Vec::new();
        for term in &self.line_of(line).terms {
            let Some(by) = self.correction(gap.clone(), term.times) else { continue };
            *work = work.saturating_sub(self.lines_of(term.other).len());
            let Some(step) = self.effect(term.other, by, gaps) else { continue };
            let top = best.first().map_or(1, |best| best.score);
            if step.score > top {
                best.clear();
            }
            if step.score >= top {
                best.push(step);
            }
        }
        let certain = best.len() == 1 && best[0].repaired > 1;
        // one identity alone speaks for none of the figures that others hold too
        let alone = |step: &Step| step.repaired == 1 && matches!(self.written(step.figure), Written::Fact(..));
        if best.iter().any(alone) {
            return None;
        }
        let tell = |step: &Step| self.suspicion(step.figure, step.by.clone());
        let mut told: Vec<Suspicion> = best.iter().take(MOST_LINES).filter_map(tell).collect();
        told.sort_by_key(|suspicion| (suspicion.cost, suspicion.span));
        let alone = told.get(1).is_none_or(|second| second.cost > told[0].cost + ALIKE);
        let likely = told.first().is_some_and(|first| first.slip.is_plain() || (certain && first.slip != Slip::Other));
        (alone && likely).then(|| told.swap_remove(0))
    }

    /// What a correction repairs and breaks.
    fn effect(&self, figure: FigureId, by: Exact, gaps: &FxHashMap<LineId, Exact>) -> Option<Step> {
        let mut step = Step { figure, by: by.clone(), repaired: 0, score: 0 };
        for term in self.lines_of(figure) {
            let old = gaps.get(&term.other).unwrap_or(&self.gaps[term.other as usize]).clone();
            let new = self.changed(old.clone(), term.times, by.clone())?;
            match (self.is_broken(term.other, old), self.is_broken(term.other, new)) {
                (true, false) => {
                    step.repaired += 1;
                    step.score += 1;
                }
                (false, true) => step.score -= 1,
                _ => {}
            }
        }
        Some(step)
    }
}
