//! A block that is written in another unit than it says: all its amounts times one power of ten, or the ratio of two units,
//! make what fails hold.

use rustc_hash::FxHashMap;

use super::slip::split_quantity;
use super::{FigureId, LineId, Web, Written};
use crate::base::{Diagnostic, Exact, FileId, Say};
use crate::localize::codes::WRONG_UNIT;
use crate::model::{FactValueKind, MeasureId, UnitRef};
use crate::say;

/// Tens, hundreds and so on up to a hundred million.
const MOST_TENS: u32 = 8;

/// A block whose amounts are all off by one ratio.
pub(super) struct OffBlock {
    /// Its number in the report.
    pub block: usize,
    /// What its amounts are to be multiplied by.
    pub times: Exact,
    /// The units of its measure: the one that it is read in and, where there is one, the one that is meant.
    pub measure: MeasureId,
    pub read: usize,
    pub meant: Option<usize>,
    /// The broken identities that then hold, smallest first.
    pub lines: Vec<LineId>,
    /// How many identities with its figures fail all the same.
    pub left: usize,
}

/// The figures without a unit of their own, by place, and the blocks that hold them.
struct Placed {
    figures: Vec<(FileId, u32, FigureId)>,
    /// The reports' blocks by place, each with the one around it.
    blocks: Vec<(usize, Option<usize>)>,
}

impl Web<'_, '_> {
    /// The blocks that explain most, by one ratio each: one, or several that do so equally well.
    pub(super) fn off_blocks(&self, broken: &[LineId]) -> Vec<OffBlock> {
        let placed = self.placed();
        let mut best: Vec<(OffBlock, usize)> = Vec::new();
        for (at, times) in self.ratios(&placed, broken) {
            let Some(found) = self.rescaled(&placed, at, times) else { continue };
            let top = best.first().map_or(0, |(best, _)| best.lines.len());
            if found.lines.len() > top {
                best.clear();
            }
            // what lies in a block that explains as much is that block
            let inside = best.iter().any(|(_, outer)| placed.around(at).any(|around| around == *outer));
            if found.lines.len() >= top && !inside {
                best.push((found, at));
            }
        }
        let best: Vec<OffBlock> = best.into_iter().map(|(found, _)| found).collect();
        self.odd(best)
    }

    /// Of several blocks those whose unit fewest others have.
    fn odd(&self, mut best: Vec<OffBlock>) -> Vec<OffBlock> {
        let report = self.evaluator.report;
        let mut others: FxHashMap<(u32, usize), usize> = FxHashMap::default();
        for stated in report.facts.iter().filter(|fact| !report.in_former(fact.span)).flat_map(|fact| &fact.values) {
            if let Some(FactValueKind::Quantity(_, UnitRef::Of(measure, unit))) =
                stated.as_ref().map(|value| &value.kind)
            {
                *others.entry((measure.0, *unit)).or_default() += 1;
            }
        }
        let common = |off: &OffBlock| others.get(&(off.measure.0, off.read)).copied().unwrap_or(0);
        let fewest = best.iter().map(common).min().unwrap_or(0);
        best.retain(|off| common(off) == fewest);
        best
    }

    fn placed(&self) -> Placed {
        let report = self.evaluator.report;
        let mut figures = Vec::new();
        for figure in (0..self.starts.len() as u32 - 1).filter(|figure| !self.lines_of(*figure).is_empty()) {
            if let Some((span, _, UnitRef::Of(..))) = self.typed(figure)
                && split_quantity(self.sources.slice(span)).1.trim().is_empty()
            {
                figures.push((span.file, span.start, figure));
            }
        }
        figures.sort_unstable();
        let mut blocks: Vec<(usize, Option<usize>)> = (0..report.blocks.len()).map(|block| (block, None)).collect();
        blocks.sort_by_key(|(block, _)| (report.blocks[*block].rows.file, report.blocks[*block].rows.start));
        for at in 1..blocks.len() {
            let inner = report.blocks[blocks[at].0].rows;
            let mut around = Some(at - 1);
            while let Some(outer) = around {
                let rows = report.blocks[blocks[outer].0].rows;
                if rows.file == inner.file && rows.end >= inner.end {
                    break;
                }
                around = blocks[outer].1;
            }
            blocks[at].1 = around;
        }
        Placed { figures, blocks }
    }

