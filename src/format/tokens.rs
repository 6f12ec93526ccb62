//! A tree as a row of tokens: its words, the marks between them, and its comments, each with the line breaks before it.

use std::borrow::Cow;

use super::marks;
use crate::base::Lang;
use crate::syntax::{Kind, Node};

/// What a token is to those beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Word,
    Comment,
    /// A brace of a block, and what closes it.
    Open,
    Close,
    /// A brace of a hole, or another bracket: what is in it touches it. `joined` to the word before it.
    Into {
        joined: bool,
    },
    Out,
    Comma,
    Semicolon,
    /// The colon behind a label; one before a type is a word.
    Label,
    Bar,
    /// `.name` behind a figure.
    Access,
    Negation,
}

pub(super) struct Token<'t> {
    pub(super) mark: Mark,
    pub(super) text: Cow<'t, str>,
    /// Line breaks before it.
    pub(super) breaks: u32,
    /// Whether they part nothing: a line goes on here.
    pub(super) goes_on: bool,
    /// An amount that ends a row: the row's first token.
    pub(super) amount_of: Option<usize>,
    /// The label of an attribute, which stands apart.
    pub(super) is_apart: bool,
    /// The blanks before it, where they are the writer's at the beginning of a line.
    pub(super) lead: Option<&'t str>,
}

/// The tokens of a part of a text.
pub(super) fn of<'t>(node: Node<'t>, text: &'t str, keywords: Option<Lang>) -> Vec<Token<'t>> {
    let mut walk = Walk { text, keywords, tokens: Vec::new(), breaks: 0, goes_on: false, in_items: false };
    walk.node(node);
    walk.tokens
}

struct Walk<'t> {
    text: &'t str,
    keywords: Option<Lang>,
    tokens: Vec<Token<'t>>,
    breaks: u32,
    goes_on: bool,
    in_items: bool,
}

/// Nodes that are one word, whatever they are made of.
pub(super) fn is_word(node: Node<'_>) -> bool {
    match node.kind() {
        Kind::quantity | Kind::string | Kind::template | Kind::axis | Kind::ledger_ref | Kind::module_path => true,
        Kind::member_access | Kind::expected_row => true,
        // brackets with nothing in them
        Kind::file | Kind::block | Kind::row_set | Kind::form_body | Kind::document_body | Kind::expected => false,
        Kind::arguments => false,
        _ => node.all_children().next().is_none(),
    }
}

/// Nodes in which a line break parts one thing from the next.
fn parts_lines(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::file
            | Kind::block
            | Kind::row_set
            | Kind::form_body
            | Kind::document_body
            | Kind::expected
            | Kind::measure_decl
            | Kind::ledger_decl
            | Kind::successors_decl
    )
}

impl<'t> Walk<'t> {
    fn node(&mut self, node: Node<'t>) {
        let kind = node.kind();
        if kind == Kind::COMMENT {
            self.push(Mark::Comment, Cow::Borrowed(marks::trimmed(node.raw())));
        } else if kind == Kind::junk_decl {
            self.unread(node);
        } else if is_word(node) {
            self.word(node);
        } else {
            let outer = self.in_items;
            self.in_items |= kind == Kind::items_decl;
            let first = self.tokens.len();
            self.inner(node);
            if self.in_items && matches!(kind, Kind::row | Kind::total_row) && ends_in_amount(node) {
                let last = self.tokens.iter_mut().rfind(|token| token.mark != Mark::Comment);
                last.into_iter().for_each(|token| token.amount_of = Some(first));
            }
            if kind == Kind::labelled
                && !self.in_items
                && let Some(token) = self.tokens.get_mut(first)
            {
                token.is_apart = true;
            }
            self.in_items = outer;
        }
    }

    fn inner(&mut self, node: Node<'t>) {
        let mut at = node.span().range().start;
        for child in node.all_children() {
            let place = child.span().range();
            self.between(node.kind(), at, place.start);
            self.node(child);
            at = place.end;
        }
        self.between(node.kind(), at, node.span().range().end);
    }

