//! One word as it is written: full-width marks and digits become plain where the grammar means them, and nowhere else.

use std::borrow::Cow;

use super::layout;
use super::tokens;
use crate::base::Lang;
use crate::syntax::Node;
use crate::syntax::ast::{self, Piece, Spelled, View};

/// What the grammar passes over on a line.
pub(super) fn is_blank(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\r' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{feff}'
    )
}

/// Without the blanks at its end. A mark of the encoding may be part of a word.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_end_matches(|c| is_blank(c) && c != '\u{feff}')
}

/// The text of a node that is one word.
pub(super) fn text<'t>(node: Node<'t>, text: &'t str, keywords: Option<Lang>) -> Cow<'t, str> {
    let raw = trimmed(node.raw());
    match Spelled::of(node) {
        Some(Spelled::Quantity(own)) => quantity(own, raw),
        Some(Spelled::Plain(_) | Spelled::Negation(_)) => plain(raw),
        Some(Spelled::Quoted(_)) => {
            unquoted(raw).filter(|_| fits(raw)).map_or(Cow::Borrowed(raw), |words| Cow::Owned(quoted(words)))
        }
        Some(Spelled::Template(own)) => template(own, text, keywords),
        Some(Spelled::Expected(row)) => expected(row, text),
        Some(Spelled::Access(_)) | None => keyword(node, raw, keywords),
    }
}

fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.chars().map(half).collect()) }
}

/// The plain twin of a full-width sign.
fn half(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - '！' as u32 + '!' as u32).unwrap_or(c),
        c => c,
    }
}

/// A number and its unit; a unit is a name.
fn quantity<'t>(quantity: ast::Quantity<'t>, raw: &'t str) -> Cow<'t, str> {
    let Some(unit) = quantity.unit() else { return plain(raw) };
    let number = &raw[..raw.len() - unit.raw().len()];
    if number.is_ascii() && unit.raw() != "％" {
        return Cow::Borrowed(raw);
    }
    let unit = if unit.raw() == "％" { "%" } else { unit.raw() };
    Cow::Owned(format!("{}{unit}", plain(number)))
}

/// The words of a text in curly marks.
fn unquoted(raw: &str) -> Option<&str> {
    raw.strip_prefix('“')?.strip_suffix('”')
}

/// Whether words in curly marks mean the same in plain ones, where `"` and `\` are signs.
fn fits(words: &str) -> bool {
    !words.contains(['"', '\\'])
}

fn quoted(words: &str) -> String {
    format!("\"{words}\"")
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
    let tokens = tokens::of(node, text, keywords);
    if tokens.iter().all(|token| token.breaks == 0 && token.mark != tokens::Mark::Comment) {
        layout::inline(&tokens, out);
        return;
    }
    let mut at = node.span().range().start;
    each_word(node, &mut |word| {
        let place = word.span().range();
        out.extend(text.get(at..place.start).unwrap_or("").chars().map(half));
        out.push_str(&self::text(word, text, keywords));
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

/// The cells of a row that a form is expected to print stay as they are, laid out by hand; so do the blanks between them.
fn expected<'t>(node: ast::ExpectedRow<'t>, text: &'t str) -> Cow<'t, str> {
    let range = node.span().range();
    let end =
        node.all_children().find(|child| child.is_comment()).map_or(range.end, |child| child.span().range().start);
    let mut out = String::new();
    let mut at = range.start;
    // an empty cell may stand behind the comment
    for cell in node.cells().filter(|cell| cell.span().range().end <= end) {
        let place = cell.span().range();
        out.push_str(&text.get(at..place.start).unwrap_or("").replace('｜', "|"));
        out.push_str(cell.raw());
        at = place.end.max(at);
    }
    out.push_str(&text.get(at..end).unwrap_or("").replace('｜', "|"));
    out.truncate(trimmed(&out).len());
    Cow::Owned(out)
}

fn keyword<'t>(node: Node<'t>, raw: &'t str, keywords: Option<Lang>) -> Cow<'t, str> {
    let wanted = keywords.and_then(|lang| Some((lang, node.keyword()?)));
    match wanted {
        Some((Lang::Zh, word)) => Cow::Borrowed(word.chinese),
        Some((Lang::En, word)) => Cow::Borrowed(word.english),
        // its two words may stand far apart
        None if raw.starts_with("for") && node.keyword().is_some_and(|word| word.rule == "kw_for") => {
            Cow::Borrowed("for each")
        }
        None => Cow::Borrowed(raw),
    }
}
