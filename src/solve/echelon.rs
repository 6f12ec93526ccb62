//! Elimination of what cannot be peeled: each row that says something new settles a column in terms of free ones.

use rustc_hash::FxHashMap;

use super::number::Number;
use super::system::{TooLarge, Work};

/// Numbers at places, the places ascending.
pub(super) type Sparse = Vec<(u32, Number)>;

/// Rows of which each has a column of its own that stands in no other.
#[derive(Default)]
pub(super) struct Echelon {
    pub pivots: Vec<Pivot>,
    /// Which pivot settles a column.
    of: FxHashMap<u32, u32>,
    /// The pivots in which a free column stands, or once stood.
    holders: FxHashMap<u32, Vec<u32>>,
}

/// A row that says: the column, once, and the others make what the row's combination makes.
pub(super) struct Pivot {
    pub column: u32,
    /// Free columns with their coefficients.
    pub others: Sparse,
    /// The rows that were combined to make this one, with their factors.
    pub combined: Sparse,
}

/// A row to come: its columns, and what was combined to make it.
pub(super) struct Incoming {
    pub columns: Sparse,
    pub combined: Sparse,
}

impl Echelon {
    /// Takes a row in. One that says nothing new comes back as the combination of rows that makes nothing.
    pub fn insert(&mut self, row: Incoming, work: &mut Work) -> Result<Option<Sparse>, TooLarge> {
        let (mut columns, mut combined) = (FxHashMap::default(), FxHashMap::default());
        add(&mut columns, &Number::ONE, &row.columns, work)?;
        add(&mut combined, &Number::ONE, &row.combined, work)?;
        for (column, _) in &row.columns {
            if let Some(pivot) = self.of.get(column).and_then(|own| self.pivots.get(*own as usize))
                && let Some(factor) = columns.remove(column)
            {
                let factor = -&factor;
                add(&mut columns, &factor, &pivot.others, work)?;
                add(&mut combined, &factor, &pivot.combined, work)?;
            }
        }
        let (columns, combined) = (sorted(columns), sorted(combined));
        let Some((column, factor)) = self.choose(&columns) else { return Ok(Some(combined)) };
        let over = |own: Sparse| -> Sparse { own.into_iter().map(|(at, own)| (at, &own / &factor)).collect() };
        let mut others = over(columns);
        others.retain(|(own, _)| *own != column);
        self.settle(Pivot { column, others, combined: over(combined) }, work)?;
        Ok(None)
    }

    /// The column that a row is to settle: one without a coefficient if there is one, then one that few rows hold.
    fn choose(&self, columns: &Sparse) -> Option<(u32, Number)> {
        let rank = |own: &&(u32, Number)| {
            let holders = self.holders.get(&own.0).map_or(0, Vec::len);
            (own.1.abs() != Number::ONE, holders, own.0)
        };
        columns.iter().min_by_key(rank).cloned()
    }

    /// Takes the new pivot's column out of the others.
    fn settle(&mut self, pivot: Pivot, work: &mut Work) -> Result<(), TooLarge> {
        let number = u32::try_from(self.pivots.len()).map_err(|_| TooLarge::Work)?;
        for holder in self.holders.remove(&pivot.column).unwrap_or_default() {
            let Some(own) = self.pivots.get_mut(holder as usize) else { continue };
            let Ok(at) = own.others.binary_search_by_key(&pivot.column, |(column, _)| *column) else { continue };
            let factor = -&own.others.remove(at).1;
            own.combined = sum(&own.combined, &factor, &pivot.combined, work)?;
            let others = sum(&own.others, &factor, &pivot.others, work)?;
            let mut before = own.others.iter().peekable();
            for (column, _) in &others {
                while before.next_if(|old| old.0 < *column).is_some() {}
                if before.next_if(|old| old.0 == *column).is_none() {
                    // noted twice where it was taken out before, which the search above forgives
                    self.holders.entry(*column).or_default().push(holder);
                }
            }
            own.others = others;
        }
        for (column, _) in &pivot.others {
            self.holders.entry(*column).or_default().push(number);
        }
        self.of.insert(pivot.column, number);
        self.pivots.push(pivot);
        Ok(())
    }
}

fn add(to: &mut FxHashMap<u32, Number>, factor: &Number, what: &Sparse, work: &mut Work) -> Result<(), TooLarge> {
    for (at, number) in what {
        let own = to.entry(*at).or_insert(Number::ZERO);
        *own = &*own + &(factor * number);
        work.number(own)?;
    }
    Ok(())
}

/// The sum of one and a multiple of another.
fn sum(one: &Sparse, factor: &Number, other: &Sparse, work: &mut Work) -> Result<Sparse, TooLarge> {
    let mut sum = Sparse::with_capacity(one.len() + other.len());
    let (mut left, mut right) = (one.iter().peekable(), other.iter().peekable());
    loop {
        let at = match (left.peek(), right.peek()) {
            (Some(a), Some(b)) => a.0.min(b.0),
            (Some(a), None) => a.0,
            (None, Some(b)) => b.0,
            (None, None) => break,
        };
        let own = left.next_if(|own| own.0 == at).map_or(Number::ZERO, |own| own.1.clone());
        let own = right.next_if(|own| own.0 == at).map_or(own.clone(), |other| &own + &(factor * &other.1));
        work.number(&own)?;
        if !own.is_zero() {
            sum.push((at, own));
        }
    }
    Ok(sum)
}

fn sorted(numbers: FxHashMap<u32, Number>) -> Sparse {
    let mut all: Sparse = numbers.into_iter().filter(|(_, own)| !own.is_zero()).collect();
    all.sort_by_key(|(at, _)| *at);
    all
}
