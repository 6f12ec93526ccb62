//! The findings about a report, one file for each family.

mod accepts;
pub mod codes;
mod context;
mod cover;
mod declared;
mod failing;
mod families;
mod lacking;
mod linear;
mod pins;
mod published;
mod rounded;
mod rule;
mod several;
mod stated;
mod trial;
mod vacuous;

pub use linear::{Linear, linear, side_amounts};
pub use rule::Rule;
pub use several::{EXAMPLES, several};
pub use trial::instance_env;

use crate::base::{Diagnostic, Exact, FileId, Say, Span};
use crate::eval::{Evaluator, said_number};
use crate::model::{CompareOp, Grounds, MemberId, Pattern, Report, Type, UnitRef};
use crate::say;

pub use accepts::{expired, is_over};
pub use cover::form_places;

/// Whether an identity holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds, within what it allows.
    Holds,
    /// It does not, and the report stands by it, on these grounds.
    Accepted(Grounds),
    /// It does not, and nobody stands by it.
    Fails,
    /// It could not be computed: something in it has been reported already.
    Unchecked,
}

/// What states an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentitySource {
    /// A stated total, by its number in the report: items make what is stated.
    Stated(usize),
    /// A declared check, by its number in the report, and which of its parts.
    Declared(usize, usize),
    /// A printed total of a form: it holds its rows.
    Printed,
}

/// One identity as it was checked.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The stated total, check or form that says it must hold.
    pub source: IdentitySource,
    /// What it is called: a check's name, a ledger's, a form's.
    pub name: String,
    /// Where it was tried: at members, or in a cell.
    pub instance: Instance,
    /// Of a check of several parts which, counted from one.
    pub part: Option<usize>,
    /// Where it is stated.
    pub span: Span,
    /// Both sides, where they are numbers.
    pub sides: Option<Sides>,
    /// Left minus right in base units, less what the report stands by; zero where it holds to the digit.
    pub gap: Option<Exact>,
    /// How far the gap may be off, where figures of it were rounded before they were typed and no `within` of its own counts.
    pub rounding: Option<Rounding>,
    /// What came of it.
    pub verdict: Verdict,
    /// Where the report stands by it, if it is accepted.
    pub accepted: Option<Span>,
    /// What is to be said of it, taken by itself.
    pub finding: Option<Diagnostic>,
}

/// How much of a gap rounding can explain.
#[derive(Clone, Debug)]
pub struct Rounding {
    /// So much, in base units.
    pub by: Exact,
    /// In words: how many figures, each rounded, may be off by how much.
    pub said: Say,
}

impl Identity {
    /// Which instance a message speaks of, behind the name of what states it; nothing where there is but one.
    pub fn instance_words(&self, report: &Report) -> Say {
        let mut zh = self.instance.words(report);
        let mut en = zh.clone();
        if let Some(part) = self.part {
            zh.push(format!("第 {part} 部分"));
            en.push(format!("part {part}"));
        }
        if zh.is_empty() {
            return Say::default();
        }
        let (zh, en) = (zh.join("、"), en.join(", "));
        say!("「{zh}」", "[{en}]")
    }
}

/// Which instance of an identity.
#[derive(Clone, Debug)]
pub enum Instance {
    /// At these members: one for each axis of a declared check; those that a stated total names.
    Members(Vec<MemberId>),
    /// The cell of a printed total: the label of its row, the name of its column.
    Cell(String, String),
}

impl Instance {
    /// As a message says it.
    pub fn words(&self, report: &Report) -> Vec<String> {
        match self {
            Instance::Members(members) => members.iter().map(|member| report.display(*member)).collect(),
            Instance::Cell(row, column) => vec![row.clone(), column.clone()],
        }
    }
}

/// The two sides of an identity.
#[derive(Clone, Debug)]
pub struct Sides {
    /// Left, exact, in `unit`.
    pub left: Exact,
    /// Right, exact, in `unit`.
    pub right: Exact,
    /// What must hold between them.
    pub op: CompareOp,
    /// The unit's symbol; empty for pure numbers.
    pub unit: String,
    amount: bool,
    pattern: Option<Pattern>,
}

impl Sides {
    /// Two numbers in base units; `None` where they cannot be had exactly in the usual unit.
    fn new(evaluator: &Evaluator<'_>, ty: &Type, op: CompareOp, numbers: (&Exact, &Exact)) -> Option<Sides> {
        Sides::in_unit(evaluator, ty, &evaluator.shown_unit(ty), op, numbers)
    }

    /// The same in a unit of their own.
    fn in_unit(
        evaluator: &Evaluator<'_>,
        ty: &Type,
        unit: &UnitRef,
        op: CompareOp,
        (left, right): (&Exact, &Exact),
    ) -> Option<Sides> {
        let (left, right) = (evaluator.in_unit(left, unit)?, evaluator.in_unit(right, unit)?);
        let (amount, pattern) = (matches!(ty, Type::Amount(_)), evaluator.pattern(unit).cloned());
        Some(Sides { left, right, op, unit: evaluator.symbol(unit), amount, pattern })
    }

    /// Left minus right; `None` where that has more digits than a number holds.
    pub fn difference(&self) -> Option<Exact> {
        self.left.minus(&self.right).ok()
    }

    /// Left, right and their difference as a message says them.
    pub fn words(&self) -> (String, String, String) {
        let say = |number: &Exact| said_number(number, &self.unit, self.amount, self.pattern.as_ref());
        (say(&self.left), say(&self.right), self.difference().as_ref().map(say).unwrap_or_default())
    }
}

/// The identities as they were tried, and what else is wrong.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Every identity that was tried, whatever came of it.
    pub identities: Vec<Identity>,
    /// The findings besides those of the identities.
    pub problems: Vec<Diagnostic>,
    /// The checks whose guard holds nowhere, by their numbers in the report.
    pub idle: Vec<usize>,
}

/// The report itself: other files may declare more than one report needs.
const ENTRY: FileId = FileId(0);

/// One family of findings.
type Family = for<'m> fn(&Evaluator<'m>, &mut Outcome);

/// All families; a new one is one more line.
const CHECKS: &[Family] = &[stated::check, families::check, cover::check, published::check, declared::check];

/// Checks what can be known before any figure is computed.
pub fn before(report: &Report) -> Vec<Diagnostic> {
    context::check(report)
}

/// Checks every identity, family by family.
pub fn check(evaluator: &Evaluator<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    for check in CHECKS {
        if evaluator.is_cancelled() {
            break;
        }
        check(evaluator, &mut outcome);
    }
    outcome.problems.extend(evaluator.take_problems());
    outcome
}
