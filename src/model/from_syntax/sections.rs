//! Sections and parts with names, which documents place.

use super::document::DocumentReader;
use super::extent::{DEEPEST, LARGEST, beyond};
use super::names::string;
use super::step::deeper;
use super::table::Def;
use super::typer::{Scope, State};
use crate::base::{Diagnostic, Span};
use crate::model::codes::CIRCLE;
use crate::model::{DocItem, Heading, Section, SectionId};
use crate::say;
use crate::syntax::Node;
use crate::syntax::ast::{self, View};

impl<'a> DocumentReader<'_, 'a> {
    /// Reads a section, if that was not done yet; whether it can be placed. A circle is an error.
    pub(super) fn section(&mut self, id: SectionId) -> bool {
        match self.sections.states[id.ix()] {
            State::Done => return true,
            State::Busy => {
                let Section { name, span, .. } = self.report.sections[id.ix()].clone();
                let message = say!("「{name}」绕回到了自己", "`{name}` leads back to itself");
                self.report(Diagnostic::new(CIRCLE, span, message).note(say!(
                    "从其中一节里删去下一节的名称",
                    "take the name of the next one out of one of these sections"
                )));
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
        let node = self.sections.nodes[id.ix()];
        if let Some(item) = deeper(self, |step| &mut step.sections.deep, |step, _| step.heading(node)) {
            self.report.sections[id.ix()].item = item;
        }
        self.sections.states[id.ix()] = State::Done;
        true
    }

    /// A heading and what is under it, with or without a name.
    pub(super) fn heading(&mut self, node: ast::Section<'a>) -> Option<DocItem> {
        let title = self.template(node.title()?, &Scope::default());
        let listed = node.listed().map(|words| self.template(words, &Scope::default()));
        let at = self.at_over(node.at(), &[*node], &[]);
        let numbered = node.numbered().map(string);
        let numbering = node.numbering().map(|clause| clause.patterns().map(string).collect());
        let heading = Heading { title, listed, at, numbered, numbering };
        Some(DocItem::Section(Box::new(heading), self.doc_items(node.body())))
    }

    /// A section at a place in the document.
    pub(super) fn placed(&mut self, id: SectionId, span: Span) -> Option<DocItem> {
        if !self.section(id) {
            return None;
        }
        let item = self.report.sections[id.ix()].item.clone();
        self.sections.placed += item.size();
        if self.sections.placed > LARGEST as usize {
            let error = beyond(&self.report.sections[id.ix()].name, span);
            self.report(error);
            return None;
        }
        Some(item)
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
