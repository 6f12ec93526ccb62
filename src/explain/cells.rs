//! The cells of a printed table, by the names that its reader sees: rows by their labels and codes, columns by their titles.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::document::{Cell, CellKind, Table};
use crate::eval::Evaluator;
use crate::model::ExprKind;

/// A name as it is compared, parted at its points: blanks, dashes between digits and the width of its signs are no matter.
pub(super) fn segments(text: &str) -> Vec<String> {
    text.split('.').map(plain).filter(|part| !part.is_empty()).collect()
}

fn plain(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    let text: String = text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
    let code = text.chars().all(|c| c.is_ascii_digit() || c == '-') && text.starts_with(|c: char| c.is_ascii_digit());
    if code { text.replace('-', "") } else { text }
}

/// How many segments of what is asked a name takes, which must be its first.
pub(super) fn segments_taken(asked: &[String], name: &str) -> Option<usize> {
    let own = segments(name);
    (!own.is_empty() && asked.starts_with(&own)).then_some(own.len())
}

/// A label without the number before it.
fn unnumbered(label: &str) -> Option<&str> {
    let (number, rest) = label.split_once(['、', '.'])?;
    let counts = |c: char| c.is_ascii_alphanumeric() || "〇一二三四五六七八九十百千（）()".contains(c);
    (!number.is_empty() && number.chars().all(counts) && !rest.is_empty()).then_some(rest)
}

/// What stands for the row or the column of a number.
fn numbered(segment: &str) -> Option<usize> {
    segment.strip_prefix('#')?.parse::<usize>().ok()?.checked_sub(1)
}

/// A printed table with every place of its grid.
pub(super) struct Grid<'t> {
    /// The form's name, with a number where the document prints it several times.
    pub name: String,
    pub table: &'t Table,
    /// By row and column: the cell that stands there, also where it only reaches.
    cells: Vec<Vec<Option<&'t Cell>>>,
    /// The columns that hold the names of rows.
    naming: Vec<usize>,
    /// By column: its titles from the top.
    titles: Vec<Vec<String>>,
    /// By row and the column that names it: what it is called.
    rows: RefCell<HashMap<(usize, usize), Rc<RowName>>>,
}

/// What a row is called.
struct RowName {
    /// Its names, the shortest first.
    names: Vec<String>,
    /// Each in its segments.
    segments: Vec<Vec<String>>,
    /// The rows that it lies beneath, from the top.
    above: Vec<usize>,
}

