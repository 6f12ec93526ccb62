//! The list of changes, as far as it is about what is printed. Docstrings speak to the reader of a file, as those of
//! [`super::changes`] do.

use schemars::JsonSchema;
use serde::Serialize;

use super::step::{Became, DiffValue, Moved};

/// A table of the document.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Form")]
pub struct FormChange {
    /// What became of it.
    pub became: Became,
    /// Its name in the sources.
    pub id: String,
    /// Its number as printed; empty where it has none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Its title.
    pub title: String,
    /// Its words: title, titles of columns, what stands above and beneath it.
    pub words: Vec<SentenceChange>,
    /// Rows that came or went.
    pub rows: Vec<RowChange>,
    /// Columns that came or went.
    pub columns: Vec<ColumnChange>,
    /// Cells of rows and columns that stayed.
    pub cells: Vec<CellChange>,
    /// The words of rows that stand elsewhere among the others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub moved_rows: Vec<String>,
    /// The titles of columns that stand elsewhere among the others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub moved_columns: Vec<String>,
    /// Whether it is set otherwise: across the page, in columns of other widths or numbers, with other cells merged, with marks of notes
    /// elsewhere, at another depth.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(default)]
    pub looks: bool,
}

/// A row that came or went.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Row")]
pub struct RowChange {
    /// What became of it.
    pub became: Became,
    /// Its words: codes, names.
    pub row: String,
    /// What it printed: the titles of columns and what stands there.
    pub cells: Vec<(String, String)>,
}

/// A column that came or went.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Column")]
pub struct ColumnChange {
    /// What became of it.
    pub became: Became,
    /// Its titles from the top.
    pub column: String,
}

/// A cell that prints something else.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Cell")]
pub struct CellChange {
    /// The words of its row.
    pub row: String,
    /// Of a row without words: those of the row above.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub below: String,
    /// The titles over its column, from the top; in a grid, which has none, the words before it in its row.
    pub column: String,
    /// Whether it stands in a fixed line, such as a total, rather than in a member's row.
    pub fixed: bool,
    /// What it printed.
    pub old: DiffValue,
    /// What it prints.
    pub new: DiffValue,
    /// By how much the printed number moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Moved")]
    pub moved: Option<Moved>,
}

/// Words that read otherwise.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Sentence")]
pub struct SentenceChange {
    /// What became of them.
    pub became: Became,
    /// What they are.
    pub kind: WordsKind,
    /// The headings that they stand under, from the top.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub section: Vec<String>,
    /// The headings that they stood under, where those are not the same ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub from: Vec<String>,
    /// The words, in order.
    pub pieces: Vec<WordsPiece>,
}

/// A figure that prints the same and was computed and is typed, or the other way round.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Typed")]
pub struct TypedChange {
    /// Whether it is typed now; otherwise it was.
    pub now: bool,
    /// What is printed.
    pub text: String,
    /// The headings that it stands under, from the top.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub section: Vec<String>,
    /// The words around it.
    pub within: String,
}

/// A file that the pages are made of.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "File")]
pub struct ChangedFile {
    /// What it is.
    pub kind: FileKind,
    /// Its name: a picture's path, a style's as the document names it.
    pub name: String,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    /// A picture.
    Picture,
    /// The style, or a file that it imports.
    Style,
}

/// What words are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Kind")]
pub enum WordsKind {
    /// A line of the cover.
    Cover,
    /// A heading.
    Heading,
    /// What the table of contents says of a heading or form in place of its words.
    Listed,
    /// A sentence of a paragraph, or several that hang together.
    Sentence,
    /// A picture's file, its width, or what is said of it.
    Picture,
    /// A table's number and title.
    Title,
    /// The title of a column.
    Column,
    /// What stands above or beneath a table.
    Note,
}

/// Some words, and what became of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Piece")]
pub struct WordsPiece {
    /// `same`, `old` (there no more) or `new`.
    pub is: PieceChange,
    /// The words.
    pub text: String,
}

/// What became of some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Is")]
pub enum PieceChange {
    /// In both reports.
    Same,
    /// In the old report only.
    Old,
    /// In the new report only.
    New,
}
