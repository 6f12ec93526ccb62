//! Which facts there may be. A fact that some table would print in a blank cell there is not; one that no table would print
//! nobody tells. What is left is found by joining the tables along the axes of a ledger.

use rustc_hash::FxHashSet;
use smallvec::SmallVec;

use super::patterns::{CellPattern, TakenOver, bare};
use crate::ledger::AxisSet;
use crate::model::{DimId, LedgerAxis, LedgerId, MemberId, Members, Report};

/// A field of a fact that there may be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Variable {
    pub ledger: LedgerId,
    pub field: usize,
    pub members: Members,
}

/// What the tables tell of a ledger's facts.
pub(super) struct LedgerSources<'p> {
    pub ledger: LedgerId,
    /// By field.
    pub patterns: Vec<&'p CellPattern>,
    /// The members of facts that stand in lists or are there already.
    pub known: Vec<Members>,
    /// Which members may be meant that no table names.
    pub reach: Reach,
    /// Whether one table may lack what others print.
    pub doubt: bool,
}

/// Which members may be meant that no table names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Reach {
    /// None but defaults.
    Named,
    /// Those of small closed axes that have no default.
    Small,
    /// Those of all small closed axes.
    All,
}

/// Why no facts can be told.
#[derive(Clone)]
pub(super) enum Untold {
    /// No table names members of an axis.
    Axis(LedgerId, DimId),
    /// There are too many to try.
    TooMany(LedgerId),
}

impl Untold {
    /// The ledger whose facts cannot be told.
    pub fn ledger(&self) -> LedgerId {
        match self {
            Untold::Axis(ledger, _) | Untold::TooMany(ledger) => *ledger,
        }
    }
}

/// So many places are tried for one ledger.
const MOST_TRIED: usize = 300_000;
/// So many facts are tried that one table lacks.
const MOST_DOUBTED: usize = 5_000;
/// So many facts are kept that nothing tells for certain.
const MOST_UNTOLD: usize = 2_000;

/// The facts of a ledger that there may be, by field.
pub(super) fn candidates(report: &Report, sources: &LedgerSources<'_>) -> Result<Vec<Variable>, Untold> {
    let ledger = report.ledger(sources.ledger);
    let mut domains: Vec<Vec<Option<MemberId>>> = Vec::new();
    for axis in 0..ledger.axes.len() {
        domains.push(domain(report, sources, axis));
        if domains[axis].is_empty() {
            return Err(Untold::Axis(sources.ledger, ledger.axes[axis].dim));
        }
    }
    let mut found = Vec::new();
    let fields: FxHashSet<usize> = sources.patterns.iter().map(|pattern| pattern.field).collect();
    let mut fields: Vec<usize> = fields.into_iter().collect();
    fields.sort_unstable();
    for field in fields {
        let patterns: Vec<&CellPattern> =
            sources.patterns.iter().copied().filter(|pattern| pattern.field == field).collect();
        let mut join = Join::new(report, sources, &domains, &patterns);
        join.go(0)?;
        let members = join.all();
        found.extend(members.into_iter().map(|members| Variable { ledger: sources.ledger, field, members }));
    }
    Ok(found)
}

