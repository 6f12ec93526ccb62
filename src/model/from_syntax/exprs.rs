//! Expressions, typed as they are read.

use super::extent::LONGEST;
use super::names::{is_word, unknown};
use super::{Builder, Def, Scope};
use crate::base::{Diagnostic, Say, Span, pasted};
use crate::model::{CompareOp, DimId, Expr, ExprKind, LedgerId, Meaning, Property, SumOp, Type, UnitRef};
use crate::say;
use crate::syntax::{self, Kind, Node};

impl<'a> Builder<'a> {
    pub(super) fn expr(&mut self, node: Node<'a>, scope: &Scope) -> Expr {
        let span = node.span();
        match node.kind() {
            Kind::argument => self.first_expr(node, scope),
            Kind::quantity => match self.quantity(node) {
                Some((value, unit)) => Builder::constant(value.into(), unit.clone(), self.unit_type(&unit), node),
                None => Expr::unknown(span),
            },
            Kind::grouped => {
                self.pasted_constant(node);
                Expr::unknown(span)
            }
            Kind::template => Expr { kind: ExprKind::Text(self.template(node, scope)), ty: Type::Text, span },
            Kind::ident => self.name(node, scope),
            Kind::postfix => self.postfix(node, scope),
            Kind::any_expr => {
                let inner = self.first_expr_or_ledger(node, scope);
                Expr { kind: ExprKind::Any(Box::new(inner)), ty: Type::Bool, span }
            }
            Kind::count_expr => self.count(node, scope),
            Kind::abs_expr => {
                let inner = self.first_expr(node, scope);
                let ty = inner.ty.clone();
                Expr { kind: ExprKind::Abs(Box::new(inner)), ty, span }
            }
            Kind::printed_expr => {
                let inner = self.first_expr(node, scope);
                let ty = self.numeric(&inner);
                let format = self.format(node, &inner);
                Expr { kind: ExprKind::Printed(Box::new(inner), format), ty, span }
            }
            Kind::unary => {
                let inner = self.first_expr(node, scope);
                let ty = self.numeric(&inner);
                Expr { kind: ExprKind::Neg(Box::new(inner)), ty, span }
            }
            Kind::not_expr => {
                let nots = node.children_of(Kind::kw_not).count();
                let inner = self.first_expr(node, scope);
                self.want(&inner, &Type::Bool);
                let negate = |inner: Expr, _| Expr { kind: ExprKind::Not(Box::new(inner)), ty: Type::Bool, span };
                (0..nots % 2).fold(inner, negate)
            }
            Kind::or_expr | Kind::and_expr | Kind::check_or | Kind::check_and => self.logic(node, scope),
            Kind::comparison => self.comparison(node, scope),
            Kind::sum | Kind::product => self.arithmetic(node, scope),
            _ => Expr::unknown(span),
        }
    }

    /// A number with a sign of money; what else a number may be pasted as, the syntax tells.
    fn pasted_constant(&mut self, node: Node<'a>) {
        let Some(mut number) = pasted::read(node.text()).filter(|number| number.money.is_some()) else { return };
        number.certain = false;
        let error = syntax::pasted(node.text(), &number, node.span());
        self.report(error.note(say!("数后面写上单位", "write its unit behind the number")));
    }

    pub(super) fn operand(node: &Node<'a>) -> bool {
        !matches!(
            node.kind(),
            Kind::kw_any
                | Kind::kw_abs
                | Kind::kw_printed
                | Kind::kw_not
                | Kind::kw_and
                | Kind::kw_or
                | Kind::negation
                | Kind::sum_op
                | Kind::product_op
                | Kind::compare_op
        )
    }

    fn first_expr(&mut self, node: Node<'a>, scope: &Scope) -> Expr {
        match node.children().find(Builder::operand) {
            Some(inner) => self.expr(inner, scope),
            None => Expr::unknown(node.span()),
        }
    }

    /// The operand of `any`: a ledger without a figure of its own may stand there.
    fn first_expr_or_ledger(&mut self, node: Node<'a>, scope: &Scope) -> Expr {
        let Some(inner) = node.children().find(Builder::operand) else { return Expr::unknown(node.span()) };
        self.expr_or_ledger(inner, scope, false)
    }

