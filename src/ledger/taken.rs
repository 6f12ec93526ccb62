//! Facts that one ledger takes over from another: last year's, eliminations, what stands elsewhere already.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::{Coords, Ledgers};
use crate::base::{Decimal, Diagnostic};
use crate::model::{
    AxisPath, DimId, Fact, FactId, FactValue, FactValueKind, Filter, LedgerId, MemberId, Members, Narrow, Report,
    TakeOver, Taken,
};
use crate::say;

/// Makes the facts of the take-overs of one space, sources before those that take from them. A ledger that takes from itself
/// sees what is written in it and what it takes from others, never what it so makes.
pub(super) fn take_over(report: &mut Report, space: usize) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let all = std::mem::take(&mut report.take_overs);
    let (mut left, others): (Vec<TakeOver>, _) =
        all.into_iter().partition(|one| report.ledger(one.ledger).space == space);
    report.take_overs = others;
    let targets: Vec<LedgerId> = left.iter().map(|one| one.ledger).collect();
    while !left.is_empty() {
        let waits = |one: &TakeOver| {
            let own = |one: &TakeOver| one.source == one.ledger;
            let fills = |other: &TakeOver| other.ledger == one.source && !(own(one) && own(other));
            left.iter().any(fills)
        };
        let (ready, waiting): (Vec<TakeOver>, Vec<TakeOver>) = left.iter().cloned().partition(|one| !waits(one));
        if ready.is_empty() {
            problems.extend(waiting.iter().map(|one| circle(report, one)));
            waiting.iter().for_each(|one| unknown(report, one));
            report.take_overs.extend(waiting);
            break;
        }
        let mut made = Vec::new();
        for one in &ready {
            made.extend(facts(report, one, &mut problems));
        }
        report.facts.extend(made);
        report.take_overs.extend(ready);
        left = waiting;
    }
    problems.extend(twice(report, &targets));
    problems
}

fn circle(report: &Report, one: &TakeOver) -> Diagnostic {
    let name = &report.ledger(one.ledger).name;
    let message = say!("「{name}」的事实绕回到了自己", "the facts of `{name}` lead back to themselves");
    let error = Diagnostic::error("B0220", one.span, message);
    error.note(say!("让其中一个台账写出数来", "write amounts in one of the ledgers"))
}

/// Nothing can be said of a ledger's sums.
fn unknown(report: &mut Report, one: &TakeOver) {
    let data = report.ledger(one.ledger);
    let (members, values) = (data.axes.iter().map(|_| None).collect(), data.fields.iter().map(|_| None).collect());
    report.broken.push(Fact { ledger: one.ledger, members, before: Vec::new(), values, span: one.span });
}

/// What a filter gives an axis.
fn given(filter: &Filter, dim: DimId) -> Option<MemberId> {
    filter.parts.iter().find_map(|(own, narrow, _)| match narrow {
        Narrow::Members(members) if *own == dim && members.len() == 1 => Some(members[0]),
        _ => None,
    })
}

/// What no two facts share: their ledger, members and texts.
type Place = (LedgerId, Members, Vec<String>);

fn place(fact: &Fact) -> Place {
    let texts = fact.values.iter().flatten().filter_map(|value| match &value.kind {
        FactValueKind::Text(text) => Some(text.clone()),
        _ => None,
    });
    (fact.ledger, fact.members.clone(), texts.collect())
}

/// How the members of a source's fact become those of the ledger that takes it.
struct Way {
    given: Option<MemberId>,
    path: Option<AxisPath>,
    otherwise: Option<MemberId>,
    level: Option<usize>,
    optional: bool,
}

impl Way {
    /// A source's member as the ledger that takes it books it; nothing where it is not fine enough. What a former report
    /// booked at a leaf stays there, whatever lies beneath it by now.
    fn booked(&self, report: &Report, own: Option<MemberId>, former: bool) -> Option<MemberId> {
        let own = own?;
        if former && self.level.is_none() { Some(own) } else { report.at_level(own, self.level) }
    }
}

fn facts(report: &mut Report, one: &TakeOver, problems: &mut Vec<Diagnostic>) -> Vec<Fact> {
    let Some(fields) = fields(report, one, problems) else {
        unknown(report, one);
        return Vec::new();
    };
    let ways: Vec<Way> = report
        .ledger(one.ledger)
        .axes
        .iter()
        .map(|axis| Way {
            given: given(&one.at, axis.dim),
            path: report.axis_path(one.source, axis.dim),
            otherwise: given(&one.file_at, axis.dim).or(axis.default),
            level: axis.grain,
            optional: axis.optional,
        })
        .collect();
    let ledgers = Ledgers::from_model(report);
    // the outermost bracket first
    let all = Coords::default();
    let coords = one.filters.iter().rev().fold(all, |coords, filter| coords.narrow(report, filter));
    let mut made: Vec<Fact> = Vec::new();
    let mut places: FxHashMap<Place, usize> = FxHashMap::default();
    let mut lacks: Option<(usize, Option<MemberId>)> = None;
    for id in ledgers.in_order(one.source, &coords) {
        let source = &report.facts[id.ix()];
        let former = report.in_former(source.span);
        let mut members = Members::new();
        for (axis, way) in ways.iter().enumerate() {
            let own = way.path.and_then(|path| report.fact_member(source, path));
            let member = way.given.or_else(|| way.booked(report, own, former)).or(way.otherwise);
            if member.is_none() && !way.optional {
                lacks.get_or_insert((axis, own));
            }
            members.push(member);
        }
        let mut fact =
            Fact { ledger: one.ledger, members, before: Vec::new(), values: SmallVec::new(), span: source.span };
        fact.values.extend(fields.iter().map(|field| value(source, id, *field, one.negative)));
        let key = place(&fact);
        match places.get(&key) {
            Some(first) => join(&mut made[*first], fact),
            None => {
                places.insert(key, made.len());
                made.push(fact);
            }
        }
    }
    let torn = report.broken.iter().any(|fact| fact.ledger == one.source);
    drop(ledgers);
    if let Some((axis, own)) = lacks {
        problems.push(lacking(report, one, report.ledger(one.ledger).axes[axis].dim, own));
    }
    if torn || lacks.is_some() {
        unknown(report, one);
        return Vec::new();
    }
    made
}

