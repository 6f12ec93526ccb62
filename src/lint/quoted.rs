//! Which declarations anything in a report names.

use rustc_hash::FxHashSet;

use crate::model::{
    Column, ColumnKind, DimId, DocItem, Expr, ExprKind, FactValueKind, Filter, FormBody, FormId, LetId, LoopSource,
    MemberId, Narrow, ParamId, Part, Report, RowItem, RowKind, RowsHead, RowsId, Template, TextId,
};

/// What is named somewhere.
#[derive(Default)]
pub(super) struct Quoted {
    pub lets: FxHashSet<LetId>,
    pub texts: FxHashSet<TextId>,
    pub params: FxHashSet<ParamId>,
    pub named_rows: FxHashSet<RowsId>,
    pub forms: FxHashSet<FormId>,
    /// Named in coordinates, or as an attribute.
    pub members: FxHashSet<MemberId>,
    /// Dimensions all of whose members have rows, with or without facts.
    pub listed: FxHashSet<DimId>,
}

impl Quoted {
    /// Walks all that a report declares.
    pub fn of(report: &Report) -> Quoted {
        let mut quoted = Quoted::default();
        let attributes = report.members.iter().flat_map(|member| member.attributes.iter().flatten());
        let defaults = report.dims.iter().flat_map(|dim| dim.attributes.iter().filter_map(|own| own.default.as_ref()));
        let values = report.params.iter().filter_map(|param| param.value.as_ref());
        let lets = report.lets.iter().map(|own| &own.expr);
        let checks = report.checks.iter().map(|check| &check.expr);
        let referred = report.facts.iter().flat_map(|fact| fact.values.iter().flatten());
        let referred = referred.filter_map(|value| match &value.kind {
            FactValueKind::Refer(expr, _) => Some(&**expr),
            _ => None,
        });
        attributes
            .chain(defaults)
            .chain(values)
            .chain(lets)
            .chain(checks)
            .chain(referred)
            .for_each(|expr| quoted.expr(expr));
        report.texts.iter().for_each(|text| quoted.template(&text.body));
        report.rows.iter().for_each(|rows| quoted.rows(&rows.head));
        for form in &report.forms {
            quoted.filter(&form.at);
            [Some(&form.title), form.no.as_ref()].into_iter().flatten().for_each(|words| quoted.template(words));
            [&form.left, &form.right].into_iter().flatten().for_each(|expr| quoted.expr(expr));
            quoted.body(&form.body);
        }
        for expect in &report.expects {
            quoted.forms.insert(expect.form);
            quoted.filter(&expect.at);
        }
        if let Some(document) = &report.document {
            quoted.template(&document.title);
            let words = [&document.author, &document.subject, &document.date, &document.draft];
            words.into_iter().flatten().for_each(|expr| quoted.expr(expr));
            quoted.document(&document.items);
        }
        quoted
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Param(id) => drop(self.params.insert(*id)),
            ExprKind::Let(id) => drop(self.lets.insert(*id)),
            ExprKind::Call(id, _) => drop(self.texts.insert(*id)),
            ExprKind::Text(template) => self.template(template),
            ExprKind::Member(id) => drop(self.members.insert(*id)),
            ExprKind::At(_, filter) => self.filter(filter),
            _ => {}
        }
        expr.children().into_iter().for_each(|inner| self.expr(inner));
    }

    fn filter(&mut self, filter: &Filter) {
        for (_, narrow, _) in &filter.parts {
            if let Narrow::Members(members) = narrow {
                self.members.extend(members);
            }
        }
    }

    fn template(&mut self, template: &Template) {
        for part in &template.parts {
            match part {
                Part::Words(..) | Part::Join | Part::Break => {}
                Part::Show(show) => self.expr(&show.expr),
                Part::If(branches, otherwise) => {
                    for (condition, body) in branches {
                        self.expr(condition);
                        self.template(body);
                    }
                    self.template(otherwise);
                }
                Part::For(each) => {
                    if let LoopSource::Rows(id) = &each.source {
                        self.named_rows.insert(*id);
                    }
                    if let Some(share) = &each.share {
                        self.expr(&share.of);
                    }
                    self.template(&each.body);
                }
            }
        }
    }

    fn rows(&mut self, head: &RowsHead) {
        self.filter(&head.at);
        self.items(&head.items);
    }

    fn items(&mut self, items: &[RowItem]) {
        for item in items {
            self.filter(&item.at);
            match &item.kind {
                RowKind::Each { dim, all: true, .. } => drop(self.listed.insert(*dim)),
                RowKind::Line(label) => self.template(label),
                RowKind::Use(id) => drop(self.named_rows.insert(*id)),
                RowKind::Each { .. } | RowKind::EachFact => {}
            }
            item.label.iter().for_each(|label| self.template(label));
            self.items(&item.children);
        }
    }

    fn body(&mut self, body: &FormBody) {
        body.rows.iter().for_each(|head| self.rows(head));
        self.columns(&body.columns);
        for (title, inner) in &body.sides {
            self.template(title);
            self.body(inner);
        }
        for (title, inner) in &body.bands {
            title.iter().for_each(|title| self.template(title));
            self.body(inner);
        }
        body.cells.iter().flatten().for_each(|(expr, _)| self.expr(expr));
        body.notes.iter().chain(&body.empty).for_each(|words| self.template(words));
    }

    fn columns(&mut self, columns: &[Column]) {
        for column in columns {
            self.template(&column.title);
            self.filter(&column.at);
            match &column.kind {
                ColumnKind::Cells { expr, .. } => self.expr(expr),
                ColumnKind::Group(inner) => self.columns(inner),
            }
        }
    }

    fn document(&mut self, items: &[DocItem]) {
        for item in items {
            match item {
                DocItem::Cover(expr) | DocItem::Paragraphs(expr) => self.expr(expr),
                DocItem::Contents(title) => self.template(title),
                DocItem::Section(_, title, at, inner) => {
                    self.filter(at);
                    self.template(title);
                    self.document(inner);
                }
                DocItem::List(_, inner) | DocItem::Each(_, _, inner) => self.document(inner),
                DocItem::If(branches, otherwise) => {
                    for (condition, inner) in branches {
                        self.expr(condition);
                        self.document(inner);
                    }
                    self.document(otherwise);
                }
                DocItem::Form(id) => drop(self.forms.insert(*id)),
            }
        }
    }
}
