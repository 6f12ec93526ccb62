//! Reports made to be slow: each shape says one thing so many times that whatever walks a whole list for each of its
//! rows is found out. Real lists do all of this on a smaller scale: thirteen names under thousands of codes, a whole
//! column misspelt, each total wrong by the same tail.

use std::fmt::Write as _;

/// A report of a size that is given.
pub struct Shape {
    /// What is many.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// The report of so many.
    pub make: fn(usize) -> String,
}

/// What a shape is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Rows and nothing wrong: a row of each costs about as much.
    List,
    /// Something else, and nothing wrong.
    Right,
    /// Each of its things is wrong.
    Wrong,
}

/// All shapes; a further one is one more line.
pub const SHAPES: &[Shape] = &[
    Shape { name: "names repeated", kind: Kind::List, make: repeated },
    Shape { name: "items declared", kind: Kind::List, make: declared },
    Shape { name: "names beneath names", kind: Kind::List, make: beneath },
    Shape { name: "totals over everything", kind: Kind::Right, make: |n| flat(n, n, 0) },
    Shape { name: "totals of one row", kind: Kind::Right, make: totals },
    Shape { name: "sentences", kind: Kind::Right, make: sentences },
    Shape { name: "shares in a sentence", kind: Kind::Right, make: shares },
    Shape { name: "differences from everything", kind: Kind::Right, make: differences },
    Shape { name: "counts of members", kind: Kind::Right, make: counts },
    Shape { name: "checks", kind: Kind::Right, make: checks },
    Shape { name: "checks against everything", kind: Kind::Right, make: against },
    Shape { name: "deviations accepted", kind: Kind::Right, make: |n| deviations(n, true) },
    Shape { name: "levels", kind: Kind::Right, make: levels },
    Shape { name: "lets", kind: Kind::Right, make: lets },
    Shape { name: "texts and parameters", kind: Kind::Right, make: texts },
    Shape { name: "sections", kind: Kind::Right, make: sections },
    Shape { name: "blocks", kind: Kind::Right, make: blocks },
    Shape { name: "take-overs", kind: Kind::Right, make: taken },
    Shape { name: "rows of a form", kind: Kind::Right, make: form },
    Shape { name: "forms", kind: Kind::Right, make: forms },
    Shape { name: "rows expected", kind: Kind::Right, make: expected },
    Shape { name: "rows misspelt", kind: Kind::Wrong, make: |n| misspelt(n, 1) },
    Shape { name: "rows of unknown names", kind: Kind::Wrong, make: |n| misspelt(n, 9) },
    Shape { name: "codes unknown", kind: Kind::Wrong, make: |n| coded(n, Slip::Code) },
    Shape { name: "names behind codes misspelt", kind: Kind::Wrong, make: |n| coded(n, Slip::Name) },
    Shape { name: "names behind codes swapped", kind: Kind::Wrong, make: |n| coded(n, Slip::Swapped) },
    Shape { name: "rows ambiguous", kind: Kind::Wrong, make: ambiguous },
    Shape { name: "rows without amounts", kind: Kind::Wrong, make: |n| rows(n, "") },
    Shape { name: "rows torn", kind: Kind::Wrong, make: |n| rows(n, "1.2.3, ,4") },
    Shape { name: "rows written twice", kind: Kind::Wrong, make: twice },
    Shape { name: "totals wrong", kind: Kind::Wrong, make: wrong },
    Shape { name: "totals over everything wrong", kind: Kind::Wrong, make: |n| flat(n, n, 1) },
    Shape { name: "words for totals in a row", kind: Kind::Wrong, make: words_for_totals },
    Shape { name: "checks failing", kind: Kind::Wrong, make: |n| deviations(n, false) },
    Shape { name: "deviations of nothing", kind: Kind::Wrong, make: idle },
    Shape { name: "names unknown in sentences", kind: Kind::Wrong, make: unknown },
    Shape { name: "units unknown", kind: Kind::Wrong, make: |n| rows(n, "1.00万圆") },
    Shape { name: "two names of one thing", kind: Kind::Wrong, make: alike },
    Shape { name: "figures typed in sentences", kind: Kind::Wrong, make: typed },
    Shape { name: "nothing used", kind: Kind::Wrong, make: unused },
    Shape { name: "words for totals behind names", kind: Kind::Wrong, make: |n| rows(n, "合计 1.00") },
    Shape { name: "names of texts unset", kind: Kind::Wrong, make: unset },
    Shape { name: "one figure typed everywhere", kind: Kind::Wrong, make: same },
    Shape {
        name: "all on one line",
        kind: Kind::Wrong,
        make: |n| misspelt(n, 1).replace('\n', ";").replace("{;", "{"),
    },
];

