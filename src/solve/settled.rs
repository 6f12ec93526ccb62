//! The values that the exact rows give.

use rustc_hash::FxHashMap;

use super::echelon::{Echelon, Sparse};
use super::number::Number;
use super::peel::Peeled;
use super::rows::Rows;
use super::system::{Contradiction, Solved, TooLarge, Work};

/// What the exact rows settle.
pub(super) struct Settled<'s> {
    rows: &'s Rows,
    peeled: &'s Peeled,
    /// What is known of each unknown; none where it is open.
    pub unknowns: Vec<Option<Solved>>,
    /// Unknowns that would be no whole numbers.
    pub broken: Vec<Contradiction>,
    /// By their equations, which of these it is.
    met: FxHashMap<Vec<u32>, u32>,
}

impl<'s> Settled<'s> {
    pub fn new(
        rows: &'s Rows,
        peeled: &'s Peeled,
        echelon: &Echelon,
        work: &mut Work,
    ) -> Result<Settled<'s>, TooLarge> {
        let unknowns = vec![None; peeled.values.len()];
        let mut settled = Settled { rows, peeled, unknowns, broken: Vec::new(), met: FxHashMap::default() };
        for step in &peeled.order {
            if let Some(value) = &peeled.values[step.unknown as usize] {
                settled.take(step.unknown, value, &[step.row]);
            }
        }
        let mut rests = FxHashMap::default();
        for pivot in echelon.pivots.iter().filter(|pivot| pivot.others.is_empty()) {
            let value = settled.combined(&pivot.combined, &mut rests, work)?;
            let used: Vec<u32> = pivot.combined.iter().map(|(row, _)| *row).collect();
            settled.take(pivot.column, &value, &used);
        }
        Ok(settled)
    }

    /// What a combination of rows makes, less what their peeled unknowns make.
    fn combined(
        &self,
        combined: &Sparse,
        rests: &mut FxHashMap<u32, Number>,
        work: &mut Work,
    ) -> Result<Number, TooLarge> {
        let mut sum = Number::ZERO;
        for (row, times) in combined {
            if !rests.contains_key(row) {
                rests.insert(*row, self.peeled.rest(self.rows, *row, work)?);
            }
            if let Some(rest) = rests.get(row) {
                sum = &sum + &(times * rest);
                work.number(&sum)?;
            }
        }
        Ok(sum)
    }

    /// Notes the value that some rows give to an unknown.
    fn take(&mut self, unknown: u32, value: &Number, used: &[u32]) {
        let solved = match value.whole() {
            Some(value) => Solved::Value { value, from: self.from(used) },
            None => Solved::Contradicted(self.broken_by(unknown, used)),
        };
        self.unknowns[unknown as usize] = Some(solved);
    }

    fn from(&self, used: &[u32]) -> Vec<u32> {
        if let [row] = used
            && self.rows.terms(*row).len() == 1
        {
            return self.rows.own[*row as usize].agreeing.to_vec();
        }
        let mut from: Vec<u32> = used.iter().map(|row| self.rows.own[*row as usize].first.0).collect();
        from.sort_unstable();
        from
    }

    /// The contradiction of an unknown that is no whole number. What rests on another such unknown is in that one's.
    fn broken_by(&mut self, unknown: u32, used: &[u32]) -> u32 {
        let terms = used.iter().flat_map(|row| self.rows.terms(*row));
        let before = terms.filter(|(other, _)| *other != unknown).find_map(|(other, _)| {
            match self.unknowns.get(*other as usize)?.as_ref()? {
                Solved::Contradicted(number) => Some(*number),
                _ => None,
            }
        });
        let number = before.unwrap_or_else(|| {
            let equations = self.behind(used);
            *self.met.entry(equations).or_insert_with_key(|equations| {
                self.broken.push(Contradiction { equations: equations.clone(), ..Contradiction::default() });
                u32::try_from(self.broken.len() - 1).unwrap_or(u32::MAX)
            })
        });
        if let Some(own) = self.broken.get_mut(number as usize) {
            own.broken.push(unknown);
        }
        number
    }

    /// The equations of some rows, and those that gave the other unknowns of these.
    fn behind(&self, used: &[u32]) -> Vec<u32> {
        let given = used.iter().flat_map(|row| self.rows.terms(*row));
        let given = given.filter_map(|(other, _)| Some(self.peeled.step(*other)?.row));
        let all = used.iter().copied().chain(given);
        let mut equations: Vec<u32> = all.map(|row| self.rows.own[row as usize].first.0).collect();
        equations.sort_unstable();
        equations.dedup();
        equations
    }
}