impl<'t> Grid<'t> {
    pub fn new(name: String, table: &'t Table, evaluator: &Evaluator<'_>) -> Grid<'t> {
        let width = table.columns.len();
        let mut cells = vec![vec![None; width]; table.body.len()];
        let mut naming = Vec::new();
        for cell in table.cells() {
            for line in cells.iter_mut().skip(cell.row).take(cell.rowspan) {
                line.iter_mut().skip(cell.column).take(cell.colspan).for_each(|place| *place = Some(cell));
            }
            let seen = cell.seen.and_then(|seen| evaluator.seen(seen));
            if seen.is_some_and(|seen| matches!(seen.expr.kind, ExprKind::Name)) && !naming.contains(&cell.column) {
                naming.push(cell.column);
            }
        }
        let mut titles = table.titles();
        titles.iter_mut().for_each(|titles| titles.retain(|title| !title.is_empty()));
        Grid { name, table, cells, naming, titles, rows: RefCell::default() }
    }

    pub fn cell(&self, row: usize, column: usize) -> Option<&'t Cell> {
        *self.cells.get(row)?.get(column)?
    }

    /// The places that may be asked: figures, and cells that would hold one.
    pub fn figures<'s>(&'s self, evaluator: &'s Evaluator<'_>) -> impl Iterator<Item = (usize, usize)> + 's {
        let within = |cell: &&Cell| cell.column < self.titles.len();
        let figures = self.table.cells().filter(within).filter(|cell| is_figure(cell, evaluator));
        figures.map(|cell| (cell.row, cell.column))
    }

    /// The column that names the row of a cell: the nearest at its left, else the first.
    fn naming(&self, column: usize) -> Option<usize> {
        let left = self.naming.iter().copied().filter(|own| *own < column).max();
        left.or_else(|| self.naming.iter().copied().min())
    }

    fn text(&self, row: usize, column: usize) -> String {
        self.cell(row, column).map(|cell| cell.text.plain()).unwrap_or_default()
    }

    /// What the row of a cell is called: its label, without its number too, and its codes.
    pub fn called(&self, row: usize, column: usize) -> Vec<String> {
        self.row_name(row, column).names.clone()
    }

    fn row_name(&self, row: usize, column: usize) -> Rc<RowName> {
        let key = (row, self.naming(column).unwrap_or(self.titles.len() + column));
        if let Some(known) = self.rows.borrow().get(&key) {
            return Rc::clone(known);
        }
        let names = self.names(row, column);
        let segments = names.iter().map(|name| segments(name)).collect();
        let name = Rc::new(RowName { names, segments, above: self.above(row, column) });
        self.rows.borrow_mut().insert(key, Rc::clone(&name));
        name
    }

    fn names(&self, row: usize, column: usize) -> Vec<String> {
        let named = self.naming(column).filter(|own| self.cell(row, *own).is_some());
        let mut names = Vec::new();
        match named {
            Some(own) => names.push(self.text(row, own)),
            // words at the left, from the nearest
            None => {
                names.extend((0..column).rev().filter(|own| self.is_words(row, *own)).map(|own| self.text(row, own)))
            }
        }
        let short: Vec<String> = names.iter().filter_map(|name| unnumbered(name)).map(str::to_owned).collect();
        names.splice(0..0, short);
        names.extend(self.codes(row, named.unwrap_or(column)));
        names.retain(|name| !plain(name).is_empty());
        names.dedup();
        names
    }

    fn is_words(&self, row: usize, column: usize) -> bool {
        let words =
            |cell: &Cell| cell.kind != CellKind::Number && cell.text.runs.iter().all(|run| run.figure.is_none());
        self.cell(row, column).is_some_and(words)
    }

    /// The codes of a row, those under one title in one; of a table with sides only those beside the naming column.
    fn codes(&self, row: usize, named: usize) -> Vec<String> {
        let behind = |column: usize| self.naming.iter().copied().filter(|own| *own > column).min();
        let owner = |column: usize| behind(column).or_else(|| self.naming(column)).unwrap_or(named);
        let mut codes: Vec<(Option<&String>, Vec<String>)> = Vec::new();
        for column in (0..self.titles.len()).filter(|column| owner(*column) == named) {
            let code = self.cell(row, column).filter(|cell| cell.kind == CellKind::Code).map(|cell| cell.text.plain());
            let Some(code) = code.filter(|code| !code.is_empty()) else { continue };
            let group = self.titles.get(column).and_then(|titles| titles.iter().rev().nth(1));
            match codes.last_mut().filter(|(own, _)| group.is_some() && *own == group) {
                Some((_, parts)) => parts.push(code),
                None => codes.push((group, vec![code])),
            }
        }
        codes.into_iter().map(|(_, parts)| parts.join("-")).collect()
    }

    /// The rows that a row lies beneath, from the top.
    fn above(&self, row: usize, column: usize) -> Vec<usize> {
        let Some(named) = self.naming(column) else { return Vec::new() };
        let depth = |row: usize| self.cell(row, named).map_or(0, |cell| cell.depth);
        let (mut above, mut least) = (Vec::new(), depth(row));
        for other in (0..row).rev() {
            if least == 0 {
                break;
            }
            if self.cell(other, named).is_some() && depth(other) < least {
                least = depth(other);
                above.push(other);
            }
        }
        above.reverse();
        above
    }

    /// The titles over a cell, from the top; in a grid those of its band.
    pub fn titles(&self, row: usize, column: usize) -> Vec<String> {
        if !self.table.header.is_empty() {
            return self.titles.get(column).cloned().unwrap_or_default();
        }
        let head = |row: &usize| self.cell(*row, column).is_some_and(|cell| cell.kind == CellKind::Head);
        let Some(last) = (0..row).rev().find(head) else { return Vec::new() };
        let mut titles: Vec<String> = Vec::new();
        for row in (0..=last).rev().take_while(head) {
            let title = self.text(row, column);
            if titles.last() != Some(&title) {
                titles.push(title);
            }
        }
        titles.reverse();
        titles
    }

    /// Whether some segments name the row of a cell: one of its names last, before it some of the rows above in order.
    fn is_row(&self, asked: &[String], row: usize, column: usize) -> bool {
        if let [one] = asked
            && let Some(number) = numbered(one)
        {
            return number == row;
        }
        let own = self.row_name(row, column);
        own.segments.iter().any(|name| {
            let Some(before) = asked.strip_suffix(name.as_slice()) else { return false };
            before.is_empty() || {
                let names: Vec<Rc<RowName>> = own.above.iter().map(|row| self.row_name(*row, column)).collect();
                leads(before, &names.iter().map(|name| name.segments.clone()).collect::<Vec<_>>())
            }
        })
    }

    fn is_column(&self, asked: &[String], row: usize, column: usize) -> bool {
        if let [one] = asked
            && let Some(number) = numbered(one)
        {
            return number == column;
        }
        let titles = self.titles(row, column);
        let Some((last, above)) = titles.split_last() else { return false };
        let own = segments(last);
        let above: Vec<Vec<Vec<String>>> = above.iter().map(|title| vec![segments(title)]).collect();
        !own.is_empty() && asked.strip_suffix(own.as_slice()).is_some_and(|before| leads(before, &above))
    }

    /// The cells that some segments name: a row, or a row and a column.
    pub fn matching(&self, asked: &[String], evaluator: &Evaluator<'_>) -> Vec<(usize, usize)> {
        let named = |place: &(usize, usize)| {
            (1..=asked.len()).any(|split| {
                let (first, rest) = asked.split_at(split);
                self.is_row(first, place.0, place.1) && (rest.is_empty() || self.is_column(rest, place.0, place.1))
            })
        };
        let found: Vec<(usize, usize)> = self.figures(evaluator).filter(named).collect();
        // a name of both is that of row and column first
        let both = |place: &&(usize, usize)| {
            (1..asked.len()).any(|split| {
                let (first, rest) = asked.split_at(split);
                self.is_row(first, place.0, place.1) && self.is_column(rest, place.0, place.1)
            })
        };
        let exact: Vec<(usize, usize)> = found.iter().filter(both).copied().collect();
        if exact.is_empty() { found } else { exact }
    }
}

