//! What a report makes of its library's tables: other rows, other columns, other looks.

use budgetc::cli::Disk;
use budgetc::model::Meaning;
use budgetc::project::{self, Checked};

use crate::support::{check_files, check_over, codes, compare, outline, repository, shown};

const LIBRARY: &str = r#"
measure 金额 in 万元 { 元; 万元 = 10000元 }
dimension 科目 levels 类 3, 款 2 { 301 工资 { 01 基本工资; 02 津贴 }; 302 商品 { 01 办公费 } }
dimension 性质 { 基本; 项目 }
ledger 支出 { 金额 : 金额; 科目.款; 性质 }
ledger 收入 { 金额 : 金额; 性质 }
rows 科目行 of 支出 { line "合计" hide 编码 mark 总; each 科目.类 hide 款 { each 科目.款 } }
rows 科目行-到类 of 支出 { line "合计" hide 编码 mark 总; each 科目.类 hide 款 }
rows 科目行-工资 of 支出 at 301 { line "合计" mark 总; each 科目.款 }
rows 收入行 of 收入 { line "合计" mark 总; each 性质 }
rows 无标行 of 支出 { line "合计"; each 科目.类 }
columns 科目栏 { column 编码 "编码" { column "类" = 科目.类.code; column "款" = 科目.款.code } }
columns 科目栏-只有类 { column "类码" = 科目.类.code }
columns 数栏 { column "合计" = 支出; column "其中" { column all 性质 = 支出 } }
rows 科目行-细 of 支出 { each 科目.款 }
rows 细-工资 of 支出 at 301 { each 科目.款 }
form 支出表 "支出" no "表 1" { rows of 支出 { 科目行 }; 科目栏; column 名 "科目" = name; 数栏 }
document "报告" style std.style.plain { 支出表 }
"#;

const REPORT: &str = r#"
items 支出 in 万元 { 301-01 基本 5.00; 301-02 项目 1.00; 302-01 基本 3.00; 302-01 项目 2.00 }
items 收入 { 基本 8.00万元; 项目 3.00万元 }
level B0703 off
"#;

/// A report over files beneath it: the province's library and, if there is one, the city's.
fn over(report: &str, city: &str) -> Checked {
    check_over(LIBRARY, REPORT, report, city)
}

/// What its table prints.
fn table(report: &str, city: &str) -> String {
    let checked = over(report, city);
    assert!(checked.problems.is_empty(), "{report}\n{}", shown(&checked));
    outline(&checked.document).split_once("[表 1]\n").unwrap().1.to_owned()
}

/// Where a report goes wrong: the code, and what stands there.
fn wrong(report: &str) -> (&'static str, String) {
    let checked = over(report, "");
    assert_eq!(checked.problems.len(), 1, "{report}\n{}", shown(&checked));
    let problem = &checked.problems[0];
    (problem.code.number(), checked.sources.slice(problem.primary.span).to_owned())
}

#[test]
fn a_row_set_is_said_otherwise() {
    let own = table("", "");
    assert!(own.contains("301 | 01 | 基本工资 | 5.00"), "{own}");
    let short = table("set 科目行 = 科目行-到类", "");
    assert!(!short.contains("基本工资") && short.contains("301 |  | 工资 | 6.00 | 5.00 | 1.00"), "{short}");
    // as if its rows were written there
    let rows = "rows 我的行 of 支出 { each 科目.类 hide 款; line \"合计\" hide 编码 mark 总 }\n";
    let mine = table(&format!("{rows}set 科目行 = 我的行"), "");
    assert!(mine.ends_with("合计 | 11.00 | 8.00 | 3.00"), "{mine}");
    // its own header counts, for shares too
    let said = "section 句 \"句\" { \"{for each 科目行-细 share 占 sep \"；\"}{name}占{占}{end}。\" }\ndocument { 支出表; 句 }";
    let checked = over(&format!("set 科目行-细 = 细-工资\n{said}"), "");
    let said = outline(&checked.document);
    assert!(
        checked.problems.is_empty() && said.contains("基本工资占83.33%；津贴占16.67%。"),
        "{said}\n{}",
        shown(&checked)
    );
    // what another set puts in its place, in its turn; the uppermost file counts
    let mine = "rows 我的行 of 支出 { each 科目.款; line \"共计\" hide 编码 mark 总 }\nset 科目行-到类 = 我的行";
    let chain = table(mine, "set 科目行 = 科目行-到类");
    assert!(chain.ends_with("共计 | 11.00 | 8.00 | 3.00"), "{chain}");
    let upper = table("set 科目行 = 科目行-到类", "set 科目行 = 科目行-工资");
    assert_eq!(upper, short);
}

