//! What a disclosure may get wrong though all its sums hold: found by the checks of the carried libraries, in the report that a
//! new user starts from.

use crate::support::{check, check_beside, files, read, shown};

const STARTER: &str = "stdlib/starter/2024.budget";

/// The starter with some of its words changed.
fn starter(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(read(STARTER), |text, (old, new)| {
        assert_eq!(text.matches(old).count(), 1, "{old}");
        text.replace(old, new)
    })
}

/// What is said of the starter when it is changed so.
fn said(changes: &[(&str, &str)]) -> String {
    shown(&check(&starter(changes)))
}

/// A change that brings this finding alone, and a further one that takes it away.
fn found_and_mended(change: &[(&str, &str)], finding: &str, mending: &[(&str, &str)]) {
    let wrong = said(change);
    assert!(wrong.contains(finding), "{finding}\n{wrong}");
    assert_eq!(wrong.matches("= more: budgetc explain").count(), 1, "{finding} alone\n{wrong}");
    let mended = said(&[change, mending].concat());
    assert!(mended.is_empty(), "{finding} mended\n{mended}");
}

#[test]
fn the_starter_is_clean() {
    assert_eq!(said(&[]), "");
}

#[test]
fn several_units_need_a_name_for_the_cover() {
    let two = ("001 青溪县档案馆 }", "001 青溪县档案馆; 002 青溪县地方志编纂中心 }");
    let all = ("set 部门预算编码", "set 部门全称 = \"青溪县档案馆及所属单位\"\nset 部门预算编码");
    let idle = ("at 412-001\n", "at 412-001\naccept B0711 \"412-002 青溪县地方志编纂中心\" because \"今年没有收支\"\n");
    found_and_mended(&[two, idle], "`部门名称`", &[all]);
}

#[test]
fn a_former_report_is_of_an_earlier_year() {
    let report = starter(&[("items 上年经费", "use \"past.budget\" as 上年\nitems 上年经费")]);
    let past = |year: &str| {
        let text = starter(&[("set 年度 = 2024", &format!("set 年度 = {year}"))]);
        shown(&check_beside(&report, &[("past.budget".to_owned(), text)]))
    };
    for year in ["2024", "2025"] {
        let same = past(year);
        assert!(same.contains(&format!("a former report that it uses is of {year}")), "{same}");
    }
    assert_eq!(past("2023"), "");
}

#[test]
fn a_project_whose_targets_are_published_says_what_it_is_for() {
    let goal = "  目标: \"更换库房温湿度调控设备，库房环境达到规范要求，档案实体安全。\"";
    found_and_mended(
        &[(goal, "")],
        "`目标齐全`",
        &[("  档案库房维护经费  类别: 特定目标类", &format!("  档案库房维护经费  类别: 特定目标类{goal}"))],
    );
}

#[test]
fn a_date_left_over_from_another_year() {
    let wrong = said(&[("2024年9月30日前", "2022年9月30日前")]);
    assert!(wrong.contains("B0706") && wrong.contains("2022"), "{wrong}");
}

/// The running cost of a car, the same as the year before.
const CAR: [(&str, &str); 3] = [
    (
        "      29 福利费                                                1.50\n",
        "      31 公务用车运行维护费                                    1.50\n",
    ),
    ("items 上年三公 in 万元 { 接待经费 0.50 }", "items 上年三公 in 万元 { 接待经费 0.50; 用车经费 1.50 }"),
    ("items 公布三公变化 in 万元 { 接待经费 -0.10 }", "items 公布三公变化 in 万元 { 接待经费 -0.10; 用车经费 0.00 }"),
];

#[test]
fn cars_cost_and_costs_have_a_car() {
    found_and_mended(&CAR, "`用车有车`", &[("set 公务用车 = 0辆", "set 公务用车 = 1辆")]);
    let alone = said(&[("set 公务用车 = 0辆", "set 公务用车 = 2辆")]);
    assert!(alone.contains("`用车有费用`"), "{alone}");
}

#[test]
fn what_is_bought_is_spent() {
    let wrong = said(&[("items 政府采购 in 万元 { 货物 8.00 }", "items 政府采购 in 万元 { 货物 800.00 }")]);
    assert!(wrong.contains("`采购不超支出`"), "{wrong}");
}

#[test]
fn a_target_of_cost_stays_within_the_budget() {
    let over = ("经济成本指标 \"维护成本\" ≤ 12万元", "经济成本指标 \"维护成本\" ≤ 120万元");
    let wrong = said(&[over]);
    assert!(wrong.contains("`成本不超预算`"), "{wrong}");
    // in another unit it is the same amount; rounded up it is within
    for fine in ["120000元", "12.1万元"] {
        let mended = said(&[(over.0, &format!("经济成本指标 \"维护成本\" ≤ {fine}"))]);
        assert!(!mended.contains("`成本不超预算`"), "{fine}\n{mended}");
    }
    // what is of another kind is no amount
    let other = said(&[(over.0, "经济成本指标 \"维护人次\" ≤ 1200人次")]);
    assert!(!other.contains("`成本不超预算`"), "{other}");
}

