//! What looks wrong: the golden list of faults, each planted and read in both languages; and the repairs that lints are certain of.

use budgetc::base::Lang;
use budgetc::project::Checked;

use crate::reports::open;
use crate::support::{check, check_beside, check_files, codes, files, outline, read, shown};

/// Slips in the starting report that the library's own checks and texts are for.
const SLIPS: [(&str, &str); 6] = [
    // spending on staff has changed, and no reason is given
    ("set 人员变化原因 =", "// set 人员变化原因 ="),
    // the department's code is another
    ("set 部门预算编码 = \"412\"", "set 部门预算编码 = \"421\""),
    // the weights of one project make 91
    ("≥ 300000页 权重: 20 正向指标", "≥ 300000页 权重: 21 正向指标"),
    // a bound whose direction is not that of its kind
    ("≤ 1% 权重: 15 反向指标", "≥ 1% 权重: 15 反向指标"),
    ("≥ 98% 权重: 20 正向指标", "≤ 98% 权重: 20 正向指标"),
    // an entry of the glossary that nothing was spent on, and spending without an entry
    ("  221-02-01 住房公积金\n}\n", "  208-05-01 行政单位离退休\n}\n"),
];

fn starter() -> String {
    read("stdlib/starter/2024.budget")
}

/// Each careless report by its name.
fn careless() -> Vec<(String, Checked)> {
    let stem = |name: &str| name.rsplit('/').next().unwrap().trim_end_matches(".budget").to_owned();
    let (beside, written): (Vec<_>, Vec<_>) =
        files("tests/careless", ".budget").into_iter().partition(|(name, _)| name.contains("/beside/"));
    let beside: Vec<(String, String)> =
        beside.into_iter().map(|(name, text)| (format!("{}.budget", stem(&name)), text)).collect();
    let written = written.into_iter().map(|(name, text)| (stem(&name), check_beside(&text, &beside)));
    let slipped = SLIPS.iter().fold(starter(), |text, (written, slip)| {
        assert_eq!(text.matches(written).count(), 1, "{written}");
        text.replace(written, slip)
    });
    written.collect::<Vec<_>>().into_iter().chain([("starter".to_owned(), check(&slipped))]).collect()
}

#[test]
fn what_is_careless_is_found() {
    for (name, checked) in careless() {
        for (lang, short) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            let said = budgetc::render::plain(&checked.sources, &checked.problems, lang);
            insta::with_settings!({ omit_expression => true, snapshot_path => "snapshots/careless", prepend_module_to_snapshot => false }, {
                insta::assert_snapshot!(format!("{name}_{short}"), said);
            });
        }
    }
}

/// The examples of the documents are clean too: *language*, *pages*, *json* and *guides* see to that.
#[test]
fn every_lint_is_tried_and_clean_reports_have_none() {
    let careless = careless();
    for code in budgetc::lint::codes() {
        assert!(
            careless.iter().any(|(_, checked)| codes(checked).contains(&code.number())),
            "{code} is in no report of tests/careless/"
        );
    }
    let page = read("docs/language.md");
    for code in budgetc::lint::codes() {
        assert!(
            page.contains(&format!("| [{code}](errors/{code}.md) |")),
            "{code} is not in the table of lints: UPDATE_DOCS=1 cargo test docs"
        );
    }
    for path in ["reports/nanchong-shebao-2024.budget", "reports/town/2025.budget", "stdlib/starter/2024.budget"] {
        let checked = open(path);
        assert!(checked.problems.is_empty(), "{path}\n{}", shown(&checked));
    }
}

