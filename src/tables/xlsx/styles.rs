//! How cells look, as far as it says something of what they hold.

use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use crate::tables::format;
use crate::tables::package::Package;
use crate::tables::room::push;
use crate::tables::unreadable::Unreadable;
use crate::tables::xml::{attribute, attributes, local, name};

/// A cell's look.
#[derive(Clone, Default)]
pub struct Look {
    /// Its number format; none for the general one.
    pub format: Option<Arc<str>>,
    /// A number in it is a day or a time.
    pub date: bool,
    /// Its letters are red.
    pub red: bool,
}

/// The looks of a workbook, by number.
#[derive(Default)]
pub struct Styles {
    looks: Vec<Look>,
    plain: Look,
}

impl Styles {
    /// The look of a number; a plain one where there is none.
    pub fn look(&self, number: usize) -> &Look {
        self.looks.get(number).unwrap_or(&self.plain)
    }

    /// Reads the part that declares them.
    pub fn read(package: &mut Package<'_>, path: &str) -> Result<Styles, Unreadable> {
        let Some(mut events) = package.part(path)? else { return Ok(Styles::default()) };
        let mut reading = StylesReading::default();
        loop {
            match events.next()? {
                Event::Start(start) => {
                    reading.element(&start)?;
                    if let list @ ("fonts" | "cellXfs") = name(&start) {
                        reading.list = list.to_owned();
                    }
                }
                Event::Empty(start) => reading.element(&start)?,
                Event::End(end) if local(end.name().0) == reading.list => reading.list.clear(),
                Event::Eof => return Ok(Styles { looks: reading.looks, plain: Look::default() }),
                _ => {}
            }
        }
    }
}

#[derive(Default)]
struct StylesReading {
    /// The list that is being read.
    list: String,
    formats: HashMap<u32, Arc<str>>,
    /// Whether each font is red.
    fonts: Vec<bool>,
    looks: Vec<Look>,
}

impl StylesReading {
    fn element(&mut self, start: &BytesStart<'_>) -> Result<(), Unreadable> {
        match (self.list.as_str(), name(start)) {
            (_, "numFmt") => {
                let (mut id, mut code) = (None, None);
                for (name, value) in attributes(start) {
                    match name {
                        "numFmtId" => id = value.parse().ok(),
                        "formatCode" => code = Some(value),
                        _ => {}
                    }
                }
                if let (Some(id), Some(code)) = (id, code.filter(|code| code.len() < 1024)) {
                    self.formats.insert(id, code.as_ref().into());
                }
            }
            ("fonts", "font") => push(&mut self.fonts, false)?,
            ("fonts", "color") => {
                let red = attributes(start).any(|(name, value)| match name {
                    "rgb" => value.eq_ignore_ascii_case("FFFF0000"),
                    "indexed" => matches!(value.as_ref(), "2" | "10"),
                    _ => false,
                });
                if let Some(font) = self.fonts.last_mut() {
                    *font = red;
                }
            }
            ("cellXfs", "xf") => {
                let number = |wanted: &str| attribute(start, wanted).and_then(|value| value.parse::<u32>().ok());
                let id = number("numFmtId").unwrap_or(0);
                let format = self.formats.get(&id).cloned().or_else(|| format::builtin(id).map(Arc::from));
                let date = format.as_deref().is_some_and(format::is_date);
                let font = number("fontId").and_then(|font| self.fonts.get(font as usize));
                let format = format.filter(|format| !format.eq_ignore_ascii_case("general"));
                push(&mut self.looks, Look { format, date, red: font.copied().unwrap_or(false) })?;
            }
            _ => {}
        }
        Ok(())
    }
}