    /// `facts`: a ledger's name stands for all its facts, not for those that have its figure.
    fn expr_or_ledger(&mut self, node: Node<'a>, scope: &Scope, facts: bool) -> Expr {
        let head = if node.kind() == Kind::postfix { node.children().next() } else { Some(node) };
        let ledger = head.filter(|head| head.kind() == Kind::ident).and_then(|head| match self.named(head) {
            Some(Def::Ledger(ledger)) if facts || self.report.ledger(ledger).figure().is_none() => Some(ledger),
            _ => None,
        });
        let plain = node.kind() == Kind::ident || node.children().skip(1).all(|child| child.kind() == Kind::filter);
        match ledger {
            Some(ledger) if plain => {
                let mut expr = Expr { kind: ExprKind::Facts(ledger), ty: Type::Number, span: node.span() };
                for filter in node.children_of(Kind::filter) {
                    expr = self.filter(expr, filter);
                }
                expr
            }
            _ => self.expr(node, scope),
        }
    }

    fn count(&mut self, node: Node<'a>, scope: &Scope) -> Expr {
        let span = node.span();
        let Some((dim, level)) = node.child(Kind::axis).and_then(|axis| self.axis(axis)) else {
            return Expr::unknown(span);
        };
        let of = node.children().skip_while(|child| child.kind() != Kind::kw_of).nth(1);
        let of = of.map(|of| Box::new(self.expr_or_ledger(of, scope, true)));
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
            Some(def @ (Def::Measure(_) | Def::Rows(_) | Def::Form(_) | Def::Section(_))) => {
                let message = say!("「{word}」不是可以算的东西", "`{word}` is not something to compute with");
                self.error("B0213", span, message);
                self.defined(def, span)
            }
            Some(def) => self.defined(def, span),
            None if is_word(word, "kw_unit") => Expr { kind: ExprKind::Unit, ty: Type::Text, span },
            None if is_word(word, "kw_name") => Expr { kind: ExprKind::Name, ty: Type::Text, span },
            None => {
                let near = self.closest_declared(word);
                self.report(unknown("B0201", &say!("名称", "name"), word, span, &near));
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
            Def::Measure(_) | Def::Rows(_) | Def::Form(_) | Def::Section(_) | Def::Former(_) => Expr::unknown(span),
        }
    }

    fn figure(&mut self, id: LedgerId, span: Span) -> Expr {
        let ledger = self.report.ledger(id);
        match ledger.figure() {
            Some(field) => Expr { kind: ExprKind::Field(id, field), ty: ledger.fields[field].ty.clone(), span },
            None => {
                let name = &ledger.name;
                let error = Diagnostic::error(
                    "B0213",
                    span,
                    say!("台账「{name}」没有可以求和的数", "ledger `{name}` has no figure to sum"),
                );
                self.report(error.note(say!("写明字段：台账.字段", "name a field: LEDGER.FIELD")));
                Expr::unknown(span)
            }
        }
    }

    fn postfix(&mut self, node: Node<'a>, scope: &Scope) -> Expr {
        let mut parts = node.children();
        let Some(head) = parts.next() else { return Expr::unknown(node.span()) };
        if self.too_long(node) {
            return Expr::unknown(node.span());
        }
        let parts: Vec<Node<'a>> = parts.collect();
        if let (Kind::ident, Some((def, used, span))) = (head.kind(), self.former_name(head, &parts)) {
            return match def {
                Some(def) => self.former_figure(def, span, &parts[used..], node),
                None => Expr::unknown(node.span()),
            };
        }
        let arguments = parts.first().filter(|part| part.kind() == Kind::arguments);
        if let (Kind::ident, Some(arguments)) = (head.kind(), arguments) {
            let Some(Def::Text(text)) = self.named(head) else {
                let name = head.text();
                self.error("B0201", head.span(), say!("没有叫「{name}」的文本", "there is no text `{name}`"));
                return Expr::unknown(node.span());
            };
            let arguments = arguments.children_of(Kind::argument).map(|argument| self.expr(argument, scope)).collect();
            return self.call(text, arguments, node.span());
        }
        if let Some((expr, used)) = self.own_field_behind(head, &parts, node) {
            return self.behind(expr, &parts[used..]);
        }
        let ledger_field =
            head.kind() == Kind::ident && parts.first().is_some_and(|part| part.kind() == Kind::member_access);
        let (expr, rest) = match (ledger_field, self.lookup(head.text())) {
            (true, Some(Def::Ledger(ledger))) => {
                self.means(head.span(), Meaning::Ledger(ledger));
                (self.field(ledger, head.span(), parts[0]), &parts[1..])
            }
            _ => (self.expr(head, scope), &parts[..]),
        };
        self.behind(expr, rest)
    }

