//! The looks of cells, from the part that declares them.

use quick_xml::events::{BytesStart, Event};

use crate::tables::looks::Looks;
use crate::tables::package::Package;
use crate::tables::room::push;
use crate::tables::unreadable::Unreadable;
use crate::tables::xml::{attribute, attributes, local, name};

/// Reads the part.
pub fn read(package: &mut Package<'_>, path: &str) -> Result<Looks, Unreadable> {
    let Some(mut events) = package.part(path)? else { return Ok(Looks::default()) };
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
            Event::Eof => return Ok(reading.looks),
            _ => {}
        }
    }
}

#[derive(Default)]
struct StylesReading {
    /// The list that is being read.
    list: String,
    /// Whether each font is red.
    fonts: Vec<bool>,
    looks: Looks,
}

impl StylesReading {
    fn element(&mut self, start: &BytesStart<'_>) -> Result<(), Unreadable> {
        match (self.list.as_str(), name(start)) {
            (_, "numFmt") => {
                let id = attribute(start, "numFmtId").and_then(|id| id.parse().ok());
                if let (Some(id), Some(code)) = (id, attribute(start, "formatCode")) {
                    self.looks.format(id, &code);
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
                let font = number("fontId").and_then(|font| self.fonts.get(font as usize));
                self.looks.add(number("numFmtId").unwrap_or(0), font.copied().unwrap_or(false))?;
            }
            _ => {}
        }
        Ok(())
    }
}
