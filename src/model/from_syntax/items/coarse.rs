//! Rows at members that are too coarse for their ledger: all of one file are told once, each of the first with an example.

use super::super::propose;
use super::apart::{ItemsReader, Shared};
use crate::base::{Diagnostic, Label, Say, Span};
use crate::model::codes::TOO_COARSE;
use crate::model::{LedgerAxis, LedgerId, MemberId};
use crate::say;

/// So many further rows are shown.
const SHOWN: usize = 7;

impl<'a> ItemsReader<'_, 'a> {
    pub(super) fn too_coarse(&mut self, member: MemberId, span: Span, ledger: LedgerId, axis: &LedgerAxis) {
        let (shown, example) = (self.report.display(member), self.beneath(member, axis));
        let shared = Shared::TooCoarse(span.file, ledger, axis.dim);
        if let Some(before) = self.told_before(shared) {
            if before <= SHOWN {
                let text = self.further(&shown, example);
                self.items.block.shared.entry(shared).or_default().related.push(Label { span, text });
            }
            return;
        }
        let message = match axis.grain {
            Some(level) => {
                let level = &self.report.dim(axis.dim).levels[level].0;
                say!(
                    "「{shown}」不够细：这个台账要写到「{level}」",
                    "`{shown}` is too coarse: this ledger's facts stand at `{level}`"
                )
            }
            None => say!(
                "「{shown}」之下还有成员：这个台账要写到最下一级的成员",
                "`{shown}` has members beneath it: this ledger's facts stand at members that have none"
            ),
        };
        let mut error = Diagnostic::new(TOO_COARSE, span, message);
        error = match example {
            Some(example) => {
                let (child, declared) = (self.report.display(example), self.report.member(example).span);
                if axis.grain.is_none() {
                    error = error.related(declared, say!("在这里声明", "declared here"));
                }
                error.note(say!("例如「{child}」；合计请以 合计 开头", "such as `{child}`; a total begins with `total`"))
            }
            None => match propose::finer(&self.report, member, axis) {
                Some((dim, row)) => error.note(say!(
                    "它之下还没有声明过：在报告里写 members {dim} {{ {row} }}；合计请以 合计 开头",
                    "none is declared beneath it: write `members {dim} {{ {row} }}` in the report; a total begins with `total`"
                )),
                None => error.note(say!("合计请以 合计 开头", "a total begins with `total`")),
            },
        };
        self.tell_of_rows(shared, error);
    }

    fn further(&self, shown: &str, example: Option<MemberId>) -> Say {
        let Some(child) = example.map(|example| self.report.display(example)) else {
            return say!("「{shown}」也是", "`{shown}` too");
        };
        say!("「{shown}」也是：例如「{child}」", "`{shown}` too: such as `{child}`")
    }

    /// The first member beneath another at which a fact may stand.
    fn beneath(&self, member: MemberId, axis: &LedgerAxis) -> Option<MemberId> {
        let own = self.report.member(member).children.iter().filter(|child| !self.report.is_former(**child));
        own.copied().find_map(|child| match self.report.fine_enough(child, axis) {
            true => Some(child),
            false => self.beneath(child, axis),
        })
    }
}
