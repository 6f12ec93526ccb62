//! Forms read backwards: what a report prints, read as if another program had written it, gives its facts.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use budgetc::base::{Decimal, FileId, Home};
use budgetc::eval::Value;
use budgetc::import::{FindingKind, ImportFinding, ReadFact, ReadValue, printed_workbook};
use budgetc::model::{FactId, FactValueKind, Report};
use budgetc::project::{Checked, ProjectOptions};
use budgetc::session::{Session, TakenIn};
use budgetc::syntax::{self, Kind};
use budgetc::tables::{Sheet, SheetCell, SheetPlace, SheetValue, Workbook};

use crate::support::repository;

pub const NANCHONG: &str = "reports/nanchong-shebao-2024.budget";
pub const CHENGPU: &str = "reports/chengpu-chengguan-2026.budget";

/// A text without the declarations of items.
fn without_items(text: &str) -> String {
    let (tree, _) = syntax::parse(text, FileId(0));
    let items: Vec<_> = tree.root(text).children_of(Kind::items_decl).map(|node| node.span().range()).collect();
    // what other ledgers make stays
    let written = |range: &std::ops::Range<usize>| !text[range.clone()].split('{').any(|head| head.contains(":="));
    let items: Vec<_> = items.into_iter().filter(written).collect();
    items.into_iter().rev().fold(text.to_owned(), |mut left, range| {
        left.replace_range(range, "");
        left
    })
}

pub fn session() -> Session {
    Session::new(Arc::new(budgetc::cli::Disk), ProjectOptions::default())
}

/// A report of the repository with what it prints as a workbook, and a session in which its own items are gone.
pub fn emptied(report: &str) -> (Arc<Checked>, Workbook, Session, PathBuf) {
    let (path, session) = (repository().join(report), session());
    let checked = session.ask(&path).check().unwrap();
    let mut workbook = printed_workbook(&checked.document);
    workbook.name = "表.xlsx".to_owned();
    for (place, (_, source)) in checked.places.iter().zip(checked.sources.iter()) {
        if source.home == Home::Project && !source.path.contains("2023") {
            session.edit(place, without_items(&source.text).into_bytes());
        }
    }
    (checked, workbook, session, path)
}

fn members(report: &Report, members: &[Option<budgetc::model::MemberId>]) -> String {
    let names = members.iter().map(|member| member.map_or_else(String::new, |member| report.display(member)));
    names.collect::<Vec<_>>().join("|")
}

/// The typed facts of a report by their ledgers and members, in words; of what refers to others, what it comes to.
pub fn typed(checked: &Checked) -> BTreeMap<String, String> {
    let report = &checked.report;
    checked.evaluated(|it| {
        let value = |id: FactId, field: usize| match &report.facts[id.ix()].values[field].as_ref()?.kind {
            FactValueKind::Quantity(number, _) => Some(number.normalize().to_string()),
            FactValueKind::Text(words) => Some(words.clone()),
            FactValueKind::Refer(..) => match it.evaluator.fact_value(id, field) {
                Value::Number(number) => Some(number.to_decimal()?.normalize().to_string()),
                _ => None,
            },
            FactValueKind::Taken(_) => None,
        };
        let mut all: BTreeMap<String, String> = BTreeMap::new();
        for id in report.own_facts() {
            let fact = &report.facts[id.ix()];
            let values: Vec<String> = (0..fact.values.len()).filter_map(|field| value(id, field)).collect();
            let key = format!("{} {}", report.ledger(fact.ledger).name, members(report, &fact.members));
            *all.entry(key).or_default() += &values.join("|");
        }
        all
    })
}

pub fn told(report: &Report, facts: &[ReadFact]) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for fact in facts {
        let words = fact.values.iter().map(|(_, value)| match value {
            ReadValue::Quantity(number, _) => number.normalize().to_string(),
            ReadValue::Text(words) => words.clone(),
        });
        let key = format!("{} {}", report.ledger(fact.ledger).name, members(report, &fact.members));
        *all.entry(key).or_default() += &words.collect::<Vec<_>>().join("|");
    }
    all
}

