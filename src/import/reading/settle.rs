//! The cells of all tables as equations, solved together: what the facts are, what no cell settles, and which cell is wrong.

use rustc_hash::{FxHashMap, FxHashSet};

use super::candidates::{Reach, Variable};
use super::findings::ImportFinding;
use super::patterns::bare;
use super::read::FindingKind;
use super::settling::{CellNumbers, Given, Settling, Told};
use super::system::{FactIndex, From, zeros};
use super::ties::{Tie, ties};
use super::unknowns::{Unknowns, Wide};
use crate::eval::FieldTerm;
use crate::model::{Fact, LedgerId};
use crate::say;
use crate::solve::{self, Solution, System};

/// What was solved.
struct Attempt {
    variables: Vec<Variable>,
    from: Vec<From>,
    solution: Solution,
}

/// What an attempt told.
struct Wave {
    told: Told,
    attempt: Option<Attempt>,
}

/// How much is left open.
#[derive(Clone, Copy)]
struct Open {
    contradictions: usize,
    free: usize,
}

impl Open {
    fn is_none(self) -> bool {
        self.contradictions + self.free == 0
    }

    /// Whether something else explains more: it leaves less open, or questions instead of several contradictions. One contradiction
    /// is a slip rather.
    fn is_worse_than(self, other: Open) -> bool {
        let sum = |open: Open| open.contradictions + open.free;
        sum(other) < sum(self) && other.contradictions <= self.contradictions
            || self.contradictions > 1 && other.contradictions == 0
    }
}

/// So often ties are left out that do not go together with the tables.
const MOST_ROUNDS: usize = 4;
/// So often more sums are taken for rounded.
const MOST_ROUNDINGS: usize = 4;
/// Fewer cells that contradict one another are slips rather than rounded.
const LEAST_ROUNDED: usize = 8;

impl Attempt {
    /// How much it leaves open.
    fn open(&self) -> Open {
        // what no single change mends are several slips
        let slips = self.solution.contradictions.iter().map(|one| if one.single.is_empty() { 2 } else { 1 });
        Open { contradictions: slips.sum(), free: self.solution.free.len() }
    }

