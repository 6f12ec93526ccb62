//! The document: the uppermost file's own. What one without a title does not say is that of the file beneath.

use std::cmp::Reverse;

use super::examples::pattern_of;
use super::names::{string, unknown};
use super::rows::RowSetReader;
use super::step::over;
use super::table::Def;
use super::typer::{Scope, State, Typer};
use crate::base::{Diagnostic, FileId, Span};
use crate::model::codes::{NO_TITLE, TYPE_MISMATCH, UNKNOWN_NAME};
use crate::model::{DeclaredDocument, DocItem, Expr, ExprKind, SectionId, StyleSetting};
use crate::say;
use crate::syntax::ast::{self, DocumentItem};

/// Sections with names while they are read.
#[derive(Default)]
pub(super) struct Sections<'a> {
    pub(super) nodes: Vec<ast::Section<'a>>,
    pub(super) states: Vec<State>,
    /// How many are being read inside one another, and how many items those placed so far hold.
    pub(super) deep: usize,
    pub(super) placed: usize,
}

impl<'a> Sections<'a> {
    /// The sections with names that are declared, none of them read.
    fn new(decls: Vec<(FileId, ast::Section<'a>)>) -> Sections<'a> {
        let nodes: Vec<_> = decls.into_iter().map(|(_, section)| section).filter(|own| own.name().is_some()).collect();
        Sections { states: vec![State::Waiting; nodes.len()], nodes, ..Sections::default() }
    }
}

/// Reads the document and its sections.
pub(super) struct DocumentReader<'b, 'a> {
    pub(super) below: &'b mut Typer<'a>,
    pub(super) sections: Sections<'a>,
}
over!(DocumentReader, Typer);

impl<'b, 'a> DocumentReader<'b, 'a> {
    pub(super) fn new(below: &'b mut Typer<'a>) -> DocumentReader<'b, 'a> {
        let sections = Sections::new(below.own_decls());
        DocumentReader { below, sections }
    }
}

impl<'a> DocumentReader<'_, 'a> {
    pub(super) fn document(&mut self) {
        for index in 0..self.report.sections.len() {
            self.section(SectionId(index as u32));
        }
        let layers = self.documents();
        if let Some(top) = layers.first().copied() {
            let place = top.title().map(|title| title.span()).or(top.keyword().map(|keyword| keyword.span()));
            let place = place.unwrap_or(top.span());
            let document = self.document_decl(&layers, place);
            self.report.document = Some(document);
            let body = layers.iter().find_map(|layer| layer.body());
            self.sections_placed(body);
            if layers.iter().all(|layer| layer.title().is_none()) {
                let message = say!("文档没有标题", "the document has no title");
                self.report(Diagnostic::new(NO_TITLE, place, message).note(say!(
                    "没有标题的 document 改写所引用的库的文档，而这里没有引用这样的库：写上 document \"标题\"",
                    "a document without a title says otherwise what that of a used library says, and none that is used \
                     here has one: write document \"TITLE\""
                )));
            }
        }
    }

    /// The documents that count, from the top: the uppermost file's, and while none has a title those beneath.
    fn documents(&mut self) -> Vec<ast::DocumentDecl<'a>> {
        let all = self.own_decls().into_iter().enumerate();
        let mut all: Vec<(usize, FileId, ast::DocumentDecl<'a>)> =
            all.map(|(at, (file, node))| (at, file, node)).collect();
        // files from the top, what stands in one file as it stands there
        let files: Vec<FileId> = all.iter().map(|(_, file, _)| *file).collect();
        all.sort_by_key(|(_, file, _)| Reverse(files.iter().position(|other| other == file)));
        let mut layers: Vec<(usize, FileId, ast::DocumentDecl<'a>)> = Vec::new();
        for (at, file, node) in all {
            match layers.last().copied() {
                Some((upper_at, upper, other)) if !self.is_above(upper, file) => {
                    let (first, second) = if upper_at < at { (other, node) } else { (node, other) };
                    self.said_twice("document", second.span(), first.span());
                }
                Some((.., other)) if other.title().is_some() => break,
                _ => layers.push((at, file, node)),
            }
        }
        layers.into_iter().map(|(.., node)| node).collect()
    }

    /// A document of what its layers say, from the top.
    fn document_decl(&mut self, layers: &[ast::DocumentDecl<'a>], place: Span) -> DeclaredDocument {
        type Clause<'a> = fn(ast::DocumentDecl<'a>) -> Option<ast::Argument<'a>>;
        let scope = Scope::default();
        let title = layers.iter().find_map(|layer| layer.title());
        let title = title.map(|title| self.template(title, &scope)).unwrap_or_default();
        let style = layers.iter().find_map(|layer| layer.style()).and_then(ast::StyleClause::module);
        let settings = self.style_settings(layers);
        let numbering = layers.iter().find_map(|layer| layer.numbering());
        let lang = layers.iter().find_map(|layer| layer.lang());
        let mut clause = |clause: Clause<'a>| {
            let argument = layers.iter().find_map(|layer| clause(*layer));
            argument.map(|argument| self.argument(argument, &scope))
        };
        let (author, subject) = (clause(ast::DocumentDecl::author), clause(ast::DocumentDecl::subject));
        let (date, draft) = (clause(ast::DocumentDecl::date), clause(ast::DocumentDecl::draft));
        let example = layers.iter().find_map(|layer| layer.example());
        let example = pattern_of(example, &mut self.problems);
        let body = layers.iter().find_map(|layer| layer.body());
        DeclaredDocument {
            span: place,
            title,
            style: style.map(|path| (path.text().to_owned(), path.span())),
            settings,
            numbering: numbering.map_or_else(Vec::new, |clause| clause.patterns().map(string).collect()),
            lang: lang.map_or_else(|| "zh-CN".to_owned(), string),
            author,
            subject,
            date,
            draft,
            example,
            items: self.doc_items(body),
        }
    }

    /// What is said of the style's variables, by the layers down to the one that names it: who names another style says
    /// nothing of the variables of the one beneath.
    fn style_settings(&mut self, layers: &[ast::DocumentDecl<'a>]) -> Vec<StyleSetting> {
        let named = layers.iter().position(|layer| layer.style().is_some());
        let mut settings: Vec<StyleSetting> = Vec::new();
        for layer in &layers[..named.map_or(layers.len(), |at| at + 1)] {
            let upper = settings.len();
            for setting in layer.settings().into_iter().flat_map(ast::WithClause::settings) {
                let (Some(name), Some(words)) = (setting.name(), setting.words()) else { continue };
                match settings.iter().position(|other| other.name == name.text()) {
                    None => {
                        let words = self.argument(words, &Scope::default());
                        settings.push(StyleSetting { name: name.text().to_owned(), span: name.span(), words });
                    }
                    Some(at) if at >= upper => self.said_twice(name.text(), name.span(), settings[at].span),
                    Some(_) => {}
                }
            }
        }
        settings
    }

    pub(super) fn doc_items(&mut self, body: Option<ast::DocumentBody<'a>>) -> Vec<DocItem> {
        let items = body.into_iter().flat_map(ast::DocumentBody::items);
        items.filter_map(|item| self.doc_item(item)).collect()
    }

    fn doc_item(&mut self, item: DocumentItem<'a>) -> Option<DocItem> {
        let scope = Scope::default();
        Some(match item {
            DocumentItem::Cover(cover) => DocItem::Cover(self.argument(cover.words()?, &scope)),
            DocumentItem::Contents(contents) => DocItem::Contents(self.template(contents.title()?, &scope)),
            DocumentItem::Section(section) => self.heading(section)?,
            DocumentItem::Picture(picture) => DocItem::Picture(Box::new(self.picture(picture)?)),
            DocumentItem::List(list) => {
                let pattern = list.pattern().map(string);
                DocItem::List(pattern.unwrap_or_default(), self.doc_items(list.body()))
            }
            DocumentItem::Loop(each) => {
                let ledgers = self.ledgers(each.of());
                let mut item = RowSetReader::new(self).row_item(each.row(), &ledgers)?;
                if let (crate::model::RowKind::Each { all, .. }, true) = (&mut item.kind, ledgers.is_empty()) {
                    *all = true;
                }
                DocItem::Each(ledgers, Box::new(item), self.doc_items(each.body()))
            }
            DocumentItem::If(item) => self.if_item(item),
            DocumentItem::Paragraph(paragraph) => DocItem::Paragraphs(self.expr(paragraph.words()?, &scope)),
            DocumentItem::Place(place) => self.place(place)?,
            DocumentItem::Unread(_) => return None,
        })
    }

    fn if_item(&mut self, item: ast::IfItem<'a>) -> DocItem {
        let (mut branches, mut otherwise) = (Vec::new(), Vec::new());
        for (condition, body) in item.branches() {
            let condition = condition.map(|condition| self.yes_or_no(condition, &Scope::default()));
            let body = self.doc_items(Some(body));
            match condition {
                Some(condition) => branches.push((condition, body)),
                None => otherwise = body,
            }
        }
        DocItem::If(branches, otherwise)
    }

    /// A name in the document: a form, a section, or a text.
    fn place(&mut self, node: ast::PlaceItem<'a>) -> Option<DocItem> {
        let name = node.name()?;
        match self.named(name) {
            Some(Def::Form(form)) => Some(DocItem::Form(form)),
            Some(Def::Section(section)) => self.placed(section, name.span()),
            Some(Def::Text(text)) => {
                let arguments = node.arguments().into_iter().flat_map(ast::Arguments::arguments);
                let arguments = arguments.map(|argument| self.argument(argument, &Scope::default())).collect();
                Some(DocItem::Paragraphs(self.call(text, arguments, node.span())))
            }
            Some(Def::Param(param)) if self.report.params[param.ix()].ty == crate::model::Type::Text => {
                let ty = crate::model::Type::Text;
                Some(DocItem::Paragraphs(Expr { kind: ExprKind::Param(param), ty, span: node.span() }))
            }
            Some(_) => {
                let word = name.text();
                let error = Diagnostic::new(
                    TYPE_MISMATCH,
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
                self.no_such(name.text(), unknown(UNKNOWN_NAME, &what, name.text(), name.span(), &near));
                None
            }
        }
    }
}
