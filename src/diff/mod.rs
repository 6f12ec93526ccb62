//! What parts two reports in meaning: two versions of one, or two years'. Everything is told by code, name and coordinates,
//! never by line, so that neither order nor layout counts.

mod changes;
mod checks;
mod facts;
mod forms;
mod matched;
mod names;
mod pages;
mod paired;
mod sentences;
mod settings;
mod tables;
mod texts;
mod values;
mod words;
mod written;

pub use changes::*;
pub use pages::*;

use crate::base::{Severity, Span};
use crate::emit::json::{Place, place};
use crate::emit::typst;
use crate::eval::Evaluator;
use crate::project::{self, Checked, Files, Loaded};
use names::Names;
use written::Written;

/// A report as it is compared.
pub struct Side {
    /// What it says and prints.
    pub checked: Checked,
    written: Written,
}

impl Side {
    /// Makes a report ready to be compared.
    pub fn new(loaded: Loaded, files: &dyn Files) -> Side {
        let written = Written::of(&loaded);
        Side { checked: project::examine(loaded, files), written }
    }

    /// How many errors stand in it: what rests on them is not known.
    pub fn errors(&self) -> usize {
        self.checked.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }

    fn place(&self, span: Span) -> Place {
        place(span, &self.checked.sources)
    }
}

/// One report beside the other, each with its figures.
struct Pair<'e, 'm> {
    old: &'m Side,
    new: &'m Side,
    was: &'e Evaluator<'m>,
    is: &'e Evaluator<'m>,
    /// What the old one's declarations are called in the new one.
    names: &'e Names,
}

/// What parts `new` from `old`.
pub fn compare(old: &Side, new: &Side) -> Changes {
    let (was, is) = (Evaluator::new(&old.checked.report), Evaluator::new(&new.checked.report));
    let names = Names::new(&old.written, &new.written);
    let pair = Pair { old, new, was: &was, is: &is, names: &names };
    let matched = matched::Matched::new(&old.checked.report, &new.checked.report);
    let (forms, tables) = forms::compare(&pair, &matched.renamed);
    let texts = sentences::compare(&pair, &tables);
    let (facts, told) = facts::compare(&pair, &matched);
    let mut changes = Changes {
        settings: settings::settings(&pair),
        members: matched.changed(&pair, &told),
        facts,
        figures: settings::figures(&pair),
        document: settings::document(&pair),
        forms,
        sentences: texts.sentences,
        numbers: texts.numbers,
        typed: texts.typed,
        files: settings::files(&pair),
        checks: checks::compare(&pair),
        deviations: checks::deviations(&pair),
        declarations: written::declared(&old.written, &new.written, &names),
        unsaid: false,
        writing: Writing { renamed: names.renamed(), ..Writing::default() },
    };
    if changes.prints_same() {
        let mut paged = written::paged(&old.written, &new.written, &names);
        paged.retain(|own| !changes.settings.iter().any(|set| own.keyword == "set" && set.name == own.name));
        changes.declarations.extend(paged);
        // whatever the lists above leave out
        changes.unsaid = typst::emit(&old.checked.document) != typst::emit(&new.checked.document);
    }
    if changes.is_empty() {
        let written = written::manner(&old.checked.sources, &new.checked.sources);
        (changes.writing.order, changes.writing.layout) = (written.order, written.layout);
    }
    changes
}
