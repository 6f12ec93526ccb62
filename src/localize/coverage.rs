//! How well each typed figure is guarded: an error in a figure that lies in no identity cannot be found; one in a figure
//! that lies in the same identities as another cannot be told from an error in that one.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{FigureId, LineId, Web, Written};
use crate::base::{Exact, Sources, Span};
use crate::check::{Identity, IdentitySource};
use crate::eval::Evaluator;
use crate::ledger::Coords;
use crate::model::{DimId, FactId, FactValueKind, LedgerId, MemberId, Type};

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
    /// What its row is called: the row's first text, else the last member that the row names.
    pub name: String,
    /// The ledger of its fact.
    pub ledger: String,
    /// The identities that it lies in; no bounds, which only a large error breaks.
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
        let (name, ledger) = web.called(figures[number])?;
        Some(Guarded { span: place(number)?, name, ledger, identities: signature.len(), independent, twins })
    };
    let mut all: Vec<Guarded> = signatures.iter().enumerate().filter_map(guarded).collect();
    all.sort_by_key(|figure| figure.span);
    let class = |(signature, class): (&Signature, Vec<usize>)| Class {
        guarded: !signature.is_empty(),
        figures: class.into_iter().map(|number| figures[number]).collect(),
    };
    let classes = classes.into_iter().map(class).collect();
    Coverage { figures: all, totals: web.proposals(classes) }
}

