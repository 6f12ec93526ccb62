//! A row that was forgotten: all broken identities lack the same amount, and a fact among those of the smallest would lie
//! in no whole one.

use rustc_hash::FxHashSet;

use super::search::{FEW, Suspicion, split};
use super::slip::{Slip, with_places};
use super::{LineId, Web, Written, manner};
use crate::base::{Exact, Span};
use crate::check::Source;
use crate::ledger::Coords;
use crate::model::{FactId, LedgerId};

impl Web<'_, '_> {
    /// The row that is missing from a block whose total and all else lack the same amount.
    pub(super) fn missing(&self, broken: &[LineId]) -> Option<Suspicion> {
        let report = self.evaluator.report;
        let (lead, number) = broken.iter().find_map(|line| match self.source(*line) {
            Source::Stated(number) => Some((*line, number)),
            Source::Declared(..) | Source::Printed => None,
        })?;
        let stated = &report.stated[number];
        let amount = self.gaps[lead as usize].negated();
        if amount.is_negative()
            || !broken.iter().all(|line| self.lacks(*line, stated.ledger, stated.field, amount.clone()))
        {
            return None;
        }
        let facts = self.facts(lead, stated.ledger);
        // a check that wants a row where there is none says where it belongs
        let belongs = self.belongs(broken, stated.ledger);
        if belongs.is_empty() && !self.nothing_else_holds(&facts, broken) {
            return None;
        }
        let unit = &stated.unit;
        let typed = self.evaluator.in_unit(&amount, unit)?.to_decimal()?.normalize();
        let (total, rest) = split(self.sources.slice(stated.span));
        let places = total.split_once('.').map_or(0, |(_, fraction)| fraction.len() as u32);
        let number = with_places(typed, typed.scale().max(places));
        let span = self.place(&facts, stated.span);
        let besides = self.besides(stated.ledger);
        // a check that asks whether there is a row, and finds none, is worth as much as two digits
        let cost = Slip::Missing.cost() + manner::missing(&number, total)
            - if besides.is_empty() && belongs.is_empty() { 0 } else { 70 };
        let repaired = number + rest;
        Some(Suspicion {
            figure: None,
            span,
            repaired,
            slip: Slip::Missing,
            by: amount,
            cost,
            besides,
            instead: Vec::new(),
            twins: Vec::new(),
            belongs,
        })
    }

    /// The checks that are no sums and fail where they ask for a row of a ledger.
    fn besides(&self, ledger: LedgerId) -> Vec<usize> {
        self.besides.borrow_mut().entry(ledger).or_insert_with(|| self.asking(ledger)).clone()
    }

    fn asking(&self, ledger: LedgerId) -> Vec<usize> {
        let in_web: Vec<bool> = self.lines.iter().fold(vec![false; self.identities.len()], |mut all, line| {
            all[line.identity] = true;
            all
        });
        let fails = self.identities.iter().enumerate().filter(|(_, identity)| identity.finding.is_some());
        let alone = fails.filter(|(number, _)| !in_web[*number]);
        let asking = alone
            .filter(|(_, identity)| matches!(identity.source, Source::Declared(check, _) if self.asks(check, ledger)));
        asking.map(|(number, _)| number).collect()
    }

    /// Pairs of a stated total and a check without a row of its ledger, by their numbers, that may lack the same row.
    pub(super) fn same_row_gone(&self, broken: &[LineId]) -> Vec<(u32, u32)> {
        if broken.len() > FEW {
            return Vec::new();
        }
        let mut pairs = Vec::new();
        for (a, total) in broken.iter().enumerate() {
            let Source::Stated(number) = self.source(*total) else { continue };
            let stated = &self.evaluator.report.stated[number];
            let amount = self.gaps[*total as usize].negated();
            for (b, check) in broken.iter().enumerate().filter(|_| !amount.is_negative()) {
                let same = self.gaps[*check as usize].abs() == amount;
                let declared = same && matches!(self.source(*check), Source::Declared(..));
                if declared
                    && self.rowless(*check, stated.ledger)
                    && self.lacks(*check, stated.ledger, stated.field, amount.clone())
                {
                    pairs.push((a as u32, b as u32));
                }
            }
        }
        pairs
    }

