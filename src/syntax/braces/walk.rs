//! Where the braces of a text and its indentation part: walks both at once, and takes the indentation to be right.

use super::lines::{Line, Mark};

/// Where braces and indentation part in more places, the indentation says nothing.
pub(super) const MOST: usize = 8;

/// What is wrong with a brace, or with the head of a block. Lines are numbers of those that say something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slip {
    /// A brace closes what should not end there: the block whose head is on line `head`, or none that begins as deep. `told`
    /// says whether the indentation tells so.
    Extra { mark: Mark, line: usize, head: Option<usize>, told: bool },
    /// The block that begins with `mark` should end before a line, or with the text.
    /// `told` says whether the indentation tells where.
    Missing { mark: Mark, head: usize, before: Option<usize>, told: bool },
    /// The block that begins on line `head` ends too early, at `mark`; it should end before a line.
    Early { mark: Mark, line: usize, head: usize, before: Option<usize> },
    /// A head without its brace.
    Unopened { head: usize },
    /// The brace stands beneath its head.
    Beneath { head: usize, mark: Mark },
    /// Rows whose head is gone, and the brace that closes them.
    Headless { from: usize, to: usize, mark: Option<Mark>, outermost: bool },
    /// Somewhere between two lines a brace is too many or missing, or a head is gone, and no indentation tells which; on line
    /// `row` it shows.
    Torn { from: usize, row: usize, to: usize, mark: Mark },
}

/// What a block is as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BlockState {
    /// It has its brace.
    Open(Mark),
    /// Its head has none.
    Unopened,
    /// Its head is gone.
    Headless,
    /// It goes on behind its end, or its head is gone: the line of the block before.
    Torn(usize),
}

#[derive(Clone, Copy, Debug)]
struct BracedBlock {
    is: BlockState,
    /// Its head's line; of one without a head its first row's.
    line: usize,
    indent: usize,
    /// The indentation of its rows, once one was seen.
    body: Option<usize>,
}

impl BracedBlock {
    /// Whether its rows stand no deeper than its head, so that indentation tells nothing.
    fn flush(&self) -> bool {
        self.body.is_some_and(|body| body <= self.indent)
    }

    /// Whether a line stands as deep as its rows.
    fn holds(&self, line: &Line) -> bool {
        self.body.map_or(line.indent > self.indent, |body| line.indent == body)
    }
}

/// What the walk asks of the language.
pub(super) trait Language {
    /// Whether a line surely begins a declaration.
    fn declares(&self, line: &Line) -> bool;
    /// Whether it may be meant to.
    fn begins(&self, line: &Line) -> bool;
    /// Whether a line at the outermost level, or a row, lacks a block behind it.
    fn wants_block(&self, line: &Line, is_row: bool) -> bool;
}

/// Walks through lines. Rows beneath a brace that stand as deep as those of the block that it closed are that block's, or of
/// one whose head is gone: the first is taken, unless something parts them from the brace; or the other way round.
pub(super) fn walk(lines: &[Line], language: &dyn Language, other: bool) -> Vec<Slip> {
    let mut walk = Walk { lines, language, other, open: Vec::new(), closed: None, slips: Vec::new() };
    for (at, line) in lines.iter().enumerate() {
        walk.line(at, line);
        if walk.slips.len() > 2 * MOST {
            return walk.slips;
        }
    }
    while let Some(block) = walk.open.pop().filter(|_| walk.slips.len() <= 2 * MOST) {
        walk.unclosed(block, None);
    }
    early(walk.slips)
}

struct Walk<'a> {
    lines: &'a [Line],
    language: &'a dyn Language,
    other: bool,
    open: Vec<BracedBlock>,
    /// The block that was closed last, by which brace, on which line.
    closed: Option<(BracedBlock, Mark, usize)>,
    slips: Vec<Slip>,
}

