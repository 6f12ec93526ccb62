//! Tables: the cells that print something else, the rows and columns that came and went.

use rustc_hash::FxHashMap;

use super::matched::RenamedWords;
use super::paired::Paired;
use super::tables::{self, Columns, Line};
use super::words::{self, Cutter};
use super::{
    Became, CellChange, ColumnChange, DiffValue, FormChange, Pair, RowChange, SentenceChange, WordsKind, values,
};
use crate::document::{Prose, Table};

/// The tables that differ, and which table is which.
pub(super) fn compare(pair: &Pair<'_, '_>, renamed: &RenamedWords) -> (Vec<FormChange>, Paired) {
    let (was, is): (Vec<&Table>, Vec<&Table>) =
        (pair.old.document.tables().collect(), pair.new.document.tables().collect());
    let old = |at: usize| pair.names.now("form", &was[at].id);
    let mut paired = Paired::alone(was.len(), is.len());
    // a form may stand in several places: those of one title first
    let titled = |table: &Table| (table.label.plain(), table.title.plain());
    paired.again(&|at| Some((old(at), titled(was[at]))), &|at| Some((&is[at].id, titled(is[at]))));
    paired.again(&|at| Some(old(at)), &|at| Some(is[at].id.as_str()));
    let mut forms = Vec::new();
    for (at, table) in is.iter().enumerate() {
        match paired.old[at] {
            Some(old) => forms.extend(changed(pair, was[old], table, renamed)),
            None => forms.push(form(table, Became::Added)),
        }
    }
    forms.extend(paired.gone.iter().map(|at| form(was[*at], Became::Removed)));
    (forms, paired)
}

