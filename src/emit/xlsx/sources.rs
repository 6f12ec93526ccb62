//! The sheet of the sources: what the report is, the files that it was made of, and each fact with the place where it is
//! written.

use super::cells::exact;
use super::rows::{ListCell, ListSheet};
use crate::base::{Lang, Say};
use crate::emit::facts::{self, FieldValue};
use crate::project::Evaluated;
use crate::say;
use crate::tables::book::BookSheet;

/// The titles of its columns.
pub(super) fn titles() -> [Say; 6] {
    [
        say!("台账", "Ledger"),
        say!("成员", "Members"),
        say!("字段", "Field"),
        say!("内容", "Value"),
        say!("单位", "Unit"),
        say!("出处", "Place"),
    ]
}

/// The sheet of the sources of a report.
pub(super) fn page(it: &Evaluated<'_, '_>, name: String, lang: Lang) -> BookSheet {
    let document = &it.checked.document;
    let mut list = ListSheet::new(name, lang);
    list.columns(6);
    list.line(&document.title, true);
    let day = document.date.map(|date| date.to_string()).unwrap_or_default();
    for line in [document.author.as_str(), &day].into_iter().filter(|line| !line.is_empty()) {
        list.line(line, false);
    }
    let version = env!("CARGO_PKG_VERSION");
    let made = say!(
        "本簿由 budgetc {version} 按下列文件编成；事实的出处写作「文件:行:列」",
        "made by budgetc {version} of the files below; a fact's place is its file, line and column"
    );
    list.line(made.get(lang), false);
    for (_, source) in it.checked.sources.iter() {
        list.line(&source.name, false);
    }
    list.titles(titles().iter().map(|title| title.get(lang)));
    let report = it.evaluator.report;
    for fact in facts::rows(it) {
        let ledger = report.ledger(fact.ledger);
        let members: Vec<String> = fact.at.iter().map(|(_, member)| report.display(*member)).collect();
        let members = members.join(if lang == Lang::Zh { "、" } else { ", " });
        let words = |text: &str| ListCell::words(text, lang);
        for (field, value) in ledger.fields.iter().zip(&fact.values) {
            let (value, unit) = match value {
                FieldValue::Blank => continue,
                FieldValue::Number(number, unit) => (ListCell::of(exact(number, 0, lang)), unit.as_str()),
                FieldValue::Words(text) => (words(text), ""),
            };
            list.row([
                words(&ledger.name),
                words(&members),
                words(&field.name),
                value,
                words(unit),
                words(&fact.place),
            ]);
        }
    }
    list.page()
}