#[test]
fn what_cannot_stand_for_a_row_set_is_told_where_it_is_set() {
    let rows = [
        ("set 科目行 = 科目航", "B0201", "科目航"),
        ("set 科目行 = \"行\"", "B0213", "\"行\""),
        ("set 科目行 = 数栏", "B0213", "数栏"),
        ("set 科目行 = 收入行", "B0213", "收入行"),
        ("set 科目行 = 无标行", "B0213", "无标行"),
        ("set 科目行 = 科目行", "B0220", "科目行"),
        ("rows 我的行 of 支出 { 科目行; line \"又\" mark 总 aside }\nset 科目行 = 我的行", "B0220", "科目行"),
        ("rows 我的行 of 支出 { line \"合计\" }\nset 我的行 = 科目行", "B0231", "我的行"),
        ("set 科目行 = 科目行-到类\nset 科目行 = 科目行-工资", "B0207", "科目行"),
        ("set 数栏 = 科目行", "B0201", "科目行"),
        ("rows 我的行 of 支出 { line \"合计\" hide 编马 mark 总 }\nset 科目行 = 我的行", "B0501", "编马"),
    ];
    for (report, code, place) in rows {
        assert_eq!(wrong(report), (code, place.to_owned()), "{report}");
    }
    assert_eq!(codes(&over("set 科目行 = 科目行-到类\nset 科目行-到类 = 科目行", "")), ["B0220"]);
}

/// What only the rows that were put there make wrong is told with the place where that was said.
#[test]
fn what_other_rows_and_columns_meet_is_told_with_their_set() {
    let rows = "rows 项目行 of 支出 at 项目 { each 科目.款; line \"合计\" mark 总 }\nset 科目行 = 项目行";
    let columns = "columns 两数 { column \"基\" at 基本 { column \"目\" at 项目 = 支出 } }\nset 数栏 = 两数";
    for (report, label) in [(rows, "this puts other rows there"), (columns, "this puts other columns there")] {
        let checked = over(report, "");
        assert_eq!(codes(&checked), ["B0215"], "{}", shown(&checked));
        assert!(checked.problems[0].related.iter().any(|one| one.text.en == label), "{}", shown(&checked));
    }
}

#[test]
fn a_column_set_is_said_otherwise() {
    // rows that hide what is not there any more hide nothing
    let mine = table("set 科目栏 = 科目栏-只有类", "");
    assert!(mine.contains("= 类码<1x2> | 科目<1x2>") && mine.contains("301 | 基本工资 | 5.00"), "{mine}");
    let groups = "columns 我的数 { column \"按性质\" { column all 性质 = 支出 } }\nset 数栏 = 我的数";
    let mine = table(groups, "columns 空 { column \"无\" = 支出 }\nset 数栏 = 空");
    assert!(mine.contains("按性质<2x1>") && mine.contains("301 | 02 | 津贴 |  | 1.00"), "{mine}");
    let rows = [
        ("set 数栏 = 数兰", "B0201", "数兰"),
        ("set 数栏 = 3", "B0213", "3"),
        ("set 数栏 = 数栏", "B0220", "数栏"),
        ("columns 我的数 { 数栏; column \"又\" = 支出 }\nset 数栏 = 我的数", "B0220", "数栏"),
        // a row that would print no column
        (
            "columns 我的数 { column \"总\" = 支出 }\nset 数栏 = 我的数\ndocument { 支出表; 我表 }\n\
             form 我表 \"我\" { rows of 支出 { line \"合计\" only 合计; each 科目.类 hide 其中 }; column \"科目\" = name; 数栏 }",
            "B0501",
            "我的数",
        ),
    ];
    for (report, code, place) in rows {
        assert_eq!(wrong(report), (code, place.to_owned()), "{report}");
    }
}

