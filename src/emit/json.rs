//! The document as JSON, for other programs: what is printed, and what each printed figure is made of.
//!
//! No number in it is a JSON number except counts: a value is a string with the exact decimals.
//! A span of one column or row, a depth of nought, and a list of runs without a figure, are left out.

use serde::Serialize;

use crate::base::{Sources, Span};
use crate::document::{Block, Cell, CellKind, ColumnKind, Document, Figure, Prose, Table};

/// Counted up when a reader of the old shape would misread the new one.
const VERSION: u32 = 1;

/// Writes the document as indented JSON with a newline at its end.
pub fn emit(document: &Document, sources: &Sources) -> String {
    let file = FileOut {
        version: VERSION,
        title: &document.title,
        lang: &document.lang,
        author: &document.author,
        blocks: document.blocks.iter().map(|block| BlockOut::new(block, sources)).collect(),
    };
    // Writing to memory cannot fail, and every key below is a string.
    let text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text + "\n"
}

#[derive(Serialize)]
struct FileOut<'a> {
    version: u32,
    title: &'a str,
    lang: &'a str,
    author: &'a str,
    blocks: Vec<BlockOut<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum BlockOut<'a> {
    Cover {
        lines: Vec<ProseOut<'a>>,
    },
    Contents {
        title: ProseOut<'a>,
    },
    Heading {
        depth: usize,
        number: &'a str,
        #[serde(flatten)]
        text: ProseOut<'a>,
    },
    Paragraph {
        number: &'a str,
        #[serde(flatten)]
        text: ProseOut<'a>,
    },
    Table(Box<TableOut<'a>>),
}

impl<'a> BlockOut<'a> {
    fn new(block: &'a Block, sources: &Sources) -> BlockOut<'a> {
        match block {
            Block::Cover(lines) => BlockOut::Cover { lines: ProseOut::all(lines, sources) },
            Block::Contents(title) => BlockOut::Contents { title: ProseOut::new(title, sources) },
            Block::Heading { depth, number, text } => {
                BlockOut::Heading { depth: *depth, number, text: ProseOut::new(text, sources) }
            }
            Block::Paragraph { number, text } => BlockOut::Paragraph { number, text: ProseOut::new(text, sources) },
            Block::Table(table) => BlockOut::Table(Box::new(TableOut::new(table, sources))),
        }
    }
}

/// The plain text, and its pieces where one of them is a figure.
#[derive(Serialize)]
struct ProseOut<'a> {
    text: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    runs: Vec<RunOut<'a>>,
}

impl<'a> ProseOut<'a> {
    fn new(prose: &'a Prose, sources: &Sources) -> ProseOut<'a> {
        let figures = prose.runs.iter().any(|run| run.figure.is_some());
        let runs = if figures { prose.runs.as_slice() } else { &[] };
        let run = |run: &'a crate::document::Run| RunOut {
            text: &run.text,
            figure: run.figure.as_ref().map(|figure| FigureOut::new(figure, sources)),
        };
        ProseOut { text: prose.plain(), runs: runs.iter().map(run).collect() }
    }

    fn all(lines: &'a [Prose], sources: &Sources) -> Vec<ProseOut<'a>> {
        lines.iter().map(|line| ProseOut::new(line, sources)).collect()
    }
}

#[derive(Serialize)]
struct RunOut<'a> {
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    figure: Option<FigureOut<'a>>,
}

#[derive(Serialize)]
struct FigureOut<'a> {
    value: String,
    unit: &'a str,
    /// `file:line:column` of each amount in it, counted from 1.
    origin: Vec<String>,
}

