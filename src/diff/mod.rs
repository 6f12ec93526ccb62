//! What parts two reports in meaning: two versions of one, or two years'. Everything is told by code, name and coordinates,
//! never by line, so that neither order nor layout counts.

mod changes;
mod checks;
mod declarations;
mod facts;
mod forms;
mod matched;
mod names;
mod pages;
mod paired;
mod sentences;
mod settings;
mod step;
mod tables;
mod texts;
mod values;
mod words;
mod written;

pub use changes::*;
pub use pages::*;
pub use step::*;

use crate::eval::Evaluator;
use crate::project::{Checked, Evaluated};
use names::Names;
use written::Written;

/// One report beside the other, each with its figures.
struct Pair<'e, 'm> {
    old: &'m Checked,
    new: &'m Checked,
    was: &'e Evaluator<'m>,
    is: &'e Evaluator<'m>,
    /// What the old one's declarations are called in the new one.
    names: &'e Names,
}

/// What parts one report from another.
pub fn compare<'m>(old: &Evaluated<'_, 'm>, new: &Evaluated<'_, 'm>) -> Changes {
    let (written_old, written_new) = (Written::of(old.checked), Written::of(new.checked));
    let names = Names::new(&written_old, &written_new);
    let pair = Pair { old: old.checked, new: new.checked, was: old.evaluator, is: new.evaluator, names: &names };
    let (old, new) = (old.checked, new.checked);
    let matched = matched::Matched::new(&old.report, &new.report);
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
        declarations: declarations::declared(&written_old, &written_new, &names),
        unsaid: false,
        writing: Writing { renamed: names.renamed(), ..Writing::default() },
    };
    if changes.prints_same() {
        let mut paged = declarations::paged(&written_old, &written_new, &names);
        paged.retain(|own| !changes.settings.iter().any(|set| own.keyword == "set" && set.name == own.name));
        changes.declarations.extend(paged);
        // whatever the lists above leave out
        changes.unsaid = !old.document.prints_like(&new.document);
    }
    if changes.is_empty() {
        let written = written::manner(&old.sources, &new.sources);
        (changes.writing.order, changes.writing.layout) = (written.order, written.layout);
    }
    changes
}