/// A set without columns says so itself, and the set that it stands for does not say it again. What leads back says how it
/// leads out.
#[test]
fn a_set_that_stands_for_another_is_told_once() {
    assert_eq!(wrong("columns 空栏 { }\nset 数栏 = 空栏"), ("B0502", "空栏".to_owned()));
    let told = shown(&over("set 数栏 = 数栏", ""));
    assert!(told.contains("take away one place that leads back"), "{told}");
}

/// A comparison tells it, by what prints or else by what is written.
#[test]
fn another_set_is_told() {
    let was = over("", "");
    let other = over("set 科目行 = 科目行-到类", "");
    let changes = compare(&was, &other);
    assert!(!changes.is_empty() && changes.forms.len() == 1 && changes.forms[0].rows.len() == 3, "{changes:?}");
    let same = over(
        "rows 同样 of 支出 { line \"合计\" hide 编码 mark 总; each 科目.类 hide 款 { each 科目.款 } }\nset 科目行 = 同样",
        "",
    );
    assert!(!compare(&was, &same).is_empty());
}

/// Every name is known, so that it can be found and renamed.
#[test]
fn names_of_sets_that_stand_for_others_are_known() {
    let columns = "columns 我的栏 { column \"类码\" = 科目.类.code }\nset 科目栏 = 我的栏";
    let checked = over(&format!("set 科目行 = 科目行-到类\n{columns}"), "");
    let meant = |word: &str| -> Vec<Meaning> {
        let used = checked.report.names.used().iter();
        let found = used.filter(|(span, _)| span.file.0 == 0 && checked.sources.slice(*span) == word);
        found.map(|(_, meaning)| *meaning).collect()
    };
    assert!(
        matches!(meant("科目行")[..], [Meaning::Rows(_)]) && matches!(meant("科目行-到类")[..], [Meaning::Rows(_)])
    );
    assert!(
        matches!(meant("科目栏")[..], [Meaning::Columns(_)]) && matches!(meant("我的栏")[..], [Meaning::Columns(_)])
    );
}

#[test]
fn an_amendment_says_which_columns_print_and_how() {
    let own = table("", "");
    let said = table("form 支出表 { hide 编码, 项目; column 名 \"科目名称\" wide 20; column 合计 \"总 计\" }", "");
    assert!(said.contains("= 科目名称<1x2> | 总 计<1x2> | 其中\n= 基本\n"), "{said}");
    assert!(said.contains("\n- 基本工资 | 5.00 | 5.00\n"), "{said}");
    // a group goes with its last column; rows that hide what is hidden hide nothing
    assert!(table("form 支出表 { hide 类, 款 }", "").contains("= 科目<1x2> | 合计<1x2> | 其中<2x1>\n"));
    // in the order that is said; the columns of one group stay together
    let said = table("form 支出表 { only 项目, 名, 款, 基本 }", "");
    assert!(said.contains("= 其中<2x1> | 科目<1x2> | 编码\n= 项目 | 基本 | 款\n"), "{said}");
    assert!(said.contains("\n- 2.00 | 3.00 | 办公费 | 01"), "{said}");
    // both at once, and the uppermost file for each of them
    let said = table("form 支出表 { hide 合计 }", "form 支出表 { hide 名; only 名, 合计, 其中; column 名 \"名称\" }");
    assert!(said.contains("= 名称<1x2> | 其中<2x1>\n"), "{said}");
    let title = table("form 支出表 { column 名 \"我的\" }", "form 支出表 { column 名 \"市的\" wide 9 }");
    assert_eq!(title, own.replacen("科目<", "我的<", 1));
    assert_eq!(table("表格 支出表 ｛ 只列 名，合计 ｝", ""), table("form 支出表 { only 名, 合计 }", ""));
}