/// For each field of the ledger the field of the source that fills it: the figure by the figure, others by their names.
fn fields(report: &Report, one: &TakeOver, problems: &mut Vec<Diagnostic>) -> Option<Vec<Option<usize>>> {
    let (target, source) = (report.ledger(one.ledger), report.ledger(one.source));
    let (own, other) = (target.figure(), source.figure());
    let mut found = Vec::new();
    for (index, field) in target.fields.iter().enumerate() {
        let same = source.fields.iter().position(|other| other.name == field.name && other.ty == field.ty);
        let figure = other.filter(|other| own == Some(index) && source.fields[*other].ty == field.ty);
        let from = same.or(figure);
        if from.is_none() && !field.optional {
            let (name, what) = (&source.name, &field.name);
            let message = say!("台账「{name}」没有「{what}」可取", "ledger `{name}` has no `{what}` to take over");
            let error = Diagnostic::error("B0236", one.span, message);
            problems.push(error.note(say!(
                "换一个有它的台账，或逐行写：成员 := 式子",
                "take from a ledger that has it, or write rows: MEMBER := EXPRESSION"
            )));
            return None;
        }
        found.push(from);
    }
    Some(found)
}

fn value(source: &Fact, id: FactId, field: Option<usize>, negative: bool) -> Option<FactValue> {
    let field = field?;
    let written = source.values[field].as_ref()?;
    let kind = match &written.kind {
        FactValueKind::Text(text) => FactValueKind::Text(text.clone()),
        _ => FactValueKind::Taken(vec![Taken {
            fact: id,
            field,
            times: if negative { -Decimal::ONE } else { Decimal::ONE },
        }]),
    };
    Some(FactValue { kind, span: written.span })
}

/// Two facts that stand at the same place in the ledger that takes them are one.
fn join(first: &mut Fact, more: Fact) {
    for (own, other) in first.values.iter_mut().zip(more.values) {
        match (own.as_mut().map(|value| &mut value.kind), other) {
            (Some(FactValueKind::Taken(taken)), Some(FactValue { kind: FactValueKind::Taken(others), .. })) => {
                taken.extend(others);
            }
            (None, other) => *own = other,
            _ => {}
        }
    }
}

/// `own`: what the source says, and which is not fine enough.
fn lacking(report: &Report, one: &TakeOver, dim: DimId, own: Option<MemberId>) -> Diagnostic {
    let (source, dim) = (&report.ledger(one.source).name, &report.dim(dim).name);
    let message = match own.map(|own| report.display(own)) {
        None => say!("「{source}」的事实没有写明「{dim}」", "facts of `{source}` do not say their `{dim}`"),
        Some(own) => say!(
            "「{source}」的事实里，「{dim}」只写到「{own}」，不够细",
            "facts of `{source}` say no more of their `{dim}` than `{own}`: that is too coarse"
        ),
    };
    let error = Diagnostic::error("B0236", one.span, message);
    error.note(say!("在 items 后面写明：at 成员", "say it behind `items`: at MEMBER"))
}

/// A fact that is written and one that is taken over at the same place would count twice.
fn twice(report: &mut Report, targets: &[LedgerId]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    if targets.is_empty() {
        return problems;
    }
    let mut places: FxHashMap<Place, FactId> = FxHashMap::default();
    for (index, fact) in report.facts.iter().enumerate().filter(|(_, fact)| targets.contains(&fact.ledger)) {
        let key = place(fact);
        let taken =
            |fact: &Fact| fact.values.iter().flatten().any(|value| matches!(value.kind, FactValueKind::Taken(_)));
        let Some(first) = places.get(&key) else {
            places.insert(key, FactId(index as u32));
            continue;
        };
        let first = &report.facts[first.ix()];
        // rows that are written twice were reported; a former report's may have come together
        if !taken(fact) && !taken(first) {
            continue;
        }
        let ledger = &report.ledger(fact.ledger).name;
        let message =
            say!("「{ledger}」取来的事实里已经有这一笔", "the facts that `{ledger}` takes over have this one already");
        let error =
            Diagnostic::error("B0210", first.span, message).related(fact.span, say!("从这里取来", "taken from here"));
        problems.push(error.note(say!("删去写的一行，或缩小取的范围", "remove the row, or take over less")));
    }
    problems
}
