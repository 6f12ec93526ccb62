//! Measures, dimensions, ledgers, parameters, lets and the names of texts.

use rustc_hash::FxHashMap;

use super::examples::pattern_of;
use super::names::{ascii, string};
use super::step::over;
use super::table::Def;
use super::typer::{State, Typer};
use crate::base::{Decimal, FileId, exact};
use crate::model::{
    Attribute, ColumnSet, DimId, Dimension, DocItem, Expr, Filter, Form, FormBody, FormId, Let, Meaning, Measure,
    MeasureId, NamedRows, Param, Policy, Report, RowsHead, Section, Template, Text, TextId, Type, Unit,
};
use crate::syntax::ast;

/// Reads measures, dimensions and ledgers, and the heads of what has a body.
pub(super) struct Declarer<'b, 'a> {
    pub(super) below: &'b mut Typer<'a>,
}
over!(Declarer, Typer);

impl<'b, 'a> Declarer<'b, 'a> {
    pub(super) fn new(below: &'b mut Typer<'a>) -> Declarer<'b, 'a> {
        Declarer { below }
    }
}

impl<'a> Declarer<'_, 'a> {
    pub(super) fn measure(&mut self, _: FileId, decl: ast::MeasureDecl<'a>) {
        let Some(name) = decl.name() else { return };
        let mut units: Vec<Unit> = Vec::new();
        for unit in decl.units() {
            let symbol = unit.symbol().map_or("", |unit| unit.text()).to_owned();
            let factor = match unit.factor() {
                None => Some(Decimal::ONE),
                Some(quantity) => self.unit_factor(quantity, &units),
            };
            // a unit whose factor was reported still is one
            let pattern = pattern_of(unit.pattern(), &mut self.problems);
            units.push(Unit { symbol, factor: factor.unwrap_or(Decimal::ONE), pattern, set: None });
        }
        let shown = decl.usual().map_or(Some(0), |unit| {
            let found = units.iter().position(|own| own.symbol == unit.text());
            if found.is_none() {
                self.unknown_unit(unit);
            }
            found
        });
        let new = self.space == 0 || self.declared_here(name, |_| Some(())).is_some();
        if let (false, Some(Def::Measure(own))) = (new, self.lookup(name.text())) {
            self.same_units(own, &units, name);
            return;
        }
        let id = MeasureId(self.report.measures.len() as u32);
        let (name, span) = (name.text().to_owned(), name.span());
        self.report.measures.push(Measure { name, span, units, shown: shown.unwrap_or(0) });
        self.name_units(decl, id);
    }

    fn unit_factor(&mut self, quantity: ast::Quantity<'a>, units: &[Unit]) -> Option<Decimal> {
        let number = exact::parse(&ascii(quantity.number()?.text())).ok()?;
        let unit = quantity.unit()?;
        let Some(factor) = units.iter().find(|own| own.symbol == unit.text()).map(|own| own.factor) else {
            self.unknown_unit(unit);
            return None;
        };
        exact::mul(number, factor).map_err(|_| self.too_large(quantity.span())).ok()
    }

    pub(super) fn dimension_name(&mut self, _: FileId, decl: ast::DimensionDecl<'a>) {
        let Some(name) = decl.name() else { return };
        let space = self.space;
        let of = match self.enclosing(name.text()) {
            Some(Def::Dim(of)) => Some(of),
            _ => None,
        };
        self.report.dims.push(Dimension {
            name: name.text().to_owned(),
            span: name.span(),
            space,
            of,
            open: decl.is_open(),
            levels: Vec::new(),
            code_pattern: None,
            attributes: Vec::new(),
            roots: Vec::new(),
            size: 0,
            uneven: false,
            by_code: FxHashMap::default(),
            by_name: FxHashMap::default(),
            in_order: FxHashMap::default(),
        });
    }

    pub(super) fn dimension(&mut self, _: FileId, decl: ast::DimensionDecl<'a>) {
        let Some(id) = dim_of(&self.report, decl) else { return };
        self.name_levels(decl, id);
        let levels = decl.levels().map_or_else(
            || vec![(self.report.dim(id).name.clone(), None)],
            |clause| clause.levels().map(level).collect(),
        );
        let mut attributes = Vec::new();
        for attribute in decl.attributes() {
            let Some(name) = attribute.name() else { continue };
            let ty = attribute.ty().map_or(Type::Unknown, |ty| self.type_ref(ty));
            self.report.names.declare(name.span(), Meaning::Attribute(id, attributes.len()));
            attributes.push(Attribute {
                name: name.text().to_owned(),
                ty,
                optional: attribute.is_optional(),
                default: None,
                span: name.span(),
            });
        }
        let pattern = decl.levels().and_then(ast::LevelsClause::code_pattern).map(string);
        let dim = &mut self.report.dims[id.ix()];
        dim.levels = levels;
        dim.code_pattern = pattern;
        dim.attributes = attributes;
        self.same_levels(id);
    }

    pub(super) fn param_name(&mut self, _: FileId, decl: ast::ParamDecl<'a>) {
        let Some(name) = decl.name() else { return };
        let ty = decl.ty().map_or(Type::Unknown, |ty| self.type_ref(ty));
        let key = self.key(name.text()).into_owned();
        self.report.params.push(Param {
            name: key,
            ty,
            span: name.span(),
            optional: decl.is_optional(),
            value: None,
            set: None,
        });
    }

    pub(super) fn let_name(&mut self, _: FileId, decl: ast::LetDecl<'a>) {
        let Some(name) = decl.name() else { return };
        let expr = Expr::unknown(name.span());
        let key = self.key(name.text()).into_owned();
        self.report.lets.push(Let { name: key, span: name.span(), expr, set: None });
        let space = self.space;
        self.lets.nodes.push((decl, space));
        self.lets.states.push(State::Waiting);
        self.lets.ledgers.push(Vec::new());
    }

    pub(super) fn text_name(&mut self, _: FileId, decl: ast::TextDecl<'a>) {
        let Some(name) = decl.name() else { return };
        let mut parameters = Vec::new();
        for parameter in decl.parameters() {
            if let (Some(name), Some(ty)) = (parameter.name(), parameter.ty()) {
                let own = TextId(self.report.texts.len() as u32);
                self.report.names.declare(name.span(), Meaning::Argument(own, parameters.len()));
                parameters.push((name.text().to_owned(), self.type_ref(ty)));
            }
        }
        let body = Template::default();
        let key = self.key(name.text()).into_owned();
        self.report.texts.push(Text { name: key, span: name.span(), parameters, body, set: None });
    }

    /// What has one of these names is unknown.
    pub(super) fn unknown_by_name(&mut self) {
        let ledger = |name: &String| matches!(self.lookup(name), Some(Def::Ledger(_)));
        if !self.torn.items.iter().all(ledger) {
            self.report.lost.push(0);
        }
        for (name, span) in self.torn.names.clone() {
            match self.lookup(&name) {
                Some(Def::Param(param)) => {
                    self.report.params[param.ix()].value.get_or_insert(Expr::unknown(span));
                }
                Some(Def::Ledger(ledger)) => self.unreadable_rows(ledger, span),
                Some(Def::Dim(dim)) => self.report.torn_dims.push(dim),
                _ => {}
            }
        }
    }

    pub(super) fn rows_name(&mut self, _: FileId, decl: ast::RowsDecl<'a>) {
        let Some(name) = decl.name() else { return };
        let ledgers = self.ledgers(decl.of());
        let head = RowsHead { ledgers, at: Filter::default(), items: Vec::new(), span: decl.span() };
        self.report.rows.push(NamedRows {
            name: name.text().to_owned(),
            span: name.span(),
            head,
            replaced: Vec::new(),
            set: None,
        });
    }

    /// A form without a title declares none: it amends another.
    pub(super) fn form_name(&mut self, _: FileId, decl: ast::FormDecl<'a>) {
        let (Some(name), Some(_)) = (decl.name(), decl.title()) else { return };
        let id = FormId(self.report.forms.len() as u32);
        self.report.forms_by_name.entry(name.text().to_owned()).or_insert(id);
        self.report.forms.push(Form {
            name: name.text().to_owned(),
            span: name.span(),
            title: Template::default(),
            listed: None,
            no: None,
            unit: None,
            landscape: false,
            left: None,
            right: None,
            grid: None,
            policy: Policy::Plain,
            digits: None,
            example: None,
            at: Filter::default(),
            looks: None,
            body: FormBody::default(),
        });
    }

    pub(super) fn columns_name(&mut self, _: FileId, decl: ast::ColumnsDecl<'a>) {
        let Some(name) = decl.name() else { return };
        let set = ColumnSet { name: name.text().to_owned(), span: name.span(), columns: Vec::new(), set: None };
        self.report.column_sets.push(set);
    }

    pub(super) fn section_name(&mut self, _: FileId, node: ast::Section<'a>) {
        let Some(name) = node.name() else { return };
        let item = DocItem::Section(Box::default(), Vec::new());
        let (name, span) = (name.text().to_owned(), name.span());
        self.report.sections.push(Section { name, span, item, placed: false });
    }
}

/// The dimension that a declaration made (by its place: a second one of the same name is not that one).
pub(super) fn dim_of(report: &Report, decl: ast::DimensionDecl<'_>) -> Option<DimId> {
    let span = decl.name()?.span();
    report.dims.iter().position(|dim| dim.span == span).map(|index| DimId(index as u32))
}

fn level(level: ast::LevelDef<'_>) -> (String, Option<usize>) {
    let name = level.name().map_or("", |name| name.text()).to_owned();
    (name, level.width().and_then(|width| ascii(width.text()).parse().ok()))
}