pub fn take_in(session: &Session, path: &std::path::Path, workbook: &Workbook) -> TakenIn {
    session.ask(path).take_in(std::slice::from_ref(workbook), false).unwrap()
}

pub fn said(findings: &[ImportFinding]) -> Vec<String> {
    let place = |finding: &ImportFinding| finding.place.as_ref().map(ToString::to_string).unwrap_or_default();
    findings.iter().map(|finding| format!("{} {}", place(finding), finding.text.zh)).collect()
}

/// The facts of some ledgers that a report prints come back, and no others.
pub fn comes_back(report: &str, ledgers: &[&str]) {
    let (checked, workbook, session, path) = emptied(report);
    let taken = take_in(&session, &path, &workbook);
    assert!(
        taken.imported.findings.iter().all(|finding| finding.kind == FindingKind::Note),
        "{:?}",
        said(&taken.imported.findings)
    );
    let (was, is) = (typed(&checked), told(&taken.checked.report, &taken.imported.facts));
    let of = |all: &BTreeMap<String, String>| {
        let own = all.iter().filter(|(key, _)| ledgers.contains(&key.split(' ').next().unwrap()));
        own.map(|(key, value)| format!("{key} = {value}")).collect::<Vec<_>>()
    };
    assert_eq!(of(&was), of(&is));
    assert!(!of(&was).is_empty());
}

#[test]
fn the_printed_tables_of_a_bureau_give_its_facts_back() {
    comes_back(NANCHONG, &["收入", "支出", "经济支出", "绩效指标", "年度任务"]);
}

#[test]
fn the_printed_tables_of_a_district_bureau_give_its_facts_back() {
    comes_back(CHENGPU, &["支出", "单位收入", "经济支出", "三公经费", "机关运行经费"]);
}

#[test]
fn what_is_taken_in_prints_the_same_tables() {
    let (checked, workbook, session, path) = emptied(CHENGPU);
    let taken = take_in(&session, &path, &workbook);
    for (path, text) in &taken.files {
        session.edit(path, text.clone().into_bytes());
    }
    let again = session.ask(&path).check().unwrap();
    let tables =
        |checked: &Checked| checked.document.tables().map(|table| format!("{:?}", words(table))).collect::<Vec<_>>();
    assert_eq!(tables(&checked), tables(&again));
    // and nothing is left to change
    let twice = take_in(&session, &path, &workbook);
    assert!(twice.files.is_empty() && twice.changes.is_empty(), "{:?}", twice.changes);
}

pub fn words(table: &budgetc::document::Table) -> Vec<String> {
    table.header.iter().flatten().chain(table.cells()).map(|cell| cell.text.plain()).collect()
}

#[test]
fn a_report_that_says_what_the_tables_say_is_left_as_it_is() {
    // the bureau's refers to figures of its own, in rows of facts, too; the others type more digits than they print
    let finer = ["reports/qingling-shuili-2023.budget", "reports/dept/2023.budget"];
    for report in [CHENGPU, NANCHONG, "reports/district/2024.budget"].into_iter().chain(finer) {
        let (path, session) = (repository().join(report), session());
        let checked = session.ask(&path).check().unwrap();
        let taken = take_in(&session, &path, &printed_workbook(&checked.document));
        assert!(
            taken.files.is_empty() && taken.changes.is_empty() && taken.gone.is_empty(),
            "{:?} {:?}",
            taken.changes,
            taken.gone
        );
        let open = taken.imported.findings.iter().filter(|found| found.kind != FindingKind::Note);
        assert_eq!(open.count(), 0, "{report}: {:#?}", said(&taken.imported.findings));
    }
}

