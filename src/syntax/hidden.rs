//! Characters that nobody sees: control characters, and those that change the direction of what follows (Unicode
//! Technical Report 36, "Unicode Security Considerations"). A file that holds them does not say what it seems to say.

use crate::base::unseen::{changes_direction, is_blind};
use crate::base::{Diagnostic, FileId, Span};
use crate::say;
use crate::syntax::codes::INVISIBLE_CHARACTERS;

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
        c if changes_direction(c) => say!("改变文字方向的字符", "a character that turns the direction of the text"),
        _ => say!("看不见的字符", "an invisible character"),
    };
    let error =
        Diagnostic::new(INVISIBLE_CHARACTERS, span, say!("这里有{what} {code}", "there is {what} here, {code}", what))
            .note(say!("删去它；它多半是复制粘贴带来的", "remove it; it was probably pasted along"));
    Some(if more == 0 {
        error
    } else {
        error.note(say!("这个文件里还有 {more} 个这样的字符", "such characters in this file besides: {more}"))
    })
}

/// A text as it is seen: characters without a shape are put behind what their line says, as blanks, so that each place after
/// that line is what it was. With what is to be said, and repaired, of them.
pub fn as_seen(text: &str, file: FileId) -> Option<(String, Diagnostic)> {
    if let Some(lines) = old_lines(text, file) {
        return Some(lines);
    }
    let mut first = None;
    let mut count = 0;
    let mut seen = String::new();
    let mut fixes = Vec::new();
    let mut blind = suspects(text).filter(|(at, c)| is_shapeless(*c, *at, text)).peekable();
    blind.peek()?;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let mut from = None;
        while let Some((place, c)) = blind.next_if(|(place, _)| *place < end) {
            first.get_or_insert((place, c));
            from.get_or_insert(place);
            count += 1;
        }
        let (start, bare) = (seen.len(), line.trim_end_matches(['\n', '\r']));
        match from {
            None => seen.push_str(bare),
            Some(from) => {
                let kept = |(place, c): &(usize, char)| !is_shapeless(*c, at + place, text);
                seen.extend(bare.char_indices().filter(kept).map(|(_, c)| c));
                fixes.push((from, at + bare.len(), seen[start + from - at..].to_owned()));
                seen.extend(std::iter::repeat_n(' ', start + bare.len() - seen.len()));
            }
        }
        seen.push_str(&line[bare.len()..]);
        at = end;
    }
    let (at, c) = first?;
    let code = format!("U+{:04X}", c as u32);
    let span = |start: usize, end: usize| Span { file, start: start as u32, end: end as u32 };
    let message = say!("这里有看不见的字符 {code}", "there is an invisible character here, {code}");
    let end = at + seen.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let mut error = Diagnostic::new(INVISIBLE_CHARACTERS, span(at, end), message)
        .note(say!("删去它；它多半是复制粘贴带来的", "remove it; it was probably pasted along"));
    if count > 1 {
        let more = count - 1;
        error = error.note(say!("这个文件里还有 {more} 个这样的字符", "such characters in this file besides: {more}"));
    }
    Some((seen, fixes.into_iter().fold(error, |error, (start, end, text)| error.fix(span(start, end), text))))
}

/// A text whose lines end as those of old programs do, in a carriage return alone.
fn old_lines(text: &str, file: FileId) -> Option<(String, Diagnostic)> {
    let first = text.find('\r').filter(|_| !text.contains('\n'))? as u32;
    let end = |at: u32| Span { file, start: at, end: at + 1 };
    let message =
        say!("各行以回车 U+000D 结尾，没有换行", "the lines end in carriage returns, U+000D, and no line feeds");
    let error = Diagnostic::new(INVISIBLE_CHARACTERS, end(first), message)
        .note(say!("都换成换行 U+000A", "put line feeds, U+000A, in their place"));
    let error = text.match_indices('\r').fold(error, |error, (at, _)| error.fix(end(at as u32), "\n"));
    Some((text.replace('\r', "\n"), error))
}

/// Whether a character neither shows nor joins what it stands between.
fn is_shapeless(c: char, at: usize, text: &str) -> bool {
    match c {
        // a mark of the encoding, at the beginning
        '\u{feff}' => at > 0,
        // joiners have a part in scripts whose letters change shape, and in pictures
        '\u{200c}' | '\u{200d}' => {
            let joins = |c: char| {
                !c.is_ascii()
                    && !matches!(c, '\u{2000}'..='\u{206f}' | '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{ffef}')
            };
            !text[..at].chars().next_back().is_some_and(joins)
        }
        c => is_blind(c) && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}'),
    }
}

/// By byte: whether a character that may be hidden begins with it.
const SUSPECT: [bool; 256] = {
    let (mut all, mut byte) = ([false; 256], 0);
    while byte < all.len() {
        all[byte] = matches!(byte, 0..=0x08 | 0x0b..=0x1f | 0x7f | 0xc2 | 0xd8 | 0xe1..=0xe3 | 0xef | 0xf3);
        byte += 1;
    }
    all
};

/// The characters that may be hidden, told by their first bytes: nearly all of a text is passed over by those alone. Of U+3000 to
/// U+303F and U+FF00 to U+FF3F, full-width marks, none is hidden.
fn suspects(text: &str) -> impl Iterator<Item = (usize, char)> {
    let bytes = text.as_bytes();
    let wide = |at: usize| matches!(bytes[at..], [0xe3, 0x80, ..] | [0xef, 0xbc, ..]);
    let places = bytes.iter().enumerate().filter(move |(at, byte)| SUSPECT[usize::from(**byte)] && !wide(*at));
    places.filter_map(|(at, _)| Some((at, text.get(at..)?.chars().next()?)))
}

fn is_hidden(c: char, at: usize, text: &str) -> bool {
    match c {
        '\t' | '\n' => false,
        '\r' => !text[at + 1..].starts_with('\n'),
        // a mark of the encoding, at the beginning
        '\u{feff}' => at > 0,
        c => c.is_control() || changes_direction(c) || is_blind(c) || is_shapeless(c, at, text),
    }
}