/// One fault is one finding: what one lint has told, no other tells.
#[test]
fn a_fault_is_told_once() {
    let document = "document \"甲\" style std.style.plain { \"水费{支出[水费]}。\" }";
    let form = "rows of 支出 { each 用途 }; column \"用途\" = name; column \"金额\" = 支出";
    let lines =
        "rows of 支出 { line \"一\" at 水费; line \"二\" at 房租 }; column \"用途\" = name; column \"金额\" = 支出";
    let once = [
        // the power bill is read only by what is itself unused
        ("B0711", format!("let 其他 = 支出[电费]\n{document}")),
        ("B0711", format!("text 其他 = \"电费{{支出[电费]}}。\"\n{document}")),
        ("B0711", format!("form 表1 \"支出\" {{ {form} }}\n{document}")),
        ("B0711", format!("form 表1 \"支出\" {{ side \"支出\" {{ {form} }} }}\n{document}")),
        // no row of the form is the power bill's
        ("B0713", format!("form 表1 \"支出\" {{ {lines} }}\n{}", document.replace(" }", "; 表1 }"))),
        // a member of no fact that is another name of one that has facts
        (
            "B0705",
            "dimension 事项 open\nmembers 事项 { 其他交通费用; 其他交通费 }\nledger 往来 { 金额 : 金额; 事项 }\nitems 往来 { 其他交通费用 1.00 }\ndocument \"甲\" style std.style.plain { \"共{支出}、{往来}。\" }".to_owned(),
        ),
        // a code of no fact that the catalogue lacks
        (
            "B0715",
            "use std.china.2024.经济科目\nmembers 经济科目 { 302-10 差旅费 }\nledger 往来 { 金额 : 金额; 经济科目 }\nitems 往来 { 302-11 1.00 }\ndocument \"甲\" style std.style.plain { \"共{支出}、{往来}。\" }".to_owned(),
        ),
        // one above another that it lacks
        (
            "B0715",
            "use std.china.2024.功能科目\nmembers 功能科目 { 201 { 26 档案事务 { 04 档案馆 } } }\nledger 往来 { 金额 : 金额; 功能科目 }\nitems 往来 { 201-26-04 1.00 }\ndocument \"甲\" style std.style.plain { \"共{支出}、{往来}。\" }".to_owned(),
        ),
    ];
    for (code, written) in once {
        let ledger = "measure 金额 in 万元 { 元; 万元 = 10000元 }\ndimension 用途 { 水费; 电费; 房租 }\nledger 支出 { 金额 : 金额; 用途 }\nitems 支出 in 万元 { 水费 3.25; 电费 2.16 }\n";
        let checked = check(&format!("{ledger}{written}"));
        assert_eq!(codes(&checked), [code], "{written}\n{}", shown(&checked));
        assert_eq!(checked.problems.len(), 1, "{written}\n{}", shown(&checked));
    }
}

const LEDGER: &str = r#"
measure 金额 in 万元 { 元; 万元 = 10000元 }
dimension 用途 { 水费; 电费 }
ledger 支出 { 金额 : 金额; 用途 }
items 支出 { 水费 3.25; 电费 2.16 }
let 全年 = 支出
check 限额: 全年 <= 6万元
"#;

/// A sum that nobody states is found by the name before it.
#[test]
fn a_typed_sum_behind_its_name_becomes_a_hole() {
    let ledger = "measure 金额 in 万元 { 元; 万元 = 10000元 }\ndimension 部门 { 教育 }\n\
                  dimension 科目 levels 类 3, 款 2 { 205 教育 { 01 管理; 02 普教 }; 208 社保 { 05 养老 } }\n\
                  ledger 支出 { 金额 : 金额; 部门; 科目 }\n\
                  items 支出 in 万元 { 部门: 教育 { 205-01 52.09; 205-02 6100.00; 208-05 43.21 } }\n";
    for (said, hole) in [
        ("其中教育6152.09万元", Some("{支出[205]}")),
        ("其中社保43.21万元", Some("{支出[208-05]}")),
        ("6152.09万元", None),
        ("教育支出6152.09万元", None),
        ("普教6152.09万元", None),
    ] {
        let checked = check(&format!("{ledger}document \"x\" style std.style.plain {{ \"{said}。{{支出}}。\" }}\n"));
        assert_eq!(codes(&checked), ["B0701"], "{}", shown(&checked));
        let offers: Vec<&str> = checked.problems[0].offers.iter().map(|offer| offer.text.as_str()).collect();
        let holes: Vec<&str> = offers.into_iter().filter(|text| text.starts_with("{支出")).collect();
        assert_eq!(holes, Vec::from_iter(hole), "{said}: {}", shown(&checked));
    }
}

