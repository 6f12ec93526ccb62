//! Blocks that stand in a file twice, as a paste leaves them: whole or nearly.

use std::collections::HashMap;

use super::edits::Reading;
use super::{Kind, Node, Tree, hidden, mistakes};
use crate::base::{Diagnostic, FileId, Span};
use crate::say;
use crate::syntax::codes::REPEATED_BLOCK;

/// So many rows at least make a block that nobody writes twice by chance.
const ROWS: usize = 2;

/// So many lines in which copies part are named.
const SHOWN: usize = 5;

/// A line of a block, without its comment and however it is spaced.
struct SourceLine {
    /// Its number in the file, from one on.
    number: usize,
    says: String,
}

struct SourceBlock<'t> {
    node: Node<'t>,
    rows: Vec<SourceLine>,
}

impl SourceBlock<'_> {
    /// Where it stands, with the end of its last line where nothing else is on its lines.
    fn lines(&self, text: &str) -> Span {
        let span = self.node.span();
        let (start, end) = (span.start as usize, span.start as usize + self.node.text().len());
        let indent = text[..start].len() - text[..start].trim_end_matches([' ', '\t']).len();
        let alone = text[..start - indent].is_empty() || text[..start - indent].ends_with('\n');
        let behind = text[end..].strip_prefix("\r\n").or_else(|| text[end..].strip_prefix('\n'));
        match behind.filter(|_| alone) {
            Some(behind) => Span { start: (start - indent) as u32, end: (text.len() - behind.len()) as u32, ..span },
            None => Span { end: end as u32, ..span },
        }
    }
}

/// The file without the blocks that say again what one before them says.
pub fn without_copies(text: &str, file: FileId, tree: &Tree) -> Option<Reading> {
    let mut starts = vec![0];
    starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
    let mut known: HashMap<(usize, String), SourceBlock<'_>> = HashMap::new();
    let (mut copies, mut problems, mut over) = (Vec::new(), Vec::new(), 0);
    let mut parents: Vec<Node<'_>> = Vec::new();
    for node in tree.nodes(text) {
        while parents.last().is_some_and(|parent| parent.span().end <= node.span().start) {
            parents.pop();
        }
        let around = parents.last().map_or(0, |parent| parent.span().start as usize + 1);
        if node.span().start < over || !is_block(node) {
            continue;
        }
        parents.push(node);
        let block = SourceBlock { node, rows: rows(node, &starts) };
        if block.rows.len() < ROWS {
            continue;
        }
        let Some(first) = known.get(&(around, head(node))) else {
            known.insert((around, head(node)), block);
            continue;
        };
        if let Some(problem) = told(first, &block, text, &starts) {
            over = node.span().end;
            copies.push(node);
            problems.push(problem);
        }
    }
    if copies.is_empty() {
        return None;
    }
    let rest = tree.without(&copies);
    let gone = |at: u32| copies.iter().any(|copy| (copy.span().start..copy.span().end).contains(&at));
    let left = mistakes::find(tree, text).into_iter().filter(|problem| !gone(problem.primary.span.start));
    problems.extend(hidden::find(text, file));
    problems.extend(left);
    Some(Reading { tree: rest, problems, headless: false })
}

/// Whether a node has rows between braces and may be told from others by its head.
fn is_block(node: Node<'_>) -> bool {
    match node.kind() {
        Kind::items_decl
        | Kind::members_decl
        | Kind::dimension_decl
        | Kind::ledger_decl
        | Kind::measure_decl
        | Kind::successors_decl
        | Kind::avoid_decl
        | Kind::tags_decl
        | Kind::rows_decl
        | Kind::columns_decl
        | Kind::form_decl
        | Kind::expect_decl
        | Kind::part_decl
        | Kind::section_decl
        | Kind::document_decl => true,
        Kind::row => node.has(Kind::block),
        _ => false,
    }
}

