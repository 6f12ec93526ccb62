//! What the parts of a form are made of: titles, rows, cells.

use std::rc::Rc;

use super::numbering::{counts, number_by_pattern};
use super::{Cell, CellKind, CellPlaces, ColumnContent, Prose, TableRow};
use crate::eval::{AmountFormat, Env, Evaluator, PrintPlace, Row};
use crate::model::{
    Column, Expr, ExprKind, FormBody, Leaf, Policy, Property, RowItem, Type, merged_over, side_by_side,
};

/// What every part of a form needs.
pub(super) struct Paper<'e, 'm> {
    pub evaluator: &'e Evaluator<'m>,
    /// What the form says of all its cells.
    pub sheet: AmountFormat<'m>,
    /// How they are rounded.
    pub policy: Policy,
    /// Whether its columns are those of a grid, of which each may take several.
    pub grid: bool,
    /// How many of its columns have a number so far.
    pub numbered: std::cell::Cell<usize>,
}

/// A body's rows, each with the mark of its item.
pub(super) type Rows<'m> = Vec<(Option<&'m str>, TableRow)>;

fn cell_kind(expr: &Expr) -> CellKind {
    match (&expr.ty, &expr.kind) {
        (Type::Amount(_) | Type::Count(_) | Type::Number | Type::Ratio, _) => CellKind::Number,
        (_, ExprKind::Property(_, Property::Code | Property::Number | Property::Unit)) => CellKind::Code,
        _ => CellKind::Text,
    }
}

/// How many rows of titles some columns need.
pub(super) fn depth_of(columns: &[Column]) -> usize {
    let deep = |column: &Column| match &column.kind {
        crate::model::ColumnKind::Group(inner) => 1 + depth_of(inner),
        crate::model::ColumnKind::Cells { .. } => 1,
    };
    side_by_side(columns).into_iter().map(deep).max().unwrap_or(0)
}

/// Whether a column of a body has a number under its title.
pub(super) fn has_numbers(body: &FormBody) -> bool {
    body.leaves().iter().any(|leaf| leaf.prints && leaf.numbered.is_some())
}

/// How wide each column of a body asks to be, in characters.
pub(super) fn widths(body: &FormBody) -> Vec<Option<usize>> {
    let leaves = body.leaves();
    body.printed().into_iter().map(|at| leaves[at].wide).collect()
}

