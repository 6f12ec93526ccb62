//! All tests in one binary: each further one would link Typst again.

mod cli;
mod corpus;
mod json;
mod language;
mod mutations;
mod pages;
#[cfg(feature = "pdf")]
mod pdf;
mod reports;
mod support;
mod tidy;
mod trees;
