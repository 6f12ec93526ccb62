//! The document: the uppermost file's own. What one without a title does not say is that of the file beneath.

use std::cmp::Reverse;

use super::names::{string, unknown};
use super::{Builder, Def, Scope};
use crate::base::{Diagnostic, FileId, Span};
use crate::model::{DocItem, Document, Expr, ExprKind, SectionId};
use crate::say;
use crate::syntax::{Kind, Node};

impl<'a> Builder<'a> {
    pub(super) fn document(&mut self) {
        for index in 0..self.report.sections.len() {
            self.section(SectionId(index as u32));
        }
        let layers = self.documents();
        if let Some(top) = layers.first().copied() {
            let place = top.child(Kind::template).or(top.child(Kind::kw_document)).unwrap_or(top).span();
            let document = self.document_decl(&layers, place);
            self.report.document = Some(document);
            let body = layers.iter().find_map(|node| node.child(Kind::document_body));
            self.sections_placed(body);
            if !layers.iter().any(|node| node.has(Kind::template)) {
                let message = say!("文档没有标题", "the document has no title");
                self.report(Diagnostic::error("B0233", place, message).note(say!(
                    "没有标题的 document 改写所引用的库的文档，而这里没有引用这样的库：写上 document \"标题\"",
                    "a document without a title says otherwise what that of a used library says, and none that is used \
                     here has one: write document \"TITLE\""
                )));
            }
        }
    }

