//! Facts that one ledger takes over from another: last year's, eliminations, what stands elsewhere already.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::{Coords, Facts};
use crate::base::{Decimal, Diagnostic};
use crate::model::codes::{CIRCLE, DUPLICATE_ROW, INCOMPLETE_TAKE_OVER};
use crate::model::{
    AxisPath, DimId, Fact, FactId, FactValue, FactValueKind, Filter, LedgerId, MemberId, Members, Narrow, Report,
    TakeOver, Taken,
};
use crate::say;

/// Makes the facts of the take-overs of one space, sources before those that take from them. A ledger that takes from itself
/// sees what is written in it and what it takes from others, never what it so makes.
pub(super) fn take_over(report: &mut Report, space: usize) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let own = |one: &TakeOver| report.ledger(one.ledger).space == space;
    let (all, others): (Vec<TakeOver>, _) = report.take_overs.iter().cloned().partition(own);
    if all.is_empty() {
        return problems;
    }
    report.take_overs = others;
    let mut waiting = Waiting::new(&all);
    let mut sources = SourceFacts::new(report);
    let mut ready = waiting.first(&all);
    while !ready.is_empty() {
        let mut made = Vec::new();
        for one in ready.iter().map(|index| &all[*index]) {
            made.extend(facts(report, one, &mut sources, &mut problems));
        }
        for fact in made {
            sources.by_ledger.entry(fact.ledger).or_default().push(FactId(report.facts.len() as u32));
            report.facts.push(fact);
        }
        report.take_overs.extend(ready.iter().map(|index| all[*index].clone()));
        ready = waiting.after(&all, &ready);
    }
    let circles: Vec<&TakeOver> =
        all.iter().zip(&waiting.done).filter(|(_, done)| !**done).map(|(one, _)| one).collect();
    problems.extend(circles.iter().map(|one| circle(report, one)));
    circles.iter().for_each(|one| unknown(report, one));
    report.take_overs.extend(circles.into_iter().cloned());
    let targets: Vec<LedgerId> = all.iter().map(|one| one.ledger).collect();
    problems.extend(twice(report, &targets));
    problems
}

/// Which take-overs wait for others.
struct Waiting {
    /// By ledger: how many are still to fill it, from other ledgers and from itself.
    fills: FxHashMap<LedgerId, [usize; 2]>,
    /// By ledger: those that take from it.
    takers: FxHashMap<LedgerId, Vec<usize>>,
    done: Vec<bool>,
}

fn from_itself(one: &TakeOver) -> bool {
    one.source == one.ledger
}

impl Waiting {
    fn new(all: &[TakeOver]) -> Waiting {
        let (mut fills, mut takers) = (FxHashMap::default(), FxHashMap::default());
        for (index, one) in all.iter().enumerate() {
            fills.entry(one.ledger).or_insert([0; 2])[usize::from(from_itself(one))] += 1;
            takers.entry(one.source).or_insert_with(Vec::new).push(index);
        }
        Waiting { fills, takers, done: vec![false; all.len()] }
    }

    fn is_ready(&self, one: &TakeOver) -> bool {
        let [others, itself] = self.fills.get(&one.source).copied().unwrap_or_default();
        others == 0 && (itself == 0 || from_itself(one))
    }

    fn first(&mut self, all: &[TakeOver]) -> Vec<usize> {
        let ready: Vec<usize> = (0..all.len()).filter(|index| self.is_ready(&all[*index])).collect();
        ready.iter().for_each(|index| self.done[*index] = true);
        ready
    }

    /// Those that only waited for some that are made now.
    fn after(&mut self, all: &[TakeOver], made: &[usize]) -> Vec<usize> {
        let mut filled: Vec<LedgerId> = Vec::new();
        for one in made.iter().map(|index| &all[*index]) {
            if let Some(fills) = self.fills.get_mut(&one.ledger) {
                fills[usize::from(from_itself(one))] -= 1;
                if fills[0] == 0 {
                    filled.push(one.ledger);
                }
            }
        }
        filled.sort_unstable();
        filled.dedup();
        let takers = filled.iter().filter_map(|ledger| self.takers.get(ledger)).flatten().copied();
        let mut ready: Vec<usize> = takers.filter(|index| !self.done[*index] && self.is_ready(&all[*index])).collect();
        ready.sort_unstable();
        ready.iter().for_each(|index| self.done[*index] = true);
        ready
    }
}