/// What is hidden or moved counts in what the others are rounded to, and in the unit of a form's words.
/// A column's amounts print as an amendment shows, those of a group's columns too.
#[test]
fn an_amendment_says_how_a_column_prints() {
    let mine =
        table("form 支出表 { column 合计 \"总计\" as \"1.0000\"; column 其中 as \"1.0\", \"(1.0)\", \"无\" }", "");
    assert!(mine.contains("总计") && mine.contains("合计 | 11.0000 | 8.0 | 3.0"), "{mine}");
    assert!(mine.contains("津贴 | 1.0000 | 无 | 1.0"), "{mine}");
}

#[test]
fn other_columns_stay_as_they_are() {
    let form = "form 万 \"万\" no \"表 1\" in 万元 digits 0 by controlled right \"单位：{unit}\" { rows of 支出 { line \"合计\"; each 科目.款 }; \
                column \"科目\" = name; column \"合计\" = 支出; column all 性质 = 支出 }\ndocument { 万 }";
    let amounts =
        "items 支出 in 元 { 301-01 项目 4500; 302-01 基本 3300; 302-01 项目 12200 }\nitems 收入 { }\nlevel B0703 off";
    let cells = |amendment: &str| -> Vec<Vec<String>> {
        let report = format!("use 市\n{amounts}\n{amendment}");
        let city = format!("use 省\n{form}");
        let files =
            [("r.budget", report.as_bytes()), ("省.budget", LIBRARY.as_bytes()), ("市.budget", city.as_bytes())];
        let checked = check_files("r.budget", &files);
        assert!(checked.problems.is_empty(), "{}", shown(&checked));
        let table = checked.document.tables().next().unwrap();
        assert_eq!(table.right.plain(), "单位：万元");
        let mut columns = vec![Vec::new(); table.columns.len()];
        table.cells().for_each(|cell| columns[cell.column].push(cell.text.plain()));
        columns
    };
    let own = cells("");
    assert_eq!(cells("form 万 { hide 合计 }"), [own[0].clone(), own[2].clone(), own[3].clone()]);
    assert_eq!(cells("form 万 { only 项目, 合计, 科目 }"), [own[3].clone(), own[1].clone(), own[0].clone()]);
    assert_eq!(cells("form 万 { only 科目 }"), [own[0].clone()]);
}

#[test]
fn what_an_amendment_cannot_say_of_columns_is_told() {
    let rows = [
        ("form 支出表 { hide 编号 }", "B0501", "编号"),
        ("form 支出表 { only 名, 合讦 }", "B0501", "合讦"),
        ("form 支出表 { column 合讦 \"总\" }", "B0501", "合讦"),
        ("form 支出表 { hide 编码, 名, 合计, 其中 }", "B0502", "hide 编码, 名, 合计, 其中"),
        ("form 支出表 { hide 编码\n hide 名 }", "B0207", "hide 名"),
        ("form 支出表 { column 名 \"一\"\n column 名 \"二\" wide 3 }", "B0207", "\"二\""),
        ("form 支出表 { column 名 wide 0 }", "B0106", "0"),
        ("form 支出表 { column 名 }", "B0101", "名"),
        ("form 支出表 { column 名 wide 3 wide 4 }", "B0207", "wide 4"),
        ("form 支出表 { column 合计 as \"零\" }", "B0227", "as \"零\""),
        ("form 支出表 { only 名, 合计, 名 }", "B0207", "名"),
        ("form 支出表 landscape landscape", "B0207", "landscape"),
        ("form 支出表 in 元 digits 1 in 万元 { }", "B0207", "in 万元"),
        ("form 支出表 { column \"又\" = 支出 }", "B0232", "column \"又\" = 支出"),
        ("form 我表 \"我\" { rows of 支出 { line \"计\" }; column \"甲\" \"乙\" }", "B0101", "column \"甲\" \"乙\""),
    ];
    for (report, code, place) in rows {
        let checked = over(report, "");
        let problem = &checked.problems[0];
        let found = (problem.code.number(), checked.sources.slice(problem.primary.span).trim());
        assert_eq!(found, (code, place), "{}", shown(&checked));
        assert!(code == "B0101" || checked.problems.len() == 1, "{}", shown(&checked));
    }
    let own = "form 我表 \"我\" { rows of 支出 { line \"计\" }; column \"甲\" = name; column \"乙\" = 支出; hide 甲 }\ndocument { 我表 }";
    assert_eq!((wrong(own).0, wrong(own).1.trim()), ("B0101", "hide 甲"));
    // cells that are written one by one have no names
    let cells = "form 网 \"网\" no \"表 1\" grid 2 { band { cells \"甲\" \"乙\" } }\ndocument { 网 }";
    let told = shown(&over("form 网 { hide 甲 }", cells));
    assert!(told.contains("B0501") && told.contains("has no columns with names"), "{told}");
    // in a grid it may leave a band too narrow, and another column takes the room
    let grid = "form 网 \"网\" no \"表 1\" grid 3 { band { rows of 收入 { line \"计\" }; column 甲 \"甲\" = name; column 乙 \"乙\" wide 2 = 收入 } }\ndocument { 网 }";
    let files = |report: &str| over(report, grid);
    let narrow = files("form 网 { hide 甲 }");
    assert_eq!(codes(&narrow), ["B0503"], "{}", shown(&narrow));
    assert!(narrow.problems[0].related.iter().any(|label| label.span.file.0 == 0), "{}", shown(&narrow));
    assert!(table("form 网 { hide 甲; column 乙 wide 3 }", grid).contains("- 乙<3x1>\n"));
    // of two sides each keeps one
    let sides = "form 两侧 \"两\" no \"表 1\" { SIDE; SIDE }\ndocument { 两侧 }"
        .replace("SIDE", "side \"侧\" { rows of 收入 { line \"计\" }; column \"项\" = name; column \"数\" = 收入 }");
    assert!(table("form 两侧 { only 数, 项 }", &sides).contains("= 数 | 项 | 数 | 项\n"));
}

