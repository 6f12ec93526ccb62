//! Ledgers of which nothing is said at all, and where the page takes one as zero.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::{Env, Evaluator, Value};
use crate::base::Span;
use crate::model::{Expr, ExprKind, LedgerId, Report};

/// A place of the page that takes a ledger as zero of which nothing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TakenAsZero {
    /// The ledger.
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
            self.each_absent(expr, env, &mut |ledger| self.given.asked.borrow_mut().push(ledger));
        }
    }

    /// A Blank value counts as zero on the page.
    pub(super) fn counts_as_zero(&self, expr: &'m Expr, value: &Value, env: &Env<'m>) {
        let Some(block) = self.given.block.get().filter(|_| env.printed && matches!(value, Value::Blank)) else {
            return;
        };
        self.each_absent(expr, env, &mut |ledger| {
            if !self.given.asked.borrow().contains(&ledger) {
                let paragraph = self.given.paragraph.get();
                self.given.found.borrow_mut().insert(TakenAsZero { ledger, block, paragraph, span: expr.span });
            }
        });
    }

    fn each_absent(&self, expr: &'m Expr, env: &Env<'m>, visit: &mut dyn FnMut(LedgerId)) {
        if !self.given.absent.is_empty() {
            self.each_ledger(expr, env, &mut |ledger, _, _| {
                if self.given.absent.contains(&ledger) {
                    visit(ledger);
                }
            });
        }
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
            ExprKind::Let(id) => self.each_ledger(&self.report.lets[id.ix()].expr, &env.declared(), visit),
            ExprKind::Param(id) => {
                if let Some(value) = &self.report.params[id.ix()].value {
                    self.each_ledger(value, &env.declared(), visit);
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
            _ => expr.children().into_iter().for_each(|inner| self.each_ledger(inner, env, visit)),
        }
    }
}
