//! What rounding alone could have brought about: figures that were rounded each for itself and miss their total by a tail.

use std::collections::BTreeMap;

use super::search::Group;
use super::slip::split_quantity;
use super::{FigureId, LineId, Web, Written};
use crate::base::{Decimal, Exact, Say};
use crate::model::{LedgerId, Type, UnitRef};
use crate::say;

/// Fewer figures than this make no tail: two that should be equal would be rounded alike.
const FEWEST: i64 = 3;

/// More identities than this that lack just what one slip explains are no accident of rounding.
const MOST: usize = 2;

/// Half of the last place to which a ledger's figures are typed, and the unit that it is a place of.
struct Half {
    places: u32,
    unit: UnitRef,
    /// In base units.
    worth: Exact,
}

type Halves = BTreeMap<LedgerId, Half>;

impl Web<'_, '_> {
    /// Whether rounding may be all that is wrong with a group: then what is to be said of its first identity, and how to say
    /// that figures are rounded.
    pub(super) fn tail(&self, group: &Group) -> Option<(Say, Say)> {
        let plain = group.single.first().is_some_and(|first| first.slip.is_plain());
        if plain && group.broken.len() > MOST {
            return None;
        }
        let mut halves = Halves::new();
        for line in &group.broken {
            for term in &self.line_of(*line).terms {
                self.half(term.other, &mut halves)?;
            }
        }
        let all = group.broken.iter().map(|line| self.explained(*line, &halves)).collect::<Option<Vec<Say>>>()?;
        Some((all.into_iter().next()?, self.clause(&halves)))
    }

    /// Notes how finely a figure is typed; none where it is no amount or said to be rounded already.
    fn half(&self, figure: FigureId, halves: &mut Halves) -> Option<()> {
        let report = self.evaluator.report;
        let (span, _, unit) = self.typed(figure)?;
        let (ledger, field) = match self.written(figure) {
            Written::Fact(fact, field) => (report.facts[fact.ix()].ledger, field),
            Written::Stated(stated) => (report.stated[stated].ledger, report.stated[stated].field),
        };
        if !matches!(report.ledger(ledger).fields[field].ty, Type::Amount(_)) || report.rounded_block(span).is_some() {
            return None;
        }
        let (number, _) = split_quantity(self.sources.slice(span));
        let places = number.split_once('.').map_or(0, |(_, fraction)| fraction.len() as u32);
        let worth = self.in_base(Decimal::new(5, places + 1), &unit)?;
        let finer = |half: &Half| worth < half.worth;
        if halves.get(&ledger).is_none_or(finer) {
            halves.insert(ledger, Half { places, unit, worth });
        }
        Some(())
    }

    /// What rounding can explain of an identity's gap; none where that is not all.
    fn explained(&self, line: LineId, halves: &Halves) -> Option<Say> {
        let report = self.evaluator.report;
        let (mut by, mut times, mut items, mut total) = (Exact::ZERO, Exact::ZERO, 0usize, false);
        for term in &self.line_of(line).terms {
            let ledger = match self.written(term.other) {
                Written::Fact(fact, _) => {
                    items += 1;
                    report.facts[fact.ix()].ledger
                }
                Written::Stated(stated) => {
                    total = true;
                    report.stated[stated].ledger
                }
            };
            let own = self.table[term.times as usize].abs();
            by = by.plus(halves.get(&ledger)?.worth.times(&own).ok()?).ok()?;
            times = times.plus(own).ok()?;
        }
        let gap = self.gaps[line as usize].abs();
        if times < Exact::integer(FEWEST) || gap > by {
            return None;
        }
        let unit = &halves.values().next()?.unit;
        let said = |number: &Exact| {
            let (number, symbol) = self.evaluator.written_parts(number, unit);
            number + &symbol
        };
        let (gap, by) = (said(&gap), said(&by));
        Some(if total {
            say!(
                "尾差 {gap}，{items} 项及合计各自舍入最多可差 {by}",
                "a tail of {gap}: {items} items and the total, each rounded, may be off by {by} together"
            )
        } else {
            say!(
                "尾差 {gap}，两边 {items} 个数各自舍入最多可差 {by}",
                "a tail of {gap}: the {items} figures of both sides, each rounded, may be off by {by} together"
            )
        })
    }

    /// How to say that figures were rounded before they were typed.
    fn clause(&self, halves: &Halves) -> Say {
        let report = self.evaluator.report;
        let block = |(ledger, half): (&LedgerId, &Half)| {
            let (name, symbol) = (&report.ledger(*ledger).name, self.evaluator.symbol(&half.unit));
            let within = Decimal::new(5, half.places + 1);
            format!("items {name} in {symbol} within {within}{symbol} {{ … }}")
        };
        let blocks: Vec<String> = halves.iter().map(block).collect();
        let (zh, en) = (blocks.join("；"), blocks.join("; "));
        say!(
            "各数若在填报前已经舍入，在块上写明，尾差以内就不算错：{zh}",
            "if the figures were rounded before they were typed, say so of their blocks, and a tail within that is no error: {en}"
        )
    }
}
