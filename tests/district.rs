//! The workbook that a district's bodies fill in: made by the test as the district hands it out, filled with invented figures in the
//! ways in which people fill it, read without a question and printed with the same figures.

use std::collections::BTreeMap;
use std::sync::Arc;

use budgetc::base::Decimal;
use budgetc::document::{CellKind, Table};
use budgetc::model::Report;
use budgetc::project::ProjectOptions;
use budgetc::session::Session;
use budgetc::tables::book::{BookCell, BookSheet, BookValue, CellLook, WrittenBook};
use budgetc::tables::{SheetExtent, SheetPlace, write};

use crate::cli::{run, stderr};
use crate::support::{read, repository};

/// Its texts, its two bodies and last year's amounts are used; its rows of this year are not.
const REPORT: &str = "reports/chengpu-chengguan-2026.budget";
/// What no table of the workbook tells stands in the report behind this line.
const THIS_YEAR: &str = "// ── 预算 ──";
const LAST_YEAR: &str = "// ── 上年 ──";

const CHANNELS: [&str; 3] = ["一般公共预算", "政府性基金预算", "国有资本经营预算"];
const INCOMES: [&str; 3] = ["事业收入", "事业单位经营收入", "其他收入"];
const NATURES: [&str; 2] = ["基本支出", "项目支出"];

/// Spending by function, nature and source, in fen: two bodies' together, with a fund.
const SPENDING: [(&str, &str, &str, i64); 9] = [
    ("2080501", "基本支出", "一般公共预算", 23_640_100),
    ("2080505", "基本支出", "一般公共预算", 211_360_000),
    ("2120101", "基本支出", "一般公共预算", 1_248_630_100),
    ("2120104", "项目支出", "一般公共预算", 386_000_000),
    ("2120501", "基本支出", "一般公共预算", 896_250_000),
    ("2120501", "项目支出", "一般公共预算", 2_735_000_000),
    ("2120501", "项目支出", "单位资金", 190_000_000),
    ("2121999", "项目支出", "政府性基金预算", 520_000_000),
    ("2210201", "基本支出", "一般公共预算", 168_520_000),
];
/// Other income by function and kind.
const INCOME: [(&str, &str, i64); 2] = [("2120501", "事业收入", 150_000_000), ("2120501", "其他收入", 40_000_000)];
/// Basic spending once more, by economic kind.
const ECONOMIC: [(&str, i64); 5] = [
    ("30101", 1_800_000_000),
    ("30113", 168_520_000),
    ("30201", 479_880_200),
    ("30302", 40_000_000),
    ("31002", 60_000_000),
];
/// The three kinds of expenses and the running costs, in hundredths of 万元: abroad, guests, buying cars, driving them; and the rest.
const EXPENSES: [i64; 5] = [800, 400, 3600, 5860, 31_245];

/// A way of filling the workbook in.
#[derive(Clone, Copy)]
struct Manner {
    /// Numbers are words with signs that group them.
    words: bool,
    /// What stands for nothing.
    nothing: Option<&'static str>,
    /// Only the lowest rows have numbers, and the total.
    leaves: bool,
    /// Codes are numbers where they may be.
    numbers: bool,
    /// Names are moved in with wide blanks, and end with one.
    indented: bool,
    /// Rows of dots are left where they were, and blank ones.
    fillers: bool,
    /// The total stands above.
    above: bool,
    /// A note stands beneath each table.
    noted: bool,
}

const PLAIN: Manner = Manner {
    words: false,
    nothing: None,
    leaves: false,
    numbers: false,
    indented: false,
    fillers: false,
    above: false,
    noted: false,
};
const MANNERS: [Manner; 4] = [
    PLAIN,
    Manner { words: true, nothing: Some("-"), numbers: true, indented: true, fillers: true, noted: true, ..PLAIN },
    Manner { nothing: Some("0.00"), leaves: true, numbers: true, fillers: true, above: true, ..PLAIN },
    Manner { words: true, nothing: Some("—"), leaves: true, indented: true, noted: true, ..PLAIN },
];

/// A sheet that is being filled in.
struct Filled<'r> {
    report: &'r Report,
    manner: Manner,
    sheet: BookSheet,
}

