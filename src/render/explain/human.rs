//! A figure as a tree: words at the left, amounts in a column, places at the right.

use std::io;

use codespan_reporting::term::termcolor::{Color, ColorSpec, WriteColor};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{address, origin, remark, rounding, shown, sign, worth};
use crate::base::{Code, Lang, Sources};
use crate::explain::{FigureNode, FigureTree, NodeKind, Worth};
use crate::say;

/// Longer words are cut, in columns of a terminal.
const WIDEST: usize = 48;

/// A line of the tree.
#[derive(Default)]
struct Line {
    guide: String,
    words: String,
    remark: String,
    number: String,
    symbol: String,
    place: String,
    /// Whether it is typed in a source.
    typed: bool,
    /// Whether it stands alone, without columns.
    alone: bool,
}

impl Line {
    /// Columns that its left part takes.
    fn width(&self) -> usize {
        let remark = if self.remark.is_empty() { 0 } else { self.remark.width() + 2 };
        self.guide.width() + self.words.width() + remark
    }
}

/// Writes figures as trees.
///
/// # Errors
/// What the writer says.
pub fn human(writer: &mut dyn WriteColor, trees: &[FigureTree], sources: &Sources, lang: Lang) -> io::Result<()> {
    for (number, tree) in trees.iter().enumerate() {
        if number > 0 {
            writeln!(writer)?;
        }
        let mut lines = Vec::new();
        top(tree, sources, lang, &mut lines);
        write(writer, &lines)?;
    }
    Ok(())
}

/// What is printed, how it was rounded, and what it is.
fn top(tree: &FigureTree, sources: &Sources, lang: Lang, lines: &mut Vec<Line>) {
    let root = &tree.root;
    let (printed, symbol) = super::top(root, lang);
    lines.push(Line { words: tree.name.clone(), number: printed, symbol: symbol.to_owned(), ..Line::default() });
    if let Some(said) = rounding(root) {
        lines.push(Line { guide: "│  ".into(), words: said.get(lang).to_owned(), alone: true, ..Line::default() });
    }
    beneath(root, root, "", sources, lang, lines);
}

fn beneath(node: &FigureNode, root: &FigureNode, guide: &str, sources: &Sources, lang: Lang, lines: &mut Vec<Line>) {
    let (parts, more, sum) = shown(node);
    for (at, part) in parts.iter().enumerate() {
        let last = at + 1 == parts.len() && more == 0;
        let symbol = if part.number.is_some() && part.symbol != root.symbol { part.symbol.as_str() } else { "" };
        lines.push(Line {
            guide: format!("{guide}{}", if last { "└─ " } else { "├─ " }),
            words: cut(&format!("{}{}", sign(part, node), part.words)),
            remark: remark(part).map(|say| say.get(lang).to_owned()).unwrap_or_default(),
            number: worth(part, lang),
            symbol: symbol.to_owned(),
            place: part.place.map(|span| address(span, sources)).unwrap_or_default(),
            typed: matches!(part.kind, NodeKind::Fact(Some(_)) | NodeKind::Constant(_)),
            alone: false,
        });
        let inner = format!("{guide}{}", if last { "   " } else { "│  " });
        let below = if part.parts.is_empty() { "   " } else { "│  " };
        let notes = rounding(part).into_iter().chain(reasons(part, sources)).chain(origin(part));
        lines.extend(notes.map(|said| Line {
            guide: format!("{inner}{below}"),
            words: said.get(lang).to_owned(),
            alone: true,
            ..Line::default()
        }));
        beneath(part, root, &inner, sources, lang, lines);
    }
    if more > 0 {
        lines.push(Line {
            guide: format!("{guide}└─ "),
            words: say!("另 {more} 笔", "rows besides: {more}").get(lang).to_owned(),
            number: sum.unwrap_or_default(),
            ..Line::default()
        });
    }
}

/// The findings for which a figure is unknown, where no part of it says them.
fn reasons(node: &FigureNode, sources: &Sources) -> Vec<crate::base::Say> {
    let Worth::Unknown(found) = &node.worth else { return Vec::new() };
    if node.parts.iter().any(|part| matches!(part.worth, Worth::Unknown(_))) {
        return Vec::new();
    }
    let reason = |(code, span): &(Code, _)| {
        let place = address(*span, sources);
        say!("因为 {code}：{place}", "because of {code} at {place}")
    };
    found.iter().map(reason).collect()
}

fn cut(words: &str) -> String {
    if words.width() <= WIDEST {
        return words.to_owned();
    }
    let mut kept = String::new();
    for c in words.chars() {
        if kept.width() + c.width().unwrap_or(0) >= WIDEST {
            break;
        }
        kept.push(c);
    }
    kept + "…"
}

fn write(writer: &mut dyn WriteColor, lines: &[Line]) -> io::Result<()> {
    let columns = || lines.iter().filter(|line| !line.alone);
    let left = columns().map(Line::width).max().unwrap_or(0);
    let number = columns().map(|line| line.number.width()).filter(|width| *width <= WIDEST / 2).max().unwrap_or(0);
    let symbol = columns().filter(|line| !line.place.is_empty()).map(|line| line.symbol.width()).max().unwrap_or(0);
    for (at, line) in lines.iter().enumerate() {
        ink(writer, Some(Color::Black), false, &line.guide)?;
        if line.alone {
            writeln!(writer, "{}", line.words)?;
            continue;
        }
        ink(writer, None, at == 0, &line.words)?;
        if !line.remark.is_empty() {
            ink(writer, Some(Color::Black), false, &format!("  {}", line.remark))?;
        }
        write!(writer, "{}  ", " ".repeat(left - line.width() + number.saturating_sub(line.number.width())))?;
        let colour = if line.typed { Some(Color::Green) } else { Some(Color::Cyan) };
        ink(writer, colour, at == 0, &line.number)?;
        if line.place.is_empty() {
            writeln!(writer, "{}{}", if line.symbol.is_empty() { "" } else { " " }, line.symbol)?;
            continue;
        }
        let gap = if symbol == 0 {
            String::new()
        } else {
            format!(" {}{}", line.symbol, " ".repeat(symbol - line.symbol.width()))
        };
        write!(writer, "{gap}  ")?;
        ink(writer, Some(Color::Blue), false, &line.place)?;
        writeln!(writer)?;
    }
    Ok(())
}

/// Words in a colour; black is the grey that stands back.
fn ink(writer: &mut dyn WriteColor, colour: Option<Color>, bold: bool, words: &str) -> io::Result<()> {
    let grey = colour == Some(Color::Black);
    let mut spec = ColorSpec::new();
    spec.set_fg(colour).set_intense(grey).set_bold(bold);
    writer.set_color(&spec)?;
    write!(writer, "{words}")?;
    writer.reset()
}
