//! What a merge leaves in a file where two sides changed the same lines, as git writes it: lines that begin with seven `<`,
//! `|` (before what both sides changed), `=` and `>`.

use crate::base::{Diagnostic, FileId, Span};
use crate::say;
use crate::syntax::codes::MERGE_CONFLICT;

const MARKS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// Which of the marks a line is.
fn mark(line: &str) -> Option<usize> {
    let mark = MARKS.iter().position(|mark| line.starts_with(mark))?;
    line[MARKS[mark].len()..].chars().next().is_none_or(char::is_whitespace).then_some(mark)
}

/// The text with blanks for the marks and the lower sides, everything at its place, and what is to be said.
pub(super) fn find(text: &str, file: FileId) -> Option<(String, Diagnostic)> {
    // nearly every text
    memchr::memmem::find(text.as_bytes(), MARKS[0].as_bytes())?;
    let mut upper = String::with_capacity(text.len());
    let (mut at, mut kept, mut open, mut found) = (0, true, Vec::new(), Vec::new());
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\n', '\r']);
        let is = mark(bare).filter(|is| (*is == 0) == open.is_empty());
        if let Some(is) = is {
            kept = is == 0 || is == 3;
            open.push(Span { file, start: at as u32, end: (at + MARKS[is].len()) as u32 });
            if is == 3 {
                found.push(std::mem::take(&mut open));
            }
        }
        if kept && is.is_none() {
            upper.push_str(bare);
        } else {
            upper.extend(bare.bytes().map(|_| ' '));
        }
        upper.push_str(&line[bare.len()..]);
        at += line.len();
    }
    // what is not closed is no conflict
    let first = found.first().filter(|_| open.is_empty())?;
    let error = Diagnostic::new(
        MERGE_CONFLICT,
        *first.first()?,
        say!("合并时的冲突还没有解决", "a conflict of a merge is not resolved"),
    )
    .related(*first.last()?, say!("到这里为止", "up to here"))
    .note(say!(
        "两边留下一边，删去标记的各行；在此之前按上面一边核对",
        "keep one of the two sides and remove the lines of marks; until then the upper side is checked"
    ));
    let more = found.len() - 1;
    let error = match more {
        0 => error,
        _ => error.note(say!("这个文件里还有 {more} 处", "conflicts in this file besides: {more}")),
    };
    Some((upper, error))
}
