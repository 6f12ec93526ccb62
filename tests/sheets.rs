//! Workbooks: what stands in the cells of a printed table, formulas that give what is stored, and files that say nothing of
//! where and when they were made.

use std::collections::{BTreeMap, HashSet};
use std::io::{Cursor, Read};
use std::sync::Arc;

use budgetc::base::{Decimal, exact};
use budgetc::cli::Disk;
use budgetc::emit::{self, FormatOptions, OutputBytes};
use budgetc::project::{Checked, ProjectOptions};
use budgetc::session::Session;
use budgetc::tables::SheetValue;
use calamine::{Data, Reader, Xlsx};

use crate::cli::{run, stderr};
use crate::support::{check, repository, shown};

const REPORTS: [&str; 5] = [
    "reports/nanchong-shebao-2024.budget",
    "reports/qingling-shuili-2023.budget",
    "reports/town/2025.budget",
    "reports/dept/2024.budget",
    "reports/district/2024.budget",
];

fn workbook(checked: &Checked) -> Vec<u8> {
    let format = emit::find("xlsx").unwrap();
    match checked.evaluated(|it| (format.write)(it, &FormatOptions::default())).unwrap() {
        OutputBytes::File(bytes) => bytes,
        OutputBytes::Folder(_) => panic!("a workbook is a file"),
    }
}

fn report(path: &str) -> Checked {
    let files = Session::new(Arc::new(Disk), ProjectOptions::default());
    let checked = files.ask(&repository().join(path)).check().unwrap();
    Checked::clone(&checked)
}

type Place = (u32, u32);

/// A workbook as it is read back.
struct ReadBook {
    values: BTreeMap<String, BTreeMap<Place, Data>>,
    formulas: BTreeMap<String, BTreeMap<Place, String>>,
}

fn read(bytes: &[u8]) -> ReadBook {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
    let (mut values, mut formulas) = (BTreeMap::new(), BTreeMap::new());
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        let (top, left) = range.start().unwrap_or_default();
        let cells =
            range.used_cells().map(|(row, column, data)| ((top + row as u32, left + column as u32), data.clone()));
        values.insert(name.clone(), cells.collect());
        let range = book.worksheet_formula(&name).unwrap();
        let (top, left) = range.start().unwrap_or_default();
        let cells =
            range.used_cells().map(|(row, column, text)| ((top + row as u32, left + column as u32), text.clone()));
        formulas.insert(name, cells.filter(|(_, text): &(Place, String)| !text.is_empty()).collect());
    }
    ReadBook { values, formulas }
}

fn place(name: &str) -> Place {
    let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let column = letters.bytes().fold(0, |all, letter| all * 26 + u32::from(letter - b'A') + 1);
    (name[letters.len()..].parse::<u32>().unwrap() - 1, column - 1)
}

/// What formulas give, worked out in decimals from nothing but the cells that hold numbers.
struct Reckoner<'r> {
    book: &'r ReadBook,
    open: HashSet<(String, Place)>,
}

impl Reckoner<'_> {
    fn cell(&mut self, sheet: &str, at: Place) -> Decimal {
        if let Some(formula) = self.book.formulas[sheet].get(&at) {
            assert!(self.open.insert((sheet.to_owned(), at)), "{sheet} {at:?} refers to itself");
            let value = self.formula(sheet, formula);
            self.open.remove(&(sheet.to_owned(), at));
            return value;
        }
        match self.book.values[sheet].get(&at) {
            Some(Data::Float(number)) => exact::parse(&number.to_string()).unwrap(),
            Some(Data::Int(number)) => Decimal::from(*number),
            _ => Decimal::ZERO,
        }
    }

    fn formula(&mut self, sheet: &str, text: &str) -> Decimal {
        if let Some(inner) = text.strip_prefix("ROUND(").and_then(|rest| rest.strip_suffix(')')) {
            let (inner, places) = inner.rsplit_once(',').unwrap();
            let value = self.formula(sheet, inner);
            let rounded = value.round_dp(places.parse().unwrap());
            assert_eq!(value, rounded, "only what binary numbers leave is rounded away: {text}");
            return rounded;
        }
        let [value, taken @ ..] = &apart(text, '-')[..] else { return Decimal::ZERO };
        let mut value = self.term(sheet, value);
        for taken in taken {
            value -= self.term(sheet, taken);
        }
        value
    }

    fn term(&mut self, sheet: &str, text: &str) -> Decimal {
        if let Some(inner) = text.strip_prefix("SUM(").and_then(|rest| rest.strip_suffix(')')) {
            return apart(inner, ',').into_iter().map(|range| self.range(sheet, range)).sum();
        }
        match apart(text, '*')[..] {
            [cell, times] => self.range(sheet, cell) * exact::parse(times).unwrap(),
            _ => self.range(sheet, text),
        }
    }

    fn range(&mut self, sheet: &str, text: &str) -> Decimal {
        let (sheet, text) = match text.rsplit_once('!') {
            Some((sheet, rest)) => (sheet.trim_matches('\'').replace("''", "'"), rest),
            None => (sheet.to_owned(), text),
        };
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        let (first, last) = (place(first), place(last));
        let places = (first.0..=last.0).flat_map(|row| (first.1..=last.1).map(move |column| (row, column)));
        places.map(|at| self.cell(&sheet, at)).sum()
    }
}

