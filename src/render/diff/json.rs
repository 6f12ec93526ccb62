//! For programs.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Compare, Compared};
use crate::base::json::schema_of;
use crate::diff::Changes;

/// Counted up when a reader of the old shape would misread the new one.
const VERSION: u32 = 1;

/// What parts reports from others, in meaning.
///
/// No money figure is a JSON number: numbers are strings with all their digits. A key without a value is left out, but for
/// lists: they may be empty.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Differences, version 1")]
struct File<'a> {
    /// The version of this format. It is counted up when a reader of the old one would misread the new one; keys may be
    /// added without that.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// Each report beside the one that it is compared with.
    reports: Vec<JsonReport<'a>>,
    /// Reports that there were not before.
    added: &'a [String],
    /// Reports that there are no more.
    removed: &'a [String],
}

/// Two reports.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Report")]
struct JsonReport<'a> {
    /// The old one's name.
    old: &'a str,
    /// The new one's name.
    new: &'a str,
    /// How many errors stand in the old one: what rests on them is not known.
    old_errors: usize,
    /// How many errors stand in the new one.
    new_errors: usize,
    /// Whether nothing changed in meaning.
    same: bool,
    /// What parts them.
    #[serde(flatten)]
    changes: &'a Changes,
}

impl<'a> JsonReport<'a> {
    fn of(pair: &'a Compare) -> JsonReport<'a> {
        JsonReport {
            old: &pair.old,
            new: &pair.new,
            old_errors: pair.errors.0,
            new_errors: pair.errors.1,
            same: pair.changes.is_empty(),
            changes: &pair.changes,
        }
    }
}

/// What was compared, as indented JSON with a newline at its end.
pub fn json(compared: &Compared) -> String {
    let reports = compared.pairs.iter().map(JsonReport::of).collect();
    let file = File { version: VERSION, reports, added: &compared.added, removed: &compared.removed };
    // Writing to memory cannot fail, and every key is a string.
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

/// The JSON Schema of what [`json`] writes, indented, with a newline at its end.
pub fn schema() -> String {
    schema_of::<File<'_>>()
}