    /// The ratios that broken identities ask of the blocks in them, by the block's place among the blocks.
    fn ratios(&self, placed: &Placed, broken: &[LineId]) -> Vec<(usize, Exact)> {
        let report = self.evaluator.report;
        let mut home: FxHashMap<FigureId, usize> = FxHashMap::default();
        for (file, start, figure) in &placed.figures {
            let before = placed.blocks.partition_point(|(block, _)| {
                let rows = report.blocks[*block].rows;
                (rows.file, rows.start) <= (*file, *start)
            });
            let mut around = before.checked_sub(1);
            while let Some(at) = around {
                let rows = report.blocks[placed.blocks[at].0].rows;
                if rows.file == *file && rows.end > *start {
                    home.insert(*figure, at);
                    break;
                }
                around = placed.blocks[at].1;
            }
        }
        let mut asked: Vec<(usize, Exact)> = Vec::new();
        // a limit that is passed says nothing of how far
        for line in broken.iter().filter(|line| self.line_of(**line).rule.is_exact()) {
            let mut sums: FxHashMap<usize, Exact> = FxHashMap::default();
            for term in &self.line_of(*line).terms {
                let Some(at) = home.get(&term.other) else { continue };
                let Some(part) = self.part(term.other, term.times) else { continue };
                for at in std::iter::once(*at).chain(placed.around(*at)) {
                    let sum = sums.entry(at).or_insert(Exact::ZERO);
                    *sum = sum.plus(&part).unwrap_or_else(|_| sum.clone());
                }
            }
            for (at, sum) in sums {
                let ratio = self.gaps[*line as usize].negated().over(&sum).and_then(Result::ok);
                let ratio = ratio.and_then(|ratio| ratio.plus(Exact::integer(1)).ok());
                asked.extend(ratio.filter(|ratio| self.is_ratio(placed, at, ratio)).map(|ratio| (at, ratio)));
            }
        }
        asked.sort_by_key(|(at, _)| *at);
        asked.dedup();
        asked
    }

    /// What a figure is in an identity's gap.
    fn part(&self, figure: FigureId, times: u32) -> Option<Exact> {
        let (_, amount, _) = self.typed(figure)?;
        Exact::from(amount).times(&self.table[times as usize]).ok()
    }

    /// Whether numbers are off by so much where they stand in another unit.
    fn is_ratio(&self, placed: &Placed, at: usize, ratio: &Exact) -> bool {
        let tens = (1..=MOST_TENS).map(|tens| Exact::integer(10_i64.pow(tens)));
        let is = |one: Exact| one == *ratio || one.times(ratio).is_ok_and(|both| both == Exact::integer(1));
        tens.into_iter().any(is) || self.units(placed, at, ratio).is_some_and(|(.., meant)| meant.is_some())
    }

    /// The measure of a block, the unit that its numbers are read in and the one that is so many times as much.
    fn units(&self, placed: &Placed, at: usize, ratio: &Exact) -> Option<(MeasureId, usize, Option<usize>)> {
        let (.., first) = placed.inside(self, at).next()?;
        let (_, _, UnitRef::Of(measure, read)) = self.typed(first)? else { return None };
        let units = &self.evaluator.report.measures[measure.ix()].units;
        let wanted = Exact::from(units[read].factor).times(ratio).ok()?;
        Some((measure, read, units.iter().position(|unit| Exact::from(unit.factor) == wanted)))
    }

    /// What becomes of all identities of a block if its figures are so many times as much: told where none breaks, and
    /// more hold for it than do not.
    fn rescaled(&self, placed: &Placed, at: usize, times: Exact) -> Option<OffBlock> {
        let (measure, read, meant) = self.units(placed, at, &times)?;
        let more = times.minus(Exact::integer(1)).ok()?;
        let mut sums: FxHashMap<LineId, Exact> = FxHashMap::default();
        let mut facts = 0;
        for (.., figure) in placed.inside(self, at) {
            let is_row = matches!(self.written(figure), Written::Fact(..));
            facts += usize::from(is_row && self.typed(figure).is_some_and(|(_, amount, _)| !amount.is_zero()));
            for term in self.lines_of(figure) {
                let sum = sums.entry(term.other).or_insert(Exact::ZERO);
                *sum = sum.plus(self.part(figure, term.times)?).ok()?;
            }
        }
        let (mut lines, mut left, mut exact) = (Vec::new(), 0, 0);
        for (line, sum) in sums {
            let old = self.gaps[line as usize].clone();
            let new = old.plus(sum.times(&more).ok()?).ok()?;
            match (self.is_broken(line, old), self.is_broken(line, new)) {
                (false, true) => return None,
                (true, true) => left += 1,
                (true, false) => {
                    exact += usize::from(self.line_of(line).rule.is_exact());
                    lines.push(line);
                }
                (false, false) => {}
            }
        }
        lines.sort_by_key(|line| (self.line_of(*line).terms.len(), *line));
        // one figure in another unit is a slip of its own
        let block = placed.blocks[at].0;
        (facts > 1 && exact > left).then_some(OffBlock { block, times, measure, read, meant, lines, left })
    }
}

