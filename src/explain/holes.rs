//! The figures that stand, or are typed, at a place of the sources.

use std::collections::HashMap;

use super::find::{Answer, Choice, MOST, Scene};
use super::places::{Place, written_place};
use super::{FigureNode, FigureTree, NodeKind, Printed, Role};
use crate::base::{Decimal, Span};
use crate::document::{Block, Prose};
use crate::eval::{Env, Value};
use crate::ledger::Coords;
use crate::model::{FactId, FactValueKind, Policy, Type};

/// So many characters around a figure of a text.
const AROUND: usize = 12;

/// A figure on the page.
struct Hole {
    seen: usize,
    /// The expression of its hole or column.
    at: Span,
    text: String,
    printed: Decimal,
    policy: Policy,
    around: String,
}

impl Scene<'_, '_> {
    /// What is printed or typed at a place.
    pub(super) fn answer_for_place(&self, place: &Place) -> Answer {
        let sources = &self.checked.sources;
        let Some(file) = place.file(sources) else { return Answer::NoPlace };
        let mut targets: Vec<(String, String, Target)> = Vec::new();
        self.fact_targets(|span| place.holds(span, file, sources), &mut targets);
        for (index, named) in self.checked.report.lets.iter().enumerate() {
            if place.holds(named.span, file, sources) {
                targets.push((written_place(named.span, sources), named.name.clone(), Target::Let(index)));
            }
        }
        let holes = self.holes();
        for (hole, span) in self.holes_at(|span| place.holds(span, file, sources), place.column.is_some(), &holes) {
            targets.push((written_place(span, sources), holes[hole].around.clone(), Target::Hole(hole)));
        }
        number_alike(&mut targets);
        if let Some(which) = place.which {
            targets = targets.into_iter().skip(which.saturating_sub(1)).take(1).collect();
        }
        if let [(name, _, target)] = targets.as_slice() {
            return self.target(name, target, &holes);
        }
        if targets.is_empty() {
            return Answer::NoPlace;
        }
        let more = targets.len().saturating_sub(MOST);
        let choices = targets.into_iter().take(MOST).map(|(name, says, _)| Choice { name, says });
        Answer::Choices(choices.collect(), more)
    }

    fn target(&self, name: &str, target: &Target, holes: &[Hole]) -> Answer {
        match target {
            Target::Fact(id, field) => Answer::Trees(vec![self.fact_tree(name, *id, *field)]),
            Target::Let(index) => {
                let Some(named) = self.checked.report.lets.get(*index) else { return Answer::NoPlace };
                let env = Env::default();
                let value = self.evaluator.eval(&named.expr, &env);
                self.value(&named.name, &named.expr, value, &env)
            }
            Target::Hole(index) => {
                let seen = holes.get(*index).and_then(|hole| Some((hole, self.evaluator.seen(hole.seen)?)));
                let Some((hole, seen)) = seen else { return Answer::NoPlace };
                let tree =
                    self.builder().tree(name.to_owned(), &seen, hole.text.clone(), Some(hole.printed), hole.policy);
                Answer::Trees(vec![tree])
            }
        }
    }

    fn fact_tree(&self, name: &str, id: FactId, field: usize) -> FigureTree {
        let mut builder = self.builder();
        builder.number();
        let node = builder.fact(Role::Is, id, field, &Coords::default());
        // what is typed in another unit than the figure is told in would be read in the wrong one
        let typed = node.place.map(|span| builder.slice(span)).filter(|text| match &node.kind {
            NodeKind::Fact(Some(typed)) if !typed.symbol.is_empty() => typed.symbol == node.symbol,
            _ => unit_behind(text).is_empty() || unit_behind(text) == node.symbol,
        });
        let text = typed.unwrap_or_default();
        let root = FigureNode {
            id: 0,
            role: Role::Is,
            kind: NodeKind::Printed(Printed { text, rounded: None }),
            words: name.to_owned(),
            worth: node.worth.clone(),
            number: node.number.clone(),
            unit: node.unit.clone(),
            symbol: node.symbol.clone(),
            place: node.place,
            parts: vec![node],
        };
        FigureTree { name: name.to_owned(), root }
    }

    /// The amounts of facts whose place is wanted.
    fn fact_targets(&self, wanted: impl Fn(Span) -> bool, targets: &mut Vec<(String, String, Target)>) {
        let report = &self.checked.report;
        for (index, fact) in report.facts.iter().enumerate() {
            for (field, value) in fact.values.iter().enumerate() {
                let Some(value) = value else { continue };
                let own = matches!(value.kind, FactValueKind::Quantity(..) | FactValueKind::Refer(..));
                let ledger = report.ledger(fact.ledger);
                let number = matches!(
                    ledger.fields[field].ty,
                    Type::Amount(_) | Type::Count(_) | Type::Number | Type::Ratio | Type::Value
                );
                if own && number && (wanted(value.span)) {
                    let name = written_place(value.span, &self.checked.sources);
                    let says = format!("{} {}", ledger.name, self.builder().slice(fact.span));
                    targets.push((name, says, Target::Fact(FactId(index as u32), field)));
                }
            }
        }
    }

