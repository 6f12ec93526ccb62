//! A table as the arguments of a style's `data-table`.
//!
//! A row is an array of words, one line of them for each column. A row with anything else in it is a dictionary with the
//! array `cells`, which may also hold a dictionary, the words as `text` and all that is special about the cell, or `none`
//! where a merged cell that began above or before covers the place. So a style need not look at most cells.

use super::room::{self, Room};
use super::{array, lines, literal, prose};
use crate::document::{Cell, CellKind, ColumnContent, Table, TableRow};
use crate::emit::marks;

/// The call that sets a table. `opening` is the title of the part that it begins; `wide` says that letters of unknown
/// width are as wide as Chinese ones.
pub(super) fn call(table: &Table, opening: Option<String>, level: usize, wide: bool) -> String {
    let marked = marks::marked(table, wide);
    let table = marked.as_ref().unwrap_or(table);
    let rooms = room::of_columns(table, wide);
    let aligned = uneven(table);
    let columns = table.columns.iter().zip(&table.widths).zip(&rooms).enumerate();
    let columns = columns.map(|(at, ((kind, wide), room))| column(*kind, *wide, room, names_rows(table, at)));
    let header: Vec<Vec<&Cell>> = table.header.iter().map(|cells| cells.iter().collect()).collect();
    let body: Vec<Vec<&Cell>> = table.body.iter().map(|row| row.cells.iter().collect()).collect();
    let title = |cell: &Cell| entry(cell, cell.kind != CellKind::Head, Vec::new());
    let width = table.columns.len();
    let header = rows(&header, width, &title);
    let inner = |cell: &Cell| {
        let kind = table.columns.get(cell.column);
        let mut special = Vec::new();
        if cell.names_row && cell.kind == CellKind::Head {
            special.push("names: true".to_owned());
        }
        if cell.depth > 0 {
            special.push(format!("depth: {}", cell.depth));
        }
        if table.body.get(cell.row).is_some_and(|row| is_beside(row, cell)) {
            special.push("total: false".to_owned());
        }
        if aligned.get(cell.column) == Some(&true)
            && let Some(tail) = tail(cell)
        {
            special.push(format!("tail: {}", literal(&tail)));
        }
        entry(cell, kind.is_none_or(|kind| name_of(*kind) != cell_name(cell.kind)), special)
    };
    let body = rows(&body, width, &inner);
    let total_rows = table.body.iter().enumerate().filter(|(_, row)| is_total(row));
    let parts = [
        ("id", literal(&table.id)),
        ("level", level.to_string()),
        ("number", literal(&table.number)),
        ("title", prose(&table.title)),
        ("label", prose(&table.label)),
        ("landscape", table.landscape.to_string()),
        ("left", prose(&table.left)),
        ("right", prose(&table.right)),
        ("columns", lines(columns)),
        ("header", lines(header.into_iter())),
        ("body", lines(body.into_iter())),
        ("totals", array(total_rows.map(|(at, _)| at.to_string()))),
        ("notes", array(table.notes.iter().map(prose))),
    ];
    let opening = opening.map(|part| ("opening", format!("arguments({part})")));
    let listed = table.listed.as_ref().map(|listed| ("listed", prose(listed)));
    let parts = opening.into_iter().chain(listed).chain(parts);
    let parts: String = parts.map(|(name, value)| format!("  {name}: {value},\n")).collect();
    format!("#data-table(\n{parts})\n\n")
}

/// What a style is told of a column: `wide` is the width that was asked for, in characters.
fn column(kind: ColumnContent, wide: Option<usize>, room: &Room, names: bool) -> String {
    let Room { head, word, shared, .. } = room;
    let (kind, width) = (name_of(kind), room.width());
    let mut out = format!("(kind: \"{kind}\", width: {width}, head: {head}, word: {word}, shared: {shared}");
    if !room.letters.is_empty() {
        out.push_str(&format!(", letters: {}", literal(&room.letters)));
    }
    if names {
        out.push_str(", names: true");
    }
    if let Some(wide) = wide {
        out.push_str(&format!(", wide: {wide}"));
    }
    out.push(')');
    out
}

/// Whether a column names the rows.
fn names_rows(table: &Table, at: usize) -> bool {
    table.cells().any(|cell| cell.column == at && cell.names_row && cell.kind != CellKind::Head)
}

