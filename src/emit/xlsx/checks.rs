//! The sheet of all checks: what each says, both its sides and their difference, and what came of it. A side that stands in a
//! cell of the book refers to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::cells::{self, exact};
use super::rows::{ListCell, ListSheet};
use super::sheet::FormSheet;
use crate::base::json::JsonPlace;
use crate::base::{Exact, Lang, Say, Span};
use crate::check::{self, Identity, IdentitySource, Instance, Sides, Verdict};
use crate::document::CellKind;
use crate::emit::sums::{self, BodyNumber, CellSum, GridPlace};
use crate::model::{CompareOp, Report};
use crate::project::Evaluated;
use crate::say;
use crate::tables::book::{BookSheet, BookValue};

/// The columns in which the two sides of a check stand.
const LEFT: usize = 2;
const RIGHT: usize = 4;

/// The titles of its columns.
pub(super) fn titles() -> [Say; 10] {
    [
        say!("核对", "Check"),
        say!("对象", "Of"),
        say!("左边", "Left"),
        say!("关系", "Relation"),
        say!("右边", "Right"),
        say!("差额", "Difference"),
        say!("单位", "Unit"),
        say!("结果", "Verdict"),
        say!("说明", "Because"),
        say!("出处", "Place"),
    ]
}

/// The sheet of the checks of a report.
pub(super) fn page(it: &Evaluated<'_, '_>, forms: &[FormSheet<'_>], name: String, lang: Lang) -> BookSheet {
    let mut list = ListSheet::new(name, lang);
    list.titles(titles().iter().map(|title| title.get(lang)));
    let printed = PrintedCells::of(&it.checked.report, forms);
    for identity in &it.checked.identities {
        let row = row(it, identity, &printed, list.next(), lang);
        list.row(row);
    }
    list.page()
}

fn row(
    it: &Evaluated<'_, '_>,
    identity: &Identity,
    printed: &PrintedCells<'_>,
    row: usize,
    lang: Lang,
) -> Vec<ListCell> {
    let words = |text: &str| ListCell::words(text, lang);
    let (what, of) = said(&it.checked.report, identity, lang);
    let mut cells = vec![words(&what), words(&of)];
    match &identity.sides {
        Some(sides) => cells.extend(sides_of(it, identity, sides, printed, row, lang)),
        None => cells.extend((0..5).map(|_| words(""))),
    }
    let (verdict, because) = match &identity.verdict {
        Verdict::Holds => (say!("相符", "holds"), ""),
        Verdict::Accepted(grounds) => (say!("认可", "accepted"), grounds.because.as_str()),
        Verdict::Fails => (say!("不符", "fails"), ""),
        Verdict::Unchecked => (say!("未核对", "not checked"), ""),
    };
    let place = JsonPlace::of(identity.span, &it.checked.sources);
    cells.extend([words(verdict.get(lang)), words(because), words(place.as_str())]);
    cells
}

/// What is checked, and of what.
fn said(report: &Report, identity: &Identity, lang: Lang) -> (String, String) {
    let name = &identity.name;
    let what = match identity.source {
        IdentitySource::Declared(number, _) => match report.checks.get(number).map(|check| check.title.as_str()) {
            Some(title) if !title.is_empty() => title.to_owned(),
            _ => name.clone(),
        },
        IdentitySource::Stated(_) => say!("{name}：列示的合计", "{name}: stated total").get(lang).to_owned(),
        IdentitySource::Printed => say!("{name}：表中的合计", "{name}: total in the table").get(lang).to_owned(),
    };
    let mut of = identity.instance.words(report);
    of.extend(identity.part.map(|part| say!("第 {part} 部分", "part {part}").get(lang).to_owned()));
    (what, of.join(if lang == Lang::Zh { "、" } else { ", " }))
}

/// Both sides with what should hold between them, their difference and their unit.
fn sides_of(
    it: &Evaluated<'_, '_>,
    identity: &Identity,
    sides: &Sides,
    printed: &PrintedCells<'_>,
    row: usize,
    lang: Lang,
) -> [ListCell; 5] {
    let places = [&sides.left, &sides.right].map(|side| side.to_decimal().map_or(0, |side| side.normalize().scale()));
    let places = places[0].max(places[1]).max(if sides.unit.is_empty() || sides.unit == "%" { 0 } else { 2 });
    let number = |number: &Exact| exact(number, places, lang);
    let formulas = printed.formulas(it, identity, sides);
    let [left, right] = [&sides.left, &sides.right].map(number);
    let difference =
        sides.difference().map_or_else(|| (BookValue::Blank, String::new(), String::new()), |it| number(&it));
    let live = matches!((&left.0, &right.0), (BookValue::Number(_), BookValue::Number(_)));
    let [left, right] = [(left, &formulas[0]), (right, &formulas[1])].map(|(side, formula)| match formula {
        Some(formula) => ListCell::formula(formula.clone(), ListCell::of(side)),
        None => ListCell::of(side),
    });
    let [a, b] = [LEFT, RIGHT].map(|column| cells::place(row, column).name());
    let difference = if live {
        ListCell::formula(format!("ROUND({a}-{b},{places})"), ListCell::of(difference))
    } else {
        ListCell::of(difference)
    };
    let relation = match sides.op {
        CompareOp::Eq => "=",
        CompareOp::Ne => "≠",
        CompareOp::Lt => "<",
        CompareOp::Le => "≤",
        CompareOp::Gt => ">",
        CompareOp::Ge => "≥",
    };
    [left, ListCell::words(relation, lang), right, difference, ListCell::words(&sides.unit, lang)]
}

/// A number in a cell of the book, in base units.
struct PrintedCell {
    form: usize,
    at: GridPlace,
    value: Exact,
    factor: Exact,
}

/// The numbers of the book's forms, to be found by what they are.
struct PrintedCells<'t> {
    report: &'t Report,
    forms: &'t [FormSheet<'t>],
    numbers: Vec<BTreeMap<GridPlace, BodyNumber<'t>>>,
    sums: Vec<BTreeMap<GridPlace, CellSum>>,
    by_amounts: FxHashMap<Arc<[Span]>, Vec<PrintedCell>>,
    /// By form, the label of the row and where the column is declared.
    by_label: FxHashMap<(String, String, Span), (usize, GridPlace)>,
}

