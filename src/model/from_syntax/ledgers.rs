//! Ledgers: the fields and dimensions of their facts.

use super::declare::Declarer;
use crate::base::{Diagnostic, FileId};
use crate::model::codes::{TWO_PATHS, TYPE_MISMATCH};
use crate::model::{Field, Ledger, LedgerAxis, LedgerId, Meaning, Type};
use crate::say;
use crate::syntax::ast;

impl<'a> Declarer<'_, 'a> {
    pub(super) fn ledger(&mut self, _: FileId, decl: ast::LedgerDecl<'a>) {
        let Some(name) = decl.name() else { return };
        let id = LedgerId(self.report.ledgers.len() as u32);
        let (mut fields, mut axes) = (Vec::new(), Vec::new());
        let (problems, mut torn) = (self.problems.count(), false);
        for row in decl.rows() {
            match row {
                ast::LedgerRow::Unread(_) => torn = true,
                ast::LedgerRow::Field(field) => {
                    let read = self.value_field(field);
                    if let (Some(_), Some(name)) = (&read, field.name()) {
                        self.report.names.declare(name.span(), Meaning::Field(id, fields.len()));
                    }
                    fields.extend(read);
                }
                ast::LedgerRow::Axis(axis) => axes.extend(self.axis_field(axis)),
            }
        }
        if self.problems.count() > problems || torn {
            self.report.torn_ledgers.insert(id, decl.span());
        }
        let key = self.key(name.text()).into_owned();
        let (space, before) = (self.space, Vec::new());
        self.report.ledgers.push(Ledger { name: key, span: name.span(), space, fields, axes, before });
        self.reached_twice(id);
    }

    fn value_field(&mut self, field: ast::ValueField<'a>) -> Option<Field> {
        let named = field.ty()?;
        let mut ty = self.type_ref(named);
        if let Type::Member(dim) = ty {
            // a row names members by its ledger's dimensions, and in no other way
            let dim = &self.report.dim(dim).name;
            let message = say!("「{dim}」是维度，不能是字段的类型", "`{dim}` is a dimension and no type of a field");
            let way = say!("把这个字段改写成维度：{dim}", "write the dimension in place of this field: {dim}");
            self.report(Diagnostic::new(TYPE_MISMATCH, named.span(), message).note(way));
            ty = Type::Unknown;
        }
        Some(Field { name: field.name()?.text().to_owned(), ty, optional: field.is_optional() })
    }

    fn axis_field(&mut self, field: ast::AxisField<'a>) -> Option<LedgerAxis> {
        let (dim, level) = self.axis(field.axis()?)?;
        let grain = self.report.level_or_leaves(dim, level);
        let default = field.default().and_then(|member| self.member_ref(member.word()?, &[dim]));
        Some(LedgerAxis { dim, grain, optional: field.is_optional(), default, span: field.span() })
    }

    /// Two attributes that lead to the same dimension leave it open which one a filter means.
    fn reached_twice(&mut self, id: LedgerId) {
        for dim in self.report.axes(id) {
            if self.report.axis_path(id, dim).is_some_and(|path| path.attribute.is_none()) {
                continue;
            }
            let ledger = self.report.ledger(id);
            let ways = ledger.axes.iter().flat_map(|axis| {
                let attributes = &self.report.dim(axis.dim).attributes;
                attributes.iter().filter(|attribute| attribute.ty == Type::Member(dim)).map(|attribute| attribute.span)
            });
            let ways: Vec<_> = ways.collect();
            if ways.len() > 1 {
                let (name, axis) = (&ledger.name, &self.report.dim(dim).name);
                let mut error = Diagnostic::new(
                    TWO_PATHS,
                    ledger.span,
                    say!(
                        "台账「{name}」有不止一条路通到「{axis}」",
                        "ledger `{name}` reaches `{axis}` in more than one way"
                    ),
                )
                .note(say!(
                    "让台账自己带上这个维度，或去掉一个属性",
                    "give the ledger the dimension itself, or drop one attribute"
                ));
                for way in ways {
                    error = error.related(way, say!("经由这个属性", "by this attribute"));
                }
                self.report(error);
            }
        }
    }
}
