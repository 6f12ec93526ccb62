//! One sheet's cells.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};

use super::book::Book;
use super::strings::{Words, push, unescaped};
use crate::tables::cells::{Gathered, Gatherer, Held};
use crate::tables::grid::{SheetExtent, SheetPlace, SheetValue};
use crate::tables::note::Notes;
use crate::tables::number;
use crate::tables::package::Package;
use crate::tables::room::{COLUMNS, ROWS, Room};
use crate::tables::unreadable::Unreadable;
use crate::tables::xml::{attribute, attributes, local, name, words, yes};

/// Reads the sheet in a part.
pub fn read(
    package: &mut Package<'_>,
    path: &str,
    book: &Book,
    room: &mut Room,
    notes: &mut Notes,
) -> Result<Gathered, Unreadable> {
    let Some(mut events) = package.part(path)? else { return Err(Unreadable::damaged(path)) };
    let mut reading = SheetReading {
        book,
        path,
        gatherer: Gatherer::new(room, notes, book.from_1904),
        next: SheetPlace { row: 0, column: 0 },
        row_hidden: false,
        cell: None,
        inside: Inside::Nothing,
    };
    loop {
        let event = events.next()?;
        match &event {
            Event::Start(start) => reading.start(start)?,
            Event::Empty(start) => {
                reading.start(start)?;
                reading.end(name(start))?;
            }
            Event::End(end) => reading.end(local(end.name().0))?,
            Event::Eof => return Ok(reading.gatherer.finish()),
            event => {
                if let Some(text) = words(event) {
                    reading.words(&text)?;
                }
            }
        }
    }
}

/// What a cell's words are.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Nothing,
    Value,
    Formula,
    Words,
}

/// What a cell's value is.
#[derive(Clone, Copy, PartialEq)]
enum CellType {
    Number,
    Shared,
    Words,
    Inline,
    Bool,
    Error,
    Day,
}

/// A cell that is being read.
struct Open {
    place: SheetPlace,
    look: usize,
    kind: CellType,
    value: Option<String>,
    formula: Option<String>,
    words: Words,
}

struct SheetReading<'r> {
    book: &'r Book,
    path: &'r str,
    gatherer: Gatherer<'r>,
    /// Where a cell stands that does not say it.
    next: SheetPlace,
    row_hidden: bool,
    cell: Option<Open>,
    inside: Inside,
}

