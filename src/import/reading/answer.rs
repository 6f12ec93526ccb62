//! What the solution tells: facts with the cells that gave them, totals, facts that are gone.

use rustc_hash::{FxHashMap, FxHashSet};

use super::candidates::Variable;
use super::findings::CellPlace;
use super::patterns::{TakenOver, bare, holds};
use super::settling::{Settling, Told};
use super::system::{From, amount, is_plain, whole};
use crate::import::{ReadFact, ReadTotal, ReadValue};
use crate::ledger::AxisSet;
use crate::model::{Fact, FactId, FactValueKind, LedgerId, MemberId, Members, Type, UnitRef};
use crate::solve::{Component, Solution, Solved, System};

impl Settling<'_, '_> {
    pub(super) fn answer(
        &self,
        variables: &[Variable],
        system: &System,
        from: &[From],
        solution: &Solution,
        told: &mut Told,
    ) {
        let disputed: FxHashSet<u32> = solution.contradictions.iter().flat_map(|one| one.equations.clone()).collect();
        // blank cells hold no number, and what a check says stands in no cell
        let is_number =
            |(at, own): &(u32, &From)| !system.equations[*at as usize].blank && !matches!(own, From::Tie(_));
        let agree = (0u32..).zip(from).filter(is_number).filter(|(at, _)| !disputed.contains(at));
        told.cells = agree.count();
        // where a row was not understood, what it would say is missing elsewhere
        let torn = self.torn();
        let touches = |own: &u32| self.summed(from[*own as usize]).iter().any(|ledger| torn.contains(ledger));
        let whole = solution.contradictions.iter().filter(|one| !one.equations.iter().any(touches));
        told.findings.extend(whole.map(|one| self.contradiction(one, system, from)));
        told.findings.extend(self.questions(&self.open(variables, system, solution), variables));
        let mut facts: FxHashMap<(LedgerId, Members), ReadFact> = FxHashMap::default();
        let (mut order, own) = (Vec::new(), self.own_amounts());
        for (variable, solved) in variables.iter().zip(&solution.unknowns) {
            let Solved::Value { value, from: equations } = solved else { continue };
            let written = |equation: &u32| !system.equations[*equation as usize].blank;
            if *value == 0
                && !equations.iter().any(|own| written(own) && system.equations[*own as usize].terms.len() == 1)
            {
                told.nothing.insert(variable.clone());
                continue;
            }
            let Some(amount) = amount(self.finer(&own, variable, *value, equations, from)) else { continue };
            let key = (variable.ledger, variable.members.clone());
            let fact = facts.entry(key.clone()).or_insert_with(|| {
                order.push(key);
                ReadFact {
                    ledger: variable.ledger,
                    members: variable.members.clone(),
                    values: Vec::new(),
                    from: Vec::new(),
                }
            });
            let unit = equations.first().and_then(|own| self.unit(from[*own as usize]));
            let unit = unit.unwrap_or_else(|| self.shown_unit(variable));
            fact.values.push((variable.field, ReadValue::Quantity(amount, unit)));
            let places = equations.iter().filter(|own| written(own)).filter_map(|own| self.place(from[*own as usize]));
            fact.from.extend(one_a_sheet(places));
        }
        self.texts(&mut facts, &mut order);
        told.facts = order.into_iter().filter_map(|key| facts.remove(&key)).collect();
        told.totals = self.totals(&told.facts);
    }

    /// Puts the words of listed facts beside their numbers.
    pub(super) fn texts(
        &self,
        facts: &mut FxHashMap<(LedgerId, Members), ReadFact>,
        order: &mut Vec<(LedgerId, Members)>,
    ) {
        let mut again: Vec<ReadFact> = Vec::new();
        for table in self.tables {
            for listed in &table.facts {
                let has_words = listed.values.iter().any(|(_, value)| matches!(value, ReadValue::Text(_)));
                if has_words || !is_plain(self.report(), listed.ledger) {
                    let place = (self.places)(table.sheet, listed.place).to_string();
                    again.push(ReadFact {
                        ledger: listed.ledger,
                        members: listed.members.clone(),
                        values: listed.values.clone(),
                        from: vec![place],
                    });
                }
            }
        }
        for fact in again {
            let mut key = (fact.ledger, fact.members.clone());
            // facts that only their words tell apart stand beside one another
            if let Some(known) = facts
                .get_mut(&key)
                .filter(|known| known.values.iter().all(|(_, value)| matches!(value, ReadValue::Quantity(..))))
            {
                *known = fact;
                continue;
            }
            while facts.contains_key(&key) {
                key.1.push(None);
            }
            order.push(key.clone());
            facts.insert(key, fact);
        }
    }