/// The facts to take from.
struct SourceFacts {
    by_ledger: FxHashMap<LedgerId, Vec<FactId>>,
    /// Ledgers with rows that cannot be used.
    torn: FxHashSet<LedgerId>,
    /// The facts of a ledger as far as they were there when it was first asked for, with their number.
    sorted: FxHashMap<LedgerId, (usize, Facts)>,
}

impl SourceFacts {
    fn new(report: &Report) -> SourceFacts {
        let mut by_ledger: FxHashMap<LedgerId, Vec<FactId>> = FxHashMap::default();
        for (index, fact) in report.facts.iter().enumerate() {
            by_ledger.entry(fact.ledger).or_default().push(FactId(index as u32));
        }
        let torn = report.broken.iter().map(|fact| fact.ledger).collect();
        SourceFacts { by_ledger, torn, sorted: FxHashMap::default() }
    }

    /// The facts of a ledger that match, as written.
    fn in_order(&mut self, report: &Report, ledger: LedgerId, coords: &Coords) -> Vec<FactId> {
        let all = self.by_ledger.get(&ledger).map_or(&[] as &[FactId], Vec::as_slice);
        if coords.axes().next().is_none() {
            return all.to_vec();
        }
        let fresh = || (all.len(), Facts { usable: all.to_vec(), ..Facts::new(report) });
        let sorted = self.sorted.entry(ledger).or_insert_with(fresh);
        if sorted.0 != all.len() {
            *sorted = fresh();
        }
        let mut facts: Vec<FactId> = sorted.1.matching(report, ledger, coords).collect();
        facts.sort_unstable();
        facts
    }
}

fn circle(report: &Report, one: &TakeOver) -> Diagnostic {
    let name = &report.ledger(one.ledger).name;
    let message = say!("「{name}」的事实绕回到了自己", "the facts of `{name}` lead back to themselves");
    let error = Diagnostic::new(CIRCLE, one.span, message);
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
type FactKey = (LedgerId, Members, Vec<String>);

fn place(fact: &Fact) -> FactKey {
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

fn facts(report: &mut Report, one: &TakeOver, sources: &mut SourceFacts, problems: &mut Vec<Diagnostic>) -> Vec<Fact> {
    let Some(fields) = fields(report, one, problems) else {
        sources.torn.insert(one.ledger);
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
    // the outermost bracket first
    let all = Coords::default();
    let coords = one.filters.iter().rev().fold(all, |coords, filter| coords.narrow(report, filter));
    let mut made: Vec<Fact> = Vec::new();
    let mut places: FxHashMap<FactKey, usize> = FxHashMap::default();
    let mut lacks: Option<(usize, Option<MemberId>)> = None;
    for id in sources.in_order(report, one.source, &coords) {
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
    let torn = sources.torn.contains(&one.source);
    if let Some((axis, own)) = lacks {
        problems.push(lacking(report, one, report.ledger(one.ledger).axes[axis].dim, own));
    }
    if torn || lacks.is_some() {
        sources.torn.insert(one.ledger);
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
            let error = Diagnostic::new(INCOMPLETE_TAKE_OVER, one.span, message);
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
    let times = if negative { -Decimal::ONE } else { Decimal::ONE };
    let kind = match &written.kind {
        FactValueKind::Text(text) => FactValueKind::Text(text.clone()),
        // what stands for one amount leads there at once, however often it is handed on
        FactValueKind::Taken(taken) if taken.len() == 1 => {
            FactValueKind::Taken(vec![Taken { times: taken[0].times * times, ..taken[0] }])
        }
        _ => FactValueKind::Taken(vec![Taken { fact: id, field, times }]),
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
    let error = Diagnostic::new(INCOMPLETE_TAKE_OVER, one.span, message);
    error.note(say!("在 items 后面写明：at 成员", "say it behind `items`: at MEMBER"))
}

/// A fact that is written and one that is taken over at the same place would count twice.
fn twice(report: &mut Report, targets: &[LedgerId]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let targets: FxHashSet<LedgerId> = targets.iter().copied().collect();
    if targets.is_empty() {
        return problems;
    }
    let mut places: FxHashMap<FactKey, FactId> = FxHashMap::default();
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
        let error = Diagnostic::new(DUPLICATE_ROW, first.span, message)
            .related(fact.span, say!("从这里取来", "taken from here"));
        problems.push(error.note(say!("删去写的一行，或缩小取的范围", "remove the row, or take over less")));
    }
    problems
}
