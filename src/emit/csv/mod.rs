//! The report as a folder of text tables: a file for each table of the document, one of all facts, and `datapackage.json`, which
//! says what stands in which column.

mod ledgers;
mod package;

use super::names::{OF_FILE, TableNames};
use super::{FormatOptions, NamedFile, OutputBytes, number};
use crate::base::Say;
use crate::document::{Cell, CellKind, Table};
use crate::project::Evaluated;
use crate::tables::write;

pub use package::{NAME as DESCRIPTION, described};

/// The file of all facts.
const FACTS: &str = "facts";

/// Writes a checked report as a Data Package.
///
/// # Errors
/// None: a text table holds anything.
pub fn emit(it: &Evaluated<'_, '_>, _: &FormatOptions) -> Result<OutputBytes, Say> {
    let mut names = TableNames::new(OF_FILE);
    // the files that are always there
    let facts = names.free(FACTS);
    let mut tables = vec![ledgers::facts(it, facts)];
    for (at, table) in it.checked.document.tables().enumerate() {
        tables.push(form(table, names.of_table(table), at + 1));
    }
    let mut files: Vec<NamedFile> = tables.iter().map(TextTable::file).collect();
    let bytes = package::describe(it, &tables)?.into_bytes();
    files.push(NamedFile { name: package::NAME.to_owned(), bytes });
    Ok(OutputBytes::Folder(files))
}

/// Whether the line of titles of a text table is that of the facts which stand beside the tables of a report.
pub fn is_title_of_facts<'w>(words: impl Iterator<Item = &'w str>) -> bool {
    ledgers::is_title(words)
}

/// A table as it is written, with what is said of it.
struct TextTable {
    /// Its name in the package: small letters, digits and hyphens.
    id: String,
    /// Its file, without `.csv`.
    file: String,
    /// What it is, in words.
    title: String,
    columns: Vec<TextColumn>,
    rows: Vec<Vec<String>>,
}

/// A column of a text table.
struct TextColumn {
    /// What stands over it, once in its table.
    name: String,
    /// Whether all its cells are numbers, or empty.
    is_number: bool,
    /// The unit of its numbers; empty where they have none, or several.
    unit: String,
}

impl TextTable {
    fn file_name(&self) -> String {
        format!("{}.csv", self.file)
    }

    fn file(&self) -> NamedFile {
        let head: Vec<String> = self.columns.iter().map(|column| column.name.clone()).collect();
        let rows = std::iter::once(head.as_slice()).chain(self.rows.iter().map(Vec::as_slice));
        NamedFile { name: self.file_name(), bytes: write::csv(rows) }
    }
}

/// A table of the document: its titles joined, its rows with all places filled that a cell merged over rows covers.
fn form(table: &Table, file: String, number: usize) -> TextTable {
    let width = table.columns.len();
    let mut rows = vec![vec![String::new(); width]; table.body.len()];
    let mut words = vec![false; width];
    let mut units: Vec<Option<String>> = vec![None; width];
    for cell in table.cells() {
        let value = number::of(cell);
        let Some(is_words) = words.get_mut(cell.column) else { continue };
        if let Some(number) = &value {
            let unit = units[cell.column].get_or_insert_with(|| number.figure.unit.clone());
            if *unit != number.figure.unit {
                unit.clear();
            }
        }
        let text = value.map_or_else(|| plain(cell), |number| number.digits());
        *is_words |= !text.is_empty() && number::of(cell).is_none();
        for row in rows.iter_mut().skip(cell.row).take(cell.rowspan.max(1)) {
            row[cell.column].clone_from(&text);
        }
    }
    let names = unique(table.titles().iter().map(|titles| joined(titles)));
    let column = |((name, words), unit): ((String, bool), Option<String>)| TextColumn {
        name,
        is_number: unit.is_some() && !words,
        // a share is written as a number between 0 and 1
        unit: unit.filter(|unit| unit != "%").unwrap_or_default(),
    };
    TextTable {
        id: format!("table-{number}"),
        title: format!("{} {}", table.label.plain(), table.title.plain())
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
        file,
        columns: names.into_iter().zip(words).zip(units).map(column).collect(),
        rows,
    }
}

/// The words of a cell. What stands where there is no number is left out: nothing says so best.
fn plain(cell: &Cell) -> String {
    let figure = cell.text.runs.iter().any(|run| run.figure.is_some());
    if cell.kind == CellKind::Number && !figure { String::new() } else { cell.text.spelled().plain() }
}

/// The titles over a column as one, without ends of lines.
fn joined(titles: &[String]) -> String {
    let one = |title: &String| title.split('\n').collect::<String>();
    let mut parts: Vec<String> = titles.iter().map(one).filter(|title| !title.is_empty()).collect();
    parts.dedup();
    parts.join("/")
}

/// Names of which none is empty and none stands twice.
fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for (at, name) in names.enumerate() {
        let name = if name.is_empty() { (at + 1).to_string() } else { name };
        let other = (2..).map(|number| format!("{name} ({number})"));
        let free = std::iter::once(name.clone()).chain(other).find(|name| !all.contains(name));
        all.extend(free);
    }
    all
}
