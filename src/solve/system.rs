//! What is asked and what is answered.

use rustc_hash::FxHashMap;

use super::number::Number;

/// Whole coefficients times unknowns make a whole number.
#[derive(Clone, Debug, Default)]
pub struct Equation {
    /// Each unknown, below [`System::unknowns`], with its coefficient. One that is named twice counts with both.
    pub terms: Vec<(u32, i64)>,
    /// What they make, at most 10³⁰ away from zero.
    pub value: i128,
    /// How far the value may be off; zero, or below, where it is exact.
    pub slack: i128,
    /// Whether nothing was written, which is taken for the value: the first to doubt where equations contradict.
    pub blank: bool,
}

/// Equations that are to hold together.
#[derive(Clone, Debug, Default)]
pub struct System {
    /// How many unknowns there are, numbered from zero.
    pub unknowns: usize,
    /// The equations, by whose numbers the answer speaks of them.
    pub equations: Vec<Equation>,
}

/// What the equations say. Only exact ones give values; what those with slack say is compared with these.
#[derive(Clone, Debug)]
pub struct Solution {
    /// What is known of each unknown.
    pub unknowns: Vec<Solved>,
    /// The unknowns that are not settled, in groups of which none says anything of another.
    pub free: Vec<Component>,
    /// What does not hold together. No equation stands in two of them, but for those that stand behind a fraction.
    pub contradictions: Vec<Contradiction>,
    /// A basis of what must hold between the equations' values: as many relations as there are redundant equations.
    pub relations: Vec<LinearRelation>,
}

/// What is known of an unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Solved {
    /// It is settled. Where equations contradict, the value rests on those that were used, maybe on a wrong one.
    Value {
        /// What it is.
        value: i128,
        /// The equations that hold it alone and say so; where there are none the one that was used last, or all that were
        /// eliminated together.
        from: Vec<u32>,
    },
    /// It is not settled, and lies in the component of this number.
    Free(u32),
    /// The equations make it no whole number, or one too long: the contradiction of this number.
    Contradicted(u32),
}

/// Unknowns that are not settled and depend on one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// The unknowns, ascending.
    pub unknowns: Vec<u32>,
    /// What may be added to a solution: so many independent vectors as there are degrees of freedom, each with its unknowns
    /// ascending and whole numbers that are not zero.
    pub kernel: Vec<Vec<(u32, i128)>>,
}

/// Whole multiples of equations whose left sides make nothing together, so that their values must, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinearRelation {
    /// The equations, ascending, with their multiples, none of them zero.
    pub terms: Vec<(u32, i64)>,
    /// Whether all of it was written: a relation with a blank holds only if the blank is right.
    pub certain: bool,
}

/// Relations that fail, joined where they share equations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contradiction {
    /// All equations of these relations, ascending.
    pub equations: Vec<u32>,
    /// Each single equation that makes all of it hold when it alone changes, blanks first. Where there are several, nothing in the
    /// system tells them apart.
    pub single: Vec<Correction>,
    /// Where no single one does: sets of changes that mend it when all of a set are made. Of each change one of the corrections is to
    /// be made, which nothing tells apart; several sets explain the contradiction equally well.
    pub several: Vec<Vec<Vec<Correction>>>,
    /// How many more such sets were found than are listed, at least.
    pub more: usize,
    /// The unknowns that would be no whole numbers. Such a contradiction has no corrections, and may follow from another one.
    pub broken: Vec<u32>,
}

/// An equation and what its value would have to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The equation.
    pub equation: u32,
    /// The least value that will do.
    pub least: i128,
    /// The largest; the same where no slack is allowed.
    pub most: i128,
    /// Whether the equation is a blank.
    pub blank: bool,
}

/// The system is beyond a bound, so it is not solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooLarge {
    /// A number is too long, a written one or one that comes up.
    Number,
    /// Elimination or the search for relations would take too long.
    Work,
    /// An equation names an unknown that was not announced.
    Unknown,
}

impl Component {
    /// How many unknowns would have to be known to settle all.
    pub fn freedom(&self) -> usize {
        self.kernel.len()
    }

    /// Whether knowing what these terms make would leave less freedom. Unknowns of other components count for nothing.
    pub fn settled_by(&self, terms: &[(u32, i64)]) -> bool {
        let mut factors = FxHashMap::<u32, Number>::default();
        for (unknown, factor) in terms {
            let sum = factors.entry(*unknown).or_insert(Number::ZERO);
            *sum = &*sum + &Number::from(*factor);
        }
        self.kernel.iter().any(|vector| {
            let parts = vector.iter().filter_map(|(unknown, step)| Some(factors.get(unknown)? * &Number::Whole(*step)));
            !parts.fold(Number::ZERO, |sum, part| &sum + &part).is_zero()
        })
    }
}

impl Solution {
    /// For each equation, whether it lies in a relation: if not, no change of its value could be noticed.
    pub fn guarded(&self, equations: usize) -> Vec<bool> {
        let mut guarded = vec![false; equations];
        for (equation, _) in self.relations.iter().flat_map(|relation| &relation.terms) {
            if let Some(own) = guarded.get_mut(*equation as usize) {
                *own = true;
            }
        }
        guarded
    }
}

/// A number may get so many bits; more come only from systems made to do so.
const MOST_BITS: u64 = 1024;
/// What reckoning with a long number costs, a short one being one.
const LONG: usize = 400;

/// How much may still be done.
#[derive(Debug)]
pub(super) struct Work(u64);

impl Work {
    pub fn new(steps: u64) -> Work {
        Work(steps)
    }

    /// Takes so many steps; an error where fewer are left.
    pub fn take(&mut self, steps: usize) -> Result<(), TooLarge> {
        self.0 = self.0.checked_sub(steps as u64).ok_or(TooLarge::Work)?;
        Ok(())
    }

    /// Takes what it cost to reckon a number.
    pub fn number(&mut self, number: &Number) -> Result<(), TooLarge> {
        match number.whole() {
            Some(_) => self.take(1),
            None if number.bits() > MOST_BITS => Err(TooLarge::Number),
            None => self.take(LONG),
        }
    }
}