#[test]
fn a_comparison_tells_other_columns() {
    let was = over("", "");
    let told = |amendment: &str| {
        let changes = compare(&was, &over(amendment, ""));
        assert_eq!(changes.forms.len(), 1, "{amendment} {changes:?}");
        let form = changes.forms.into_iter().next().unwrap();
        (form.words.len(), form.columns.len(), form.moved_columns.len(), form.cells.len(), form.looks)
    };
    assert_eq!(told("form 支出表 { hide 合计 }"), (0, 1, 0, 0, false));
    assert_eq!(told("form 支出表 { column 合计 \"总 计\" }"), (1, 0, 0, 0, false));
    assert_eq!(told("form 支出表 { column 合计 wide 12 }"), (0, 0, 0, 0, true));
    assert!(told("form 支出表 { only 名, 编码, 合计, 其中 }").2 > 0);
    // lines are known by what both print, columns by what declares them
    assert_eq!(told("form 支出表 { hide 款; column 名 \"名称\"; column 合计 \"总 计\" }"), (2, 1, 0, 0, false));
    let changes = compare(&was, &over("form 支出表 { hide 款; column 类 \"类码\" }", ""));
    assert!(changes.forms[0].rows.is_empty(), "{changes:?}");
}

/// Columns are counted as they print, through a group, a set and both sides; words without a sign that counts stand as they are.
#[test]
fn columns_have_numbers_under_their_titles() {
    let report =
        |body: &str| format!("form 我表 \"我\" no \"表 1\" {{ {body} }}\ndocument {{ 我表 }}\nlevel B0711 off");
    let rows = "rows of 支出 { each 科目.款 }; column \"科目\" numbered \"栏次\" = name";
    let said = table(&report(&format!("{rows}; column \"总\" = 支出; column \"按\" numbered \"(1)\" {{ 数栏 }}")), "");
    assert!(said.contains("= 合计<1x2> | 其中<2x1>\n= 基本 | 项目\n= 栏次 |  | (1) | (2) | (3)\n"), "{said}");
    // one of its own within a group
    let group = "column \"按\" numbered \"1\" { column all 性质 numbered \"甲\" = 支出; column \"计\" = 支出 }";
    // words that do not count stand once over columns side by side
    assert!(table(&report(&format!("{rows}; {group}")), "").contains("= 栏次 | 甲<2x1> | 1\n"));
    let side = "side \"侧\" { rows of 收入 { each 性质 }; column \"项\" numbered \"项次\" = name; column \"数\" numbered \"1\" = 收入 }";
    let said = table(&report(&format!("{side}; {side}; note \"注\"")), "");
    assert!(said.contains("= 项 | 数 | 项 | 数\n= 项次 | 1 | 项次 | 2\n"), "{said}");
    let band =
        "band \"带\" { rows of 收入 { each 性质 }; column \"项\" = name; column \"数\" wide 2 numbered \"1\" = 收入 }";
    let said = table(&report(band).replace("no \"表 1\"", "no \"表 1\" grid 4"), "");
    assert!(said.contains("- 带<1x4> | 项 | 数<2x1>\n-  | 1<2x1>\n"), "{said}");
    let chinese = "表格 支出表 ｛ 隐去 合计；栏 名 编号 “栏次”；栏 其中 “内” 宽 ８ 编号 “1” ｝";
    assert!(
        table(chinese, "")
            .contains("= 编码<2x1> | 科目<1x2> | 内<2x1>\n= 类 | 款 | 基本 | 项目\n=  |  | 栏次 | 1 | 2\n")
    );
    // an amendment says it, and what it hides is not counted
    let said = table("form 支出表 { hide 合计; column 名 numbered \"栏次\"; column 其中 numbered \"1\" }", "");
    assert!(said.contains("= 类 | 款 | 基本 | 项目\n=  |  | 栏次 | 1 | 2\n"), "{said}");
}

