//! Under which headings a block of a document stands.

use super::Block;

/// What is known of each heading above the next block, from the top, while the blocks are walked in order.
#[derive(Clone, Debug)]
pub struct HeadingsAbove<T>(Vec<T>);

impl<T> Default for HeadingsAbove<T> {
    fn default() -> HeadingsAbove<T> {
        HeadingsAbove(Vec::new())
    }
}

impl<T> HeadingsAbove<T> {
    /// Leaves the headings that a block does not stand under: a heading and a table end those of their depth.
    pub fn reach(&mut self, block: &Block) {
        let depth = match block {
            Block::Heading { depth, .. } => *depth,
            Block::Table(table) => table.depth,
            Block::Cover(_) | Block::Contents(_) | Block::Paragraph { .. } | Block::Picture(_) => return,
        };
        self.0.truncate(depth.saturating_sub(1));
    }

    /// Adds a heading that was reached: what follows stands under it.
    pub fn enter(&mut self, heading: T) {
        self.0.push(heading);
    }

    /// Those of the block that was reached last, a heading's own not among them until it is entered.
    pub fn all(&self) -> &[T] {
        &self.0
    }
}
