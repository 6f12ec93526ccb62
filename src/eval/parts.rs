//! Linear combinations of ledgers' fields at coordinates. The amounts of a field at coordinates are found once and shared
//! by whatever is made of them: a hundred sentences that each quote a total of a thousand amounts walk them once.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::OriginTerm;
use crate::base::{Exact, Span};
use crate::model::{FactId, Report, SumOp};

/// A fact, and the number of one of its fields.
pub(super) type Key = (FactId, usize);

/// More fields than these are put together into one list of amounts: an expression may have thousands of summands.
const MOST: usize = 8;

/// A linear combination of facts' fields.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// How often each written amount counts.
    pub terms: BTreeMap<(FactId, usize), Exact>,
    /// What is added besides.
    pub constant: Option<Exact>,
}

impl Trace {
    /// What remains when another is taken away; `None` where a coefficient has too many digits.
    pub fn minus(mut self, other: Trace) -> Option<Trace> {
        for (key, times) in other.terms {
            add(&mut self.terms, key, times.negated())?;
        }
        self.constant = match (self.constant, other.constant) {
            (Some(a), Some(b)) => Some(a.minus(b).ok()?),
            (a, b) => a.or(b.map(|b| b.negated())),
        };
        Some(self)
    }
}

/// The amounts of a field at coordinates.
pub(super) struct Group {
    field: usize,
    /// The facts that say the field's number themselves, each counted once.
    facts: Vec<FactId>,
    /// What facts that refer to others count besides.
    others: BTreeMap<Key, Exact>,
    amounts: OnceCell<Vec<OriginTerm>>,
}

impl Group {
    /// Facts in order, each counted once.
    pub(super) fn of(field: usize, facts: Vec<FactId>) -> Group {
        Group { field, facts, others: BTreeMap::new(), amounts: OnceCell::new() }
    }

    /// Facts, and what others that stand beside them are made of. `None` where a coefficient has too many digits.
    pub(super) fn with(field: usize, facts: Vec<FactId>, mut others: BTreeMap<Key, Exact>) -> Option<Group> {
        if others.is_empty() {
            return Some(Group::of(field, facts));
        }
        // what is referred to may also stand here itself
        for fact in facts {
            add(&mut others, (fact, field), Exact::integer(1))?;
        }
        Some(Group { field, facts: Vec::new(), others, amounts: OnceCell::new() })
    }

    /// Whether all its facts say their numbers themselves.
    pub(super) fn is_written(&self) -> bool {
        self.others.is_empty()
    }

    fn len(&self) -> usize {
        self.facts.len() + self.others.len()
    }

    /// How often an amount counts; zero where it is none of the group.
    fn times(&self, key: &Key) -> Exact {
        if key.1 == self.field && self.facts.binary_search(&key.0).is_ok() {
            return Exact::integer(1);
        }
        self.others.get(key).cloned().unwrap_or(Exact::ZERO)
    }

    fn terms(&self) -> impl Iterator<Item = (Key, Exact)> {
        let own = self.facts.iter().map(|fact| ((*fact, self.field), Exact::integer(1)));
        own.chain(self.others.iter().map(|(key, times)| (*key, times.clone())))
    }

    /// An amount of the group for which something is true.
    fn find(&self, mut wanted: impl FnMut(&Key) -> bool) -> Option<Key> {
        self.terms().map(|(key, _)| key).find(|key| wanted(key))
    }

    fn amounts(&self, report: &Report) -> &[OriginTerm] {
        self.amounts.get_or_init(|| {
            let own = self.facts.iter().filter_map(|fact| written(report, &(*fact, self.field)));
            let own = OriginTerm::of(Some(Exact::integer(1)), own.collect());
            own.into_iter().chain(amounts(report, self.others.iter())).collect()
        })
    }
}

