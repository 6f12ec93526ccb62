//! What the tables could print and what they do: for each column and row item of a form the coordinates of its cells, and the
//! members of those that are not blank.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::plan::{ColumnRole, FormPlan, PartPlan};
use super::read::{ReadCell, ReadTable};
use crate::base::Exact;
use crate::eval::{Evaluator, FieldTerm};
use crate::ledger::{AxisSet, Coords};
use crate::model::{DimId, Fact, LedgerId, MemberId, Members, Report, RowKind, TakeOver};

/// The members by which a row differs from others of its item.
pub(super) type RowMembers = SmallVec<[MemberId; 3]>;

/// The cells of a column in the rows of an item, each the sum of a ledger's field at its coordinates.
pub(super) struct CellPattern {
    /// Its table, by number; zero of a form that no table is.
    pub table: usize,
    pub ledger: LedgerId,
    pub field: usize,
    /// The coordinates that all of them share.
    pub coords: Coords,
    /// Where facts are that the ledger itself takes off again, so that the cells do not show them.
    pub offset: Vec<Coords>,
    /// By which members its rows differ.
    pub keys: Vec<(DimId, Option<usize>)>,
    /// The members of the rows in which it is not blank, or could not be read.
    pub positive: FxHashSet<RowMembers>,
    /// The members of the rows in which it is blank.
    pub blank: FxHashSet<RowMembers>,
    /// Whether all rows of the table were understood.
    pub whole: bool,
}

/// A cell that was read: the row item, the members of its row, whether it is not blank.
pub(super) struct PatternCell<'t> {
    node: usize,
    members: &'t [MemberId],
    positive: bool,
}

/// All patterns of a form, as a table fills them; of one that was not found, without a table.
pub(super) fn patterns<'m>(
    evaluator: &Evaluator<'m>,
    plan: &FormPlan<'m>,
    table: Option<(usize, &ReadTable)>,
) -> Vec<CellPattern> {
    let mut cells: FxHashMap<(usize, usize), Vec<PatternCell<'_>>> = FxHashMap::default();
    let (number, table) = table.map_or((0, None), |(number, table)| (number, Some(table)));
    let written = |cell: &ReadCell| cell.value.is_some_and(|value| !value.is_zero());
    let read = table.iter().flat_map(|table| &table.cells).map(|cell| (&cell.key, written(cell)));
    let unread = table.iter().flat_map(|table| &table.unread).map(|key| (key, true));
    for ((_, part, node, members, column), positive) in read.chain(unread) {
        cells.entry((*part, *column)).or_default().push(PatternCell { node: *node, members, positive });
    }
    let mut all = Vec::new();
    for (index, part) in plan.parts.iter().enumerate() {
        for node in 0..part.nodes.len() {
            // of a column that the table does not have nothing is known
            let has = |column: &usize| table.is_none_or(|table| table.rows[index].columns[*column]);
            for column in (0..part.columns.len()).filter(has) {
                let read = cells.get(&(index, column)).map_or(&[][..], Vec::as_slice);
                let rows = table.map(|table| &table.rows[index]);
                let understood = rows.is_none_or(|rows| rows.unread == 0);
                let any = rows.is_some_and(|rows| rows.understood > 0);
                let found = pattern(evaluator, plan, part, (node, column), read);
                if let Some(found) = found {
                    // a table with rows may lack a line, and rows of other ledgers need not be there for its facts
                    let own = &part.nodes[node];
                    let whole = understood && (own.each().is_some() || !any) && own.ledgers.contains(&found.ledger);
                    let found = CellPattern { table: number, whole, ..found };
                    all.extend(found.taken_from(evaluator.report));
                    all.push(found);
                }
            }
        }
    }
    all
}

