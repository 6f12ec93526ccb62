//! The shape of a text by itself: its declarations, what folds, what lies around a place, which lines another version changes.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::base::FileId;
use crate::syntax::ast::{
    Block, BlockRow, Decl, DocumentBody, DocumentItem, FormBody, FormItem, LedgerRow, declarations,
};
use crate::syntax::{Node, Tree, parse};

/// A declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// What it is called: the name that it gives or speaks of, else its first words.
    pub name: String,
    /// Its keyword, as it is written.
    pub keyword: String,
    /// What kind of thing it is.
    pub kind: OutlineKind,
    /// Its bytes.
    pub range: Range<usize>,
    /// Those of the name.
    pub named: Range<usize>,
    /// What is declared or grouped within: blocks of rows, members, fields, columns, sections.
    pub children: Vec<Outline>,
}

/// What a declaration is, as an outline shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutlineKind {
    /// A file that is used.
    Module,
    /// A value or a figure with a name.
    Value,
    /// A measure, a dimension or its members.
    Kind,
    /// Rows of facts.
    Figures,
    /// A ledger.
    Ledger,
    /// A check, its level, or what is accepted of it.
    Check,
    /// A text or a section.
    Words,
    /// A form, its rows, its columns, what it is to print.
    Form,
    /// A document.
    Document,
    /// A member of a dimension.
    Member,
}

/// So much of a declaration without a name is shown.
const SHOWN: usize = 40;

/// The members of a block are shown if they are no more.
const MOST_ROWS: usize = 200;

/// The declarations of a text, in its order.
pub fn outline(text: &str) -> Vec<Outline> {
    outline_of(text, &parse(text, FileId(0)).0)
}

/// The same of a text whose tree is known.
pub fn outline_of(text: &str, tree: &Tree) -> Vec<Outline> {
    declarations(tree.root(text)).filter_map(|decl: Decl<'_>| of(decl)).collect()
}

fn of(decl: Decl<'_>) -> Option<Outline> {
    let kind = match decl {
        Decl::Use(_) => OutlineKind::Module,
        Decl::Param(_) | Decl::Set(_) | Decl::At(_) | Decl::Let(_) => OutlineKind::Value,
        Decl::Measure(_) | Decl::Dimension(_) | Decl::Members(_) | Decl::Successors(_) | Decl::Tags(_) => {
            OutlineKind::Kind
        }
        Decl::Ledger(_) => OutlineKind::Ledger,
        Decl::Items(_) => OutlineKind::Figures,
        Decl::Check(_) | Decl::Level(_) | Decl::Accept(_) | Decl::Avoid(_) => OutlineKind::Check,
        Decl::Text(_) | Decl::Section(_) => OutlineKind::Words,
        Decl::Form(_) | Decl::Rows(_) | Decl::Columns(_) | Decl::Expect(_) => OutlineKind::Form,
        Decl::Document(_) => OutlineKind::Document,
        Decl::Unread(_) => return None,
    };
    let whole = decl.text();
    let keyword = whole.split(|c: char| c.is_whitespace() || "\"“{[".contains(c)).next().unwrap_or("").to_owned();
    let start = decl.span().range().start;
    let range = start..start + whole.len();
    let (name, named) = match decl.name() {
        Some(name) => (name.text().to_owned(), name.span().range()),
        None => {
            let behind = whole[keyword.len()..].trim_start();
            // a title to its other mark, else what stands before the braces
            let line = match behind.strip_prefix(['"', '“']) {
                Some(title) => title.split(['"', '”', '\n']).next(),
                None => behind.split(['\n', '{', '｛']).next(),
            };
            let name: String = line.unwrap_or("").trim().chars().take(SHOWN).collect();
            (if name.is_empty() { keyword.clone() } else { name }, start..start + keyword.len())
        }
    };
    let children = match decl {
        Decl::Items(items) => items.block().map_or_else(Vec::new, |block| rows(block, false)),
        Decl::Dimension(dimension) => dimension.block().map_or_else(Vec::new, |block| rows(block, true)),
        Decl::Members(members) => members.block().map_or_else(Vec::new, |block| rows(block, true)),
        Decl::Ledger(ledger) => ledger.rows().filter_map(of_ledger).collect(),
        Decl::Form(form) => form.body().map_or_else(Vec::new, columns),
        Decl::Section(section) => section.body().map_or_else(Vec::new, sections),
        Decl::Document(document) => document.body().map_or_else(Vec::new, sections),
        _ => Vec::new(),
    };
    Some(Outline { name, keyword, kind, range, named, children })
}

/// A part of a declaration, called by the words at its beginning.
fn part(node: Node<'_>, words: &str, kind: OutlineKind, children: Vec<Outline>) -> Option<Outline> {
    let start = node.span().range().start;
    let name: String = words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(SHOWN).collect();
    let named = start..start + words.trim_end().len();
    let range = start..start + node.text().len();
    (!name.is_empty()).then(|| Outline { name, keyword: String::new(), kind, range, named, children })
}

/// The rows of a block that hold others; where they are members and not too many, all.
fn rows(block: Block<'_>, members: bool) -> Vec<Outline> {
    let every = members && block.rows().count() <= MOST_ROWS;
    let row = |row: BlockRow<'_>| {
        let BlockRow::Row(row) = row else { return None };
        let node: Node<'_> = *row;
        let inner = row.block();
        if inner.is_none() && !every {
            return None;
        }
        let words = node.text().split(['{', '｛', ':', '：', '\n']).next().unwrap_or_default();
        // the word before a colon is a label
        let labelled = node.text()[words.len()..].starts_with([':', '：']);
        let words =
            if labelled { words.rsplit_once(char::is_whitespace).map_or("", |(before, _)| before) } else { words };
        let kind = if members { OutlineKind::Member } else { OutlineKind::Figures };
        part(node, words, kind, inner.map_or_else(Vec::new, |inner| rows(inner, members)))
    };
    block.rows().filter_map(row).collect()
}