impl OffBlock {
    /// What is said of a block, and of those that would explain as much.
    pub(super) fn problem(&self, web: &Web<'_, '_>, others: &[OffBlock]) -> Diagnostic {
        let report = web.evaluator.report;
        let block = &report.blocks[self.block];
        let (name, label) = (&report.ledger(block.ledger).name, self.label(web));
        let message =
            say!("台账「{name}」这一块的单位看来写错了", "the unit of this block of ledger `{name}` seems to be wrong");
        let mut error = Diagnostic::new(WRONG_UNIT, block.head, message).label(label);
        for other in others {
            let Say { zh, en } = other.label(web);
            let text = say!("也可能是这一块：{zh}", "or it is this block: {en}");
            error = error.related(report.blocks[other.block].head, text);
        }
        let (count, left) = (self.lines.len(), self.left);
        error = error.note(match left {
            0 => say!(
                "依据: 不平的 {count} 条等式都有这一块的数；照此一改全部成立，且不影响其他等式",
                "basis: so changed, all that fails with figures of this block holds, and nothing else breaks"
            ),
            _ => say!(
                "依据: 有这一块的数而不平的等式，照此一改有 {count} 条成立，{left} 条仍不平，且不影响其他等式",
                "basis: so changed, {count} of the identities that fail with figures of this block hold, {left} still fail,                  and nothing else breaks"
            ),
        });
        let unit = |unit: usize| &report.measures[self.measure.ix()].units[unit].symbol;
        let (read, meant) = (unit(self.read), self.meant.map(unit));
        error.note(match (block.says_unit, meant) {
            (Some(_), Some(meant)) => say!(
                "对照原表的单位：确是{meant}的，写 in {meant}；确是{read}的，逐个改数",
                "see the unit in your papers: if it is {meant}, write `in {meant}`; if it is {read}, mend the numbers"
            ),
            (None, Some(meant)) => say!(
                "对照原表的单位：把这些数换算成{read}，或在每个数后写上{meant}",
                "see the unit in your papers: turn these numbers into {read}, or write {meant} behind each"
            ),
            (_, None) => say!(
                "对照原表的单位，把这些数换算成{read}",
                "see the unit in your papers, and turn these numbers into {read}"
            ),
        })
    }

    /// What stands at the block's head.
    fn label(&self, web: &Web<'_, '_>) -> Say {
        let report = web.evaluator.report;
        let unit = |unit: usize| &report.measures[self.measure.ix()].units[unit].symbol;
        let read = unit(self.read);
        match (report.blocks[self.block].says_unit, self.meant.map(unit)) {
            (Some(_), Some(meant)) => say!("疑为 in {meant}", "perhaps `in {meant}`"),
            (None, Some(meant)) => {
                say!("这些数看来是按{meant}写的，这里按{read}读", "these seem to be in {meant}, and are read in {read}")
            }
            (_, None) => {
                let one = Exact::integer(1);
                let below = self.times < one;
                let inverse = || one.over(&self.times)?.ok()?.to_decimal();
                let times = if below { inverse() } else { self.times.to_decimal() };
                let times = times.map(|times| times.normalize().to_string()).unwrap_or_default();
                if below {
                    say!("这些数看来都大了 {times} 倍", "these seem to be {times} times too large")
                } else {
                    say!("这些数看来都小了 {times} 倍", "these seem to be {times} times too small")
                }
            }
        }
    }
}

impl Placed {
    /// The blocks around a block, inner first.
    fn around(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.blocks[at].1, |at| self.blocks[*at].1)
    }

    /// The figures of a block.
    fn inside(&self, web: &Web<'_, '_>, at: usize) -> impl Iterator<Item = (FileId, u32, FigureId)> {
        let rows = web.evaluator.report.blocks[self.blocks[at].0].rows;
        let from = self.figures.partition_point(|(file, start, _)| (*file, *start) < (rows.file, rows.start));
        let to = self.figures.partition_point(|(file, start, _)| (*file, *start) < (rows.file, rows.end));
        self.figures[from..to].iter().copied()
    }
}
