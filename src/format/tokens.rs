//! A tree as a row of tokens: its words, the marks between them, and its comments, each with the line breaks before it.

use std::borrow::Cow;

use super::marks;
use crate::base::Lang;
use crate::syntax::Node;
use crate::syntax::ast::{self, Around, Decl, Spelled, View, Word};

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

impl<'t> Walk<'t> {
    fn node(&mut self, node: Node<'t>) {
        let decl = Decl::of(node);
        if node.is_comment() {
            self.push(Mark::Comment, Cow::Borrowed(marks::trimmed(node.raw())));
        } else if let Some(Decl::Unread(node)) = decl {
            self.unread(node);
        } else if node.is_one_word() {
            self.word(node);
        } else {
            let outer = self.in_items;
            self.in_items |= matches!(decl, Some(Decl::Items(_)));
            let first = self.tokens.len();
            self.inner(node);
            if self.in_items && ast::Row::of(node).is_some_and(ends_in_amount) {
                let last = self.tokens.iter_mut().rfind(|token| token.mark != Mark::Comment);
                last.into_iter().for_each(|token| token.amount_of = Some(first));
            }
            if !self.in_items
                && ast::Labelled::of(node).is_some()
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
            self.between(node, at, place.start);
            self.node(child);
            at = place.end;
        }
        self.between(node, at, node.span().range().end);
    }

    /// White space and marks between nodes.
    fn between(&mut self, node: Node<'t>, from: usize, to: usize) {
        let mut rest = self.text.get(from..to).unwrap_or("");
        let around = node.around();
        while let Some(c) = rest.chars().next() {
            let mut length = c.len_utf8();
            let into = |joined| Mark::Into { joined };
            let (mark, text) = match c {
                '\n' => {
                    if self.breaks == 0 {
                        self.goes_on = !node.parts_lines();
                    }
                    self.breaks += 1;
                    rest = &rest[1..];
                    continue;
                }
                c if marks::is_blank(c) => {
                    rest = &rest[length..];
                    continue;
                }
                '{' | '｛' => (if around == Around::Hole { into(false) } else { Mark::Open }, "{"),
                '}' | '｝' => (if around == Around::Hole { Mark::Out } else { Mark::Close }, "}"),
                '[' | '［' => (into(true), "["),
                ']' | '］' => (Mark::Out, "]"),
                '(' | '（' => (into(around == Around::Call), "("),
                ')' | '）' => (Mark::Out, ")"),
                ',' | '，' => (Mark::Comma, ","),
                ';' | '；' => (Mark::Semicolon, ";"),
                '|' | '｜' => (Mark::Bar, "|"),
                ':' | '：' if around == Around::Refer => {
                    length += rest[length..].chars().next().map_or(0, char::len_utf8);
                    (Mark::Word, ":=")
                }
                ':' | '：' => (if around == Around::Typed { Mark::Word } else { Mark::Label }, ":"),
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
        let spelled = Spelled::of(node);
        let mark = match spelled {
            Some(Spelled::Access(_)) => Mark::Access,
            Some(Spelled::Negation(_)) => Mark::Negation,
            _ => Mark::Word,
        };
        let start = node.span().range().start;
        self.push(mark, marks::text(node, self.text, self.keywords));
        if let Some(Spelled::Expected(_)) = spelled {
            let line = self.text.get(..start).and_then(|before| before.rsplit('\n').next()).unwrap_or("");
            if let Some(token) = self.tokens.last_mut().filter(|_| line.chars().all(marks::is_blank)) {
                token.lead = Some(line);
            }
            node.all_children().filter(|child| child.is_comment()).for_each(|comment| self.node(comment));
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

/// Whether a row ends in its only amount; whole numbers before it are codes. One with a sign before it, as a target has, is
/// read together with the sign.
fn ends_in_amount(row: ast::Row<'_>) -> bool {
    let mut before = None;
    let mut last = None;
    for part in row.children() {
        before = last.replace(part);
    }
    let is_amount = |quantity: &ast::Quantity<'_>| quantity.unit().is_some() || quantity.raw().contains('.');
    let Some(last) = last.and_then(ast::Quantity::of) else { return false };
    let others = row.words().filter_map(Word::quantity).filter(is_amount).count();
    let is_sign = |part: Node<'_>| matches!(Word::of(part), Some(Word::Sign(_)));
    before.is_some_and(|part| !is_sign(part)) && others == usize::from(is_amount(&last))
}
