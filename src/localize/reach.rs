//! Where a written figure reaches the page: the tables and the sentences that it is in.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use indexmap::IndexSet;
use rustc_hash::FxHashMap;

use crate::base::{Exact, Span};
use crate::document::{Block, Document, Figure, HeadingsAbove, OriginTerm, Prose};

/// What a figure reaches, in the order of the document: what a message says of it, and how many more there are.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    /// Tables by their number, else by their title.
    pub tables: Vec<String>,
    pub more_tables: usize,
    /// Sentences, each with the numbers of the headings above it.
    pub sentences: Vec<(String, String)>,
    pub more_sentences: usize,
}

/// So many tables and sentences are named.
const TABLES: usize = 5;
const SENTENCES: usize = 2;

/// What has fewer sentences or tables is put together anew for each figure.
const FEW: usize = 16;

/// What each of these places reaches.
pub(super) fn reach(document: &Document, wanted: &[Span]) -> HashMap<Span, Reach> {
    let mut page = Page { wanted: wanted.iter().map(|span| (*span, Hit::default())).collect(), ..Page::default() };
    if !page.wanted.is_empty() {
        page.read(document);
    }
    let mut known = FxHashMap::default();
    page.wanted.iter().map(|(span, hit)| (*span, page.told(hit, &mut known))).collect()
}

/// Numbers of tables and of sentences, which are those of their order.
#[derive(Clone, Default)]
struct Places {
    tables: BTreeSet<u32>,
    sentences: BTreeSet<u32>,
}

impl Places {
    fn add(&mut self, at: At) {
        match at {
            At::Table(table) => self.tables.insert(table),
            At::Sentence(sentence) => self.sentences.insert(sentence),
        };
    }

    fn join(&mut self, other: &Places) {
        self.tables.extend(&other.tables);
        self.sentences.extend(&other.sentences);
    }
}

#[derive(Clone, Copy)]
enum At {
    Table(u32),
    Sentence(u32),
}

/// Where a figure that is asked for stands: the lists of amounts that it is in, and places by itself.
#[derive(Default)]
struct Hit {
    lists: Vec<usize>,
    own: Places,
}

/// The document as far as something that is asked for is in it.
#[derive(Default)]
struct Page {
    wanted: FxHashMap<Span, Hit>,
    /// By where it lies in memory, each list of amounts that was seen, by its number where something wanted is in it.
    lists: FxHashMap<*const Span, Option<usize>>,
    /// By list: where figures are made of it.
    places: Vec<Places>,
    tables: IndexSet<String>,
    sentences: IndexSet<(String, String)>,
}

impl Page {
    fn read(&mut self, document: &Document) {
        let mut above: HeadingsAbove<&str> = HeadingsAbove::default();
        for block in &document.blocks {
            above.reach(block);
            match block {
                Block::Heading { number, .. } => above.enter(number),
                Block::Paragraph { text, .. } => {
                    let all = text.with_notes().flat_map(|text| figures(text).map(move |found| (text, found)));
                    for (text, (run, figure)) in all {
                        if self.is_hit(figure) {
                            let quoted = (above.all().concat(), text.sentence(run));
                            let (at, _) = self.sentences.insert_full(quoted);
                            self.figure(figure, At::Sentence(at as u32));
                        }
                    }
                }
                Block::Table(table) => {
                    let named = [&table.label, &table.title].into_iter().find(|prose| !prose.is_empty());
                    let Some(name) = named.map(Prose::plain) else { continue };
                    let cells = table.cells().map(|cell| &cell.text);
                    for (_, figure) in cells.flat_map(Prose::with_notes).flat_map(figures) {
                        if self.is_hit(figure) {
                            let at = self.tables.get_index_of(&name);
                            let at = at.unwrap_or_else(|| self.tables.insert_full(name.clone()).0);
                            self.figure(figure, At::Table(at as u32));
                        }
                    }
                }
                Block::Cover(_) | Block::Contents(_) | Block::Picture(_) => {}
            }
        }
    }