    /// White space and marks between nodes.
    fn between(&mut self, kind: Kind, from: usize, to: usize) {
        let mut rest = self.text.get(from..to).unwrap_or("");
        while let Some(c) = rest.chars().next() {
            let mut length = c.len_utf8();
            let into = |joined| Mark::Into { joined };
            let (mark, text) = match c {
                '\n' => {
                    if self.breaks == 0 {
                        self.goes_on = !parts_lines(kind);
                    }
                    self.breaks += 1;
                    rest = &rest[1..];
                    continue;
                }
                c if marks::is_blank(c) => {
                    rest = &rest[length..];
                    continue;
                }
                '{' | '｛' => (if kind == Kind::hole { into(false) } else { Mark::Open }, "{"),
                '}' | '｝' => (if kind == Kind::hole { Mark::Out } else { Mark::Close }, "}"),
                '[' | '［' => (into(true), "["),
                ']' | '］' => (Mark::Out, "]"),
                '(' | '（' => {
                    (into(matches!(kind, Kind::arguments | Kind::abs_expr | Kind::printed_expr | Kind::text_decl)), "(")
                }
                ')' | '）' => (Mark::Out, ")"),
                ',' | '，' => (Mark::Comma, ","),
                ';' | '；' => (Mark::Semicolon, ";"),
                '|' | '｜' => (Mark::Bar, "|"),
                ':' | '：' if kind == Kind::refer => {
                    length += rest[length..].chars().next().map_or(0, char::len_utf8);
                    (Mark::Word, ":=")
                }
                ':' | '：' => (if before_type(kind) { Mark::Word } else { Mark::Label }, ":"),
                '=' | '＝' => (Mark::Word, "="),
                '-' if rest.starts_with("->") => {
                    length = 2;
                    (Mark::Word, "->")
                }
                _ => (Mark::Word, &rest[..length]),
            };
            self.push(mark, Cow::Borrowed(text));
            rest = &rest[length..];
        }
    }

    fn word(&mut self, node: Node<'t>) {
        let mark = match node.kind() {
            Kind::member_access => Mark::Access,
            Kind::negation => Mark::Negation,
            _ => Mark::Word,
        };
        let start = node.span().range().start;
        self.push(mark, marks::text(node, self.text, self.keywords));
        if node.kind() == Kind::expected_row {
            let line = self.text.get(..start).and_then(|before| before.rsplit('\n').next()).unwrap_or("");
            if let Some(token) = self.tokens.last_mut().filter(|_| line.chars().all(marks::is_blank)) {
                token.lead = Some(line);
            }
            node.all_children().filter(|child| child.kind() == Kind::COMMENT).for_each(|comment| self.node(comment));
        }
    }

    /// What is not understood, with the line breaks behind it.
    fn unread(&mut self, node: Node<'t>) {
        let text = node.raw().trim_end_matches(|c| c == '\n' || c != '\u{feff}' && marks::is_blank(c));
        self.push(Mark::Word, Cow::Borrowed(text));
        self.breaks = node.raw()[text.len()..].matches('\n').count() as u32;
    }

    fn push(&mut self, mark: Mark, text: Cow<'t, str>) {
        let (breaks, goes_on) = (std::mem::take(&mut self.breaks), std::mem::take(&mut self.goes_on));
        let token = Token { mark, text, breaks, goes_on, amount_of: None, is_apart: false, lead: None };
        self.tokens.push(token);
    }
}

/// Whether the colon of a node stands before a type.
fn before_type(kind: Kind) -> bool {
    matches!(kind, Kind::param_decl | Kind::attribute | Kind::value_field | Kind::parameter)
}

/// Whether a row ends in its only amount; whole numbers before it are codes. One with a sign before it, as a target has, is
/// read together with the sign.
fn ends_in_amount(row: Node<'_>) -> bool {
    let mut before = None;
    let mut last = None;
    for atom in row.children() {
        before = last.replace(atom.kind());
    }
    let is_amount =
        |atom: &Node<'_>| atom.kind() == Kind::quantity && (atom.has(Kind::unit) || atom.raw().contains('.'));
    let others = row.children().filter(is_amount).count();
    let itself = row.children().last().is_some_and(|atom| is_amount(&atom));
    last == Some(Kind::quantity) && before.is_some_and(|kind| kind != Kind::sign) && others == usize::from(itself)
}
