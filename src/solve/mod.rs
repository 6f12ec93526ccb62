//! Sparse systems of linear equations in whole numbers, solved exactly: what is settled, what is not, and which equation is
//! wrong where they contradict.
//!
//! Equations with the same left side are one row. A row with one open unknown settles it, again and again; what is left goes to
//! elimination. Each redundant row gives a relation between the equations' values, a short one if rows near it allow. A wrong
//! value shows in exactly the relations that hold its equation, all off by one amount: so it is found.

mod culprit;
mod echelon;
mod free;
mod nearer;
mod number;
mod pairs;
mod peel;
mod relate;
mod rows;
mod settled;
mod syndrome;
mod system;
#[cfg(test)]
mod tests;
mod ties;
#[cfg(test)]
mod trials;

use echelon::{Echelon, Incoming};
use number::Number;
use peel::Peeled;
use relate::{Relate, Shortened};
use rows::Rows;
use settled::Settled;
use system::Work;
pub use system::{Component, Contradiction, Correction, Equation, LinearRelation, Solution, Solved, System, TooLarge};

/// What may be reckoned in one system, and how much more for each term of it: a second's work or two.
const STEPS: u64 = 5_000_000;
const STEPS_FOR_A_TERM: u64 = 10;
/// Most unknowns.
const UNKNOWNS: usize = 1 << 21;

/// Solves a system. An error says that it is beyond a bound; what contradicts is part of the answer.
pub fn solve(system: &System) -> Result<Solution, TooLarge> {
    if system.unknowns > UNKNOWNS {
        return Err(TooLarge::Work);
    }
    let terms: usize = system.equations.iter().map(|own| own.terms.len()).sum();
    let mut work = Work::new(STEPS.saturating_add(STEPS_FOR_A_TERM.saturating_mul(terms as u64)));
    let rows = Rows::new(system)?;
    let by_unknown = rows.by_unknown(system.unknowns);
    let peeled = Peeled::new(&rows, &by_unknown, system.unknowns, &mut work)?;
    let mut solving = Solving {
        system,
        relate: Relate::new(&rows, &by_unknown, &peeled),
        echelon: Echelon::default(),
        relations: Vec::new(),
        work,
    };
    solving.take_rows(true)?;
    let Settled { unknowns, broken, .. } = Settled::new(&rows, &peeled, &solving.echelon, &mut solving.work)?;
    let open: Vec<u32> = (0..).zip(&unknowns).filter(|(_, own)| own.is_none()).map(|(unknown, _)| unknown).collect();
    let free = free::components(&solving.echelon, &open)?;
    solving.take_rows(false)?;
    solving.take_equals();
    let Solving { relations, mut work, .. } = solving;
    let mut within = vec![0; system.unknowns];
    for (number, component) in (0..).zip(&free) {
        component.unknowns.iter().for_each(|unknown| within[*unknown as usize] = number);
    }
    let unknowns = unknowns.into_iter().zip(within).map(|(own, within)| own.unwrap_or(Solved::Free(within))).collect();
    let mut contradictions = broken;
    contradictions.extend(culprit::contradictions(system, &relations, &mut work)?);
    Ok(Solution { unknowns, free, contradictions, relations })
}

/// A system on its way.
struct Solving<'s> {
    system: &'s System,
    relate: Relate<'s>,
    echelon: Echelon,
    relations: Vec<LinearRelation>,
    work: Work,
}

impl Solving<'_> {
    /// Takes the exact rows in, or the others. What says nothing new becomes a relation.
    fn take_rows(&mut self, exact: bool) -> Result<(), TooLarge> {
        let rows = self.relate.rows;
        for row in rows.ascending.iter().copied() {
            if rows.own[row as usize].exact != exact || self.relate.peeled.used[row as usize] {
                continue;
            }
            let short = self.relate.shortened(row, &mut self.work)?;
            let is_open = |unknown: u32| self.relate.peeled.step(unknown).is_none();
            let combined = if short.left.iter().any(|(unknown, _)| is_open(*unknown)) {
                let Shortened { left, combined } = short;
                let open = left.iter().filter(|(unknown, _)| is_open(*unknown));
                let columns = open.map(|(unknown, factor)| (*unknown, Number::from(*factor))).collect();
                match self.echelon.insert(Incoming { columns, combined }, &mut self.work)? {
                    Some(combined) => self.relate.completed(combined, &mut self.work)?,
                    None => continue,
                }
            } else {
                self.relate.completed_row(short, &mut self.work)?
            };
            self.relations.push(relate::relation(&combined, rows, self.system)?);
        }
        Ok(())
    }

    /// Equations of one row say the same as the one that stands for it. One without terms says that its value is zero.
    fn take_equals(&mut self) {
        for (row, own) in (0..).zip(&self.relate.rows.own) {
            let empty = self.relate.rows.terms(row).is_empty();
            let (first, first_sign) = own.first;
            for (equation, sign) in own.equations.iter().copied().filter(|(equation, _)| *equation != first) {
                let mut terms = vec![(equation, sign)];
                if !empty {
                    terms.push((first, -first_sign));
                }
                terms.sort_unstable();
                self.relations.push(relate::between(terms, self.system));
            }
        }
    }
}
