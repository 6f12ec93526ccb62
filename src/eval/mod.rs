//! The value of any expression at any coordinates, the words of any text, the rows of any row set. It knows neither
//! forms nor documents.

mod any;
pub mod codes;
mod env;
mod figure;
mod given;
mod has;
mod known;
mod largest;
mod nested;
mod numbers;
mod parts;
mod place;
mod prose;
mod published;
mod refer;
mod rows;
mod shares;
mod show;
mod steps;
mod template;
mod terms;
mod tolerance;
mod trace;
mod unset;
mod watch;

pub use env::{Bound, CellFormat, Env, ShareValue, Value};
pub use figure::{Figure, FigureStep, How, OriginTerm, counted, summed};
pub use given::TakenAsZero;
pub use largest::Largest;
pub use parts::Trace;
pub use place::{AmountFormat, PrintPlace};
pub use prose::{PARAGRAPH, Prose, Run};
pub use rows::{Binding, Row};
pub use show::{said_number, with_symbol};
pub use terms::{FieldTerm, LinearForm};
pub use tolerance::Interval;
pub use watch::ShownValue;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::base::{Cancel, Code, Decimal, Diagnostic, Exact, Overflow, Span};
use crate::ledger::{AxisSet, Coords, Ledgers};
use crate::model::{DimId, LedgerId, ParamId, Report};
use crate::say;
use crate::syntax::codes::TOO_LARGE;
use known::{Memo, Wanted};
use parts::{Apart, Group, Key};

type FxIndexMap<K, V> = IndexMap<K, V, FxBuildHasher>;

/// Evaluates a report. What it finds wrong on the way is kept, each mistake once.
pub struct Evaluator<'m> {
    /// The report whose expressions it evaluates.
    pub report: &'m Report,
    /// The facts of the report by their coordinates.
    pub ledgers: Ledgers<'m>,
    known: Known,
    /// What was found wrong so far, or in the trial that is under way.
    found: RefCell<Found>,
    bounds: Bounds,
    /// The parameters that were asked for so far.
    asked: RefCell<FxHashSet<ParamId>>,
    /// Whether printed figures say where they come from.
    origins: Cell<bool>,
    /// Shares that were rounded each for itself and print another sum than a hundred.
    plain: RefCell<Vec<(Span, Decimal)>>,
    /// Ledgers of which nothing is said, and where the page takes them as zero.
    given: given::Given,
    /// What was shown so far, where somebody watches.
    seen: RefCell<Option<Vec<ShownValue<'m>>>>,
    /// Whether anybody still waits.
    cancel: Cancel,
}

/// A ledger's field at coordinates.
type At = (LedgerId, usize, Coords);

/// Members of a level at coordinates, with facts in ledgers at theirs.
type Counted = (DimId, Option<usize>, Coords, Vec<(LedgerId, Option<usize>, Coords)>);

/// What is known from what was asked before, each as far as it was asked for.
#[derive(Default)]
struct Known {
    /// The values of facts that refer to others.
    values: RefCell<FxHashMap<Key, Memo>>,
    /// What such facts are made of; none of one that no sum gives.
    traces: RefCell<FxHashMap<Key, Option<Rc<Trace>>>>,
    /// What ledgers' fields come to at coordinates.
    sums: RefCell<FxHashMap<At, Total>>,
    largest: RefCell<FxHashMap<At, Rc<Largest>>>,
    /// How many members of a level there are at coordinates, or with facts in ledgers at theirs.
    counts: RefCell<FxHashMap<Counted, usize>>,
    /// The amounts that ledgers' fields sum at coordinates; none where that is not linear.
    groups: RefCell<FxHashMap<At, Option<Rc<Group>>>>,
    /// Groups that share no amount.
    apart: RefCell<Apart>,
    /// Stated totals that print in place of sums.
    totals: OnceCell<published::Totals>,
    /// Whether an axis bound so leaves out no fact of a ledger.
    idle: RefCell<FxHashMap<(LedgerId, DimId, AxisSet), bool>>,
}

/// What is found wrong on the way.
#[derive(Default)]
struct Found {
    problems: Vec<Diagnostic>,
    /// Where what was reported.
    reported: FxHashSet<(Option<Code>, Span)>,
    /// What was wanted and never written, with the first place that wants it.
    wanted: FxIndexMap<Wanted, Span>,
}

