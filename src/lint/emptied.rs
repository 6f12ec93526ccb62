//! B0712: a table with figures whose note says what is said of empty ones.

use super::Lint;
use super::{Finding, LintContext};
use crate::base::Diagnostic;
use crate::codes;
use crate::document::{CellKind, Table};
use crate::eval::{Env, Evaluator};
use crate::model::FormBody;
use crate::say;

codes! {
    NOTE_OF_EMPTY_FORM = "B0712", Warning, since "0.1.0": "有数的表写着空表的话", "A note of an empty form under figures";
}

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[["a note of an empty form under a form with figures", "the form"]],
    of_former: false,
    run: check,
};

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    let evaluator = context.evaluator;
    let report = evaluator.report;
    let mut empty = Vec::new();
    for form in &report.forms {
        let env = Env::default().form(report, form);
        evaluator.quietly(|| words(evaluator, &form.body, &env, &mut empty));
    }
    for table in context.document.tables() {
        let own = table.notes.iter().map(|note| note.plain()).find(|note| empty.contains(note));
        let Some(note) = own.filter(|_| has_figures(table)) else { continue };
        let name = &table.id;
        let problem = Diagnostic::new(
            NOTE_OF_EMPTY_FORM,
            table.place,
            say!("表格「{name}」有数，表下却写「{note}」", "form `{name}` shows figures, and its note says `{note}`"),
        );
        let way = say!(
            "删去这句 note；表空时才写的话用 empty",
            "remove the `note`; what is said of an empty form goes behind `empty`"
        );
        found.push(Finding::new(name, problem.note(way)));
    }
}

/// What a form says where it is empty.
fn words<'m>(evaluator: &Evaluator<'m>, body: &'m FormBody, env: &Env<'m>, out: &mut Vec<String>) {
    out.extend(body.empty.iter().map(|empty| evaluator.template(empty, env).plain()).filter(|words| !words.is_empty()));
}

/// Whether any cell of figures prints one; what stands for Blank is none.
fn has_figures(table: &Table) -> bool {
    let mut cells = table.cells().filter(|cell| cell.kind == CellKind::Number);
    cells.any(|cell| cell.text.runs.iter().any(|run| run.figure.is_some()))
}
