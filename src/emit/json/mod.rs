//! A checked report as JSON, for other programs: its facts, named figures, checks, forms and paragraphs.
//!
//! The types in this folder are the format. The schema in `docs/schema/` is generated from them and their docstrings are
//! its descriptions, so they speak to the reader of a file. What they need beyond the checked report is computed here,
//! when a file is written, and not where a report is only checked.

mod checks;
mod facts;
mod figures;
mod pages;
mod value;

use std::cell::RefCell;

use schemars::JsonSchema;
use serde::Serialize;

use crate::base::json::{JsonPlace, schema_of};
use crate::base::{Sources, Span};
use crate::eval::Evaluator;
use crate::project::{Checked, Evaluated};

/// Counted up when a reader of the old shape would misread the new one.
const VERSION: u32 = 2;

/// Writes a checked report as indented JSON with a newline at its end.
pub fn emit(it: &Evaluated<'_, '_>) -> String {
    let Evaluated { checked, evaluator, .. } = *it;
    let writer = Writer { evaluator, sources: &checked.sources, lists: RefCell::default() };
    // Writing to memory cannot fail, and every key is a string.
    serde_json::to_string_pretty(&writer.file(checked)).unwrap_or_default() + "\n"
}

/// The JSON Schema of what [`emit`] writes, indented, with a newline at its end.
pub fn schema() -> String {
    schema_of::<File<'_>>()
}

/// A report as it was checked, with all that it prints.
///
/// No money figure is a JSON number: numbers are strings with all their digits. JSON numbers only count (columns, rows,
/// characters). A key without a value is left out, but for lists: they may be empty.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Report, version 2")]
struct File<'a> {
    /// The version of this format. It is counted up when a reader of the old one would misread the new one; keys may be
    /// added without that.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// What the report is.
    report: figures::JsonReport<'a>,
    /// The kinds of amounts, with their units.
    measures: Vec<facts::JsonMeasure<'a>>,
    /// Every fact, in the order in which the files state them.
    facts: Vec<facts::JsonFact<'a>>,
    /// The report's and its library's named figures, each over all facts.
    figures: Vec<figures::JsonFigure<'a>>,
    /// Every identity that was checked.
    checks: Vec<checks::JsonCheck<'a>>,
    /// What looked wrong and the report stands by.
    lints: Vec<checks::Lint<'a>>,
    /// The checks and lints that the report, or a file that it uses, switches off or lets weigh less.
    levels: Vec<checks::JsonLevel<'a>>,
    /// Every table, in the order of the document.
    forms: Vec<pages::JsonForm<'a>>,
    /// Every paragraph outside tables, in the order of the document.
    paragraphs: Vec<pages::Paragraph<'a>>,
    /// Every picture, in the order of the document.
    pictures: Vec<pages::JsonPicture<'a>>,
    /// Lists of written amounts, each in the order of the sources. Figures say by number which of them they are made of:
    /// a total that many sentences quote has one list.
    amounts: Vec<Vec<JsonPlace>>,
}

/// What writing needs.
struct Writer<'e, 'm> {
    evaluator: &'e Evaluator<'m>,
    sources: &'m Sources,
    lists: RefCell<value::Lists>,
}

impl<'m> Writer<'_, 'm> {
    fn file(&self, checked: &'m Checked) -> File<'m> {
        let (forms, paragraphs, pictures) = self.pages(&checked.document);
        let (facts, figures) = (self.facts(), self.figures());
        File {
            version: VERSION,
            report: self.report(&checked.document),
            measures: self.measures(),
            facts,
            figures,
            checks: self.checks(&checked.identities),
            lints: self.lints(&checked.lints),
            levels: checked.lowered_levels().map(|set| self.level(set)).collect(),
            forms,
            paragraphs,
            pictures,
            // of all that stands above
            amounts: self.lists(),
        }
    }

    fn place(&self, span: Span) -> JsonPlace {
        JsonPlace::of(span, self.sources)
    }
}
