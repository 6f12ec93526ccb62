//! Checks.

use rustc_hash::FxHashMap;

use super::names::string;
use super::step::{each_own, over};
use super::typer::{Scope, Typer};
use crate::base::{Decimal, Diagnostic, FileId, Span};
use crate::model::codes::TYPE_MISMATCH;
use crate::model::{Check, CheckPart, DimId, Expr, ExprKind, Filter, Level, Meaning, Narrow, Type, UnitRef};
use crate::say;
use crate::syntax::ast::{self, Expression};

/// What an `accept` speaks of: a check by its number, one of its parts, and the members of an instance.
type Accepted = (usize, usize, Vec<(DimId, Narrow)>);

/// Reads checks, their levels and what the report stands by.
pub(super) struct CheckReader<'b, 'a> {
    below: &'b mut Typer<'a>,
    pub(super) by_name: FxHashMap<String, usize>,
    /// Where the report stands by an instance of a check, and by a lint's finding.
    pub(super) accepted: FxHashMap<Accepted, Span>,
    pub(super) accepted_lints: FxHashMap<(String, String), Span>,
    /// Where the level of each check and lint is set, and whether the report itself says so.
    pub(super) levelled: FxHashMap<String, (Span, bool)>,
}
over!(CheckReader, Typer);

impl<'b, 'a> CheckReader<'b, 'a> {
    pub(super) fn new(below: &'b mut Typer<'a>) -> CheckReader<'b, 'a> {
        let (by_name, accepted) = (FxHashMap::default(), FxHashMap::default());
        CheckReader { below, by_name, accepted, accepted_lints: FxHashMap::default(), levelled: FxHashMap::default() }
    }

    /// Reads checks first: levels and acceptances speak of them.
    pub(super) fn read(&mut self) {
        each_own(self, CheckReader::check);
        each_own(self, CheckReader::set_level);
        each_own(self, CheckReader::accept);
    }
}

impl<'a> CheckReader<'_, 'a> {
    pub(super) fn check(&mut self, _: FileId, decl: ast::CheckDecl<'a>) {
        let Some(name) = decl.name() else { return };
        if let Some(first) = self.by_name.get(name.text()) {
            let first = self.report.checks[*first].span;
            self.declared_twice(name.text(), name.span(), first);
            return;
        }
        let (mut keys, mut of, mut at_node) = (Vec::new(), Vec::new(), None);
        if let Some(clause) = decl.keys() {
            for axis in clause.axes() {
                keys.extend(self.axis(axis));
            }
            of = self.ledgers(clause.of());
            at_node = clause.at();
        }
        let Some(body) = decl.body() else { return };
        let Some(parts) = self.parts(decl, body) else { return };
        let guard = decl.guard().map(|guard| self.expr(guard, &Scope::default()));
        if guard.as_ref().is_some_and(|guard| !self.is_condition(guard)) {
            return;
        }
        let mut ledgers = of.clone();
        for expr in guard.iter().chain(parts.iter().map(|part| &part.expr)) {
            self.quoted(expr, &mut ledgers);
        }
        let keyed: Vec<DimId> = keys.iter().map(|(dim, _)| *dim).collect();
        let mut dims = self.axes_of(&ledgers);
        if dims.is_empty() {
            dims = self.report.with_attributes(&keyed);
        }
        let at = at_node.map_or_else(Filter::default, |coords| self.coords(coords, &dims));
        self.by_name.insert(name.text().to_owned(), self.report.checks.len());
        let report = &mut self.report;
        report.names.declare(name.span(), Meaning::Check(report.checks.len()));
        self.report.checks.push(Check {
            name: name.text().to_owned(),
            span: name.span(),
            title: decl.title().map(string).unwrap_or_default(),
            keys,
            of,
            at,
            guard,
            parts,
            level: if decl.is_warning() { Level::Warn } else { Level::Error },
        });
    }

    /// The conditions of a check, which `and` joins; none where one is no condition.
    fn parts(&mut self, check: ast::CheckDecl<'a>, body: Expression<'a>) -> Option<Vec<CheckPart>> {
        let unknown = || vec![CheckPart { expr: Expr::unknown(body.span()), within: None }];
        if self.is_compound(check, body) || self.too_long(body.operands().count(), body.span()) {
            return Some(unknown());
        }
        let mut parts = Vec::new();
        let joined: Vec<Expression<'a>> = match body {
            Expression::And(and) => and.operands().collect(),
            _ => vec![body],
        };
        for node in joined {
            let (condition, within) = match node {
                Expression::Tolerant(part) => (part.condition()?, part.within()),
                node => (node, None),
            };
            let expr = self.expr(condition, &Scope::default());
            if !self.is_condition(&expr) {
                return None;
            }
            match within {
                None => flat(expr, &mut parts),
                Some(clause) => match self.tolerance(check, condition, clause, &expr) {
                    Some(within) => parts.push(CheckPart { expr, within: Some(within) }),
                    // a check whose tolerance is unknown cannot be tried
                    None => return Some(unknown()),
                },
            }
        }
        Some(parts)
    }

    fn is_condition(&mut self, expr: &Expr) -> bool {
        let fine = matches!(expr.ty, Type::Bool | Type::Unknown);
        if !fine {
            let message = say!("检查要写成一个判断", "a check states something that holds or not");
            let error = Diagnostic::new(TYPE_MISMATCH, expr.span, message);
            self.report(error.note(say!("例如 甲 == 乙", "such as `A == B`")));
        }
        fine
    }

    /// A written difference, which must be of the kind of the sides that are compared.
    pub(super) fn gap(&mut self, quantity: ast::Quantity<'a>, expr: &Expr) -> Option<(Decimal, UnitRef)> {
        let (value, unit) = self.quantity(quantity)?;
        // conditions that are compared have differences of their own
        if let ExprKind::Compare(_, left, _) = &expr.kind
            && left.ty != Type::Bool
        {
            let (want, have) = (left.ty.clone(), self.report.unit_type(&unit));
            if !self.report.fits(&want, &have) {
                let (w, h) = (self.report.type_name(&want), self.report.type_name(&have));
                let message = say!("两边是{w}，差额却是{h}", "the sides are {w}, the difference is {h}", w, h);
                let mut error = Diagnostic::new(TYPE_MISMATCH, quantity.span(), message)
                    .related(left.span, say!("这是{w}", "this is {w}", w));
                if let (UnitRef::Bare, Type::Amount(measure)) = (&unit, &want) {
                    let measure = &self.report.measures[measure.ix()];
                    let written = format!("{}{}", quantity.text(), measure.units[measure.shown].symbol);
                    error = error.note(say!("写上单位，如 {written}", "write its unit, as in {written}"));
                }
                self.report(error);
                return None;
            }
        }
        Some((value, unit))
    }
}

/// The conditions that an expression joins by `and`.
fn flat(expr: Expr, parts: &mut Vec<CheckPart>) {
    match expr.kind {
        ExprKind::And(left, right) => {
            flat(*left, parts);
            flat(*right, parts);
        }
        _ => parts.push(CheckPart { expr, within: None }),
    }
}
