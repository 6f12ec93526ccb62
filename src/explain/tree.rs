//! An expression taken apart.

use std::collections::HashMap;

use super::{FigureNode, FigureTree, NodeKind, Printed, Role, Rounded, Worth};
use crate::base::{Code, Decimal, Diagnostic, Exact, Severity, Sources, Span};
use crate::eval::{Bound, Env, Evaluator, ShareValue, ShownValue, Value, with_symbol};
use crate::ledger::{AxisSet, Coords};
use crate::model::{
    DimId, Expr, ExprKind, FactId, Format, LedgerId, LetId, MeasureId, ParamId, Policy, SumOp, Type, UnitRef,
};
use crate::project::{Checked, OriginIndex};

/// What is told once in a tree and referred to afterwards.
#[derive(PartialEq, Eq, Hash)]
pub(super) enum Told {
    Let(LetId, Coords, Coords, Option<FactId>),
    Ledger(LedgerId, usize, Coords, Option<FactId>),
    Fact(FactId, usize),
}

/// Takes the figures of one report apart.
pub(super) struct Builder<'e, 'm> {
    pub evaluator: &'e Evaluator<'m>,
    pub sources: &'e Sources,
    /// What was found wrong with the report.
    pub problems: &'e [Diagnostic],
    /// Where typed amounts were read from.
    pub origins: &'e OriginIndex<'e>,
    /// The unit of the figure that is asked, for amounts of its measure.
    unit: Option<(MeasureId, usize)>,
    count: usize,
    told: HashMap<Told, usize>,
    /// By ledger and bound axis: whether that leaves any fact out.
    pub telling: HashMap<(LedgerId, DimId, AxisSet), bool>,
}

impl<'e, 'm> Builder<'e, 'm> {
    pub fn new(evaluator: &'e Evaluator<'m>, checked: &'e Checked, origins: &'e OriginIndex<'e>) -> Builder<'e, 'm> {
        let Checked { sources, problems, .. } = checked;
        let (told, telling) = (HashMap::new(), HashMap::new());
        Builder { evaluator, sources, problems, origins, unit: None, count: 0, told, telling }
    }

    /// The tree of what was shown, as it stands on the page; `printed` is the number that stands there, `policy` how its
    /// form rounds.
    pub fn tree(
        &mut self,
        name: String,
        seen: &ShownValue<'m>,
        text: String,
        printed: Option<Decimal>,
        policy: Policy,
    ) -> FigureTree {
        (self.count, self.unit) = (0, None);
        self.told.clear();
        let evaluator = self.evaluator;
        let unit = seen.unit.as_ref().map(|(unit, _)| unit.clone());
        let unit = unit.unwrap_or_else(|| self.unit_of(&seen.expr.ty));
        if let UnitRef::Of(measure, unit) = unit {
            self.unit = Some((measure, unit));
        }
        let id = self.number();
        let exact = match &seen.value {
            Value::Number(number) => evaluator.in_unit(number, &unit),
            _ => None,
        };
        let rounded = match (exact, &seen.unit, printed) {
            (Some(exact), Some((_, places)), Some(to)) => rounded(exact, *places, to, policy),
            _ => None,
        };
        let child = evaluator.quietly(|| self.node(Role::Is, seen.expr, &seen.env));
        let root = FigureNode {
            id,
            role: Role::Is,
            kind: NodeKind::Printed(Printed { text, rounded }),
            words: name.clone(),
            worth: child.worth.clone(),
            number: self.told(&child.worth, &unit),
            symbol: evaluator.symbol(&unit),
            unit,
            place: self.place(seen.expr.span),
            parts: vec![child],
        };
        FigureTree { name, root }
    }

    pub fn number(&mut self) -> usize {
        self.count += 1;
        self.count - 1
    }

    fn told(&self, worth: &Worth, unit: &UnitRef) -> Option<Exact> {
        match worth {
            Worth::Number(number) => self.evaluator.in_unit(number, unit),
            _ => None,
        }
    }

    fn unit_of(&self, ty: &Type) -> UnitRef {
        match (ty, self.unit) {
            (Type::Amount(own), Some((measure, unit))) if *own == measure => UnitRef::Of(measure, unit),
            _ => self.evaluator.shown_unit(ty),
        }
    }

