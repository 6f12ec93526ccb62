//! budgetc: a compiler for budget disclosures. Figures are typed once, identities are checked, a PDF comes out.
//!
//! The way of the data is told in `ARCHITECTURE.md`; the language in `docs/language.md`.

pub mod base;
pub mod check;
pub mod cli;
pub mod diff;
pub mod doc;
pub mod document;
pub mod emit;
pub mod eval;
pub mod expect;
pub mod explain;
pub mod format;
pub mod import;
pub mod ledger;
pub mod library;
pub mod lint;
pub mod localize;
pub mod lsp;
pub mod model;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod project;
pub mod render;
pub mod renew;
pub mod rounding;
pub mod session;
pub mod solve;
pub mod syntax;
pub mod tables;
