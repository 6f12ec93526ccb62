//! The reports of the repository: clean, and printed as they were last read.

use budgetc::check::Verdict;
use budgetc::cli::Disk;
use budgetc::project::{self, Checked};

use crate::support::{check, files, outline, repository, shown};

pub fn open(path: &str) -> Checked {
    let loaded = project::load(&repository().join(path), None, &Disk).unwrap();
    project::check(loaded, &Disk)
}

#[test]
fn the_disclosure_of_2024_is_clean() {
    let checked = open("reports/nanchong-shebao-2024.budget");
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    // as published: one project has two names, one in table 7 and one elsewhere
    let stood_by: Vec<&str> = checked.lints.iter().map(|lint| lint.problem.code.number()).collect();
    assert_eq!(stood_by, ["B0705"]);
    let summary = checked.summary();
    assert_eq!((summary.accepted, summary.unchecked, summary.warnings), (6, 0, 0));
    let identities: Vec<String> = checked
        .identities
        .iter()
        .map(|identity| {
            let sides = identity.sides.as_ref().map_or_else(String::new, |sides| {
                let (left, right, _) = sides.words();
                format!(" {left} = {right}")
            });
            let verdict = match &identity.verdict {
                Verdict::Accepted(grounds) => format!("Accepted({:?})", grounds.because),
                other => format!("{other:?}"),
            };
            let instance = identity.instance.words(&checked.report).join(", ");
            format!("{}[{instance}]{sides} {verdict}", identity.name)
        })
        .collect();
    insta::assert_snapshot!("disclosure_identities", identities.join("\n"));
    insta::assert_snapshot!("disclosure_outline", outline(&checked.document));
}

#[test]
fn the_town_is_clean() {
    let checked = open("reports/town/2025.budget");
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    let summary = checked.summary();
    assert_eq!((summary.accepted, summary.unchecked), (0, 0));
    insta::assert_snapshot!("town_outline", outline(&checked.document));
    insta::assert_snapshot!("town_typst", budgetc::emit::typst::emit(&checked.document, ""));
}

/// A department of six units, this year and the year before: each unit's file alone, and all of them together.
#[test]
fn the_department_is_clean_by_the_unit_and_as_a_whole() {
    let mut said = String::new();
    for (path, _) in files("reports/dept", ".budget") {
        let checked = open(&path);
        assert!(checked.problems.is_empty(), "{path}\n{}", shown(&checked));
        let summary = checked.summary();
        assert_eq!((summary.accepted, summary.unchecked), (0, 0), "{path}");
        if path.ends_with("dept/2024.budget") {
            said = outline(&checked.document);
        }
    }
    // what the department's units hand one another is in no total, and said
    for words in ["收支预算总数10314.74万元", "往来60万元", "2023年未安排，全部为新增", "预算数持平", "本年不再安排"]
    {
        assert!(said.contains(words), "{words}\n{said}");
    }
}

/// A district's own form set in landscape sheets, amounts in 元, and a bureau that says some of it otherwise.
#[test]
fn the_district_is_clean() {
    let checked = open("reports/district/2024.budget");
    assert!(checked.problems.is_empty() && checked.lints.is_empty(), "{}", shown(&checked));
    let summary = checked.summary();
    assert_eq!((summary.accepted, summary.unchecked), (0, 0));
    insta::assert_snapshot!("district_outline", outline(&checked.document));
}

/// The form set of a district's blank workbook: a department of two units with a fund, last year's figures beside this year's.
#[test]
fn the_department_of_the_blank_workbook_is_clean() {
    let checked = open("reports/chengpu-chengguan-2026.budget");
    assert!(checked.problems.is_empty() && checked.lints.is_empty(), "{}", shown(&checked));
    let summary = checked.summary();
    assert_eq!((summary.accepted, summary.unchecked), (0, 0));
    insta::assert_snapshot!("blank_workbook_outline", outline(&checked.document));
}

#[test]
fn a_change_is_said_by_its_sign_and_its_base() {
    for (this, last, said) in [
        ("5.00", "3.00", "比2023年预算数增加2万元，增长66.67%"),
        ("3.00", "5.00", "比2023年预算数减少2万元，下降40%"),
        ("5.00", "5.00", "与2023年预算数持平"),
        ("0.00", "0.00", "与2023年预算数持平"),
        ("5.00", "0.00", "2023年未安排，全部为新增"),
        ("0.00", "5.00", "比2023年预算数减少5万元，下降100%，本年不再安排"),
        // a rate would mean nothing
        ("-5.00", "5.00", "比2023年预算数减少10万元"),
        ("5.00", "-3.00", "比2023年预算数增加8万元"),
        ("-5.00", "-3.00", "比2023年预算数减少2万元"),
        ("-5.00", "0.00", "比2023年预算数减少5万元"),
        ("100000.00", "99999.99", "比2023年预算数增加0.01万元，增长不足万分之一"),
    ] {
        let checked = check(&format!(
            "use std.sichuan.2024.文本\nset 年度 = 2024\n\
             document \"甲\" style std.style.plain {{ \"{{逐项变化({this}万元, {last}万元)}}\" }}\n"
        ));
        assert_eq!(outline(&checked.document), said, "{this} {last}\n{}", shown(&checked));
    }
}

#[test]
fn the_final_account_of_2023_is_clean() {
    let checked = open("reports/qingling-shuili-2023.budget");
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    let summary = checked.summary();
    assert_eq!((summary.accepted, summary.unchecked, summary.warnings), (0, 0, 0));
    insta::assert_snapshot!("final_account_outline", outline(&checked.document));
}

/// Every file of the library checks alone.
#[test]
fn library_files_stand_alone() {
    for (path, _) in files("stdlib", ".budget") {
        let checked = open(&path);
        // parameters that only a report sets are no fault of the library, nor codes that one file of it adds to another's
        let faults = checked.problems.iter();
        let faults: Vec<_> =
            faults.filter(|problem| !matches!(problem.code.number(), "B0401" | "B0403" | "B0715")).collect();
        assert!(faults.is_empty(), "{path}\n{}", shown(&checked));
    }
}
