//! The neutral document: headings, paragraphs and grids, filled in, with every printed figure pointing back to what it
//! is made of. Every output format is one file over it.

mod alike;
pub mod codes;
mod compose;
mod footed;
mod grid;
mod headings;
mod numbering;
mod paper;
mod placed;
#[cfg(test)]
pub(crate) mod sample;
mod table;

use crate::base::{Date, Span};
use crate::eval::{Env, Evaluator};
pub use crate::eval::{Figure, OriginTerm, Prose, Run};
use crate::model::{Form, Part, Template};
pub use compose::compose;
pub use headings::HeadingsAbove;

use schemars::JsonSchema;
use serde::Serialize;

/// A finished disclosure, ready to be written in any format.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The document's title, for its metadata.
    pub title: String,
    /// Language tag, e.g. `zh-CN`.
    pub lang: String,
    /// Who publishes it, for its metadata.
    pub author: String,
    /// What it is about, for its metadata.
    pub subject: String,
    /// The day it is published, for its metadata; the clock is never asked.
    pub date: Option<Date>,
    /// The word that marks it as a draft on each page; empty on a document that is none.
    pub draft: String,
    /// What it says of the style's variables.
    pub settings: Vec<StyleValue>,
    /// Where its title is written; nowhere for a report without a document.
    pub place: Option<Span>,
    /// Its parts in order.
    pub blocks: Vec<Block>,
}

/// What a document says of a variable of its style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StyleValue {
    /// The variable, as the style calls it.
    pub name: String,
    /// What it is to be.
    pub words: String,
}

/// One block of a document.
#[derive(Clone, Debug)]
pub enum Block {
    /// The cover page, line by line.
    Cover(Vec<Prose>),
    /// The table of contents under this title.
    Contents(Prose),
    /// A heading; depth 1 is a part with a page of its own.
    Heading {
        /// Where its words are written; nowhere for one without words.
        place: Option<Span>,
        /// 1 for a part, 2 for its sections, and so on.
        depth: usize,
        /// The number as printed, e.g. `（一）`.
        number: String,
        /// The words on the page, without the number.
        text: Prose,
        /// What the contents say in their place, where that is something else.
        listed: Option<Prose>,
    },
    /// A paragraph; `number` is not empty in lists.
    Paragraph {
        /// Where the document places it: the words themselves, or the name of a text or parameter.
        place: Span,
        /// The number as printed, e.g. `1、`.
        number: String,
        /// The words, without the number.
        text: Prose,
    },
    /// A table with its title.
    Table(Box<Table>),
    /// A picture.
    Picture(Picture),
}

/// A picture; its bytes are not the document's affair.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Where the document names its file.
    pub place: Span,
    /// Its file, below the project's root folder, with `/` between folders.
    pub path: String,
    /// What is read to those who do not see it.
    pub alt: Prose,
    /// The words under it; may be empty.
    pub title: Prose,
    /// Its width in per cent of the text's, if not its own.
    pub width: Option<u8>,
}

/// A table: a header of merged cells over rows of cells.
#[derive(Clone, Debug)]
pub struct Table {
    /// The name of its form in the sources.
    pub id: String,
    /// Where the form is declared.
    pub place: Span,
    /// How deep its title stands among the headings: one below the heading around.
    pub depth: usize,
    /// The heading's number as printed in the contents, e.g. `一、`.
    pub number: String,
    /// The title over the table.
    pub title: Prose,
    /// What the contents say in its place, where that is something else.
    pub listed: Option<Prose>,
    /// The table's own number, e.g. `表 1`; may be empty.
    pub label: Prose,
    /// Laid out across the long side of the page.
    pub landscape: bool,
    /// The line above the table, at its left.
    pub left: Prose,
    /// The line above the table, at its right.
    pub right: Prose,
    /// One entry a column.
    pub columns: Vec<ColumnContent>,
    /// How wide each column asks to be, in characters; as wide as what it holds where it does not say.
    pub widths: Vec<Option<usize>>,
    /// Whether the last header row holds the columns' numbers.
    pub numbered: bool,
    /// Header rows, repeated on each page.
    pub header: Vec<Vec<Cell>>,
    /// The rows beneath the header.
    pub body: Vec<TableRow>,
    /// Notes beneath the table, each a line.
    pub notes: Vec<Prose>,
}

