//! Reading a text again after a change. The declarations that both texts begin and end with are taken over, so that what
//! was changed is all that is parsed.
//!
//! A declaration is read by itself: the grammar goes past the end of a line only where the line leaves something open, and
//! what stays open is no declaration but a mistake. So a text may be cut where a declaration's line begins.

use super::nodes::{self, Kind, NodeData};

/// A place between two declarations: the line's first byte, and the first node behind it.
#[derive(Clone, Copy)]
struct Cut {
    at: usize,
    node: usize,
}

/// The nodes of a text, with those of a `known` one that has no mistake; `None` where it must be read as a whole.
pub(super) fn parse(text: &str, known: &str, of_known: &[NodeData]) -> Option<Vec<NodeData>> {
    let front = same(text.bytes(), known.bytes());
    let shorter = text.len().min(known.len());
    let back = same(text.bytes().rev(), known.bytes().rev()).min(shorter - front);
    let cuts = cuts(known, of_known);
    let behind = known.len() - back;
    // the end of the line before is to be shared too
    let last = cuts.iter().rev().find(|cut| cut.at <= front).copied().unwrap_or(Cut { at: 0, node: 1 });
    let next = cuts.iter().find(|cut| cut.at > behind && cut.at >= last.at).copied();
    let next = next.unwrap_or(Cut { at: known.len(), node: of_known.len() });
    let changed = nodes::parse(text.get(last.at..text.len() - (known.len() - next.at))?)?;
    if changed.iter().any(|node| matches!(node.kind, Kind::junk_decl | Kind::junk_row | Kind::junk_hole)) {
        return None;
    }
    let mut all = Vec::with_capacity(of_known.len() + changed.len());
    all.extend_from_slice(&of_known[..last.node]);
    take(&mut all, changed.get(1..)?, 1, 0, last.at)?;
    take(&mut all, &of_known[next.node..], next.node, known.len(), text.len())?;
    let count = all.len() as u32;
    let file = all.first_mut()?;
    (file.end, file.next) = (text.len() as u32, count);
    Some(all)
}

/// How many bytes two texts have in common from where they are walked.
fn same(a: impl Iterator<Item = u8>, b: impl Iterator<Item = u8>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

/// Where a text may be cut.
fn cuts(text: &str, nodes: &[NodeData]) -> Vec<Cut> {
    let (mut cuts, mut node, mut end) = (Vec::new(), 1, 0);
    while let Some(data) = nodes.get(node) {
        let between = text.get(end..data.start as usize).unwrap_or("");
        if let Some(line) = between.rfind('\n') {
            cuts.push(Cut { at: end + line + 1, node });
        }
        (node, end) = (data.next as usize, data.end as usize);
    }
    cuts
}

/// Appends nodes; the first was number `first`, and what stood at `from` stands at `to` now.
fn take(all: &mut Vec<NodeData>, nodes: &[NodeData], first: usize, from: usize, to: usize) -> Option<()> {
    let place = |at: u32| u32::try_from((at as usize + to).checked_sub(from)?).ok();
    let base = all.len();
    for node in nodes {
        let next = (node.next as usize - first + base) as u32;
        all.push(NodeData { start: place(node.start)?, end: place(node.end)?, next, ..*node });
    }
    Some(())
}
