//! Column sets: columns that several forms have are declared once, and stand wherever their name does.

use super::extent::{DEEPEST, LARGEST, beyond};
use super::forms::{FormReader, Gaps, GoneColumn, column_ids};
use super::instead::name_of_set;
use super::names::unknown;
use super::step::deeper;
use super::table::Def;
use super::typer::State;
use crate::base::Diagnostic;
use crate::model::codes::{CIRCLE, ROWS_WITHOUT_COLUMNS, UNKNOWN_NAME};
use crate::model::{Column, ColumnKind, ColumnsId, LedgerId};
use crate::say;
use crate::syntax::Node;
use crate::syntax::ast::{self, ColumnSetItem};

impl<'a> FormReader<'_, 'a> {
    /// Reads them all, whether a form has them or not.
    pub(super) fn column_sets(&mut self) {
        for index in 0..self.sets.nodes.len() {
            self.column_set(ColumnsId(index as u32));
        }
    }

    /// Reads a set, whose columns are resolved among the ledgers that they quote: what is wrong in one is said there, once.
    fn column_set(&mut self, id: ColumnsId) {
        let (decl, state) = self.sets.nodes[id.ix()];
        if state != State::Waiting {
            return;
        }
        self.sets.nodes[id.ix()].1 = State::Busy;
        let mut gaps = Gaps::default();
        let mut columns = deeper(
            self,
            |step| &mut step.sets.deep,
            |step, _| decl.set().map_or_else(Vec::new, |set| step.columns_in(set, &[], &mut gaps)),
        );
        let set = self.settings.columns.get(&id).copied();
        if let Some(value) = set
            && let Some(name) = name_of_set(self, value, &say!("栏集", "column set"))
        {
            let others = deeper(self, |step| &mut step.sets.deep, |step, _| step.placed_columns(name, &mut gaps));
            gaps.gone.extend(column_ids(&columns).into_iter().map(|(id, column)| GoneColumn {
                id,
                column,
                set: name.span(),
            }));
            columns = others;
        }
        self.sets.gaps.insert(id, gaps);
        self.sets.nodes[id.ix()].1 = State::Done;
        // where another set stands for it, that one says so of itself
        if columns.is_empty() && set.is_none() && !self.sets.gaps[&id].torn {
            let message = say!("栏集里没有栏", "a column set without columns");
            let error = Diagnostic::new(ROWS_WITHOUT_COLUMNS, self.report.column_sets[id.ix()].span, message);
            self.report(error.note(say!("加上 column \"标题\" = 算式", "add `column \"TITLE\" = EXPRESSION`")));
        }
        self.report.column_sets[id.ix()].columns = columns;
    }

    /// The columns of a set or a group, those of the sets in it among them.
    pub(super) fn columns_in(&mut self, set: ast::ColumnSet<'a>, ledgers: &[LedgerId], gaps: &mut Gaps) -> Vec<Column> {
        let mut columns = Vec::new();
        for item in set.items() {
            match item {
                ColumnSetItem::Column(column) => columns.extend(self.columns(column, ledgers, gaps)),
                ColumnSetItem::Set(name) => columns.extend(self.placed_columns(name, gaps)),
                ColumnSetItem::Unread(_) => gaps.torn = true,
            }
        }
        columns
    }

    /// The columns of the set whose name stands here.
    pub(super) fn placed_columns(&mut self, node: Node<'a>, gaps: &mut Gaps) -> Vec<Column> {
        let known = self.set_at(node);
        let Some(id) = known else {
            gaps.torn = true;
            return Vec::new();
        };
        if let Some(own) = self.sets.gaps.get(&id) {
            gaps.torn |= own.torn;
            gaps.gone.extend_from_slice(&own.gone);
        }
        let columns = self.report.column_sets[id.ix()].columns.iter();
        columns.map(|column| Column { set: Some((id, node.span())), ..column.clone() }).collect()
    }

    /// The set whose name stands here, which is read.
    fn set_at(&mut self, node: Node<'a>) -> Option<ColumnsId> {
        let (word, span) = (node.text(), node.span());
        let Some(Def::Columns(id)) = self.named(node) else {
            let near = self.closest(word, self.report.column_sets.iter().map(|set| set.name.as_str()));
            self.no_such(word, unknown(UNKNOWN_NAME, &say!("栏集", "column set"), word, span, &near));
            return None;
        };
        if self.sets.nodes[id.ix()].1 == State::Busy {
            let message = say!("栏集「{word}」绕回到了自己", "column set `{word}` leads back to itself");
            self.report(Diagnostic::new(CIRCLE, span, message).note(say!(
                "删去绕回来的一处：栏集里的一个名称，或一个 set",
                "take away one place that leads back: a name in a set, or a `set`"
            )));
            return None;
        }
        if self.sets.deep < DEEPEST {
            self.column_set(id);
            self.sets.placed += size(&self.report.column_sets[id.ix()].columns);
        }
        if self.sets.deep >= DEEPEST || self.sets.placed > LARGEST {
            self.report(beyond(word, span));
            return None;
        }
        Some(id)
    }
}

/// How many columns and groups there are.
fn size(columns: &[Column]) -> u64 {
    let inner = |column: &Column| match &column.kind {
        ColumnKind::Group(inner) => size(inner),
        ColumnKind::Cells { .. } => 0,
    };
    columns.iter().map(|column| 1 + inner(column)).sum()
}
