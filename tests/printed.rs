//! Whatever is printed otherwise is told: random edits of every report and of made ones. What differs between two
//! documents is in the list, each changed cell with the words that `build` prints, and each text with its place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use budgetc::diff::{Became, Changes, FormChange, PieceChange, SentenceChange};
use budgetc::document::{Block, CellKind, ColumnContent, Document, Table, compose};
use budgetc::emit::typst;
use budgetc::eval::Evaluator;
use budgetc::project::Checked;

use crate::support::{Memory, compare, repository};

/// A report among its files.
#[derive(Clone)]
struct Project {
    entry: &'static str,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Project {
    /// A report of the repository with all that lies in its folder.
    fn of(folder: &str, entry: &'static str) -> Project {
        let root = repository().join(folder);
        let mut files = BTreeMap::new();
        let mut open = vec![root.clone()];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
                let path = entry.path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    files.insert(path.strip_prefix(&root).unwrap().to_path_buf(), std::fs::read(&path).unwrap());
                }
            }
        }
        Project { entry, files }
    }

    fn side(&self) -> Checked {
        let memory = Memory::of(self.files.clone().into_iter().collect());
        crate::support::examined(self.entry, &memory)
    }

    /// Another one with some edits, each of a file that the report may use.
    fn edited(&self, dice: &mut Dice) -> Project {
        let mut edited = self.clone();
        for _ in 0..=dice.throw(3) {
            // mostly the report itself
            let names: Vec<&PathBuf> = edited.files.keys().collect();
            let name =
                if dice.throw(3) == 0 { names[dice.throw(names.len())].clone() } else { PathBuf::from(self.entry) };
            let text = String::from_utf8_lossy(&edited.files[&name]).into_owned();
            edited.files.insert(name, edit(&text, dice).into_bytes());
        }
        edited
    }
}

/// Knuth's MMIX constants.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }

    fn one<'t, T>(&mut self, all: &'t [T]) -> Option<&'t T> {
        all.get(self.throw(all.len()))
    }
}

/// Words of the language and what they may be instead.
const OTHERWISE: &[(&str, &str)] = &[
    (" by controlled", " by last"),
    (" by last", " by largest"),
    (" by largest", " by controlled"),
    ("digits 0", "digits 1"),
    ("digits 1", "digits 0"),
    (" landscape", ""),
    ("std.style.plain", "std.style.公文"),
    ("\"zh-CN\"", "\"zh-TW\""),
    ("date \"2024", "date \"2023"),
    ("\"一、\"", "\"第一部分\""),
    (" wide 60%", " wide 80%"),
    ("line \"合计\"", "line \"总计\""),
    (" bare", ""),
    ("all 来源", "each 来源"),
    ("each 科目", "all 科目"),
    ("增加", "减少"),
];

/// One thing done to a text, as somebody would.
fn edit(text: &str, dice: &mut Dice) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let count = lines.len();
    let (at, other) = (dice.throw(count), dice.throw(count));
    if count == 0 {
        return "// nothing\n".to_owned();
    }
    match dice.throw(13) {
        0 | 1 => return digit(text, dice),
        2 => return numbers_swapped(text, dice),
        3 if at + 1 < count => lines.swap(at, at + 1),
        4 => {
            let indent = |line: &str| line.len() - line.trim_start().len();
            if indent(&lines[at]) == indent(&lines[other]) {
                lines.swap(at, other);
            }
        }
        5 => drop(lines.remove(at)),
        6 => lines.insert(other, lines[at].clone()),
        7 | 8 => return letter(text, dice),
        9 => return sentences_swapped(text, dice),
        10 | 11 => {
            let fit: Vec<&(&str, &str)> = OTHERWISE.iter().filter(|(word, _)| text.contains(word)).collect();
            if let Some((old, new)) = dice.one(&fit) {
                let places: Vec<usize> = text.match_indices(old).map(|(at, _)| at).collect();
                let at = places[dice.throw(places.len())];
                return format!("{}{new}{}", &text[..at], &text[at + old.len()..]);
            }
        }
        _ => return typed(text, dice),
    }
    lines.join("\n") + "\n"
}

