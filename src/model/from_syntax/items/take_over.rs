//! Facts that are taken over whole from another ledger.

use super::apart::ItemsReader;
use crate::base::Diagnostic;
use crate::model::codes::{CIRCLE, TYPE_MISMATCH};
use crate::model::{Expr, ExprKind, Filter, LedgerId, TakeOver, Type};
use crate::say;
use crate::syntax::ast;

impl<'a> ItemsReader<'_, 'a> {
    /// A whole ledger's facts from another: `items 上年支出 := 上年.支出[当年]`.
    pub(super) fn take_over(&mut self, ledger: LedgerId, file_at: Filter, at: Filter, body: ast::Expression<'a>) {
        let expr = self.expr(body, &super::Scope::default());
        if expr.ty == Type::Unknown {
            self.unreadable_rows(ledger, body.span());
            return;
        }
        let (mut filters, mut negative) = (Vec::new(), false);
        match self.source_of(&expr, &mut filters, &mut negative) {
            Some(source) if source == ledger && filters.is_empty() => {
                self.unreadable_rows(ledger, body.span());
                let name = self.report.ledger(ledger).name.clone();
                let message = say!("「{name}」取的是它自己", "`{name}` takes over itself");
                let error = Diagnostic::new(CIRCLE, body.span(), message);
                self.report(error.note(say!(
                    "取以前的报告的，把它的名字写在前面：名字.{name}",
                    "to take a former report's, write its name before: NAME.{name}"
                )));
            }
            Some(source) => {
                filters.reverse();
                let span = body.span();
                self.report.take_overs.push(TakeOver { ledger, source, filters, negative, file_at, at, span });
            }
            None => {
                self.unreadable_rows(ledger, body.span());
                let message = say!("这里要一个台账，可以带坐标", "a ledger is wanted here, perhaps with coordinates");
                let error = Diagnostic::new(TYPE_MISMATCH, body.span(), message);
                self.report(error.note(say!(
                    "写作 items 台账 := 另一个台账[成员]；算出来的数写在一行里：成员 := 式子",
                    "write items LEDGER := OTHER[members]; what is computed stands in a row: MEMBER := EXPRESSION"
                )));
            }
        }
    }

    /// The one ledger that an expression is, with what narrows it from the outermost bracket inward.
    fn source_of(&self, expr: &Expr, filters: &mut Vec<Filter>, negative: &mut bool) -> Option<LedgerId> {
        match &expr.kind {
            ExprKind::Field(ledger, field) => (self.report.ledger(*ledger).figure() == Some(*field)).then_some(*ledger),
            ExprKind::Facts(ledger) => Some(*ledger),
            ExprKind::At(inner, filter) => {
                filters.push(filter.clone());
                self.source_of(inner, filters, negative)
            }
            ExprKind::Neg(inner) => {
                *negative = !*negative;
                self.source_of(inner, filters, negative)
            }
            ExprKind::Let(id) => self.source_of(&self.report.lets[id.ix()].expr, filters, negative),
            _ => None,
        }
    }
}
