//! Reports made by chance are printed, as workbooks and as text tables, some of their tables are lost, columns are put in another
//! order, and what is left is read into the report without its rows: the facts are the same, or a question says why not.
//!
//! `ROUNDS=300 cargo test -- rounds` makes so many; with `WIDE=1` tables are lost, too, and money comes from sources by which no
//! table lists it: not all of that is read back yet.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use budgetc::document::Table;
use budgetc::emit::{self, FormatOptions, OutputBytes};
use budgetc::import::FindingKind;
use budgetc::project::{Checked, ProjectOptions};
use budgetc::session::{Session, TakenIn};
use budgetc::tables::{self, Sheet, SheetExtent, Workbook};

use crate::import::{said, told, typed, words};
use crate::invented::{Dice, Invented, bureau, district};
use crate::support::repository;

/// What became of a report.
struct Round {
    /// What is wrong; nothing should be.
    faults: Vec<String>,
    /// Whether something is asked.
    asks: bool,
}

/// As many reports as the environment says, else some.
fn rounds(few: u64) -> Range<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|count| count.parse::<u64>().ok());
    let first = number("FIRST").unwrap_or(0);
    first..first + number("ROUNDS").unwrap_or(few)
}

pub fn all(format: &str, few: u64) {
    let (mut faulty, mut asked, mut count) = (Vec::new(), 0, 0);
    for seed in rounds(few) {
        // what is harder is asked for by name
        let round = round(seed, format, std::env::var("WIDE").is_ok());
        count += 1;
        asked += usize::from(round.asks);
        faulty.extend((!round.faults.is_empty()).then(|| format!("{seed}: {}", round.faults.join("\n  "))));
    }
    println!("{format}: {count} reports, {asked} with questions, {} with faults", faulty.len());
    assert!(faulty.is_empty(), "{}", faulty.join("\n"));
}

#[test]
fn workbooks_of_any_report_give_its_facts_back() {
    all("xlsx", 10);
}

#[test]
fn text_tables_of_any_report_give_its_facts_back() {
    all("csv", 10);
}

/// What one sheet left open is told by the next: rows without a project are replaced by those with one.
#[test]
fn tables_that_come_later_replace_what_was_presumed() {
    for seed in [13, 29] {
        let round = round(seed, "xlsx", true);
        assert!(round.asks && round.faults.is_empty(), "{seed}: {}", round.faults.join("\n  "));
    }
}

fn round(seed: u64, format: &str, wide: bool) -> Round {
    let invented = if seed.is_multiple_of(2) { district(seed) } else { bureau(seed, wide) };
    let (session, path) = (
        Session::new(Arc::new(budgetc::cli::Disk), ProjectOptions::default()),
        repository().join("reports/invented.budget"),
    );
    session.edit(&path, invented.whole().into_bytes());
    let checked = session.ask(&path).check().unwrap();
    assert!(checked.is_sound(), "{seed}: {}\n{}", crate::support::shown(&checked), invented.whole());
    let mut dice = Dice(seed ^ 0xabcd);
    let whole = !wide || dice.hits(30);
    let mut books = printed(&checked, format);
    let mut kept: Vec<usize> = (0..checked.document.tables().count()).filter(|_| whole || dice.hits(75)).collect();
    if kept.is_empty() {
        kept.push(0);
    }
    let mut sheet = 0;
    books.iter_mut().for_each(|book| {
        book.sheets.retain(|_| {
            sheet += 1;
            kept.contains(&(sheet - 1))
        });
    });
    books.retain(|book| !book.sheets.is_empty());
    let tables: Vec<&Table> = checked.document.tables().collect();
    for (own, at) in books.iter_mut().flat_map(|book| &mut book.sheets).zip(&kept) {
        permute(own, tables[*at], &mut dice);
    }
    session.edit(&path, invented.head.clone().into_bytes());
    let taken = session.ask(&path).take_in(&books, false).unwrap();
    let kept: Vec<String> = kept.iter().map(|at| tables[*at].label.plain() + &tables[*at].title.plain()).collect();
    judged(&invented, (&checked, &kept, whole), &printed(&checked, format), &session, &path, &taken)
}

