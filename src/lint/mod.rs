//! What is allowed and yet looks wrong: one file for each lint. A report sets the level of each and may stand by a finding.

mod figures;
mod literal;
mod naming;
mod reach;
mod rounded;
mod unshown;
mod words;
mod years;

use crate::base::{Diagnostic, Sources};
use crate::check::Identity;
use crate::document::Document;
use crate::eval::Evaluator;

/// What a lint may look at.
pub struct Scene<'a, 'm> {
    /// The report and its figures.
    pub evaluator: &'a Evaluator<'m>,
    /// The files.
    pub sources: &'a Sources,
    /// What is printed.
    pub document: &'a Document,
    /// The identities as they were checked.
    pub identities: &'a [Identity],
    /// Whether nothing is wrong so far: only then does the document print all that it should.
    pub sound: bool,
}

/// Something that looks wrong.
#[derive(Debug)]
pub struct Finding {
    /// What it is about, in a word that the message quotes: a report names it to stand by the finding.
    pub subject: String,
    /// What is to be said.
    pub problem: Diagnostic,
}

/// One lint.
struct Lint {
    run: for<'a, 'm> fn(&Scene<'a, 'm>, &mut Vec<Finding>),
}

/// All lints; a new one is one more line.
const LINTS: &[Lint] = &[
    Lint { run: literal::check },
    Lint { run: unshown::check },
    Lint { run: rounded::check },
    Lint { run: naming::check },
    Lint { run: years::check },
];

/// Looks for what looks wrong.
pub fn check(scene: &Scene<'_, '_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for lint in LINTS {
        (lint.run)(scene, &mut found);
    }
    found
}
