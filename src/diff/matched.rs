//! Which members of two reports are the same: those of one code, or, without a code, of one name beneath the same members.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Became, Coordinate, MemberChange, NamedChange, Pair, values};
use crate::eval::Evaluator;
use crate::model::{MemberId, Report};
use crate::project::Checked;

/// A member's number in both reports: equal where it is the same member.
pub(super) type Number = u32;

/// What parts a name from that of the member above it.
const BENEATH: &str = " / ";

/// By dimension's name and member's word: its number.
type Known = FxHashMap<(String, String), Number>;

/// The members of both reports under common numbers, which follow the new report's order; those of the old one alone
/// come last.
pub(super) struct Matched {
    /// By the old report's members.
    pub old: Vec<Number>,
    /// By the new report's.
    pub new: Vec<Number>,
    /// The members of both that have another name.
    pub renamed: RenamedWords,
}

/// What members with a code were called, and what they are called.
#[derive(Default)]
pub(super) struct RenamedWords(FxHashMap<String, String>);

impl RenamedWords {
    /// Of what is called so in one report and so in the other. A name that is now several tells nothing.
    fn new(names: &[(&str, &str)]) -> RenamedWords {
        let mut renamed: FxHashMap<&str, Option<&str>> = FxHashMap::default();
        for (old, new) in names.iter().filter(|(old, new)| old != new) {
            renamed.entry(old).or_insert(Some(new));
        }
        for (old, new) in names {
            if let Some(now) = renamed.get_mut(old) {
                *now = now.filter(|now| now == new);
            }
        }
        let one = renamed.into_iter().filter_map(|(old, new)| Some((old.to_owned(), new?.to_owned())));
        RenamedWords(one.collect())
    }

    /// What bears this name now.
    pub fn now(&self, name: String) -> String {
        self.0.get(&name).cloned().unwrap_or(name)
    }
}

impl Matched {
    pub fn new(old: &Report, new: &Report) -> Matched {
        let mut known = Known::default();
        let is = numbers(new, &FxHashMap::default(), &mut known);
        let was = numbers(old, &heirs(new), &mut known);
        let mut names: Vec<&str> = vec![""; known.len()];
        new.members.iter().zip(&is).filter(|(_, at)| **at != Number::MAX).for_each(|(member, at)| {
            names[*at as usize] = &member.name;
        });
        let coded = old.members.iter().zip(&was).filter(|(member, at)| !member.code.is_empty() && **at != Number::MAX);
        let both: Vec<(&str, &str)> = coded.map(|(member, at)| (member.name.as_str(), names[*at as usize])).collect();
        let renamed = RenamedWords::new(&both.into_iter().filter(|(_, new)| !new.is_empty()).collect::<Vec<_>>());
        Matched { renamed, old: was, new: is }
    }

    /// The members that say something else of themselves, and those that came or went and are in no row that did.
    pub fn changed(&self, pair: &Pair<'_, '_>, told: &FxHashSet<Number>) -> Vec<MemberChange> {
        let (was, is) = (&pair.old.report, &pair.new.report);
        let of: FxHashMap<Number, MemberId> = by_number(&self.old, was);
        let mut changes = Vec::new();
        let mut both = FxHashSet::default();
        for id in in_order(is) {
            let number = self.new[id.ix()];
            both.insert(number);
            match of.get(&number) {
                Some(old) if is_own(pair.new, id) || is_own(pair.old, *old) => {
                    let says = differences(&says(pair.was, *old), &says(pair.is, id));
                    if !says.is_empty() {
                        changes.push(MemberChange { became: Became::Changed, member: coordinate(is, id), says });
                    }
                }
                None if is_own(pair.new, id) && !told.contains(&number) => {
                    let says = differences(&[], &says(pair.is, id));
                    changes.push(MemberChange { became: Became::Added, member: coordinate(is, id), says });
                }
                _ => {}
            }
        }
        for id in in_order(was) {
            let number = self.old[id.ix()];
            if is_own(pair.old, id) && !both.contains(&number) && !told.contains(&number) {
                let says = differences(&says(pair.was, id), &[]);
                changes.push(MemberChange { became: Became::Removed, member: coordinate(was, id), says });
            }
        }
        changes
    }
}

