//! Ledgers of which nothing is said at all, and where the page takes one as zero.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Env, Evaluator, Value};
use crate::base::Span;
use crate::model::{Expr, ExprKind, FactId, FactValueKind, LedgerId, Report, SumOp, parts_alone};

/// So often rows are looked through that refer to rows below them. A longer chain against the order of the rows is not followed.
const ROUNDS: usize = 8;

/// A place of the page that takes a ledger as zero of which nothing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TakenAsZero {
    /// The ledger of which nothing is said.
    pub ledger: LedgerId,
    /// The block of the document that is being composed.
    pub block: usize,
    /// The paragraph of a text of several.
    pub paragraph: usize,
    /// What asks for it.
    pub span: Span,
}

/// What is noted down about such ledgers.
#[derive(Default)]
pub(super) struct Given {
    absent: FxHashSet<LedgerId>,
    /// The block that is being composed; none outside the document.
    block: Cell<Option<usize>>,
    paragraph: Cell<usize>,
    /// What a text has asked for by `any`, on the way to where it is.
    asked: RefCell<Vec<LedgerId>>,
    found: RefCell<BTreeSet<TakenAsZero>>,
    /// The rows that refer to such ledgers, themselves or by other rows.
    rows: OnceCell<Rows>,
}

/// Rows that refer to ledgers of which nothing is said, by their fields.
#[derive(Default)]
struct Rows {
    resting: FxHashMap<(FactId, usize), Resting>,
    /// The ledgers that these rows stand in.
    ledgers: FxHashSet<LedgerId>,
}

/// What a row rests on.
#[derive(Clone)]
struct Resting {
    /// The ledgers, and where they are read.
    on: Vec<(LedgerId, Span)>,
    /// Whether it only adds up what there is.
    adds: bool,
}

impl Given {
    pub fn new(report: &Report) -> Given {
        Given { absent: absent(report), ..Given::default() }
    }
}

/// The ledgers that have no fact, and of which no block says that there is none. What is taken over from a ledger that is
/// given is given.
fn absent(report: &Report) -> FxHashSet<LedgerId> {
    let mut filled = vec![false; report.ledgers.len()];
    for fact in report.facts.iter().chain(&report.broken) {
        filled[fact.ledger.ix()] = true;
    }
    let all = (0..report.ledgers.len() as u32).map(LedgerId);
    let mut absent: FxHashSet<LedgerId> =
        all.filter(|ledger| !filled[ledger.ix()] && !report.given.contains(ledger)).collect();
    let next = |absent: &FxHashSet<LedgerId>| {
        let mut fills = report.take_overs.iter().filter(|one| !absent.contains(&one.source));
        fills.find(|one| absent.contains(&one.ledger)).map(|one| one.ledger)
    };
    while let Some(ledger) = next(&absent) {
        absent.remove(&ledger);
    }
    absent
}

impl<'m> Evaluator<'m> {
    /// Says which block of the document is composed from now on; none when it is done.
    pub fn composing(&self, block: Option<usize>) {
        self.given.block.set(block);
        self.given.paragraph.set(0);
    }

    /// A text goes on in a new paragraph.
    pub(super) fn next_paragraph(&self) {
        self.given.paragraph.set(self.given.paragraph.get() + 1);
    }

    /// Where the page takes a ledger as zero of which nothing is said, by ledger and place.
    pub fn taken_as_zero(&self) -> Vec<TakenAsZero> {
        self.given.found.borrow().iter().copied().collect()
    }

    /// Evaluates something that may ask by `any`: what it has asked counts in it alone.
    pub fn asking<T>(&self, evaluate: impl FnOnce() -> T) -> T {
        let known = self.given.asked.borrow().len();
        let value = evaluate();
        self.given.asked.borrow_mut().truncate(known);
        value
    }

