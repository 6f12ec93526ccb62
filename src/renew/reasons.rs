//! Words that are read only where figures differ: why they did is another matter next year.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{
    DocItem, Expr, ExprKind, FormBody, LedgerId, LetId, ParamId, Part, Report, Template, TextId, parts_alone,
};

/// What may hold words of its own, or lead to them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Reason {
    Param(ParamId),
    Field(LedgerId, usize),
    Text(TextId),
    Let(LetId),
}

/// The parameters and fields that the document and the forms read nowhere but behind a comparison of two figures.
pub(super) fn reasons(report: &Report) -> FxHashSet<Reason> {
    let mut readings = Readings { report, found: Vec::new(), differences: FxHashMap::default() };
    if let Some(document) = &report.document {
        readings.template(&document.title, false);
        readings.items(&document.items, false);
    }
    for form in &report.forms {
        form.left.iter().chain(&form.right).for_each(|expr| readings.expr(expr, false));
        form.words().for_each(|words| readings.template(words, false));
        readings.body(&form.body);
    }
    let attributes = report.members.iter().flat_map(|member| member.attributes.iter().flatten());
    attributes.for_each(|expr| readings.expr(expr, false));
    let mut seen: FxHashSet<(Reason, bool)> = FxHashSet::default();
    while let Some((read, differs)) = readings.found.pop() {
        if seen.insert((read, differs)) {
            match read {
                Reason::Param(id) => report.params[id.ix()].value.iter().for_each(|expr| readings.expr(expr, differs)),
                Reason::Text(id) => readings.template(&report.texts[id.ix()].body, differs),
                Reason::Let(id) => readings.expr(&report.lets[id.ix()].expr, differs),
                Reason::Field(..) => {}
            }
        }
    }
    let only_there = |(read, differs): &(Reason, bool)| *differs && !seen.contains(&(*read, false));
    seen.iter().filter(|reading| only_there(reading)).map(|(read, _)| *read).collect()
}

/// What is read, each with whether a comparison stands before it.
struct Readings<'r> {
    report: &'r Report,
    found: Vec<(Reason, bool)>,
    /// The lets that were looked at, and whether each is a difference of two figures.
    differences: FxHashMap<LetId, bool>,
}

impl Readings<'_> {
    fn expr(&mut self, expr: &Expr, differs: bool) {
        match &expr.kind {
            ExprKind::Param(id) => self.found.push((Reason::Param(*id), differs)),
            ExprKind::Field(ledger, field) => self.found.push((Reason::Field(*ledger, *field), differs)),
            ExprKind::Call(id, arguments) => {
                self.found.push((Reason::Text(*id), differs));
                arguments.iter().for_each(|argument| self.expr(argument, differs));
            }
            ExprKind::Let(id) => self.found.push((Reason::Let(*id), differs)),
            ExprKind::Text(template) => self.template(template, differs),
            // what a text is given is read where the text is called
            ExprKind::Arg(_)
            | ExprKind::Facts(_)
            | ExprKind::At(..)
            | ExprKind::Level(..)
            | ExprKind::Any(_)
            | ExprKind::Count(..)
            | parts_alone!() => expr.children().into_iter().for_each(|inner| self.expr(inner, differs)),
        }
    }

    fn template(&mut self, template: &Template, differs: bool) {
        for part in &template.parts {
            match part {
                Part::Words(..) | Part::Join | Part::Break => {}
                Part::Show(show) => self.expr(&show.expr, differs),
                Part::Note(words) => self.template(words, differs),
                Part::If(branches, otherwise) => {
                    let mut differs = differs;
                    for (condition, body) in branches {
                        differs |= self.compares(condition);
                        self.template(body, differs);
                    }
                    self.template(otherwise, differs);
                }
                Part::For(each) => self.template(&each.body, differs),
            }
        }
    }

    fn body(&mut self, body: &FormBody) {
        body.leaves().iter().for_each(|leaf| self.expr(leaf.expr, false));
        body.cells.iter().flatten().for_each(|cell| self.expr(&cell.expr, false));
        body.notes.iter().chain(&body.empty).for_each(|words| self.template(words, false));
        body.sides.iter().for_each(|(_, side)| self.body(side));
        body.bands.iter().for_each(|(_, band)| self.body(band));
    }

    fn items(&mut self, items: &[DocItem], differs: bool) {
        for item in items {
            match item {
                DocItem::Cover(expr) | DocItem::Paragraphs(expr) => self.expr(expr, differs),
                DocItem::Section(heading, items) => {
                    heading.words().for_each(|words| self.template(words, differs));
                    self.items(items, differs);
                }
                DocItem::List(_, items) | DocItem::Each(_, _, items) => self.items(items, differs),
                DocItem::If(branches, otherwise) => {
                    let mut differs = differs;
                    for (condition, items) in branches {
                        differs |= self.compares(condition);
                        self.items(items, differs);
                    }
                    self.items(otherwise, differs);
                }
                DocItem::Picture(picture) => {
                    self.template(&picture.alt, differs);
                    picture.title.iter().for_each(|title| self.template(title, differs));
                }
                DocItem::Contents(_) | DocItem::Form(_) => {}
            }
        }
    }

    /// Whether a condition compares two figures, or their difference with something.
    fn compares(&mut self, condition: &Expr) -> bool {
        let written = |expr: &Expr| matches!(expr.kind, ExprKind::Quantity(..) | ExprKind::Text(_));
        match &condition.kind {
            ExprKind::Compare(_, a, b) => self.differs(a) || self.differs(b) || !written(a) && !written(b),
            ExprKind::Or(a, b) | ExprKind::And(a, b) => self.compares(a) || self.compares(b),
            _ => false,
        }
    }

    /// Whether a figure is a difference of two.
    fn differs(&mut self, figure: &Expr) -> bool {
        match &figure.kind {
            ExprKind::Sum(..) => true,
            ExprKind::Let(id) => {
                if let Some(known) = self.differences.get(id) {
                    return *known;
                }
                let report = self.report;
                let found = self.differs(&report.lets[id.ix()].expr);
                self.differences.insert(*id, found);
                found
            }
            _ => figure.children().into_iter().any(|inner| self.differs(inner)),
        }
    }
}