    /// The printed figures that holes or cells at a wanted place show, each with the place of its own expression.
    fn holes_at(&self, wanted: impl Fn(Span) -> bool, exactly: bool, holes: &[Hole]) -> Vec<(usize, Span)> {
        let by_seen: HashMap<usize, usize> = holes.iter().enumerate().map(|(at, hole)| (hole.seen, at)).collect();
        let own = by_seen.values().map(|hole| (*hole, holes[*hole].at));
        let mut found: Vec<(usize, Span)> = own.filter(|(_, at)| wanted(*at)).collect();
        if !exactly || found.is_empty() {
            for seen in (0..self.evaluator.shown_count()).filter_map(|number| self.evaluator.seen(number)) {
                let Value::Words(prose) = &seen.value else { continue };
                let figures = prose.runs.iter().filter_map(|run| run.figure.as_ref());
                let here = figures.filter(|_| wanted(seen.expr.span));
                found.extend(here.filter_map(|figure| Some((*by_seen.get(&figure.seen)?, seen.expr.span))));
            }
        }
        found.sort_by_key(|(hole, _)| *hole);
        found.dedup_by_key(|(hole, _)| *hole);
        found
    }

    /// Every figure on the page, in order.
    fn holes(&self) -> Vec<Hole> {
        let mut all = Vec::new();
        for block in &self.document.blocks {
            match block {
                Block::Cover(lines) => lines.iter().for_each(|line| text(line, Policy::Plain, "", &mut all)),
                Block::Contents(prose) | Block::Paragraph { text: prose, .. } => {
                    text(prose, Policy::Plain, "", &mut all)
                }
                Block::Heading { text: prose, listed, .. } => {
                    [Some(prose), listed.as_ref()]
                        .into_iter()
                        .flatten()
                        .for_each(|prose| text(prose, Policy::Plain, "", &mut all));
                }
                Block::Picture(picture) => text(&picture.title, Policy::Plain, "", &mut all),
                Block::Table(_) => {}
            }
        }
        for table in &self.tables {
            let policy = self.policy(table);
            let around = [&table.title, &table.left, &table.right].into_iter().chain(&table.listed);
            around.chain(&table.notes).for_each(|prose| text(prose, Policy::Plain, &table.id, &mut all));
            let cells = table.cells();
            cells.for_each(|cell| text(&cell.text, policy, &table.id, &mut all));
        }
        all
    }
}

/// What a place may mean.
enum Target {
    Fact(FactId, usize),
    Let(usize),
    Hole(usize),
}

/// The figures of a text with a few words around each.
fn text(prose: &Prose, policy: Policy, within: &str, all: &mut Vec<Hole>) {
    prose.notes().for_each(|note| text(note, Policy::Plain, within, all));
    for (at, run) in prose.runs.iter().enumerate() {
        let Some(figure) = &run.figure else { continue };
        let before: String = prose.runs[..at].iter().map(|run| run.text.as_str()).collect();
        let behind: String = prose.runs[at + 1..].iter().map(|run| run.text.as_str()).collect();
        let skip = before.chars().count().saturating_sub(AROUND);
        let before: String = before.chars().skip(skip).collect();
        let behind: String = behind.chars().take(AROUND).collect();
        let around = format!("{within} {before}【{}】{behind}", run.text);
        let around = around.split_whitespace().collect::<Vec<_>>().join(" ");
        all.push(Hole {
            seen: figure.seen,
            at: figure.at,
            text: run.text.clone(),
            printed: figure.printed,
            policy,
            around,
        });
    }
}

/// Places that several figures share get numbers.
fn number_alike(targets: &mut [(String, String, Target)]) {
    let mut count: HashMap<String, usize> = HashMap::new();
    targets.iter().for_each(|(name, ..)| *count.entry(name.clone()).or_default() += 1);
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (name, ..) in targets {
        if count.get(name).is_some_and(|count| *count > 1) {
            let number = seen.entry(name.clone()).or_default();
            *number += 1;
            *name = format!("{name}#{number}");
        }
    }
}

/// The unit that is typed behind a number; empty where there is none.
fn unit_behind(text: &str) -> &str {
    let end = text.trim_end_matches(|c: char| !c.is_ascii_digit()).len();
    text[end..].trim()
}
