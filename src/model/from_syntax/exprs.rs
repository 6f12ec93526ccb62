//! Expressions, typed as they are read.

use super::has::has;
use super::names::unknown;
use super::table::Def;
use super::typer::{Scope, Typer};
use crate::base::{Diagnostic, Exact, Span, pasted};
use crate::model::codes::{TYPE_MISMATCH, UNKNOWN_MEMBER, UNKNOWN_NAME};
use crate::model::{
    CompareOp, Expr, ExprKind, LedgerId, Meaning, Property, SumOp, Type, UnitRef, parts_alone, visit_template,
};
use crate::say;
use crate::syntax::ast::{self, Expression, Suffix};
use crate::syntax::{self, Node};

impl<'a> Typer<'a> {
    pub(super) fn expr(&mut self, node: Expression<'a>, scope: &Scope) -> Expr {
        let span = node.span();
        match node {
            Expression::Quantity(quantity) => match self.quantity(quantity) {
                Some((value, unit)) => constant(value.into(), unit.clone(), self.report.unit_type(&unit), span),
                None => Expr::unknown(span),
            },
            Expression::Pasted(number) => {
                pasted_constant(number).into_iter().for_each(|error| self.report(error));
                Expr::unknown(span)
            }
            Expression::Template(template) => {
                Expr { kind: ExprKind::Text(self.own_words(template, scope)), ty: Type::Text, span }
            }
            Expression::Name(name) => self.name(name, scope),
            Expression::Postfix(postfix) => self.postfix(postfix, scope),
            Expression::Any(any) => {
                let inner = match any.operand() {
                    Some(inner) => self.expr_or_ledger(inner, scope, false),
                    None => Expr::unknown(span),
                };
                Expr { kind: ExprKind::Any(Box::new(inner)), ty: Type::Bool, span }
            }
            Expression::Count(count) => self.count(count, scope),
            Expression::Abs(abs) => {
                let inner = self.operand(abs.operand(), span, scope);
                let ty = inner.ty.clone();
                Expr { kind: ExprKind::Abs(Box::new(inner)), ty, span }
            }
            Expression::Printed(printed) => {
                let inner = self.operand(printed.operand(), span, scope);
                let ty = self.numeric(&inner);
                let format = self.format(printed.manner(), &inner);
                Expr { kind: ExprKind::Printed(Box::new(inner), format), ty, span }
            }
            Expression::Negation(negation) => {
                let inner = self.operand(negation.operand(), span, scope);
                let ty = self.numeric(&inner);
                Expr { kind: ExprKind::Neg(Box::new(inner)), ty, span }
            }
            Expression::Not(denial) => {
                let inner = self.operand(denial.operand(), span, scope);
                self.want(&inner, &Type::Bool);
                let negate = |inner: Expr, _| Expr { kind: ExprKind::Not(Box::new(inner)), ty: Type::Bool, span };
                (0..denial.denials().count() % 2).fold(inner, negate)
            }
            Expression::Or(_) => self.logic(node, ExprKind::Or, scope),
            Expression::And(_) => self.logic(node, ExprKind::And, scope),
            Expression::Comparison(comparison) => self.comparison(comparison, scope),
            Expression::Sum(sum) => self.arithmetic(sum, Typer::sum, scope),
            Expression::Product(product) => self.arithmetic(product, Typer::product, scope),
            // its difference was reported where it is none of a comparison by itself
            Expression::Tolerant(_) => Expr::unknown(span),
        }
    }

    /// The expression that an operator stands before.
    fn operand(&mut self, operand: Option<Expression<'a>>, span: Span, scope: &Scope) -> Expr {
        operand.map_or_else(|| Expr::unknown(span), |operand| self.expr(operand, scope))
    }

    /// What is given to a text or a clause.
    pub(super) fn argument(&mut self, argument: ast::Argument<'a>, scope: &Scope) -> Expr {
        self.operand(argument.value(), argument.span(), scope)
    }

