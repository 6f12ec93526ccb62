//! Facts of tables in a report that there is already: only what changed is written anew, and everything else stays.

use indexmap::{IndexMap, IndexSet};
use rustc_hash::{FxHashMap, FxHashSet};

use super::around::{NamedMembers, RowScope, is_own, row_scopes};
use super::changes::{EditsByFile, SpliceChange, SpliceChangeKind, row_name_of, total_name_of};
use super::facts::{ReadFact, ReadTotal, ReadValue};
use super::insert::{Insertion, insert};
use super::items::items;
use super::numbers::said_value;
use super::own_rows::{ItemsContext, RoundedLedgers, own_row, texts};
use super::pending::{FilledRows, PendingRows};
use super::remove::Removal;
use super::spelling::Spelling;
use super::value_again::{same_value, value_again};
use crate::base::{FileId, Say, Span};
use crate::eval::Value;
use crate::format;
use crate::model::{Fact, FactId, FactValueKind, LedgerId, MeasureId, MemberId, Members, Narrow, Report};
use crate::project::Evaluated;
use crate::say;

/// What tables tell of a report.
pub struct ToldByTables<'f> {
    /// The facts; a field that a fact does not hold is left as it is.
    pub facts: &'f [ReadFact],
    /// The totals. One that the report does not state is not written, unless its ledger gets its first block.
    pub totals: &'f [ReadTotal],
    /// Facts of the report that are to be taken away.
    pub gone: &'f [FactId],
    /// How keywords are spelled.
    pub spelling: Spelling,
    /// The ledgers whose figures were rounded.
    pub rounded: RoundedLedgers,
}

/// A report's files as they are to be, and what changes in them.
#[derive(Debug, Default)]
pub struct Spliced {
    /// Only those that change, with their whole text.
    pub files: Vec<(FileId, String)>,
    /// For people: what was changed and what could not be.
    pub changes: Vec<SpliceChange>,
    /// The facts that could not be written, by number.
    pub unwritten: Vec<usize>,
}

/// Where new facts go, by their numbers.
#[derive(Default)]
struct NewPlaces {
    /// By the scopes that take them.
    scopes: IndexMap<usize, Vec<usize>>,
    /// Those that get a block of their own.
    homeless: Vec<usize>,
}

/// A fact by what tells it from others.
type FactKey = (LedgerId, Members, Vec<String>);

/// Splices what tables tell into a report.
pub fn into<'m>(it: &Evaluated<'_, 'm>, told: &ToldByTables<'_>) -> Spliced {
    let named = NamedMembers::of(&it.checked.report);
    let scopes = row_scopes(it.checked, &named);
    let mut splicer = Splicer {
        it,
        report: &it.checked.report,
        told,
        edits: FxHashMap::default(),
        changes: Vec::new(),
        unwritten: Vec::new(),
    };
    let new = splicer.known_facts();
    splicer.totals();
    let pending = PendingRows {
        checked: it.checked,
        scopes: &scopes,
        facts: told.facts,
        totals: told.totals,
        spelling: &told.spelling,
    };
    let filled = pending.fill(new, &mut splicer.edits, &mut splicer.changes);
    let places = splicer.places(&filled, &scopes);
    let filling: FxHashSet<usize> = places.scopes.keys().copied().collect();
    Removal { checked: it.checked, scopes: &scopes, gone: told.gone, filling: &filling }
        .mark(&mut splicer.edits, &mut splicer.changes);
    splicer.new_facts(places, filled.gone, &scopes, &named);
    splicer.finish()
}

struct Splicer<'s, 'm> {
    it: &'s Evaluated<'s, 'm>,
    report: &'s Report,
    told: &'s ToldByTables<'s>,
    edits: EditsByFile,
    changes: Vec<SpliceChange>,
    unwritten: Vec<usize>,
}

impl Splicer<'_, '_> {
    /// Brings the facts that the report has up to date; gives the numbers of those that it has not.
    fn known_facts(&mut self) -> Vec<usize> {
        let report = self.report;
        let mut known: FxHashMap<FactKey, FactId> = FxHashMap::default();
        for (at, fact) in report.facts.iter().enumerate().filter(|(_, fact)| report.ledger(fact.ledger).space == 0) {
            known.entry((fact.ledger, fact.members.clone(), texts_of(fact))).or_insert(FactId(at as u32));
        }
        let mut new = Vec::new();
        for (at, fact) in self.told.facts.iter().enumerate() {
            let words: Vec<String> = texts(fact).into_iter().map(str::to_owned).collect();
            match known.get(&(fact.ledger, fact.members.clone(), words)) {
                Some(id) => fact.values.iter().for_each(|(field, value)| self.value(*id, *field, value)),
                None => new.push(at),
            }
        }
        new
    }