    /// Whether nothing contradicts it but single blanks.
    fn is_whole(&self) -> bool {
        self.solution.contradictions.iter().all(|one| one.single.iter().any(|own| own.blank))
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
        cells.flat_map(|form| settling.ledgers(form)).collect()
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

/// Takes unknowns out of a system.
fn without(system: &mut System, variables: &mut Vec<Variable>, zeros: &FxHashSet<u32>) {
    let left = (0..variables.len() as u32).filter(|unknown| !zeros.contains(unknown));
    let places: FxHashMap<u32, u32> = left.zip(0..).collect();
    for equation in &mut system.equations {
        let terms = std::mem::take(&mut equation.terms).into_iter();
        equation.terms = terms.filter_map(|(unknown, times)| Some((*places.get(&unknown)?, times))).collect();
    }
    system.unknowns = places.len();
    let mut number = 0..;
    variables.retain(|_| number.next().is_some_and(|number: u32| places.contains_key(&number)));
}

impl Settling<'_, '_> {
    /// Solves all tables together. Where they contradict or leave a choice, members are tried that no table names, and what the
    /// library's checks say of the facts counts, too.
    pub fn settle(&self) -> Told {
        let mut told = self.lists().unwrap_or_else(|| self.solved_together());
        told.findings.extend(self.absent());
        told.gone = self.gone(&told.facts, &told.nothing);
        told.empty = self.empty(&told.facts);
        told
    }

    fn solved_together(&self) -> Told {
        let narrow = Wide { ledgers: &FxHashSet::default(), reach: Reach::Named, doubt: false };
        let Unknowns { variables, findings, told: ledgers, asked, said } = self.unknowns(narrow);
        let rounded = CellNumbers::default();
        let given = Given { named: &variables, told: &ledgers, said: &said, rounded: &rounded, careful: false };
        let exact = self.reaching(given);
        let mut told = match self.rounded(given, &exact) {
            Some((wave, cells)) => self.with_rounding(wave.told, &cells),
            None => self.best(exact, given).told,
        };
        told.findings.extend(findings);
        let passed = self.passed(&told, &asked);
        let presumed = self.presumed_of(&told.facts);
        told.findings.extend(passed.into_iter().chain(presumed));
        told
    }

    /// The tables solved by further assumptions, where these leave less open than what was found first.
    fn best(&self, first: Wave, given: Given<'_>) -> Wave {
        let best = self.doubting(first, given);
        let Some(attempt) = best.attempt.as_ref().filter(|attempt| attempt.open().contradictions > 1) else {
            return best;
        };
        // what sums facts of which the tables may not name all members contradicts nothing
        let careful = self.reaching(Given { careful: true, ..given });
        match &careful.attempt {
            Some(other) if attempt.open().is_worse_than(other.open()) => careful,
            _ => best,
        }
    }

    /// The tables solved with as few members as will do that no table names.
    fn reaching(&self, given: Given<'_>) -> Wave {
        let first = self.wave(given.named.to_vec(), &[], given);
        let mut better: Option<Wave> = None;
        if let Some(attempt) = first.attempt.as_ref().filter(|attempt| !attempt.open().is_none()) {
            let mut open = attempt.open();
            for reach in [Reach::Small, Reach::All] {
                let (extra, ties) = self.unnamed(given.named, attempt, reach);
                let variables: Vec<Variable> = given.named.iter().cloned().chain(extra).collect();
                if let Some(wave) = self.tied(&variables, ties, given, open) {
                    open = wave.attempt.as_ref().map_or(open, Attempt::open);
                    better = Some(wave);
                }
                if open.is_none() {
                    break;
                }
            }
        }
        better.unwrap_or(first)
    }

    /// The tables solved as if one of them may lack rows that others have, where that explains more than wrong numbers do.
    fn doubting(&self, best: Wave, given: Given<'_>) -> Wave {
        let Some(attempt) = best.attempt.as_ref() else { return best };
        if attempt.solution.contradictions.iter().all(|one| !one.single.is_empty()) {
            return best;
        }
        let wide = Wide { ledgers: &attempt.disputed(self), reach: Reach::Named, doubt: true };
        let known: FxHashSet<&Variable> = given.named.iter().collect();
        let mut extra = self.unknowns(wide).variables;
        extra.retain(|one| !known.contains(one));
        if extra.is_empty() {
            return best;
        }
        let all: Vec<Variable> = given.named.iter().chain(&extra).cloned().collect();
        let mut wave = self.reaching(Given { named: &all, ..given });
        match &wave.attempt {
            Some(doubting) if attempt.open().is_worse_than(doubting.open()) && doubting.is_whole() => {
                wave.told.findings.extend(self.lacking(&extra, &doubting.variables, &doubting.solution));
                wave
            }
            _ => best,
        }
    }

    /// The tables with sums that may be off as rounding puts them off; none where that does not explain all that contradicts, or where
    /// so few are off that a slip is likelier.
    fn rounded(&self, given: Given<'_>, exact: &Wave) -> Option<(Wave, CellNumbers)> {
        let mut cells = exact.attempt.as_ref()?.disputed_cells();
        for round in 1..=MOST_ROUNDINGS {
            if cells.len() < LEAST_ROUNDED {
                return None;
            }
            if round == MOST_ROUNDINGS {
                cells.extend(self.cells_like(&cells));
            }
            let wave = self.reaching(Given { rounded: &cells, ..given });
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

    /// All cells that sum ledgers which some cells sum.
    fn cells_like(&self, some: &CellNumbers) -> CellNumbers {
        let form = |(table, cell): &(usize, usize)| self.tables[*table].cells[*cell].form.as_ref();
        let ledgers: FxHashSet<LedgerId> = some.iter().filter_map(form).flat_map(|form| self.ledgers(form)).collect();
        let tables = self.tables.iter().enumerate();
        let all = tables.flat_map(|(table, read)| (0..read.cells.len()).map(move |cell| (table, cell)));
        all.filter(|at| form(at).is_some_and(|form| !self.ledgers(form).is_disjoint(&ledgers))).collect()
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
    fn tied(&self, variables: &[Variable], mut ties: Vec<Tie>, given: Given<'_>, open: Open) -> Option<Wave> {
        for _ in 0..MOST_ROUNDS {
            let wave = self.wave(variables.to_vec(), &ties, given);
            let attempt = wave.attempt.as_ref()?;
            let doubted = attempt.doubted();
            if doubted.is_empty() {
                return open.is_worse_than(attempt.open()).then_some(wave);
            }
            let mut number = 0;
            ties.retain(|_| {
                number += 1;
                !doubted.contains(&(number - 1))
            });
        }
        None
    }

    /// What checks say of facts that tables print, wherever there are any.
    fn ties(&self, facts: &[Fact]) -> Vec<Tie> {
        let printed = |term: &FieldTerm| self.patterns.iter().flatten().any(|own| own.covers(self.report(), term));
        let mut all = ties(self.evaluator, facts);
        all.retain(|tie| tie.terms.iter().all(printed));
        all
    }

    /// Some ledgers, and those that checks tie to them.
    fn with_tied(&self, mut ledgers: FxHashSet<LedgerId>, named: &[Variable]) -> FxHashSet<LedgerId> {
        let facts: Vec<Fact> = named.iter().map(|one| bare(self.report(), one.ledger, one.members.clone())).collect();
        let first = ledgers.clone();
        for tie in self.ties(&facts).iter().filter(|tie| tie.terms.iter().any(|term| first.contains(&term.ledger))) {
            ledgers.extend(tie.terms.iter().map(|term| term.ledger));
        }
        ledgers
    }

    /// Facts with members that no table names, in ledgers whose cells contradict one another, where no check forbids them; and the ties.
    fn unnamed(&self, named: &[Variable], attempt: &Attempt, reach: Reach) -> (Vec<Variable>, Vec<Tie>) {
        let report = self.report();
        let known: FxHashSet<&Variable> = named.iter().collect();
        let ledgers = self.with_tied(attempt.disputed(self), named);
        let all = self.unknowns(Wide { ledgers: &ledgers, reach, doubt: false }).variables;
        let extra: Vec<Variable> = all.into_iter().filter(|one| !known.contains(one)).collect();
        let every: Vec<Variable> = named.iter().cloned().chain(extra.iter().cloned()).collect();
        let facts: Vec<Fact> = every.iter().map(|one| bare(report, one.ledger, one.members.clone())).collect();
        let ties = self.ties(&facts);
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
    fn wave(&self, mut variables: Vec<Variable>, ties: &[Tie], given: Given<'_>) -> Wave {
        let negative = self.negative();
        let mut told = Told::default();
        let index = FactIndex::new(self.report(), &variables);
        let (mut system, mut from) = self.system(&index, given, &mut told);
        self.tie(&index, ties, &mut system, &mut from);
        drop(index);
        for round in 0.. {
            let Ok(solution) = solve::solve(&system) else { break };
            let zeros = zeros(&system, &solution, |unknown| negative.contains(&variables[unknown as usize].ledger));
            if zeros.is_empty() || round == MOST_ROUNDS {
                self.answer(&variables, &system, &from, &solution, &mut told);
                return Wave { told, attempt: Some(Attempt { variables, from, solution }) };
            }
            told.nothing.extend(zeros.iter().map(|unknown| variables[*unknown as usize].clone()));
            without(&mut system, &mut variables, &zeros);
        }
        too_large(told)
    }

    /// The ledgers of which some cell says a negative number.
    fn negative(&self) -> FxHashSet<LedgerId> {
        let cells = self.tables.iter().flat_map(|table| &table.cells);
        let below = cells.filter(|cell| cell.value.is_some_and(|value| value.is_sign_negative() && !value.is_zero()));
        below.filter_map(|cell| cell.form.as_ref()).flat_map(|form| &form.terms).map(|term| term.ledger).collect()
    }
}
