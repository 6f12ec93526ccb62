//! Marks that come along when rows are pasted from a text, a table or another program: bullets, numbers of a list, lines of a
//! table, other marks for comments and quotations, line ends that are lost.

use std::collections::{BTreeMap, HashSet};

use pest::Parser;

use super::braces::lines::{self, Line};
use super::edits::{self, Reading, TextChange};
use super::parser::BudgetParser;
use super::{Kind, conflict, depth, slips};
use crate::base::{Diagnostic, FileId, Span};
use crate::say;
use crate::syntax::codes::{JOINED_ROWS, PASTED_MARKS};

const BULLETS: &str = "•·●◆■▪◦○□★※➢✓‣–—－-*、>";

/// What stands for two slashes.
const COMMENTS: [&str; 5] = ["／／", "/*", "##", "#", "--"];

/// Marks of quotations that the language does not have, with their other halves.
const QUOTES: [(char, &str); 7] =
    [('”', "”“"), ('“', "“"), ('＂', "＂"), ('‘', "’‘"), ('’', "’"), ('「', "」"), ('«', "»")];

/// Longer lines, in bytes, nobody pastes as rows.
const LONGEST: usize = 4000;

/// What is to stand instead of a mark.
struct Change {
    edit: TextChange,
    /// Whether a line ends there that goes on.
    joined: bool,
}

/// The file without such marks on the lines where something is wrong; the places of that in order.
pub fn without_marks(text: &str, file: FileId, wrong: &[usize]) -> Option<Reading> {
    if depth::too_deep(text).is_some() || conflict::find(text, file).is_some() {
        return None;
    }
    let (lines, _) = lines::read_torn(text);
    let is_wrong = |line: &Line| {
        let next = wrong.partition_point(|at| *at < line.start);
        wrong.get(next).is_some_and(|at| *at <= line.over)
    };
    let short = |line: &&Line| !line.within && line.over - line.start <= LONGEST;
    // of one word in many places only the first is told
    let mark = |line: &Line| {
        let says = line.says(text);
        let first = says.chars().next()?;
        match leading(says) {
            0 => Some(first).filter(|c| !c.is_alphanumeric() && !"\"“{}｛｝".contains(*c)),
            _ => Some(if first.is_alphanumeric() { '1' } else { first }),
        }
    };
    let marks: HashSet<char> = lines.iter().filter(short).filter(|line| is_wrong(line)).filter_map(mark).collect();
    let also = |line: &Line| mark(line).is_some_and(|mark| marks.contains(&mark));
    let all = lines.iter().filter(short).filter(|line| is_wrong(line) || also(line));
    let mut changes: Vec<Change> = all.flat_map(|line| of_line(text, line)).collect();
    if changes.is_empty() {
        return None;
    }
    let read = |changes: &[Change]| edits::read(text, file, changes.iter().map(|change| change.edit.clone()).collect());
    let mut reading = read(&changes);
    // what then makes no sense was no such mark
    let left = reading.problems.iter().map(|problem| problem.primary.span.start as usize);
    let line_of = |at: usize| lines.partition_point(|line| line.start <= at);
    let left: HashSet<usize> = left.map(line_of).collect();
    let count = changes.len();
    changes.retain(|change| !left.contains(&line_of(change.edit.at)));
    if changes.is_empty() {
        return None;
    }
    if changes.len() < count {
        reading = read(&changes);
    }
    let problems = told(text, file, &changes);
    reading.problems.splice(0..0, problems);
    Some(reading)
}