const MEASURE: &str = "measure 金额 in 万元 { 元; 万元 = 10000元 }\n";

/// Names of the items of a district: they come again under each code.
const ITEMS: [&str; 13] = [
    "行政运行",
    "社会保险经办机构",
    "机关事业单位基本养老保险缴费支出",
    "机关事业单位职业年金缴费支出",
    "行政单位医疗",
    "住房公积金",
    "其他人力资源和社会保障管理事务支出",
    "基本工资",
    "津贴补贴",
    "维修（护）费",
    "公务接待费",
    "委托业务费",
    "其他商品和服务支出",
];

/// Items beneath one section, and sections beneath one class.
const WIDTH: usize = 20;

/// Amounts in hundredths, the same on each machine (Knuth's congruential generator).
struct Amounts(u64);

impl Amounts {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % 999_899 + 101
    }
}

fn decimal(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// A line for each number, made by a function.
fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).fold(String::new(), |mut text, at| {
        text.push_str(&line(at));
        text.push('\n');
        text
    })
}

fn document(body: &str) -> String {
    format!("document \"支出\" style std.style.plain {{\n{body}}}\n")
}

/// A dimension of so many plain members, a ledger over it, and words that speak of all of it.
fn plain(n: usize) -> String {
    format!("{MEASURE}dimension 行 {{\n{}}}\nledger 支出 {{ 金额: 金额; 行 }}\n", lines(n, |at| format!("甲{at}")))
}

/// Rows of plain members, each with an amount of its own, and what they make.
fn items(n: usize) -> (String, u64) {
    let (mut amounts, mut all, mut rows) = (Amounts(1), 0, String::new());
    for at in 0..n {
        let amount = amounts.next();
        all += amount;
        let _ = writeln!(rows, "  甲{at} {}", decimal(amount));
    }
    (rows, all)
}

/// Totals of all rows, written so many times, each too high by as much.
fn flat(n: usize, totals: usize, off: u64) -> String {
    let (rows, all) = items(n);
    let totals = lines(totals, |_| format!("  合计 {}", decimal(all + off)));
    format!("{}items 支出 {{\n{rows}{totals}}}\n{}", plain(n), document("\"合计{支出}。\"\n"))
}

fn totals(n: usize) -> String {
    let (rows, _) = items(n);
    let totals = rows.replace("  甲", "  合计 甲");
    format!("{}items 支出 {{\n{rows}{totals}}}\n{}", plain(n), document("\"合计{支出}。\"\n"))
}

/// A report of plain rows that says something once for each of them.
fn with(n: usize, declarations: &str, body: &str) -> String {
    let (rows, _) = items(n);
    format!("{}items 支出 {{\n{rows}}}\n{declarations}{}", plain(n), document(body))
}

fn sentences(n: usize) -> String {
    with(n, "", &lines(n, |at| format!("\"第{at}项支出{{支出[甲{at}]}}，占{{支出}}的{{支出[甲{at}] / 支出}}。\"")))
}

/// One sentence of all, each with its share.
fn shares(n: usize) -> String {
    let each = "{for each 行 of 支出 share 占比 by largest sep \"、\"}{name}{支出}、占{占比}{end}";
    with(n, "", &format!("\"合计{{支出}}，其中{each}。\"\n"))
}

