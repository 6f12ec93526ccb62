//! Quantities with their units, and which types go together.

use super::extent::LONGEST;
use super::names::{ascii, unknown};
use super::resolver::Resolver;
use super::table::Def;
use crate::base::codes::NUMBER_TOO_LONG;
use crate::base::{Decimal, Diagnostic, Say, Severity, Span, exact};
use crate::model::codes::{TYPE_MISMATCH, UNKNOWN_NAME, UNKNOWN_UNIT, UNWRITTEN_TEXT};
use crate::model::{Expr, Meaning, Report, Type, UnitRef};
use crate::say;
use crate::syntax::codes::TOO_LARGE;
use crate::syntax::{Node, UNWRITTEN, ast, is_keyword};

impl<'a> Resolver<'a> {
    /// Reports a chain of operators that no reader could follow; the evaluator goes as deep as a chain is long.
    pub(super) fn too_long(&mut self, operands: usize, span: Span) -> bool {
        let beyond = operands > LONGEST;
        if beyond {
            let message = say!(
                "这个算式连着 {operands} 项，最多 {LONGEST} 项",
                "this chain has {operands} operands, at most {LONGEST} are read"
            );
            let error = Diagnostic::new(TOO_LARGE, span, message);
            self.report(
                error.note(say!("把它们填入台账，求和交给台账", "write them as items of a ledger, which sums")),
            );
        }
        beyond
    }

    pub(super) fn numeric(&mut self, expr: &Expr) -> Type {
        match expr.ty {
            Type::Amount(_) | Type::Count(_) | Type::Number | Type::Ratio | Type::Unknown => expr.ty.clone(),
            _ => {
                self.want(expr, &Type::Number);
                Type::Unknown
            }
        }
    }

    /// The common type of two sides, or a clash that shows both.
    pub(super) fn join(&mut self, left: &Expr, right: &Expr) -> Option<Type> {
        let joined = match (&left.ty, &right.ty) {
            (Type::Unknown, _) | (_, Type::Unknown) => return Some(Type::Unknown),
            (a, b) if self.report.fits(a, b) => a.clone(),
            (a, b) if self.report.fits(b, a) => b.clone(),
            _ => {
                self.clash(left, right);
                return None;
            }
        };
        Some(joined)
    }

    pub(super) fn clash(&mut self, left: &Expr, right: &Expr) {
        let (l, r) = (self.report.type_name(&left.ty), self.report.type_name(&right.ty));
        self.report(
            Diagnostic::new(
                TYPE_MISMATCH,
                right.span,
                say!("{l}与{r}不能放在一起算", "{l} and {r} do not go together", l, r),
            )
            .label(say!("这是{r}", "this is {r}", r))
            .related(left.span, say!("这是{l}", "this is {l}", l)),
        );
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
        let declared = self.table.all().filter(|(_, def, _)| matches!(def, Def::Measure(_) | Def::Dim(_)));
        let words = declared.map(|(name, ..)| name).chain(["text", "year", "number", "ratio", "value"]);
        let near = self.closest(word, words);
        self.no_such(word, unknown(UNKNOWN_NAME, &say!("类型", "type"), word, node.span(), &near));
        Type::Unknown
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

    /// Says of words that a message wrote to be replaced that they are still there.
    pub(super) fn still_to_write(&mut self, span: Span, words: &str) {
        if matches!(words.trim(), UNWRITTEN | "…") {
            let message =
                say!("「{words}」是占位的，内容还没有写", "`{words}` holds a place: its words are still to be written");
            let told = Diagnostic::new(UNWRITTEN_TEXT, span, message);
            let told = told.note(say!("换成实际的内容", "write what is true in its place"));
            self.report(Diagnostic { severity: Severity::Warning, ..told });
        }
    }

    /// A number and its unit, in base units.
    pub(super) fn quantity(&mut self, quantity: ast::Quantity<'a>) -> Option<(Decimal, UnitRef)> {
        let symbol = quantity.unit();
        // sign and digits: all that stands before the unit
        let digits = quantity.text().get(..quantity.text().len() - symbol.map_or(0, |unit| unit.text().len()))?;
        let unit = match symbol.map(|unit| ascii(unit.text())) {
            None => UnitRef::Bare,
            Some(unit) if unit == "%" => UnitRef::Percent,
            Some(unit) => match self.report.unit(&unit) {
                Some((measure, index)) => {
                    if let Some(symbol) = symbol {
                        self.means(symbol.span(), Meaning::Unit(measure, index));
                    }
                    UnitRef::Of(measure, index)
                }
                None => UnitRef::Named(unit.into_owned()),
            },
        };
        let scaled = exact::parse(&ascii(digits)).and_then(|value| self.report.to_base(value, &unit));
        match scaled {
            Ok(value) => Some((value, unit)),
            Err(_) => {
                self.too_large(quantity.span());
                None
            }
        }
    }

    pub(super) fn too_large(&mut self, span: Span) {
        let (whole, fraction) = (exact::WHOLE_DIGITS, exact::FRACTION_DIGITS);
        let message = say!(
            "这个数太长：小数点前最多 {whole} 位，后最多 {fraction} 位",
            "this number is too long: at most {whole} digits before the point and {fraction} after it"
        );
        let error = Diagnostic::new(NUMBER_TOO_LONG, span, message);
        self.report(error.note(say!("检查单位，或多打的数字", "check its unit, or digits too many")));
    }

    /// Reports an expression that is not of the type wanted.
    pub(super) fn want(&mut self, expr: &Expr, ty: &Type) {
        if !self.report.fits(ty, &expr.ty) {
            let (want, have) = (self.report.type_name(ty), self.report.type_name(&expr.ty));
            let mut error = Diagnostic::new(
                TYPE_MISMATCH,
                expr.span,
                say!("这里要{want}，这却是{have}", "{want} is wanted here, this is {have}", want, have),
            );
            if let (Type::Amount(measure), Type::Number) = (ty, &expr.ty) {
                let measure = &self.report.measures[measure.ix()];
                let unit = &measure.units[measure.shown].symbol;
                error = error.note(say!("数后面写上单位：…{unit}", "write its unit behind the number: …{unit}"));
            }
            self.report(error);
        }
    }
}

impl Report {
    /// What a message calls a unit.
    pub(super) fn unit_words(&self, unit: &UnitRef) -> Say {
        let ty = self.unit_type(unit);
        self.type_name(&ty)
    }