/// What is to be said of marks: of each kind once, at the first.
fn told(text: &str, file: FileId, changes: &[Change]) -> Vec<Diagnostic> {
    let mut kinds: BTreeMap<(String, &str), Diagnostic> = BTreeMap::new();
    for Change { edit, joined } in changes {
        let span = |start: usize, end: usize| Span { file, start: start as u32, end: end as u32 };
        let place = span(edit.at, edit.at + edit.gone);
        let mark = text.get(edit.at..edit.at + edit.gone).unwrap_or("").trim().to_owned();
        let kind = numbering(&mark);
        if let Some(known) = kinds.get_mut(&(kind.clone(), edit.text.trim())) {
            known.fixes.push(crate::base::Fix { span: place, text: edit.text.clone() });
            continue;
        }
        let shown = match text[edit.at..].chars().next() {
            Some(c) if mark.is_empty() => format!("U+{:04X}", c as u32),
            _ => slips::short(&mark),
        };
        let error = if *joined {
            let rest = text.get(edit.at + edit.gone..).unwrap_or("");
            let word =
                rest.split(|c: char| c.is_whitespace() || "\"“{｛".contains(c)).next().map_or(1, str::len).max(1);
            let word = span(edit.at + edit.gone, edit.at + edit.gone + word);
            Diagnostic::new(JOINED_ROWS, word, say!("两行写在了一行里", "two rows stand in one line"))
                .label(say!("另起一行", "a new line begins here"))
        } else {
            let message = say!("「{shown}」多半是粘贴带来的", "`{shown}` was probably pasted along");
            Diagnostic::new(PASTED_MARKS, place, message).note(match edit.text.trim() {
                _ if edit.text == "\n" => say!("换成换行", "put a line break in its place"),
                "" => say!("删去它", "remove it"),
                new => say!("写作 {new}", "write {new}"),
            })
        };
        kinds.insert((kind, edit.text.trim()), error.fix(place, edit.text.clone()));
    }
    let mut all: Vec<Diagnostic> = kinds.into_values().collect();
    for error in &mut all {
        let more = error.fixes.len() - 1;
        if more > 0 {
            error.notes.push(say!("这样的还有 {more} 处", "the same in {more} more places").into());
        }
    }
    all
}

/// The kind of a mark: the numbers of a list are one.
fn numbering(mark: &str) -> String {
    let is_number = |c: char| c.is_numeric() || "一二三四五六七八九十".contains(c);
    mark.replace(is_number, "1").replace("11", "1")
}

fn of_line(text: &str, line: &Line) -> Vec<Change> {
    let says = line.says(text);
    let whole = text.get(line.start..line.over).unwrap_or("").trim_end();
    let change = |at: usize, gone: usize, new: &str| Change {
        edit: TextChange { at: line.start + at, gone, text: new.to_owned() },
        joined: false,
    };
    let rule =
        whole.chars().count() > 2 && whole.chars().all(|c| "-=*_~|+—─: ".contains(c)) || whole.starts_with("```");
    if rule {
        return vec![change(0, whole.len(), "")];
    }
    if let Some(mark) = COMMENTS.iter().find(|mark| whole.starts_with(**mark)) {
        return vec![change(0, mark.len(), "//")];
    }
    let mut found = Vec::new();
    let lead = leading(says);
    if lead > 0 {
        found.push(change(0, lead, ""));
    }
    let rest = &says[lead..];
    let bare = unquoted(rest);
    let at = |index: usize| lead + index;
    if let Some(comment) = bare.iter().find(|(index, _)| {
        rest[*index..].starts_with("／／") || rest[*index..].starts_with("# ") && rest[..*index].ends_with(' ')
    }) {
        let mark = if comment.1 == '#' { 1 } else { "／／".len() };
        found.push(change(at(comment.0), mark, "//"));
        return found;
    }
    found.extend(quotes(rest).into_iter().map(|(index, length, new)| change(at(index), length, &new)));
    found.extend(separators(rest, &bare).into_iter().map(|(index, length, new)| change(at(index), length, new)));
    found.extend(text.get(line.start..line.over).unwrap_or("").char_indices().filter_map(|(index, c)| {
        let ends = matches!(c, '\u{b}' | '\r' | '\u{2028}' | '\u{2029}');
        ends.then(|| change(index, c.len_utf8(), "\n"))
    }));
    if found.is_empty()
        && let Some((from, to)) = joined(rest, &bare).or_else(|| joined_rows(rest, &bare))
    {
        let indent = text[..line.start].rsplit('\n').next().unwrap_or("");
        let edit = TextChange { at: line.start + from, gone: to - from, text: format!("\n{indent}") };
        found.push(Change { edit, joined: true });
    }
    if found.is_empty() {
        found.extend(odd_words(rest, &bare).into_iter().map(|(index, length, new)| change(at(index), length, new)));
    }
    found
}

