//! Totals that a report states of figures that were rounded before they were typed: they print as they were published.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Env, Evaluator, Interval};
use crate::base::Exact;
use crate::ledger::{AxisSet, Coords};
use crate::model::{DimId, Expr, LedgerId, MemberId, Report, Stated, UnitRef};

/// Where a total stands: its ledger and field, and the members of each axis that it binds, in order.
type Place = (LedgerId, usize, Vec<(DimId, Vec<MemberId>)>);

/// The stated totals that print, and those of one place that contradict one another.
#[derive(Default)]
pub(super) struct Totals {
    of: FxHashSet<(LedgerId, usize)>,
    by_place: FxHashMap<Place, usize>,
    rivals: Vec<(usize, usize)>,
}

impl<'m> Evaluator<'m> {
    /// The unit in which a total and its items are written: what is said of it is what the reader has typed.
    pub fn unit_of_total(&self, stated: &Stated) -> UnitRef {
        match &stated.unit {
            UnitRef::Of(..) => stated.unit.clone(),
            _ => self.shown_unit(&self.report.ledger(stated.ledger).fields[stated.field].ty),
        }
    }

    /// What the items of a total minus the total may be, where some were rounded before they were typed.
    pub fn gap_of_total(&self, stated: &Stated, env: &Env<'m>) -> Option<Interval> {
        let items = self.interval_of_sum(stated.ledger, stated.field, env)?;
        items.minus(&Interval::around(&Exact::from(stated.amount), &within(self.report, stated))?)
    }

    /// The stated total that prints for a ledger's figure here; none where the sum does.
    pub fn published(&self, ledger: LedgerId, field: usize, env: &Env<'m>) -> Option<&'m Stated> {
        if !env.printed || self.report.rounded.is_empty() || env.fact.is_some() {
            return None;
        }
        let totals = self.totals();
        if !totals.of.contains(&(ledger, field)) {
            return None;
        }
        let found = totals.by_place.get(&place(ledger, field, &env.coords)?).or_else(|| {
            // one row is what it says
            let several = self.ledgers.matching(ledger, &env.coords).nth(1).is_some();
            let told = several.then(|| self.told(ledger, &env.coords))?;
            totals.by_place.get(&place(ledger, field, &told)?)
        });
        found.map(|number| &self.report.stated[*number])
    }

    /// The stated totals that a printed value is made with.
    pub fn published_in(&self, expr: &'m Expr, env: &Env<'m>) -> Vec<&'m Stated> {
        let mut found = Vec::new();
        if env.printed && !self.report.rounded.is_empty() {
            self.each_ledger(expr, env, &mut |ledger, field, env| {
                found.extend(field.and_then(|field| self.published(ledger, field, env)));
            });
        }
        found
    }

    /// Stated totals of one place that cannot both be right, or of which nobody knows which prints.
    pub fn rival_totals(&self) -> Vec<(&'m Stated, &'m Stated)> {
        if self.report.rounded.is_empty() {
            return Vec::new();
        }
        let stated = |number: usize| &self.report.stated[number];
        self.totals().rivals.iter().map(|(first, second)| (stated(*first), stated(*second))).collect()
    }

    fn totals(&self) -> &Totals {
        self.known.totals.get_or_init(|| self.sorted_totals())
    }

