//! Looks for the figures that explain what is broken.

use super::slip::{self, Slip, split_quantity};
use super::{FigureId, LineId, Web, Written, manner};
use crate::base::{Decimal, Exact, Span, keystroke};
use crate::check::IdentitySource;
use crate::eval::{Env, Value};
use crate::model::{FactId, FactValueKind, UnitRef};

/// A written figure and what would set it right.
#[derive(Clone, Debug)]
pub(super) struct Suspicion {
    pub figure: Option<FigureId>,
    /// Where it is written, or where a row is missing.
    pub span: Span,
    /// The right figure as it would be typed, with its unit where that was typed.
    pub repaired: String,
    pub slip: Slip,
    /// The change in base units.
    pub by: Exact,
    /// How unlikely it is: the less, the likelier.
    pub cost: i32,
    /// Identities that are no sums and fail with it.
    pub besides: Vec<usize>,
    /// Of several errors: figures that would do as well in its place.
    pub instead: Vec<Suspicion>,
    /// The same slip elsewhere, which this one explains nothing without.
    pub twins: Vec<Suspicion>,
    /// Of a row that is missing: the members that checks want it at.
    pub belongs: Vec<String>,
}

/// What was found about one group of broken identities that share figures.
pub(super) struct Group {
    /// The identities, smallest first.
    pub broken: Vec<LineId>,
    /// The figures that explain it, likeliest first, if one does.
    pub single: Vec<Suspicion>,
    /// Several figures that together explain it, or some of it.
    pub several: Vec<Suspicion>,
    /// Whether not all is known of what it is about: nobody is suspected then.
    pub unsure: bool,
    /// Whether the first row of a ledger may be missing, which no suspicion names.
    pub rowless: bool,
}

/// Two suspicions are alike where neither is twice as likely as the other.
pub(super) const ALIKE: i32 = 6;

/// One that is a hundred times less likely than another is out of the question beside it.
pub(super) const FAR: i32 = 46;

/// Among more broken identities nobody looks for those that share no figure and yet belong together.
pub(super) const FEW: usize = 200;

/// More keystrokes than this that repair what need not hold to the digit are chance.
const FEW_WAYS: usize = 3;

/// What it costs to believe that a figure is wrong which the other side of a check says too.
const ATTESTED: i32 = 50;

/// An amount of so many digits, zeros at its end aside, is hardly another's by chance.
const TELLING: usize = 3;

/// No repair of a figure that is the same as its neighbour is less likely for its looks than this.
const COPIED: i32 = 10;

/// So many items of a total are tried together as left out or counted twice.
const SMALL_SET: usize = 60;

impl Web<'_, '_> {
    pub(super) fn is_broken(&self, line: LineId, gap: Exact) -> bool {
        !self.line_of(line).rule.holds(&gap)
    }

    /// The identities that are broken.
    pub(super) fn broken(&self) -> Vec<LineId> {
        let gap = |line: LineId| self.gaps[line as usize].clone();
        (0..self.lines.len() as LineId).filter(|line| self.is_broken(*line, gap(*line))).collect()
    }

    /// Broken identities in groups that share figures.
    pub(super) fn groups(&self, broken: Vec<LineId>) -> Vec<Vec<LineId>> {
        let mut leader: Vec<u32> = (0..broken.len() as u32).collect();
        fn find(leader: &mut [u32], mut at: u32) -> u32 {
            while leader[at as usize] != at {
                leader[at as usize] = leader[leader[at as usize] as usize];
                at = leader[at as usize];
            }
            at
        }
        let mut seen: rustc_hash::FxHashMap<FigureId, u32> = Default::default();
        for (number, line) in broken.iter().enumerate() {
            for term in &self.line_of(*line).terms {
                let first = *seen.entry(term.other).or_insert(number as u32);
                let (a, b) = (find(&mut leader, first), find(&mut leader, number as u32));
                leader[a.max(b) as usize] = a.min(b);
            }
        }
        // a total of nothing shares no figure: it goes with one of its ledger that lacks as much
        let empty = |line: LineId| broken.len() <= FEW && self.line_of(line).terms.len() == 1;
        for (number, line) in broken.iter().enumerate().filter(|(_, line)| empty(**line)) {
            let lacks = |other: &LineId| other != line && self.is_like(*line, *other);
            if let Some(other) = broken.iter().position(lacks) {
                let (a, b) = (find(&mut leader, other as u32), find(&mut leader, number as u32));
                leader[a.max(b) as usize] = a.min(b);
            }
        }
        // nor does a check whose only row of a ledger is gone: it goes with a total that lacks as much
        for (a, b) in self.same_row_gone(&broken) {
            let (a, b) = (find(&mut leader, a), find(&mut leader, b));
            leader[a.max(b) as usize] = a.min(b);
        }
        let mut groups: std::collections::BTreeMap<u32, Vec<LineId>> = Default::default();
        for (number, line) in broken.iter().enumerate() {
            groups.entry(find(&mut leader, number as u32)).or_default().push(*line);
        }
        let mut groups: Vec<Vec<LineId>> = groups.into_values().collect();
        for group in &mut groups {
            group.sort_by_key(|line| (self.line_of(*line).terms.len(), *line));
        }
        groups
    }

