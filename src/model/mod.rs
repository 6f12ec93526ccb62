//! What a report *is*: every name resolved, every expression typed, before any figure is computed.

mod accept;
mod axes;
pub mod codes;
mod expect;
mod expr;
mod facts;
mod former;
mod from_syntax;
mod names;
mod pattern;
mod quoted;
mod report;
mod views;

pub use accept::*;
pub use axes::AxisPath;
pub use expect::*;
pub use expr::{CompareOp, Expr, ExprKind, Filter, Narrow, Property, SumOp, Type};
pub use facts::*;
pub use former::*;
pub use from_syntax::{Input, from_syntax};
pub use names::{Meaning, Names};
pub use pattern::Pattern;
pub use quoted::Quoted;
pub use report::*;
pub use views::*;
