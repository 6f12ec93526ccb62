//! By how much each relation fails, and which relations hold an equation.

use std::collections::BTreeSet;

use super::number::Number;
use super::system::{LinearRelation, System, TooLarge, Work};

/// Relations, by how much they fail, and the equations that may be to blame.
pub(super) struct Syndrome<'s> {
    pub system: &'s System,
    /// The terms of each relation.
    pub relations: Vec<Vec<(u32, i64)>>,
    /// What each one's values make: zero where it holds.
    pub off: Vec<Number>,
    /// How far that may be from zero.
    pub slack: Vec<Number>,
    /// The relations that fail.
    pub failing: BTreeSet<u32>,
    /// For each equation the relations that hold it, ascending; empty where none fails.
    columns: Vec<Vec<u32>>,
}

impl<'s> Syndrome<'s> {
    pub fn new(system: &'s System, all: &[LinearRelation], work: &mut Work) -> Result<Syndrome<'s>, TooLarge> {
        let (mut off, mut slack) = (Vec::with_capacity(all.len()), Vec::with_capacity(all.len()));
        for relation in all {
            work.take(relation.terms.len())?;
            let (own, most) = made(system, &relation.terms);
            off.push(own);
            slack.push(most);
        }
        let mut syndrome =
            Syndrome { system, relations: Vec::new(), off, slack, failing: BTreeSet::new(), columns: Vec::new() };
        syndrome.failing = (0..).take(all.len()).filter(|relation| syndrome.fails(*relation)).collect();
        if !syndrome.failing.is_empty() {
            syndrome.relations = all.iter().map(|relation| relation.terms.clone()).collect();
            syndrome.columns = vec![Vec::new(); system.equations.len()];
            for (number, relation) in (0..).zip(all) {
                relation.terms.iter().for_each(|(equation, _)| syndrome.columns[*equation as usize].push(number));
            }
        }
        Ok(syndrome)
    }

    /// Puts other terms in the place of a relation's.
    pub fn replace(&mut self, relation: u32, terms: Vec<(u32, i64)>) {
        for (equation, _) in &self.relations[relation as usize] {
            let column = &mut self.columns[*equation as usize];
            if let Ok(at) = column.binary_search(&relation) {
                column.remove(at);
            }
        }
        for (equation, _) in &terms {
            let column = &mut self.columns[*equation as usize];
            if let Err(at) = column.binary_search(&relation) {
                column.insert(at, relation);
            }
        }
        (self.off[relation as usize], self.slack[relation as usize]) = made(self.system, &terms);
        self.relations[relation as usize] = terms;
        if self.fails(relation) {
            self.failing.insert(relation);
        } else {
            self.failing.remove(&relation);
        }
    }

    /// Whether a relation's values make more than its slack.
    pub fn fails(&self, relation: u32) -> bool {
        self.off[relation as usize].abs() > self.slack[relation as usize]
    }

    /// Whether a relation has no slack.
    pub fn exact(&self, relation: u32) -> bool {
        self.slack[relation as usize].is_zero()
    }

    /// Between which changes of an equation that stands in a relation so often the relation holds.
    pub fn changes(&self, relation: u32, times: i64) -> (Number, Number) {
        let (off, slack, times) = (&self.off[relation as usize], &self.slack[relation as usize], Number::from(times));
        let (one, other) = (&(off - slack) / &times, &(off + slack) / &times);
        if one <= other { (one, other) } else { (other, one) }
    }

    /// How often an equation stands in a relation; zero where it does not.
    pub fn times(&self, relation: u32, equation: u32) -> i64 {
        let terms = &self.relations[relation as usize];
        let at = terms.binary_search_by_key(&equation, |(own, _)| *own);
        at.ok().and_then(|at| terms.get(at)).map_or(0, |(_, times)| *times)
    }

    /// The relations that hold an equation, each with how often.
    pub fn column(&self, equation: u32) -> impl Iterator<Item = (u32, i64)> {
        let all = self.columns.get(equation as usize).into_iter().flatten();
        all.map(move |relation| (*relation, self.times(*relation, equation)))
    }
}

/// What the values of some multiples of equations make, and how far that may be from zero.
fn made(system: &System, terms: &[(u32, i64)]) -> (Number, Number) {
    let (mut sum, mut most) = (Number::ZERO, Number::ZERO);
    for (number, times) in terms {
        let Some(own) = system.equations.get(*number as usize) else { continue };
        let times = Number::from(*times);
        sum = &sum + &(&times * &Number::Whole(own.value));
        if own.slack > 0 {
            most = &most + &(&times.abs() * &Number::Whole(own.slack));
        }
    }
    (sum, most)
}
