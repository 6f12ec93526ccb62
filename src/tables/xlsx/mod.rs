//! Workbooks of the kinds xlsx and xlsm, read from their parts event by event.

mod book;
mod sheet;
mod strings;
mod styles;

use std::collections::HashMap;

use quick_xml::events::Event;

use super::grid::Sheet;
use super::note::{self, Notes};
use super::package::Package;
use super::room::{self, Room};
use super::unreadable::Unreadable;
use super::xml::{attribute, attributes, name, yes};
use crate::say;
use book::Book;
use styles::Styles;

/// A sheet as the workbook names it.
struct Listed {
    name: String,
    hidden: bool,
    id: String,
}

/// The kinds of links between parts that are followed.
const WORKBOOK: &str = "officeDocument";
const WORKSHEET: &str = "worksheet";

/// The path of the workbook's main part; none where the package is no workbook.
pub fn workbook(package: &mut Package<'_>) -> Result<Option<String>, Unreadable> {
    let links = links(package, "_rels/.rels", "")?;
    let main = links.into_values().find(|link| link.kind == WORKBOOK).map(|link| link.path);
    let path = main.unwrap_or_else(|| "xl/workbook.xml".to_owned());
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
    let links = links(package, &rels, folder)?;
    let (listed, from_1904) = sheets(package, workbook)?;
    let path = |kind: &str| links.values().find(|link| link.kind == kind).map(|link| link.path.clone());
    if links.values().any(|link| link.kind == "vbaProject") {
        notes.tell(say!(
            "文件含有宏：不执行，只读取单元格",
            "the file has macros: they are not run, only cells are read"
        ));
    }
    let styles = path("styles").map_or_else(|| Ok(Styles::default()), |path| Styles::read(package, &path))?;
    let strings = path("sharedStrings").map_or_else(|| Ok(Vec::new()), |path| strings::read(package, &path, room))?;
    let book = Book { strings, styles, from_1904 };
    let mut sheets = Vec::new();
    for Listed { name, hidden, id } in listed {
        room.sheet()?;
        notes.begin(&name);
        match links.get(&id) {
            Some(link) if link.kind == WORKSHEET => {
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

/// A part that another one refers to.
struct Link {
    /// The last word of its kind's address.
    kind: String,
    path: String,
}

/// What a part refers to, by name; paths are said from the package's root.
fn links(package: &mut Package<'_>, path: &str, folder: &str) -> Result<HashMap<String, Link>, Unreadable> {
    let mut links = HashMap::new();
    let Some(mut events) = package.part(path)? else { return Ok(links) };
    loop {
        match events.next()? {
            Event::Start(start) | Event::Empty(start) if name(&start) == "Relationship" => {
                let (mut id, mut kind, mut target) = (String::new(), String::new(), String::new());
                for (name, value) in attributes(&start) {
                    match name {
                        "Id" => id = value.into_owned(),
                        "Type" => kind = value.rsplit('/').next().unwrap_or("").to_owned(),
                        "Target" => target = value.into_owned(),
                        _ => {}
                    }
                }
                if links.len() < room::MOST_PARTS {
                    links.insert(id, Link { kind, path: resolved(folder, &target) });
                }
            }
            Event::Eof => return Ok(links),
            _ => {}
        }
    }
}

/// A path from the package's root.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(path) = target.strip_prefix('/') {
        return path.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
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
