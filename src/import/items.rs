//! Facts and totals as text: `items` blocks as a person would write them, laid out.

use rustc_hash::FxHashSet;

use super::facts::{ReadFact, ReadTotal, ReadValue};
use super::lines::Lines;
use super::numbers::{places_in, usual_places};
use super::own_rows::{ItemsContext, OwnRow, OwnTotal, WrittenItems, own_row, own_total, texts};
use super::row_words::RowWords;
use crate::base::Decimal;
use crate::model::{DimId, LedgerId, MeasureId, MemberId, Members, Report, Type, UnitRef};
use crate::say;

/// Writes facts and totals as blocks of rows, one for each ledger in the order of its first fact. Facts keep their order as far
/// as scopes allow. What the language cannot say exactly is listed apart, never left out in silence.
pub fn items(report: &Report, facts: &[ReadFact], totals: &[ReadTotal], context: &ItemsContext) -> WrittenItems {
    let mut written = WrittenItems::default();
    let ledgers = facts.iter().map(|fact| fact.ledger).chain(totals.iter().map(|total| total.ledger));
    let mut seen = FxHashSet::default();
    for ledger in ledgers.filter(|ledger| seen.insert(*ledger)) {
        let own = facts.iter().enumerate().filter(|(_, fact)| fact.ledger == ledger);
        let stated = totals.iter().enumerate().filter(|(_, total)| total.ledger == ledger);
        let block = BlockText { report, ledger, context, written: &mut written };
        block.write(&own.collect::<Vec<_>>(), &stated.collect::<Vec<_>>());
    }
    written
}

struct BlockText<'r, 'w> {
    report: &'r Report,
    ledger: LedgerId,
    context: &'r ItemsContext,
    written: &'w mut WrittenItems,
}

impl BlockText<'_, '_> {
    fn write(self, facts: &[(usize, &ReadFact)], totals: &[(usize, &ReadTotal)]) {
        let report = self.report;
        let axes = &report.ledger(self.ledger).axes;
        let said: Members = axes.iter().map(|axis| self.said_of(axis.dim)).collect();
        let (mut rows, mut places) = (Vec::new(), FxHashSet::default());
        for (index, fact) in facts {
            let twice = !places.insert((&fact.members, texts(fact)));
            match own_row(report, fact, &said) {
                Ok(_) if twice => {
                    let reason = say!("同一处已有一笔", "there is a fact at the same place already");
                    self.written.facts.push((*index, reason));
                }
                Ok(members) => rows.push(OwnRow { members, fact, index: *index }),
                Err(reason) => self.written.facts.push((*index, reason)),
            }
        }
        let mut sums = Vec::new();
        for (index, total) in totals {
            match own_total(report, total, &said) {
                Ok((members, further)) => sums.push(OwnTotal { members, further, total, index: *index }),
                Err(reason) => self.written.totals.push((*index, reason)),
            }
        }
        let mut words = RowWords::new(report, self.ledger);
        (words.unit, words.places) = unit_of(report, self.ledger, &rows, &sums);
        let mut lines = Lines { words, rows: &rows, sums: &sums, context: self.context, written: self.written };
        lines.block(self.ledger, said);
    }

    fn said_of(&self, dim: DimId) -> Option<MemberId> {
        let own = self.context.file_at.iter().copied().filter(|member| self.report.member(*member).dim == dim);
        own.max_by_key(|member| self.report.member(*member).level)
    }
}

/// The unit in which a block's amounts are written and the places that they all have: the unit in which the tables have them
/// where they need few places there, else the one in which amounts are shown, else that in which they need least.
fn unit_of(
    report: &Report,
    ledger: LedgerId,
    rows: &[OwnRow<'_>],
    sums: &[OwnTotal<'_>],
) -> (Option<(MeasureId, usize)>, u32) {
    let fields = &report.ledger(ledger).fields;
    let measure = fields.iter().find_map(|field| match field.ty {
        Type::Amount(measure) => Some(measure),
        _ => None,
    });
    let Some(measure) = measure else { return (None, 0) };
    let data = &report.measures[measure.ix()];
    let is_amount = |field: usize| fields.get(field).is_some_and(|field| field.ty == Type::Amount(measure));
    let of_facts = rows.iter().flat_map(|row| &row.fact.values).filter_map(|(field, value)| match value {
        ReadValue::Quantity(value, UnitRef::Of(own, unit)) if *own == measure && is_amount(*field) => {
            Some((*value, Some(*unit)))
        }
        _ => None,
    });
    let of_sums = sums.iter().filter(|sum| is_amount(sum.total.field));
    let amounts: Vec<(Decimal, Option<usize>)> = of_facts.chain(of_sums.map(|sum| (sum.total.amount, None))).collect();
    let places = |unit: usize| {
        let factor = data.units[unit].factor;
        amounts.iter().try_fold(0, |most: u32, (value, _)| Some(most.max(places_in(*value, factor)?)))
    };
    let mut best = (data.shown, places(data.shown));
    let read = amounts.iter().find_map(|(_, unit)| *unit);
    for unit in read.into_iter().chain([data.shown]).chain(0..data.units.len()) {
        let own = places(unit);
        if own.is_some_and(|own| own <= FEW) {
            best = (unit, own);
            break;
        }
        if own.is_some_and(|own| best.1.is_none_or(|best| own < best)) {
            best = (unit, own);
        }
    }
    (Some((measure, best.0)), usual_places(best.1.unwrap_or(FEW), best.0))
}

/// So many places are few.
const FEW: u32 = 2;
