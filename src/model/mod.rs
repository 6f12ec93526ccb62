//! What a report *is*: every name resolved, every expression typed, before any figure is computed.

mod accept;
mod axes;
pub mod codes;
mod expect;
mod expr;
mod facts;
mod former;
mod from_syntax;
mod ids;
mod lookup;
mod names;
mod pages;
mod pattern;
mod quoted;
mod report;
mod successors;
mod views;

pub use accept::*;
pub use axes::AxisPath;
pub use expect::*;
pub use expr::*;
pub use facts::*;
pub use former::*;
pub use from_syntax::{Input, from_syntax};
pub use ids::*;
pub use names::{Meaning, Names};
pub use pages::*;
pub use pattern::Pattern;
pub use quoted::Quoted;
pub use report::*;
pub use views::*;
