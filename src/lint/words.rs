//! The words of the report's own files: what lints about prose read. The library's words are its own affair.

use super::LintContext;
use crate::base::{FileId, Span};
use crate::model::{
    Column, ColumnKind, DocItem, Expr, ExprKind, FormBody, ParamId, Part, RowItem, RowKind, Template, TextId,
    parts_alone,
};

/// What words belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Root {
    /// What a parameter is set to.
    Param(ParamId),
    Text(TextId),
    /// The document itself.
    Document,
    /// What a member carries.
    Member,
    /// Titles and labels of forms and row sets, and what else stands in them.
    Form,
}

/// A piece of prose.
pub(super) struct Said<'m> {
    pub piece: Piece<'m>,
    /// What it belongs to.
    pub root: Root,
    /// Within a loop or at a section's coordinates.
    pub bound: bool,
}

/// Words, or a number written in a hole.
pub(super) enum Piece<'m> {
    /// Words, where they are written.
    Words(Span),
    /// A constant that a hole prints.
    Constant(&'m Expr),
}

/// Whether a file is the project's own, and no former report's.
pub(super) fn is_own_file(context: &LintContext<'_, '_>, file: FileId) -> bool {
    if context.evaluator.report.former.files.contains(&file) {
        return false;
    }
    file == FileId(0) || !context.sources.get(file).is_standard()
}

/// All prose of the project's own files.
pub(super) fn prose<'m>(context: &LintContext<'_, 'm>) -> Vec<Said<'m>> {
    let report = context.evaluator.report;
    let own: Vec<bool> = context.sources.iter().map(|(file, _)| is_own_file(context, file)).collect();
    let own = |span: Span| own[span.file.0 as usize];
    let mut walk = Walk { said: Vec::new(), root: Root::Form, bound: false };
    for (index, value) in
        report.params.iter().enumerate().filter_map(|(index, param)| Some((index, param.value.as_ref()?)))
    {
        walk.root = Root::Param(ParamId(index as u32));
        walk.expr(value);
    }
    for (index, text) in report.texts.iter().enumerate().filter(|(_, text)| own(text.span)) {
        walk.root = Root::Text(TextId(index as u32));
        walk.template(&text.body);
    }
    walk.root = Root::Member;
    let written = report.members.iter().flat_map(|member| member.attributes.iter().flatten());
    let defaults = report.dims.iter().flat_map(|dim| dim.attributes.iter().filter_map(|one| one.default.as_ref()));
    written.chain(defaults).for_each(|expr| walk.expr(expr));
    walk.root = Root::Form;
    report.rows.iter().filter(|rows| own(rows.span)).for_each(|rows| walk.rows(&rows.head.items));
    for form in report.forms.iter().filter(|form| own(form.span)) {
        form.words().for_each(|words| walk.template(words));
        form.left.iter().chain(&form.right).for_each(|expr| walk.expr(expr));
        walk.body(&form.body);
    }
    if let Some(document) = report.document.as_ref().filter(|document| own(document.span)) {
        walk.root = Root::Document;
        walk.template(&document.title);
        document.subject.iter().chain(&document.author).for_each(|expr| walk.expr(expr));
        walk.items(&document.items);
    }
    walk.said.retain(|said| match said.piece {
        Piece::Words(span) => own(span) && span.start < span.end,
        Piece::Constant(expr) => own(expr.span),
    });
    walk.said
}

struct Walk<'m> {
    said: Vec<Said<'m>>,
    root: Root,
    bound: bool,
}

impl<'m> Walk<'m> {
    fn push(&mut self, piece: Piece<'m>) {
        self.said.push(Said { piece, root: self.root, bound: self.bound });
    }

    /// What lies within a loop or at narrower coordinates.
    fn within(&mut self, bound: bool, walk: impl FnOnce(&mut Walk<'m>)) {
        let outer = self.bound;
        self.bound |= bound;
        walk(self);
        self.bound = outer;
    }

    fn template(&mut self, template: &'m Template) {
        for part in &template.parts {
            match part {
                Part::Words(_, span) => self.push(Piece::Words(*span)),
                Part::Join | Part::Break => {}
                Part::Show(show) if matches!(show.expr.kind, ExprKind::Quantity(..)) => {
                    self.push(Piece::Constant(&show.expr));
                }
                Part::Show(show) => self.expr(&show.expr),
                Part::Note(words) => self.template(words),
                Part::If(branches, otherwise) => {
                    branches.iter().for_each(|(_, body)| self.template(body));
                    self.template(otherwise);
                }
                Part::For(each) => self.within(true, |walk| walk.template(&each.body)),
            }
        }
    }

    fn expr(&mut self, expr: &'m Expr) {
        match &expr.kind {
            ExprKind::Text(template) => self.template(template),
            ExprKind::Param(_)
            | ExprKind::Let(_)
            | ExprKind::Arg(_)
            | ExprKind::Field(..)
            | ExprKind::Facts(_)
            | ExprKind::At(..)
            | ExprKind::Call(..)
            | ExprKind::Level(..)
            | ExprKind::Any(_)
            | ExprKind::Count(..)
            | parts_alone!() => expr.children().into_iter().for_each(|inner| self.expr(inner)),
        }
    }

    fn rows(&mut self, items: &'m [RowItem]) {
        for item in items {
            if let RowKind::Line(label) = &item.kind {
                self.template(label);
            }
            item.label.iter().for_each(|label| self.template(label));
            self.rows(&item.children);
        }
    }

    fn columns(&mut self, columns: &'m [Column]) {
        for column in columns {
            self.template(&column.title);
            match &column.kind {
                ColumnKind::Group(inner) => self.columns(inner),
                ColumnKind::Cells { expr, .. } => self.expr(expr),
            }
        }
    }

    fn body(&mut self, body: &'m FormBody) {
        body.rows.iter().for_each(|head| self.rows(&head.items));
        self.columns(&body.columns);
        body.cells.iter().flatten().for_each(|cell| self.expr(&cell.expr));
        body.notes.iter().chain(&body.empty).for_each(|words| self.template(words));
        for (title, side) in &body.sides {
            self.template(title);
            self.body(side);
        }
        for (label, band) in &body.bands {
            label.iter().for_each(|label| self.template(label));
            self.body(band);
        }
    }

    fn items(&mut self, items: &'m [DocItem]) {
        for item in items {
            match item {
                DocItem::Cover(expr) | DocItem::Paragraphs(expr) => self.expr(expr),
                DocItem::Contents(title) => self.template(title),
                DocItem::Section(heading, items) => self.within(!heading.at.parts.is_empty(), |walk| {
                    heading.words().for_each(|words| walk.template(words));
                    walk.items(items);
                }),
                DocItem::List(_, items) => self.items(items),
                DocItem::Each(_, _, items) => self.within(true, |walk| walk.items(items)),
                DocItem::If(branches, otherwise) => {
                    branches.iter().for_each(|(_, items)| self.items(items));
                    self.items(otherwise);
                }
                DocItem::Picture(picture) => {
                    self.template(&picture.alt);
                    picture.title.iter().for_each(|title| self.template(title));
                }
                DocItem::Form(_) => {}
            }
        }
    }
}
