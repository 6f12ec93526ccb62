//! Workbooks of the kind ods. Their formats are declared in pieces, which are not put together; but each cell says how it shows
//! its number.

use std::collections::HashSet;

use quick_xml::events::{BytesStart, Event};

use super::cells::{Gathered, Gatherer, Held};
use super::grid::{Sheet, SheetExtent, SheetPlace, SheetValue};
use super::looks::Look;
use super::note::{self, Notes};
use super::number;
use super::package::Package;
use super::room::{COLUMNS, LONGEST_TEXT, MOST_PARTS, ROWS, Room};
use super::unreadable::Unreadable;
use super::xml::{Events, attribute, attributes, local, name, words};

/// The part that holds the tables.
pub const CONTENT: &str = "content.xml";
const MANIFEST: &str = "META-INF/manifest.xml";

/// Reads the tables.
pub fn read(package: &mut Package<'_>, room: &mut Room, notes: &mut Notes) -> Result<Vec<Sheet>, Unreadable> {
    if let Some(mut events) = package.part(MANIFEST)? {
        loop {
            match events.next()? {
                Event::Start(start) | Event::Empty(start) if name(&start) == "encryption-data" => {
                    return Err(Unreadable::locked());
                }
                Event::Eof => break,
                _ => {}
            }
        }
    }
    let Some(mut events) = package.part(CONTENT)? else { return Err(Unreadable::damaged(CONTENT)) };
    let (mut sheets, mut style, mut hidden_styles) = (Vec::new(), None, HashSet::new());
    loop {
        match events.next()? {
            Event::Start(start) if name(&start) == "table" => {
                let name = attribute(&start, "name").unwrap_or_default().into_owned();
                let hidden =
                    attribute(&start, "style-name").is_some_and(|style| hidden_styles.contains(style.as_ref()));
                room.sheet()?;
                notes.begin(&name);
                let Gathered { cells, merges } = table(&mut events, room, notes)?;
                let sheet = Sheet { name, hidden: Some(hidden), cells, merges: Some(merges) };
                note::of_sheet(&sheet, notes);
                sheets.push(sheet);
            }
            Event::Start(start) | Event::Empty(start) => match name(&start) {
                "style" => style = attribute(&start, "name").map(|name| name.into_owned()),
                "table-properties" if attribute(&start, "display").as_deref() == Some("false") => {
                    hidden_styles.extend(style.take().filter(|_| hidden_styles.len() < MOST_PARTS));
                }
                _ => {}
            },
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

/// Reads what stands in a table that has begun.
fn table<R: std::io::BufRead>(
    events: &mut Events<'_, R>,
    room: &mut Room,
    notes: &mut Notes,
) -> Result<Gathered, Unreadable> {
    let mut reading = TableReading {
        gatherer: Gatherer::new(room, notes, false),
        place: SheetPlace { row: 0, column: 0 },
        next_column: 0,
        row: OdsRow::default(),
        cell: None,
        aside: 0,
    };
    loop {
        let event = events.next()?;
        match &event {
            Event::Start(start) => reading.start(start)?,
            Event::Empty(start) => {
                reading.start(start)?;
                reading.end(name(start))?;
            }
            Event::End(end) if local(end.name().0) == "table" && reading.aside == 0 => break,
            Event::End(end) => reading.end(local(end.name().0))?,
            Event::Eof => return Err(Unreadable::damaged(CONTENT)),
            event => {
                if let Some(text) = words(event) {
                    reading.words(&text)?;
                }
            }
        }
    }
    Ok(reading.gatherer.finish())
}

/// A row that is being read: its cells, how often it stands there, and whether it is hidden.
#[derive(Default)]
struct OdsRow {
    cells: Vec<OdsCell>,
    times: u32,
    hidden: bool,
}

/// A cell, and how often it stands side by side.
#[derive(Default)]
struct OdsCell {
    column: u32,
    times: u32,
    kind: String,
    value: Option<String>,
    formula: Option<String>,
    error: bool,
    columns: u32,
    rows: u32,
    text: String,
    paragraphs: usize,
    /// A paragraph has begun; what stands between two is no text.
    inside: bool,
}

struct TableReading<'r> {
    gatherer: Gatherer<'r>,
    place: SheetPlace,
    /// The next of the columns that are declared.
    next_column: u32,
    row: OdsRow,
    cell: Option<OdsCell>,
    /// How deep what stands beside the cell's words is: notes, pictures.
    aside: usize,
}

impl TableReading<'_> {
    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), Unreadable> {
        let name = name(start);
        if self.aside > 0 {
            self.aside += 1;
            return Ok(());
        }
        if let Some(cell) = &mut self.cell {
            match name {
                "p" => {
                    if cell.paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    cell.paragraphs += 1;
                    cell.inside = true;
                }
                "s" => {
                    let count = attribute(start, "c").and_then(|count| count.parse().ok()).unwrap_or(1);
                    (0..count.min(LONGEST_TEXT)).for_each(|_| cell.text.push(' '));
                    return self.words("");
                }
                "tab" => cell.text.push('\t'),
                "line-break" => cell.text.push('\n'),
                "span" | "a" => {}
                _ => self.aside = 1,
            }
            return Ok(());
        }
        match name {
            "table-column" => self.columns(start)?,
            "table-row" => {
                let times = times(start, "number-rows-repeated", ROWS);
                let hidden = attribute(start, "visibility").is_some_and(|value| value != "visible");
                self.row = OdsRow { cells: Vec::new(), times, hidden };
                self.place.column = 0;
            }
            "table-cell" | "covered-table-cell" => self.cell = Some(self.open(start)),
            "shapes" | "table" => self.aside = 1,
            _ => {}
        }
        Ok(())
    }

    fn columns(&mut self, start: &BytesStart<'_>) -> Result<(), Unreadable> {
        let first = self.next_column;
        self.next_column = first.saturating_add(times(start, "number-columns-repeated", COLUMNS)).min(COLUMNS);
        let hidden = attribute(start, "visibility").is_some_and(|value| value != "visible");
        if hidden && first < self.next_column {
            self.gatherer.hide_columns(first, self.next_column - 1)
        } else {
            Ok(())
        }
    }

    fn open(&self, start: &BytesStart<'_>) -> OdsCell {
        let mut cell = OdsCell {
            column: self.place.column,
            times: times(start, "number-columns-repeated", COLUMNS),
            columns: 1,
            rows: 1,
            ..OdsCell::default()
        };
        for attribute in start.attributes().with_checks(false).filter_map(Result::ok) {
            // the type of another name repeats the first but for errors
            if attribute.key.0.starts_with("calcext:") {
                cell.error |= attribute.value == "error";
            }
        }
        for (name, value) in attributes(start) {
            match name {
                "value-type" if value != "error" => cell.kind = value.into_owned(),
                "value" | "date-value" | "time-value" | "boolean-value" | "string-value" => {
                    cell.value = Some(value.into_owned());
                }
                "formula" => cell.formula = Some(value.into_owned()),
                "number-columns-spanned" => cell.columns = value.parse().unwrap_or(1),
                "number-rows-spanned" => cell.rows = value.parse().unwrap_or(1),
                _ => {}
            }
        }
        cell
    }

    fn words(&mut self, text: &str) -> Result<(), Unreadable> {
        let Some(cell) = &mut self.cell else { return Ok(()) };
        if self.aside > 0 || !cell.inside {
            return Ok(());
        }
        if cell.text.len() + text.len() > LONGEST_TEXT * 4 {
            return Err(Unreadable::damaged(CONTENT));
        }
        cell.text.push_str(text);
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Unreadable> {
        if self.aside > 0 {
            self.aside -= 1;
            return Ok(());
        }
        match name {
            "p" => {
                if let Some(cell) = &mut self.cell {
                    cell.inside = false;
                }
            }
            "table-cell" | "covered-table-cell" => {
                let Some(cell) = self.cell.take() else { return Ok(()) };
                self.place.column = self.place.column.saturating_add(cell.times).min(COLUMNS);
                if cell.is_merged() || cell.value().is_some() {
                    self.row.cells.push(cell);
                }
            }
            "table-row" => self.close()?,
            _ => {}
        }
        Ok(())
    }

    /// Gathers the cells of a row, as often as it stands there.
    fn close(&mut self) -> Result<(), Unreadable> {
        let OdsRow { cells, times, hidden } = std::mem::take(&mut self.row);
        let last = self.place.row.saturating_add(times).min(ROWS);
        for row in (self.place.row..last).filter(|_| !cells.is_empty()) {
            for cell in &cells {
                for column in
                    (cell.column..cell.column.saturating_add(cell.times)).take_while(|column| *column < COLUMNS)
                {
                    let first = SheetPlace { row, column };
                    if cell.is_merged() {
                        let last = SheetPlace {
                            row: row.saturating_add(cell.rows.saturating_sub(1)),
                            column: column.saturating_add(cell.columns.saturating_sub(1)),
                        };
                        self.gatherer.merge(SheetExtent { first, last })?;
                    }
                    if let Some(value) = cell.value() {
                        let shown = Some(cell.text.as_str());
                        let look = Look::default();
                        self.gatherer.cell(Held { value, hidden: Some(hidden), shown, ..Held::new(first, &look) })?;
                    }
                }
            }
        }
        self.place.row = last;
        Ok(())
    }
}

impl OdsCell {
    fn is_merged(&self) -> bool {
        self.columns > 1 || self.rows > 1
    }

    /// What it holds; none where it is blank.
    fn value(&self) -> Option<SheetValue> {
        let shown = || Some(self.text.clone()).filter(|text| !text.is_empty());
        if self.error {
            return Some(SheetValue::Error(self.text.clone()));
        }
        match (self.kind.as_str(), &self.value) {
            ("float" | "currency" | "percentage", Some(value)) => {
                Some(number::saved(value).unwrap_or_else(|| SheetValue::Text(value.clone())))
            }
            ("date" | "time", Some(value)) => Some(SheetValue::Date(shown().unwrap_or_else(|| value.clone()))),
            ("boolean", Some(value)) => Some(SheetValue::Bool(value == "true")),
            ("", _) if self.formula.is_some() && self.text.is_empty() => {
                self.formula.clone().map(SheetValue::Uncomputed)
            }
            _ => shown().or_else(|| self.value.clone().filter(|text| !text.is_empty())).map(SheetValue::Text),
        }
    }
}

/// How often something stands there.
fn times(start: &BytesStart<'_>, wanted: &str, most: u32) -> u32 {
    attribute(start, wanted).and_then(|count| count.parse::<u32>().ok()).unwrap_or(1).clamp(1, most)
}
