//! Diagnostics for people: with the source, carets and colour. Other forms stand beside this one.

mod human;

pub use human::{human, plain};
