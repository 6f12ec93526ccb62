//! Labels of rows that are merged over columns: those must stand side by side with the column of names.

use rustc_hash::FxHashSet;

use super::resolver::Resolver;
use crate::base::{Diagnostic, Span};
use crate::model::codes::MERGED_APART;
use crate::model::{FormBody, Leaf, RowItem, RowKind, RowsId, merged_over};
use crate::say;

impl Resolver<'_> {
    /// Labels of a body's rows that are to take places which they cannot reach.
    pub(super) fn merged_apart(&self, body: &FormBody) -> Vec<Diagnostic> {
        let (mut used, mut found): (FxHashSet<RowsId>, Vec<Diagnostic>) = <_>::default();
        let leaves = body.leaves();
        let leaves: Vec<&Leaf<'_>> = leaves.iter().collect();
        let mut open: Vec<&RowItem> = body.rows.iter().flat_map(|rows| &rows.items).collect();
        while let Some(item) = open.pop() {
            found.extend(apart(&leaves, item, body));
            open.extend(&item.children);
            if let RowKind::Use(rows) = item.kind
                && used.insert(rows)
            {
                open.extend(&self.report.rows[rows.ix()].head.items);
            }
        }
        found
    }
}

fn apart(leaves: &[&Leaf<'_>], item: &RowItem, body: &FormBody) -> Option<Diagnostic> {
    let (_, first) = item.over.first()?;
    let Some(reach) = merged_over(leaves, |at| leaves[at].is_named(&item.over)) else {
        let message =
            say!("没有印名称的栏，这一行的标题没有地方合并", "no column holds names: there is no label to be merged");
        return Some(told(message, *first, item, body).note(say!(
            "加上 column \"标题\" = name，或删去这里的 wide",
            "add `column \"TITLE\" = name`, or remove `wide` here"
        )));
    };
    let beyond = |name: &&(String, Span)| {
        let named = leaves.iter().enumerate().filter(|(_, leaf)| leaf.is_named(std::slice::from_ref(*name)));
        named.into_iter().any(|(at, _)| !reach.contains(&at))
    };
    let (word, span) = item.over.iter().find(beyond)?;
    let message = say!(
        "「{word}」不挨着印名称的栏，这一行的标题合并不过去",
        "`{word}` does not stand beside the column of names: the label cannot be merged over it"
    );
    Some(told(message, *span, item, body).note(say!(
        "把两者之间的栏也写上，或者把它排到名称栏旁边",
        "name the columns between them, too, or put it beside the column of names"
    )))
}

/// Where the rows are a set's, the form is named whose columns do not suit.
fn told(message: crate::base::Say, span: Span, item: &RowItem, body: &FormBody) -> Diagnostic {
    let error = Diagnostic::new(MERGED_APART, span, message);
    match body.rows.iter().find(|head| {
        head.span.file == item.span.file && head.span.start <= item.span.start && item.span.end <= head.span.end
    }) {
        Some(_) => error,
        None => error.related(body.rows[0].span, say!("放在这里", "placed here")),
    }
}
