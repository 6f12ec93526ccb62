//! Brackets and quotation marks that lack their other half: which one it is, and where the other was to stand.

use crate::base::{Diagnostic, Span};
use crate::say;
use crate::syntax::codes::UNREADABLE;

/// A part of the text that was not understood, and where it stands.
#[derive(Clone, Copy)]
struct Slice<'t> {
    text: &'t str,
    span: Span,
}

/// The first mark of a text that stands alone, quotation marks before brackets.
pub(super) fn find(text: &str, span: Span) -> Option<Diagnostic> {
    let slice = Slice { text, span };
    let mut open: Vec<usize> = Vec::new();
    let mut guess = None;
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &text[at..];
        match c {
            '/' if rest.starts_with("//") => {
                at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            '"' if rest.starts_with(LONG) => match rest[3..].find(LONG) {
                Some(length) => {
                    at += length + 6;
                    continue;
                }
                None => return Some(long(slice.part(at, 3))),
            },
            '“' if rest.starts_with(CURLY) => return Some(curly(slice, at)),
            '"' | '“' => match quoted(rest) {
                QuotedText::Whole(length) => {
                    at += length;
                    continue;
                }
                QuotedText::Mixed(length) => return Some(mixed(slice, at, length)),
                QuotedText::Open(length) => return Some(unquoted(slice.part(at, length))),
            },
            '”' | '\'' | '‘' | '’' | '「' | '『' | '＂' if begins(&text[..at]) => {
                return Some(turned(slice, at).unwrap_or_else(|| foreign(slice.part(at, c.len_utf8()), c)));
            }
            '{' | '｛' | '[' | '［' => open.push(at),
            ']' | '］' => drop(open.pop()),
            '}' | '｝' => {
                let outdented = |from: &usize| slice.begins_line(at) && slice.indent(at) < slice.indent(*from);
                guess = guess.or_else(|| open.last().copied().filter(outdented).map(|from| (from, at)));
                open.pop();
            }
            '\n' => {
                let line = at + 1 + (rest[1..].len() - rest[1..].trim_start().len());
                let goes_on = |from: &usize| slice.ends_line(*from) && slice.indent(line) <= slice.indent(*from);
                let said = text.get(line..).is_some_and(|line| !line.is_empty() && !line.starts_with(['}', '｝', '/']));
                guess = guess
                    .or_else(|| open.last().copied().filter(|from| said && goes_on(from)).map(|from| (from, line)));
            }
            _ => {}
        }
        at += c.len_utf8();
    }
    // an odd indentation alone is no mistake
    let first = *open.first()?;
    let (from, to) = guess.map_or((first, None), |(from, to)| (from, Some(to)));
    Some(bracket(slice, from, to))
}

const LONG: &str = "\"\"\"";

/// What word processors make of it.
const CURLY: &str = "“““";

impl<'t> Slice<'t> {
    fn part(self, at: usize, length: usize) -> Span {
        let start = self.span.start + at as u32;
        Span { start, end: start + length as u32, ..self.span }
    }

    /// What stands before a place on its line.
    fn before(self, at: usize) -> &'t str {
        let before = self.text.get(..at).unwrap_or("");
        before.rsplit('\n').next().unwrap_or(before)
    }

    fn begins_line(self, at: usize) -> bool {
        self.before(at).trim().is_empty()
    }

    fn indent(self, at: usize) -> usize {
        let line = self.before(at);
        line.len() - line.trim_start().len()
    }

    /// Whether the bracket at a place is the last of its line, comments apart.
    fn ends_line(self, at: usize) -> bool {
        let line = self.text[at..].split('\n').next().unwrap_or("");
        let mut behind = line.chars();
        behind.next();
        let behind = behind.as_str().trim();
        behind.is_empty() || behind.starts_with("//")
    }
}

/// Whether a word may begin behind this text.
fn begins(before: &str) -> bool {
    before.ends_with(|c: char| c.is_whitespace() || ":：=＝(（[［,，{｛".contains(c))
}

enum QuotedText {
    /// A text that is closed; its bytes.
    Whole(usize),
    /// Closed by a mark of the other kind.
    Mixed(usize),
    /// Not closed on its line.
    Open(usize),
}

