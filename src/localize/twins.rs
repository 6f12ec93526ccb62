//! The same slip in several places: both were copied from one wrong paper, so that they agree with each other and with
//! nothing else.

use rustc_hash::FxHashMap;

use super::search::{FEW, Suspicion};
use super::slip::split_quantity;
use super::{FigureId, LineId, Web};
use crate::base::Exact;
use crate::model::UnitRef;

/// So many places of one slip are believed.
const MOST: usize = 4;

/// Two numbers of so many digits are the same for a reason.
const TELLING: usize = 3;

/// Figures that one correction each sets right together, and the groups that this explains, by their numbers.
struct Twins {
    figures: Vec<FigureId>,
    by: Exact,
    groups: Vec<usize>,
}

impl Web<'_, '_> {
    /// Figures that are typed alike and explain groups together that none of them explains alone, likeliest first, and
    /// those groups. Each suspicion bears the others.
    pub(super) fn twins(&self, groups: &[Vec<LineId>]) -> Option<(Vec<Suspicion>, Vec<usize>)> {
        if groups.iter().map(Vec::len).sum::<usize>() > FEW {
            return None;
        }
        let mut all: Vec<Twins> = Vec::new();
        for alike in self.typed_alike(groups) {
            for first in &alike {
                for by in self.corrections(*first, &|line| self.gaps[line as usize].clone()) {
                    all.extend(self.together(*first, &by, &alike, groups));
                }
            }
        }
        let most = all.iter().map(|twins| twins.groups.len()).max()?;
        let groups = all.iter().find(|twins| twins.groups.len() == most)?.groups.clone();
        let mut told: Vec<Suspicion> = Vec::new();
        let mut seen: Vec<Vec<FigureId>> = Vec::new();
        for twins in all.into_iter().filter(|twins| twins.groups == groups) {
            if seen.contains(&twins.figures) {
                continue;
            }
            let mut own: Vec<Suspicion> =
                twins.figures.iter().filter_map(|figure| self.suspicion(*figure, twins.by.clone())).collect();
            own.sort_by_key(|suspicion| suspicion.span);
            if own.len() == twins.figures.len() {
                let others = own.split_off(1);
                told.extend(own.into_iter().map(|first| Suspicion { twins: others.clone(), ..first }));
            }
            seen.push(twins.figures);
        }
        told.sort_by_key(|suspicion| (suspicion.cost, suspicion.span));
        (!told.is_empty()).then_some((told, groups))
    }

    /// The figures of broken identities that say the same number in the same unit, where there are several.
    fn typed_alike(&self, groups: &[Vec<LineId>]) -> Vec<Vec<FigureId>> {
        let mut alike: FxHashMap<(&str, String), Vec<FigureId>> = FxHashMap::default();
        let mut figures: Vec<FigureId> =
            groups.iter().flatten().flat_map(|line| &self.line_of(*line).terms).map(|term| term.other).collect();
        figures.sort_unstable();
        figures.dedup();
        for figure in figures {
            if let Some((span, amount, unit @ UnitRef::Of(..))) = self.typed(figure)
                && !amount.is_zero()
            {
                alike
                    .entry((split_quantity(self.sources.slice(span)).0, format!("{unit:?}")))
                    .or_default()
                    .push(figure);
            }
        }
        let mut alike: Vec<Vec<FigureId>> = alike.into_values().filter(|own| own.len() > 1).collect();
        alike.sort();
        alike
    }

    /// A first figure's correction, carried over to those like it until nothing that holds one of them is broken.
    fn together(&self, first: FigureId, by: &Exact, alike: &[FigureId], groups: &[Vec<LineId>]) -> Option<Twins> {
        let mut figures = vec![first];
        let mut gaps: FxHashMap<LineId, Exact> = FxHashMap::default();
        self.correct(first, by, &mut gaps)?;
        while let Some(off) =
            gaps.iter().filter(|(line, gap)| self.is_broken(**line, (*gap).clone())).map(|(line, _)| *line).min()
        {
            let exact = self.line_of(off).rule.is_exact();
            let wanted = |term: &&super::Term| {
                let fresh = alike.contains(&term.other) && !figures.contains(&term.other);
                let right = || {
                    self.changed(gaps[&off].clone(), term.times, by.clone())
                        .is_some_and(|gap| !self.is_broken(off, gap))
                };
                fresh && exact && right()
            };
            let next = self.line_of(off).terms.iter().find(wanted)?.other;
            figures.push(next);
            self.correct(next, by, &mut gaps)?;
            if figures.len() > MOST {
                return None;
            }
        }
        // papers that share no identity may hold the same slip too; of few digits that is chance
        for other in alike.iter().filter(|_| self.digits(first) >= TELLING) {
            let mut more = gaps.clone();
            if figures.len() == MOST || figures.contains(other) || self.correct(*other, by, &mut more).is_none() {
                continue;
            }
            let whole = self.lines_of(*other).iter().all(|term| !self.is_broken(term.other, more[&term.other].clone()));
            if whole && self.lines_of(*other).iter().all(|term| !gaps.contains_key(&term.other)) {
                figures.push(*other);
                gaps = more;
            }
        }
        let repaired = |line: &LineId| gaps.get(line).is_some_and(|gap| !self.is_broken(*line, gap.clone()));
        let groups: Vec<usize> = (0..groups.len()).filter(|group| groups[*group].iter().all(repaired)).collect();
        figures.sort_unstable();
        (figures.len() > 1 && !groups.is_empty()).then_some(Twins { figures, by: by.clone(), groups })
    }

    /// How many digits of a typed number say something.
    fn digits(&self, figure: FigureId) -> usize {
        let typed = self.typed(figure).map_or("", |(span, ..)| self.sources.slice(span));
        let digits: String = split_quantity(typed).0.chars().filter(char::is_ascii_digit).collect();
        digits.trim_matches('0').len()
    }

    /// Puts a figure's correction into the gaps of its identities.
    pub(super) fn correct(&self, figure: FigureId, by: &Exact, gaps: &mut FxHashMap<LineId, Exact>) -> Option<()> {
        for term in self.lines_of(figure) {
            let old = gaps.get(&term.other).unwrap_or(&self.gaps[term.other as usize]).clone();
            gaps.insert(term.other, self.changed(old, term.times, by.clone())?);
        }
        Some(())
    }
}
