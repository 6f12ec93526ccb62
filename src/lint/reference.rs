//! How a written figure is quoted: its ledger with the coordinates that single it out.

use crate::base::Span;
use crate::eval::Evaluator;
use crate::ledger::Coords;
use crate::model::{DimId, FactId, LedgerId, MemberId, Narrow, Report};

/// A stated total as it is quoted, and where it is written; `None` where a bare bracket cannot say its coordinates or its
/// field.
pub(super) fn total(evaluator: &Evaluator<'_>, stated: usize) -> Option<(String, Span)> {
    let report = evaluator.report;
    let stated = &report.stated[stated];
    let mut members: Vec<MemberId> = Vec::new();
    for (_, narrow, _) in &stated.at.parts {
        match narrow {
            Narrow::Members(own) if own.len() == 1 => members.extend(own.iter()),
            _ => return None,
        }
    }
    // what the row does not say itself is of the file or the block, and often goes without saying
    let tacit = |member: &MemberId| !stated.said.contains(member);
    let written = quoted(evaluator, stated.ledger, stated.field, members, tacit)?;
    Some((written, stated.span))
}

/// A fact's figure likewise, by as few of its members as tell it from all others.
pub(super) fn fact(evaluator: &Evaluator<'_>, fact: FactId, field: usize) -> Option<(String, Span)> {
    let fact = &evaluator.report.facts[fact.ix()];
    let members = fact.members.iter().flatten().copied().collect();
    let span = fact.values[field].as_ref()?.span;
    Some((quoted(evaluator, fact.ledger, field, members, |_| true)?, span))
}

/// A ledger at one member.
pub(super) fn at_member(report: &Report, ledger: LedgerId, member: MemberId) -> String {
    format!("{}[{}]", report.ledger(ledger).name, coordinate(report, ledger, member))
}

/// A ledger at members, without those of the `tacit` ones that change nothing.
fn quoted(
    evaluator: &Evaluator<'_>,
    ledger: LedgerId,
    field: usize,
    mut members: Vec<MemberId>,
    tacit: impl Fn(&MemberId) -> bool,
) -> Option<String> {
    let report = evaluator.report;
    if report.ledger(ledger).figure() != Some(field) {
        return None;
    }
    // with fewer members there are never fewer facts: where there are as many, they are the same
    let facts = |members: &[MemberId]| {
        let at = |coords: Coords, member: &MemberId| coords.with_member(report, report.member(*member).dim, *member);
        evaluator.ledgers.count(ledger, &members.iter().fold(Coords::default(), at))
    };
    let all = facts(&members);
    for member in members.clone().iter().filter(|member| tacit(member)) {
        let fewer: Vec<MemberId> = members.iter().copied().filter(|own| own != member).collect();
        if facts(&fewer) == all {
            members = fewer;
        }
    }
    let name = &report.ledger(ledger).name;
    let at: Vec<String> = members.iter().map(|member| coordinate(report, ledger, *member)).collect();
    Some(if at.is_empty() { name.clone() } else { format!("{name}[{}]", at.join(", ")) })
}

/// A member as it is written in a bracket, with its dimension where another of the ledger's has one of the same name.
fn coordinate(report: &Report, ledger: LedgerId, id: MemberId) -> String {
    let member = report.member(id);
    let same = |dim: &DimId| {
        let dim = report.dim(*dim);
        if member.code.is_empty() {
            dim.by_name.contains_key(&member.name)
        } else {
            dim.by_code.contains_key(&member.code)
        }
    };
    let written = report.reference(id);
    let ambiguous = report.axes(ledger).iter().any(|dim| *dim != member.dim && same(dim));
    if ambiguous { format!("{}: {written}", report.dim(member.dim).name) } else { written }
}
