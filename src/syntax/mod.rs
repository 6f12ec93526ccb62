//! Text to a lossless tree. Parsing cannot fail: what is not understood becomes a `junk` node and a diagnostic, and the
//! rest of the file is read all the same. The only room that knows pest.

mod keywords;
mod mistakes;
mod tree;

pub use keywords::{Keyword, keywords};
pub use parser::Rule as Kind;
pub use tree::{Node, Tree};

use crate::base::{Diagnostic, FileId, Span};
use crate::say;

mod parser {
    #![allow(missing_docs, reason = "the derive writes one variant a grammar rule, documented in the grammar")]
    /// The parser that pest derives from the grammar.
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/budget.pest"]
    pub struct BudgetParser;
}

/// Brackets may nest this deep; the deepest real file needs nine. Deeper ones would exhaust the parser's stack.
const DEEPEST: usize = 64;

/// Reads one file.
pub fn parse(text: &str, file: FileId) -> (Tree, Vec<Diagnostic>) {
    if let Some(at) = too_deep(text) {
        let span = Span { file, start: at as u32, end: at as u32 + 1 };
        let error = Diagnostic::error(
            "B0106",
            span,
            say!("括号嵌套超过 {DEEPEST} 层", "brackets nest more than {DEEPEST} deep"),
        )
        .note(say!("多半是前面少写了右括号", "a closing bracket is probably missing before"));
        return (Tree::unread(text, file), vec![error]);
    }
    let tree = Tree::parse(text, file);
    let problems = mistakes::find(&tree, text);
    (tree, problems)
}

/// The byte at which brackets nest too deep. A line that begins with a letter begins a declaration and starts afresh.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut line_start = true;
    for (at, c) in text.char_indices() {
        match c {
            '{' | '[' | '(' | '｛' | '［' | '（' => depth += 1,
            '}' | ']' | ')' | '｝' | '］' | '）' => depth = depth.saturating_sub(1),
            _ if line_start && c.is_alphabetic() => depth = 0,
            _ => {}
        }
        line_start = c == '\n';
        if depth > DEEPEST {
            return Some(at);
        }
    }
    None
}