fn differences(n: usize) -> String {
    with(n, "", &lines(n, |at| format!("\"除第{at}项以外{{支出 - 支出[甲{at}]}}。\"")))
}

fn counts(n: usize) -> String {
    with(n, "", &lines(n, |at| format!("\"第{at}项是{{count 行}}项之一，有{{count 行 of 支出[甲{at}]}}项。\"")))
}

fn checks(n: usize) -> String {
    let checks = lines(n, |at| format!("check 查{at} \"第{at}项\": 支出[甲{at}] <= 支出"));
    with(n, &checks, "\"合计{支出}。\"\n")
}

fn against(n: usize) -> String {
    with(n, "check 查 \"每项\" for each 行: 支出 <= 支出[行: *]\n", "\"合计{支出}。\"\n")
}

/// A check that fails for each member, and perhaps an acceptance of each.
fn deviations(n: usize, accepted: bool) -> String {
    let accepts =
        lines(if accepted { n } else { 0 }, |at| format!("accept 查[甲{at}] by 1.00万元 because \"第{at}项有说明\""));
    let (rows, _) = items(n);
    let mut other = String::new();
    for row in rows.lines() {
        let (name, amount) = row.rsplit_once(' ').unwrap();
        let (whole, cents) = amount.split_once('.').unwrap();
        let _ = writeln!(other, "{name} {}.{cents}", whole.parse::<u64>().unwrap() as i64 - 1);
    }
    let declarations = format!(
        "ledger 决算 {{ 金额: 金额; 行 }}\nitems 决算 {{\n{other}}}\ncheck 查 \"每项\" for each 行: 支出 == 决算\n{accepts}"
    );
    with(n, &declarations, "\"合计{支出}，决算{决算}。\"\n")
}

/// Acceptances of instances that there are not.
fn idle(n: usize) -> String {
    let accepts = lines(n, |at| format!("accept 查[甲{at}] by 1.00万元 because \"第{at}项有说明\""));
    let more = lines(n, |at| format!("accept 察{at} by 1.00万元 because \"第{at}项有说明\""));
    let declarations = format!("check 查 \"每项\" for each 行: 支出 <= 支出[行: *]\n{accepts}{more}");
    with(n, &declarations, "\"合计{支出}。\"\n")
}

fn levels(n: usize) -> String {
    let checks = lines(n, |at| format!("check 查{at} \"第{at}项\": 支出[甲{at}] > 支出\nlevel 查{at} off"));
    with(n, &checks, "\"合计{支出}。\"\n")
}

fn lets(n: usize) -> String {
    let lets = lines(n, |at| {
        let before = if at % 32 == 0 { String::new() } else { format!(" + 数{}", at - 1) };
        format!("let 数{at} = 支出[甲{at}]{before}")
    });
    with(n, &lets, &lines(n, |at| format!("\"第{at}项{{数{at}}}。\"")))
}

fn texts(n: usize) -> String {
    let texts = lines(n, |at| {
        format!(
            "param 参{at} : text\nset 参{at} = \"参数第{at}个\"\ntext 文{at}(数: 金额) = \"第{at}项{{参{at}}}支出{{数}}\"\n"
        )
    });
    with(n, &texts, &lines(n, |at| format!("\"{{文{at}(支出[甲{at}])}}。\"")))
}

fn sections(n: usize) -> String {
    let sections = lines(n, |at| format!("section 节{at} \"第{at}节\" at 甲{at} {{ \"支出{{支出}}。\" }}"));
    with(n, &sections, &lines(n, |at| format!("节{at}")))
}

/// A block and a declaration for each row.
fn blocks(n: usize) -> String {
    let mut amounts = Amounts(1);
    let mut blocks = String::new();
    for at in 0..n {
        let amount = decimal(amounts.next());
        let _ = writeln!(blocks, "members 行 {{ 甲{at} }}\nitems 支出 at 甲{at} {{ 甲{at} {amount}; 合计 {amount} }}");
    }
    format!("{MEASURE}dimension 行 open\nledger 支出 {{ 金额: 金额; 行 }}\n{blocks}{}", document("\"合计{支出}。\"\n"))
}