    fn sorted_totals(&self) -> Totals {
        let mut totals = Totals::default();
        let mut best: FxHashMap<Place, usize> = FxHashMap::default();
        let report = self.report;
        for (number, stated) in report.stated.iter().enumerate() {
            let coords = Coords::default().narrow(report, &stated.at);
            // in this report's classification a former report's items may be others
            let moved = || self.gap_of_total(stated, &Env { coords: coords.clone(), ..Env::default() });
            if report.in_former(stated.span) && !moved().is_some_and(|gap| gap.holds_zero()) {
                continue;
            }
            if let Some(outer) = self.outward(stated, &coords) {
                totals.of.insert((stated.ledger, stated.field));
                totals.by_place.entry(outer).or_insert(number);
            }
            let own = place(stated.ledger, stated.field, &coords);
            let told = place(stated.ledger, stated.field, &self.told(stated.ledger, &coords));
            let (Some(own), Some(told)) = (own, told) else { continue };
            // whether another one speaks of the same
            match best.get(&told).copied() {
                Some(first) if contradict(report, &report.stated[first], stated) => totals.rivals.push((first, number)),
                Some(first) if !is_finer(report, stated, &report.stated[first]) => {}
                _ => drop(best.insert(told.clone(), number)),
            }
            if within(report, stated).is_zero() {
                continue;
            }
            totals.of.insert((stated.ledger, stated.field));
            for place in [own, told] {
                let kept = totals.by_place.entry(place).or_insert(number);
                if is_finer(report, stated, &report.stated[*kept]) {
                    *kept = number;
                }
            }
        }
        totals
    }

    /// The place of a former report's total in this report's terms, where the same items stand there.
    fn outward(&self, stated: &Stated, coords: &Coords) -> Option<Place> {
        let report = self.report;
        if within(report, stated).is_zero() || !report.in_former(stated.span) {
            return None;
        }
        let outer = coords.axes().try_fold(Coords::default(), |outer, (dim, _)| {
            let dim_now = report.dim_in(dim, 0);
            Some(outer.with_member(report, dim_now, report.counterpart(coords.single(dim)?, dim_now)?))
        })?;
        let facts = |coords: &Coords| self.ledgers.in_order(stated.ledger, coords);
        if facts(coords) == facts(&outer) { place(stated.ledger, stated.field, &outer) } else { None }
    }

    /// Coordinates without the axes that leave out no fact of a ledger.
    fn told(&self, ledger: LedgerId, coords: &Coords) -> Coords {
        let idle = |dim: DimId, set: &AxisSet| {
            let others = coords.axes().map(|(other, _)| other).filter(|other| *other != dim);
            let only = || others.fold(coords.clone(), |coords, other| coords.freed(other));
            let count = |coords: &Coords| self.ledgers.count(ledger, coords);
            let mut known = self.known.idle.borrow_mut();
            *known.entry((ledger, dim, set.clone())).or_insert_with(|| count(&only()) == count(&Coords::default()))
        };
        let idle: Vec<DimId> = coords.axes().filter(|(dim, set)| idle(*dim, set)).map(|(dim, _)| dim).collect();
        idle.into_iter().fold(coords.clone(), |coords, dim| coords.freed(dim))
    }
}

/// How far a stated total may be off.
fn within(report: &Report, stated: &Stated) -> Exact {
    let ty = &report.ledger(stated.ledger).fields[stated.field].ty;
    report.may_be_off(stated.span, ty).map_or(Exact::ZERO, Exact::from)
}

/// Whether the first total may be off less than the second.
fn is_finer(report: &Report, first: &Stated, second: &Stated) -> bool {
    within(report, first) < within(report, second)
}

/// Whether two totals cannot both be right; of two that are as fine, whether they say different numbers.
fn contradict(report: &Report, first: &Stated, second: &Stated) -> bool {
    let (a, b) = (within(report, first), within(report, second));
    let gap = Exact::from(first.amount).minus(Exact::from(second.amount)).map(|gap| gap.abs());
    let allowed = if a == b { Ok(Exact::ZERO) } else { a.plus(&b) };
    let rounded = !a.is_zero() || !b.is_zero();
    rounded && matches!((gap, allowed), (Ok(gap), Ok(allowed)) if gap > allowed)
}

fn place(ledger: LedgerId, field: usize, coords: &Coords) -> Option<Place> {
    let mut axes = Vec::new();
    for (dim, set) in coords.axes() {
        let AxisSet::Members(members) = set else { return None };
        let mut members = members.to_vec();
        members.sort_unstable();
        axes.push((dim, members));
    }
    axes.sort_unstable();
    Some((ledger, field, axes))
}
