//! What is said around rows.

use crate::base::{FileId, Span};
use crate::model::{Meaning, MemberId, Report};
use crate::syntax::Tree;
use crate::syntax::ast;

/// The members that a file's own `at` names: all its rows are theirs.
pub fn file_at(report: &Report, file: FileId, tree: &Tree, text: &str) -> Vec<MemberId> {
    let root = tree.root(text);
    let said = ast::declarations::<ast::AtDecl<'_>>(root).next();
    said.map_or_else(Vec::new, |said| named_in(report, Span { file, ..said.span() }))
}

/// The members that are named in a part of a file.
fn named_in(report: &Report, place: Span) -> Vec<MemberId> {
    let inside = |span: &Span| span.file == place.file && place.start <= span.start && span.end <= place.end;
    let named = report.names.used().iter().filter(|(span, _)| inside(span));
    let members = named.filter_map(|(_, meaning)| match meaning {
        Meaning::Member(member) => Some(*member),
        _ => None,
    });
    members.collect()
}