/// What tells a block: a name, or all of its head where others of the name may stand beside it.
fn head(node: Node<'_>) -> String {
    let whole = matches!(
        node.kind(),
        Kind::items_decl | Kind::members_decl | Kind::row | Kind::successors_decl | Kind::tags_decl
    );
    let named = node.child(Kind::ident).filter(|_| !whole).map(Node::text);
    let words = named.unwrap_or_else(|| node.text().split(['{', '｛']).next().unwrap_or(""));
    format!("{:?} {}", node.kind(), words.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn rows(node: Node<'_>, starts: &[usize]) -> Vec<SourceLine> {
    let start = node.span().start as usize;
    let first = starts.partition_point(|line| *line <= start);
    let body = node.text().split_once(['{', '｛']).map_or("", |(_, body)| body);
    let skipped = node.text()[..node.text().len() - body.len()].matches('\n').count();
    let mut rows = Vec::new();
    for (index, line) in body.split('\n').enumerate() {
        let says =
            line.split("//").next().unwrap_or("").trim_matches(|c: char| c.is_whitespace() || "{}｛｝".contains(c));
        if !says.is_empty() {
            let says = says.split_whitespace().collect::<Vec<_>>().join(" ");
            rows.push(SourceLine { number: first + skipped + index, says });
        }
    }
    rows
}

/// What is said of a block that repeats one before; `None` where it has too little in common with it.
fn told(first: &SourceBlock<'_>, second: &SourceBlock<'_>, text: &str, starts: &[usize]) -> Option<Diagnostic> {
    let (lacks, other) = (apart(&first.rows, &second.rows), apart(&second.rows, &first.rows));
    let same = second.rows.len() - other.len();
    if same < ROWS || same * 2 < first.rows.len().min(second.rows.len()) {
        return None;
    }
    let line = |node: Node<'_>| starts.partition_point(|line| *line <= node.span().start as usize);
    let number = line(first.node);
    let word = |node: Node<'_>| {
        let head = node.text().split(['{', '｛']).next().unwrap_or("").trim_end().len() as u32;
        Span { end: node.span().start + head, ..node.span() }
    };
    let error = |message| {
        Diagnostic::new(REPEATED_BLOCK, word(second.node), message)
            .related(word(first.node), say!("另一个在这里", "the other one"))
    };
    if other.is_empty() && lacks.is_empty() {
        let message =
            say!("这个块与第 {number} 行开始的说的一样", "this block says the same as the one at line {number}");
        let error = error(message).note(say!("删去一个", "remove one of them"));
        // their comments may tell them apart
        let same = first.node.text().split_whitespace().eq(second.node.text().split_whitespace());
        return Some(if same { error.fix(second.lines(text), "") } else { error });
    }
    let mut parts: Vec<usize> = other.into_iter().chain(lacks).collect();
    parts.sort_unstable();
    let more = parts.len().saturating_sub(SHOWN);
    let shown: Vec<String> = parts.iter().take(SHOWN).map(ToString::to_string).collect();
    let (zh, en) = (shown.join("、"), shown.join(", "));
    let more = if more == 0 { say!("", "") } else { say!("，另有 {more} 行", " and {more} more") };
    let message =
        say!("这个块与第 {number} 行开始的差不多一样", "this block says nearly the same as the one at line {number}");
    Some(error(message).note(say!("不同的是第 {zh} 行{more}", "they differ in lines {en}{more}", more)).note(say!(
        "删去一个；若是另一个块抄来还没有改好，改它的开头和各行",
        "remove one of them; if this was to become another block, change its head and its rows"
    )))
}

/// The numbers of the rows that others do not have.
fn apart(rows: &[SourceLine], others: &[SourceLine]) -> Vec<usize> {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for row in others {
        *left.entry(&row.says).or_default() += 1;
    }
    let mut is_apart = |row: &&SourceLine| match left.get_mut(row.says.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    rows.iter().filter(|row| is_apart(row)).map(|row| row.number).collect()
}
