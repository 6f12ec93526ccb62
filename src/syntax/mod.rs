//! Text to a lossless tree. Parsing cannot fail: what is not understood becomes a `junk` node and a diagnostic, and the
//! rest of the file is read all the same. The only room that knows pest.

mod depth;
mod hidden;
mod keywords;
mod mistakes;
mod pairs;
mod slips;
mod tree;

pub use keywords::{Keyword, keyword, keywords};
pub use parser::Rule as Kind;
pub(crate) use slips::{joined, looks_like_amount, minus};
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

/// The tree of a file in which nothing is understood.
pub fn unread(text: &str, file: FileId) -> Tree {
    Tree::unread(text, file)
}

/// Reads one file.
pub fn parse(text: &str, file: FileId) -> (Tree, Vec<Diagnostic>) {
    let hidden = hidden::find(text, file);
    if let Some(at) = depth::too_deep(text) {
        let deepest = depth::DEEPEST;
        let width = text[at..].chars().next().map_or(0, char::len_utf8);
        let span = Span { file, start: at as u32, end: (at + width) as u32 };
        let error = Diagnostic::error(
            "B0106",
            span,
            say!("括号嵌套超过 {deepest} 层", "brackets nest more than {deepest} deep"),
        )
        .note(say!("多半是前面少写了右括号", "a closing bracket is probably missing before"));
        return (Tree::unread(text, file), hidden.into_iter().chain([error]).collect());
    }
    let tree = Tree::parse(text, file);
    let mut problems = mistakes::find(&tree, text);
    problems.extend(hidden);
    (tree, problems)
}