    /// Whether two stated totals of a ledger differ from their items by the same amount.
    fn is_like(&self, line: LineId, other: LineId) -> bool {
        let stated = |line: LineId| match self.identities[self.line_of(line).identity].source {
            IdentitySource::Stated(number) => Some(&self.evaluator.report.stated[number]),
            IdentitySource::Declared(..) | IdentitySource::Printed => None,
        };
        let (Some(own), Some(further)) = (stated(line), stated(other)) else { return false };
        let same = self.gaps[line as usize] == self.gaps[other as usize];
        (own.ledger, own.field) == (further.ledger, further.field) && same
    }

    /// What explains a group.
    pub(super) fn explain(&self, broken: Vec<LineId>) -> Group {
        let gap = |line: LineId| self.gaps[line as usize].clone();
        let found = self.singles(&broken, &gap);
        let mut single: Vec<Suspicion> =
            found.into_iter().filter_map(|(figure, by)| self.suspicion(figure, by)).collect();
        // where many keystrokes bring nearly the same about, none of them speaks for itself
        if single.len() > FEW_WAYS && !broken.iter().any(|line| self.line_of(*line).rule.is_exact()) {
            single.sort_by_key(|suspicion| (suspicion.figure, suspicion.cost));
            single.dedup_by_key(|suspicion| suspicion.figure);
            single.iter_mut().for_each(|one| (one.slip, one.cost) = (Slip::Other, Slip::Other.cost()));
        }
        for suspicion in &mut single {
            suspicion.cost += if self.is_attested(suspicion, &broken) { ATTESTED } else { 0 };
        }
        single.extend(self.missing(&broken));
        // what is equally likely in source order
        single.sort_by_key(|suspicion| (suspicion.cost, suspicion.span));
        let rowless = self.first_row_gone(&broken);
        let mut group = Group { broken, single, several: Vec::new(), unsure: false, rowless };
        if group.single.is_empty() {
            group.several = self.several(&group.broken);
        }
        group
    }

    /// Whether the other side of a broken check has the same amount, typed by itself: either says that the other is right.
    fn is_attested(&self, suspicion: &Suspicion, broken: &[LineId]) -> bool {
        let amount = suspicion.figure.and_then(|figure| self.typed(figure)).map(|(_, amount, _)| amount);
        let Some(amount) = amount.filter(|amount| !amount.is_zero()) else { return false };
        broken.iter().filter(|line| !matches!(self.source(**line), IdentitySource::Stated(_))).any(|line| {
            let terms = &self.line_of(*line).terms;
            let own = terms.iter().find(|term| Some(term.other) == suspicion.figure).map(|term| self.counted(term));
            own.is_some_and(|own| {
                terms.iter().any(|term| {
                    self.counted(term) == own.negated()
                        && self.typed(term.other).is_some_and(|(_, other, _)| other == amount)
                        && self.same_place(suspicion.figure, term.other, amount)
                })
            })
        })
    }

    /// Whether two figures of one amount say it of one thing: facts of the same members, or, where their ledgers have not
    /// all dimensions in common, of an amount that singles them out.
    fn same_place(&self, one: Option<FigureId>, other: FigureId, amount: Decimal) -> bool {
        let (Some(Written::Fact(one, _)), Written::Fact(other, _)) =
            (one.map(|one| self.written(one)), self.written(other))
        else {
            return false;
        };
        let report = self.evaluator.report;
        let members = |fact: FactId| {
            let fact = &report.facts[fact.ix()];
            let dims = report.ledger(fact.ledger).axes.iter().map(|axis| axis.dim);
            dims.zip(fact.members.iter().copied()).collect::<Vec<_>>()
        };
        let (own, further) = (members(one), members(other));
        let shared = own.iter().filter(|(dim, _)| further.iter().any(|(other, _)| other == dim)).count();
        let same = own.iter().filter(|axis| further.contains(axis)).count();
        let digits = amount.normalize().mantissa().unsigned_abs().to_string();
        let tells = digits.trim_end_matches('0').len() >= TELLING;
        same == shared && (tells || shared == own.len() && shared == further.len())
    }