/// The sheet's cells of numbers, by their places among all.
fn numbers(workbook: &Workbook) -> Vec<(usize, usize)> {
    let of = |(sheet, own): (usize, &Sheet)| {
        let cells = own.cells.iter().enumerate().filter(|(_, cell)| matches!(cell.value, SheetValue::Number(_)));
        cells.map(|(cell, _)| (sheet, cell)).collect::<Vec<_>>()
    };
    workbook.sheets.iter().enumerate().flat_map(of).collect()
}

#[test]
fn a_wrong_digit_is_found_and_its_cell_is_named() {
    let (_, workbook, session, path) = emptied(CHENGPU);
    let all = numbers(&workbook);
    let (mut found, mut named, mut tried) = (0, 0, 0);
    for (sheet, cell) in all.iter().step_by(all.len() / 24) {
        let mut wrong = workbook.clone();
        let cell = &mut wrong.sheets[*sheet].cells[*cell];
        let SheetValue::Number(number) = &mut cell.value else { unreachable!() };
        if number.is_zero() {
            continue;
        }
        *number += Decimal::from(9);
        let place = cell.place.name();
        let taken = take_in(&session, &path, &wrong);
        let errors: Vec<String> =
            said(&taken.imported.findings.into_iter().filter(|one| one.kind == FindingKind::Error).collect::<Vec<_>>());
        tried += 1;
        found += usize::from(!errors.is_empty());
        named += usize::from(
            errors.first().is_some_and(|error| error.split(' ').next().unwrap().ends_with(&format!("!{place}"))),
        );
    }
    // three cells of the last table stand in no relation
    assert!(found + 3 >= tried && named + 3 >= found, "{found} found, {named} named of {tried}");
}

/// What is said of a workbook that a report prints, after a change of it: errors, questions and notes, each with its place.
fn after(change: impl FnOnce(&mut Workbook)) -> (TakenIn, Vec<String>) {
    let (_, mut workbook, session, path) = emptied(CHENGPU);
    change(&mut workbook);
    let taken = take_in(&session, &path, &workbook);
    let all = said(&taken.imported.findings);
    (taken, all)
}

/// The sheet of the third form, and its cell at a place.
fn cell(workbook: &mut Workbook, row: u32, column: u32) -> &mut SheetValue {
    let cells = &mut workbook.sheets[2].cells;
    &mut cells.iter_mut().find(|cell| (cell.place.row, cell.place.column) == (row, column)).unwrap().value
}

#[test]
fn numbers_beside_a_table_are_told() {
    let (taken, said) = after(|book| {
        let sheet = &mut book.sheets[2];
        let beside: Vec<_> = sheet
            .cells
            .iter()
            .filter(|cell| cell.place.column == 4 && matches!(cell.value, SheetValue::Number(_)))
            .cloned()
            .collect();
        sheet.cells.extend(beside.into_iter().map(|mut cell| {
            cell.place.column = 9;
            cell
        }));
        sheet.cells.sort_by_key(|cell| cell.place);
    });
    assert!(said.iter().any(|one| one.contains("J7 至 J28 有 22 个数没有读")), "{said:?}");
    assert!(taken.imported.findings.iter().all(|finding| finding.kind == FindingKind::Note));
}

#[test]
fn a_form_that_stands_in_two_sheets_is_told() {
    let (taken, said) = after(|book| {
        let copy = Sheet { name: "副本".to_owned(), ..book.sheets[2].clone() };
        book.sheets.push(copy);
    });
    assert_eq!(said, [" 表.xlsx!副本 与 表.xlsx 完全相同，只读一次"]);
    assert!(taken.imported.findings.iter().all(|finding| finding.kind == FindingKind::Note));
    let (taken, said) = after(|book| {
        let mut copy = Sheet { name: "副本".to_owned(), ..book.sheets[2].clone() };
        copy.cells.pop();
        book.sheets.push(copy);
    });
    let asked: Vec<_> =
        taken.imported.findings.iter().filter(|finding| finding.kind == FindingKind::Question).collect();
    assert!(asked.len() == 1 && asked[0].text.zh.contains("表.xlsx!副本 也是「预算03表」"), "{said:?}");
}

