//! `budgetc fmt`.