fn digit(text: &str, dice: &mut Dice) -> String {
    let places: Vec<usize> = text.match_indices(|c: char| c.is_ascii_digit()).map(|(at, _)| at).collect();
    let Some(at) = dice.one(&places) else { return text.to_owned() };
    format!("{}{}{}", &text[..*at], dice.throw(10), &text[at + 1..])
}

/// Two amounts change places.
fn numbers_swapped(text: &str, dice: &mut Dice) -> String {
    let number = |word: &str| word.contains('.') && word.chars().all(|c| c.is_ascii_digit() || c == '.');
    let mut at = 0;
    let mut numbers = Vec::new();
    for word in text.split(|c: char| !(c.is_ascii_digit() || c == '.')) {
        if number(word) {
            numbers.push((at, at + word.len()));
        }
        at += word.len();
        at += text[at..].chars().next().map_or(0, char::len_utf8);
    }
    let (Some(a), Some(b)) = (dice.one(&numbers).copied(), dice.one(&numbers).copied()) else { return text.to_owned() };
    let (a, b) = if a < b { (a, b) } else { (b, a) };
    if a.1 > b.0 {
        return text.to_owned();
    }
    [&text[..a.0], &text[b.0..b.1], &text[a.1..b.0], &text[a.0..a.1], &text[b.1..]].concat()
}

/// A wide letter becomes another one of the text.
fn letter(text: &str, dice: &mut Dice) -> String {
    let wide: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| ('\u{4e00}'..='\u{9fff}').contains(c)).collect();
    let (Some((at, old)), Some((_, new))) = (dice.one(&wide), dice.one(&wide)) else { return text.to_owned() };
    format!("{}{new}{}", &text[..*at], &text[at + old.len_utf8()..])
}

/// Two sentences of one line change places.
fn sentences_swapped(text: &str, dice: &mut Dice) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let several: Vec<usize> =
        (0..lines.len()).filter(|at| lines[*at].matches(['，', '。', '、']).count() > 1).collect();
    if let Some(at) = dice.one(&several) {
        let mut parts: Vec<String> = lines[*at].split_inclusive(['，', '。', '、']).map(str::to_owned).collect();
        let (a, b) = (dice.throw(parts.len()), dice.throw(parts.len()));
        parts.swap(a, b);
        lines[*at] = parts.concat();
    }
    lines.join("\n") + "\n"
}

/// A hole becomes typed words.
fn typed(text: &str, dice: &mut Dice) -> String {
    let holes: Vec<(usize, usize)> = text
        .match_indices('{')
        .filter_map(|(at, _)| Some((at, at + text[at..].find('}')? + 1)))
        .filter(|(start, end)| !text[*start..*end].contains([' ', '\n', ';']))
        .collect();
    let Some((start, end)) = dice.one(&holes) else { return text.to_owned() };
    format!("{}7.00万元{}", &text[..*start], &text[*end..])
}

