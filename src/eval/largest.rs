//! The largest amounts of a field, for messages: what many of them share is sorted once.

use std::rc::Rc;

use super::{Env, Evaluator, Value};
use crate::base::Exact;
use crate::ledger::Coords;
use crate::model::{Expr, ExprKind, FactId, LedgerId};

/// The largest numbers of a field at coordinates.
pub struct Largest {
    /// Those that a message shows.
    pub shown: Vec<(FactId, Exact)>,
    /// How many facts there are.
    pub all: usize,
}

impl<'m> Evaluator<'m> {
    /// The largest of a field's numbers at coordinates, largest first and no more than a message shows, with how many facts
    /// there are.
    pub fn largest(&self, ledger: LedgerId, field: usize, coords: &Coords, shown: usize) -> Rc<Largest> {
        let key = (ledger, field, coords.clone());
        if let Some(known) = self.known.largest.borrow().get(&key) {
            return Rc::clone(known);
        }
        let facts = self.ledgers.in_order(ledger, coords);
        let found = Rc::new(Largest { shown: self.largest_of(&facts, field, shown), all: facts.len() });
        self.known.largest.borrow_mut().insert(key, Rc::clone(&found));
        found
    }

    /// The largest of some facts' numbers, largest first; those that are unknown are left out.
    pub fn largest_of(&self, facts: &[FactId], field: usize, shown: usize) -> Vec<(FactId, Exact)> {
        let number = |fact: &FactId| match self.fact_value(*fact, field) {
            Value::Number(number) => Some((*fact, number)),
            Value::Blank => Some((*fact, Exact::ZERO)),
            _ => None,
        };
        let mut values: Vec<(FactId, Exact)> = facts.iter().filter_map(number).collect();
        values.sort_by_key(|(_, value)| std::cmp::Reverse(value.abs()));
        values.truncate(shown);
        values
    }

    /// The field at coordinates that an expression is and nothing else, where its facts say their numbers themselves.
    pub fn single_field(&self, expr: &'m Expr, env: &Env<'m>) -> Option<(LedgerId, usize, Coords)> {
        match &expr.kind {
            ExprKind::Let(id) => self.single_field(&self.report.lets[id.ix()].expr, &env.without_arguments()),
            ExprKind::At(inner, filter) => self.single_field(inner, &env.column(self.report, filter)),
            ExprKind::Field(ledger, field) if env.fact.is_none() => {
                let group = self.field_parts(*ledger, *field, env)?;
                group.is_written().then(|| (*ledger, *field, env.coords.clone()))
            }
            _ => None,
        }
    }
}
