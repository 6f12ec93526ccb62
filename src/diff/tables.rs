//! A printed table as it is compared: lines known by their words, columns by their titles.

use crate::base::{Exact, Sources};
use crate::document::{Cell, CellKind, ColumnContent, Table};
use crate::model::Report;

use super::DiffValue;
use super::matched::RenamedWords;

/// Between the titles over one column.
const BENEATH: &str = " › ";

/// The columns of a table.
pub(super) struct Columns {
    /// By column, its titles from the top.
    pub titles: Vec<String>,
    /// The same, as what a column is known by.
    pub keys: Vec<String>,
    /// How its sources declare each, its groups before it; none where they do not.
    pub declared: Vec<Option<String>>,
}

/// A row, or one side's part of it.
pub(super) struct Line {
    /// The words of the lines that it lies beneath, then its own: what it is known by.
    pub key: Vec<String>,
    /// Its codes.
    pub codes: String,
    /// Its own words.
    pub words: String,
    /// Where it has none: the words of the line above.
    pub below: String,
    /// Whether it is a fixed line.
    pub fixed: bool,
    /// What it prints besides, by column.
    pub cells: Vec<Shown>,
}

impl Line {
    /// The words in its cells; none where there are but numbers.
    pub fn texts(&self) -> Option<String> {
        let texts = self.cells.iter().filter(|shown| shown.value.number.is_none());
        let texts: String = texts.map(|shown| format!("{}\n", shown.value.text)).collect();
        Some(texts).filter(|texts| texts.contains(char::is_alphabetic))
    }
}

/// What a line prints in a column.
pub(super) struct Shown {
    pub column: usize,
    pub value: DiffValue,
    /// In a grid, which has no titles: the words before it in its row.
    pub before: String,
}

/// How the words of a table's lines are told from what they print.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Words, then figures.
    Rows,
    /// The same on each side.
    Sides,
    /// Bands of cells: the words are what is set as a title or label.
    Grid,
}

impl Columns {
    /// Members that have another name in the other report are known by that one.
    pub fn new(table: &Table, sources: &Sources, renamed: &RenamedWords) -> Columns {
        let mut declared: Vec<Option<String>> = vec![None; table.columns.len()];
        for cell in table.title_rows().iter().flatten() {
            let Some(heading) = cell.places.column.map(|span| sources.slice(span)) else { continue };
            for own in declared.iter_mut().skip(cell.column).take(cell.colspan) {
                let above = own.take().unwrap_or_default();
                *own = Some(format!("{above}{BENEATH}{heading}"));
            }
        }
        Columns { titles: titles(table, &RenamedWords::default()), keys: titles(table, renamed), declared }
    }
}

/// A table's lines, known by what they say in the columns that have a fellow in the other report.
pub(super) fn lines(table: &Table, report: &Report, renamed: &RenamedWords, both: &[Option<usize>]) -> Vec<Line> {
    let form = report.form_named(&table.id);
    let shape = match form {
        Some(form) if form.grid.is_some() => Shape::Grid,
        Some(form) if !form.body.sides.is_empty() => Shape::Sides,
        _ => Shape::Rows,
    };
    // for each side the lines that the next may lie beneath
    let mut above: Vec<Vec<(usize, String)>> = vec![Vec::new(); table.columns.len().max(1)];
    let mut lines = Vec::new();
    for (row, cells) in table.body.iter().zip(whole_rows(table)) {
        for (part, above) in parts(&cells, &table.columns, shape).into_iter().zip(&mut above) {
            let kept = in_both(part, both);
            // what is merged over several rows is no row's own: rows may stand in another order
            let merged: Vec<Seen<'_>> = kept.iter().copied().filter(|seen| seen.cell.rowspan > 1).collect();
            if merged.iter().any(|seen| seen.begins) && merged.len() < kept.len() {
                lines.extend(line(&merged, row.fixed, shape, (&mut above.clone(), renamed)));
            }
            lines.extend(line(&kept, row.fixed, shape, (above, renamed)));
        }
    }
    lines
}

/// The words of a part of a row that stand in columns which both reports have, and its figures. All where no words are left.
fn in_both<'t>(part: &[Seen<'t>], both: &[Option<usize>]) -> Vec<Seen<'t>> {
    let is_word = |seen: &Seen<'_>| seen.cell.kind != CellKind::Number;
    let stays = |seen: &&Seen<'_>| {
        let columns = both.iter().skip(seen.cell.column).take(seen.cell.colspan);
        !is_word(seen) || columns.into_iter().any(Option::is_some)
    };
    let kept: Vec<Seen<'t>> = part.iter().filter(stays).copied().collect();
    if kept.iter().any(is_word) { kept } else { part.to_vec() }
}