impl Walk<'_> {
    fn line(&mut self, at: usize, line: &Line) {
        let mut marks = line.marks.iter().copied().peekable();
        if line.within || line.goes_on {
            // indentation says nothing there
        } else if line.closes() {
            if let Some(mark) = marks.next() {
                self.close(at, line, mark);
            }
        } else if at > 0 && marks.peek().is_some_and(|mark| mark.opens && mark.at == line.start) {
            let mark = line.marks[0];
            let (head, indent) = (at - 1, self.lines[at - 1].indent);
            self.slips.push(Slip::Beneath { head, mark });
            self.open.push(BracedBlock { is: BlockState::Open(mark), line: head, indent, body: None });
            marks.next();
        } else {
            self.dedent(at, line);
            self.deeper(at, line);
            if let Some(top) = self.open.last_mut() {
                top.body.get_or_insert(line.indent);
            }
        }
        for mark in marks {
            if mark.opens {
                self.open.push(BracedBlock { is: BlockState::Open(mark), line: at, indent: line.indent, body: None });
            } else {
                self.trailing(at, mark);
            }
        }
    }

    /// Blocks that should have ended before a line.
    fn dedent(&mut self, at: usize, line: &Line) {
        while let Some(top) = self.open.last().copied().filter(|top| line.indent <= top.indent) {
            let declares = || line.indent == 0 && self.language.declares(line);
            let ends = match top.body {
                None => line.indent < top.indent || declares(),
                Some(_) if top.flush() => declares(),
                Some(_) => true,
            };
            if !ends {
                return;
            }
            self.open.pop();
            self.unclosed(top, Some(at));
        }
    }

    /// A block that nothing closes.
    fn unclosed(&mut self, block: BracedBlock, before: Option<usize>) {
        let BlockState::Open(mark) = block.is else {
            // rows that stand deeper than what is around them are not wrong yet
            if block.is == BlockState::Headless && self.open.is_empty() && block.body > Some(0) {
                let to = before.unwrap_or(self.lines.len()) - 1;
                // one line alone may go on from the line before
                if to == block.line {
                    return;
                }
                self.slips.push(Slip::Headless { from: block.line, to, mark: None, outermost: true });
            }
            return;
        };
        let told = block.body > Some(block.indent);
        if !told && self.other && before.is_some() {
            let to = before.unwrap_or(self.lines.len()) - 1;
            self.slips.push(Slip::Torn { from: block.line, row: block.line, to, mark });
            return;
        }
        // a brace that stands as deep as the rows closes them all the same
        if let Some(Slip::Extra { line, head: None, .. }) = self.slips.last()
            && *line + 1 == before.unwrap_or(self.lines.len())
        {
            self.slips.pop();
            return;
        }
        self.slips.push(Slip::Missing { mark, head: block.line, before, told });
    }

    /// Rows that stand deeper than they should.
    fn deeper(&mut self, at: usize, line: &Line) {
        let level = match self.open.last() {
            None => 0,
            Some(BracedBlock { body: Some(body), .. }) => *body,
            Some(_) => return,
        };
        let outermost = self.open.is_empty();
        let is_row = line.indent > level || outermost && !self.language.begins(line) && at > 0;
        if !is_row {
            return;
        }
        if let Some((block, mark, closed)) = self.closed
            && closed + 1 == at
            && block.holds(line)
            && line.apart == self.other
        {
            self.slips.push(Slip::Extra { mark, line: closed, head: Some(block.line), told: false });
            self.open.push(block);
            return;
        }
        let before = at.checked_sub(1).map(|before| &self.lines[before]);
        let head = before.filter(|head| {
            !self.other
                && head.indent == level
                && line.indent > level
                && !head.closes()
                && self.language.wants_block(head, !outermost)
        });
        let (is, from) = match (head, self.closed) {
            (Some(_), _) => (BlockState::Unopened, at - 1),
            (None, Some((block, ..))) if outermost && line.indent == 0 && block.flush() => {
                (BlockState::Torn(block.line), at)
            }
            (None, _) => (BlockState::Headless, at),
        };
        self.open.push(BracedBlock { is, line: from, indent: level, body: Some(line.indent) });
    }

    /// A brace that begins its line.
    fn close(&mut self, at: usize, line: &Line, mark: Mark) {
        if self.resumes(at, line) {
            self.slips.push(Slip::Extra { mark, line: at, head: None, told: true });
            return;
        }
        while let Some(top) = self.open.last().copied().filter(|top| top.indent > line.indent) {
            self.open.pop();
            self.unclosed(top, Some(at));
        }
        match self.open.last().copied().filter(|top| top.indent == line.indent) {
            Some(top) => self.closed(at, top, mark),
            None if self.ends_first_rows(line) && self.rows_follow(at, line) => {
                if let Some(outer) = self.open.last_mut() {
                    outer.body = Some(line.indent);
                    let from = outer.line + 1;
                    self.slips.push(Slip::Headless { from, to: at, mark: Some(mark), outermost: false });
                }
            }
            None => self.stray(at, mark),
        }
    }

    /// A brace that closes nothing.
    fn stray(&mut self, at: usize, mark: Mark) {
        let flush = self.closed.map(|(block, ..)| block).filter(|block| self.open.is_empty() && block.flush());
        match flush {
            Some(block) if self.other => self.slips.push(Slip::Torn { from: block.line, row: at, to: at, mark }),
            _ => {
                let told = flush.is_none() && !self.ends_first_rows(&self.lines[at]);
                self.slips.push(Slip::Extra { mark, line: at, head: None, told });
            }
        }
    }

    /// Whether a block goes on behind a brace that stands less deep than it.
    fn resumes(&self, at: usize, line: &Line) -> bool {
        let Some((top, next)) = self.open.last().zip(self.lines.get(at + 1)) else { return false };
        let same = if next.closes() { next.indent == top.indent } else { top.holds(next) };
        top.indent > line.indent && same
    }

    /// Whether a brace ends the first rows of a block, which stand deeper than it: their head may be gone.
    fn ends_first_rows(&self, line: &Line) -> bool {
        let Some(BracedBlock { body: Some(body), indent, line: head, .. }) = self.open.last().copied() else {
            return false;
        };
        let first = self.lines.get(head + 1).is_some_and(|first| first.indent == body);
        indent < line.indent && line.indent < body && first
    }

    /// Whether rows behind a brace stand as deep as it.
    fn rows_follow(&self, at: usize, line: &Line) -> bool {
        let next = self.lines.get(at + 1);
        next.is_none_or(|next| if next.closes() { self.other } else { next.indent == line.indent })
    }

    /// The innermost block ends.
    fn closed(&mut self, at: usize, top: BracedBlock, mark: Mark) {
        self.open.pop();
        match top.is {
            BlockState::Open(_) => self.closed = Some((top, mark, at)),
            BlockState::Unopened => self.slips.push(Slip::Unopened { head: top.line }),
            BlockState::Torn(from) => self.slips.push(Slip::Torn { from, row: top.line, to: at, mark }),
            BlockState::Headless => {
                let outermost = self.open.is_empty();
                self.slips.push(Slip::Headless { from: top.line, to: at, mark: Some(mark), outermost });
            }
        }
    }

    /// A brace behind something else on its line: what follows tells whether it should close an earlier line's block.
    fn trailing(&mut self, at: usize, mark: Mark) {
        let Some(top) = self.open.last().copied() else {
            self.stray(at, mark);
            return;
        };
        let goes_on = self.lines.get(at + 1).is_some_and(|next| {
            if next.closes() { next.indent == top.indent } else { next.indent > top.indent && top.body.is_some() }
        });
        if top.line < at && goes_on && !top.flush() {
            self.slips.push(Slip::Extra { mark, line: at, head: Some(top.line), told: true });
        } else {
            self.closed(at, top, mark);
        }
    }
}

/// A block that ends too early, and then not where it should, is one slip.
fn early(slips: Vec<Slip>) -> Vec<Slip> {
    let mut all: Vec<Slip> = Vec::new();
    for slip in slips {
        if let Slip::Missing { head, before, .. } = slip
            && let Some(found) = all.iter_mut().rev().find(|slip| matches!(slip, Slip::Extra { .. }))
            && let Slip::Extra { mark, line, head: of, .. } = *found
            && of.is_none_or(|of| of == head)
            && line > head
        {
            *found = Slip::Early { mark, line, head, before };
        } else {
            all.push(slip);
        }
    }
    all
}
