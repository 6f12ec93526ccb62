//! Forms that are not rows under columns: sides that share lines, and bands stacked in a grid.

use super::paper::{Paper, Rows, depth_of, has_numbers};
use super::{Cell, CellKind, CellPlaces, ColumnContent, Prose, TableRow, written};
use crate::base::Diagnostic;
use crate::document::codes::BAND_WIDTH;
use crate::eval::{AmountFormat, CellFormat, Env, PrintPlace};
use crate::model::{ExprKind, Form, FormBody, GridCell, Part};
use crate::say;

/// A two-sided table: its columns, header and rows. Rows of one mark share a line; the shorter side is padded above it.
pub(super) fn sides<'m>(
    paper: &Paper<'_, 'm>,
    body: &'m FormBody,
    env: &Env<'m>,
) -> (Vec<ColumnContent>, Vec<Vec<Cell>>, Vec<TableRow>) {
    let depth = body.sides.iter().map(|(_, side)| depth_of(&side.columns)).max().unwrap_or(0);
    let numbered = body.sides.iter().any(|(_, side)| has_numbers(side));
    let mut header = vec![Vec::new(); 1 + depth + usize::from(numbered)];
    let mut kinds = Vec::new();
    for (title, side) in &body.sides {
        let own = paper.contents(side);
        let text = paper.evaluator.title(title, env);
        header[0].push(Cell { colspan: own.len(), ..Cell::title(text, written(title)) });
        for (row, cells) in header[1..].iter_mut().zip(paper.header(side, depth, numbered, env)) {
            row.extend(cells);
        }
        kinds.extend(own);
    }
    let all: Vec<Rows<'m>> = body.sides.iter().map(|(_, side)| paper.rows(side, env)).collect();
    let widths: Vec<usize> = body.sides.iter().map(|(_, side)| paper.contents(side).len()).collect();
    (kinds, header, align(all, &widths))
}

fn align(sides: Vec<Rows<'_>>, widths: &[usize]) -> Vec<TableRow> {
    let marks: Vec<String> = match sides.split_first() {
        Some((first, others)) => {
            let shared = |mark: &str| others.iter().all(|side| side.iter().any(|(own, _)| *own == Some(mark)));
            first.iter().filter_map(|(mark, _)| mark.filter(|mark| shared(mark)).map(str::to_owned)).collect()
        }
        None => Vec::new(),
    };
    let mut queues: Vec<std::collections::VecDeque<_>> = sides.into_iter().map(Into::into).collect();
    let mut rows = Vec::new();
    for mark in marks.iter().map(|mark| Some(mark.as_str())).chain([None]) {
        let above: Vec<Vec<TableRow>> = queues
            .iter_mut()
            .map(|queue| {
                let mut taken = Vec::new();
                while queue.front().is_some_and(|(own, _)| mark.is_none() || *own != mark) {
                    taken.extend(queue.pop_front().map(|(_, row)| row));
                }
                taken
            })
            .collect();
        let height = above.iter().map(Vec::len).max().unwrap_or(0);
        let mut above: Vec<_> = above.into_iter().map(Vec::into_iter).collect();
        for _ in 0..height {
            rows.push(join(above.iter_mut().map(Iterator::next), widths));
        }
        if mark.is_some() {
            rows.push(join(queues.iter_mut().map(|queue| queue.pop_front().map(|(_, row)| row)), widths));
        }
    }
    rows
}

/// One line of all sides; a side that has no row there is blank. It is a fixed one if it is so on each side.
fn join(rows: impl Iterator<Item = Option<TableRow>>, widths: &[usize]) -> TableRow {
    let mut line = TableRow { fixed: true, cells: Vec::new() };
    for (row, width) in rows.zip(widths) {
        match row {
            Some(row) => {
                line.fixed &= row.fixed;
                line.cells.extend(row.cells);
            }
            None => line.cells.extend((0..*width).map(|_| filler())),
        }
    }
    line
}

fn filler() -> Cell {
    Cell::new(Prose::default(), CellKind::Text, CellPlaces::default())
}

/// Bands stacked in a grid of `width` columns. A band's label takes the first column, over all its rows.
pub(super) fn bands<'m>(paper: &Paper<'_, 'm>, form: &'m Form, width: usize, env: &Env<'m>) -> Vec<TableRow> {
    let mut all = Vec::new();
    for (label, body) in &form.body.bands {
        let mut rows = cells(paper, body, env);
        let titles = paper.header(body, depth_of(&body.columns), has_numbers(body), env);
        rows.extend(titles.into_iter().map(|cells| TableRow { fixed: false, cells }));
        rows.extend(paper.rows(body, env).into_iter().map(|(_, row)| row));
        let own = width - usize::from(label.is_some()).min(width);
        fits(paper, form, body, own);
        if let (Some(label), Some(height)) = (label, (!rows.is_empty()).then_some(rows.len())) {
            let text = paper.evaluator.title(label, env);
            rows[0].cells.insert(0, Cell { rowspan: height, names_row: true, ..Cell::title(text, written(label)) });
        }
        all.extend(rows);
    }
    all
}

fn cells<'m>(paper: &Paper<'_, 'm>, body: &'m FormBody, env: &Env<'m>) -> Vec<TableRow> {
    let row = |cells: &'m Vec<GridCell>| {
        let cells = cells.iter().map(|GridCell { expr, unit, format, wide }| {
            let sheet = AmountFormat { unit: unit.or(paper.sheet.unit), ..paper.sheet };
            let env = &env.grid(CellFormat { sheet, own: format });
            let value = paper.evaluator.eval(expr, env);
            let text = paper.evaluator.show(expr, value, format, PrintPlace::Grid(sheet), env);
            // words that are always the same are a title, what is filled in is content
            let literal = matches!(&expr.kind, ExprKind::Text(text) if text.parts.iter().all(|part| matches!(part, Part::Words(..) | Part::Join)));
            let seen = paper.evaluator.shown_count().checked_sub(1);
            let kind = if literal { CellKind::Head } else { CellKind::Text };
            let places = CellPlaces { column: Some(expr.span), row: None };
            Cell { colspan: *wide, seen, ..Cell::new(text, kind, places) }
        });
        TableRow { fixed: false, cells: cells.collect() }
    };
    body.cells.iter().map(row).collect()
}

/// A band must take the width that the grid leaves it.
fn fits<'m>(paper: &Paper<'_, 'm>, form: &'m Form, body: &'m FormBody, width: usize) {
    let columns = (!body.columns.is_empty()).then(|| (paper.contents(body).len(), body.columns[0].span));
    let cells = body.cells.iter().map(|cells| {
        (cells.iter().map(|cell| cell.wide).sum(), cells.first().map_or(form.span, |cell| cell.expr.span))
    });
    for (have, span) in columns.into_iter().chain(cells) {
        if have != width {
            let name = &form.name;
            let message = say!(
                "表格「{name}」这一带占 {have} 栏，应占 {width} 栏",
                "this band of form `{name}` takes {have} columns, it should take {width}"
            );
            let error = Diagnostic::new(BAND_WIDTH, span, message);
            let looks = form.looks.map(|looks| (looks, say!("这里改了它的栏", "its columns are said otherwise here")));
            let error = looks.into_iter().fold(error, |error, (span, label)| error.related(span, label));
            let way = say!("用 wide 调整各格占的栏数", "set the columns that each cell takes with `wide`");
            paper.evaluator.problem(error.note(way));
        }
    }
}
