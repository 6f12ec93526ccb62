//! Files with the certain repairs made in them: who writes them is another matter.

use super::place::{Edit, location};
use super::question::{Question, Unanswered};
use crate::base::{Fix, Source};
use crate::project::{self, Checked, repairs};

/// A file with all repairs that can be made in it at once. Each may uncover another mistake that can be repaired.
pub struct Repaired<'c> {
    /// The file as it was read.
    pub source: &'c Source,
    /// What is repaired, in order.
    pub fixes: Vec<&'c Fix>,
    /// The file's text once all of them are made.
    pub text: String,
}

/// The files of a report that certain repairs change.
pub fn repaired(checked: &Checked) -> Vec<Repaired<'_>> {
    let files = repairs(checked).into_iter().map(|(file, fixes)| {
        let source = checked.sources.get(file);
        Repaired { source, text: project::repaired(&source.text, &fixes), fixes: fixes.into_values().collect() }
    });
    files.collect()
}

impl Question<'_> {
    /// The certain repairs that can be made at once.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn fixes(&self) -> Result<Vec<Edit>, Unanswered> {
        let checked = self.check()?;
        self.guarded(|| {
            let all = repaired(&checked).into_iter().flat_map(|file| file.fixes);
            Ok(all.map(|fix| Edit { at: location(&checked, fix.span), text: fix.text.clone() }).collect())
        })
    }
}