fn of_ledger(row: LedgerRow<'_>) -> Option<Outline> {
    match row {
        LedgerRow::Field(field) => part(*field, field.text(), OutlineKind::Value, Vec::new()),
        LedgerRow::Axis(axis) => part(*axis, axis.text(), OutlineKind::Kind, Vec::new()),
        LedgerRow::Unread(_) => None,
    }
}

/// The columns of a form, those of its sides and bands among them.
fn columns(body: FormBody<'_>) -> Vec<Outline> {
    let column = |item: FormItem<'_>| match item {
        FormItem::Column(column) => {
            let heading = column.heading()?;
            part(*column, heading.text().trim_matches(['"', '“', '”']), OutlineKind::Value, Vec::new())
        }
        FormItem::Side(group) | FormItem::Band(group) => {
            let words = group.title().map_or("", |title| title.text().trim_matches(['"', '“', '”']));
            part(*group, words, OutlineKind::Form, group.body().map_or_else(Vec::new, columns))
        }
        _ => None,
    };
    body.items().filter_map(column).collect()
}

/// The sections of a document, one within the other.
fn sections(body: DocumentBody<'_>) -> Vec<Outline> {
    let section = |item: DocumentItem<'_>| {
        let DocumentItem::Section(section) = item else { return None };
        let named = section.name().map(|name| name.text());
        let words = named.or_else(|| Some(section.title()?.text().trim_matches(['"', '“', '”'])))?;
        part(*section, words, OutlineKind::Words, section.body().map_or_else(Vec::new, sections))
    };
    body.items().filter_map(section).collect()
}

/// What can be folded of a text: whatever has several lines.
pub fn folds(text: &str, tree: &Tree) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    for node in tree.nodes(text).skip(1) {
        let start = node.span().range().start;
        let range = start..start + node.text().len();
        let lines = node.text().contains('\n');
        // of what begins in one line the outermost folds
        let same = |last: &Range<usize>| !text[last.start.min(start)..start].contains('\n');
        if lines && !all.last().is_some_and(same) {
            all.push(range);
        }
    }
    all
}

/// What lies around a byte of a text, from the outside inwards.
pub fn surroundings(text: &str, tree: &Tree, byte: usize) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = std::iter::once(0..text.len()).collect();
    let mut open = Some(tree.root(text));
    while let Some(node) = open {
        let range = |node: Node<'_>| node.span().range().start..node.span().range().start + node.text().len();
        open = node.all_children().find(|child| range(*child).start <= byte && byte <= range(*child).end);
        if let Some(own) = open.map(range).filter(|own| all.last() != Some(own)) {
            all.push(own);
        }
    }
    all
}

/// Which lines of a text another version of it changes: their bytes, and what stands there then.
pub fn line_edits(old: &str, new: &str) -> Vec<(Range<usize>, String)> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let starts: Vec<usize> = std::iter::once(0)
        .chain(before.iter().scan(0, |at, line| {
            *at += line.len();
            Some(*at)
        }))
        .collect();
    // most layouts keep the lines: comparing these in turn costs what reading them does, however many differ
    if before.len() == after.len() {
        let pairs = before.iter().zip(&after).enumerate().filter(|(_, (old, new))| old != new);
        return pairs.map(|(line, (_, new))| (starts[line]..starts[line + 1], (*new).to_owned())).collect();
    }
    // an insertion does not always say where it belongs among the old lines: the operations before it do
    let (mut at, mut edits) = (0, Vec::new());
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        let end = at + op.old_range().len();
        if !matches!(op, DiffOp::Equal { .. }) {
            edits.push((starts[at]..starts[end], after[op.new_range()].concat()));
        }
        at = end;
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::line_edits;
    use proptest::prelude::*;

    proptest! {
        /// Made from the last to the first, the edits give the other version.
        #[test]
        fn edits_make_the_other_version(old in "([ab]{0,2}\n?){0,6}", new in "([ab]{0,2}\n?){0,6}") {
            let mut text = old.clone();
            for (range, line) in line_edits(&old, &new).into_iter().rev() {
                text.replace_range(range, &line);
            }
            prop_assert_eq!(text, new);
        }
    }
}
