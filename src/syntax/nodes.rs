//! What pest reads, as a list of nodes. The build script reads this file too, for it parses the library beforehand.

use pest::iterators::Pairs;
use pest::{Parser, Token};

pub use super::parser::Rule as Kind;

use super::parser::BudgetParser;

/// One node of a tree in preorder.
#[derive(Clone, Copy, Debug)]
pub struct NodeData {
    pub kind: Kind,
    pub start: u32,
    pub end: u32,
    /// Index of the first node after this one's subtree.
    pub next: u32,
}

/// Levels of the expression grammar: a level that adds nothing to its only child makes no node.
const LEVELS: &[Kind] = &[
    Kind::check_or,
    Kind::check_and,
    Kind::check_part,
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

/// The nodes of a text, None where the grammar takes none of it.
pub fn parse(text: &str) -> Option<Vec<NodeData>> {
    BudgetParser::parse(Kind::file, text).ok().map(fill)
}

/// Takes the nodes over from where each begins and ends, which is all that pest keeps; its pairs would be made anew at
/// each step.
fn fill(pairs: Pairs<'_, Kind>) -> Vec<NodeData> {
    let mut nodes: Vec<NodeData> = Vec::new();
    // what is open: its index, and how many children it has, comments apart
    let mut open: Vec<(usize, usize)> = Vec::new();
    for token in pairs.tokens() {
        match token {
            Token::Start { rule: Kind::EOI, .. } | Token::End { rule: Kind::EOI, .. } => {}
            Token::Start { rule, pos } => {
                if let Some((_, children)) = open.last_mut() {
                    *children += usize::from(rule != Kind::COMMENT);
                }
                open.push((nodes.len(), 0));
                let start = pos.pos() as u32;
                nodes.push(NodeData { kind: rule, start, end: start, next: 0 });
            }
            Token::End { rule, pos } => {
                let Some((index, children)) = open.pop() else { continue };
                if children == 1 && LEVELS.contains(&rule) {
                    nodes.remove(index);
                    nodes[index..].iter_mut().for_each(|node| node.next -= 1);
                } else {
                    let next = nodes.len() as u32;
                    let node = &mut nodes[index];
                    (node.end, node.next) = (pos.pos() as u32, next);
                }
            }
        }
    }
    nodes
}

/// A node as it is carried in the program: its kind by number, and the rest as above.
type Packed = (u16, u32, u32, u32);

/// Nodes as bytes, None where they cannot be.
#[allow(dead_code, reason = "only the build script packs")]
pub fn pack(nodes: &[NodeData]) -> Option<Vec<u8>> {
    let number = |kind| Kind::all_rules().iter().position(|rule| *rule == kind);
    let packed = |node: &NodeData| Some((number(node.kind)? as u16, node.start, node.end, node.next));
    let packed: Option<Vec<Packed>> = nodes.iter().map(packed).collect();
    postcard::to_stdvec(&packed?).ok()
}

/// The nodes that bytes hold.
#[allow(dead_code, reason = "only the compiler unpacks")]
pub fn unpack(bytes: &[u8]) -> Option<Vec<NodeData>> {
    let packed: Vec<Packed> = postcard::from_bytes(bytes).ok()?;
    let node = |(kind, start, end, next)| {
        Some(NodeData { kind: *Kind::all_rules().get(usize::from(kind))?, start, end, next })
    };
    packed.into_iter().map(node).collect()
}