/// A report's members in the order of their dimensions.
fn in_order(report: &Report) -> Vec<MemberId> {
    let all = report.own_members().map(|(id, _)| id);
    let mut order: Vec<MemberId> = all.filter(|id| !report.is_former(*id)).collect();
    order.sort_by_key(|id| (report.member(*id).dim, report.member(*id).rank));
    order
}

fn numbers(report: &Report, heirs: &FxHashMap<(String, String), String>, known: &mut Known) -> Vec<Number> {
    let mut numbers = vec![Number::MAX; report.members.len()];
    for id in in_order(report) {
        let mut key = (report.dim(report.member(id).dim).name.clone(), word(report, id));
        if let Some(heir) = heirs.get(&key) {
            key.1.clone_from(heir);
        }
        let next = known.len() as Number;
        numbers[id.ix()] = *known.entry(key).or_insert(next);
    }
    numbers
}

fn by_number(numbers: &[Number], report: &Report) -> FxHashMap<Number, MemberId> {
    in_order(report).into_iter().map(|id| (numbers[id.ix()], id)).collect()
}

/// What tells a member from others of its dimension: its code, or its name with those above it.
fn word(report: &Report, id: MemberId) -> String {
    let member = report.member(id);
    if member.code.is_empty() { path(report, id) } else { member.code.clone() }
}

fn path(report: &Report, id: MemberId) -> String {
    let mut names: Vec<&str> = report.lineage(id).map(|id| report.member(id).name.as_str()).collect();
    names.reverse();
    names.join(BENEATH)
}

/// The members that the new report's classification has no more, where one member stands for them.
fn heirs(report: &Report) -> FxHashMap<(String, String), String> {
    let one = report.former.gone.iter().filter(|gone| gone.heirs.len() == 1 && report.dim(gone.dim).space == 0);
    one.map(|gone| ((report.dim(gone.dim).name.clone(), gone.word.clone()), word(report, gone.heirs[0].0))).collect()
}

/// Whether a member is written in the report's own files and not in the library that the program carries.
fn is_own(side: &Checked, id: MemberId) -> bool {
    let span = side.report.member(id).span;
    !side.sources.get(span.file).is_standard() && !side.report.in_former(span)
}

/// A member as changes name it.
pub(super) fn coordinate(report: &Report, id: MemberId) -> Coordinate {
    let member = report.member(id);
    let name = if member.code.is_empty() { path(report, id) } else { member.name.clone() };
    Coordinate { dimension: report.dim(member.dim).name.clone(), code: report.code(id), name, usual: false }
}

/// A member's name, where a code tells which it is, and the attributes that are written at it.
fn says(evaluator: &Evaluator<'_>, id: MemberId) -> Vec<(String, Option<super::DiffValue>)> {
    let report = evaluator.report;
    let member = report.member(id);
    let coded = Some(&member.name).filter(|_| !member.code.is_empty());
    let name = coded.map(|name| ("name".to_owned(), Some(values::words(name.clone()))));
    let attributes = report.dim(member.dim).attributes.iter().zip(&member.attributes);
    let written = attributes.filter_map(|(attribute, written)| {
        Some((attribute.name.clone(), values::value_of_expr(evaluator, written.as_ref()?)))
    });
    name.into_iter().chain(written).collect()
}

fn differences(
    old: &[(String, Option<super::DiffValue>)],
    new: &[(String, Option<super::DiffValue>)],
) -> Vec<NamedChange> {
    let find = |all: &[(String, Option<super::DiffValue>)], name: &str| {
        all.iter().find(|(own, _)| own == name).and_then(|(_, value)| value.clone())
    };
    let mut names: Vec<&String> = new.iter().map(|(name, _)| name).collect();
    names.extend(old.iter().map(|(name, _)| name).filter(|name| !new.iter().any(|(own, _)| own == *name)));
    let named = names.into_iter().filter_map(|name| values::named_change(name, find(old, name), find(new, name)));
    named.collect()
}