/// The bytes of a bullet or of a list's number that begins a line, with the blanks behind it.
fn leading(says: &str) -> usize {
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let mut chars = says.chars();
    let mark = match chars.next() {
        // words in bold
        Some('*') if says.starts_with("**") => return 0,
        Some(c) if BULLETS.contains(c) => c.len_utf8(),
        Some(c @ '①'..='⑳') => c.len_utf8(),
        Some('（' | '(' | '【') => {
            let inner = says.chars().skip(1).take_while(|c| number(*c)).map(char::len_utf8).sum::<usize>();
            let open = says.chars().next().map_or(0, char::len_utf8);
            match says[open + inner..].chars().next() {
                Some(close @ ('）' | ')' | '】')) if inner > 0 => open + inner + close.len_utf8(),
                _ => 0,
            }
        }
        Some(c) if number(c) => {
            let inner = says.chars().take_while(|c| number(*c)).map(char::len_utf8).sum::<usize>();
            let mut behind = says[inner..].chars();
            match (behind.next(), behind.next()) {
                (Some(close @ ('.' | '、' | '．' | ')' | '）')), next) if !next.is_some_and(|c| c.is_ascii_digit()) => {
                    inner + close.len_utf8()
                }
                _ => 0,
            }
        }
        _ => 0,
    };
    let blanks = says[mark..].len() - says[mark..].trim_start().len();
    if mark == 0 || mark + blanks >= says.len() { 0 } else { mark + blanks }
}

/// The characters of a line outside of quotations and of square brackets, and where they stand.
fn unquoted(says: &str) -> Vec<(usize, char)> {
    let (mut close, mut depth, mut all) = (None, 0usize, Vec::new());
    for (at, c) in says.char_indices() {
        match (close, c) {
            (Some(end), c) if c == end => close = None,
            (Some(_), _) => {}
            (None, '"') => close = Some('"'),
            (None, '“') => close = Some('”'),
            (None, '[' | '［') => depth += 1,
            (None, ']' | '］') => depth = depth.saturating_sub(1),
            (None, c) if depth == 0 => all.push((at, c)),
            _ => {}
        }
    }
    all
}

/// Quotations between marks that the language does not have.
fn quotes(says: &str) -> Vec<(usize, usize, String)> {
    let before =
        |at: usize| says[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || ":：=＝(（,，".contains(c));
    for (at, c) in says.char_indices() {
        let Some((_, ends)) = QUOTES.iter().find(|(open, _)| *open == c && before(at)) else { continue };
        let inner = at + c.len_utf8();
        let Some(end) = says[inner..].find(|c| ends.contains(c)) else { continue };
        let close = says[inner + end..].chars().next().map_or(0, char::len_utf8);
        let behind = says[inner + end + close..].chars().next();
        let words = &says[inner..inner + end];
        if behind.is_none_or(|c| c.is_whitespace() || ")）,，".contains(c)) && !words.contains(['"', '“', '”', '\\'])
        {
            return vec![(at, c.len_utf8() + end + close, format!("\"{words}\""))];
        }
    }
    Vec::new()
}

/// Marks between the cells of a table and behind a row.
fn separators(says: &str, bare: &[(usize, char)]) -> Vec<(usize, usize, &'static str)> {
    let mut found = Vec::new();
    if says.len() > 2 && says.starts_with('|') && says.ends_with('|') {
        let blank = |at: usize| if says[..at].is_empty() || at + 1 == says.len() { "" } else { " " };
        return bare.iter().filter(|(_, c)| *c == '|').map(|(at, _)| (*at, 1, blank(*at))).collect();
    }
    found.extend(says.match_indices("&nbsp;").map(|(at, mark)| (at, mark.len(), " ")));
    // words in bold
    let bold: Vec<usize> = bare.iter().map(|(at, _)| *at).filter(|at| says[*at..].starts_with("**")).collect();
    if bold.len() == 2 && bold[0] + 2 < bold[1] {
        found.extend(bold.into_iter().map(|at| (at, 2, "")));
    }
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let inner = says.contains(['{', '｛']);
    for (at, c) in bare.iter().copied().filter(|(_, c)| matches!(c, ',' | '，' | '、' | '。')) {
        let (before, behind) = (says[..at].chars().next_back(), says[at + c.len_utf8()..].chars().next());
        if behind.is_none() && (c != '。' || !digit(before)) {
            found.push((at, c.len_utf8(), ""));
        } else if c != '。' && !(digit(before) && digit(behind)) {
            found.push((at, c.len_utf8(), if inner { ";" } else { " " }));
        }
    }
    found
}

