//! Figures of rows become blanks, and what stands by last year's figures becomes a comment.

use rustc_hash::FxHashMap;

use super::notice::Notice;
use super::paths::moved_throughout;
use super::reasons::{Reason, reasons};
use super::{ChangesByFile, Renewal};
use crate::base::FileId;
use crate::model::{FactValueKind, Type};
use crate::syntax::ast::{ByClause, Decl, Pin, declarations};
use crate::syntax::{UNWRITTEN, quoted};

impl Renewal<'_> {
    /// Blanks the amounts and counts that are typed in rows, their totals, and the words that say why figures differ. Other numbers
    /// (a weight, a target) are parts of what a row says and stay.
    pub(super) fn figures(&self, edits: &mut ChangesByFile) {
        let report = &self.checked.report;
        let reasons = reasons(report);
        for id in report.own_facts() {
            let fact = &report.facts[id.ix()];
            if !self.is_own(fact.span.file) {
                continue;
            }
            let fields = report.ledger(fact.ledger).fields.iter().enumerate();
            for ((field, declared), value) in fields.zip(&fact.values) {
                let Some(value) = value else { continue };
                let blank = match (&value.kind, &declared.ty) {
                    (FactValueKind::Quantity(..), Type::Amount(_) | Type::Count(_)) => UNWRITTEN.to_owned(),
                    (FactValueKind::Text(_), _) if reasons.contains(&Reason::Field(fact.ledger, field)) => {
                        quoted(UNWRITTEN)
                    }
                    _ => continue,
                };
                edits.entry(value.span.file).or_default().replace(value.span.range(), blank);
            }
        }
        for stated in report.stated.iter().filter(|stated| self.is_own(stated.span.file)) {
            edits.entry(stated.span.file).or_default().replace(stated.span.range(), UNWRITTEN);
        }
    }

    /// Makes comments of deviations that were accepted by their amount, of successors, and of what forms were expected to print; and
    /// moves the year in the comments at a file's head.
    pub(super) fn declarations(
        &self,
        named: &FxHashMap<FileId, String>,
        edits: &mut ChangesByFile,
        notice: &mut Notice,
    ) {
        for file in named.keys() {
            let text = self.checked.sources.get(*file).text.as_str();
            let Some(tree) = self.checked.trees.get(file.0 as usize) else { continue };
            let edits = edits.entry(*file).or_default();
            let mut first = text.len();
            for decl in declarations::<Decl<'_>>(tree.root(text)) {
                let place = decl.span().range();
                first = first.min(place.start);
                let passes = match decl {
                    Decl::Accept(accept) => {
                        let mut pins = accept.by().into_iter().flat_map(ByClause::pins);
                        pins.any(|pin| matches!(pin, Pin::Quantity(_)))
                    }
                    Decl::Successors(_) | Decl::Expect(_) => true,
                    _ => false,
                };
                if passes {
                    notice.commented = true;
                    edits.comment_out(text, place);
                }
            }
            let head = text.get(..first).unwrap_or("");
            let moved = moved_throughout(head, self.years);
            if moved != head {
                edits.replace(0..first, moved);
            }
        }
    }
}
