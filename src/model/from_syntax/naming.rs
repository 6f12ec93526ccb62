//! Notes what names mean where they are resolved, and where things get theirs.

use super::resolver::Resolver;
use super::table::Def;
use super::typer::Scope;
use crate::base::Span;
use crate::model::{DimId, FormBody, Meaning, MeasureId, MemberId, RowItem, RowKind};
use crate::syntax::{Node, ast};

/// Where the last name of a dotted one stands.
pub(super) fn last_word(node: Node<'_>) -> Span {
    let (text, span) = (node.text(), node.span());
    let start = text.rfind('.').map_or(0, |dot| text.len() - text[dot + 1..].trim_start().len());
    Span { start: span.start + start as u32, end: span.start + text.len() as u32, ..span }
}

impl<'a> Resolver<'a> {
    /// Notes what a name means.
    pub(super) fn means(&mut self, span: Span, meaning: impl Into<Meaning>) {
        self.report.names.note(span, meaning.into());
    }

    /// What a name that stands in a file means, which is noted.
    pub(super) fn named(&mut self, node: Node<'a>) -> Option<Def> {
        let def = self.lookup(node.text())?;
        self.means(node.span(), def);
        Some(def)
    }

    /// The dimension that a name means, which is noted.
    pub(super) fn dim_named(&mut self, node: Node<'a>) -> Option<DimId> {
        let dim = self.dim_by_name(node.text())?;
        self.means(node.span(), Meaning::Dimension(dim));
        Some(dim)
    }

    /// A member that a name or code means, which is noted.
    pub(super) fn member_named(&mut self, span: Span, member: MemberId) -> Option<MemberId> {
        self.means(span, Meaning::Member(member));
        Some(member)
    }

    /// Notes that a name means a parameter of the text around.
    pub(super) fn argument_named(&mut self, span: Span, scope: &Scope, index: usize) {
        if let Some(text) = scope.text {
            self.means(span, Meaning::Argument(text, index));
        }
    }

    /// Notes which columns of a body its rows name; so do those of the row sets that it uses.
    pub(super) fn columns_named(&mut self, body: &FormBody, ids: &[(String, Span)]) {
        let (mut used, mut found) = (Vec::new(), Vec::new());
        let mut stack: Vec<&RowItem> = body.rows.iter().flat_map(|rows| &rows.items).collect();
        while let Some(item) = stack.pop() {
            for (word, span) in item.only.iter().chain(&item.hide).chain(&item.over) {
                let column = ids.iter().find(|(id, _)| id == word);
                found.extend(column.map(|(_, column)| (*span, Meaning::Column(*column))));
            }
            stack.extend(&item.children);
            if let RowKind::Use(rows) = item.kind
                && !used.contains(&rows)
            {
                used.push(rows);
                let named = &self.report.rows[rows.ix()];
                stack.extend(named.head.items.iter().chain(&named.replaced));
            }
        }
        found.into_iter().for_each(|(span, column)| self.means(span, column));
    }

    /// Notes the units of a measure: where each is declared, in terms of which other, and which is usual.
    pub(super) fn name_units(&mut self, decl: ast::MeasureDecl<'a>, id: MeasureId) {
        for (index, symbol) in decl.units().map(ast::UnitDecl::symbol).enumerate() {
            symbol.into_iter().for_each(|symbol| self.report.names.declare(symbol.span(), Meaning::Unit(id, index)));
        }
        let factors = decl.units().filter_map(|unit| unit.factor()?.unit());
        for unit in factors.chain(decl.usual()) {
            let units = &self.report.measures[id.ix()].units;
            if let Some(index) = units.iter().position(|own| own.symbol == unit.text()) {
                self.means(unit.span(), Meaning::Unit(id, index));
            }
        }
    }

    /// Notes where the levels of a dimension are declared.
    pub(super) fn name_levels(&mut self, decl: ast::DimensionDecl<'a>, id: DimId) {
        let levels = decl.levels().into_iter().flat_map(ast::LevelsClause::levels);
        for (index, level) in levels.enumerate() {
            level.name().into_iter().for_each(|name| self.report.names.declare(name.span(), Meaning::Level(id, index)));
        }
    }
}
