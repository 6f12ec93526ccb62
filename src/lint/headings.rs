//! B0725: two forms under one number or title. B0726: a heading with nothing under it.

use std::collections::BTreeMap;

use super::Lint;
use super::{Finding, LintContext};
use crate::base::Diagnostic;
use crate::codes;
use crate::document::{Block, Document, Table};
use crate::say;

codes! {
    SAME_HEADING = "B0725", Warning, since "0.1.0": "两张表一个表号或一个标题", "Two forms under one number or title";
    EMPTY_HEADING = "B0726", Warning, since "0.1.0": "标题下面没有内容", "A heading with nothing under it";
}

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[
        ["two printed forms with one number, or one title", "the number or title"],
        ["a heading with nothing under it", "the heading"],
    ],
    of_former: false,
    run: check,
};

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    // with an error something may be left out
    if !context.sound {
        return;
    }
    same(context.document, found);
    empty(context.document, found);
}

/// Forms that no reader can tell apart. A form may be printed for each of several members; two forms of one title may stand in two
/// parts, or have numbers of their own.
fn same(document: &Document, found: &mut Vec<Finding>) {
    let mut part = 0;
    let mut first: BTreeMap<(usize, String), &Table> = BTreeMap::new();
    for block in &document.blocks {
        match block {
            Block::Heading { depth: 1, .. } => part += 1,
            Block::Table(table) => {
                let (label, title) = (table.label.plain(), table.title.plain());
                let key = if label.trim().is_empty() { (part, title) } else { (0, label) };
                if key.1.trim().is_empty() {
                    continue;
                }
                let other = *first.entry(key.clone()).or_insert(table);
                if other.id != table.id {
                    let same = key.1.replace('\n', " ");
                    let (name, other_name) = (&table.id, &other.id);
                    let message = say!(
                        "表格「{name}」和「{other_name}」都印作「{same}」",
                        "forms `{name}` and `{other_name}` are both printed as `{same}`"
                    );
                    let problem = Diagnostic::new(SAME_HEADING, table.place, message)
                        .related(other.place, say!("另一张在这里", "the other one"))
                        .note(say!("改正其中一张的表号或标题", "give one of them another number or title"));
                    found.push(Finding::new(same, problem));
                }
            }
            _ => {}
        }
    }
}

/// Headings that the next one of their depth, or the end, follows at once.
fn empty(document: &Document, found: &mut Vec<Finding>) {
    let mut blocks = document.blocks.iter().peekable();
    while let Some(block) = blocks.next() {
        let Block::Heading { depth, text, place, .. } = block else { continue };
        let bare = match blocks.peek() {
            None => true,
            Some(Block::Heading { depth: next, .. }) => next <= depth,
            Some(_) => false,
        };
        let title = text.plain().replace('\n', " ");
        // a sentence says what there is to say
        let bare = bare && !title.ends_with(['。', '；', '！', '？', '.', '!', '?']);
        if let Some(place) = place.filter(|_| bare && !title.trim().is_empty()) {
            let message = say!("标题「{title}」下面没有内容", "there is nothing under the heading `{title}`");
            let problem = Diagnostic::new(EMPTY_HEADING, place, message).note(say!(
                "写上内容；没有的，写一句说明，或不印这个标题",
                "write what belongs there; where there is nothing, say so or leave the heading out"
            ));
            found.push(Finding::new(title, problem));
        }
    }
}