/// The members of an axis that facts may have.
fn domain(report: &Report, sources: &LedgerSources<'_>, axis: usize) -> Vec<Option<MemberId>> {
    let data = &report.ledger(sources.ledger).axes[axis];
    let mut all: Vec<Option<MemberId>> = Vec::new();
    let at_grain = |member: &MemberId| report.is_at(*member, data.grain);
    for pattern in &sources.patterns {
        for (at, _) in pattern.keys.iter().enumerate().filter(|(_, (dim, _))| *dim == data.dim) {
            let keys = pattern.positive.iter().chain(&pattern.blank);
            all.extend(keys.map(|key| key[at]).filter(at_grain).map(Some));
        }
        if let Some(AxisSet::Members(members)) = pattern.coords.get(data.dim).filter(|_| !pattern.positive.is_empty()) {
            all.extend(members.iter().copied().filter(at_grain).map(Some));
        }
    }
    all.extend(sources.known.iter().map(|members| members[axis]));
    all.extend(data.default.map(Some));
    if is_small(report, data, sources.reach) {
        let own = (0..report.members.len() as u32).map(MemberId).filter(|id| report.member(*id).dim == data.dim);
        all.extend(own.filter(at_grain).map(Some));
    }
    if data.optional {
        all.push(None);
    }
    if all.is_empty() {
        // an axis that could be nothing else
        let mut leaves = (0..report.members.len() as u32).map(MemberId);
        let mut own = leaves.by_ref().filter(|id| report.member(*id).dim == data.dim && at_grain(id));
        if let (Some(only), None) = (own.next(), own.next()) {
            all.push(Some(only));
        }
    }
    let derived: Vec<MemberId> = TakenOver { report }.derived(sources.ledger, data.dim).collect();
    let mut seen = FxHashSet::default();
    all.retain(|member| seen.insert(*member) && !member.is_some_and(|member| derived.contains(&member)));
    all.sort_by_key(|member| member.map(|member| report.member(member).rank));
    all
}

/// Whether an axis is closed and has few members, so that any of them may be meant.
fn is_small(report: &Report, axis: &LedgerAxis, reach: Reach) -> bool {
    let reached = reach == Reach::All || reach == Reach::Small && axis.default.is_none();
    reached && is_closed(report, axis)
}

/// Whether an axis has few members and no report can have others.
pub(super) fn is_closed(report: &Report, axis: &LedgerAxis) -> bool {
    let dim = report.dim(axis.dim);
    !dim.open && dim.size <= SMALL && dim.by_code.is_empty()
}

/// A small axis has so many members, at all levels.
const SMALL: u32 = 16;

/// Walks the axes of a ledger, leaving each branch as soon as a table would print it in a blank cell.
struct Join<'a> {
    report: &'a Report,
    ledger: LedgerId,
    domains: &'a [Vec<Option<MemberId>>],
    /// The axes of which any member may be meant.
    small: Vec<bool>,
    /// The axes in the order in which they are walked.
    order: Vec<usize>,
    /// The patterns with the axes that they depend on.
    needed: Vec<(Vec<usize>, &'a CellPattern)>,
    /// For each depth the patterns that can be asked there first.
    asked: Vec<Vec<&'a CellPattern>>,
    fact: crate::model::Fact,
    /// Whether one table may lack what others print, and the one that does.
    doubt: bool,
    lacking: Option<usize>,
    /// How many facts were found that one table lacks.
    doubted: usize,
    tried: usize,
    found: Vec<Members>,
    /// Facts that tables print, with members that none of them tells where the axis has a default.
    untold: Vec<Members>,
}

impl<'a> Join<'a> {
    fn new(
        report: &'a Report,
        sources: &LedgerSources<'_>,
        domains: &'a [Vec<Option<MemberId>>],
        patterns: &[&'a CellPattern],
    ) -> Join<'a> {
        let mut needed: Vec<(Vec<usize>, &CellPattern)> = patterns.iter().map(|one| (one.axes(report), *one)).collect();
        // the axes of those patterns first that need few
        needed.sort_by_key(|(axes, one)| (axes.len(), one.positive.len()));
        let mut order: Vec<usize> = Vec::new();
        for axis in needed.iter().flat_map(|(axes, _)| axes).copied().chain(0..domains.len()) {
            if !order.contains(&axis) {
                order.push(axis);
            }
        }
        let mut asked: Vec<Vec<&CellPattern>> = vec![Vec::new(); order.len() + 1];
        for (_, pattern) in &needed {
            let axes = pattern.asked_axes(report);
            let depth = axes.iter().filter_map(|axis| order.iter().position(|own| own == axis)).map(|at| at + 1).max();
            asked[depth.unwrap_or(0)].push(*pattern);
        }
        let ledger = sources.ledger;
        let small = |axis: &LedgerAxis| is_small(report, axis, sources.reach);
        let small = report.ledger(ledger).axes.iter().map(small).collect();
        let fact = bare(report, ledger, domains.iter().map(|_| None).collect());
        Join {
            report,
            ledger,
            domains,
            small,
            order,
            needed,
            asked,
            fact,
            doubt: sources.doubt,
            lacking: None,
            doubted: 0,
            tried: 0,
            found: Vec::new(),
            untold: Vec::new(),
        }
    }

