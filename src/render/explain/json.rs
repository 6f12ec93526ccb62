//! A figure as JSON. The types are the format: the schema in `docs/schema/` is generated from them.

use schemars::JsonSchema;
use serde::Serialize;

use crate::base::json::{JsonNumber, JsonPlace, schema_of};
use crate::base::{Code, Sources};
use crate::explain::{self, FigureTree, NodeKind, Role, Rounded, Worth};
use crate::model;

/// Counted up when a reader of the old shape would misread the new one.
const VERSION: u32 = 1;

/// Figures as indented JSON with a newline at its end.
pub fn json(trees: &[FigureTree], sources: &Sources) -> String {
    let figure = |tree: &FigureTree| JsonFigure { name: tree.name.clone(), tree: node(&tree.root, sources) };
    let file = File { version: VERSION, figures: trees.iter().map(figure).collect() };
    // Writing to memory cannot fail, and every key is a string.
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

/// The JSON Schema of what [`json`] writes, indented, with a newline at its end.
pub fn schema() -> String {
    schema_of::<File>()
}

/// Where a printed figure comes from.
///
/// A key without a value is left out, but for lists: they may be empty.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Explanation, version 1")]
struct File {
    /// The version of this format. It is counted up when a reader of the old one would misread the new one; keys may be
    /// added without that.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// The figure that was asked for; several where one cell or text prints several.
    figures: Vec<JsonFigure>,
}

/// A figure.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Figure")]
struct JsonFigure {
    /// What one asks for to get it.
    name: String,
    /// What is printed, and beneath it what that is made of.
    tree: JsonNode,
}

/// A figure of the tree.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Node")]
struct JsonNode {
    /// Its number in its tree, from 0 for what is printed.
    id: usize,
    /// What it is.
    kind: Name,
    /// How it makes the figure above it.
    role: Role,
    /// In the words of the sources: an expression, a name, a ledger with its coordinates, what a row says.
    words: String,
    /// Its number in `unit`, never rounded. Left out where it is none: where it is Blank or unknown, words, or yes or no.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JsonNumber")]
    number: Option<JsonNumber>,
    /// The unit of its number; empty for pure numbers, `%` for ratios.
    unit: String,
    /// Whether nothing is written there: Blank, which counts as zero.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(extend("default" = false))]
    blank: bool,
    /// Its words, where it is no number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    text: Option<String>,
    /// Whether it holds, where it is a condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    holds: Option<bool>,
    /// Where it is unknown, the findings for which it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<Finding>")]
    unknown: Option<Vec<Finding>>,
    /// As it stands on the page, or as it is typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    written: Option<String>,
    /// How many of it count, where not all of what is typed does: the share of a successor.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JsonNumber")]
    part: Option<JsonNumber>,
    /// The cells of tables that it was read from, each as `workbook!sheet!cell`; left out where it was read from none, or
    /// was typed anew since.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    from: Vec<String>,
    /// How it was rounded, where something was left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Rounding")]
    rounding: Option<Rounding>,
    /// Of a stated total that prints in place of its items: what they make, in `unit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JsonNumber")]
    items: Option<JsonNumber>,
    /// The number of the node that tells its parts; it is told once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    again: Option<usize>,
    /// Where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JsonPlace")]
    place: Option<JsonPlace>,
    /// What it is made of.
    parts: Vec<JsonNode>,
}

/// What a figure of the tree is: what is printed; a figure or parameter with a name; the rows of a ledger at some
/// coordinates; a stated total that was published of such rows; a row's amount; a number typed in an expression; a sum, a product, a quotient; a share of a whole, rounded
/// with the others; another expression; a figure that is told before.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Name {
    Printed,
    Named,
    Ledger,
    Stated,
    Fact,
    Constant,
    Sum,
    Product,
    Quotient,
    Share,
    Other,
    Again,
}

/// A finding, as `budgetc check` tells it.
#[derive(Serialize, JsonSchema)]
struct Finding {
    /// Its code.
    code: &'static str,
    /// Where it is.
    place: JsonPlace,
}

/// How a number was rounded.
#[derive(Serialize, JsonSchema)]
struct Rounding {
    /// What it is exactly; of a share in per cent.
    exact: JsonNumber,
    /// To how many decimal places.
    places: u32,
    /// To what it was rounded.
    to: JsonNumber,
    /// To what it would have been rounded by itself.
    alone: JsonNumber,
    /// How it was rounded together with others.
    by: JsonPolicy,
}

/// The policies of rounding.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "By")]
enum JsonPolicy {
    Plain,
    Last,
    Largest,
    Controlled,
}

fn node(own: &explain::FigureNode, sources: &Sources) -> JsonNode {
    let (mut written, mut part, mut rounding, mut items, mut again) = (None, None, None, None, None);
    let mut from = Vec::new();
    match &own.kind {
        NodeKind::Printed(printed) => {
            written = Some(printed.text.clone());
            rounding = printed.rounded.as_ref().map(rounded);
        }
        NodeKind::Fact(Some(typed)) => {
            (written, part) = (Some(typed.text.clone()), typed.part.as_ref().map(JsonNumber::from));
            from.clone_from(&typed.from);
        }
        NodeKind::Constant(typed) => written = Some(typed.clone()),
        NodeKind::Share(_, own) => rounding = Some(rounded(own)),
        NodeKind::Stated(_, own) => items = Some(own.into()),
        NodeKind::Again(first) => again = Some(*first),
        _ => {}
    }
    let finding = |(code, span): &(Code, _)| Finding { code: code.number(), place: JsonPlace::of(*span, sources) };
    JsonNode {
        id: own.id,
        kind: kind(&own.kind),
        role: own.role,
        words: own.words.clone(),
        number: own.number.as_ref().map(JsonNumber::from),
        unit: own.symbol.clone(),
        blank: matches!(own.worth, Worth::Blank),
        text: match &own.worth {
            Worth::Words(words) => Some(words.clone()),
            _ => None,
        },
        holds: match own.worth {
            Worth::Holds(holds) => Some(holds),
            _ => None,
        },
        unknown: match &own.worth {
            Worth::Unknown(found) => Some(found.iter().map(finding).collect()),
            _ => None,
        },
        written,
        part,
        from,
        rounding,
        items,
        again,
        place: own.place.map(|span| JsonPlace::of(span, sources)),
        parts: own.parts.iter().map(|part| node(part, sources)).collect(),
    }
}

fn rounded(own: &Rounded) -> Rounding {
    let number = |number: crate::base::Decimal| crate::base::Exact::from(number).into();
    Rounding {
        exact: (&own.exact).into(),
        places: own.places,
        to: number(own.to),
        alone: number(own.alone),
        by: match own.policy {
            model::Policy::Plain => JsonPolicy::Plain,
            model::Policy::Last => JsonPolicy::Last,
            model::Policy::Largest => JsonPolicy::Largest,
            model::Policy::Controlled => JsonPolicy::Controlled,
        },
    }
}

fn kind(kind: &NodeKind) -> Name {
    match kind {
        NodeKind::Printed(_) => Name::Printed,
        NodeKind::Named => Name::Named,
        NodeKind::Ledger(_) => Name::Ledger,
        NodeKind::Stated(..) => Name::Stated,
        NodeKind::Fact(_) => Name::Fact,
        NodeKind::Constant(_) => Name::Constant,
        NodeKind::Sum => Name::Sum,
        NodeKind::Product => Name::Product,
        NodeKind::Quotient => Name::Quotient,
        NodeKind::Other => Name::Other,
        NodeKind::Share(..) => Name::Share,
        NodeKind::Again(_) => Name::Again,
    }
}
