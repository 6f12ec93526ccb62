//! The facts that a ledger's figure sums, down to what is typed.

use std::sync::Arc;

use super::tree::{Builder, Told};
use super::{FigureNode, NodeKind, Role, Typed, Worth};
use crate::base::{Decimal, Exact, Span, exact};
use crate::eval::Env;
use crate::ledger::{AxisSet, Coords};
use crate::model::{DimId, Expr, FactId, FactValueKind, Filter, LedgerId, MemberId, Narrow, Taken, Type, UnitRef};

impl<'m> Builder<'_, 'm> {
    /// What a ledger's field comes to at some coordinates, fact by fact.
    pub(super) fn ledger(
        &mut self,
        role: Role,
        ledger: LedgerId,
        field: usize,
        expr: &'m Expr,
        env: &Env<'m>,
    ) -> FigureNode {
        let evaluator = self.evaluator;
        let value = evaluator.eval(expr, env);
        let own = env.fact.filter(|fact| evaluator.report.facts[fact.ix()].ledger == ledger);
        let facts = match own {
            Some(own) => Vec::from_iter(evaluator.ledgers.matches(own, &env.coords).then_some(own)),
            None => evaluator.ledgers.in_order(ledger, &env.coords),
        };
        let written: Vec<FactId> =
            facts.into_iter().filter(|fact| evaluator.report.facts[fact.ix()].values[field].is_some()).collect();
        let worth = self.worth_of(value, &[expr.span], env, expr);
        let words = self.query(ledger, field, &env.coords);
        let mut node = self.leaf(role, NodeKind::Ledger(written.len()), words, worth, &expr.ty, self.place(expr.span));
        if let Some(total) = evaluator.published(ledger, field, env) {
            let items = evaluator.sum(written.iter().copied(), field).and_then(Result::ok).flatten();
            let items = items.and_then(|items| evaluator.in_unit(&items, &node.unit));
            node.kind = NodeKind::Stated(written.len(), items.unwrap_or(Exact::ZERO));
            node.place = Some(total.span);
        }
        // where only one fact may answer, several answer nothing
        let summed = matches!(expr.ty, Type::Amount(_) | Type::Count(_) | Type::Number);
        if !summed && written.len() > 1 {
            return node;
        }
        if self.again(Told::Ledger(ledger, field, env.coords.clone(), own), &mut node) {
            return node;
        }
        // what all of them say tells none from another
        let common = self.common(&written, &env.coords);
        for fact in written {
            let part = self.fact(Role::Plus, fact, field, &common);
            node.parts.push(part);
        }
        node
    }

    /// Coordinates narrowed to what several facts have in common.
    fn common(&self, facts: &[FactId], coords: &Coords) -> Coords {
        let report = self.evaluator.report;
        let (Some(first), true) = (facts.first(), facts.len() > 1) else { return coords.clone() };
        let mut common = coords.clone();
        for (axis, member) in report.facts[first.ix()].members.iter().enumerate() {
            let Some(member) = member else { continue };
            if facts.iter().all(|fact| report.facts[fact.ix()].members[axis] == Some(*member)) {
                common = common.with_member(report, report.member(*member).dim, *member);
            }
        }
        common
    }

    /// A fact's field, as it is typed or as it stands for others.
    pub(super) fn fact(&mut self, role: Role, id: FactId, field: usize, coords: &Coords) -> FigureNode {
        let report = self.evaluator.report;
        let fact = &report.facts[id.ix()];
        let ty = &report.ledger(fact.ledger).fields[field].ty;
        let Some(value) = fact.values[field].as_ref() else {
            return self.leaf(role, NodeKind::Fact(None), String::new(), Worth::Blank, ty, Some(fact.span));
        };
        let worth = self.fact_worth(id, field);
        let known = !matches!(worth, Worth::Unknown(_));
        let words = self.row(id, coords);
        let mut node = self.leaf(role, NodeKind::Fact(None), words, worth, ty, Some(value.span));
        match &value.kind {
            FactValueKind::Quantity(number, unit) => {
                let typed = self.typed(value.span, Exact::from(*number), unit);
                let from = self.origins.of(report, fact, field).to_vec();
                node.kind = NodeKind::Fact(Some(Typed { from, ..typed }));
            }
            FactValueKind::Text(text) => {
                let from = self.origins.of(report, fact, field).to_vec();
                node.kind = NodeKind::Fact(Some(Typed { text: text.clone(), symbol: String::new(), part: None, from }));
            }
            // a circle of `:=` has been reported and is not walked
            FactValueKind::Refer(expr, at) if known => {
                if !self.again(Told::Fact(id, field), &mut node) {
                    let env = Env::default().narrow(report, at);
                    let part = self.node(Role::Is, expr, &env);
                    node.parts.push(part);
                }
            }
            FactValueKind::Refer(..) => {}
            FactValueKind::Taken(taken) => {
                // one that stands for another is told as that
                if let [only] = taken.as_slice()
                    && only.times == Decimal::ONE
                {
                    let source = self.fact(role, only.fact, only.field, coords);
                    return FigureNode { words: node.words, ..source };
                }
                if self.again(Told::Fact(id, field), &mut node) {
                    return node;
                }
                for one in taken {
                    let role = if one.times.is_sign_negative() { Role::Minus } else { Role::Plus };
                    let part = self.taken(role, one, ty);
                    node.parts.push(part);
                }
            }
        }
        node
    }

    /// What is taken of another fact: all of it, or a share.
    fn taken(&mut self, role: Role, one: &Taken, ty: &Type) -> FigureNode {
        let share = Exact::from(one.times.abs());
        if one.times.abs() == Decimal::ONE {
            return self.fact(role, one.fact, one.field, &Coords::default());
        }
        let worth = match self.fact_worth(one.fact, one.field) {
            Worth::Number(number) => number.times(&share).map_or_else(|_| Worth::Unknown(Vec::new()), Worth::Number),
            worth => worth,
        };
        let span = self.evaluator.report.facts[one.fact.ix()].span;
        let mut node = self.leaf(role, NodeKind::Product, String::new(), worth, ty, Some(span));
        let percent = format!("{}%", (one.times.abs() * Decimal::ONE_HUNDRED).normalize());
        node.parts.push(self.fact(Role::Times, one.fact, one.field, &Coords::default()));
        let part = self.leaf(
            Role::Times,
            NodeKind::Constant(percent),
            String::new(),
            Worth::Number(share),
            &Type::Ratio,
            None,
        );
        node.parts.push(part);
        node
    }

    /// An amount as it is typed; of a former report's that several stand for, with the part that counts.
    fn typed(&self, span: Span, number: Exact, unit: &UnitRef) -> Typed {
        let text = self.slice(span);
        let digits: String = text.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '.')).collect();
        let written = exact::parse(&digits).ok().map(Exact::from);
        // the unit may stand at the block instead
        let own = self.evaluator.in_unit(&number, unit);
        let part = written.zip(own).and_then(|(written, own)| own.over(written)?.ok());
        let whole = part.as_ref().is_none_or(|part| *part == Exact::integer(1));
        let symbol = self.evaluator.symbol(unit);
        let symbol = if text.ends_with(&symbol) { String::new() } else { symbol };
        Typed { text, symbol, part: part.filter(|_| !whole), from: Vec::new() }
    }

    /// A ledger at coordinates, much as one would write it.
    fn query(&mut self, ledger: LedgerId, field: usize, coords: &Coords) -> String {
        let report = self.evaluator.report;
        let data = report.ledger(ledger);
        let mut words = data.name.clone();
        if data.figure() != Some(field) {
            words.push('.');
            words.push_str(&data.fields[field].name);
        }
        let own: Vec<_> = coords.axes().filter(|(dim, set)| self.tells(ledger, *dim, set)).collect();
        let said = own.into_iter().map(|(dim, set)| match set {
            AxisSet::Any => format!("{}: any", report.dim(dim).name),
            AxisSet::Members(members) => {
                let names: Vec<String> = members.iter().map(|member| report.display(*member)).collect();
                names.join("|")
            }
        });
        let said = said.collect::<Vec<_>>().join(", ");
        if !said.is_empty() {
            words.push('[');
            words.push_str(&said);
            words.push(']');
        }
        words
    }

    /// Whether a bound axis leaves any of a ledger's facts out: what does not need not be said.
    fn tells(&mut self, ledger: LedgerId, dim: DimId, set: &AxisSet) -> bool {
        let evaluator = self.evaluator;
        if evaluator.report.axis_path(ledger, dim).is_none() {
            return false;
        }
        let only = match set {
            AxisSet::Any => Coords::default().bound_to_some(dim),
            AxisSet::Members(members) => {
                let parts = vec![(dim, Narrow::Members(Arc::clone(members)), evaluator.report.ledger(ledger).span)];
                Coords::default().narrow(evaluator.report, &Filter { parts })
            }
        };
        let count = |coords: &Coords| evaluator.ledgers.matching(ledger, coords).count();
        let own = (ledger, dim, set.clone());
        *self.telling.entry(own).or_insert_with(|| count(&only) < count(&Coords::default()) || count(&only) == 0)
    }

    /// What a row says that its coordinates do not say already, and not all rows of its ledger.
    fn row(&mut self, id: FactId, coords: &Coords) -> String {
        let report = self.evaluator.report;
        let fact = &report.facts[id.ix()];
        let mut members: Vec<MemberId> = fact.members.iter().flatten().copied().collect();
        let last = members.last().copied();
        members.retain(|member| {
            let set = AxisSet::Members([*member].into());
            self.tells(fact.ledger, report.member(*member).dim, &set)
        });
        let said = |member: &&MemberId| coords.single(report.member(**member).dim) == Some(**member);
        let mut names: Vec<String> =
            members.iter().filter(|member| !said(member)).map(|member| report.display(*member)).collect();
        let texts = fact.values.iter().flatten().filter_map(|value| match &value.kind {
            FactValueKind::Text(text) => Some(text.clone()),
            _ => None,
        });
        names.extend(texts.take(1));
        if names.is_empty() {
            let coded = members.iter().rfind(|member| !report.member(**member).code.is_empty()).copied();
            names.extend(coded.or(members.last().copied()).or(last).map(|member| report.display(member)));
        }
        names.join(" ")
    }
}
