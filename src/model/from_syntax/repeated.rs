//! Clauses that are written twice where one counts.

use super::input::Input;
use super::resolver::Resolver;

/// So many words of a clause are said.
const SHOWN: usize = 16;

/// Reports what is repeated in the report's own files and those that it uses, the libraries too. A former report was published as
/// it is.
pub(super) fn repeated(files: &[Input<'_>], resolver: &mut Resolver<'_>) {
    for input in files.iter().filter(|input| input.space == 0) {
        for (node, first) in input.tree.nodes(input.text).flat_map(|node| node.repeated()) {
            let words = node.text();
            let short: String = words.split('\n').next().unwrap_or(words).chars().take(SHOWN).collect();
            let short = if short.len() < words.len() { short + "…" } else { short };
            resolver.said_twice(&short, node.span(), first.span());
        }
    }
}