/// The titles over each column.
fn titles(table: &Table, renamed: &RenamedWords) -> Vec<String> {
    let known = |titles: Vec<String>| titles.into_iter().map(|title| renamed.now(title)).collect::<Vec<_>>();
    table.titles().into_iter().map(|titles| known(titles).join(BENEATH)).collect()
}

/// A cell where it begins, or where it still covers a later row.
#[derive(Clone, Copy)]
struct Seen<'t> {
    cell: &'t Cell,
    begins: bool,
}

/// The cells of each row, those that reach down from above too.
fn whole_rows(table: &Table) -> Vec<Vec<Seen<'_>>> {
    let mut rows: Vec<Vec<Seen<'_>>> = vec![Vec::new(); table.body.len()];
    for cell in table.cells() {
        for (down, cells) in rows.iter_mut().skip(cell.row).take(cell.rowspan.max(1)).enumerate() {
            cells.push(Seen { cell, begins: down == 0 });
        }
    }
    rows.iter_mut().for_each(|cells| cells.sort_by_key(|seen| seen.cell.column));
    rows
}

/// A row cut where a side ends: before a column of words that follows one of figures.
fn parts<'a, 't>(cells: &'a [Seen<'t>], columns: &[ColumnContent], shape: Shape) -> Vec<&'a [Seen<'t>]> {
    let number = |column: usize| columns.get(column) == Some(&ColumnContent::Number);
    let same_side =
        |a: &Seen<'_>, b: &Seen<'_>| shape != Shape::Sides || !number(a.cell.column) || number(b.cell.column);
    cells.chunk_by(same_side).collect()
}

/// The lines that the next may lie beneath, and members that have another name.
type Above<'a> = (&'a mut Vec<(usize, String)>, &'a RenamedWords);

fn line(cells: &[Seen<'_>], fixed: bool, shape: Shape, (above, renamed): Above<'_>) -> Option<Line> {
    let figures = cells.iter().position(|seen| seen.cell.kind == CellKind::Number);
    let first = cells.iter().position(|seen| !matches!(seen.cell.kind, CellKind::Number | CellKind::Code));
    let is_word = |at: usize, seen: &Seen<'_>| match (shape, seen.cell.kind) {
        (Shape::Grid, kind) => matches!(kind, CellKind::Head | CellKind::Label) || at == 0,
        (_, CellKind::Number) => false,
        (_, CellKind::Code) if figures.is_none() => true,
        // where no figure follows, the first words are what the line is known by
        _ => figures.map_or(Some(at) == first, |figures| at < figures),
    };
    let (mut words, mut codes, mut shown, mut depth) = (Vec::new(), Vec::new(), Vec::new(), 0);
    let mut before = String::new();
    let all_merged = cells.iter().all(|seen| seen.cell.rowspan > 1);
    for (at, seen) in cells.iter().enumerate() {
        let text = seen.cell.text.plain().trim().to_owned();
        if is_word(at, seen) {
            depth = depth.max(seen.cell.depth);
            if seen.cell.kind == CellKind::Code && !text.is_empty() {
                codes.push(text.clone());
            }
            words.push(text);
        } else if seen.begins && (seen.cell.rowspan < 2 || all_merged) {
            let own = if shape == Shape::Grid { before.clone() } else { String::new() };
            if seen.cell.kind != CellKind::Number && !text.is_empty() {
                before.clone_from(&text);
            }
            shown.push(Shown { column: seen.cell.column, value: value(seen.cell, text), before: own });
        }
    }
    words.retain(|word| !word.is_empty());
    if words.is_empty() && shown.iter().all(|shown| shown.value.text.is_empty()) {
        return None;
    }
    let own = words.join(" ");
    let known = words.into_iter().map(|word| renamed.now(word)).collect::<Vec<_>>().join(" ");
    let below = above.last().filter(|_| own.is_empty()).map(|(_, words)| words.clone()).unwrap_or_default();
    above.retain(|(level, _)| *level < depth);
    let key = above.iter().map(|(_, words)| words.clone()).chain([known.clone()]).collect();
    above.push((depth, known));
    Some(Line { key, codes: codes.join(" "), words: own, below, fixed, cells: shown })
}

fn value(cell: &Cell, text: String) -> DiffValue {
    let mut runs = cell.text.runs.iter().filter(|run| run.note.is_none());
    let figure = runs.next().and_then(|run| run.figure.as_ref()).filter(|_| runs.next().is_none());
    let exact = figure.map(|figure| Exact::from(figure.printed));
    let unit = figure.map(|figure| figure.unit.clone()).unwrap_or_default();
    DiffValue { text, number: exact.as_ref().map(Into::into), unit, exact }
}
