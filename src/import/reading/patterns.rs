//! What the tables could print and what they do: for each column and row item of a form the coordinates of its cells, and the
//! members of those that are not blank.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::plan::{ColumnRole, FormPlan, PartPlan};
use super::read::{ReadCell, ReadPart, ReadTable};
use crate::base::Exact;
use crate::eval::{Evaluator, FieldTerm};
use crate::ledger::Coords;
use crate::model::{DimId, Fact, LedgerId, MemberId, Members, Report, RowKind};

/// The cells of a column in the rows of an item, each the sum of a ledger's field at its coordinates.
pub(super) struct CellPattern {
    pub ledger: LedgerId,
    pub field: usize,
    /// The coordinates that all of them share.
    pub coords: Coords,
    /// By which members its rows differ.
    pub keys: Vec<(DimId, Option<usize>)>,
    /// The members of the rows in which it is not blank.
    pub positive: FxHashSet<SmallVec<[MemberId; 3]>>,
}

/// All patterns of a form, as a table fills them; of one that was not found, without a table.
pub(super) fn patterns<'m>(
    evaluator: &Evaluator<'m>,
    plan: &FormPlan<'m>,
    table: Option<&ReadTable>,
) -> Vec<CellPattern> {
    let mut cells: FxHashMap<(usize, usize, usize), Vec<&ReadCell>> = FxHashMap::default();
    for cell in table.iter().flat_map(|table| &table.cells) {
        let (_, part, node, _, column) = &cell.key;
        cells.entry((*part, *node, *column)).or_default().push(cell);
    }
    let mut all = Vec::new();
    for (index, part) in plan.parts.iter().enumerate() {
        for node in 0..part.nodes.len() {
            // of a column that the table does not have nothing is known
            let has = |column: &usize| table.is_none_or(|table| table.rows[index].columns[*column]);
            for column in (0..part.columns.len()).filter(has) {
                // a row says what those within it say: it may be blank, or not be there
                let own = (0..part.nodes.len()).filter(|inner| part.around(*inner).any(|outer| outer == node));
                let read: Vec<&ReadCell> =
                    own.filter_map(|inner| cells.get(&(index, inner, column))).flatten().copied().collect();
                if !is_left_out(part, node, table.map(|table| &table.rows[index]), &read) {
                    all.extend(pattern(evaluator, plan, part, (node, column), &read));
                }
            }
        }
    }
    all
}

/// Whether a table with rows lacks a line, or has nothing in it where other rows say something: that tells nothing.
fn is_left_out(part: &PartPlan<'_>, node: usize, table: Option<&ReadPart>, read: &[&ReadCell]) -> bool {
    let line = matches!(part.nodes[node].item.kind, RowKind::Line(_));
    line && read.is_empty() && table.is_some_and(|rows| rows.understood > 0)
}

fn pattern<'m>(
    evaluator: &Evaluator<'m>,
    plan: &FormPlan<'m>,
    part: &PartPlan<'m>,
    (node, column): (usize, usize),
    read: &[&ReadCell],
) -> Option<CellPattern> {
    let (own, leaf) = (&part.nodes[node], &part.columns[column].leaf);
    let merged = leaf.merge.is_some() || own.silent;
    if part.columns[column].role != ColumnRole::Figure || merged || leaf.hidden(own.item) {
        return None;
    }
    if part.around(node).any(|node| matches!(part.nodes[node].item.kind, RowKind::EachFact)) {
        return None;
    }
    let mut path: Vec<usize> = part.around(node).collect();
    path.reverse();
    let report = evaluator.report;
    let filters = path.iter().flat_map(|node| part.nodes[*node].at.iter());
    let env = filters.fold(plan.env.clone(), |env, at| env.narrow(report, at));
    let env = leaf.at.iter().fold(env, |env, at| env.column(report, at));
    let form = evaluator.linear_form(leaf.expr, &env)?;
    let [term] = &form.terms[..] else { return None };
    if !form.constant.is_zero() || term.times != Exact::integer(1) {
        return None;
    }
    let keys: Vec<_> = path.iter().filter_map(|node| part.nodes[*node].each()).collect();
    let not_blank = read.iter().filter(|cell| cell.value.is_some_and(|value| !value.is_zero()));
    let positive = not_blank.filter_map(|cell| key(report, &keys, &cell.key.3)).collect();
    Some(CellPattern { ledger: term.ledger, field: term.field, coords: term.coords.clone(), keys, positive })
}

/// The members of a row by which a pattern's rows differ; levels that the table leaves out follow from those beneath.
fn key(report: &Report, keys: &[(DimId, Option<usize>)], members: &[MemberId]) -> Option<SmallVec<[MemberId; 3]>> {
    let of = |(dim, level): &(DimId, Option<usize>)| {
        let own = members.iter().rev().filter(|member| report.member(**member).dim == *dim);
        own.filter_map(|member| report.at_level(*member, *level)).next()
    };
    keys.iter().map(of).collect()
}

