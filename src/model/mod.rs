//! What a report *is*: every name resolved, every expression typed, before any figure is computed.

mod build;
mod expr;
mod report;
mod views;

pub use build::{Input, build};
pub use expr::{CompareOp, Expr, ExprKind, Filter, Narrow, Property, SumOp, Type};
pub use report::*;
pub use views::*;