#[test]
fn allowances_of_the_bereaved_are_no_pensions() {
    let wages = (
        "      01 基本工资                                             42.00\n",
        "      01 基本工资                                             40.00\n",
    );
    let sum = (
        "      合计                                                   145.30\n    }\n",
        "      合计                                                   143.30\n    }\n    303-05 生活补助 2.00\n",
    );
    assert_eq!(said(&[wages, sum]), "");
}

#[test]
fn one_reason_does_not_serve_a_rise_and_a_fall() {
    let more = [
        CAR[0],
        ("items 上年三公 in 万元 { 接待经费 0.50 }", "items 上年三公 in 万元 { 接待经费 0.50; 用车经费 1.20 }"),
        (
            "items 公布三公变化 in 万元 { 接待经费 -0.10 }",
            "items 公布三公变化 in 万元 { 接待经费 -0.10; 用车经费 0.30 }",
        ),
        ("set 公务用车 = 0辆", "set 公务用车 = 1辆"),
        ("set 三公变化原因 = \"严格控制公务接待\"", "set 三公变化原因 = \"按实际需要安排\""),
    ];
    let each = [(
        "set 三公变化原因 = \"按实际需要安排\"",
        "set 接待变化原因 = \"严格控制公务接待\"\nset 车辆变化原因 = \"油价上涨\"",
    )];
    found_and_mended(&more, "`车辆接待原因`", &each);
}

#[test]
fn small_changes_need_no_reason_where_the_report_says_so() {
    let silent = ("set 运行经费变化原因 = \"厉行节约，压减一般性支出\"\n", "");
    let wrong = said(&[silent]);
    assert!(wrong.contains("B0401") && wrong.contains("运行经费变化原因"), "{wrong}");
    let small = said(&[(silent.0, "set 说明界限 = 2%\n")]);
    assert!(!small.contains("B0401"), "{small}");
}

/// The national form has 26 classes of spending: neither funds of social insurance nor costs of issuing debt.
#[test]
fn the_final_account_has_the_classes_of_the_national_form() {
    let report = files("tests/forms", "final-account-small-2023.budget").remove(0).1;
    let checked = check(&format!("{report}\ndocument \"表\" style std.style.plain {{ 公开01表 }}\n"));
    let table = checked.document.tables().find(|table| table.id == "公开01表");
    let spending = |text: &str| text.contains('、') && text.ends_with("支出");
    let rows: Vec<String> = table.map_or_else(Vec::new, |table| {
        table.body.iter().flat_map(|row| row.cells.iter().skip(2).take(1)).map(|cell| cell.text.plain()).collect()
    });
    let classes: Vec<&String> = rows.iter().filter(|text| spending(text)).collect();
    assert_eq!(classes.len(), 26, "{rows:?}");
    assert_eq!(classes[25], "二十六、抗疫特别国债安排的支出");
}

#[test]
fn a_reason_goes_the_way_of_its_figure() {
    let rise = [
        ("items 上年经费 in 万元 { 公用经费 27.30 }", "items 上年经费 in 万元 { 公用经费 25.30 }"),
        ("  运行经费                                                    -0.50\n", "  运行经费 1.50\n"),
    ];
    let reason = "set 运行经费变化原因 = \"厉行节约，压减一般性支出\"";
    found_and_mended(&rise, "`运行经费增因`", &[(reason, "set 运行经费变化原因 = \"办公用房租金上涨\"")]);
    // a reason may name what fell beside what rose, and may speak of the year before
    for fine in ["厉行节约，但租金上涨", "上年压减了开支"] {
        assert_eq!(said(&[rise[0], rise[1], (reason, &format!("set 运行经费变化原因 = \"{fine}\""))]), "", "{fine}");
    }
    let fall = said(&[(reason, "set 运行经费变化原因 = \"物价上涨\"")]);
    assert!(fall.contains("`运行经费减因`"), "{fall}");
    let vague = said(&[(reason, "set 运行经费变化原因 = \"人员增减变动\"")]);
    assert!(vague.contains("`原因明确`"), "{vague}");
}

#[test]
fn common_slips_of_words_are_told() {
    let slip =
        said(&[("set 总体目标 = \"接收进馆档案应收尽收", "set 总体目标 = \"截止2024年底，接收进馆档案应收尽收")]);
    assert!(slip.contains("B0721") && slip.contains("截至2"), "{slip}");
}

#[test]
fn words_of_the_sample_are_told_in_the_paper_of_another() {
    let other = ("001 青溪县档案馆 }", "001 青溪县图书馆 }");
    let left = said(&[other]);
    assert_eq!(left.matches("check `样稿`").count(), 6, "{left}");
    let archive = said(&[("001 青溪县档案馆 }", "001 石桥县档案馆 }")]);
    assert!(!archive.contains("样稿"), "{archive}");
}

#[test]
fn what_words_list_the_tables_have() {
    let listed = [("以及办公费、差旅费等日常公用经费", "以及办公费、印刷费等日常公用经费")];
    found_and_mended(
        &listed,
        "`列举印刷费`",
        &[(
            "      01 办公费                                                6.00\n",
            "      01 办公费 5.00\n      02 印刷费 1.00\n",
        )],
    );
}
