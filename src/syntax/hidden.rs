//! Characters that nobody sees: control characters, and those that change the direction of what follows (Unicode
//! Technical Report 36, "Unicode Security Considerations"). A file that holds them does not say what it seems to say.

use crate::base::unseen::{is_blind, turns};
use crate::base::{Diagnostic, FileId, Span};
use crate::say;

/// The first hidden character of each file is reported, with the number of the others.
pub(super) fn find(text: &str, file: FileId) -> Option<Diagnostic> {
    let mut all = suspects(text).filter(|(at, c)| is_hidden(*c, *at, text));
    let (at, c) = all.next()?;
    let more = all.count();
    let code = format!("U+{:04X}", c as u32);
    let span = Span { file, start: at as u32, end: (at + c.len_utf8()) as u32 };
    let what = match c {
        '\u{0}' => say!("空字符", "a null character"),
        c if c.is_control() => say!("控制字符", "a control character"),
        c if turns(c) => say!("改变文字方向的字符", "a character that turns the direction of the text"),
        _ => say!("看不见的字符", "an invisible character"),
    };
    let (zh, en) = (&what.zh, &what.en);
    let error = Diagnostic::error("B0108", span, say!("这里有{zh} {code}", "there is {en} here, {code}"))
        .note(say!("删去它；它多半是复制粘贴带来的", "remove it; it was probably pasted along"));
    Some(if more == 0 {
        error
    } else {
        error.note(say!("这个文件里还有 {more} 个这样的字符", "such characters in this file besides: {more}"))
    })
}

/// The characters that may be hidden, told by their first byte: nearly all of a text is passed over by that alone.
fn suspects(text: &str) -> impl Iterator<Item = (usize, char)> {
    let suspect = |byte: u8| matches!(byte, 0..=0x08 | 0x0b..=0x1f | 0x7f | 0xc2 | 0xd8 | 0xe1..=0xe3 | 0xef | 0xf3);
    let places = text.bytes().enumerate().filter(move |(_, byte)| suspect(*byte));
    places.filter_map(|(at, _)| Some((at, text.get(at..)?.chars().next()?)))
}

fn is_hidden(c: char, at: usize, text: &str) -> bool {
    match c {
        '\t' | '\n' => false,
        '\r' => !text[at + 1..].starts_with('\n'),
        // a mark of the encoding, at the beginning
        '\u{feff}' => at > 0,
        c => c.is_control() || turns(c) || is_blind(c),
    }
}