    fn is_hit(&mut self, figure: &Figure) -> bool {
        figure.origin.iter().any(|part| self.list(part).is_some())
    }

    /// The number of a list of amounts; none where nothing wanted is in it.
    fn list(&mut self, part: &OriginTerm) -> Option<usize> {
        if let Some(known) = self.lists.get(&part.spans.as_ptr()) {
            return *known;
        }
        let next = self.places.len();
        let mut any = false;
        if part.spans.len() < self.wanted.len() {
            for span in part.spans.iter() {
                if let Some(hit) = self.wanted.get_mut(span) {
                    hit.lists.push(next);
                    any = true;
                }
            }
        } else {
            for hit in self.wanted.iter_mut().filter(|(span, _)| part.spans.binary_search(span).is_ok()) {
                hit.1.lists.push(next);
                any = true;
            }
        }
        if any {
            self.places.push(Places::default());
        }
        let number = any.then_some(next);
        self.lists.insert(part.spans.as_ptr(), number);
        number
    }

    fn figure(&mut self, figure: &Figure, at: At) {
        // what is taken away again is not in it
        if figure.origin.iter().any(|part| part.times.as_ref().is_some_and(Exact::is_negative))
            && figure.origin.len() > 1
        {
            let held = |span: &Span| {
                let parts = figure.origin.iter().filter(|part| part.spans.binary_search(span).is_ok());
                let times = parts.map(|part| part.times.clone().unwrap_or(Exact::integer(1)));
                let sum = times.fold((Exact::ZERO, false), |(sum, _), times| (sum.plus(times).unwrap_or(sum), true));
                sum.1 && !sum.0.is_zero()
            };
            self.wanted.iter_mut().filter(|(span, _)| held(span)).for_each(|(_, hit)| hit.own.add(at));
            return;
        }
        for part in &figure.origin {
            if let Some(list) = self.list(part) {
                self.places[list].add(at);
            }
        }
    }

    /// What is said of a figure. What long lists have in common is put together once.
    fn told(&self, hit: &Hit, known: &mut FxHashMap<Vec<usize>, Rc<Places>>) -> Reach {
        let long = |list: &usize| self.places[*list].sentences.len() + self.places[*list].tables.len() > FEW;
        let mut key: Vec<usize> = hit.lists.iter().copied().filter(long).collect();
        key.sort_unstable();
        let shared = known.entry(key).or_insert_with_key(|key| {
            let mut all = Places::default();
            key.iter().for_each(|list| all.join(&self.places[*list]));
            Rc::new(all)
        });
        let mut own = hit.own.clone();
        hit.lists.iter().filter(|list| !long(list)).for_each(|list| own.join(&self.places[*list]));
        let both = |shared: &BTreeSet<u32>, own: &BTreeSet<u32>, shown: usize| {
            let new: Vec<u32> = own.iter().copied().filter(|at| !shared.contains(at)).collect();
            let mut first: Vec<u32> =
                shared.iter().copied().take(shown).chain(new.iter().copied().take(shown)).collect();
            first.sort_unstable();
            first.truncate(shown);
            let more = shared.len() + new.len() - first.len();
            (first, more)
        };
        let (tables, more_tables) = both(&shared.tables, &own.tables, TABLES);
        let (sentences, more_sentences) = both(&shared.sentences, &own.sentences, SENTENCES);
        Reach {
            tables: tables.iter().filter_map(|at| self.tables.get_index(*at as usize).cloned()).collect(),
            more_tables,
            sentences: sentences.iter().filter_map(|at| self.sentences.get_index(*at as usize).cloned()).collect(),
            more_sentences,
        }
    }
}

/// The figures in a text, each with the number of its piece.
fn figures(text: &Prose) -> impl Iterator<Item = (usize, &Figure)> {
    text.runs.iter().enumerate().filter_map(|(number, run)| Some((number, run.figure.as_ref()?)))
}
