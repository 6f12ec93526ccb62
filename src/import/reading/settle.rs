//! The cells of all tables as equations, solved together: what the facts are, what no cell settles, and which cell is wrong.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::ReadValue;
use super::candidates::{LedgerSources, Reach, Variable, candidates};
use super::findings::ImportFinding;
use super::patterns::{TakenOver, bare};
use super::read::FindingKind;
use super::settling::{Settling, Told};
use super::system::{CellNumbers, FactIndex, From, is_plain, zeros};
use super::ties::{Tie, ties};
use crate::model::{Fact, LedgerId};
use crate::say;
use crate::solve::{self, Solution};

/// What was solved.
struct Attempt {
    from: Vec<From>,
    solution: Solution,
}

/// What an attempt told.
struct Wave {
    told: Told,
    attempt: Option<Attempt>,
}

/// So often ties are left out that do not go together with the tables.
const MOST_ROUNDS: usize = 4;
/// So often more sums are taken for rounded.
const MOST_ROUNDINGS: usize = 4;
/// Fewer cells that contradict one another are slips rather than rounded.
const LEAST_ROUNDED: usize = 8;

impl Attempt {
    /// How much it leaves open.
    fn open(&self) -> usize {
        self.solution.contradictions.len() + self.solution.free.len()
    }

    /// The cells that contradict one another.
    fn disputed_cells(&self) -> FxHashSet<(usize, usize)> {
        let equations = self.solution.contradictions.iter().flat_map(|one| &one.equations);
        let cells = equations.filter_map(|equation| match self.from[*equation as usize] {
            From::Cell(table, cell) => Some((table, cell)),
            From::Listed(..) | From::Tie(_) => None,
        });
        cells.collect()
    }

    /// The ledgers whose cells contradict one another.
    fn disputed(&self, settling: &Settling<'_, '_>) -> FxHashSet<LedgerId> {
        let cells = self.disputed_cells().into_iter();
        let cells = cells.filter_map(|(table, cell)| settling.tables[table].cells[cell].form.as_ref());
        cells.flat_map(|form| &form.terms).map(|term| term.ledger).collect()
    }

    /// The ties that do not go together with the tables.
    fn doubted(&self) -> FxHashSet<usize> {
        let equations = self.solution.contradictions.iter().flat_map(|one| &one.equations);
        let ties = equations.filter_map(|equation| match self.from[*equation as usize] {
            From::Tie(tie) => Some(tie),
            From::Cell(..) | From::Listed(..) => None,
        });
        ties.collect()
    }
}

fn too_large(mut told: Told) -> Wave {
    told.findings.push(ImportFinding::whole(
        FindingKind::Error,
        say!("这些表格太大，合在一起解不出来", "these tables are too large to be solved together"),
        say!("分几次导入，每次几张表", "import them in several runs, a few tables each"),
    ));
    Wave { told, attempt: None }
}

impl Settling<'_, '_> {
    /// Solves all tables together. Where they contradict or leave a choice, members are tried that no table names, and what the
    /// library's checks say of the facts counts, too.
    pub fn settle(&self) -> Told {
        let (named, untold) = self.variables(&FxHashSet::default(), Reach::Named);
        let exact = self.best(&named, &CellNumbers::default());
        let mut told = match self.rounded(&named, &exact) {
            Some((wave, cells)) => self.with_rounding(wave.told, &cells),
            None => exact.told,
        };
        told.findings.extend(untold);
        told.gone = self.gone(&told.facts);
        told.empty = self.empty(&told.facts);
        told
    }

    /// The tables solved with as few members as will do that no table names.
    fn best(&self, named: &[Variable], rounded: &CellNumbers) -> Wave {
        let first = self.wave(named.to_vec(), &[], rounded);
        let mut better: Option<Wave> = None;
        if let Some(attempt) = first.attempt.as_ref().filter(|attempt| attempt.open() > 0) {
            let mut open = attempt.open();
            for reach in [Reach::Small, Reach::All] {
                let (extra, ties) = self.unnamed(named, attempt, reach);
                let variables: Vec<Variable> = named.iter().cloned().chain(extra).collect();
                if let Some(wave) = self.tied(&variables, ties, rounded, open) {
                    open = wave.attempt.as_ref().map_or(open, Attempt::open);
                    better = Some(wave);
                }
                if open == 0 {
                    break;
                }
            }
        }
        better.unwrap_or(first)
    }

