//! For a merge request: CommonMark with the tables and struck words of GitHub and GitLab.

use super::outline::{Item, Section, one_sided, remarks, sections};
use super::{Compare, Compared};
use crate::base::unseen::visible;
use crate::base::{Lang, Say};
use crate::diff::{Became, PieceChange, WordsPiece};
use crate::say;

/// What was compared.
pub fn markdown(compared: &Compared, lang: Lang) -> String {
    let mut text: Vec<String> = compared.pairs.iter().map(|pair| one(pair, lang)).collect();
    let alone: String = one_sided(compared)
        .into_iter()
        .map(|(became, name, said)| format!("- {} {} {}\n", mark(became), code(name), said.get(lang)))
        .collect();
    if !alone.is_empty() {
        text.push(alone);
    }
    text.join("\n")
}

fn one(pair: &Compare, lang: Lang) -> String {
    let name = if pair.old == pair.new { pair.new.clone() } else { format!("{} → {}", pair.old, pair.new) };
    let mut text = format!("### {}\n", escaped(&name));
    for remark in remarks(pair) {
        text.push_str(&format!("\n{}\n", escaped(remark.get(lang))));
    }
    for section in sections(pair) {
        let title = escaped(section.title.get(lang));
        text.push_str(&if section.inner { format!("\n**{title}**\n") } else { format!("\n#### {title}\n") });
        text.push_str(&rows(&section, lang));
        text.push_str(&sentences(&section, lang));
    }
    text
}

fn mark(became: Became) -> &'static str {
    match became {
        Became::Added => "➕",
        Became::Removed => "➖",
        Became::Changed => "✏️",
        Became::Moved => "↕️",
        Became::Unread => "❓",
    }
}

/// The rows of a section as one table; a column in which nothing stands is left out.
fn rows(section: &Section, lang: Lang) -> String {
    let heads = ["", "", "", "", ""].map(str::to_owned);
    let [_, mut old, mut new, mut by, mut place] = heads;
    old.push_str(say!("原", "old").get(lang));
    new.push_str(say!("现", "new").get(lang));
    by.push_str(say!("变动", "change").get(lang));
    place.push_str(say!("位置", "place").get(lang));
    let mut table: Vec<Vec<String>> = vec![vec![String::new(), old, new, by, place]];
    for item in &section.items {
        match item {
            Item::Row { became, what, old, new, moved, place } => {
                let place = if place.is_empty() { String::new() } else { code(place) };
                table.push(row(*became, [what, old, new, moved], place, lang));
            }
            Item::Judged { what, old, new, moved } => {
                table.push(row(Became::Changed, [what, old, new, moved], String::new(), lang));
            }
            Item::Words { .. } | Item::Line(_) => {}
        }
    }
    if table.len() < 2 {
        return String::new();
    }
    let used: Vec<usize> = (0..5).filter(|at| *at == 0 || table[1..].iter().any(|row| !row[*at].is_empty())).collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<&str> = used.iter().map(|at| row[*at].as_str()).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule: Vec<&str> = used.iter().map(|at| if (1..4).contains(at) { "--:" } else { "---" }).collect();
    let body: String = table[1..].iter().map(line).collect();
    format!("\n{}| {} |\n{body}", line(&table[0]), rule.join(" | "))
}

fn row(became: Became, said: [&Say; 4], place: String, lang: Lang) -> Vec<String> {
    let [what, old, new, moved] = said.map(|said| escaped(said.get(lang)));
    vec![format!("{} {what}", mark(became)), old, new, moved, place]
}

fn sentences(section: &Section, lang: Lang) -> String {
    let mut text = String::new();
    for item in &section.items {
        match item {
            Item::Row { .. } | Item::Judged { .. } => {}
            Item::Line(said) => text.push_str(&format!("- {}\n", escaped(said.get(lang)))),
            Item::Words { became, section, pieces } => {
                let section = section.get(lang);
                let place = if section.is_empty() { String::new() } else { format!("*{}*<br>", escaped(section)) };
                text.push_str(&format!("- {} {place}{}\n", mark(*became), words(pieces)));
            }
        }
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

fn words(pieces: &[WordsPiece]) -> String {
    let piece = |piece: &WordsPiece| {
        let text = escaped(piece.text.trim_matches('\n'));
        match piece.is {
            PieceChange::Same => text,
            // marks of emphasis do not count beside Chinese letters without a blank: tags do
            PieceChange::Old => format!("<del>{text}</del>"),
            PieceChange::New => format!("<ins>{text}</ins>"),
        }
    };
    pieces.iter().map(piece).collect()
}

/// A name as code, unless something in it would end that.
fn code(name: &str) -> String {
    let shown = visible(name);
    if shown.contains(['`', '|', '\n', '\t']) || shown.trim() != shown { escaped(name) } else { format!("`{shown}`") }
}

/// Text that means nothing but itself.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // at the beginning of a line what comes before a blank may begin a list
    let listed = text.find(char::is_whitespace).and_then(|end| end.checked_sub(1));
    for (at, c) in visible(text).char_indices() {
        let marks = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '>' | '$' | '!' => true,
            '-' | '+' | '=' | '.' | ')' => listed == Some(at),
            _ => false,
        };
        match c {
            '\n' => escaped.push(' '),
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '@' => escaped.push_str("&#64;"),
            c if marks => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}