    /// An expression where a ledger without a figure of its own may stand. `facts`: a ledger's name stands for all its facts,
    /// not for those that have its figure.
    fn expr_or_ledger(&mut self, node: Expression<'a>, scope: &Scope, facts: bool) -> Expr {
        let (head, suffixes) = match node {
            Expression::Postfix(postfix) => (postfix.head(), Some(postfix.suffixes())),
            head => (Some(head), None),
        };
        let ledger = match head {
            Some(Expression::Name(name)) => match self.named(name) {
                Some(Def::Ledger(ledger)) if facts || self.report.ledger(ledger).figure().is_none() => Some(ledger),
                _ => None,
            },
            _ => None,
        };
        let filter = |suffix| if let Suffix::Filter(filter) = suffix { Some(filter) } else { None };
        let filters: Option<Vec<_>> = suffixes.into_iter().flatten().map(filter).collect();
        match (ledger, filters) {
            (Some(ledger), Some(filters)) => {
                let facts = Expr { kind: ExprKind::Facts(ledger), ty: Type::Number, span: node.span() };
                filters.into_iter().fold(facts, |expr, filter| self.filter(expr, filter))
            }
            _ => self.expr(node, scope),
        }
    }

    fn count(&mut self, node: ast::Count<'a>, scope: &Scope) -> Expr {
        let span = node.span();
        let Some((dim, level)) = node.axis().and_then(|axis| self.axis(axis)) else {
            return Expr::unknown(span);
        };
        let of = node.of().map(|of| Box::new(self.expr_or_ledger(of, scope, true)));
        let level = self.report.level_or_leaves(dim, level);
        Expr { kind: ExprKind::Count(dim, level, of), ty: Type::Number, span }
    }

    fn name(&mut self, node: Node<'a>, scope: &Scope) -> Expr {
        let (word, span) = (node.text(), node.span());
        if let Some(index) = scope.parameters.iter().position(|(name, _)| name == word) {
            self.argument_named(span, scope, index);
            return Expr { kind: ExprKind::Arg(index), ty: scope.parameters[index].1.clone(), span };
        }
        if let Some((_, slot, _)) = scope.shares.iter().rev().find(|(name, ..)| name == word) {
            self.means(span, Meaning::Share(*slot));
            return Expr { kind: ExprKind::Share(*slot), ty: Type::Ratio, span };
        }
        match self.named(node) {
            Some(Def::Former(_)) => {
                self.former_name(node, &[]);
                Expr::unknown(span)
            }
            Some(def) if def.is_no_value() => {
                let message = say!("「{word}」不是可以算的东西", "`{word}` is not something to compute with");
                self.error(TYPE_MISMATCH, span, message);
                self.defined(def, span)
            }
            Some(def) => self.defined(def, span),
            None if syntax::is_keyword(word, "kw_unit") => Expr { kind: ExprKind::Unit, ty: Type::Text, span },
            None if syntax::is_keyword(word, "kw_name") => Expr { kind: ExprKind::Name, ty: Type::Text, span },
            None => {
                let near = self.closest_declared(word);
                self.no_such(word, unknown(UNKNOWN_NAME, &say!("名称", "name"), word, span, &near));
                Expr::unknown(span)
            }
        }
    }

    /// What a declared name stands for in an expression.
    pub(super) fn defined(&mut self, def: Def, span: Span) -> Expr {
        match def {
            Def::Param(param) => {
                Expr { kind: ExprKind::Param(param), ty: self.report.params[param.ix()].ty.clone(), span }
            }
            // a circle of lets must not stand in the model
            Def::Let(id) => match self.let_expr(id) {
                Type::Unknown => Expr::unknown(span),
                ty => Expr { ty, kind: ExprKind::Let(id), span },
            },
            Def::Ledger(ledger) => self.figure(ledger, span),
            Def::Text(text) => self.call(text, Vec::new(), span),
            Def::Dim(dim) => Expr { kind: ExprKind::Level(dim, None), ty: Type::Member(dim), span },
            _ => Expr::unknown(span),
        }
    }