    /// The tables with sums that may be off as rounding puts them off; none where that does not explain all that contradicts, or where
    /// so few are off that a slip is likelier.
    fn rounded(&self, named: &[Variable], exact: &Wave) -> Option<(Wave, CellNumbers)> {
        let mut cells = exact.attempt.as_ref()?.disputed_cells();
        for _ in 0..MOST_ROUNDINGS {
            if cells.len() < LEAST_ROUNDED {
                return None;
            }
            let wave = self.best(named, &cells);
            let attempt = wave.attempt.as_ref()?;
            if attempt.solution.contradictions.is_empty() {
                return Some((wave, cells));
            }
            let before = cells.len();
            cells.extend(attempt.disputed_cells());
            if cells.len() == before {
                return None;
            }
        }
        None
    }

    /// What is told where sums are rounded: of which ledgers, and that they are.
    fn with_rounding(&self, mut told: Told, cells: &CellNumbers) -> Told {
        for (table, cell) in cells {
            let cell = &self.tables[*table].cells[*cell];
            let half = cell.step.checked_div(2.into()).unwrap_or_default();
            for term in cell.form.iter().flat_map(|form| &form.terms) {
                let off = told.rounded.entry(term.ledger).or_insert(half);
                *off = half.max(*off);
            }
        }
        let count = cells.len();
        told.findings.push(ImportFinding {
            place: None,
            kind: FindingKind::Note,
            text: say!(
                "有 {count} 个合计与各项之和差在末位，按四舍五入看待",
                "{count} sums differ from their parts in the last place: they are taken for rounded"
            ),
            way_out: Some(say!(
                "有更细的表就用更细的；这样写下的各块带有 within",
                "a finer table would be exact; blocks that are written so say `within`"
            )),
        });
        told
    }

    /// The tables with what checks say of the facts, but for what does not go together with them; none where that leaves no
    /// less open.
    fn tied(&self, variables: &[Variable], mut ties: Vec<Tie>, rounded: &CellNumbers, open: usize) -> Option<Wave> {
        for _ in 0..MOST_ROUNDS {
            let wave = self.wave(variables.to_vec(), &ties, rounded);
            let attempt = wave.attempt.as_ref()?;
            let doubted = attempt.doubted();
            if doubted.is_empty() {
                return (attempt.open() < open).then_some(wave);
            }
            let mut number = 0;
            ties.retain(|_| {
                number += 1;
                !doubted.contains(&(number - 1))
            });
        }
        None
    }

    /// Facts with members that no table names, in ledgers whose cells contradict one another, where no check forbids them; and the ties.
    fn unnamed(&self, named: &[Variable], attempt: &Attempt, reach: Reach) -> (Vec<Variable>, Vec<Tie>) {
        let report = self.report();
        let known: FxHashSet<&Variable> = named.iter().collect();
        let (all, _) = self.variables(&attempt.disputed(self), reach);
        let extra: Vec<Variable> = all.into_iter().filter(|one| !known.contains(one)).collect();
        let every: Vec<Variable> = named.iter().cloned().chain(extra.iter().cloned()).collect();
        let facts: Vec<Fact> = every.iter().map(|one| bare(report, one.ledger, one.members.clone())).collect();
        let ties = ties(self.evaluator, &facts);
        let index = FactIndex::new(report, &every);
        let (mut system, mut from) = Default::default();
        self.tie(&index, &ties, &mut system, &mut from);
        let mut dropped: FxHashSet<u32> = FxHashSet::default();
        let ledger = |unknown: &u32| every[*unknown as usize].ledger;
        for equation in &system.equations {
            let unknowns = || equation.terms.iter().map(|(unknown, _)| unknown);
            let ledgers: FxHashSet<LedgerId> = unknowns().map(ledger).collect();
            // the other side has nothing that could match it
            if ledgers.len() == 1 {
                dropped.extend(unknowns().filter(|unknown| **unknown as usize >= named.len()));
            }
        }
        let kept = (named.len()..every.len()).filter(|at| !dropped.contains(&(*at as u32))).map(|at| every[at].clone());
        (kept.collect(), ties)
    }