    fn rowless(&self, line: LineId, ledger: LedgerId) -> bool {
        self.line_of(line).rule.is_exact() && self.facts(line, ledger).is_empty()
    }

    /// Where the row that is missing belongs, as the checks say that have no other row of its ledger.
    fn belongs(&self, broken: &[LineId], ledger: LedgerId) -> Vec<String> {
        let report = self.evaluator.report;
        let rowless = broken
            .iter()
            .filter(|line| matches!(self.source(**line), Source::Declared(..)) && self.rowless(**line, ledger));
        let words = rowless.map(|line| self.identities[self.line_of(*line).identity].instance.words(report));
        words.max_by_key(Vec::len).unwrap_or_default()
    }

    fn source(&self, line: LineId) -> Source {
        self.identities[self.line_of(line).identity].source
    }

    /// Whether a line's gap is what it would be without a fact of the ledger of this amount.
    pub(super) fn lacks(&self, line: LineId, ledger: LedgerId, field: usize, amount: Exact) -> bool {
        let gap = &self.gaps[line as usize];
        if !self.line_of(line).rule.is_exact() {
            return true;
        }
        let own = |term: &&super::Term| match self.written(term.other) {
            Written::Fact(fact, own) => self.evaluator.report.facts[fact.ix()].ledger == ledger && own == field,
            Written::Stated(_) => false,
        };
        match self.line_of(line).terms.iter().find(own) {
            None if matches!(self.source(line), Source::Stated(_)) => gap.negated() == amount,
            Some(term) => self.correction(gap.clone(), term.times).is_some_and(|by| by == amount),
            // the fact may be the only one here: then only the check says that it belongs
            None => gap.abs() == amount && self.quotes(line, ledger),
        }
    }

    fn quotes(&self, line: LineId, ledger: LedgerId) -> bool {
        matches!(self.source(line), Source::Declared(check, _) if self.asks(check, ledger))
    }

    /// Whether a declared check speaks of a ledger.
    fn asks(&self, check: usize, ledger: LedgerId) -> bool {
        let mut sources = Vec::new();
        for part in &self.evaluator.report.checks[check].parts {
            self.evaluator.sources(&part.expr, &Coords::default(), &mut sources);
        }
        sources.iter().any(|(own, _)| *own == ledger)
    }

    fn facts(&self, line: LineId, ledger: LedgerId) -> Vec<FactId> {
        let facts = self.line_of(line).terms.iter().filter_map(|term| match self.written(term.other) {
            Written::Fact(fact, _) => Some(fact),
            Written::Stated(_) => None,
        });
        facts.filter(|fact| self.evaluator.report.facts[fact.ix()].ledger == ledger).collect()
    }

    /// Whether each total that holds all of these facts, and so would hold one more beside them, is broken. A check may
    /// hold it on both sides, and be none the wiser.
    fn nothing_else_holds(&self, facts: &[FactId], broken: &[LineId]) -> bool {
        let [first, others @ ..] = facts else { return true };
        if others.is_empty() {
            return true;
        }
        let lines = |fact: &FactId| {
            let fields = 0..self.evaluator.report.facts[fact.ix()].values.len();
            let terms = fields.flat_map(|field| self.lines_of(self.figure(Written::Fact(*fact, field))));
            terms.map(|term| term.other).collect::<Vec<LineId>>()
        };
        let broken: FxHashSet<LineId> = broken.iter().copied().collect();
        let mut common = lines(first);
        common.retain(|line| matches!(self.source(*line), Source::Stated(_)) && !broken.contains(line));
        for fact in others {
            if common.is_empty() {
                return true;
            }
            let own = lines(fact);
            common.retain(|line| own.contains(line));
        }
        common.is_empty()
    }

    /// The end of the block's last row; before its total where there is none.
    fn place(&self, facts: &[FactId], total: Span) -> Span {
        let rows = facts.iter().map(|fact| self.evaluator.report.facts[fact.ix()].span);
        let last = rows.filter(|row| row.file == total.file && row.end <= total.start).map(|row| row.end).max();
        let at = last.unwrap_or_else(|| {
            let text = &self.sources.get(total.file).text[..total.start as usize];
            text.rfind('\n').map_or(0, |end| end as u32)
        });
        Span { file: total.file, start: at, end: at }
    }
}