    pub(super) fn shown_unit(&self, variable: &Variable) -> UnitRef {
        match &self.report().ledger(variable.ledger).fields[variable.field].ty {
            Type::Amount(measure) => UnitRef::Of(*measure, self.report().measures[measure.ix()].shown),
            Type::Count(name) => UnitRef::Named(name.clone()),
            Type::Ratio => UnitRef::Percent,
            _ => UnitRef::Bare,
        }
    }

    pub(super) fn unit(&self, from: From) -> Option<UnitRef> {
        match from {
            From::Cell(table, cell) => Some(self.tables[table].cells[cell].unit.clone()),
            From::Tie(_) => None,
            From::Listed(table, fact) => {
                self.tables[table].facts[fact].values.iter().find_map(|(_, value)| match value {
                    ReadValue::Quantity(_, unit) => Some(unit.clone()),
                    ReadValue::Text(_) => None,
                })
            }
        }
    }

    /// The ledgers whose facts an equation sums.
    fn summed(&self, from: From) -> FxHashSet<LedgerId> {
        match from {
            From::Cell(table, cell) => {
                self.tables[table].cells[cell].form.as_ref().map_or_else(FxHashSet::default, |form| self.ledgers(form))
            }
            From::Listed(table, fact) => [self.tables[table].facts[fact].ledger].into_iter().collect(),
            From::Tie(_) => FxHashSet::default(),
        }
    }

    /// The ledgers of whose facts some table says something that was not understood.
    fn torn(&self) -> FxHashSet<LedgerId> {
        let taken = TakenOver { report: self.report() };
        let torn = self.tables.iter().flat_map(|table| &table.torn);
        torn.flat_map(|ledger| taken.sources(*ledger)).collect()
    }

    /// The cell of an equation; none of what a check says.
    pub(super) fn place(&self, from: From) -> Option<CellPlace> {
        let (sheet, place) = match from {
            From::Cell(table, cell) => (self.tables[table].sheet, self.tables[table].cells[cell].place),
            From::Listed(table, fact) => (self.tables[table].sheet, self.tables[table].facts[fact].place),
            From::Tie(_) => return None,
        };
        Some((self.places)(sheet, place))
    }

    /// Cells that sum several facts, at single members; of those that sum the same ones the first with the fewest members.
    pub(super) fn totals(&self, facts: &[ReadFact]) -> Vec<ReadTotal> {
        let report = self.report();
        let bare: Vec<Fact> = facts.iter().map(|fact| bare(report, fact.ledger, fact.members.clone())).collect();
        let mut all: Vec<(ReadTotal, Vec<usize>)> = Vec::new();
        let mut asked = FxHashSet::default();
        for cell in self.tables.iter().flat_map(|table| &table.cells) {
            let (Some(form), Some(amount)) = (&cell.form, cell.value) else { continue };
            let [term] = &form.terms[..] else { continue };
            if !form.constant.is_zero() || term.times != crate::base::Exact::integer(1) {
                continue;
            }
            let single = |set: &AxisSet| match set {
                AxisSet::Members(members) if members.len() == 1 => Some(members[0]),
                AxisSet::Any | AxisSet::Members(_) => None,
            };
            let at: Option<Vec<MemberId>> = term.coords.axes().map(|(_, set)| single(set)).collect();
            let Some(at) = at.filter(|at| asked.insert((term.ledger, term.field, at.clone()))) else { continue };
            let own = |fact: &Fact| fact.ledger == term.ledger && holds(report, fact, &term.coords);
            let summed: Vec<usize> = (0..bare.len()).filter(|index| own(&bare[*index])).collect();
            if summed.len() > 1 {
                all.push((ReadTotal { ledger: term.ledger, field: term.field, at, amount }, summed));
            }
        }
        all.sort_by_key(|(total, _)| (total.ledger, total.field, total.at.len()));
        let mut known = FxHashSet::default();
        all.retain(|(total, summed)| known.insert((total.field, summed.clone())));
        all.into_iter().map(|(total, _)| total).collect()
    }

