//! Tables: the cells that print something else, the rows and columns that came and went.

use std::collections::VecDeque;
use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};

use super::tables::{Line, Sheet};
use super::words::Cutter;
use super::{Became, Cell, Column, Form, Kind, Pair, Row, Sentence, Value, values};
use crate::document::{self, Block, Document, Prose, Table, TableRow};

/// The tables that differ, and whether rows or tables stand in another order.
pub(super) fn compare(pair: &Pair<'_, '_>) -> (Vec<Form>, bool) {
    let (was, is) = (tables(&pair.old.checked.document), tables(&pair.new.checked.document));
    let old: Vec<&str> = was.iter().map(|table| pair.names.now("form", &table.id)).collect();
    let new: Vec<&str> = is.iter().map(|table| table.id.as_str()).collect();
    let matched = Paired::new(&old, &new);
    let (mut forms, mut moved) = (Vec::new(), matched.moved());
    for (at, table) in is.iter().enumerate() {
        match matched.old[at] {
            Some(old) => {
                let (form, reordered) = changed(pair, was[old], table);
                forms.extend(form);
                moved |= reordered;
            }
            None => forms.push(form(table, Became::Added)),
        }
    }
    forms.extend(matched.gone.iter().map(|at| form(was[*at], Became::Removed)));
    (forms, moved)
}

fn tables(document: &Document) -> Vec<&Table> {
    let mut tables = Vec::new();
    for block in &document.blocks {
        if let Block::Table(table) = block {
            tables.push(table);
        }
    }
    tables
}

fn form(table: &Table, became: Became) -> Form {
    Form {
        became,
        id: table.id.clone(),
        label: table.label.plain(),
        title: table.title.plain(),
        words: Vec::new(),
        rows: Vec::new(),
        columns: Vec::new(),
        cells: Vec::new(),
    }
}

/// What belongs together in two lists.
struct Paired {
    /// For each of the new list: its fellow in the old one.
    old: Vec<Option<usize>>,
    /// Those of the old list without a fellow.
    gone: Vec<usize>,
}

impl Paired {
    /// Pairs what has the same key, in order where several do.
    fn new<K: Eq + Hash + Clone>(old: &[K], new: &[K]) -> Paired {
        let mut paired = Paired { old: vec![None; new.len()], gone: (0..old.len()).collect() };
        paired.again(&|at| Some(old[at].clone()), &|at| Some(new[at].clone()));
        paired
    }

    /// Pairs what is still alone by another key; nothing is paired by no key.
    fn again<K: Eq + Hash>(&mut self, old: &dyn Fn(usize) -> Option<K>, new: &dyn Fn(usize) -> Option<K>) {
        let mut waiting: FxHashMap<K, VecDeque<usize>> = FxHashMap::default();
        for at in &self.gone {
            if let Some(key) = old(*at) {
                waiting.entry(key).or_default().push_back(*at);
            }
        }
        for (at, fellow) in self.old.iter_mut().enumerate().filter(|(_, fellow)| fellow.is_none()) {
            *fellow = new(at).and_then(|key| waiting.get_mut(&key)?.pop_front());
        }
        let taken: FxHashSet<usize> = self.old.iter().flatten().copied().collect();
        self.gone.retain(|at| !taken.contains(at));
    }

    /// Whether what belongs together stands in another order.
    fn moved(&self) -> bool {
        let fellows: Vec<usize> = self.old.iter().flatten().copied().collect();
        !fellows.is_sorted()
    }
}

/// Digits as one sign, and the number of a list left out: `2024年` and `2023年`, `三、` and `四、` are alike.
fn masked(text: &str) -> String {
    let listed = text.split_once('、').filter(|(number, _)| number.chars().count() < 4).map_or(text, |(_, rest)| rest);
    let mut masked = String::new();
    for c in listed.chars() {
        match c {
            '0'..='9' if masked.ends_with('0') => {}
            '0'..='9' => masked.push('0'),
            c => masked.push(c),
        }
    }
    masked
}

/// Whether two tables print the same in the same places, told before either is looked at more closely.
fn alike(old: &Table, new: &Table) -> bool {
    let words = |a: &Prose, b: &Prose| a.runs.iter().map(|run| &run.text).eq(b.runs.iter().map(|run| &run.text));
    let cells = |a: &[document::Cell], b: &[document::Cell]| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| words(&a.text, &b.text))
    };
    let rows =
        |a: &[TableRow], b: &[TableRow]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| cells(&a.cells, &b.cells));
    let heads = |a: &[Vec<document::Cell>], b: &[Vec<document::Cell>]| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| cells(a, b))
    };
    let notes = old.notes.len() == new.notes.len() && old.notes.iter().zip(&new.notes).all(|(a, b)| words(a, b));
    let around = [(&old.label, &new.label), (&old.title, &new.title), (&old.left, &new.left), (&old.right, &new.right)];
    notes && around.iter().all(|(a, b)| words(a, b)) && heads(&old.header, &new.header) && rows(&old.body, &new.body)
}