/// A text at each sign that stands in no name of a sheet.
fn apart(text: &str, sign: char) -> Vec<&str> {
    let mut quoted = false;
    let part = |c: char| {
        quoted ^= c == '\'';
        c == sign && !quoted
    };
    text.split(part).collect()
}

/// Every formula of a workbook gives what is stored beside it; how many there are.
fn recomputed(book: &ReadBook) -> usize {
    let mut count = 0;
    for (sheet, formulas) in &book.formulas {
        for (at, formula) in formulas {
            let mut reckoner = Reckoner { book, open: HashSet::new() };
            let Some(Data::Float(stored)) = book.values[sheet].get(at) else { panic!("{sheet} {at:?} stores nothing") };
            assert_eq!(
                reckoner.cell(sheet, *at),
                exact::parse(&stored.to_string()).unwrap(),
                "{sheet} {at:?} {formula}"
            );
            count += 1;
        }
    }
    count
}

/// Each table stands in its sheet as it prints, cell by cell.
#[test]
fn every_printed_figure_of_the_reports_stands_in_its_cell() {
    for path in REPORTS {
        let checked = report(path);
        let book = read(&workbook(&checked));
        let mut figures = 0;
        for (table, (sheet, values)) in checked.document.tables().zip(sheets_in_order(&checked, &book)) {
            let title = table.title.plain();
            let above = values.iter().find(|(_, data)| data.to_string() == title).unwrap_or_else(|| panic!("{sheet}"));
            let mut top = above.0.0 + 1;
            top += u32::from(!table.left.is_empty() || !table.right.is_empty()) + table.header.len() as u32;
            for cell in table.cells() {
                let at = (top + cell.row as u32, cell.column as u32);
                let held = values.get(&at).map(ToString::to_string).unwrap_or_default();
                let figure = cell.text.runs.iter().find_map(|run| run.figure.as_ref());
                match figure.filter(|_| cell.text.runs.len() == 1) {
                    Some(figure) => {
                        figures += 1;
                        let share = figure.unit == "%" && cell.text.plain().ends_with('%');
                        let value = if share { figure.printed / Decimal::ONE_HUNDRED } else { figure.printed };
                        assert_eq!(exact::parse(&held).ok(), Some(value.normalize()), "{path} {sheet} {at:?}");
                    }
                    None if cell.text.notes().next().is_none() => {
                        assert_eq!(held, cell.text.plain(), "{path} {sheet} {at:?}")
                    }
                    None => assert!(held.starts_with(&cell.text.plain())),
                }
            }
        }
        assert!(figures > 100, "{path} has {figures}");
        assert!(recomputed(&book) > 200, "{path}");
    }
}

/// What is written here is read here, number for number, and there is nothing to be said of it.
#[test]
fn the_readers_of_tables_read_what_is_written() {
    for path in REPORTS {
        let bytes = workbook(&report(path));
        let Ok((workbook, notes)) = budgetc::tables::read("book.xlsx", &bytes) else { panic!("{path} cannot be read") };
        assert!(notes.is_empty(), "{path}: {notes:?}");
        let book = read(&bytes);
        assert_eq!(workbook.sheets.len(), book.values.len());
        for sheet in &workbook.sheets {
            for cell in &sheet.cells {
                let held = book.values[&sheet.name].get(&(cell.place.row, cell.place.column));
                match (&cell.value, held) {
                    (SheetValue::Number(number), Some(Data::Float(held))) => {
                        assert_eq!(*number, exact::parse(&held.to_string()).unwrap(), "{path} {}", sheet.name);
                    }
                    (SheetValue::Text(text), Some(Data::String(held))) => assert_eq!(text, held),
                    (value, held) => panic!("{path} {}!{}: {value:?}, {held:?}", sheet.name, cell.place.name()),
                }
            }
        }
    }
}

