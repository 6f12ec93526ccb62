//! Reports that are made by chance: facts over the catalogues of two libraries, such that every check of theirs holds.

use std::collections::BTreeSet;
use std::fmt::Write;

/// Chance that is the same on every machine.
pub struct Dice(pub u64);

impl Dice {
    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound.max(1) as u64) as usize
    }

    pub fn one<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    /// Whether something happens that does so in so many cases of a hundred.
    pub fn hits(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
    }

    /// Some of these, one at least.
    fn some<'a>(&mut self, all: &[&'a str], most: usize) -> Vec<&'a str> {
        let mut all = all.to_vec();
        self.shuffle(&mut all);
        all.truncate(1 + self.below(most));
        all
    }

    /// A whole put together of parts, each more than nothing.
    fn parts(&mut self, whole: usize, count: usize) -> Vec<usize> {
        let mut ends: BTreeSet<usize> = (1..count).map(|_| 1 + self.below(whole - 1)).collect();
        ends.insert(whole);
        let mut start = 0;
        let part = |end: usize| {
            let own = end - start;
            start = end;
            own
        };
        ends.into_iter().map(part).collect()
    }
}

/// A report: what it is, and its rows.
pub struct Invented {
    pub head: String,
    pub items: String,
}

impl Invented {
    pub fn whole(&self) -> String {
        format!("{}\n{}", self.head, self.items)
    }
}

const FUNCTIONS: [&str; 13] = [
    "201-06-01",
    "201-06-05",
    "201-03-50",
    "206-05-03",
    "208-01-01",
    "208-99-99",
    "208-11-99",
    "213-05-04",
    "212-01-01",
    "212-05-01",
    "221-02-03",
    "207-01-13",
    "215-08-99",
];
/// Those whose spending is said of the economic side, too, are not among them.
const ECONOMIC: [&str; 16] = [
    "301-01", "301-02", "301-03", "301-07", "301-12", "301-99", "302-01", "302-05", "302-11", "302-17", "302-31",
    "302-99", "310-02", "310-03", "302-15", "302-12",
];

/// Amounts that print in every table: whole hundreds, in the base unit.
fn amount(dice: &mut Dice) -> usize {
    let size = [9, 900, 90_000, 9_000_000][dice.below(4)];
    (4 + dice.below(size)) * 100
}

/// A district's report: 支出 by function, its general part again by economic purpose.
pub fn district(seed: u64) -> Invented {
    let mut dice = Dice(seed);
    let head = "use std.shanghai.2026.表格\nuse std.shanghai.2026.检查\n
set 区名 = \"某区\"\nset 部门 = \"某区民政局\"\nset 简称 = \"民政局\"\n
members 预算单位 { 某区民政局  性质: 行政单位 }\n
document \"预算表\" style std.style.横表 lang \"zh-CN\" {\n  预算01表\n  预算02表\n  预算03表\n  预算04表\n  预算05表\n  预算06表\n  预算07表\n  预算08表\n  预算09表\n}\n";
    let functions = dice.some(&FUNCTIONS, 12);
    let (mut spent, mut income, mut basic) = (String::new(), String::new(), 0);
    for function in functions {
        for kind in ["基本支出", "项目支出"] {
            if !dice.hits(65) {
                continue;
            }
            for source in ["一般公共预算", "政府性基金预算", "国有资本经营预算", "单位资金"] {
                let chance = if source == "一般公共预算" { 80 } else { 20 };
                if !dice.hits(chance) {
                    continue;
                }
                let amount = amount(&mut dice);
                let _ = writeln!(spent, "  {kind} {function} {source} {amount}");
                if source == "一般公共预算" && kind == "基本支出" {
                    basic += amount;
                }
                if source == "单位资金" {
                    for (source, part) in split(&mut dice, amount, &["事业收入", "事业单位经营收入", "其他收入"], 3)
                    {
                        let _ = writeln!(income, "{function} {source} {part}");
                    }
                }
            }
        }
    }
    let mut items = format!("items 支出 in 元 {{\n{spent}}}\nitems 单位收入 in 元 {{\n{}}}\n", summed(&income));
    let economic = split(&mut dice, basic, &ECONOMIC, 14);
    let office: usize = economic.iter().filter(|(code, _)| code.starts_with("302")).map(|(_, amount)| amount).sum();
    let rows: String = economic.iter().map(|(code, amount)| format!("  {code} {amount}\n")).collect();
    let _ = writeln!(items, "items 经济支出 in 元 {{\n{rows}}}");
    let mut trips = String::new();
    for kind in ["出国经费", "购车经费", "用车经费", "接待经费"] {
        if basic > 100_000 && dice.hits(60) {
            let _ = writeln!(trips, "  {kind} {}", 100 * (1 + dice.below(200)));
        }
    }
    let _ = writeln!(items, "items 三公经费 in 元 {{\n{trips}}}");
    let own = if office > 200 { format!("{}", 100 * (1 + dice.below(office / 100))) } else { String::new() };
    let _ = writeln!(items, "items 机关运行经费 in 元 {{ {own} }}");
    Invented { head: head.to_owned(), items }
}

