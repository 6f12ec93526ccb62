//! What is asked for: a place, something of a form, or an expression of the language.

use super::cells::{segments, starts};
use crate::base::{Source, Sources, Span};
use crate::eval::{Env, Evaluator};
use crate::model::Report;

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
pub fn asked(report: &Report, figure: &str) -> Asked {
    if super::places::read(figure).is_some() {
        return Asked::Place;
    }
    let (wanted, evaluator) = (segments(figure), Evaluator::new(report));
    let named = report.forms.iter().any(|form| {
        let label = form.no.as_ref().map(|no| evaluator.template(no, &Env::default()).plain());
        starts(&wanted, &form.name).is_some() || label.is_some_and(|label| starts(&wanted, &label).is_some())
    });
    if named { Asked::Form } else { Asked::Expression }
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
