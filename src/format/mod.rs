//! A file as it is laid out: blanks, the marks of the grammar, and where amounts stand. What is written stays what it is.
//!
//! Each line is laid out by itself and by the brackets around it, so that a changed figure changes its own line alone.

mod layout;
mod marks;
mod token;
mod tokens;

use crate::base::{FileId, Lang};
use crate::syntax::{self, Node};

pub use layout::{before_amount, indent};

use token::Token;

/// A mark of the encoding, which stays where it is.
const BOM: &str = "\u{feff}";

/// The text laid out, its keywords in one language where that is asked for. What is not understood stays as it is, and what is
/// around it is laid out. Nothing where the result would not read as the text does: then the text stays as it is.
pub fn format(text: &str, keywords: Option<Lang>) -> Option<String> {
    if syntax::is_conflicted(text) {
        // which side is meant is not known yet
        return Some(text.to_owned());
    }
    let (tree, _) = syntax::parse(text, FileId(0));
    let root = tree.root(text);
    let tokens = tokens::of(root, text, keywords);
    let mut out = String::with_capacity(text.len() * 2);
    if text.starts_with(BOM) {
        out.push_str(BOM);
    }
    layout::write(&tokens, line_end(text), &mut out);
    let (tree, _) = syntax::parse(&out, FileId(0));
    let again = tree.root(&out);
    let same = same_shape(root, again) && same_words(&tokens, &tokens::of(again, &out, keywords));
    same.then_some(out)
}

/// How the lines of a text end: as its last one does, which stays.
fn line_end(text: &str) -> &'static str {
    let last = text.rfind('\n').and_then(|at| text.get(..at)).unwrap_or("");
    if last.ends_with('\r') { "\r\n" } else { "\n" }
}

fn same_shape(one: Node<'_>, other: Node<'_>) -> bool {
    let (mut ours, mut theirs) = (one.children(), other.children());
    let inner = loop {
        match (ours.next(), theirs.next()) {
            (Some(our), Some(their)) if same_shape(our, their) => {}
            (None, None) => break true,
            _ => break false,
        }
    };
    one.is_like(other) && inner
}

fn same_words(ours: &[Token<'_>], theirs: &[Token<'_>]) -> bool {
    ours.len() == theirs.len()
        && ours.iter().zip(theirs).all(|(our, their)| our.mark == their.mark && our.text == their.text)
}