impl<'r> Filled<'r> {
    /// A sheet with a title over so many columns, and the line beneath it.
    fn new(report: &'r Report, manner: Manner, name: &str, title: &str, width: usize, unit: &str) -> Filled<'r> {
        let sheet = BookSheet { name: name.to_owned(), ..BookSheet::default() };
        let mut filled = Filled { report, manner, sheet };
        filled.text((1, 0), (1, width), title);
        filled.text((3, 0), (1, width - 2), "编制部门：上海市澄浦区城市管理局");
        filled.text((3, width - 1), (1, 1), unit);
        filled
    }

    fn put(&mut self, at: (usize, usize), over: (usize, usize), value: BookValue) {
        let place = |row: usize, column: usize| SheetPlace { row: row as u32, column: column as u32 };
        let extent = SheetExtent { first: place(at.0, at.1), last: place(at.0 + over.0 - 1, at.1 + over.1 - 1) };
        self.sheet.cells.push(BookCell { extent, value, look: CellLook::default(), remark: String::new() });
    }

    fn text(&mut self, at: (usize, usize), over: (usize, usize), words: &str) {
        self.put(at, over, BookValue::Text(words.to_owned()));
    }

    fn amount(&mut self, at: (usize, usize), hundredths: i64) {
        let value = match (hundredths, self.manner.nothing) {
            (0, None) => return,
            (0, Some(words)) => BookValue::Text(words.to_owned()),
            _ if self.manner.words => BookValue::Text(grouped(hundredths)),
            _ => BookValue::Number(Decimal::new(hundredths, 2)),
        };
        self.put(at, (1, 1), value);
    }

    /// The titles of a table by codes, down to the row before its first.
    fn coded_titles(&mut self, codes: &[&str], (of, name): (&str, &str), over: &str, columns: &[&str]) {
        let deep = codes.len();
        self.text((5, 0), (1, deep + 1), "项目");
        self.text((5, deep + 1), (1, columns.len()), over);
        self.text((6, 0), (1, deep), of);
        self.text((6, deep), (2, 1), name);
        codes.iter().enumerate().for_each(|(at, title)| self.text((7, at), (1, 1), title));
        columns.iter().enumerate().for_each(|(at, title)| self.text((6, deep + 1 + at), (2, 1), title));
    }

    /// The rows of a table by codes: one for each member above these, too, and the total.
    fn coded_rows(
        &mut self,
        dim: &str,
        codes: &[&str],
        (deep, count): (usize, usize),
        sums: impl Fn(&str) -> Vec<i64>,
    ) {
        let mut all: Vec<&str> = codes.iter().flat_map(|code| (0..deep).map(|level| &code[..3 + 2 * level])).collect();
        all.sort_unstable();
        all.dedup();
        let mut row = 8;
        if self.manner.above {
            row = self.total(row, deep, &sums(""));
        }
        for code in all {
            let level = (code.len() - 3) / 2;
            for (at, part) in
                [&code[..3]].into_iter().chain((0..level).map(|at| &code[3 + 2 * at..5 + 2 * at])).enumerate()
            {
                match part.parse::<i64>() {
                    Ok(number) if self.manner.numbers => self.put((row, at), (1, 1), BookValue::Number(number.into())),
                    _ => self.text((row, at), (1, 1), part),
                }
            }
            let name = name(self.report, dim, code);
            let name = if self.manner.indented { format!("{}{name} ", "　".repeat(level)) } else { name };
            self.text((row, deep), (1, 1), &name);
            if !self.manner.leaves || level + 1 == deep {
                sums(code).iter().enumerate().for_each(|(at, sum)| self.amount((row, deep + 1 + at), *sum));
            }
            row += 1;
        }
        if self.manner.fillers {
            (0..=deep).for_each(|column| self.text((row, column), (1, 1), "…"));
            row += 3;
        }
        if !self.manner.above {
            row = self.total(row, deep, &sums(""));
        }
        if self.manner.noted {
            self.text((row, 0), (1, deep + 1 + count), "注：由2家预算单位汇总。");
        }
    }

    fn total(&mut self, row: usize, deep: usize, sums: &[i64]) -> usize {
        self.text((row, 0), (1, deep + 1), if self.manner.indented { "合  计" } else { "合计" });
        sums.iter().enumerate().for_each(|(at, sum)| self.amount((row, deep + 1 + at), *sum));
        row + 1
    }

    /// A side of a table: names with numbers before them, each with its amounts; its last row stands apart.
    fn side(&mut self, column: usize, rows: &[(String, Vec<i64>)]) {
        let last = 20;
        for (at, (name, sums)) in rows.iter().enumerate() {
            let row = if at + 1 == rows.len() { last } else { 7 + at };
            self.text((row, column), (1, 1), name);
            sums.iter().enumerate().for_each(|(at, sum)| self.amount((row, column + 1 + at), *sum));
        }
    }
}

fn grouped(hundredths: i64) -> String {
    let whole = (hundredths / 100).to_string();
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text}.{:02}", hundredths % 100)
}

