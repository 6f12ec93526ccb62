//! A text as its layout shows it: lines with their indentation, and the braces that stand outside of texts and comments.

/// A brace outside of texts and comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its first byte.
    pub at: usize,
    /// How many bytes it has: a full-width one has three.
    pub length: usize,
    pub opens: bool,
}

/// A line that says something.
#[derive(Debug)]
pub struct Line {
    /// Its number, from zero on.
    pub number: usize,
    /// The bytes of what it says, neither indentation nor comment.
    pub start: usize,
    pub end: usize,
    /// Where the whole line ends.
    pub over: usize,
    /// The columns of its indentation; of the line that it goes on from, where it does.
    pub indent: usize,
    /// Whether the line before goes on in it.
    pub goes_on: bool,
    /// Whether it begins within a text of several lines.
    pub within: bool,
    /// Whether lines that say nothing stand before it.
    pub apart: bool,
    pub marks: Vec<Mark>,
}

impl Line {
    pub fn says<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// Whether it begins with a brace that closes.
    pub fn closes(&self) -> bool {
        self.marks.first().is_some_and(|mark| !mark.opens && mark.at == self.start)
    }
}

/// The signs after which a line goes on in the next.
const SIGNS: [char; 22] = [
    ',', '，', '=', '＝', '≠', '<', '＜', '≤', '>', '＞', '≥', '+', '＋', '-', '－', '*', '＊', '×', '/', '／', '÷',
    ':',
];

fn goes_on(says: &str) -> bool {
    says.ends_with(SIGNS) || ["and", "且", "or", "或", "with", "附"].iter().any(|word| says.ends_with(word))
}

/// The lines of a text that say something; `None` where a quotation mark lacks its other half, which is told first.
pub fn read(text: &str) -> Option<Vec<Line>> {
    let (lines, whole) = read_torn(text);
    whole.then_some(lines)
}

/// The same of any text, and whether all quotation marks have their other halves. A quotation without one ends with its line.
pub fn read_torn(text: &str) -> (Vec<Line>, bool) {
    let mut lines: Vec<Line> = Vec::new();
    let (mut at, mut long, mut apart, mut all_closed) = (0, false, false, true);
    for (number, whole) in text.split_inclusive('\n').enumerate() {
        let bare = whole.trim_end_matches(['\n', '\r']);
        let within = long;
        let start = bare.len() - bare.trim_start().len();
        let (marks, end) = marks(bare, at, &mut long).unwrap_or_else(|| {
            all_closed = false;
            (Vec::new(), bare.len())
        });
        let says = bare.get(start..end).unwrap_or("").trim_end();
        if !within && says.is_empty() {
            apart = true;
        } else {
            let before = lines.last().filter(|line| goes_on(line.says(text)));
            let mut line = Line {
                number,
                start: at + start,
                end: at + start + says.len(),
                over: at + bare.len(),
                indent: bare[..start].chars().map(columns).sum(),
                goes_on: before.is_some(),
                within,
                apart: std::mem::take(&mut apart),
                marks,
            };
            if let Some(before) = before.filter(|_| !line.closes()) {
                line.indent = before.indent;
            } else {
                line.goes_on = false;
            }
            lines.push(line);
        }
        at += whole.len();
    }
    (lines, all_closed && !long)
}

fn columns(blank: char) -> usize {
    match blank {
        '\t' => 4,
        '\u{3000}' => 2,
        _ => 1,
    }
}

/// The braces of a line that begins at a byte of its file, and where its comment begins.
fn marks(line: &str, base: usize, long: &mut bool) -> Option<(Vec<Mark>, usize)> {
    let (mut marks, mut at) = (Vec::new(), 0);
    while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
        if *long || rest.starts_with("\"\"\"") {
            let from = if *long { 0 } else { 3 };
            let end = rest[from..].find("\"\"\"");
            *long = end.is_none();
            at += end.map_or(rest.len(), |end| from + end + 3);
            continue;
        }
        let c = rest.chars().next()?;
        at += match c {
            '/' if rest.starts_with("//") => return Some((marks, at)),
            '"' => quoted(rest)?,
            '“' => rest.find('”')? + '”'.len_utf8(),
            '{' | '｛' | '}' | '｝' => {
                marks.push(Mark { at: base + at, length: c.len_utf8(), opens: matches!(c, '{' | '｛') });
                c.len_utf8()
            }
            _ => c.len_utf8(),
        };
    }
    Some((marks, line.len()))
}

/// The bytes of a text in plain quotation marks.
fn quoted(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}