/// A repair prints what was printed before; where a figure depends on the place, none is offered.
#[test]
fn a_typed_figure_becomes_a_hole_only_where_that_prints_the_same() {
    let style = "style std.style.plain";
    let certain = [
        // with as many options as that takes
        format!("document \"甲\" {style} {{ \"共5.410万元、54100元、5.41 万元。\" }}"),
        format!("document \"甲\" {style} {{ \"共5.41万元。\" }}"),
        format!("param 说明 : text\nset 说明 = \"共5.41万元。\"\ndocument \"甲\" {style} {{ 说明 }}"),
        format!(
            "text 说明 = \"\"\"\n  共\n  5.41万元。\n\"\"\"\ndocument \"甲\" {style} {{ section \"一\" {{ 说明 }} }}"
        ),
    ];
    for written in certain {
        let text = format!("{LEDGER}{written}");
        let checked = check(&text);
        assert_eq!(codes(&checked), ["B0701"], "{}", shown(&checked));
        let mut mended = text.clone();
        for problem in checked.problems.iter().rev() {
            let [fix] = problem.fixes.as_slice() else { panic!("one repair\n{}", shown(&checked)) };
            mended.replace_range(fix.span.range(), &fix.text);
        }
        let again = check(&mended);
        assert!(again.problems.is_empty(), "{}", shown(&again));
        assert_eq!(outline(&again.document), outline(&checked.document));
    }
    let uncertain = [
        format!("document \"甲\" {style} {{ section \"一\" at 水费 {{ \"共5.41万元。\" }} }}"),
        format!("document \"甲\" {style} {{ each 用途 of 支出 {{ \"共5.41万元。\" }} }}"),
        format!("text 说明 = \"共5.41万元。\"\ndocument \"甲\" {style} {{ section \"一\" at 水费 {{ 说明 }} }}"),
        format!("text 说明(全年 : text) = \"共5.41万元，{{全年}}\"\ndocument \"甲\" {style} {{ 说明(\"乙\") }}"),
        format!("let 合计数 = 支出\ncheck 二: 合计数 <= 6万元\ndocument \"甲\" {style} {{ \"共5.41万元。\" }}"),
    ];
    for written in uncertain {
        let checked = check(&format!("{LEDGER}{written}"));
        assert_eq!(codes(&checked), ["B0701"], "{written}\n{}", shown(&checked));
        assert!(checked.problems[0].fixes.is_empty(), "{written}");
    }
}

/// Only what comes with codes of its own is a catalogue.
#[test]
fn codes_are_sought_only_in_a_catalogue_of_others() {
    let shared = "dimension 单位 open levels 部门 3\ndimension 科目 open levels 类 3 { 201 公共服务 }\n";
    let report = |library: &str, members: &str| {
        let text = format!(
            "{library}measure 金额 in 元 {{ 元 }}\n{members}ledger 支出 {{ 金额 : 金额; 科目; 单位 }}\nitems 支出 {{ 202 412 5; 201 412 5 }}\ndocument \"甲\" style std.style.plain {{ \"共{{支出}}。\" }}"
        );
        codes(&check_files("a.budget", &[("a.budget", text.as_bytes()), ("b.budget", shared.as_bytes())]))
    };
    let members = "members 单位 { 412 档案馆 }\nmembers 科目 { 202 外交 }\n";
    assert_eq!(report("use b\n", members), ["B0715"]);
    // its own dimensions
    assert!(report(shared, members).is_empty());
    assert!(report("use b\n", &format!("{members}level B0715 off\n")).is_empty());
}

/// What a library says of words is said otherwise by the report; longer words that are right are left alone.
#[test]
fn words_that_are_avoided_are_told_with_what_is_written_instead() {
    let library = (
        "library.budget".to_owned(),
        "avoid { \"本部门\" -> \"本单位\"; \"部门\" because \"这是单位的\"; \"主管部门\" -> \"主管部门\" }".to_owned(),
    );
    let words = |declared: &str, words: &str| {
        let text = format!("use library\n{declared}\ndocument \"说明\" style std.style.plain {{ \"{words}\" }}");
        let checked = check_beside(&text, std::slice::from_ref(&library));
        let fixes = checked.problems.iter().flat_map(|problem| &problem.fixes).map(|fix| fix.text.clone());
        (codes(&checked).join(" "), fixes.collect::<Vec<_>>().join(" "))
    };
    let said = |codes: &str, fixes: &str| (codes.to_owned(), fixes.to_owned());
    assert_eq!(words("", "本部门由主管部门管理。"), said("B0721", "本单位"));
    assert_eq!(words("", "各部门来人。"), said("B0721", ""));
    assert_eq!(words("", "主管部门来人。"), said("", ""));
    assert_eq!(words("avoid { \"部门\" -> \"部门\" }", "各部门来人。"), said("", ""));
    assert_eq!(words("accept B0721 \"部门\" because \"引用文件\"", "各部门来人。"), said("", ""));
    // what is written instead would be told again
    assert_eq!(words("avoid { \"科室\" -> \"部门\" }", "各科室来人。"), said("B0721", ""));
    // a member's name is the name
    assert_eq!(words("dimension 项目 { 部门联席会 }\nlevel B0711 off", "开部门联席会。"), said("", ""));
    assert_eq!(words("avoid { \"甲乙\" -> \"丙\"; \"甲乙\" -> \"丁\" }", "无。"), said("B0207", ""));
    assert_eq!(words("avoid { \" \" }", "无。"), said("B0401", ""));
}
