//! Rows of ledgers and stated totals, by ledger and coordinates.

use std::collections::{BTreeSet, VecDeque};

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::matched::{Matched, Number, coordinate};
use super::{Became, Coordinate, DiffValue, FactChange, NamedChange, Pair, values};
use crate::base::Span;
use crate::base::json::JsonPlace;
use crate::eval::Evaluator;
use crate::ledger::Coords;
use crate::model::{FactId, FactValue, FactValueKind, MemberId, Report, UnitRef};
use crate::project::Checked;

/// What tells a row from others: whether it states a total, its ledger (and a total's field), its members.
type Key = (bool, u32, SmallVec<[Number; 4]>);

/// A row, by number among the facts or the stated totals.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum LedgerRow {
    Fact(FactId),
    Stated(usize),
}

/// What a row says, as far as it must be another's.
type RowKey = dyn Fn(&[(&str, DiffValue)]) -> String;

/// One report's rows.
struct Rows<'e, 'm> {
    side: &'m Checked,
    evaluator: &'e Evaluator<'m>,
    numbers: &'e [Number],
    /// Whether what former reports say is compared, too.
    former: bool,
}

/// The rows that came, went or say something else, in the order of ledgers and members; and the members, with those above
/// them, of the rows that came or went.
pub(super) fn compare(pair: &Pair<'_, '_>, matched: &Matched) -> (Vec<FactChange>, FxHashSet<Number>) {
    let former = former_files(pair.old) == former_files(pair.new);
    let was = Rows { side: pair.old, evaluator: pair.was, numbers: &matched.old, former };
    let is = Rows { side: pair.new, evaluator: pair.is, numbers: &matched.new, former };
    let mut ledgers = FxHashMap::default();
    let (new, old) = (is.sorted(&mut ledgers), was.sorted(&mut ledgers));
    let usual = usual(&[(&was, &old), (&is, &new)]);
    let mut found = Found { pair, was, is, usual, facts: Vec::new(), told: FxHashSet::default() };
    let (mut old, mut new) = (old.as_slice(), new.as_slice());
    while let Some(key) = old.first().into_iter().chain(new.first()).map(|(key, _)| key).min() {
        found.group(take(&mut old, key), take(&mut new, key));
    }
    (found.facts, found.told)
}

/// The files of a side's former reports: another year has others, whose figures are no changes.
fn former_files(side: &Checked) -> BTreeSet<&str> {
    let files = side.sources.iter().filter(|(file, _)| side.report.former.files.contains(file));
    files.map(|(_, source)| source.name.as_str()).collect()
}

/// By ledger, the members that tell nothing of its rows: an axis's own where nothing is said, and those that all have.
fn usual(sides: &[(&Rows<'_, '_>, &Vec<(Key, LedgerRow)>)]) -> FxHashSet<(u32, Number)> {
    let mut usual: FxHashSet<(u32, Number)> = FxHashSet::default();
    let mut counts: FxHashMap<(u32, Number), usize> = FxHashMap::default();
    let mut all: FxHashMap<u32, usize> = FxHashMap::default();
    for (rows, sorted) in sides {
        let report = rows.report();
        for ((stated, ledger, members), row) in sorted.iter() {
            if let (false, LedgerRow::Fact(id)) = (stated, row) {
                let count = all.entry(*ledger).or_default();
                *count += 1;
                members.iter().for_each(|member| *counts.entry((*ledger, *member)).or_default() += 1);
                if *count == 1 {
                    let axes = &report.ledger(report.facts[id.ix()].ledger).axes;
                    usual.extend(axes.iter().filter_map(|axis| Some((*ledger, rows.numbers[axis.default?.ix()]))));
                }
            }
        }
    }
    // a ledger of one row is told by all that it says
    let shared = counts.into_iter().filter(|((ledger, _), count)| *count > 2 && all.get(ledger) == Some(count));
    usual.extend(shared.map(|(key, _)| key));
    usual
}

/// Takes the rows of a key from the beginning.
fn take<'r>(rows: &mut &'r [(Key, LedgerRow)], key: &Key) -> &'r [(Key, LedgerRow)] {
    let count = rows.iter().take_while(|(own, _)| own == key).count();
    let (head, rest) = rows.split_at(count);
    *rows = rest;
    head
}

