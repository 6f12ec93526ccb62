//! At which coordinates texts are read: a hole in a text that is always read at none prints one figure.

use rustc_hash::FxHashSet;

use super::words::Root;
use crate::model::{DocItem, Expr, ExprKind, Part, Report, Template, parts_alone};

/// The parameters and texts that something reads at narrower coordinates, or that a form, a row set or a member reads.
pub(super) fn bound(report: &Report) -> FxHashSet<Root> {
    let mut uses = Uses::default();
    if let Some(document) = &report.document {
        uses.template(&document.title, false);
        uses.items(&document.items, false);
    }
    let free = std::mem::take(&mut uses.found);
    for form in &report.forms {
        form.left.iter().chain(&form.right).for_each(|expr| uses.expr(expr, true));
        form.words().for_each(|words| uses.template(words, true));
        uses.body(&form.body);
    }
    let written = report.members.iter().flat_map(|member| member.attributes.iter().flatten());
    let defaults = report.dims.iter().flat_map(|dim| dim.attributes.iter().filter_map(|one| one.default.as_ref()));
    written.chain(defaults).for_each(|expr| uses.expr(expr, true));
    let mut seen: FxHashSet<(Root, bool)> = FxHashSet::default();
    uses.found.extend(free);
    while let Some((root, bound)) = uses.found.pop() {
        if seen.insert((root, bound)) {
            match root {
                Root::Param(id) => report.params[id.ix()].value.iter().for_each(|expr| uses.expr(expr, bound)),
                Root::Text(id) => uses.template(&report.texts[id.ix()].body, bound),
                Root::Document | Root::Member | Root::Form => {}
            }
        }
    }
    seen.into_iter().filter(|(_, bound)| *bound).map(|(root, _)| root).collect()
}

#[derive(Default)]
struct Uses {
    found: Vec<(Root, bool)>,
}

impl Uses {
    fn expr(&mut self, expr: &Expr, bound: bool) {
        match &expr.kind {
            ExprKind::Param(id) => self.found.push((Root::Param(*id), bound)),
            ExprKind::Call(id, arguments) => {
                self.found.push((Root::Text(*id), bound));
                arguments.iter().for_each(|argument| self.expr(argument, bound));
            }
            ExprKind::At(inner, _) => self.expr(inner, true),
            ExprKind::Text(template) => self.template(template, bound),
            ExprKind::Let(_)
            | ExprKind::Arg(_)
            | ExprKind::Field(..)
            | ExprKind::Facts(_)
            | ExprKind::Level(..)
            | ExprKind::Any(_)
            | ExprKind::Count(..)
            | parts_alone!() => expr.children().into_iter().for_each(|inner| self.expr(inner, bound)),
        }
    }

    fn template(&mut self, template: &Template, bound: bool) {
        for part in &template.parts {
            match part {
                Part::Words(..) | Part::Join | Part::Break => {}
                Part::Show(show) => self.expr(&show.expr, bound),
                Part::Note(words) => self.template(words, bound),
                Part::If(branches, otherwise) => {
                    branches.iter().for_each(|(_, body)| self.template(body, bound));
                    self.template(otherwise, bound);
                }
                Part::For(each) => self.template(&each.body, true),
            }
        }
    }

    fn body(&mut self, body: &crate::model::FormBody) {
        body.leaves().iter().for_each(|leaf| self.expr(leaf.expr, true));
        body.cells.iter().flatten().for_each(|cell| self.expr(&cell.expr, true));
        body.notes.iter().chain(&body.empty).for_each(|words| self.template(words, true));
        body.sides.iter().for_each(|(_, side)| self.body(side));
        body.bands.iter().for_each(|(_, band)| self.body(band));
    }

    fn items(&mut self, items: &[DocItem], bound: bool) {
        for item in items {
            match item {
                DocItem::Cover(expr) | DocItem::Paragraphs(expr) => self.expr(expr, bound),
                DocItem::Section(heading, items) => {
                    let bound = bound || !heading.at.parts.is_empty();
                    heading.words().for_each(|words| self.template(words, bound));
                    self.items(items, bound);
                }
                DocItem::List(_, items) => self.items(items, bound),
                DocItem::Each(_, _, items) => self.items(items, true),
                DocItem::If(branches, otherwise) => {
                    branches.iter().for_each(|(_, items)| self.items(items, bound));
                    self.items(otherwise, bound);
                }
                DocItem::Picture(picture) => {
                    self.template(&picture.alt, bound);
                    picture.title.iter().for_each(|title| self.template(title, bound));
                }
                DocItem::Contents(_) | DocItem::Form(_) => {}
            }
        }
    }
}
