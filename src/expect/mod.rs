//! What the report expects its forms to print, beside what they print: row by row, as the reader of the page sees it.

mod aligned;
pub mod codes;
mod printed;
mod written;

use crate::base::{Diagnostic, Say, Span};
use crate::eval::{Env, Evaluator};
use crate::expect::codes::UNEXPECTED_PRINT;
use crate::model::{Expect, Expected, ExpectedCell, ExpectedKind};
use crate::say;
use aligned::{Step, aligned};
use printed::{Line, Printed, printed};

/// Of one table so many rows that print something else are told; of the others how many there are.
const TOLD: usize = 3;

/// Of the rows that nobody expected a message shows so many.
const SHOWN: usize = 6;

/// The tables that the report expects, as they print, in the order of its `expect`s.
pub struct Tables(Vec<Printed>);

impl Tables {
    /// Prints them. What cannot be evaluated is kept by the evaluator.
    pub fn print(evaluator: &Evaluator<'_>) -> Tables {
        let report = evaluator.report;
        let table = |expect: &Expect| {
            let env = Env::default().narrow(report, &expect.at);
            printed(&crate::document::print(evaluator, &report.forms[expect.form.ix()], &env))
        };
        Tables(report.expects.iter().map(table).collect())
    }

    /// B0309: where they print something else.
    pub fn compare(&self, evaluator: &Evaluator<'_>) -> Vec<Diagnostic> {
        let report = evaluator.report;
        let each = report.expects.iter().zip(&self.0);
        each.flat_map(|(expect, table)| {
            let name = &report.forms[expect.form.ix()].name;
            Comparison { expect, table, name, found: Vec::new(), off: 0 }.found()
        })
        .collect()
    }
}

struct Comparison<'a> {
    expect: &'a Expect,
    table: &'a Printed,
    name: &'a str,
    found: Vec<Diagnostic>,
    /// How many rows print something else.
    off: usize,
}

impl<'a> Comparison<'a> {
    fn found(mut self) -> Vec<Diagnostic> {
        if self.expect.rows.is_empty() && !self.table.lines.is_empty() {
            return vec![self.nothing()];
        }
        let mut steps = aligned(&self.expect.rows, &self.table.lines).into_iter().peekable();
        let mut behind = None;
        while let Some(step) = steps.next() {
            match step {
                Step::Both(row, line) => {
                    self.row(&self.expect.rows[row], line);
                    behind = Some(row);
                }
                Step::Missing(row) => {
                    let mut last = row;
                    while let Some(Step::Missing(next)) = steps.next_if(|next| matches!(next, Step::Missing(_))) {
                        last = next;
                    }
                    self.missing(&self.expect.rows[row..=last]);
                    behind = Some(last);
                }
                Step::Surplus(line) => {
                    let mut last = line;
                    while let Some(Step::Surplus(next)) = steps.next_if(|next| matches!(next, Step::Surplus(_))) {
                        last = next;
                    }
                    self.surplus(&self.table.lines[line..=last], behind);
                }
                Step::Any(row) => behind = Some(row),
            }
        }
        let more = self.off.saturating_sub(TOLD);
        if let (1.., Some(last)) = (more, self.found.last_mut()) {
            last.notes
                .push(say!("这张表还有 {more} 行也不同", "rows of this table that differ besides: {more}").into());
        }
        self.found
    }

    /// An `expect` without rows: the rows can be written by themselves.
    fn nothing(&self) -> Diagnostic {
        let (name, count) = (self.name, self.table.lines.len());
        let message = say!(
            "没有写「{name}」应印出什么；现在印 {count} 行",
            "what `{name}` is to print is not written; it prints {count} rows now"
        );
        let lines: Vec<&Line> = self.table.lines.iter().collect();
        let text = written::block(&lines);
        self.error(self.expect.span, message)
            .note(say!(
                "budgetc check --fix 照现在印出的写上；写上之后逐格看过，才是期望",
                "`budgetc check --fix` writes what it prints now; it is what you expect once you have read it"
            ))
            .fix(self.expect.room, text)
    }