/// Ledgers that each take over from the one before, which stands behind them.
fn taken(n: usize) -> String {
    let links = n / 4;
    let ledgers = lines(links, |at| format!("ledger 账{at} {{ 金额: 金额; 行 }}"));
    let chain = lines(links, |at| match at {
        0 => "items 账0 := 支出[甲0]".to_owned(),
        at => format!("items 账{at} := 账{}", at - 1),
    });
    let last = links.saturating_sub(1);
    with(n, &format!("{ledgers}{}", chain), &format!("\"合计{{支出}}，其中{{账{last}}}。\"\n"))
}

fn form(n: usize) -> String {
    let form = "form 表 \"支出表\" no \"表 1\" in 万元 {\n  rows of 支出 { line \"合计\"; each 行 }\n  \
                column \"项目\" = name\n  column \"支出\" = 支出\n  column \"占比\" = 支出 / 支出[行: *]\n}\n";
    with(n, form, "\"合计{支出}。\"\n表\n")
}

fn forms(n: usize) -> String {
    let forms = lines(n, |at| {
        format!(
            "form 表{at} \"支出表\" no \"表 {at}\" in 万元 at 甲{at} {{\n  rows of 支出 {{ line \"合计\"; each 行 }}\n  \
             column \"项目\" = name\n  column \"支出\" = 支出\n}}"
        )
    });
    with(n, &forms, &lines(n, |at| format!("表{at}")))
}

fn expected(n: usize) -> String {
    let (rows, all) = items(n);
    let rows = rows.lines().map(|row| row.trim().replace(' ', " | ") + "\n").collect::<String>();
    let form = "form 表 \"支出表\" no \"表 1\" in 万元 {\n  rows of 支出 { line \"合计\"; each 行 }\n  \
                column \"项目\" = name\n  column \"支出\" = 支出\n}\n";
    let expect = format!("{form}expect 表 {{\n合计 | {}\n{rows}}}\n", decimal(all));
    with(n, &expect, "\"合计{支出}。\"\n表\n")
}

/// Classes, sections and items by code.
struct Tree {
    members: String,
    rows: String,
    all: u64,
}

/// What is wrong with the rows of a [`tree`].
#[derive(Clone, Copy, PartialEq)]
enum Slip {
    None,
    Code,
    Name,
    Swapped,
    Total,
}

/// So many items by code in three levels, with a total for each section and class; names come again.
fn tree(n: usize, names: fn(usize) -> String, slip: Slip) -> Tree {
    let mut tree = Tree { members: String::new(), rows: String::new(), all: 0 };
    let mut amounts = Amounts(1);
    let mut at = 0;
    for class in 0..n.div_ceil(WIDTH * WIDTH) {
        let head = format!("  {} 类{class} {{\n", 1001 + class);
        tree.members.push_str(&head);
        tree.rows.push_str(&head);
        let mut above = 0;
        for section in 0..WIDTH {
            let head = format!("    {:02} 款{class}_{section} {{\n", section + 1);
            tree.members.push_str(&head);
            tree.rows.push_str(&head);
            let mut own = 0;
            for item in 0..WIDTH.min(n - at) {
                let (amount, name) = (amounts.next(), names(at));
                own += amount;
                let _ = writeln!(tree.members, "      {:02} {name}", item + 1);
                let (code, typed) = match slip {
                    Slip::Code => (item + 41, name),
                    Slip::Name => (item + 1, name.replacen('出', "岀", 1)),
                    Slip::Swapped => (item + 1, names(at ^ 1)),
                    _ => (item + 1, name),
                };
                let _ = writeln!(tree.rows, "      {code:02} {typed} {}", decimal(amount));
                at += 1;
            }
            above += own;
            let off = u64::from(slip == Slip::Total);
            let _ = writeln!(tree.rows, "      合计 {}\n    }}", decimal(own + off));
            tree.members.push_str("    }\n");
        }
        let _ = writeln!(tree.rows, "    合计 {}\n  }}", decimal(above));
        tree.members.push_str("  }\n");
        tree.all += above;
    }
    tree
}

