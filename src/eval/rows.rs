//! Rows of row sets, walked in order.

use std::rc::Rc;

use super::{Env, Evaluator};
use crate::base::{Diagnostic, Span};
use crate::model::{DimId, LedgerId, MemberId, RowItem, RowKind, RowsHead};
use crate::say;
use crate::syntax::codes::TOO_LARGE;

/// A row of a row set, with the members that it binds.
#[derive(Clone)]
pub struct Row<'m> {
    /// Where its cells are evaluated, before columns narrow it.
    pub env: Env<'m>,
    /// The item that made it.
    pub item: &'m RowItem,
    /// The `each` levels around it, outermost first, itself included.
    pub bindings: Vec<Rc<Binding<'m>>>,
    /// How many rows it lies beneath.
    pub depth: usize,
    /// Whether a column's merged cells print it instead of a row of its own.
    pub silent: bool,
}

/// A level that an `each` has bound to a member.
#[derive(Clone)]
pub struct Binding<'m> {
    /// The dimension of the level.
    pub dim: DimId,
    /// The level; none for leaves.
    pub level: Option<usize>,
    /// The member that stands for the level here.
    pub member: MemberId,
    /// Where a cell merged over this member's rows is evaluated.
    pub env: Env<'m>,
}

impl<'m> Row<'m> {
    /// Whether it is a fixed line.
    pub fn is_line(&self) -> bool {
        matches!(self.item.kind, RowKind::Line(_))
    }

    /// Whether it is a row of a fact.
    pub fn is_fact(&self) -> bool {
        matches!(self.item.kind, RowKind::EachFact)
    }

    /// Whether it is a row of an `each` that `other` stands beneath.
    pub fn is_above(&self, other: &Row<'m>) -> bool {
        let own = self.bindings.len();
        own > 0
            && other.bindings.len() > own
            && self
                .bindings
                .iter()
                .zip(&other.bindings)
                .all(|(a, b)| (a.dim, a.level, a.member) == (b.dim, b.level, b.member))
    }
}

struct Walk<'m, 's> {
    ledgers: &'m [LedgerId],
    spanned: &'s [(DimId, Option<usize>)],
    /// How many printed rows are around.
    depth: usize,
    rows: Vec<Row<'m>>,
    /// Whether there were too many, which was reported.
    cut: bool,
}

/// One set of rows makes no more than this: levels in levels would otherwise fill the memory.
const MOST_ROWS: usize = 100_000;

impl<'m> Walk<'m, '_> {
    fn push(&mut self, env: Env<'m>, item: &'m RowItem, bindings: Vec<Rc<Binding<'m>>>, silent: bool) {
        self.rows.push(Row { env, item, bindings, depth: self.depth, silent });
    }
}