/// A column is known by its title, whatever its number: in JSON, in a comparison, in a message.
#[test]
fn a_number_is_no_title() {
    let numbered = |amendment: &str| over(&format!("form 支出表 {{ column 其中 numbered \"1\"\n{amendment} }}"), "");
    let checked = numbered("");
    let table = checked.document.tables().next().unwrap();
    assert_eq!(table.titles()[4], ["其中", "基本"]);
    assert_eq!(table.numbers(), ["", "", "", "", "1", "2"]);
    assert!(crate::support::json(&checked).contains("\"number\": \"2\""));
    let of = |old: &Checked, new: &Checked| compare(old, new).forms.into_iter().next().unwrap();
    let come = of(&over("", ""), &checked);
    assert!(come.looks && come.words.is_empty() && come.columns.is_empty() && come.cells.is_empty(), "{come:?}");
    assert!(of(&checked, &numbered("column 合计 numbered \"1\"")).looks);
    let gone = of(&checked, &numbered("hide 基本"));
    assert!(!gone.looks && gone.columns.len() == 1 && gone.words.is_empty(), "{gone:?}");
}

#[test]
fn a_label_is_merged_over_columns() {
    let form = |rows: &str, columns: &str| {
        format!(
            "form 我表 \"我\" no \"表 1\" {{ rows of 支出 {{ {rows} }}; {columns} }}\ndocument {{ 我表 }}\nlevel B0711 off"
        )
    };
    let columns = "科目栏; column 名 \"科目\" = name; column 注 \"注\" = 科目.类.name; column 数 \"数\" = 支出";
    let said = |rows: &str| table(&form(rows, columns), "");
    let each = "each 科目.类 hide 款, 注 { each 科目.款 }";
    let merged = said(&format!("line \"合 计\" wide 编码; {each}"));
    assert!(merged.contains("\n* 合 计<3x1> |  | 11.00\n- 301 |  | 工资"), "{merged}");
    // to the right, to both sides, in part; of another row
    assert!(said(&format!("line \"合计\" hide 编码 wide 注; {each}")).contains("\n*  |  | 合计<2x1> | 11.00\n"));
    assert!(said(&format!("line \"合计\" wide 款, 注, 名; {each}")).contains("\n*  | 合计<3x1> | 11.00\n"));
    assert_eq!(said(&format!("固定行 “合 计” 宽 编码；{each}")), merged);
    let rows = said("each 科目.类 wide 编码, 注 { each 科目.款 }");
    assert!(rows.contains("\n- 工资<4x1> | 6.00\n- 301 | 01 | 基本工资 | 工资 | 5.00"), "{rows}");
    // a named set, for whichever form has it; what is written once in the columns' own order
    let set = "rows 合并行 of 支出 { line \"合计\" wide 编码 mark 总; each 科目.类 hide 款 }\nset 科目行 = 合并行";
    assert!(table(set, "").contains("\n* 合计<3x1> | 11.00 | 8.00 | 3.00\n"));
    // what an amendment hides or moves away is not covered, and stays empty
    assert!(table(&format!("{set}\nform 支出表 {{ hide 类 }}"), "").contains("\n* 合计<2x1> | 11.00"));
    let moved = table(&format!("{set}\nform 支出表 {{ only 名, 合计, 编码 }}"), "");
    assert!(moved.contains("\n* 合计 | 11.00 |  | \n- 工资 | 6.00 | 301 | \n"), "{moved}");
    let expected = "expect 我表 { 合 计 | | | | 11.00; … }";
    table(&format!("{}\n{expected}", form(&format!("line \"合 计\" wide 编码; {each}"), columns)), "");
}

