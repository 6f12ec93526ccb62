//! The tree of a file: nodes in the order of the text, each with the bytes it covers. White space and punctuation are
//! the gaps between nodes, so that the tree together with the text loses nothing.

use std::sync::Arc;

use super::nodes::{self, NodeData};
use super::{Kind, again};
use crate::base::{FileId, Span};

/// One file's nodes in preorder. A clone shares them.
#[derive(Clone, Debug)]
pub struct Tree {
    file: FileId,
    nodes: Arc<[NodeData]>,
}

/// One node, seen together with its file's text.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    tree: &'t Tree,
    text: &'t str,
    index: u32,
}

impl Tree {
    fn new(file: FileId, nodes: Vec<NodeData>) -> Tree {
        Tree { file, nodes: nodes.into() }
    }

    /// A tree in which nothing has been understood.
    pub(super) fn unread(text: &str, file: FileId) -> Tree {
        let end = text.len() as u32;
        let node = |kind| NodeData { kind, start: 0, end, next: 2 };
        Tree::new(file, vec![node(Kind::file), node(Kind::junk_decl)])
    }

    pub(super) fn parse(text: &str, file: FileId) -> Tree {
        // `file` takes any text: what no declaration matches, `junk_decl` does.
        nodes::parse(text).map_or_else(|| Tree::unread(text, file), |nodes| Tree::new(file, nodes))
    }

    /// The same of a text much of which stands in one that was read before without a mistake.
    pub(super) fn reread(text: &str, file: FileId, tree: &Tree, known: &str) -> Tree {
        let nodes = again::parse(text, known, &tree.nodes);
        nodes.map_or_else(|| Tree::parse(text, file), |nodes| Tree::new(file, nodes))
    }

    /// The tree that was made of a text before, None where it was made of another grammar's.
    pub(super) fn premade(bytes: &[u8], file: FileId) -> Option<Tree> {
        Some(Tree::new(file, nodes::unpack(bytes)?))
    }

    /// The same for a file of the same text.
    #[must_use]
    pub fn for_file(&self, file: FileId) -> Tree {
        Tree { file, ..self.clone() }
    }

    /// The same for a text whose places are others.
    pub(super) fn moved(mut self, start: impl Fn(u32) -> u32, end: impl Fn(u32) -> u32) -> Tree {
        for node in Arc::make_mut(&mut self.nodes).iter_mut() {
            let from = start(node.start);
            // a node over no text stays one
            (node.start, node.end) = (from, end(node.end).max(from));
        }
        self
    }

    /// The same without some nodes and what they hold, in the order of the text.
    pub(super) fn without(&self, gone: &[Node<'_>]) -> Tree {
        // of each: where it begins and ends, and how many nodes are gone before it
        let mut ranges: Vec<(u32, u32, u32)> = Vec::new();
        for node in gone {
            let passed = ranges.last().map_or(0, |(from, to, passed)| passed + to - from);
            ranges.push((node.index, node.data().next, passed));
        }
        let last = |index: u32| ranges[..ranges.partition_point(|(from, ..)| *from <= index)].last();
        let before = |index: u32| last(index).map_or(0, |(from, to, passed)| passed + index.min(*to) - from);
        let kept = (0..).zip(self.nodes.iter()).filter(|(index, _)| last(*index).is_none_or(|(_, to, _)| to <= index));
        let nodes = kept.map(|(_, node)| NodeData { next: node.next - before(node.next), ..*node });
        Tree::new(self.file, nodes.collect())
    }

    /// The root, over the text that was parsed.
    pub fn root<'t>(&'t self, text: &'t str) -> Node<'t> {
        Node { tree: self, text, index: 0 }
    }

    /// All nodes in the order of the text, comments too.
    pub fn nodes<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Node<'t>> {
        (0..self.nodes.len() as u32).map(move |index| Node { tree: self, text, index })
    }
}

impl<'t> Node<'t> {
    fn data(self) -> NodeData {
        self.tree.nodes[self.index as usize]
    }

    /// The grammar rule that it is.
    pub fn kind(self) -> Kind {
        self.data().kind
    }

    /// The bytes of the text that it covers.
    pub fn span(self) -> Span {
        let data = self.data();
        Span { file: self.tree.file, start: data.start, end: data.end }
    }

    /// The text under it, without trailing white space.
    pub fn text(self) -> &'t str {
        let data = self.data();
        self.text.get(data.start as usize..data.end as usize).unwrap_or("").trim_end()
    }

    /// The text under it as it stands.
    pub fn raw(self) -> &'t str {
        self.text.get(self.span().range()).unwrap_or("")
    }

    /// The text behind it in its line.
    pub fn behind(self) -> &'t str {
        let text = self.text.get(self.data().start as usize + self.text().len()..).unwrap_or("");
        text.split('\n').next().unwrap_or("")
    }

    /// What parts it from another of its kind behind it: an end of line with its own indentation, or a `;` where it does not
    /// begin its line.
    pub fn next_line(self) -> String {
        let before = self.text.get(..self.data().start as usize).unwrap_or("");
        let line = before.rsplit('\n').next().unwrap_or("");
        if line.chars().all(char::is_whitespace) { format!("\n{line}") } else { "; ".to_owned() }
    }

    /// Its children, without comments.
    pub fn children(self) -> impl Iterator<Item = Node<'t>> {
        self.all_children().filter(|node| node.kind() != Kind::COMMENT)
    }

    /// Its children, comments too.
    pub fn all_children(self) -> impl Iterator<Item = Node<'t>> {
        let end = self.data().next;
        let mut index = self.index + 1;
        std::iter::from_fn(move || {
            let node = (index < end).then_some(Node { index, ..self })?;
            index = node.data().next;
            Some(node)
        })
    }

    /// Its first child of a kind.
    pub fn child(self, kind: Kind) -> Option<Node<'t>> {
        self.children().find(|node| node.kind() == kind)
    }

    /// All its children of a kind.
    pub fn children_of(self, kind: Kind) -> impl Iterator<Item = Node<'t>> {
        self.children().filter(move |node| node.kind() == kind)
    }

    /// Whether it has a child of a kind.
    pub fn has(self, kind: Kind) -> bool {
        self.child(kind).is_some()
    }
}