/// A report of its own kind: members, amounts, rounding, order, texts, a picture and a style as the dice fall.
fn made(dice: &mut Dice) -> Project {
    let subjects = ["教育", "卫生", "农林", "交通", "住房"];
    let subjects = &subjects[..2 + dice.throw(4)];
    let sources = &["当年", "结转", "其他"][..2 + dice.throw(2)];
    let coded: String = subjects.iter().enumerate().map(|(at, name)| format!("  20{at} {name}\n")).collect();
    let mut items = String::new();
    for (at, _) in subjects.iter().enumerate() {
        for source in sources {
            items.push_str(&format!("  20{at} {source} {}.{}\n", dice.throw(9), dice.throw(10)));
        }
    }
    let policy = ["", " by controlled", " by last", " by largest"][dice.throw(4)];
    let style = ["std.style.plain", "look.mine"][dice.throw(2)];
    let text = format!(
        "measure 金额 in 万元 {{ 元; 万元 = 10000元 }}\n\
         dimension 科目 levels 类 3 {{\n{coded}}}\n\
         dimension 来源 {{ {} }}\n\
         ledger 支出 {{ 金额 : 金额; 科目; 来源 }}\n\
         items 支出 in 万元 {{\n{items}}}\n\
         param 说明 : text\n\
         param 日子 : text = \"2024-03-01\"\n\
         set 说明 = \"\"\"\n合计支出{{支出}}，其中教育{{支出[教育]}}。与上年持平。\n\n比上年增加。2024年、2025年的增幅：3%、5%。\n\"\"\"\n\
         let 全部 = 支出\n\
         form 表甲 \"支出表\" no \"表 1\" in 万元 digits 0{policy} {{\n  rows of 支出 {{ line \"合计\"; each 科目 }}\n\
         \x20 column \"科目\" = name\n  column \"合计\" = 支出\n  column \"其中\" {{ column all 来源 = 支出 }}\n}}\n\
         form 表乙 \"来源表\" no \"表 2\" in 万元 digits 1 landscape {{\n  rows of 支出 {{ each 来源 {{ each 科目 }} }}\n\
         \x20 column \"名称\" = name\n  column \"金额\" = 支出\n  note \"共{{支出}}。\"\n}}\n\
         document \"收支\" style {style} numbering \"一、\", \"（一）\" lang \"zh-CN\" date 日子 {{\n  cover \"收支说明\"\n\
         \x20 section \"总的\" {{\n    \"全年支出{{全部}}。\"\n    说明\n    表甲\n  }}\n\
         \x20 section \"分项\" {{\n    \"教育：{{支出[教育]}}，卫生：{{支出[卫生]}}。\"\n    \"与上年持平。\"\n\
         \x20   list numbered \"1．\" {{\n      \"第一条。\"\n      \"第二条。\"\n    }}\n    表乙\n\
         \x20   picture \"a.svg\" alt \"图\" title \"房子\" wide 60%\n  }}\n}}\n",
        sources.join("; ")
    );
    let look = "#let margins = 1in\n#import \"words.typ\": *\n#let size = 11pt\n";
    let files = [
        ("r.budget", text.as_str()),
        ("a.svg", "<svg><text>1</text></svg>"),
        ("look/mine.typ", look),
        ("look/words.typ", "// 1\n"),
    ];
    let files = files.into_iter().map(|(name, text)| (PathBuf::from(name), text.as_bytes().to_vec())).collect();
    Project { entry: "r.budget", files }
}

/// The document as `build` makes it.
fn built(side: &Checked) -> Document {
    compose(&Evaluator::new(&side.report))
}

/// What the JSON says that pages print, without where it is written.
fn pages(side: &Checked) -> serde_json::Value {
    fn bare(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(map) => {
                map.remove("from");
                map.values_mut().for_each(bare);
            }
            serde_json::Value::Array(all) => all.iter_mut().for_each(bare),
            _ => {}
        }
    }
    let whole: serde_json::Value = serde_json::from_str(&crate::support::json(side)).unwrap();
    let mut pages: Vec<serde_json::Value> = ["forms", "paragraphs", "pictures"].map(|key| whole[key].clone()).to_vec();
    pages.iter_mut().for_each(bare);
    pages.into()
}

fn tables(document: &Document) -> BTreeMap<&str, Vec<&Table>> {
    let mut tables: BTreeMap<&str, Vec<&Table>> = BTreeMap::new();
    for block in &document.blocks {
        if let Block::Table(table) = block {
            tables.entry(table.id.as_str()).or_default().push(table);
        }
    }
    tables
}

/// How often each number is printed, counted up or down.
type Counts = BTreeMap<String, isize>;

fn count(counts: &mut Counts, text: &str, by: isize) {
    let text = text.trim();
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | ',' | '%' | '(' | ')');
    if text.contains(|c: char| c.is_ascii_digit()) && text.chars().all(number) {
        *counts.entry(text.to_owned()).or_default() += by;
        counts.retain(|_, count| *count != 0);
    }
}

