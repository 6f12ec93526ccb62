//! Tables as Typst sets them: whatever is in them, no text covers another or leaves its cell, none is lost, every page
//! has its titles, and rows are as high as was planned.

use std::collections::HashMap;

use proptest::prelude::*;
use proptest::test_runner::Config;
use typst::foundations::{Array, Bytes, Datetime, Dict, Duration, Value};
use typst::layout::{Abs, Frame, FrameItem, Point};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_kit::fonts::{self, FontStore};
use typst_layout::PagedDocument;

use budgetc::document::{CellKind, Table};

use crate::support::{check, shown};

struct Text {
    library: LazyHash<Library>,
    fonts: FontStore,
    source: Source,
}

impl World for Text {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }
    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }
    fn main(&self) -> FileId {
        self.source.id()
    }
    fn source(&self, _: FileId) -> typst::diag::FileResult<Source> {
        Ok(self.source.clone())
    }
    fn file(&self, _: FileId) -> typst::diag::FileResult<Bytes> {
        Err(typst::diag::FileError::AccessDenied)
    }
    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn set(typst: &str) -> PagedDocument {
    let mut fonts = FontStore::new();
    fonts.extend(fonts::scan(&crate::support::repository().join("assets/fonts")));
    let families: Array = fonts.book().families().map(|(family, _)| Value::Str(family.into())).collect();
    let mut inputs = Dict::new();
    inputs.insert("families".into(), Value::Array(families));
    let library = LazyHash::new(Library::builder().with_inputs(inputs).build());
    let world = Text { library, fonts, source: Source::detached(typst.to_owned()) };
    typst::compile(&world).output.unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// A piece of text, or a straight line: its edges in points from the page's top left, and what it says.
#[derive(Clone, Debug)]
struct Mark {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    text: String,
}

impl Mark {
    fn covers(&self, other: &Mark) -> bool {
        const HAIR: f64 = 0.6;
        self.left + HAIR < other.right
            && other.left + HAIR < self.right
            && self.top + HAIR < other.bottom
            && other.top + HAIR < self.bottom
    }
}

/// The texts and the rules of a page.
fn marks(page: &Frame) -> (Vec<Mark>, Vec<Mark>) {
    let (mut texts, mut rules) = (Vec::new(), Vec::new());
    collect(page, Point::zero(), &mut texts, &mut rules);
    (texts, rules)
}

fn collect(frame: &Frame, origin: Point, texts: &mut Vec<Mark>, rules: &mut Vec<Mark>) {
    for (at, item) in frame.items() {
        let (x, y) = ((origin.x + at.x).to_pt(), (origin.y + at.y).to_pt());
        match item {
            FrameItem::Group(group) => {
                let moved = Point::new(Abs::pt(group.transform.tx.to_pt()), Abs::pt(group.transform.ty.to_pt()));
                collect(&group.frame, origin + *at + moved, texts, rules);
            }
            FrameItem::Text(text) => {
                // the box of a line, as styles set it
                let size = text.size.to_pt();
                texts.push(Mark {
                    left: x,
                    right: x + text.width().to_pt(),
                    top: y - 0.84 * size,
                    bottom: y + 0.12 * size,
                    text: text.text.to_string(),
                });
            }
            FrameItem::Shape(shape, _) => {
                if let typst::visualize::Geometry::Line(end) = shape.geometry {
                    let (right, bottom) = (x + end.x.to_pt(), y + end.y.to_pt());
                    rules.push(Mark { left: x, right, top: y, bottom, text: String::new() });
                }
            }
            _ => {}
        }
    }
}

/// How the rows of a form lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    List,
    /// Two sides of a page: the first period's amounts, and the second's.
    Sides,
    /// Two bands over one another, and cells between them.
    Grid,
}

/// What a table is made of.
#[derive(Clone, Debug)]
struct Made {
    style: String,
    shape: Shape,
    rows: Vec<(String, String)>,
    /// How many rows stand under one merged cell; none where nothing is merged.
    merged: Option<usize>,
    /// How many columns of amounts there are.
    columns: usize,
    landscape: bool,
}

