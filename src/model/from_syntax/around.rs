//! Coordinates that stand over figures: of a form, a section, a loop, a column. Where several dimensions have a member of a
//! name, the ledgers that are quoted there tell which is meant.

use rustc_hash::{FxHashMap, FxHashSet};

use super::coords::Found;
use super::names::member_words;
use super::{Builder, Def};
use crate::base::Span;
use crate::model::{DimId, Expr, ExprKind, Filter, LedgerId, Type, visit_template};
use crate::syntax::Node;
use crate::syntax::ast::{self, HoleKind, Naming, Piece, Suffix, View};

impl<'a> Builder<'a> {
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
        Some(self.find(&words, code, dims))
    }

    /// Some dimensions with the axes that their attributes make.
    pub(super) fn with_attributes(&self, dims: &[DimId]) -> Vec<DimId> {
        let attributes = dims.iter().flat_map(|dim| &self.report.dim(*dim).attributes);
        let axes = attributes.filter_map(|attribute| match attribute.ty {
            Type::Member(dim) => Some(dim),
            _ => None,
        });
        dims.iter().copied().chain(axes).collect()
    }

    fn near(&self, body: &[Node<'a>], own: &[DimId]) -> Vec<DimId> {
        let mut dims = self.with_attributes(own);
        dims.extend(self.axes_of(&self.ledgers_in(body)));
        dims.sort_unstable();
        dims.dedup();
        dims
    }

    /// The declarations of texts that an expression calls.
    pub(super) fn called(&self, expr: &Expr) -> Vec<Node<'a>> {
        let declared = self.declared_at();
        let mut texts = Vec::new();
        let mut open = vec![expr];
        while let Some(expr) = open.pop() {
            if let ExprKind::Call(id, _) = expr.kind {
                texts.extend(self.stands_for(Def::Text(id), self.report.texts[id.ix()].span, declared));
            }
            open.extend(expr.children());
        }
        texts
    }

    /// The ledgers that an expression quotes, through lets and texts.
    pub(super) fn quoted(&self, expr: &Expr, ledgers: &mut Vec<LedgerId>) {
        let mut add = |ledger: &LedgerId| {
            if !ledgers.contains(ledger) {
                ledgers.push(*ledger);
            }
        };
        match &expr.kind {
            ExprKind::Field(ledger, _) | ExprKind::Facts(ledger) => add(ledger),
            ExprKind::Let(id) => self.lets.ledgers[id.ix()].iter().for_each(add),
            ExprKind::Text(template) => visit_template(template, &mut |inner| self.quoted(inner, ledgers)),
            _ => expr.children().into_iter().for_each(|inner| self.quoted(inner, ledgers)),
        }
    }

    /// The ledgers that some nodes quote, themselves and by the names that they use. It asks the trees, since what they use
    /// may not have been read yet.
    pub(super) fn ledgers_in(&self, nodes: &[Node<'a>]) -> Vec<LedgerId> {
        let declared = self.declared_at();
        let (mut open, mut ledgers, mut seen) = (nodes.to_vec(), Vec::new(), FxHashSet::default());
        while let Some(node) = open.pop() {
            let name = match Naming::of(node) {
                Some(Naming::Inner(_)) => continue,
                Some(Naming::Name(name)) => self.declared_as(name.text()),
                Some(Naming::Axis(axis)) => axis.name().and_then(|dim| self.declared_as(dim.text())),
                Some(Naming::Postfix(postfix)) => self.former_quote(postfix, &mut open),
                None => {
                    open.extend(node.children());
                    None
                }
            };
            let Some((def, span)) = name.filter(|(def, _)| seen.insert(*def)) else { continue };
            match def {
                Def::Ledger(ledger) => ledgers.push(ledger),
                def => open.extend(self.stands_for(def, span, declared)),
            }
        }
        ledgers
    }

    /// A name, and where it is declared.
    fn declared_as(&self, name: &str) -> Option<(Def, Span)> {
        self.table.names.get(self.key(name).as_ref()).copied()
    }

    /// What `上年.支出` names; what stands behind it is put among the nodes to be walked.
    fn former_quote(&self, node: ast::Postfix<'a>, open: &mut Vec<Node<'a>>) -> Option<(Def, Span)> {
        let mut name = match node.head() {
            Some(ast::Expression::Name(head)) => self.declared_as(head.text()),
            head => {
                open.extend(head.map(|head| *head));
                None
            }
        };
        let mut suffixes = node.suffixes().peekable();
        while let Some((Def::Former(space), _)) = name
            && let Some(Suffix::Access(access)) = suffixes.next_if(|suffix| matches!(suffix, Suffix::Access(_)))
        {
            let word = access.name().map_or("", |ident| ident.text());
            name = self.table.names.get(&format!("{}{word}", self.table.prefixes[space])).copied();
        }
        open.extend(suffixes.map(|suffix| *suffix));
        name
    }

    /// Each declaration, by the place of its name.
    fn declared_at(&self) -> &FxHashMap<Span, Node<'a>> {
        self.declared_at.get_or_init(|| {
            let decls = self.decls.iter().filter_map(|(_, node)| ast::Decl::of(*node));
            decls.filter_map(|decl| Some((decl.name()?.span(), *decl))).collect()
        })
    }

    /// The nodes that a name stands for: its declaration, and what it is set to.
    fn stands_for(&self, def: Def, span: Span, declared: &FxHashMap<Span, Node<'a>>) -> Vec<Node<'a>> {
        let set = match def {
            Def::Let(id) => self.settings.lets.get(&id).map(|value| **value),
            Def::Text(id) => self.settings.texts.get(&id).map(|value| **value),
            Def::Param(id) => self.settings.params.iter().find(|(own, ..)| *own == id).map(|(_, value, _)| **value),
            _ => None,
        };
        let quotes = !matches!(def, Def::Measure(_) | Def::Dim(_) | Def::Ledger(_) | Def::Former(_));
        declared.get(&span).filter(|_| quotes).copied().into_iter().chain(set).collect()
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