impl<'t> PrintedCells<'t> {
    fn of(report: &'t Report, forms: &'t [FormSheet<'t>]) -> PrintedCells<'t> {
        let numbers: Vec<_> = forms.iter().map(|form| sums::numbers(form.table)).collect();
        let sums = numbers.iter().map(sums::sums).collect();
        let (by_amounts, by_label) = (FxHashMap::default(), FxHashMap::default());
        let mut all = PrintedCells { report, forms, numbers, sums, by_amounts, by_label };
        for form in 0..forms.len() {
            all.take(form);
        }
        all
    }

    fn take(&mut self, form: usize) {
        let table = self.forms[form].table;
        for row in &table.body {
            let mut label = String::new();
            for cell in &row.cells {
                if cell.names_row || cell.kind == CellKind::Label {
                    label = cell.text.plain();
                }
                let at = (cell.row, cell.column);
                let Some(number) = self.numbers[form].get(&at) else { continue };
                if let Some(column) = cell.places.column {
                    self.by_label.entry((table.id.clone(), label.clone(), column)).or_insert((form, at));
                }
                let (Some(of), Some(factor)) = (&number.of, factor(self.report, &number.number.figure.unit)) else {
                    continue;
                };
                if let Ok(value) = Exact::from(number.number.value).times(&factor) {
                    let cell = PrintedCell { form, at, value, factor };
                    self.by_amounts.entry(Arc::clone(of)).or_default().push(cell);
                }
            }
        }
    }

    /// A formula for each side that stands in a cell.
    fn formulas(&self, it: &Evaluated<'_, '_>, identity: &Identity, sides: &Sides) -> [Option<String>; 2] {
        if let (IdentitySource::Printed, Instance::Cell(row, _)) = (identity.source, &identity.instance) {
            return self.of_total(identity, row, sides).unwrap_or_default();
        }
        let [left, right] = check::side_amounts(it.evaluator, identity);
        [(left, &sides.left), (right, &sides.right)].map(|(amounts, side)| self.shown(&amounts?, side, &sides.unit))
    }

    /// Where a side stands that is the sum of these amounts, in the unit of the sides.
    fn shown(&self, amounts: &Arc<[Span]>, side: &Exact, unit: &str) -> Option<String> {
        let unit = factor(self.report, unit)?;
        let value = side.times(&unit).ok()?;
        let cell = self.by_amounts.get(amounts)?.iter().find(|cell| cell.value == value)?;
        let name = self.forms[cell.form].body(&self.numbers[cell.form]).name(cell.at);
        if cell.factor == unit {
            return Some(name);
        }
        let times = cell.factor.over(&unit)?.ok()?.to_decimal()?;
        Some(format!("{name}*{}", times.normalize()))
    }

    /// The cell of a printed total, and the sum of its parts where they make it.
    fn of_total(&self, identity: &Identity, row: &str, sides: &Sides) -> Option<[Option<String>; 2]> {
        let (form, at) = self.by_label.get(&(identity.name.clone(), row.to_owned(), identity.span))?;
        let number = &self.numbers[*form].get(at)?.number;
        if Exact::from(number.value) != sides.left || number.figure.unit != sides.unit {
            return None;
        }
        let body = self.forms[*form].body(&self.numbers[*form]);
        let parts = self.sums[*form].get(at).filter(|_| sides.left == sides.right);
        Some([Some(body.name(*at)), parts.and_then(|sum| body.rounded(sum, number.value))])
    }
}

/// What one of a unit is worth in the first unit of its measure; none of what is no unit of any.
fn factor(report: &Report, unit: &str) -> Option<Exact> {
    let units = report.measures.iter().flat_map(|measure| &measure.units);
    units.filter(|own| own.symbol == unit).map(|own| Exact::from(own.factor)).next()
}
