//! Checks that began or ceased to hold, and what the reports stand by.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::{Became, CheckChange, Deviation, DiffGrounds, DiffSides, DiffVerdict, Pair, Tried};
use crate::check::{self, Identity, IdentitySource, Instance};
use crate::ledger::Coords;
use crate::model::{self, Filter, MemberId, Report};
use crate::project::Checked;

/// What tells an identity from others: what states it, its name, a total's field, its instance.
type Key = (Tried, String, String, Vec<String>);

fn key(identity: &Identity, side: &Checked, name: &str) -> Key {
    let report = &side.report;
    let instance = match &identity.instance {
        Instance::Members(members) => members.iter().map(|member| report.reference(*member)).collect(),
        Instance::Cell(row, column) => vec![row.clone(), column.clone()],
    };
    let instance = with_part(instance, identity.part);
    let field = match identity.source {
        IdentitySource::Stated(index) => {
            let stated = &report.stated[index];
            report.ledger(stated.ledger).fields[stated.field].name.clone()
        }
        IdentitySource::Declared(..) | IdentitySource::Printed => String::new(),
    };
    (kind(identity), name.to_owned(), field, instance)
}

/// An instance, and which of the conditions of its check.
fn with_part(mut instance: Vec<String>, part: Option<usize>) -> Vec<String> {
    instance.extend(part.map(|part| format!("({part})")));
    instance
}

fn kind(identity: &Identity) -> Tried {
    match identity.source {
        IdentitySource::Stated(_) => Tried::Stated,
        IdentitySource::Declared(..) => Tried::Declared,
        IdentitySource::Printed => Tried::Printed,
    }
}

fn verdict(identity: &Identity) -> DiffVerdict {
    match identity.verdict {
        check::Verdict::Holds => DiffVerdict::Holds,
        check::Verdict::Accepted(_) => DiffVerdict::Accepted,
        check::Verdict::Fails => DiffVerdict::Fails,
        check::Verdict::Unchecked => DiffVerdict::Unchecked,
    }
}

/// The checks whose verdict is another. One that holds where it was not tried before is told of only with its whole check.
pub(super) fn compare(pair: &Pair<'_, '_>) -> Vec<CheckChange> {
    let mut was: FxHashMap<Key, VecDeque<&Identity>> = FxHashMap::default();
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    for identity in &pair.old.identities {
        let name = now(pair, identity);
        if matches!(identity.source, IdentitySource::Declared(..)) {
            *known.entry(name.to_owned()).or_default() += 1;
        }
        was.entry(key(identity, pair.old, name)).or_default().push_back(identity);
    }
    let mut checks = Vec::new();
    let mut fresh: Vec<(&str, usize)> = Vec::new();
    for identity in &pair.new.identities {
        let old = was.get_mut(&key(identity, pair.new, &identity.name)).and_then(VecDeque::pop_front).map(verdict);
        let new = verdict(identity);
        let told = match old {
            Some(old) => old != new,
            None => matches!(new, DiffVerdict::Fails | DiffVerdict::Unchecked),
        };
        if told {
            checks.push(one(identity, pair.new, (old, Some(new))));
        }
        if matches!(identity.source, IdentitySource::Declared(..)) && !known.contains_key(&identity.name) {
            match fresh.iter_mut().find(|(name, _)| *name == identity.name) {
                Some((_, count)) => *count += 1,
                None => fresh.push((&identity.name, 1)),
            }
        }
    }
    for identity in &pair.old.identities {
        // what failed is told each, what held only with its whole check
        let left = was.get_mut(&key(identity, pair.old, now(pair, identity))).and_then(VecDeque::pop_front);
        if let Some(left) = left.filter(|left| matches!(verdict(left), DiffVerdict::Fails | DiffVerdict::Unchecked)) {
            checks.push(one(left, pair.old, (Some(verdict(left)), None)));
        }
    }
    let whole = |name: &str, instances, old, new| CheckChange {
        kind: Tried::Declared,
        name: name.to_owned(),
        at: Vec::new(),
        old,
        new,
        sides: None,
        instances: Some(instances),
    };
    checks.extend(fresh.into_iter().map(|(name, count)| whole(name, count, None, Some(DiffVerdict::Holds))));
    let stays = |name: &str| pair.new.identities.iter().any(|identity| identity.name == name);
    let mut gone: Vec<(String, usize)> = known.into_iter().filter(|(name, _)| !stays(name)).collect();
    gone.sort();
    checks.extend(gone.into_iter().map(|(name, count)| whole(&name, count, Some(DiffVerdict::Holds), None)));
    checks
}