    /// A node without parts.
    pub fn leaf(
        &mut self,
        role: Role,
        kind: NodeKind,
        words: String,
        worth: Worth,
        ty: &Type,
        place: Option<Span>,
    ) -> FigureNode {
        let (id, unit) = (self.number(), self.unit_of(ty));
        let number = self.told(&worth, &unit);
        FigureNode {
            id,
            role,
            kind,
            words,
            worth,
            number,
            symbol: self.evaluator.symbol(&unit),
            unit,
            place,
            parts: Vec::new(),
        }
    }

    /// What is told already, or its number from now on.
    pub fn again(&mut self, told: Told, node: &mut FigureNode) -> bool {
        match self.told.get(&told) {
            Some(first) => {
                node.kind = NodeKind::Again(*first);
                true
            }
            None => {
                self.told.insert(told, node.id);
                false
            }
        }
    }

    /// An expression and what it is made of.
    pub fn node(&mut self, role: Role, expr: &'m Expr, env: &Env<'m>) -> FigureNode {
        match &expr.kind {
            ExprKind::At(inner, filter) => self.node(role, inner, &env.column(self.evaluator.report, filter)),
            ExprKind::Arg(index) => match env.argument(*index) {
                Some((inner, env)) => self.node(role, inner, env),
                None => self.plain(role, NodeKind::Other, expr, env),
            },
            ExprKind::Field(ledger, field) => self.ledger(role, *ledger, *field, expr, env),
            ExprKind::Let(id) => self.named(role, *id, expr, env),
            ExprKind::Param(id) => self.param(role, *id, expr, env),
            ExprKind::Quantity(..) => {
                let typed = self.slice(expr.span);
                self.plain(role, NodeKind::Constant(typed), expr, env)
            }
            ExprKind::Share(slot) => match env.bound(*slot) {
                Some(bound) => self.share(role, &bound.clone(), expr, env),
                None => self.plain(role, NodeKind::Other, expr, env),
            },
            ExprKind::Sum(..) => {
                let mut node = self.plain(role, NodeKind::Sum, expr, env);
                self.summands(Role::Plus, expr, env, &mut node.parts);
                node
            }
            ExprKind::Neg(inner) => {
                let mut node = self.plain(role, NodeKind::Sum, expr, env);
                node.parts.push(self.node(Role::Minus, inner, env));
                node
            }
            ExprKind::Printed(inner, format) => self.printed(role, inner, format, expr, env),
            ExprKind::Mul(a, b) => self.pair(role, NodeKind::Product, expr, [(Role::Times, a), (Role::Times, b)], env),
            ExprKind::Div(a, b) => self.pair(role, NodeKind::Quotient, expr, [(Role::Times, a), (Role::Over, b)], env),
            ExprKind::Any(_)
            | ExprKind::Abs(_)
            | ExprKind::Not(_)
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Compare(..)
            | ExprKind::Has(..) => self.asking(role, expr, env),
            ExprKind::Text(_)
            | ExprKind::Facts(_)
            | ExprKind::Level(..)
            | ExprKind::Member(_)
            | ExprKind::Name
            | ExprKind::Unit
            | ExprKind::Property(..)
            | ExprKind::Call(..)
            | ExprKind::Count(..)
            | ExprKind::Unknown => self.plain(role, NodeKind::Other, expr, env),
        }
    }

    /// A parameter, and what it is set to.
    fn param(&mut self, role: Role, id: ParamId, expr: &'m Expr, env: &Env<'m>) -> FigureNode {
        let param = &self.evaluator.report.params[id.ix()];
        let mut node = self.plain(role, NodeKind::Named, expr, env);
        node.words.clone_from(&param.name);
        node.place = Some(param.set.unwrap_or(param.span));
        if let Some(value) = &param.value {
            node.place = Some(value.span);
            if !matches!(value.kind, ExprKind::Text(_)) {
                node.parts.push(self.node(Role::Is, value, &env.without_arguments()));
            }
        }
        node
    }

    /// An expression by itself.
    fn plain(&mut self, role: Role, kind: NodeKind, expr: &'m Expr, env: &Env<'m>) -> FigureNode {
        let worth = self.worth(expr, env);
        let words = self.slice(self.whole(expr.span));
        self.leaf(role, kind, words, worth, &expr.ty, self.place(expr.span))
    }

