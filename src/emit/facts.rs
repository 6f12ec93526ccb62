//! The facts of a report as rows of a list: what was typed, where in the ledgers it stands and where in the files.

use crate::base::Exact;
use crate::base::json::JsonPlace;
use crate::eval::Value;
use crate::model::{DimId, FactId, LedgerId, MemberId, Type};
use crate::project::Evaluated;

/// What a field of a fact holds.
pub(super) enum FieldValue {
    /// Nothing was written.
    Blank,
    /// A number with all its digits, and the symbol of its unit.
    Number(Exact, String),
    /// Words.
    Words(String),
}

/// A fact with its field values, in the order of its ledger's fields.
pub(super) struct FactRow {
    /// Its ledger.
    pub ledger: LedgerId,
    /// The member in each dimension that its ledger has, by itself or by an attribute of its members.
    pub at: Vec<(DimId, MemberId)>,
    /// A value for each field.
    pub values: Vec<FieldValue>,
    /// Where it is written: `FILE:LINE:COLUMN`.
    pub place: String,
}

/// The facts that are written in the report and in what it uses, in their order; those of former reports are these reports' own.
pub(super) fn rows<'i>(it: &'i Evaluated<'_, '_>) -> impl Iterator<Item = FactRow> + 'i {
    it.checked.report.own_facts().map(|id| row(it, id))
}

fn row(it: &Evaluated<'_, '_>, id: FactId) -> FactRow {
    let report = it.evaluator.report;
    let fact = &report.facts[id.ix()];
    let at = report.axes(fact.ledger).into_iter().filter_map(|dim| {
        let member = report.fact_member(fact, report.axis_path(fact.ledger, dim)?)?;
        Some((dim, member))
    });
    let fields = report.ledger(fact.ledger).fields.iter().enumerate();
    let values = fields.map(|(index, field)| value(it, id, index, &field.ty)).collect();
    let place = JsonPlace::of(fact.span, &it.checked.sources).as_str().to_owned();
    FactRow { ledger: fact.ledger, at: at.collect(), values, place }
}

fn value(it: &Evaluated<'_, '_>, id: FactId, field: usize, ty: &Type) -> FieldValue {
    let evaluator = it.evaluator;
    let number = |number: &Exact, unit| match evaluator.in_unit(number, &unit) {
        Some(number) => FieldValue::Number(number, evaluator.symbol(&unit)),
        None => FieldValue::Blank,
    };
    match evaluator.quietly(|| evaluator.fact_value(id, field)) {
        Value::Number(value) => number(&value, evaluator.shown_unit(ty)),
        Value::Quoted(value, unit) => number(&value, unit),
        Value::Words(words) => FieldValue::Words(words.plain()),
        Value::Member(member) => FieldValue::Words(evaluator.report.member(member).name.clone()),
        Value::Bool(_) | Value::Blank | Value::Unknown => FieldValue::Blank,
    }
}
