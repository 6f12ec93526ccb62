//! What is said of a brace in the wrong place, and of rows whose head is gone.

use std::ops::Range;

use super::super::slips;
use super::lines::{Line, Mark};
use super::walk::Slip;
use crate::base::{Diagnostic, FileId, Say, Span};
use crate::say;
use crate::syntax::codes::MISPLACED_BRACE;

/// The bytes of rows whose head is gone.
pub(super) fn headless(lines: &[Line], slip: &Slip) -> Option<Range<usize>> {
    match slip {
        Slip::Headless { from, to, .. } | Slip::Torn { from, to, .. } => {
            Some(lines.get(*from)?.start..lines.get(*to)?.over)
        }
        _ => None,
    }
}

pub(super) struct Told<'t> {
    pub text: &'t str,
    pub file: FileId,
    pub lines: &'t [Line],
}

impl Told<'_> {
    pub fn slip(&self, slip: &Slip) -> Diagnostic {
        match *slip {
            Slip::Extra { mark, line, head: None, told } => {
                let message = say!("这里多了一个「}}」", "there is a `}}` too many");
                let error = self.error(mark, message);
                if !told {
                    return error.note(say!(
                        "删去它；若是上面有块头丢了，就补上那个块头",
                        "remove it; or, if the head of a block above is gone, write that head again"
                    ));
                }
                let reason = say!("看缩进，没有块在这里结束", "by the indentation, no block ends here");
                error.label(reason).note(say!("删去它", "remove it")).fix(self.whole(mark, line), "")
            }
            Slip::Extra { mark, line, head: Some(head), .. } => self.extra(mark, line, head),
            Slip::Torn { from, row, mark, .. } => self.torn(from, row, mark),
            Slip::Missing { mark, head, before, told } => self.missing(mark, head, before, told),
            Slip::Early { mark, line, head, before } => self.early(mark, line, head, before),
            Slip::Unopened { head } => {
                let at = &self.lines[head];
                let message = say!("这一行之后少了「{{」", "`{{` is missing behind this line");
                let error = Diagnostic::new(MISPLACED_BRACE, self.span(at.start, at.end), message);
                let error = error.related(self.first(head + 1), say!("下面各行比它深", "what follows stands deeper"));
                let error = error.note(say!("在行末补上「{{」", "add `{{` at its end"));
                // a row that lacks its amount may stand above rows whose head is gone
                if at.indent == 0 { error.fix(self.span(at.end, at.end), " {") } else { error }
            }
            Slip::Beneath { head, mark } => {
                let at = &self.lines[head];
                let message = say!("「{{」要写在块头那一行的末尾", "`{{` stands at the end of its head's line");
                self.error(mark, message)
                    .related(self.first(head), say!("块头", "the head"))
                    .fix(self.span(at.end, at.end), " {")
                    .fix(self.whole(mark, head + 1), "")
            }
            Slip::Headless { from, to, mark, outermost } => self.headless(from, to, mark, outermost),
        }
    }

    fn extra(&self, mark: Mark, line: usize, head: usize) -> Diagnostic {
        let number = self.number(head);
        let message = say!(
            "多半多了这个「}}」：第 {number} 行开始的块在这里结束，它下面的行却与块里的行一样深",
            "this `}}` is probably too many: the block begun at line {number} ends here, though the rows after it stand as \
             deep as its own"
        );
        let error = self.error(mark, message).related(self.first(head), say!("这个块的开头", "this block's head"));
        let next = line + 1;
        if self.lines[line].start != mark.at {
            // the head of another block would not be lost in the middle of a line
            return error.note(say!("删去它", "remove it")).fix(self.whole(mark, line), "");
        }
        let row = self.lines.get(next).map_or(number, |line| line.number + 1);
        error.related(self.first(next), say!("落在了块外", "falls outside")).note(say!(
            "删去它；若从第 {row} 行起本是另一个块，就在那一行之前补上它的块头",
            "remove it; or, if another block begins at line {row}, write that block's head before it"
        ))
    }

    fn missing(&self, mark: Mark, head: usize, before: Option<usize>, told: bool) -> Diagnostic {
        let error = self.error(mark, say!("这个「{{」少了另一半", "this `{{` is never closed"));
        let Some(before) = before else {
            let error = error.note(say!("在这个块的末尾补上「}}」", "add `}}` where it ends"));
            return if told { error.fix(self.behind(self.lines.len()), self.closing(head)) } else { error };
        };
        let number = self.number(before);
        if !told {
            return error
                .related(self.first(before), say!("这里又开始了一段", "another declaration begins here"))
                .note(say!(
                    "在第 {number} 行之前、这个块结束的地方补上「}}」",
                    "add `}}` where the block ends, before line {number}"
                ));
        }
        error
            .related(
                self.first(before),
                say!("看缩进，「}}」应在这一行之前", "by the indentation, `}}` belongs before this line"),
            )
            .note(say!("在第 {number} 行之前补上「}}」", "add `}}` before line {number}"))
            .fix(self.behind(before), self.closing(head))
    }

    fn early(&self, mark: Mark, line: usize, head: usize, before: Option<usize>) -> Diagnostic {
        let number = self.number(head);
        let message = say!(
            "第 {number} 行开始的块在这里就结束了，下面的行看缩进还在块里",
            "the block begun at line {number} ends here, though by the indentation the rows after it are its own"
        );
        let error = self.error(mark, message).related(self.first(head), say!("这个块的开头", "this block's head"));
        let error = match before {
            Some(before) => error.related(
                self.first(before),
                say!("看缩进，「}}」应在这一行之前", "by the indentation, `}}` belongs before this line"),
            ),
            None => error,
        };
        let last = self.lines.get(before.unwrap_or(self.lines.len()) - 1).map_or(0, |line| line.number + 1);
        error
            .note(say!(
                "删去它，在第 {last} 行之后补上「}}」；那几行不属于这个块的，移到该在的地方",
                "remove it, and add `}}` after line {last}; or, if the rows do not belong to this block, move them where they do"
            ))
            .fix(self.whole(mark, line), "")
            .fix(self.behind(before.unwrap_or(self.lines.len())), self.closing(head))
    }

    fn torn(&self, from: usize, row: usize, mark: Mark) -> Diagnostic {
        if mark.opens {
            return self.missing(mark, from, None, false);
        }
        let (first, row_number) = (self.number(from), self.number(row));
        let message = say!(
            "第 {first} 行开始的块到第 {row_number} 行之前就结束了，下面却还有它的「}}」",
            "the block begun at line {first} ends before line {row_number}, and yet another `}}` follows"
        );
        Diagnostic::new(MISPLACED_BRACE, self.first(row), message)
            .related(self.first(from), say!("这个块的开头", "this block's head"))
            .related(self.span(mark.at, mark.at + mark.length), say!("多出来的「}}」", "the `}}` left over"))
            .note(say!(
                "各行都顶格，看不出错在哪里：从第 {first} 行起，或者多了一个「}}」，或者丢了一个块头",
                "all lines begin at the margin, so nothing tells where: from line {first} on a `}}` is too many, or the head of \
                 a block is gone"
            ))
    }

    fn headless(&self, from: usize, to: usize, mark: Option<Mark>, outermost: bool) -> Diagnostic {
        let last = if mark.is_some() && to > from { to - 1 } else { to };
        let (first, end) = (self.number(from), self.number(last));
        let which = if first == end {
            say!("第 {first} 行", "line {first} stands")
        } else {
            say!("第 {first}–{end} 行", "lines {first}–{end} stand")
        };
        let (zh, en) = (&which.zh, &which.en);
        let message = say!("{zh}不在任何块里：块头多半丢了", "{en} in no block: the head is probably lost");
        let error = Diagnostic::new(MISPLACED_BRACE, self.first(from), message);
        let error = match mark {
            Some(mark) => error.related(self.span(mark.at, mark.at + mark.length), say!("块的结尾", "the block's end")),
            None => error,
        };
        let says: Vec<&str> = self.lines[from..=last].iter().map(|line| line.says(self.text)).collect();
        error.note(match slips::head_of(&says).filter(|_| outermost) {
            Some(Say { zh, en }) => {
                say!(
                    "在第 {first} 行之前补上块头，写作 {zh} {{",
                    "write its head before line {first}, such as `{en} {{`"
                )
            }
            None => say!("在第 {first} 行之前补上块头", "write its head before line {first}"),
        })
    }

    fn error(&self, mark: Mark, message: Say) -> Diagnostic {
        Diagnostic::new(MISPLACED_BRACE, self.span(mark.at, mark.at + mark.length), message)
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span { file: self.file, start: start as u32, end: end as u32 }
    }

    fn number(&self, line: usize) -> usize {
        self.lines.get(line).map_or(0, |line| line.number + 1)
    }

    /// What a line says, as far as it is short.
    fn first(&self, line: usize) -> Span {
        let line = &self.lines[line];
        let word = line.says(self.text).split(char::is_whitespace).next().map_or(0, str::len);
        self.span(line.start, line.start + word)
    }

    /// A brace, with its line where nothing else is on it.
    fn whole(&self, mark: Mark, line: usize) -> Span {
        let line = &self.lines[line];
        let alone = line.start == mark.at && line.end == mark.at + mark.length && line.over == line.end;
        if alone {
            let start = self.text[..line.start].rfind('\n').map_or(0, |at| at + 1);
            let end = (line.over + self.text[line.over..].find('\n').map_or(0, |at| at + 1)).min(self.text.len());
            return self.span(start, end);
        }
        let blanks = self.text[..mark.at].len() - self.text[..mark.at].trim_end_matches([' ', '\t']).len();
        let blanks = if line.start == mark.at { 0 } else { blanks };
        self.span(mark.at - blanks, mark.at + mark.length)
    }

    /// The place behind the last line before one.
    fn behind(&self, before: usize) -> Span {
        let end = before.checked_sub(1).map_or(0, |last| self.lines[last].over);
        self.span(end, end)
    }

    /// A brace on a line of its own, as deep as a block's head.
    fn closing(&self, head: usize) -> String {
        let line = &self.lines[head];
        let start = self.text[..line.start].rfind('\n').map_or(0, |at| at + 1);
        format!("\n{}}}", &self.text[start..line.start])
    }
}
