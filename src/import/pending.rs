//! Rows whose number is still to be written: what tables tell of them stands in its place.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::around::{RowScope, row_end};
use super::changes::{EditsByFile, SpliceChange, SpliceChangeKind, row_name_of, total_name_of};
use super::facts::{ReadFact, ReadTotal, ReadValue};
use super::numbers::{places_in, usual_places};
use super::spelling::Spelling;
use super::text_edits::row_extent;
use super::value_again::value_again;
use crate::base::{Decimal, FileId, Say, Span};
use crate::model::{Fact, FactValueKind, LedgerId, MemberId, Members, Type, UnitRef};
use crate::project::Checked;
use crate::syntax::UNWRITTEN;
use crate::syntax::ast::{self, BlockRow};

/// The rows of a report that hold the place of a number.
pub(super) struct PendingRows<'c> {
    pub checked: &'c Checked,
    pub scopes: &'c [RowScope<'c>],
    pub facts: &'c [ReadFact],
    pub totals: &'c [ReadTotal],
    pub spelling: &'c Spelling,
}

/// What is left when rows are filled.
pub(super) struct FilledRows {
    /// The facts that are still to be written, by number.
    pub facts: Vec<usize>,
    /// The rows that go, by place.
    pub gone: Vec<Span>,
    /// The scopes that go with all their rows, by number.
    pub emptied: FxHashSet<usize>,
}

/// A row that holds the place of a number: its scope, and whether it states a total.
type PendingRow<'c> = (usize, ast::Row<'c>, bool);

