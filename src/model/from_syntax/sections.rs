//! Sections and parts with names, which documents place.

use super::extent::{DEEPEST, LARGEST, beyond};
use super::{Builder, Def, State};
use crate::base::Span;
use crate::model::codes::CIRCLE;
use crate::model::{DocItem, Filter, Section, SectionId, Template};
use crate::say;
use crate::syntax::Node;
use crate::syntax::ast::{self, View};

impl<'a> Builder<'a> {
    pub(super) fn section_names(&mut self) {
        for (_, section) in self.own_decls() {
            self.section_name(section);
        }
    }

    fn section_name(&mut self, node: ast::Section<'a>) {
        let Some(name) = node.name() else { return };
        let id = SectionId(self.report.sections.len() as u32);
        self.declare(name, Def::Section(id));
        let item = DocItem::Section(false, Template::default(), Filter::default(), Vec::new());
        let (name, span) = (name.text().to_owned(), name.span());
        self.report.sections.push(Section { name, span, item, placed: false });
        self.sections.nodes.push(node);
        self.sections.states.push(State::Waiting);
    }

    /// Reads a section, if that was not done yet; whether it can be placed. A circle is an error.
    pub(super) fn section(&mut self, id: SectionId) -> bool {
        match self.sections.states[id.ix()] {
            State::Done => return true,
            State::Busy => {
                let Section { name, span, .. } = self.report.sections[id.ix()].clone();
                self.error(CIRCLE, span, say!("「{name}」绕回到了自己", "`{name}` leads back to itself"));
                return false;
            }
            State::Waiting => {}
        }
        if self.sections.deep == DEEPEST {
            let section = &self.report.sections[id.ix()];
            let error = beyond(&section.name, section.span);
            self.report(error);
            return false;
        }
        self.sections.states[id.ix()] = State::Busy;
        self.sections.deep += 1;
        if let Some(item) = self.heading(self.sections.nodes[id.ix()]) {
            self.report.sections[id.ix()].item = item;
        }
        self.sections.deep -= 1;
        self.sections.states[id.ix()] = State::Done;
        true
    }

    /// A heading and what is under it, with or without a name.
    pub(super) fn heading(&mut self, node: ast::Section<'a>) -> Option<DocItem> {
        let title = self.template(node.title()?, &super::Scope::default());
        let at = self.at_over(node.at(), &[*node], &[]);
        let items = self.doc_items(node.body());
        Some(DocItem::Section(node.is_part(), title, at, items))
    }

    /// A section at a place in the document.
    pub(super) fn placed(&mut self, id: SectionId, span: Span) -> Option<DocItem> {
        if !self.section(id) {
            return None;
        }
        let section = &self.report.sections[id.ix()];
        self.sections.placed += section.item.size();
        if self.sections.placed > LARGEST as usize {
            let error = beyond(&section.name, span);
            self.report(error);
            return None;
        }
        Some(section.item.clone())
    }

    /// Notes which sections the document's body places, itself or in one another.
    pub(super) fn sections_placed(&mut self, body: Option<ast::DocumentBody<'a>>) {
        let mut open: Vec<Node<'a>> = body.into_iter().map(|body| *body).collect();
        while let Some(node) = open.pop() {
            let word = ast::PlaceItem::of(node).and_then(ast::PlaceItem::name);
            if let Some(Def::Section(id)) = word.and_then(|word| self.lookup(word.text()))
                && !std::mem::replace(&mut self.report.sections[id.ix()].placed, true)
            {
                open.extend(self.sections.nodes[id.ix()].body().map(|body| *body));
            }
            open.extend(node.children());
        }
    }
}
