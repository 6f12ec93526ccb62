//! What lints find in a careless report, and the repairs that they are certain of.

use budgetc::base::Lang;

use crate::support::{check, codes, outline, read, shown};

#[test]
fn careless_prose_is_found() {
    let checked = check(&read("tests/careless/prose.budget"));
    assert!(checked.is_sound(), "{}", shown(&checked));
    insta::assert_snapshot!("lints_prose_zh", budgetc::render::plain(&checked.sources, &checked.problems, Lang::Zh));
    insta::assert_snapshot!("lints_prose_en", shown(&checked));
}

const LEDGER: &str = r#"
measure 金额 in 万元 { 元; 万元 = 10000元 }
dimension 用途 { 水费; 电费 }
ledger 支出 { 金额 : 金额; 用途 }
items 支出 { 水费 3.25; 电费 2.16 }
let 全年 = 支出
check 限额: 全年 <= 6万元
"#;

/// A repair prints what was printed before; where a figure depends on the place, none is offered.
#[test]
fn a_typed_figure_becomes_a_hole_only_where_that_prints_the_same() {
    let style = "style std.style.plain";
    let certain = [
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
        let [fix] = checked.problems[0].fixes.as_slice() else { panic!("one repair\n{}", shown(&checked)) };
        let mut mended = text.clone();
        mended.replace_range(fix.span.range(), &fix.text);
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
        format!("document \"甲\" {style} {{ \"共5.410万元。\" }}"),
    ];
    for written in uncertain {
        let checked = check(&format!("{LEDGER}{written}"));
        assert_eq!(codes(&checked), ["B0701"], "{written}\n{}", shown(&checked));
        assert!(checked.problems[0].fixes.is_empty(), "{written}");
    }
}