impl<'m> Rows<'_, 'm> {
    fn report(&self) -> &'m Report {
        &self.side.report
    }

    /// All rows by key, rows of one key as they are written.
    fn sorted(&self, ledgers: &mut FxHashMap<(String, String), u32>) -> Vec<(Key, LedgerRow)> {
        let report = self.report();
        let mut number = |ledger: &str, field: &str| {
            let next = ledgers.len() as u32;
            *ledgers.entry((ledger.to_owned(), field.to_owned())).or_insert(next)
        };
        let of: Vec<u32> = report.ledgers.iter().map(|ledger| number(&ledger.name, "")).collect();
        let mut rows: Vec<(Key, LedgerRow)> = Vec::with_capacity(report.facts.len());
        let told = |id: &FactId| self.former || !report.in_former(report.facts[id.ix()].span);
        for id in report.written_facts().filter(told) {
            let fact = &report.facts[id.ix()];
            rows.push((
                (false, of[fact.ledger.ix()], self.numbered(fact.members.iter().flatten())),
                LedgerRow::Fact(id),
            ));
        }
        for (index, stated) in report.stated.iter().enumerate().filter(|(_, stated)| !report.in_former(stated.span)) {
            let ledger = report.ledger(stated.ledger);
            let members = self.members(LedgerRow::Stated(index));
            let ledger = number(&ledger.name, &ledger.fields[stated.field].name);
            rows.push(((true, ledger, self.numbered(members.iter())), LedgerRow::Stated(index)));
        }
        rows.sort();
        rows
    }

    fn numbered<'i>(&self, members: impl Iterator<Item = &'i MemberId>) -> SmallVec<[Number; 4]> {
        let mut numbers: SmallVec<[Number; 4]> = members.map(|id| self.numbers[id.ix()]).collect();
        numbers.sort_unstable();
        numbers
    }

    fn members(&self, row: LedgerRow) -> Vec<MemberId> {
        let report = self.report();
        match row {
            LedgerRow::Fact(id) => report.facts[id.ix()].members.iter().flatten().copied().collect(),
            LedgerRow::Stated(index) => {
                let coords = Coords::default().narrow(report, &report.stated[index].at);
                coords.axes().filter_map(|(dim, _)| coords.single(dim)).collect()
            }
        }
    }

    fn numbers_of(&self, row: LedgerRow) -> Vec<Number> {
        self.members(row).into_iter().map(|member| self.numbers[member.ix()]).collect()
    }

    /// Whether a row that cannot be read may be one of these members.
    fn may_hold(&self, ledger: &str, members: &[Number]) -> bool {
        let report = self.report();
        report.broken.iter().any(|row| {
            let mut own = row.members.iter().flatten().map(|member| self.numbers[member.ix()]);
            report.ledger(row.ledger).name == ledger && own.all(|own| members.contains(&own))
        })
    }

    fn span(&self, row: LedgerRow) -> Span {
        match row {
            LedgerRow::Fact(id) => self.report().facts[id.ix()].span,
            LedgerRow::Stated(index) => self.report().stated[index].span,
        }
    }

    fn place(&self, row: LedgerRow) -> JsonPlace {
        JsonPlace::of(self.span(row), &self.side.sources)
    }

    fn ledger(&self, row: LedgerRow) -> &'m str {
        let report = self.report();
        let id = match row {
            LedgerRow::Fact(id) => report.facts[id.ix()].ledger,
            LedgerRow::Stated(index) => report.stated[index].ledger,
        };
        &report.ledger(id).name
    }

    /// What a row's fields hold, by name.
    fn says(&self, row: LedgerRow) -> Vec<(&'m str, DiffValue)> {
        let report = self.report();
        match row {
            LedgerRow::Fact(id) => {
                let fact = &report.facts[id.ix()];
                let fields = report.ledger(fact.ledger).fields.iter().zip(&fact.values).enumerate();
                let said = fields.filter_map(|(index, (field, written))| {
                    Some((field.name.as_str(), self.value(id, index, written.as_ref()?)?))
                });
                said.collect()
            }
            LedgerRow::Stated(index) => {
                let stated = &report.stated[index];
                let field = &report.ledger(stated.ledger).fields[stated.field];
                let value = values::number(self.evaluator, &stated.amount.into(), &stated.unit);
                value.map(|value| (field.name.as_str(), value)).into_iter().collect()
            }
        }
    }

    fn value(&self, id: FactId, field: usize, written: &FactValue) -> Option<DiffValue> {
        let ledger = self.report().ledger(self.report().facts[id.ix()].ledger);
        match &written.kind {
            FactValueKind::Refer(expr, _) => {
                let words = self.side.sources.slice(expr.span);
                Some(values::words(format!(":= {}", words.split_whitespace().collect::<Vec<_>>().join(" "))))
            }
            _ => {
                let unit = self.evaluator.shown_unit(&ledger.fields[field].ty);
                values::value(self.evaluator, self.evaluator.fact_value(id, field), &unit)
            }
        }
    }
}

