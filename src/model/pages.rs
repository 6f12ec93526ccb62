//! The document and what stands in it, resolved.

use super::{Expr, Filter, FormId, LedgerId, Pattern, RowItem, Template};
use crate::base::Span;

/// The document as it is declared, before anything is filled in.
#[derive(Clone, Debug)]
pub struct DeclaredDocument {
    /// Where its title is written.
    pub span: Span,
    /// Its title, for the metadata; the cover has words of its own.
    pub title: Template,
    /// The path of its style.
    pub style: Option<(String, Span)>,
    /// What it says of the style's variables.
    pub settings: Vec<StyleSetting>,
    /// The patterns of its headings' numbers, from the top.
    pub numbering: Vec<String>,
    /// The language of its words, as a tag of BCP 47: `zh-CN`.
    pub lang: String,
    /// Who publishes it, for the metadata.
    pub author: Option<Expr>,
    /// What it is about, in a sentence.
    pub subject: Option<Expr>,
    /// The day it is published.
    pub date: Option<Expr>,
    /// The word that marks a draft.
    pub draft: Option<Expr>,
    /// How amounts are written, by example, in forms that do not say.
    pub example: Option<Pattern>,
    /// What it prints, in order.
    pub items: Vec<DocItem>,
}

/// A variable of the style, said otherwise.
#[derive(Clone, Debug)]
pub struct StyleSetting {
    /// The variable, as the style calls it.
    pub name: String,
    /// Where that is written.
    pub span: Span,
    /// What it is to be; the style reads it as text.
    pub words: Expr,
}

/// A section or part with a name, to be placed in a document.
#[derive(Clone, Debug)]
pub struct Section {
    /// The name that a document places it by.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// The section or part with what is under it.
    pub item: DocItem,
    /// Whether the document places it.
    pub placed: bool,
}

/// What a part or section says of itself.
#[derive(Clone, Debug, Default)]
pub struct Heading {
    /// Its words on the page.
    pub title: Template,
    /// What the contents say in their place.
    pub listed: Option<Template>,
    /// Coordinates of what is under it.
    pub at: Filter,
    /// The pattern of its own number, if not that of its place; no words where it has no number.
    pub numbered: Option<String>,
    /// The patterns of the numbers of the headings under it, from the level beneath, if not those around.
    pub numbering: Option<Vec<String>>,
}

impl Heading {
    /// Its words, on the page and in the contents.
    pub fn words(&self) -> impl Iterator<Item = &Template> {
        [Some(&self.title), self.listed.as_ref()].into_iter().flatten()
    }
}

/// A picture of the document.
#[derive(Clone, Debug)]
pub struct DeclaredPicture {
    /// Its file, below the project's root folder.
    pub path: String,
    /// Where that is written.
    pub span: Span,
    /// What is read to those who do not see it.
    pub alt: Template,
    /// The words under it.
    pub title: Option<Template>,
    /// Its width in per cent of the text's, if not its own.
    pub width: Option<u8>,
}

/// One item of the document.
#[derive(Clone, Debug)]
pub enum DocItem {
    /// The cover page: a text whose paragraphs are its lines.
    Cover(Expr),
    /// The table of contents.
    Contents(Template),
    /// A part or section.
    Section(Box<Heading>, Vec<DocItem>),
    /// A picture of a file, with its words.
    Picture(Box<DeclaredPicture>),
    /// Paragraphs numbered by a pattern.
    List(String, Vec<DocItem>),
    /// A repetition, as a row item without children.
    Each(Vec<LedgerId>, Box<RowItem>, Vec<DocItem>),
    /// The first branch whose condition holds.
    If(Vec<(Expr, Vec<DocItem>)>, Vec<DocItem>),
    /// A text, each of whose paragraphs is one.
    Paragraphs(Expr),
    /// A form, printed as a table here.
    Form(FormId),
}

impl DocItem {
    /// The items right beneath it, in all its branches.
    pub fn children(&self) -> impl Iterator<Item = &DocItem> {
        let (branches, items): (&[(Expr, Vec<DocItem>)], &[DocItem]) = match self {
            DocItem::Section(_, items) | DocItem::List(_, items) | DocItem::Each(_, _, items) => (&[], items),
            DocItem::If(branches, otherwise) => (branches, otherwise),
            _ => (&[], &[]),
        };
        branches.iter().flat_map(|(_, items)| items).chain(items)
    }

    /// How many items it holds, itself included.
    pub fn size(&self) -> usize {
        1 + self.children().map(DocItem::size).sum::<usize>()
    }
}
