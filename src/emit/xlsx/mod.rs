//! The report as a workbook: each table of the document a sheet as it prints, then a sheet of all checks and one of the
//! sources. Totals are formulas with their results stored, wherever the printed cells give the printed number.

mod cells;
mod checks;
mod fit;
mod formulas;
mod rows;
mod sheet;
mod sources;

use super::names::{OF_SHEET, TableNames};
use super::{FormatOptions, OutputBytes};
use crate::base::{Lang, Say};
use crate::project::Evaluated;
use crate::say;
use crate::tables::book::WrittenBook;
use crate::tables::write;

/// The face of Chinese words: one that office programs in China have.
const CHINESE_FACE: &str = "宋体";

/// Writes a checked report as xlsx.
///
/// # Errors
/// Why a spreadsheet cannot hold it.
pub fn emit(it: &Evaluated<'_, '_>, options: &FormatOptions) -> Result<OutputBytes, Say> {
    write::xlsx(&book(it, options)).map(OutputBytes::File)
}

/// Whether a row holds the titles of a list that a workbook has besides its tables: what it tells stands in those.
pub fn is_title_of_list<'w>(words: impl Iterator<Item = &'w str> + Clone) -> bool {
    let (checks, sources) = (checks::titles(), sources::titles());
    [&checks[..], &sources[..]].iter().any(|titles| {
        [Lang::Zh, Lang::En].iter().any(|lang| titles.iter().map(|title| title.get(*lang)).eq(words.clone()))
    })
}

fn book(it: &Evaluated<'_, '_>, options: &FormatOptions) -> WrittenBook {
    let document = &it.checked.document;
    let chinese = document.lang.starts_with("zh");
    let lang = if chinese { Lang::Zh } else { Lang::En };
    let mut names = TableNames::new(OF_SHEET);
    let forms: Vec<sheet::FormSheet> =
        document.tables().map(|table| sheet::FormSheet::new(table, names.of_table(table), lang)).collect();
    let mut sheets: Vec<_> = forms.iter().map(sheet::FormSheet::page).collect();
    if !it.checked.identities.is_empty() {
        let name = names.free(say!("核对", "Checks").get(lang));
        sheets.push(checks::page(it, &forms, name, lang));
    }
    sheets.push(sources::page(it, names.free(say!("来源", "Sources").get(lang)), lang));
    WrittenBook {
        title: document.title.clone(),
        author: document.author.clone(),
        subject: document.subject.clone(),
        date: document.date.or(options.date),
        font: if chinese { CHINESE_FACE.to_owned() } else { String::new() },
        sheets,
    }
}