#[test]
fn a_hidden_sheet_is_read_where_no_other_is_its_form() {
    let (taken, said) = after(|book| book.sheets[2].hidden = Some(true));
    assert!(said.is_empty() && taken.imported.tables.iter().any(|table| table.form == "预算03表"), "{said:?}");
    let (taken, said) = after(|book| {
        let mut old = Sheet { name: "旧表".to_owned(), hidden: Some(true), ..book.sheets[2].clone() };
        old.cells.retain(|cell| cell.place.row < 12);
        book.sheets.insert(0, old);
    });
    assert!(taken.imported.findings.iter().all(|finding| finding.kind == FindingKind::Note), "{said:?}");
    assert!(said.iter().any(|one| one.contains("表.xlsx!旧表 也是「预算03表」")), "{said:?}");
}

#[test]
fn a_name_that_is_another_codes_is_read_by_its_code_and_told() {
    let (taken, said) = after(|book| *cell(book, 10, 3) = SheetValue::Text("机关事业单位职业年金缴费支出".to_owned()));
    assert!(taken.declared.is_empty(), "{said:?}");
    assert!(said.iter().any(|one| one.starts_with("表.xlsx!D11 「机关事业单位职业年金缴费支出」按")), "{said:?}");
}

#[test]
fn a_unit_that_the_report_does_not_have_is_an_error() {
    let errors = |taken: &TakenIn| taken.imported.findings.iter().any(|finding| finding.kind == FindingKind::Error);
    let (taken, said) = after(|book| {
        let words = book.sheets[2].cells.iter_mut().find_map(|cell| match &mut cell.value {
            SheetValue::Text(words) if words.ends_with("：元") => Some(words),
            _ => None,
        });
        *words.unwrap() = "单位：千元".to_owned();
    });
    assert!(errors(&taken) && said.iter().any(|one| one.contains("「千元」不是这份报告的单位")), "{said:?}");
    let (taken, said) = after(|book| *cell(book, 10, 4) = SheetValue::Text("2113600美元".to_owned()));
    assert!(errors(&taken) && said.iter().any(|one| one.contains("「美元」不是这一栏的单位")), "{said:?}");
}

/// A list of three columns as a text table.
fn listed(table: &str) -> TakenIn {
    const REPORT: &str = "use std.sichuan.2024.部门预算\n
set 年度 = 2024\n
members 预算单位 { 412 档案馆 { 001 青溪县档案馆 } }\n
form 粘贴表 \"基本支出\" in 元 {
  rows of 经济支出 at 当年, 基本支出 { each fact aside }
  column \"科目\" { column \"编码\" = 经济科目.code; column \"名称\" = 经济科目.name }
  column \"金额\" = 经济支出
}\n";
    let (path, session) = (repository().join("reports/list.budget"), session());
    session.edit(&path, REPORT.as_bytes().to_vec());
    let (workbook, _) = budgetc::tables::read("list.csv", table.as_bytes()).unwrap();
    take_in(&session, &path, &workbook)
}

#[test]
fn three_columns_are_a_list_whose_only_unit_is_not_written() {
    let taken = listed("金额,科目/名称,科目/编码\n\"17,000.00\",差旅费,30211\n8000,培训费,30216\n");
    assert_eq!(said(&taken.imported.findings), Vec::<String>::new());
    let text = taken.text();
    // in the unit of the list
    assert!(text.contains("in 元 {") && text.contains("302-11 差旅费"), "{text}");
    assert!(text.contains("17000\n") && !text.contains("17000.0"), "{text}");
}

