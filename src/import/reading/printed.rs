//! A document's tables as a workbook, as if another program had written it: what is read back is compared with what was read.

use crate::document::{Cell, Document, Table};
use crate::tables::{Sheet, SheetCell, SheetExtent, SheetPlace, SheetValue, Workbook};

/// The tables of a document, each as a sheet.
pub fn workbook(document: &Document) -> Workbook {
    Workbook { sheets: document.tables().map(sheet).collect(), ..Workbook::default() }
}

/// A table as it prints: its number, its title, the line above it, its titles and rows.
pub fn sheet(table: &Table) -> Sheet {
    let mut sheet = Sheet { name: table.label.plain(), hidden: Some(false), ..Sheet::default() };
    let mut merges = Vec::new();
    let width = table.columns.len() as u32;
    let last = width.saturating_sub(1);
    let mut words = |row: u32, column: u32, words: String| {
        if !words.is_empty() {
            let value = SheetValue::Text(words);
            sheet.cells.push(SheetCell { place: SheetPlace { row, column }, value, format: None, hidden: Some(false) });
        }
    };
    words(0, 0, table.label.plain());
    words(1, 0, table.title.plain());
    words(2, 0, table.left.plain());
    words(2, last.max(1), table.right.plain());
    let head = 3;
    let body = head + table.header.len() as u32;
    for (first, cell) in
        table.header.iter().flatten().map(|cell| (head, cell)).chain(table.cells().map(|cell| (body, cell)))
    {
        let place = SheetPlace { row: first + cell.row as u32, column: cell.column as u32 };
        if cell.colspan > 1 || cell.rowspan > 1 {
            let last = SheetPlace {
                row: place.row + cell.rowspan.saturating_sub(1) as u32,
                column: place.column + cell.colspan.saturating_sub(1) as u32,
            };
            merges.push(SheetExtent { first: place, last });
        }
        sheet.cells.extend(value(cell).map(|(value, format)| SheetCell { place, value, format, hidden: Some(false) }));
    }
    sheet.cells.sort_by_key(|cell| cell.place);
    sheet.merges = Some(merges);
    sheet
}

/// What a cell holds: a number that prints alone is one.
fn value(cell: &Cell) -> Option<(SheetValue, Option<std::sync::Arc<str>>)> {
    if let [run] = &cell.text.runs[..]
        && let Some(figure) = &run.figure
        && cell.kind == crate::document::CellKind::Number
    {
        let percent = figure.unit == "%";
        let number = if percent { figure.printed.checked_div(100.into())? } else { figure.printed };
        return Some((SheetValue::Number(number), percent.then(|| "0.00%".into())));
    }
    let words = cell.text.plain();
    (!words.is_empty()).then_some((SheetValue::Text(words), None))
}
