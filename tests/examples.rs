//! Numbers as they print by example: at a unit, a report, a form, a column, a cell, a hole; and what stands for Blank.

use budgetc::document::{CellKind, Table};
use budgetc::model::Meaning;
use budgetc::project::Checked;

use crate::support::{check, check_beside, codes, compare, json, shown};

const LIBRARY: &str = "
measure 金额 in 万元 { 元; 万元 = 10000元 }
measure 面积 { 平方米 as \"1.0\", \"-1.0\", \"无\" }
dimension 馆 { 甲; 乙; 丙 }
dimension 性质 { 基本; 项目 }
ledger 支出 { 金额 : 金额; 馆; 性质 }
ledger 馆舍 { 册数 : count 册; 建筑 : 面积 optional; 馆 }
form 表 \"表\" in 万元 {
  rows of 支出 { line \"合计\"; all 馆; line \"其中\" hide 项目 aside }
  column \"馆\" = name
  column \"支出\" = 支出
  column 项目 \"项目\" at 项目 = 支出
  column \"面积\" = 馆舍.建筑
  column \"册\" = 馆舍
}
form 格 \"格\" in 万元 grid 4 {
  band { cells \"乙\" 支出[乙, 项目] \"甲\" \"{支出[甲]}，{支出[乙, 项目]}，占{支出[甲] / 支出}\" }
}
document \"文\" style std.style.plain { 表; 格; \"甲{支出[甲]}，乙{支出[乙, 项目]}。\" }
";

const FACTS: &str = "
items 支出 in 万元 { 甲 { 基本 1234.50; 项目 -3.00 }; 乙 基本 20.00; 丙 { 基本 0.00; 项目 0.5 } }
items 馆舍 { 甲 182000册 2400平方米 }
";

fn beside(more: &str) -> Checked {
    check_beside(&format!("use lib.a\n{FACTS}{more}"), &[("lib/a.budget".to_owned(), LIBRARY.to_owned())])
}

fn table<'c>(checked: &'c Checked, id: &str) -> &'c Table {
    checked.document.tables().find(|table| table.id == id).unwrap()
}

/// The rows of a table, their cells parted by bars.
fn rows(checked: &Checked, id: &str) -> Vec<String> {
    assert!(checked.problems.is_empty(), "{}", shown(checked));
    let cells = |row: &budgetc::document::TableRow| {
        row.cells.iter().map(|cell| cell.text.plain()).collect::<Vec<_>>().join("|")
    };
    table(checked, id).body.iter().map(cells).collect()
}

fn words(checked: &Checked) -> String {
    let block = checked.document.blocks.last().unwrap();
    let budgetc::document::Block::Paragraph { text, .. } = block else { panic!("{block:?}") };
    text.plain()
}

#[test]
fn the_nearest_example_counts() {
    let plain = beside("");
    assert_eq!(
        rows(&plain, "表")[..3],
        ["合计|1252.00|-2.50|2400.0|182000册", "甲|1231.50|-3.00|2400.0|182000册", "乙|20.00||无|"]
    );
    assert_eq!(rows(&plain, "格"), ["乙|0万元|甲|1231.5万元，0万元，占98.36%"]);
    assert_eq!(words(&plain), "甲1231.5万元，乙0万元。");
    // the unit's prints the number alone in tables, and leaves its places out in words
    let unit = beside("set 万元 as \"1,000.00万元\", \"(1,000.00万元)\", \"—\"\n");
    assert_eq!(rows(&unit, "表")[1..3], ["甲|1,231.50|(3.00)|2400.0|182000册", "乙|20.00|—|无|"]);
    assert_eq!(rows(&unit, "格"), ["乙|—|甲|1,231.50万元，—，占98.36%"]);
    assert_eq!(words(&unit), "甲1,231.50万元，乙0万元。");
    // a report's is for the amounts of each form's own measure, and not for words
    let report = beside("document as \"1,000.0\", \"-1,000.0\", \"/\"\nset 万元 as \"1\"\n");
    assert_eq!(rows(&report, "表")[1..3], ["甲|1,231.5|-3.0|2400.0|182000册", "乙|20.0|/|无|"]);
    assert_eq!(words(&report), "甲1232，乙0。");
    // a form's before it, whole as it is written; where a grid would lack the unit, that follows
    let form = beside("document as \"1,000.0\"\nform 表 as \"1.00万\"\nform 格 as \"1,000\", \"-1,000\", \"无\"\n");
    assert_eq!(rows(&form, "表")[1..3], ["甲|1231.50万|-3.00万|2400.0|182000册", "乙|20.00万||无|"]);
    assert_eq!(rows(&form, "格"), ["乙|无|甲|1,232万元，无，占98.36%"]);
    // places: `digits` before the example beside it, what is nearer before what is not
    let places = beside("document as \"1,000.000\"\nform 表 digits 1\nform 格 as \"1.000000\" digits 3\n");
    assert_eq!(rows(&places, "表")[1], "甲|1,231.5|-3.0|2400.0|182000册");
    assert_eq!(rows(&places, "格"), ["乙|0.000万元|甲|1231.500万元，0.000万元，占98.36%"]);
}