    fn figure(&mut self, id: LedgerId, span: Span) -> Expr {
        let ledger = self.report.ledger(id);
        match ledger.figure() {
            Some(field) => Expr { kind: ExprKind::Field(id, field), ty: ledger.fields[field].ty.clone(), span },
            None => {
                let name = &ledger.name;
                let error = Diagnostic::new(
                    TYPE_MISMATCH,
                    span,
                    say!("台账「{name}」没有可以求和的数", "ledger `{name}` has no figure to sum"),
                );
                self.report(error.note(say!("写明字段：台账.字段", "name a field: LEDGER.FIELD")));
                Expr::unknown(span)
            }
        }
    }

    fn postfix(&mut self, node: ast::Postfix<'a>, scope: &Scope) -> Expr {
        let Some(head) = node.head() else { return Expr::unknown(node.span()) };
        let parts: Vec<Suffix<'a>> = node.suffixes().collect();
        if self.too_long(parts.len() + 1, node.span()) {
            return Expr::unknown(node.span());
        }
        let Expression::Name(name) = head else {
            let expr = self.expr(head, scope);
            return self.behind(expr, &parts);
        };
        if let Some((def, used, span)) = self.former_name(name, &parts) {
            return match def {
                Some(def) => self.former_figure(def, span, &parts[used..], *node),
                None => Expr::unknown(node.span()),
            };
        }
        if let Some(Suffix::Arguments(arguments)) = parts.first() {
            let Some(Def::Text(text)) = self.named(name) else {
                let word = name.text();
                let message = say!("没有叫「{word}」的文本", "there is no text `{word}`");
                self.no_such(word, Diagnostic::new(UNKNOWN_NAME, name.span(), message));
                return Expr::unknown(node.span());
            };
            let arguments = arguments.arguments().map(|argument| self.argument(argument, scope)).collect();
            return self.call(text, arguments, node.span());
        }
        if let Some((expr, used)) = self.own_field_behind(name, &parts, *node) {
            return self.behind(expr, &parts[used..]);
        }
        let (expr, rest) = match (parts.as_slice(), self.lookup(name.text())) {
            ([Suffix::Access(access), rest @ ..], Some(Def::Ledger(ledger))) => {
                self.means(name.span(), Meaning::Ledger(ledger));
                (self.field(ledger, name.span(), *access), rest)
            }
            (rest, _) => (self.name(name, scope), rest),
        };
        self.behind(expr, rest)
    }

    pub(super) fn filter(&mut self, inner: Expr, node: ast::Filter<'a>) -> Expr {
        let mut ledgers = Vec::new();
        self.quoted(&inner, &mut ledgers);
        let Some(coords) = node.coords() else { return inner };
        let filter = if ledgers.is_empty() {
            let texts = self.called(&inner);
            self.coords_over(coords, &texts, &[])
        } else {
            let dims = self.axes_of(&ledgers);
            self.coords(coords, &dims)
        };
        let (ty, span) = (inner.ty.clone(), inner.span.to(node.span()));
        if filter.parts.len() < coords.parts().count() {
            return Expr::unknown(span);
        }
        Expr { kind: ExprKind::At(Box::new(inner), filter), ty, span }
    }

