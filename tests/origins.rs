//! Where typed facts came from, kept beside a report: shown where the value is still the same, and void where it is not.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use budgetc::base::Lang;
use budgetc::explain::Answer;
use budgetc::model::{Fact, Report};
use budgetc::project::{Origins, ProjectOptions, TableFile};
use budgetc::render::explain as forms;
use budgetc::session::{Explained, Session};
use codespan_reporting::term::termcolor::NoColor;

use crate::support::{Memory, check};

const REPORT: &str = r#"measure 钱 in 万元 { 元; 万元 = 10000元 }
dimension 架 levels 层, 格 { 一层 { 左; 右 }; 二层 { 左 } }
dimension 号 levels 号 3 { 101 甲; 102 乙 }
ledger 支出 { 额 : 钱; 号; 架.格 }
ledger 指标 { 名 : text; 值 : value; 号 }
items 支出 in 万元 { 101 甲 { 一层 左 3.00; 二层 左 1.50 }; 102 乙 一层 右 0.25 }
items 指标 { 101 { "册数" 120册; "期限" "12月底" } }
let 全部 = 支出
document "册" lang "zh-CN" { "{全部}" }
"#;

fn noted(report: &Report) -> Origins {
    let mut origins = Origins::default();
    origins.tables.push(TableFile::of("预算.xlsx", b"bytes"));
    for (at, fact) in report.facts.iter().enumerate() {
        let field = fact.values.len() - 1;
        origins.note(report, fact, field, vec![format!("预算.xlsx!表1!C{}", at + 2)]);
    }
    origins
}

fn explained(report: &str, beside: Option<&str>) -> Explained {
    let mut files = vec![(PathBuf::from("/r.budget"), report.as_bytes().to_vec())];
    files.extend(beside.map(|text| (PathBuf::from("/r.origins.json"), text.as_bytes().to_vec())));
    let options = ProjectOptions { root: Some(PathBuf::from("/")), ..ProjectOptions::default() };
    let session = Session::new(Arc::new(Memory::of(files)), options);
    session.ask(Path::new("/r.budget")).explain("全部").unwrap()
}

fn human(explained: &Explained, lang: Lang) -> String {
    let Answer::Trees(trees) = &explained.answer else { panic!("{:?}", explained.answer) };
    let mut buffer = NoColor::new(Vec::new());
    forms::human(&mut buffer, trees, &explained.checked.sources, lang).unwrap();
    String::from_utf8(buffer.into_inner()).unwrap()
}

#[test]
fn an_explained_amount_tells_the_cells_that_it_was_read_from() {
    let text = noted(&check(REPORT).report).written();
    assert!(!human(&explained(REPORT, None), Lang::Zh).contains("来自"));
    let shown = human(&explained(REPORT, Some(&text)), Lang::Zh);
    for cell in ["来自 预算.xlsx!表1!C2", "来自 预算.xlsx!表1!C3", "来自 预算.xlsx!表1!C4"] {
        assert!(shown.contains(cell), "{shown}");
    }
    assert!(human(&explained(REPORT, Some(&text)), Lang::En).contains("from 预算.xlsx!表1!C2"));
    // what was typed since then came from no cell; another row, unit or order changes nothing
    let changed = REPORT
        .replace("items 支出 in 万元 { 101 甲 { 一层 左 3.00;", "items 支出 in 元 { 101 甲 { 一层 左 31000;")
        .replace("1.50", "15000")
        .replace("0.25", "2500.00");
    let shown = human(&explained(&changed, Some(&text)), Lang::Zh);
    assert!(!shown.contains("C2") && shown.contains("C3") && shown.contains("C4"), "{shown}");
}

#[test]
fn origins_come_back_from_their_file_and_of_texts_too() {
    let checked = check(REPORT);
    let report = &checked.report;
    let origins = noted(report);
    let files = Memory::of(vec![(PathBuf::from("r.origins.json"), origins.written().into_bytes())]);
    let again = Origins::read(Path::new("r.budget"), &files).unwrap().unwrap();
    assert_eq!((&again.tables, &again.facts, again.written()), (&origins.tables, &origins.facts, origins.written()));
    assert_eq!(again.tables[0].sha256.len(), 64);
    let from = |fact: &Fact| again.index().of(report, fact, fact.values.len() - 1).to_vec();
    for (at, fact) in report.facts.iter().enumerate() {
        assert_eq!(from(fact), [format!("预算.xlsx!表1!C{}", at + 2)]);
    }
}

#[test]
fn what_the_report_no_longer_says_is_dropped() {
    let mut origins = noted(&check(REPORT).report);
    let fewer = check(&REPORT.replace("一层 左 3.00; ", "").replace("0.25", "0.75"));
    let first = fewer.report.facts[0].clone();
    origins.keep_known(&fewer.report, |_| false);
    assert_eq!(origins.facts.len(), 3);
    assert_eq!(origins.tables.len(), 1);
    assert_eq!(origins.index().of(&fewer.report, &first, 0), ["预算.xlsx!表1!C3"]);
    origins.keep_known(&fewer.report, |_| true);
    assert!(origins.facts.is_empty() && origins.tables.is_empty());
}

#[test]
fn a_file_of_origins_that_cannot_be_read_is_told_and_stops_nothing() {
    for odd in ["", "{}", "[1", r#"{"version": 9, "tables": [], "facts": []}"#] {
        let explained = explained(REPORT, Some(odd));
        assert!(matches!(explained.answer, Answer::Trees(_)), "{odd}");
        assert!(explained.lost.is_some_and(|why| why.en.contains("r.origins.json")), "{odd}");
    }
}

#[test]
fn a_finding_tells_the_cell_of_the_figure_that_it_accuses() {
    let wrong = REPORT.replace("items 支出 in 万元 {", "items 支出 in 万元 { 合计 5.75;");
    let text = noted(&check(REPORT).report).written();
    let found = |beside: Option<&str>| {
        let mut files = vec![(PathBuf::from("/r.budget"), wrong.as_bytes().to_vec())];
        files.extend(beside.map(|text| (PathBuf::from("/r.origins.json"), text.as_bytes().to_vec())));
        let options = ProjectOptions { root: Some(PathBuf::from("/")), ..ProjectOptions::default() };
        let session = Session::new(Arc::new(Memory::of(files)), options);
        let checked = session.ask(Path::new("/r.budget")).check().unwrap();
        budgetc::render::plain(&checked.sources, &checked.problems, Lang::Zh)
    };
    let told = found(Some(&text));
    assert!(told.contains("3.00 来自 预算.xlsx!表1!C2"), "{told}");
    assert!(!found(None).contains("来自"));
}

#[test]
fn an_explanation_for_programs_tells_the_cells() {
    let text = noted(&check(REPORT).report).written();
    let explained = explained(REPORT, Some(&text));
    let Answer::Trees(trees) = &explained.answer else { panic!() };
    let json = forms::json(trees, &explained.checked.sources);
    assert!(json.contains("\"from\": [\n") && json.contains("预算.xlsx!表1!C3"), "{json}");
}