#[test]
fn a_label_is_not_merged_over_columns_that_stand_apart() {
    let columns = "column 码 \"码\" = 科目.款.code; column 数 \"数\" = 支出; column 名 \"科目\" = name";
    let form = |rows: &str, columns: &str| {
        format!("form 我表 \"我\" {{ rows of 支出 {{ {rows} }}; {columns} }}\ndocument {{ 我表 }}\nlevel B0711 off")
    };
    let each = "each 科目.款";
    let found = |rows: &str, columns: &str| wrong(&form(&format!("{rows}; {each}"), columns));
    assert_eq!(found("line \"合计\" wide 马", columns), ("B0501", "马".to_owned()));
    assert_eq!(found("line \"合计\" wide 码", columns), ("B0516", "码".to_owned()));
    let nameless = columns.replace("; column 名 \"科目\" = name", "");
    assert_eq!(found("line \"合计\" wide 码", &nameless), ("B0516", "码".to_owned()));
    // of a set it is told with the form
    let set = format!("rows 合并行 of 支出 {{ line \"合计\" wide 码; {each} }}\n{}", form("合并行", columns));
    assert_eq!(wrong(&set), ("B0516", "码".to_owned()));
    assert!(over(&set, "").problems[0].related.iter().any(|label| label.text.en == "placed here"));
}

/// `all` and `line` print rows of which there is no fact: of any level, and of those members alone that `at` names.
#[test]
fn rows_are_printed_although_they_are_empty() {
    let form = |rows: &str| {
        format!(
            "form 我表 \"我\" no \"表 1\" {{ rows of 支出 {{ {rows} }}; column \"科目\" = name; column \"数\" at 项目 = 支出 }}\ndocument {{ 我表 }}\nlevel B0711 off"
        )
    };
    let said = table(&form("line \"基本支出\" at 基本; all 科目.类 { all 科目.款 }"), "");
    assert!(said.contains("* 基本支出 | \n- 工资 | 1.00\n- 基本工资 | \n- 津贴 | 1.00\n"), "{said}");
    assert!(table(&form("all 科目.款 at 301-01 | 302"), "").ends_with("- 基本工资 | \n- 办公费 | 2.00"));
    let wrong = over(&form("all 科目.款 at 301, 302"), "");
    assert!(codes(&wrong) == ["B0215"] && shown(&wrong).contains("join them with |: 301 | 302"), "{}", shown(&wrong));
}

/// A former report's own rows count in its texts; how its tables look is its own affair.
#[test]
fn a_former_report_has_other_rows_and_columns() {
    let library = format!("{LIBRARY}text 去向 = \"{{for each 科目行-细 sep \"、\"}}{{name}}{{end}}。\"\n");
    let former = "use 省\nset 科目行-细 = 细-工资\ncolumns 我的栏 { column \"数\" = 支出 }\nset 数栏 = 我的栏\n\
                  form 支出表 { hide 名 }\nitems 支出 { 301-01 基本 2万元; 302-01 项目 1万元 }\n";
    let report = format!(
        "use 省\nuse \"去年.budget\" as 上年\n{REPORT}section 句 \"句\" {{ \"去年{{上年.去向}}今年{{去向}}\" }}\ndocument {{ 支出表; 句 }}"
    );
    let files =
        [("r.budget", report.as_bytes()), ("去年.budget", former.as_bytes()), ("省.budget", library.as_bytes())];
    let checked = check_files("r.budget", &files);
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    let said = outline(&checked.document);
    assert!(said.contains("去年基本工资。今年基本工资、津贴、办公费。") && said.contains("| 科目<1x2> |"), "{said}");
}

