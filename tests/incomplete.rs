//! Tables that are not all there: what is missing is asked by name, and what is left contradicts nothing.

use std::collections::BTreeMap;

use budgetc::import::FindingKind;
use budgetc::project::Checked;
use budgetc::session::TakenIn;
use budgetc::tables::{Sheet, SheetExtent, SheetPlace, SheetValue};

use crate::import::{CHENGPU, NANCHONG, emptied, said, take_in, told, typed};

const DISTRICT: &str = "reports/district/2024.budget";

/// How many findings of a kind there are.
fn count(taken: &TakenIn, kind: FindingKind) -> usize {
    taken.imported.findings.iter().filter(|finding| finding.kind == kind).count()
}

/// The facts that are told and are none of the report's.
fn false_ones(was: &BTreeMap<String, String>, taken: &TakenIn) -> Vec<String> {
    let is = told(&taken.checked.report, &taken.imported.facts);
    is.into_iter().filter(|(key, value)| was.get(key) != Some(value)).map(|(key, _)| key).collect()
}

/// All facts of the ledgers of which some are told.
fn of_told(checked: &Checked, taken: &TakenIn) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    let is = told(&taken.checked.report, &taken.imported.facts);
    let ledger = |key: &str| key.split(' ').next().map(str::to_owned);
    let ledgers: Vec<_> = is.keys().map(|key| ledger(key)).collect();
    let mut was = typed(checked);
    was.retain(|key, _| ledgers.contains(&ledger(key)));
    (was, is)
}

/// A sheet without some places, the others moved up.
fn without(sheet: &Sheet, gone: impl Fn(SheetPlace) -> bool, moved: impl Fn(SheetPlace) -> SheetPlace) -> Sheet {
    let mut left = sheet.clone();
    left.cells.retain(|cell| !gone(cell.place));
    left.cells.iter_mut().for_each(|cell| cell.place = moved(cell.place));
    let left_of = |SheetExtent { first, last }: &SheetExtent| {
        let rows = first.row..=last.row;
        let all = rows.flat_map(|row| (first.column..=last.column).map(move |column| SheetPlace { row, column }));
        let all: Vec<SheetPlace> = all.filter(|place| !gone(*place)).map(&moved).collect();
        let (first, last) = (*all.first()?, *all.last()?);
        (first != last).then_some(SheetExtent { first, last })
    };
    left.merges = sheet.merges.as_ref().map(|merges| merges.iter().filter_map(left_of).collect());
    left
}

fn without_row(sheet: &Sheet, row: u32) -> Sheet {
    let up = |place: SheetPlace| SheetPlace { row: place.row - u32::from(place.row > row), ..place };
    without(sheet, |place| place.row == row, up)
}

/// A sheet without a column of its table; what stands above stays.
fn without_column(sheet: &Sheet, column: u32) -> Sheet {
    let beneath = |place: SheetPlace| place.row > 2;
    let left = |place: SheetPlace| SheetPlace {
        column: place.column - u32::from(beneath(place) && place.column > column),
        ..place
    };
    without(sheet, |place| beneath(place) && place.column == column, left)
}

#[test]
fn a_sheet_that_is_missing_contradicts_nothing() {
    for report in [CHENGPU, DISTRICT, NANCHONG] {
        let (checked, workbook, session, path) = emptied(report);
        let was = typed(&checked);
        for sheet in 0..workbook.sheets.len() {
            let mut left = workbook.clone();
            let gone = left.sheets.remove(sheet);
            let taken = take_in(&session, &path, &left);
            let told = said(&taken.imported.findings);
            assert_eq!(count(&taken, FindingKind::Error), 0, "{report} {} {told:?}", gone.name);
            let asked = count(&taken, FindingKind::Question) > 0;
            assert!(asked || false_ones(&was, &taken).is_empty(), "{report} {} {told:?}", gone.name);
            let absent = told.iter().filter(|text| text.contains("张表格没有对应的表")).count();
            // a form that is placed only under a condition may be absent
            assert!(absent == 1 || absent == 0 && report == NANCHONG, "{report} {} {told:?}", gone.name);
        }
    }
}

#[test]
fn a_missing_sheet_that_would_tell_is_named() {
    let (_, mut workbook, session, path) = emptied(DISTRICT);
    workbook.sheets.retain(|sheet| !sheet.name.contains('8'));
    let taken = take_in(&session, &path, &workbook);
    let question = taken.imported.findings.iter().find(|finding| finding.kind == FindingKind::Question).unwrap();
    assert!(question.way_out.as_ref().unwrap().zh.contains("公开表8"), "{question:?}");
}

#[test]
fn facts_that_only_checks_tell_come_back() {
    let (checked, workbook, session, path) = emptied(DISTRICT);
    let taken = take_in(&session, &path, &workbook);
    // spending by source is told by receipts, by unit by nothing
    let (was, is) = of_told(&checked, &taken);
    let known = |all: &BTreeMap<String, String>| {
        let own = all.iter().filter(|(key, _)| key.starts_with("收入 ") || key.starts_with("支出 "));
        own.map(|(key, value)| format!("{key} = {value}")).collect::<Vec<_>>()
    };
    assert_eq!(known(&was), known(&is));
    assert!(false_ones(&typed(&checked), &taken).is_empty());
    assert_eq!((count(&taken, FindingKind::Error), count(&taken, FindingKind::Question)), (0, 1));
}

