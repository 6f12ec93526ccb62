//! Small readings of leaves: words, numbers, strings; and near misses of names.

use std::borrow::Cow;

use crate::base::near::did_you_mean;
use crate::base::{Code, Diagnostic, Say, Span, alike};
use crate::say;
use crate::syntax::{Node, ast};

/// ASCII digits and signs for full-width ones.
pub(super) fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    text.chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            '－' => '-',
            '％' => '%',
            '＜' => '<',
            '＝' => '=',
            '＞' => '>',
            _ => c,
        })
        .collect()
}

/// A code's digits.
pub(super) fn code_digits(text: &str) -> Cow<'_, str> {
    let code = ascii(text);
    if code.bytes().all(|byte| byte.is_ascii_digit()) {
        return code;
    }
    code.chars().filter(char::is_ascii_digit).collect()
}

/// The words of a text in quotes, escapes resolved.
pub(super) fn string(quoted: ast::Quoted<'_>) -> String {
    let inner = quoted.inner();
    if inner.contains('\\') { inner.replace("\\\"", "\"").replace("\\\\", "\\") } else { inner.to_owned() }
}

/// A member reference: its words, and whether they are a code.
pub(super) fn member_words(word: ast::Word<'_>) -> (Cow<'_, str>, bool) {
    match word {
        ast::Word::Quoted(quoted) => (Cow::Owned(string(quoted)), false),
        ast::Word::Template(template) => (Cow::Owned(template_words(template)), false),
        ast::Word::Code(code) | ast::Word::Dashed(code) | ast::Word::Pointed(code) => (code_digits(code.text()), true),
        ast::Word::Quantity(quantity) => (ascii(quantity.text()), quantity.unit().is_none()),
        ast::Word::Sign(sign) => (ascii(sign.text()), false),
        // as a value, a code reads like a difference
        _ if is_code(word.text()) => (code_digits(word.text()), true),
        _ => (Cow::Borrowed(word.text()), false),
    }
}

fn is_code(text: &str) -> bool {
    text.contains('-') && text.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A member's name as it is typed: in quotes where it would not be read as one word.
pub(super) fn typed_name(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || c == '_';
    if name.starts_with(|c: char| c.is_alphabetic()) && name.chars().all(plain) {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The words of a template without holes.
pub(super) fn template_words(template: ast::Template<'_>) -> String {
    template.pieces().map(unescape).collect()
}

/// The words of a piece with its escapes resolved.
pub(super) fn unescape(piece: ast::Piece<'_>) -> String {
    let range = piece.raw();
    // most words have nothing to resolve
    if memchr::memchr3(b'{', b'}', b'\\', range.as_bytes()).is_none() {
        return range.to_owned();
    }
    let mut words = range.replace("{{", "{").replace("}}", "}");
    if matches!(piece, ast::Piece::Words(words) if words.has_escapes()) {
        words = words.replace("\\\"", "\"").replace("\\\\", "\\");
    }
    words
}

/// "did you mean" for an unknown name.
pub(super) fn unknown(code: Code, what: &Say, word: &str, span: Span, near: &[String]) -> Diagnostic {
    let error = Diagnostic::new(code, span, say!("没有叫「{word}」的{what}", "there is no {what} `{word}`", what));
    let mut twins = near.iter().filter(|near| alike::are_twins(word, near));
    match (twins.next(), twins.next()) {
        (Some(meant), None) => twin(error, word, meant, false),
        _ => {
            // a code that is told with its name is not what would stand there
            let names = near.iter().filter(|near| !near.contains(char::is_whitespace));
            let error = names.fold(error, |error, near| {
                let typed = typed_name(near);
                error.offer(say!("改为 {typed}", "write {typed}"), span, typed.clone())
            });
            did_you_mean(near).into_iter().fold(error, Diagnostic::note)
        }
    }
}

/// What is written looks like a name and is not: it is told by the letter, and nothing else can be meant. Which of the two is
/// to be mended is certain where the declaration has plain letters, or is not the writer's own.
pub(super) fn twin(error: Diagnostic, written: &str, meant: &str, own: bool) -> Diagnostic {
    let (span, typed) = (error.primary.span, typed_name(meant));
    let odd = |text: &str| alike::is_untyped(text) || own && alike::is_wide(text);
    let error = if odd(meant) && !odd(written) {
        let error = error.label(say!("声明的是「{meant}」", "it was declared as `{meant}`"));
        error.note(say!("声明里的字不是平常的字：多半该改声明", "the odd letter is the declaration’s: mend it there"))
    } else {
        error.label(say!("应为「{meant}」", "it is `{meant}`")).fix(span, typed)
    };
    alike::differing_letters(written, meant).into_iter().fold(error, Diagnostic::note)
}

/// Whether a word without quotes is the whole of what is meant: no further words stand behind it, and no half of its quotes.
pub(super) fn is_whole(word: Node<'_>) -> bool {
    let behind = word.behind();
    let next = behind.split_whitespace().next().unwrap_or("");
    let goes_on = next.starts_with(char::is_alphanumeric) && !next.contains([':', '：']);
    let quotes = ['"', '“', '”', '「', '」', '『', '』', '«', '»'];
    !goes_on && !word.text().contains(quotes) && behind.matches(quotes).count().is_multiple_of(2)
}

/// A written decimal without unit.
pub(super) fn small_number(node: Node<'_>) -> usize {
    ascii(node.text()).parse().unwrap_or(0)
}
