//! All tests in one binary: each further one would link Typst again.

mod blocks;
mod braces;
mod catalogues;
mod causes;
mod checks;
mod cli;
mod columns;
mod corpus;
mod coverage;
mod culprits;
mod department;
mod diff;
mod district;
mod docs;
mod document;
mod editors;
mod exact;
mod examples;
mod explain;
mod fixes;
mod fmt;
mod followers;
mod former;
mod forms;
mod formsets;
#[cfg(feature = "pdf")]
mod frames;
mod fuzz;
#[cfg(unix)]
mod git;
mod growth;
#[cfg(all(unix, feature = "pdf"))]
mod guides;
mod heads;
mod hostile;
mod import;
mod json;
mod language;
mod lints;
mod looks;
mod machines;
mod meaning;
mod modules;
mod mutations;
mod near;
mod origins;
mod output;
mod package;
mod pages;
mod pasted;
#[cfg(feature = "pdf")]
mod pdf;
mod printed;
mod renewed;
mod reports;
mod rewritten;
mod rounding;
mod session;
mod settings;
mod sheets;
mod spliced;
mod start;
mod styles;
mod support;
mod suspects;
mod tables;
mod tidy;
mod tolerance;
mod trees;
#[cfg(feature = "pdf")]
mod verbatim;
mod wording;
mod years;
