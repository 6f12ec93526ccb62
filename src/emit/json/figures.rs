//! What has a name: the report itself, its parameters, its figures.

use schemars::JsonSchema;
use serde::Serialize;

use super::Writer;
use super::value::{Amounts, JsonValue};
use crate::base::json::JsonPlace;
use crate::document::Document;
use crate::eval::Env;
use crate::model::{Expr, Filter};

/// What a report is.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Report")]
pub(super) struct JsonReport<'a> {
    /// The document's title.
    title: &'a str,
    /// The body that publishes it; empty where the document does not say.
    author: &'a str,
    /// The document's language, as a tag such as `en-US`.
    language: &'a str,
    /// What the report's parameters are set to, or else are by default; one that is unset is left out.
    parameters: Vec<Parameter<'a>>,
}

/// A parameter of the report.
#[derive(Serialize, JsonSchema)]
pub(super) struct Parameter<'a> {
    /// Its name.
    name: &'a str,
    /// What it holds.
    #[serde(flatten)]
    value: JsonValue,
    /// Where that is written.
    place: JsonPlace,
}

/// A named figure. It stands for what its expression is over all facts; a document may use it at narrower coordinates.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Figure")]
pub(super) struct JsonFigure<'a> {
    /// Its name.
    name: &'a str,
    /// What it is.
    #[serde(flatten)]
    value: JsonValue,
    /// Where it is declared.
    place: JsonPlace,
    /// The amounts that it is made of.
    from: Vec<Amounts>,
}

impl<'m> Writer<'_, 'm> {
    pub(super) fn report(&self, document: &'m Document) -> JsonReport<'m> {
        let set = self.evaluator.report.params.iter().filter_map(|param| Some((param, param.value.as_ref()?)));
        let parameters = set.map(|(param, value)| Parameter {
            name: &param.name,
            value: self.value_of(value),
            place: self.place(value.span),
        });
        let Document { title, author, lang, .. } = document;
        JsonReport { title, author, language: lang, parameters: parameters.collect() }
    }

    pub(super) fn figures(&self) -> Vec<JsonFigure<'m>> {
        let lets = self.evaluator.report.lets.iter();
        lets.map(|named| JsonFigure {
            name: &named.name,
            value: self.value_of(&named.expr),
            place: self.place(named.span),
            from: self.origin(&named.expr, &Filter::default()),
        })
        .collect()
    }

    /// The amounts that an expression is made of at some coordinates.
    pub(super) fn origin(&self, expr: &'m Expr, at: &Filter) -> Vec<Amounts> {
        let env = Env::default().narrow(self.evaluator.report, at);
        self.amounts(&self.evaluator.quietly(|| self.evaluator.origin(expr, &env)))
    }
}
