//! A generated department: so many units of so many items, income and spending, one file a unit or all in one.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Codes at the lower of two levels.
const WIDTH: usize = 50;

const LIBRARY: &str = "measure 金额 in 万元 { 元; 万元 = 10000元 }
dimension 单位 open levels 部门 3, 单位 3
dimension 资金 { 财政拨款; 事业收入 }
ledger 收入 { 金额 : 金额; 单位.单位; 资金 }
ledger 支出 { 金额 : 金额; 单位.单位; 科目.款; 资金 }
check 收支平衡 \"每个单位的收入应等于支出\" for each 单位.单位, 资金: 收入 == 支出
form 表1 \"支出总表\" no \"表 1\" in 万元 {
  rows of 支出 {
    line \"合 计\" hide 编码
    each 单位.部门 hide 编码 { each 单位.单位 hide 编码 { each 科目.款 } }
  }
  column 编码 \"编码\" = 科目.code
  column \"单位（科目）\" = name
  column \"合计\" = 支出
  column all 资金 = 支出
}
document \"部门预算\" style std.style.plain { \"支出{支出}。\"; 表1 }
";

fn classification() -> String {
    let mut out = String::from("dimension 科目 levels 类 3, 款 2 {\n");
    for class in 0..10 {
        let items: Vec<String> = (1..=WIDTH).map(|item| format!("{item:02} 款{class}_{item}")).collect();
        let _ = writeln!(out, "  {} 类{class} {{ {} }}", 201 + class, items.join("; "));
    }
    out + "}\n"
}

/// What one unit writes: as many items of spending, its income, and totals.
fn unit(number: usize, items: usize) -> String {
    let mut state = number as u64 + 1;
    let mut amount = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % 9_999_999 + 1
    };
    let cents = |sum: u64| format!("{}.{:02}", sum / 100, sum % 100);
    let (mut rows, mut sums) = (String::new(), [0; 2]);
    for item in 0..items {
        let (kind, amount) = (item % 2, amount());
        sums[kind] += amount;
        let code = format!("{}-{:02}", 201 + item / 2 / WIDTH, item / 2 % WIDTH + 1);
        let _ = writeln!(rows, "  {code} {} {}", ["财政拨款", "事业收入"][kind], cents(amount));
    }
    let (grants, earned, all) = (cents(sums[0]), cents(sums[1]), cents(sums[0] + sums[1]));
    let code = format!("101-{number:03}");
    format!(
        "members 单位 {{ 101 部门 {{ {number:03} 单位{number} }} }}\n\
         items 收入 in 元 at {code} {{ 财政拨款 {grants}; 事业收入 {earned}; total {all} }}\n\
         items 支出 in 元 at {code} {{\n{rows}  total 财政拨款 {grants}\n  total {all}\n}}\n"
    )
}

/// Writes `department.budget` with a file for each unit, and `whole.budget`, which says the same alone.
pub fn write(units: usize, items: usize, folder: &Path) {
    let library = format!("{}{LIBRARY}", classification());
    fs::create_dir_all(folder.join("units")).unwrap();
    fs::write(folder.join("budget.toml"), "").unwrap();
    fs::write(folder.join("library.budget"), &library).unwrap();
    let (mut department, mut whole) = (String::new(), library);
    for number in 1..=units {
        let text = unit(number, items);
        fs::write(folder.join(format!("units/u{number}.budget")), format!("use library\n{text}")).unwrap();
        let _ = writeln!(department, "use units.u{number}");
        whole.push_str(&text);
    }
    fs::write(folder.join("department.budget"), department).unwrap();
    fs::write(folder.join("whole.budget"), whole).unwrap();
}
