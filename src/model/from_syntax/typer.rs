//! Expressions: read and typed in one.

use std::ops::{Deref, DerefMut};

use super::extent;
use super::finder::MemberFinder;
use super::names::is_whole;
use super::resolver::Resolver;
use super::step::{Step, deeper, in_space};
use crate::base::{Diagnostic, Span};
use crate::model::codes::{CIRCLE, TYPE_MISMATCH};
use crate::model::{DimId, Expr, ExprKind, LedgerId, LetId, TextId, Type};
use crate::say;
use crate::syntax::ast::{self, View};
use crate::syntax::is_keyword;

/// How far a `let` has been typed, or a section or column set read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Waiting,
    Busy,
    Done,
}

/// What an expression may refer to besides the declared names.
#[derive(Clone, Default)]
pub(super) struct Scope {
    /// The text whose body it is.
    pub(super) text: Option<TextId>,
    pub(super) parameters: Vec<(String, Type)>,
    /// Each share's name, its number and the places asked for.
    pub(super) shares: Vec<(String, usize, Option<u32>)>,
}

/// Lets while they are typed.
#[derive(Default)]
pub(super) struct Lets<'a> {
    /// Each with its space.
    pub(super) nodes: Vec<(ast::LetDecl<'a>, usize)>,
    pub(super) states: Vec<State>,
    /// The ledgers that each quotes, once it is done.
    pub(super) ledgers: Vec<Vec<LedgerId>>,
    /// How many are being typed inside one another.
    deep: usize,
}

/// Types expressions and the texts that hold them.
pub(super) struct Typer<'a> {
    members: MemberFinder<'a>,
    pub(super) lets: Lets<'a>,
    /// How many shares were named.
    pub(super) shares: usize,
}

impl<'a> Deref for Typer<'a> {
    type Target = MemberFinder<'a>;

    fn deref(&self) -> &MemberFinder<'a> {
        &self.members
    }
}

impl<'a> DerefMut for Typer<'a> {
    fn deref_mut(&mut self) -> &mut MemberFinder<'a> {
        &mut self.members
    }
}

impl<'a> Step<'a> for Typer<'a> {
    fn names(&mut self) -> &mut Resolver<'a> {
        self.members.names()
    }
}

impl<'a> Typer<'a> {
    pub(super) fn new(members: MemberFinder<'a>) -> Typer<'a> {
        Typer { members, lets: Lets::default(), shares: 0 }
    }

    /// What was read.
    pub(super) fn into_members(self) -> MemberFinder<'a> {
        self.members
    }

    /// Whether a word is neither a name nor nearly one.
    pub(super) fn no_such_name(&self, word: &str, scope: &Scope) -> bool {
        let given = ["kw_name", "kw_unit", "kw_code"].iter().any(|rule| is_keyword(word, rule));
        let is_own =
            scope.parameters.iter().any(|(name, _)| name == word) || scope.shares.iter().any(|(name, ..)| name == word);
        let known = given || is_own || self.lookup(word).is_some();
        !known && !self.torn.names(word) && self.closest_declared(word).is_empty()
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
        if !self.report.fits(ty, &expr.ty) {
            let (want, have) = (self.report.type_name(ty), self.report.type_name(&expr.ty));
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
                let message = say!("「{name}」绕回到了自己", "`{name}` leads back to itself");
                self.report(Diagnostic::new(CIRCLE, span, message).note(say!(
                    "在其中一处写出它是多少，不再引用下一个",
                    "say in one of these places how much it is, without naming the next"
                )));
                return Type::Unknown;
            }
            State::Waiting => {}
        }
        self.lets.states[id.ix()] = State::Busy;
        let set = self.settings.lets.get(&id).copied();
        let body = set.or(decl.value());
        let expr = deeper(
            self,
            |typer| &mut typer.lets.deep,
            |typer, deep| match body {
                Some(_) if deep > extent::DEEPEST => {
                    let named = &typer.report.lets[id.ix()];
                    let error = extent::beyond(&named.name, named.span);
                    typer.report(error);
                    Expr::unknown(decl.span())
                }
                Some(body) => in_space(typer, space, |typer| typer.expr(body, &Scope::default())),
                None => Expr::unknown(decl.span()),
            },
        );
        let mut ledgers = Vec::new();
        self.quoted(&expr, &mut ledgers);
        self.lets.ledgers[id.ix()] = ledgers;
        let ty = expr.ty.clone();
        self.report.lets[id.ix()].expr = expr;
        self.lets.states[id.ix()] = State::Done;
        ty
    }
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