    /// A row that prints something else: one finding, at the first cell that differs.
    fn row(&mut self, row: &Expected, line: usize) {
        let cells = match &row.kind {
            ExpectedKind::Row { cells, .. } => cells.as_slice(),
            ExpectedKind::Note(words) => return self.note(row, words, line),
            ExpectedKind::Any => return,
        };
        let line = &self.table.lines[line];
        let mut off = aligned::differing(&row.kind, line).into_iter();
        let Some(first) = off.next() else { return };
        self.off += 1;
        if self.off > TOLD {
            return;
        }
        let (name, heading) = (self.name, line.heading());
        let (column, expected, printed) = (self.column(first), said(cells.get(first)), quoted(line.cell(first)));
        let wanted = &expected;
        let message = say!(
            "「{name}」中{heading}{column}印{printed}，期望{wanted}",
            "in {heading} of `{name}`, {column} prints {printed}; expected {wanted}",
            heading,
            wanted,
            printed,
            column
        );
        let at = |index: usize| cells.get(index).map_or(Span { start: row.span.end, ..row.span }, |cell| cell.span);
        let mut error = self.error(at(first), message).label(say!("印{printed}", "prints {printed}", printed));
        for other in off {
            let (column, printed) = (self.column(other), quoted(line.cell(other)));
            error = error.related(at(other), say!("{column}印{printed}", "{column} prints {printed}", column, printed));
        }
        self.found.push(way_out(error));
    }

    fn note(&mut self, row: &Expected, words: &str, line: usize) {
        let printed = self.table.lines[line].cell(0);
        if printed::is_same_text(words, printed) {
            return;
        }
        let name = self.name;
        let message = say!("「{name}」表下印的不是这句话", "another note is printed beneath `{name}`");
        let error = self.error(row.span, message).label(say!("印「{printed}」", "prints `{printed}`"));
        self.found.push(way_out(error));
    }

    fn missing(&mut self, rows: &[Expected]) {
        let (name, count) = (self.name, rows.len());
        let Some(first) = rows.first() else { return };
        let message = if count == 1 {
            say!("「{name}」没有印这一行", "`{name}` prints no such row")
        } else {
            say!("「{name}」没有印从这里起的 {count} 行", "`{name}` prints none of the {count} rows from here on")
        };
        let error = self.error(first.span, message);
        self.found.push(way_out(error));
    }

    fn surplus(&mut self, lines: &[Line], behind: Option<usize>) {
        let (name, count) = (self.name, lines.len());
        let place = behind.and_then(|row| self.expect.rows.get(row)).map_or(self.expect.span, |row| row.span);
        let message = say!(
            "「{name}」在这之后还印了没有期望的 {count} 行",
            "behind this `{name}` prints rows that are not expected: {count}"
        );
        let shown: Vec<&Line> = lines.iter().take(SHOWN).collect();
        let text = written::rows(&shown);
        let more = count - shown.len();
        let mut note = say!("印出的是：\n{text}", "they are:\n{text}");
        if more > 0 {
            note.zh.push_str(&format!("\n…… 另 {more} 行"));
            note.en.push_str(&format!("\n… and {more} more"));
        }
        let error = self.error(place, message).note(note);
        self.found.push(way_out(error));
    }

    fn error(&self, span: Span, message: Say) -> Diagnostic {
        Diagnostic::new(UNEXPECTED_PRINT, span, message)
    }

    /// A column as a message calls it.
    fn column(&self, index: usize) -> Say {
        match self.table.headings.get(index).filter(|heading| !heading.is_empty()) {
            Some(heading) => say!("「{heading}」栏", "column `{heading}`"),
            None => {
                let number = index + 1;
                say!("第 {number} 栏", "column {number}")
            }
        }
    }
}

fn way_out(error: Diagnostic) -> Diagnostic {
    error.note(say!(
        "印出的不对，改事实或表格；印出的才对，改这里的期望（清空花括号，check --fix 会照印出的重写）",
        "if the page is wrong, mend the facts or the form; if it is right, mend what is expected (empty the braces, and \
         `check --fix` writes what prints)"
    ))
}

fn said(cell: Option<&ExpectedCell>) -> Say {
    quoted(cell.and_then(|cell| cell.text.as_deref()).unwrap_or(""))
}

/// What a cell prints, as a message says it.
fn quoted(text: &str) -> Say {
    if text.is_empty() { say!("空白", "nothing") } else { say!("「{text}」", "`{text}`") }
}
