//! The facts that are asked for: those that tables tell, those that the report says already, those that lists hold.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::ReadValue;
use super::candidates::{LedgerSources, Reach, Untold, Variable, candidates};
use super::findings::ImportFinding;
use super::patterns::TakenOver;
use super::settling::Settling;
use super::system::is_plain;
use crate::model::LedgerId;

/// Which facts there may be.
#[derive(Default)]
pub(super) struct Unknowns {
    pub variables: Vec<Variable>,
    /// What no table tells, and what is taken for granted.
    pub findings: Vec<ImportFinding>,
    /// The ledgers of which the tables tell all facts that they print.
    pub told: FxHashSet<LedgerId>,
    /// The ledgers of which it is said that they cannot be told.
    pub asked: FxHashSet<LedgerId>,
    /// The ledgers of which the report says facts already.
    pub said: FxHashSet<LedgerId>,
}

/// How far facts are looked for beyond those that every table agrees with.
#[derive(Clone, Copy)]
pub(super) struct Wide<'w> {
    /// In which ledgers.
    pub ledgers: &'w FxHashSet<LedgerId>,
    pub reach: Reach,
    /// Whether one table may lack what others print.
    pub doubt: bool,
}

impl Settling<'_, '_> {
    /// The facts that there may be.
    pub(super) fn unknowns(&self, wide: Wide<'_>) -> Unknowns {
        let mut all = Unknowns::default();
        let mut known: FxHashSet<Variable> = FxHashSet::default();
        let unanswered = self.told_by_sums(wide, &mut all);
        known.extend(all.variables.iter().cloned());
        let own = self.own_variables().into_iter().inspect(|one| {
            all.said.insert(one.ledger);
        });
        all.variables.extend(own.filter(|one| known.insert(one.clone())));
        // where the report has facts they are asked instead
        for untold in unanswered.iter().filter(|untold| !all.said.contains(&untold.ledger())) {
            all.findings.push(self.untold(untold));
            all.asked.insert(untold.ledger());
        }
        let report = self.report();
        for fact in self.tables.iter().flat_map(|table| &table.facts).filter(|fact| is_plain(report, fact.ledger)) {
            all.told.insert(fact.ledger);
            for (field, _) in fact.values.iter().filter(|(_, value)| matches!(value, ReadValue::Quantity(..))) {
                let one = Variable { ledger: fact.ledger, field: *field, members: fact.members.clone() };
                if known.insert(one.clone()) {
                    all.variables.push(one);
                }
            }
        }
        all
    }

    /// Adds the facts that sums tell; why others cannot be told.
    fn told_by_sums(&self, wide: Wide<'_>, all: &mut Unknowns) -> Vec<Untold> {
        let report = self.report();
        let mut unanswered = Vec::new();
        for source in self.sources(wide) {
            if source.patterns.iter().all(|pattern| pattern.positive.is_empty()) {
                // what only stands in lists is told there
                if source.patterns.iter().any(|pattern| pattern.whole) {
                    all.told.insert(source.ledger);
                }
                continue;
            }
            let key = (source.ledger, source.reach, source.doubt);
            let known = self.candidates.borrow().get(&key).cloned();
            let found = known.unwrap_or_else(|| {
                let found = candidates(report, &source).map(Rc::new);
                self.candidates.borrow_mut().insert(key, found.clone());
                found
            });
            match found {
                Ok(found) => {
                    let silent = !report.own_facts().any(|id| report.facts[id.ix()].ledger == source.ledger);
                    all.findings.extend(self.presumed(&source).filter(|_| silent && !found.is_empty()));
                    let there = found.iter().filter(|one| !self.covered.forbid(report, one));
                    all.variables.extend(there.cloned());
                    all.told.insert(source.ledger);
                }
                Err(untold) => unanswered.push(untold),
            }
        }
        unanswered
    }

    /// What the tables tell of each ledger's facts.
    fn sources(&self, wide: Wide<'_>) -> Vec<LedgerSources<'_>> {
        let report = self.report();
        let taken = TakenOver { report };
        let mut of_ledgers: FxHashMap<LedgerId, LedgerSources<'_>> = FxHashMap::default();
        let new = |ledger| {
            let own = wide.ledgers.contains(&ledger);
            LedgerSources {
                ledger,
                patterns: Vec::new(),
                known: Vec::new(),
                reach: if own { wide.reach } else { Reach::Named },
                doubt: own && wide.doubt,
            }
        };
        let patterns = self.patterns.iter().flatten();
        for pattern in patterns.filter(|one| !taken.is(one.ledger) && is_plain(report, one.ledger)) {
            of_ledgers.entry(pattern.ledger).or_insert_with(|| new(pattern.ledger)).patterns.push(pattern);
        }
        for fact in self.tables.iter().flat_map(|table| &table.facts) {
            of_ledgers.entry(fact.ledger).or_insert_with(|| new(fact.ledger)).known.push(fact.members.clone());
        }
        let mut sources: Vec<LedgerSources<'_>> = of_ledgers.into_values().collect();
        sources.sort_by_key(|source| source.ledger);
        sources
    }
}
