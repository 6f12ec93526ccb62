//! Where an expression is evaluated, and what it yields.

use std::cmp::Ordering;
use std::rc::Rc;

use super::{AmountFormat, Prose};
use crate::base::{Decimal, Exact};
use crate::ledger::Coords;
use crate::model::{DimId, Expr, FactId, Filter, Form, Format, MeasureId, MemberId, Narrow, Report, Share, UnitRef};

/// What an expression yields.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing was written there: not the same as zero.
    Blank,
    /// Something that has been reported already; silent afterwards.
    Unknown,
    /// An amount in base units, a count, a number, a ratio or a year.
    Number(Exact),
    /// A number with the unit that it was written in, value in base units.
    Quoted(Exact, UnitRef),
    /// Words, with the figures in them.
    Words(Prose),
    /// A member of a dimension.
    Member(MemberId),
    /// Whether a condition holds.
    Bool(bool),
}

impl Value {
    /// How two values compare of which not only the numbers count: words, and numbers of different kinds of unit. `unit` is
    /// that of the one that has been computed, if one has.
    pub(super) fn as_written(&self, other: &Value, unit: Option<UnitRef>) -> Option<Ordering> {
        match (self, other) {
            (Value::Quoted(..), Value::Number(number)) => self.as_written(&Value::Quoted(number.clone(), unit?), None),
            (Value::Number(number), Value::Quoted(..)) => Value::Quoted(number.clone(), unit?).as_written(other, None),
            (Value::Words(a), Value::Words(b)) => Some(a.plain().cmp(&b.plain())),
            (Value::Words(_), Value::Number(_) | Value::Quoted(..)) => Some(Ordering::Greater),
            (Value::Number(_) | Value::Quoted(..), Value::Words(_)) => Some(Ordering::Less),
            (Value::Quoted(_, a), Value::Quoted(_, b)) => match (a, b) {
                (UnitRef::Of(a, _), UnitRef::Of(b, _)) if a == b => None,
                (a, b) if a == b => None,
                _ => Some(Ordering::Less),
            },
            _ => None,
        }
    }
}

/// How a cell of a grid prints figures: its own template's, not those of texts that it calls.
#[derive(Clone, Copy, Debug)]
pub struct CellFormat<'m> {
    /// What the form says of amounts, in the cell's unit where it has one.
    pub sheet: AmountFormat<'m>,
    /// What the cell says for itself.
    pub own: &'m Format,
}

/// An argument, evaluated where it was written.
#[derive(Clone)]
pub(super) struct Thunk<'m> {
    pub expr: &'m Expr,
    pub env: Rc<Env<'m>>,
}

/// A share as rounded in its loop: the per cent and its decimal places.
#[derive(Clone, Copy, Debug)]
pub enum ShareValue {
    /// The whole is zero.
    Blank,
    /// Something that has been reported already.
    Unknown,
    /// So many per cent.
    Percent(Decimal),
}

/// A share that a round of a loop has bound.
#[derive(Clone)]
pub struct Bound<'m> {
    /// What is shared out, and how.
    pub share: &'m Share,
    /// As rounded.
    pub value: ShareValue,
    /// Where the whole is read.
    pub whole: Rc<Env<'m>>,
    /// Where the part is read.
    pub part: Rc<Env<'m>>,
}

/// Where an expression is evaluated.
#[derive(Clone, Default)]
pub struct Env<'m> {
    /// What ledgers are read at.
    pub coords: Coords,
    /// The members of the row or loop: what `name` and levels read; a column's `at` does not touch it.
    pub row: Coords,
    /// The row's or loop's label.
    pub label: Option<Rc<Prose>>,
    /// The fact of a row of `each fact`.
    pub fact: Option<FactId>,
    /// The unit of the form around.
    pub unit: Option<(MeasureId, usize)>,
    /// What the grid's cell around says of the holes that are written in it.
    pub grid: Option<CellFormat<'m>>,
    /// Whether a zero denominator is an error (in texts and checks) or Blank (in tables).
    pub strict: bool,
    /// Whether it is for the page: there a stated total of rounded figures stands for their sum.
    pub printed: bool,
    /// Whether it is a check that asks.
    pub check: bool,
    pub(super) arguments: Rc<Vec<Thunk<'m>>>,
    pub(super) shares: Rc<Vec<Bound<'m>>>,
}

