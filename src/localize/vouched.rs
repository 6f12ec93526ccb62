//! What nothing vouches for: paragraphs without a figure or a check, texts that were never set, checks without an instance.

use rustc_hash::FxHashSet;

use crate::base::Span;
use crate::check::{Identity, IdentitySource};
use crate::document::{Block, Document};
use crate::eval::{Env, Evaluator};
use crate::model::{Expr, ExprKind, ParamId, Type, parts_alone, visit_template};

/// What the program says nothing of.
#[derive(Clone, Debug, Default)]
pub struct Unvouched {
    /// Paragraphs that print no figure and no text that a check asks for: where each is placed, and its words.
    pub paragraphs: Vec<(Span, String)>,
    /// How many paragraphs there are.
    pub all_paragraphs: usize,
    /// Parameters for texts that nobody set, and where they are declared.
    pub unset: Vec<(String, Span)>,
    /// Declared checks that were tried nowhere: name, title, place.
    pub untried: Vec<(String, String, Span)>,
}

/// A shorter text may stand in a paragraph by chance.
const TELLING: usize = 4;

/// What nothing vouches for in a report.
pub fn unvouched(evaluator: &Evaluator<'_>, document: &Document, identities: &[Identity]) -> Unvouched {
    let report = evaluator.report;
    let own = |span: &Span| !report.in_former(*span);
    let tried: FxHashSet<usize> = identities
        .iter()
        .filter_map(|identity| match identity.source {
            IdentitySource::Declared(check, _) => Some(check),
            IdentitySource::Stated(_) | IdentitySource::Printed => None,
        })
        .collect();
    let checks = report.checks.iter().enumerate().filter(|(index, check)| own(&check.span) && !tried.contains(index));
    let untried = checks.map(|(_, check)| (check.name.clone(), check.title.clone(), check.span)).collect();
    let params = report.params.iter().filter(|param| own(&param.span) && param.ty == Type::Text);
    let unset = params.filter(|param| param.value.is_none()).map(|param| (param.name.clone(), param.span)).collect();
    let asked = asked_words(evaluator, &tried);
    let mut found = Unvouched { unset, untried, ..Unvouched::default() };
    for block in &document.blocks {
        let Block::Paragraph { place, text, .. } = block else { continue };
        found.all_paragraphs += 1;
        let figures = text.with_notes().any(|prose| prose.runs.iter().any(|run| run.figure.is_some()));
        let words = text.plain();
        if !figures && !asked.iter().any(|asked| words.contains(asked.as_str())) {
            found.paragraphs.push((*place, words));
        }
    }
    found
}

/// The words of parameters that some check asks for.
fn asked_words(evaluator: &Evaluator<'_>, tried: &FxHashSet<usize>) -> Vec<String> {
    let report = evaluator.report;
    let mut params = FxHashSet::default();
    for check in tried.iter().map(|index| &report.checks[*index]) {
        check.guard.iter().chain(check.parts.iter().map(|part| &part.expr)).for_each(|expr| named(expr, &mut params));
    }
    let words = |id: &ParamId| {
        let value = report.params[id.ix()].value.as_ref().filter(|value| value.ty == Type::Text)?;
        let value = evaluator.quietly(|| evaluator.eval(value, &Env::default()));
        evaluator.words(&value).filter(|words| words.chars().count() >= TELLING)
    };
    params.iter().filter_map(words).collect()
}

/// The parameters that an expression names.
fn named(expr: &Expr, params: &mut FxHashSet<ParamId>) {
    match &expr.kind {
        ExprKind::Param(id) => {
            params.insert(*id);
        }
        ExprKind::Text(template) => visit_template(template, &mut |inner| named(inner, params)),
        ExprKind::Let(_)
        | ExprKind::Arg(_)
        | ExprKind::Field(..)
        | ExprKind::Facts(_)
        | ExprKind::At(..)
        | ExprKind::Call(..)
        | ExprKind::Level(..)
        | ExprKind::Any(_)
        | ExprKind::Count(..)
        | parts_alone!() => expr.children().into_iter().for_each(|inner| named(inner, params)),
    }
}
