//! One wrong digit in a workbook: it is found, and its cell is named, first where the numbers tell which one it is.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use budgetc::base::{Decimal, Span};
use budgetc::document::Document;
use budgetc::import::{FindingKind, printed_workbook};
use budgetc::project::Checked;
use budgetc::session::Session;
use budgetc::tables::{SheetPlace, SheetValue, Workbook};

use crate::import::{CHENGPU, NANCHONG, emptied, take_in};
use crate::invented::Dice;

/// A workbook that a report prints, and the report without what it prints.
struct Printed {
    workbook: Workbook,
    session: Session,
    path: PathBuf,
    /// The cells that other cells tell, too: sheet and place.
    related: Vec<(usize, SheetPlace)>,
}

/// Of a report of the repository. Figures that its rows take from elsewhere are typed: so they are read.
fn printed(report: &str) -> Printed {
    let (_, workbook, session, path) = emptied(report);
    let files = take_in(&session, &path, &workbook).files;
    let before: Vec<(PathBuf, String)> = files.iter().map(|(path, _)| (path.clone(), stored(&session, path))).collect();
    files.iter().for_each(|(path, text)| session.edit(path, text.clone().into_bytes()));
    let checked: std::sync::Arc<Checked> = session.ask(&path).check().unwrap();
    let mut workbook = printed_workbook(&checked.document);
    workbook.name = "表.xlsx".to_owned();
    for (sheet, table) in workbook.sheets.iter_mut().zip(checked.document.tables()) {
        sheet.name = format!("{}{}", table.label.plain(), table.title.plain());
    }
    let related = related(&checked.document);
    before.into_iter().for_each(|(path, text)| session.edit(&path, text.into_bytes()));
    Printed { workbook, session, path, related }
}

fn stored(session: &Session, path: &std::path::Path) -> String {
    let checked = session.ask(path).check().unwrap();
    let own = checked.places.iter().position(|own| own == path).unwrap();
    checked.sources.iter().nth(own).unwrap().1.text.clone()
}

const DISTRICT: &str = "reports/district/2024.budget";

const PRIME: i128 = (1 << 61) - 1;

/// The cells whose numbers follow from others: those that stand in some sum of cells that is nothing, whatever the amounts are.
fn related(document: &Document) -> Vec<(usize, SheetPlace)> {
    let mut amounts: HashMap<Span, usize> = HashMap::new();
    let mut cells: Vec<((usize, SheetPlace), BTreeMap<usize, i128>)> = Vec::new();
    for (sheet, table) in document.tables().enumerate() {
        // as `printed_workbook` places them
        let body = 3 + table.header.len() as u32;
        for cell in table.cells() {
            let [run] = &cell.text.runs[..] else { continue };
            let Some(figure) = run.figure.as_ref().filter(|figure| !figure.printed.is_zero() && figure.unit != "%")
            else {
                continue;
            };
            let mut row: BTreeMap<usize, i128> = BTreeMap::new();
            let mut linear = true;
            for term in &figure.origin {
                let times =
                    term.times.as_ref().and_then(|times| times.to_decimal()).filter(|times| times.fract().is_zero());
                let Some(times) = times else {
                    linear = false;
                    break;
                };
                for span in term.spans.iter() {
                    let next = amounts.len();
                    let own = row.entry(*amounts.entry(*span).or_insert(next)).or_default();
                    *own = (*own + times.mantissa()).rem_euclid(PRIME);
                }
            }
            if linear && !row.is_empty() {
                let place = SheetPlace { row: body + cell.row as u32, column: cell.column as u32 };
                cells.push(((sheet, place), row));
            }
        }
    }
    let used = dependent(cells.iter().map(|(_, row)| row.clone()).collect());
    cells.into_iter().zip(used).filter(|(_, used)| *used).map(|((cell, _), _)| cell).collect()
}

/// Numbers by their columns.
type SparseRow = BTreeMap<usize, i128>;