/// What is wrong where the tables that were missing are read after the others: what these left open is then told.
fn completed(
    invented: &Invented,
    checked: &Checked,
    all: &[Workbook],
    session: &Session,
    path: &Path,
    taken: &TakenIn,
) -> Vec<String> {
    session.edit(path, invented.head.clone().into_bytes());
    let alone = session.ask(path).take_in(all, true).unwrap();
    for (path, text) in &taken.files {
        session.edit(path, text.clone().into_bytes());
    }
    let before = session.ask(path).check().unwrap();
    let after = session.ask(path).take_in(all, true).unwrap();
    for (path, text) in &after.files {
        session.edit(path, text.clone().into_bytes());
    }
    let again = session.ask(path).check().unwrap();
    // what no table tells at all is open either way
    let (was, is) = (told(&alone.checked.report, &alone.imported.facts), typed(&again));
    let (left, said) = (typed(&before), said(&after.imported.findings));
    let wrong = was.iter().filter(|(key, value)| is.get(*key) != Some(value));
    let mut faults: Vec<String> =
        wrong.map(|(key, value)| format!("completed: {key} = {value}, not {:?}", is.get(key))).collect();
    let extra = is.iter().filter(|(key, value)| !was.contains_key(*key) && typed(checked).get(*key) != Some(value));
    faults.extend(extra.map(|(key, value)| format!("not taken away: {key} = {value}, before {:?}", left.get(key))));
    if !faults.is_empty() {
        faults.extend(said.iter().map(|said| format!("completed with: {said}")));
    }
    faults
}

/// The forms of a report as they are printed: a workbook, or a text table each.
fn printed(checked: &Checked, format: &str) -> Vec<Workbook> {
    let write = emit::find(format).unwrap().write;
    let read = |name: &str, bytes: &[u8]| tables::read(name, bytes).unwrap().0;
    let count = checked.document.tables().count();
    match checked.evaluated(|it| write(it, &FormatOptions::default())).unwrap() {
        OutputBytes::File(bytes) => {
            let mut book = read("表.xlsx", &bytes);
            // what follows is checks and sources
            book.sheets.truncate(count);
            vec![book]
        }
        OutputBytes::Folder(files) => {
            let tables = files.iter().filter(|file| file.name.ends_with(".csv") && file.name != "facts.csv");
            tables.map(|file| read(&file.name, &file.bytes)).collect()
        }
    }
}

/// Puts the columns of a table in another order, those beneath one title together.
fn permute(sheet: &mut Sheet, table: &Table, dice: &mut Dice) {
    let width = table.columns.len() as u32;
    let merges = sheet.merges.clone().unwrap_or_default();
    let first = table.header.iter().flatten().next().map(|cell| cell.text.plain()).unwrap_or_default();
    let words = |cell: &tables::SheetCell| match &cell.value {
        tables::SheetValue::Text(words) => words.clone(),
        _ => String::new(),
    };
    let head = match sheet.name.is_empty() {
        true => 0,
        false => sheet.cells.iter().find(|cell| words(cell) == first).map_or(u32::MAX, |cell| cell.place.row),
    };
    let beneath: Vec<SheetExtent> = merges.iter().copied().filter(|merge| merge.first.row >= head).collect();
    let spans: Vec<Range<u32>> =
        beneath.iter().map(|merge| merge.first.column..merge.last.column + 1).filter(|span| span.len() > 1).collect();
    let order = ordered(0..width, &spans, dice);
    let place = |column: u32| order.iter().position(|own| *own == column).map_or(column, |at| at as u32);
    for cell in sheet.cells.iter_mut().filter(|cell| cell.place.row >= head) {
        let merged = beneath.iter().find(|merge| merge.first == cell.place);
        let columns =
            merged.map_or(cell.place.column..cell.place.column + 1, |own| own.first.column..own.last.column + 1);
        cell.place.column = columns.map(place).min().unwrap();
    }
    for merge in sheet.merges.iter_mut().flatten().filter(|merge| merge.first.row >= head) {
        let columns: Vec<u32> = (merge.first.column..=merge.last.column).map(place).collect();
        (merge.first.column, merge.last.column) = (*columns.iter().min().unwrap(), *columns.iter().max().unwrap());
    }
    sheet.cells.sort_by_key(|cell| cell.place);
    sheet.merges.iter_mut().for_each(|merges| merges.sort_by_key(|merge| merge.first));
}

