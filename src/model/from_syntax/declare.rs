//! Measures, dimensions, ledgers, parameters, lets and the names of texts.

use rustc_hash::FxHashMap;

use super::names::{ascii, string, unknown};
use super::{Builder, Def, Scope, State, extent};
use crate::base::{Decimal, Diagnostic, Exact, FileId, Span, exact};
use crate::model::codes::{CIRCLE, TYPE_MISMATCH, UNCLEAR_EXAMPLE, UNKNOWN_NAME, UNKNOWN_UNIT};
use crate::model::{
    Attribute, DimId, Dimension, Expr, ExprKind, Let, LetId, Meaning, Measure, MeasureId, Param, ParamId, Pattern,
    Template, Text, TextId, Type, Unit, UnitRef,
};
use crate::say;
use crate::syntax::ast::{self, View};
use crate::syntax::{Node, is_keyword};

/// Whether a word without quotes is the whole of what is meant: no further words stand behind it, and no half of its quotes.
pub(super) fn is_whole(word: Node<'_>) -> bool {
    let behind = word.behind();
    let next = behind.split_whitespace().next().unwrap_or("");
    let goes_on = next.starts_with(char::is_alphanumeric) && !next.contains([':', '：']);
    let quotes = ['"', '“', '”', '「', '」', '『', '』', '«', '»'];
    !goes_on && !word.text().contains(quotes) && behind.matches(quotes).count().is_multiple_of(2)
}

