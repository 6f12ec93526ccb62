//! What may stand where somebody types: what the place around says already, what last year's report had, what forms ask for.

use std::path::Path;
use std::sync::Arc;

use budgetc::project::ProjectOptions;
use budgetc::session::{Candidate, Session, Sort};

use crate::support::Memory;

const LIBRARY: &str = "measure 金额 in 万元 { 元; 万元 = 10000元 }
dimension 性质 { 基本; 项目 }
dimension 科目 levels 类 3, 款 2 { 205 教育 { 01 管理; 02 \"普通 教育\"; 03 职教 }; 208 社保 { 05 养老; 11 助残 }; 213 农林 { 01 农业 } }
dimension 方向 { 正向; 反向 }
dimension 任务 open with 走向: 方向, 说明: text { 甲 走向: 正向 说明: \"x\" }
ledger 支出 { 金额 : 金额; 性质; 科目.款 }
ledger 目标 { 任务; 值 : value; 权重 : number optional; 方向 optional }
check 有数: 支出 > 0万元
form 表 \"表\" in 万元 { rows of 支出 { line \"农业\" at 213-01; each 科目.款 }; column \"科目\" = name; column \"金额\" = 支出 }
";

const LAST: &str = "use 库
items 支出 in 万元 { 基本 { 205 { 01 10.00; 02 20.00 }; 208-05 5.00 }; 项目 205-02 7.00 }
";

/// A report with a row under way, which ends where `|` stands.
const REPORT: &str = "use 库
use \"last.budget\" as 上年
items 支出 in 万元 {
  基本 205 教育 {
    01 管理 11.00
    #
  }
  基本 208-05 6.00
}
document \"x\" style std.style.plain { 表 }
";

/// What is offered where `|` stands, by kind.
fn offered(report: &str) -> Vec<Candidate> {
    let byte = report.find('|').unwrap();
    let text = report.replacen('|', "", 1);
    let files = [("库.budget", LIBRARY.to_owned()), ("last.budget", LAST.to_owned()), ("r.budget", text)];
    let options = ProjectOptions { root: Some("".into()), std: None };
    let session = Session::new(Arc::new(files.into_iter().collect::<Memory>()), options);
    session.ask(Path::new("r.budget")).may_stand(Path::new("r.budget"), byte).unwrap().candidates
}

fn texts(all: &[Candidate], kind: Sort) -> Vec<String> {
    let own = all.iter().filter(|one| one.kind == kind);
    own.map(|one| format!("{} {}", one.says, one.text).trim().to_owned()).collect()
}

#[test]
fn a_block_offers_what_lies_beneath_it_and_is_not_said() {
    let inside = offered(&REPORT.replace('#', "|"));
    // the first has facts
    assert_eq!(texts(&inside, Sort::Member), ["01 管理", "02 \"普通 教育\"", "03 职教"]);
    assert_eq!(texts(&inside, Sort::Row), ["02 \"普通 教育\"  ……"]);
    let outside = offered(&REPORT.replace("\n    #", "").replace("6.00\n", "6.00\n  |\n"));
    let members = texts(&outside, Sort::Member);
    assert!(
        members.contains(&"205-02 \"普通 教育\"".to_owned()) && members.contains(&"基本".to_owned()),
        "{members:?}"
    );
    let rows = ["基本 205-02 \"普通 教育\"  ……", "项目 205-02 \"普通 教育\"  ……"];
    assert_eq!(texts(&outside, Sort::Row), rows);
}

#[test]
fn a_row_is_wanted_that_a_form_names() {
    let named = offered(&REPORT.replace("\n    #", "").replace("  基本 208-05 6.00\n", "  基本 { | }\n"));
    let rows = texts(&named, Sort::Row);
    assert!(rows.contains(&"213-01 农业  ……".to_owned()), "{rows:?}");
    assert!(rows.contains(&"208-05 养老  ……".to_owned()), "{rows:?}");
    // one that is there is not
    let there = offered(&REPORT.replace("\n    #", "").replace("208-05 6.00\n", "213-01 6.00; |\n"));
    assert!(!texts(&there, Sort::Row).iter().any(|row| row.contains("213-01")));
}

/// Obeyed, the row leaves only the number to be written.
#[test]
fn a_wanted_row_reads_as_it_is_meant() {
    for row in texts(&offered(&REPORT.replace('#', "|")), Sort::Row) {
        let report = REPORT.replace('#', &row.replace("……", "20.00"));
        let checked = crate::support::check_files(
            "r.budget",
            &[("r.budget", report.as_bytes()), ("库.budget", LIBRARY.as_bytes()), ("last.budget", LAST.as_bytes())],
        );
        assert!(checked.is_sound(), "{row}: {}", crate::support::shown(&checked));
    }
}

#[test]
fn behind_a_code_stands_its_name_and_behind_a_number_little() {
    let named = offered(&REPORT.replace('#', "02 |"));
    assert!(texts(&named, Sort::Member).contains(&"\"普通 教育\"".to_owned()), "{named:?}");
    assert_eq!(texts(&named, Sort::Row), Vec::<String>::new());
    let many: String = (0..150).map(|n| format!("; {:02} 项{n}", n % 100)).collect();
    let rows =
        format!("dimension 多 {{ 一{many} }}\nledger 量 {{ 数 : number; 多; 性质 }}\nitems 量 {{ 基本 3.5 |\n}}\n");
    let behind = offered(&format!("use 库\n{}", rows.replace("; 0", "; 零").replace("; ", ";\n")));
    assert!(behind.len() <= 100, "{}", behind.len());
}

#[test]
fn values_of_labels_and_what_levels_say() {
    let value = offered("use 库\nmembers 任务 { 乙  走向: |\n}\n");
    assert_eq!(texts(&value, Sort::Member), ["反向", "正向"]);
    let value = offered("use 库\nitems 目标 { 甲 \"x\" 方向: |\n}\n");
    assert_eq!(texts(&value, Sort::Member), ["反向", "正向"]);
    assert_eq!(value.len(), 2);
    let words = offered("use 库\nmembers 任务 { 乙  说明: |\n}\n");
    assert_eq!(words, []);
    let of = offered("use 库\nlevel |");
    assert!(texts(&of, Sort::Lint).contains(&"B0701".to_owned()) && texts(&of, Sort::Check) == ["有数"], "{of:?}");
    let level = offered("use 库\nlevel B0701 |");
    let words = texts(&level, Sort::Keyword);
    assert!(words.iter().any(|word| word.contains("off")) && words.len() == 6, "{words:?}");
    let because = offered("use 库\naccept B0701 \"3\" |");
    assert!(texts(&because, Sort::Keyword).iter().any(|word| word.contains("because")), "{because:?}");
}

#[test]
fn coordinates_that_have_facts_come_first() {
    let all = offered(&REPORT.replace("\n    #", "").replace("{ 表 }", "{ \"{支出[|]}\" 表 }"));
    let members: Vec<&Candidate> = all.iter().filter(|one| one.kind == Sort::Member).collect();
    let likely: Vec<&str> = members.iter().filter(|one| one.likely).map(|one| one.text.as_str()).collect();
    assert_eq!(likely, ["基本", "教育", "管理", "社保", "养老"]);
    assert!(members.iter().position(|one| !one.likely).is_some_and(|first| first == likely.len()));
}