    /// The report's own written facts that a table would print and leaves blank, and those of which all tables together leave
    /// `nothing`.
    pub(super) fn gone(&self, found: &[ReadFact], nothing: &FxHashSet<Variable>) -> Vec<FactId> {
        let report = self.report();
        let found: FxHashSet<(LedgerId, &Members)> = found.iter().map(|fact| (fact.ledger, &fact.members)).collect();
        let blank = |fact: &Fact| {
            let own = self.patterns.iter().flatten().filter(|pattern| pattern.ledger == fact.ledger);
            own.filter(|pattern| fact.values[pattern.field].is_some())
                .any(|pattern| pattern.shows(report, fact) == Some(false))
        };
        let is_nothing = |fact: &Fact| {
            let amounts = (0..fact.values.len()).filter_map(|field| Some((field, self.own_amount(fact, field)?)));
            let mut amounts = amounts.filter(|(_, amount)| *amount != 0).peekable();
            let variable = |field| Variable { ledger: fact.ledger, field, members: fact.members.clone() };
            amounts.peek().is_some() && amounts.all(|(field, _)| nothing.contains(&variable(field)))
        };
        let written =
            |fact: &Fact| fact.values.iter().flatten().any(|value| matches!(value.kind, FactValueKind::Quantity(..)));
        let own = report.own_facts().filter(|id| {
            let fact = &report.facts[id.ix()];
            written(fact)
                && is_plain(report, fact.ledger)
                && !found.contains(&(fact.ledger, &fact.members))
                && (blank(fact) || is_nothing(fact))
        });
        own.collect()
    }

    /// The fields of the report's own facts of which tables sum the ledger, and that none of them leaves blank.
    pub(super) fn own_variables(&self) -> Vec<Variable> {
        let report = self.report();
        let mut all = Vec::new();
        let forms = self.tables.iter().flat_map(|table| &table.cells).filter_map(|cell| cell.form.as_ref());
        let summed: FxHashSet<LedgerId> = forms.flat_map(|form| &form.terms).map(|term| term.ledger).collect();
        let own = report.own_facts().map(|id| &report.facts[id.ix()]);
        for fact in own.filter(|fact| is_plain(report, fact.ledger) && summed.contains(&fact.ledger)) {
            for field in (0..fact.values.len()).filter(|field| self.own_amount(fact, *field).is_some()) {
                let patterns = self.patterns.iter().flatten();
                let own = patterns.filter(|pattern| (pattern.ledger, pattern.field) == (fact.ledger, field));
                if own.filter_map(|pattern| pattern.shows(report, fact)).all(|printed| printed) {
                    all.push(Variable { ledger: fact.ledger, field, members: fact.members.clone() });
                }
            }
        }
        all
    }

