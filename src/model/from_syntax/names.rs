//! Small readings of leaves: words, numbers, strings; and near misses of names.

use std::borrow::Cow;

use super::{Builder, Scope};
use crate::base::codes::NUMBER_TOO_LONG;
use crate::base::near::did_you_mean;
use crate::base::{Code, Decimal, Diagnostic, Say, Severity, Span, alike, exact};
use crate::model::codes::{TYPE_MISMATCH, UNWRITTEN_TEXT};
use crate::model::{Expr, Meaning, Template, Type, UnitRef};
use crate::say;
use crate::syntax::{UNWRITTEN, ast};

/// ASCII digits and signs for full-width ones.
pub(super) fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    text.chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            '－' => '-',
            '％' => '%',
            '＜' => '<',
            '＝' => '=',
            '＞' => '>',
            _ => c,
        })
        .collect()
}

/// A code's digits.
pub(super) fn code_digits(text: &str) -> Cow<'_, str> {
    let code = ascii(text);
    if code.bytes().all(|byte| byte.is_ascii_digit()) {
        return code;
    }
    code.chars().filter(char::is_ascii_digit).collect()
}

/// The words of a text in quotes, escapes resolved.
pub(super) fn string(quoted: ast::Quoted<'_>) -> String {
    let inner = quoted.inner();
    if inner.contains('\\') { inner.replace("\\\"", "\"").replace("\\\\", "\\") } else { inner.to_owned() }
}

/// A member reference: its words, and whether they are a code.
pub(super) fn member_words(word: ast::Word<'_>) -> (Cow<'_, str>, bool) {
    match word {
        ast::Word::Quoted(quoted) => (Cow::Owned(string(quoted)), false),
        ast::Word::Template(template) => (Cow::Owned(template_words(template)), false),
        ast::Word::Code(code) | ast::Word::Dashed(code) | ast::Word::Pointed(code) => (code_digits(code.text()), true),
        ast::Word::Quantity(quantity) => (ascii(quantity.text()), quantity.unit().is_none()),
        ast::Word::Sign(sign) => (ascii(sign.text()), false),
        // as a value, a code reads like a difference
        _ if is_code(word.text()) => (code_digits(word.text()), true),
        _ => (Cow::Borrowed(word.text()), false),
    }
}

fn is_code(text: &str) -> bool {
    text.contains('-') && text.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A member's name as it is typed: in quotes where it would not be read as one word.
pub(super) fn typed_name(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || c == '_';
    if name.starts_with(|c: char| c.is_alphabetic()) && name.chars().all(plain) {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The words of a template without holes.
pub(super) fn template_words(template: ast::Template<'_>) -> String {
    template.pieces().map(unescape).collect()
}

/// The words of a piece with its escapes resolved.
pub(super) fn unescape(piece: ast::Piece<'_>) -> String {
    let range = piece.raw();
    // most words have nothing to resolve
    if memchr::memchr3(b'{', b'}', b'\\', range.as_bytes()).is_none() {
        return range.to_owned();
    }
    let mut words = range.replace("{{", "{").replace("}}", "}");
    if matches!(piece, ast::Piece::Words(words) if words.has_escapes()) {
        words = words.replace("\\\"", "\"").replace("\\\\", "\\");
    }
    words
}

/// "did you mean" for an unknown name.
pub(super) fn unknown(code: Code, what: &Say, word: &str, span: Span, near: &[String]) -> Diagnostic {
    let error = Diagnostic::new(code, span, say!("没有叫「{word}」的{what}", "there is no {what} `{word}`", what));
    let mut twins = near.iter().filter(|near| alike::are_twins(word, near));
    match (twins.next(), twins.next()) {
        (Some(meant), None) => twin(error, word, meant, false),
        _ => did_you_mean(near).into_iter().fold(error, Diagnostic::note),
    }
}

/// What is written looks like a name and is not: it is told by the letter, and nothing else can be meant. Which of the two is
/// to be mended is certain where the declaration has plain letters, or is not the writer's own.
pub(super) fn twin(error: Diagnostic, written: &str, meant: &str, own: bool) -> Diagnostic {
    let (span, typed) = (error.primary.span, typed_name(meant));
    let odd = |text: &str| alike::is_untyped(text) || own && alike::is_wide(text);
    let error = if odd(meant) && !odd(written) {
        let error = error.label(say!("声明的是「{meant}」", "it was declared as `{meant}`"));
        error.note(say!("声明里的字不是平常的字：多半该改声明", "the odd letter is the declaration’s: mend it there"))
    } else {
        error.label(say!("应为「{meant}」", "it is `{meant}`")).fix(span, typed)
    };
    alike::told(written, meant).into_iter().fold(error, Diagnostic::note)
}

impl<'a> Builder<'a> {
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

    /// Words that a message may have written to be replaced.
    pub(super) fn own_words(&mut self, words: ast::Template<'a>, scope: &Scope) -> Template {
        self.still_to_write(words.span(), &template_words(words));
        self.template(words, scope)
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
        let scaled = exact::parse(&ascii(digits)).and_then(|value| self.to_base(value, &unit));
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

    /// A number of some unit in base units.
    pub(super) fn to_base(&self, value: Decimal, unit: &UnitRef) -> Result<Decimal, exact::Overflow> {
        match unit {
            UnitRef::Bare | UnitRef::Named(_) => Ok(value),
            UnitRef::Percent => exact::mul(value, Decimal::new(1, 2)),
            UnitRef::Of(measure, unit) => exact::mul(value, self.report.measures[measure.ix()].units[*unit].factor),
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
                let name = &self.report.measures[measure.ix()].name;
                say!("{name}", "{name}")
            }
            Type::Count(unit) => say!("以「{unit}」计的个数", "a count of {unit}"),
            Type::Number => say!("数", "a number"),
            Type::Ratio => say!("比率", "a ratio"),
            Type::Year => say!("年份", "a year"),
            Type::Text => say!("文字", "a text"),
            Type::Bool => say!("是非", "yes or no"),
            Type::Member(dim) => {
                let name = &self.report.dim(*dim).name;
                say!("「{name}」的成员", "a member of {name}")
            }
            Type::Value => say!("带任意单位的值", "a value"),
            Type::Unknown => say!("未知", "unknown"),
        }
    }

    /// Reports an expression that is not of the type wanted.
    pub(super) fn want(&mut self, expr: &Expr, ty: &Type) {
        if !self.fits(ty, &expr.ty) {
            let (want, have) = (self.type_name(ty), self.type_name(&expr.ty));
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