    fn value(&mut self, id: FactId, field: usize, value: &ReadValue) {
        let report = self.report;
        let fact = &report.facts[id.ix()];
        let Some(old) = fact.values.get(field).and_then(Option::as_ref) else {
            let name = report.ledger(fact.ledger).fields.get(field).map_or("", |field| field.name.as_str());
            let reason = say!("这一行还没有写「{name}」，请自己补上", "this row has no `{name}` yet: write it there");
            return self.kept(id, "", value, fact.span, reason);
        };
        let text = self.it.checked.sources.slice(old.span);
        if let FactValueKind::Refer(..) | FactValueKind::Taken(_) = old.kind {
            let same = match (self.it.evaluator.fact_value(id, field), value) {
                (Value::Number(number), ReadValue::Quantity(new, _)) => number == (*new).into(),
                _ => false,
            };
            if !same {
                let reason =
                    say!("这个数是引用来的，不改写", "this figure is referred to, not typed: it is not overwritten");
                self.kept(id, text, value, old.span, reason);
            }
            return;
        }
        if same_value(&old.kind, value) {
            return;
        }
        if !is_own(self.it.checked, old.span.file) {
            let reason = say!("它在规范库里，不改写", "it stands in the library, which is not changed");
            return self.kept(id, text, value, old.span, reason);
        }
        let behind = self.it.checked.sources.get(old.span.file).text.get(..old.span.range().start);
        let labelled = behind.is_some_and(|before| before.trim_end().ends_with([':', '：']));
        match value_again(report, fact.ledger, field, (text, &old.kind), value, labelled) {
            Some(new) => {
                self.edits.entry(old.span.file).or_default().replace(old.span.range(), new.clone());
                self.change(SpliceChangeKind::Changed, self.words(id), (text, &new), Some(old.span), Say::default());
            }
            None => {
                let reason = say!("这个值不能原样写在那里", "this value cannot be written there as it is");
                self.kept(id, text, value, old.span, reason);
            }
        }
    }

    fn kept(&mut self, id: FactId, old: &str, new: &ReadValue, place: Span, reason: Say) {
        let new = said_value(self.report, new, None);
        self.change(SpliceChangeKind::Kept, self.words(id), (old, &new), Some(place), reason);
    }

    fn change(
        &mut self,
        kind: SpliceChangeKind,
        words: String,
        (old, new): (&str, &str),
        place: Option<Span>,
        reason: Say,
    ) {
        self.changes.push(SpliceChange { kind, words, old: old.to_owned(), new: new.to_owned(), place, reason });
    }

    fn words(&self, id: FactId) -> String {
        let fact = &self.report.facts[id.ix()];
        row_name_of(self.report, fact.ledger, fact.members.iter().flatten().copied())
    }

    /// Brings stated totals up to date.
    fn totals(&mut self) {
        let report = self.report;
        let told: FxHashMap<_, _> = self
            .told
            .totals
            .iter()
            .map(|total| ((total.ledger, total.field, lowest(report, total.at.iter().copied())), total.amount))
            .collect();
        for stated in &report.stated {
            let members = stated.at.parts.iter().filter_map(|(_, narrow, _)| match narrow {
                Narrow::Members(members) => members.first().copied(),
                _ => None,
            });
            let at = lowest(report, members);
            let Some(amount) = told.get(&(stated.ledger, stated.field, at.clone())) else { continue };
            if stated.amount == *amount || !is_own(self.it.checked, stated.span.file) {
                continue;
            }
            let text = self.it.checked.sources.slice(stated.span);
            let old = FactValueKind::Quantity(stated.amount, stated.unit.clone());
            let value = ReadValue::Quantity(*amount, stated.unit.clone());
            let new = value_again(report, stated.ledger, stated.field, (text, &old), &value, false);
            let words = total_name_of(report, stated.ledger, at.into_iter(), &self.told.spelling);
            match new {
                Some(new) => {
                    self.edits.entry(stated.span.file).or_default().replace(stated.span.range(), new.clone());
                    self.change(SpliceChangeKind::Changed, words, (text, &new), Some(stated.span), Say::default());
                }
                None => {
                    let reason = say!("这个值不能原样写在那里", "this value cannot be written there as it is");
                    let shown = said_value(report, &value, None);
                    self.change(SpliceChangeKind::Kept, words, (text, &shown), Some(stated.span), reason);
                }
            }
        }
    }

