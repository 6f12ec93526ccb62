//! One word as it is written: full-width marks and digits become plain where the grammar means them, and nowhere else.

use std::borrow::Cow;

use crate::base::Lang;
use crate::syntax::Node;
use crate::syntax::ast;

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

pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.chars().map(half).collect()) }
}

/// The plain twin of a full-width sign.
pub(super) fn half(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - '！' as u32 + '!' as u32).unwrap_or(c),
        c => c,
    }
}

/// A number and its unit; a unit is a name.
pub(super) fn quantity<'t>(quantity: ast::Quantity<'t>, raw: &'t str) -> Cow<'t, str> {
    let Some(unit) = quantity.unit() else { return plain(raw) };
    let number = &raw[..raw.len() - unit.raw().len()];
    if number.is_ascii() && unit.raw() != "％" {
        return Cow::Borrowed(raw);
    }
    let unit = if unit.raw() == "％" { "%" } else { unit.raw() };
    Cow::Owned(format!("{}{unit}", plain(number)))
}

/// The words of a text in curly marks.
pub(super) fn unquoted(raw: &str) -> Option<&str> {
    raw.strip_prefix('“')?.strip_suffix('”')
}

/// Whether words in curly marks mean the same in plain ones, where `"` and `\` are signs.
pub(super) fn fits(words: &str) -> bool {
    !words.contains(['"', '\\'])
}

pub(super) fn quoted(words: &str) -> String {
    format!("\"{words}\"")
}

/// The cells of a row that a form is expected to print stay as they are, laid out by hand; so do the blanks between them.
pub(super) fn expected<'t>(node: ast::ExpectedRow<'t>, text: &'t str) -> Cow<'t, str> {
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

pub(super) fn keyword<'t>(node: Node<'t>, raw: &'t str, keywords: Option<Lang>) -> Cow<'t, str> {
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
