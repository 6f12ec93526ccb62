//! Cells as equations.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::candidates::Variable;
use super::findings::ImportFinding;
use super::patterns::{TakenOver, bare, holds};
use super::read::{FindingKind, ListedFact};
use super::settling::{Given, Settling, Told};
use super::ties::Tie;
use crate::base::Decimal;
use crate::eval::FieldTerm;
use crate::import::ReadValue;
use crate::ledger::{AxisSet, Coords};
use crate::model::{DimId, Fact, LedgerId, Report, Type};
use crate::say;
use crate::solve::{Equation, Solution, Solved, System};

/// An equation's cell.
#[derive(Clone, Copy)]
pub(super) enum From {
    Cell(usize, usize),
    Listed(usize, usize),
    Tie(usize),
}

/// The variables, to be found by coordinates.
pub(super) struct FactIndex<'v> {
    pub report: &'v Report,
    pub variables: &'v [Variable],
    pub facts: Vec<Fact>,
    pub by_field: FxHashMap<(LedgerId, usize), Vec<u32>>,
    pub by_key: FxHashMap<Variable, u32>,
    asked: RefCell<AskedAxes>,
}

/// Of a ledger's field, for what an axis is bound to, which of its variables match.
type AskedAxes = FxHashMap<(LedgerId, usize, DimId, AxisSet), Rc<Vec<bool>>>;

impl<'v> FactIndex<'v> {
    pub fn new(report: &'v Report, variables: &'v [Variable]) -> FactIndex<'v> {
        let mut by_field: FxHashMap<(LedgerId, usize), Vec<u32>> = FxHashMap::default();
        let mut by_key = FxHashMap::default();
        for (number, variable) in variables.iter().enumerate() {
            by_field.entry((variable.ledger, variable.field)).or_default().push(number as u32);
            by_key.insert(variable.clone(), number as u32);
        }
        let facts = variables.iter().map(|one| bare(report, one.ledger, one.members.clone())).collect();
        FactIndex { report, variables, facts, by_field, by_key, asked: RefCell::default() }
    }

    /// Terms of fields as terms of variables; none where one counts no whole number of times.
    pub fn terms(&self, terms: &[FieldTerm]) -> Option<Vec<(u32, i64)>> {
        let mut all = Vec::new();
        for term in terms {
            let times: i64 = term.times.to_decimal().filter(|times| times.normalize().scale() == 0)?.try_into().ok()?;
            all.extend(self.matching(term).map(|one| (one, times)));
        }
        Some(all)
    }

    /// The variables of a term. What an axis is bound to is asked of each variable once.
    fn matching(&self, term: &FieldTerm) -> impl Iterator<Item = u32> {
        let own = self.by_field.get(&(term.ledger, term.field)).map_or(&[][..], Vec::as_slice);
        let mut asked: Vec<Rc<Vec<bool>>> = Vec::new();
        for (dim, set) in term.coords.axes() {
            let key = (term.ledger, term.field, dim, set.clone());
            let known = self.asked.borrow().get(&key).cloned();
            asked.push(known.unwrap_or_else(|| {
                let coords = Coords::default().met(self.report, dim, set);
                let one = |number: &u32| holds(self.report, &self.facts[*number as usize], &coords);
                let found = Rc::new(own.iter().map(one).collect());
                self.asked.borrow_mut().insert(key, Rc::clone(&found));
                found
            }));
        }
        let matching = own.iter().enumerate().filter(move |(at, _)| asked.iter().all(|axis| axis[*at]));
        matching.map(|(_, number)| *number)
    }
}

/// Unknowns that are not settled, and of which several make nothing together though none can be below zero: so each is nothing.
pub(super) fn zeros(system: &System, solution: &Solution, may_be_negative: impl Fn(u32) -> bool) -> FxHashSet<u32> {
    let mut zeros = FxHashSet::default();
    for equation in &system.equations {
        let (mut rest, mut open) = (Some(equation.value), Vec::new());
        for (unknown, times) in &equation.terms {
            match &solution.unknowns[*unknown as usize] {
                Solved::Value { value, .. } => {
                    rest = rest.and_then(|rest| rest.checked_sub(value.checked_mul(i128::from(*times))?));
                }
                Solved::Free(_) | Solved::Contradicted(_) => open.push((*unknown, *times)),
            }
        }
        let one_sign = open.iter().all(|(_, times)| *times > 0) || open.iter().all(|(_, times)| *times < 0);
        if rest == Some(0) && one_sign && !open.iter().any(|(unknown, _)| may_be_negative(*unknown)) {
            zeros.extend(open.iter().map(|(unknown, _)| *unknown));
        }
    }
    zeros
}

/// Whether facts of a ledger are told apart by their members alone.
pub(super) fn is_plain(report: &Report, ledger: LedgerId) -> bool {
    report.ledger(ledger).fields.iter().all(|field| field.optional || !matches!(field.ty, Type::Text | Type::Value))
}

