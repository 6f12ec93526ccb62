//! Typed expressions.

use std::sync::Arc;

use super::{DimId, Format, LedgerId, LetId, MeasureId, MemberId, ParamId, Template, TextId, UnitRef};
use crate::base::{Exact, Span};

/// What an expression yields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Money or another declared measure.
    Amount(MeasureId),
    /// So many of a named unit.
    Count(String),
    /// A pure number.
    Number,
    /// A ratio of two like quantities, printed in per cent.
    Ratio,
    /// A calendar year.
    Year,
    /// Words.
    Text,
    /// Yes or no.
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
    /// What it is.
    pub kind: ExprKind,
    /// What it yields.
    pub ty: Type,
    /// Where it stands.
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
    /// A ledger's field.
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
    /// The magnitude.
    Abs(Box<Expr>),
    /// A figure as words print it.
    Printed(Box<Expr>, Format),
    /// The opposite.
    Not(Box<Expr>),
    /// The negative.
    Neg(Box<Expr>),
    /// Both.
    And(Box<Expr>, Box<Expr>),
    /// Either.
    Or(Box<Expr>, Box<Expr>),
    /// A comparison.
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    /// A sum or difference.
    Sum(SumOp, Box<Expr>, Box<Expr>),
    /// A product.
    Mul(Box<Expr>, Box<Expr>),
    /// A quotient.
    Div(Box<Expr>, Box<Expr>),
    /// Something that has been reported already.
    Unknown,
}

/// What may be asked of a member or a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// A member's name.
    Name,
    /// A member's code: of a level its own part, of a member the whole.
    Code,
    /// A member's attribute.
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