fn name(report: &Report, dim: &str, code: &str) -> String {
    let dim = report.dims.iter().find(|own| own.name == dim).unwrap();
    report.member(dim.by_code[code]).name.clone()
}

/// Spending beneath a code, of one nature and from some sources.
fn spent(code: &str, nature: &str, sources: &[&str]) -> i64 {
    let own = SPENDING.iter().filter(|(own, kind, source, _)| {
        own.starts_with(code) && kind.contains(nature) && (sources.is_empty() || sources.contains(source))
    });
    own.map(|(.., amount)| amount).sum()
}

fn earned(code: &str, kind: &str) -> i64 {
    let own = INCOME.iter().filter(|(own, of, _)| own.starts_with(code) && of.contains(kind));
    own.map(|(.., amount)| amount).sum()
}

/// The sum of economic kinds beneath a code, all, of persons and of all else.
fn economic(code: &str) -> Vec<i64> {
    let of = |persons: bool| -> i64 {
        let own = ECONOMIC
            .iter()
            .filter(|(own, _)| own.starts_with(code) && (own.starts_with("301") || own.starts_with("303")) == persons);
        own.map(|(_, amount)| amount).sum()
    };
    vec![of(true) + of(false), of(true), of(false)]
}

/// What stands on the side of spending: each kind of function that some source pays, and the total.
fn functions(report: &Report, sums: impl Fn(&str) -> Vec<i64>) -> Vec<(String, Vec<i64>)> {
    let numbers = ["一", "二", "三", "四", "五", "六"];
    let mut kinds: Vec<&str> = SPENDING.iter().map(|(code, ..)| &code[..3]).collect();
    kinds.dedup();
    let row = |(at, code): (usize, &&str)| (format!("{}、{}", numbers[at], name(report, "功能科目", code)), sums(code));
    let rows = kinds.iter().enumerate().map(row);
    rows.chain([("支出总计".to_owned(), sums(""))]).collect()
}

/// The workbook, filled in.
fn workbook(report: &Report, manner: Manner, year: u32) -> WrittenBook {
    let mut book = filled_in(report, manner);
    // the district hands it out anew each year
    for cell in book.sheets.iter_mut().flat_map(|sheet| &mut sheet.cells) {
        if let BookValue::Text(words) = &mut cell.value {
            *words = words.replace("2025年", &format!("{}年", year - 1)).replace("2026年", &format!("{year}年"));
        }
    }
    book
}

