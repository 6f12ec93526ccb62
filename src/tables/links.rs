//! What a part of a package refers to.

use std::collections::HashMap;

use quick_xml::events::Event;

use super::note::Notes;
use super::package::Package;
use super::room;
use super::unreadable::Unreadable;
use super::xml::{attributes, name};
use crate::say;

/// The kind of a link to a sheet of cells.
pub const WORKSHEET: &str = "worksheet";

/// A part that another one refers to.
pub struct Link {
    /// The last word of its kind's address.
    pub kind: String,
    /// Where it is, from the package's root.
    pub path: String,
}

/// The links in a part, by name; those that are relative are so to a folder.
pub fn read(package: &mut Package<'_>, path: &str, folder: &str) -> Result<HashMap<String, Link>, Unreadable> {
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

/// The path of the one part of a kind.
pub fn path<'l>(links: &'l HashMap<String, Link>, kind: &str) -> Option<&'l str> {
    links.values().find(|link| link.kind == kind).map(|link| link.path.as_str())
}

/// Tells that there are macros.
pub fn tell_macros(links: &HashMap<String, Link>, notes: &mut Notes) {
    if path(links, "vbaProject").is_some() {
        notes.tell(say!(
            "文件含有宏：不执行，只读取单元格",
            "the file has macros: they are not run, only cells are read"
        ));
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
