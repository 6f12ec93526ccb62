//! All facts as one table: a row a fact, two columns a dimension, a column a field.

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use super::{FACTS, TextColumn, TextTable, unique};
use crate::emit::facts::{self, FieldValue};
use crate::model::{DimId, LedgerId, Report};
use crate::project::Evaluated;

/// What stands over the columns before those of dimensions.
const LEDGER: &str = "ledger";
const PLACE: &str = "place";

/// What stands behind the name of a dimension over the column of its members' codes.
pub(super) const CODE: &str = "code";
/// The same of their names.
pub(super) const NAME: &str = "name";

/// Whether titles are those of the table of all facts: two fixed ones, then only such as name a part of something.
pub(super) fn is_title<'w>(mut words: impl Iterator<Item = &'w str>) -> bool {
    words.next() == Some(LEDGER) && words.next() == Some(PLACE) && words.all(|title| title.contains('.'))
}

/// The ledgers that a report has facts in, and their dimensions, in the order in which they are declared.
pub(super) struct Shape {
    pub ledgers: Vec<LedgerId>,
    pub dims: Vec<DimId>,
}

pub(super) fn shape(report: &Report) -> Shape {
    let mut used: Vec<LedgerId> = report.own_facts().map(|id| report.facts[id.ix()].ledger).collect();
    used.sort_unstable_by_key(|ledger| ledger.ix());
    used.dedup();
    let mut dims: Vec<DimId> = used.iter().flat_map(|ledger| report.axes(*ledger)).collect();
    dims.sort_unstable_by_key(|dim| dim.ix());
    dims.dedup();
    Shape { ledgers: used, dims }
}

/// The name of the column of a field.
pub(super) fn field_column(report: &Report, ledger: LedgerId, field: usize) -> String {
    let ledger = report.ledger(ledger);
    format!("{}.{}", ledger.name, ledger.fields[field].name)
}

/// The name of a dimension's column.
pub(super) fn dim_column(report: &Report, dim: DimId, of: &str) -> String {
    format!("{}.{of}", report.dim(dim).name)
}

/// The table of all facts.
pub(super) fn facts(it: &Evaluated<'_, '_>, file: String) -> TextTable {
    let report = it.evaluator.report;
    let Shape { ledgers, dims } = shape(report);
    let fixed = [LEDGER, PLACE].map(str::to_owned);
    let of_dims = dims.iter().flat_map(|dim| [CODE, NAME].map(|of| dim_column(report, *dim, of)));
    let mut first_field: FxHashMap<LedgerId, usize> = FxHashMap::default();
    let mut names: Vec<String> = fixed.into_iter().chain(of_dims).collect();
    for ledger in &ledgers {
        first_field.insert(*ledger, names.len());
        names.extend((0..report.ledger(*ledger).fields.len()).map(|field| field_column(report, *ledger, field)));
    }
    let at: IndexMap<DimId, usize> = dims.iter().enumerate().map(|(number, dim)| (*dim, 2 + 2 * number)).collect();
    let mut units: Vec<Option<String>> = vec![None; names.len()];
    let mut words = vec![false; names.len()];
    let mut rows = Vec::new();
    for fact in facts::rows(it) {
        let mut row = vec![String::new(); names.len()];
        row[0].clone_from(&report.ledger(fact.ledger).name);
        row[1] = fact.place;
        for (dim, member) in &fact.at {
            let Some(column) = at.get(dim) else { continue };
            row[*column] = report.code(*member);
            row[*column + 1].clone_from(&report.member(*member).name);
        }
        let first = first_field.get(&fact.ledger).copied().unwrap_or_default();
        for (column, value) in (first..).zip(&fact.values) {
            match value {
                FieldValue::Blank => {}
                FieldValue::Words(text) => {
                    words[column] = true;
                    row[column].clone_from(text);
                }
                FieldValue::Number(number, unit) => {
                    // what is no decimal, as a fraction of whole numbers
                    words[column] |= number.to_decimal().is_none();
                    let known = units[column].get_or_insert_with(|| unit.clone());
                    if known != unit {
                        known.clear();
                    }
                    row[column] = number.to_string();
                }
            }
        }
        rows.push(row);
    }
    let column = |((name, words), unit): ((String, bool), Option<String>)| TextColumn {
        name,
        is_number: unit.is_some() && !words,
        unit: unit.unwrap_or_default(),
    };
    let columns = unique(names.into_iter()).into_iter().zip(words).zip(units).map(column).collect();
    TextTable { id: FACTS.to_owned(), file, title: String::new(), columns, rows }
}