impl Web<'_, '_> {
    /// The figures that facts type and that can be summed.
    fn typed_facts(&self) -> Vec<FigureId> {
        let report = self.evaluator.report;
        let mut all = Vec::new();
        for (number, fact) in report.facts.iter().enumerate().filter(|(_, fact)| !report.in_former(fact.span)) {
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

    /// What a fact's figure is called, and its ledger.
    fn called(&self, figure: FigureId) -> Option<(String, String)> {
        let Written::Fact(fact, field) = self.written(figure) else { return None };
        let report = self.evaluator.report;
        let fact = &report.facts[fact.ix()];
        let ledger = report.ledger(fact.ledger);
        let said = fact.values.iter().flatten().find_map(|value| match &value.kind {
            FactValueKind::Text(text) => Some(text.clone()),
            _ => None,
        });
        let row = self.sources.slice(fact.span);
        let named = |member: MemberId| {
            let member = report.member(member);
            let name = if member.name.is_empty() { &member.part } else { &member.name };
            (row.rfind(name.as_str()), name.clone())
        };
        let member = || fact.members.iter().flatten().map(|member| named(*member)).max_by_key(|(at, _)| *at);
        let name = said.or_else(|| member().map(|(_, name)| name)).unwrap_or_default();
        // a fact's other figures say which they are
        let name = if ledger.figure() == Some(field) { name } else { format!("{name} {}", ledger.fields[field].name) };
        Some((name.trim().to_owned(), ledger.name.clone()))
    }

    fn signature(&mut self, figure: FigureId) -> Signature {
        let mut terms: Vec<(LineId, u32)> = self.lines_of(figure).iter().map(|term| (term.other, term.times)).collect();
        terms.retain(|(line, _)| self.line_of(*line).rule.is_equality());
        let first = terms.first().map_or(0, |(_, times)| *times);
        if first != 0 {
            for (_, times) in &mut terms {
                let ratio = self.table[*times as usize].over(&self.table[first as usize]).and_then(Result::ok);
                *times = ratio.map_or(*times, |ratio| self.times(ratio));
            }
        }
        terms
    }

    /// How many of a figure's identities do not follow from the others. A stated total lies in its own alone, which
    /// therefore follows from none; what remains is eliminated.
    fn independent(&self, signature: &Signature, ranks: &mut HashMap<Vec<LineId>, usize>) -> usize {
        let stated =
            |line: &LineId| matches!(self.identities[self.line_of(*line).identity].source, IdentitySource::Stated(_));
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
        let mut rows: Vec<BTreeMap<FigureId, Exact>> = Vec::new();
        for line in lines {
            let terms = self.line_of(*line).terms.iter();
            let mut row: BTreeMap<FigureId, Exact> =
                terms.map(|term| (term.other, self.table[term.times as usize].clone())).collect();
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

    /// The totals that would help most, each beside those before it.
    ///
    /// A total is proposed only of amounts, where somebody may have published it: of a ledger that states one already or
    /// has an axis of several levels. It stands at everything, or at members of axes that have codes or several levels.
    fn proposals(&self, mut classes: Vec<Class>) -> Vec<Proposal> {
        let report = self.evaluator.report;
        let mut all = self.candidates();
        let mut chosen: Vec<Proposal> = Vec::new();
        while chosen.len() < MOST_TOTALS {
            let class_of = class_of(&classes);
            let mut best: Option<(usize, usize, usize, usize)> = None;
            for (number, candidate) in all.iter().enumerate() {
                let (guards, parts) = gain(&candidate.figures, &class_of, &classes);
                let more = |(_, own, fewer, axes): (usize, usize, usize, usize)| {
                    let axes = axes.cmp(&candidate.members.len());
                    (guards + parts).cmp(&(own + fewer)).then(axes).is_gt()
                };
                if guards + parts > 0 && best.is_none_or(more) {
                    best = Some((number, guards, parts, candidate.members.len()));
                }
            }
            let Some((number, guards, parts, _)) = best else { break };
            let TotalCandidate { ledger, members, figures } = all.remove(number);
            let at = members.iter().map(|(_, member)| report.reference(*member)).collect();
            let name = report.ledger(ledger).name.clone();
            chosen.push(Proposal { ledger: name.clone(), at, guards, parts });
            if chosen.iter().filter(|known| known.ledger == name).count() >= MOST_OF_LEDGER {
                all.retain(|other| other.ledger != ledger);
            }
            classes = split(classes, &figures.into_iter().collect());
        }
        chosen
    }

    /// The totals that could be stated and are not.
    fn candidates(&self) -> Vec<TotalCandidate> {
        let report = self.evaluator.report;
        let mut known: HashSet<Vec<FigureId>> = self.lines.iter().map(|line| self.facts_of(line)).collect();
        let mut all = Vec::new();
        for ledger in (0..report.ledgers.len() as u32).map(LedgerId) {
            let Some(field) = report.ledger(ledger).figure() else { continue };
            let stated = report.stated.iter().any(|stated| stated.ledger == ledger);
            let deep = report.axes(ledger).into_iter().any(|dim| report.dim(dim).levels.len() > 1);
            if !matches!(report.ledger(ledger).fields[field].ty, Type::Amount(_)) || !(stated || deep) {
                continue;
            }
            for members in self.scopes(ledger) {
                let facts = self.evaluator.ledgers.in_order(ledger, &self.coords(&members)).into_iter();
                let figures: Vec<FigureId> = facts.map(|fact| self.figure(Written::Fact(fact, field))).collect();
                if figures.len() > 1 && known.insert(figures.clone()) {
                    all.push(TotalCandidate { ledger, members, figures });
                }
            }
        }
        all
    }

    fn facts_of(&self, line: &super::Line) -> Vec<FigureId> {
        let facts = self.firsts.last().copied().unwrap_or(0);
        let mut figures: Vec<FigureId> =
            line.terms.iter().map(|term| term.other).filter(|other| *other < facts).collect();
        figures.sort_unstable();
        figures
    }

    /// The scopes at which a total of a ledger could be stated: all, the members of an axis that has codes or several levels,
    /// and of two such axes.
    fn scopes(&self, ledger: LedgerId) -> Vec<Vec<(DimId, MemberId)>> {
        let report = self.evaluator.report;
        let ledgers = &self.evaluator.ledgers;
        let axes = report.axes(ledger);
        let everywhere = Coords::default();
        let members = |dim: DimId| -> Vec<(DimId, MemberId)> {
            let levels = 0..report.dim(dim).levels.len().max(1);
            let all = levels.flat_map(|level| ledgers.members(&[ledger], &everywhere, dim, Some(level)));
            all.map(|member| (dim, member)).collect()
        };
        let ordered = |dim: &DimId| report.dim(*dim).levels.len() > 1 || !report.dim(*dim).by_code.is_empty();
        let by_axis: Vec<Vec<(DimId, MemberId)>> = axes.into_iter().filter(ordered).map(members).collect();
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
        members.iter().fold(Coords::default(), |coords, (dim, member)| coords.with_member(report, *dim, *member))
    }
}

/// Figures that lie in just the same identities, or that lie in none.
struct Class {
    guarded: bool,
    figures: Vec<FigureId>,
}

/// A total that could be stated.
struct TotalCandidate {
    ledger: LedgerId,
    members: Vec<(DimId, MemberId)>,
    figures: Vec<FigureId>,
}

fn class_of(classes: &[Class]) -> HashMap<FigureId, usize> {
    let helped = |class: &&(usize, &Class)| class.1.figures.len() > 1 || !class.1.guarded;
    let all = classes.iter().enumerate();
    all.filter(|class| helped(&class))
        .flat_map(|(number, class)| class.figures.iter().map(move |figure| (*figure, number)))
        .collect()
}

/// How many figures a total would guard that nothing does, and how many pairs it would part.
fn gain(figures: &[FigureId], class_of: &HashMap<FigureId, usize>, classes: &[Class]) -> (usize, usize) {
    let mut inside: HashMap<usize, usize> = HashMap::new();
    for class in figures.iter().filter_map(|figure| class_of.get(figure)) {
        *inside.entry(*class).or_default() += 1;
    }
    let (mut guards, mut parts) = (0, 0);
    for (class, count) in inside {
        if classes[class].guarded {
            parts += count * (classes[class].figures.len() - count);
        } else {
            guards += count;
        }
    }
    (guards, parts)
}

/// The classes once a total holds these figures.
fn split(classes: Vec<Class>, total: &HashSet<FigureId>) -> Vec<Class> {
    let parts = |class: Class| {
        let (inside, outside): (Vec<FigureId>, Vec<FigureId>) =
            class.figures.into_iter().partition(|figure| total.contains(figure));
        [Class { guarded: true, figures: inside }, Class { guarded: class.guarded, figures: outside }]
    };
    classes.into_iter().flat_map(parts).filter(|class| !class.figures.is_empty()).collect()
}

/// Takes a known row away from another as often as the known row's first figure needs; `None` where that has too many
/// digits.
fn reduce(row: &mut BTreeMap<FigureId, Exact>, known: &BTreeMap<FigureId, Exact>) -> Option<()> {
    let (pivot, own) = known.first_key_value()?;
    let Some(here) = row.get(pivot) else { return Some(()) };
    let factor = here.over(own)?.ok()?;
    for (figure, times) in known {
        let old = row.get(figure).cloned().unwrap_or(Exact::ZERO);
        let new = old.minus(times.times(&factor).ok()?).ok()?;
        if new.is_zero() {
            row.remove(figure);
        } else {
            row.insert(*figure, new);
        }
    }
    Some(())
}
