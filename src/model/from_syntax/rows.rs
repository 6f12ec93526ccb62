//! Row sets: the rows of forms, in place or with a name.

use super::names::{string, unknown};
use super::step::over;
use super::table::Def;
use super::typer::{Scope, Typer};
use crate::base::{Diagnostic, FileId, Span};
use crate::model::codes::{CIRCLE, MISSING_DIMENSION, UNKNOWN_NAME};
use crate::model::{LedgerId, RowItem, RowKind, RowsHead, RowsId};
use crate::say;
use crate::syntax::ast::{self};

/// Reads row sets.
pub(super) struct RowSetReader<'b, 'a> {
    pub(super) below: &'b mut Typer<'a>,
}
over!(RowSetReader, Typer);

impl<'b, 'a> RowSetReader<'b, 'a> {
    pub(super) fn new(below: &'b mut Typer<'a>) -> RowSetReader<'b, 'a> {
        RowSetReader { below }
    }
}

impl<'a> RowSetReader<'_, 'a> {
    pub(super) fn rows_body(&mut self, _: FileId, decl: ast::RowsDecl<'a>) {
        let Some(name) = decl.name() else { return };
        let known = self.declared_here(name, |def| if let Def::Rows(id) = def { Some(id.ix()) } else { None });
        let known = known.or_else(|| self.report.rows.iter().position(|rows| rows.span == name.span()));
        let Some(index) = known else { return };
        let ledgers = self.report.rows[index].head.ledgers.clone();
        let head = self.rows_head(decl, ledgers);
        self.report.rows[index].head = head;
    }

    /// Row sets that use one another in a circle: reported, and the use that closes the circle is taken out.
    pub(super) fn rows_in_circles(&mut self) {
        let mut done = vec![false; self.report.rows.len()];
        for index in 0..self.report.rows.len() {
            let mut path = Vec::new();
            let mut closing = Vec::new();
            self.follow(RowsId(index as u32), &mut path, &mut done, &mut closing);
            for (rows, span) in closing {
                let name = &self.report.rows[rows.ix()].name;
                let message = say!("行集「{name}」绕回到了自己", "row set `{name}` leads back to itself");
                self.report(Diagnostic::new(CIRCLE, span, message).note(say!(
                    "删去绕回来的一处：行集里的一个名称，或一个 set",
                    "take away one place that leads back: a name in a set, or a `set`"
                )));
                self.report.rows.iter_mut().for_each(|rows| remove(&mut rows.head.items, span));
            }
        }
    }

    fn follow(&self, id: RowsId, path: &mut Vec<RowsId>, done: &mut [bool], closing: &mut Vec<(RowsId, Span)>) {
        if std::mem::replace(&mut done[id.ix()], true) {
            return;
        }
        path.push(id);
        let mut stack: Vec<&RowItem> = self.report.rows[id.ix()].head.items.iter().collect();
        while let Some(item) = stack.pop() {
            match item.kind {
                RowKind::Use(used) if path.contains(&used) => closing.push((used, item.span)),
                RowKind::Use(used) => self.follow(used, path, done, closing),
                _ => {}
            }
            stack.extend(&item.children);
        }
        path.pop();
    }

    pub(super) fn rows_head(&mut self, rows: ast::RowsDecl<'a>, ledgers: Vec<LedgerId>) -> RowsHead {
        let dims = self.axes_of(&ledgers);
        let at = self.at(rows.at(), &dims);
        let items = self.row_items(rows.set(), &ledgers);
        RowsHead { ledgers, at, items, span: rows.span() }
    }

    fn row_items(&mut self, set: Option<ast::RowSet<'a>>, ledgers: &[LedgerId]) -> Vec<RowItem> {
        let items = set.into_iter().flat_map(ast::RowSet::items);
        items.filter_map(|item| self.row_item(item, ledgers)).collect()
    }

    pub(super) fn row_item(&mut self, node: ast::RowItem<'a>, ledgers: &[LedgerId]) -> Option<RowItem> {
        let dims = if ledgers.is_empty() { self.all_dims() } else { self.axes_of(ledgers) };
        let scope = Scope::default();
        let mut own = Vec::new();
        let kind = match node {
            ast::RowItem::Line(line) => RowKind::Line(self.template(line.words()?, &scope)),
            ast::RowItem::Each(each) if each.is_fact() => RowKind::EachFact,
            ast::RowItem::Each(each) => {
                let axis = each.axis()?;
                let (dim, level) = self.axis(axis)?;
                if !dims.contains(&dim) {
                    let name = axis.text();
                    self.error(
                        MISSING_DIMENSION,
                        axis.span(),
                        say!("这里的台账没有「{name}」", "the ledger here has no `{name}`"),
                    );
                    return None;
                }
                own.push(dim);
                let level = self.report.level_or_leaves(dim, level);
                RowKind::Each { dim, level, all: each.is_all() }
            }
            ast::RowItem::Use(name) => match self.named(name) {
                Some(Def::Rows(rows)) => RowKind::Use(rows),
                _ => {
                    let near = self.closest(node.text(), self.report.rows.iter().map(|rows| rows.name.as_str()));
                    self.no_such(
                        node.text(),
                        unknown(UNKNOWN_NAME, &say!("行集", "row set"), node.text(), node.span(), &near),
                    );
                    return None;
                }
            },
        };
        let options = node.options();
        let at = match ledgers.is_empty() {
            true => self.at_over(options.at(), &[*node], &own),
            false => self.at(options.at(), &dims),
        };
        let label = options.label().map(|label| self.template(label, &scope));
        let children = self.row_items(options.set(), ledgers);
        Some(RowItem {
            kind,
            at,
            label,
            mark: options.mark().map(|mark| mark.text().to_owned()),
            numbered: options.numbered().map(string),
            aside: options.is_aside(),
            only: options.only().map(column_ref).collect(),
            hide: options.hide().map(column_ref).collect(),
            over: options.over().map(column_ref).collect(),
            children,
            span: node.span(),
        })
    }
}

fn remove(items: &mut Vec<RowItem>, span: Span) {
    items.retain(|item| item.span != span);
    items.iter_mut().for_each(|item| remove(&mut item.children, span));
}

pub(super) fn column_ref(reference: ast::ColumnRef<'_>) -> (String, Span) {
    let word = reference.quoted().map_or_else(|| reference.text().to_owned(), string);
    (word, reference.span())
}
