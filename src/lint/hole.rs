//! What to write instead of a typed figure: the hole that prints the very same, with the options that this takes.

use std::ops::Range;

use crate::base::{Exact, exact};
use crate::eval::{Evaluator, PrintPlace};
use crate::model::{Format, UnitRef};
use crate::say;

use super::figures::Written;
use crate::base::Say;

/// A figure as it was typed.
pub(super) struct Typed {
    /// With its unit.
    pub text: String,
    /// The bytes of its number in the text.
    pub number: Range<usize>,
    /// The number in plain digits.
    pub digits: String,
    pub unit: UnitRef,
}

impl Typed {
    pub fn new(words: &str, written: &Written) -> Typed {
        let Range { start, end } = written.range;
        let number = written.number.start - start..written.number.end - start;
        let text = words[start..end].to_owned();
        Typed { text, number, digits: written.digits.clone(), unit: written.unit.clone() }
    }

    fn number(&self) -> &str {
        &self.text[self.number.clone()]
    }

    /// The decimal places that were typed.
    pub fn places(&self) -> u32 {
        self.digits.split_once('.').map_or(0, |(_, places)| places.len() as u32)
    }
}

/// What could stand in a hole: an expression as it is written, its value, and the unit in which it prints by itself.
pub(super) struct HoleExpr {
    pub written: String,
    pub value: Exact,
    pub unit: UnitRef,
}

/// What to write, and whether it prints the very same as what was typed.
pub(super) struct Hole {
    pub written: String,
    pub keeps: bool,
    pub prints: String,
}

impl Hole {
    /// As advice: `{全年}`, and where it prints otherwise how it does.
    pub fn advice(&self) -> Say {
        let (written, prints) = (&self.written, &self.prints);
        match self.keeps {
            true => say!("{written}", "{written}"),
            false => say!("{written}（印作 {prints}）", "{written} (which prints {prints})"),
        }
    }
}

/// What a value prints as in a hole with some options.
fn printed(evaluator: &Evaluator<'_>, quoted: &HoleExpr, format: &Format) -> Option<String> {
    let unit = match (&quoted.unit, format.unit) {
        (UnitRef::Of(measure, _), Some(unit)) => UnitRef::Of(*measure, unit),
        (unit, _) => unit.clone(),
    };
    let (_, rounded) = evaluator.rounded(&quoted.value, &unit, format, PrintPlace::Text).ok()?;
    Some(evaluator.digits(rounded, &unit, format, PrintPlace::Text))
}

/// The hole that prints what was typed, with as few options as that takes; else the plain one.
pub(super) fn keeping(evaluator: &Evaluator<'_>, typed: &Typed, mut quoted: HoleExpr) -> Option<Hole> {
    if quoted.value.is_negative() {
        // the words say which way it goes; what is computed prints in the usual unit
        let unit = match quoted.unit {
            UnitRef::Of(measure, _) => UnitRef::Of(measure, evaluator.report.measures[measure.ix()].shown),
            unit => unit,
        };
        quoted = HoleExpr { written: format!("abs({})", quoted.written), value: quoted.value.abs(), unit };
    }
    let own_unit = match (&typed.unit, &quoted.unit) {
        (UnitRef::Of(measure, unit), UnitRef::Of(own, _)) if measure == own => Some(*unit),
        _ => None,
    };
    let (before, behind) = (&typed.text[..typed.number.start], &typed.text[typed.number.end..]);
    for bare in [false, true] {
        for digits in [None, Some(typed.places())] {
            for unit in [None, own_unit] {
                let format = Format { unit, digits, example: None, bare };
                let prints = printed(evaluator, &quoted, &format)?;
                if prints == if bare { typed.number() } else { typed.text.as_str() } {
                    let hole = written(evaluator, &quoted, &format);
                    let written = if bare { format!("{before}{hole}{behind}") } else { hole };
                    return Some(Hole { written, keeps: true, prints: typed.text.clone() });
                }
            }
        }
    }
    let format = Format { unit: own_unit, ..Format::default() };
    let prints = printed(evaluator, &quoted, &format)?;
    Some(Hole { written: written(evaluator, &quoted, &format), keeps: false, prints })
}

fn written(evaluator: &Evaluator<'_>, quoted: &HoleExpr, format: &Format) -> String {
    let mut hole = format!("{{{}", quoted.written);
    if let (UnitRef::Of(measure, own), Some(unit)) = (&quoted.unit, format.unit)
        && *own != unit
    {
        hole += &format!(" in {}", evaluator.symbol(&UnitRef::Of(*measure, unit)));
    }
    if let Some(digits) = format.digits {
        hole += &format!(" digits {digits}");
    }
    if format.bare {
        hole += " bare";
    }
    hole + "}"
}

/// The hole of a figure that is meant to stay as it is typed.
pub(super) fn constant(evaluator: &Evaluator<'_>, typed: &Typed) -> Option<Hole> {
    let number = exact::parse(&typed.digits).ok()?;
    let base = super::figures::in_base_units(evaluator.report, number, &typed.unit)?;
    let whole = format!("{}{}", typed.digits, evaluator.symbol(&typed.unit));
    let whole = HoleExpr { written: whole, value: base.into(), unit: typed.unit.clone() };
    let hole = keeping(evaluator, typed, whole)?;
    if hole.keeps && hole.written.starts_with('{') && !hole.written.contains(" bare") {
        return Some(hole);
    }
    // the number alone, its unit left in the words
    let alone = HoleExpr { written: typed.digits.clone(), value: number.into(), unit: UnitRef::Bare };
    let own = keeping(evaluator, typed, alone).filter(|own| own.keeps);
    Some(own.map_or(hole, |own| Hole { written: own.written.replace(" bare", ""), ..own }))
}
