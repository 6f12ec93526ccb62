//! What the comments of a file say of its declarations: those right above one, and the one at the end of its line.

use std::collections::BTreeMap;

use crate::base::Source;
use crate::syntax::Tree;
use crate::syntax::ast::{Decl, declarations};

/// The comments of one file, by line from 1.
pub(super) struct Comments<'s> {
    source: &'s Source,
    lines: BTreeMap<usize, Comment<'s>>,
    /// The last line of the block at the file's head.
    head: usize,
    /// Where each declaration begins and ends.
    decls: Vec<(usize, usize, Decl<'s>)>,
}

struct Comment<'s> {
    /// Whether nothing else stands in its line.
    alone: bool,
    words: &'s str,
}

impl<'s> Comments<'s> {
    pub fn new(source: &'s Source, tree: &'s Tree) -> Comments<'s> {
        let root = tree.root(&source.text);
        let line = |byte: u32| source.line_column(byte as usize).0;
        let mut lines = BTreeMap::new();
        for node in tree.nodes(&source.text).filter(|node| node.is_comment()) {
            let number = line(node.span().start);
            let before = source.line_range(number - 1).map_or(0, |range| range.start)..node.span().range().start;
            let alone = source.text.get(before).is_some_and(|before| before.trim().is_empty());
            let words = source.text.get(node.span().range()).unwrap_or("").trim_start_matches('/').trim();
            lines.insert(number, Comment { alone, words });
        }
        let head = (1..).take_while(|number| lines.get(number).is_some_and(|comment| comment.alone)).count();
        let place = |decl: Decl<'s>| (line(decl.span().start), line(decl.span().end.max(1) - 1), decl);
        Comments { source, lines, head, decls: declarations(root).map(place).collect() }
    }

    /// What the file is, in its own words.
    pub fn head(&self) -> String {
        joined((1..=self.head).filter_map(|number| Some(self.lines.get(&number)?.words)))
    }

    /// What is said of the declaration that stands at a byte. What stands above a run of parameters or figures, each a line,
    /// speaks of all of them.
    pub fn said_of(&self, byte: u32) -> String {
        let line = self.source.line_column(byte as usize).0;
        let Some((first, _, own)) = self.decls.iter().find(|(first, last, _)| (*first..=*last).contains(&line)) else {
            return String::new();
        };
        let mut top = *first;
        let alike = |other: &Decl<'s>| {
            let both = (own, other);
            matches!(both, (Decl::Param(_), Decl::Param(_)) | (Decl::Let(_), Decl::Let(_)))
        };
        while let Some((above, ..)) =
            self.decls.iter().find(|decl| decl.1 + 1 == top && decl.0 == decl.1 && alike(&decl.2))
        {
            top = *above;
        }
        let free = |number: &usize| {
            *number > self.head
                && self.lines.get(number).is_some_and(|comment| comment.alone && !is_rule(comment.words))
        };
        let above = (1..top).rev().take_while(free).count();
        let above = joined((top - above..top).filter_map(|number| Some(self.lines.get(&number)?.words)));
        let beside = self.beside(*first).unwrap_or("");
        let colon = match above.chars().last() {
            None | Some('。' | '：' | '.' | ':') => "",
            Some(_) if beside.is_empty() => "",
            Some(last) if last.is_ascii() => ":",
            Some(_) => "：",
        };
        joined([above.as_str(), colon, beside].into_iter())
    }

    fn beside(&self, line: usize) -> Option<&'s str> {
        self.lines.get(&line).filter(|comment| !comment.alone).map(|comment| comment.words)
    }
}

/// A line that parts a file, such as `── 1 ──`, speaks of no one declaration.
fn is_rule(words: &str) -> bool {
    words.starts_with(['─', '—', '-', '=']) || words.is_empty()
}

/// Lines in one: with a blank where narrow letters meet.
fn joined<'w>(lines: impl Iterator<Item = &'w str>) -> String {
    let mut all = String::new();
    for line in lines {
        if let (Some(last), Some(first)) = (all.chars().last(), line.chars().next())
            && last.is_ascii()
            && first.is_ascii_alphanumeric()
        {
            all.push(' ');
        }
        all.push_str(line);
    }
    all
}
