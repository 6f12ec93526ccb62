//! Whether the heads of blocks that were found wrong may be mended at once: the report is checked as it is then.

use super::load::Loaded;
use super::{Checked, Files, Repairs, repaired};
use crate::base::{Diagnostic, FileId, Topic};
use crate::eval::Evaluator;
use crate::syntax::{Reading, parse};

/// A block whose head names another ledger than its rows are written for.
fn is_of_head(problem: &Diagnostic) -> bool {
    problem.is_about(Topic::Head) && !problem.fixes.is_empty()
}

/// Whether the report would be no better with the repairs of its heads: errors would come with them.
pub(super) fn mends_nothing(checked: &Checked, loaded: &Loaded, files: &dyn Files) -> bool {
    let wrong: Vec<&Diagnostic> = checked.problems.iter().filter(|problem| is_of_head(problem)).collect();
    if wrong.is_empty() {
        return false;
    }
    let mut other = loaded.clone();
    let fixes = wrong.iter().flat_map(|problem| &problem.fixes);
    let mut of_files: Vec<FileId> = fixes.clone().map(|fix| fix.span.file).collect();
    of_files.dedup();
    for file in of_files {
        let own = fixes.clone().filter(|fix| fix.span.file == file);
        let own: Repairs<'_> = own.map(|fix| (fix.span.start, fix)).collect();
        let text = repaired(&loaded.sources.get(file).text, &own);
        let (tree, problems) = parse(&text, file);
        other.sources.put(file, text);
        other = other.read_as(vec![(file, Reading { tree, problems, headless: other.headless })]);
    }
    let other = other.resolve();
    let after = other.check(&Evaluator::new(&other.report), files).summary().errors;
    after + wrong.len() > checked.summary().errors
}

/// The same without the repairs of its heads.
pub(super) fn unmended(mut checked: Checked) -> Checked {
    checked.problems.iter_mut().filter(|problem| is_of_head(problem)).for_each(|problem| problem.fixes.clear());
    checked
}
