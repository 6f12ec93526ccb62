//! Ledgers and members that only a former report has.

use super::finder::MemberFinder;
use super::names::unknown;
use super::naming::last_word;
use super::propose;
use super::table::Def;
use crate::base::{Diagnostic, FileId, Span};
use crate::model::codes::{ABOLISHED_MEMBER, UNKNOWN_NAME};
use crate::model::{DimId, LedgerId, Meaning, MemberId};
use crate::say;
use crate::syntax::Node;

impl<'a> MemberFinder<'a> {
    /// The ledger that a name in an `of` clause means.
    pub(super) fn ledger_named(&mut self, node: Node<'a>) -> Option<LedgerId> {
        let (word, mut key) = (node.text(), self.key(node.text()).into_owned());
        key.retain(|c| !c.is_whitespace());
        match self.table.of_key(&key).map(|(def, _)| def) {
            Some(Def::Ledger(ledger)) => {
                self.means(last_word(node), Meaning::Ledger(ledger));
                Some(ledger)
            }
            _ => {
                let ledgers = self.table.all().filter(|(_, def, _)| matches!(def, Def::Ledger(_)));
                let near = self.closest(word, ledgers.map(|(name, ..)| name));
                self.no_such(word, unknown(UNKNOWN_NAME, &say!("台账", "ledger"), word, node.span(), &near));
                None
            }
        }
    }

    /// A member that there is no more, named where this report's facts stand. `words` is a code's digits or a name.
    pub(super) fn gone(&mut self, words: &str, span: Span, dims: &[DimId]) -> bool {
        let Some(gone) = self.report.former.gone.iter().find(|gone| gone.word == words && dims.contains(&gone.dim))
        else {
            return false;
        };
        let heirs: Vec<String> = gone.heirs.iter().map(|(member, _)| self.report.display(*member)).collect();
        let (list, list_en) = (heirs.join("、"), heirs.join(", "));
        let shown = &gone.shown;
        let message = say!("「{shown}」已经取消", "there is no `{shown}` any more");
        let error = Diagnostic::new(ABOLISHED_MEMBER, span, message)
            .label(say!("改列 {list}", "it is {list_en} now"))
            .related(gone.span, say!("这里写明由谁接替", "this says what stands for it"));
        self.report(error);
        true
    }

    /// A member that only a former report has, named where this report's facts stand.
    pub(super) fn not_any_more(&mut self, member: MemberId, span: Span) {
        let (words, dim) = (self.report.member(member).name.clone(), self.report.member(member).dim);
        let code = self.report.member(member).code.clone();
        if self.gone(&code, span, &[dim]) || self.gone(&words, span, &[dim]) {
            return;
        }
        let (shown, data) = (self.report.display(member), self.report.dim(dim));
        let (name, open, row) = (data.name.clone(), data.open, propose::declared_again(&self.report, member));
        let message = say!("只有以前的报告里有「{shown}」", "only the former report has `{shown}`");
        let error = Diagnostic::new(ABOLISHED_MEMBER, span, message)
            .related(self.report.member(member).span, say!("在那里声明", "declared there"));
        self.report(if open {
            let line = format!("members {name} {{ {row} }}");
            let way = say!(
                "今年也有的，在这份报告里声明它：{line}",
                "if there still is one, declare it in this report: {line}"
            );
            error.note(way).offer_lines(FileId(0), &line)
        } else {
            error.note(say!("改写今年有的成员", "name a member of this report"))
        });
    }
}