/// What is found, key by key.
struct Found<'e, 'm> {
    pair: &'e Pair<'e, 'm>,
    was: Rows<'e, 'm>,
    is: Rows<'e, 'm>,
    /// By ledger, the members that tell nothing of its rows.
    usual: FxHashSet<(u32, Number)>,
    facts: Vec<FactChange>,
    told: FxHashSet<Number>,
}

impl Found<'_, '_> {
    /// The rows of one key: equal ones speak of the same, of the others those of equal words, of the rest each of the next.
    fn group(&mut self, old: &[(Key, LedgerRow)], new: &[(Key, LedgerRow)]) {
        let ledger = old.first().or(new.first()).map_or(0, |((_, ledger, _), _)| *ledger);
        if let ([(_, old)], [(_, new)]) = (old, new) {
            if !self.same(*old, *new) {
                self.changed(*old, *new, ledger);
            }
            return;
        }
        let words = |says: &[(&str, DiffValue)]| {
            let words = says.iter().filter(|(_, value)| value.number.is_none());
            words.map(|(name, value)| format!("{name}\n{}\n", value.text)).collect::<String>()
        };
        let whole =
            |says: &[(&str, DiffValue)]| says.iter().map(|(name, value)| format!("{name}\n{}\n", value.text)).collect();
        let mut old: Vec<LedgerRow> = old.iter().map(|(_, row)| *row).collect();
        let mut new: Vec<LedgerRow> = new.iter().map(|(_, row)| *row).collect();
        self.paired(&mut old, &mut new, &whole);
        for (old, new) in self.paired(&mut old, &mut new, &words) {
            self.changed(old, new, ledger);
        }
        let both = old.len().min(new.len());
        for (old, new) in old.drain(..both).zip(new.drain(..both)).collect::<Vec<_>>() {
            self.changed(old, new, ledger);
        }
        old.into_iter().for_each(|row| self.alone(row, ledger, Became::Removed));
        new.into_iter().for_each(|row| self.alone(row, ledger, Became::Added));
    }

    /// Takes the rows out that say the same by some measure, and pairs them.
    fn paired(
        &self,
        old: &mut Vec<LedgerRow>,
        new: &mut Vec<LedgerRow>,
        measure: &RowKey,
    ) -> Vec<(LedgerRow, LedgerRow)> {
        let mut waiting: FxHashMap<String, VecDeque<LedgerRow>> = FxHashMap::default();
        for row in old.iter() {
            waiting.entry(measure(&self.was.says(*row))).or_default().push_back(*row);
        }
        let mut pairs = Vec::new();
        new.retain(|row| {
            let Some(own) = waiting.get_mut(&measure(&self.is.says(*row))).and_then(VecDeque::pop_front) else {
                return true;
            };
            pairs.push((own, *row));
            false
        });
        let gone: FxHashSet<LedgerRow> = pairs.iter().map(|(old, _)| *old).collect();
        old.retain(|row| !gone.contains(row));
        pairs
    }