impl Made {
    /// A report with one form: each row's name, its remark, and an amount in each column.
    fn report(&self) -> String {
        let each = self.merged.unwrap_or(1);
        let groups: Vec<&[(String, String)]> = self.rows.chunks(each).collect();
        let mut members = String::new();
        let mut items = String::new();
        for (at, rows) in groups.iter().enumerate() {
            members.push_str(&format!("  组{at} {{\n"));
            for (name, remark) in *rows {
                members.push_str(&format!("    \"{name}\"  说明: \"{remark}\"\n"));
            }
            members.push_str("  }\n");
        }
        let mut amount = 0;
        for (name, _) in &self.rows {
            items.push_str(&format!("  \"{name}\" {{"));
            for column in 0..self.columns {
                amount += 1;
                items.push_str(&format!(" 期{column} {};", self.amount(amount)));
            }
            items.push_str(" }\n");
        }
        let periods: String = (0..self.columns).map(|column| format!(" 期{column};")).collect();
        let (grid, body) = self.body();
        let landscape = if self.landscape { "landscape " } else { "" };
        let digits = if self.is_narrow() { "digits 0 " } else { "" };
        format!(
            "measure 金额 {{ 元 }}\ndimension 期 {{{periods} }}\ndimension 项目 levels 组, 项 with 说明 : text optional {{\n{members}}}\n\
             ledger 支出 {{ 金额 : 金额; 项目.项; 期 }}\nitems 支出 {{\n{items}}}\n\
             form 表 \"随机的表\" {landscape}{digits}{grid}{{\n{body}}}\n\
             document \"随机\" style {} lang \"zh-CN\" {{ 表 }}\n",
            self.style
        )
    }

    /// Whether there are so many columns that only short numbers have room.
    fn is_narrow(&self) -> bool {
        self.columns > 13
    }

    fn amount(&self, number: usize) -> String {
        if self.is_narrow() {
            (100 + number).to_string()
        } else {
            format!("{}.{:02}", 1000 + number / 100, number % 100)
        }
    }

    /// The clause of the form, and what stands in it.
    fn body(&self) -> (&'static str, String) {
        match self.shape {
            Shape::List => {
                let rows =
                    if self.merged.is_some() { "each 项目.组 { each 项目.项 }" } else { "each 项目.项" };
                let group =
                    if self.merged.is_some() { "column \"组\" = 项目.组.name span 项目.组; " } else { "" };
                let columns =
                    format!("{group}column \"名称\" = name\n  column \"说明\" = 项目.说明\n  column all 期 = 支出");
                ("", format!("  rows of 支出 {{ {rows} }}\n  {columns}\n"))
            }
            Shape::Sides => {
                let side = |name: &str, period: usize| {
                    format!(
                        "  side \"{name}侧\" {{ rows of 支出 at 期{period} {{ each 项目.项 }}; column \"名称\" = name; column \"数\" = 支出 }}\n"
                    )
                };
                ("", side("左", 0) + &side("右", 1))
            }
            Shape::Grid => {
                let band = |name: &str, period: usize| {
                    format!(
                        "  band \"{name}\" {{ rows of 支出 at 期{period} {{ each 项目.项 }}; column \"名称\" wide 4 = name; column \"说明\" wide 4 = 项目.说明; column \"数\" wide 3 = 支出 }}\n"
                    )
                };
                let cells = "  band { cells \"两段之间\" wide 4 \"这里写几句话说明\" wide 8 }\n";
                ("grid 12 ", band("第一段", 0) + cells + &band("第二段", 1))
            }
        }
    }

    /// How often the form lists each row.
    fn times(&self) -> usize {
        if self.shape == Shape::List { 1 } else { 2 }
    }
}

const STYLES: [&str; 5] = [
    "std.style.公文",
    "std.style.公文 with 行高: \"0.8cm\", 续表: \"是\", 表格字体: \"黑体\", 外框: \"1pt\"",
    "std.style.横表",
    "std.style.plain",
    // letters and digits are wider in this face
    "std.style.plain with text-face: \"Noto Serif SC\"",
];

