//! Which declarations a report names, or one declaration of it.

use rustc_hash::FxHashSet;

use super::{
    Check, Column, ColumnKind, ColumnsId, DeclaredDocument, DimId, DocItem, Expr, ExprKind, FactValueKind, Filter,
    Form, FormBody, FormId, LedgerId, LetId, LoopSource, MemberId, Narrow, ParamId, Part, Property, Report, RowItem,
    RowKind, RowsHead, RowsId, Template, TextId,
};

/// What is named somewhere.
#[derive(Default)]
#[allow(missing_docs, reason = "one set a kind of declaration")]
pub struct Quoted {
    pub ledgers: FxHashSet<LedgerId>,
    /// By rows, loops, levels and attributes; not in coordinates.
    pub dims: FxHashSet<DimId>,
    pub lets: FxHashSet<LetId>,
    pub texts: FxHashSet<TextId>,
    pub params: FxHashSet<ParamId>,
    pub named_rows: FxHashSet<RowsId>,
    /// Placed in forms, or in other column sets.
    pub column_sets: FxHashSet<ColumnsId>,
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
        let checks = report.checks.iter().flat_map(Check::exprs);
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
        report.column_sets.iter().for_each(|set| quoted.columns(&set.columns));
        report.forms.iter().for_each(|form| quoted.form(form));
        for expect in &report.expects {
            quoted.forms.insert(expect.form);
            quoted.filter(&expect.at);
        }
        // what stands in a section that nobody places is told with that section
        let unplaced = report.sections.iter().filter(|section| !section.placed);
        unplaced.for_each(|section| quoted.document_items(std::slice::from_ref(&section.item)));
        report.document.iter().for_each(|document| quoted.document(document));
        quoted
    }

    /// Adds what a form quotes, its title and lines above the table too.
    pub fn form(&mut self, form: &Form) {
        self.filter(&form.at);
        form.words().for_each(|words| self.template(words));
        [&form.left, &form.right].into_iter().flatten().for_each(|expr| self.expr(expr));
        self.body(&form.body);
    }

    /// Adds what a document quotes, but not what its forms do.
    pub fn document(&mut self, document: &DeclaredDocument) {
        self.template(&document.title);
        let words = [&document.author, &document.subject, &document.date, &document.draft];
        words.into_iter().flatten().for_each(|expr| self.expr(expr));
        self.document_items(&document.items);
    }

    /// Adds what an expression quotes itself; what a `let` or text in it quotes is added where that is declared.
    pub fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Field(id, _) | ExprKind::Facts(id) => drop(self.ledgers.insert(*id)),
            ExprKind::Level(dim, _) | ExprKind::Count(dim, ..) | ExprKind::Property(_, Property::Attribute(dim, _)) => {
                self.dims.insert(*dim);
            }
            ExprKind::Param(id) => drop(self.params.insert(*id)),
            ExprKind::Let(id) => drop(self.lets.insert(*id)),
            ExprKind::Call(id, _) => drop(self.texts.insert(*id)),
            ExprKind::Text(template) => self.template(template),
            ExprKind::Member(id) => drop(self.members.insert(*id)),
            ExprKind::At(_, filter) => self.filter(filter),
            ExprKind::Quantity(..)
            | ExprKind::Arg(_)
            | ExprKind::Share(_)
            | ExprKind::Name
            | ExprKind::Unit
            | ExprKind::Property(..)
            | ExprKind::Any(_)
            | ExprKind::Abs(_)
            | ExprKind::Printed(..)
            | ExprKind::Not(_)
            | ExprKind::Neg(_)
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Compare(..)
            | ExprKind::Has(..)
            | ExprKind::Sum(..)
            | ExprKind::Mul(..)
            | ExprKind::Div(..)
            | ExprKind::Unknown => {}
        }
        expr.children().into_iter().for_each(|inner| self.expr(inner));
    }

    fn filter(&mut self, filter: &Filter) {
        for (_, narrow, _) in &filter.parts {
            if let Narrow::Members(members) = narrow {
                self.members.extend(members.iter());
            }
        }
    }

    /// Walks words with holes.
    pub fn template(&mut self, template: &Template) {
        for part in &template.parts {
            match part {
                Part::Words(..) | Part::Join | Part::Break => {}
                Part::Show(show) => self.expr(&show.expr),
                Part::Note(words) => self.template(words),
                Part::If(branches, otherwise) => {
                    for (condition, body) in branches {
                        self.expr(condition);
                        self.template(body);
                    }
                    self.template(otherwise);
                }
                Part::For(each) => {
                    match &each.source {
                        LoopSource::Rows(id) => drop(self.named_rows.insert(*id)),
                        LoopSource::Members(dim, _, ledgers) => {
                            self.dims.insert(*dim);
                            self.ledgers.extend(ledgers);
                        }
                        LoopSource::Unknown => {}
                    }
                    if let Some(share) = &each.share {
                        self.expr(&share.of);
                    }
                    self.template(&each.body);
                }
            }
        }
    }

    /// Walks a row set.
    pub fn rows(&mut self, head: &RowsHead) {
        self.ledgers.extend(&head.ledgers);
        self.filter(&head.at);
        self.items(&head.items);
    }

    fn items(&mut self, items: &[RowItem]) {
        for item in items {
            self.filter(&item.at);
            if let RowKind::Each { dim, .. } = &item.kind {
                self.dims.insert(*dim);
            }
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
        body.cells.iter().flatten().for_each(|cell| self.expr(&cell.expr));
        body.notes.iter().chain(&body.empty).for_each(|words| self.template(words));
    }

    /// Adds what columns and those beneath them quote.
    pub fn columns(&mut self, columns: &[Column]) {
        for column in columns {
            self.template(&column.title);
            self.filter(&column.at);
            self.column_sets.extend(column.set.map(|(id, _)| id));
            match &column.kind {
                ColumnKind::Cells { expr, .. } => self.expr(expr),
                ColumnKind::Group(inner) => self.columns(inner),
            }
        }
    }

    fn document_items(&mut self, items: &[DocItem]) {
        for item in items {
            match item {
                DocItem::Cover(expr) | DocItem::Paragraphs(expr) => self.expr(expr),
                DocItem::Contents(title) => self.template(title),
                DocItem::Section(heading, inner) => {
                    self.filter(&heading.at);
                    heading.words().for_each(|words| self.template(words));
                    self.document_items(inner);
                }
                DocItem::List(_, inner) => self.document_items(inner),
                DocItem::Each(ledgers, item, inner) => {
                    self.ledgers.extend(ledgers);
                    if let RowKind::Each { dim, .. } = &item.kind {
                        self.dims.insert(*dim);
                    }
                    self.document_items(inner);
                }
                DocItem::If(branches, otherwise) => {
                    for (condition, inner) in branches {
                        self.expr(condition);
                        self.document_items(inner);
                    }
                    self.document_items(otherwise);
                }
                DocItem::Picture(picture) => {
                    self.template(&picture.alt);
                    picture.title.iter().for_each(|title| self.template(title));
                }
                DocItem::Form(id) => drop(self.forms.insert(*id)),
            }
        }
    }
}