    /// Evaluates what is not printed itself.
    pub(super) fn unseen<T>(&self, evaluate: impl FnOnce() -> T) -> T {
        let block = self.given.block.take();
        let value = evaluate();
        self.given.block.set(block);
        value
    }

    /// It was asked whether there is anything, and there is not.
    pub(super) fn asked_for(&self, expr: &'m Expr, env: &Env<'m>) {
        if self.given.block.get().is_some() {
            self.each_absent(expr, env, &mut |ledger, _| self.given.asked.borrow_mut().push(ledger));
        }
    }

    /// A printed figure is made of rows of a ledger, some of which may rest on one of which nothing is said.
    pub(super) fn rests_on(&self, ledger: LedgerId, field: usize, env: &Env<'m>) {
        if self.given.block.get().is_none() || !env.printed || self.given.absent.is_empty() {
            return;
        }
        self.each_resting(ledger, field, env, &mut |fact, resting| {
            // as in a cell itself: a sum of what there is misleads nobody there
            let tells = env.strict || !resting.adds;
            if tells && !matches!(self.fact_value(fact, field), Value::Blank) {
                resting.on.iter().for_each(|(ledger, span)| self.taken(*ledger, *span));
            }
        });
    }

    /// The whole of a share is made of a ledger.
    pub(super) fn makes_the_whole(&self, expr: &'m Expr, env: &Env<'m>) {
        if self.given.block.get().is_some() {
            self.each_absent(expr, env, &mut |ledger, span| self.taken(ledger, span));
        }
    }

    /// A Blank value counts as zero on the page.
    pub(super) fn counts_as_zero(&self, expr: &'m Expr, value: &Value, env: &Env<'m>) {
        if self.given.block.get().is_some() && env.printed && matches!(value, Value::Blank) {
            self.each_absent(expr, env, &mut |ledger, span| self.taken(ledger, span));
        }
    }

    fn taken(&self, ledger: LedgerId, span: Span) {
        let Some(block) = self.given.block.get() else { return };
        if !self.given.asked.borrow().contains(&ledger) {
            let paragraph = self.given.paragraph.get();
            self.given.found.borrow_mut().insert(TakenAsZero { ledger, block, paragraph, span });
        }
    }

    /// The ledgers of which nothing is said that an expression reads, and where it or a row that it reads does.
    fn each_absent(&self, expr: &'m Expr, env: &Env<'m>, visit: &mut dyn FnMut(LedgerId, Span)) {
        if self.given.absent.is_empty() {
            return;
        }
        self.each_ledger(expr, env, &mut |ledger, field, env| {
            if self.given.absent.contains(&ledger) {
                self.left_empty(ledger).into_iter().for_each(|ledger| visit(ledger, expr.span));
            } else if let Some(field) = field {
                self.each_resting(ledger, field, env, &mut |_, resting| {
                    resting.on.iter().for_each(|(ledger, span)| visit(*ledger, *span));
                });
            }
        });
    }

    /// The ledgers that were left empty where one of them takes its rows over from another.
    fn left_empty(&self, ledger: LedgerId) -> Vec<LedgerId> {
        let (mut all, mut empty, mut next) = (vec![ledger], Vec::new(), 0);
        while let Some(ledger) = all.get(next).copied() {
            let before = all.len();
            for one in self.report.take_overs.iter().filter(|one| one.ledger == ledger) {
                if !all.contains(&one.source) {
                    all.push(one.source);
                }
            }
            if all.len() == before {
                empty.push(ledger);
            }
            next += 1;
        }
        empty
    }

    fn each_resting(&self, ledger: LedgerId, field: usize, env: &Env<'m>, visit: &mut dyn FnMut(FactId, &Resting)) {
        let rows = self.given.rows.get_or_init(|| self.resting_rows());
        if rows.ledgers.contains(&ledger) {
            let facts = self.ledgers.matching(ledger, &env.coords);
            facts
                .filter_map(|fact| Some((fact, rows.resting.get(&(fact, field))?)))
                .for_each(|(fact, row)| visit(fact, row));
        }
    }