/// Adds so many times of an amount. `None` where that has too many digits.
pub(super) fn add(terms: &mut BTreeMap<Key, Exact>, key: Key, times: Exact) -> Option<()> {
    let sum = terms.get(&key).cloned().unwrap_or(Exact::ZERO).plus(times).ok()?;
    if sum.is_zero() {
        terms.remove(&key);
    } else {
        terms.insert(key, sum);
    }
    Some(())
}

fn written(report: &Report, key: &Key) -> Option<Span> {
    report.facts[key.0.ix()].values[key.1].as_ref().map(|value| value.span)
}

/// Amounts by how often they count, each list in source order.
pub(super) fn amounts<'t>(report: &Report, terms: impl Iterator<Item = (&'t Key, &'t Exact)>) -> Vec<OriginTerm> {
    let mut parts: Vec<(Exact, Vec<Span>)> = Vec::new();
    for (key, times) in terms {
        let Some(span) = written(report, key) else { continue };
        match parts.iter_mut().find(|(own, _)| own == times) {
            Some((_, spans)) => spans.push(span),
            None => parts.push((times.clone(), vec![span])),
        }
    }
    parts.into_iter().filter_map(|(times, spans)| OriginTerm::of(Some(times), spans)).collect()
}

impl OriginTerm {
    /// Amounts that count equally often; none where there are none.
    pub(super) fn of(times: Option<Exact>, mut spans: Vec<Span>) -> Option<OriginTerm> {
        spans.sort_unstable();
        (!spans.is_empty()).then(|| OriginTerm { times, spans: Arc::from(spans) })
    }
}

/// A linear combination of groups, single amounts and a constant.
#[derive(Clone, Default)]
pub(super) struct Parts {
    groups: Vec<(Rc<Group>, Exact)>,
    /// Amounts of groups that were put together.
    terms: BTreeMap<Key, Exact>,
    pub(super) constant: Option<Exact>,
    /// An amount that two summands of one `+` both hold: it is counted twice.
    pub(super) doubled: Option<(FactId, Span, Span)>,
}

impl Parts {
    pub(super) fn constant(value: Exact) -> Parts {
        Parts { constant: Some(value), ..Parts::default() }
    }

    pub(super) fn group(group: Rc<Group>) -> Parts {
        let groups = if group.len() == 0 { Vec::new() } else { vec![(group, Exact::integer(1))] };
        Parts { groups, ..Parts::default() }
    }

    /// Whether no written amount is in it.
    pub(super) fn is_constant(&self) -> bool {
        self.groups.is_empty() && self.terms.is_empty()
    }

    pub(super) fn scale(mut self, factor: Exact) -> Option<Parts> {
        for times in self.groups.iter_mut().map(|(_, times)| times).chain(self.terms.values_mut()) {
            *times = times.times(&factor).ok()?;
        }
        if let Some(constant) = &mut self.constant {
            *constant = constant.times(&factor).ok()?;
        }
        if factor.is_zero() {
            (self.groups, self.terms) = Default::default();
        }
        Some(self)
    }

    /// How often an amount counts.
    fn times(&self, key: &Key) -> Option<Exact> {
        let own = self.terms.get(key).cloned().unwrap_or(Exact::ZERO);
        self.groups.iter().try_fold(own, |sum, (group, times)| sum.plus(group.times(key).times(times).ok()?).ok())
    }

    /// An amount that is in both.
    fn shared(&self, other: &Parts, known: &mut Apart) -> Option<FactId> {
        let counts = |parts: &Parts, key: &Key| parts.times(key).is_some_and(|times| !times.is_zero());
        let both = |key: &Key| counts(self, key) && counts(other, key);
        for (a, b) in self.groups.iter().flat_map(|(a, _)| other.groups.iter().map(move |(b, _)| (a, b))) {
            let (less, more) = if a.len() <= b.len() { (a, b) } else { (b, a) };
            let pair = (Rc::as_ptr(less), Rc::as_ptr(more));
            if known.contains(&pair) {
                continue;
            }
            let mut apart = true;
            let found = less.find(|key| {
                let common = !more.times(key).is_zero();
                apart &= !common;
                common && both(key)
            });
            if let Some(key) = found {
                return Some(key.0);
            }
            // a short walk costs less than to remember it
            if apart && less.len() > MOST {
                known.insert(pair);
            }
        }
        let single = |one: &Parts| one.terms.keys().find(|key| both(key)).map(|key| key.0);
        single(self).or_else(|| single(other))
    }

