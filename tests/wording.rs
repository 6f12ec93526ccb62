//! What a report says otherwise than its library: texts, lets, forms, sections, the document; and its pictures.

use budgetc::emit;
use budgetc::project::Checked;

use crate::support::{check_files, check_over, codes, outline, shown};

const LIBRARY: &str = r#"
param 单位名 : text
measure 金额 in 万元 { 万元 }
dimension 性质 { 人员; 公用 }
ledger 支出 { 金额 : 金额; 性质 }
let 公用经费 = 支出[公用]
let 运行经费 = 公用经费
text 没有会议 = "{单位名}没有开会。"
text 持平(名 : text) = "{名}与上年持平"
text 持平-无变化(名 : text) = "{名}较上年无变化"
text 空表说明 = "说明：此表无数据"
ledger 会议 { 场次 : count 场; 性质 }
form 会议表 "会议" no "表 1" left "左" { rows of 会议 { line "合 计" }; column "项" = name; column "场次" = 会议; empty 空表说明 }
section 会议节 "会议" { 没有会议 }
section 经费节 "经费" { "运行经费{运行经费}，{持平("运行经费")}。公用经费{公用经费}。" }
document "{单位名}的报告" style std.style.plain numbering "一、" author 单位名 { 会议节; 经费节; 会议表 }
"#;

const REPORT: &str = r#"
set 单位名 = "甲"
items 支出 in 万元 { 人员 5.00; 公用 3.00 }
level B0703 off
level B0726 off
"#;

/// A report over files beneath it: the province's library and, if there is one, the city's.
fn over(report: &str, city: &str) -> Checked {
    check_over(LIBRARY, REPORT, report, city)
}

fn clean(report: &str, city: &str) -> (Checked, String) {
    let checked = over(report, city);
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    let said = outline(&checked.document);
    (checked, said)
}

const OWN: &str = "\
# 一、会议
甲没有开会。
# 一、经费
运行经费3万元，运行经费与上年持平。公用经费3万元。
# 会议 [表 1]
左 / ";

#[test]
fn without_a_word_of_its_own_the_library_speaks() {
    let (checked, said) = clean("", "");
    assert!(said.starts_with(&OWN.replacen("# 一、经", "# 二、经", 1)), "{said}");
    assert!(said.ends_with("NOTE 说明：此表无数据"), "{said}");
    assert_eq!(checked.document.title, "甲的报告");
}

#[test]
fn a_report_says_a_text_otherwise_or_chooses_another() {
    let (_, said) = clean("set 没有会议 = \"{单位名}今年不开会。\"\nset 持平 = 持平-无变化", "");
    assert!(said.contains("\n甲今年不开会。\n") && said.contains("，运行经费较上年无变化。"), "{said}");
    // a text's parameters are those that the library declared
    let (_, said) = clean("set 持平 = \"\"\"{名}\n没有变\"\"\"\nset 空表说明 = 单位名", "");
    assert!(said.contains("，运行经费没有变。") && said.ends_with("NOTE 甲"), "{said}");
    let (_, said) = clean("set 没有会议 = \"\"", "");
    assert!(said.contains("# 一、会议\n# 二、经费"), "{said}");
    assert_eq!(codes(&over("set 持平 = \"{称}\"", "")), ["B0201"]);
    assert_eq!(codes(&over("set 持平 = 没有会议\nset 没有会议 = 持平", "")), ["B0222"]);
    assert_eq!(codes(&over("set 没有会议 = 3", "")), ["B0213"]);
    assert_eq!(codes(&over("set 没有会议 = \"{没有会议}另外\"", "")), ["B0220"]);
}

