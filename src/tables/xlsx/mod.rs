//! Workbooks of the kinds xlsx and xlsm, read from their parts event by event.

mod book;
mod sheet;
mod strings;
mod styles;

use quick_xml::events::Event;

use super::grid::Sheet;
use super::links;
use super::looks::Looks;
use super::note::{self, Notes};
use super::package::Package;
use super::room::{self, Room};
use super::unreadable::Unreadable;
use super::xml::{attribute, attributes, name, yes};
use crate::say;
use book::Book;

/// A sheet as the workbook names it.
struct Listed {
    name: String,
    hidden: bool,
    id: String,
}

/// The path of the workbook's main part; none where the package is no workbook.
pub fn workbook(package: &mut Package<'_>) -> Result<Option<String>, Unreadable> {
    let links = links::read(package, "_rels/.rels", "")?;
    let path = links::path(&links, "officeDocument").unwrap_or("xl/workbook.xml").to_owned();
    Ok(Some(path).filter(|path| path.ends_with(".xml") && path.contains("workbook") && package.has(path)))
}

/// Reads the sheets of a workbook whose main part is at this path.
pub fn read(
    package: &mut Package<'_>,
    workbook: &str,
    room: &mut Room,
    notes: &mut Notes,
) -> Result<Vec<Sheet>, Unreadable> {
    let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", workbook));
    let rels = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let links = links::read(package, &rels, folder)?;
    links::tell_macros(&links, notes);
    let (listed, from_1904) = sheets(package, workbook)?;
    let looks =
        links::path(&links, "styles").map_or_else(|| Ok(Looks::default()), |path| styles::read(package, path))?;
    let strings = links::path(&links, "sharedStrings");
    let strings = strings.map_or_else(|| Ok(Vec::new()), |path| strings::read(package, path, room))?;
    let book = Book { strings, looks, from_1904 };
    let mut sheets = Vec::new();
    for Listed { name, hidden, id } in listed {
        room.sheet()?;
        notes.begin(&name);
        match links.get(&id) {
            Some(link) if link.kind == links::WORKSHEET => {
                let cells = sheet::read(package, &link.path, &book, room, notes)?;
                let sheet = Sheet { name, hidden: Some(hidden), cells: cells.cells, merges: Some(cells.merges) };
                note::of_sheet(&sheet, notes);
                sheets.push(sheet);
            }
            Some(_) => notes.tell(say!("图表页或宏表，没有读取", "a sheet of a chart or of macros, which is not read")),
            None => return Err(Unreadable::damaged(workbook)),
        }
    }
    Ok(sheets)
}

/// The sheets in their order, and whether days are counted from 1904.
fn sheets(package: &mut Package<'_>, path: &str) -> Result<(Vec<Listed>, bool), Unreadable> {
    let (mut listed, mut from_1904) = (Vec::new(), false);
    let Some(mut events) = package.part(path)? else { return Err(Unreadable::damaged(path)) };
    loop {
        match events.next()? {
            Event::Start(start) | Event::Empty(start) => match name(&start) {
                "workbookPr" => from_1904 = attribute(&start, "date1904").is_some_and(|value| yes(&value)),
                "sheet" => {
                    let mut sheet = Listed { name: String::new(), hidden: false, id: String::new() };
                    for (name, value) in attributes(&start) {
                        match name {
                            "name" => sheet.name = value.into_owned(),
                            "state" => sheet.hidden = value != "visible",
                            "id" => sheet.id = value.into_owned(),
                            _ => {}
                        }
                    }
                    room::push(&mut listed, sheet)?;
                }
                _ => {}
            },
            Event::Eof => return Ok((listed, from_1904)),
            _ => {}
        }
    }
}