    /// What the report itself says.
    fn own_amounts(&self) -> OwnAmounts<'_> {
        let report = self.report();
        let mut said: OwnAmounts<'_> = FxHashMap::default();
        for fact in report.own_facts().map(|id| &report.facts[id.ix()]) {
            for field in 0..fact.values.len() {
                let amount = self.own_amount(fact, field);
                said.extend(amount.map(|amount| ((fact.ledger, field, &fact.members), amount)));
            }
        }
        said
    }

    /// An amount that cells give, or the report's own where it has more digits than these print and is no other one in print.
    fn finer(&self, own: &OwnAmounts<'_>, one: &Variable, value: i128, given_by: &[u32], from: &[From]) -> i128 {
        let Some(own) = own.get(&(one.ledger, one.field, &one.members)).copied() else { return value };
        let steps = given_by.iter().filter_map(|equation| match from[*equation as usize] {
            From::Cell(table, cell) => whole(self.tables[table].cells[cell].step),
            From::Listed(..) | From::Tie(_) => None,
        });
        let steps: Vec<i128> = steps.filter(|step| *step > 0).collect();
        let is_finer = steps.iter().all(|step| own % step != 0);
        if is_finer && (own - value).abs() < steps.iter().sum() { own } else { value }
    }

    /// What the report itself says of a field of a fact.
    fn own_amount(&self, fact: &Fact, field: usize) -> Option<i128> {
        match &fact.values.get(field)?.as_ref()?.kind {
            FactValueKind::Quantity(number, _) => whole(*number),
            FactValueKind::Text(_) | FactValueKind::Refer(..) | FactValueKind::Taken(_) => None,
        }
    }

    /// The components that the tables do not settle and of which the report itself does not say what all cells agree with.
    fn open<'s>(&self, variables: &[Variable], system: &System, solution: &'s Solution) -> Vec<&'s Component> {
        let said = self.own_amounts();
        let value = |unknown: u32| match &solution.unknowns[unknown as usize] {
            Solved::Value { value, .. } => Some(*value),
            Solved::Free(_) => {
                let one = &variables[unknown as usize];
                Some(said.get(&(one.ledger, one.field, &one.members)).copied().unwrap_or_default())
            }
            Solved::Contradicted(_) => None,
        };
        let mut open: FxHashSet<u32> = FxHashSet::default();
        for equation in &system.equations {
            let sum = equation.terms.iter().try_fold(0i128, |sum, (unknown, times)| {
                sum.checked_add(value(*unknown)?.checked_mul(i128::from(*times))?)
            });
            let off = sum.and_then(|sum| sum.checked_sub(equation.value)).and_then(i128::checked_abs);
            if off.is_none_or(|off| off > equation.slack) {
                open.extend(equation.terms.iter().filter_map(|(unknown, _)| {
                    match solution.unknowns[*unknown as usize] {
                        Solved::Free(component) => Some(component),
                        Solved::Value { .. } | Solved::Contradicted(_) => None,
                    }
                }));
            }
        }
        let silent = |component: &Component| {
            let own = component.unknowns.iter().map(|unknown| &variables[*unknown as usize]);
            own.filter(|one| said.contains_key(&(one.ledger, one.field, &one.members))).count() == 0
        };
        let kept = solution.free.iter().zip(0u32..);
        kept.filter(|(component, number)| open.contains(number) || silent(component))
            .map(|(component, _)| component)
            .collect()
    }

    /// Ledgers of which the tables print nothing but blanks, and the report says nothing.
    pub(super) fn empty(&self, found: &[ReadFact]) -> Vec<LedgerId> {
        let report = self.report();
        let silent = |ledger: &LedgerId| {
            !found.iter().any(|fact| fact.ledger == *ledger)
                && !report.given.contains(ledger)
                && !report.facts.iter().any(|fact| fact.ledger == *ledger)
                && report.ledger(*ledger).space == 0
        };
        let patterns = self.patterns.iter().flatten().filter(|pattern| pattern.positive.is_empty());
        let mut empty: Vec<LedgerId> = patterns.map(|pattern| pattern.ledger).filter(silent).collect();
        empty.sort_unstable();
        empty.dedup();
        empty
    }
}

/// What the report itself says, by ledger, field and members, in whole millionths.
type OwnAmounts<'r> = FxHashMap<(LedgerId, usize, &'r Members), i128>;

/// Of some cells the first of each sheet, a few: who looks a figure up needs one.
fn one_a_sheet(places: impl Iterator<Item = CellPlace>) -> Vec<String> {
    let mut seen = FxHashSet::default();
    let first = places.filter(|place| seen.insert((place.workbook.clone(), place.sheet.clone())));
    first.take(MOST_CELLS).map(|place| place.to_string()).collect()
}

/// So many cells are kept for one fact.
const MOST_CELLS: usize = 3;