    fn counted(&self, term: &super::Term) -> Exact {
        self.table[term.times as usize].clone()
    }

    /// The figures whose single correction repairs all of these lines and breaks none.
    pub(super) fn singles(&self, broken: &[LineId], gap: &dyn Fn(LineId) -> Exact) -> Vec<(FigureId, Exact)> {
        let exact = broken.iter().find(|line| self.line_of(**line).rule.is_exact());
        let Some(lead) = exact.copied() else { return self.roughly(broken, gap) };
        let terms = self.line_of(lead).terms.iter();
        let corrected = terms.filter_map(|term| Some((term.other, self.correction(gap(lead), term.times)?)));
        corrected.filter(|(figure, by)| self.repairs(*figure, by, broken, gap)).collect()
    }

    /// Where nothing must hold to the digit, one keystroke must bring it about.
    fn roughly(&self, broken: &[LineId], gap: &dyn Fn(LineId) -> Exact) -> Vec<(FigureId, Exact)> {
        let near = broken.iter().find(|line| self.line_of(**line).rule.is_near());
        let Some(lead) = near else { return Vec::new() };
        let mut found: Vec<(FigureId, Exact)> = Vec::new();
        for term in self.line_of(*lead).terms.iter().take(SMALL_SET) {
            let Some((span, amount, unit)) = self.typed(term.other) else { continue };
            let (number, _) = split_quantity(self.sources.slice(span));
            for near in keystroke::neighbours(number) {
                let by = near
                    .parse::<Decimal>()
                    .ok()
                    .and_then(|near| self.in_base(near, &unit)?.minus(Exact::from(amount)).ok());
                // a digit dropped may make the same number as one replaced
                let by = by.filter(|by| !found.iter().any(|(figure, own)| *figure == term.other && own == by));
                found.extend(by.filter(|by| self.repairs(term.other, by, broken, gap)).map(|by| (term.other, by)));
            }
        }
        found
    }

    /// Whether a change of one figure repairs all of these lines and breaks none.
    fn repairs(&self, figure: FigureId, by: &Exact, broken: &[LineId], gap: &dyn Fn(LineId) -> Exact) -> bool {
        let mut repaired = 0;
        for term in self.lines_of(figure) {
            let old = gap(term.other);
            let Some(new) = self.changed(old.clone(), term.times, by.clone()) else { return false };
            if self.is_broken(term.other, new) {
                return false;
            }
            repaired += usize::from(self.is_broken(term.other, old));
        }
        repaired == broken.len()
    }

    /// A number of a unit in base units.
    pub(super) fn in_base(&self, number: Decimal, unit: &UnitRef) -> Option<Exact> {
        let one = self.evaluator.in_unit(&Exact::integer(1), unit)?;
        Exact::from(number).over(one)?.ok()
    }

    /// A figure's correction, as it would be typed and with the slip that it undoes; `None` where it cannot be typed.
    pub(super) fn suspicion(&self, figure: FigureId, by: Exact) -> Option<Suspicion> {
        let (span, amount, unit) = self.typed(figure)?;
        let right = Exact::from(amount).plus(&by).ok()?;
        let in_unit = self.evaluator.in_unit(&right, &unit)?;
        let (number, rest) = split_quantity(self.sources.slice(span));
        // full-width digits are told apart by their value
        let plain = self.evaluator.in_unit(&amount.into(), &unit)?.to_string();
        let (number, rest) = if number.is_empty() { (plain.as_str(), "") } else { (number, rest) };
        let manner = self.manner(figure);
        let repair = slip::compare(number, &in_unit, manner.usual())?;
        let slip = if repair.slip == Slip::Other {
            self.further(figure, &amount.into(), &right, &by, &unit).unwrap_or(Slip::Other)
        } else {
            repair.slip
        };
        let looks = manner.cost(number, &repair.text, &slip);
        // what was copied says little of how the right figure looks, but for its size
        let alike = slip == Slip::Copied && manner::whole(&repair.text) <= manner::whole(number);
        let looks = if alike { looks.min(COPIED) } else { looks };
        let cost = slip.cost_for(number) + looks;
        let repaired = repair.text + rest;
        Some(Suspicion {
            figure: Some(figure),
            span,
            repaired,
            slip,
            by,
            cost,
            besides: Vec::new(),
            instead: Vec::new(),
            twins: Vec::new(),
            belongs: Vec::new(),
        })
    }