#[test]
fn two_rows_of_a_list_at_one_place_are_told() {
    let taken = listed("编码,名称,金额\n30211,差旅费,800\n30216,培训费,70\n30211,差旅费,800\n");
    let said = said(&taken.imported.findings);
    assert!(said.iter().any(|one| one.starts_with("list.csv!A4 ") && one.contains("list.csv!A2")), "{said:?}");
}

#[test]
fn a_changed_figure_changes_its_own_line() {
    let (path, session) = (repository().join(CHENGPU), session());
    let before = std::fs::read_to_string(&path).unwrap();
    let after = before.replace("接待经费 4.00; 合计 106.60", "接待经费 5.00; 合计 107.60");
    assert_ne!(before, after);
    session.edit(&path, after.clone().into_bytes());
    let workbook = printed_workbook(&session.ask(&path).check().unwrap().document);
    session.edit(&path, before.into_bytes());
    let taken = take_in(&session, &path, &workbook);
    assert_eq!(taken.files, [(path, after)]);
}

#[test]
fn a_table_that_lacks_a_column_is_told_which() {
    let taken = listed("编码,名称\n30211,差旅费\n30216,8000\n");
    let ways: Vec<&str> =
        taken.imported.findings.iter().filter_map(|one| one.way_out.as_ref()).map(|way| way.zh.as_str()).collect();
    assert!(ways.iter().any(|way| way.contains("粘贴表") && way.contains("「金额」")), "{ways:?}");
}

/// The sheet of a grid of the bureau: bands of words, tasks with amounts, indicators.
fn grid_of(workbook: &Workbook) -> usize {
    workbook.sheets.iter().position(|sheet| sheet.name == "表 7").unwrap()
}

/// What is told of a sheet, findings and facts, in words.
fn of_grid(taken: &TakenIn) -> Vec<String> {
    let facts = told(&taken.checked.report, &taken.imported.facts);
    let facts = facts.iter().map(|(key, value)| format!("{key} = {value}"));
    facts.chain(said(&taken.imported.findings)).collect()
}

#[test]
fn no_number_of_a_grid_is_passed_over() {
    let (_, mut workbook, session, path) = emptied(NANCHONG);
    let own = grid_of(&workbook);
    workbook.sheets = vec![workbook.sheets.swap_remove(own)];
    let before = of_grid(&take_in(&session, &path, &workbook));
    let all = numbers(&workbook);
    assert!(all.len() > 10);
    for (_, cell) in all {
        let mut other = workbook.clone();
        let SheetValue::Number(number) = &mut other.sheets[0].cells[cell].value else { unreachable!() };
        *number += Decimal::from(9);
        let place = other.sheets[0].cells[cell].place.name();
        assert_ne!(of_grid(&take_in(&session, &path, &other)), before, "{place}");
    }
    // one that stands where no band has a column is told by its row
    let mut other = workbook.clone();
    let last = other.sheets[0].cells.last().unwrap().clone();
    let place = SheetPlace { row: last.place.row, column: last.place.column + 3 };
    other.sheets[0].cells.push(SheetCell { place, value: SheetValue::Number(7.into()), ..last });
    let told = said(&take_in(&session, &path, &other).imported.findings).join("\n");
    assert!(told.contains(&format!("!{} 这一行没有读懂", place.name())), "{told}");
}

#[test]
fn a_column_made_of_several_fields_leaves_its_facts_alone() {
    let (_, workbook, session, path) = emptied(NANCHONG);
    let taken = take_in(&session, &path, &workbook);
    let told = said(&taken.imported.findings);
    let made: Vec<&String> = told.iter().filter(|text| text.contains("由几个字段拼成")).collect();
    assert_eq!(made.len(), 1, "{told:?}");
    assert!(made[0].contains("指标值(包含数字及文字描述)") && made[0].contains("整体指标"), "{made:?}");
    let report = &taken.checked.report;
    assert!(taken.imported.facts.iter().all(|fact| report.ledger(fact.ledger).name != "整体指标"));
}

