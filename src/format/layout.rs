//! Tokens as lines.

use unicode_width::UnicodeWidthStr;

use super::token::{Mark, Token};

/// Blanks for each block that a line stands in, and for a line that goes on.
const STEP: usize = 2;

/// Where the points of amounts stand: the first column that leaves two blanks before the amount, and then each so many on.
const AMOUNTS: usize = 64;
/// Where comments behind a line begin, likewise.
const COMMENTS: usize = 48;
const STOPS: usize = 16;

/// What a bracket makes of the lines in it.
struct Frame {
    is_block: bool,
    /// Columns before a line in it.
    inner: usize,
    /// Columns before a line that closes it.
    outer: usize,
    /// Columns before the line on which the present row or declaration begins.
    own: usize,
}

struct Lines<'o> {
    out: &'o mut String,
    end: &'static str,
    /// The byte at which the present line begins.
    line: usize,
    /// Columns before the present line.
    indent: usize,
    frames: Vec<Frame>,
}

/// Writes tokens line by line, each line as the writer broke it.
pub(super) fn write(tokens: &[Token<'_>], end: &'static str, out: &mut String) {
    let line = out.len();
    let mut lines = Lines { out, end, line, indent: 0, frames: Vec::new() };
    lines.frames.push(Frame { is_block: true, inner: 0, outer: 0, own: 0 });
    let mut before = None;
    for (at, token) in tokens.iter().enumerate() {
        match before {
            Some(_) if token.breaks > 0 => lines.break_line(opens(tokens, at - 1), token),
            Some(before) => {
                let is_amount = token.amount_of.is_some_and(|first| is_alone(tokens, first, at));
                let stop = lines.to_stop(token, is_amount);
                let blanks = stop.unwrap_or_else(|| blanks(before, token));
                lines.blanks(blanks);
            }
            None => {}
        }
        lines.token(token);
        before = Some(token);
    }
    if before.is_some() {
        lines.out.push_str(end);
    }
}

/// Writes the tokens of one line.
pub(super) fn inline(tokens: &[Token<'_>], out: &mut String) {
    let mut before = None;
    for token in tokens {
        out.extend(std::iter::repeat_n(' ', before.map_or(0, |before| blanks(before, token))));
        out.push_str(&token.text);
        before = Some(token);
    }
}

/// Whether a line ends in a brace that opens, a comment behind it or not.
fn opens(tokens: &[Token<'_>], last: usize) -> bool {
    match tokens.get(last) {
        Some(token) if token.mark == Mark::Comment && token.breaks == 0 => last > 0 && opens(tokens, last - 1),
        token => token.is_some_and(|token| token.mark == Mark::Open),
    }
}

/// Whether the row from its first token to its amount is all of a line.
fn is_alone(tokens: &[Token<'_>], first: usize, amount: usize) -> bool {
    let begins = first == 0 || tokens.get(first).is_some_and(|token| token.breaks > 0);
    let ends = tokens.get(amount + 1).is_none_or(|next| next.breaks > 0 || next.mark == Mark::Comment);
    begins && ends
}

/// How many blanks part two tokens of one line.
fn blanks(before: &Token<'_>, token: &Token<'_>) -> usize {
    match (before.mark, token.mark) {
        (_, Mark::Comment) => 2,
        (Mark::Into { .. } | Mark::Bar, _) => 0,
        (_, Mark::Out | Mark::Comma | Mark::Semicolon | Mark::Label | Mark::Bar | Mark::Access) => 0,
        (_, Mark::Into { joined: true }) => 0,
        // `- 5` is no number
        (Mark::Negation, _) => usize::from(token.text.starts_with(|c: char| c.is_ascii_digit())),
        (Mark::Open | Mark::Semicolon, _) => 1,
        _ if token.is_apart => 2,
        _ => 1,
    }
}

impl Lines<'_> {
    fn blanks(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
    }

    fn break_line(&mut self, opened: bool, token: &Token<'_>) {
        let hugs = opened || token.mark == Mark::Close;
        for _ in 0..if hugs { 1 } else { token.breaks.min(2) } {
            self.out.push_str(self.end);
        }
        self.line = self.out.len();
        let Some(frame) = self.frames.last_mut() else { return };
        self.indent = match token.mark {
            Mark::Close | Mark::Out => frame.outer,
            _ if !frame.is_block => frame.inner,
            _ if token.goes_on => frame.own + STEP,
            _ => {
                frame.own = frame.inner;
                frame.inner
            }
        };
        match token.lead {
            Some(lead) => self.out.push_str(lead),
            None => self.blanks(self.indent),
        }
    }

    fn token(&mut self, token: &Token<'_>) {
        self.out.push_str(&token.text);
        let own = self.frames.last().map_or(0, |frame| frame.own);
        match token.mark {
            Mark::Open => self.frames.push(Frame { is_block: true, inner: own + STEP, outer: own, own }),
            Mark::Into { .. } => {
                let (inner, outer) = (self.indent + STEP, self.indent);
                self.frames.push(Frame { is_block: false, inner, outer, own: outer });
            }
            // the file's own frame stays, whatever is closed
            Mark::Close | Mark::Out if self.frames.len() > 1 => drop(self.frames.pop()),
            Mark::Semicolon => {
                let indent = self.indent;
                self.frames.last_mut().into_iter().for_each(|frame| frame.own = indent);
            }
            _ => {}
        }
    }

    /// How many blanks bring a token to its stop: the point of an amount, or the beginning of a comment.
    fn to_stop(&self, token: &Token<'_>, is_amount: bool) -> Option<usize> {
        let line = self.out.get(self.line..).unwrap_or("");
        if is_amount {
            // a row of several lines is no row of a table
            return (!line.contains('\n')).then(|| before_amount(line.width(), &token.text));
        }
        // a line may be very long, and has few comments
        let width = || line.rsplit('\n').next().unwrap_or(line).width();
        (token.mark == Mark::Comment).then(|| stop(width(), COMMENTS))
    }
}

/// Columns before a line that stands in so many blocks.
pub fn indent(blocks: usize) -> usize {
    blocks * STEP
}

/// How many blanks bring an amount to its stop, behind so many columns.
pub fn before_amount(width: usize, amount: &str) -> usize {
    let whole = amount.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(amount.len());
    stop(width + whole, AMOUNTS)
}

/// How many blanks bring what is so wide to the first stop that leaves two.
fn stop(width: usize, first: usize) -> usize {
    let needed = width + 2;
    first + needed.saturating_sub(first).div_ceil(STOPS) * STOPS - width
}