impl<'m> Evaluator<'m> {
    /// The rows of a set at the coordinates of its context. Levels in `spanned` print no rows of their own. Where there are
    /// too many, which is reported, there is none: what sums them would be wrong about the rest.
    pub fn rows(&self, head: &'m RowsHead, env: &Env<'m>, spanned: &[(DimId, Option<usize>)]) -> Vec<Row<'m>> {
        let mut walk = Walk { ledgers: &head.ledgers, spanned, depth: 0, rows: Vec::new(), cut: false };
        self.walk(&head.items, &env.narrow(self.report, &head.at), &[], &mut walk);
        if walk.cut { Vec::new() } else { walk.rows }
    }

    /// Whether a set of rows may have one more.
    fn another_row(&self, walk: &mut Walk<'m, '_>, span: Span) -> bool {
        if walk.rows.len() >= MOST_ROWS && !walk.cut {
            let message = say!(
                "这组行展开后超过 {MOST_ROWS} 行，没有展开",
                "these rows come to more than {MOST_ROWS}: they are left out"
            );
            let error = Diagnostic::new(TOO_LARGE, span, message);
            self.problem(error.note(say!("少套一层，或用 at 缩小范围", "nest fewer levels, or narrow them with `at`")));
            walk.cut = true;
        }
        walk.cut = walk.cut || !self.another_round(span);
        !walk.cut
    }

    /// The rows of a row's children.
    fn beneath(&self, item: &'m RowItem, env: &Env<'m>, bindings: &[Rc<Binding<'m>>], walk: &mut Walk<'m, '_>) {
        let silent = walk.rows.last().is_some_and(|row| row.silent);
        walk.depth += usize::from(!silent);
        self.walk(&item.children, env, bindings, walk);
        walk.depth -= usize::from(!silent);
    }

    fn walk(&self, items: &'m [RowItem], env: &Env<'m>, bindings: &[Rc<Binding<'m>>], walk: &mut Walk<'m, '_>) {
        for item in items {
            let here = env.narrow(self.report, &item.at);
            match &item.kind {
                RowKind::Line(_) if !self.another_row(walk, item.span) => return,
                RowKind::Line(label) => {
                    let mut inner = Env { fact: None, ..here };
                    inner.label = Some(Rc::new(self.title(label, &inner)));
                    walk.push(inner.clone(), item, bindings.to_vec(), false);
                    self.beneath(item, &inner, bindings, walk);
                }
                RowKind::Each { dim, level, all } => {
                    let members = if *all {
                        self.ledgers.all_members(&here.coords, *dim, *level)
                    } else {
                        self.ledgers.members(walk.ledgers, &here.coords, *dim, *level)
                    };
                    for member in members {
                        if !self.another_row(walk, item.span) {
                            return;
                        }
                        let mut inner = here.member(self.report, *dim, member);
                        if let Some(label) = &item.label {
                            inner.label = Some(Rc::new(self.title(label, &inner)));
                        }
                        let mut bound = bindings.to_vec();
                        bound.push(Rc::new(Binding { dim: *dim, level: *level, member, env: inner.clone() }));
                        let silent = walk.spanned.contains(&(*dim, *level));
                        walk.push(inner.clone(), item, bound.clone(), silent);
                        self.beneath(item, &inner, &bound, walk);
                    }
                }
                RowKind::EachFact => {
                    let facts = walk.ledgers.iter().flat_map(|ledger| self.ledgers.in_order(*ledger, &here.coords));
                    for fact in facts {
                        if !self.another_row(walk, item.span) {
                            return;
                        }
                        let mut inner = here.fact(self.report, fact);
                        if let Some(label) = &item.label {
                            inner.label = Some(Rc::new(self.title(label, &inner)));
                        }
                        walk.push(inner.clone(), item, bindings.to_vec(), false);
                        self.beneath(item, &inner, bindings, walk);
                    }
                }
                RowKind::Use(id) => {
                    let head = &self.report.rows[id.ix()].head;
                    let outer = std::mem::replace(&mut walk.ledgers, &head.ledgers);
                    self.walk(&head.items, &here.narrow(self.report, &head.at), bindings, walk);
                    walk.ledgers = outer;
                }
            }
        }
    }

    /// The rounds of a loop of the document: as the rows of one item, without anything beneath.
    pub fn each(&self, ledgers: &[LedgerId], item: &'m RowItem, env: &Env<'m>) -> Vec<Env<'m>> {
        let here = env.narrow(self.report, &item.at);
        match &item.kind {
            RowKind::Each { dim, level, all } => {
                let members = if *all {
                    self.ledgers.all_members(&here.coords, *dim, *level)
                } else {
                    self.ledgers.members(ledgers, &here.coords, *dim, *level)
                };
                members.into_iter().map(|member| here.member(self.report, *dim, member)).collect()
            }
            RowKind::EachFact => {
                let facts = ledgers.iter().flat_map(|ledger| self.ledgers.in_order(*ledger, &here.coords));
                facts.map(|fact| here.fact(self.report, fact)).collect()
            }
            RowKind::Line(_) | RowKind::Use(_) => Vec::new(),
        }
    }
}
