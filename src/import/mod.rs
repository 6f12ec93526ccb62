//! Forms read backwards: tables of other programs to facts.

mod facts;

pub use facts::{ReadFact, ReadTotal, ReadValue};