    pub(super) fn field(&mut self, id: LedgerId, head: Span, access: Node<'a>) -> Expr {
        let Some(name) = access.child(Kind::ident) else { return Expr::unknown(access.span()) };
        let ledger = self.report.ledger(id);
        match ledger.fields.iter().position(|field| field.name == name.text()) {
            Some(field) => {
                let ty = ledger.fields[field].ty.clone();
                self.means(name.span(), Meaning::Field(id, field));
                Expr { kind: ExprKind::Field(id, field), ty, span: head.to(access.span()) }
            }
            None => {
                let near = self.closest(name.text(), ledger.fields.iter().map(|field| field.name.as_str()));
                self.report(unknown("B0203", &say!("字段", "field"), name.text(), name.span(), &near));
                Expr::unknown(access.span())
            }
        }
    }

    pub(super) fn filter(&mut self, inner: Expr, node: Node<'a>) -> Expr {
        let mut ledgers = Vec::new();
        self.quoted(&inner, &mut ledgers);
        let Some(coords) = node.child(Kind::coords) else { return inner };
        let filter = if ledgers.is_empty() {
            let texts = self.called(&inner);
            self.coords_over(coords, &texts, &[])
        } else {
            let dims = self.axes_of(&ledgers);
            self.coords(coords, &dims)
        };
        let (ty, span) = (inner.ty.clone(), inner.span.to(node.span()));
        if filter.parts.len() < coords.children_of(Kind::coord).count() {
            return Expr::unknown(span);
        }
        Expr { kind: ExprKind::At(Box::new(inner), filter), ty, span }
    }

    pub(super) fn access(&mut self, inner: Expr, node: Node<'a>) -> Expr {
        let Some(name) = node.child(Kind::ident) else { return Expr::unknown(node.span()) };
        let (word, span) = (name.text(), inner.span.to(name.span()));
        let property = |inner, property, ty| Expr { kind: ExprKind::Property(Box::new(inner), property), ty, span };
        match inner.ty {
            Type::Member(dim) => {
                if let (ExprKind::Level(_, None), Some(level)) = (&inner.kind, self.level(dim, word)) {
                    self.means(name.span(), Meaning::Level(dim, level));
                    return Expr { kind: ExprKind::Level(dim, Some(level)), ty: inner.ty, span };
                }
                let attributes = &self.report.dim(dim).attributes;
                if let Some(index) = attributes.iter().position(|attribute| attribute.name == word) {
                    let ty = attributes[index].ty.clone();
                    self.means(name.span(), Meaning::Attribute(dim, index));
                    return property(inner, Property::Attribute(dim, index), ty);
                }
                if is_word(word, "kw_name") {
                    return property(inner, Property::Name, Type::Text);
                }
                if is_word(word, "kw_code") {
                    return property(inner, Property::Code, Type::Text);
                }
                self.no_property(dim, name);
            }
            Type::Value if is_word(word, "kw_number") => return property(inner, Property::Number, Type::Text),
            Type::Value if is_word(word, "kw_unit") => return property(inner, Property::Unit, Type::Text),
            Type::Unknown => {}
            _ => {
                let have = self.type_name(&inner.ty);
                let (zh, en) = (&have.zh, &have.en);
                self.error("B0203", name.span(), say!("{zh}没有「{word}」", "{en} has no `{word}`"));
            }
        }
        Expr::unknown(span)
    }

    fn no_property(&mut self, dim: DimId, name: Node<'a>) {
        let data = self.report.dim(dim);
        let levels = data.levels.iter().map(|(level, _)| level.as_str());
        let words =
            levels.chain(data.attributes.iter().map(|attribute| attribute.name.as_str())).chain(["name", "code"]);
        let near = self.closest(name.text(), words);
        let dim = &data.name;
        let what = say!("{dim}的层级或属性", "level or attribute of {dim}");
        self.report(unknown("B0203", &what, name.text(), name.span(), &near));
    }

    fn numeric(&mut self, expr: &Expr) -> Type {
        match expr.ty {
            Type::Amount(_) | Type::Count(_) | Type::Number | Type::Ratio | Type::Unknown => expr.ty.clone(),
            _ => {
                self.want(expr, &Type::Number);
                Type::Unknown
            }
        }
    }