impl<'a> FigureOut<'a> {
    fn new(figure: &'a Figure, sources: &Sources) -> FigureOut<'a> {
        let origin = figure.origin.iter().map(|span| place(*span, sources)).collect();
        FigureOut { value: figure.value.to_string(), unit: &figure.unit, origin }
    }
}

fn place(span: Span, sources: &Sources) -> String {
    let source = sources.get(span.file);
    let (line, column) = source.line_column(span.range().start);
    format!("{}:{line}:{column}", source.name)
}

#[derive(Serialize)]
struct TableOut<'a> {
    id: &'a str,
    depth: usize,
    number: &'a str,
    title: ProseOut<'a>,
    label: ProseOut<'a>,
    landscape: bool,
    left: ProseOut<'a>,
    right: ProseOut<'a>,
    columns: Vec<&'static str>,
    header: Vec<Vec<CellOut<'a>>>,
    body: Vec<RowOut<'a>>,
    notes: Vec<ProseOut<'a>>,
}

impl<'a> TableOut<'a> {
    fn new(table: &'a Table, sources: &Sources) -> TableOut<'a> {
        let cells = |row: &'a [Cell]| row.iter().map(|cell| CellOut::new(cell, sources)).collect();
        TableOut {
            id: &table.id,
            depth: table.depth,
            number: &table.number,
            title: ProseOut::new(&table.title, sources),
            label: ProseOut::new(&table.label, sources),
            landscape: table.landscape,
            left: ProseOut::new(&table.left, sources),
            right: ProseOut::new(&table.right, sources),
            columns: table.columns.iter().map(|kind| column_name(*kind)).collect(),
            header: table.header.iter().map(|row| cells(row)).collect(),
            body: table.body.iter().map(|row| RowOut { fixed: row.fixed, cells: cells(&row.cells) }).collect(),
            notes: ProseOut::all(&table.notes, sources),
        }
    }
}

#[derive(Serialize)]
struct RowOut<'a> {
    fixed: bool,
    cells: Vec<CellOut<'a>>,
}

#[derive(Serialize)]
struct CellOut<'a> {
    kind: &'static str,
    #[serde(flatten)]
    text: ProseOut<'a>,
    #[serde(skip_serializing_if = "is_one")]
    colspan: usize,
    #[serde(skip_serializing_if = "is_one")]
    rowspan: usize,
    /// How many rows its own lies beneath, in the column of names.
    #[serde(skip_serializing_if = "is_zero")]
    depth: usize,
}

impl<'a> CellOut<'a> {
    fn new(cell: &'a Cell, sources: &Sources) -> CellOut<'a> {
        let Cell { text, colspan, rowspan, kind, depth } = cell;
        let text = ProseOut::new(text, sources);
        CellOut { kind: cell_name(*kind), text, colspan: *colspan, rowspan: *rowspan, depth: *depth }
    }
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

fn is_one(count: &usize) -> bool {
    *count == 1
}

/// A column kind's name in every text format.
pub(super) fn column_name(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "text",
        ColumnKind::Number => "number",
        ColumnKind::Code => "code",
    }
}

/// A cell kind's name in every text format.
pub(super) fn cell_name(kind: CellKind) -> &'static str {
    match kind {
        CellKind::Head => "head",
        CellKind::Label => "label",
        CellKind::Text => "text",
        CellKind::Number => "number",
        CellKind::Code => "code",
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use serde_json::{Value, json};

    #[test]
    fn figures_keep_their_exact_value_and_their_origin() {
        let (document, sources) = sample::document();
        let out: Value = serde_json::from_str(&super::emit(&document, &sources)).unwrap();
        assert_eq!(out["version"], 1);
        let figure = json!({ "value": "15.0", "unit": "t", "origin": ["farm.txt:2:2"] });
        let expected = json!({
            "type": "paragraph", "number": "1.", "text": "We picked 15 t",
            "runs": [{ "text": "We picked " }, { "text": "15 t", "figure": figure }],
        });
        assert_eq!(out["blocks"][4], expected);
        assert_eq!(out["blocks"][5]["body"][0]["cells"][1]["runs"][0]["figure"], figure);
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        let (document, sources) = sample::document();
        let out: Value = serde_json::from_str(&super::emit(&document, &sources)).unwrap();
        assert_eq!(out["blocks"][5]["header"][0][0], json!({ "kind": "head", "text": "Orchard" }));
        assert_eq!(out["blocks"][1], json!({ "type": "contents", "title": { "text": "Contents" } }));
    }
}