/// The old numbers with the listed changes are the new ones.
fn cells_are_told(old: &Table, new: &Table, form: Option<&FormChange>) {
    let mut counts = Counts::new();
    for (table, by) in [(old, 1), (new, -1)] {
        let cells = table.cells().filter(|cell| cell.kind == CellKind::Number);
        cells.for_each(|cell| count(&mut counts, &cell.text.plain(), by));
    }
    if let Some(form) = form {
        // a row that came or went tells its words as it tells its numbers
        let worded = |table: &Table| {
            let first = table.columns.iter().position(|kind| *kind == ColumnContent::Number);
            let mut behind = table.cells().filter(|cell| Some(cell.column) > first);
            behind.any(|cell| cell.kind != CellKind::Number && cell.text.plain().trim().parse::<f64>().is_ok())
        };
        if !form.columns.is_empty() || !form.rows.is_empty() && (worded(old) || worded(new)) {
            return;
        }
        for cell in form.cells.iter().filter(|cell| cell.old.number.is_some() || cell.new.number.is_some()) {
            count(&mut counts, &cell.old.text, -1);
            count(&mut counts, &cell.new.text, 1);
        }
        for row in &form.rows {
            let by = if row.became == Became::Added { 1 } else { -1 };
            row.cells.iter().for_each(|(_, text)| count(&mut counts, text, by));
        }
    }
    assert!(counts.is_empty(), "{}: {counts:?} {form:#?}", old.id);
}

/// The texts outside tables: each with the innermost heading.
fn texts(document: &Document) -> Vec<(String, String)> {
    let mut heading = String::new();
    let mut texts = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Heading { text, .. } => {
                heading = text.plain();
                texts.push((String::new(), heading.clone()));
            }
            Block::Paragraph { text, .. } => texts.push((heading.clone(), text.plain())),
            Block::Cover(lines) => texts.extend(lines.iter().map(|line| (String::new(), line.plain()))),
            Block::Picture(picture) => texts.push((heading.clone(), picture.alt.plain())),
            Block::Contents(_) | Block::Table(_) => {}
        }
    }
    texts.retain(|(_, text)| !text.is_empty());
    texts
}

/// Each text of one document alone is told, and what is told stands in a text.
fn texts_are_told(old: &Document, new: &Document, changes: &Changes) {
    let (old, new) = (texts(old), texts(new));
    let side = |sentence: &SentenceChange, other: PieceChange| -> String {
        sentence.pieces.iter().filter(|piece| piece.is != other).map(|piece| piece.text.as_str()).collect()
    };
    let times = |texts: &[(String, String)], wanted: &str| texts.iter().filter(|(_, text)| text == wanted).count();
    for (own, others, other) in [(&old, &new, PieceChange::New), (&new, &old, PieceChange::Old)] {
        // one that goes on, or stands within another, is told by what is more there
        let within = |text: &str| others.iter().any(|(_, other)| other.contains(text) && other != text);
        for (_, text) in own.iter().filter(|(_, text)| times(own, text) > times(others, text) && !within(text)) {
            let told = |sentence: &&SentenceChange| {
                let words = side(sentence, other);
                !words.trim().is_empty() && text.contains(words.trim_matches('\n'))
            };
            assert!(changes.sentences.iter().any(|sentence| told(&sentence)), "{text}\n{:#?}", changes.sentences);
        }
    }
    // under another heading of both
    let alone = |texts: &[(String, String)], wanted: &str| times(texts, wanted) == 1;
    for (heading, text) in
        old.iter().filter(|(heading, text)| !heading.is_empty() && alone(&old, text) && alone(&old, heading))
    {
        let now = new.iter().find(|(_, own)| own == text).map(|(heading, _)| heading);
        let moved = now.filter(|now| *now != heading && alone(&new, text) && alone(&new, heading));
        if moved.is_some_and(|now| alone(&old, now) && alone(&new, now)) {
            let told = |sentence: &SentenceChange| {
                side(sentence, PieceChange::Old).contains(text.as_str()) || side(sentence, PieceChange::Old) == *heading
            };
            assert!(changes.sentences.iter().any(told), "{text} left {heading}\n{:#?}", changes.sentences);
        }
    }
}

/// What the counts of a run are about.
#[derive(Default, Debug)]
struct Seen {
    edits: usize,
    /// Edits after which both documents could be built.
    whole: usize,
    /// Of these: the pages differ.
    differ: usize,
    cells: usize,
}

