//! `datapackage.json`: a tabular Data Package, with the measures and dimensions of its facts as a Fiscal Data Package calls them.

use indexmap::IndexMap;
use serde::Serialize;

use super::ledgers::{self, CODE, NAME as MEMBER_NAME};
use super::{FACTS, TextColumn, TextTable};
use crate::base::json::{JsonNumber, JsonPlace};
use crate::base::{Exact, Say};
use crate::model::{Meaning, Report, Type};
use crate::project::Evaluated;
use crate::say;

/// The file that describes the others.
pub const NAME: &str = "datapackage.json";

/// What a description of this program says of who wrote it, before the version.
const GENERATOR: &str = "budgetc ";

/// The package's own name: it is one beside others only in its folder.
const PACKAGE: &str = "report";

#[derive(Serialize)]
struct Package<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contributors: Vec<Contributor<'a>>,
    #[serde(rename = "_generator")]
    generator: String,
    resources: Vec<Resource<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<Model>,
}

#[derive(Serialize)]
struct Contributor<'a> {
    title: &'a str,
    role: &'a str,
}

#[derive(Serialize)]
struct Resource<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    path: String,
    profile: &'a str,
    format: &'a str,
    mediatype: &'a str,
    encoding: &'a str,
    schema: TableSchema<'a>,
}

#[derive(Serialize)]
struct TableSchema<'a> {
    fields: Vec<SchemaField<'a>>,
}

#[derive(Serialize)]
struct SchemaField<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    /// In which its numbers are.
    #[serde(skip_serializing_if = "str::is_empty")]
    unit: &'a str,
}

#[derive(Serialize)]
struct Model {
    measures: IndexMap<String, PackageMeasure>,
    dimensions: IndexMap<String, PackageDimension>,
}

#[derive(Serialize)]
struct PackageMeasure {
    source: String,
    resource: &'static str,
    /// What one of its unit is worth.
    factor: serde_json::Number,
    #[serde(flatten)]
    tags: Tags,
}

#[derive(Serialize)]
struct PackageDimension {
    attributes: IndexMap<&'static str, DimensionAttribute>,
    #[serde(rename = "primaryKey")]
    primary_key: &'static str,
    #[serde(flatten)]
    tags: Tags,
}

/// What the sources tell of a thing for other programs.
type Tags = IndexMap<String, String>;

/// What this program says itself of measures and of dimensions.
const OWN: [&[&str]; 2] = [&["source", "resource", "factor"], &["attributes", "primaryKey"]];

#[derive(Serialize)]
struct DimensionAttribute {
    source: String,
    resource: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    labelfor: Option<&'static str>,
}

/// The files that a description of this program's names; none if it is somebody else's.
pub fn described(text: &str) -> Option<Vec<String>> {
    let package: serde_json::Value = serde_json::from_str(text).ok()?;
    package.get("_generator")?.as_str()?.strip_prefix(GENERATOR)?;
    let paths = package.get("resources")?.as_array()?.iter().filter_map(|resource| resource.get("path")?.as_str());
    // only what lies in the folder itself
    Some(paths.filter(|path| !path.contains(['/', '\\']) && *path != "..").map(str::to_owned).collect())
}

/// The text that describes some tables of a report.
///
/// # Errors
/// What the sources tell of a measure or a dimension that is the package's own to tell.
pub(super) fn describe(it: &Evaluated<'_, '_>, tables: &[TextTable]) -> Result<String, Say> {
    let report = it.evaluator.report;
    if let Some(tag) = report.tags.iter().find(|tag| OWN[usize::from(is_dim(tag.of))].contains(&tag.key.as_str())) {
        let (key, place) = (&tag.key, JsonPlace::of(tag.span, &it.checked.sources));
        let place = place.as_str();
        return Err(say!(
            "{place}：数据包自己写「{key}」，标注不能用这个名称，换一个",
            "{place}: the package itself says `{key}`; give this tag another name"
        ));
    }
    let document = &it.checked.document;
    let author = Some(document.author.as_str()).filter(|author| !author.is_empty());
    let package = Package {
        name: PACKAGE,
        title: &document.title,
        created: document.date.map(|date| format!("{date}T00:00:00Z")),
        contributors: author.into_iter().map(|title| Contributor { title, role: "publisher" }).collect(),
        generator: format!("{GENERATOR}{}", env!("CARGO_PKG_VERSION")),
        resources: tables.iter().map(resource).collect(),
        model: model(report),
    };
    // writing to memory cannot fail, and every key is a string
    Ok(serde_json::to_string_pretty(&package).unwrap_or_default() + "\n")
}

fn is_dim(of: Meaning) -> bool {
    matches!(of, Meaning::Dimension(_))
}

/// What is told of some things, the first of them first.
fn tags(report: &Report, of: &[Meaning]) -> Tags {
    let of = of.iter().flat_map(|thing| report.tags.iter().filter(move |tag| tag.of == *thing));
    let mut all = Tags::new();
    for tag in of {
        all.entry(tag.key.clone()).or_insert_with(|| tag.words.clone());
    }
    all
}

fn resource(table: &TextTable) -> Resource<'_> {
    Resource {
        name: &table.id,
        title: &table.title,
        path: table.file_name(),
        profile: "tabular-data-resource",
        format: "csv",
        mediatype: "text/csv",
        encoding: "utf-8",
        schema: TableSchema { fields: table.columns.iter().map(field).collect() },
    }
}

fn field(column: &TextColumn) -> SchemaField<'_> {
    let kind = if column.is_number { "number" } else { "string" };
    SchemaField { name: &column.name, kind, unit: &column.unit }
}

/// The measures and dimensions of the facts; none where there are no amounts.
fn model(report: &Report) -> Option<Model> {
    let ledgers::Shape { ledgers, dims } = ledgers::shape(report);
    let mut measures = IndexMap::new();
    for ledger in ledgers {
        for (number, field) in report.ledger(ledger).fields.iter().enumerate() {
            let Type::Amount(own) = field.ty else { continue };
            let measure = &report.measures[own.ix()];
            let factor = JsonNumber::from(Exact::from(measure.units[measure.shown].factor));
            let Ok(factor) = factor.as_str().parse() else { continue };
            let source = ledgers::field_column(report, ledger, number);
            // what a ledger says counts before what its measure does
            let tags = tags(report, &[Meaning::Ledger(ledger), Meaning::Measure(own)]);
            measures.insert(source.clone(), PackageMeasure { source, resource: FACTS, factor, tags });
        }
    }
    let dimensions = dims.into_iter().map(|dim| {
        let column = |of| ledgers::dim_column(report, dim, of);
        let coded = report.dim(dim).levels.iter().any(|(_, width)| width.is_some());
        let attribute = |of, labelfor| DimensionAttribute { source: column(of), resource: FACTS, labelfor };
        let mut attributes = IndexMap::new();
        if coded {
            attributes.insert(CODE, attribute(CODE, None));
        }
        attributes.insert(MEMBER_NAME, attribute(MEMBER_NAME, coded.then_some(CODE)));
        let primary_key = if coded { CODE } else { MEMBER_NAME };
        let tags = tags(report, &[Meaning::Dimension(dim)]);
        (report.dim(dim).name.clone(), PackageDimension { attributes, primary_key, tags })
    });
    let model = Model { measures, dimensions: dimensions.collect() };
    (!model.measures.is_empty()).then_some(model)
}