#[test]
fn a_report_says_a_let_otherwise() {
    let (_, said) = clean("set 运行经费 = 支出", "");
    assert!(said.contains("运行经费8万元") && said.contains("公用经费3万元"), "{said}");
    // both at once: what one meant in the library no longer matters
    let (_, said) = clean("set 公用经费 = 运行经费\nset 运行经费 = 支出[人员]", "");
    assert!(said.contains("运行经费5万元") && said.contains("公用经费5万元"), "{said}");
    for circle in ["set 运行经费 = 运行经费 + 支出", "set 公用经费 = 运行经费"] {
        let checked = over(circle, "");
        assert_eq!(codes(&checked), ["B0220"], "{}", shown(&checked));
        assert_eq!(checked.problems[0].primary.span.file.0, 0);
    }
    let checked = over("set 运行经费 = 会议", "");
    assert_eq!(codes(&checked), ["B0213"], "{}", shown(&checked));
}

#[test]
fn the_uppermost_file_counts() {
    let city = "set 没有会议 = \"市里不开会。\"\nset 单位名 = \"乙\"\nform 会议表 no \"表 9\" { note \"市注\" }";
    let (_, said) = clean("set 没有会议 = \"本单位不开会。\"", city);
    assert!(said.contains("本单位不开会。") && !said.contains("市里"), "{said}");
    assert!(said.contains("[表 9]") && said.contains("NOTE 市注"), "{said}");
    // of one file neither does, nor of two that do not use one another
    assert_eq!(codes(&over("set 没有会议 = \"一\"\nset 没有会议 = \"二\"", "")), ["B0207"]);
    let side = [
        ("r.budget", "use 左\nuse 右\n".to_owned() + REPORT),
        ("左.budget", "use 省\nset 没有会议 = \"左\"".to_owned()),
        ("右.budget", "use 省\nset 没有会议 = \"右\"".to_owned()),
        ("省.budget", LIBRARY.to_owned()),
    ];
    let files: Vec<(&str, &[u8])> = side.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    assert_eq!(codes(&check_files("r.budget", &files)), ["B0207"]);
}

#[test]
fn a_form_is_amended() {
    let (_, said) =
        clean("form 会议表 no \"附表\" right \"右\" landscape { note \"注：另有内部会议。\"; empty \"没有\" }", "");
    assert!(said.contains("会议 [附表]\n左 / 右\n"), "{said}");
    assert!(said.ends_with("NOTE 注：另有内部会议。\nNOTE 没有"), "{said}");
    assert_eq!(codes(&over("form 会议表 { column \"又\" = 会议 }", "")), ["B0232"]);
    assert_eq!(codes(&over("form 会议表 grid 3", "")), ["B0232"]);
    let checked = over("form 会仪表 { note \"注\" }", "");
    assert_eq!(codes(&checked), ["B0201"]);
    assert!(shown(&checked).contains("did you mean `会议表`"), "{}", shown(&checked));
}

#[test]
fn a_report_has_an_outline_of_its_own() {
    let own =
        "section 馆藏 \"馆藏\" { \"照旧。\" }\ndocument numbering \"1.\" { 馆藏; 经费节; 会议节 }\nlevel B0711 off";
    let (checked, said) = clean(own, "");
    assert_eq!(
        said,
        "# 1.馆藏\n照旧。\n# 2.经费\n运行经费3万元，运行经费与上年持平。公用经费3万元。\n# 3.会议\n甲没有开会。"
    );
    assert_eq!((checked.document.title.as_str(), checked.document.author.as_str()), ("甲的报告", "甲"));
    // options alone; and over a library that has said some of them otherwise already
    let (_, said) = clean("document lang \"zh-TW\"", "document numbering \"甲 1\" { 会议节 }");
    assert_eq!(said, "# 甲 1会议\n甲没有开会。");
    // a document with a title takes nothing from another
    assert_eq!(codes(&over("document \"自己的\" { 会议节 }", "")), ["B0504"]);
}

