//! Typed expressions, and the texts whose holes they fill.

use std::sync::Arc;

use super::{DimId, LedgerId, LetId, MeasureId, MemberId, ParamId, Pattern, RowsId, TextId, UnitRef};
use crate::base::{Exact, Span};

/// What an expression yields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Money or another declared measure.
    Amount(MeasureId),
    /// So many of a named unit.
    Count(String),
    /// A number without a unit.
    Number,
    /// A ratio of two like quantities, printed in per cent.
    Ratio,
    /// A calendar year, such as 2024.
    Year,
    /// Words, perhaps of several paragraphs.
    Text,
    /// Yes or no: what conditions and checks yield.
    Bool,
    /// A member of a dimension.
    Member(DimId),
    /// A number with whatever unit it was written with, or words.
    Value,
    /// Something that has been reported already; silent afterwards.
    Unknown,
}

/// An expression with its type and place.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Its operation, or what it names.
    pub kind: ExprKind,
    /// The type of its value.
    pub ty: Type,
    /// Where it is written in the sources.
    pub span: Span,
}

/// The forms of expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A written quantity, in its measure's base unit.
    Quantity(Exact, UnitRef),
    /// A text with holes.
    Text(Template),
    /// A parameter of the report.
    Param(ParamId),
    /// A named figure, evaluated where it is used.
    Let(LetId),
    /// A parameter of the enclosing text.
    Arg(usize),
    /// A share bound by an enclosing loop.
    Share(usize),
    /// A ledger's field, by its number: the sum of the facts at the coordinates, of words those of the one fact.
    Field(LedgerId, usize),
    /// A ledger that has no figure of its own: only whether there are facts.
    Facts(LedgerId),
    /// An expression at narrower coordinates.
    At(Box<Expr>, Filter),
    /// The context's member of a dimension, at a level or innermost.
    Level(DimId, Option<usize>),
    /// A member by itself: a member-typed parameter or attribute.
    Member(MemberId),
    /// The label of the row or loop.
    Name,
    /// The unit of the form around.
    Unit,
    /// A property of a member or value.
    Property(Box<Expr>, Property),
    /// A text with its arguments.
    Call(TextId, Vec<Expr>),
    /// Whether a figure is not Blank.
    Any(Box<Expr>),
    /// How many members at a level, or leaves.
    Count(DimId, Option<usize>, Option<Box<Expr>>),
    /// The same without its sign.
    Abs(Box<Expr>),
    /// A figure as words print it.
    Printed(Box<Expr>, Format),
    /// That something does not hold.
    Not(Box<Expr>),
    /// The same with the other sign.
    Neg(Box<Expr>),
    /// That both hold.
    And(Box<Expr>, Box<Expr>),
    /// That one of two holds, or both.
    Or(Box<Expr>, Box<Expr>),
    /// A comparison of two values of one kind.
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    /// That words hold one of several others.
    Has(Box<Expr>, Vec<Expr>),
    /// A sum or difference.
    Sum(SumOp, Box<Expr>, Box<Expr>),
    /// A product; at most one factor has a unit.
    Mul(Box<Expr>, Box<Expr>),
    /// A quotient: of like quantities a ratio.
    Div(Box<Expr>, Box<Expr>),
    /// Something that has been reported already.
    Unknown,
}

/// A pattern of the kinds of expressions that say nothing but what their parts say, if they have any: they quote no facts, name
/// nothing that is declared elsewhere, ask or change no coordinates, hold no words, and do not ask whether there is something. A
/// walk through expressions has an arm for it and for each kind besides, so that a new kind has to be thought of.
macro_rules! parts_alone {
    () => {
        $crate::model::ExprKind::Quantity(..)
            | $crate::model::ExprKind::Share(_)
            | $crate::model::ExprKind::Member(_)
            | $crate::model::ExprKind::Name
            | $crate::model::ExprKind::Unit
            | $crate::model::ExprKind::Property(..)
            | $crate::model::ExprKind::Abs(_)
            | $crate::model::ExprKind::Printed(..)
            | $crate::model::ExprKind::Not(_)
            | $crate::model::ExprKind::Neg(_)
            | $crate::model::ExprKind::And(..)
            | $crate::model::ExprKind::Or(..)
            | $crate::model::ExprKind::Compare(..)
            | $crate::model::ExprKind::Has(..)
            | $crate::model::ExprKind::Sum(..)
            | $crate::model::ExprKind::Mul(..)
            | $crate::model::ExprKind::Div(..)
            | $crate::model::ExprKind::Unknown
    };
}
pub(crate) use parts_alone;

/// What may be asked of a member or a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// A member's name, without its code.
    Name,
    /// A member's code: of a level its own part, of a member the whole.
    Code,
    /// A member's attribute, by its number in the dimension.
    Attribute(DimId, usize),
    /// The number of a value, or its words.
    Number,
    /// The unit of a value.
    Unit,
}

/// `+` or `-`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum SumOp {
    Add,
    Sub,
}

/// The comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum CompareOp {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// How one bracket or `at` narrows the coordinates.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// One entry for each part between commas, in order of writing.
    pub parts: Vec<(DimId, Narrow, Span)>,
}