#[test]
fn bands_are_found_by_their_own_words() {
    let (_, mut workbook, session, path) = emptied(NANCHONG);
    let own = grid_of(&workbook);
    let sheet = &mut workbook.sheets[own];
    for cell in &mut sheet.cells {
        // two rows more above, and words that differ
        cell.place.row += if cell.place.row > 2 { 2 } else { 0 };
        match &mut cell.value {
            SheetValue::Text(words) if words == "323005" => *words = "323006".to_owned(),
            SheetValue::Text(words) if words == "年度绩效指标" => *words = "绩效".to_owned(),
            _ => {}
        }
    }
    for merge in sheet.merges.iter_mut().flatten().filter(|merge| merge.first.row > 2) {
        (merge.first.row, merge.last.row) = (merge.first.row + 2, merge.last.row + 2);
    }
    let taken = take_in(&session, &path, &workbook);
    let told = said(&taken.imported.findings).join("\n");
    assert!(told.contains("报告里是「323005」，表里是「323006」"), "{told}");
    assert!(told.contains("没有找到「年度绩效指标」这一段，或只找到一部分"), "{told}");
    let facts = &taken.imported.facts;
    let tasks = facts.iter().filter(|fact| taken.checked.report.ledger(fact.ledger).name == "年度任务");
    assert_eq!(tasks.count(), 5, "{told}");
}

/// A grid of words and figures, of which one is a plain sum and one is words around figures.
const GRID: &str = "\
measure 金额 in 元 { 元; 万元 = 10000元 }
dimension 项 { 水费; 电费 }
ledger 支出 { 金额 : 金额; 项 }
items 支出 in 元 { 水费 30000.00; 电费 40000.00 }
form 简表 \"简表\" no \"表 1\" in 万元 grid 3 {
  band { cells \"合计\" 支出 wide 2 }
  band { cells \"说明\" \"支出{支出}。\" wide 2 }
  band \"明细\" { rows of 支出 { each 项 }; column \"项\" = name; column \"金额\" = 支出 }
}
document \"文\" { 简表 }
";

#[test]
fn a_figure_in_a_cell_of_a_band_is_a_sum_of_facts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.budget");
    std::fs::write(&path, GRID).unwrap();
    let session = session();
    let checked = session.ask(&path).check().unwrap();
    let mut workbook = printed_workbook(&checked.document);
    let taken = take_in(&session, &path, &workbook);
    assert!(taken.imported.findings.is_empty() && taken.changes.is_empty(), "{:?}", said(&taken.imported.findings));
    assert_eq!(taken.imported.cells, 3);
    let total = workbook.sheets[0]
        .cells
        .iter_mut()
        .find(|cell| matches!(&cell.value, SheetValue::Text(words) if words == "7万元"));
    total.unwrap().value = SheetValue::Text("8万元".to_owned());
    let told = take_in(&session, &path, &workbook).imported.findings;
    assert!(told.iter().any(|one| one.kind == FindingKind::Error), "{:?}", said(&told));
}

#[test]
fn facts_that_no_table_tells_are_asked_and_nothing_is_invented() {
    let (_, workbook, session, path) = emptied("reports/town/2025.budget");
    let taken = take_in(&session, &path, &workbook);
    assert!(
        taken.imported.findings.iter().all(|finding| finding.kind != FindingKind::Error),
        "{:?}",
        said(&taken.imported.findings)
    );
    let asked = said(&taken.imported.findings);
    assert!(
        asked.iter().any(|text| text.contains("「expenditures」") && text.contains("department、object、fund")),
        "{asked:?}"
    );
}

