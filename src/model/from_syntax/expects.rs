//! What forms are expected to print.

use super::forms::FormReader;
use super::names::{string, unknown};
use super::table::Def;
use crate::base::{FileId, Span};
use crate::model::codes::UNKNOWN_NAME;
use crate::model::{Expect, Expected, ExpectedCell, ExpectedKind};
use crate::say;
use crate::syntax::ast;

/// How `…` is typed: Chinese keyboards give two at once.
const ANYTHING: [&str; 3] = ["…", "……", "..."];

impl<'a> FormReader<'_, 'a> {
    /// What the report itself expects. A file that is used speaks of its own facts, not of those of its users.
    pub(super) fn expect(&mut self, file: FileId, decl: ast::ExpectDecl<'a>) {
        let (Some(name), Some(block)) = (decl.name(), decl.expected()) else { return };
        if !self.table.is_entry(file) {
            return;
        }
        let Some(Def::Form(form)) = self.named(name) else {
            let near = self.closest(name.text(), self.report.forms.iter().map(|form| form.name.as_str()));
            self.no_such(name.text(), unknown(UNKNOWN_NAME, &say!("表格", "form"), name.text(), name.span(), &near));
            return;
        };
        let at = self.at_over(decl.at(), &[name], &[]);
        let rows = block.lines().filter_map(expected).collect();
        self.report.expects.push(Expect { form, span: name.span(), at, room: room(block), rows });
    }
}

/// Behind the opening brace, or the last comment.
fn room(block: ast::Expected<'_>) -> Span {
    let brace = |mark: Option<char>| mark.map_or(0, char::len_utf8) as u32;
    let (whole, text) = (block.span(), block.raw());
    let inner = block.all_children().last().map(|last| last.span().end);
    let start = inner.unwrap_or(whole.start + brace(text.chars().next()));
    Span { start, end: whole.end - brace(text.chars().last()), ..whole }
}

fn expected(line: ast::ExpectedLine<'_>) -> Option<Expected> {
    let kind = match line {
        ast::ExpectedLine::Note(note) => ExpectedKind::Note(string(note.words()?)),
        ast::ExpectedLine::Row(cells) => row(cells.cells().map(cell).collect()),
        ast::ExpectedLine::Unread(_) => return None,
    };
    Some(Expected { kind, span: line.span() })
}

fn row(mut cells: Vec<ExpectedCell>) -> ExpectedKind {
    let open = cells.pop_if(|last| last.text.is_none()).is_some();
    if open && cells.is_empty() { ExpectedKind::Any } else { ExpectedKind::Row { cells, open } }
}

fn cell(cell: ast::ExpectedCell<'_>) -> ExpectedCell {
    let text = match (cell.quoted(), cell.words()) {
        (Some(quoted), _) => Some(string(quoted)),
        (None, Some(words)) => Some(words.text().to_owned()).filter(|words| !ANYTHING.contains(&words.as_str())),
        (None, None) => Some(String::new()),
    };
    ExpectedCell { text, span: cell.span() }
}