#[test]
fn what_a_column_a_cell_or_a_hole_says_is_for_any_number() {
    let own = "
form 栏 \"栏\" as \"1.0\", \"-1.0\", \"空\" in 万元 {
  rows of 支出 { all 馆 }
  column \"馆\" = name
  column \"支出\" = 支出 in 元 as \"¥1,000\" bare
  column \"项目\" at 项目 = 支出 as \"1.00\", \"(1.00)\" bare
  column \"册\" = 馆舍 as \"1,000 本\", \"-1,000 本\", \"缺\"
  column \"占\" = 支出 / 支出[项目] as \"1.0%\", \"(1.0%)\", \"*\"
}
form 并 \"并\" in 万元 as \"1.0\", \"-1.0\", \"空\" {
  rows of 支出 { line \"合计\"; all 馆 { each 性质 } }
  column \"并\" at 项目 = 支出 span 馆
  column \"馆\" = name
  column \"册\" = 支出
}
form 带 \"带\" in 万元 as \"1,000\" grid 4 {
  band { cells \"甲\" 支出[甲] as \"1,000.00\" wide 1 \"乙\" \"{支出[乙, 项目]}，{馆舍[甲]}，{支出[甲] digits 1}，{支出[甲] as \"1\" }\" as \"1.00万元\", \"-1.00万元\", \"未列\" }
}
text 句 = \"{支出[甲] as \"1,000.00万元\"}，{支出[甲] in 元 digits 1 as \"1,000元\"}，{支出[乙, 项目] as \"1\", \"-1\", \"无\"}，{馆舍 as \"1,000\"}本，{支出[甲] as \"1.000000\" bare}。\"
document { 表; 栏; 并; 带; 句 }
";
    let checked = beside(own);
    let all = ["甲|¥12,315,000|(3)|182,000 本|(41050.0%)", "乙|¥200,000||缺|*", "丙|¥5,000|0.5|缺|100.0%"];
    assert_eq!(rows(&checked, "栏"), all);
    // a merged cell is one cell
    let merged = ["-2.5|合计|1252.0", "-3.0|基本|1234.5", "项目|-3.0", "空|基本|20.0", "0.5|基本|0.0", "项目|0.5"];
    assert_eq!(rows(&checked, "并"), merged);
    assert_eq!(rows(&checked, "带"), ["甲|1,231.50|乙|未列，182000册，1231.5万元，1232"]);
    assert_eq!(words(&checked), "1,231.50万元，12,315,000.0元，无，182,000本，1231.5。");
}

/// Cells that print words for Blank stay cells of numbers, without a figure; what a row hides prints nothing.
#[test]
fn blank_is_no_figure() {
    let checked = beside("form 表 as \"1,000.00\", \"(1,000.00)\", \"—\"\n");
    let cell = |row: usize| &table(&checked, "表").body[row].cells[2];
    assert_eq!((cell(2).text.plain().as_str(), cell(2).kind), ("—", CellKind::Number));
    assert!(cell(2).text.runs.iter().all(|run| run.figure.is_none()));
    assert_eq!((cell(3).text.plain().as_str(), cell(4).text.plain().as_str()), ("0.50", ""));
    assert!(json(&checked).contains("\"text\": \"—\""));
    // the page is what is expected, and what is compared
    let expected = "expect 表 { …; 乙 | 20.00 | — | 无; 丙 | 0.50 | 0.50 | 无; … }\n";
    let checked = beside(&format!("form 表 as \"1,000.00\", \"(1,000.00)\", \"—\"\n{expected}"));
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    assert_eq!(codes(&beside(expected)), ["B0309"]);
}

