//! Checks and accepted deviations.

use super::names::{closest, string, unknown};
use super::{Builder, Scope};
use crate::base::{Decimal, Diagnostic, FileId};
use crate::model::{Accept, Check, DimId, Expr, ExprKind, Filter, Type};
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
            warn: node.has(Kind::warn_flag),
        });
    }

    pub(super) fn accept(&mut self, _: FileId, node: Node<'a>) {
        let Some(name) = node.child(Kind::ident) else { return };
        let Some(check) = self.checks.get(name.text()).copied() else {
            let near = closest(name.text(), self.checks.keys().map(String::as_str)).map(str::to_owned);
            self.report(unknown("B0201", &say!("检查", "check"), name.text(), name.span(), near.as_deref()));
            return;
        };
        let dims: Vec<DimId> = self.report.checks[check].keys.iter().map(|(dim, _)| *dim).collect();
        let coords = node.child(Kind::filter).and_then(|filter| filter.child(Kind::coords));
        let at = coords.map_or_else(Filter::default, |coords| self.coords(coords, &dims));
        let by = node.child(Kind::by_clause).and_then(|clause| clause.child(Kind::quantity));
        let expr = self.report.checks[check].expr.clone();
        let wanted = coords.map_or(0, |coords| coords.children_of(Kind::coord).count());
        let written = by.is_some();
        let by = by.and_then(|quantity| self.gap(quantity, &expr).map(|value| (value, quantity.span())));
        let torn = at.parts.len() < wanted || (written && by.is_none());
        let reason = node.child(Kind::string);
        let because = reason.map(string).unwrap_or_default();
        if let (Some(reason), "") = (reason, because.trim()) {
            let error = Diagnostic::error("B0304", reason.span(), say!("没有写理由", "no reason is given"));
            self.report(error.note(say!("写明为什么认可这个差额", "say why the deviation is accepted")));
        }
        self.report.accepts.push(Accept { span: name.span(), check, at, by, because, torn });
    }

    /// A written difference, which must be of the kind of the sides that are compared.
    fn gap(&mut self, quantity: Node<'a>, expr: &Expr) -> Option<Decimal> {
        let (value, unit) = self.quantity(quantity)?;
        if let ExprKind::Compare(_, left, _) = &expr.kind {
            let (want, have) = (left.ty.clone(), self.unit_type(&unit));
            if !self.fits(&want, &have) {
                let (w, h) = (self.type_name(&want), self.type_name(&have));
                let (wz, hz, we, he) = (&w.zh, &h.zh, &w.en, &h.en);
                self.report(
                    Diagnostic::error(
                        "B0213",
                        quantity.span(),
                        say!("两边是{wz}，差额却是{hz}", "the sides are {we}, the difference is {he}"),
                    )
                    .related(left.span, say!("这是{wz}", "this is {we}")),
                );
                return None;
            }
        }
        Some(value)
    }
}
