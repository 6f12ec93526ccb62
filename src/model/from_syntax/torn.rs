//! What a declaration that could not be read would have said: nothing is known of it, and what rests on it is not reported
//! a second time.

use super::input::Input;
use crate::base::{FileId, Span};
use crate::syntax::ast::{self, Decl};
use crate::syntax::{Node, declaration_rule, keywords};

/// What could not be read would have said.
#[derive(Default)]
pub(super) struct Torn {
    /// Names that declarations which could not be read would have given or spoken of.
    pub(super) names: Vec<(String, Span)>,
    /// What `items` that could not be read speak of.
    pub(super) items: Vec<String>,
    /// Files of whose own coordinates a part was reported.
    pub(super) files: Vec<FileId>,
    /// The spaces of what may have held rows of any ledger.
    pub(super) lost: Vec<usize>,
}

impl Torn {
    /// Whether a declaration that could not be read would have given a name, or spoken of it.
    pub(super) fn names(&self, word: &str) -> bool {
        self.names.iter().any(|(name, _)| name == word)
    }

    /// What declarations that could not be read would have said.
    pub(super) fn collect(files: &[Input<'_>]) -> Torn {
        let mut torn = Torn::default();
        for input in files {
            let mut before = None;
            for decl in ast::declarations(input.tree.root(input.text)) {
                if let Decl::Unread(node) = decl {
                    torn.note(input, node, before);
                }
                before = Some(decl);
            }
        }
        torn
    }

    fn note<'a>(&mut self, input: &Input<'a>, node: Node<'a>, before: Option<Decl<'a>>) {
        let mut words = words(node.text());
        let (first, name) = (words.next().unwrap_or(""), words.next());
        let rule = keywords().find(|keyword| keyword.english == first || keyword.chinese == first);
        // what begins no declaration, nor nearly one, may be rows of any ledger
        match (declaration_rule(first), name) {
            (None, _) if may_hold_rows(node.text()) => self.lost.push(input.space),
            (Some("kw_items"), Some(name)) => self.items.push(name.to_owned()),
            _ => {}
        }
        match (rule.map(|keyword| keyword.rule), name) {
            (Some("kw_at"), _) => self.files.push(input.file),
            (_, Some(name)) => self.names.push((name.to_owned(), node.span())),
            _ => {}
        }
        // what begins no declaration may be rows of the one before, whose `}` stands too early, or the text of one that a
        // text without end has swallowed
        if let (None, Some(before)) = (rule, before) {
            let last = before.text().rsplit('\n').next().unwrap_or("");
            let early = last.trim() == "}" && last != "}";
            let name = before.name().map(Node::text).filter(|_| early);
            let text = before.text().strip_suffix("\"\"\"").and_then(|text| text.rsplit('\n').next());
            let names = name.into_iter().chain(text.and_then(|line| self::words(line).nth(1)));
            self.names.extend(names.map(|name| (name.to_owned(), node.span())));
        }
    }
}

/// Whether a text may be rows: each says at least a figure, a text, or where its figure stands.
fn may_hold_rows(text: &str) -> bool {
    text.contains(|c: char| c.is_numeric() || matches!(c, '"' | '“' | '=' | '＝'))
}

/// The words of a line, as they would be names.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let stops = |c: char| c.is_whitespace() || "=＝:：({（｛[".contains(c);
    text.lines().next().unwrap_or("").split(stops).filter(|word| !word.is_empty())
}