/// What one unit of a department passes on to another is told by the row in which it is taken off again; amounts to the cent, printed
/// in tens of thousands, by tables that are rounded.
#[test]
fn a_department_without_its_rows_is_asked_for_what_its_tables_do_not_tell() {
    let (checked, workbook, session, path) = emptied("reports/dept/2024.budget");
    let taken = take_in(&session, &path, &workbook);
    let findings = said(&taken.imported.findings);
    assert_eq!(count(&taken, FindingKind::Error), 0, "{findings:?}");
    assert!(findings.iter().any(|text| text.contains("按四舍五入看待")), "{findings:?}");
    let (was, is) = (typed(&checked), told(&taken.checked.report, &taken.imported.facts));
    let passed_on = |all: &BTreeMap<String, String>| {
        let own = all.iter().filter(|(key, _)| key.starts_with("收入 ") && key.ends_with("|对内"));
        own.map(|(key, value)| format!("{key} = {value}")).collect::<Vec<_>>()
    };
    assert_eq!(passed_on(&is), passed_on(&was));
    // a fact that no row of the report has is of something that is asked
    let asked = |key: &str| {
        let own = format!("「{}」有", key.split(' ').next().unwrap());
        taken.imported.findings.iter().any(|one| one.kind == FindingKind::Question && one.text.zh.contains(&own))
    };
    let false_ones: Vec<&String> = is.keys().filter(|key| !was.contains_key(*key) && !asked(key)).collect();
    assert!(false_ones.is_empty(), "{false_ones:?} {findings:?}");
}

#[test]
fn a_row_that_one_table_lacks_is_read_from_the_others() {
    let (checked, workbook, session, path) = emptied(CHENGPU);
    // single rows, headings of several, a total
    for (sheet, row) in [(1, 8), (2, 10), (4, 8), (2, 16), (4, 6), (2, 27)] {
        let mut left = workbook.clone();
        left.sheets[sheet] = without_row(&left.sheets[sheet], row);
        let taken = take_in(&session, &path, &left);
        let told = said(&taken.imported.findings);
        let (was, is) = of_told(&checked, &taken);
        assert_eq!(was, is, "{sheet} {row} {told:?}");
        assert_eq!(count(&taken, FindingKind::Error), 0, "{sheet} {row} {told:?}");
    }
    let mut left = workbook.clone();
    left.sheets[2] = without_row(&left.sheets[2], 10);
    let told = said(&take_in(&session, &path, &left).imported.findings);
    assert!(told.iter().any(|text| text.contains("少了 1 行，别的表格里有")), "{told:?}");
}

#[test]
fn a_table_without_one_of_its_code_columns_is_read_by_names() {
    let (checked, workbook, session, path) = emptied(CHENGPU);
    for column in 0..3 {
        let mut left = workbook.clone();
        left.sheets[2] = without_column(&left.sheets[2], column);
        let taken = take_in(&session, &path, &left);
        let (was, is) = of_told(&checked, &taken);
        assert_eq!(was, is, "{column} {:?}", said(&taken.imported.findings));
    }
}

#[test]
fn a_cell_that_is_no_number_is_the_only_error() {
    let (_, workbook, session, path) = emptied(CHENGPU);
    for sheet in 0..workbook.sheets.len() {
        let mut torn = workbook.clone();
        let numbers = torn.sheets[sheet].cells.iter_mut().filter(|cell| matches!(cell.value, SheetValue::Number(_)));
        let Some(cell) = numbers.last() else { continue };
        cell.value = SheetValue::Error("#REF!".into());
        let place = cell.place.name();
        let taken = take_in(&session, &path, &torn);
        let errors = taken.imported.findings.iter().filter(|finding| finding.kind == FindingKind::Error);
        let errors: Vec<_> = errors.cloned().collect();
        assert!(errors.len() == 1 && said(&errors)[0].contains(&format!("!{place} 这里应是数")), "{:?}", said(&errors));
    }
}

#[test]
fn a_code_that_is_no_member_is_told_with_the_member_of_its_name() {
    let (_, mut workbook, session, path) = emptied(DISTRICT);
    let own = workbook.sheets.iter().position(|sheet| sheet.name.contains('8')).unwrap();
    let cells = &mut workbook.sheets[own].cells;
    let cell = cells.iter_mut().find(|cell| matches!(&cell.value, SheetValue::Text(words) if words == "津贴补贴"));
    let place = SheetPlace { column: 1, ..cell.unwrap().place };
    let code = cells.iter_mut().find(|cell| cell.place == place).unwrap();
    code.value = SheetValue::Text("98".to_owned());
    let taken = take_in(&session, &path, &workbook);
    let errors = taken.imported.findings.iter().filter(|finding| finding.kind == FindingKind::Error);
    let errors: Vec<_> = errors.collect();
    assert!(
        errors.len() == 1 && errors[0].text.zh.contains("30198 津贴补贴，「经济科目」里没有这个编码"),
        "{:?} {:?}",
        said(&taken.imported.findings),
        taken.declared
    );
    assert!(errors[0].way_out.as_ref().unwrap().zh.contains("同名的有：301-02 津贴补贴"), "{errors:?}");
}
