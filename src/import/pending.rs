//! Rows whose number is still to be written: what tables tell of them stands in its place.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::around::{RowScope, row_end};
use super::changes::{EditsByFile, SpliceChange, SpliceChangeKind, row_name_of};
use super::facts::{ReadFact, ReadValue};
use super::text_edits::row_extent;
use super::value_again::value_again;
use crate::base::{Decimal, Say, Span};
use crate::model::{Fact, FactValueKind, LedgerId, Members, Type, UnitRef};
use crate::project::Checked;
use crate::syntax::UNWRITTEN;
use crate::syntax::ast::{self, BlockRow};

/// The rows of a report that hold the place of a number.
pub(super) struct PendingRows<'c> {
    pub checked: &'c Checked,
    pub scopes: &'c [RowScope<'c>],
    pub facts: &'c [ReadFact],
}

impl<'c> PendingRows<'c> {
    /// Writes the amounts of facts where their rows wait for them, and takes away the rows that no fact fills, in the blocks in which
    /// some fact of the tables may stand. Gives the facts that are still to be written, and the rows that go, by place.
    pub fn fill(
        &self,
        new: Vec<usize>,
        edits: &mut EditsByFile,
        changes: &mut Vec<SpliceChange>,
    ) -> (Vec<usize>, Vec<Span>) {
        let report = &self.checked.report;
        let waiting: FxHashMap<(LedgerId, Members), Span> =
            report.broken.iter().map(|row| ((row.ledger, self.members(row)), row.span)).collect();
        let typed = self.rows();
        let (mut left, mut filled) = (Vec::new(), FxHashSet::default());
        for at in new {
            let fact = &self.facts[at];
            let row = waiting.get(&(fact.ledger, fact.members.clone())).filter(|row| !filled.contains(*row));
            let text = row.and_then(|row| Some((*row, self.amount(typed.get(row)?, fact)?)));
            let Some((row, (place, text))) = text else {
                left.push(at);
                continue;
            };
            let words = row_name_of(report, fact.ledger, fact.members.iter().flatten().copied());
            changes.push(change(SpliceChangeKind::Changed, words, &text, row));
            edits.entry(row.file).or_default().replace(place.range(), text);
            filled.insert(row);
        }
        let mut gone = Vec::new();
        for (span, (scope, row)) in typed.iter().filter(|(span, _)| !filled.contains(span)) {
            if !self.is_told(*scope) {
                continue;
            }
            let source = self.checked.sources.get(span.file);
            edits.entry(span.file).or_default().remove(row_extent(&source.text, span.range().start, row_end(*row)));
            changes.push(change(SpliceChangeKind::Removed, row.text().trim_end().to_owned(), "", *span));
            gone.push(*span);
        }
        (left, gone)
    }

    /// All rows that hold the place of a number, each with its scope, by place.
    fn rows(&self) -> BTreeMap<Span, (usize, ast::Row<'c>)> {
        let mut rows = BTreeMap::new();
        for (at, scope) in self.scopes.iter().enumerate() {
            let own = scope.rows.rows().filter_map(|row| match row {
                BlockRow::Row(row) | BlockRow::Total(row) => Some(row),
                BlockRow::Unread(_) => None,
            });
            let waits = |row: &ast::Row<'_>| row.block().is_none() && row.words().any(|word| word.text() == UNWRITTEN);
            rows.extend(own.filter(waits).map(|row| (row.span(), (at, row))));
        }
        rows
    }

    /// The members of a row, those that its ledger takes where none is said, too.
    fn members(&self, row: &Fact) -> Members {
        let axes = &self.checked.report.ledger(row.ledger).axes;
        row.members.iter().zip(axes).map(|(own, axis)| own.or(axis.default)).collect()
    }

    /// The place of a row's one number, and what a fact writes there; none where the fact says more or less.
    fn amount(&self, (scope, row): &(usize, ast::Row<'_>), fact: &ReadFact) -> Option<(Span, String)> {
        let report = &self.checked.report;
        let mut blanks = row.words().filter(|word| word.text() == UNWRITTEN);
        let place = blanks.next()?.span();
        let [(field, value @ ReadValue::Quantity(..))] = fact.values.as_slice() else { return None };
        if blanks.next().is_some() {
            return None;
        }
        let (old, unit) = match &report.ledger(fact.ledger).fields.get(*field)?.ty {
            Type::Amount(measure) => {
                let own = self.scopes.get(*scope)?.unit.filter(|(own, _)| own == measure);
                let unit = own.map_or(report.measures.get(measure.ix())?.shown, |(_, unit)| unit);
                ("0.00".to_owned(), UnitRef::Of(*measure, unit))
            }
            Type::Count(unit) => (format!("0{unit}"), UnitRef::Named(unit.clone())),
            _ => return None,
        };
        let old = (old.as_str(), &FactValueKind::Quantity(Decimal::ZERO, unit));
        Some((place, value_again(report, fact.ledger, *field, old, value, false)?))
    }

    /// Whether tables tell of what may stand in the block around a scope.
    fn is_told(&self, scope: usize) -> bool {
        let report = &self.checked.report;
        let mut around = &self.scopes[scope];
        while let Some((outer, _)) = around.outer {
            around = &self.scopes[outer];
        }
        let fits = |fact: &ReadFact| {
            let mut said = around.said.iter().zip(&fact.members);
            said.all(|(said, own)| said.is_none_or(|said| own.is_some_and(|own| report.within(own, said))))
        };
        self.facts.iter().any(|fact| fact.ledger == around.ledger && fits(fact))
    }
}

fn change(kind: SpliceChangeKind, words: String, new: &str, place: Span) -> SpliceChange {
    let (old, new) = (UNWRITTEN.to_owned(), new.to_owned());
    SpliceChange { kind, words, old, new, place: Some(place), reason: Say::default() }
}