    /// A chain of operators that no reader could follow; the evaluator goes as deep as a chain is long.
    pub(super) fn too_long(&mut self, node: Node<'a>) -> bool {
        let operands = node.children().filter(Builder::operand).count();
        let beyond = operands > LONGEST;
        if beyond {
            let message = say!(
                "这个算式连着 {operands} 项，最多 {LONGEST} 项",
                "this chain has {operands} operands, at most {LONGEST} are read"
            );
            let error = Diagnostic::error("B0106", node.span(), message);
            self.report(
                error.note(say!("把它们填入台账，求和交给台账", "write them as items of a ledger, which sums")),
            );
        }
        beyond
    }

    fn logic(&mut self, node: Node<'a>, scope: &Scope) -> Expr {
        let span = node.span();
        if self.too_long(node) {
            return Expr::unknown(span);
        }
        let operands: Vec<Node<'a>> = node.children().filter(Builder::operand).collect();
        let mut folded: Option<Expr> = None;
        for operand in operands {
            let right = self.expr(operand, scope);
            self.want(&right, &Type::Bool);
            folded = Some(match folded {
                None => right,
                Some(left) => {
                    let (left, right) = (Box::new(left), Box::new(right));
                    let kind = if matches!(node.kind(), Kind::or_expr | Kind::check_or) {
                        ExprKind::Or(left, right)
                    } else {
                        ExprKind::And(left, right)
                    };
                    Expr { kind, ty: Type::Bool, span }
                }
            });
        }
        folded.unwrap_or_else(|| Expr::unknown(span))
    }

    fn comparison(&mut self, node: Node<'a>, scope: &Scope) -> Expr {
        let span = node.span();
        let operands: Vec<Node<'a>> = node.children().filter(Builder::operand).collect();
        let ([left, right], Some(op)) = (operands.as_slice(), node.child(Kind::compare_op)) else {
            return Expr::unknown(span);
        };
        let (left, right) = (self.expr(*left, scope), self.expr(*right, scope));
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
        let ordered = !matches!(joined, Some(Type::Text | Type::Bool | Type::Member(_) | Type::Value));
        if !ordered && !matches!(op, CompareOp::Eq | CompareOp::Ne) {
            self.error("B0213", span, say!("这两边只能比较相等与否", "these can only be compared for equality"));
        }
        Expr { kind: ExprKind::Compare(op, Box::new(left), Box::new(right)), ty: Type::Bool, span }
    }

    /// The common type of two sides, or a clash that shows both.
    fn join(&mut self, left: &Expr, right: &Expr) -> Option<Type> {
        let joined = match (&left.ty, &right.ty) {
            (Type::Unknown, _) | (_, Type::Unknown) => return Some(Type::Unknown),
            (a, b) if self.fits(a, b) => a.clone(),
            (a, b) if self.fits(b, a) => b.clone(),
            _ => {
                self.clash(left, right);
                return None;
            }
        };
        Some(joined)
    }

    fn clash(&mut self, left: &Expr, right: &Expr) {
        let (l, r) = (self.type_name(&left.ty), self.type_name(&right.ty));
        let (lz, rz, le, re) = (&l.zh, &r.zh, &l.en, &r.en);
        self.report(
            Diagnostic::error(
                "B0213",
                right.span,
                say!("{lz}与{rz}不能放在一起算", "{le} and {re} do not go together"),
            )
            .label(say!("这是{rz}", "this is {re}"))
            .related(left.span, say!("这是{lz}", "this is {le}")),
        );
    }

    fn arithmetic(&mut self, node: Node<'a>, scope: &Scope) -> Expr {
        if self.too_long(node) {
            return Expr::unknown(node.span());
        }
        let mut operands = node.children();
        let Some(first) = operands.next() else { return Expr::unknown(node.span()) };
        let mut left = self.expr(first, scope);
        while let (Some(op), Some(right)) = (operands.next(), operands.next()) {
            let right = self.expr(right, scope);
            left = if op.kind() == Kind::sum_op { self.sum(op, left, right) } else { self.product(op, left, right) };
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

    /// What a message calls a unit.
    pub(super) fn unit_words(&self, unit: &UnitRef) -> Say {
        let ty = self.unit_type(unit);
        self.type_name(&ty)
    }
}
