//! Fields of ledgers and properties of members, as they stand behind a point.

use super::finder::MemberFinder;
use super::names::unknown;
use crate::base::Span;
use crate::model::codes::UNKNOWN_MEMBER;
use crate::model::{DimId, Expr, ExprKind, LedgerId, Meaning};
use crate::say;
use crate::syntax::{Node, ast};

impl<'a> MemberFinder<'a> {
    /// A field of a ledger.
    pub(super) fn field(&mut self, id: LedgerId, head: Span, access: ast::Access<'a>) -> Expr {
        let Some(name) = access.name() else { return Expr::unknown(access.span()) };
        let ledger = self.report.ledger(id);
        match ledger.fields.iter().position(|field| field.name == name.text()) {
            Some(field) => {
                let ty = ledger.fields[field].ty.clone();
                self.means(name.span(), Meaning::Field(id, field));
                Expr { kind: ExprKind::Field(id, field), ty, span: head.to(access.span()) }
            }
            None => {
                let near = self.closest(name.text(), ledger.fields.iter().map(|field| field.name.as_str()));
                self.report(unknown(UNKNOWN_MEMBER, &say!("字段", "field"), name.text(), name.span(), &near));
                Expr::unknown(access.span())
            }
        }
    }

    /// Reports a name that is none of what members of a dimension have.
    pub(super) fn no_property(&mut self, dim: DimId, name: Node<'a>) {
        let data = self.report.dim(dim);
        let levels = data.levels.iter().map(|(level, _)| level.as_str());
        let words =
            levels.chain(data.attributes.iter().map(|attribute| attribute.name.as_str())).chain(["name", "code"]);
        let near = self.closest(name.text(), words);
        let dim = &data.name;
        let what = say!("{dim}的层级或属性", "level or attribute of {dim}");
        self.report(unknown(UNKNOWN_MEMBER, &what, name.text(), name.span(), &near));
    }
}