impl SheetReading<'_> {
    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), Unreadable> {
        if let Some(cell) = &mut self.cell {
            match name(start) {
                "v" => {
                    self.inside = Inside::Value;
                    cell.value.get_or_insert_default();
                }
                "f" => {
                    self.inside = Inside::Formula;
                    cell.formula.get_or_insert_default();
                }
                "is" => self.inside = Inside::Words,
                name => cell.words.start(name),
            }
            return Ok(());
        }
        match name(start) {
            "c" => self.cell = Some(self.open(start)),
            "row" => {
                let (mut row, mut hidden) = (None, false);
                for (name, value) in attributes(start) {
                    match name {
                        "r" => row = value.parse::<u32>().ok().and_then(|row| row.checked_sub(1)),
                        "hidden" => hidden = yes(&value),
                        _ => {}
                    }
                }
                self.next = SheetPlace { row: row.unwrap_or(self.next.row), column: 0 };
                self.row_hidden = hidden;
            }
            "col" => self.columns(start)?,
            "mergeCell" => {
                if let Some(extent) = attribute(start, "ref").and_then(|text| extent(&text)) {
                    self.gatherer.merge(extent)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn open(&self, start: &BytesStart<'_>) -> Open {
        let mut cell = Open {
            place: self.next,
            look: 0,
            kind: CellType::Number,
            value: None,
            formula: None,
            words: Words::default(),
        };
        for (name, value) in attributes(start) {
            match name {
                "r" => cell.place = place(&value).unwrap_or(self.next),
                "s" => cell.look = value.parse().unwrap_or(0),
                "t" => {
                    cell.kind = match value.as_ref() {
                        "s" => CellType::Shared,
                        "str" => CellType::Words,
                        "inlineStr" => CellType::Inline,
                        "b" => CellType::Bool,
                        "e" => CellType::Error,
                        "d" => CellType::Day,
                        _ => CellType::Number,
                    };
                }
                _ => {}
            }
        }
        cell
    }

    fn columns(&mut self, start: &BytesStart<'_>) -> Result<(), Unreadable> {
        let (mut first, mut last, mut hidden) = (0, 0, false);
        for (name, value) in attributes(start) {
            match name {
                "min" => first = value.parse::<u32>().unwrap_or(0),
                "max" => last = value.parse::<u32>().unwrap_or(0),
                "hidden" => hidden = yes(&value),
                _ => {}
            }
        }
        match (first.checked_sub(1), last.checked_sub(1)) {
            (Some(first), Some(last)) if hidden => self.gatherer.hide_columns(first, last),
            _ => Ok(()),
        }
    }

    fn words(&mut self, text: &str) -> Result<(), Unreadable> {
        let Some(cell) = &mut self.cell else { return Ok(()) };
        match self.inside {
            Inside::Value => push(cell.value.get_or_insert_default(), text, self.path),
            Inside::Formula => push(cell.formula.get_or_insert_default(), text, self.path),
            Inside::Words => cell.words.push(text, self.path),
            Inside::Nothing => Ok(()),
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Unreadable> {
        match (name, &mut self.cell) {
            ("v" | "f" | "is", Some(_)) => self.inside = Inside::Nothing,
            ("c", cell) => {
                if let Some(cell) = cell.take() {
                    self.next = SheetPlace { row: cell.place.row, column: cell.place.column.saturating_add(1) };
                    self.close(cell)?;
                }
            }
            ("row", None) => {
                self.next = SheetPlace { row: self.next.row.saturating_add(1), column: 0 };
                self.row_hidden = false;
            }
            (name, Some(cell)) => cell.words.end(name),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, mut cell: Open) -> Result<(), Unreadable> {
        let Some(value) = self.value(&mut cell)? else { return Ok(()) };
        let look = self.book.looks.look(cell.look);
        self.gatherer.cell(Held { value, hidden: Some(self.row_hidden), ..Held::new(cell.place, look) })
    }

    /// What a cell holds; none where it is blank.
    fn value(&mut self, cell: &mut Open) -> Result<Option<SheetValue>, Unreadable> {
        if cell.kind == CellType::Inline {
            return Ok(Some(cell.words.take()).filter(|text| !text.is_empty()).map(SheetValue::Text));
        }
        let text: Cow<'_, str> = match (cell.value.take(), cell.formula.take()) {
            (None, Some(formula)) => return Ok(Some(SheetValue::Uncomputed(formula))),
            (Some(value), Some(formula)) if value.is_empty() && cell.kind != CellType::Words => {
                return Ok(Some(SheetValue::Uncomputed(formula)));
            }
            (None, None) => return Ok(None),
            (Some(value), _) => value.into(),
        };
        if text.is_empty() {
            return Ok(None);
        }
        Ok(match cell.kind {
            CellType::Shared => {
                let shared = text.parse::<usize>().ok().and_then(|at| self.book.strings.get(at));
                let shared = shared.ok_or_else(|| Unreadable::damaged(self.path))?;
                (!shared.is_empty()).then(|| SheetValue::Text(shared.as_ref().to_owned()))
            }
            CellType::Words | CellType::Inline => Some(SheetValue::Text(unescaped(text.into_owned()))),
            CellType::Bool => Some(SheetValue::Bool(yes(&text))),
            CellType::Error => Some(SheetValue::Error(text.into_owned())),
            CellType::Day => Some(SheetValue::Date(text.into_owned())),
            CellType::Number => Some(number::saved(&text).unwrap_or_else(|| SheetValue::Text(text.into_owned()))),
        })
    }
}

/// A place as it is written, such as `C12` or `$C$12`.
fn place(text: &str) -> Option<SheetPlace> {
    let (mut column, mut row) = (0_u32, 0_u32);
    for byte in text.bytes().filter(|byte| *byte != b'$') {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' if row == 0 => {
                let letter = u32::from(byte.to_ascii_uppercase() - b'A') + 1;
                column = column.checked_mul(26)?.checked_add(letter)?;
            }
            b'0'..=b'9' => row = row.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?,
            _ => return None,
        }
    }
    let place = SheetPlace { row: row.checked_sub(1)?, column: column.checked_sub(1)? };
    (place.row < ROWS && place.column < COLUMNS).then_some(place)
}

/// Merged cells as they are written, such as `A1:C2`.
fn extent(text: &str) -> Option<SheetExtent> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    Some(SheetExtent { first: place(first)?, last: place(last)? })
}
