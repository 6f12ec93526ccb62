//! What was checked.

use std::collections::HashMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::Writer;
use super::facts::JsonMember;
use crate::base::json::{JsonNumber, JsonPlace};
use crate::base::{Exact, Span};
use crate::check::{self, Identity, Instance};
use crate::ledger::Coords;
use crate::lint;
use crate::model::{self, CompareOp, ExprKind, Filter, Grounds, Stated};
use crate::project::Weight;

/// An identity as it was checked.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Check")]
pub(super) struct JsonCheck<'a> {
    /// What kind of identity it is.
    kind: IdentityKind,
    /// What it is called: the declared check, the ledger of a stated total, or the form of a printed one.
    name: &'a str,
    /// What a declared check means, in words.
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    /// Which instance it is: of a declared check, the member of each of its axes; of a stated total, its coordinates.
    at: IndexMap<&'a str, JsonMember<'a>>,
    /// Of a check whose condition has several parts, joined by `and`, which of them it is, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "usize")]
    part: Option<usize>,
    /// Of a stated total, the field that it sums.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "&'a str")]
    field: Option<&'a str>,
    /// Of a printed total, the label of its row.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "&'a str")]
    row: Option<&'a str>,
    /// Of a printed total, the name of its column.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "&'a str")]
    column: Option<&'a str>,
    /// Where it is stated; of a printed total, where the column is declared.
    place: JsonPlace,
    /// Both sides, where they are numbers and could be computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JsonSides<'a>")]
    sides: Option<JsonSides<'a>>,
    /// What came of it.
    verdict: JsonVerdict,
    /// Why the report stands by it, if it is accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Accepted<'a>")]
    accepted: Option<Accepted<'a>>,
}

/// The kinds of identities.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Kind")]
pub(super) enum IdentityKind {
    /// A check that the report or its library declares.
    Declared,
    /// A total stated among the facts (right) against their sum (left).
    Stated,
    /// A total in a form (left) against the sum of the rows that it holds (right).
    Printed,
}

/// The two sides of an identity.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Sides")]
pub(super) struct JsonSides<'a> {
    /// The left side.
    left: JsonNumber,
    /// What should hold between left and right.
    relation: Relation,
    /// The right side.
    right: JsonNumber,
    /// Left minus right.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JsonNumber")]
    difference: Option<JsonNumber>,
    /// By how much the sides may differ: what the check allows, or what figures that were rounded before they were typed may be
    /// off; left out where by nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JsonNumber")]
    within: Option<JsonNumber>,
    /// The unit of all these.
    unit: &'a str,
}

/// A comparison.
#[derive(Serialize, JsonSchema)]
#[allow(missing_docs, reason = "the signs say it")]
pub(super) enum Relation {
    #[serde(rename = "==")]
    Eq,
    #[serde(rename = "!=")]
    Ne,
    #[serde(rename = "<")]
    Lt,
    #[serde(rename = "<=")]
    Le,
    #[serde(rename = ">")]
    Gt,
    #[serde(rename = ">=")]
    Ge,
}

/// What came of a check.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Verdict")]
pub(super) enum JsonVerdict {
    /// It holds.
    Holds,
    /// It does not, and the report stands by it.
    Accepted,
    /// It does not. In a finished report only a check that is declared a warning can fail.
    Fails,
    /// It could not be computed.
    Unchecked,
}

/// A deviation that the report stands by.
#[derive(Serialize, JsonSchema)]
pub(super) struct Accepted<'a> {
    /// Why.
    because: &'a str,
    /// The difference that was accepted, left minus right, in the unit of the sides; another one would be an error. Left
    /// out where the sides are no numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JsonNumber")]
    by: Option<JsonNumber>,
    /// Who answers for it.
    #[serde(skip_serializing_if = "str::is_empty")]
    who: &'a str,
    /// The last day on which it counts, as in 2025-06-30.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    until: Option<String>,
    /// Where it is accepted.
    place: JsonPlace,
}

/// What looked wrong and the report stands by.
#[derive(Serialize, JsonSchema)]
pub(super) struct Lint<'a> {
    /// The code of the lint; `budgetc explain` tells what it looks for.
    code: &'a str,
    /// What it is about.
    subject: &'a str,
    /// What was found, in English.
    message: &'a str,
    /// Where.
    place: JsonPlace,
    /// Why the report stands by it.
    accepted: Accepted<'a>,
}

/// A check or a lint that weighs less than where no level is set.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Level")]
pub(super) struct JsonLevel<'a> {
    /// The check's name or the lint's code.
    name: &'a str,
    /// What it weighs now.
    level: Weight,
    /// Where that is said.
    place: JsonPlace,
}