/// The cells of a column in the rows of an item.
pub(super) fn pattern<'m>(
    evaluator: &Evaluator<'m>,
    plan: &FormPlan<'m>,
    part: &PartPlan<'m>,
    (node, column): (usize, usize),
    read: &[PatternCell<'_>],
) -> Option<CellPattern> {
    let (own, leaf) = (&part.nodes[node], &part.columns[column].leaf);
    let merge = leaf.merge.filter(|merge| part.around(node).any(|node| part.nodes[node].each() == Some(*merge)));
    let printed = merge.map_or(!own.silent, |merge| own.each() == Some(merge));
    if part.columns[column].role != ColumnRole::Figure || !printed || leaf.hidden(own.item) {
        return None;
    }
    let beneath = |other: usize| part.around(other).any(|around| around == node);
    // a row says what those within it say: it may be blank, or not be there
    let read = read.iter().filter(|cell| beneath(cell.node));
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
    let (mut positive, mut blank): (FxHashSet<RowMembers>, FxHashSet<RowMembers>) = Default::default();
    for cell in read {
        if let Some(key) = key(report, &keys, cell.members) {
            if cell.positive {
                positive.insert(key)
            } else {
                blank.insert(key)
            };
        }
    }
    let (ledger, field, coords) = (term.ledger, term.field, term.coords.clone());
    let offset = TakenOver { report }.offset(term);
    Some(CellPattern { table: 0, ledger, field, coords, offset, keys, positive, blank, whole: true })
}

/// The members of a row by which a pattern's rows differ; levels that the table leaves out follow from those beneath, or are the only
/// member that there is.
fn key(report: &Report, keys: &[(DimId, Option<usize>)], members: &[MemberId]) -> Option<RowMembers> {
    let of = |(dim, level): &(DimId, Option<usize>)| {
        let mut own = members.iter().rev().filter(|member| report.member(**member).dim == *dim).peekable();
        match own.peek() {
            Some(_) => own.filter_map(|member| report.at_level(*member, *level)).next(),
            None => only_member(report, *dim, *level),
        }
    };
    keys.iter().map(of).collect()
}

fn only_member(report: &Report, dim: DimId, level: Option<usize>) -> Option<MemberId> {
    let mut all = report.own_members().filter(|(id, member)| member.dim == dim && report.is_at(*id, level));
    let (only, _) = all.next()?;
    all.next().is_none().then_some(only)
}

impl CellPattern {
    /// Whether a fact of the pattern's ledger would print in one of its cells, and whether that one is not blank; none where
    /// it would not, or in a row that may be one of those that were not understood.
    pub fn shows(&self, report: &Report, fact: &Fact) -> Option<bool> {
        let key = self.key_of(report, fact)?;
        let shown = self.positive.contains(&key);
        (shown || self.whole || self.blank.contains(&key)).then_some(shown)
    }

    /// The members of the row in which a fact would print; none where it would not.
    pub fn key_of(&self, report: &Report, fact: &Fact) -> Option<RowMembers> {
        if !holds(report, fact, &self.coords) || self.offset.iter().any(|offset| holds(report, fact, offset)) {
            return None;
        }
        let of = |(dim, level): &(DimId, Option<usize>)| {
            let member = report.fact_member(fact, report.axis_path(self.ledger, *dim)?)?;
            report.at_level(member, *level)
        };
        self.keys.iter().map(of).collect()
    }

    /// Its rows of facts that the ledger takes over from itself, such as those that it takes off again, as rows of the facts that
    /// these are taken from.
    fn taken_from(&self, report: &Report) -> Vec<CellPattern> {
        let own = report.take_overs.iter().filter(|one| (one.ledger, one.source) == (self.ledger, self.ledger));
        own.filter_map(|one| self.rows_taken(report, one)).collect()
    }

    fn rows_taken(&self, report: &Report, one: &TakeOver) -> Option<CellPattern> {
        let given = Coords::default().narrow(report, &one.at);
        let taken = |(dim, level): &(DimId, Option<usize>)| {
            given.single(*dim).filter(|member| report.at_level(*member, *level) == Some(*member))
        };
        let taken: Vec<Option<MemberId>> = self.keys.iter().map(taken).collect();
        if taken.iter().all(Option::is_none) {
            return None;
        }
        let of = |key: &RowMembers| {
            let mut pairs = key.iter().zip(&taken);
            let own = pairs.all(|(own, taken)| taken.is_none_or(|taken| taken == *own));
            let rest = key.iter().zip(&taken).filter(|(_, taken)| taken.is_none()).map(|(own, _)| *own);
            own.then(|| rest.collect::<RowMembers>())
        };
        let coords = self.coords.clone();
        let term = FieldTerm { times: Exact::integer(1), ledger: self.ledger, field: self.field, coords, fact: None };
        let keys = self.keys.iter().zip(&taken).filter(|(_, taken)| taken.is_none()).map(|(key, _)| *key);
        Some(CellPattern {
            coords: TakenOver { report }.at_source(&term, one)?.coords,
            offset: Vec::new(),
            keys: keys.collect(),
            positive: self.positive.iter().filter_map(of).collect(),
            blank: self.blank.iter().filter_map(of).collect(),
            ..*self
        })
    }

