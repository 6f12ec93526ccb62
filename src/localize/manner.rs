//! How the figures of a ledger are typed: one that is typed unlike the others stands out, and a repair that would stand
//! out is unlikely. Costs are as those of [`super::slip::Slip::cost`].

use super::slip::{Slip, split_quantity};
use super::{FigureId, Web, Written};
use crate::model::LedgerId;

/// So many figures show the manner of all.
const ENOUGH: usize = 200;

/// One decimal digit more that a figure happens to have: ten times less likely.
const DIGIT: i32 = 23;

/// No other figure has so many places.
const OTHER_PLACES: i32 = 50;
/// A zero in front of other digits, which nobody types.
const PADDED: i32 = 60;
/// No other figure is below zero.
const NEGATIVE: i32 = 60;
/// No other figure is zero.
const ZERO: i32 = 30;

/// How the figures of a ledger's field are typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Manner {
    /// By the number of places, how many figures have so many.
    places: Vec<usize>,
    negative: usize,
    zero: usize,
    all: usize,
}

impl Manner {
    fn add(&mut self, number: &str) {
        let places = places(number);
        self.places.resize(self.places.len().max(places + 1), 0);
        self.places[places] += 1;
        self.negative += usize::from(number.starts_with('-'));
        self.zero += usize::from(is_zero(number));
        self.all += 1;
    }

    /// How many places most of them have.
    pub(super) fn usual(&self) -> u32 {
        let most = self.places.iter().enumerate().max_by_key(|(_, count)| **count);
        most.map_or(0, |(places, _)| places as u32)
    }

    /// What it costs to believe that the repair was meant and this was typed, besides the slip itself: numbers that are
    /// round, and small ones, are likelier than others of their kind, and what stands out is likelier wrong. Of a repair
    /// that no slip leads to, how round it is says nothing.
    pub(super) fn cost(&self, typed: &str, repaired: &str, slip: &Slip) -> i32 {
        let few = |count: usize, own: bool| self.all > 2 && count <= usize::from(own);
        let sign = *slip == Slip::Sign;
        let negative = |number: &str| {
            !(sign && number == repaired) && few(self.negative, typed.starts_with('-')) && number.starts_with('-')
        };
        // a figure that nobody would have typed is told from none beside it, too
        let zero = |number: &str| {
            is_zero(number) && (few(self.zero, is_zero(typed)) || self.all <= 2 && !is_zero(typed) && self.zero == 0)
        };
        let odd = |number: &str| {
            let others =
                self.places.iter().enumerate().filter(|(own, count)| **count > 0 && *own != places(typed)).count();
            let alone = self.places.get(places(typed)).is_none_or(|count| *count <= 1);
            let differs =
                self.all > 2 && alone && others == 1 && self.places.get(places(number)).is_none_or(|count| *count <= 1);
            OTHER_PLACES * i32::from(differs) + NEGATIVE * i32::from(negative(number)) + ZERO * i32::from(zero(number))
        };
        // zero is neither round nor small
        let both = *slip != Slip::Other && !is_zero(typed) && !is_zero(repaired);
        let digits = round(typed) - round(repaired) + whole(repaired) - whole(typed);
        DIGIT * digits * i32::from(both) + odd(repaired) - odd(typed) - PADDED * i32::from(padded(typed))
    }
}

/// What it costs to believe in a row that is missing: it is seldom larger than all that is there.
pub(super) fn missing(amount: &str, total: &str) -> i32 {
    DIGIT * (whole(amount) - whole(total)).max(0)
}

fn places(number: &str) -> usize {
    number.split_once('.').map_or(0, |(_, fraction)| fraction.len())
}

fn is_zero(number: &str) -> bool {
    number.bytes().all(|byte| matches!(byte, b'0' | b'.' | b'-'))
}

fn padded(number: &str) -> bool {
    let digits = number.trim_start_matches('-').as_bytes();
    digits.len() > 1 && digits[0] == b'0' && digits[1] != b'.'
}

/// Digits before the point that count.
pub(super) fn whole(number: &str) -> i32 {
    let whole = number.split('.').next().unwrap_or("");
    whole.trim_start_matches('-').trim_start_matches('0').len() as i32
}

/// How round a number is: the zeros at its end, each place that it lacks of two being one.
fn round(number: &str) -> i32 {
    let fraction = number.split_once('.').map_or("", |(_, fraction)| fraction);
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    zeros as i32 - fraction.len() as i32
}

impl Web<'_, '_> {
    /// How the figures of a figure's ledger are typed.
    pub(super) fn manner(&self, figure: FigureId) -> std::rc::Rc<Manner> {
        let report = self.evaluator.report;
        let (ledger, field) = match self.written(figure) {
            Written::Fact(fact, field) => (report.facts[fact.ix()].ledger, field),
            Written::Stated(stated) => (report.stated[stated].ledger, report.stated[stated].field),
        };
        let mut known = self.manners.borrow_mut();
        known.entry((ledger, field)).or_insert_with(|| self.manner_of(ledger, field).into()).clone()
    }

    fn manner_of(&self, ledger: LedgerId, field: usize) -> Manner {
        let report = self.evaluator.report;
        let mut manner = Manner::default();
        let stated = report.stated.iter().filter(|stated| (stated.ledger, stated.field) == (ledger, field));
        let facts = report.facts.iter().filter(|fact| fact.ledger == ledger);
        let facts = facts.filter_map(|fact| match &fact.values[field].as_ref()?.kind {
            crate::model::FactValueKind::Quantity(..) => Some(fact.values[field].as_ref()?.span),
            _ => None,
        });
        for span in facts.take(ENOUGH).chain(stated.map(|stated| stated.span).take(ENOUGH)) {
            manner.add(split_quantity(self.sources.slice(span)).0);
        }
        manner
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manner(numbers: &[&str]) -> Manner {
        let mut manner = Manner::default();
        numbers.iter().for_each(|number| manner.add(number));
        manner
    }

    #[test]
    fn what_is_typed_unlike_the_others_stands_out() {
        let usual = ["907.82", "23.96", "58.41"];
        for (odd, meant) in
            [("907.8", "907.82"), ("-907.82", "907.82"), ("0.00", "7.31"), ("097.82", "97.82"), ("907.822", "907.82")]
        {
            let mut numbers = usual.to_vec();
            numbers.push(odd);
            assert!(manner(&numbers).cost(odd, meant, &Slip::Twice) < -20, "{odd}");
            assert!(manner(&numbers).cost("23.96", "23.69", &Slip::Twice) == 0, "{odd}");
        }
        let mixed = manner(&["907.82", "23.9", "-50", "-7", "0", "0"]);
        assert_eq!(mixed.cost("-57", "57", &Slip::Twice), 0);
        assert!(manner(&usual).cost("23.96", "-23.96", &Slip::Twice) > 20);
        assert_eq!(
            manner(&["-2.22", "7.31", "8.12"]).cost("-2.22", "-3.22", &Slip::Twice),
            0,
            "it was below zero before"
        );
    }

    #[test]
    fn round_numbers_are_likelier() {
        let usual = manner(&["50.00", "10.00", "7.00", "19.37"]);
        assert!(usual.cost("10.09", "10.00", &Slip::Twice) < usual.cost("10.00", "10.09", &Slip::Twice));
        assert!(usual.cost("1.00", "10.00", &Slip::Twice) <= 0 && usual.cost("50.00", "59.00", &Slip::Twice) > 0);
    }
}