fn filled_in(report: &Report, manner: Manner) -> WrittenBook {
    let new = |name, title: &str, width, unit| Filled::new(report, manner, name, title, width, unit);
    let yuan = "单位：元";
    let mut sheets = Vec::new();
    for (name, words) in [
        ("封面", "上海市澄浦区2026年区级部门预算"),
        ("目录", "    1. 2026年部门财务收支预算总表  ………………"),
        ("部门主要职能", "区城管局主要职能\n    1. 负责道路清扫保洁；"),
        ("部门机构设置", "本部门中，行政单位1家，事业单位1家，具体包括：\n    1. 区城管局本部"),
        ("名词解释", "（一）财政拨款收入：是本年度从本级财政部门取得的财政拨款。"),
        ("部门编制说明", "2026年，区城管局收入预算6,379.40万元，比2025年预算增加147.40万元。"),
    ] {
        let mut sheet = Filled { report, manner, sheet: BookSheet { name: name.to_owned(), ..BookSheet::default() } };
        sheet.text((2, 0), (15, 1), words);
        sheets.push(sheet);
    }
    let (granted, own) = (spent("", "", &CHANNELS), earned("", ""));
    let row = |number: &str, name: &str, sum: i64| (format!("{number}{name}"), vec![sum]);

    let mut sheet = new("部门收支总表", "2026年部门财务收支预算总表", 4, yuan);
    sheet.text((5, 0), (1, 2), "本年收入");
    sheet.text((5, 2), (1, 2), "本年支出");
    ["项目", "预算数", "项目", "预算数"].iter().enumerate().for_each(|(at, title)| sheet.text((6, at), (1, 1), title));
    let mut rows = vec![row("一、", "财政拨款收入", granted)];
    rows.extend(
        ["1. ", "2. ", "3. "].iter().zip(CHANNELS).map(|(number, name)| row(number, name, spent("", "", &[name]))),
    );
    rows.extend(["二、", "三、", "四、"].iter().zip(INCOMES).map(|(number, name)| row(number, name, earned("", name))));
    rows.push(row("", "收入总计", granted + own));
    sheet.side(0, &rows);
    sheet.side(2, &functions(report, |code| vec![spent(code, "", &[])]));
    sheets.push(sheet);

    let codes: Vec<&str> = SPENDING.iter().map(|(code, ..)| *code).collect();
    let of = ("功能分类科目编码", "功能分类科目名称");
    let mut sheet = new("部门收入总表", "2026年部门收入预算总表", 9, yuan);
    let titles = ["合计", "财政拨款收入", "事业收入", "事业单位\n经营收入", "其他收入"];
    sheet.coded_titles(&["类", "款", "项"], of, "收入预算", &titles);
    sheet.coded_rows("功能科目", &codes, (3, 5), |code| {
        let granted = spent(code, "", &CHANNELS);
        let own = INCOMES.map(|kind| earned(code, kind));
        [granted + own.iter().sum::<i64>(), granted].into_iter().chain(own).collect()
    });
    sheets.push(sheet);

    let natures = |code: &str, sources: &[&str]| {
        let each = NATURES.map(|nature| spent(code, nature, sources));
        [each.iter().sum::<i64>()].into_iter().chain(each).collect::<Vec<_>>()
    };
    let titles = ["合计", "基本支出", "项目支出"];
    let mut sheet = new("部门支出总表", "2026年部门支出预算总表", 7, yuan);
    sheet.coded_titles(&["类", "款", "项"], of, "支出预算", &titles);
    sheet.coded_rows("功能科目", &codes, (3, 3), |code| natures(code, &[]));
    sheets.push(sheet);

    let mut sheet = new("部门财政拨款收支总表", "2026年部门财政拨款收支预算总表", 7, yuan);
    sheet.text((5, 0), (1, 2), "财政拨款收入");
    sheet.text((5, 2), (1, 5), "财政拨款支出");
    let heads = ["项目", "预算数", "项目", "合计"].into_iter().chain(CHANNELS);
    heads.enumerate().for_each(|(at, title)| sheet.text((6, at), (1, 1), title));
    let mut rows: Vec<_> = ["一、", "二、", "三、"]
        .iter()
        .zip(CHANNELS)
        .map(|(number, name)| row(number, name, spent("", "", &[name])))
        .collect();
    rows.push(row("", "收入总计", granted));
    sheet.side(0, &rows);
    sheet.side(
        2,
        &functions(report, |code| {
            let each = CHANNELS.map(|channel| spent(code, "", &[channel]));
            [each.iter().sum::<i64>()].into_iter().chain(each).collect()
        }),
    );
    sheets.push(sheet);

    for (name, channel) in
        ["部门一般公共预算拨款表", "部门政府性基金拨款表", "部门国有资本经营预算拨款表 "].iter().zip(CHANNELS)
    {
        let mut sheet = new(name, &format!("2026年部门{channel}支出功能分类预算表"), 7, yuan);
        sheet.coded_titles(&["类", "款", "项"], of, &format!("{channel}支出"), &titles);
        let own: Vec<&str> =
            SPENDING.iter().filter(|(.., source, _)| *source == channel).map(|(code, ..)| *code).collect();
        sheet.coded_rows("功能科目", &own, (3, 3), |code| natures(code, &[channel]));
        sheets.push(sheet);
    }

    let title = "2026年部门一般公共预算基本支出部门预算经济分类预算表";
    let mut sheet = new("部门一般公共预算拨款基本支出明细表", title, 6, yuan);
    let of = ("部门预算经济分类科目编码", "经济分类科目名称");
    sheet.coded_titles(&["类", "款"], of, "一般公共预算基本支出", &["合计", "人员经费", "公用经费"]);
    let codes: Vec<&str> = ECONOMIC.iter().map(|(code, _)| *code).collect();
    sheet.coded_rows("经济科目", &codes, (2, 3), economic);
    sheets.push(sheet);

    let mut sheet = new("部门“三公”经费和机关运行费预算表", "2026年部门“三公”经费和机关运行经费预算表", 7, "单位:万元");
    sheet.text((4, 0), (1, 6), "“三公”经费预算数");
    sheet.text((4, 6), (3, 1), "机关运行经费预算数");
    ["合计", "因公出国(境)费", "公务接待费"]
        .iter()
        .enumerate()
        .for_each(|(at, title)| sheet.text((5, at), (2, 1), title));
    sheet.text((5, 3), (1, 3), "公务用车购置及运行费");
    ["小计", "购置费", "运行费"].iter().enumerate().for_each(|(at, title)| sheet.text((6, 3 + at), (1, 1), title));
    let [abroad, guests, bought, driven, running] = EXPENSES;
    let sums = [abroad + guests + bought + driven, abroad, guests, bought + driven, bought, driven, running];
    sums.iter().enumerate().for_each(|(at, sum)| sheet.amount((7, at), *sum));
    sheets.push(sheet);

    for name in ["其他相关情况说明", "项目经费情况说明"] {
        let mut sheet = Filled { report, manner, sheet: BookSheet { name: name.to_owned(), ..BookSheet::default() } };
        sheet.text((2, 0), (15, 1), "一、2026年“三公”经费预算数为106.60万元。");
        sheets.push(sheet);
    }
    WrittenBook { sheets: sheets.into_iter().map(|own| own.sheet).collect(), ..WrittenBook::default() }
}

