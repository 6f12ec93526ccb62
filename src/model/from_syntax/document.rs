//! The document: the entry file's own, else the first that a library declares.

use super::names::{closest, string, unknown};
use super::{Builder, Def, Scope};
use crate::base::Diagnostic;
use crate::model::{DocItem, Document, Expr, ExprKind};
use crate::say;
use crate::syntax::{Kind, Node};

impl<'a> Builder<'a> {
    pub(super) fn document(&mut self) {
        let all: Vec<_> = self.own_decls(Kind::document_decl);
        let own: Vec<_> = all.iter().filter(|(file, _)| *file == self.entry).copied().collect();
        let rival = if own.is_empty() { all.get(1) } else { own.get(1) };
        if let Some((_, second)) = rival {
            let first = own.first().or(all.first()).map_or(second.span(), |(_, node)| node.span());
            self.said_twice("document", second.span(), first);
        }
        if let Some((_, node)) = own.first().or(all.first()).copied() {
            self.report.document = Some(self.document_decl(node));
        }
    }

    fn document_decl(&mut self, node: Node<'a>) -> Document {
        let scope = Scope::default();
        let title = node.child(Kind::template).map(|title| self.template(title, &scope)).unwrap_or_default();
        let style = node.child(Kind::style_clause).and_then(|clause| clause.child(Kind::module_path));
        let numbering = node.child(Kind::numbering_clause);
        let lang = node
            .child(Kind::lang_clause)
            .and_then(|clause| clause.child(Kind::string))
            .map_or_else(|| "zh-CN".to_owned(), string);
        let mut clause = |kind| {
            let argument = node.child(kind).and_then(|clause| clause.child(Kind::argument));
            argument.map(|argument| self.expr(argument, &scope))
        };
        let (author, subject) = (clause(Kind::author_clause), clause(Kind::subject_clause));
        let (date, draft) = (clause(Kind::date_clause), clause(Kind::draft_clause));
        Document {
            span: node.child(Kind::template).map_or(node.span(), |title| title.span()),
            title,
            style: style.map(|path| (path.text().to_owned(), path.span())),
            numbering: numbering.map_or_else(Vec::new, |clause| clause.children_of(Kind::string).map(string).collect()),
            lang,
            author,
            subject,
            date,
            draft,
            items: node.child(Kind::document_body).map(|body| self.doc_items(body)).unwrap_or_default(),
        }
    }

    fn doc_items(&mut self, body: Node<'a>) -> Vec<DocItem> {
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
            Kind::part_item | Kind::section_item => {
                let title = self.template(node.child(Kind::template)?, &scope);
                let dims = self.all_dims();
                let at = self.at(node.child(Kind::at_clause), &dims);
                DocItem::Section(node.kind() == Kind::part_item, title, at, bodies(self))
            }
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

    /// A name in the document: a form, or a text.
    fn place(&mut self, node: Node<'a>) -> Option<DocItem> {
        let name = node.child(Kind::ident)?;
        let arguments = node.child(Kind::arguments);
        match self.lookup(name.text()) {
            Some(Def::Form(form)) => Some(DocItem::Form(form)),
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
                    "这里可以写文本、文字参数或表格的名称",
                    "a text, a text parameter or a form may stand here"
                )));
                None
            }
            None => {
                let texts = self.report.texts.iter().map(|text| text.name.as_str());
                let names = texts.chain(self.report.forms.iter().map(|form| form.name.as_str()));
                let near = closest(name.text(), names).map(str::to_owned);
                self.report(unknown(
                    "B0201",
                    &say!("文本或表格", "text or form"),
                    name.text(),
                    name.span(),
                    near.as_deref(),
                ));
                None
            }
        }
    }
}
