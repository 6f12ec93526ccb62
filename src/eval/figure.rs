//! Printed figures: what they are made of, and how they are computed.

use std::sync::Arc;

use crate::base::{Decimal, Exact, Span};
use crate::model::{Policy, SumOp, Type};

/// A printed figure: its exact value and what it was made of.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The value in `unit`, exact: the printed text may be rounded.
    pub value: Exact,
    /// The number that is printed, to its places.
    pub printed: Decimal,
    /// The unit's symbol; empty for pure numbers.
    pub unit: String,
    /// The written amounts that it is made of. One may stand in several lists: it counts as often as these say together.
    pub origin: Vec<OriginTerm>,
    /// Where totals are stated that it is made with in place of what their items make.
    pub stated: Vec<Span>,
    /// Its number among what a watching evaluator has shown.
    pub seen: usize,
    /// Where it is asked for: the expression of its hole or column.
    pub at: Span,
    /// In words, how it is computed from other figures; none where it is one of a ledger.
    pub made: Option<Box<FigureStep>>,
}

/// Written amounts that count equally often in a figure.
#[derive(Clone, Debug)]
pub struct OriginTerm {
    /// How often, in base units; `None` where the figure is no linear combination of them.
    pub times: Option<Exact>,
    /// Where they are written, in source order.
    pub spans: Arc<[Span]>,
}

impl Figure {
    /// The amounts that it is the sum of, each counted once, in source order; none where it is no such sum, or one of several
    /// lists of more than `most` together.
    pub fn summed(&self, most: usize) -> Option<Arc<[Span]>> {
        summed(&self.origin, most)
    }
}

/// The amounts that lists of them make a plain sum of, as in [`Figure::summed`].
pub fn summed(origin: &[OriginTerm], most: usize) -> Option<Arc<[Span]>> {
    let one = Exact::integer(1);
    if let [only] = origin {
        return (only.times.as_ref() == Some(&one)).then(|| Arc::clone(&only.spans));
    }
    if origin.iter().map(|part| part.spans.len()).sum::<usize>() > most {
        return None;
    }
    let mut summed = Vec::new();
    for (span, times) in counted(origin)? {
        if times == one {
            summed.push(span);
        } else if !times.is_zero() {
            return None;
        }
    }
    Some(summed.into())
}

/// How often each amount counts in lists of them, in source order; none where they are not added.
pub fn counted(origin: &[OriginTerm]) -> Option<Vec<(Span, Exact)>> {
    let all = origin.iter().flat_map(|part| part.spans.iter().map(|span| (*span, part.times.as_ref())));
    let mut all: Vec<(Span, Option<&Exact>)> = all.collect();
    // the lists are in order already, each by itself
    all.sort_by_key(|(span, _)| *span);
    let times = |same: &[(Span, Option<&Exact>)]| match same {
        [(span, Some(times))] => Some((*span, (*times).clone())),
        same => {
            let mut times = same.iter().map(|(_, times)| *times);
            Some((same.first()?.0, times.try_fold(Exact::ZERO, |sum, times| sum.plus(times?).ok())?))
        }
    };
    all.chunk_by(|(a, _), (b, _)| a == b).map(times).collect()
}

/// A figure, and how it is computed.
#[derive(Clone, Debug)]
pub struct FigureStep {
    /// Its value in base units.
    pub value: Exact,
    /// Which kind of number its value is.
    pub ty: Type,
    /// How it is computed.
    pub how: How,
}

/// How a figure is computed.
#[derive(Clone, Debug)]
pub enum How {
    /// It is written, or the sum of a ledger: a reader knows it where it is printed.
    Given,
    /// It is a number of the text itself, or rounded as it prints.
    Known,
    /// By a sum or difference.
    Sum(SumOp, Box<[FigureStep; 2]>),
    /// By multiplying the two.
    Product(Box<[FigureStep; 2]>),
    /// By dividing the first by the second.
    Quotient(Box<[FigureStep; 2]>),
    /// By changing the sign of another.
    Negative(Box<FigureStep>),
    /// By leaving the sign of another away.
    Magnitude(Box<FigureStep>),
    /// As the share of a part in a whole.
    Share(Policy, Box<[FigureStep; 2]>),
}
