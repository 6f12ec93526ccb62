//! What forms are expected to print.

use super::names::{string, unknown};
use super::{Builder, Def};
use crate::base::{FileId, Span};
use crate::model::{Expect, Expected, ExpectedCell, ExpectedKind};
use crate::say;
use crate::syntax::{Kind, Node};

/// How `…` is typed: Chinese keyboards give two at once.
const ANYTHING: [&str; 3] = ["…", "……", "..."];

impl<'a> Builder<'a> {
    /// What the report itself expects. A file that is used speaks of its own facts, not of those of its users.
    pub(super) fn expect(&mut self, file: FileId, node: Node<'a>) {
        let (Some(name), Some(block)) = (node.child(Kind::ident), node.child(Kind::expected)) else { return };
        if file != self.entry {
            return;
        }
        let Some(Def::Form(form)) = self.named(name) else {
            let near = self.closest(name.text(), self.report.forms.iter().map(|form| form.name.as_str()));
            self.report(unknown("B0201", &say!("表格", "form"), name.text(), name.span(), &near));
            return;
        };
        let at = self.at_over(node.child(Kind::at_clause), &[name], &[]);
        let rows = block.children().filter_map(expected).collect();
        self.report.expects.push(Expect { form, span: name.span(), at, room: room(block), rows });
    }
}

/// Behind the opening brace, or the last comment.
fn room(block: Node<'_>) -> Span {
    let brace = |mark: Option<char>| mark.map_or(0, char::len_utf8) as u32;
    let (whole, text) = (block.span(), block.raw());
    let inner = block.all_children().last().map(|last| last.span().end);
    let start = inner.unwrap_or(whole.start + brace(text.chars().next()));
    Span { start, end: whole.end - brace(text.chars().last()), ..whole }
}

fn expected(node: Node<'_>) -> Option<Expected> {
    let kind = match node.kind() {
        Kind::expected_note => ExpectedKind::Note(string(node.child(Kind::string)?)),
        Kind::expected_row => row(node.children().map(cell).collect()),
        _ => return None,
    };
    Some(Expected { kind, span: node.span() })
}

fn row(mut cells: Vec<ExpectedCell>) -> ExpectedKind {
    let open = cells.pop_if(|last| last.text.is_none()).is_some();
    if open && cells.is_empty() { ExpectedKind::Any } else { ExpectedKind::Row { cells, open } }
}

fn cell(node: Node<'_>) -> ExpectedCell {
    let text = match node.children().next() {
        None => Some(String::new()),
        Some(inner) if inner.kind() == Kind::string => Some(string(inner)),
        Some(inner) => Some(inner.text().to_owned()).filter(|words| !ANYTHING.contains(&words.as_str())),
    };
    ExpectedCell { text, span: node.span() }
}
