//! The parser that pest derives from the grammar.
#![allow(missing_docs, reason = "the derive writes one variant a grammar rule, documented in the grammar")]

/// Reads text by the grammar.
#[derive(pest_derive::Parser)]
#[grammar = "grammar/budget.pest"]
pub struct BudgetParser;