    fn resting_rows(&self) -> Rows {
        let mut rows = Rows::default();
        for _ in 0..ROUNDS {
            let known = rows.resting.len();
            for (number, fact) in self.report.facts.iter().enumerate() {
                let id = FactId(number as u32);
                for (field, value) in fact.values.iter().enumerate() {
                    if let Some(value) = value.as_ref().filter(|_| !rows.resting.contains_key(&(id, field)))
                        && let Some(resting) = self.resting(&value.kind, &rows)
                    {
                        rows.resting.insert((id, field), resting);
                        rows.ledgers.insert(fact.ledger);
                    }
                }
            }
            if rows.resting.len() == known {
                break;
            }
        }
        rows
    }

    /// What a row's value rests on, as far as that of other rows is known.
    fn resting(&self, value: &'m FactValueKind, rows: &Rows) -> Option<Resting> {
        let mut found = Resting { on: Vec::new(), adds: true };
        let mut add = |resting: &Resting| {
            found.on.extend(&resting.on);
            found.adds &= resting.adds;
        };
        match value {
            FactValueKind::Taken(taken) => {
                taken.iter().filter_map(|one| rows.resting.get(&(one.fact, one.field))).for_each(add);
            }
            FactValueKind::Refer(expr, at) => {
                let env = Env::default().narrow(self.report, at);
                self.each_ledger(expr, &env, &mut |ledger, field, env| {
                    if self.given.absent.contains(&ledger) {
                        let on = self.left_empty(ledger).into_iter().map(|ledger| (ledger, expr.span)).collect();
                        add(&Resting { on, adds: only_adds(expr) });
                    } else if let Some(field) = field.filter(|_| rows.ledgers.contains(&ledger)) {
                        let facts = self.ledgers.matching(ledger, &env.coords);
                        facts.filter_map(|fact| rows.resting.get(&(fact, field))).for_each(&mut add);
                    }
                });
            }
            FactValueKind::Quantity(..) | FactValueKind::Text(_) => {}
        }
        found.on.sort_unstable();
        found.on.dedup();
        Some(found).filter(|found| !found.on.is_empty())
    }

    /// The ledgers whose figures make a value, each with the field and where it is read. What is only asked for by `any` makes
    /// none.
    pub(super) fn each_ledger(
        &self,
        expr: &'m Expr,
        env: &Env<'m>,
        visit: &mut dyn FnMut(LedgerId, Option<usize>, &Env<'m>),
    ) {
        match &expr.kind {
            ExprKind::Field(ledger, field) => visit(*ledger, Some(*field), env),
            ExprKind::Facts(ledger) => visit(*ledger, None, env),
            ExprKind::Let(id) => self.each_ledger(&self.report.lets[id.ix()].expr, &env.without_arguments(), visit),
            ExprKind::Param(id) => {
                if let Some(value) = &self.report.params[id.ix()].value {
                    self.each_ledger(value, &env.without_arguments(), visit);
                }
            }
            ExprKind::Arg(index) => {
                if let Some((inner, env)) = env.argument(*index) {
                    let env = env.clone();
                    self.each_ledger(inner, &env, visit);
                }
            }
            ExprKind::At(inner, filter) => self.each_ledger(inner, &env.column(self.report, filter), visit),
            ExprKind::Any(_) | ExprKind::Call(..) => {}
            ExprKind::Text(_) | ExprKind::Level(..) | ExprKind::Count(..) | parts_alone!() => {
                expr.children().into_iter().for_each(|inner| self.each_ledger(inner, env, visit))
            }
        }
    }
}

fn only_adds(expr: &Expr) -> bool {
    let other = matches!(expr.kind, ExprKind::Sum(SumOp::Sub, ..) | ExprKind::Mul(..) | ExprKind::Div(..));
    !other && expr.children().into_iter().all(only_adds)
}
