//! The web of figures: which written amount lies in which identity. A figure that lies in every broken identity and in no
//! whole one, and that one correction sets right in all of them, is the one that is wrong.
//!
//! Everything here costs no more than a few walks over the written amounts of the identities, and is done only where an
//! identity fails or where it is asked for.

pub mod codes;
mod coverage;
mod everywhere;
mod exchanged;
mod findings;
mod manner;
mod missing;
mod moved;
mod pairs;
mod reach;
mod search;
mod slip;
mod tail;
mod twins;
mod unit;
mod unread;
mod vouched;
mod weigh;
mod words;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::base::{Decimal, Exact, Sources, Span};
use crate::check::{Identity, IdentitySource, Linear, Rule, Verdict, linear};
use crate::eval::Evaluator;
use crate::ledger::Coords;
use crate::model::{FactId, FactValueKind, LedgerId, UnitRef};

pub use coverage::{Coverage, Guarded, Proposal, coverage};
pub use findings::findings;
pub use vouched::{Unvouched, unvouched};

/// So many written amounts of identities are taken in, and so many more for each fact and identity.
const MOST_TERMS: usize = 1_000_000;
const WALKS: usize = 64;

/// So many rows that refer to others are shown.
const SHOWN: usize = 3;

/// So many totals that say the same of the same rows are taken in. Several, so that no single one of them is suspected.
const TWINS: usize = 3;

/// A written figure, by number: each fact's fields in order, then the stated totals.
type FigureId = u32;

/// An identity in the web, by number.
type LineId = u32;

/// What a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Fact(FactId, usize),
    Stated(usize),
}

/// An identity that is a sum of written amounts.
struct Line {
    /// Its number among the identities.
    identity: usize,
    terms: Vec<Term>,
    rule: Rule,
}

/// A figure in an identity, or an identity of a figure.
#[derive(Clone, Copy)]
struct Term {
    /// The figure's number, or the identity's.
    other: u32,
    /// How often it counts, as a number in the web's table.
    times: u32,
}

/// The web of a report.
struct Web<'e, 'm> {
    evaluator: &'e Evaluator<'m>,
    sources: &'e Sources,
    identities: &'e [Identity],
    lines: Vec<Line>,
    /// By line: left minus right.
    gaps: Vec<Exact>,
    /// By fact, the number of its first field's figure; the last entry is that of the first stated total.
    firsts: Vec<FigureId>,
    /// By figure, where its identities begin in `at`.
    starts: Vec<u32>,
    at: Vec<Term>,
    /// The few different numbers of times that figures count; the first is once.
    table: Vec<Exact>,
    /// By line: further identities that state the same of the same rows.
    twins: FxHashMap<LineId, Vec<usize>>,
    /// How the figures of each ledger's field are typed, once it was asked.
    manners: RefCell<HashMap<(LedgerId, usize), Rc<manner::Manner>>>,
    /// By ledger: the checks that are no sums and fail where they ask for a row of it.
    besides: RefCell<HashMap<LedgerId, Vec<usize>>>,
}

impl<'e, 'm> Web<'e, 'm> {
    /// All identities that are sums of written amounts.
    fn new(evaluator: &'e Evaluator<'m>, sources: &'e Sources, identities: &'e [Identity]) -> Web<'e, 'm> {
        let mut web = Web::empty(evaluator, sources, identities);
        for (number, identity) in identities.iter().enumerate() {
            web.take(number, identity);
        }
        web.index();
        web
    }

    /// The same, as far as it costs a few walks over the report: what says the same of the same rows several times is
    /// taken a few times, and when there is too much of it the rest speaks for itself.
    fn bounded(evaluator: &'e Evaluator<'m>, sources: &'e Sources, identities: &'e [Identity]) -> Web<'e, 'm> {
        let mut web = Web::empty(evaluator, sources, identities);
        let mut left = MOST_TERMS + WALKS * (evaluator.report.facts.len() + identities.len());
        let mut same: FxHashMap<(LedgerId, usize, Coords, Decimal), (usize, LineId)> = FxHashMap::default();
        for (number, identity) in identities.iter().enumerate() {
            let key = match identity.source {
                IdentitySource::Stated(stated) => {
                    let stated = &evaluator.report.stated[stated];
                    let coords = Coords::default().narrow(evaluator.report, &stated.at);
                    Some((stated.ledger, stated.field, coords, stated.amount.normalize()))
                }
                IdentitySource::Declared(..) | IdentitySource::Printed => None,
            };
            if let Some((times, line)) = key.as_ref().and_then(|key| same.get_mut(key)) {
                *times += 1;
                if *times > TWINS {
                    web.twins.entry(*line).or_default().push(number);
                    continue;
                }
            }
            if left > 0 && web.take(number, identity) {
                let line = web.lines.len() - 1;
                left = left.saturating_sub(web.lines[line].terms.len());
                if let Some(key) = key {
                    same.entry(key).or_insert((1, line as LineId));
                }
            }
        }
        web.index();
        web
    }

    /// Takes an identity in if it is a sum of written amounts.
    fn take(&mut self, number: usize, identity: &Identity) -> bool {
        let (Some(gap), false) = (&identity.gap, identity.verdict == Verdict::Unchecked) else { return false };
        let Some(linear) = linear(self.evaluator, identity) else { return false };
        self.line(number, &linear);
        self.gaps.push(gap.clone());
        true
    }