fn of_tree(tree: &Tree) -> String {
    let Tree { members, rows, all } = tree;
    format!(
        "{MEASURE}dimension 科目 levels 类 4, 款 2, 项 2 {{\n{members}}}\nledger 支出 {{ 金额: 金额; 科目.项 }}\n\
         items 支出 {{\n{rows}  合计 {}\n}}\n{}",
        decimal(*all),
        document("\"合计{支出}。\"\n")
    )
}

fn named(at: usize) -> String {
    ITEMS[at * 7 % ITEMS.len()].to_owned()
}

fn declared(n: usize) -> String {
    of_tree(&tree(n, named, Slip::None))
}

fn wrong(n: usize) -> String {
    of_tree(&tree(n, named, Slip::Total))
}

fn coded(n: usize, slip: Slip) -> String {
    of_tree(&tree(n, |at| format!("第{at}项支出"), slip))
}

/// Names as a field: the codes of a section come again under each.
fn repeated(n: usize) -> String {
    let Tree { rows, all, .. } = tree(n, named, Slip::None);
    let sections = lines(WIDTH, |at| format!("    {:02} 序{at}", at + 1));
    let mut members = String::new();
    for class in 0..n.div_ceil(WIDTH * WIDTH) {
        let own = lines(WIDTH, |section| format!("    {:02} 款{class}_{section}", section + 1));
        let _ = writeln!(members, "  {} 类{class} {{\n{own}  }}", 1001 + class);
    }
    let quoted = |row: &str| match row.trim().split(' ').collect::<Vec<_>>()[..] {
        [code, name, amount] if code.len() == 2 && amount != "{" => format!("{code} \"{name}\" {amount}\n"),
        _ => format!("{row}\n"),
    };
    let rows: String = rows.lines().map(quoted).collect();
    format!(
        "{MEASURE}dimension 科目 levels 类 4, 款 2 {{\n{members}}}\ndimension 序 levels 序 2 {{\n{sections}}}\n\
         ledger 支出 {{ 金额: 金额; 科目.款; 序; 名: text }}\nitems 支出 {{\n{rows}  合计 {}\n}}\n{}",
        decimal(all),
        document("\"合计{支出}。\"\n")
    )
}

/// The same names beneath each of many, without codes.
fn beneath(n: usize) -> String {
    let (mut members, mut rows, mut amounts, mut all) = (String::new(), String::new(), Amounts(1), 0);
    for unit in 0..n.div_ceil(ITEMS.len()) {
        let _ = writeln!(members, "  单位{unit} {{ {} }}", ITEMS.join("; "));
        let _ = writeln!(rows, "  单位{unit} {{");
        let mut own = 0;
        for name in ITEMS {
            let amount = amounts.next();
            own += amount;
            let _ = writeln!(rows, "    {name} {}", decimal(amount));
        }
        let _ = writeln!(rows, "    合计 {}\n  }}", decimal(own));
        all += own;
    }
    format!(
        "{MEASURE}dimension 行 levels 单位, 项 {{\n{members}}}\nledger 支出 {{ 金额: 金额; 行.项 }}\n\
         items 支出 {{\n{rows}  合计 {}\n}}\n{}",
        decimal(all),
        document("\"合计{支出}。\"\n")
    )
}

/// Rows that name one of many of that name.
fn ambiguous(n: usize) -> String {
    let mut members = String::new();
    for unit in 0..n.div_ceil(ITEMS.len()) {
        let _ = writeln!(members, "  单位{unit} {{ {} }}", ITEMS.join("; "));
    }
    let rows = lines(n, |at| format!("  {} 12.50", named(at)));
    format!(
        "{MEASURE}dimension 行 levels 单位, 项 {{\n{members}}}\nledger 支出 {{ 金额: 金额; 行.项 }}\n\
         items 支出 {{\n{rows}}}\n{}",
        document("\"合计{支出}。\"\n")
    )
}

