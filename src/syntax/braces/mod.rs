//! Braces that are too many, missing or in the wrong place, and heads of blocks that are gone, told by the indentation. What
//! braces and indentation say apart is read as the indentation has it; whether that explains what is wrong, those tell who
//! check the report both ways.

pub(super) mod lines;
mod tell;
mod walk;

use pest::Parser;

use self::lines::{Line, Mark};
use self::walk::{Language, MOST, Slip, walk};
use super::edits::{self, Reading, TextChange};
use super::parser::BudgetParser;
use super::{Kind, conflict, depth, slips};
use crate::base::FileId;

/// How a file reads if its indentation is right and its braces are not: at most two ways, the likelier first.
pub fn by_layout(text: &str, file: FileId) -> Vec<Reading> {
    if depth::too_deep(text).is_some() || conflict::find(text, file).is_some() {
        return Vec::new();
    }
    let Some(lines) = lines::read(text) else { return Vec::new() };
    let language = Grammar { text };
    let mut ways: Vec<Vec<Slip>> = [false, true].map(|other| walk(&lines, &language, other)).into();
    ways.dedup();
    ways.retain(|slips| !slips.is_empty() && slips.len() <= MOST);
    ways.iter().map(|slips| reading(text, file, &lines, slips)).collect()
}

fn reading(text: &str, file: FileId, lines: &[Line], slips: &[Slip]) -> Reading {
    let edits = slips.iter().flat_map(|slip| changes(text, lines, slip)).collect();
    let mut reading = edits::read(text, file, edits);
    let gone: Vec<_> = slips.iter().filter_map(|slip| tell::headless(lines, slip)).collect();
    let within = |at: u32| gone.iter().any(|range| range.contains(&(at as usize)));
    reading.problems.retain(|problem| !within(problem.primary.span.start));
    let told = tell::Told { text, file, lines };
    reading.problems.splice(0..0, slips.iter().map(|slip| told.slip(slip)));
    Reading { headless: !gone.is_empty(), ..reading }
}

/// What makes the text read as its indentation has it.
fn changes(text: &str, lines: &[Line], slip: &Slip) -> Vec<TextChange> {
    let edit = |at, gone, text: &str| TextChange { at, gone, text: text.to_owned() };
    let end = |before: Option<usize>| {
        let last = before.unwrap_or(lines.len()).checked_sub(1).and_then(|last| lines.get(last));
        edit(last.map_or(0, |line| line.over), 0, "\n}")
    };
    match *slip {
        Slip::Extra { mark, .. } => vec![edit(mark.at, mark.length, "")],
        Slip::Missing { before, .. } => vec![end(before)],
        Slip::Early { mark, before, .. } => vec![edit(mark.at, mark.length, ""), end(before)],
        Slip::Unopened { head } => vec![edit(lines[head].end, 0, " {")],
        Slip::Beneath { head, mark } => vec![edit(lines[head].end, 0, " {"), edit(mark.at, mark.length, "")],
        // one row that means nothing
        Slip::Headless { from, to, mark, .. } => junk(text, lines, from, to, mark),
        Slip::Torn { from, to, mark, .. } => {
            let last = Some(mark).filter(|mark| !mark.opens);
            let mut edits = junk(text, lines, from, to, last);
            // its braces do not match
            let marks = lines[from..=to].iter().flat_map(|line| &line.marks).filter(|mark| Some(**mark) != last);
            edits.extend(marks.map(|mark| edit(mark.at, mark.length, "")));
            edits
        }
    }
}

fn junk(text: &str, lines: &[Line], from: usize, to: usize, mark: Option<Mark>) -> Vec<TextChange> {
    let edit = |at, gone, text: &str| TextChange { at, gone, text: text.to_owned() };
    let (start, over) = (lines[from].start, mark.map_or(lines[to].end, |mark| mark.at));
    let parts = text.get(start..over).unwrap_or("").char_indices();
    let parts = parts.filter(|(_, c)| matches!(c, '\n' | ';' | '；'));
    let parts = parts.map(|(at, c)| edit(start + at, c.len_utf8(), " "));
    let close = mark.map(|mark| edit(mark.at, mark.length, ""));
    std::iter::once(edit(start, 0, ", ")).chain(parts).chain(close).collect()
}

/// The grammar, asked about single lines.
struct Grammar<'t> {
    text: &'t str,
}

impl Grammar<'_> {
    fn reads(&self, line: &Line, rule: Kind, behind: &[&str]) -> bool {
        let says = line.says(self.text);
        behind.iter().any(|behind| BudgetParser::parse(rule, &format!("{says}{behind}")).is_ok())
    }

    fn is_declared(&self, line: &Line) -> bool {
        BudgetParser::parse(Kind::_decl_start, line.says(self.text)).is_ok()
    }
}

impl Language for Grammar<'_> {
    fn declares(&self, line: &Line) -> bool {
        self.is_declared(line)
            && match line.marks.last() {
                Some(mark) if mark.opens => self.reads(line, Kind::only_decl, &["}", "x}"]),
                _ => self.reads(line, Kind::only_decl, &["", "\"\"\"", " x", " {}", " {x}"]),
            }
    }

    fn begins(&self, line: &Line) -> bool {
        let says = line.says(self.text);
        let word = says.split(char::is_whitespace).next().unwrap_or("");
        self.is_declared(line) || says.ends_with(['{', '｛', '=']) && slips::declaration_rule(word).is_some()
    }

    fn wants_block(&self, line: &Line, is_row: bool) -> bool {
        if !line.marks.is_empty() {
            return false;
        }
        let block = [" {}", " {x}"];
        if !is_row {
            return self.is_declared(line)
                && !self.reads(line, Kind::only_decl, &[""])
                && self.reads(line, Kind::only_decl, &block);
        }
        let says = line.says(self.text);
        let items = [Kind::only_form_item, Kind::only_document_item, Kind::only_row_item];
        let last = says.split_whitespace().next_back().unwrap_or("");
        items.into_iter().any(|rule| says.contains(' ') && self.reads(line, rule, &block))
            || !last.contains(|c: char| c.is_numeric())
                && !says.contains(['"', '“', ':', '：'])
                && self.reads(line, Kind::only_row, &[""])
    }
}
