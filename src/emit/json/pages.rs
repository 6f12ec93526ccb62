//! What the document prints.

use schemars::JsonSchema;
use serde::Serialize;

use super::Writer;
use super::value::Amounts;
use crate::base::json::{JsonNumber, JsonPlace};
use crate::document::{self, Block, CellKind, ColumnContent, Document, HeadingsAbove, Prose, Table, TableRow};

/// A paragraph.
#[derive(Serialize, JsonSchema)]
pub(super) struct Paragraph<'a> {
    /// The headings that it stands under, from the top.
    section: Vec<Heading<'a>>,
    /// Its number in a list, as printed.
    #[serde(skip_serializing_if = "str::is_empty")]
    number: &'a str,
    /// What it says.
    #[serde(flatten)]
    words: Words<'a>,
}

/// A picture of the document.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Picture")]
pub(super) struct JsonPicture<'a> {
    /// The headings that it stands under, from the top.
    section: Vec<Heading<'a>>,
    /// Its file, below the project's root folder, with `/` between folders.
    path: &'a str,
    /// What is read to those who do not see it.
    alt: Words<'a>,
    /// The words under it, if there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Words<'a>")]
    title: Option<Words<'a>>,
}

/// A heading.
#[derive(Clone, Serialize, JsonSchema)]
pub(super) struct Heading<'a> {
    /// Its number, as printed; empty where it has none.
    number: &'a str,
    /// Its words.
    title: String,
    /// What the table of contents says in their place, where that is something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    contents: Option<String>,
}

/// Words, and the figures in them.
#[derive(Serialize, JsonSchema)]
pub(super) struct Words<'a> {
    /// As printed.
    text: String,
    /// The figures in the text, in order.
    holes: Vec<Hole<'a>>,
    /// The notes to the text, in the order of their marks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    notes: Vec<Note<'a>>,
}

/// A note to words. Its mark is no part of the text.
#[derive(Serialize, JsonSchema)]
pub(super) struct Note<'a> {
    /// How many characters (Unicode scalar values) of the text stand before its mark.
    start: usize,
    /// What it says.
    #[serde(flatten)]
    words: Words<'a>,
}

/// A printed figure.
#[derive(Serialize, JsonSchema)]
pub(super) struct Hole<'a> {
    /// As printed.
    text: &'a str,
    /// How many characters (Unicode scalar values) of the text around stand before it.
    start: usize,
    /// The figure before it was rounded, in `unit`.
    number: JsonNumber,
    /// The unit that it is printed in, even where the unit stands elsewhere; empty for pure numbers, `%` for ratios.
    unit: &'a str,
    /// The amounts that it is made of.
    from: Vec<Amounts>,
    /// Where totals are stated that print here in place of what their items make: those were rounded before they were typed,
    /// and may make another number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    stated: Vec<JsonPlace>,
}

/// A table of the document.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Form")]
pub(super) struct JsonForm<'a> {
    /// The form's name in the sources.
    id: &'a str,
    /// The table's own number, such as `Table 1`; empty where it has none.
    label: String,
    /// Its title.
    title: String,
    /// What the table of contents says in its place, where that is something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    contents: Option<String>,
    /// The headings that it stands under, from the top.
    section: Vec<Heading<'a>>,
    /// The unit of its amounts, where the form says one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "&'a str")]
    unit: Option<&'a str>,
    /// Its columns, from the left.
    columns: Vec<JsonColumn>,
    /// Its rows, from the top.
    rows: Vec<JsonRow<'a>>,
    /// The words above it, left and right, if there are any.
    above: Vec<String>,
    /// The notes beneath it: those to its words, in the order of their marks, then its own.
    notes: Vec<Words<'a>>,
}

/// A column.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Column")]
pub(super) struct JsonColumn {
    /// The titles over it, from the top; a title merged over several columns stands at each of them.
    titles: Vec<String>,
    /// Its own number, as printed in the row under the titles, where it has one.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(default)]
    number: String,
    /// What it mostly holds.
    kind: ColumnContent,
    /// How wide it is to be, in characters, where the form says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    wide: Option<usize>,
}

/// A row of a table.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Row")]
pub(super) struct JsonRow<'a> {
    /// Whether it is a fixed line (a total, for example) rather than a member's or a fact's row.
    fixed: bool,
    /// The cells that begin in it, from the left. A place that a cell merged over several rows covers has none.
    cells: Vec<JsonCell<'a>>,
}

