//! A form as a table.

use super::paper::{Paper, depth_of, has_numbers, widths};
use super::{ColumnContent, Prose, Table, grid, listed, placed};
use crate::eval::{AmountFormat, Env, Evaluator, PrintPlace};
use crate::model::{Expr, Form, FormBody, Format, Policy, Report};

/// Lays a form out.
pub(super) fn compose<'m>(
    evaluator: &Evaluator<'m>,
    form: &'m Form,
    env: &Env<'m>,
    depth: usize,
    number: String,
) -> Table {
    let env = env.form(evaluator.report, form).strict(false);
    let sheet = amounts(evaluator.report, form, &env);
    let paper = Paper { evaluator, sheet, policy: form.policy, grid: form.grid.is_some(), numbered: 0.into() };
    let prose = |expr: &'m Option<Expr>| match expr {
        Some(expr) => evaluator.show(expr, evaluator.eval(expr, &env), &Format::default(), PrintPlace::Text, &env),
        None => Prose::default(),
    };
    // cells that are rounded together learn from their origins which of them add up
    let (columns, mut header, mut body) = evaluator.tracing(form.policy != Policy::Plain, || {
        if let Some(width) = form.grid {
            (vec![ColumnContent::Text; width], Vec::new(), grid::bands(&paper, form, width, &env))
        } else if form.body.sides.is_empty() {
            let rows = paper.rows(&form.body, &env).into_iter().map(|(_, row)| row).collect();
            let body = &form.body;
            (paper.contents(body), paper.header(body, depth_of(&body.columns), has_numbers(body), &env), rows)
        } else {
            grid::sides(&paper, &form.body, &env)
        }
    });
    let (widths, numbered) = looks(form, columns.len());
    placed::place_cells(header.iter_mut(), columns.len());
    placed::place_cells(body.iter_mut().map(|row| &mut row.cells), columns.len());
    let mut notes: Vec<Prose> = form.body.notes.iter().map(|note| evaluator.template(note, &env)).collect();
    if let Some(empty) = form.body.empty.as_ref().filter(|_| paper.is_empty(&form.body, &env)) {
        notes.push(evaluator.template(empty, &env));
    }
    let title = evaluator.title(&form.title, &env);
    Table {
        id: form.name.clone(),
        place: form.span,
        depth,
        number,
        listed: listed(evaluator, form.listed.as_ref(), &title, &env),
        title,
        label: form.no.as_ref().map(|no| evaluator.title(no, &env)).unwrap_or_default(),
        landscape: form.landscape,
        left: prose(&form.left),
        right: prose(&form.right),
        columns,
        widths,
        numbered,
        header,
        body,
        notes,
    }
}

/// How wide the columns of a form ask to be, and whether some have numbers. In a grid a column's width is in columns, and the
/// numbers stand in their band.
fn looks(form: &Form, columns: usize) -> (Vec<Option<usize>>, bool) {
    if form.grid.is_some() {
        return (vec![None; columns], false);
    }
    let sides = form.body.sides.iter().map(|(_, side)| side);
    let bodies: Vec<&FormBody> = std::iter::once(&form.body).chain(sides).collect();
    (bodies.iter().flat_map(|body| widths(body)).collect(), bodies.iter().any(|body| has_numbers(body)))
}

/// What a form says of its amounts, else the document.
fn amounts<'m>(report: &'m Report, form: &'m Form, env: &Env<'m>) -> AmountFormat<'m> {
    let of_all = || report.document.as_ref()?.example.as_ref();
    let example = form.example.as_ref().or_else(of_all);
    AmountFormat {
        unit: form.unit.as_ref().and_then(|symbol| report.unit(symbol)),
        digits: form.digits,
        example: example.map(|example| (example, env.unit.map(|(measure, _)| measure))),
    }
}