fn changed(pair: &Pair<'_, '_>, old: &Table, new: &Table) -> (Option<Form>, bool) {
    if alike(old, new) {
        return (None, false);
    }
    let (was, is) = (Sheet::new(old, &pair.old.checked.report), Sheet::new(new, &pair.new.checked.report));
    let columns = paired_columns(&was.titles, &is.titles);
    let lines = paired_lines(&was.lines, &is.lines);
    let mut form = form(new, Became::Changed);
    form.words = words(old, new);
    for (at, titles) in is.titles.iter().enumerate() {
        match columns.old[at].map(|old| &was.titles[old]) {
            Some(old) if old == titles => {}
            Some(old) => {
                let told = sentences(&Prose::words(old), &Prose::words(titles), Kind::Column);
                form.words.extend(told.into_iter().filter(|_| !(0..at).any(|before| is.titles[before] == *titles)));
            }
            None => form.columns.push(Column { became: Became::Added, column: titles.clone() }),
        }
    }
    form.columns
        .extend(columns.gone.iter().map(|at| Column { became: Became::Removed, column: was.titles[*at].clone() }));
    for (at, line) in is.lines.iter().enumerate() {
        match lines.old[at].map(|old| &was.lines[old]) {
            Some(old) => form.cells.extend(cells(old, line, &columns, &is.titles)),
            None => form.rows.push(row(line, &is.titles, Became::Added)),
        }
    }
    form.rows.extend(lines.gone.iter().map(|at| row(&was.lines[*at], &was.titles, Became::Removed)));
    let same = form.words.is_empty() && form.rows.is_empty() && form.columns.is_empty() && form.cells.is_empty();
    ((!same).then_some(form), lines.moved())
}

fn paired_columns(old: &[String], new: &[String]) -> Paired {
    let mut columns = Paired::new(old, new);
    columns.again(&|at| Some(masked(&old[at])), &|at| Some(masked(&new[at])));
    // as many on both sides: the titles were worded anew
    if columns.gone.len() == columns.old.iter().filter(|fellow| fellow.is_none()).count() {
        columns.again(&|_| Some(()), &|_| Some(()));
    }
    columns
}

/// Lines of the same words that print the same, of the same words, of the same codes, of the same words but for years and
/// numbers.
fn paired_lines(old: &[Line], new: &[Line]) -> Paired {
    let whole = |line: &Line| {
        let cells: Vec<&str> = line.cells.iter().map(|shown| shown.value.text.as_str()).collect();
        format!("{}\n{}", line.key.join("\n"), cells.join("\t"))
    };
    let (old_whole, new_whole): (Vec<String>, Vec<String>) =
        (old.iter().map(whole).collect(), new.iter().map(whole).collect());
    let mut lines = Paired::new(&old_whole, &new_whole);
    lines.again(&|at| Some(&old[at].key), &|at| Some(&new[at].key));
    let codes = |line: &'_ Line| Some(line.codes.clone()).filter(|codes| !codes.is_empty());
    lines.again(&|at| codes(&old[at]), &|at| codes(&new[at]));
    lines.again(&|at| Some(masked(&old[at].words)), &|at| Some(masked(&new[at].words)));
    lines
}

/// The cells of a line that print something else, its words too.
fn cells(old: &Line, new: &Line, columns: &Paired, titles: &[String]) -> Vec<Cell> {
    let tell = |column: &str, old: &Value, is: &Value| Cell {
        row: new.words.clone(),
        below: new.below.clone(),
        column: column.to_owned(),
        fixed: new.fixed,
        moved: values::moved(old, is),
        old: old.clone(),
        new: is.clone(),
    };
    let mut cells = Vec::new();
    if old.words != new.words {
        cells.push(tell("", &values::words(old.words.clone()), &values::words(new.words.clone())));
    }
    for shown in &new.cells {
        let Some(fellow) = columns.old.get(shown.column).copied().flatten() else { continue };
        let was = old.cells.iter().find(|was| was.column == fellow).map(|was| &was.value);
        if let Some(was) = was.filter(|was| was.text != shown.value.text) {
            let title = &titles[shown.column];
            cells.push(tell(if title.is_empty() { &shown.before } else { title }, was, &shown.value));
        }
    }
    cells
}

fn row(line: &Line, titles: &[String], became: Became) -> Row {
    let printed = line.cells.iter().filter(|shown| !shown.value.text.is_empty());
    let cells = printed.map(|shown| (titles.get(shown.column).cloned().unwrap_or_default(), shown.value.text.clone()));
    Row { became, row: line.words.clone(), cells: cells.collect() }
}

/// A table's own words that read otherwise.
fn words(old: &Table, new: &Table) -> Vec<Sentence> {
    let mut words = sentences(&old.label, &new.label, Kind::Title);
    words.extend(sentences(&old.title, &new.title, Kind::Title));
    words.extend(sentences(&old.left, &new.left, Kind::Note));
    words.extend(sentences(&old.right, &new.right, Kind::Note));
    let nothing = Prose::default();
    for at in 0..old.notes.len().max(new.notes.len()) {
        let (old, new) = (old.notes.get(at).unwrap_or(&nothing), new.notes.get(at).unwrap_or(&nothing));
        words.extend(sentences(old, new, Kind::Note));
    }
    words
}

fn sentences(old: &Prose, new: &Prose, kind: Kind) -> Vec<Sentence> {
    if old.plain() == new.plain() {
        return Vec::new();
    }
    let became = match (old.is_empty(), new.is_empty()) {
        (true, _) => Became::Added,
        (_, true) => Became::Removed,
        _ => Became::Changed,
    };
    let told = Cutter::new().sentences(old, new).into_iter();
    told.map(|pieces| Sentence { became, kind, section: Vec::new(), pieces }).collect()
}
