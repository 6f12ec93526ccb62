//! A row that was forgotten: all broken identities lack the same amount, and a fact among those of the smallest would lie
//! in no whole one.

use rustc_hash::FxHashSet;

use super::search::{FEW, Suspicion};
use super::slip::{Slip, split_quantity, with_places};
use super::{LineId, Web, Written, manner};
use crate::base::{Exact, Span};
use crate::check::IdentitySource;
use crate::ledger::Coords;
use crate::model::{FactId, LedgerId, UnitRef};

/// So many ledgers are followed that take over from one another.
const REMOVES: usize = 64;

/// A row that may be missing, and how the figures beside it are typed.
struct Gone<'a> {
    ledger: LedgerId,
    field: usize,
    amount: Exact,
    unit: &'a UnitRef,
    typed: &'a str,
    rest: &'a str,
}

impl Web<'_, '_> {
    /// The rows that may be missing: one from a block whose total and all else lack the same amount; where no total
    /// fails, one from each ledger on the side of the smallest check that has too little.
    pub(super) fn missing(&self, broken: &[LineId]) -> Vec<Suspicion> {
        let report = self.evaluator.report;
        let total = broken.iter().find_map(|line| match self.source(*line) {
            IdentitySource::Stated(number) => Some((*line, &report.stated[number])),
            IdentitySource::Declared(..) | IdentitySource::Printed => None,
        });
        if let Some((lead, stated)) = total {
            let facts = self.facts(lead, stated.ledger);
            let amount = self.gaps[lead as usize].negated();
            let (typed, rest) = split_quantity(self.sources.slice(stated.span));
            let gone = Gone { ledger: stated.ledger, field: stated.field, unit: &stated.unit, amount, typed, rest };
            let span = self.place(&facts, stated.span).unwrap_or_else(|| self.before(stated.span));
            return self.gone(gone, &facts, span, broken, false).into_iter().collect();
        }
        let exact = broken.iter().copied().find(|line| self.line_of(*line).rule.is_exact());
        exact.map_or(Vec::new(), |lead| self.missing_in_check(lead, broken))
    }

    fn missing_in_check(&self, lead: LineId, broken: &[LineId]) -> Vec<Suspicion> {
        let mut tried: Vec<(LedgerId, usize)> = Vec::new();
        let mut found = Vec::new();
        for term in &self.line_of(lead).terms {
            let Written::Fact(fact, field) = self.written(term.other) else { continue };
            let ledger = self.evaluator.report.facts[fact.ix()].ledger;
            let (Some((span, _, unit)), false) = (self.typed(term.other), tried.contains(&(ledger, field))) else {
                continue;
            };
            tried.push((ledger, field));
            let gap = self.gaps[lead as usize].clone();
            let Some(amount) = self.correction(gap, term.times) else { continue };
            let (typed, rest) = split_quantity(self.sources.slice(span));
            let facts = self.facts(lead, ledger);
            let Some(place) = self.place(&facts, Span { start: u32::MAX, ..span }) else { continue };
            let gone = Gone { ledger, field, unit: &unit, amount, typed, rest };
            found.extend(self.gone(gone, &facts, place, broken, true));
        }
        found
    }