fn form(table: &Table, became: Became) -> FormChange {
    FormChange {
        became,
        id: table.id.clone(),
        label: table.label.plain(),
        title: table.title.plain(),
        words: Vec::new(),
        rows: Vec::new(),
        columns: Vec::new(),
        cells: Vec::new(),
        moved_rows: Vec::new(),
        moved_columns: Vec::new(),
        looks: false,
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

fn changed(pair: &Pair<'_, '_>, old: &Table, new: &Table, renamed: &RenamedWords) -> Option<FormChange> {
    if old.prints_like(new) {
        return None;
    }
    let none = RenamedWords::default();
    let (was, is) = (Columns::new(old, &pair.old.sources, renamed), Columns::new(new, &pair.new.sources, &none));
    let columns = paired_columns(&was, &is);
    // a line is known by what it says in columns that both have
    let (both_old, both_new) = (columns.fellows(was.titles.len()), &columns.old);
    let old_lines = tables::lines(old, &pair.old.report, renamed, &both_old);
    let new_lines = tables::lines(new, &pair.new.report, &none, both_new);
    let lines = paired_lines(&old_lines, &new_lines);
    let mut form = form(new, Became::Changed);
    form.words = words(old, new);
    for (at, titles) in is.titles.iter().enumerate() {
        match columns.old[at].map(|old| &was.titles[old]) {
            Some(old) if old == titles => {}
            Some(old) => {
                let told = sentences(&Prose::words(old), &Prose::words(titles), WordsKind::Column);
                form.words.extend(told.into_iter().filter(|_| !(0..at).any(|before| is.titles[before] == *titles)));
            }
            None => form.columns.push(ColumnChange { became: Became::Added, column: titles.clone() }),
        }
    }
    form.columns.extend(
        columns.gone.iter().map(|at| ColumnChange { became: Became::Removed, column: was.titles[*at].clone() }),
    );
    for (at, line) in new_lines.iter().enumerate() {
        match lines.old[at].map(|old| &old_lines[old]) {
            Some(old) => form.cells.extend(cells(old, line, &columns, &is.titles)),
            None => form.rows.push(row(line, &is.titles, Became::Added)),
        }
    }
    form.rows.extend(lines.gone.iter().map(|at| row(&old_lines[*at], &was.titles, Became::Removed)));
    form.moved_rows = lines.moved().into_iter().map(|at| new_lines[at].words.clone()).collect();
    form.moved_columns = columns.moved().into_iter().map(|at| is.titles[at].clone()).collect();
    let wide = |at: usize| columns.old[at].is_some_and(|was| old.widths[was] != new.widths[at]);
    let wide = (0..new.widths.len()).any(wide);
    // where columns came, went or moved, the others' numbers follow from that
    let numbers = form.columns.is_empty() && form.moved_columns.is_empty() && old.numbers() != new.numbers();
    let looks = (old.landscape, old.depth, old.numbered) != (new.landscape, new.depth, new.numbered);
    form.looks = looks || wide || numbers || form.says_nothing();
    Some(form)
}

impl FormChange {
    /// Whether nothing is told of it yet.
    fn says_nothing(&self) -> bool {
        let cells = self.rows.is_empty() && self.columns.is_empty() && self.cells.is_empty();
        cells && self.words.is_empty() && self.moved_rows.is_empty() && self.moved_columns.is_empty()
    }
}

/// Columns of the same titles; then those that are declared by the same words, whatever an amendment prints over them.
fn paired_columns(was: &Columns, is: &Columns) -> Paired {
    let (old, new) = (&was.keys, &is.keys);
    let mut columns = Paired::alone(old.len(), new.len());
    columns.again(&|at| Some(&old[at]), &|at| Some(&new[at]));
    columns.again(&|at| was.declared[at].as_ref(), &|at| is.declared[at].as_ref());
    columns.again(&|at| Some(masked(&old[at])), &|at| Some(masked(&new[at])));
    // as many on both sides: the titles were worded anew
    if columns.gone.len() == columns.old.iter().filter(|fellow| fellow.is_none()).count() {
        columns.again(&|_| Some(()), &|_| Some(()));
    }
    columns
}

/// Lines of the same words, those first that have the same words in their cells too, or lie below the same line. Then lines
/// of the same codes, and of the same words but for years and numbers.
fn paired_lines(old: &[Line], new: &[Line]) -> Paired {
    let whole = |line: &Line| line.cells.iter().map(|shown| format!("{}\t", shown.value.text)).collect::<String>();
    let (was, is) = (|at: usize| whole(&old[at]), |at: usize| whole(&new[at]));
    let mut lines = Paired::alone(old.len(), new.len());
    let (above, now) = (above(old), above(new));
    lines.again(&|at| Some((above[at], &old[at].key, old[at].texts()?)), &|at| {
        Some((now[at], &new[at].key, new[at].texts()?))
    });
    lines.again(&|at| Some((&old[at].key, old[at].texts()?)), &|at| Some((&new[at].key, new[at].texts()?)));
    lines.in_order(&|at| (above[at], &old[at].key), &|at| (now[at], &new[at].key), (&was, &is));
    lines.in_order(&|at| &old[at].key, &|at| &new[at].key, (&was, &is));
    let codes = |line: &'_ Line| Some(line.codes.clone()).filter(|codes| !codes.is_empty());
    lines.again(&|at| codes(&old[at]), &|at| codes(&new[at]));
    lines.again(&|at| Some(masked(&old[at].words)), &|at| Some(masked(&new[at].words)));
    lines
}

/// For each line the nearest one above it that no other is like.
fn above(lines: &[Line]) -> Vec<Option<&[String]>> {
    let mut counts: FxHashMap<&[String], usize> = FxHashMap::default();
    lines.iter().for_each(|line| *counts.entry(&line.key).or_default() += 1);
    let mut last = None;
    let mut above = Vec::with_capacity(lines.len());
    for line in lines {
        above.push(last);
        if counts.get(line.key.as_slice()) == Some(&1) {
            last = Some(line.key.as_slice());
        }
    }
    above
}

/// The cells of a line that print something else, its words too.
fn cells(old: &Line, new: &Line, columns: &Paired, titles: &[String]) -> Vec<CellChange> {
    let tell = |column: &str, old: &DiffValue, is: &DiffValue| CellChange {
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
    let blank = values::words(String::new());
    let shows = |line: &'_ Line, column: usize| line.cells.iter().position(|shown| shown.column == column);
    for shown in &new.cells {
        let Some(fellow) = columns.old.get(shown.column).copied().flatten() else { continue };
        let was = shows(old, fellow).map_or(&blank, |at| &old.cells[at].value);
        if was.text != shown.value.text {
            let title = &titles[shown.column];
            cells.push(tell(if title.is_empty() { &shown.before } else { title }, was, &shown.value));
        }
    }
    // what the line shows no more
    for (column, fellow) in columns.old.iter().enumerate() {
        let was = fellow.and_then(|fellow| shows(old, fellow)).map(|at| &old.cells[at].value);
        if let Some(was) = was.filter(|was| !was.text.is_empty() && shows(new, column).is_none()) {
            cells.push(tell(&titles[column], was, &blank));
        }
    }
    cells
}

fn row(line: &Line, titles: &[String], became: Became) -> RowChange {
    let printed = line.cells.iter().filter(|shown| !shown.value.text.is_empty());
    let cells = printed.map(|shown| (titles.get(shown.column).cloned().unwrap_or_default(), shown.value.text.clone()));
    RowChange { became, row: line.words.clone(), cells: cells.collect() }
}

/// A table's own words that read otherwise.
fn words(old: &Table, new: &Table) -> Vec<SentenceChange> {
    let mut words = sentences(&old.label, &new.label, WordsKind::Title);
    words.extend(sentences(&old.title, &new.title, WordsKind::Title));
    let listed = |table: &Table| table.listed.clone().unwrap_or_default();
    words.extend(sentences(&listed(old), &listed(new), WordsKind::Listed));
    words.extend(sentences(&old.left, &new.left, WordsKind::Note));
    words.extend(sentences(&old.right, &new.right, WordsKind::Note));
    let nothing = Prose::default();
    let (was, is): (Vec<&Prose>, Vec<&Prose>) = (old.beneath().collect(), new.beneath().collect());
    for at in 0..was.len().max(is.len()) {
        let (old, new) = (*was.get(at).unwrap_or(&&nothing), *is.get(at).unwrap_or(&&nothing));
        words.extend(sentences(old, new, WordsKind::Note));
    }
    words
}

fn sentences(old: &Prose, new: &Prose, kind: WordsKind) -> Vec<SentenceChange> {
    if old.plain() == new.plain() {
        return Vec::new();
    }
    let became = match (old.is_empty(), new.is_empty()) {
        (true, _) => Became::Added,
        (_, true) => Became::Removed,
        _ => Became::Changed,
    };
    let told = Cutter::new().sentences(old, new).into_iter();
    let nowhere = Vec::new;
    let told = told.map(|words::Sentence { pieces, .. }| SentenceChange {
        became,
        kind,
        section: nowhere(),
        from: nowhere(),
        pieces,
    });
    told.collect()
}