/// The numbers of a table that are not zero, sorted: what is printed, and what was filled in.
fn printed(table: &Table) -> Vec<Decimal> {
    let cells = table.cells().filter(|cell| cell.kind == CellKind::Number);
    let numbers = cells.flat_map(|cell| &cell.text.runs).filter_map(|run| run.figure.as_ref());
    sorted(numbers.map(|figure| figure.printed))
}

fn sorted(numbers: impl Iterator<Item = Decimal>) -> Vec<Decimal> {
    let mut all: Vec<Decimal> = numbers.filter(|number| !number.is_zero()).map(|number| number.normalize()).collect();
    all.sort_unstable();
    all
}

/// The report of the two bodies before the workbook is there: texts, members, what no table tells, last year.
fn draft() -> String {
    let text = read(REPORT);
    let (before, behind) = text.split_once(THIS_YEAR).unwrap();
    format!("{before}{LAST_YEAR}{}", behind.split_once(LAST_YEAR).unwrap().1)
}

#[test]
fn a_filled_workbook_is_read_without_a_question_and_prints_its_figures() {
    let folder = tempfile::tempdir().unwrap();
    let report = Session::new(Arc::new(budgetc::cli::Disk), ProjectOptions::default());
    let report = Arc::clone(&report.ask(&repository().join(REPORT)).check().unwrap().report);
    let plain = workbook(&report, PLAIN, 2026);
    assert_eq!(plain.sheets.len(), 17);
    // what is filled in, by the title of its table
    let mut filled: BTreeMap<String, Vec<Decimal>> = BTreeMap::new();
    for sheet in &plain.sheets {
        let title = sheet.cells.iter().find_map(|cell| match &cell.value {
            BookValue::Text(words) if cell.extent.first.row == 1 => Some(words.clone()),
            _ => None,
        });
        let numbers = sheet.cells.iter().filter_map(|cell| match cell.value {
            BookValue::Number(number) => Some(number),
            _ => None,
        });
        filled.extend(title.map(|title| (title, sorted(numbers))));
    }
    for (number, manner) in MANNERS.into_iter().enumerate() {
        let path = folder.path().join(format!("{number}.budget"));
        std::fs::write(&path, draft()).unwrap();
        std::fs::write(folder.path().join("预算.xlsx"), write::xlsx(&workbook(&report, manner, 2026)).unwrap())
            .unwrap();
        let file = format!("{number}.budget");
        let took = run(&["import", "预算.xlsx", "--into", &file, "--lang", "zh"], folder.path());
        let said = stderr(&took);
        assert_eq!(took.status.code(), Some(0), "{number}: {said}");
        for word in ["请注意", "不能确定", "要改正", "新增功能科目", "没有改"] {
            assert!(!said.contains(word), "{number}: {said}");
        }
        assert_eq!(said.lines().filter(|line| line.contains(" 是「预算0")).count(), 9, "{number}: {said}");
        let built = run(&["build", &file, "--format", "typst", "--lang", "zh"], folder.path());
        assert_eq!(built.status.code(), Some(0), "{number}: {}", stderr(&built));
        let session = Session::new(Arc::new(budgetc::cli::Disk), ProjectOptions::default());
        let checked = session.ask(&path).check().unwrap();
        let tables: BTreeMap<String, Vec<Decimal>> =
            checked.document.tables().map(|table| (table.title.plain(), printed(table))).collect();
        assert_eq!(tables, filled, "{number}");
        // sums by function say both bodies' money, the fund's among it, and the text compares it with last year's
        let text = std::fs::read_to_string(folder.path().join(format!("{number}.typ"))).unwrap();
        assert!(text.contains("比2025年预算") && text.contains("政府性基金拨款支出预算520万元"), "{number}");
        // and the workbook says what the report says now
        let again = run(&["import", "预算.xlsx", "--into", &file, "--check", "--lang", "zh"], folder.path());
        assert_eq!(again.status.code(), Some(0), "{number}: {}", stderr(&again));
    }
}