    /// Whether its cells together, blank or not, print all facts that a term sums.
    pub fn covers(&self, report: &Report, term: &FieldTerm) -> bool {
        (self.ledger, self.field) == (term.ledger, term.field)
            && self.coords.axes().all(|(dim, set)| match (set, term.coords.get(dim)) {
                (AxisSet::Any, _) => true,
                (_, Some(AxisSet::Members(own))) => own.iter().all(|member| set.holds(report, *member)),
                (_, None | Some(AxisSet::Any)) => report.axis_path(term.ledger, dim).is_none(),
            })
    }

    /// The numbers of the ledger's axes that must be known to say whether a fact prints here.
    pub fn asked_axes(&self, report: &Report) -> Vec<usize> {
        let taken_off = self.offset.iter().flat_map(Coords::axes).map(|(dim, _)| dim);
        let taken_off = taken_off.filter_map(|dim| report.axis_path(self.ledger, dim)).map(|path| path.axis);
        self.axes(report).into_iter().chain(taken_off).collect()
    }

    /// The numbers of the ledger's axes by which its cells tell facts apart.
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

    /// The ledgers from which the facts of one come.
    pub fn sources(&self, ledger: LedgerId) -> Vec<LedgerId> {
        let mut all = vec![ledger];
        let mut next = 0;
        while let Some(one) = all.get(next).copied() {
            let own = self.report.take_overs.iter().filter(|own| own.ledger == one).map(|own| own.source);
            let new: Vec<LedgerId> = own.filter(|source| !all.contains(source)).collect();
            all.extend(new);
            next += 1;
        }
        all.retain(|one| !self.is(*one));
        all
    }

    /// A term in terms of what is written; none where a number is too long.
    pub fn opened(&self, term: FieldTerm, depth: usize) -> Option<Vec<FieldTerm>> {
        let all: Vec<&TakeOver> = self.report.take_overs.iter().filter(|one| one.ledger == term.ledger).collect();
        if all.is_empty() || depth >= DEEPEST {
            return Some(vec![term]);
        }
        let (within, from): (Vec<&TakeOver>, Vec<&TakeOver>) =
            all.into_iter().partition(|one| one.source == term.ledger);
        let mut written = vec![term.clone()];
        written.extend(within.into_iter().filter_map(|one| self.at_source(&term, one)));
        let mut all = if self.is(term.ledger) { Vec::new() } else { written.clone() };
        for one in from {
            for inner in written.iter().filter_map(|term| self.at_source(term, one)) {
                all.extend(self.opened(inner, depth + 1)?);
            }
        }
        Some(all)
    }

    /// Where facts are that a term counts and the ledger itself takes off again.
    pub fn offset(&self, term: &FieldTerm) -> Vec<Coords> {
        let own = |one: &&TakeOver| one.negative && (one.ledger, one.source) == (term.ledger, term.ledger);
        let own = self.report.take_overs.iter().filter(own);
        own.filter_map(|one| Some(self.at_source(term, one)?.coords)).collect()
    }

    /// The members of a ledger's axis at which its facts come of its own others.
    pub fn derived(&self, ledger: LedgerId, dim: DimId) -> impl Iterator<Item = MemberId> {
        let own = self.report.take_overs.iter().filter(move |one| (one.ledger, one.source) == (ledger, ledger));
        own.filter_map(move |one| Coords::default().narrow(self.report, &one.at).single(dim))
    }

    fn source_field(&self, term: &FieldTerm, source: LedgerId) -> usize {
        let (own, other) = (self.report.ledger(term.ledger), self.report.ledger(source));
        let same = other.fields.iter().position(|field| field.name == own.fields[term.field].name);
        same.or_else(|| other.figure()).unwrap_or(0)
    }

    /// The sum of the source's facts that a term counts; none where it counts none.
    fn at_source(&self, term: &FieldTerm, one: &TakeOver) -> Option<FieldTerm> {
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
        let field = self.source_field(term, one.source);
        let times = if one.negative { term.times.negated() } else { term.times.clone() };
        Some(FieldTerm { times, ledger: one.source, field, coords, fact: None })
    }
}
