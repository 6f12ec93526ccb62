//! Which row of a table is which row of a form. The rows of a form are a tree of items; a table's rows are read one after another,
//! and several readings are followed until the rest of the table decides.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::fit::is_no_code;
use super::grid::{self, CellNumber};
use super::known::{NewKey, SaidMember};
use super::plan::{ColumnRole, expected};
use super::reader::{MOST_TRIED, RowKeys, RowReader, Step};
use super::words::{self, plain};
use crate::eval::{Env, Prose};
use crate::ledger::AxisSet;
use crate::model::{DimId, MemberId, RowKind};
use crate::tables::SheetPlace;

/// A row that was understood.
pub(super) struct ReadRow<'m> {
    /// The sheet's row.
    pub row: u32,
    /// The item that it is a row of.
    pub node: usize,
    /// Where its cells are evaluated.
    pub env: Env<'m>,
    /// The rows around it and itself, from the outside: their nodes, and where what is merged over them is evaluated.
    pub chain: Vec<(usize, Env<'m>)>,
    /// The members of the items around it and its own, from the outside.
    pub members: Vec<MemberId>,
    /// What it names that is no member so far.
    pub unknown: Vec<NewKey>,
    /// What it calls itself, if that is not quite what its form would print.
    pub called: Option<String>,
}

/// A table's rows as they were read.
pub(super) struct ReadRows<'m> {
    pub rows: Vec<ReadRow<'m>>,
    /// Rows that hold numbers and were not understood.
    pub unread: Vec<u32>,
}

/// So many readings are followed at once.
const BEAM: usize = 24;
/// Readings that are so much worse than the best are given up.
const HOPELESS: u32 = 60;
/// What a row costs that is passed over: with numbers, without.
const PASSED: (u32, u32) = (45, 3);

/// One reading of the rows so far.
#[derive(Clone, Copy)]
struct RowsSoFar {
    /// Its last step.
    at: Option<usize>,
    cost: u32,
}

