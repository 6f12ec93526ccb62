//! Where typed facts came from: kept beside a report, in a file of its own, so that it costs no line of the report and a
//! version system shows it apart. `2025.budget` has `2025.origins.json`: the two stand side by side, and no module is named so.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Checked, Files, Unread};
use crate::base::{Say, Span};
use crate::model::{Fact, FactValueKind, Report};
use crate::say;

/// The only version that there is.
const VERSION: u32 = 1;

/// The origins of a report's facts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origins {
    /// The version of the file's form.
    version: u32,
    /// The files of tables that facts were read from.
    pub tables: Vec<TableFile>,
    /// What was read, by ledger and coordinates.
    pub facts: Vec<FactOrigin>,
}

/// A file of tables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFile {
    /// Its name.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

impl TableFile {
    /// A file by its name and its bytes.
    pub fn of(name: &str, bytes: &[u8]) -> TableFile {
        let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        TableFile { name: name.to_owned(), sha256 }
    }
}

/// What a fact's value is known by, and where it came from. It is void once the value is another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactOrigin {
    /// The ledger's name, the field's, a code or name for each member, the fact's texts.
    #[serde(flatten)]
    key: OriginKey,
    /// A number in base units, or words.
    value: String,
    /// The cells, each as `workbook!sheet!cell`.
    pub from: Vec<String>,
}

/// A value of a fact by its coordinates, whatever the report numbers them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct OriginKey {
    ledger: String,
    field: String,
    at: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    texts: Vec<String>,
}

impl Origins {
    /// The file beside a report.
    pub fn file_of(report: &Path) -> PathBuf {
        report.with_extension("origins.json")
    }

    /// The origins beside a report; none where there is no such file.
    ///
    /// # Errors
    /// Why the file cannot be read.
    pub fn read(report: &Path, files: &dyn Files) -> Result<Option<Origins>, Say> {
        let path = Origins::file_of(report);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = match files.read(&path) {
            Ok(bytes) => bytes,
            Err(Unread::Missing) => return Ok(None),
            Err(error) => {
                let reason = error.reason();
                return Err(say!("读不了 {name}：{reason}", "cannot read {name}: {reason}", reason));
            }
        };
        match serde_json::from_slice::<Origins>(&bytes) {
            Ok(origins) if origins.version == VERSION => Ok(Some(origins)),
            _ => Err(say!(
                "{name} 不是本程序写的出处文件；删去它，再导入一次就会重写",
                "{name} is not a file of origins as this program writes it; remove it and import again to have it written anew"
            )),
        }
    }

    /// As a file: a line for each fact, so that a changed cell changes one.
    pub fn written(&self) -> String {
        let mut bytes: Vec<u8> = Vec::with_capacity(self.facts.len() * 256);
        bytes.extend(format!("{{\n  \"version\": {VERSION},\n  \"tables\": [").bytes());
        lines(&mut bytes, &self.tables);
        bytes.extend(b"\n  ],\n  \"facts\": [");
        lines(&mut bytes, &self.facts);
        bytes.extend(b"\n  ]\n}\n");
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// Notes where the value of a fact's field was read from, in place of what was noted of it before. Many facts are noted
    /// by [`Origins::keep_known`] first, then one by one.
    pub fn note(&mut self, report: &Report, fact: &Fact, field: usize, from: Vec<String>) {
        let Some(value) = value_of(fact, field) else { return };
        let key = key_of(report, fact, field);
        self.facts.push(FactOrigin { key, value, from });
    }

    /// Drops what is noted of values that the report no longer has, and of facts that are about to be noted anew.
    pub fn keep_known(&mut self, report: &Report, anew: impl Fn(&Fact) -> bool) {
        let mut known: FxHashMap<OriginKey, String> = FxHashMap::default();
        for fact in report.own_facts().map(|id| &report.facts[id.ix()]).filter(|fact| !anew(fact)) {
            for field in 0..fact.values.len() {
                known.extend(value_of(fact, field).map(|value| (key_of(report, fact, field), value)));
            }
        }
        self.facts.retain(|origin| known.get(&origin.key) == Some(&origin.value));
        let used = |table: &TableFile| {
            let mut cells = self.facts.iter().flat_map(|origin| &origin.from);
            cells.any(|cell| cell.strip_prefix(table.name.as_str()).is_some_and(|rest| rest.starts_with('!')))
        };
        let tables = self.tables.iter().filter(|table| used(table)).cloned().collect();
        self.tables = tables;
    }

    /// By value, to be asked often.
    pub fn index(&self) -> OriginIndex<'_> {
        let entries = self.facts.iter().map(|origin| (&origin.key, (origin.value.as_str(), origin.from.as_slice())));
        OriginIndex(entries.collect())
    }
}