    /// Slips that the digits alone do not tell.
    fn further(&self, figure: FigureId, written: &Exact, right: &Exact, by: &Exact, unit: &UnitRef) -> Option<Slip> {
        if right.is_zero() {
            let row = matches!(self.written(figure), Written::Fact(..)) && !written.is_zero();
            return row.then_some(Slip::Surplus);
        }
        if let Some(slip) = self.other_unit(written, right, unit) {
            return Some(slip);
        }
        if *written == right.negated() {
            return Some(Slip::Sign);
        }
        match self.written(figure) {
            Written::Stated(stated) => self.items(stated, by),
            Written::Fact(..) if right.plus(right).is_ok_and(|twice| twice == *written) => Some(Slip::Twice),
            Written::Fact(fact, field) => self.copied(fact, field, written).then_some(Slip::Copied),
        }
    }

    fn other_unit(&self, written: &Exact, right: &Exact, unit: &UnitRef) -> Option<Slip> {
        let UnitRef::Of(measure, own) = unit else { return None };
        let units = &self.evaluator.report.measures[measure.ix()].units;
        let ratio = written.over(right)?.ok()?;
        units.iter().enumerate().filter(|(other, _)| other != own).find_map(|(_, meant)| {
            let apart = Exact::from(units[*own].factor).over(Exact::from(meant.factor))?.ok()?;
            let equal = apart == ratio;
            equal.then(|| Slip::Unit(meant.symbol.clone(), units[*own].symbol.clone()))
        })
    }

    /// Whether a stated total differs by one or two of its items.
    fn items(&self, stated: usize, by: &Exact) -> Option<Slip> {
        let evaluator = self.evaluator;
        let stated = &evaluator.report.stated[stated];
        let at = Env::default().narrow(evaluator.report, &stated.at);
        let amount = |fact: FactId| match evaluator.fact_value(fact, stated.field) {
            Value::Number(amount) if !amount.is_zero() => Some((fact, amount)),
            _ => None,
        };
        let items: Vec<(FactId, Exact)> =
            evaluator.ledgers.in_order(stated.ledger, &at.coords).into_iter().filter_map(amount).collect();
        let equals = |amount: &Exact| amount.abs() == by.abs();
        let slip = |items: Vec<FactId>| {
            let names = items.into_iter().map(|fact| self.name(fact, stated.field)).collect();
            if by.is_negative() { Slip::Doubled(names) } else { Slip::LeftOut(names) }
        };
        if let Some((item, _)) = items.iter().find(|(_, amount)| equals(amount)) {
            return Some(slip(vec![*item]));
        }
        if items.len() > SMALL_SET {
            return None;
        }
        let mut pairs = items.iter().enumerate().flat_map(|(at, a)| items[at + 1..].iter().map(move |b| (a, b)));
        pairs.find(|(a, b)| a.1.plus(&b.1).is_ok_and(|sum| equals(&sum))).map(|(a, b)| slip(vec![a.0, b.0]))
    }

    /// What a fact is called: its innermost member, as its row says it, and its amount.
    fn name(&self, fact: FactId, field: usize) -> String {
        let report = self.evaluator.report;
        let data = &report.facts[fact.ix()];
        let members = data.members.iter().flatten();
        let name = members.max_by_key(|member| report.member(**member).span).map(|member| report.display(*member));
        let amount = match data.values[field].as_ref().map(|value| (&value.kind, value.span)) {
            Some((FactValueKind::Quantity(..), span)) => self.sources.slice(span),
            _ => "",
        };
        format!("{} {amount}", name.unwrap_or_default()).trim_end().to_owned()
    }

    /// Whether a fact says the same as the row before or behind it, or as another field of its own.
    fn copied(&self, fact: FactId, field: usize, written: &Exact) -> bool {
        let report = self.evaluator.report;
        let ledger = report.facts[fact.ix()].ledger;
        let same = |fact: usize, field: usize| {
            let other = report.facts.get(fact).filter(|fact| fact.ledger == ledger);
            let figure = other.map(|_| self.figure(Written::Fact(FactId(fact as u32), field)));
            let amount = figure.and_then(|figure| self.typed(figure)).map(|(_, amount, _)| Exact::from(amount));
            amount.is_some_and(|amount| amount == *written)
        };
        let rows = [fact.ix().checked_sub(1), Some(fact.ix() + 1)];
        let fields = 0..report.facts[fact.ix()].values.len();
        rows.into_iter().flatten().any(|row| same(row, field))
            || fields.filter(|other| *other != field).any(|other| same(fact.ix(), other))
    }
}