    /// The suspicion that a row is gone, if all that fails lacks it and nothing that holds would hold it. What a check
    /// sums is most often one row in one place, which leaves no room beside it where totals hold that row.
    fn gone(
        &self,
        gone: Gone<'_>,
        facts: &[FactId],
        span: Span,
        broken: &[LineId],
        of_check: bool,
    ) -> Option<Suspicion> {
        let Gone { ledger, field, amount, .. } = gone;
        if amount.is_negative() || !broken.iter().all(|line| self.lacks(*line, ledger, field, amount.clone())) {
            return None;
        }
        // a check that wants a row where there is none says where it belongs
        let belongs = self.belongs(broken, ledger);
        let alone = facts.len() == 1 && !of_check;
        if belongs.is_empty() && !alone && !self.nothing_else_holds(facts, broken) {
            return None;
        }
        let number = self.evaluator.in_unit(&amount, gone.unit)?.to_decimal()?.normalize();
        let places = gone.typed.split_once('.').map_or(0, |(_, fraction)| fraction.len() as u32);
        let number = with_places(number, number.scale().max(places));
        let besides = self.besides(ledger);
        // a check that asks whether there is a row, and finds none, is worth as much as two digits
        let cost = Slip::Missing.cost() + manner::missing(&number, gone.typed)
            - if besides.is_empty() && belongs.is_empty() { 0 } else { 70 };
        Some(Suspicion {
            figure: None,
            span,
            repaired: number + gone.rest,
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
        let asking = alone.filter(
            |(_, identity)| matches!(identity.source, IdentitySource::Declared(check, _) if self.asks(check, ledger)),
        );
        asking.map(|(number, _)| number).collect()
    }

    /// Pairs of a stated total and a check without a row of its ledger, by their numbers, that may lack the same row.
    pub(super) fn same_row_gone(&self, broken: &[LineId]) -> Vec<(u32, u32)> {
        if broken.len() > FEW {
            return Vec::new();
        }
        let mut pairs = Vec::new();
        for (a, total) in broken.iter().enumerate() {
            let IdentitySource::Stated(number) = self.source(*total) else { continue };
            let stated = &self.evaluator.report.stated[number];
            let amount = self.gaps[*total as usize].negated();
            for (b, check) in broken.iter().enumerate().filter(|_| !amount.is_negative()) {
                let same = self.gaps[*check as usize].abs() == amount;
                let declared = same && matches!(self.source(*check), IdentitySource::Declared(..));
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
            .filter(|line| matches!(self.source(**line), IdentitySource::Declared(..)) && self.rowless(**line, ledger));
        let words = rowless.map(|line| self.identities[self.line_of(*line).identity].instance.words(report));
        words.max_by_key(Vec::len).unwrap_or_default()
    }

    pub(super) fn source(&self, line: LineId) -> IdentitySource {
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
            Some(term) => self.correction(gap.clone(), term.times).is_some_and(|by| by == amount),
            // the fact may be the only one here: then only what the identity speaks of says that it belongs
            None => match self.source(line) {
                IdentitySource::Stated(number) => {
                    let stated = &self.evaluator.report.stated[number];
                    (stated.ledger, stated.field) == (ledger, field) && gap.negated() == amount
                }
                IdentitySource::Declared(check, _) => gap.abs() == amount && self.asks(check, ledger),
                IdentitySource::Printed => false,
            },
        }
    }

    /// Whether a declared check speaks of a ledger.
    fn asks(&self, check: usize, ledger: LedgerId) -> bool {
        self.quoted(check).into_iter().any(|own| self.draws_on(own, ledger))
    }

    /// The ledgers that a declared check quotes, each once.
    fn quoted(&self, check: usize) -> Vec<LedgerId> {
        let mut sources = Vec::new();
        for part in &self.evaluator.report.checks[check].parts {
            self.evaluator.ledgers_read(&part.expr, &Coords::default(), &mut sources);
        }
        let mut ledgers: Vec<LedgerId> = sources.into_iter().map(|(ledger, _)| ledger).collect();
        ledgers.sort_unstable();
        ledgers.dedup();
        ledgers
    }

    /// Whether a ledger is another one or takes facts over from it, at whatever remove.
    fn draws_on(&self, ledger: LedgerId, source: LedgerId) -> bool {
        let mut all = vec![ledger];
        let mut at = 0;
        while let Some(own) = all.get(at).copied().filter(|own| *own != source && all.len() < REMOVES) {
            let taken = self.evaluator.report.take_overs.iter().filter(|take| take.ledger == own);
            let further: Vec<LedgerId> = taken.map(|take| take.source).filter(|one| !all.contains(one)).collect();
            all.extend(further);
            at += 1;
        }
        all.contains(&source)
    }

    /// Whether everything would hold with a row of a ledger of which the smallest check has none. Where it would stand,
    /// and with which sign, nothing tells.
    pub(super) fn first_row_gone(&self, broken: &[LineId]) -> bool {
        let exact = broken.iter().copied().find(|line| self.line_of(*line).rule.is_exact());
        let Some((lead, IdentitySource::Declared(check, _))) = exact.map(|lead| (lead, self.source(lead))) else {
            return false;
        };
        let amount = self.gaps[lead as usize].abs();
        let lacks =
            |ledger: LedgerId, field: usize| broken.iter().all(|line| self.lacks(*line, ledger, field, amount.clone()));
        let mut ledgers = self.quoted(check);
        ledgers.retain(|ledger| self.rowless(lead, *ledger));
        ledgers
            .into_iter()
            .any(|ledger| (0..self.evaluator.report.ledger(ledger).fields.len()).any(|field| lacks(ledger, field)))
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
        let lines = |fact: &FactId| {
            let fields = 0..self.evaluator.report.facts[fact.ix()].values.len();
            let terms = fields.flat_map(|field| self.lines_of(self.figure(Written::Fact(*fact, field))));
            terms.map(|term| term.other).collect::<Vec<LineId>>()
        };
        let broken: FxHashSet<LineId> = broken.iter().copied().collect();
        let mut common = lines(first);
        common.retain(|line| matches!(self.source(*line), IdentitySource::Stated(_)) && !broken.contains(line));
        for fact in others {
            if common.is_empty() {
                return true;
            }
            let own = lines(fact);
            common.retain(|line| own.contains(line));
        }
        common.is_empty()
    }

    /// The end of the last row before a place in its file.
    fn place(&self, facts: &[FactId], before: Span) -> Option<Span> {
        let rows = facts.iter().map(|fact| self.evaluator.report.facts[fact.ix()].span);
        let ends = rows.filter(|row| row.file == before.file && row.end <= before.start).map(|row| row.end);
        ends.max().map(|end| Span { file: before.file, start: end, end })
    }

    /// The end of the line above.
    fn before(&self, total: Span) -> Span {
        let text = &self.sources.get(total.file).text[..total.start as usize];
        let end = text.rfind('\n').map_or(0, |end| end as u32);
        Span { file: total.file, start: end, end }
    }
}