/// Reads a quoted text from its opening mark on.
fn quoted(rest: &str) -> QuotedText {
    let line = rest.split('\n').next().unwrap_or("").trim_end();
    let curly = rest.starts_with('“');
    let (mut inner, mut other) = (0usize, None);
    let mut chars = line.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let stops = || line[end..].chars().next().is_none_or(|c| c.is_whitespace() || ",，;；)）}｝]］".contains(c));
        match c {
            '\\' if !curly => drop(chars.next()),
            '”' if curly => return QuotedText::Whole(end),
            '"' if curly => other = other.or(Some(end)),
            '"' => return QuotedText::Whole(end),
            '“' => inner += 1,
            '”' if inner > 0 => inner -= 1,
            '”' if stops() => return QuotedText::Mixed(end),
            _ => {}
        }
    }
    other.map_or(QuotedText::Open(line.len()), QuotedText::Mixed)
}

fn mixed(slice: Slice<'_>, at: usize, length: usize) -> Diagnostic {
    let whole = &slice.text[at..at + length];
    let inner: String = whole.chars().skip(1).take(whole.chars().count().saturating_sub(2)).collect();
    let message = say!("引号的前后两半不是一对", "the two quotation marks are no pair");
    let error = Diagnostic::new(UNREADABLE, slice.part(at, length), message)
        .note(say!("两边都用 \"，或用成对的 “ ”", "write \" on both sides, or the pair “ ”"));
    // another mark on the line may be the other half
    let behind = slice.text[at + length..].split('\n').next().unwrap_or("");
    if [&inner, behind].iter().any(|text| text.contains(['"', '“', '”'])) {
        return error;
    }
    error.fix(slice.part(at, length), format!("\"{inner}\""))
}

fn unquoted(span: Span) -> Diagnostic {
    Diagnostic::new(UNREADABLE, span, say!("这段文字少了后一半引号", "this text lacks its closing quotation mark"))
        .note(say!(
            "在文字末尾补上引号；分成几行的文字，前后各写 \"\"\"",
            "add it behind the words; a text of several lines stands between \"\"\" and \"\"\""
        ))
}

/// A text of several lines that never ends.
pub(super) fn long(span: Span) -> Diagnostic {
    Diagnostic::new(UNREADABLE, span, say!("从这里开始的文字没有结束", "the text that begins here never ends"))
        .note(say!("在文字之后另起一行，写上 \"\"\"", "write \"\"\" on a line of its own behind the words"))
}

/// The marks of a text of several lines, as word processors write them.
fn curly(slice: Slice<'_>, at: usize) -> Diagnostic {
    let message = say!("几行的文字前后各写 \"\"\"", "a text of several lines stands between \"\"\" and \"\"\"");
    let error =
        Diagnostic::new(UNREADABLE, slice.part(at, CURLY.len()), message).label(say!("写作 \"\"\"", "write \"\"\""));
    let end = slice.text[at..].find("”””").map(|length| slice.part(at + length, "”””".len()));
    let Some(end) = end else { return error };
    let begin = slice.part(at, CURLY.len());
    error.related(end, say!("这里也是", "here too")).fix(begin, LONG).fix(end, LONG)
}

/// A text in quotation marks that are the wrong way round.
fn turned(slice: Slice<'_>, at: usize) -> Option<Diagnostic> {
    let inner = slice.text.get(at..)?.strip_prefix('”')?;
    let (words, behind) = inner.split('\n').next()?.split_once('“')?;
    let ends = behind.trim_start().is_empty() && !words.contains(['"', '”']);
    let span = slice.part(at, words.len() + "”“".len());
    let message = say!("引号的前后两半反了", "the two quotation marks are the wrong way round");
    let error = Diagnostic::new(UNREADABLE, span, message).label(say!("写作 “{words}”", "write “{words}”"));
    ends.then(|| error.fix(span, format!("“{words}”")))
}

fn foreign(span: Span, mark: char) -> Diagnostic {
    Diagnostic::new(UNREADABLE, span, say!("文字不能用 {mark} 括起来", "a text cannot stand in {mark} marks"))
        .note(say!("用 \"……\" 或 “……”", "write \"……\" or “……”"))
}

fn bracket(slice: Slice<'_>, from: usize, to: Option<usize>) -> Diagnostic {
    let mark = slice.text[from..].chars().next().unwrap_or('{');
    let half = if matches!(mark, '[' | '［') { ']' } else { '}' };
    let error = Diagnostic::new(
        UNREADABLE,
        slice.part(from, mark.len_utf8()),
        say!("这个「{mark}」少了另一半", "this `{mark}` is never closed"),
    );
    match to {
        Some(to) => {
            let word = slice.text[to..].chars().next().map_or(1, char::len_utf8);
            let error = error.related(
                slice.part(to, word),
                say!("看缩进，「{half}」应在这一行之前", "by the indentation, `{half}` belongs before this line"),
            );
            error.note(say!("补上「{half}」", "add `{half}`"))
        }
        None => error.note(say!("在这个块的末尾补上「{half}」", "add `{half}` where it ends")),
    }
}
