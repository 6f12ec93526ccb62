//! One finding for many instances of a check, with a few of them as examples.

use super::{Identity, failing};
use crate::base::{Diagnostic, Label, Say, Severity};
use crate::check::codes::CHECK_FAILED;
use crate::model::{Check, Level, Report};
use crate::say;

/// So many instances are named.
pub const EXAMPLES: usize = 3;

/// A finding about instances that fail, of which some are examples. It points at their figures, and at the check.
pub fn several<'i>(
    report: &Report,
    check: &Check,
    message: Say,
    examples: impl Iterator<Item = &'i Identity>,
) -> Diagnostic {
    let examples = examples.filter_map(|identity| Some((identity.instance_words(report), identity.finding.as_ref()?)));
    let examples: Vec<(Say, &Diagnostic)> = examples.take(EXAMPLES).collect();
    let mut shown = examples.iter().map(|(place, own)| example(check, place, own));
    let mut error = Diagnostic::new(CHECK_FAILED, check.span, message);
    if examples.first().is_none_or(|(_, own)| own.primary.span == check.span) {
        error.primary.text = failing::declared(check);
    } else if let Some(first) = shown.next() {
        error.primary = first;
        error = error.related(check.span, failing::declared(check));
    }
    error.related.extend(shown);
    if check.level == Level::Warn {
        error.severity = Severity::Warning;
    }
    error
}

/// An instance at its own figure, where there is one beside the check.
fn example(check: &Check, place: &Say, own: &Diagnostic) -> Label {
    let figure = own.related.first().filter(|_| own.primary.span == check.span).unwrap_or(&own.primary);
    let (zh, en, own_zh, own_en) = (&place.zh, &place.en, &figure.text.zh, &figure.text.en);
    let text = if own_zh.is_empty() {
        say!("例如{zh}", "for one {en}")
    } else {
        say!("例如{zh}：{own_zh}", "for one {en}: {own_en}")
    };
    Label { span: figure.span, text }
}