    pub(super) fn access(&mut self, inner: Expr, node: ast::Access<'a>) -> Expr {
        let Some(name) = node.name() else { return Expr::unknown(node.span()) };
        let (word, span) = (name.text(), inner.span.to(name.span()));
        let property = |inner, property, ty| Expr { kind: ExprKind::Property(Box::new(inner), property), ty, span };
        match inner.ty {
            Type::Member(dim) => {
                if let (ExprKind::Level(_, None), Some(level)) = (&inner.kind, self.report.dim(dim).level(word)) {
                    self.means(name.span(), Meaning::Level(dim, level));
                    return Expr { kind: ExprKind::Level(dim, Some(level)), ty: inner.ty, span };
                }
                let attributes = &self.report.dim(dim).attributes;
                if let Some(index) = attributes.iter().position(|attribute| attribute.name == word) {
                    let ty = attributes[index].ty.clone();
                    self.means(name.span(), Meaning::Attribute(dim, index));
                    return property(inner, Property::Attribute(dim, index), ty);
                }
                if syntax::is_keyword(word, "kw_name") {
                    return property(inner, Property::Name, Type::Text);
                }
                if syntax::is_keyword(word, "kw_code") {
                    return property(inner, Property::Code, Type::Text);
                }
                self.no_property(dim, name);
            }
            Type::Value if syntax::is_keyword(word, "kw_number") => {
                return property(inner, Property::Number, Type::Text);
            }
            Type::Value if syntax::is_keyword(word, "kw_unit") => return property(inner, Property::Unit, Type::Text),
            Type::Unknown => {}
            _ => {
                let have = self.report.type_name(&inner.ty);
                self.error(UNKNOWN_MEMBER, name.span(), say!("{have}没有「{word}」", "{have} has no `{word}`", have));
            }
        }
        Expr::unknown(span)
    }

    fn logic(&mut self, node: Expression<'a>, join: fn(Box<Expr>, Box<Expr>) -> ExprKind, scope: &Scope) -> Expr {
        let span = node.span();
        if self.too_long(node.operands().count(), span) {
            return Expr::unknown(span);
        }
        let mut folded: Option<Expr> = None;
        for operand in node.operands() {
            let right = self.expr(operand, scope);
            self.want(&right, &Type::Bool);
            folded = Some(match folded {
                None => right,
                Some(left) => Expr { kind: join(Box::new(left), Box::new(right)), ty: Type::Bool, span },
            });
        }
        folded.unwrap_or_else(|| Expr::unknown(span))
    }

    fn comparison(&mut self, node: ast::Comparison<'a>, scope: &Scope) -> Expr {
        let span = node.span();
        if node.is_has() {
            let mut sides = node.operands().map(|side| self.expr(side, scope)).collect::<Vec<_>>().into_iter();
            let Some(words) = sides.next() else { return Expr::unknown(span) };
            return has(self, span, words, sides.collect());
        }
        let mut sides = node.operands();
        let (Some(left), Some(right), Some(op)) = (sides.next(), sides.next(), node.operator()) else {
            return Expr::unknown(span);
        };
        let (left, right) = (self.expr(left, scope), self.expr(right, scope));
        let signs: String = op
            .text()
            .chars()
            .map(|c| match c {
                '＝' => '=',
                '！' => '!',
                '＜' => '<',
                '＞' => '>',
                c => c,
            })
            .collect();
        let op = match signs.as_str() {
            "==" => CompareOp::Eq,
            "!=" | "≠" => CompareOp::Ne,
            "<" => CompareOp::Lt,
            "<=" | "≤" => CompareOp::Le,
            ">" => CompareOp::Gt,
            _ => CompareOp::Ge,
        };
        let joined = self.join(&left, &right);
        if matches!(joined, None | Some(Type::Unknown)) {
            return Expr::unknown(span);
        }
        // a value beside a number is told apart from it by its unit
        let number = |ty: &Type| matches!(ty, Type::Amount(_) | Type::Count(_) | Type::Number | Type::Ratio);
        let ordered = match joined {
            Some(Type::Value) => number(&left.ty) || number(&right.ty),
            joined => !matches!(joined, Some(Type::Text | Type::Bool | Type::Member(_))),
        };
        if !ordered && !matches!(op, CompareOp::Eq | CompareOp::Ne) {
            self.error(TYPE_MISMATCH, span, say!("这两边只能比较相等与否", "these can only be compared for equality"));
        }
        Expr { kind: ExprKind::Compare(op, Box::new(left), Box::new(right)), ty: Type::Bool, span }
    }