/// The rows of cells, each an array with an entry for each column.
fn rows(cells: &[Vec<&Cell>], width: usize, entry: &impl Fn(&Cell) -> String) -> Vec<String> {
    let mut places = vec![vec![Place::Free; width]; cells.len()];
    for (row, cell) in cells.iter().enumerate().flat_map(|(row, cells)| cells.iter().map(move |cell| (row, *cell))) {
        for covered in places.iter_mut().skip(row).take(cell.rowspan) {
            covered.iter_mut().skip(cell.column).take(cell.colspan).for_each(|place| *place = Place::Covered);
        }
        if let Some(place) = places.get_mut(row).and_then(|row| row.get_mut(cell.column)) {
            *place = Place::Cell(cell);
        }
    }
    let shown = |place: &Place<'_>| match place {
        Place::Free => "\"\"".to_owned(),
        Place::Covered => "none".to_owned(),
        Place::Cell(cell) => entry(cell),
    };
    let row = |places: &Vec<Place<'_>>| {
        let cells: Vec<String> = places.iter().map(shown).collect();
        let plain = cells.iter().all(|cell| cell.starts_with('"'));
        let cells = array(cells.into_iter());
        if plain { cells } else { format!("(cells: {cells})") }
    };
    places.iter().map(row).collect()
}

#[derive(Clone, Copy)]
enum Place<'c> {
    /// No cell reaches here.
    Free,
    /// A cell that begins elsewhere does.
    Covered,
    Cell(&'c Cell),
}

/// A cell's words, with what is special about it.
fn entry(cell: &Cell, other_kind: bool, special: Vec<String>) -> String {
    let spans = [("colspan", cell.colspan), ("rowspan", cell.rowspan)];
    let spans = spans.into_iter().filter(|(_, span)| *span != 1).map(|(name, span)| format!("{name}: {span}"));
    let kind = other_kind.then(|| format!("kind: \"{}\"", cell_name(cell.kind)));
    let special: Vec<String> = kind.into_iter().chain(spans).chain(special).collect();
    let text = prose(&cell.text);
    if special.is_empty() && !text.contains("\\n") {
        return text;
    }
    let special: String = special.into_iter().map(|special| format!(", {special}")).collect();
    format!("(text: {text}{special})")
}

/// Whether a row belongs to a total, on one of its sides at least.
fn is_total(row: &TableRow) -> bool {
    row.fixed || row.cells.iter().any(|cell| cell.kind == CellKind::Label)
}

/// Whether a cell stands beside the total of its row: in a line of two sides each has its own label, with its numbers behind
/// it.
fn is_beside(row: &TableRow, cell: &Cell) -> bool {
    let names = row.cells.iter().filter(|other| matches!(other.kind, CellKind::Label | CellKind::Text));
    let name = names.take_while(|other| other.column <= cell.column).last();
    is_total(row) && !row.fixed && name.is_none_or(|name| name.kind != CellKind::Label)
}

/// Which columns hold numbers with unlike ends: they stand with their points in one line.
fn uneven(table: &Table) -> Vec<bool> {
    let mut first: Vec<Option<String>> = vec![None; table.columns.len()];
    let mut uneven = vec![false; table.columns.len()];
    for cell in table.cells() {
        let (Some(tail), Some(first)) = (tail(cell), first.get_mut(cell.column)) else { continue };
        let first = first.get_or_insert_with(|| tail.clone());
        uneven[cell.column] |= *first != tail;
    }
    uneven
}

/// What a number has behind its whole part, with `0` for each digit: digits are equally wide.
fn tail(cell: &Cell) -> Option<String> {
    let text = cell.text.plain();
    let tail = Some(room::tail(&text)?).filter(|_| cell.kind == CellKind::Number && cell.colspan == 1)?;
    Some(tail.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect())
}

fn name_of(kind: ColumnContent) -> &'static str {
    match kind {
        ColumnContent::Text => "text",
        ColumnContent::Number => "number",
        ColumnContent::Code => "code",
    }
}

/// The kind of column that a cell is at home in. The label of a line stands where names stand.
fn cell_name(kind: CellKind) -> &'static str {
    match kind {
        CellKind::Head => "head",
        CellKind::Label | CellKind::Text => "text",
        CellKind::Number => "number",
        CellKind::Code => "code",
    }
}