/// Each pattern counts for itself, and anew in the next row that has a number.
#[test]
fn rows_within_numbered_rows_have_numbers_of_their_own() {
    let form = |rows: &str| {
        let form = "form 我表 \"我\" no \"表 1\" { rows of 支出 { ROWS }; column \"科目\" = name }\ndocument { 我表 }\nlevel B0711 off";
        table(&form.replace("ROWS", rows), "")
    };
    let said = form(
        "each 科目.类 numbered \"一、\" { each 科目.款 numbered \"1.\" }; line \"其中\" at 基本 numbered \"一、\" aside",
    );
    assert!(said.ends_with("- 一、工资\n- 1.基本工资\n- 2.津贴\n- 二、商品\n- 1.办公费\n* 三、其中"), "{said}");
    // one pattern counts through
    let said = form("each 科目.类 numbered \"一、\" { each 科目.款 numbered \"一、\" }");
    assert!(said.ends_with("- 一、工资\n- 二、基本工资\n- 三、津贴\n- 四、商品\n- 五、办公费"), "{said}");
}

/// What stands for Blank is no figure: a form that prints nothing else is empty.
#[test]
fn a_form_of_signs_for_blank_is_empty() {
    let report = "form 我表 \"我\" as \"1.00\", \"-1.00\", \"—\" { rows of 支出 at 301-01, 项目 { all 科目.类 at 301 }; \
                  column \"科目\" = name; column \"数\" = 支出; empty \"没有\" }\ndocument { 我表 }\nlevel B0711 off";
    let said = over(report, "");
    assert!(said.problems.is_empty(), "{}", shown(&said));
    assert!(outline(&said.document).contains("- 工资 | —\n"), "{}", outline(&said.document));
}

/// A library and a report that say each clause of look at least once; what the tables print stands in the report.
#[test]
fn each_clause_of_look_reaches_the_page() {
    let loaded = project::load(&repository().join("tests/looks/report.budget"), None, &Disk).unwrap();
    let checked = project::check(loaded, &Disk);
    assert!(checked.problems.is_empty() && checked.lints.is_empty(), "{}", shown(&checked));
    let page = budgetc::emit::typst::emit(&checked.document, &checked.style);
    for telling in [
        // values of the style's variables
        "#let page-numbers = \"outside\"",
        "#let say-continued = \"yes\"",
        // a title of two lines, one for the contents
        "listed: \"Spending\",\n  id: \"table1\",\n  level: 2,\n  number: \"1)\",\n  title: \"Spending\\nby account\",",
        // other columns, one hidden; an amended title and width
        "names: true, wide: 24),",
        "\"What it is for\"",
        "(\"No.\", \"what\", \"(1)\", \"(2)\", \"(3)\",)",
        // other rows; a label over two columns
        "\"I. Care\"",
        "(text: \"Total\", kind: \"text\", colspan: 2)",
        // a form's example, a cell's, a hole's, the document's for Blank
        "\"none\"",
        "\"1,200.5\"",
        "\"4,500 USD in all\"",
        "(\"Total\", \"–\",)",
        "notes: (\"¹ A loss stands in brackets.\",)",
        // parts that number what is under them, or themselves; notes in words
        "#part-title(\"Appendix A\", \"Method\\nHow it was made\", level: 1, listed: \"Method\")",
        "#section(2, \"A.1\", \"Sources\", level: 2, notes: ((at: 7, words: \"The books of the trust.\"),))",
        "\"Care costs $84,451.\", notes: ((at: 18, words: \"Of it $1,201 for paths.\"),)",
    ] {
        assert!(page.contains(telling), "{telling}");
    }
}