/// Each row's member misspelt in so many signs.
fn misspelt(n: usize, signs: usize) -> String {
    let members = lines(n, |at| format!("  项目工程第{at}号设施"));
    let wrong = "之乎者也矣焉哉兮欤".chars().take(signs).collect::<String>();
    let mut amounts = Amounts(1);
    let mut rows = String::new();
    for at in 0..n {
        let name = if signs == 1 { format!("项目工程第{at}号设{wrong}") } else { format!("{wrong}{at}") };
        let _ = writeln!(rows, "  {name} {}", decimal(amounts.next()));
    }
    format!(
        "{MEASURE}dimension 行 {{\n{members}}}\nledger 支出 {{ 金额: 金额; 行 }}\nitems 支出 {{\n{rows}  合计 1.00\n}}\n{}",
        document("\"合计{支出}。\"\n")
    )
}

/// Rows that end in something, with a total behind each.
fn rows(n: usize, end: &str) -> String {
    let rows = lines(n, |at| format!("  甲{at} {end}\n  合计 甲{at} 1.00"));
    format!("{}items 支出 {{\n{rows}}}\n{}", plain(n), document("\"合计{支出}。\"\n"))
}

fn twice(n: usize) -> String {
    let (rows, _) = items(n);
    format!("{}items 支出 {{\n{rows}{rows}}}\n{}", plain(n), document("\"合计{支出}。\"\n"))
}

fn words_for_totals(n: usize) -> String {
    format!("{}items 支出 {{\n  {}1.00\n}}\n{}", plain(1), "合计 ".repeat(n), document("\"合计{支出}。\"\n"))
}

fn unknown(n: usize) -> String {
    with(n, "", &lines(n, |at| format!("\"第{at}项{{数{at}}}，{{支岀[甲{at}]}}，{{支出[乙{at}]}}。\"")))
}

/// Members whose names differ in a sign that is easily left out.
fn alike(n: usize) -> String {
    let pairs = n / 2;
    let members = lines(pairs, |at| format!("  第{at}号道路维修工程；第{at}号道路维修工\n").replace('；', "\n  "));
    let mut amounts = Amounts(1);
    let mut rows = String::new();
    for line in members.lines().filter(|line| !line.is_empty()) {
        let _ = writeln!(rows, "{line} {}", decimal(amounts.next()));
    }
    format!(
        "{MEASURE}dimension 行 {{\n{members}}}\nledger 支出 {{ 金额: 金额; 行 }}\nitems 支出 {{\n{rows}}}\n{}",
        document("\"合计{支出}。\"\n")
    )
}

fn typed(n: usize) -> String {
    let (rows, _) = items(n);
    let body: String = rows
        .lines()
        .map(|row| row.trim().rsplit_once(' ').unwrap())
        .map(|(name, amount)| format!("\"{name}支出{amount}万元。\"\n"))
        .collect();
    with(n, "", &body)
}

/// The same amount in each row, and typed in as many sentences.
fn same(n: usize) -> String {
    let rows = lines(n, |at| format!("  甲{at} 12345.50"));
    let body = lines(n, |at| format!("\"第{at}项12345.50万元，共{{支出}}。\""));
    format!("{}items 支出 {{\n{rows}}}\n{}", plain(n), document(&body))
}

fn unset(n: usize) -> String {
    with(n, &lines(n, |at| format!("param 参{at} : text")), &lines(n, |at| format!("\"第{at}项{{参{at}}}。\"")))
}

fn unused(n: usize) -> String {
    with(n, &lines(n, |at| format!("param 参{at} : text = \"没有\"\nlet 数{at} = 支出[甲{at}]")), "\"合计{支出}。\"\n")
}
