//! What a redundant row says of others: relations of few rows, found near the row before they are looked for farther away.

use std::collections::BTreeMap;

use num_bigint::BigInt;

use super::echelon::Sparse;
use super::number::Number;
use super::peel::Peeled;
use super::rows::{ByUnknown, Rows};
use super::system::{LinearRelation, System, TooLarge, Work};

/// What relations are made from.
pub(super) struct Relate<'s> {
    pub rows: &'s Rows,
    pub by_unknown: &'s ByUnknown,
    pub peeled: &'s Peeled,
    /// What is left of the row at hand, for each unknown; zero between two rows.
    left: Vec<i64>,
}

/// Peeled unknowns that are still to be taken out, by the place at which they were settled, with their coefficients.
type Known = BTreeMap<u32, Number>;

/// A row less shorter ones that it holds whole.
pub(super) struct Shortened {
    /// The row itself and those, with their factors.
    pub combined: Sparse,
    /// What is left of its terms.
    pub left: Vec<(u32, i64)>,
}

impl<'s> Relate<'s> {
    pub fn new(rows: &'s Rows, by_unknown: &'s ByUnknown, peeled: &'s Peeled) -> Relate<'s> {
        Relate { rows, by_unknown, peeled, left: vec![0; peeled.values.len()] }
    }

    /// Takes the longest rows out of one that stand in it whole, so that a total is the sum of subtotals and not of all parts.
    /// It does not look for the best way, and stops looking when it has missed for long.
    pub fn shortened(&mut self, row: u32, work: &mut Work) -> Result<Shortened, TooLarge> {
        let terms = self.rows.terms(row);
        work.take(terms.len())?;
        let mut short = Shortened { combined: vec![(row, Number::ONE)], left: terms.to_vec() };
        if terms.len() < 3 {
            return Ok(short);
        }
        let alone = !self.rows.own[row as usize].exact && terms.iter().any(|(own, _)| self.peeled.step(*own).is_none());
        for (unknown, factor) in terms {
            self.left[*unknown as usize] = *factor;
        }
        let (mut count, mut misses) = (terms.len(), 4 * terms.len() + 64);
        for (unknown, _) in terms {
            if self.left[*unknown as usize] == 0 {
                continue;
            }
            let holders = self.by_unknown.rows(*unknown);
            let shorter = holders.partition_point(|other| self.rows.terms(*other).len() < terms.len());
            for other in holders[..shorter].iter().rev() {
                let size = self.rows.terms(*other).len();
                if misses == 0 || size < 2 {
                    break;
                }
                misses -= 1;
                if size > count || !alone && !self.rows.own[*other as usize].exact {
                    continue;
                }
                if let Some(factor) = self.held(*other, *unknown, &mut misses) {
                    self.rows.terms(*other).iter().for_each(|(own, _)| self.left[*own as usize] = 0);
                    short.combined.push((*other, Number::from(-factor)));
                    count -= size;
                    work.take(size)?;
                    break;
                }
            }
        }
        short.left.retain(|(unknown, _)| self.left[*unknown as usize] != 0);
        terms.iter().for_each(|(unknown, _)| self.left[*unknown as usize] = 0);
        Ok(short)
    }

    /// How often a row stands in what is left, if it stands there whole.
    fn held(&self, row: u32, unknown: u32, misses: &mut usize) -> Option<i64> {
        let terms = self.rows.terms(row);
        let own = terms.binary_search_by_key(&unknown, |(own, _)| *own).ok().and_then(|at| terms.get(at))?.1;
        let (left, rest) =
            (self.left[unknown as usize].checked_div(own)?, self.left[unknown as usize].checked_rem(own)?);
        let fits = |term: &(u32, i64)| term.1.checked_mul(left).is_some_and(|own| own == self.left[term.0 as usize]);
        let met = terms.iter().take_while(|term| fits(term)).count();
        if rest == 0 && left != i64::MIN && met == terms.len() {
            return Some(left);
        }
        *misses = misses.saturating_sub(met);
        None
    }

    /// A combination of rows, completed by those that settle its peeled unknowns, so that all its terms make nothing.
    pub fn completed(&self, combined: Sparse, work: &mut Work) -> Result<Sparse, TooLarge> {
        let mut known = BTreeMap::new();
        for (row, times) in &combined {
            self.spread(self.rows.terms(*row), times, &mut known, work)?;
        }
        self.without(known, combined, work)
    }

    /// The same of a row of which only peeled unknowns are left.
    pub fn completed_row(&self, short: Shortened, work: &mut Work) -> Result<Sparse, TooLarge> {
        let mut known = BTreeMap::new();
        self.spread(&short.left, &Number::ONE, &mut known, work)?;
        self.without(known, short.combined, work)
    }

    fn without(&self, mut known: Known, mut combined: Sparse, work: &mut Work) -> Result<Sparse, TooLarge> {
        while let Some((place, times)) = known.pop_last() {
            let Some(step) = self.peeled.order.get(place as usize).filter(|_| !times.is_zero()) else { continue };
            let times = -&(&times / &Number::from(step.factor));
            if self.rows.terms(step.row).len() > 1 {
                self.spread(self.rows.terms(step.row), &times, &mut known, work)?;
                known.remove(&place);
            }
            combined.push((step.row, times));
        }
        combined.sort_by_key(|(row, _)| *row);
        let mut sums = Sparse::with_capacity(combined.len());
        for (row, times) in combined {
            match sums.last_mut() {
                Some((last, sum)) if *last == row => *sum = &*sum + &times,
                _ => sums.push((row, times)),
            }
        }
        sums.retain(|(_, times)| !times.is_zero());
        Ok(sums)
    }

    /// Adds the peeled ones of some terms, so many times, to those that are to be settled.
    fn spread(&self, terms: &[(u32, i64)], times: &Number, known: &mut Known, work: &mut Work) -> Result<(), TooLarge> {
        for (unknown, factor) in terms {
            if let Some(place) = self.peeled.place[*unknown as usize] {
                let own = known.entry(place).or_insert(Number::ZERO);
                *own = &*own + &(times * &Number::from(*factor));
                work.number(own)?;
            }
        }
        Ok(())
    }
}

/// A combination of rows as a relation of the equations that stand for them, in whole numbers.
pub(super) fn relation(combined: &Sparse, rows: &Rows, system: &System) -> Result<LinearRelation, TooLarge> {
    let mut scale = BigInt::from(1);
    for (_, times) in combined {
        if times.whole().is_none() {
            let divisor = (&Number::from(scale.clone()) / &Number::from(times.divisor())).divisor();
            scale *= divisor;
            if scale.bits() > 63 {
                return Err(TooLarge::Number);
            }
        }
    }
    let scale = Number::from(scale);
    let terms = combined.iter().map(|(row, times)| {
        let (equation, sign) = rows.own[*row as usize].first;
        let whole = (times * &scale).whole().and_then(|whole| i64::try_from(whole).ok()?.checked_mul(sign));
        whole.filter(|whole| *whole != i64::MIN).map(|whole| (equation, whole)).ok_or(TooLarge::Number)
    });
    let mut terms = terms.collect::<Result<Vec<_>, _>>()?;
    terms.sort_unstable();
    Ok(between(terms, system))
}

/// The relation of these terms.
pub(super) fn between(terms: Vec<(u32, i64)>, system: &System) -> LinearRelation {
    let is_blank = |equation: u32| system.equations.get(equation as usize).is_some_and(|own| own.blank);
    let certain = !terms.iter().any(|(equation, _)| is_blank(*equation));
    LinearRelation { terms, certain }
}
