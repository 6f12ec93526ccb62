//! A tree as a row of tokens: its words, the marks between them, and its comments, each with the line breaks before it.

use std::borrow::Cow;

use super::layout;
use super::marks::{self, fits, half, unquoted};
use super::token::{Mark, Token};
use crate::base::Lang;
use crate::syntax::Node;
use crate::syntax::ast::{self, Around, Decl, Piece, Spelled, View, Word};

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
        self.push(mark, words_of(node, self.text, self.keywords));
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

/// The text of a node that is one word.
fn words_of<'t>(node: Node<'t>, text: &'t str, keywords: Option<Lang>) -> Cow<'t, str> {
    let raw = marks::trimmed(node.raw());
    match Spelled::of(node) {
        Some(Spelled::Quantity(own)) => marks::quantity(own, raw),
        Some(Spelled::Plain(_) | Spelled::Negation(_)) => marks::plain(raw),
        Some(Spelled::Quoted(_)) => {
            unquoted(raw).filter(|_| fits(raw)).map_or(Cow::Borrowed(raw), |words| Cow::Owned(marks::quoted(words)))
        }
        Some(Spelled::Template(own)) => template(own, text, keywords),
        Some(Spelled::Expected(row)) => marks::expected(row, text),
        Some(Spelled::Access(_)) | None => marks::keyword(node, raw, keywords),
    }
}

/// A text with holes: its words stay, its holes are laid out.
fn template<'t>(node: ast::Template<'t>, text: &'t str, keywords: Option<Lang>) -> Cow<'t, str> {
    let raw = node.raw();
    let curly = unquoted(raw).is_some();
    let is_hole = |piece: &Piece<'t>| matches!(piece, Piece::Hole(_));
    if curly && !can_be_plain(node) || !curly && !node.pieces().any(|piece| is_hole(&piece)) {
        return Cow::Borrowed(raw);
    }
    let (start, end) = (node.span().range().start, node.span().range().end);
    let mut out = String::with_capacity(raw.len());
    let mut at = start;
    let marks = |from: usize, to: usize, out: &mut String| {
        let between = text.get(from..to).unwrap_or("");
        out.push_str(if curly && !between.is_empty() { "\"" } else { between });
    };
    for child in node.pieces() {
        let place = child.span().range();
        marks(at, place.start, &mut out);
        // two braces would be no hole
        if is_hole(&child) && !out.ends_with('{') {
            hole(*child, text, keywords, &mut out);
        } else {
            out.push_str(child.raw());
        }
        at = place.end;
    }
    if curly && at == start {
        out.push('"');
    }
    marks(at, end, &mut out);
    Cow::Owned(out)
}

/// Whether a text in curly marks may stand in plain ones.
fn can_be_plain(template: ast::Template<'_>) -> bool {
    template.pieces().all(|piece| match piece {
        Piece::Words(words) => fits(words.raw()),
        Piece::Unread(_) => false,
        Piece::Hole(hole) => is_read(*hole),
    })
}

/// Whether a hole is understood to its depths.
fn is_read(node: Node<'_>) -> bool {
    !matches!(Piece::of(node), Some(Piece::Unread(_))) && node.all_children().all(is_read)
}

/// A hole on one line. The blanks of one that runs over lines, or holds a comment, are the writer's.
fn hole<'t>(node: Node<'t>, text: &'t str, keywords: Option<Lang>, out: &mut String) {
    let tokens = of(node, text, keywords);
    if tokens.iter().all(|token| token.breaks == 0 && token.mark != Mark::Comment) {
        layout::inline(&tokens, out);
        return;
    }
    let mut at = node.span().range().start;
    each_word(node, &mut |word| {
        let place = word.span().range();
        out.extend(text.get(at..place.start).unwrap_or("").chars().map(half));
        out.push_str(&words_of(word, text, keywords));
        at = place.end;
    });
    out.extend(text.get(at..node.span().range().end).unwrap_or("").chars().map(half));
}

fn each_word<'t>(node: Node<'t>, then: &mut dyn FnMut(Node<'t>)) {
    for child in node.all_children() {
        if child.is_one_word() {
            then(child);
        } else {
            each_word(child, then);
        }
    }
}
