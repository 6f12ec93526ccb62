//! A check that holds nowhere, though both its sides have facts: what is wrong is no one figure, and it is told once.

use std::collections::BTreeMap;

use crate::base::{Confidence, Diagnostic, Topic};
use crate::check::{EXAMPLES, Identity, IdentitySource, Verdict, several};
use crate::model::Report;
use crate::say;

/// The findings, each with the identity that it speaks for, those of a check that holds nowhere and that nothing explains
/// as one.
pub(super) fn fold(report: &Report, identities: &[Identity], found: Vec<(usize, Diagnostic)>) -> Vec<Diagnostic> {
    let mut families: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (index, (identity, problem)) in found.iter().enumerate() {
        let guess = |suspect: &crate::base::Suspect| suspect.confidence == Confidence::Weak;
        if let IdentitySource::Declared(check, part) = identities[*identity].source
            && !problem.is_about(Topic::Acceptance)
            && problem.suspects.iter().all(guess)
        {
            families.entry((check, part)).or_default().push(index);
        }
    }
    families.retain(|_, found| found.len() >= EXAMPLES);
    if families.is_empty() {
        return found.into_iter().map(|(_, problem)| problem).collect();
    }
    let mut all: BTreeMap<(usize, usize), (usize, bool)> = BTreeMap::new();
    for identity in identities {
        if let IdentitySource::Declared(check, part) = identity.source {
            let (count, fails) = all.entry((check, part)).or_insert((0, true));
            *count += 1;
            *fails &= identity.verdict == Verdict::Fails;
        }
    }
    families.retain(|family, found| all.get(family).is_some_and(|(all, fails)| *fails && 2 * found.len() > *all));
    let mut told: Vec<Option<Diagnostic>> = Vec::with_capacity(found.len());
    let owners: Vec<usize> = found.iter().map(|(identity, _)| *identity).collect();
    told.extend(found.into_iter().map(|(_, problem)| Some(problem)));
    for ((check, part), members) in families {
        let count = all.get(&(check, part)).map_or(0, |(count, _)| *count);
        let own: Vec<&Identity> = members.iter().map(|index| &identities[owners[*index]]).collect();
        members.iter().for_each(|index| told[*index] = None);
        told.push(Some(nowhere(report, check, count, &own)));
    }
    told.into_iter().flatten().collect()
}

fn nowhere(report: &Report, check: usize, count: usize, own: &[&Identity]) -> Diagnostic {
    let check = &report.checks[check];
    let name = &check.name;
    let message =
        say!("检查「{name}」{count} 例，没有一例成立", "check `{name}` holds in none of its {count} instances");
    let error = several(report, check, message, own.iter().copied());
    let error = error.note(say!(
        "不像是哪一个数写错：看看检查写得对不对，两边的单位、口径是否一致",
        "this looks like no one figure: see whether the check is right, and whether both sides have the same unit and scope"
    ));
    // how to stand by the examples; the others are told once these are
    let ways =
        own.iter().filter_map(|identity| identity.finding.as_ref()?.ways_out().next().map(|note| note.text.clone()));
    ways.take(EXAMPLES).fold(error, Diagnostic::way_out)
}
