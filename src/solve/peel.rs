//! Rows that have one open unknown left give it, again and again.

use super::number::Number;
use super::rows::{ByUnknown, Rows};
use super::system::{TooLarge, Work};

/// What is settled by subtracting alone.
pub(super) struct Peeled {
    /// The unknowns in the order in which they were settled, each with the row that gave it and its coefficient there.
    pub order: Vec<Step>,
    /// For each unknown its place in that order.
    pub place: Vec<Option<u32>>,
    /// For each unknown its value, where it is settled.
    pub values: Vec<Option<Number>>,
    /// Whether a row gave an unknown.
    pub used: Vec<bool>,
}

/// One unknown settled.
pub(super) struct Step {
    pub unknown: u32,
    pub row: u32,
    pub factor: i64,
}

/// How much of a row is open: how many unknowns, and all their numbers combined by exclusive or, which is the last one's number
/// when one is left.
#[derive(Clone, Copy, Default)]
struct Open {
    count: u32,
    mixed: u32,
}

impl Peeled {
    /// From the exact rows, short ones before long ones.
    pub fn new(rows: &Rows, by_unknown: &ByUnknown, unknowns: usize, work: &mut Work) -> Result<Peeled, TooLarge> {
        let mut open = vec![Open::default(); rows.own.len()];
        for row in &rows.ascending {
            for (unknown, _) in rows.terms(*row) {
                let own = &mut open[*row as usize];
                *own = Open { count: own.count + 1, mixed: own.mixed ^ unknown };
            }
        }
        let (order, place, values, used) =
            (Vec::new(), vec![None; unknowns], vec![None; unknowns], vec![false; rows.own.len()]);
        let mut peeled = Peeled { order, place, values, used };
        let is_ready = |row: u32, open: &[Open]| rows.own[row as usize].exact && open[row as usize].count == 1;
        let mut queue: Vec<u32> = rows.ascending.iter().copied().filter(|row| is_ready(*row, &open)).collect();
        let mut next = 0;
        while let Some(row) = queue.get(next).copied() {
            next += 1;
            let Open { count: 1, mixed: unknown } = open[row as usize] else { continue };
            if !peeled.settle(rows, row, unknown, work)? {
                continue;
            }
            for other in by_unknown.rows(unknown) {
                let own = &mut open[*other as usize];
                *own = Open { count: own.count - 1, mixed: own.mixed ^ unknown };
                if is_ready(*other, &open) {
                    queue.push(*other);
                }
            }
        }
        Ok(peeled)
    }

    fn settle(&mut self, rows: &Rows, row: u32, unknown: u32, work: &mut Work) -> Result<bool, TooLarge> {
        let Some((_, factor)) = rows.terms(row).iter().find(|(own, _)| *own == unknown).copied() else {
            return Ok(false);
        };
        let value = &self.rest(rows, row, work)? / &Number::from(factor);
        self.values[unknown as usize] = Some(value);
        self.place[unknown as usize] = u32::try_from(self.order.len()).ok();
        self.used[row as usize] = true;
        self.order.push(Step { unknown, row, factor });
        Ok(true)
    }

    /// A row's value less what its settled unknowns make.
    pub fn rest(&self, rows: &Rows, row: u32, work: &mut Work) -> Result<Number, TooLarge> {
        let mut rest = Number::Whole(rows.own[row as usize].value);
        for (unknown, factor) in rows.terms(row) {
            if let Some(value) = &self.values[*unknown as usize] {
                rest = &rest - &(value * &Number::from(*factor));
                work.number(&rest)?;
            }
        }
        Ok(rest)
    }

    /// The step that settled an unknown.
    pub fn step(&self, unknown: u32) -> Option<&Step> {
        self.order.get((*self.place.get(unknown as usize)?)? as usize)
    }
}