impl<'c> PendingRows<'c> {
    /// Writes the amounts of facts and totals where their rows wait for them, and takes away the rows that nothing fills, in the
    /// blocks in which some fact of the tables may stand.
    pub fn fill(&self, new: Vec<usize>, edits: &mut EditsByFile, changes: &mut Vec<SpliceChange>) -> FilledRows {
        let report = &self.checked.report;
        let waiting: FxHashMap<(LedgerId, Members), Span> =
            report.broken.iter().map(|row| ((row.ledger, self.members(row)), row.span)).collect();
        let typed = self.rows();
        let (mut facts, mut filled) = (Vec::new(), FxHashSet::default());
        let mut fill = |row: Span, (place, text): (Span, String), words: String| {
            changes.push(change(SpliceChangeKind::Changed, words, &text, row));
            edits.entry(row.file).or_default().replace(place.range(), text);
            filled.insert(row);
        };
        let mut taken = FxHashSet::default();
        for at in new {
            let fact = &self.facts[at];
            let row = waiting.get(&(fact.ledger, fact.members.clone())).filter(|row| !taken.contains(*row));
            match row.and_then(|row| Some((*row, self.amount(typed.get(row)?, fact)?))) {
                Some((row, written)) => {
                    fill(row, written, row_name_of(report, fact.ledger, fact.members.iter().flatten().copied()));
                    taken.insert(row);
                }
                None => facts.push(at),
            }
        }
        for (span, row) in typed.iter().filter(|(_, (_, _, total))| *total) {
            if let Some((words, written)) = self.total(row) {
                fill(*span, written, words);
            }
        }
        let gone: Vec<(Span, PendingRow<'c>)> =
            typed.into_iter().filter(|(span, (scope, ..))| !filled.contains(span) && self.is_told(*scope)).collect();
        self.take_away(&gone, edits, changes);
        let gone: Vec<Span> = gone.into_iter().map(|(span, _)| span).collect();
        FilledRows { facts, emptied: self.emptied(&gone, edits), gone }
    }

    /// Takes rows away, those that follow one another in a line together.
    fn take_away(&self, gone: &[(Span, PendingRow<'c>)], edits: &mut EditsByFile, changes: &mut Vec<SpliceChange>) {
        let mut run: Option<(FileId, std::ops::Range<usize>)> = None;
        let mut take = |run: Option<(FileId, std::ops::Range<usize>)>| {
            if let Some((file, range)) = run {
                let text = &self.checked.sources.get(file).text;
                edits.entry(file).or_default().remove(row_extent(text, range.start, range.end));
            }
        };
        for (span, (_, row, _)) in gone {
            let words = row.text().replace(UNWRITTEN, "");
            changes.push(change(SpliceChangeKind::Removed, words.trim().to_owned(), "", *span));
            let (start, end) = (span.range().start, row_end(*row));
            let text = &self.checked.sources.get(span.file).text;
            let follows = |(file, range): &(FileId, std::ops::Range<usize>)| {
                let between = text.get(range.end..start).filter(|_| *file == span.file);
                between.is_some_and(|between| between.chars().all(|c| matches!(c, ' ' | ';' | '；')))
            };
            match &mut run {
                Some(own) if follows(own) => own.1.end = end,
                _ => take(run.replace((span.file, start..end))),
            }
        }
        take(run);
    }

    /// Takes away the scopes within blocks of which all rows go; gives their numbers.
    fn emptied(&self, gone: &[Span], edits: &mut EditsByFile) -> FxHashSet<usize> {
        let mut emptied: FxHashSet<usize> = FxHashSet::default();
        // a scope stands behind the one around it
        for (at, scope) in self.scopes.iter().enumerate().rev() {
            let goes = |row: BlockRow<'_>| match row {
                BlockRow::Row(row) if row.block().is_some() => {
                    let inner = row.block().map(|block| block.span());
                    let own = |number: &usize| Some(self.scopes[*number].rows.span()) == inner;
                    emptied.iter().any(|number| own(number) && self.scopes[*number].file == scope.file)
                }
                BlockRow::Row(row) | BlockRow::Total(row) => {
                    gone.binary_search(&Span { file: scope.file, ..row.span() }).is_ok()
                }
                BlockRow::Unread(_) => false,
            };
            let mut rows = scope.rows.rows().peekable();
            if let (Some((_, row)), true) = (scope.outer, rows.peek().is_some() && rows.all(goes)) {
                let text = &self.checked.sources.get(scope.file).text;
                let range = row_extent(text, row.span().range().start, row_end(row));
                edits.entry(scope.file).or_default().remove(range);
                emptied.insert(at);
            }
        }
        emptied
    }

    /// All rows that hold the place of a number, each with its scope, by place.
    fn rows(&self) -> BTreeMap<Span, PendingRow<'c>> {
        let mut rows = BTreeMap::new();
        for (at, scope) in self.scopes.iter().enumerate() {
            let own = scope.rows.rows().filter_map(|row| match row {
                BlockRow::Row(row) => Some((row, false)),
                BlockRow::Total(row) => Some((row, true)),
                BlockRow::Unread(_) => None,
            });
            let waits = |(row, _): &(ast::Row<'_>, bool)| {
                row.block().is_none() && row.words().any(|word| word.text() == UNWRITTEN)
            };
            rows.extend(own.filter(waits).map(|(row, total)| (row.span(), (at, row, total))));
        }
        rows
    }

    /// The members of a row, those that its ledger takes where none is said, too.
    fn members(&self, row: &Fact) -> Members {
        let axes = &self.checked.report.ledger(row.ledger).axes;
        row.members.iter().zip(axes).map(|(own, axis)| own.or(axis.default)).collect()
    }

    /// The place of a row's one number, and what a fact writes there; none where the fact says more or less.
    fn amount(&self, (scope, row, _): &PendingRow<'_>, fact: &ReadFact) -> Option<(Span, String)> {
        let [(field, value @ ReadValue::Quantity(..))] = fact.values.as_slice() else { return None };
        Some((the_blank(*row)?, self.written(*scope, (fact.ledger, *field), value)?))
    }

    /// The same of a total that says nothing but what stands around it, and what it is called.
    fn total(&self, (scope, row, _): &PendingRow<'_>) -> Option<(String, (Span, String))> {
        let report = &self.checked.report;
        let own = self.scopes.get(*scope)?;
        let place = the_blank(*row).filter(|_| row.words().count() == 1)?;
        let mut at: Vec<MemberId> = own.said.iter().flatten().copied().collect();
        at.sort_unstable();
        let same = |total: &&ReadTotal| {
            let mut members = total.at.clone();
            members.sort_unstable();
            total.ledger == own.ledger && Some(total.field) == report.ledger(own.ledger).figure() && members == at
        };
        let total = self.totals.iter().find(same)?;
        let value = ReadValue::Quantity(total.amount, UnitRef::Bare);
        let text = self.written(*scope, (total.ledger, total.field), &value)?;
        Some((total_name_of(report, own.ledger, at.into_iter(), self.spelling), (place, text)))
    }

    /// A number as it is written in a scope.
    fn written(&self, scope: usize, (ledger, field): (LedgerId, usize), value: &ReadValue) -> Option<String> {
        let report = &self.checked.report;
        let (old, unit) = match &report.ledger(ledger).fields.get(field)?.ty {
            Type::Amount(measure) => {
                let own = self.scopes.get(scope)?.unit.filter(|(own, _)| own == measure);
                let unit = own.map_or(report.measures.get(measure.ix())?.shown, |(_, unit)| unit);
                let ReadValue::Quantity(amount, _) = value else { return None };
                let needed = places_in(*amount, report.measures.get(measure.ix())?.units.get(unit)?.factor)?;
                let places = usual_places(needed, unit) as usize;
                let old = if places == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(places)) };
                (old, UnitRef::Of(*measure, unit))
            }
            Type::Count(unit) => (format!("0{unit}"), UnitRef::Named(unit.clone())),
            _ => return None,
        };
        let value = match value {
            // of a total the unit is the scope's
            ReadValue::Quantity(amount, UnitRef::Bare) => &ReadValue::Quantity(*amount, unit.clone()),
            value => value,
        };
        let old = (old.as_str(), &FactValueKind::Quantity(Decimal::ZERO, unit));
        value_again(report, ledger, field, old, value, false)
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

/// The place of the one number that a row waits for; none where there are several.
fn the_blank(row: ast::Row<'_>) -> Option<Span> {
    let mut blanks = row.words().filter(|word| word.text() == UNWRITTEN);
    let place = blanks.next()?.span();
    blanks.next().is_none().then_some(place)
}

fn change(kind: SpliceChangeKind, words: String, new: &str, place: Span) -> SpliceChange {
    let (old, new) = (UNWRITTEN.to_owned(), new.to_owned());
    SpliceChange { kind, words, old, new, place: Some(place), reason: Say::default() }
}