fn told(old: &Checked, new: &Checked, seen: &mut Seen) {
    seen.edits += 1;
    let changes = compare(old, new);
    if old.summary().errors + new.summary().errors > 0 {
        return;
    }
    seen.whole += 1;
    let (was, is) = (built(old), built(new));
    // what is compared is what is built
    assert_eq!(typst::emit(&is, &new.style), typst::emit(&new.document, &new.style));
    let bytes =
        |side: &Checked| -> Vec<Vec<u8>> { side.pictures.iter().map(|picture| picture.bytes.clone()).collect() };
    let differ = typst::emit(&was, &old.style) != typst::emit(&is, &new.style)
        || pages(old) != pages(new)
        || bytes(old) != bytes(new);
    seen.differ += usize::from(differ);
    seen.cells += changes.forms.iter().map(|form| form.cells.len()).sum::<usize>();
    assert!(!differ || !changes.is_empty(), "nothing is told");
    assert!(!changes.unsaid, "in no words: {changes:#?}");
    let (was_tables, is_tables) = (tables(&was), tables(&is));
    for (id, olds) in &was_tables {
        if let ([old], Some([new])) = (olds.as_slice(), is_tables.get(id).map(Vec::as_slice)) {
            cells_are_told(old, new, changes.forms.iter().find(|form| form.id == *id));
        }
    }
    texts_are_told(&was, &is, &changes);
}

/// Edits of one report, each of the report as it was or of the one edited last.
fn run(first: &Project, count: usize, dice: &mut Dice, seen: &mut Seen) {
    let (mut project, mut old) = (first.clone(), first.side());
    for _ in 0..count {
        let next = project.edited(dice);
        let new = next.side();
        let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let mut own = Seen::default();
            told(&old, &new, &mut own);
            own
        }));
        let Ok(own) = found else {
            for (name, bytes) in &next.files {
                if project.files[name] != *bytes {
                    let (was, is) = (String::from_utf8_lossy(&project.files[name]), String::from_utf8_lossy(bytes));
                    let alone = |own: &str, other: &str, mark: &str| {
                        let known: Vec<&str> = other.lines().collect();
                        own.lines()
                            .enumerate()
                            .filter(|(_, line)| !known.contains(line))
                            .for_each(|(at, line)| eprintln!("{mark}{}: {line}", at + 1));
                    };
                    eprintln!("{}", name.display());
                    alone(&was, &is, "-");
                    alone(&is, &was, "+");
                }
            }
            panic!("an edit of {}", first.entry);
        };
        seen.edits += own.edits;
        seen.whole += own.whole;
        seen.differ += own.differ;
        seen.cells += own.cells;
        // what cannot be built is no report to go on from
        if new.summary().errors == 0 && dice.throw(4) > 0 {
            (project, old) = (next, new);
        } else if dice.throw(8) == 0 {
            (project, old) = (first.clone(), first.side());
        }
    }
}

/// How many edits a run makes of each report; `EDITS=10000` for a long one.
fn edits(usual: usize) -> usize {
    std::env::var("EDITS").ok().and_then(|count| count.parse().ok()).unwrap_or(usual)
}

#[test]
fn whatever_a_made_report_prints_otherwise_is_told() {
    let (mut dice, mut seen) = (Dice(7), Seen::default());
    for _ in 0..edits(400) / 10 {
        let report = made(&mut dice);
        run(&report, 10, &mut dice, &mut seen);
    }
    eprintln!("{seen:?}");
    assert!(seen.whole * 3 > seen.edits && seen.differ * 4 > seen.edits && seen.cells * 4 > seen.edits, "{seen:?}");
}

#[test]
fn whatever_a_report_prints_otherwise_is_told() {
    let reports = [
        ("reports/town", "2025.budget"),
        ("reports/dept", "2024.budget"),
        ("reports", "qingling-shuili-2023.budget"),
        ("reports", "nanchong-shebao-2024.budget"),
    ];
    let mut seen = Seen::default();
    for (at, (folder, entry)) in reports.into_iter().enumerate() {
        let mut report = Project::of(folder, entry);
        if folder == "reports" {
            report.files.retain(|name, _| name == Path::new(entry));
        }
        run(&report, edits(25), &mut Dice(at as u64 + 3), &mut seen);
    }
    eprintln!("{seen:?}");
    assert!(seen.differ * 4 > seen.edits, "{seen:?}");
}