pub(super) fn listed_equations<'i>(
    index: &'i FactIndex<'_>,
    fact: &'i ListedFact,
) -> impl Iterator<Item = Equation> + 'i {
    fact.values.iter().filter_map(|(field, value)| {
        let ReadValue::Quantity(value, _) = value else { return None };
        let own = Variable { ledger: fact.ledger, field: *field, members: fact.members.clone() };
        let unknown = *index.by_key.get(&own)?;
        Some(Equation { terms: vec![(unknown, 1)], value: whole(*value)?, slack: 0, blank: false })
    })
}

/// How far a rounded sum may be from the sum of so many rounded parts: half a step for each, and its own. A single part is what is
/// printed.
fn slack(step: Decimal, parts: usize) -> i128 {
    if parts < 2 {
        return 0;
    }
    whole(step).and_then(|step| step.checked_mul(parts as i128 + 1)).map_or(0, |whole| whole / 2)
}

/// An amount in whole millionths; none where it has more digits.
pub(super) fn whole(value: Decimal) -> Option<i128> {
    let value = value.normalize();
    let missing = DIGITS.checked_sub(value.scale())?;
    value.mantissa().checked_mul(10i128.checked_pow(missing)?)
}

pub(super) fn amount(value: i128) -> Option<Decimal> {
    crate::base::exact::decimal(value, DIGITS).ok().map(|value| value.normalize())
}

/// Amounts are whole numbers of a millionth of the base unit.
pub(super) const DIGITS: u32 = 6;

impl Settling<'_, '_> {
    /// The equations, and the cell of each.
    pub(super) fn system(&self, index: &FactIndex<'_>, given: Given<'_>, told: &mut Told) -> (System, Vec<From>) {
        let taken = TakenOver { report: self.report() };
        let (mut equations, mut from) = (Vec::new(), Vec::new());
        for (at, table) in self.tables.iter().enumerate() {
            for (number, cell) in table.cells.iter().enumerate() {
                let Some(form) = &cell.form else { continue };
                let opened: Option<Vec<Vec<FieldTerm>>> =
                    form.terms.iter().map(|term| taken.opened(term.clone(), 0)).collect();
                let opened = opened.unwrap_or_default();
                let terms = if opened.len() == form.terms.len() { index.terms(&opened.concat()) } else { None };
                let constant = form.constant.to_decimal();
                let value = constant.and_then(|constant| cell.value.unwrap_or_default().checked_sub(constant));
                match (terms, value.and_then(whole)) {
                    (Some(terms), Some(value)) => {
                        if let Some((ledger, axes)) = self.untold_of(index, given, &opened.concat(), &terms) {
                            let passed = told.passed.entry(ledger).or_default();
                            passed.count += usize::from(cell.value.is_some_and(|value| !value.is_zero()));
                            passed.axes.extend(axes);
                            continue;
                        }
                        let slack =
                            if given.rounded.contains(&(at, number)) { slack(cell.step, terms.len()) } else { 0 };
                        equations.push(Equation { terms, value, slack, blank: cell.value.is_none() });
                        from.push(From::Cell(at, number));
                    }
                    _ => told.findings.push(ImportFinding {
                        place: Some((self.places)(table.sheet, cell.place)),
                        kind: FindingKind::Error,
                        text: say!("这一格的数位数太多", "the number in this cell has too many digits"),
                        way_out: Some(say!("最多六位小数", "at most six decimals")),
                    }),
                }
            }
            for (number, fact) in table.facts.iter().enumerate() {
                equations.extend(listed_equations(index, fact).inspect(|_| from.push(From::Listed(at, number))));
            }
        }
        (System { unknowns: index.variables.len(), equations }, from)
    }

    /// The ledger for which a cell cannot be compared, since the tables do not tell its facts and the report does not either; and
    /// the axes whose members they do not name.
    fn untold_of(
        &self,
        index: &FactIndex<'_>,
        given: Given<'_>,
        sums: &[FieldTerm],
        terms: &[(u32, i64)],
    ) -> Option<(LedgerId, Vec<DimId>)> {
        let known = |ledger: &LedgerId| !terms.is_empty() && index.by_field.keys().any(|(own, _)| own == ledger);
        let untold = |term: &&FieldTerm| {
            let said = given.said.contains(&term.ledger) && !terms.is_empty();
            !said
                && (given.careful && !self.names_all(term)
                    || !given.told.contains(&term.ledger) && !known(&term.ledger))
        };
        let term = sums.iter().find(untold)?;
        Some((term.ledger, self.unlisted(term)))
    }

    /// Adds what checks say.
    pub(super) fn tie(&self, index: &FactIndex<'_>, ties: &[Tie], system: &mut System, from: &mut Vec<From>) {
        let taken = TakenOver { report: self.report() };
        for (number, tie) in ties.iter().enumerate() {
            let opened: Option<Vec<Vec<FieldTerm>>> =
                tie.terms.iter().map(|term| taken.opened(term.clone(), 0)).collect();
            let terms = opened.and_then(|terms| index.terms(&terms.concat()));
            let value = tie.constant.negated().to_decimal().and_then(whole);
            if let (Some(terms), Some(value)) = (terms, value) {
                system.equations.push(Equation { terms, value, slack: 0, blank: true });
                from.push(From::Tie(number));
            }
        }
    }
}