    /// The documents that count, from the top: the uppermost file's, and while none has a title those beneath.
    fn documents(&mut self) -> Vec<Node<'a>> {
        let all = self.own_decls(Kind::document_decl).into_iter().enumerate();
        let mut all: Vec<(usize, FileId, Node<'a>)> = all.map(|(at, (file, node))| (at, file, node)).collect();
        // files from the top, what stands in one file as it stands there
        let files: Vec<FileId> = all.iter().map(|(_, file, _)| *file).collect();
        all.sort_by_key(|(_, file, _)| Reverse(files.iter().position(|other| other == file)));
        let mut layers: Vec<(usize, FileId, Node<'a>)> = Vec::new();
        for (at, file, node) in all {
            match layers.last().copied() {
                Some((upper_at, upper, other)) if !self.is_above(upper, file) => {
                    let (first, second) = if upper_at < at { (other, node) } else { (node, other) };
                    self.said_twice("document", second.span(), first.span());
                }
                Some((.., other)) if other.has(Kind::template) => break,
                _ => layers.push((at, file, node)),
            }
        }
        layers.into_iter().map(|(.., node)| node).collect()
    }

    /// A document of what its layers say, from the top.
    fn document_decl(&mut self, layers: &[Node<'a>], place: Span) -> Document {
        let scope = Scope::default();
        let find = |kind| layers.iter().find_map(|node: &Node<'a>| node.child(kind));
        let title = find(Kind::template).map(|title| self.template(title, &scope)).unwrap_or_default();
        let style = find(Kind::style_clause).and_then(|clause| clause.child(Kind::module_path));
        let numbering = find(Kind::numbering_clause);
        let lang = find(Kind::lang_clause).and_then(|clause| clause.child(Kind::string));
        let mut clause = |kind| {
            let argument = find(kind).and_then(|clause| clause.child(Kind::argument));
            argument.map(|argument| self.expr(argument, &scope))
        };
        let (author, subject) = (clause(Kind::author_clause), clause(Kind::subject_clause));
        let (date, draft) = (clause(Kind::date_clause), clause(Kind::draft_clause));
        Document {
            span: place,
            title,
            style: style.map(|path| (path.text().to_owned(), path.span())),
            numbering: numbering.map_or_else(Vec::new, |clause| clause.children_of(Kind::string).map(string).collect()),
            lang: lang.map_or_else(|| "zh-CN".to_owned(), string),
            author,
            subject,
            date,
            draft,
            items: find(Kind::document_body).map(|body| self.doc_items(body)).unwrap_or_default(),
        }
    }

    pub(super) fn doc_items(&mut self, body: Node<'a>) -> Vec<DocItem> {
        body.children().filter_map(|item| self.doc_item(item)).collect()
    }

    fn doc_item(&mut self, node: Node<'a>) -> Option<DocItem> {
        let scope = Scope::default();
        let bodies = |builder: &mut Builder<'a>| {
            node.child(Kind::document_body).map(|body| builder.doc_items(body)).unwrap_or_default()
        };
        Some(match node.kind() {
            Kind::cover_item => DocItem::Cover(self.expr(node.child(Kind::argument)?, &scope)),
            Kind::contents_item => DocItem::Contents(self.template(node.child(Kind::template)?, &scope)),
            Kind::part_item | Kind::section_item => self.heading(node)?,
            Kind::picture_item => DocItem::Picture(Box::new(self.picture(node)?)),
            Kind::list_item => {
                let pattern =
                    node.child(Kind::numbered_clause).and_then(|clause| clause.child(Kind::string)).map(string);
                DocItem::List(pattern.unwrap_or_default(), bodies(self))
            }
            Kind::loop_item => {
                let ledgers = self.ledgers(node.child(Kind::of_clause));
                let mut item = self.row_item(node, &ledgers)?;
                if let (crate::model::RowKind::Each { all, .. }, true) = (&mut item.kind, ledgers.is_empty()) {
                    *all = true;
                }
                DocItem::Each(ledgers, Box::new(item), bodies(self))
            }
            Kind::if_item => self.if_item(node),
            Kind::paragraph_item => DocItem::Paragraphs(self.expr(node.child(Kind::template)?, &scope)),
            Kind::place_item => self.place(node)?,
            _ => return None,
        })
    }

    fn if_item(&mut self, node: Node<'a>) -> DocItem {
        let (mut branches, mut otherwise) = (Vec::new(), Vec::new());
        let mut condition: Option<Expr> = None;
        for child in node.children() {
            match child.kind() {
                Kind::kw_if | Kind::kw_else => {}
                Kind::document_body => {
                    let body = self.doc_items(child);
                    match condition.take() {
                        Some(condition) => branches.push((condition, body)),
                        None => otherwise = body,
                    }
                }
                _ => condition = Some(self.yes_or_no(child, &Scope::default())),
            }
        }
        DocItem::If(branches, otherwise)
    }

    /// A name in the document: a form, a section, or a text.
    fn place(&mut self, node: Node<'a>) -> Option<DocItem> {
        let name = node.child(Kind::ident)?;
        let arguments = node.child(Kind::arguments);
        match self.named(name) {
            Some(Def::Form(form)) => Some(DocItem::Form(form)),
            Some(Def::Section(section)) => self.placed(section, name.span()),
            Some(Def::Text(text)) => {
                let arguments: Vec<Node<'a>> =
                    arguments.map(|list| list.children_of(Kind::argument).collect()).unwrap_or_default();
                let arguments = arguments.into_iter().map(|argument| self.expr(argument, &Scope::default())).collect();
                Some(DocItem::Paragraphs(self.call(text, arguments, node.span())))
            }
            Some(Def::Param(param)) if self.report.params[param.ix()].ty == crate::model::Type::Text => {
                let ty = crate::model::Type::Text;
                Some(DocItem::Paragraphs(Expr { kind: ExprKind::Param(param), ty, span: node.span() }))
            }
            Some(_) => {
                let word = name.text();
                let error = Diagnostic::error(
                    "B0213",
                    name.span(),
                    say!("「{word}」不能放进文档", "`{word}` has no place in a document"),
                );
                self.report(error.note(say!(
                    "这里可以写文本、文字参数、表格或节的名称",
                    "a text, a text parameter, a form or a section may stand here"
                )));
                None
            }
            None => {
                let texts = self.report.texts.iter().map(|text| text.name.as_str());
                let sections = self.report.sections.iter().map(|section| section.name.as_str());
                let names = texts.chain(self.report.forms.iter().map(|form| form.name.as_str())).chain(sections);
                let near = self.closest(name.text(), names);
                let what = say!("文本、表格或节", "text, form or section");
                self.report(unknown("B0201", &what, name.text(), name.span(), &near));
                None
            }
        }
    }
}