#[test]
fn what_a_report_says_in_vain_is_told() {
    let idle = |report: &str| {
        let checked = over(report, "");
        let subjects = checked.problems.iter().map(|problem| (problem.code.number(), problem.message.zh.clone()));
        subjects.collect::<Vec<_>>()
    };
    let found = idle("section 馆藏 \"馆藏\" { 馆话 }\ntext 馆话 = \"照旧。\"");
    assert!(found.len() == 1 && found[0].0 == "B0711" && found[0].1.contains("馆藏"), "{found:?}");
    let found = idle("set 持平-无变化 = \"没变\"");
    assert!(found.len() == 1 && found[0].0 == "B0711" && found[0].1.contains("持平-无变化"), "{found:?}");
    // a library may declare more than a report uses, and what it says of what is said otherwise is its own affair
    assert!(idle("set 没有会议 = \"不开。\"").is_empty());
}

#[test]
fn sections_do_not_grow_beyond_measure() {
    let mut report = String::from("document \"大\" style std.style.plain { 节0 }\n");
    for at in 0..40 {
        report.push_str(&format!("section 节{at} \"节\" {{ 节{next}; 节{next} }}\n", next = at + 1));
    }
    report.push_str("section 节40 \"节\" { \"完\" }\n");
    assert_eq!(codes(&crate::support::check(&report)), ["B0106"]);
    let chain: String = (0..90).map(|at| format!("section 节{at} \"节\" {{ 节{} }}\n", at + 1)).collect();
    let report = format!("document \"深\" style std.style.plain {{ 节0 }}\n{chain}section 节90 \"节\"\n");
    assert_eq!(codes(&crate::support::check(&report)), ["B0106"]);
}

/// A small picture of a kind.
pub fn picture(format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(40, 30, |x, y| image::Rgb([x as u8 * 6, y as u8 * 8, 128]))
        .write_to(&mut bytes, format)
        .unwrap();
    bytes.into_inner()
}

fn pictured(path: &str, bytes: &[u8]) -> Checked {
    let report = format!(
        "document \"图\" style std.style.plain {{ picture \"{path}\" alt \"一个大厅\" title \"大厅\" wide 40% }}"
    );
    check_files("r.budget", &[("r.budget", report.as_bytes()), (path, bytes)])
}

#[test]
fn pictures_are_looked_at_when_a_report_is_checked() {
    let (png, jpeg) = (picture(image::ImageFormat::Png), picture(image::ImageFormat::Jpeg));
    for (path, bytes, media) in [("图/厅.png", &png, "image/png"), ("a.JPG", &jpeg, "image/jpeg")] {
        let checked = pictured(path, bytes);
        assert!(checked.problems.is_empty(), "{}", shown(&checked));
        assert_eq!((checked.pictures[0].path.as_str(), checked.pictures[0].media), (path, media));
        let call = format!("#picture(\"/{path}\", alt: \"一个大厅\", title: \"大厅\", width: 40%)\n");
        assert!(emit::typst::emit(&checked.document, &checked.style).contains(&call));
    }
    let said = |path: &str, bytes: &[u8]| {
        let checked = pictured(path, bytes);
        assert_eq!(codes(&checked), ["B0511"], "{path}");
        shown(&checked)
    };
    assert!(said("a.png", &png[..png.len() / 2]).contains("damaged"));
    assert!(said("a.png", &jpeg).contains("it is JPEG, and its name ends in `.png`"));
    assert!(said("a.jpg", include_bytes!("pictures/inks.jpg")).contains("four inks"));
    assert!(said("a.svg", b"<html/>").contains("no PNG, JPEG or SVG"));
    assert!(said("a.gif", b"GIF89a").contains("no PNG, JPEG or SVG"));
    assert!(said("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' width='0' height='0'/>").contains("says no size"));
    let linked =
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='b.png' width='9' height='9'/></svg>";
    assert!(said("a.svg", linked.as_bytes()).contains("links to another picture"));
    // a side that would fill the memory: the header alone says so
    let mut large = png.clone();
    large[16..20].copy_from_slice(&100_000u32.to_be_bytes());
    said("a.png", &large);
}
