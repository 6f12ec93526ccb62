//! The slip that leads from the right figure to the written one, and how likely it is.

use crate::base::{Decimal, Exact, Say};
use crate::say;

/// What may have happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Slip {
    /// Two neighbouring digits changed places: these, as they should stand.
    Swapped(char, char),
    /// One digit stands for another: the right one, the written one.
    Replaced(char, char),
    /// A digit is missing.
    Dropped(char),
    /// There is a digit too many.
    Inserted(char),
    /// The decimal point is off by so many places.
    Shifted(u32),
    /// The amount is in another unit of its measure: the one that was meant, the one it was read in.
    Unit(String, String),
    /// The sign is the wrong one.
    Sign,
    /// A total leaves out these items.
    LeftOut(Vec<String>),
    /// A total counts these items twice.
    Doubled(Vec<String>),
    /// The amount is twice what it should be.
    Twice,
    /// The row stands in the wrong place.
    Moved,
    /// Two amounts changed places.
    Exchanged,
    /// A row is missing.
    Missing,
    /// The row should not be there.
    Surplus,
    /// The figure is that of a neighbour.
    Copied,
    /// Nothing in particular.
    Other,
}

impl Slip {
    /// How unlikely it is, in tenths of the natural logarithm: how seldom such slips happen, and in how many ways. Of
    /// one digit in place of another there are nine for each digit, so that it explains a number by chance far more often
    /// than two digits that changed places. The noisy channel of spelling correction (Kernighan, Church and Gale, 1990),
    /// with rates that are no more than guesses at what happens at a keyboard.
    pub(super) fn cost(&self) -> i32 {
        match self {
            Slip::Dropped(_) => 32,
            Slip::Swapped(..) => 33,
            Slip::Unit(..) => 35,
            Slip::Shifted(_) => 37,
            Slip::Sign => 39,
            Slip::Twice => 46,
            Slip::Replaced(..) => 47,
            Slip::LeftOut(_) => 49,
            Slip::Doubled(_) => 52,
            Slip::Inserted(_) => 64,
            Slip::Moved => 60,
            Slip::Exchanged => 62,
            Slip::Copied => 80,
            Slip::Surplus => 90,
            Slip::Missing => 110,
            Slip::Other => 122,
        }
    }

    /// The same for a number as it was typed: of one that is the same as its neighbour by chance each digit that is not
    /// zero makes that less likely.
    pub(super) fn cost_for(&self, typed: &str) -> i32 {
        const DIGIT: i32 = 20;
        const LEAST: i32 = 40;
        let digits = typed.chars().filter(char::is_ascii_digit).collect::<String>();
        let further = digits.trim_matches('0').len().saturating_sub(1).min(10) as i32;
        match self {
            Slip::Copied => (self.cost() - DIGIT * further).max(LEAST),
            _ => self.cost(),
        }
    }

    /// Whether it explains a number among several errors, where one that merely fits says nothing.
    pub(super) fn is_plain(&self) -> bool {
        self.cost() <= Slip::Inserted('0').cost()
    }

    /// Whether it is one in a figure, rather than in its row.
    pub(super) fn is_of_a_figure(&self) -> bool {
        !matches!(self, Slip::Moved | Slip::Exchanged | Slip::Missing | Slip::Surplus | Slip::Copied)
    }

    /// As the reason of a suspicion.
    pub(super) fn words(&self) -> Say {
        match self {
            Slip::Swapped(a, b) => say!("数字 {a}、{b} 颠倒", "digits {a} and {b} swapped"),
            Slip::Replaced(right, written) => say!("{right} 写成了 {written}", "{written} in place of {right}"),
            Slip::Dropped(digit) => say!("漏了数字 {digit}", "digit {digit} left out"),
            Slip::Inserted(digit) => say!("多了数字 {digit}", "digit {digit} too many"),
            Slip::Shifted(places) => say!("小数点错了 {places} 位", "decimal point off by {places}"),
            Slip::Unit(meant, read) => {
                say!("数是按{meant}写的，这里的单位是{read}", "it is in {meant}, the unit here is {read}")
            }
            Slip::Sign => say!("正负号写反", "wrong sign"),
            Slip::LeftOut(items) => {
                let (zh, en) = (items.join("、"), items.join(", "));
                say!("漏加了 {zh}", "leaves out {en}")
            }
            Slip::Doubled(items) => {
                let (zh, en) = (items.join("、"), items.join(", "));
                say!("重复加了 {zh}", "counts twice {en}")
            }
            Slip::Twice => say!("写成了两倍", "twice the amount"),
            Slip::Moved => say!("这一行放错了地方", "this row is in the wrong place"),
            Slip::Exchanged => say!("与另一行的数对调了", "it changed places with another"),
            Slip::Missing => say!("此处少了一行", "a row is missing here"),
            Slip::Surplus => say!("这一行是多余的", "this row is one too many"),
            Slip::Copied => say!("与邻近的数相同，疑为抄错", "the same as a neighbour: perhaps copied"),
            Slip::Other => say!("由等式推得", "as the identities have it"),
        }
    }
}

/// A number as typed, without its unit, in one of the ways in which the right one could be typed.
#[derive(Clone, Debug)]
pub(super) struct Repair {
    /// The number that would be right, as it would be typed.
    pub text: String,
    /// How the one may have become the other.
    pub slip: Slip,
}