    fn empty(evaluator: &'e Evaluator<'m>, sources: &'e Sources, identities: &'e [Identity]) -> Web<'e, 'm> {
        let report = evaluator.report;
        let mut firsts = Vec::with_capacity(report.facts.len() + 1);
        let mut next = 0;
        for fact in &report.facts {
            firsts.push(next);
            next += fact.values.len() as u32;
        }
        firsts.push(next);
        let starts = vec![0; next as usize + report.stated.len() + 1];
        let table = vec![Exact::integer(1)];
        Web {
            evaluator,
            sources,
            identities,
            lines: Vec::new(),
            gaps: Vec::new(),
            firsts,
            starts,
            at: Vec::new(),
            table,
            twins: FxHashMap::default(),
            manners: RefCell::default(),
            besides: RefCell::default(),
        }
    }

    fn line(&mut self, identity: usize, linear: &Linear) {
        let stated = linear.stated.map(|stated| (self.figure(Written::Stated(stated)), Exact::integer(-1)));
        let facts = linear
            .terms
            .iter()
            .map(|((fact, field), times)| (self.figure(Written::Fact(*fact, *field)), times.clone()));
        let all: Vec<(FigureId, Exact)> = facts.chain(stated).collect();
        let terms = all.into_iter().map(|(other, times)| Term { other, times: self.times(times) }).collect();
        self.lines.push(Line { identity, terms, rule: linear.rule.clone() });
    }

    /// The number in the table of so many times.
    fn times(&mut self, times: Exact) -> u32 {
        let known = self.table.iter().position(|own| *own == times);
        known.unwrap_or_else(|| {
            self.table.push(times);
            self.table.len() - 1
        }) as u32
    }

    /// Turns the lines' figures into the figures' lines.
    fn index(&mut self) {
        for term in self.lines.iter().flat_map(|line| &line.terms) {
            self.starts[term.other as usize + 1] += 1;
        }
        for figure in 1..self.starts.len() {
            self.starts[figure] += self.starts[figure - 1];
        }
        let mut next = self.starts.clone();
        self.at = vec![Term { other: 0, times: 0 }; self.starts.last().map_or(0, |end| *end as usize)];
        for (number, line) in self.lines.iter().enumerate() {
            for term in &line.terms {
                let place = &mut next[term.other as usize];
                self.at[*place as usize] = Term { other: number as u32, times: term.times };
                *place += 1;
            }
        }
    }

    fn figure(&self, written: Written) -> FigureId {
        match written {
            Written::Fact(fact, field) => self.firsts[fact.ix()] + field as u32,
            Written::Stated(stated) => self.firsts.last().copied().unwrap_or(0) + stated as u32,
        }
    }

    fn written(&self, figure: FigureId) -> Written {
        let facts = self.firsts.last().copied().unwrap_or(0);
        if figure >= facts {
            return Written::Stated((figure - facts) as usize);
        }
        let fact = self.firsts.partition_point(|first| *first <= figure) - 1;
        Written::Fact(FactId(fact as u32), (figure - self.firsts[fact]) as usize)
    }

    /// The identities that a figure lies in.
    fn lines_of(&self, figure: FigureId) -> &[Term] {
        &self.at[self.starts[figure as usize] as usize..self.starts[figure as usize + 1] as usize]
    }

    fn line_of(&self, line: LineId) -> &Line {
        &self.lines[line as usize]
    }

    /// By how much a figure must change for a line's gap to be zero.
    fn correction(&self, gap: Exact, times: u32) -> Option<Exact> {
        match times {
            0 => Some(gap.negated()),
            other => gap.negated().over(&self.table[other as usize])?.ok(),
        }
    }

    /// A gap after a figure that lies in the line so many times has changed.
    fn changed(&self, gap: Exact, times: u32, by: Exact) -> Option<Exact> {
        match times {
            0 => gap.plus(by).ok(),
            other => gap.plus(by.times(&self.table[other as usize]).ok()?).ok(),
        }
    }

    /// Where a figure is written, its value in base units, and its unit.
    fn typed(&self, figure: FigureId) -> Option<(Span, Decimal, UnitRef)> {
        let report = self.evaluator.report;
        match self.written(figure) {
            Written::Stated(stated) => {
                let stated = &report.stated[stated];
                Some((stated.span, stated.amount, stated.unit.clone()))
            }
            Written::Fact(fact, field) => {
                // what was published a year ago is not what is wrong today
                let value =
                    report.facts[fact.ix()].values[field].as_ref().filter(|value| !report.in_former(value.span))?;
                match &value.kind {
                    FactValueKind::Quantity(amount, unit) => Some((value.span, *amount, unit.clone())),
                    _ => None,
                }
            }
        }
    }

    /// The rows of a stated total that refer to other figures: their amounts are not typed, what they refer to is.
    fn referring(&self, line: LineId) -> Vec<Span> {
        let report = self.evaluator.report;
        let IdentitySource::Stated(number) = self.identities[self.line_of(line).identity].source else {
            return Vec::new();
        };
        let stated = &report.stated[number];
        let at = Coords::default().narrow(report, &stated.at);
        let facts = self.evaluator.ledgers.matching(stated.ledger, &at);
        let refers = facts.filter_map(|fact| {
            let value = report.facts[fact.ix()].values[stated.field].as_ref()?;
            matches!(value.kind, FactValueKind::Refer(..)).then_some(value.span)
        });
        let mut rows: Vec<Span> = refers.take(SHOWN).collect();
        rows.sort_unstable();
        rows
    }
}