impl CellPattern {
    /// Whether a fact of the pattern's ledger would print in one of its cells, and whether that one is not blank; none where
    /// it would not.
    pub fn shows(&self, report: &Report, fact: &Fact) -> Option<bool> {
        self.key_of(report, fact).map(|key| self.positive.contains(&key))
    }

    /// The members of the row in which a fact would print; none where it would not.
    pub fn key_of(&self, report: &Report, fact: &Fact) -> Option<SmallVec<[MemberId; 3]>> {
        if !holds(report, fact, &self.coords) {
            return None;
        }
        let of = |(dim, level): &(DimId, Option<usize>)| {
            let member = report.fact_member(fact, report.axis_path(self.ledger, *dim)?)?;
            report.at_level(member, *level)
        };
        self.keys.iter().map(of).collect()
    }

    /// The numbers of the ledger's axes that it depends on.
    pub fn axes(&self, report: &Report) -> Vec<usize> {
        let dims = self.coords.axes().map(|(dim, _)| dim).chain(self.keys.iter().map(|(dim, _)| *dim));
        dims.filter_map(|dim| report.axis_path(self.ledger, dim)).map(|path| path.axis).collect()
    }
}

/// Whether a fact matches coordinates.
pub(super) fn holds(report: &Report, fact: &Fact, coords: &Coords) -> bool {
    coords.axes().all(|(dim, set)| match report.axis_path(fact.ledger, dim) {
        None => true,
        Some(path) => report.fact_member(fact, path).is_some_and(|member| set.holds(report, member)),
    })
}

/// A fact without values, to be asked where it would print.
pub(super) fn bare(report: &Report, ledger: LedgerId, members: Members) -> Fact {
    let span = report.ledger(ledger).span;
    Fact { ledger, members, before: Vec::new(), values: SmallVec::new(), span }
}

/// Ledgers whose facts come of other ledgers', and the terms of their sources for terms of theirs.
pub(super) struct TakenOver<'m> {
    pub report: &'m Report,
}

/// Ledgers that take from ledgers that take: so deep and no deeper.
const DEEPEST: usize = 8;

impl TakenOver<'_> {
    /// Whether all facts of a ledger come of others.
    pub fn is(&self, ledger: LedgerId) -> bool {
        let written = |fact: &Fact| {
            fact.ledger == ledger
                && fact
                    .values
                    .iter()
                    .flatten()
                    .any(|value| !matches!(value.kind, crate::model::FactValueKind::Taken(_)))
        };
        self.report.take_overs.iter().any(|one| one.ledger == ledger && one.source != ledger)
            && !self.report.facts.iter().any(written)
    }

    /// A term in terms of what is written; none where a number is too long.
    pub fn opened(&self, term: FieldTerm, depth: usize) -> Option<Vec<FieldTerm>> {
        let own = |one: &&crate::model::TakeOver| one.ledger == term.ledger && one.source != term.ledger;
        let sources: Vec<_> = self.report.take_overs.iter().filter(own).collect();
        if sources.is_empty() || depth >= DEEPEST {
            return Some(vec![term]);
        }
        let mut all = if self.is(term.ledger) { Vec::new() } else { vec![term.clone()] };
        for one in sources {
            let Some(coords) = self.at_source(&term, one) else { continue };
            let field = self.source_field(&term, one.source);
            let times = if one.negative { term.times.negated() } else { term.times.clone() };
            let inner = FieldTerm { times, ledger: one.source, field, coords, fact: None };
            all.extend(self.opened(inner, depth + 1)?);
        }
        Some(all)
    }

    fn source_field(&self, term: &FieldTerm, source: LedgerId) -> usize {
        let (own, other) = (self.report.ledger(term.ledger), self.report.ledger(source));
        let same = other.fields.iter().position(|field| field.name == own.fields[term.field].name);
        same.or_else(|| other.figure()).unwrap_or(0)
    }

    /// The coordinates of the source's facts that count; none where none do.
    fn at_source(&self, term: &FieldTerm, one: &crate::model::TakeOver) -> Option<Coords> {
        let report = self.report;
        let mut coords =
            one.filters.iter().rev().fold(Coords::default(), |coords, filter| coords.narrow(report, filter));
        for (dim, set) in term.coords.axes() {
            let given = Coords::default().narrow(report, &one.at).single(dim);
            let path = report.axis_path(one.source, dim);
            let otherwise = || {
                let axis = report.ledger(one.ledger).axes.iter().find(|axis| axis.dim == dim)?;
                Coords::default().narrow(report, &one.file_at).single(dim).or(axis.default)
            };
            match (given, path) {
                (Some(member), _) if !set.holds(report, member) => return None,
                (Some(_), _) => {}
                (None, Some(_)) => coords = coords.met(report, dim, set),
                (None, None) if otherwise().is_some_and(|member| !set.holds(report, member)) => return None,
                (None, None) => {}
            }
        }
        Some(coords)
    }
}
