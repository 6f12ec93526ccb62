//! Blocks that say that their figures were rounded before they were typed.

use super::apart::ItemsReader;
use crate::base::{Decimal, Diagnostic, Span};
use crate::model::codes::INVALID_TOLERANCE;
use crate::model::{LedgerId, RoundedBlock, Type, UnitRef};
use crate::say;
use crate::syntax::ast;

impl<'a> ItemsReader<'_, 'a> {
    /// Notes a block of rounded figures. Where `within` says nothing that can be meant, nobody knows how far its rows may be
    /// off, and they are left out.
    pub(super) fn rounded(&mut self, decl: ast::ItemsDecl<'a>, ledger: LedgerId) {
        let mut clauses = decl.within();
        let Some(clause) = clauses.next() else { return };
        if let Some(second) = clauses.next() {
            self.said_twice("within", second.span(), clause.span());
        }
        let rows = decl.block();
        let Some(block) = self.within(decl, clause, rows.map_or(decl.span(), |rows| rows.span()), ledger) else {
            self.unreadable_rows(ledger, clause.span());
            return;
        };
        if rows.is_none() {
            let message = say!(
                "取来的事实不写 within：各自带着原来那块的",
                "facts that are taken over have no `within` of their own"
            );
            let error = Diagnostic::new(INVALID_TOLERANCE, clause.span(), message);
            self.report(error.note(say!(
                "删去这里的 within；填报时已舍入的，写在取自的那个台账的 items 后面",
                "remove it here; where figures were rounded, say so behind `items` of the ledger that they come from"
            )));
            return;
        }
        self.report.rounded.push(block);
    }

    fn within(
        &mut self,
        decl: ast::ItemsDecl<'a>,
        clause: ast::WithinClause<'a>,
        span: Span,
        ledger: LedgerId,
    ) -> Option<RoundedBlock> {
        let quantity = clause.quantity()?;
        let (within, unit) = self.quantity(quantity)?;
        let have = self.report.unit_type(&unit);
        let ty =
            self.report.ledger(ledger).fields.iter().map(|field| &field.ty).find(|ty| **ty == have && is_rounded(ty));
        let Some(ty) = ty.cloned() else {
            self.of_no_field(decl, quantity, &unit, ledger);
            return None;
        };
        if within <= Decimal::ZERO {
            let message = say!(
                "within 要大于零：它说各数最多差多少",
                "`within` is above zero: it says how far each figure may be off"
            );
            let error = Diagnostic::new(INVALID_TOLERANCE, quantity.span(), message);
            self.report(error.note(say!(
                "数是照分厘不差填的，删去 within；舍入过的，写末位的一半，如末位是 0.01 的写 0.005",
                "remove it where the figures are exact; where they were rounded write half of their last place, such as 0.005 for 0.01"
            )));
            return None;
        }
        Some(RoundedBlock { span, ty, within })
    }

    /// A quantity that no field of the ledger takes.
    fn of_no_field(&mut self, decl: ast::ItemsDecl<'a>, quantity: ast::Quantity<'a>, unit: &UnitRef, ledger: LedgerId) {
        let block = decl.unit().and_then(ast::InClause::unit).map(|unit| unit.text());
        let data = self.report.ledger(ledger);
        let symbol = data.fields.iter().map(|field| &field.ty).find(|ty| is_rounded(ty)).map(|ty| match ty {
            Type::Amount(measure) => {
                let measure = &self.report.measures[measure.ix()];
                let own = block.filter(|symbol| measure.units.iter().any(|unit| unit.symbol == *symbol));
                own.map_or_else(|| measure.units[measure.shown].symbol.clone(), str::to_owned)
            }
            Type::Count(unit) => unit.clone(),
            Type::Ratio => "%".to_owned(),
            _ => String::new(),
        });
        let (name, written) = (&data.name, quantity.text());
        let (message, note) = match (symbol, unit) {
            (Some(symbol), UnitRef::Bare) => (
                say!("within 的数没有单位", "the number behind `within` has no unit"),
                say!("写作 within {written}{symbol}", "write `within {written}{symbol}`"),
            ),
            (Some(symbol), _) => (
                say!(
                    "台账「{name}」没有字段放 {written} 这样的数",
                    "no field of ledger `{name}` takes such as {written}"
                ),
                say!("写作 within 数{symbol}", "write `within NUMBER{symbol}`"),
            ),
            (None, _) => (
                say!("台账「{name}」没有可舍入的数", "ledger `{name}` has no figures that could be rounded"),
                say!("删去 within", "remove `within`"),
            ),
        };
        self.report(Diagnostic::new(INVALID_TOLERANCE, quantity.span(), message).note(note));
    }
}

/// Whether figures of a kind may have been rounded.
fn is_rounded(ty: &Type) -> bool {
    matches!(ty, Type::Amount(_) | Type::Count(_) | Type::Number | Type::Ratio)
}
