//! Clauses that may stand in any order, each of them once.

use super::*;

impl<'t> Node<'t> {
    /// What stands in it a second time: a clause, or a column that a clause names. Each with the first.
    pub(crate) fn repeated(self) -> Vec<(Node<'t>, Node<'t>)> {
        match self.kind() {
            Kind::only_clause | Kind::hide_clause | Kind::over_clause => {
                self.again(|node| node.kind() == Kind::column_ref, |one, other| one.text() == other.text())
            }
            kind if has_clauses(kind) => self.again(is_clause, |one, other| one.kind() == other.kind()),
            _ => Vec::new(),
        }
    }

    fn again(
        self,
        counts: impl Fn(Node<'t>) -> bool,
        same: impl Fn(Node<'t>, Node<'t>) -> bool,
    ) -> Vec<(Node<'t>, Node<'t>)> {
        let (mut firsts, mut found): (Vec<Node<'t>>, Vec<_>) = (Vec::new(), Vec::new());
        for node in self.children().filter(|node| counts(*node)) {
            match firsts.iter().find(|first| same(**first, node)) {
                Some(first) => found.push((node, *first)),
                None => firsts.push(node),
            }
        }
        found
    }
}

fn has_clauses(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::items_decl
            | Kind::line_item
            | Kind::each_item
            | Kind::form_decl
            | Kind::column_item
            | Kind::column_look
            | Kind::cell
            | Kind::document_decl
            | Kind::part_decl
            | Kind::part_item
            | Kind::section_decl
            | Kind::section_item
            | Kind::picture_item
            | Kind::loop_item
            | Kind::for_hole
            | Kind::show_hole
            | Kind::printed_expr
    )
}

fn is_clause(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        Kind::alt_clause
            | Kind::as_clause
            | Kind::aside_flag
            | Kind::at_clause
            | Kind::author_clause
            | Kind::bare_flag
            | Kind::date_clause
            | Kind::digits_clause
            | Kind::draft_clause
            | Kind::grid_clause
            | Kind::hide_clause
            | Kind::in_clause
            | Kind::landscape_flag
            | Kind::lang_clause
            | Kind::last_clause
            | Kind::left_clause
            | Kind::listed_clause
            | Kind::mark_clause
            | Kind::no_clause
            | Kind::numbered_clause
            | Kind::numbering_clause
            | Kind::of_clause
            | Kind::only_clause
            | Kind::over_clause
            | Kind::pattern_clause
            | Kind::policy_clause
            | Kind::right_clause
            | Kind::sep_clause
            | Kind::share_clause
            | Kind::span_clause
            | Kind::style_clause
            | Kind::subject_clause
            | Kind::title_clause
            | Kind::wide_clause
            | Kind::width_clause
            | Kind::with_clause
    )
}