impl<'m> Env<'m> {
    /// At narrower coordinates for ledgers: a bracket's or a column's.
    #[must_use]
    pub fn column(&self, report: &Report, filter: &Filter) -> Env<'m> {
        if filter.parts.is_empty() {
            return self.clone();
        }
        // what is widened is no longer this one fact
        let widened = filter.parts.iter().any(|(_, narrow, _)| *narrow == Narrow::Free);
        let fact = self.fact.filter(|_| !widened);
        Env { coords: self.coords.narrow(report, filter), fact, ..self.clone() }
    }

    /// At narrower coordinates altogether: a row's, a loop's, a section's.
    #[must_use]
    pub fn narrow(&self, report: &Report, filter: &Filter) -> Env<'m> {
        if filter.parts.is_empty() {
            return self.clone();
        }
        self.moved(|coords| coords.narrow(report, filter))
    }

    /// With both coordinates changed; they part only where a column narrows what its ledgers are read at.
    fn moved(&self, change: impl Fn(&Coords) -> Coords) -> Env<'m> {
        let coords = change(&self.coords);
        let row = if self.row == self.coords { coords.clone() } else { change(&self.row) };
        Env { coords, row, ..self.clone() }
    }

    /// In a form: at its coordinates, with its unit.
    #[must_use]
    pub fn form(&self, report: &Report, form: &Form) -> Env<'m> {
        Env { unit: report.unit_of(form), ..self.narrow(report, &form.at) }
    }

    /// In a cell of a grid.
    #[must_use]
    pub fn grid(&self, grid: CellFormat<'m>) -> Env<'m> {
        Env { grid: Some(grid), ..self.clone() }
    }

    /// In a text (`true`) or a table.
    #[must_use]
    pub fn strict(&self, strict: bool) -> Env<'m> {
        Env { strict, ..self.clone() }
    }

    /// On the page (`true`) or off it.
    #[must_use]
    pub fn printed(&self, printed: bool) -> Env<'m> {
        Env { printed, ..self.clone() }
    }

    /// In a check, where zero as a denominator is an error as in a text.
    #[must_use]
    pub fn checked(&self) -> Env<'m> {
        Env { strict: true, check: true, ..self.clone() }
    }

    /// Under a label.
    #[must_use]
    pub fn labelled(self, label: Prose) -> Env<'m> {
        Env { label: Some(Rc::new(label)), ..self }
    }

    /// In the row of a member, labelled by its name.
    #[must_use]
    pub fn member(&self, report: &Report, dim: DimId, member: MemberId) -> Env<'m> {
        Env {
            label: Some(Rc::new(Prose::words(report.member(member).name.clone()))),
            ..self.moved(|coords| coords.with_member(report, dim, member))
        }
    }

    /// In the row of a fact.
    #[must_use]
    pub fn fact(&self, report: &Report, id: FactId) -> Env<'m> {
        let fact = &report.facts[id.ix()];
        let mut env = Env { fact: Some(id), ..self.clone() };
        for member in fact.members.iter().flatten() {
            let dim = report.member(*member).dim;
            env = env.moved(|coords| coords.with_member(report, dim, *member));
        }
        let texts = fact.values.iter().flatten().find_map(|value| match &value.kind {
            crate::model::FactValueKind::Text(text) => Some(text.clone()),
            _ => None,
        });
        let last = fact.members.iter().flatten().last().map(|member| report.member(*member).name.clone());
        env.label = texts.or(last).map(|words| Rc::new(Prose::words(words)));
        env
    }

    /// Without the enclosing text's arguments: for what is declared elsewhere.
    #[must_use]
    pub fn without_arguments(&self) -> Env<'m> {
        Env { arguments: Rc::default(), grid: None, ..self.clone() }
    }

    /// An argument of the enclosing text, and where it is evaluated.
    pub fn argument(&self, index: usize) -> Option<(&'m Expr, &Env<'m>)> {
        self.arguments.get(index).map(|thunk| (thunk.expr, thunk.env.as_ref()))
    }

    /// The share of a number that a loop around has bound.
    pub fn bound(&self, slot: usize) -> Option<&Bound<'m>> {
        self.shares.iter().rev().find(|bound| bound.share.slot == slot)
    }
}