impl<'m> Paper<'_, 'm> {
    /// What the columns of a body hold.
    pub fn contents(&self, body: &FormBody) -> Vec<ColumnContent> {
        let leaves = body.leaves();
        let kind = |leaf: &Leaf<'_>| match cell_kind(leaf.expr) {
            CellKind::Number => ColumnContent::Number,
            CellKind::Code => ColumnContent::Code,
            CellKind::Head | CellKind::Label | CellKind::Text => ColumnContent::Text,
        };
        let printed = body.printed().into_iter().map(|at| &leaves[at]);
        printed.flat_map(|leaf| vec![kind(leaf); self.places(leaf.wide)]).collect()
    }

    /// How many columns of the table one of a form takes.
    fn places(&self, wide: Option<usize>) -> usize {
        if self.grid { wide.unwrap_or(1) } else { 1 }
    }

    /// The same of a group; `wide` is what the one around it says.
    fn places_of(&self, column: &Column, wide: Option<usize>) -> usize {
        let wide = column.wide.or(wide);
        match &column.kind {
            crate::model::ColumnKind::Group(inner) => {
                side_by_side(inner).into_iter().map(|column| self.places_of(column, wide)).sum()
            }
            crate::model::ColumnKind::Cells { .. } => self.places(wide),
        }
    }

    /// The titles of a body over `depth` rows; a column without columns beneath reaches down to the last row. Behind them the
    /// columns' numbers, where the form has some.
    pub fn header(&self, body: &'m FormBody, depth: usize, numbered: bool, env: &Env<'m>) -> Vec<Vec<Cell>> {
        let mut rows = vec![Vec::new(); depth];
        self.titles(&body.columns, (0, None), &mut rows, env);
        rows.extend(numbered.then(|| self.numbers(body)));
        rows
    }

    /// Words that do not count stand once over the columns side by side that say them.
    fn numbers(&self, body: &FormBody) -> Vec<Cell> {
        let leaves = body.leaves();
        let mut cells: Vec<Cell> = Vec::new();
        let mut before = "";
        for leaf in body.printed().into_iter().map(|at| &leaves[at]) {
            let (pattern, colspan) = (leaf.numbered.unwrap_or_default(), self.places(leaf.wide));
            match cells.last_mut() {
                Some(cell) if !pattern.is_empty() && pattern == before && !counts(pattern) => cell.colspan += colspan,
                _ => {
                    self.numbered.set(self.numbered.get() + usize::from(counts(pattern)));
                    let words = Prose::words(number_by_pattern(pattern, self.numbered.get()));
                    cells.push(Cell { colspan, ..Cell::title(words, Some(leaf.column.span)) });
                }
            }
            before = pattern;
        }
        cells
    }

    /// The titles of columns at a level, within a group that says how wide they are.
    fn titles(
        &self,
        columns: &'m [Column],
        (level, wide): (usize, Option<usize>),
        rows: &mut [Vec<Cell>],
        env: &Env<'m>,
    ) {
        for column in side_by_side(columns) {
            let text = self.evaluator.title(&column.title, env);
            let group = match &column.kind {
                crate::model::ColumnKind::Group(inner) => Some(inner),
                crate::model::ColumnKind::Cells { .. } => None,
            };
            let rowspan = if group.is_some() { 1 } else { rows.len() - level };
            let title = Cell::title(text, Some(column.span));
            rows[level].push(Cell { colspan: self.places_of(column, wide), rowspan, ..title });
            if let Some(inner) = group {
                self.titles(inner, (level + 1, column.wide.or(wide)), rows, env);
            }
        }
    }

    /// Whether the headers of all row sets select no fact.
    pub fn is_empty(&self, body: &'m FormBody, env: &Env<'m>) -> bool {
        let evaluator = self.evaluator;
        let selects = |rows: &crate::model::RowsHead| {
            let coords = env.narrow(evaluator.report, &rows.at).coords;
            rows.ledgers.iter().any(|ledger| evaluator.ledgers.matching(*ledger, &coords).next().is_some())
        };
        let bands = body.bands.iter().map(|(_, band)| band);
        !body.rows.iter().any(selects)
            && body.sides.iter().map(|(_, side)| side).chain(bands).all(|inner| self.is_empty(inner, env))
    }

    /// The rows of a body.
    pub fn rows(&self, body: &'m FormBody, env: &Env<'m>) -> Rows<'m> {
        let leaves = body.leaves();
        let spanned: Vec<_> = leaves.iter().filter_map(|leaf| leaf.merge).collect();
        let mut rows: Vec<Row<'m>> = Vec::new();
        let mut sets = Vec::new();
        for head in &body.rows {
            let first = rows.len();
            rows.extend(self.evaluator.rows(head, env, &spanned).into_iter().filter(|row| !row.silent));
            sets.push(first..rows.len());
        }
        number(&mut rows);
        let mut cells: Vec<Vec<Option<Cell>>> =
            (0..rows.len()).map(|index| leaves.iter().map(|leaf| self.cell(leaf, &rows, index)).collect()).collect();
        for set in sets.into_iter().filter(|_| self.policy != Policy::Plain) {
            self.foot(&leaves, &rows[set.clone()], &mut cells[set]);
        }
        let printed = body.printed();
        for (row, cells) in rows.iter().zip(&mut cells).filter(|(row, _)| !row.item.over.is_empty()) {
            merge_label(row.item, &leaves, &printed, cells);
        }
        let row = |(row, mut cells): (&Row<'m>, Vec<Option<Cell>>)| {
            let cells = printed.iter().filter_map(|at| cells[*at].take()).collect();
            (row.item.mark.as_deref(), TableRow { fixed: row.is_line(), cells })
        };
        rows.iter().zip(cells).map(row).collect()
    }

    /// A cell; none where a merged cell that began above covers it.
    fn cell(&self, leaf: &Leaf<'m>, rows: &[Row<'m>], index: usize) -> Option<Cell> {
        let row = &rows[index];
        let mut env = row.env.clone();
        let mut rowspan = 1;
        if let Some(depth) = binding(leaf, row) {
            if index > 0 && same_run(&rows[index - 1], row, leaf, depth) {
                return None;
            }
            rowspan = rows[index..].iter().take_while(|other| same_run(other, row, leaf, depth)).count().max(1);
            env = row.bindings[depth].env.clone();
        }
        let hidden = !leaf.prints || leaf.hidden(row.item);
        let text = if hidden { Prose::default() } else { self.show(leaf, &env) };
        let seen = self.evaluator.shown_count().checked_sub(1).filter(|_| !hidden);
        let kind = match leaf.expr.kind {
            ExprKind::Name if row.is_line() => CellKind::Label,
            _ => cell_kind(leaf.expr),
        };
        let name = matches!(leaf.expr.kind, ExprKind::Name);
        let depth = if name { row.depth } else { 0 };
        let places = CellPlaces { column: Some(leaf.column.span), row: Some(row.item.span) };
        Some(Cell {
            colspan: self.places(leaf.wide),
            rowspan,
            depth,
            names_row: name || matches!(leaf.expr.kind, ExprKind::Property(_, Property::Name)),
            seen,
            ..Cell::new(text, kind, places)
        })
    }

    pub fn show(&self, leaf: &Leaf<'m>, env: &Env<'m>) -> Prose {
        let env = leaf.at.iter().fold(env.clone(), |env, at| env.column(self.evaluator.report, at));
        let value = self.evaluator.eval(leaf.expr, &env);
        self.evaluator.show(leaf.expr, value, leaf.format, PrintPlace::Cell(self.sheet), &env)
    }
}

