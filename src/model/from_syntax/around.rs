//! Coordinates that stand over figures: of a form, a section, a loop, a column. Where several dimensions have a member of a
//! name, the ledgers that are quoted there tell which is meant.

use super::find::Found;
use super::finder::MemberFinder;
use super::names::member_words;
use super::quotes::Quotes;
use super::table::Def;
use crate::model::{DimId, Expr, ExprKind, Filter};
use crate::syntax::Node;
use crate::syntax::ast::{self, HoleKind, Piece, View};

impl<'a> MemberFinder<'a> {
    /// The filter of an `at` clause over `body`, its members looked up among all dimensions: among `own` and the axes of the
    /// ledgers that the body quotes, where a name is found in several.
    pub(super) fn at_over(&mut self, clause: Option<ast::AtClause<'a>>, body: &[Node<'a>], own: &[DimId]) -> Filter {
        match clause.and_then(ast::AtClause::coords) {
            Some(coords) => self.coords_over(coords, body, own),
            None => Filter::default(),
        }
    }

    /// The same of coordinates.
    pub(super) fn coords_over(&mut self, coords: ast::Coords<'a>, body: &[Node<'a>], own: &[DimId]) -> Filter {
        let all = self.all_dims();
        let beside = self.named_once(coords, &all);
        let mut near: Option<Vec<DimId>> = None;
        let mut parts = Vec::new();
        for coord in coords.parts() {
            let mut dims = &all;
            if self.found(coord, &all).is_some_and(|found| matches!(found, Found::Many)) {
                let near = near.get_or_insert_with(|| self.near(body, own));
                if self.found(coord, near).is_some_and(|found| !matches!(found, Found::None)) {
                    dims = near;
                }
            }
            parts.extend(self.coord(coord, dims, &beside));
        }
        Filter { parts }
    }

    /// Coordinates whose members are looked up among some dimensions first, then among others.
    pub(super) fn coords_first(&mut self, coords: ast::Coords<'a>, first: &[DimId], others: &[DimId]) -> Filter {
        let mut parts = Vec::new();
        let beside = self.named_once(coords, &[first, others].concat());
        for coord in coords.parts() {
            let near = self.found(coord, first).is_some_and(|found| !matches!(found, Found::None));
            parts.extend(self.coord(coord, if near { first } else { others }, &beside));
        }
        Filter { parts }
    }

    /// What the first member of a coordinate means; nothing where its dimension is written, or it is none.
    fn found(&self, coord: ast::Coord<'a>, dims: &[DimId]) -> Option<Found> {
        let first = coord.members().next().filter(|_| coord.label().is_none())?;
        let (words, code) = member_words(first.word()?);
        Some(self.report.find(&words, code, dims))
    }

    fn near(&self, body: &[Node<'a>], own: &[DimId]) -> Vec<DimId> {
        let mut dims = self.report.with_attributes(own);
        dims.extend(self.axes_of(&self.quotes().ledgers(body)));
        dims.sort_unstable();
        dims.dedup();
        dims
    }

    /// The declarations of texts that an expression calls.
    pub(super) fn called(&self, expr: &Expr) -> Vec<Node<'a>> {
        let quotes = self.quotes();
        let mut texts = Vec::new();
        let mut open = vec![expr];
        while let Some(expr) = open.pop() {
            if let ExprKind::Call(id, _) = expr.kind {
                texts.extend(quotes.stands_for(Def::Text(id), self.report.texts[id.ix()].span));
            }
            open.extend(expr.children());
        }
        texts
    }

    /// What the trees quote.
    pub(super) fn quotes(&self) -> Quotes<'_, 'a> {
        let declared = self.declared_at.get_or_init(|| {
            let decls = self.decls.iter().filter_map(|(_, node)| ast::Decl::of(*node));
            decls.filter_map(|decl| Some((decl.name()?.span(), *decl))).collect()
        });
        Quotes { table: &self.table, space: self.space, settings: &self.settings, declared }
    }
}

/// What lies in a loop of a template: the pieces before its own end.
pub(super) fn inside<'n, 'a>(behind: &'n [Piece<'a>]) -> &'n [Piece<'a>] {
    let mut depth = 0usize;
    let ends = |piece: &Piece<'a>| {
        let Piece::Hole(hole) = piece else { return false };
        match hole.inner() {
            Some(HoleKind::For(_) | HoleKind::If(_)) => depth += 1,
            Some(HoleKind::End(_)) if depth == 0 => return true,
            Some(HoleKind::End(_)) => depth -= 1,
            _ => {}
        }
        false
    };
    let end = behind.iter().position(ends).unwrap_or(behind.len());
    &behind[..end]
}
