//! Words that are looked for in others.

use super::typer::Typer;
use crate::base::Span;
use crate::model::{Expr, ExprKind, Type};

/// That words hold one of several others.
pub(super) fn has(typer: &mut Typer<'_>, span: Span, words: Expr, parts: Vec<Expr>) -> Expr {
    let worded = |side: &Expr| matches!(side.ty, Type::Text | Type::Unknown);
    let wrong = match &words.ty {
        Type::Member(_) | Type::Value => None,
        _ => Some(&words).filter(|words| !worded(words)),
    };
    let wrong = wrong.or(parts.iter().find(|part| !worded(part)));
    if let Some(wrong) = wrong {
        typer.want(wrong, &Type::Text);
    }
    if wrong.is_some() || std::iter::once(&words).chain(&parts).any(|side| side.ty == Type::Unknown) {
        return Expr::unknown(span);
    }
    Expr { kind: ExprKind::Has(Box::new(words), parts), ty: Type::Bool, span }
}