    /// Where facts go that the report has not: each in the deepest scope that it fits, else in a block of its own.
    fn places(&self, filled: &FilledRows, scopes: &[RowScope<'_>]) -> NewPlaces {
        let mut places = NewPlaces::default();
        for at in &filled.facts {
            match deepest(self.report, (scopes, &filled.emptied), &self.told.facts[*at]) {
                Some(scope) => places.scopes.entry(scope).or_default().push(*at),
                None => places.homeless.push(*at),
            }
        }
        places
    }

    /// Writes facts in their places, none behind a row that goes.
    fn new_facts(&mut self, places: NewPlaces, mut gone: Vec<Span>, scopes: &[RowScope<'_>], named: &NamedMembers) {
        gone.extend(self.told.gone.iter().filter_map(|id| Some(self.report.facts.get(id.ix())?.span)));
        gone.sort_unstable();
        for (scope, facts) in places.scopes {
            let scope = &scopes[scope];
            let own: Vec<(usize, &ReadFact)> = facts.iter().map(|at| (*at, &self.told.facts[*at])).collect();
            let place = Insertion { checked: self.it.checked, scope, gone: &gone, spelling: &self.told.spelling };
            let refused = insert(&place, &own, self.edits.entry(scope.file).or_default());
            self.added(&facts, &refused, scope.unit);
        }
        self.new_blocks(places.homeless, scopes, named);
    }

    /// Notes what was written, amounts in the unit of their block; none: in the one that they were read in.
    fn added(&mut self, facts: &[usize], refused: &[(usize, Say)], unit: Option<(MeasureId, usize)>) {
        let refused: FxHashMap<usize, &Say> = refused.iter().map(|(at, reason)| (*at, reason)).collect();
        self.unwritten.extend(refused.keys());
        for at in facts {
            let fact = &self.told.facts[*at];
            let words = row_name_of(self.report, fact.ledger, fact.members.iter().flatten().copied());
            let reason = refused.get(at).map(|reason| (*reason).clone());
            let kind = if reason.is_some() { SpliceChangeKind::Kept } else { SpliceChangeKind::Added };
            let values: Vec<String> = fact.values.iter().map(|(_, own)| said_value(self.report, own, unit)).collect();
            self.change(kind, words, ("", &values.join(" ")), None, reason.unwrap_or_default());
        }
    }

    /// Blocks at the end of a file: of one that holds the ledger's blocks, else of the report's own.
    fn new_blocks(&mut self, facts: Vec<usize>, scopes: &[RowScope<'_>], named: &NamedMembers) {
        let mut ends: IndexMap<FileId, Vec<usize>> = IndexMap::new();
        let mut files: FxHashMap<LedgerId, Vec<(FileId, Members)>> = FxHashMap::default();
        for at in facts {
            let fact = &self.told.facts[at];
            let files = files.entry(fact.ledger).or_insert_with(|| self.files_for(fact.ledger, scopes, named));
            let found = files.iter().find(|(_, said)| own_row(self.report, fact, said).is_ok());
            ends.entry(found.map_or(FileId(0), |(file, _)| *file)).or_default().push(at);
        }
        let first: FxHashSet<LedgerId> = self.told.facts.iter().map(|fact| fact.ledger).collect();
        let bare = |ledger: LedgerId| first.contains(&ledger) && scopes.iter().all(|scope| scope.ledger != ledger);
        for (file, numbers) in ends {
            let facts: Vec<ReadFact> = numbers.iter().map(|at| self.told.facts[*at].clone()).collect();
            let ledgers: FxHashSet<LedgerId> = facts.iter().map(|fact| fact.ledger).collect();
            let of_block = |total: &&ReadTotal| ledgers.contains(&total.ledger) && bare(total.ledger);
            let totals: Vec<ReadTotal> = self.told.totals.iter().filter(of_block).cloned().collect();
            let source = self.it.checked.sources.get(file);
            let file_at = named.file_at(file, &self.it.checked.trees[file.0 as usize], &source.text);
            let context =
                ItemsContext { spelling: self.told.spelling.clone(), file_at, rounded: self.told.rounded.clone() };
            let written = items(self.report, &facts, &totals, &context);
            let gap = if source.text.is_empty() || source.text.ends_with('\n') { "\n" } else { "\n\n" };
            if !written.text.is_empty() {
                let end = source.text.len();
                self.edits.entry(file).or_default().insert(end, format!("{gap}{}", written.text));
            }
            let refused: Vec<(usize, Say)> =
                written.facts.into_iter().filter_map(|(at, why)| Some((*numbers.get(at)?, why))).collect();
            self.added(&numbers, &refused, None);
        }
    }

    /// The files that may take a ledger's rows, those with blocks of it first, and what each says of its dimensions.
    fn files_for(&self, ledger: LedgerId, scopes: &[RowScope<'_>], named: &NamedMembers) -> Vec<(FileId, Members)> {
        let checked = self.it.checked;
        let holding = scopes.iter().rev().filter(|scope| scope.ledger == ledger).map(|scope| scope.file);
        let own = checked.sources.iter().map(|(file, _)| file).filter(|file| is_own(checked, *file));
        let files: IndexSet<FileId> = holding.chain(own).collect();
        let said = |file: FileId| {
            let around = named.file_at(file, &checked.trees[file.0 as usize], &checked.sources.get(file).text);
            let of = |dim| around.iter().copied().rfind(|member| self.report.member(*member).dim == dim);
            self.report.ledger(ledger).axes.iter().map(|axis| of(axis.dim)).collect()
        };
        files.into_iter().map(|file| (file, said(file))).collect()
    }

    /// The texts with their edits, laid out where they were.
    fn finish(self) -> Spliced {
        let mut files = Vec::new();
        for (file, edits) in self.edits {
            let source = self.it.checked.sources.get(file);
            let before = source.stored.as_ref().unwrap_or(&source.text);
            // blocks behind all others are laid out already
            let is_done = edits.only_behind(before.trim_end().len());
            let text = edits.made_in(before);
            let is_laid_out = !is_done && format::format(before, None).as_ref() == Some(before);
            let laid_out = if is_laid_out { format::format(&text, None) } else { None };
            files.push((file, laid_out.unwrap_or(text)));
        }
        files.sort_by_key(|(file, _)| *file);
        Spliced { files, changes: self.changes, unwritten: self.unwritten }
    }
}

fn texts_of(fact: &Fact) -> Vec<String> {
    let text = |kind: &FactValueKind| if let FactValueKind::Text(text) = kind { Some(text.clone()) } else { None };
    fact.values.iter().flatten().filter_map(|value| text(&value.kind)).collect()
}

/// The scope that says most of a fact and stays, the later of two.
fn deepest(report: &Report, (scopes, emptied): (&[RowScope<'_>], &FxHashSet<usize>), fact: &ReadFact) -> Option<usize> {
    let near = |scope: &RowScope<'_>| {
        let mut said = scope.said.iter().zip(&fact.members);
        said.all(|(said, own)| said.is_none_or(|said| own.is_some_and(|own| report.within(own, said))))
    };
    let fits =
        |scope: &RowScope<'_>| scope.ledger == fact.ledger && near(scope) && own_row(report, fact, &scope.said).is_ok();
    let some = scopes.iter().enumerate().filter(|(at, scope)| !emptied.contains(at) && fits(scope));
    some.max_by_key(|(_, scope)| scope.said.iter().flatten().count()).map(|(at, _)| at)
}

/// Members, of one dimension only the lowest.
fn lowest(report: &Report, members: impl Iterator<Item = MemberId>) -> Vec<MemberId> {
    let mut all: Vec<MemberId> = Vec::new();
    for member in members {
        match all.iter_mut().find(|own| report.member(**own).dim == report.member(member).dim) {
            Some(own) if report.within(member, *own) => *own = member,
            Some(_) => {}
            None => all.push(member),
        }
    }
    all.sort_unstable();
    all
}