/// For each row whether some sum of rows that is nothing holds it.
fn dependent(rows: Vec<BTreeMap<usize, i128>>) -> Vec<bool> {
    let mut used = vec![false; rows.len()];
    // by its first column: a row, and of which rows it is the sum
    let mut reduced: HashMap<usize, (SparseRow, SparseRow)> = HashMap::new();
    for (number, mut row) in rows.into_iter().enumerate() {
        let mut made: BTreeMap<usize, i128> = BTreeMap::from([(number, 1)]);
        loop {
            row.retain(|_, times| *times != 0);
            let Some((first, times)) = row.iter().next().map(|(first, times)| (*first, *times)) else {
                made.iter().filter(|(_, times)| **times != 0).for_each(|(row, _)| used[*row] = true);
                break;
            };
            let Some((other, of)) = reduced.get(&first) else {
                let inverse = power(times, PRIME - 2);
                let scaled =
                    |all: BTreeMap<usize, i128>| all.into_iter().map(|(at, own)| (at, own * inverse % PRIME)).collect();
                reduced.insert(first, (scaled(row), scaled(made)));
                break;
            };
            for (target, source) in [(&mut row, other), (&mut made, of)] {
                for (at, own) in source {
                    let sum = target.entry(*at).or_default();
                    *sum = (*sum - times * own).rem_euclid(PRIME);
                }
            }
        }
    }
    used
}

fn power(base: i128, mut exponent: i128) -> i128 {
    let (mut base, mut power) = (base, 1);
    while exponent > 0 {
        if exponent % 2 == 1 {
            power = power * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    power
}

/// What became of wrong digits.
#[derive(Debug, Default)]
struct Tally {
    tried: usize,
    found: usize,
    first: usize,
    grouped: usize,
    misses: Vec<String>,
}

/// Changes digits of cells that other cells tell, one at a time.
fn try_digits(report: &str, count: usize, dice: &mut Dice, tally: &mut Tally) {
    let own = printed(report);
    for _ in 0..count {
        let (sheet, place) = own.related[dice.below(own.related.len())];
        let mut wrong = own.workbook.clone();
        let cell = wrong.sheets[sheet].cells.iter_mut().find(|cell| cell.place == place).unwrap();
        let SheetValue::Number(number) = &mut cell.value else { panic!("no number at {}", place.name()) };
        let before = *number;
        *number = slipped(before, dice);
        let change = format!("{before} to {number}");
        let name = format!("表.xlsx!{}!{}", wrong.sheets[sheet].name, place.name());
        let taken = take_in(&own.session, &own.path, &wrong);
        let errors: Vec<_> = taken.imported.findings.iter().filter(|one| one.kind == FindingKind::Error).collect();
        let first = errors.first().and_then(|one| one.place.as_ref()).is_some_and(|own| own.to_string() == name);
        let whole = |text: &str| {
            text.match_indices(&name).any(|(at, _)| !text[at + name.len()..].starts_with(|c: char| c.is_ascii_digit()))
        };
        let grouped = errors
            .iter()
            .any(|one| whole(&one.text.zh) || one.place.as_ref().is_some_and(|own| own.to_string() == name));
        tally.tried += 1;
        tally.found += usize::from(!errors.is_empty());
        tally.first += usize::from(first);
        tally.grouped += usize::from(first || grouped);
        if !first {
            let said = crate::import::said(&taken.imported.findings);
            tally.misses.push(format!(
                "{report} {name} {change} {}: {said:#?}",
                if grouped { "named among others" } else { "NOT NAMED" }
            ));
        }
    }
}

/// A number with one digit that is another; never none before the others.
fn slipped(number: Decimal, dice: &mut Dice) -> Decimal {
    let text = number.normalize().to_string();
    loop {
        let mut bytes = text.clone().into_bytes();
        let digits: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
        let at = digits[dice.below(digits.len())];
        bytes[at] = b'0' + dice.below(10) as u8;
        let other: Decimal = String::from_utf8(bytes).unwrap().parse().unwrap();
        if other != number && !other.is_zero() {
            return other;
        }
    }
}

#[test]
fn a_wrong_digit_is_found_and_its_cell_is_named_first() {
    run();
}

pub fn run() {
    let count = std::env::var("DIGITS").ok().and_then(|count| count.parse().ok()).unwrap_or(21);
    let (mut dice, mut tally) = (Dice(2026), Tally::default());
    for report in [NANCHONG, CHENGPU, DISTRICT] {
        try_digits(report, count / 3, &mut dice, &mut tally);
    }
    let Tally { tried, found, first, grouped, misses } = tally;
    println!(
        "{tried} wrong digits: {found} found, {first} named first, {} among others\n{}",
        grouped - first,
        misses.join("\n")
    );
    assert!(found == tried && grouped == tried && first * 100 >= tried * 95, "{}", misses.join("\n"));
}