    /// Whether two rows hold the same, asked before any of it is put into words.
    fn same(&self, old: LedgerRow, new: LedgerRow) -> bool {
        let (was, is) = (self.was.report(), self.is.report());
        match (old, new) {
            (LedgerRow::Stated(old), LedgerRow::Stated(new)) => was.stated[old].amount == is.stated[new].amount,
            (LedgerRow::Fact(old), LedgerRow::Fact(new)) => {
                let (old, new) = (&was.facts[old.ix()], &is.facts[new.ix()]);
                let fields = (&was.ledger(old.ledger).fields, &is.ledger(new.ledger).fields);
                let named = fields.0.iter().map(|field| &field.name).eq(fields.1.iter().map(|field| &field.name));
                let alike = |(old, new): (&Option<FactValue>, &Option<FactValue>)| match (old, new) {
                    (Some(old), Some(new)) => self.alike(old, new),
                    (None, None) => true,
                    _ => false,
                };
                named && old.values.iter().zip(&new.values).all(alike)
            }
            _ => false,
        }
    }

    fn alike(&self, old: &FactValue, new: &FactValue) -> bool {
        match (&old.kind, &new.kind) {
            (FactValueKind::Quantity(a, UnitRef::Of(..)), FactValueKind::Quantity(b, UnitRef::Of(..))) => a == b,
            (FactValueKind::Quantity(a, old), FactValueKind::Quantity(b, new)) => a == b && old == new,
            (FactValueKind::Text(a), FactValueKind::Text(b)) => a == b,
            (FactValueKind::Refer(a, _), FactValueKind::Refer(b, _)) => {
                let words = |side: &'_ Checked, span| side.sources.slice(span).to_owned();
                self.pair.names.alike(&words(self.pair.old, a.span), &words(self.pair.new, b.span))
            }
            _ => false,
        }
    }

    fn changed(&mut self, old: LedgerRow, new: LedgerRow, ledger: u32) {
        let (was, is) = (self.was.says(old), self.is.says(new));
        let of = |all: &[(&str, DiffValue)], name: &str| {
            all.iter().find(|(own, _)| *own == name).map(|(_, value)| value.clone())
        };
        let mut names: Vec<&str> = is.iter().map(|(name, _)| *name).collect();
        names.extend(was.iter().map(|(name, _)| *name).filter(|name| !is.iter().any(|(own, _)| own == name)));
        let fields = names.into_iter().filter_map(|name| values::named_change(name, of(&was, name), of(&is, name)));
        let fields: Vec<NamedChange> = fields.collect();
        if !fields.is_empty() {
            let fact = self.fact(Became::Changed, &self.is, (new, ledger), fields);
            let (old_place, new_place) = (Some(self.was.place(old)), Some(self.is.place(new)));
            self.facts.push(FactChange { old_place, new_place, ..fact });
        }
    }

    fn alone(&mut self, row: LedgerRow, ledger: u32, became: Became) {
        let came = became == Became::Added;
        let (rows, other) = if came { (&self.is, &self.was) } else { (&self.was, &self.is) };
        let became = if other.may_hold(rows.ledger(row), &rows.numbers_of(row)) { Became::Unread } else { became };
        let named = |(name, value): (&str, DiffValue)| {
            let (old, new) = if came { (None, Some(value)) } else { (Some(value), None) };
            NamedChange { name: name.to_owned(), moved: None, old, new }
        };
        let fields = rows.says(row).into_iter().map(named).collect();
        for member in rows.members(row) {
            self.told.extend(rows.report().lineage(member).map(|above| rows.numbers[above.ix()]));
        }
        let (fact, place) = (self.fact(became, rows, (row, ledger), fields), Some(rows.place(row)));
        let (old_place, new_place) = if came { (None, place) } else { (place, None) };
        self.facts.push(FactChange { old_place, new_place, ..fact });
    }

    fn fact(
        &self,
        became: Became,
        rows: &Rows<'_, '_>,
        (row, number): (LedgerRow, u32),
        fields: Vec<NamedChange>,
    ) -> FactChange {
        let at = rows.members(row).into_iter().map(|member| Coordinate {
            usual: self.usual.contains(&(number, rows.numbers[member.ix()])),
            ..coordinate(rows.report(), member)
        });
        let at = at.collect();
        let (stated, ledger) = (matches!(row, LedgerRow::Stated(_)), rows.ledger(row).to_owned());
        FactChange { became, stated, ledger, at, fields, old_place: None, new_place: None }
    }
}
