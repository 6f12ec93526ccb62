//! What the reports set for their library, their named figures, and what their documents say of themselves.

use super::{ChangedFile, DiffValue, FileKind, NamedChange, Pair, values};
use crate::document::Block;
use crate::eval::Evaluator;
use crate::model::Expr;
use crate::project::Checked;

/// A name, and what it stands for.
type Holds<'m> = (&'m str, Option<&'m Expr>);

/// The settings whose value is another. Texts of several lines are compared where they are printed.
pub(super) fn settings(pair: &Pair<'_, '_>) -> Vec<NamedChange> {
    let mut changed = differing(pair, &params(pair.old), &params(pair.new), &|name| name);
    let long = |value: &Option<DiffValue>| value.as_ref().is_some_and(|value| value.text.contains('\n'));
    changed.retain(|named| !long(&named.old) && !long(&named.new));
    changed
}

fn params(side: &Checked) -> Vec<Holds<'_>> {
    let report = &side.report;
    let own = report.params.iter().filter(|param| !report.in_former(param.span));
    own.map(|param| (param.name.as_str(), param.value.as_ref())).collect()
}

/// The named figures whose value over all facts is another. One that came or went has moved nothing by itself.
pub(super) fn figures<'e, 'm>(pair: &Pair<'e, 'm>) -> Vec<NamedChange> {
    let (old, new) = (lets(pair.old), lets(pair.new));
    let now = |name: &'m str| -> &'e str { pair.names.now("let", name) };
    let both = |name: &str| new.iter().any(|(own, _)| *own == name) && old.iter().any(|(own, _)| now(own) == name);
    let mut changed = differing(pair, &old, &new, &now);
    changed.retain(|named| both(&named.name));
    changed
}

fn lets(side: &Checked) -> Vec<Holds<'_>> {
    let report = &side.report;
    let own = report.lets.iter().filter(|own| !report.in_former(own.span));
    own.map(|own| (own.name.as_str(), Some(&own.expr))).collect()
}

/// The names whose value is another, in the new report's order; `now` says what an old name is called there.
fn differing<'e, 'm: 'e>(
    pair: &Pair<'_, 'm>,
    old: &[Holds<'m>],
    new: &[Holds<'m>],
    now: &dyn Fn(&'m str) -> &'e str,
) -> Vec<NamedChange> {
    let said = |evaluator: &Evaluator<'m>, expr: Option<&'m Expr>| values::value_of_expr(evaluator, expr?);
    let mut changed = Vec::new();
    for (name, expr) in new {
        let was = old.iter().find(|(own, _)| now(own) == *name).and_then(|(_, expr)| *expr);
        changed.extend(values::named_change(name, said(pair.was, was), said(pair.is, *expr)));
    }
    for (name, expr) in old.iter().filter(|(own, _)| !new.iter().any(|(name, _)| *name == now(own))) {
        changed.extend(values::named_change(name, said(pair.was, *expr), None));
    }
    changed
}

/// What a document says of itself; where its headings' patterns of numbers reach the page, the numbers are told.
pub(super) fn document(pair: &Pair<'_, '_>) -> Vec<NamedChange> {
    let (old, new) = (told(pair.old), told(pair.new));
    let value = |text: String| Some(text).filter(|text| !text.is_empty()).map(values::words);
    let both = old.into_iter().zip(new);
    both.filter_map(|((name, old), (_, new))| values::named_change(name, value(old), value(new))).collect()
}

fn told(side: &Checked) -> [(&'static str, String); 7] {
    let document = &side.document;
    let style = side.report.document.as_ref().and_then(|document| document.style.as_ref());
    let settings = document.settings.iter().map(|setting| format!("{}: {}", setting.name, setting.words));
    let settings: Vec<String> = settings.collect();
    let settings = if settings.is_empty() { String::new() } else { format!(" with {}", settings.join(", ")) };
    [
        ("title", document.title.clone()),
        ("author", document.author.clone()),
        ("subject", document.subject.clone()),
        ("draft", document.draft.clone()),
        ("date", document.date.map(|day| day.to_string()).unwrap_or_default()),
        ("lang", document.lang.clone()),
        ("style", style.map(|(path, _)| format!("{path}{settings}")).unwrap_or_default()),
    ]
}

/// The files under one name that hold something else: the style's, and the pictures' that both documents show.
pub(super) fn files(pair: &Pair<'_, '_>) -> Vec<ChangedFile> {
    let (old, new) = (pair.old, pair.new);
    let path = |side: &'_ Checked| side.report.document.as_ref()?.style.as_ref().map(|(path, _)| path.clone());
    let styles = path(pair.new).filter(|name| path(pair.old).as_ref() == Some(name) && old.style != new.style);
    let mut files: Vec<ChangedFile> =
        styles.into_iter().map(|name| ChangedFile { kind: FileKind::Style, name }).collect();
    fn held<'s>(side: &'s Checked, path: &str) -> Option<&'s [u8]> {
        let picture = side.pictures.iter().find(|picture| picture.path == path);
        picture.map(|picture| picture.bytes.as_slice())
    }
    let shown = |side: &'_ Checked| {
        let shown = side.document.blocks.iter().filter_map(|block| match block {
            Block::Picture(picture) => Some(picture.path.clone()),
            _ => None,
        });
        shown.collect::<std::collections::BTreeSet<String>>()
    };
    let both = shown(pair.old).intersection(&shown(pair.new)).cloned().collect::<Vec<_>>();
    let other = both.into_iter().filter(|path| held(pair.old, path) != held(pair.new, path));
    files.extend(other.map(|name| ChangedFile { kind: FileKind::Picture, name }));
    files
}