/// What a filter does to one axis.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Narrow {
    /// `*`: frees the axis, before anything else in its bracket acts.
    Free,
    /// `any`: some member, whichever.
    Any,
    /// These members and what lies beneath them.
    Members(Arc<[MemberId]>),
}

impl Expr {
    /// The stand-in for what could not be understood.
    pub fn unknown(span: Span) -> Expr {
        Expr { kind: ExprKind::Unknown, ty: Type::Unknown, span }
    }

    /// The expressions directly inside it, templates' holes not included.
    pub fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::At(inner, _)
            | ExprKind::Property(inner, _)
            | ExprKind::Any(inner)
            | ExprKind::Abs(inner)
            | ExprKind::Printed(inner, _)
            | ExprKind::Not(inner)
            | ExprKind::Neg(inner)
            | ExprKind::Count(_, _, Some(inner)) => vec![inner],
            ExprKind::And(a, b)
            | ExprKind::Or(a, b)
            | ExprKind::Compare(_, a, b)
            | ExprKind::Sum(_, a, b)
            | ExprKind::Mul(a, b)
            | ExprKind::Div(a, b) => vec![a, b],
            ExprKind::Has(words, parts) => std::iter::once(&**words).chain(parts).collect(),
            ExprKind::Call(_, arguments) => arguments.iter().collect(),
            ExprKind::Quantity(..)
            | ExprKind::Text(_)
            | ExprKind::Param(_)
            | ExprKind::Let(_)
            | ExprKind::Arg(_)
            | ExprKind::Share(_)
            | ExprKind::Field(..)
            | ExprKind::Facts(_)
            | ExprKind::Level(..)
            | ExprKind::Member(_)
            | ExprKind::Name
            | ExprKind::Unit
            | ExprKind::Count(_, _, None)
            | ExprKind::Unknown => vec![],
        }
    }
}

/// Words with holes, which are filled in at the coordinates of the place that prints them.
#[derive(Clone, Debug, Default)]
pub struct Template {
    /// Its pieces, in the order of print.
    pub parts: Vec<Part>,
}

impl Template {
    /// Whether it has neither words nor holes.
    pub fn is_blank(&self) -> bool {
        let blank = |part: &Part| match part {
            Part::Words(words, _) => words.trim().is_empty(),
            Part::Join | Part::Break => true,
            _ => false,
        };
        self.parts.iter().all(blank)
    }
}

/// A piece of a template.
#[derive(Clone, Debug)]
pub enum Part {
    /// Words as they stand, and where they are written: nowhere (an empty place) for a member's name as a title.
    Words(String, Span),
    /// The end of a line within a paragraph.
    Join,
    /// The end of a paragraph.
    Break,
    /// A figure or text.
    Show(Show),
    /// The first branch whose condition holds.
    If(Vec<(Expr, Template)>, Template),
    /// Words repeated over members or rows.
    For(Box<Loop>),
    /// A note: a mark here, the words beneath.
    Note(Template),
}

/// A hole that shows a value.
#[derive(Clone, Debug)]
pub struct Show {
    /// Whose value fills the hole.
    pub expr: Expr,
    /// How it is printed.
    pub format: Format,
}

/// How a value is printed.
#[derive(Clone, Debug, Default)]
pub struct Format {
    /// The unit to print in (index into the measure's units), if not the usual one.
    pub unit: Option<usize>,
    /// Decimal places, if not the usual ones.
    pub digits: Option<u32>,
    /// How it is written, by example.
    pub example: Option<Arc<Pattern>>,
    /// Without the unit in texts, without idle zeros in tables.
    pub bare: bool,
}

/// A repetition in a text.
#[derive(Clone, Debug)]
pub struct Loop {
    /// The members or rows of which each is a round.
    pub source: LoopSource,
    /// Where it stands.
    pub span: Span,
    /// Coordinates of the whole loop.
    pub at: Filter,
    /// A share of the loop's whole.
    pub share: Option<Share>,
    /// The words between two rounds; empty where none are said.
    pub sep: String,
    /// Before the last round, if not the same.
    pub last: Option<String>,
    /// The words of one round.
    pub body: Template,
}

/// What a loop ranges over.
#[derive(Clone, Debug)]
pub enum LoopSource {
    /// Members at a level, or the leaves: those with facts in the ledgers, or all where none is named.
    Members(DimId, Option<usize>, Vec<LedgerId>),
    /// The rows of a named set.
    Rows(RowsId),
    /// Something that has been reported already.
    Unknown,
}

/// A share bound in a loop's head.
#[derive(Clone, Debug)]
pub struct Share {
    /// Its number; unique in the report.
    pub slot: usize,
    /// What is shared out.
    pub of: Expr,
    /// How the parts are rounded.
    pub policy: Policy,
    /// Decimal places of the per cent.
    pub digits: u32,
    /// Where it is bound.
    pub span: Span,
}

/// How shares are rounded so that they make the whole, or the cells of a form so that they make its totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// By the largest remainder.
    Largest,
    /// The last takes what is left.
    Last,
    /// Each for itself; the sum may miss the whole.
    Plain,
    /// Rows and columns together; of forms only.
    Controlled,
}

impl Policy {
    /// Its keyword.
    pub fn word(self) -> &'static str {
        match self {
            Policy::Largest => "largest",
            Policy::Last => "last",
            Policy::Plain => "plain",
            Policy::Controlled => "controlled",
        }
    }
}
