//! What members say of themselves, read when all names are known.

use super::declare::is_whole;
use super::members::{head, second};
use super::names::unknown;
use super::{Builder, Scope};
use crate::base::{Diagnostic, FileId, Say};
use crate::model::codes::{TYPE_MISMATCH, UNKNOWN_NAME};
use crate::model::{Attribute, DimId, Expr, Meaning, MemberId, Type};
use crate::say;
use crate::syntax::Node;
use crate::syntax::ast::{self, View};

impl<'a> Builder<'a> {
    /// Second pass over the members of a dimension's own block: their attributes.
    pub(super) fn own_attributes(&mut self, _: FileId, decl: ast::DimensionDecl<'a>) {
        self.attributes_in(decl.name(), decl.block());
    }

    /// The same of members that are added to a dimension.
    pub(super) fn further_attributes(&mut self, _: FileId, decl: ast::MembersDecl<'a>) {
        self.attributes_in(decl.name(), decl.block());
    }

    fn attributes_in(&mut self, name: Option<Node<'a>>, block: Option<ast::Block<'a>>) {
        let dim = name.and_then(|name| self.dim_by_name(name.text()));
        if let (Some(dim), Some(block)) = (dim, block) {
            self.attribute_rows(block, dim, None);
        }
    }

    fn attribute_rows(&mut self, block: ast::Block<'a>, dim: DimId, parent: Option<MemberId>) {
        for row in block.plain_rows() {
            let head = head(row);
            let nameless = head.code.is_none() && head.name.is_none() && row.block().is_none();
            // what is wrong with the head was told when its member was made
            let member = if nameless { parent } else { self.apart(|builder| builder.reopen(&head, dim, parent)).0 };
            let Some(member) = member else { continue };
            let over = second(row, &head).map_or(u32::MAX, |next| next.span().start);
            for labelled in row.labelled().filter(|labelled| labelled.span().start < over) {
                self.attribute(labelled, dim, member);
            }
            // what lacks its colon is there
            for word in &head.rest {
                let data = self.report.dim(dim);
                if let Some(index) = data.attributes.iter().position(|attribute| attribute.name == word.text()) {
                    self.torn.attributes.push((member, index, word.span()));
                }
            }
            if let Some(block) = row.block() {
                self.attribute_rows(block, dim, Some(member));
            }
        }
    }

    fn attribute(&mut self, labelled: ast::Labelled<'a>, dim: DimId, member: MemberId) {
        let (Some(name), Some(value)) = (labelled.name(), labelled.value()) else { return };
        let data = self.report.dim(dim);
        let Some(index) = data.attributes.iter().position(|attribute| attribute.name == name.text()) else {
            let near = self.closest(name.text(), data.attributes.iter().map(|attribute| attribute.name.as_str()));
            self.report(unknown(UNKNOWN_NAME, &say!("属性", "attribute"), name.text(), name.span(), &near));
            // what was meant is there, and only unknown
            let data = self.report.dim(dim);
            let meant = |(index, attribute): (usize, &Attribute)| near.contains(&attribute.name).then_some(index);
            let meant = data.attributes.iter().enumerate().filter_map(meant);
            self.torn.attributes.extend(meant.map(|index| (member, index, name.span())));
            return;
        };
        let ty = data.attributes[index].ty.clone();
        self.means(name.span(), Meaning::Attribute(dim, index));
        let expr = match (&ty, ast::Expression::of(*value)) {
            (Type::Member(dim), _) => self.typed_member(Some(value), *dim, value.span()),
            (_, Some(value)) => self.typed_value(value, &ty, &Scope::default()),
            (_, None) => {
                let want = self.type_name(&ty);
                let (mut message, word) = (say!("这里要{want}", "{want} is wanted here", want), value.text());
                let mut error = Diagnostic::new(TYPE_MISMATCH, value.span(), Say::default());
                if ty == Type::Text {
                    message = say!("文字要写在引号里", "a text is written in quotes");
                    if is_whole(*value) {
                        error = error.label(say!("写作 \"{word}\"", "write \"{word}\""));
                        error = error.fix(value.span(), format!("\"{word}\""));
                    }
                }
                error.message = message;
                self.report(error);
                // what was meant is there, and only unknown
                self.report.members[member.ix()].attributes[index].get_or_insert(Expr::unknown(value.span()));
                return;
            }
        };
        if let Some(first) = &self.report.member(member).attributes[index] {
            let first = first.span;
            self.declared_twice(name.text(), name.span(), first);
            return;
        }
        self.report.members[member.ix()].attributes[index] = Some(expr);
    }
}