    /// Whether each member of the fact at hand that is no default one is told by a table that prints it, but for axes that have no
    /// default: there no member is likelier than another. None where no table prints it.
    fn is_told(&self) -> Option<bool> {
        let shown = self.needed.iter().filter(|(_, pattern)| pattern.shows(self.report, &self.fact) == Some(true));
        let mut told = vec![false; self.domains.len()];
        let mut any = false;
        for (axes, _) in shown {
            any = true;
            axes.iter().for_each(|axis| told[*axis] = true);
        }
        let axes = &self.report.ledger(self.ledger).axes;
        let idle = |axis: usize| {
            self.fact.members[axis].is_none()
                || self.fact.members[axis] == axes[axis].default
                || self.domains[axis].len() == 1
                || axes[axis].default.is_none() && !axes[axis].optional
        };
        any.then(|| (0..told.len()).all(|axis| told[axis] || self.small[axis] || idle(axis)))
    }

    /// What was found; of facts whose members no table tells those that print in cells which nothing else explains.
    fn all(mut self) -> Vec<Members> {
        let mut explained: FxHashSet<(usize, SmallVec<[MemberId; 3]>)> = FxHashSet::default();
        let cells = |join: &Join<'_>, members: &Members| {
            let fact = bare(join.report, join.ledger, members.clone());
            let own = join.needed.iter().enumerate();
            let own = own.filter_map(|(at, (_, pattern))| Some((at, pattern.key_of(join.report, &fact)?)));
            own.collect::<Vec<_>>()
        };
        for members in &self.found {
            explained.extend(cells(&self, members));
        }
        let untold = std::mem::take(&mut self.untold);
        let lacks = |members: &Members| cells(&self, members).iter().any(|cell| !explained.contains(cell));
        let further: Vec<Members> = untold.into_iter().filter(lacks).collect();
        self.found.extend(further);
        self.found
    }

    fn go(&mut self, depth: usize) -> Result<(), Untold> {
        self.tried += 1;
        if self.tried > MOST_TRIED {
            return Err(Untold::TooMany(self.ledger));
        }
        let before = self.lacking;
        for pattern in &self.asked[depth] {
            if pattern.shows(self.report, &self.fact) == Some(false) {
                if !self.doubt || self.lacking.is_some_and(|table| table != pattern.table) {
                    self.lacking = before;
                    return Ok(());
                }
                self.lacking = Some(pattern.table);
            }
        }
        let Some(axis) = self.order.get(depth).copied() else {
            match self.is_told() {
                Some(true) => {
                    self.doubted += usize::from(self.lacking.is_some());
                    if self.doubted > MOST_DOUBTED {
                        return Err(Untold::TooMany(self.ledger));
                    }
                    self.found.push(self.fact.members.clone());
                }
                Some(false) if self.lacking.is_none() && self.untold.len() < MOST_UNTOLD => {
                    self.untold.push(self.fact.members.clone());
                }
                _ => {}
            }
            self.lacking = before;
            return Ok(());
        };
        let domains = self.domains;
        for member in &domains[axis] {
            self.fact.members[axis] = *member;
            self.go(depth + 1)?;
        }
        self.fact.members[axis] = None;
        self.lacking = before;
        Ok(())
    }
}