#[test]
fn what_the_report_says_counts_where_tables_leave_a_choice() {
    for report in [CHENGPU, "reports/district/2024.budget", "reports/town/2025.budget"] {
        let (path, session) = (repository().join(report), session());
        let checked = session.ask(&path).check().unwrap();
        let whole = printed_workbook(&checked.document);
        // all its tables, and each alone
        let alone = whole.sheets.iter().map(|sheet| Workbook { sheets: vec![sheet.clone()], ..Workbook::default() });
        for book in alone.chain([whole.clone()]) {
            let taken = take_in(&session, &path, &book);
            let findings = &taken.imported.findings;
            let told = findings.iter().filter(|finding| finding.kind != FindingKind::Note).cloned().collect::<Vec<_>>();
            let name = book.sheets.first().map(|sheet| sheet.name.clone());
            assert!(
                taken.files.is_empty() && told.is_empty(),
                "{report} {name:?} {:?} {:?}",
                taken.changes,
                said(&told)
            );
        }
    }
}

#[test]
fn rows_of_sums_may_be_blank_or_not_be_there() {
    let (checked, full, session, path) = emptied(CHENGPU);
    let told_by = |book: &Workbook| {
        let taken = take_in(&session, &path, book);
        assert!(
            taken.imported.findings.iter().all(|one| one.kind == FindingKind::Note),
            "{:?}",
            said(&taken.imported.findings)
        );
        told(&taken.checked.report, &taken.imported.facts)
    };
    let all = told_by(&full);
    assert!(!all.is_empty() && typed(&checked).len() >= all.len());
    // the rows of the upper levels, and the line of all, of the tables by codes
    let upper = |sheet: &Sheet, row: u32| {
        let coded = |column| sheet.cells.iter().any(|cell| (cell.place.row, cell.place.column) == (row, column));
        sheet.cells.iter().any(|cell| cell.place.row == row && cell.place.column == 0) && !coded(2) && row > 6
    };
    let mut blank = full.clone();
    for at in [1, 2, 4, 5] {
        let sheet = &mut blank.sheets[at];
        let whole = sheet.clone();
        sheet.cells.retain(|cell| !upper(&whole, cell.place.row) || !matches!(cell.value, SheetValue::Number(_)));
        assert!(sheet.cells.len() < whole.cells.len());
    }
    assert_eq!(told_by(&blank), all);
}

/// A sheet that this program writes beside the tables is none that was not recognised.
#[test]
fn lists_beside_the_tables_are_no_unknown_sheets() {
    let path = repository().join(CHENGPU);
    let session = session();
    let checked = session.ask(&path).check().unwrap();
    let format = budgetc::emit::find("xlsx").unwrap();
    let written = checked.evaluated(|it| (format.write)(it, &budgetc::emit::FormatOptions::default())).unwrap();
    let budgetc::emit::OutputBytes::File(bytes) = written else { panic!("a workbook is a file") };
    let (book, _) = budgetc::tables::read("2026.xlsx", &bytes).unwrap();
    assert!(
        book.sheets.iter().any(|sheet| sheet.name == "核对") && book.sheets.iter().any(|sheet| sheet.name == "来源")
    );
    let taken = take_in(&session, &path, &book);
    assert_eq!(said(&taken.imported.findings), Vec::<String>::new());
    assert!(taken.imported.cells > 100 && taken.files.is_empty());
}

/// Spending, and what refers to it.
const REFERRED: &str = "\
measure 金额 in 元 { 元; 万元 = 10000元 }
dimension 项 { 水费; 电费 }
ledger 支出 { 金额 : 金额; 项 }
ledger 总额 { 金额 : 金额; 项 }
items 支出 { 水费 300; 电费 400 }
items 总额 { 水费 := 支出[水费]; 电费 := 支出[电费] }
form 支出表 \"支出表\" in 元 { rows of 支出 { each 项; line \"合计\" }; column \"项\" = name; column \"金额\" = 支出 }
form 总表 \"总额表\" in 元 { rows of 总额 { each 项 }; column \"名\" = name; column \"数\" = 总额 }
document \"文\" style std.style.plain lang \"zh-CN\" { 支出表; 总表 }
";