/// What an old identity's check or form is called in the new report.
fn now<'n>(pair: &'n Pair<'_, '_>, identity: &'n Identity) -> &'n str {
    match identity.source {
        IdentitySource::Declared(..) => pair.names.now("check", &identity.name),
        IdentitySource::Printed => pair.names.now("form", &identity.name),
        IdentitySource::Stated(_) => &identity.name,
    }
}

fn one(identity: &Identity, side: &Checked, (old, new): (Option<DiffVerdict>, Option<DiffVerdict>)) -> CheckChange {
    let sides = identity.sides.as_ref().filter(|_| new == Some(DiffVerdict::Fails)).map(|sides| {
        let (left, right, difference) = sides.words();
        DiffSides { left, right, difference }
    });
    let at = with_part(identity.instance.words(&side.report), identity.part);
    CheckChange { kind: kind(identity), name: identity.name.clone(), at, old, new, sides, instances: None }
}

/// What came to be accepted, is accepted no more, or on other grounds.
pub(super) fn deviations(pair: &Pair<'_, '_>) -> Vec<Deviation> {
    let (mut old, new) = (stood_by(pair.old), stood_by(pair.new));
    for own in &mut old {
        own.name = pair.names.now("check", &own.name).to_owned();
    }
    let mut deviations = Vec::new();
    for StoodBy { name, key, at, grounds } in new {
        let before = old.iter().position(|own| (&own.name, &own.key) == (&name, &key));
        let before = before.map(|index| old.remove(index).grounds);
        let became = if before.is_some() { Became::Changed } else { Became::Added };
        if before.as_ref() != Some(&grounds) {
            deviations.push(Deviation { became, name, at, old: before, new: Some(grounds) });
        }
    }
    let gone = |StoodBy { name, at, grounds, .. }| {
        let (became, old) = (Became::Removed, Some(grounds));
        Deviation { became, name, at, old, new: None }
    };
    deviations.extend(old.into_iter().map(gone));
    deviations
}

/// What a report stands by.
struct StoodBy {
    /// The check or lint.
    name: String,
    /// The instance or subject, by what tells its members from others: one may be called otherwise.
    key: Vec<String>,
    /// The same as it is told.
    at: Vec<String>,
    grounds: DiffGrounds,
}

fn stood_by(side: &Checked) -> Vec<StoodBy> {
    let report = &side.report;
    let own = |span| !report.in_former(span);
    let accepts = report.accepts.iter().filter(|accept| own(accept.span)).map(|accept| {
        let by = accept.by.as_ref().map(|by| side.sources.slice(by.span).to_owned()).unwrap_or_default();
        let name = report.checks[accept.check].name.clone();
        let part = (report.checks[accept.check].parts.len() > 1).then_some(accept.part + 1);
        let key = with_part(instance(report, &accept.at, &|member| report.reference(member)), part);
        let at = with_part(instance(report, &accept.at, &|member| report.display(member)), part);
        StoodBy { name, key, at, grounds: grounds(&accept.grounds, by) }
    });
    let lints = report.lint_accepts.iter().filter(|accept| own(accept.span)).map(|accept| {
        let at = vec![accept.subject.clone()];
        StoodBy { name: accept.code.clone(), key: at.clone(), at, grounds: grounds(&accept.grounds, String::new()) }
    });
    accepts.chain(lints).collect()
}

fn instance(report: &Report, at: &Filter, show: &dyn Fn(MemberId) -> String) -> Vec<String> {
    let coords = Coords::default().narrow(report, at);
    coords.axes().filter_map(|(dim, _)| coords.single(dim)).map(show).collect()
}

fn grounds(grounds: &model::Grounds, by: String) -> DiffGrounds {
    let until = grounds.until.map(|(day, _)| day.to_string()).unwrap_or_default();
    DiffGrounds { by, because: grounds.because.clone(), who: grounds.who.clone(), until }
}