impl Document {
    /// Its tables in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table.as_ref()),
            _ => None,
        })
    }
}

/// Where a text begins that is written in the sources, as far as its pieces know.
fn written(template: &Template) -> Option<Span> {
    template.parts.iter().find_map(|part| match part {
        Part::Words(_, span) => Some(*span),
        Part::Join | Part::Break | Part::Note(_) => None,
        Part::Show(show) => Some(show.expr.span),
        Part::If(branches, _) => branches.first().map(|(condition, _)| condition.span),
        Part::For(each) => Some(each.span),
    })
}

/// What the contents say of a heading, where that is not what the page says.
fn listed<'m>(evaluator: &Evaluator<'m>, words: Option<&'m Template>, shown: &Prose, env: &Env<'m>) -> Option<Prose> {
    words.map(|words| evaluator.title(words, env)).filter(|words| words.plain() != shown.plain())
}

/// A form laid out by itself, wherever the document prints it or does not.
pub fn print<'m>(evaluator: &Evaluator<'m>, form: &'m Form, env: &Env<'m>) -> Table {
    table::compose(evaluator, form, &env.printed(true), 1, String::new())
}

/// What a column mostly holds; the style chooses widths and alignment by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "ColumnKind")]
pub enum ColumnContent {
    /// Words.
    Text,
    /// Amounts and other numbers.
    Number,
    /// Codes and signs: short and centred.
    Code,
}

/// A row of cells. Cells that an earlier row's merged cell covers are not repeated.
#[derive(Clone, Debug)]
pub struct TableRow {
    /// A fixed line (a total, for example) rather than a member's row.
    pub fixed: bool,
    /// The cells that begin in this row, from the left.
    pub cells: Vec<Cell>,
}

/// One cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What it prints; empty for Blank.
    pub text: Prose,
    /// The row that it begins in, from 0: of a title among the header's, of any other among the body's.
    pub row: usize,
    /// The column that it begins in, from 0.
    pub column: usize,
    /// Where the sources declare it.
    pub places: CellPlaces,
    /// Columns that it covers.
    pub colspan: usize,
    /// Rows that it covers.
    pub rowspan: usize,
    /// How it is set.
    pub kind: CellKind,
    /// In the column of names: how many rows its own lies beneath.
    pub depth: usize,
    /// Whether it names its row, or the rows that it is merged over.
    pub names_row: bool,
    /// The number of its value among what a watching evaluator has shown; none of a title, or where nothing may print.
    pub seen: Option<usize>,
}

/// Where the sources declare a cell; nowhere for what only fills a line up.
#[derive(Clone, Copy, Debug, Default)]
pub struct CellPlaces {
    /// Its column. Of a title what it stands for: a column or group, a side, a band. Of a band's own cell its expression.
    pub column: Option<Span>,
    /// The item of the row set that makes its row: a fixed line, or what is repeated. None of titles and a band's own cells.
    pub row: Option<Span>,
}

impl Cell {
    /// A cell that is declared somewhere and stands nowhere yet; no value of it was shown.
    fn new(text: Prose, kind: CellKind, places: CellPlaces) -> Cell {
        Cell { text, row: 0, column: 0, places, colspan: 1, rowspan: 1, kind, depth: 0, names_row: false, seen: None }
    }

    /// A title over columns or before rows.
    fn title(text: Prose, of: Option<Span>) -> Cell {
        Cell::new(text, CellKind::Head, CellPlaces { column: of, row: None })
    }
}

/// How a cell is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CellKind {
    /// A column's or band's title.
    Head,
    /// The label of a fixed line.
    Label,
    /// Words.
    Text,
    /// An amount or another number.
    Number,
    /// A code or a sign.
    Code,
}