/// A colon behind a word, and brackets around a code.
fn odd_words(says: &str, bare: &[(usize, char)]) -> Vec<(usize, usize, &'static str)> {
    let set = BudgetParser::parse(Kind::kw_set, says).is_ok();
    let colon = bare.iter().find(|(at, c)| {
        let behind = &says[at + c.len_utf8()..];
        // what is quoted behind a colon may be an attribute
        let quoted = !set && behind.trim_start().starts_with(['"', '“']);
        matches!(c, ':' | '：') && behind.starts_with([' ', '\t']) && !quoted && !says[..*at].ends_with(' ')
    });
    if let Some((at, c)) = colon {
        return vec![(*at, c.len_utf8(), if set { " =" } else { "" })];
    }
    for (open, close) in [('（', '）'), ('(', ')'), ('【', '】'), ('［', '］'), ('[', ']')] {
        let Some((at, rest)) = says.split_once(open).map(|(before, rest)| (before.len(), rest)) else { continue };
        let Some((code, _)) = rest.split_once(close).filter(|(code, _)| BudgetParser::parse(Kind::code, code).is_ok())
        else {
            continue;
        };
        let end = at + open.len_utf8() + code.len();
        return vec![(at, open.len_utf8(), ""), (end, close.len_utf8(), " ")];
    }
    Vec::new()
}

/// Where lines end that go on behind an amount: `水费 0.80 电费 5.20`.
fn joined_rows(says: &str, bare: &[(usize, char)]) -> Option<(usize, usize)> {
    let ends_in_number =
        says.split_whitespace().next_back().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit()));
    let mut points = bare.iter().filter(|(_, c)| *c == '.');
    let (point, _) = points.find(|(at, _)| says[..*at].ends_with(|c: char| c.is_ascii_digit()))?;
    let amount = says[point + 1..].find(|c: char| !c.is_ascii_digit())?;
    let end = point + 1 + amount;
    let letter = says[end..].starts_with(|c: char| !c.is_ascii() && c.is_alphabetic());
    (amount > 0 && letter && ends_in_number).then_some((end, end))
}

/// Where a line ends that goes on: before a word that begins a line, behind what is whole without it.
fn joined(says: &str, bare: &[(usize, char)]) -> Option<(usize, usize)> {
    let starts = bare.iter().filter(|(at, c)| {
        let before = says[..*at].chars().next_back();
        !c.is_whitespace() && before.is_some_and(|c| c.is_whitespace() || matches!(c, '}' | '｝'))
    });
    for (at, _) in starts {
        let head = says[..*at].trim_end();
        let closed = head.trim_start_matches(['}', '｝', ' ']);
        let rules = [Kind::only_decl, Kind::only_form_item, Kind::only_document_item, Kind::only_row_item];
        let is_whole =
            |head: &str| closed.is_empty() || rules.iter().any(|rule| BudgetParser::parse(*rule, head).is_ok());
        let behind = &says[*at..];
        let word = slips::line_rule(behind);
        let begins = word.is_some_and(|word| word != "kw_total")
            || head.ends_with('"') && BudgetParser::parse(Kind::only_document_item, behind).is_ok();
        let row = head.split_whitespace().nth(1).is_some() && head.ends_with(|c: char| c.is_ascii_digit());
        let number = behind.ends_with(|c: char| c.is_ascii_digit());
        let total = word == Some("kw_total") && row && number;
        if begins && is_whole(closed) || total {
            return Some((head.len(), *at));
        }
    }
    None
}