#[test]
fn what_refers_to_a_changed_figure_has_followed_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.budget");
    std::fs::write(&path, REFERRED).unwrap();
    let session = session();
    let book = printed_workbook(&session.ask(&path).check().unwrap().document);
    std::fs::write(&path, REFERRED.replace("电费 400", "电费 450")).unwrap();
    let session = self::session();
    let taken = take_in(&session, &path, &book);
    let changes: Vec<String> =
        taken.changes.iter().map(|one| format!("{:?} {} {}", one.kind, one.words, one.new)).collect();
    assert_eq!(changes, ["Changed 支出 电费 400"], "{:?}", said(&taken.imported.findings));
    // what still differs is told
    std::fs::write(&path, REFERRED.replace("电费 := 支出[电费]", "电费 := 支出[水费]")).unwrap();
    let session = self::session();
    let taken = take_in(&session, &path, &book);
    assert!(taken.changes.iter().any(|one| one.kind == budgetc::import::SpliceChangeKind::Kept), "{:?}", taken.changes);
}

#[test]
fn nothing_is_taken_into_a_report_that_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("b.budget"), REFERRED).unwrap();
    let here = |arguments: &[&str]| crate::cli::run(arguments, folder.path());
    assert_eq!(here(&["build", "b.budget", "--format", "xlsx"]).status.code(), Some(0));
    let torn = REFERRED.replace("电费 400", "电费 450 元 元 : 元");
    std::fs::write(folder.path().join("b.budget"), &torn).unwrap();
    let took = here(&["import", "b.xlsx", "--into", "b.budget", "--lang", "zh"]);
    let said = crate::cli::stderr(&took);
    assert_eq!(took.status.code(), Some(1), "{said}");
    assert!(said.contains("处写法错误，什么也没有读进去"), "{said}");
    assert_eq!(std::fs::read_to_string(folder.path().join("b.budget")).unwrap(), torn);
    assert!(!folder.path().join("b.origins.json").exists());
}

#[test]
fn titles_of_another_year_are_told_and_a_workbook_of_it_is_refused() {
    let year = |book: &mut Workbook, sheets: std::ops::Range<usize>| {
        for cell in book.sheets[sheets].iter_mut().flat_map(|sheet| &mut sheet.cells) {
            if let SheetValue::Text(words) = &mut cell.value {
                *words = words.replace("2026年", "2025年");
            }
        }
        // its number would tell which form it is
        book.sheets.iter_mut().for_each(|sheet| sheet.cells.retain(|cell| cell.place.row > 0));
        book.sheets.iter_mut().for_each(|sheet| sheet.name = sheet.name.replace("预算", "附"));
    };
    let kinds = |taken: &TakenIn| taken.imported.findings.iter().map(|one| one.kind).collect::<Vec<_>>();
    let (taken, said) = after(|book| year(book, 2..3));
    assert_eq!((kinds(&taken), taken.imported.tables.len()), (vec![FindingKind::Note], 9), "{said:?}");
    assert!(said[0].contains("标题里写的是另一年"), "{said:?}");
    let (taken, said) = after(|book| year(book, 0..9));
    assert_eq!((kinds(&taken), taken.imported.tables.len()), (vec![FindingKind::Error], 9), "{said:?}");
}

#[test]
fn the_row_of_all_may_be_called_otherwise() {
    let (taken, said) = after(|book| {
        for cell in book.sheets.iter_mut().flat_map(|sheet| &mut sheet.cells).filter(|cell| cell.place.row > 6) {
            match &mut cell.value {
                SheetValue::Text(words) if words == "合计" => *words = "总 计".to_owned(),
                _ => {}
            }
        }
    });
    assert!(taken.imported.findings.iter().all(|one| one.kind == FindingKind::Note), "{said:?}");
    assert!(said.iter().any(|one| one.contains("「总计」按「合计」读")), "{said:?}");
}
