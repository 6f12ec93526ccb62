//! What is shown, noted down as it is shown: for those who ask later what a figure is made of. Nobody else pays for it.

use super::{Env, Evaluator, Value};
use crate::model::{Expr, UnitRef};

/// A value that was shown.
#[derive(Clone)]
pub struct ShownValue<'m> {
    /// The expression that was evaluated.
    pub expr: &'m Expr,
    /// The members and names that were bound there.
    pub env: Env<'m>,
    /// Its value there.
    pub value: Value,
    /// Of a number, the unit that it was printed in, and its decimal places.
    pub unit: Option<(UnitRef, u32)>,
}

impl<'m> Evaluator<'m> {
    /// The same, noting down from now on all that it shows.
    #[must_use]
    pub fn watching(self) -> Evaluator<'m> {
        self.seen.replace(Some(Vec::new()));
        self
    }

    /// What was shown under a number; none where nobody watched.
    pub fn seen(&self, number: usize) -> Option<ShownValue<'m>> {
        self.seen.borrow().as_ref()?.get(number).cloned()
    }

    /// How many values were shown so far; zero where nobody watches.
    pub fn shown_count(&self) -> usize {
        self.seen.borrow().as_ref().map_or(0, Vec::len)
    }

    /// Notes down what is shown; its number.
    pub(super) fn note(&self, expr: &'m Expr, value: &Value, unit: Option<(&UnitRef, u32)>, env: &Env<'m>) -> usize {
        let mut seen = self.seen.borrow_mut();
        let Some(seen) = seen.as_mut() else { return 0 };
        let unit = unit.map(|(unit, places)| (unit.clone(), places));
        seen.push(ShownValue { expr, env: env.clone(), value: value.clone(), unit });
        seen.len() - 1
    }
}