/// Writes each of some things on a line of its own.
fn lines(bytes: &mut Vec<u8>, all: &[impl Serialize]) {
    for (at, one) in all.iter().enumerate() {
        bytes.extend(if at == 0 { &b"\n    "[..] } else { b",\n    " });
        // writing to memory cannot fail
        drop(serde_json::to_writer(&mut *bytes, one));
    }
}

/// Origins to be looked up.
#[derive(Debug, Default)]
pub struct OriginIndex<'o>(FxHashMap<&'o OriginKey, (&'o str, &'o [String])>);

impl<'o> OriginIndex<'o> {
    /// The cells that a fact's field was read from; none where it was not, or is another now.
    pub fn of(&self, report: &Report, fact: &Fact, field: usize) -> &'o [String] {
        if self.0.is_empty() {
            return &[];
        }
        let found = self.0.get(&key_of(report, fact, field));
        let same = found.filter(|(value, _)| value_of(fact, field).as_deref() == Some(*value));
        same.map_or(&[], |(_, from)| from)
    }
}

/// Says beneath what was found of typed figures which cells they were read from: who mends one looks there first. A file of origins
/// that cannot be read changes nothing of what was found.
pub(super) fn tell(checked: &mut Checked, files: &dyn Files) {
    let (false, Some(path)) = (checked.problems.is_empty(), checked.places.first()) else { return };
    let Ok(Some(origins)) = Origins::read(path, files) else { return };
    let (index, report) = (origins.index(), &checked.report);
    let mut read: FxHashMap<Span, String> = FxHashMap::default();
    for fact in report.own_facts().map(|id| &report.facts[id.ix()]) {
        for (field, value) in fact.values.iter().enumerate() {
            let (Some(value), [first, ..]) = (value, index.of(report, fact, field)) else { continue };
            read.insert(value.span, first.clone());
        }
    }
    for problem in &mut checked.problems {
        let primary = problem.primary.span;
        let suspects = problem.suspects.iter().map(|suspect| suspect.span).filter(|span| *span != primary);
        let told = [primary].into_iter().chain(suspects).filter_map(|span| {
            let cell = read.get(&span)?;
            let typed = checked.sources.slice(span);
            Some(say!("{typed} 来自 {cell}", "{typed} was read from {cell}"))
        });
        let told: Vec<Say> = told.take(MOST_TOLD).collect();
        problem.notes.extend(told.into_iter().map(Into::into));
    }
}

/// So many figures of one finding are told with their cells.
const MOST_TOLD: usize = 3;

fn key_of(report: &Report, fact: &Fact, field: usize) -> OriginKey {
    let ledger = report.ledger(fact.ledger);
    let axes = ledger.axes.iter().zip(&fact.members);
    let said = axes.filter_map(|(axis, member)| {
        let member = (*member)?;
        // of namesakes those above tell which is meant
        let mut names: Vec<String> = match report.code(member) {
            code if code.is_empty() => report.lineage(member).map(|id| report.member(id).name.clone()).collect(),
            code => vec![code],
        };
        names.reverse();
        Some(format!("{}: {}", report.dim(axis.dim).name, names.join("/")))
    });
    let text = |kind: &FactValueKind| if let FactValueKind::Text(text) = kind { Some(text.clone()) } else { None };
    let others = fact.values.iter().enumerate().filter(|(at, _)| *at != field);
    OriginKey {
        ledger: ledger.name.clone(),
        field: ledger.fields.get(field).map(|field| field.name.clone()).unwrap_or_default(),
        at: said.collect(),
        texts: others.filter_map(|(_, value)| text(&value.as_ref()?.kind)).collect(),
    }
}

fn value_of(fact: &Fact, field: usize) -> Option<String> {
    match &fact.values.get(field)?.as_ref()?.kind {
        FactValueKind::Quantity(number, _) => Some(number.normalize().to_string()),
        FactValueKind::Text(text) => Some(text.clone()),
        FactValueKind::Refer(..) | FactValueKind::Taken(_) => None,
    }
}