/// Rounded together to the places of the form's example, and told apart from what prints otherwise.
#[test]
fn cells_are_rounded_to_the_places_of_the_example() {
    let rounded = beside("form 表 as \"1,000\", \"-1,000\", \"—\" by controlled\n");
    assert_eq!(
        rows(&rounded, "表")[..4],
        ["合计|1,252|-3|2400.0|182000册", "甲|1,231|-3|2400.0|182000册", "乙|20|—|无|", "丙|1|0|无|"]
    );
    // each for itself they miss the total
    assert_eq!(codes(&beside("form 表 as \"1,000\"\n")), ["B0704"]);
}

#[test]
fn a_change_of_an_example_is_told() {
    let (plain, three) = (beside(""), "form 表 as \"1.00\", \"-1.00\", \"—\"\n");
    let told = |old: &Checked, new: &Checked| {
        let changes = compare(old, new);
        let cells = changes.forms.iter().map(|form| form.cells.len()).sum::<usize>();
        let all = changes.declarations.iter().map(|own| format!("{:?} {} {}", own.became, own.keyword, own.name));
        (cells, all.collect::<Vec<_>>())
    };
    assert_eq!(told(&plain, &beside(three)), (1, vec!["Added form 表".to_owned()]));
    // though no page shows it
    let same = |more: &str| told(&plain, &beside(more));
    assert_eq!(same("set 元 as \"1,000\"\n"), (0, vec!["Added set 元".to_owned()]));
    assert_eq!(same("form 表 as \"1.00\"\n"), (0, vec!["Added form 表".to_owned()]));
    let document =
        |example: &str| beside(&format!("document as \"{example}\"\nform 表 as \"1.00\"\nform 格 as \"1万元\"\n"));
    assert_eq!(told(&document("1.00"), &document("1.0")).1, ["Changed document "]);
}

#[test]
fn what_is_set_for_a_unit_is_that_of_the_uppermost_file() {
    let between = "use lib.a\nset 万元 as \"1.0万元\"\n";
    let files = [("lib/a.budget".to_owned(), LIBRARY.to_owned()), ("lib/b.budget".to_owned(), between.to_owned())];
    let with = |more: &str| check_beside(&format!("use lib.b\n{FACTS}{more}"), &files);
    assert_eq!(words(&with("")), "甲1231.5万元，乙0万元。");
    assert_eq!(words(&with("set 万元 as \"1,000万元\"\n")), "甲1,232万元，乙0万元。");
    let cases = [
        ("set 万元 as \"1\"\nset 万元 as \"1.0\"\n", "B0207"),
        ("set 千元 as \"1\"\n", "B0214"),
        ("set 支出 as \"1\"\n", "B0214"),
        ("set 万元 = \"1\"\n", "B0201"),
        ("set 万元 as \"万\"\n", "B0227"),
        ("document as \"1\", \"—\"\n", "B0227"),
        ("form 表 as \"一\"\n", "B0227"),
        ("form 表 as \"1\"\nform 表 as \"1.0\"\n", "B0207"),
        ("form 表 as \"1.00元\"\n", "B0227"),
        ("set 万元 as 1,000\n", "B0101"),
        ("text 句 = \"{支出 in 元 as \"1.00万元\"}\"\ndocument { 句 }\n", "B0227"),
        ("text 句 = \"{支出 as \"\"}\"\ndocument { 句 }\n", "B0227"),
        ("text 句 = \"{馆 as \"1\"}\"\ndocument { each 馆 of 支出 { 句 } }\n", "B0213"),
    ];
    for (more, code) in cases {
        assert_eq!(codes(&with(more)), [code], "{more}{}", shown(&with(more)));
    }
    // a unit that is set is a name of it
    let set = with("set 万元 as \"1\"\n");
    let place = set.sources.iter().find_map(|(file, source)| Some((file, source.text.find("万元 as \"1\"")?)));
    let used = set.report.names.used().iter();
    let named = used.filter(|(span, _)| place == Some((span.file, span.range().start))).map(|(_, means)| *means);
    assert!(matches!(named.collect::<Vec<_>>()[..], [Meaning::Unit(_, 1)]));
    let own = check("measure 钱 { 元 }\nset 元 as \"1\"\n");
    assert_eq!(codes(&own), ["B0231"]);
    // what a former report says of a unit that both have is its own affair
    let last = format!("use lib.a\n{FACTS}set 万元 as \"1.00 w\"\n");
    let both = [files[0].clone(), ("last.budget".to_owned(), last)];
    let now = format!("use lib.a\nuse \"last.budget\" as 上年\n{FACTS}document {{ \"{{上年.支出[甲]}}\" }}\n");
    assert_eq!(words(&check_beside(&now, &both)), "1231.5万元");
}
