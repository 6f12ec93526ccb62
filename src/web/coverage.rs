//! How well each typed figure is guarded: an error in a figure that lies in no identity cannot be found; one in a figure
//! that lies in the same identities as another cannot be told from an error in that one.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Figure, LineId, Web, Written};
use crate::base::{Exact, Sources, Span};
use crate::check::{Identity, Rule, Source};
use crate::eval::Evaluator;
use crate::ledger::Coords;
use crate::model::{DimId, FactId, LedgerId, MemberId, Type};

/// So many totals are proposed, and so many of one ledger.
const MOST_TOTALS: usize = 6;
const MOST_OF_LEDGER: usize = 2;

/// A ledger of more facts is not asked for totals of two axes.
const MOST_FACTS: usize = 2_000;

/// How a report's typed figures are guarded.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Each figure that a fact types, in source order.
    pub figures: Vec<Guarded>,
    /// Totals that are not stated and would tell most figures apart, best first.
    pub totals: Vec<Proposal>,
}

/// A typed figure.
#[derive(Clone, Debug)]
pub struct Guarded {
    /// Where it is typed.
    pub span: Span,
    /// The identities that it lies in; only those that must hold to the digit.
    pub identities: usize,
    /// How many of them do not follow from the others.
    pub independent: usize,
    /// The figures that lie in just the same identities, in source order.
    pub twins: Vec<Span>,
}

/// A total that the report could state.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Of which ledger.
    pub ledger: String,
    /// At which members, as coordinates are written.
    pub at: Vec<String>,
    /// How many figures that lie in no identity would lie in this one.
    pub guards: usize,
    /// How many pairs of figures it would tell apart.
    pub parts: usize,
}

/// The identities of a figure, and how often it counts in each as compared with the first.
type Signature = Vec<(LineId, u32)>;

/// How the figures of a report are guarded.
pub fn coverage(evaluator: &Evaluator<'_>, sources: &Sources, identities: &[Identity]) -> Coverage {
    let mut web = Web::new(evaluator, sources, identities);
    let figures = web.typed_facts();
    let signatures: Vec<Signature> = figures.iter().map(|figure| web.signature(*figure)).collect();
    let mut classes: HashMap<&Signature, Vec<usize>> = HashMap::new();
    for (number, signature) in signatures.iter().enumerate() {
        classes.entry(signature).or_default().push(number);
    }
    let mut ranks: HashMap<Vec<LineId>, usize> = HashMap::new();
    let place = |number: usize| web.typed(figures[number]).map(|(span, ..)| span);
    let guarded = |(number, signature): (usize, &Signature)| {
        let mut twins: Vec<Span> = match classes.get(signature) {
            Some(class) if !signature.is_empty() => {
                class.iter().filter(|own| **own != number).copied().filter_map(place).collect()
            }
            _ => Vec::new(),
        };
        twins.sort_unstable();
        let independent = web.independent(signature, &mut ranks);
        Some(Guarded { span: place(number)?, identities: signature.len(), independent, twins })
    };
    let mut all: Vec<Guarded> = signatures.iter().enumerate().filter_map(guarded).collect();
    all.sort_by_key(|figure| figure.span);
    let classes: Vec<Vec<Figure>> =
        classes.into_values().map(|class| class.into_iter().map(|number| figures[number]).collect()).collect();
    Coverage { figures: all, totals: web.proposals(&classes) }
}

impl Web<'_, '_> {
    /// The figures that facts type and that can be summed.
    fn typed_facts(&self) -> Vec<Figure> {
        let report = self.evaluator.report;
        let mut all = Vec::new();
        for (number, fact) in report.facts.iter().enumerate() {
            for (field, declared) in report.ledger(fact.ledger).fields.iter().enumerate() {
                let figure = self.figure(Written::Fact(FactId(number as u32), field));
                let summed = matches!(declared.ty, Type::Amount(_) | Type::Count(_) | Type::Number);
                if summed && self.typed(figure).is_some() {
                    all.push(figure);
                }
            }
        }
        all
    }

    fn signature(&mut self, figure: Figure) -> Signature {
        let mut terms: Vec<(LineId, u32)> = self.lines_of(figure).iter().map(|term| (term.other, term.times)).collect();
        terms.retain(|(line, _)| self.line_of(*line).rule == Rule::Nought);
        let first = terms.first().map_or(0, |(_, times)| *times);
        if first != 0 {
            for (_, times) in &mut terms {
                let ratio = self.table[*times as usize].over(self.table[first as usize]).and_then(Result::ok);
                *times = ratio.map_or(*times, |ratio| self.times(ratio));
            }
        }
        terms
    }

    /// How many of a figure's identities do not follow from the others. A stated total lies in its own alone, which
    /// therefore follows from none; what remains is eliminated.
    fn independent(&self, signature: &Signature, ranks: &mut HashMap<Vec<LineId>, usize>) -> usize {
        let stated = |line: &LineId| matches!(self.identities[self.line_of(*line).identity].source, Source::Stated(_));
        let lines = signature.iter().map(|(line, _)| *line);
        let (own, others): (Vec<LineId>, Vec<LineId>) = lines.partition(stated);
        let rank = match others.len() {
            0 | 1 => others.len(),
            _ => *ranks.entry(others).or_insert_with_key(|others| self.rank(others)),
        };
        own.len() + rank
    }

