//! The words that cells of a workbook share.

use std::sync::Arc;

use quick_xml::events::Event;

use crate::tables::package::Package;
use crate::tables::room::{LONGEST_TEXT, Room};
use crate::tables::unreadable::Unreadable;
use crate::tables::xml::{local, name, words};

/// The shared words in their order.
pub fn read(package: &mut Package<'_>, path: &str, room: &mut Room) -> Result<Vec<Arc<str>>, Unreadable> {
    let mut strings = Vec::new();
    let Some(mut events) = package.part(path)? else { return Ok(strings) };
    let mut item = Words::default();
    loop {
        let event = events.next()?;
        match &event {
            Event::Start(start) => item.start(name(start)),
            Event::End(end) => match local(end.name().0) {
                "si" => {
                    let whole = item.take();
                    // what a word costs beside its letters
                    room.text(whole.len() + 24)?;
                    strings.push(whole.into());
                }
                name => item.end(name),
            },
            Event::Empty(start) if name(start) == "si" => {
                room.text(24)?;
                strings.push("".into());
            }
            Event::Eof => return Ok(strings),
            event => {
                if let Some(text) = words(event) {
                    item.push(&text, path)?;
                }
            }
        }
    }
}

/// Words in pieces of several looks, without the reading aids that may stand with them.
#[derive(Default)]
pub struct Words {
    text: String,
    inside: bool,
    aids: usize,
}

impl Words {
    /// An element begins.
    pub fn start(&mut self, name: &str) {
        match name {
            "t" => self.inside = true,
            "rPh" => self.aids += 1,
            _ => {}
        }
    }

    /// An element ends.
    pub fn end(&mut self, name: &str) {
        match name {
            "t" => self.inside = false,
            "rPh" => self.aids = self.aids.saturating_sub(1),
            _ => {}
        }
    }

    /// Text of a part stands where it ended or began.
    pub fn push(&mut self, text: &str, part: &str) -> Result<(), Unreadable> {
        if self.inside && self.aids == 0 {
            push(&mut self.text, text, part)?;
        }
        Ok(())
    }

    /// The whole, for which the next begins.
    pub fn take(&mut self) -> String {
        self.inside = false;
        unescaped(std::mem::take(&mut self.text))
    }
}

/// Adds to the words of one cell, which have a bound.
pub fn push(text: &mut String, more: &str, part: &str) -> Result<(), Unreadable> {
    // no character has more bytes than four, or is written with more than seven
    if text.len() + more.len() > LONGEST_TEXT * 7 {
        return Err(Unreadable::damaged(part));
    }
    text.push_str(more);
    Ok(())
}

/// `_x000D_` as the character that it stands for.
pub fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let (mut plain, mut rest) = (String::new(), text.as_str());
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let code = from.get(2..6).filter(|_| from.get(6..7) == Some("_"));
        let c = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        match c {
            Some(c) => {
                plain.push(c);
                rest = from.get(7..).unwrap_or("");
            }
            None => {
                plain.push_str("_x");
                rest = from.get(2..).unwrap_or("");
            }
        }
    }
    plain + rest
}