    /// Solves the tables for some variables, with some ties.
    fn wave(&self, mut variables: Vec<Variable>, ties: &[Tie], rounded: &CellNumbers) -> Wave {
        let negative = self.negative();
        let mut rounds = 0;
        loop {
            let mut told = Told::default();
            let index = FactIndex::new(self.report(), &variables);
            let (mut system, mut from) = self.system(&index, rounded, &mut told);
            self.tie(&index, ties, &mut system, &mut from);
            drop(index);
            let Ok(solution) = solve::solve(&system) else { return too_large(told) };
            let zeros = zeros(&system, &solution, |unknown| negative.contains(&variables[unknown as usize].ledger));
            if zeros.is_empty() || rounds == MOST_ROUNDS {
                self.answer(&variables, &system, &from, &solution, &mut told);
                return Wave { told, attempt: Some(Attempt { from, solution }) };
            }
            rounds += 1;
            let mut number = 0;
            variables.retain(|_| {
                number += 1;
                !zeros.contains(&(number - 1))
            });
        }
    }

    /// The ledgers of which some cell says a negative number.
    fn negative(&self) -> FxHashSet<LedgerId> {
        let cells = self.tables.iter().flat_map(|table| &table.cells);
        let below = cells.filter(|cell| cell.value.is_some_and(|value| value.is_sign_negative() && !value.is_zero()));
        below.filter_map(|cell| cell.form.as_ref()).flat_map(|form| &form.terms).map(|term| term.ledger).collect()
    }

    /// What there may be, and what no table tells.
    fn variables(&self, wide: &FxHashSet<LedgerId>, reach: Reach) -> (Vec<Variable>, Vec<ImportFinding>) {
        let report = self.evaluator.report;
        let taken = TakenOver { report };
        let mut of_ledgers: FxHashMap<LedgerId, LedgerSources<'_>> = FxHashMap::default();
        let new = |ledger| LedgerSources {
            ledger,
            patterns: Vec::new(),
            known: Vec::new(),
            reach: if wide.contains(&ledger) { reach } else { Reach::Named },
        };
        for pattern in
            self.patterns.iter().flatten().filter(|one| !taken.is(one.ledger) && is_plain(report, one.ledger))
        {
            of_ledgers.entry(pattern.ledger).or_insert_with(|| new(pattern.ledger)).patterns.push(pattern);
        }
        for fact in self.tables.iter().flat_map(|table| &table.facts) {
            of_ledgers.entry(fact.ledger).or_insert_with(|| new(fact.ledger)).known.push(fact.members.clone());
        }
        let mut sources: Vec<LedgerSources<'_>> = of_ledgers.into_values().collect();
        sources.sort_by_key(|source| source.ledger);
        let (mut all, mut findings, mut unanswered) = (Vec::new(), Vec::new(), Vec::new());
        for source in sources.iter().filter(|source| source.patterns.iter().any(|pattern| !pattern.positive.is_empty()))
        {
            let known = self.candidates.borrow().get(&(source.ledger, source.reach)).cloned();
            let found = known.unwrap_or_else(|| {
                let found = candidates(report, source).map(Rc::new);
                self.candidates.borrow_mut().insert((source.ledger, source.reach), found.clone());
                found
            });
            match found {
                Ok(found) => {
                    let silent = !report.own_facts().any(|id| report.facts[id.ix()].ledger == source.ledger);
                    findings.extend(self.presumed(source).filter(|_| silent && !found.is_empty()));
                    all.extend(found.iter().cloned());
                }
                Err(untold) => unanswered.push(untold),
            }
        }
        let mut known: FxHashSet<Variable> = all.iter().cloned().collect();
        let mut said: FxHashSet<LedgerId> = FxHashSet::default();
        for one in self.own_variables() {
            said.insert(one.ledger);
            if known.insert(one.clone()) {
                all.push(one);
            }
        }
        // where the report has facts they are asked instead
        let asked = unanswered.iter().filter(|untold| !said.contains(&untold.ledger()));
        findings.extend(asked.map(|untold| self.untold(untold)));
        for fact in self.tables.iter().flat_map(|table| &table.facts).filter(|fact| is_plain(report, fact.ledger)) {
            for (field, _) in fact.values.iter().filter(|(_, value)| matches!(value, ReadValue::Quantity(..))) {
                let one = Variable { ledger: fact.ledger, field: *field, members: fact.members.clone() };
                if known.insert(one.clone()) {
                    all.push(one);
                }
            }
        }
        (all, findings)
    }
}
