//! Rows that are taken away, and scopes that they leave empty.

use rustc_hash::{FxHashMap, FxHashSet};

use super::around::{RowScope, row_end};
use super::changes::{EditsByFile, SpliceChange, SpliceChangeKind, row_name_of};
use super::text_edits::row_extent;
use crate::base::{Say, Span};
use crate::model::{FactId, FactValueKind};
use crate::project::Checked;
use crate::say;
use crate::syntax::ast::{self, BlockRow};

/// The facts that go.
pub(super) struct Removal<'c> {
    pub checked: &'c Checked,
    pub scopes: &'c [RowScope<'c>],
    pub gone: &'c [FactId],
    /// The scopes that new rows go into, by number.
    pub filling: &'c FxHashSet<usize>,
}

impl Removal<'_> {
    /// Marks what is to be taken away, and tells of it.
    pub fn mark(&self, edits: &mut EditsByFile, changes: &mut Vec<SpliceChange>) {
        let report = &self.checked.report;
        let mut rows: FxHashSet<Span> = FxHashSet::default();
        let typed: FxHashMap<Span, ast::Row<'_>> =
            self.scopes.iter().flat_map(|scope| scope.rows.plain_rows()).map(|row| (row.span(), row)).collect();
        for id in self.gone {
            let Some(fact) = report.facts.get(id.ix()) else { continue };
            let referred = fact
                .values
                .iter()
                .flatten()
                .any(|value| matches!(value.kind, FactValueKind::Refer(..) | FactValueKind::Taken(_)));
            let words = row_name_of(report, fact.ledger, fact.members.iter().flatten().copied());
            let old = fact.values.iter().flatten().map(|value| self.checked.sources.slice(value.span));
            let old = old.collect::<Vec<_>>().join(" ");
            let stays = referred || !typed.contains_key(&fact.span);
            let (kind, reason) = match stays {
                true => {
                    (SpliceChangeKind::Kept, say!("这一行不是在报告里填写的", "this row is not typed in the report"))
                }
                false => (SpliceChangeKind::Removed, Say::default()),
            };
            changes.push(SpliceChange { kind, words, old, new: String::new(), place: Some(fact.span), reason });
            if !stays {
                rows.insert(fact.span);
            }
        }
        let whole = self.emptied(&mut rows);
        for span in rows.iter().filter(|span| !whole.iter().any(|scope| scope != *span && holds(*scope, **span))) {
            let source = self.checked.sources.get(span.file);
            let end = typed.get(span).map_or(span.range().end, |row| row_end(*row));
            edits.entry(span.file).or_default().remove(row_extent(&source.text, span.range().start, end));
        }
        changes.extend(self.totals_of(&whole));
    }

    /// Adds the rows of scopes in which no row stays; one that holds a comment, or that new rows go into, stays itself. Gives those rows.
    fn emptied(&self, rows: &mut FxHashSet<Span>) -> Vec<Span> {
        let mut whole = Vec::new();
        // a scope stands behind the one around it
        for (number, scope) in self.scopes.iter().enumerate().rev() {
            let Some((_, row)) = scope.outer.filter(|_| !self.filling.contains(&number)) else { continue };
            let mut some = false;
            let all = scope.rows.rows().all(|row| match row {
                BlockRow::Row(row) => {
                    some = true;
                    rows.contains(&row.span())
                }
                BlockRow::Total(_) => true,
                BlockRow::Unread(_) => false,
            });
            if all && some && !scope.rows.raw().contains("//") {
                rows.insert(row.span());
                whole.push(row.span());
            }
        }
        whole
    }

    /// The totals that go with their scopes.
    fn totals_of(&self, whole: &[Span]) -> Vec<SpliceChange> {
        let report = &self.checked.report;
        let gone = report.stated.iter().filter(|stated| whole.iter().any(|scope| holds(*scope, stated.span)));
        let told = gone.map(|stated| SpliceChange {
            kind: SpliceChangeKind::Removed,
            words: row_name_of(report, stated.ledger, stated.said.iter().copied()),
            old: self.checked.sources.slice(stated.span).to_owned(),
            new: String::new(),
            place: Some(stated.span),
            reason: Say::default(),
        });
        told.collect()
    }
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}
