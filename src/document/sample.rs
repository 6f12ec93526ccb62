//! A small document with one block of each kind, for the formats' tests.

use super::{
    Block, Cell, CellKind, CellPlaces, ColumnContent, Document, Figure, OriginTerm, Picture, Prose, Run, Table,
    TableRow, placed,
};
use crate::base::{Decimal, Exact, FileId, Span, date};

pub(crate) fn prose(text: &str) -> Prose {
    Prose { runs: vec![Run::words(text)] }
}

pub(crate) fn cell(text: &str, kind: CellKind, colspan: usize, rowspan: usize) -> Cell {
    Cell { colspan, rowspan, ..Cell::new(prose(text), kind, CellPlaces::default()) }
}

/// A figure that prints so.
pub(crate) fn run(text: &str) -> Run {
    Run { text: text.to_string(), ..figure() }
}

fn somewhere() -> Span {
    Span { file: FileId(0), start: 5, end: 9 }
}

fn figure() -> Run {
    let at = somewhere();
    let origin = vec![OriginTerm { times: Some(Exact::integer(1)), spans: [at].into() }];
    let value = Decimal::new(150, 1);
    let figure = Figure {
        value: value.into(),
        printed: value,
        unit: "t".to_string(),
        origin,
        stated: Vec::new(),
        seen: 0,
        at,
        made: None,
    };
    Run { text: "15 t".to_string(), figure: Some(figure), note: None }
}

fn table() -> Table {
    let mut amount = cell("15.00", CellKind::Number, 1, 1);
    amount.text.runs[0].figure = figure().figure;
    let mut header = vec![vec![cell("Orchard", CellKind::Head, 1, 1), cell("Apples", CellKind::Head, 1, 1)]];
    let all = Cell { names_row: true, ..cell("All", CellKind::Label, 1, 1) };
    let mut body = vec![TableRow { fixed: true, cells: vec![all, amount] }];
    placed::place_cells(header.iter_mut(), 2);
    placed::place_cells(body.iter_mut().map(|row| &mut row.cells), 2);
    Table {
        id: "yield".to_string(),
        place: somewhere(),
        depth: 3,
        number: "1.".to_string(),
        title: prose("Yield"),
        listed: None,
        label: prose("Table 1"),
        landscape: true,
        left: prose(""),
        right: prose("in t"),
        columns: vec![ColumnContent::Text, ColumnContent::Number],
        widths: vec![Some(12), None],
        numbered: false,
        header,
        body,
        notes: vec![prose("Windfalls included.")],
    }
}

pub(crate) fn document() -> Document {
    let mut body = prose("We picked ");
    body.runs.push(figure());
    body.runs.push(Run { note: Some(Box::new(prose("After the \"storm\"."))), ..Run::words("") });
    let blocks = vec![
        Block::Cover(vec![prose("A \"quoted\" #title"), prose("2024")]),
        Block::Contents(prose("Contents")),
        Block::Heading { place: None, depth: 1, number: "Part 1".to_string(), text: prose("Apples"), listed: None },
        Block::Heading {
            place: None,
            depth: 3,
            number: String::new(),
            text: prose("Harvest"),
            listed: Some(prose("The harvest")),
        },
        Block::Paragraph { place: somewhere(), number: "1.".to_string(), text: body },
        Block::Picture(Picture {
            place: somewhere(),
            path: "orchard.png".to_string(),
            alt: prose("Trees in rows"),
            title: prose("The orchard"),
            width: Some(60),
        }),
        Block::Table(Box::new(table())),
    ];
    Document {
        title: "Apples".to_string(),
        lang: "en".to_string(),
        author: "Farm".to_string(),
        subject: "What grew".to_string(),
        date: date::from_epoch("1709251200"),
        blocks,
        ..Document::default()
    }
}