    fn arithmetic(
        &mut self,
        node: ast::Chain<'a>,
        join: fn(&mut Typer<'a>, Node<'a>, Expr, Expr) -> Expr,
        scope: &Scope,
    ) -> Expr {
        if self.too_long(node.operands().count(), node.span()) {
            return Expr::unknown(node.span());
        }
        let Some(first) = node.operands().next() else { return Expr::unknown(node.span()) };
        let mut left = self.expr(first, scope);
        for (op, right) in node.further() {
            let right = self.expr(right, scope);
            left = join(self, op, left, right);
        }
        left
    }

    fn sum(&mut self, op: Node<'a>, left: Expr, right: Expr) -> Expr {
        let span = left.span.to(right.span);
        let ty = match (&left.ty, &right.ty) {
            (Type::Year, Type::Number) => Type::Year,
            (Type::Year, Type::Year) if matches!(op.text(), "-" | "－") => Type::Number,
            _ => {
                if self.numeric(&left) == Type::Unknown || self.numeric(&right) == Type::Unknown {
                    return Expr::unknown(span);
                }
                match self.join(&left, &right) {
                    Some(ty) => ty,
                    None => return Expr::unknown(span),
                }
            }
        };
        let op = if matches!(op.text(), "+" | "＋") { SumOp::Add } else { SumOp::Sub };
        Expr { kind: ExprKind::Sum(op, Box::new(left), Box::new(right)), ty, span }
    }

    fn product(&mut self, op: Node<'a>, left: Expr, right: Expr) -> Expr {
        let span = left.span.to(right.span);
        let (l, r) = (self.numeric(&left), self.numeric(&right));
        let times = matches!(op.text(), "*" | "＊" | "×");
        let pure = |ty: &Type| matches!(ty, Type::Number | Type::Ratio);
        let ty = match (times, &l, &r) {
            (_, Type::Unknown, _) | (_, _, Type::Unknown) => Type::Unknown,
            (true, a, b) if pure(b) => {
                if *a == Type::Number {
                    b.clone()
                } else {
                    a.clone()
                }
            }
            (true, a, b) if pure(a) => b.clone(),
            (false, Type::Number, Type::Number) => Type::Number,
            (false, a, b) if a == b => Type::Ratio,
            (false, a, b) if pure(b) => a.clone(),
            _ => {
                self.clash(&left, &right);
                return Expr::unknown(span);
            }
        };
        let (left, right) = (Box::new(left), Box::new(right));
        Expr { kind: if times { ExprKind::Mul(left, right) } else { ExprKind::Div(left, right) }, ty, span }
    }
}

/// What to say of a number with a sign of money; what else a number may be pasted as, the syntax tells.
fn pasted_constant(node: Node<'_>) -> Option<Diagnostic> {
    let mut number = pasted::read(node.text()).filter(|number| number.money.is_some())?;
    number.certain = false;
    let error = syntax::misread_number(node.text(), &number, node.span());
    Some(error.note(say!("数后面写上单位", "write its unit behind the number")))
}

impl<'a> Typer<'a> {
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
            ExprKind::Param(_)
            | ExprKind::Arg(_)
            | ExprKind::At(..)
            | ExprKind::Call(..)
            | ExprKind::Level(..)
            | ExprKind::Any(_)
            | ExprKind::Count(..)
            | parts_alone!() => expr.children().into_iter().for_each(|inner| self.quoted(inner, ledgers)),
        }
    }
}

/// A constant.
fn constant(value: Exact, unit: UnitRef, ty: Type, span: Span) -> Expr {
    Expr { kind: ExprKind::Quantity(value, unit), ty, span }
}
