//! Text to a lossless tree. Parsing cannot fail: what is not understood becomes a `junk` node and a diagnostic, and the
//! rest of the file is read all the same. The only room that knows pest.

mod again;
pub(crate) mod ast;
mod braces;
pub mod codes;
mod conflict;
mod copies;
mod depth;
mod edits;
mod hidden;
mod keywords;
mod marks;
mod mistakes;
mod nodes;
mod numbers;
mod pairs;
mod parser;
mod paths;
mod slips;
mod tree;
mod written;

pub use braces::by_layout;
pub use copies::without_copies;
pub use edits::Reading;
pub use hidden::as_seen;
pub use keywords::{
    Keyword, KeywordPage, is_keyword, keyword, keyword_at, keyword_page, keywords, keywords_of, rule_of,
};
pub use marks::without_marks;
pub(crate) use mistakes::{printed_brace, printed_hole};
pub(crate) use numbers::{misread_number, no_amount};
pub use parser::Rule as Kind;
pub(crate) use slips::{declaration_rule, joined, quote_within};
pub use tree::{Node, Tree};
pub use written::{UNWRITTEN, is_sign, quoted, row_name, written_member};

use crate::base::{Diagnostic, FileId, Span};
use crate::say;
use crate::syntax::codes::TOO_LARGE;

/// The tree of a file in which nothing is understood.
pub fn unread_tree(text: &str, file: FileId) -> Tree {
    Tree::unread(text, file)
}

/// The tree of a text without mistakes that was parsed when the program was built.
pub fn premade_tree(bytes: &[u8], file: FileId) -> Option<Tree> {
    Tree::premade(bytes, file)
}

/// Whether a merge has left a conflict in a text.
pub fn is_conflicted(text: &str) -> bool {
    conflict::find(text, FileId(0)).is_some()
}

/// Reads one file: a tree of whatever stands there, and what is wrong with it.
pub fn parse(text: &str, file: FileId) -> (Tree, Vec<Diagnostic>) {
    read(text, file, |text| Tree::parse(text, file))
}

/// The same with the help of a text like it that was read before without a mistake.
pub fn parse_again(text: &str, file: FileId, tree: &Tree, known: &str) -> (Tree, Vec<Diagnostic>) {
    read(text, file, |text| Tree::reread(text, file, tree, known))
}

fn read(text: &str, file: FileId, parse: impl FnOnce(&str) -> Tree) -> (Tree, Vec<Diagnostic>) {
    let mut problems = Vec::from_iter(hidden::find(text, file));
    let upper = conflict::find(text, file).map(|(upper, problem)| {
        problems.push(problem);
        upper
    });
    let text = upper.as_deref().unwrap_or(text);
    if let Some(at) = depth::too_deep(text) {
        let deepest = depth::DEEPEST;
        let width = text[at..].chars().next().map_or(0, char::len_utf8);
        let span = Span { file, start: at as u32, end: (at + width) as u32 };
        let error = Diagnostic::new(
            TOO_LARGE,
            span,
            say!("括号嵌套超过 {deepest} 层", "brackets nest more than {deepest} deep"),
        )
        .note(say!("多半是前面少写了右括号", "a closing bracket is probably missing before"));
        problems.push(error);
        return (Tree::unread(text, file), problems);
    }
    let tree = parse(text);
    problems.extend(mistakes::find(&tree, text));
    (tree, problems)
}