impl<'m> RowReader<'_, 'm> {
    /// Reads all rows of the area.
    pub fn read(&self) -> ReadRows<'m> {
        let mut steps: Vec<Step<'m>> = Vec::new();
        let mut beam = vec![RowsSoFar { at: None, cost: 0 }];
        for row in self.grid.rows().filter(|row| self.area.rows.contains(row)) {
            let Some(keys) = self.keys(row) else { continue };
            let mut next: FxHashMap<u64, RowsSoFar> = FxHashMap::default();
            let mut keep = |reading: RowsSoFar, signature: u64| match next.entry(signature) {
                Entry::Occupied(mut known) if known.get().cost > reading.cost => drop(known.insert(reading)),
                Entry::Occupied(_) => {}
                Entry::Vacant(free) => drop(free.insert(reading)),
            };
            for reading in &beam {
                let cost = reading.cost + if keys.has_numbers { PASSED.0 } else { PASSED.1 };
                let signature = reading.at.map_or(0, |at| steps[at].signature);
                keep(RowsSoFar { at: reading.at, cost }, signature);
                for (step, cost) in self.follow(reading.at, row, &keys, &mut steps) {
                    let signature = step.signature;
                    steps.push(step);
                    keep(RowsSoFar { at: Some(steps.len() - 1), cost: reading.cost + cost }, signature);
                }
            }
            beam = next.into_values().collect();
            beam.sort_unstable_by_key(|reading| (reading.cost, reading.at));
            beam.truncate(BEAM);
            let best = beam.first().map_or(0, |reading| reading.cost);
            beam.retain(|reading| reading.cost <= best + HOPELESS);
        }
        self.finished(&steps, beam.first().and_then(|reading| reading.at))
    }

    /// What a row says of itself; none of one that is empty here.
    pub fn keys(&self, row: u32) -> Option<RowKeys> {
        let place = |column: u32| SheetPlace { row, column };
        let (mut words, mut raw) = (Vec::new(), Vec::new());
        let (mut numbers, mut fields, mut any) = (false, false, false);
        for (plan, column) in self.part.columns.iter().zip(&self.area.columns) {
            let cell = column.and_then(|column| self.grid.shown(place(column)));
            any |= cell.is_some();
            let own = column.filter(|column| !self.grid.is_covered(place(*column)));
            if matches!(plan.role, ColumnRole::Figure | ColumnRole::Other) {
                let own = own.and_then(|column| self.grid.own(place(column)));
                numbers |= !matches!(grid::number(own), CellNumber::Blank | CellNumber::None);
            }
            fields |= matches!(plan.role, ColumnRole::Field(..)) && own.is_some() && cell.is_some();
            let said = if plan.role.is_key() { grid::said(cell) } else { String::new() };
            words.push(plain(&said));
            raw.push(said);
        }
        let mut label = self.part.label();
        if label.is_none_or(|at| words[at].is_empty()) {
            // a label that is merged over columns of codes stands in the first of them
            let codes =
                self.part.columns.iter().enumerate().filter(|(_, plan)| matches!(plan.role, ColumnRole::Code(..)));
            label = codes.map(|(at, _)| at).find(|at| is_no_code(&words[*at])).or(label);
        }
        let (label, raw_label) = label.map(|at| (words[at].clone(), raw[at].clone())).unwrap_or_default();
        any.then_some(RowKeys { words, raw, label, raw_label, has_numbers: numbers, has_fields: fields })
    }

    /// All ways in which a row may follow a step, each with its cost.
    fn follow(&self, at: Option<usize>, row: u32, keys: &RowKeys, steps: &mut Vec<Step<'m>>) -> Vec<(Step<'m>, u32)> {
        let mut found = Vec::new();
        for node in self.part.within(at.map(|at| steps[at].node)) {
            self.enter((node, at, 0), (at, row), keys, steps, &mut found);
        }
        let mut level = at;
        while let Some(here) = level {
            let (node, above) = (steps[here].node, steps[here].above);
            for other in self.part.within(self.part.nodes[node].parent) {
                let again = other == node && !self.part.nodes[node].repeats();
                let cost = if other > node || other == node && !again { 0 } else { 4 };
                if !again {
                    self.enter((other, above, cost), (at, row), keys, steps, &mut found);
                }
            }
            level = above;
        }
        found
    }

    /// The ways in which a row may be one of an item, or of an item within it that the table prints without it.
    fn enter(
        &self,
        (node, above, cost): (usize, Option<usize>, u32),
        (before, row): (Option<usize>, u32),
        keys: &RowKeys,
        steps: &mut Vec<Step<'m>>,
        found: &mut Vec<(Step<'m>, u32)>,
    ) {
        let plan = &self.part.nodes[node];
        let around = above.map_or(self.env, |above| &steps[above].env);
        let report = self.evaluator.report;
        let here = plan.at.iter().fold(around.clone(), |env, at| env.narrow(report, at));
        if here.coords.axes().any(|(_, set)| matches!(set, AxisSet::Members(members) if members.is_empty())) {
            return;
        }
        let step =
            Step { before, row: None, above, node, member: None, unknown: None, called: None, env: here, signature: 0 };
        if plan.silent {
            for own in self.bind(step, row, keys) {
                self.descend(own, cost, (before, row), keys, steps, found);
            }
            return;
        }
        let options =
            self.bind(Step { row: Some(row), env: step.env.clone(), unknown: None, called: None, ..step }, row, keys);
        for mut option in options {
            let Some((own, called)) = self.cost(&option, keys) else { continue };
            if !self.is_within(option.above, row, keys, steps) {
                continue;
            }
            option.called = called;
            let above = option.above.map_or(0, |above| steps[above].signature);
            option.signature = signature(above, node, option.member);
            found.push((option, cost + own));
        }
        let (env, children) = (self.unprinted(node, above, steps), plan.children.clone());
        if self.may_be_left_out(node) && !children.is_empty() {
            let own =
                Step { before, row: None, above, node, member: None, unknown: None, called: None, env, signature: 0 };
            self.descend(own, cost + 3, (before, row), keys, steps, found);
        }
    }

    fn unprinted(&self, node: usize, above: Option<usize>, steps: &[Step<'m>]) -> Env<'m> {
        let around = above.map_or(self.env, |above| &steps[above].env);
        self.part.nodes[node].at.iter().fold(around.clone(), |env, at| env.narrow(self.evaluator.report, at))
    }

    /// Goes on within an item that has no row of its own.
    fn descend(
        &self,
        mut own: Step<'m>,
        cost: u32,
        (before, row): (Option<usize>, u32),
        keys: &RowKeys,
        steps: &mut Vec<Step<'m>>,
        found: &mut Vec<(Step<'m>, u32)>,
    ) {
        let above = own.above.map_or(0, |above| steps[above].signature);
        own.signature = signature(above, own.node, own.member);
        let node = own.node;
        steps.push(own);
        let inner = steps.len() - 1;
        for child in self.part.nodes[node].children.clone() {
            self.enter((child, Some(inner), cost), (before, row), keys, steps, found);
        }
    }

    /// Whether tables may leave out the rows of an item: lines, and levels above those of the rows within.
    fn may_be_left_out(&self, node: usize) -> bool {
        let plan = &self.part.nodes[node];
        match plan.each() {
            None => matches!(plan.item.kind, RowKind::Line(_)),
            Some((dim, _)) => {
                plan.children.iter().any(|child| self.part.nodes[*child].each().is_some_and(|(own, _)| own == dim))
            }
        }
    }

    /// The same step for each member that the row may be of.
    fn bind(&self, step: Step<'m>, row: u32, keys: &RowKeys) -> Vec<Step<'m>> {
        let plan = &self.part.nodes[step.node];
        let with_label = |env: Env<'m>| match &plan.item.label {
            None => env,
            Some(label) => env.clone().labelled(self.evaluator.title(label, &env)),
        };
        let RowKind::Each { dim, level, .. } = &plan.item.kind else {
            let label = match &plan.item.kind {
                RowKind::Line(label) => self.evaluator.title(label, &step.env),
                _ => Prose::words(keys.label.clone()),
            };
            let env = step.env.labelled(label);
            return vec![Step { env, ..step }];
        };
        let said = self.said_of((*dim, *level), plan.silent, row, keys).unwrap_or_default();
        let (known, unknown) = if plan.silent && said.is_empty() {
            (self.predicted(step.node, (*dim, *level), row, keys, &step.env), None)
        } else {
            let labelled = plan.item.label.is_some();
            self.members.find(self.evaluator, &step.env.coords, (*dim, *level), &said, labelled)
        };
        let report = self.evaluator.report;
        let again = |member: Option<MemberId>, unknown: Option<NewKey>| {
            let env = match member {
                Some(member) => with_label(step.env.member(report, *dim, member)),
                None => step.env.clone().labelled(Prose::words(said.name.clone())),
            };
            Step { member, unknown, env, called: None, ..step }
        };
        let mut all: Vec<Step<'m>> = known.into_iter().map(|member| again(Some(member), None)).collect();
        let unknown = unknown.filter(|_| keys.has_numbers || plan.silent);
        all.extend(unknown.map(|key| again(None, Some(key))));
        all
    }

    /// The members for which the cells merged over their rows would print what they print here; none where they began above.
    fn predicted(
        &self,
        node: usize,
        (dim, level): (DimId, Option<usize>),
        row: u32,
        keys: &RowKeys,
        env: &Env<'m>,
    ) -> Vec<MemberId> {
        let plan = &self.part.nodes[node];
        let own = |index: &usize| {
            let column = &self.part.columns[*index];
            let begins =
                self.area.columns[*index].is_some_and(|column| !self.grid.is_covered(SheetPlace { row, column }));
            column.role.is_key() && column.leaf.merge == Some((dim, level)) && begins && !keys.words[*index].is_empty()
        };
        let merged: Vec<usize> = (0..self.part.columns.len()).filter(own).collect();
        if merged.is_empty() {
            return Vec::new();
        }
        let report = self.evaluator.report;
        let mut members = self.evaluator.ledgers.all_members(&env.coords, dim, level);
        members.truncate(MOST_TRIED);
        members.retain(|member| {
            let env = env.member(report, dim, *member);
            merged.iter().all(|index| {
                expected(self.evaluator, &self.part.columns[*index], plan.item, &env) == keys.words[*index]
            })
        });
        members
    }

    /// What a row says of its member of an axis. Of merged cells nothing where they began above.
    pub fn said_of(
        &self,
        (dim, level): (DimId, Option<usize>),
        silent: bool,
        row: u32,
        keys: &RowKeys,
    ) -> Option<SaidMember> {
        let mut said = SaidMember::default();
        let mut codes: Vec<(usize, &str)> = Vec::new();
        for (index, plan) in self.part.columns.iter().enumerate() {
            let place = self.area.columns[index].map(|column| SheetPlace { row, column });
            let merged = silent && place.is_some_and(|place| self.grid.is_covered(place));
            let words = keys.words[index].as_str();
            match plan.role {
                _ if words.is_empty() || merged => {}
                ColumnRole::Code(own, at) if own == dim && !is_no_code(words) => match at {
                    Some(at) if self.evaluator.report.dim(dim).levels.len() > 1 => codes.push((at, words)),
                    _ => said.code = words::code_digits(words).unwrap_or_default(),
                },
                ColumnRole::Member(own, at) if own == dim && (at.is_none() || at == level) => {
                    (said.name, said.raw) = (words.to_owned(), keys.raw[index].clone());
                }
                _ => {}
            }
        }
        // without one of its columns a code is only a part of it
        let lacks = self.part.columns.iter().zip(&self.area.columns).any(|(plan, column)| {
            column.is_none() && matches!(plan.role, ColumnRole::Code(own, Some(_)) if own == dim)
        });
        if said.code.is_empty() && !lacks {
            said.code = self.members.joined(self.evaluator.report, dim, &codes);
        }
        if said.name.is_empty() && !silent {
            (said.name, said.raw) = (keys.label.clone(), keys.raw_label.clone());
        }
        (!silent || !said.name.is_empty() || !said.code.is_empty()).then_some(said)
    }

    fn finished(&self, steps: &[Step<'m>], last: Option<usize>) -> ReadRows<'m> {
        let path = std::iter::successors(last, |at| steps[*at].before);
        let mut rows: Vec<ReadRow<'m>> = path
            .filter_map(|at| {
                let step = &steps[at];
                let mut around: Vec<&Step<'m>> =
                    std::iter::successors(Some(at), |at| steps[*at].above).map(|at| &steps[at]).collect();
                around.reverse();
                Some(ReadRow {
                    row: step.row?,
                    node: step.node,
                    env: step.env.clone(),
                    chain: around.iter().map(|step| (step.node, step.env.clone())).collect(),
                    members: around.iter().filter_map(|step| step.member).collect(),
                    unknown: around.iter().filter_map(|step| step.unknown.clone()).collect(),
                    called: step.called.clone(),
                })
            })
            .collect();
        rows.reverse();
        let read: rustc_hash::FxHashSet<u32> = rows.iter().map(|row| row.row).collect();
        let all = self.grid.rows().filter(|row| self.area.rows.contains(row) && !read.contains(row));
        let unread = all.filter(|row| self.keys(*row).is_some_and(|keys| keys.has_numbers)).collect();
        ReadRows { rows, unread }
    }
}

fn signature(above: u64, node: usize, member: Option<MemberId>) -> u64 {
    use std::hash::BuildHasher;
    rustc_hash::FxBuildHasher.hash_one((above, node, member)) | 1
}