/// Columns in another order; those that something is merged over stay together.
fn ordered(columns: Range<u32>, merges: &[Range<u32>], dice: &mut Dice) -> Vec<u32> {
    let mut blocks: Vec<Range<u32>> = columns.clone().map(|column| column..column + 1).collect();
    let inner = |merge: &&Range<u32>| merge.start >= columns.start && merge.end <= columns.end && **merge != columns;
    for merge in merges.iter().filter(inner) {
        let (apart, touched): (Vec<_>, Vec<_>) =
            blocks.into_iter().partition(|block| block.end <= merge.start || block.start >= merge.end);
        let (start, end) = (touched[0].start, touched[touched.len() - 1].end);
        blocks = apart;
        blocks.push(start..end);
        blocks.sort_by_key(|block| block.start);
    }
    if blocks.len() == 1 {
        return columns.collect();
    }
    dice.shuffle(&mut blocks);
    let mut order = Vec::new();
    for block in blocks {
        order.extend(if block.len() > 1 { ordered(block, merges, dice) } else { block.collect() });
    }
    order
}

fn judged(
    invented: &Invented,
    (checked, kept, whole): (&Checked, &[String], bool),
    all: &[Workbook],
    session: &Session,
    path: &Path,
    taken: &TakenIn,
) -> Round {
    let findings = &taken.imported.findings;
    let of = |kind: FindingKind| said(&findings.iter().filter(|own| own.kind == kind).cloned().collect::<Vec<_>>());
    let (errors, questions) = (of(FindingKind::Error), of(FindingKind::Question));
    let mut faults: Vec<String> = errors.into_iter().map(|error| format!("error: {error}")).collect();
    if taken.imported.tables.len() != kept.len() {
        faults.push(format!("{} tables of {}", taken.imported.tables.len(), kept.len()));
    }
    let (was, is) = (typed(checked), told(&taken.checked.report, &taken.imported.facts));
    // a default that no table tells is asked, and written
    let presumed = |key: &str| {
        let own = format!("「{}」有", key.split(' ').next().unwrap());
        questions.iter().any(|question| question.contains(&own) && question.contains("没有表格写明"))
    };
    for (key, value) in is.iter().filter(|(key, value)| was.get(*key) != Some(value) && !presumed(key)) {
        faults.push(format!("told: {key} = {value}, not {:?}", was.get(key)));
    }
    let silent = |key: &str| {
        !questions.iter().any(|question| question.contains(&format!("「{}」", key.split(' ').next().unwrap())))
    };
    let lost = was.iter().filter(|(key, _)| whole && !is.contains_key(*key) && silent(key));
    faults.extend(lost.map(|(key, value)| format!("lost: {key} = {value}")));
    if faults.is_empty() && questions.is_empty() {
        session.edit(path, invented.head.clone().into_bytes());
        for (path, text) in &taken.files {
            session.edit(path, text.clone().into_bytes());
        }
        let again = session.ask(path).check().unwrap();
        let (before, after) = (pages(checked, kept), pages(&again, kept));
        faults.extend(
            before
                .iter()
                .filter(|(table, rows)| after.get(*table) != Some(rows))
                .map(|(table, rows)| format!("prints otherwise: {table}\n    {rows:?}\n    {:?}", after.get(table))),
        );
    }
    if faults.is_empty() && !questions.is_empty() && !whole {
        faults.extend(completed(invented, checked, all, session, path, taken));
    }
    if !faults.is_empty() {
        faults.extend(questions.iter().map(|question| format!("question: {question}")));
        faults.extend(of(FindingKind::Note).iter().map(|note| format!("note: {note}")));
    }
    Round { faults, asks: !questions.is_empty() }
}

/// What some tables print.
fn pages(checked: &Checked, kept: &[String]) -> BTreeMap<String, Vec<String>> {
    let all = checked.document.tables().map(|table| (table.label.plain() + &table.title.plain(), words(table)));
    all.filter(|(name, _)| kept.contains(name)).collect()
}
