//! Diagnostics for people: with the source, carets and colour. Other forms stand beside this one.

mod human;
mod visible;

pub use human::{human, plain};
pub use visible::Visible;