    /// The rank of some identities, by exact elimination; where that has too many digits they count as independent.
    fn rank(&self, lines: &[LineId]) -> usize {
        let mut rows: Vec<BTreeMap<Figure, Exact>> = Vec::new();
        for line in lines {
            let terms = self.line_of(*line).terms.iter();
            let mut row: BTreeMap<Figure, Exact> =
                terms.map(|term| (term.other, self.table[term.times as usize])).collect();
            for known in &rows {
                if reduce(&mut row, known).is_none() {
                    return lines.len();
                }
            }
            if !row.is_empty() {
                rows.push(row);
            }
        }
        rows.len()
    }

    /// The totals that would help most.
    fn proposals(&self, classes: &[Vec<Figure>]) -> Vec<Proposal> {
        let report = self.evaluator.report;
        let mut class_of: HashMap<Figure, usize> = HashMap::new();
        for (number, class) in
            classes.iter().enumerate().filter(|(_, class)| class.len() > 1 || self.unguarded(class[0]))
        {
            class_of.extend(class.iter().map(|figure| (*figure, number)));
        }
        let mut known: HashSet<Vec<Figure>> = self.lines.iter().map(|line| self.facts_of(line)).collect();
        let mut all: Vec<(usize, Proposal)> = Vec::new();
        for ledger in (0..report.ledgers.len() as u32).map(LedgerId) {
            let Some(field) = report.ledger(ledger).figure() else { continue };
            for members in self.scopes(ledger) {
                let coords = self.coords(&members);
                let facts = self.evaluator.ledgers.in_order(ledger, &coords).into_iter();
                let figures: Vec<Figure> = facts.map(|fact| self.figure(Written::Fact(fact, field))).collect();
                let (guards, parts) = self.gain(&figures, &class_of, classes);
                if figures.len() > 1 && guards + parts > 0 && known.insert(figures) {
                    let at = members.iter().map(|(_, member)| report.reference(*member)).collect();
                    all.push((
                        guards + parts,
                        Proposal { ledger: report.ledger(ledger).name.clone(), at, guards, parts },
                    ));
                }
            }
        }
        all.sort_by_key(|(gain, proposal)| (std::cmp::Reverse(*gain), proposal.at.len()));
        let mut chosen: Vec<Proposal> = Vec::new();
        for (_, proposal) in all {
            let own = chosen.iter().filter(|known| known.ledger == proposal.ledger).count();
            if own < MOST_OF_LEDGER && chosen.len() < MOST_TOTALS {
                chosen.push(proposal);
            }
        }
        chosen
    }

    fn unguarded(&self, figure: Figure) -> bool {
        self.lines_of(figure).is_empty()
    }

    fn facts_of(&self, line: &super::Line) -> Vec<Figure> {
        let facts = self.firsts.last().copied().unwrap_or(0);
        let mut figures: Vec<Figure> =
            line.terms.iter().map(|term| term.other).filter(|other| *other < facts).collect();
        figures.sort_unstable();
        figures
    }

    /// The scopes at which a total of a ledger could be stated: all, the members of an axis at each level, and of two.
    fn scopes(&self, ledger: LedgerId) -> Vec<Vec<(DimId, MemberId)>> {
        let report = self.evaluator.report;
        let ledgers = &self.evaluator.ledgers;
        let axes = report.axes(ledger);
        let everywhere = Coords::default();
        let members = |dim: DimId| -> Vec<(DimId, MemberId)> {
            let levels = 0..report.dim(dim).levels.len().max(1);
            let all = levels.flat_map(|level| ledgers.members(&[ledger], &everywhere, dim, level));
            all.map(|member| (dim, member)).collect()
        };
        let by_axis: Vec<Vec<(DimId, MemberId)>> = axes.into_iter().map(members).collect();
        let mut scopes = vec![Vec::new()];
        scopes.extend(by_axis.iter().flatten().map(|member| vec![*member]));
        let facts = ledgers.matching(ledger, &everywhere).count();
        if facts <= MOST_FACTS {
            for (at, first) in by_axis.iter().enumerate() {
                for second in &by_axis[at + 1..] {
                    scopes.extend(first.iter().flat_map(|a| second.iter().map(move |b| vec![*a, *b])));
                }
            }
        }
        scopes
    }

    fn coords(&self, members: &[(DimId, MemberId)]) -> Coords {
        let report = self.evaluator.report;
        members.iter().fold(Coords::default(), |coords, (dim, member)| coords.with(report, *dim, *member))
    }

    /// How many figures a total would guard that nothing does, and how many pairs it would part.
    fn gain(&self, figures: &[Figure], class_of: &HashMap<Figure, usize>, classes: &[Vec<Figure>]) -> (usize, usize) {
        let mut inside: BTreeMap<usize, usize> = BTreeMap::new();
        for class in figures.iter().filter_map(|figure| class_of.get(figure)) {
            *inside.entry(*class).or_default() += 1;
        }
        let (mut guards, mut parts) = (0, 0);
        for (class, count) in inside {
            let all = &classes[class];
            if self.unguarded(all[0]) {
                guards += count;
            } else {
                parts += count * (all.len() - count);
            }
        }
        (guards, parts)
    }
}

/// Takes a known row away from another as often as the known row's first figure needs; `None` where that has too many
/// digits.
fn reduce(row: &mut BTreeMap<Figure, Exact>, known: &BTreeMap<Figure, Exact>) -> Option<()> {
    let (pivot, own) = known.first_key_value()?;
    let Some(here) = row.get(pivot) else { return Some(()) };
    let factor = here.over(*own)?.ok()?;
    for (figure, times) in known {
        let old = row.get(figure).copied().unwrap_or(Exact::ZERO);
        let new = old.minus(times.times(factor).ok()?).ok()?;
        if new.is_zero() {
            row.remove(figure);
        } else {
            row.insert(*figure, new);
        }
    }
    Some(())
}