/// The sheets of the document's tables.
fn sheets_in_order<'b>(checked: &Checked, book: &'b ReadBook) -> Vec<(&'b str, &'b BTreeMap<Place, Data>)> {
    let by_title = |title: String| {
        book.values.iter().find(move |(_, values)| values.values().any(|data| data.to_string() == title)).unwrap()
    };
    checked
        .document
        .tables()
        .map(|table| by_title(table.title.plain()))
        .map(|(name, values)| (name.as_str(), values))
        .collect()
}

const SHOP: &str = "measure money { dollars; k = 1000dollars }\ndimension item levels group, item { food { tea; cake }; fuel { coal } }\n\
                    dimension side { given; kept }\nledger costs { amount : money; item.item; side }\n";

fn shop(items: &str, form: &str) -> Checked {
    let text = format!(
        "{SHOP}items costs {{ {items} }}\nform t {form}\ndocument \"Shop\" style std.style.plain lang \"en\" {{ t }}\n"
    );
    let checked = check(&text);
    assert!(checked.is_sound(), "{text}\n{}", shown(&checked));
    checked
}

const ROWS: &str = "rows of costs { line \"All\"; each item.group { each item.item } }; column \"Item\" = name";

fn formulas(checked: &Checked) -> Vec<(Place, String)> {
    let book = read(&workbook(checked));
    recomputed(&book);
    let sheet = book.formulas.iter().find(|(name, _)| !["Checks", "Sources"].contains(&name.as_str())).unwrap();
    sheet.1.clone().into_iter().collect()
}

#[test]
fn totals_are_sums_of_the_next_lower_rows_and_of_columns() {
    let items = "given { tea 2.50; coal 1 }; kept { cake 3.00; tea 4 }";
    let checked = shop(items, &format!("\"Costs\" {{ {ROWS}; column \"Sum\" = costs; column all side = costs }}"));
    let found = formulas(&checked);
    let wanted = [
        ((2, 1), "ROUND(SUM(B4,B7),2)"),
        ((2, 2), "ROUND(SUM(C4,C7),2)"),
        ((2, 3), "D4"),
        ((3, 1), "ROUND(SUM(B5:B6),2)"),
        ((3, 2), "C5"),
        ((3, 3), "ROUND(SUM(D5:D6),2)"),
        ((4, 1), "ROUND(SUM(C5:D5),2)"),
        ((5, 1), "ROUND(SUM(C6:D6),2)"),
        ((6, 1), "B8"),
        ((6, 2), "C8"),
        ((7, 1), "ROUND(SUM(C8:D8),2)"),
    ];
    assert_eq!(found, wanted.map(|(at, formula)| (at, formula.to_owned())));
}

#[test]
fn a_change_is_a_difference_of_two_cells() {
    let items = "given { tea 2.50; coal 1 }; kept { tea 4 }";
    let form = "\"Costs\" { rows of costs { each item.item }; column \"Item\" = name; column all side = costs; column \"More\" = costs[kept] - costs[given] }";
    let found = formulas(&shop(items, form));
    assert_eq!(found, [((2, 3), "ROUND(C3-B3,2)".to_owned())]);
}

/// What is left over a year: what was there and came, less what went.
#[test]
fn a_balance_is_cells_of_its_row_less_others() {
    let text = "measure money { dollars }\ndimension fund { street; water }\ndimension side { start; come; gone; lent }\n\
                ledger flows { amount : money; fund; side }\n\
                items flows { street { start 5; come 7; gone 3; lent 1 }; water { start 2; gone 1 } }\n\
                let end = flows[start] + flows[come] - flows[gone] - flows[lent]\n\
                form t \"Balances\" { rows of flows { each fund; line \"All\" }; column \"Fund\" = name\n\
                column all side = flows; column \"End\" = end }\n\
                document \"Town\" style std.style.plain lang \"en\" { t }\n";
    let checked = check(text);
    assert!(checked.is_sound(), "{}", shown(&checked));
    let found = formulas(&checked);
    let end = |row| found.iter().find(|(at, _)| *at == (row, 5)).map(|(_, formula)| formula.as_str());
    assert_eq!(end(2), Some("ROUND(SUM(B3:C3)-SUM(D3:E3),2)"));
    assert_eq!(end(3), Some("ROUND(B4-D4,2)"));
    assert_eq!(end(4), Some("ROUND(SUM(B5:C5)-SUM(D5:E5),2)"));
}

