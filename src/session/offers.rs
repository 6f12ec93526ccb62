//! What could be written about a finding, tried before it is offered.

use super::place::location;
use super::question::{Question, Unanswered};
use crate::base::{Diagnostic, Offer};
use crate::project::Checked;
use crate::syntax::UNWRITTEN;

/// A report of more rows is not checked again for the sake of an offer.
const LARGEST: usize = 5_000;

/// Words that stand where somebody still has to write some.
const WRITTEN: &str = "某";

impl Question<'_> {
    /// What could be written about a finding of this report and would help: the finding is gone then, and fewer are left; where
    /// something is still to be filled in, no more.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn offers<'p>(&self, problem: &'p Diagnostic) -> Result<Vec<&'p Offer>, Unanswered> {
        let checked = self.check()?;
        if checked.report.facts.len() > LARGEST {
            return Ok(problem.offers.iter().collect());
        }
        let mut all = Vec::new();
        for offer in &problem.offers {
            if self.helps(&checked, problem, offer)? {
                all.push(offer);
            }
        }
        Ok(all)
    }

    fn helps(&self, checked: &Checked, problem: &Diagnostic, offer: &Offer) -> Result<bool, Unanswered> {
        let source = checked.sources.get(offer.span.file);
        let mut text = source.stored.as_ref().unwrap_or(&source.text).clone();
        let length = text.len();
        let end = (offer.span.end as usize).min(length);
        let start = (offer.span.start as usize).min(end);
        text.replace_range(start..end, &offer.text.replace(UNWRITTEN, WRITTEN));
        let session = self.scratch();
        session.edit(&location(checked, offer.span).file, text.into_bytes());
        let new = session.ask_until(&self.path(), self.cancel()).check()?;
        let same = |one: &&Diagnostic| one.code == problem.code && one.message == problem.message;
        let count = |checked: &Checked| checked.problems.iter().filter(same).count();
        let (was, is) = (checked.problems.len(), new.problems.len());
        let fewer = if offer.text.contains(UNWRITTEN) { is <= was } else { is < was };
        Ok(fewer && count(&new) < count(checked))
    }
}
