//! Row sets and column sets that a `set` puts in the place of others: which one it names, and whether its rows suit.

use rustc_hash::{FxHashMap, FxHashSet};

use super::names::unknown;
use super::resolver::Resolver;
use super::rows::RowSetReader;
use super::step::in_space;
use super::table::Def;
use crate::base::{Diagnostic, Say, Span};
use crate::model::codes::{TYPE_MISMATCH, UNKNOWN_NAME};
use crate::model::{LedgerId, NamedRows, Report, RowItem, RowKind, RowsHead, RowsId};
use crate::say;
use crate::syntax::Node;
use crate::syntax::ast::Expression;

impl<'a> RowSetReader<'_, 'a> {
    /// Puts the row sets that files above name in the place of those beneath, once all are read.
    pub(super) fn other_rows(&mut self) {
        let mut set: Vec<_> = self.settings.rows.iter().map(|(id, (value, space))| (*id, *value, *space)).collect();
        set.sort_unstable_by_key(|(id, ..)| *id);
        let mut chosen: FxHashMap<RowsId, (RowsId, Span)> = FxHashMap::default();
        for (id, value, space) in set {
            let Some(other) = in_space(self, space, |step| step.rows_set_to(value)) else { continue };
            match self.unsuited(&self.report.rows[id.ix()], &self.report.rows[other.ix()], value.span()) {
                Some(error) => self.report(error),
                None => drop(chosen.insert(id, (other, value.span()))),
            }
        }
        let heads: Vec<_> = chosen.keys().map(|id| (*id, self.standing_for(*id, &chosen))).collect();
        for (id, head) in heads {
            let rows = &mut self.report.rows[id.ix()];
            rows.replaced = std::mem::replace(&mut rows.head, head).items;
        }
    }

    /// The row set that stands behind a `set`.
    fn rows_set_to(&mut self, value: Expression<'a>) -> Option<RowsId> {
        let what = say!("行集", "row set");
        let name = name_of_set(self, value, &what)?;
        match self.lookup(name.text()) {
            Some(def @ Def::Rows(id)) => {
                self.means(name.span(), def);
                Some(id)
            }
            Some(_) => {
                self.report(no_set(name.span(), &what));
                None
            }
            None => {
                let near = self.closest(name.text(), self.report.rows.iter().map(|rows| rows.name.as_str()));
                self.no_such(name.text(), unknown(UNKNOWN_NAME, &what, name.text(), name.span(), &near));
                None
            }
        }
    }

    /// Why rows cannot stand for others: they are of other ledgers, or lack a row that shares a line with another side's.
    fn unsuited(&self, own: &NamedRows, other: &NamedRows, span: Span) -> Option<Diagnostic> {
        let (name, taken) = (&own.name, &other.name);
        let sorted = |head: &RowsHead| {
            let mut ledgers: Vec<LedgerId> = head.ledgers.clone();
            ledgers.sort_unstable();
            ledgers.dedup();
            ledgers
        };
        let (of, have) = (sorted(&own.head), sorted(&other.head));
        if of.is_empty() || have.is_empty() {
            return None;
        }
        if of != have {
            let (of, have) = (self.ledger_names(&own.head), self.ledger_names(&other.head));
            let message = say!(
                "行集「{taken}」取自 {have}，换不了取自 {of} 的「{name}」",
                "row set `{taken}` is of {have}: it cannot stand for `{name}`, which is of {of}",
                of,
                have
            );
            let of = &of.en;
            let error = Diagnostic::new(TYPE_MISMATCH, span, message);
            let error = error.related(other.span, say!("在这里声明", "declared here"));
            return Some(error.note(say!(
                "要换上的行集写成 rows {taken} of {of} {{ … }}",
                "a set that is to stand there is written `rows {taken} of {of} {{ … }}`"
            )));
        }
        let has = marks(&self.report, &other.head.items);
        let mut wanted = marks(&self.report, &own.head.items).into_iter();
        let (mark, row) = wanted.find(|(mark, _)| !has.iter().any(|(own, _)| own == mark))?;
        let message = say!(
            "「{name}」有一行与另一侧对齐（mark {mark}），「{taken}」没有",
            "a row of `{name}` shares a line with the other side (`mark {mark}`), none of `{taken}` does"
        );
        let error = Diagnostic::new(TYPE_MISMATCH, span, message).related(row, say!("这一行", "this row"));
        Some(error.related(other.span, say!("在这里声明", "declared here")).note(say!(
            "在「{taken}」该对齐的那一行写上 mark {mark}",
            "write `mark {mark}` at the row of `{taken}` that is to stand there"
        )))
    }

    fn ledger_names(&self, head: &RowsHead) -> Say {
        let names: Vec<&str> = head.ledgers.iter().map(|ledger| self.report.ledger(*ledger).name.as_str()).collect();
        Say { zh: names.join("、"), en: names.join(", ") }
    }

    /// A head whose only rows are those of another set. Its coordinates are those of the set that is walked in the end: the
    /// whole of a share is taken there.
    fn standing_for(&self, id: RowsId, chosen: &FxHashMap<RowsId, (RowsId, Span)>) -> RowsHead {
        let (other, span) = chosen[&id];
        let (mut last, mut seen) = (other, FxHashSet::default());
        while let Some((next, _)) = chosen.get(&last).filter(|_| seen.insert(last)) {
            last = *next;
        }
        let at = self.report.rows[last.ix()].head.at.clone();
        RowsHead { at, items: vec![RowItem::of(RowKind::Use(other), span)], ..self.report.rows[id.ix()].head.clone() }
    }
}

/// The name behind a `set` that puts one row set or column set in the place of another.
pub(super) fn name_of_set<'a>(names: &mut Resolver<'a>, value: Expression<'a>, what: &Say) -> Option<Node<'a>> {
    if let Expression::Name(name) = value {
        return Some(name);
    }
    names.report(no_set(value.span(), what));
    None
}

/// Something else stands where the name of such a set is wanted.
fn no_set(span: Span, what: &Say) -> Diagnostic {
    let message = say!("这里要{what}的名称", "the name of a {what} is wanted here", what);
    Diagnostic::new(TYPE_MISMATCH, span, message).note(say!(
        "先声明要换上的{what}，再在这里写它的名称",
        "declare the {what} that is to stand there, and write its name here",
        what
    ))
}

/// The marks of some rows, and where those stand.
fn marks(report: &Report, items: &[RowItem]) -> Vec<(String, Span)> {
    let (mut found, mut used) = (Vec::new(), FxHashSet::default());
    let mut open: Vec<&RowItem> = items.iter().rev().collect();
    while let Some(item) = open.pop() {
        found.extend(item.mark.clone().map(|mark| (mark, item.span)));
        if let RowKind::Use(id) = item.kind
            && used.insert(id)
        {
            open.extend(report.rows[id.ix()].head.items.iter().rev());
        }
        open.extend(item.children.iter().rev());
    }
    found
}
