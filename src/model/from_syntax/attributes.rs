//! What members say of themselves, read when all names are known.

use super::declare::dim_of;
use super::members::{MemberReader, head, second};
use super::names::{is_whole, unknown};
use super::step::{apart, each, over};
use super::typer::{Scope, Typer};
use crate::base::{Diagnostic, FileId, Say, Span};
use crate::model::codes::{TYPE_MISMATCH, UNKNOWN_NAME};
use crate::model::{DimId, Expr, ExprKind, Meaning, MemberId, Type};
use crate::say;
use crate::syntax::Node;
use crate::syntax::ast::{self, View};

/// Reads the attributes of members.
pub(super) struct AttributeReader<'b, 'a> {
    pub(super) below: &'b mut Typer<'a>,
    /// Attributes that members were meant to be given, and where.
    missing: Vec<(MemberId, usize, Span)>,
}
over!(AttributeReader, Typer);

impl<'b, 'a> AttributeReader<'b, 'a> {
    pub(super) fn new(below: &'b mut Typer<'a>) -> AttributeReader<'b, 'a> {
        AttributeReader { below, missing: Vec::new() }
    }

    /// Reads what dimensions and members say of attributes. `copied`: members of former reports, each with its copy here.
    pub(super) fn read(&mut self, copied: &[(MemberId, MemberId)]) {
        each(self, AttributeReader::attribute_defaults);
        each(self, AttributeReader::own_attributes);
        each(self, AttributeReader::further_attributes);
        self.copy_attributes(copied);
        self.unknown_attributes();
    }
}

impl<'a> AttributeReader<'_, 'a> {
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
            let member = if nameless {
                parent
            } else {
                apart(self, |step| MemberReader::new(step).reopen(&head, dim, parent)).0
            };
            let Some(member) = member else { continue };
            let over = second(row, &head).map_or(u32::MAX, |next| next.span().start);
            for labelled in row.labelled().filter(|labelled| labelled.span().start < over) {
                self.attribute(labelled, dim, member);
            }
            // what lacks its colon is there
            for word in &head.rest {
                let data = self.report.dim(dim);
                if let Some(index) = data.attributes.iter().position(|attribute| attribute.name == word.text()) {
                    self.missing.push((member, index, word.span()));
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
            self.no_such(
                name.text(),
                unknown(UNKNOWN_NAME, &say!("属性", "attribute"), name.text(), name.span(), &near),
            );
            // what was meant is there, and only unknown
            let attributes = self.report.dim(dim).attributes.iter().enumerate();
            let meant = attributes.filter(|(_, attribute)| near.contains(&attribute.name));
            let meant: Vec<_> = meant.map(|(index, _)| (member, index, name.span())).collect();
            self.missing.extend(meant);
            return;
        };
        let ty = data.attributes[index].ty.clone();
        self.means(name.span(), Meaning::Attribute(dim, index));
        let expr = match (&ty, ast::Expression::of(*value)) {
            (Type::Member(dim), _) => self.typed_member(Some(value), *dim, value.span()),
            (_, Some(value)) => self.typed_value(value, &ty, &Scope::default()),
            (_, None) => {
                let want = self.report.type_name(&ty);
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

impl<'a> AttributeReader<'_, 'a> {
    /// The texts of members that stand in rows which could not be read.
    pub(super) fn unknown_attributes(&mut self) {
        // what is misspelt, or lacks its colon, is there
        for (member, attribute, span) in std::mem::take(&mut self.missing) {
            self.report.members[member.ix()].attributes[attribute].get_or_insert(Expr::unknown(span));
        }
        let report = &mut self.report;
        for member in &mut report.members {
            if !report.torn_dims.contains(&member.dim) {
                continue;
            }
            let declared = &report.dims[member.dim.ix()].attributes;
            for (value, attribute) in member.attributes.iter_mut().zip(declared) {
                if attribute.ty == Type::Text {
                    value.get_or_insert(Expr::unknown(attribute.span));
                }
            }
        }
    }

    /// Gives what was added the attributes that this report's dimension has, too.
    pub(super) fn copy_attributes(&mut self, copied: &[(MemberId, MemberId)]) {
        for (id, copy) in copied {
            let (member, own) = (self.report.member(*id), self.report.member(*copy));
            let theirs = &self.report.dim(member.dim).attributes;
            let ours = &self.report.dim(own.dim).attributes;
            let said = ours.iter().map(|attribute| {
                let index = theirs.iter().position(|other| other.name == attribute.name)?;
                self.outward(member.attributes[index].as_ref()?, &attribute.ty)
            });
            let said = said.collect();
            self.report.members[copy.ix()].attributes = said;
        }
    }

    /// What a former report's attribute says, in terms of the report that uses it.
    fn outward(&self, expr: &Expr, ty: &Type) -> Option<Expr> {
        let kind = match (&expr.kind, ty) {
            (ExprKind::Member(member), Type::Member(dim)) => {
                let same = self.report.former.same.get(member).copied();
                ExprKind::Member(same.filter(|same| self.report.member(*same).dim == *dim)?)
            }
            _ if expr.ty == *ty => expr.kind.clone(),
            _ => return None,
        };
        Some(Expr { kind, ty: ty.clone(), span: expr.span })
    }

    /// Defaults of attributes may use any name, so they are read when all names are known.
    pub(super) fn attribute_defaults(&mut self, _: FileId, decl: ast::DimensionDecl<'a>) {
        let Some(id) = dim_of(&self.report, decl) else { return };
        for (index, attribute) in decl.attributes().enumerate() {
            let Some(value) = attribute.value() else { continue };
            let ty = self.report.dim(id).attributes[index].ty.clone();
            let expr = self.typed_value(value, &ty, &Scope::default());
            self.report.dims[id.ix()].attributes[index].default = Some(expr);
        }
    }
}
