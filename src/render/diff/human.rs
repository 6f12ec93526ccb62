//! For a terminal.

use std::io;

use codespan_reporting::term::termcolor::{Color, ColorSpec, WriteColor};
use unicode_width::UnicodeWidthStr;

use super::outline::{Item, one_sided, remarks, sections};
use super::{Compare, Compared};
use crate::base::Lang;
use crate::diff::{Became, PieceChange, WordsPiece};

/// What stands before the new value begins at this column at most: one longer line does not push all others.
const WIDEST: usize = 56;

/// Writes what was compared.
///
/// # Errors
/// What the system says against writing.
pub fn human(to: &mut dyn WriteColor, compared: &Compared, lang: Lang) -> io::Result<()> {
    for (at, pair) in compared.pairs.iter().enumerate() {
        if at > 0 {
            writeln!(to)?;
        }
        one(to, pair, lang)?;
    }
    for (became, name, said) in one_sided(compared) {
        marked(to, became, &format!("{name}  {}", said.get(lang)))?;
        writeln!(to)?;
    }
    Ok(())
}

fn one(to: &mut dyn WriteColor, pair: &Compare, lang: Lang) -> io::Result<()> {
    let head = if pair.old == pair.new { pair.new.clone() } else { format!("{} → {}", pair.old, pair.new) };
    coloured(to, ColorSpec::new().set_bold(true), &head)?;
    writeln!(to)?;
    for remark in remarks(pair) {
        writeln!(to, "  {}", remark.get(lang))?;
    }
    for section in sections(pair) {
        let indent = if section.inner { 4 } else { 2 };
        write!(to, "{:indent$}", "")?;
        coloured(to, ColorSpec::new().set_fg(Some(Color::Cyan)).set_bold(!section.inner), section.title.get(lang))?;
        writeln!(to)?;
        let width = section.items.iter().map(|item| width(item, lang)).max().unwrap_or(0).min(WIDEST);
        for item in &section.items {
            write!(to, "{:indent$}  ", "")?;
            self::item(to, item, (indent, width), lang)?;
            writeln!(to)?;
        }
    }
    Ok(())
}

/// How wide what a row is about stands.
fn width(item: &Item, lang: Lang) -> usize {
    match item {
        Item::Row { what, .. } | Item::Judged { what, .. } => what.get(lang).width(),
        Item::Words { .. } | Item::Line(_) => 0,
    }
}

fn item(to: &mut dyn WriteColor, item: &Item, (indent, width): (usize, usize), lang: Lang) -> io::Result<()> {
    match item {
        Item::Row { became, what, old, new, moved, place } => {
            marked(to, *became, what.get(lang))?;
            let (old, new) = (old.get(lang), new.get(lang));
            if !(old.is_empty() && new.is_empty()) {
                write!(to, "{:gap$}  ", "", gap = width.saturating_sub(what.get(lang).width()))?;
            }
            values(to, *became, old, new)?;
            for aside in [moved.get(lang), place.as_str()].into_iter().filter(|aside| !aside.is_empty()) {
                write!(to, "  ")?;
                coloured(to, ColorSpec::new().set_dimmed(true), aside)?;
            }
            Ok(())
        }
        Item::Judged { what, old, new, moved } => {
            marked(to, Became::Changed, what.get(lang))?;
            let gap = width.saturating_sub(what.get(lang).width());
            write!(to, "{:gap$}  {} → {}", "", old.get(lang), new.get(lang))?;
            if moved.get(lang).is_empty() {
                return Ok(());
            }
            write!(to, "  ")?;
            coloured(to, ColorSpec::new().set_dimmed(true), moved.get(lang))
        }
        Item::Words { became, section, pieces } => {
            let section = section.get(lang);
            if !section.is_empty() {
                coloured(to, ColorSpec::new().set_dimmed(true), section)?;
                write!(to, "\n{:indent$}  ", "")?;
            }
            marked(to, *became, "")?;
            words(to, pieces)
        }
        Item::Line(said) => write!(to, "{}", said.get(lang)),
    }
}

fn marked(to: &mut dyn WriteColor, became: Became, text: &str) -> io::Result<()> {
    let (mark, ink) = match became {
        Became::Added => ("+", Color::Green),
        Became::Removed => ("-", Color::Red),
        Became::Changed => ("~", Color::Yellow),
        Became::Moved => (">", Color::Yellow),
        Became::Unread => ("?", Color::Yellow),
    };
    coloured(to, ColorSpec::new().set_fg(Some(ink)), mark)?;
    write!(to, " {text}")
}

fn values(to: &mut dyn WriteColor, became: Became, old: &str, new: &str) -> io::Result<()> {
    let ink = |ink| ColorSpec::new().set_fg(Some(ink)).clone();
    match became {
        Became::Added => coloured(to, &ink(Color::Green), new),
        Became::Removed => coloured(to, &ink(Color::Red), old),
        Became::Changed if old.is_empty() && new.is_empty() => Ok(()),
        Became::Changed | Became::Moved | Became::Unread => {
            coloured(to, &ink(Color::Red), old)?;
            write!(to, " → ")?;
            coloured(to, &ink(Color::Green), new)
        }
    }
}

/// Words that went in brackets as `git diff --word-diff` writes them, so that they are told without colours too.
fn words(to: &mut dyn WriteColor, pieces: &[WordsPiece]) -> io::Result<()> {
    for piece in pieces {
        let text = piece.text.trim_matches('\n');
        match piece.is {
            PieceChange::Same => write!(to, "{text}")?,
            PieceChange::Old => coloured(to, ColorSpec::new().set_fg(Some(Color::Red)), &format!("[-{text}-]"))?,
            PieceChange::New => coloured(to, ColorSpec::new().set_fg(Some(Color::Green)), &format!("{{+{text}+}}"))?,
        }
    }
    Ok(())
}

fn coloured(to: &mut dyn WriteColor, spec: &ColorSpec, text: &str) -> io::Result<()> {
    to.set_color(spec)?;
    write!(to, "{text}")?;
    to.reset()
}