/// The binding that a merged column follows in a row.
fn binding(leaf: &Leaf<'_>, row: &Row<'_>) -> Option<usize> {
    let merge = leaf.merge?;
    row.bindings.iter().position(|binding| (binding.dim, binding.level) == merge)
}

fn same_run(a: &Row<'_>, b: &Row<'_>, leaf: &Leaf<'_>, depth: usize) -> bool {
    binding(leaf, a) == Some(depth)
        && a.bindings[..=depth].iter().zip(&b.bindings[..=depth]).all(|(a, b)| (a.dim, a.member) == (b.dim, b.member))
}

/// Puts numbers before the labels of rows that have a pattern. Each pattern counts for itself, and anew in the next numbered row.
fn number(rows: &mut [Row<'_>]) {
    let mut counts: Vec<(&str, usize, usize)> = Vec::new();
    for row in rows {
        let Some(pattern) = row.item.numbered.as_deref() else { continue };
        counts.retain(|(other, depth, _)| *other == pattern || *depth <= row.depth);
        let at = counts.iter().position(|(other, ..)| *other == pattern).unwrap_or_else(|| {
            counts.push((pattern, row.depth, 0));
            counts.len() - 1
        });
        counts[at].2 += 1;
        let mut label = Prose::words(number_by_pattern(pattern, counts[at].2));
        label.append(row.env.label.take().map(Rc::unwrap_or_clone).unwrap_or_default());
        row.env.label = Some(Rc::new(label));
    }
}

/// Lets a row's label take the places that its item names, as far as they are free and stand beside it on the page.
fn merge_label(item: &RowItem, leaves: &[Leaf<'_>], printed: &[usize], cells: &mut [Option<Cell>]) {
    let side_by_side: Vec<&Leaf<'_>> = printed.iter().map(|at| &leaves[*at]).collect();
    let free = |at: usize| cells[printed[at]].as_ref().is_some_and(|cell| cell.rowspan == 1);
    let reach = merged_over(&side_by_side, |at| free(at) && side_by_side[at].is_named(&item.over));
    let Some(reach) = reach else { return };
    let name = reach.clone().find(|at| side_by_side[*at].names_rows());
    let Some(label) = name.and_then(|at| cells[printed[at]].take()) else { return };
    let taken = reach.clone().filter_map(|at| cells[printed[at]].take()).map(|cell| cell.colspan);
    let colspan = label.colspan + taken.sum::<usize>();
    cells[printed[reach.start]] = Some(Cell { colspan, ..label });
}
