//! Careless reports: each lint's fault is planted once or more, and what is found is read.

use budgetc::base::Diagnostic;

use crate::support::{check, codes, files, read, shown};

#[test]
fn what_is_careless_is_found() {
    for (name, text) in files("tests/careless", ".budget") {
        let checked = check(&text);
        assert!(checked.is_sound(), "{name}: lints warn\n{}", shown(&checked));
        let stem = name.rsplit('/').next().unwrap().trim_end_matches(".budget").to_owned();
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format!("careless_{stem}"), shown(&checked));
        });
    }
}

/// The library's checks of one year, each with one slip in the disclosure that it is for: they point at the report itself.
#[test]
fn the_library_points_at_the_slip_in_the_report() {
    let text = read("reports/nanchong-shebao-2024.budget");
    let slips = [
        ("≤ 5万元 权重: 3 反向指标", "≥ 5万元 权重: 3 反向指标", "反向指标写法", "政策宣传成本"),
        ("≥ 95% 权重: 10 正向指标", "≤ 95% 权重: 10 正向指标", "正向指标写法", "社保经办工作正常运转率"),
        ("  221-02-01 住房公积金\n}\n", "}\n", "释义齐全", "221-02-01 住房公积金"),
        ("内设机构 {", "内设机构 {", "预算编码", "323005"),
    ];
    for (written, slip, check_name, row) in slips {
        let slipped = text.replacen(written, slip, 1).replace("accept 预算编码[252]", "// ");
        let checked = check(&slipped);
        let named = |problem: &&Diagnostic| problem.message.zh.contains(check_name);
        let problem =
            checked.problems.iter().find(named).unwrap_or_else(|| panic!("{check_name}: {}", shown(&checked)));
        let line = checked.sources.slice(problem.primary.span);
        assert!(line.contains(row), "{check_name} points at `{line}`");
        assert_eq!(problem.primary.span.file.0, 0, "{check_name} points into the report");
    }
}

/// What is missing of a change's reason, or of a weight, is an error that says what to write, or where the weights are.
#[test]
fn a_missing_reason_and_a_wrong_weight_are_errors() {
    let text = read("reports/nanchong-shebao-2024.budget");
    let checked = check(&text.replacen("set 人员变化原因", "// ", 1));
    assert_eq!(codes(&checked), ["B0401"], "{}", shown(&checked));
    let checked = check(&text.replacen("权重: 11", "权重: 12", 1).replacen("权重: 15", "权重: 16", 1));
    assert_eq!(codes(&checked), ["B0302"], "{}", shown(&checked));
    assert!(checked.problems[0].related.iter().all(|label| label.span.file.0 == 0), "the weights in the report");
}
