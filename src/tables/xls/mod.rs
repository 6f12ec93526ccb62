//! Workbooks of the kind xls: binary records in a file of sectors.

mod compound;
mod globals;
mod records;
mod sheet;
mod strings;

use super::grid::Sheet;
use super::note::{self, Notes};
use super::room::{LARGEST_PACKAGE, Room};
use super::unreadable::Unreadable;
use crate::say;
use compound::Compound;
use globals::Globals;

/// Reads the sheets of a workbook, where the file is one.
pub fn read(bytes: &[u8], room: &mut Room, notes: &mut Notes) -> Result<Vec<Sheet>, Unreadable> {
    if bytes.len() > LARGEST_PACKAGE {
        let most = LARGEST_PACKAGE >> 20;
        return Err(Unreadable::too_large(say!("超过 {most} MB", "it has more than {most} MB")));
    }
    let compound = Compound::new(bytes)?;
    if compound.has("EncryptedPackage") {
        return Err(Unreadable::locked());
    }
    let Some(stream) = compound.stream("Workbook")? else {
        return Err(if compound.has("Book") {
            Unreadable::unknown(say!("1995 年及以前的 xls 文件", "a file of the kind xls of 1995 or before"))
        } else if compound.has("WordDocument") {
            Unreadable::other(say!("Word 文档", "a Word document"))
        } else {
            Unreadable::other(say!("其他软件的文件", "a file of another program"))
        });
    };
    if compound.has("_VBA_PROJECT_CUR") {
        notes.tell(say!(
            "文件含有宏：不执行，只读取单元格",
            "the file has macros: they are not run, only cells are read"
        ));
    }
    let globals = Globals::read(&stream, room)?;
    let mut sheets = Vec::new();
    let mut starts: Vec<usize> = globals.sheets.iter().map(|sheet| sheet.start).collect();
    starts.sort_unstable();
    for listed in &globals.sheets {
        room.sheet()?;
        notes.begin(&listed.name);
        if !listed.cells {
            notes.tell(say!("图表页或宏表，没有读取", "a sheet of a chart or of macros, which is not read"));
            continue;
        }
        // no sheet goes on into another, so that none is read twice
        let end = starts.iter().find(|start| **start > listed.start).copied().unwrap_or(stream.len());
        let part = stream.get(listed.start..end).ok_or_else(|| Unreadable::damaged("xls"))?;
        if starts.windows(2).any(|two| two == [listed.start; 2]) {
            return Err(Unreadable::damaged("xls"));
        }
        let gathered = sheet::read(part, &globals, room, notes)?;
        let (name, hidden) = (listed.name.clone(), Some(listed.hidden));
        let sheet = Sheet { name, hidden, cells: gathered.cells, merges: Some(gathered.merges) };
        note::of_sheet(&sheet, notes);
        sheets.push(sheet);
    }
    Ok(sheets)
}