/// What a drafted report still waits for after its workbook was read stands in no table: last year's amounts are those of last year's
/// report, the rest is written by hand.
#[test]
fn next_year_is_drafted_filled_from_its_workbook_and_built() {
    let folder = tempfile::tempdir().unwrap();
    let here = |arguments: &[&str]| run(arguments, folder.path());
    std::fs::write(folder.path().join("2026.budget"), read(REPORT)).unwrap();
    let made = here(&["new", "next", "--from", "2026.budget", "--lang", "zh"]);
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    let path = std::fs::read_dir(folder.path().join("next")).unwrap().map(|entry| entry.unwrap().path());
    let path = path
        .filter(|path| path.extension().is_some_and(|own| own == "budget"))
        .find(|path| std::fs::read_to_string(path).unwrap().contains("set 年度 = 2027"));
    let path = path.unwrap();
    let file = path.strip_prefix(folder.path()).unwrap().to_str().unwrap().to_owned();
    let session = Session::new(Arc::new(budgetc::cli::Disk), ProjectOptions::default());
    let report = Arc::clone(&session.ask(&repository().join(REPORT)).check().unwrap().report);
    let book = workbook(&report, PLAIN, 2027);
    std::fs::write(folder.path().join("2027.xlsx"), write::xlsx(&book).unwrap()).unwrap();
    let took = here(&["import", "2027.xlsx", "--into", &file, "--lang", "zh"]);
    assert_eq!(took.status.code(), Some(0), "{}", stderr(&took));
    let text = std::fs::read_to_string(&path).unwrap();
    let (this_year, rest) = text.split_once(LAST_YEAR).unwrap();
    let rows = this_year.split_once(THIS_YEAR).unwrap().1;
    // rows that no table fills are gone, with the scopes that held nothing else; totals are those of the tables
    assert!(!rows.contains("……") && !rows.contains("{ }"), "{rows}");
    assert!(rows.contains("  63794002\n}"), "{rows}");
    let waits = ["政府采购", "采购预留", "绩效编报", "车辆", "项目经费"];
    let last = "items 上年拨款 := 上年.支出[财政拨款]\nitems 上年三公 := 上年.三公经费\n";
    let (_, others) = rest.split_once("// ── 其他情况 ──").unwrap();
    assert!(waits.iter().all(|name| others.contains(&format!("items {name}"))), "{others}");
    let own = read(REPORT);
    let (_, others) = own.split_once("// ── 其他情况 ──").unwrap();
    let reasons = this_year.replace("\"……\"", "\"按实际需要安排\"");
    std::fs::write(&path, format!("{reasons}{LAST_YEAR}\n\n{last}\n// ── 其他情况 ──{others}")).unwrap();
    let built = here(&["build", &file, "--format", "typst", "-o", "2027.typ", "--lang", "zh"]);
    assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
    let page = std::fs::read_to_string(folder.path().join("2027.typ")).unwrap();
    assert!(page.contains("2027年部门财务收支预算总表") && page.contains("比2026年预算"));
}