    /// Whether a value of one type may stand where another is wanted.
    pub(super) fn fits(&self, want: &Type, have: &Type) -> bool {
        want == have
            || matches!((want, have), (Type::Member(a), Type::Member(b)) if self.dim_in(*a, 0) == self.dim_in(*b, 0))
            || *want == Type::Unknown
            || *have == Type::Unknown
            || *want == Type::Value
            || matches!(
                (want, have),
                (Type::Year | Type::Count(_) | Type::Ratio, Type::Number) | (Type::Text, Type::Member(_))
            )
    }

    /// A number of some unit in base units.
    pub(super) fn to_base(&self, value: Decimal, unit: &UnitRef) -> Result<Decimal, exact::Overflow> {
        match unit {
            UnitRef::Bare | UnitRef::Named(_) => Ok(value),
            UnitRef::Percent => exact::mul(value, Decimal::new(1, 2)),
            UnitRef::Of(measure, unit) => exact::mul(value, self.measures[measure.ix()].units[*unit].factor),
        }
    }

    /// The type of a quantity with a unit.
    pub(super) fn unit_type(&self, unit: &UnitRef) -> Type {
        match unit {
            UnitRef::Bare => Type::Number,
            UnitRef::Percent => Type::Ratio,
            UnitRef::Of(measure, _) => Type::Amount(*measure),
            UnitRef::Named(name) => Type::Count(name.clone()),
        }
    }

    /// What a type is called.
    pub(super) fn type_name(&self, ty: &Type) -> Say {
        match ty {
            Type::Amount(measure) => {
                let name = &self.measures[measure.ix()].name;
                say!("{name}", "{name}")
            }
            Type::Count(unit) => say!("以「{unit}」计的个数", "a count of {unit}"),
            Type::Number => say!("数", "a number"),
            Type::Ratio => say!("比率", "a ratio"),
            Type::Year => say!("年份", "a year"),
            Type::Text => say!("文字", "a text"),
            Type::Bool => say!("是非", "yes or no"),
            Type::Member(dim) => {
                let name = &self.dim(*dim).name;
                say!("「{name}」的成员", "a member of {name}")
            }
            Type::Value => say!("带任意单位的值", "a value"),
            Type::Unknown => say!("未知", "unknown"),
        }
    }
}