/// A word of a kind: Chinese, Latin in capitals or not, too long to stay whole, or mixed.
fn word(kind: u8, length: usize, seed: usize) -> String {
    let chinese: Vec<char> = "综合保障与能力提升经费支出预算说明款".chars().collect();
    let small: Vec<char> = "iamwlmadministrwfor".chars().collect();
    let take = |from: &[char], length: usize| (0..length).map(|at| from[(seed + at) % from.len()]).collect::<String>();
    match kind {
        0 => take(&chinese, length),
        1 => take(&small, length.min(20)),
        2 => take(&small, length.min(20)).to_uppercase(),
        3 => take(&small, length + 30),
        _ => format!("{}{}{}", take(&chinese, length), take(&small, 3), take(&chinese, 2)),
    }
}

fn made(rows: std::ops::Range<usize>) -> impl Strategy<Value = Made> {
    let words = (0u8..5, 1usize..40, 0u8..5, 0usize..90);
    let shape = prop_oneof![4 => Just(Shape::List), 1 => Just(Shape::Sides), 1 => Just(Shape::Grid)];
    (
        0..STYLES.len(),
        shape,
        proptest::collection::vec(words, rows),
        proptest::option::of(2usize..30),
        prop_oneof![2 => 1usize..14, 1 => 14usize..28],
        any::<bool>(),
    )
        .prop_map(|(style, shape, rows, merged, columns, landscape)| {
            let row = |(at, (kind, length, other, words)): (usize, (u8, usize, u8, usize))| {
                (format!("甲{at}乙{}", word(kind, length, at)), word(other, words.max(1), at))
            };
            let rows = rows.into_iter().enumerate().map(row).collect();
            let (merged, columns) = if shape == Shape::List { (merged, columns) } else { (None, 2) };
            // a sheet across has room for all, one along for fewer
            let (style, landscape, columns) = match (columns > 13, landscape) {
                (true, _) => (2, true, columns),
                (false, true) => (style, true, columns),
                (false, false) => (style, false, columns.min(5)),
            };
            Made { style: STYLES[style].to_owned(), shape, rows, merged, columns, landscape }
        })
}

/// Checks what was set of a made table; the pages' number.
fn examine(made: &Made) -> usize {
    let report = made.report();
    let checked = check(&report);
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    let document = set(&budgetc::emit::typst::emit(&checked.document, &checked.style));
    let table = checked.document.tables().next().unwrap();
    // a face of its own sets the digits: a name is several pieces, which follow one another
    let (mut seen, mut all): (HashMap<String, usize>, String) = Default::default();
    for (number, page) in document.pages().iter().enumerate() {
        let (texts, rules) = marks(&page.frame);
        let (width, height) = (page.frame.width().to_pt(), page.frame.height().to_pt());
        for (at, text) in texts.iter().enumerate() {
            let inside =
                text.left > 20.0 && text.right < width - 20.0 && text.top > 20.0 && text.bottom < height - 20.0;
            assert!(inside, "page {number}: {text:?} leaves the page\n{report}");
            for other in &texts[at + 1..] {
                assert!(!text.covers(other), "page {number}: {text:?} covers {other:?}\n{report}");
            }
            for rule in &rules {
                assert!(!text.covers(&widened(rule)), "page {number}: {text:?} crosses {rule:?}\n{report}");
            }
        }
        let body: Vec<&Mark> = texts.iter().filter(|text| text.bottom < height - 45.0).collect();
        let page_text: String = body.iter().map(|text| text.text.as_str()).collect();
        // the titles stand over the rows of each page, a band's too
        let band =
            if page_text.contains('甲') && made.shape == Shape::Grid { vec!["名称", "数"] } else { Vec::new() };
        let titles = table.header.iter().flatten().map(|title| title.text.plain());
        for title in titles.chain(band.into_iter().map(str::to_owned)) {
            assert!(
                squeezed(&page_text).contains(&squeezed(&title)),
                "page {number} lacks {title}: {page_text}\n{report}"
            );
        }
        all.push_str(&squeezed(&page_text));
        for text in &body {
            *seen.entry(squeezed(&text.text)).or_default() += 1;
        }
        heights(&texts, &rules, made, number);
    }
    printed(table, &seen, &all, made.times(), &report);
    document.pages().len()
}

