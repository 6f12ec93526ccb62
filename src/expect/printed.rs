//! A table as one reads it: lines of cells, as many as it has columns. A merged cell stands where it begins, and what it
//! covers is empty.

use crate::base::Say;
use crate::document::{Cell, CellKind, Prose, Table};
use crate::say;

/// A printed table, line by line.
pub(super) struct Printed {
    /// The titles over each column, groups first.
    pub headings: Vec<String>,
    /// Its rows, then its notes.
    pub lines: Vec<Line>,
}

/// A row, or a note beneath the table.
pub(super) struct Line {
    /// What its cells print, from the left; of a note the one text.
    pub cells: Vec<String>,
    /// Whether it is a note.
    pub note: bool,
    /// Which cell says what the row is of.
    heading: Option<usize>,
    /// Its number, from 1.
    number: usize,
}

impl Line {
    /// What a cell prints; beyond the last there is nothing.
    pub fn cell(&self, index: usize) -> &str {
        self.cells.get(index).map_or("", String::as_str)
    }

    /// The row as a message calls it.
    pub fn heading(&self) -> Say {
        match self.heading.map(|heading| self.cell(heading)) {
            Some(heading) => say!("「{heading}」行", "row `{heading}`"),
            None => {
                let number = self.number;
                say!("第 {number} 行", "row {number}")
            }
        }
    }
}

pub(super) fn printed(table: &Table) -> Printed {
    let width = table.columns.len();
    let empty = |number| Line { cells: vec![String::new(); width], note: false, heading: None, number };
    let mut lines: Vec<Line> = (1..=table.body.len()).map(empty).collect();
    for cell in table.cells() {
        let line = &mut lines[cell.row];
        let text = plain(&cell.text);
        if line.heading.is_none() && names(cell) && !text.is_empty() {
            line.heading = Some(cell.column);
        }
        if let Some(place) = line.cells.get_mut(cell.column) {
            *place = text;
        }
    }
    let number = lines.len();
    let note = |(index, note): (usize, &Prose)| Line {
        cells: vec![plain(note)],
        note: true,
        heading: None,
        number: number + index + 1,
    };
    lines.extend(table.beneath().enumerate().map(note));
    let heading = |titles: Vec<String>| {
        let titles: Vec<String> =
            titles.iter().map(|title| narrowed(title)).filter(|title| !title.is_empty()).collect();
        titles.join(" / ")
    };
    Printed { headings: table.titles().into_iter().map(heading).collect(), lines }
}

fn names(cell: &Cell) -> bool {
    matches!(cell.kind, CellKind::Label | CellKind::Text | CellKind::Head)
}

/// The words of a cell in one line.
fn plain(text: &Prose) -> String {
    narrowed(&text.plain())
}

/// Runs of white space are one blank, and none at the ends: the page shows no more of them.
fn narrowed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether what is expected is what is printed, which is narrowed already.
pub(super) fn is_same_text(expected: &str, printed: &str) -> bool {
    expected == printed || narrowed(expected) == printed
}
