//! The tree of a file: nodes in the order of the text, each with the bytes it covers. White space and punctuation are
//! the gaps between nodes, so that the tree together with the text loses nothing.

use pest::iterators::Pairs;
use pest::{Parser, Token};

use super::Kind;
use super::parser::BudgetParser;
use crate::base::{FileId, Span};

#[derive(Clone, Copy, Debug)]
struct NodeData {
    kind: Kind,
    start: u32,
    end: u32,
    /// Index of the first node after this one's subtree.
    next: u32,
}

/// One file's nodes in preorder.
#[derive(Clone, Debug)]
pub struct Tree {
    file: FileId,
    nodes: Vec<NodeData>,
}

/// One node, seen together with its file's text.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    tree: &'t Tree,
    text: &'t str,
    index: u32,
}

/// Levels of the expression grammar: a level that adds nothing to its only child makes no node.
const LEVELS: &[Kind] = &[
    Kind::expr,
    Kind::or_expr,
    Kind::and_expr,
    Kind::not_expr,
    Kind::comparison,
    Kind::sum,
    Kind::product,
    Kind::unary,
    Kind::postfix,
];

impl Tree {
    /// A tree in which nothing has been understood.
    pub(super) fn unread(text: &str, file: FileId) -> Tree {
        let end = text.len() as u32;
        let node = |kind| NodeData { kind, start: 0, end, next: 2 };
        Tree { file, nodes: vec![node(Kind::file), node(Kind::junk_decl)] }
    }

    pub(super) fn parse(text: &str, file: FileId) -> Tree {
        let mut tree = Tree { file, nodes: Vec::new() };
        // `file` takes any text: what no declaration matches, `junk_decl` does.
        match BudgetParser::parse(Kind::file, text) {
            Ok(pairs) => tree.fill(pairs),
            Err(_) => tree = Tree::unread(text, file),
        }
        tree
    }

    /// Takes the nodes over from where each begins and ends, which is all that pest keeps; its pairs would be made anew at
    /// each step.
    fn fill(&mut self, pairs: Pairs<'_, Kind>) {
        // what is open: its index, and how many children it has, comments apart
        let mut open: Vec<(usize, usize)> = Vec::new();
        for token in pairs.tokens() {
            match token {
                Token::Start { rule: Kind::EOI, .. } | Token::End { rule: Kind::EOI, .. } => {}
                Token::Start { rule, pos } => {
                    if let Some((_, children)) = open.last_mut() {
                        *children += usize::from(rule != Kind::COMMENT);
                    }
                    open.push((self.nodes.len(), 0));
                    let start = pos.pos() as u32;
                    self.nodes.push(NodeData { kind: rule, start, end: start, next: 0 });
                }
                Token::End { rule, pos } => {
                    let Some((index, children)) = open.pop() else { continue };
                    if children == 1 && LEVELS.contains(&rule) {
                        self.nodes.remove(index);
                        self.nodes[index..].iter_mut().for_each(|node| node.next -= 1);
                    } else {
                        let next = self.nodes.len() as u32;
                        let node = &mut self.nodes[index];
                        (node.end, node.next) = (pos.pos() as u32, next);
                    }
                }
            }
        }
    }

    /// The same for a file of the same text.
    #[must_use]
    pub fn of(&self, file: FileId) -> Tree {
        Tree { file, ..self.clone() }
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

    pub(super) fn tree(self) -> &'t Tree {
        self.tree
    }

    /// The grammar rule that it is.
    pub fn kind(self) -> Kind {
        self.data().kind
    }

    /// Where it stands.
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