impl<'a> Builder<'a> {
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
            let pattern = unit.pattern().and_then(|clause| self.pattern(clause));
            units.push(Unit { symbol, factor: factor.unwrap_or(Decimal::ONE), pattern });
        }
        let shown = decl.usual().map_or(Some(0), |unit| {
            let found = units.iter().position(|own| own.symbol == unit.text());
            if found.is_none() {
                self.unknown_unit(unit);
            }
            found
        });
        if let (true, Some(Def::Measure(own))) = (self.space != 0, self.lookup(name.text())) {
            self.same_units(own, &units, name);
            return;
        }
        let id = MeasureId(self.report.measures.len() as u32);
        self.declare(name, Def::Measure(id));
        let (name, span) = (name.text().to_owned(), name.span());
        self.report.measures.push(Measure { name, span, units, shown: shown.unwrap_or(0) });
        self.name_units(decl, id);
    }

    /// How the amounts of a unit are printed.
    fn pattern(&mut self, clause: ast::PatternClause<'a>) -> Option<Pattern> {
        let mut examples = clause.examples().map(string);
        let (example, negative) = (examples.next()?, examples.next());
        let pattern = Pattern::read(&example, negative.as_deref());
        if pattern.is_none() {
            let error = Diagnostic::new(
                UNCLEAR_EXAMPLE,
                clause.span(),
                say!("看不出这里怎样写数", "this does not show how a number is written"),
            );
            self.report(error.note(say!(
                "以 1 或 1,000 为例，如 as \"¥1,000.00\"；负数可另举一例，数的写法相同",
                "write 1 or 1,000 as an example: as \"$1,000.00\"; a second example may show a negative amount, its number written alike"
            )));
        }
        pattern
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

    pub(super) fn unknown_unit(&mut self, unit: Node<'a>) {
        let symbols: Vec<String> = self
            .report
            .measures
            .iter()
            .flat_map(|measure| measure.units.iter().map(|unit| unit.symbol.clone()))
            .collect();
        let near = self.closest(unit.text(), symbols.iter().map(String::as_str));
        let mut error = unknown(UNKNOWN_UNIT, &say!("计量单位", "unit"), unit.text(), unit.span(), &near);
        if near.is_empty() && !symbols.is_empty() {
            let (zh, en) = (symbols.join("、"), symbols.join(", "));
            error = error.note(say!("可以写：{zh}", "here may stand: {en}"));
        }
        self.report(error);
    }

    pub(super) fn dimension_name(&mut self, _: FileId, decl: ast::DimensionDecl<'a>) {
        let Some(name) = decl.name() else { return };
        let id = DimId(self.report.dims.len() as u32);
        let of = match self.enclosing(name.text()) {
            Some(Def::Dim(of)) => Some(of),
            _ => None,
        };
        self.declare(name, Def::Dim(id));
        self.report.dims.push(Dimension {
            name: name.text().to_owned(),
            span: name.span(),
            space: self.space,
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

    /// The dimension that a declaration made (by its place: a second one of the same name is not that one).
    pub(super) fn dim_of(&self, decl: ast::DimensionDecl<'a>) -> Option<DimId> {
        let span = decl.name()?.span();
        self.report.dims.iter().position(|dim| dim.span == span).map(|index| DimId(index as u32))
    }

    pub(super) fn dimension(&mut self, _: FileId, decl: ast::DimensionDecl<'a>) {
        let Some(id) = self.dim_of(decl) else { return };
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

    /// Defaults of attributes may use any name, so they are read when all names are known.
    pub(super) fn attribute_defaults(&mut self, _: FileId, decl: ast::DimensionDecl<'a>) {
        let Some(id) = self.dim_of(decl) else { return };
        for (index, attribute) in decl.attributes().enumerate() {
            let Some(value) = attribute.value() else { continue };
            let ty = self.report.dim(id).attributes[index].ty.clone();
            let expr = self.typed_value(value, &ty, &Scope::default());
            self.report.dims[id.ix()].attributes[index].default = Some(expr);
        }
    }

    pub(super) fn type_ref(&mut self, node: ast::TypeRef<'a>) -> Type {
        if let Some(unit) = node.unit() {
            return Type::Count(unit.text().to_owned());
        }
        let word = node.text();
        let built_in = [
            ("kw_text", Type::Text),
            ("kw_year", Type::Year),
            ("kw_number", Type::Number),
            ("kw_ratio", Type::Ratio),
            ("kw_value", Type::Value),
        ];
        match self.named(*node) {
            Some(Def::Measure(measure)) => return Type::Amount(measure),
            Some(Def::Dim(dim)) => return Type::Member(dim),
            _ => {}
        }
        if let Some((_, ty)) = built_in.into_iter().find(|(rule, _)| is_keyword(word, rule)) {
            return ty;
        }
        let declared = self.table.names.iter().filter(|(_, (def, _))| matches!(def, Def::Measure(_) | Def::Dim(_)));
        let words = declared.map(|(name, _)| name.as_str()).chain(["text", "year", "number", "ratio", "value"]);
        let near = self.closest(word, words);
        self.report(unknown(UNKNOWN_NAME, &say!("类型", "type"), word, node.span(), &near));
        Type::Unknown
    }

    pub(super) fn param_name(&mut self, _: FileId, decl: ast::ParamDecl<'a>) {
        let Some(name) = decl.name() else { return };
        let ty = decl.ty().map_or(Type::Unknown, |ty| self.type_ref(ty));
        let id = ParamId(self.report.params.len() as u32);
        self.declare(name, Def::Param(id));
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

    pub(super) fn param_default(&mut self, _: FileId, decl: ast::ParamDecl<'a>) {
        let (Some(name), Some(value)) = (decl.name(), decl.value()) else { return };
        let own = match self.lookup(name.text()) {
            Some(Def::Param(id)) => Some(id.ix()),
            _ => None,
        };
        if let Some(index) = own.filter(|index| self.report.params[*index].span == name.span()) {
            let ty = self.report.params[index].ty.clone();
            self.report.params[index].value = Some(self.typed_value(value, &ty, &Scope::default()));
        }
    }

    /// Whether a word is neither a name nor nearly one.
    pub(super) fn no_such_name(&self, word: &str, scope: &Scope) -> bool {
        let given = ["kw_name", "kw_unit", "kw_code"].iter().any(|rule| is_keyword(word, rule));
        let is_own =
            scope.parameters.iter().any(|(name, _)| name == word) || scope.shares.iter().any(|(name, ..)| name == word);
        let known = given || is_own || self.lookup(word).is_some();
        let torn = self.torn.names.iter().any(|(name, _)| name == word);
        !known && !torn && self.closest_declared(word).is_empty()
    }

    /// A value that is a member.
    pub(super) fn typed_member(&mut self, word: Option<ast::Word<'a>>, dim: DimId, span: Span) -> Expr {
        let member = word.and_then(|word| self.member_ref(word, &[dim]));
        let kind = member.map_or(ExprKind::Unknown, ExprKind::Member);
        Expr { kind, ty: Type::Member(dim), span }
    }

    /// A value of a known type: a parameter's, an attribute's, an argument's.
    pub(super) fn typed_value(&mut self, node: ast::Expression<'a>, ty: &Type, scope: &Scope) -> Expr {
        if let Type::Member(dim) = ty {
            return self.typed_member(ast::Word::of(*node), *dim, node.span());
        }
        if let (Type::Text, ast::Expression::Name(name)) = (ty, node)
            && self.no_such_name(name.text(), scope)
        {
            let message = say!("文字要写在引号里", "a text is written in quotes");
            let quoted = format!("\"{}\"", name.text());
            let error = Diagnostic::new(TYPE_MISMATCH, name.span(), message);
            let error = error.label(say!("写作 {quoted}", "write {quoted}"));
            self.report(if is_whole(name) { error.fix(name.span(), quoted) } else { error });
            return Expr::unknown(name.span());
        }
        let mut expr = self.expr(node, scope);
        if !self.fits(ty, &expr.ty) {
            let (want, have) = (self.type_name(ty), self.type_name(&expr.ty));
            let message = say!("这里要{want}，写的是{have}", "{want} is wanted here, this is {have}", want, have);
            let mut error = Diagnostic::new(TYPE_MISMATCH, node.span(), message);
            if let Some(meant) = meant(node, ty) {
                error = error.label(say!("写作 {meant}", "write {meant}")).fix(node.span(), meant);
            } else if let (Type::Count(unit), Type::Count(_)) = (ty, &expr.ty) {
                let number = node.text().trim_end_matches(|c: char| !c.is_ascii_digit());
                error = error.note(say!("写作 {number}{unit}", "write {number}{unit}"));
            }
            self.report(error);
            return Expr::unknown(node.span());
        }
        if *ty != Type::Value {
            expr.ty = ty.clone();
        }
        expr
    }

    pub(super) fn let_name(&mut self, _: FileId, decl: ast::LetDecl<'a>) {
        let Some(name) = decl.name() else { return };
        let id = LetId(self.report.lets.len() as u32);
        self.declare(name, Def::Let(id));
        let expr = Expr::unknown(name.span());
        let key = self.key(name.text()).into_owned();
        self.report.lets.push(Let { name: key, span: name.span(), expr, set: None });
        self.lets.nodes.push((decl, self.space));
        self.lets.states.push(State::Waiting);
        self.lets.ledgers.push(Vec::new());
    }

    /// The type of a `let`, typing it now if need be; a circle is an error.
    pub(super) fn let_expr(&mut self, id: LetId) -> Type {
        let (decl, space) = self.lets.nodes[id.ix()];
        match self.lets.states[id.ix()] {
            State::Done => return self.report.lets[id.ix()].expr.ty.clone(),
            State::Busy => {
                let (name, span) = {
                    let own = &self.report.lets[id.ix()];
                    (own.name.clone(), own.set.unwrap_or(own.span))
                };
                self.error(CIRCLE, span, say!("「{name}」绕回到了自己", "`{name}` leads back to itself"));
                return Type::Unknown;
            }
            State::Waiting => {}
        }
        self.lets.states[id.ix()] = State::Busy;
        self.lets.deep += 1;
        let around = std::mem::replace(&mut self.space, space);
        let set = self.settings.lets.get(&id).copied();
        let expr = match set.or(decl.value()) {
            Some(_) if self.lets.deep > extent::DEEPEST => {
                let named = &self.report.lets[id.ix()];
                let error = extent::beyond(&named.name, named.span);
                self.report(error);
                Expr::unknown(decl.span())
            }
            Some(body) => self.expr(body, &Scope::default()),
            None => Expr::unknown(decl.span()),
        };
        self.lets.deep -= 1;
        self.space = around;
        let mut ledgers = Vec::new();
        self.quoted(&expr, &mut ledgers);
        self.lets.ledgers[id.ix()] = ledgers;
        let ty = expr.ty.clone();
        self.report.lets[id.ix()].expr = expr;
        self.lets.states[id.ix()] = State::Done;
        ty
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
        let id = TextId(self.report.texts.len() as u32);
        self.declare(name, Def::Text(id));
        let body = Template::default();
        let key = self.key(name.text()).into_owned();
        self.report.texts.push(Text { name: key, span: name.span(), parameters, body, set: None });
    }

    pub(super) fn text_body(&mut self, _: FileId, decl: ast::TextDecl<'a>) {
        let (Some(name), Some(body)) = (decl.name(), decl.body()) else { return };
        let known = self.declared_here(name, |def| if let Def::Text(id) = def { Some(id.ix()) } else { None });
        let known = known.or_else(|| self.report.texts.iter().position(|text| text.span == name.span()));
        let Some(index) = known else { return };
        let own_text = TextId(index as u32);
        let parameters = self.report.texts[index].parameters.clone();
        let scope = Scope { text: Some(own_text), parameters, shares: Vec::new() };
        let own = self.template(body, &scope);
        let set = self.settings.texts.get(&own_text).copied();
        let set = set.map(|value| self.rewritten(value, &scope));
        self.report.texts[index].body = set.unwrap_or(own);
    }

    /// Whether a value of one type may stand where another is wanted.
    pub(super) fn fits(&self, want: &Type, have: &Type) -> bool {
        want == have
            || matches!((want, have), (Type::Member(a), Type::Member(b)) if self.report.dim_in(*a, 0) == self.report.dim_in(*b, 0))
            || *want == Type::Unknown
            || *have == Type::Unknown
            || *want == Type::Value
            || matches!(
                (want, have),
                (Type::Year | Type::Count(_) | Type::Ratio, Type::Number) | (Type::Text, Type::Member(_))
            )
    }

    /// A unit of a measure, for `in`.
    pub(super) fn in_unit(&mut self, clause: Option<ast::InClause<'a>>) -> Option<UnitRef> {
        let unit = clause?.unit()?;
        match self.report.unit(unit.text()) {
            Some((measure, index)) => {
                self.means(unit.span(), Meaning::Unit(measure, index));
                Some(UnitRef::Of(measure, index))
            }
            None => {
                self.unknown_unit(unit);
                None
            }
        }
    }

    /// A written decimal without unit.
    pub(super) fn small_number(node: Node<'_>) -> usize {
        ascii(node.text()).parse().unwrap_or(0)
    }

    /// A constant.
    pub(super) fn constant(value: Exact, unit: UnitRef, ty: Type, span: Span) -> Expr {
        Expr { kind: ExprKind::Quantity(value, unit), ty, span }
    }
}

fn level(level: ast::LevelDef<'_>) -> (String, Option<usize>) {
    let name = level.name().map_or("", |name| name.text()).to_owned();
    (name, level.width().and_then(|width| ascii(width.text()).parse().ok()))
}

/// What was meant by a value that only its quotes or its unit make another type than the one wanted.
fn meant(value: ast::Expression<'_>, ty: &Type) -> Option<String> {
    let written = value.text();
    let number = match value {
        ast::Expression::Template(_) => written.trim_matches(['"', '“', '”']),
        ast::Expression::Quantity(quantity) => quantity.number().map_or(written, |number| number.text()),
        _ => return None,
    };
    let digits = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    match ty {
        Type::Year | Type::Number if digits => Some(number.to_owned()),
        Type::Text if matches!(value, ast::Expression::Quantity(_)) => Some(format!("\"{written}\"")),
        _ => None,
    }
}
