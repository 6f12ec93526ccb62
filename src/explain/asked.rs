//! What is asked for: a place, something of a form, or an expression of the language.

use super::cells::{segments, segments_taken};
use crate::base::{Source, Sources, Span};
use crate::eval::{Env, Evaluator};
use crate::project::Loaded;
use crate::syntax::ast::{self, Piece};

/// What a figure is asked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A line of a source.
    Place,
    /// A form's name or label.
    Form,
    /// A name, or another expression.
    Expression,
}

/// What the words of a question are.
pub fn read_question(evaluator: &Evaluator<'_>, figure: &str) -> Asked {
    if super::places::read(figure).is_some() {
        return Asked::Place;
    }
    let wanted = segments(figure);
    let named = evaluator.report.forms.iter().any(|form| {
        let label = form.no.as_ref().map(|no| evaluator.template(no, &Env::default()).plain());
        segments_taken(&wanted, &form.name).is_some()
            || label.is_some_and(|label| segments_taken(&wanted, &label).is_some())
    });
    if named { Asked::Form } else { Asked::Expression }
}

/// Whether the words of a question may be no expression: a place, or something of a form, as far as its name and the words of
/// its number tell. For a form the report must be evaluated to know.
pub fn may_be_no_expression(loaded: &Loaded, figure: &str) -> bool {
    if super::places::read(figure).is_some() {
        return true;
    }
    let wanted = segments(figure);
    let forms = loaded.sources.iter().zip(&loaded.trees).flat_map(|((_, source), tree)| {
        let root = tree.root(&source.text);
        ast::declarations::<ast::FormDecl<'_>>(root)
    });
    forms.into_iter().any(|form| {
        let named = form.name().is_some_and(|name| segments_taken(&wanted, name.text()).is_some());
        named || form.no().is_some_and(|label| may_begin(&wanted, label))
    })
}

/// Whether a question may begin with a form's number: the words before the first hole tell.
fn may_begin(wanted: &[String], label: ast::Template<'_>) -> bool {
    let is_words = |piece: &Piece<'_>| matches!(piece, Piece::Words(_));
    let words: String = label.pieces().take_while(is_words).map(|piece| piece.raw()).collect();
    if label.pieces().all(|piece| is_words(&piece)) {
        return segments_taken(wanted, &words).is_some();
    }
    // the last segment may go on in the hole
    let mut own = segments(&words);
    let last = own.pop().unwrap_or_default();
    wanted.starts_with(&own) && wanted.get(own.len()).is_some_and(|segment| segment.starts_with(&last))
}

/// The file that an asked expression stands in, as messages name it.
pub const SOURCE: &str = "<figure>";

/// A file that declares an expression under a name that stands in no source. The expression has lines of its own,
/// so that a message shows it as it was asked. None where it holds the end of a line.
pub fn declaration(expression: &str, sources: &Sources) -> Option<Source> {
    if expression.contains(['\n', '\r', ';']) || expression.trim().is_empty() {
        return None;
    }
    let mut name = "asked".to_owned();
    while sources.iter().any(|(_, source)| source.text.contains(&name)) {
        name.push_str("_x");
    }
    Some(Source::new(SOURCE.to_owned(), format!("let {name} =\n{expression}\n")))
}

/// Whether a place lies in an asked expression.
pub(super) fn is_in(span: Span, sources: &Sources) -> bool {
    sources.get(span.file).path == SOURCE
}