impl<'m> Writer<'_, 'm> {
    pub(super) fn checks(&self, identities: &'m [Identity]) -> Vec<JsonCheck<'m>> {
        let report = self.evaluator.report;
        let declared: HashMap<Span, &model::Check> = report.checks.iter().map(|check| (check.span, check)).collect();
        let stated: HashMap<Span, &Stated> = report.stated.iter().map(|stated| (stated.span, stated)).collect();
        let check = |identity: &'m Identity| {
            self.check(identity, declared.get(&identity.span).copied(), stated.get(&identity.span).copied())
        };
        identities.iter().map(check).collect()
    }

    fn check(
        &self,
        identity: &'m Identity,
        declared: Option<&'m model::Check>,
        stated: Option<&'m Stated>,
    ) -> JsonCheck<'m> {
        let (at, cell) = match (&identity.instance, stated) {
            (_, Some(stated)) => (self.point(&stated.at), None),
            (Instance::Members(members), None) => (self.coordinates(members.iter().copied()), None),
            (Instance::Cell(row, column), None) => (IndexMap::new(), Some((row.as_str(), column.as_str()))),
        };
        let sides = identity.sides.as_ref();
        let difference = || sides.and_then(check::Sides::difference).map(JsonNumber::from);
        let (verdict, grounds) = match &identity.verdict {
            check::Verdict::Holds => (JsonVerdict::Holds, None),
            check::Verdict::Accepted(grounds) => (JsonVerdict::Accepted, Some(grounds)),
            check::Verdict::Fails => (JsonVerdict::Fails, None),
            check::Verdict::Unchecked => (JsonVerdict::Unchecked, None),
        };
        JsonCheck {
            kind: match (declared, stated) {
                (Some(_), _) => IdentityKind::Declared,
                (None, Some(_)) => IdentityKind::Stated,
                (None, None) => IdentityKind::Printed,
            },
            name: &identity.name,
            title: declared.map_or("", |check| &check.title),
            at,
            part: identity.part,
            field: stated.map(|stated| self.field_name(stated)),
            row: cell.map(|(row, _)| row),
            column: cell.map(|(_, column)| column),
            place: self.place(identity.span),
            sides: sides.map(|sides| JsonSides {
                left: (&sides.left).into(),
                relation: relation(sides.op),
                right: (&sides.right).into(),
                difference: difference(),
                within: self.within(identity),
                unit: &sides.unit,
            }),
            verdict,
            accepted: grounds.zip(identity.accepted).map(|(grounds, span)| self.accepted(grounds, span, difference())),
        }
    }

    pub(super) fn lints(&self, lints: &'m [lint::AcceptedFinding]) -> Vec<Lint<'m>> {
        let lint = |lint: &'m lint::AcceptedFinding| Lint {
            code: lint.problem.code.number(),
            subject: &lint.subject,
            message: &lint.problem.message.en,
            place: self.place(lint.problem.primary.span),
            accepted: self.accepted(&lint.grounds, lint.span, None),
        };
        lints.iter().map(lint).collect()
    }

    pub(super) fn level(&self, set: &'m model::SetLevel) -> JsonLevel<'m> {
        JsonLevel { name: &set.name, level: set.level.into(), place: self.place(set.span) }
    }

    fn accepted(&self, grounds: &'m Grounds, span: Span, by: Option<JsonNumber>) -> Accepted<'m> {
        let until = grounds.until.map(|(day, _)| day.to_string());
        Accepted { because: &grounds.because, by, who: &grounds.who, until, place: self.place(span) }
    }

    fn field_name(&self, stated: &Stated) -> &'m str {
        &self.evaluator.report.ledger(stated.ledger).fields[stated.field].name
    }

    /// The members that coordinates are bound to.
    fn point(&self, at: &Filter) -> IndexMap<&'m str, JsonMember<'m>> {
        let coords = Coords::default().narrow(self.evaluator.report, at);
        self.coordinates(coords.axes().filter_map(|(dim, _)| coords.single(dim)))
    }

    /// By how much the sides of an identity may differ, in their unit: what the check allows, else what rounding can explain.
    fn within(&self, identity: &Identity) -> Option<JsonNumber> {
        let report = self.evaluator.report;
        let rounding = identity.rounding.as_ref().map(|rounding| rounding.by.clone());
        let (by, unit) = match identity.source {
            check::IdentitySource::Declared(check, part) => {
                let part = &report.checks[check].parts[part];
                let ExprKind::Compare(_, left, _) = &part.expr.kind else { return None };
                (part.within.map(Exact::from).or(rounding)?, self.evaluator.shown_unit(&left.ty))
            }
            check::IdentitySource::Stated(number) => (rounding?, self.evaluator.unit_of_total(&report.stated[number])),
            check::IdentitySource::Printed => return None,
        };
        self.evaluator.in_unit(&by, &unit).map(JsonNumber::from)
    }
}

fn relation(op: CompareOp) -> Relation {
    match op {
        CompareOp::Eq => Relation::Eq,
        CompareOp::Ne => Relation::Ne,
        CompareOp::Lt => Relation::Lt,
        CompareOp::Le => Relation::Le,
        CompareOp::Gt => Relation::Gt,
        CompareOp::Ge => Relation::Ge,
    }
}
