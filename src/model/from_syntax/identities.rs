//! Checks.

use super::names::string;
use super::{Builder, Scope};
use crate::base::{Decimal, Diagnostic, FileId};
use crate::model::{Check, Expr, ExprKind, Filter, Level, Type, UnitRef};
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
        let skip = |kind| {
            matches!(kind, Kind::kw_check | Kind::string | Kind::keys_clause | Kind::within_clause | Kind::warn_flag)
        };
        let body = node.children().filter(|child| !skip(child.kind()) && child.span() != name.span()).last();
        let Some(body) = body else { return };
        let expr = self.expr(body, &Scope::default());
        if !matches!(expr.ty, Type::Bool | Type::Unknown) {
            let error = Diagnostic::error(
                "B0213",
                expr.span,
                say!("检查要写成一个判断", "a check states something that holds or not"),
            );
            self.report(error.note(say!("例如 甲 == 乙", "such as `A == B`")));
            return;
        }
        let mut ledgers = of.clone();
        self.quoted(&expr, &mut ledgers);
        let dims = self.axes_of(&ledgers);
        let at = at_node.map_or_else(Filter::default, |coords| self.coords(coords, &dims));
        let within = node.child(Kind::within_clause).and_then(|clause| clause.child(Kind::quantity));
        let allowed = within.and_then(|quantity| self.gap(quantity, &expr));
        // a check whose tolerance is unknown cannot be tried
        let expr = if within.is_some() && allowed.is_none() { Expr::unknown(expr.span) } else { expr };
        self.checks.insert(name.text().to_owned(), self.report.checks.len());
        self.report.checks.push(Check {
            name: name.text().to_owned(),
            span: name.span(),
            title: node.child(Kind::string).map(string).unwrap_or_default(),
            keys,
            of,
            at,
            expr,
            within: allowed,
            level: if node.has(Kind::warn_flag) { Level::Warn } else { Level::Error },
        });
    }

    /// A written difference, which must be of the kind of the sides that are compared.
    pub(super) fn gap(&mut self, quantity: Node<'a>, expr: &Expr) -> Option<Decimal> {
        let (value, unit) = self.quantity(quantity)?;
        if let ExprKind::Compare(_, left, _) = &expr.kind {
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
        Some(value)
    }
}
