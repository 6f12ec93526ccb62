//! The equations in one form: those with the same left side are one row.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};
use smallvec::SmallVec;

use super::system::{Equation, System, TooLarge};

/// Written values and slacks are at most so far from zero, so that no sum of a few overflows.
const MOST: u128 = 10u128.pow(30);

/// Left sides, each once.
pub(super) struct Rows {
    /// The terms of all rows, one row behind the other.
    terms: Vec<(u32, i64)>,
    ends: Vec<u32>,
    /// The equations of each row.
    pub own: Vec<Own>,
    /// Row numbers, the shortest first.
    pub ascending: Vec<u32>,
}

/// The equations that have one left side, or its opposite.
pub(super) struct Own {
    /// Each with its sign, one or minus one.
    pub equations: SmallVec<[(u32, i64); 1]>,
    /// Of these the one that stands for all: what most of them say.
    pub first: (u32, i64),
    /// Its value, with its sign.
    pub value: i128,
    /// Whether its value is exact.
    pub exact: bool,
    /// Those that say what it says.
    pub agreeing: SmallVec<[u32; 1]>,
}

impl Rows {
    /// Joins terms of the same unknown, drops those that cancel, and gives equations that say the same of the same one row.
    pub fn new(system: &System) -> Result<Rows, TooLarge> {
        let mut rows = Rows { terms: Vec::new(), ends: Vec::new(), own: Vec::new(), ascending: Vec::new() };
        let mut met: FxHashMap<u64, SmallVec<[u32; 1]>> = FxHashMap::default();
        let mut terms = Vec::new();
        for (number, equation) in (0u32..).zip(&system.equations) {
            if equation.value.unsigned_abs() > MOST || equation.slack > 0 && equation.slack.unsigned_abs() > MOST {
                return Err(TooLarge::Number);
            }
            joined(equation, system.unknowns, &mut terms)?;
            let sign = terms.first().map_or(1, |(_, factor): &(u32, i64)| factor.signum());
            terms.iter_mut().for_each(|(_, factor)| *factor *= sign);
            let mut hasher = FxHasher::default();
            terms.hash(&mut hasher);
            let alike = met.entry(hasher.finish()).or_default();
            let row = alike.iter().copied().find(|row| rows.terms(*row) == terms);
            if let Some(own) = row.and_then(|row| rows.own.get_mut(row as usize)) {
                own.equations.push((number, sign));
                continue;
            }
            alike.push(u32::try_from(rows.own.len()).map_err(|_| TooLarge::Work)?);
            rows.terms.extend(&terms);
            rows.ends.push(u32::try_from(rows.terms.len()).map_err(|_| TooLarge::Work)?);
            let equations = SmallVec::from_buf([(number, sign)]);
            rows.own.push(Own { equations, first: (number, sign), value: 0, exact: true, agreeing: SmallVec::new() });
        }
        rows.own.iter_mut().for_each(|own| own.choose(&system.equations));
        let mut ascending: Vec<u32> = (0..).take(rows.own.len()).collect();
        ascending.sort_by_key(|row| rows.terms(*row).len());
        rows.ascending = ascending;
        Ok(rows)
    }

    /// The terms of a row: unknowns ascending, no coefficient zero, the first one positive.
    pub fn terms(&self, row: u32) -> &[(u32, i64)] {
        let row = row as usize;
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        let end = self.ends.get(row).map_or(start, |end| *end as usize);
        self.terms.get(start..end).unwrap_or(&[])
    }

    /// For each unknown the rows that hold it, the shortest first.
    pub fn by_unknown(&self, unknowns: usize) -> ByUnknown {
        let mut starts = vec![0u32; unknowns + 1];
        for (unknown, _) in &self.terms {
            starts[*unknown as usize + 1] += 1;
        }
        for unknown in 0..unknowns {
            starts[unknown + 1] += starts[unknown];
        }
        let (mut next, mut rows) = (starts.clone(), vec![0u32; self.terms.len()]);
        for row in &self.ascending {
            for (unknown, _) in self.terms(*row) {
                let at = &mut next[*unknown as usize];
                rows[*at as usize] = *row;
                *at += 1;
            }
        }
        ByUnknown { starts, rows }
    }
}

/// Which rows hold which unknown.
pub(super) struct ByUnknown {
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl ByUnknown {
    /// The rows that hold an unknown, the shortest first.
    pub fn rows(&self, unknown: u32) -> &[u32] {
        let unknown = unknown as usize;
        let (Some(start), Some(end)) = (self.starts.get(unknown), self.starts.get(unknown + 1)) else { return &[] };
        self.rows.get(*start as usize..*end as usize).unwrap_or(&[])
    }
}

impl Own {
    /// Lets that equation stand for all whose value most of them have; written ones count before blanks, exact ones alone.
    fn choose(&mut self, equations: &[Equation]) {
        let of = |(number, sign): &(u32, i64)| {
            equations.get(*number as usize).map(|own| (own.value * i128::from(*sign), own.slack.max(0), own.blank))
        };
        if self.equations.len() > 1 {
            let mut counts: FxHashMap<i128, (usize, usize)> = FxHashMap::default();
            for (value, _, blank) in self.equations.iter().filter_map(of).filter(|(_, slack, _)| *slack == 0) {
                let count = counts.entry(value).or_default();
                *(if blank { &mut count.1 } else { &mut count.0 }) += 1;
            }
            let rank = |own: &&(u32, i64)| {
                let (value, slack, blank) = of(own).unwrap_or_default();
                let count = counts.get(&value).copied().unwrap_or_default();
                (slack, std::cmp::Reverse(count), blank, own.0)
            };
            self.first = self.equations.iter().min_by_key(rank).copied().unwrap_or(self.first);
        }
        let (value, slack, _) = of(&self.first).unwrap_or_default();
        (self.value, self.exact) = (value, slack == 0);
        let agreeing = self.equations.iter().filter(|own| of(own).is_some_and(|own| (own.0, own.1) == (value, slack)));
        self.agreeing = agreeing.map(|(number, _)| *number).collect();
    }
}

/// The terms of an equation, each unknown once.
fn joined(equation: &Equation, unknowns: usize, terms: &mut Vec<(u32, i64)>) -> Result<(), TooLarge> {
    if equation.terms.iter().any(|(unknown, _)| *unknown as usize >= unknowns) {
        return Err(TooLarge::Unknown);
    }
    terms.clear();
    terms.extend_from_slice(&equation.terms);
    if !terms.is_sorted_by(|a, b| a.0 < b.0) {
        terms.sort_by_key(|(unknown, _)| *unknown);
        let mut sums: Vec<(u32, i128)> = Vec::with_capacity(terms.len());
        for (unknown, factor) in terms.drain(..) {
            match sums.last_mut() {
                Some((last, sum)) if *last == unknown => *sum += i128::from(factor),
                _ => sums.push((unknown, factor.into())),
            }
        }
        for (unknown, sum) in sums {
            terms.push((unknown, i64::try_from(sum).map_err(|_| TooLarge::Number)?));
        }
    }
    terms.retain(|(_, factor)| *factor != 0);
    // its opposite must be a number, too
    if terms.iter().any(|(_, factor)| *factor == i64::MIN) { Err(TooLarge::Number) } else { Ok(()) }
}