    /// The sum or difference; summands of a sum that share an amount are noted with their places.
    pub(super) fn plus(mut self, other: Parts, op: SumOp, spans: (Span, Span), known: &mut Apart) -> Option<Parts> {
        if op == SumOp::Add && self.doubled.is_none() {
            self.doubled = self.shared(&other, known).map(|fact| (fact, spans.0, spans.1));
        }
        self.doubled = self.doubled.or(other.doubled);
        let sign = |number: Exact| if op == SumOp::Add { number } else { number.negated() };
        for (group, times) in other.groups {
            match self.groups.iter_mut().find(|(own, _)| Rc::ptr_eq(own, &group)) {
                Some((_, own)) => *own = own.plus(sign(times)).ok()?,
                None => self.groups.push((group, sign(times))),
            }
        }
        self.groups.retain(|(_, times)| !times.is_zero());
        for (key, times) in other.terms {
            add(&mut self.terms, key, sign(times))?;
        }
        self.constant = match (self.constant, other.constant) {
            (Some(a), Some(b)) => Some(a.plus(sign(b)).ok()?),
            (a, b) => a.or(b.map(sign)),
        };
        if self.groups.len() > MOST {
            self.put_together()?;
        }
        Some(self)
    }

    /// Puts groups together, all but the largest.
    fn put_together(&mut self) -> Option<()> {
        self.groups.sort_by_key(|(group, _)| group.len());
        let largest = self.groups.pop();
        for (group, times) in self.groups.drain(..) {
            for (key, own) in group.terms() {
                add(&mut self.terms, key, own.times(&times).ok()?)?;
            }
        }
        self.groups.extend(largest);
        Some(())
    }

    /// Amount by amount.
    pub(super) fn terms(mut self) -> Option<BTreeMap<Key, Exact>> {
        match self.groups.as_slice() {
            // in order already, so that a million of them make their map at once
            [(group, times)] if self.terms.is_empty() => {
                group.terms().map(|(key, own)| Some((key, own.times(times).ok()?))).collect()
            }
            _ => {
                for (group, times) in &self.groups {
                    for (key, own) in group.terms() {
                        add(&mut self.terms, key, own.times(times).ok()?)?;
                    }
                }
                Some(self.terms)
            }
        }
    }

    /// The amounts by how often they count. One may stand in several lists: then it counts as often as these together.
    pub(super) fn amounts(&self, report: &Report) -> Option<Vec<OriginTerm>> {
        let mut all = Vec::new();
        for (group, times) in &self.groups {
            for part in group.amounts(report) {
                let times = part.times.as_ref().map_or(Ok(times.clone()), |own| own.times(times)).ok()?;
                all.push(OriginTerm { times: Some(times), spans: Arc::clone(&part.spans) });
            }
        }
        all.extend(amounts(report, self.terms.iter()));
        Some(all)
    }

    /// Whether both are the same single field at coordinates, or may not be told apart by how many amounts they have.
    pub(super) fn may_equal(&self, other: &Parts) -> bool {
        match (self.groups.as_slice(), other.groups.as_slice()) {
            ([(a, _)], [(b, _)]) if self.terms.is_empty() && other.terms.is_empty() => a.len() == b.len(),
            _ => true,
        }
    }
}

/// Pairs of groups that are known to share no amount.
pub(super) type Apart = rustc_hash::FxHashSet<(*const Group, *const Group)>;
