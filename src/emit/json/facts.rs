//! What the report states.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::Writer;
use super::value::{Amounts, JsonValue};
use crate::base::Exact;
use crate::base::json::{JsonNumber, JsonPlace};
use crate::model::{self, FactId, FactValueKind, MemberId};

/// A kind of amount.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Measure")]
pub(super) struct JsonMeasure<'a> {
    /// Its name.
    name: &'a str,
    /// The unit of its amounts wherever nothing else is said: all facts of this measure are in it.
    unit: &'a str,
    /// Each unit with its worth in the first one, to convert from one to another.
    units: IndexMap<&'a str, JsonNumber>,
}

/// A fact: what was stated at some coordinates.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Fact")]
pub(super) struct JsonFact<'a> {
    /// The ledger that it belongs to.
    ledger: &'a str,
    /// Where its row begins.
    place: JsonPlace,
    /// Its coordinates: for each dimension of the ledger the member, and for each attribute that can be asked like a
    /// dimension the member that it says. A dimension of which the fact has no member is left out.
    at: IndexMap<&'a str, JsonMember<'a>>,
    /// Its fields. An optional one that was not written is left out.
    values: IndexMap<&'a str, Field>,
}

/// A member of a dimension.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Member")]
pub(super) struct JsonMember<'a> {
    /// Its whole code, a group of digits for each level, as in `208-05-01`; left out where it has none.
    #[serde(skip_serializing_if = "String::is_empty")]
    code: String,
    /// Its name.
    name: &'a str,
    /// The members that it lies beneath, from the top, by the level on which each stands.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    within: IndexMap<&'a str, Above<'a>>,
}

/// A member above another.
#[derive(Serialize, JsonSchema)]
pub(super) struct Above<'a> {
    /// Its whole code; left out where it has none.
    #[serde(skip_serializing_if = "String::is_empty")]
    code: String,
    /// Its name.
    name: &'a str,
}

/// A field of a fact.
#[derive(Serialize, JsonSchema)]
pub(super) struct Field {
    /// What it holds.
    #[serde(flatten)]
    value: JsonValue,
    /// Where it is written.
    place: JsonPlace,
    /// By how much it may be off, in its unit: it was rounded before it was typed. Left out where it is exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JsonNumber")]
    within: Option<JsonNumber>,
    /// Where it is no figure of its own but refers to others by `:=`: the amounts that it is made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<Amounts>")]
    from: Option<Vec<Amounts>>,
}

impl<'m> Writer<'_, 'm> {
    pub(super) fn measures(&self) -> Vec<JsonMeasure<'m>> {
        let worth = |factor| JsonNumber::from(Exact::from(factor));
        let measure = |measure: &'m model::Measure| JsonMeasure {
            name: &measure.name,
            unit: &measure.units[measure.shown].symbol,
            units: measure.units.iter().map(|unit| (unit.symbol.as_str(), worth(unit.factor))).collect(),
        };
        self.evaluator.report.measures.iter().map(measure).collect()
    }

    pub(super) fn facts(&self) -> Vec<JsonFact<'m>> {
        (0..self.evaluator.report.facts.len() as u32).map(|id| self.fact(FactId(id))).collect()
    }

    fn fact(&self, id: FactId) -> JsonFact<'m> {
        let report = self.evaluator.report;
        let fact = &report.facts[id.ix()];
        let ledger = report.ledger(fact.ledger);
        let members = report
            .axes(fact.ledger)
            .into_iter()
            .filter_map(|dim| report.fact_member(fact, report.axis_path(fact.ledger, dim)?));
        let fields = fact.values.iter().enumerate().filter_map(|(index, value)| {
            Some((ledger.fields[index].name.as_str(), self.field(id, index, value.as_ref()?)))
        });
        JsonFact {
            ledger: &ledger.name,
            place: self.place(fact.span),
            at: self.coordinates(members),
            values: fields.collect(),
        }
    }

    /// Members by the names of their dimensions.
    pub(super) fn coordinates(&self, members: impl Iterator<Item = MemberId>) -> IndexMap<&'m str, JsonMember<'m>> {
        let report = self.evaluator.report;
        members.map(|id| (report.dim(report.member(id).dim).name.as_str(), self.member(id))).collect()
    }

    fn member(&self, id: MemberId) -> JsonMember<'m> {
        let report = self.evaluator.report;
        let mut above: Vec<MemberId> = report.lineage(id).skip(1).collect();
        above.reverse();
        let levels = &report.dim(report.member(id).dim).levels;
        let within = above.into_iter().map(|id| {
            let member = report.member(id);
            (levels[member.level].0.as_str(), Above { code: report.code(id), name: &member.name })
        });
        JsonMember { code: report.code(id), name: &report.member(id).name, within: within.collect() }
    }

    fn field(&self, id: FactId, index: usize, written: &'m model::FactValue) -> Field {
        let report = self.evaluator.report;
        let ty = &report.ledger(report.facts[id.ix()].ledger).fields[index].ty;
        let value = self.evaluator.fact_value(id, index);
        let from = match &written.kind {
            FactValueKind::Refer(expr, at) => Some(self.origin(expr, at)),
            FactValueKind::Taken(_) => {
                let trace = self.evaluator.fact_trace(id, index);
                trace.map(|trace| self.amounts(&self.evaluator.amounts(&trace)))
            }
            FactValueKind::Quantity(..) | FactValueKind::Text(_) => None,
        };
        let unit = self.evaluator.shown_unit(ty);
        let within = self.evaluator.may_be_off(id, index).and_then(|within| self.evaluator.in_unit(&within, &unit));
        Field {
            value: self.value(value, &unit),
            place: self.place(written.span),
            within: within.map(JsonNumber::from),
            from,
        }
    }
}