/// Whether segments are names of some of these, in their order.
fn leads(asked: &[String], names: &[Vec<Vec<String>>]) -> bool {
    if asked.is_empty() {
        return true;
    }
    let Some((first, rest)) = names.split_first() else { return false };
    let follows = |name: &Vec<String>| {
        !name.is_empty() && asked.strip_prefix(name.as_slice()).is_some_and(|asked| leads(asked, rest))
    };
    leads(asked, rest) || first.iter().any(follows)
}

/// Whether a cell holds figures, or would.
fn is_figure(cell: &Cell, evaluator: &Evaluator<'_>) -> bool {
    if cell.text.runs.iter().any(|run| run.figure.is_some()) {
        return true;
    }
    cell.kind == CellKind::Number && cell.seen.and_then(|seen| evaluator.seen(seen)).is_some()
}

impl Grid<'_> {
    /// What one would type for a cell: the shortest name that leads to it alone.
    pub fn name_of(&self, row: usize, column: usize, evaluator: &Evaluator<'_>) -> String {
        let found = self.ways(row, column).into_iter().find(|(label, title)| {
            let asked: Vec<String> = label.iter().chain(title).flat_map(|part| segments(part)).collect();
            self.matching(&asked, evaluator) == [(row, column)]
        });
        let parts = found.map_or_else(
            || vec![format!("#{}", row + 1), format!("#{}", column + 1)],
            |(label, title)| label.into_iter().chain(title).map(|part| part.split_whitespace().collect()).collect(),
        );
        format!("{}.{}", self.name, parts.join("."))
    }

    /// What one would type for a row.
    pub fn row_of(&self, row: usize, column: usize) -> String {
        let own = self.row_name(row, column);
        own.names.first().map_or_else(|| format!("#{}", row + 1), |name| name.split_whitespace().collect())
    }

    /// The ways to name a cell, the shortest first: its row by label, by code, below the rows above; its column by its
    /// title, below those above.
    fn ways(&self, row: usize, column: usize) -> Vec<(Vec<String>, Vec<String>)> {
        let called = self.called(row, column);
        let mut labels: Vec<Vec<String>> = called.iter().map(|name| vec![name.clone()]).collect();
        let above: Vec<String> = self
            .row_name(row, column)
            .above
            .iter()
            .filter_map(|row| self.called(*row, column).first().cloned())
            .collect();
        for from in (0..above.len()).rev() {
            labels.extend(called.iter().map(|name| above[from..].iter().chain([name]).cloned().collect()));
        }
        let titles = self.titles(row, column);
        let columns: Vec<Vec<String>> = (0..titles.len()).rev().map(|from| titles[from..].to_vec()).collect();
        let mut ways: Vec<(Vec<String>, Vec<String>)> = Vec::new();
        for title in columns.iter().chain(columns.is_empty().then_some(&Vec::new())) {
            ways.extend(labels.iter().map(|label| (label.clone(), title.clone())));
        }
        ways.sort_by_key(|(label, title)| label.len() + title.len());
        let number = format!("#{}", row + 1);
        ways.extend(columns.into_iter().map(|title| (vec![number.clone()], title)));
        ways
    }
}