#[test]
fn a_total_that_its_printed_parts_do_not_make_is_a_number_with_a_note() {
    let items = "given { tea 1400; cake 1400; coal 1400 }";
    let checked = shop(
        items,
        "\"Costs\" in k digits 0 { rows of costs { line \"All\"; each item.item }; column \"Item\" = name; column \"Sum\" = costs }",
    );
    let bytes = workbook(&checked);
    let book = read(&bytes);
    assert_eq!(book.values["Costs"][&(2, 1)].to_string(), "4");
    assert!(book.formulas["Costs"].is_empty());
    assert!(part(&bytes, "xl/comments1.xml").contains("the cells listed make 3, not what is printed here"));
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let names: Vec<String> = zip::ZipArchive::new(Cursor::new(bytes.to_vec()))
        .unwrap()
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    names.into_iter().map(|name| (name.clone(), part(bytes, &name))).collect()
}

/// Words that a spreadsheet would take for formulas, or XML for its own, are words.
#[test]
fn words_stay_words() {
    let text = "measure money { dollars }\ndimension item { \"=1+1\"; \"+7\"; \"-7\"; \"@SUM(A1)\"; \"<b>&amp;\"; \"_x0041_\" }\n\
                ledger costs { amount : money; item }\n\
                items costs { \"=1+1\" 1; \"+7\" 2; \"-7\" 3; \"@SUM(A1)\" 4; \"<b>&amp;\" 5; \"_x0041_\" 6 }\n\
                form t \"A/B: [x]*?\" { rows of costs { each item }; column \"=Item\" = name; column \"Sum\" = costs }\n\
                form u \"A/B: [x]*?\" { rows of costs { each item }; column \"Item\" = name }\n\
                document \"Shop\" style std.style.plain lang \"en\" { t; u }\n";
    let checked = check(text);
    assert!(checked.is_sound(), "{}", shown(&checked));
    let bytes = workbook(&checked);
    let book = read(&bytes);
    let sheet = &book.values["A-B- (x)--"];
    let words = ["=1+1", "+7", "-7", "@SUM(A1)", "<b>&amp;", "_x0041_"];
    for (row, words) in (2..).zip(words) {
        assert_eq!(sheet[&(row, 0)], Data::String(words.to_owned()));
    }
    assert_eq!(sheet[&(1, 0)], Data::String("=Item".to_owned()));
    assert!(book.formulas["A-B- (x)--"].is_empty());
    assert!(book.values.contains_key("A-B- (x)-- (2)"), "a second sheet of that name");
}

/// A spreadsheet keeps fifteen digits: what has more is text, and says so.
#[test]
fn numbers_of_many_digits_are_text_with_a_note() {
    let checked = shop(
        "given { tea 12345678901234.56 }",
        "\"Costs\" { rows of costs { each item.item }; column \"Item\" = name; column \"Sum\" = costs }",
    );
    let bytes = workbook(&checked);
    assert_eq!(read(&bytes).values["Costs"][&(2, 1)], Data::String("12345678901234.56".to_owned()));
    assert!(part(&bytes, "xl/comments1.xml").contains("15 digits"));
}

/// The same report makes the same bytes, in any folder and at any time, and tells neither.
#[test]
fn a_workbook_tells_nothing_of_where_and_when_it_was_made() {
    let made = || {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("tea.budget"), crate::cli::CLEAN).unwrap();
        let output = run(&["build", "tea.budget", "--format", "xlsx", "-o", "out.xlsx"], folder.path());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let bytes = std::fs::read(folder.path().join("out.xlsx")).unwrap();
        let path = folder.path().to_string_lossy().into_owned();
        assert!(parts(&bytes).iter().all(|(_, text)| !text.contains(&path)));
        bytes
    };
    let first = made();
    // zip counts in steps of two seconds
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert!(first == made());
    assert!(part(&first, "docProps/core.xml").contains("2000-01-01T00:00:00Z"));
}

/// The checks refer to the cells in which their sides are printed.
#[test]
fn checks_refer_to_printed_cells() {
    let book = read(&workbook(&report("reports/dept/2024.budget")));
    let checks = &book.formulas["核对"];
    let referring = checks.iter().filter(|(at, formula)| [2, 4].contains(&at.1) && formula.contains("'!")).count();
    let differences = checks.iter().filter(|(at, _)| at.1 == 5).count();
    assert!(referring > 100 && differences > 400, "{referring} sides, {differences} differences");
    let values = &book.values["核对"];
    let equal = |row| values.get(&(row, 3)) == Some(&Data::String("=".to_owned()));
    let gaps = values.iter().filter(|((row, column), _)| *column == 5 && equal(*row));
    assert!(gaps.map(|(_, data)| data).all(|data| matches!(data, Data::Float(gap) if *gap == 0.0)));
}