fn widened(rule: &Mark) -> Mark {
    Mark {
        left: rule.left - 0.7,
        right: rule.right + 0.7,
        top: rule.top - 0.7,
        bottom: rule.bottom + 0.7,
        ..rule.clone()
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Each amount is printed once, and each row's name begins as often as it is listed.
fn printed(table: &Table, seen: &HashMap<String, usize>, all: &str, times: usize, report: &str) {
    let amounts = table.cells().filter(|cell| cell.kind == CellKind::Number);
    for amount in amounts.map(|cell| cell.text.plain()).filter(|text| !text.is_empty()) {
        assert_eq!(seen.get(&amount), Some(&1), "{amount}\n{report}");
    }
    let mut begun: HashMap<&str, usize> = HashMap::new();
    for (at, _) in all.match_indices('甲') {
        let rest = &all[at..];
        *begun.entry(&rest[..rest.find('乙').unwrap_or(0)]).or_default() += 1;
    }
    let names = table.cells().filter(|cell| cell.names_row && cell.text.plain().starts_with('甲')).count();
    for row in 0..names / times {
        assert_eq!(begun.get(format!("甲{row}").as_str()), Some(&times), "row {row}\n{report}");
    }
}

/// Between two rules across the table stands what fills the row, within a point: what was planned is what was needed.
fn heights(texts: &[Mark], rules: &[Mark], made: &Made, page: usize) {
    // merged cells stretch rows, and a style may ask for high ones
    if made.merged.is_some() || made.style.contains("行高") || made.style.contains("横表") {
        return;
    }
    let widest = rules.iter().map(|rule| rule.right - rule.left).fold(0.0, f64::max);
    let mut across: Vec<f64> = rules
        .iter()
        .filter(|rule| rule.right - rule.left > widest - 1.0 && widest > 1.0)
        .map(|rule| rule.top)
        .collect();
    across.sort_by(f64::total_cmp);
    across.dedup_by(|a, b| (*a - *b).abs() < 0.5);
    for pair in across.windows(2) {
        let inside: Vec<&Mark> = texts.iter().filter(|text| text.top > pair[0] && text.bottom < pair[1]).collect();
        let (top, bottom) = inside
            .iter()
            .fold((f64::MAX, f64::MIN), |(top, bottom), text| (top.min(text.top), bottom.max(text.bottom)));
        // a box of 0.96 em was taken for one of 1 em, with air of 2.2 to 3.8 pt above and below
        let air = (pair[1] - pair[0]) - (bottom - top);
        assert!((3.5..9.2).contains(&air), "page {page}: {air} pt of air around {inside:?}\n{}", made.report());
    }
}

proptest! {
    #![proptest_config(Config { cases: 24, ..Config::default() })]
    #[test]
    fn any_table_is_set_as_it_was_planned(made in made(1..60)) {
        examine(&made);
    }
}

/// A list of plain rows.
fn list(rows: usize, columns: usize) -> Made {
    let rows = (0..rows).map(|at| (format!("甲{at}乙综合保障经费"), "无".to_owned())).collect();
    Made { style: STYLES[0].to_owned(), shape: Shape::List, rows, merged: None, columns, landscape: false }
}

#[test]
fn a_long_list_is_set_as_it_was_planned() {
    assert!(examine(&Made { merged: Some(7), ..list(700, 3) }) > 15);
    assert!(examine(&list(4000, 2)) > 80);
}

#[test]
fn thirty_columns_are_set_as_they_were_planned() {
    let made = Made { style: STYLES[2].to_owned(), merged: Some(3), landscape: true, ..list(25, 27) };
    examine(&made);
}

#[test]
fn sides_and_grids_over_pages_are_set_as_they_were_planned() {
    for shape in [Shape::Sides, Shape::Grid] {
        assert!(examine(&Made { shape, ..list(300, 2) }) > 6);
    }
}