    fn named(&mut self, role: Role, id: LetId, expr: &'m Expr, env: &Env<'m>) -> FigureNode {
        let named = &self.evaluator.report.lets[id.ix()];
        // an asked expression has a name only for the compiler
        if super::asked::is_in(named.span, self.sources) {
            return self.node(role, &named.expr, env);
        }
        let mut node = self.plain(role, NodeKind::Named, expr, env);
        node.words.clone_from(&named.name);
        node.place = Some(named.set.unwrap_or(named.span));
        let told = Told::Let(id, env.coords.clone(), env.row.clone(), env.fact);
        if !self.again(told, &mut node) {
            node.parts.push(self.node(Role::Is, &named.expr, &env.without_arguments()));
        }
        node
    }

    fn pair(
        &mut self,
        role: Role,
        kind: NodeKind,
        expr: &'m Expr,
        of: [(Role, &'m Expr); 2],
        env: &Env<'m>,
    ) -> FigureNode {
        let mut node = self.plain(role, kind, expr, env);
        for (role, inner) in of {
            node.parts.push(self.node(role, inner, env));
        }
        node
    }

    /// The summands of a chain of sums and differences, each with its sign.
    fn summands(&mut self, role: Role, expr: &'m Expr, env: &Env<'m>, parts: &mut Vec<FigureNode>) {
        if let ExprKind::Sum(op, a, b) = &expr.kind {
            self.summands(role, a, env, parts);
            let turned = if role == Role::Plus { Role::Minus } else { Role::Plus };
            self.summands(if *op == SumOp::Add { role } else { turned }, b, env, parts);
        } else {
            let node = self.node(role, expr, env);
            parts.push(node);
        }
    }

    /// A figure as words print it.
    fn printed(&mut self, role: Role, inner: &'m Expr, format: &Format, expr: &'m Expr, env: &Env<'m>) -> FigureNode {
        let mut node = self.plain(role, NodeKind::Other, expr, env);
        let number = self.evaluator.number(inner, env);
        if let Some((unit, exact, to)) = number.and_then(|number| self.evaluator.in_words(inner, &number, format).ok())
        {
            let text = with_symbol(to, &self.evaluator.symbol(&unit));
            node.kind = NodeKind::Printed(Printed { text, rounded: rounded(exact, to.scale(), to, Policy::Plain) });
            node.number = self.told(&node.worth, &unit);
            (node.symbol, node.unit) = (self.evaluator.symbol(&unit), unit);
        }
        node.parts.push(self.node(Role::Is, inner, env));
        node
    }

    fn share(&mut self, role: Role, bound: &Bound<'m>, expr: &'m Expr, env: &Env<'m>) -> FigureNode {
        let share = bound.share;
        let whole = self.evaluator.number(&share.of, &bound.whole);
        let part = self.evaluator.number(&share.of, &bound.part);
        let exact = part.zip(whole).and_then(|(part, whole)| part.times(Exact::integer(100)).ok()?.over(whole)?.ok());
        let rounded = match (bound.value, exact) {
            (ShareValue::Percent(to), Some(exact)) => {
                let alone = exact.round(share.digits).unwrap_or(to);
                Some(Rounded { exact, places: share.digits, to, alone, policy: share.policy })
            }
            _ => None,
        };
        let kind = rounded.map_or(NodeKind::Other, |rounded| NodeKind::Share(share.policy, rounded));
        let mut node = self.plain(role, kind, expr, env);
        node.parts.push(self.node(Role::Times, &share.of, &bound.part));
        node.parts.push(self.node(Role::Over, &share.of, &bound.whole));
        node.place = Some(share.span);
        node
    }

    /// What is no arithmetic: told as what it is, with the figures that it asks.
    fn asking(&mut self, role: Role, expr: &'m Expr, env: &Env<'m>) -> FigureNode {
        let mut node = self.plain(role, NodeKind::Other, expr, env);
        for inner in expr.children() {
            node.parts.push(self.node(Role::Of, inner, env));
        }
        node
    }

    fn worth(&self, expr: &'m Expr, env: &Env<'m>) -> Worth {
        let value = self.evaluator.eval(expr, env);
        self.worth_of(value, &[expr.span], env, expr)
    }

    pub fn worth_of(&self, value: Value, near: &[Span], env: &Env<'m>, expr: &'m Expr) -> Worth {
        match value {
            Value::Number(number) | Value::Quoted(number, _) => Worth::Number(number),
            Value::Blank => Worth::Blank,
            Value::Bool(holds) => Worth::Holds(holds),
            Value::Words(prose) => Worth::Words(prose.plain()),
            Value::Member(member) => Worth::Words(self.evaluator.report.display(member)),
            Value::Unknown => Worth::Unknown(self.reasons(near, env, expr)),
        }
    }

    /// The findings for which something is unknown.
    fn reasons(&self, near: &[Span], env: &Env<'m>, expr: &'m Expr) -> Vec<(Code, Span)> {
        let mut spans = near.to_vec();
        let report = self.evaluator.report;
        let mut sources = Vec::new();
        self.evaluator.ledgers_read(expr, &env.coords, &mut sources);
        for (ledger, _) in sources {
            spans.extend(report.broken.iter().filter(|fact| fact.ledger == ledger).map(|fact| fact.span));
        }
        match &expr.kind {
            ExprKind::Param(id) => spans.push(report.params[id.ix()].span),
            ExprKind::Let(id) => spans.push(report.lets[id.ix()].expr.span),
            _ => {}
        }
        let touches = |own: Span| {
            spans.iter().any(|span| span.file == own.file && span.start <= own.end && own.start <= span.end)
        };
        let errors = self.problems.iter().filter(|problem| problem.severity == Severity::Error);
        let related = |problem: &&Diagnostic| {
            touches(problem.primary.span) || problem.related.iter().any(|related| touches(related.span))
        };
        errors.filter(related).map(|problem| (problem.code, problem.primary.span)).collect()
    }

    /// A place that is in a source of the report.
    pub fn place(&self, span: Span) -> Option<Span> {
        (!super::asked::is_in(span, self.sources)).then_some(span)
    }

    /// An expression's place with the brackets at its ends, which stand in none of its parts' places.
    fn whole(&self, span: Span) -> Span {
        const OPEN: [char; 2] = ['(', '（'];
        const SHUT: [char; 2] = [')', '）'];
        let (mut open, mut lacking) = (0usize, 0usize);
        for c in self.sources.slice(span).chars() {
            if OPEN.contains(&c) {
                open += 1;
            } else if SHUT.contains(&c) {
                if open == 0 {
                    lacking += 1;
                }
                open = open.saturating_sub(1);
            }
        }
        let text = &self.sources.get(span.file).text;
        let (mut start, mut end) = (span.range().start, span.range().end);
        for _ in 0..lacking {
            let before = text.get(..start).map_or("", str::trim_end);
            start = before.strip_suffix(OPEN).map_or(start, str::len);
        }
        for _ in 0..open {
            let behind = text.get(end..).map_or("", str::trim_start);
            end = behind.strip_prefix(SHUT).map_or(end, |rest| text.len() - rest.len());
        }
        Span { start: start as u32, end: end as u32, ..span }
    }

    /// A source's words on one line.
    pub fn slice(&self, span: Span) -> String {
        self.sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What a value of a fact is worth.
    pub fn fact_worth(&self, fact: FactId, field: usize) -> Worth {
        match self.evaluator.fact_value(fact, field) {
            Value::Number(number) | Value::Quoted(number, _) => Worth::Number(number),
            Value::Blank => Worth::Blank,
            Value::Bool(holds) => Worth::Holds(holds),
            Value::Words(prose) => Worth::Words(prose.plain()),
            Value::Member(member) => Worth::Words(self.evaluator.report.display(member)),
            Value::Unknown => {
                let span = self.evaluator.report.facts[fact.ix()].span;
                let errors = self.problems.iter().filter(|problem| problem.severity == Severity::Error);
                let own = errors.filter(|problem| {
                    let own = problem.primary.span;
                    own.file == span.file && span.start <= own.end && own.start <= span.end
                });
                Worth::Unknown(own.map(|problem| (problem.code, problem.primary.span)).collect())
            }
        }
    }
}

/// How a number came to be printed so; none where it is printed as it is.
fn rounded(exact: Exact, places: u32, to: Decimal, policy: Policy) -> Option<Rounded> {
    if Exact::from(to) == exact {
        return None;
    }
    let alone = exact.round(places).unwrap_or(to);
    Some(Rounded { exact, places, to, alone, policy })
}
