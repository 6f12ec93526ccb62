//! What every JSON file says in one way: numbers, places, and how its schema is made of its types.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde_json::Value;

use super::{Exact, Sources, Span};

/// A number with all its digits, never rounded: a decimal such as `-12.5`, or, where the number is no decimal, a
/// fraction of two whole numbers such as `1/3`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Number")]
pub struct JsonNumber(#[schemars(regex(pattern = r"^-?[0-9]+(\.[0-9]+|/[1-9][0-9]*)?$"))] String);

impl JsonNumber {
    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Exact> for JsonNumber {
    fn from(number: Exact) -> JsonNumber {
        JsonNumber::from(&number)
    }
}

impl From<&Exact> for JsonNumber {
    fn from(number: &Exact) -> JsonNumber {
        JsonNumber(number.to_string())
    }
}

/// A place in a source file: its path below the project's folder (of the library, `std/…`), the line and the column in
/// characters, both from 1, joined by colons. An amount is known by the place where it is written: the same string
/// stands at the fact and in each list of amounts that it belongs to.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Place")]
pub struct JsonPlace(#[schemars(regex(pattern = r"^.+:[1-9][0-9]*:[1-9][0-9]*$"))] String);

impl JsonPlace {
    /// Where a span begins.
    pub fn of(span: Span, sources: &Sources) -> JsonPlace {
        let source = sources.get(span.file);
        let (line, column) = source.line_column(span.range().start);
        JsonPlace(format!("{}:{line}:{column}", source.name))
    }

    /// `FILE:LINE:COLUMN`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The JSON Schema of a type that is written as JSON, indented, with a newline at its end.
pub fn schema_of<T: JsonSchema>() -> String {
    let settings = SchemaSettings::draft2020_12().for_serialize().with_transform(RecursiveTransform(unwrap_lines));
    let schema = settings.into_generator().into_root_schema_for::<T>();
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

/// A docstring's lines are joined; its paragraphs stay.
fn unwrap_lines(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = text.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect::<Vec<_>>().join("\n\n");
    }
}