/// How far it went, of what has bounds.
#[derive(Default)]
struct Bounds {
    /// How long the longest chain of facts is that was followed for the value at hand.
    followed: Cell<usize>,
    /// How many facts that refer to others are being computed just now.
    under_way: Cell<usize>,
    /// How deep texts and parameters call one another just now.
    depth: Cell<usize>,
    /// How many rounds its loops and rows have run.
    rounds: Cell<usize>,
}

/// What a field comes to: none in it where nothing is written, none at all where something is unknown.
pub type Total = Option<Result<Option<Exact>, Overflow>>;

/// Texts and parameters call one another no deeper than this; a circle of them, reported before, ends here.
const DEEPEST: usize = 64;

/// Loops and rows of one report run no more rounds than this: loops in loops would otherwise run for years.
const MOST_ROUNDS: usize = 4_000_000;

impl<'m> Evaluator<'m> {
    /// Makes ready to evaluate.
    pub fn new(report: &'m Report) -> Evaluator<'m> {
        Evaluator {
            report,
            ledgers: Ledgers::from_model(report),
            known: Known::default(),
            found: RefCell::default(),
            bounds: Bounds::default(),
            asked: RefCell::default(),
            origins: Cell::new(true),
            plain: RefCell::default(),
            given: given::Given::new(report),
            seen: RefCell::default(),
            cancel: Cancel::default(),
        }
    }

    /// The same, until somebody gives up. Then loops end early and what they give is of no use.
    #[must_use]
    pub fn until(self, cancel: Cancel) -> Evaluator<'m> {
        Evaluator { cancel, ..self }
    }

    /// Whether somebody gave up.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }

    /// The same, whose printed figures do not say where they come from: to find that costs as much as to print them.
    #[must_use]
    pub fn without_origins(self) -> Evaluator<'m> {
        Evaluator { origins: Cell::new(false), ..self }
    }

    /// Evaluates something that asks printed figures where they come from, if that is `needed`.
    pub fn tracing<T>(&self, needed: bool, evaluate: impl FnOnce() -> T) -> T {
        let before = self.origins.replace(needed || self.origins.get());
        let value = evaluate();
        self.origins.set(before);
        value
    }

    /// Whether anything that was evaluated so far asked for a parameter.
    pub fn has_asked(&self, param: ParamId) -> bool {
        self.asked.borrow().contains(&param)
    }

    /// Goes one call deeper, unless that is too deep.
    fn deeper(&self, evaluate: impl FnOnce() -> Value) -> Value {
        let depth = &self.bounds.depth;
        if depth.get() >= DEEPEST {
            return Value::Unknown;
        }
        depth.set(depth.get() + 1);
        let value = evaluate();
        depth.set(depth.get() - 1);
        value
    }

    /// Whether a loop or row set may run another round.
    fn another_round(&self, span: Span) -> bool {
        if self.cancel.is_cancelled() {
            return false;
        }
        let rounds = &self.bounds.rounds;
        rounds.set(rounds.get() + 1);
        let fine = rounds.get() <= MOST_ROUNDS;
        if !fine {
            let message = say!(
                "循环和行加起来超过 {MOST_ROUNDS} 次，从这里起不再展开",
                "loops and rows come to more than {MOST_ROUNDS} rounds: from here on they are left out"
            );
            let error = Diagnostic::new(TOO_LARGE, span, message);
            self.problem(
                error.note(say!("少套一层循环，或用 at 缩小范围", "nest fewer loops, or narrow them with `at`")),
            );
        }
        fine
    }

    /// Tries to evaluate something: what is found wrong on the way is the trial's own and goes with it.
    pub fn quietly<T>(&self, evaluate: impl FnOnce() -> T) -> T {
        let before = self.found.take();
        let value = self.unseen(evaluate);
        self.found.replace(before);
        value
    }

    /// Records a problem, once for a code and place.
    pub fn problem(&self, problem: Diagnostic) {
        let mut found = self.found.borrow_mut();
        if found.reported.insert((Some(problem.code), problem.primary.span)) {
            found.problems.push(problem);
        }
    }

    /// Records that a text is wanted and was set to nothing: once for the declaration, wherever it is wanted.
    fn unset_once(&self, declared: Span, problem: Diagnostic) {
        if self.found.borrow_mut().reported.insert((None, declared)) {
            self.problem(problem);
        }
    }

    /// What was found wrong so far; the list is emptied.
    pub fn take_problems(&self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.found.borrow_mut().problems)
    }
}