/// Most places of a number that anyone would have typed.
const MOST_PLACES: u32 = 6;

/// How a typed number differs from the right one in its digits, where numbers usually have so many places; `None` where
/// the right one could not be typed at all.
pub(super) fn compare(typed: &str, right: &Exact, usual: u32) -> Option<Repair> {
    let right = right.to_decimal()?.normalize();
    if right.scale() > MOST_PLACES || right.trunc().abs() > Decimal::new(999_999_999_999_999_999, 0) {
        return None;
    }
    let places = typed.split_once('.').map_or(0, |(_, fraction)| fraction.len() as u32);
    let needed = right.scale();
    let ways = (needed..=needed.max(places).max(usual)).rev().map(|places| {
        let text = with_places(right, places);
        (places, Repair { slip: keystroke(typed, &text).unwrap_or(Slip::Other), text })
    });
    // of two ways that are one keystroke the one with the usual places
    let rank = |(places, repair): &(u32, Repair)| (repair.slip == Slip::Other, places.abs_diff(usual));
    ways.min_by_key(rank).map(|(_, repair)| repair)
}

/// A number with so many places.
pub(super) fn with_places(number: Decimal, places: u32) -> String {
    let mut number = number;
    number.rescale(places);
    number.to_string()
}

/// The one keystroke or shift that makes the written digits of the right ones.
fn keystroke(written: &str, right: &str) -> Option<Slip> {
    if let Some(places) = shifted(written, right) {
        return Some(Slip::Shifted(places));
    }
    let (a, b): (Vec<char>, Vec<char>) = (written.chars().collect(), right.chars().collect());
    let from = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[from..], &b[from..]);
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - back], &b[..b.len() - back]);
    let digit = |c: &char| c.is_ascii_digit();
    match (a, b) {
        ([x, y], [u, v]) if x == v && y == u && digit(x) && digit(y) => Some(Slip::Swapped(*u, *v)),
        ([x, '.', y], [u, '.', v]) if x == v && y == u => Some(Slip::Swapped(*u, *v)),
        ([x], [y]) if digit(x) && digit(y) => Some(Slip::Replaced(*y, *x)),
        ([], [y]) if digit(y) => Some(Slip::Dropped(*y)),
        ([x], []) if digit(x) => Some(Slip::Inserted(*x)),
        _ => None,
    }
}

/// By how many places, one or two, the points of two numbers of the same digits differ.
fn shifted(written: &str, right: &str) -> Option<u32> {
    let parts = |text: &str| -> Option<(bool, String, i32)> {
        let number: Decimal = text.parse().ok()?;
        let number = number.normalize();
        let digits = number.mantissa().unsigned_abs().to_string();
        let zeros = digits.len() - digits.trim_end_matches('0').len();
        Some((number.is_sign_negative(), digits.trim_end_matches('0').to_owned(), zeros as i32 - number.scale() as i32))
    };
    let (own, other) = (parts(written)?, parts(right)?);
    let places = (own.2 - other.2).unsigned_abs();
    (own.0 == other.0 && own.1 == other.1 && !own.1.is_empty() && matches!(places, 1 | 2)).then_some(places)
}

/// A typed quantity as its number and what stands behind it.
pub(super) fn split_quantity(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(typed: &str, right: &str) -> (String, Slip) {
        let right: Decimal = right.parse().unwrap();
        let repair = compare(typed, &Exact::from(right), typed.split_once('.').map_or(0, |_| 2)).unwrap();
        (repair.text, repair.slip)
    }

    #[test]
    fn slips_are_told_by_their_digits() {
        for (typed, right, text, slip) in [
            ("56.36", "56.63", "56.63", Slip::Swapped('6', '3')),
            ("15.40", "14.50", "14.50", Slip::Swapped('4', '5')),
            ("907.83", "907.82", "907.82", Slip::Replaced('2', '3')),
            ("97.82", "907.82", "907.82", Slip::Dropped('0')),
            ("907.8", "907.82", "907.82", Slip::Dropped('2')),
            ("907.822", "907.82", "907.82", Slip::Inserted('2')),
            ("9107.82", "907.82", "907.82", Slip::Inserted('1')),
            ("9078.20", "907.82", "907.82", Slip::Shifted(1)),
            ("50.00", "500", "500.00", Slip::Shifted(1)),
            ("5.00", "7.00", "7.00", Slip::Replaced('7', '5')),
            ("77.00", "12.5", "12.50", Slip::Other),
            ("91.0", "9.1", "9.10", Slip::Shifted(1)),
            ("14", "4", "4", Slip::Inserted('1')),
            ("14", "4.5", "4.5", Slip::Other),
        ] {
            assert_eq!(found(typed, right), (text.to_owned(), slip), "{typed} for {right}");
        }
        assert!(compare("1", &Exact::integer(1).over(Exact::integer(3)).unwrap().unwrap(), 2).is_none());
    }

    #[test]
    fn what_is_one_keystroke_away_is_told_as_a_slip() {
        for near in crate::base::keystroke::neighbours("56.36") {
            let right: Decimal = near.parse().unwrap();
            let slip = compare("56.36", &Exact::from(right), 2).unwrap().slip;
            assert!(slip.is_plain(), "{near}: {slip:?}");
        }
    }
}