/// A cell.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Cell")]
pub(super) struct JsonCell<'a> {
    /// Which column it begins in, counted from 0.
    column: usize,
    /// How it is set.
    kind: CellKind,
    /// What it prints. Where there is no number it is empty, or the words that the form writes there, without a hole.
    #[serde(flatten)]
    words: Words<'a>,
    /// How many columns it covers; 1 where it is left out.
    #[serde(skip_serializing_if = "is_one")]
    #[schemars(extend("default" = 1))]
    colspan: usize,
    /// How many rows it covers; 1 where it is left out.
    #[serde(skip_serializing_if = "is_one")]
    #[schemars(extend("default" = 1))]
    rowspan: usize,
    /// In the column of names: how many rows its own lies beneath; zero where it is left out.
    #[serde(skip_serializing_if = "is_zero")]
    #[schemars(extend("default" = 0))]
    depth: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

fn is_one(count: &usize) -> bool {
    *count == 1
}

impl<'m> Writer<'_, 'm> {
    /// The tables, the paragraphs and the pictures of a document.
    pub(super) fn pages(
        &self,
        document: &'m Document,
    ) -> (Vec<JsonForm<'m>>, Vec<Paragraph<'m>>, Vec<JsonPicture<'m>>) {
        let (mut forms, mut paragraphs, mut pictures) = (Vec::new(), Vec::new(), Vec::new());
        let mut above: HeadingsAbove<Heading<'m>> = HeadingsAbove::default();
        for block in &document.blocks {
            above.reach(block);
            let section = || above.all().to_vec();
            match block {
                Block::Cover(_) | Block::Contents(_) => {}
                Block::Heading { number, text, listed, .. } => {
                    above.enter(Heading { number, title: text.plain(), contents: listed.as_ref().map(Prose::plain) });
                }
                Block::Paragraph { number, text, .. } => {
                    paragraphs.push(Paragraph { section: section(), number, words: self.words(text) });
                }
                Block::Picture(picture) => {
                    let title = Some(&picture.title).filter(|title| !title.is_empty());
                    pictures.push(JsonPicture {
                        section: section(),
                        path: &picture.path,
                        alt: self.words(&picture.alt),
                        title: title.map(|title| self.words(title)),
                    });
                }
                Block::Table(table) => forms.push(self.form(table, section())),
            }
        }
        (forms, paragraphs, pictures)
    }

    fn form(&self, table: &'m Table, section: Vec<Heading<'m>>) -> JsonForm<'m> {
        let declared = self.evaluator.report.form_named(&table.id);
        let above = [&table.left, &table.right].map(Prose::plain);
        JsonForm {
            id: &table.id,
            label: table.label.plain(),
            title: table.title.plain(),
            contents: table.listed.as_ref().map(Prose::plain),
            section,
            unit: declared.and_then(|form| form.unit.as_deref()),
            columns: columns(table),
            rows: self.rows(table),
            above: above.into_iter().filter(|words| !words.is_empty()).collect(),
            notes: table.beneath().map(|note| self.words(note)).collect(),
        }
    }

    fn rows(&self, table: &'m Table) -> Vec<JsonRow<'m>> {
        let cell = |cell: &'m document::Cell| JsonCell {
            column: cell.column,
            kind: cell.kind,
            words: self.words(&cell.text),
            colspan: cell.colspan,
            rowspan: cell.rowspan,
            depth: cell.depth,
        };
        let row = |row: &'m TableRow| JsonRow { fixed: row.fixed, cells: row.cells.iter().map(cell).collect() };
        table.body.iter().map(row).collect()
    }

    fn words(&self, prose: &'m Prose) -> Words<'m> {
        let mut start = 0;
        let (mut holes, mut notes) = (Vec::new(), Vec::new());
        for run in &prose.runs {
            notes.extend(run.note.as_ref().map(|note| Note { start, words: self.words(note) }));
            if let Some(figure) = &run.figure {
                let (number, from) = ((&figure.value).into(), self.amounts(&figure.origin));
                let stated = figure.stated.iter().map(|span| self.place(*span)).collect();
                holes.push(Hole { text: &run.text, start, number, unit: &figure.unit, from, stated });
            }
            start += run.text.chars().count();
        }
        Words { text: prose.plain(), holes, notes }
    }
}

fn columns(table: &Table) -> Vec<JsonColumn> {
    let columns = table.titles().into_iter().zip(table.numbers()).zip(&table.columns).zip(&table.widths);
    columns.map(|(((titles, number), kind), wide)| JsonColumn { titles, number, kind: *kind, wide: *wide }).collect()
}