/// Rows of a place and an amount, those of one place as one.
fn summed(rows: &str) -> String {
    let mut all: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for (place, amount) in rows.lines().filter_map(|row| row.rsplit_once(' ')) {
        *all.entry(place).or_default() += amount.parse::<usize>().unwrap();
    }
    all.into_iter().map(|(place, amount)| format!("  {place} {amount}\n")).collect()
}

/// An amount put together of amounts at some codes.
fn split<'a>(dice: &mut Dice, amount: usize, codes: &[&'a str], most: usize) -> Vec<(&'a str, usize)> {
    if amount == 0 {
        return Vec::new();
    }
    let codes = dice.some(codes, most);
    let parts = dice.parts(amount / 100, codes.len().min(amount / 200).max(1));
    codes.into_iter().zip(parts).map(|(code, part)| (code, part * 100)).collect()
}

const INCOME: [(&str, &[&str]); 4] = [
    ("一般公共预算", &["一般公共预算拨款收入"]),
    ("政府性基金预算", &["政府性基金预算拨款收入"]),
    ("国有资本经营预算", &["国有资本经营预算拨款收入"]),
    ("单位资金", &["事业收入", "事业单位经营收入", "其他收入", "上级补助收入"]),
];

/// A bureau's report: income and spending of its units, by function and again by economic purpose. `wide`: from sources, too, by
/// which no table lists spending.
pub fn bureau(seed: u64, wide: bool) -> Invented {
    let mut dice = Dice(seed);
    let units = 1 + dice.below(3);
    let names = ["云台县民政局", "云台县养老服务中心", "云台县救助站"];
    let rows: String = (0..units).map(|at| format!(" {:03} {};", at + 1, names[at])).collect();
    let head = format!(
        "use std.sichuan.2024.表格收支\nuse std.sichuan.2024.表格支出\nuse std.sichuan.2024.单位检查\n
set 年度 = 2024\nset 部门全称 = \"云台县民政局\"\nset 财政级次 = \"县级\"\n
members 预算单位 {{ 305 民政局 {{{rows} }} }}\nmembers 项目 {{ 助残补贴; 康复设备; 场地改造 }}\n
document \"预算表\" style std.style.公文 lang \"zh-CN\" {{\n  表1\n  表1-1全\n  表1-2\n  表2\n  表2-1\n  表3\n  表3-1\n  表3-2\n  表3-3\n  表4\n  表4-1\n  表5\n}}\n"
    );
    let (mut income, mut spent, mut economic, mut trips) = (String::new(), String::new(), String::new(), String::new());
    for unit in (1..=units).map(|unit| format!("305-{unit:03}")) {
        for (kind, sources) in INCOME {
            for year in ["当年", "上年结转"] {
                let chance = if kind == "一般公共预算" { 85 } else { 25 };
                let listed = kind == "一般公共预算" || kind != "单位资金" && year == "当年";
                if !dice.hits(if year == "当年" { chance } else { chance / 4 }) || !wide && !listed {
                    continue;
                }
                let place = format!("{unit} {kind} {year}");
                let whole: usize = ["基本支出", "项目支出"]
                    .map(|nature| spend(&mut dice, &format!("{place} {nature}"), &mut spent, &mut economic))
                    .iter()
                    .sum();
                for (source, part) in split(&mut dice, whole, sources, sources.len()) {
                    let _ = writeln!(income, "  {unit} {year} {source} {part}");
                }
                if dice.hits(30) && (kind == "一般公共预算" || kind == "政府性基金预算") && year == "当年"
                {
                    let what = dice.one(&["出国经费", "购车经费", "用车经费", "接待经费"]);
                    let _ = writeln!(trips, "  {place} {what} {}", 100 * (1 + dice.below(40)));
                }
            }
        }
    }
    let books: [(&str, String); 4] = [("收入", income), ("支出", spent), ("经济支出", economic), ("三公经费", trips)];
    let items = books.map(|(book, rows)| format!("items {book} in 元 {{\n{rows}}}\n")).concat();
    Invented { head, items }
}

/// Spending of a unit from one source; how much it is.
fn spend(dice: &mut Dice, place: &str, spent: &mut String, economic: &mut String) -> usize {
    if !dice.hits(70) {
        return 0;
    }
    let whole = amount(dice);
    for (function, part) in split(dice, whole, &FUNCTIONS, 5) {
        // of other sources no table lists projects
        let named = place.ends_with("项目支出") && place.contains("一般公共预算");
        let project = if named { dice.one(&["助残补贴", "康复设备", "场地改造"]) } else { "" };
        let _ = writeln!(spent, "  {place} {function} {project} {part}");
    }
    for (code, part) in split(dice, whole, &ECONOMIC, 6) {
        let _ = writeln!(economic, "  {place} {code} {part}");
    }
    whole
}
