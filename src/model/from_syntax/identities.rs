//! Checks.

use super::names::string;
use super::{Builder, Scope};
use crate::base::{Decimal, Diagnostic, FileId};
use crate::model::{Check, CheckPart, DimId, Expr, ExprKind, Filter, Level, Meaning, Type, UnitRef};
use crate::say;
use crate::syntax::{Kind, Node};

impl<'a> Builder<'a> {
    pub(super) fn check(&mut self, _: FileId, node: Node<'a>) {
        let Some(name) = node.child(Kind::ident) else { return };
        if let Some(first) = self.checks.get(name.text()) {
            let first = self.report.checks[*first].span;
            self.declared_twice(name.text(), name.span(), first);
            return;
        }
        let clause = node.child(Kind::keys_clause);
        let (mut keys, mut of, mut at_node) = (Vec::new(), Vec::new(), None);
        if let Some(clause) = clause {
            for axis in clause.children_of(Kind::axis) {
                keys.extend(self.axis(axis));
            }
            of = self.ledgers(clause.child(Kind::of_clause));
            at_node = clause.child(Kind::keys_at);
        }
        let Some(body) = node.children().find(|child| is_condition(child.kind()) && child.span() != name.span()) else {
            return;
        };
        let Some(parts) = self.parts(node, body) else { return };
        let guard = node.child(Kind::guard_clause).and_then(|clause| clause.children().last());
        let guard = guard.map(|guard| self.expr(guard, &Scope::default()));
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
            dims = self.with_attributes(&keyed);
        }
        let at = at_node.map_or_else(Filter::default, |coords| self.coords(coords, &dims));
        self.checks.insert(name.text().to_owned(), self.report.checks.len());
        self.report.names.declare(name.span(), Meaning::Check(self.report.checks.len()));
        self.report.checks.push(Check {
            name: name.text().to_owned(),
            span: name.span(),
            title: node.child(Kind::string).map(string).unwrap_or_default(),
            keys,
            of,
            at,
            guard,
            parts,
            level: if node.has(Kind::warn_flag) { Level::Warn } else { Level::Error },
        });
    }

    /// The conditions of a check, which `and` joins; none where one is no condition.
    fn parts(&mut self, check: Node<'a>, body: Node<'a>) -> Option<Vec<CheckPart>> {
        let unknown = || vec![CheckPart { expr: Expr::unknown(body.span()), within: None }];
        if self.is_compound(check, body) || self.too_long(body) {
            return Some(unknown());
        }
        let mut parts = Vec::new();
        let joined: Vec<Node<'a>> = match body.kind() {
            Kind::check_and => body.children().filter(Builder::operand).collect(),
            _ => vec![body],
        };
        for node in joined {
            let within = node.child(Kind::within_clause).filter(|_| node.kind() == Kind::check_part);
            let condition = if within.is_some() { node.children().next()? } else { node };
            let expr = self.expr(condition, &Scope::default());
            if !self.is_condition(&expr) {
                return None;
            }
            match within {
                None => flat(expr, &mut parts),
                Some(clause) => match self.tolerance(check, node, clause, &expr) {
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
            let error = Diagnostic::error("B0213", expr.span, message);
            self.report(error.note(say!("例如 甲 == 乙", "such as `A == B`")));
        }
        fine
    }

    /// A written difference, which must be of the kind of the sides that are compared.
    pub(super) fn gap(&mut self, quantity: Node<'a>, expr: &Expr) -> Option<(Decimal, UnitRef)> {
        let (value, unit) = self.quantity(quantity)?;
        // conditions that are compared have differences of their own
        if let ExprKind::Compare(_, left, _) = &expr.kind
            && left.ty != Type::Bool
        {
            let (want, have) = (left.ty.clone(), self.unit_type(&unit));
            if !self.fits(&want, &have) {
                let (w, h) = (self.type_name(&want), self.type_name(&have));
                let (wz, hz, we, he) = (&w.zh, &h.zh, &w.en, &h.en);
                let message = say!("两边是{wz}，差额却是{hz}", "the sides are {we}, the difference is {he}");
                let mut error = Diagnostic::error("B0213", quantity.span(), message)
                    .related(left.span, say!("这是{wz}", "this is {we}"));
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

/// Whether a node of a check may be what must hold.
fn is_condition(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::kw_check | Kind::string | Kind::keys_clause | Kind::guard_clause | Kind::within_clause | Kind::warn_flag
    )
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
