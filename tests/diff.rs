//! What changed in meaning: the golden list of one changed amount, what is no change, and that the list is whole.

use std::collections::BTreeMap;
use std::process::Command;

use budgetc::base::{FileId, Lang};
use budgetc::diff::{Became, Changes, FactChange, NamedChange};
use budgetc::document::{Block, Document};
use budgetc::ledger::Coords;
use budgetc::model::{FactValueKind, MemberId, Report};
use budgetc::project::Checked;
use budgetc::render::diff::{Compare, Compared, html, json, markdown, schema};
use budgetc::syntax::{Kind, Node, parse};

use crate::support::{Memory, compare, read, repository};

const REPORT: &str = "reports/nanchong-shebao-2024.budget";
const SCHEMA: &str = "docs/schema/differences-1.json";

fn side(text: &str) -> Checked {
    beside(text, &[])
}

fn beside(text: &str, others: &[(&'static str, &str)]) -> Checked {
    let others = others.iter().map(|(name, text)| (*name, (*text).to_owned()));
    let files = Memory::from_iter([("r.budget", text.to_owned())].into_iter().chain(others).collect::<Vec<_>>());
    crate::support::examined("r.budget", &files)
}

fn changes(old: &str, new: &str) -> Changes {
    compare(&side(old), &side(new))
}

fn compared(old: &str, new: &str) -> Compared {
    let (was, is) = (side(old), side(new));
    let pair = Compare {
        old: "HEAD:r.budget".to_owned(),
        new: "r.budget".to_owned(),
        errors: (was.summary().errors, is.summary().errors),
        changes: compare(&was, &is),
    };
    Compared { pairs: vec![pair], ..Compared::default() }
}

fn human(compared: &Compared, lang: Lang) -> String {
    let mut buffer = codespan_reporting::term::termcolor::Buffer::no_color();
    budgetc::render::diff::human(&mut buffer, compared, lang).unwrap();
    String::from_utf8(buffer.into_inner()).unwrap()
}

/// One amount of the report, typed again; its totals are as they were.
fn edited() -> (String, String) {
    let old = read(REPORT);
    let row = "社保基金管理工作经费 50.00";
    assert_eq!(old.split_whitespace().collect::<Vec<_>>().join(" ").matches(row).count(), 1);
    let at = old.find("社保基金管理工作经费 ").unwrap();
    let at = at + old[at..].find("50.00").unwrap();
    let mut new = old.clone();
    new.replace_range(at..at + 5, "53.00");
    (old, new)
}

// ── one amount ─────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn one_amount_is_told_with_all_that_it_moves() {
    let (old, new) = edited();
    let compared = compared(&old, &new);
    insta::assert_snapshot!("one_amount_zh", human(&compared, Lang::Zh));
    insta::assert_snapshot!("one_amount_en", human(&compared, Lang::En));
    insta::assert_snapshot!("one_amount_markdown", markdown(&compared, Lang::Zh));
}

/// Counted without the comparison: the two documents have the same shape, so place for place.
#[test]
fn nothing_else_is_told_and_nothing_is_left_out() {
    let (old, new) = edited();
    let (was, is) = (side(&old), side(&new));
    let changes = compare(&was, &is);
    let cells = |document: &Document| -> Vec<(String, Vec<String>)> {
        let tables = document.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
        let words =
            |table: &budgetc::document::Table| table.cells().map(|cell| cell.text.plain().trim().to_owned()).collect();
        tables.map(|table| (table.id.clone(), words(table))).collect()
    };
    let mut moved: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for ((id, old), (_, new)) in cells(&was.document).into_iter().zip(cells(&is.document)) {
        assert_eq!(old.len(), new.len());
        for pair in old.into_iter().zip(new).filter(|(old, new)| old != new) {
            moved.entry(id.clone()).or_default().push(pair);
        }
    }
    let told = changes.forms.iter().map(|form| {
        let cells = form.cells.iter().map(|cell| (cell.old.text.clone(), cell.new.text.clone()));
        (form.id.clone(), cells.collect::<Vec<_>>())
    });
    let sorted = |all: &mut BTreeMap<String, Vec<(String, String)>>| all.values_mut().for_each(|cells| cells.sort());
    let mut told: BTreeMap<String, Vec<(String, String)>> = told.collect();
    sorted(&mut told);
    sorted(&mut moved);
    assert_eq!(told, moved);
    assert!(moved.len() > 5, "the amount stands in many tables");
    let paragraphs = |document: &Document| -> Vec<String> {
        let text = |block: &Block| match block {
            Block::Paragraph { text, .. } => Some(text.plain()),
            _ => None,
        };
        document.blocks.iter().filter_map(text).collect()
    };
    let (old, new) = (paragraphs(&was.document), paragraphs(&is.document));
    let differing: Vec<(&String, &String)> = old.iter().zip(&new).filter(|(old, new)| old != new).collect();
    for (old, new) in &differing {
        // each sentence that is told stands in one of them, and old words and new make the two
        let own = changes.sentences.iter().filter(|sentence| {
            let text = |skip| pieces(&sentence.pieces, skip);
            old.contains(&text(budgetc::diff::PieceChange::New)) && new.contains(&text(budgetc::diff::PieceChange::Old))
        });
        assert!(own.count() > 0, "{old}\n{new}");
    }
    assert!(changes.sentences.len() >= differing.len() && !differing.is_empty());
    assert_eq!(changes.facts.len(), 1);
    assert!(changes.settings.is_empty() && changes.members.is_empty() && changes.declarations.is_empty());
    assert!(changes.deviations.is_empty());
    let failing = |side: &Checked| {
        let fails = |identity: &&budgetc::check::Identity| identity.verdict == budgetc::check::Verdict::Fails;
        side.identities.iter().filter(fails).count()
    };
    assert_eq!(changes.checks.len(), failing(&is) - failing(&was));
}

fn pieces(pieces: &[budgetc::diff::WordsPiece], skip: budgetc::diff::PieceChange) -> String {
    pieces.iter().filter(|piece| piece.is != skip).map(|piece| piece.text.as_str()).collect()
}

// ── no change ──────────────────────────────────────────────────────────────────────────────────────────────────────

/// Knuth's MMIX constants.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.throw(last + 1));
        }
    }
}

/// The text of a node with the rows of its blocks in another order and other blanks between its words.
fn shuffled(node: Node<'_>, text: &str, dice: &mut Dice, rows: bool) -> String {
    let mut parts: Vec<(Kind, String)> = Vec::new();
    let mut gaps = Vec::new();
    let mut at = node.span().range().start;
    for child in node.all_children() {
        let span = child.span().range();
        gaps.push(spaced(&text[at..span.start], dice));
        let inner = rows && matches!(child.kind(), Kind::block | Kind::row | Kind::items_decl);
        parts.push((
            child.kind(),
            if inner { shuffled(child, text, dice, rows) } else { text[span.clone()].to_owned() },
        ));
        at = span.end;
    }
    if node.kind() == Kind::block || node.kind() == Kind::file {
        // a comment's place is its own; everything else may stand anywhere
        let free: Vec<usize> =
            (0..parts.len()).filter(|at| !matches!(parts[*at].0, Kind::COMMENT | Kind::use_decl)).collect();
        let mut moved: Vec<(Kind, String)> = free.iter().map(|at| parts[*at].clone()).collect();
        dice.shuffle(&mut moved);
        free.into_iter().zip(moved).for_each(|(at, part)| parts[at] = part);
    }
    let mut out: String = gaps.into_iter().zip(parts).map(|(gap, (_, part))| gap + part.as_str()).collect();
    out.push_str(&text[at..node.span().range().end]);
    out
}

fn spaced(gap: &str, dice: &mut Dice) -> String {
    if gap == " " {
        " ".repeat(1 + dice.throw(3))
    } else {
        gap.replace('\n', if dice.throw(3) == 0 { "\n\n" } else { "\n" })
    }
}

#[test]
fn a_shuffled_and_reformatted_copy_differs_in_order_alone() {
    let old = read(REPORT);
    let (tree, _) = parse(&old, FileId(0));
    for seed in 0..8 {
        let mut dice = Dice(seed);
        let new = shuffled(tree.root(&old), &old, &mut dice, true);
        let changes = changes(&old, &new);
        // what the report prints in the order of its members stands in another order, and nothing else is told
        let Changes { forms, sentences, .. } = changes;
        let order_alone = forms.iter().all(|form| {
            let same =
                form.cells.is_empty() && form.rows.is_empty() && form.columns.is_empty() && form.words.is_empty();
            same && !form.moved_rows.is_empty() && !form.looks
        });
        assert!(order_alone, "{forms:#?}");
        let sorted = |sentence: &budgetc::diff::SentenceChange, skip| {
            let mut letters: Vec<char> = pieces(&sentence.pieces, skip).chars().collect();
            letters.sort_unstable();
            letters
        };
        for sentence in &sentences {
            assert_eq!(
                sorted(sentence, budgetc::diff::PieceChange::Old),
                sorted(sentence, budgetc::diff::PieceChange::New)
            );
        }
        let rest = Changes {
            forms: Vec::new(),
            sentences: Vec::new(),
            numbers: Vec::new(),
            ..compare(&side(&old), &side(&new))
        };
        assert!(rest.is_empty(), "{rest:?}");
    }
    // facts in another order print the same
    let trees = format!("{LIBRARY}{TREES}");
    let said = human(&compared(&trees, &trees.replace("植树 100\n  修路 200", "修路 200\n  植树 100")), Lang::En);
    assert_eq!(said, "HEAD:r.budget → r.budget\n  no change in meaning: the order differs\n");
    let same = compared(&old, &old);
    assert_eq!(human(&same, Lang::Zh), "HEAD:r.budget → r.budget\n  含义没有变化\n");
    let wider = old.replace("  当年 ", "     当年  ");
    assert!(wider != old);
    let said = human(&compared(&old, &wider), Lang::En);
    assert_eq!(said, "HEAD:r.budget → r.budget\n  no change in meaning: layout or comments differ\n");
}

const LIBRARY: &str = "
measure 金额 in 万元 { 元; 万元 = 10000元 }
dimension 事项 { 植树; 修路 }
ledger 支出 { 金额: 金额; 备注: text optional; 事项 }
param 年度: year
let 合计支出 = 支出
let 平均 = 合计支出 / 2
check 不超: 合计支出 <= 500万元
text 说明 = \"共花{合计支出}，其中{支出[植树]}植树。\"
form 明细 \"{年度}年明细\" no \"表 1\" in 万元 {
  rows of 支出 { line \"合计\" { each 事项 } }
  column \"事项\" = name
  column \"{年度}年\" = 支出
}
document \"{年度}年收支\" style std.style.plain {
  section \"总的情况\" { \"今年{说明}\"; 明细 }
}
";

const TREES: &str = "set 年度 = 2024\nitems 支出 in 万元 {\n  植树 100\n  修路 200\n  合计 300\n}\n";

#[test]
fn what_is_called_otherwise_means_the_same() {
    let old = format!("{LIBRARY}{TREES}");
    let new = old.replace("合计支出", "全年支出").replace("text 说明", "text 概述").replace("{说明}", "{概述}");
    let changes = changes(&old, &new);
    assert!(changes.is_empty(), "{changes:?}");
    let said = human(&compared(&old, &new), Lang::En);
    assert!(said.contains("no change in meaning"), "{said}");
    assert!(said.contains("let 合计支出 is now called 全年支出"), "{said}");
    assert!(said.contains("text 说明 is now called 概述"), "{said}");
    // a form that says otherwise what another file declares has no name of its own
    let (one, two) = ("form 明细 { note \"注\" }\n", "form 总表 { note \"注\" }\n");
    let both = format!("{LIBRARY}form 总表 \"总表\" {{ rows of 支出 {{ each 事项 }}; column \"数\" = 支出 }}\n");
    let with = |amends: &str| beside(&format!("use lib.a\n{TREES}{amends}"), &[("lib/a.budget", &both)]);
    assert!(compare(&with(one), &with(two)).writing.renamed.is_empty());
    // a former report that says something else, though no page shows it
    let own = format!("use lib.a\nuse \"last.budget\" as 上年\n{TREES}");
    let former = |amount: &str| format!("use lib.a\nset 年度 = 2023\nitems 支出 in 万元 {{ 植树 {amount} }}\n");
    let with = |amount: &str| beside(&own, &[("lib/a.budget", LIBRARY), ("last.budget", &former(amount))]);
    let told = compare(&with("90"), &with("91")).declarations;
    assert!(told.len() == 1 && told[0].name.contains("last.budget"), "{told:?}");
    assert!(compare(&with("90"), &with("90")).is_empty());
    // a module under another name
    let (old, new) = (format!("use lib.a\n{TREES}"), format!("use lib.b\n{TREES}"));
    let (was, is) = (beside(&old, &[("lib/a.budget", LIBRARY)]), beside(&new, &[("lib/b.budget", LIBRARY)]));
    let changes = compare(&was, &is);
    assert!(changes.is_empty(), "{changes:?}");
    assert_eq!((changes.writing.renamed[0].old.as_str(), changes.writing.renamed[0].keyword), ("lib.a", "use"));
}

/// A weaker check prints nothing otherwise, and is no change to pass over.
#[test]
fn what_no_page_shows_is_told_too() {
    let old = format!("{LIBRARY}{TREES}");
    let told = |new: &str| human(&compared(&old, new), Lang::En);
    assert!(told(&old.replace("<= 500万元", "<= 900万元")).contains("~ check 不超"));
    assert!(told(&old.replace("check 不超: 合计支出 <= 500万元\n", "")).contains("- check 不超"));
    let said = told(&old.replace("<= 500万元", "<= 250万元"));
    assert!(said.contains("holds → fails: 300.00万元 against 250.00万元"), "{said}");
    let said = told(&format!("{old}accept 不超 because \"说好的\" who \"张三\"\n"));
    assert!(said.contains("+ 不超"), "{said}");
    let said = told(&old.replace("items 支出 in 万元 {", "items 支出 in 万元 within 0.5元 {"));
    assert!(said.contains("+ items 支出"), "{said}");
    assert!(told(&format!("{old}items 支出 {{ }}\n")).contains("+ items 支出"));
    let said = told(&old.replace("植树 100", "植树 100 备注: \"三棵\""));
    assert!(said.contains("+ 支出 植树 · 备注  三棵"), "{said}");
    let said = told(&old.replace("  合计 300\n", "  合计 299\n"));
    assert!(said.contains("stated totals") && said.contains("300万元 → 299万元"), "{said}");
}

// ── what is printed ────────────────────────────────────────────────────────────────────────────────────────────────

fn told(old: &str, new: &str) -> String {
    let said = human(&compared(old, new), Lang::En);
    assert!(!said.contains("no change"), "{said}");
    assert!(!compare(&side(old), &side(new)).is_empty());
    said
}

const PLACES: &str = "
measure 金额 in 万元 { 元; 万元 = 10000元 }
dimension 科目 levels 类 3 { 205 教育; 210 卫生 }
ledger 支出 { 金额 : 金额; 科目 }
items 支出 { 205 100.00; 210 200.00; 合计 300.00 }
param 日期 : text
set 日期 = \"2024-03-01\"
document \"支出\" style std.style.plain lang \"zh-CN\" numbering \"一、\", \"（一）\" date 日期 {
  section \"收入\" { \"比上年增加5万元，其中税收：3万元，收费：2万元。\" }
  section \"支出\" { \"教育：{支出[205]}，卫生：{支出[210]}。\"; \"与上年持平。\" }
}
";

/// Figures and verdicts that change places with others of their kind say something else of what they belong to.
#[test]
fn what_changes_company_is_told() {
    let said = told(PLACES, &PLACES.replace("税收：3万元，收费：2万元", "税收：2万元，收费：3万元"));
    assert!(said.contains("税收：[-3-]{+2+}万元，收费：[-2-]{+3+}万元"), "{said}");
    let said = told(PLACES, &PLACES.replace("税收：3万元，收费：2万元", "收费：3万元，税收：2万元"));
    assert!(said.contains("[-税收-]{+收费+}：3万元"), "{said}");
    let swapped = PLACES.replace("205 100.00; 210 200.00", "205 200.00; 210 100.00");
    assert!(told(PLACES, &swapped).contains("教育：[-100万元-]{+200万元+}，卫生：[-200万元-]{+100万元+}"));
    // a sentence under another heading
    let said = told(
        PLACES,
        &PLACES.replace("; \"与上年持平。\"", "").replace("收费：2万元。\" }", "收费：2万元。\"; \"与上年持平。\" }"),
    );
    assert!(said.contains("二、支出 → 一、收入\n    > 与上年持平。"), "{said}");
    // two sections change places with all that they say
    let sections: Vec<&str> = PLACES.lines().filter(|line| line.starts_with("  section")).collect();
    let (first, second) = (sections[0], sections[1]);
    let said = told(PLACES, &PLACES.replace(first, "…").replace(second, first).replace('…', second));
    assert!(said.contains("heading (in another place)") && !said.contains("与上年持平"), "{said}");
    assert!(said.contains("~ 支出  二、 → 一、"), "{said}");
}

#[test]
fn what_the_document_says_of_itself_is_told() {
    assert!(told(PLACES, &PLACES.replace("2024-03-01", "2025-12-31")).contains("~ date  2024-03-01 → 2025-12-31"));
    assert!(told(PLACES, &PLACES.replace("zh-CN", "zh-TW")).contains("~ lang  zh-CN → zh-TW"));
    assert!(
        told(PLACES, &PLACES.replace("std.style.plain", "std.style.公文"))
            .contains("~ style  std.style.plain → std.style.公文")
    );
    assert!(told(PLACES, &PLACES.replace("\"一、\"", "\"1．\"")).contains("~ 收入  一、 → 1．"));
    assert!(
        told(PLACES, &PLACES.replace("\"收入\" {", "\"收入\" numbered \"附 1\" {")).contains("~ 收入  一、 → 附 1")
    );
    let noted = |note: &str| PLACES.replace("2万元。", &format!("2万元{note}。"));
    let said = told(PLACES, &noted("{note \"不含结转\"}"));
    assert!(said.contains("{+〔不含结转〕+}"), "{said}");
    let said = told(&noted("{note \"不含结转\"}"), &noted("{note \"不含结余\"}"));
    assert!(said.contains("〔不含结[-转-]{+余+}〕"), "{said}");
    let listed = |words: &str| PLACES.replace("\"收入\" {", &format!("\"收入\" contents \"{words}\" {{"));
    assert!(told(PLACES, &listed("进项")).contains("in the contents"));
    let said = told(&listed("进项"), &listed("入项"));
    assert!(said.contains("[-进-]{+入+}") || said.contains("[-进项-]{+入项+}"), "{said}");
    // with a style of its own and a picture
    let own = PLACES
        .replace("std.style.plain", "look")
        .replace("\"与上年持平。\"", "picture \"a.svg\" alt \"房子\" wide 50%");
    let files =
        |style: &'static str, picture: &'static str| [("look.typ", style), ("words.typ", style), ("a.svg", picture)];
    let both = |old: (&'static str, &'static str), new: (&'static str, &'static str)| {
        compare(&beside(&own, &files(old.0, old.1)), &beside(&own, &files(new.0, new.1))).files
    };
    let names = |files: Vec<budgetc::diff::ChangedFile>| files.into_iter().map(|file| file.name).collect::<Vec<_>>();
    assert_eq!(names(both(("#1", "<svg>1</svg>"), ("#1", "<svg>2</svg>"))), ["a.svg"]);
    assert_eq!(names(both(("#1", "<svg>1</svg>"), ("#2", "<svg>1</svg>"))), ["look"]);
    assert!(both(("#1", "<svg>1</svg>"), ("#1", "<svg>1</svg>")).is_empty());
    let wider = own.replace("wide 50%", "wide 60%");
    let sides = (beside(&own, &files("", "")), beside(&wider, &files("", "")));
    assert!(
        compare(&sides.0, &sides.1)
            .sentences
            .iter()
            .any(|sentence| pieces(&sentence.pieces, budgetc::diff::PieceChange::Old) == "60%")
    );
}

/// What prints the same is the same word, and that it is typed now is said apart.
#[test]
fn what_prints_the_same_is_not_listed_as_changed() {
    let said = told(PLACES, &PLACES.replace("{支出[205]}", "100万元").replace("比上年增加", "比上年减少"));
    assert!(said.contains("100万元: was computed, is typed now (教育：100万元，卫生：200万元。)"), "{said}");
    assert!(!said.contains("教育：[-"), "{said}");
    // another hole that comes to the same
    let said = told(PLACES, &PLACES.replace("{支出[205]}", "{支出 - 支出[210]}"));
    assert!(said.contains("~ document 支出"), "{said}");
}

const TABLE: &str = "
measure 金额 in 万元 { 元; 万元 = 10000元 }
dimension 科目 levels 类 3, 款 2 { 205 教育 { 01 小学; 02 中学 }; 210 卫生 { 01 医院 } }
dimension 来源 { 当年; 结转 }
ledger 支出 { 金额 : 金额; 科目; 来源 }
items 支出 { 205-01 当年 1.7; 205-02 结转 2.3; 210-01 当年 3.4; 210-01 结转 0.2 }
form 表 \"支出表\" no \"表 1\" in 万元 digits 0 by controlled {
  rows of 支出 { line \"合计\"; line \"教育\" at 205; line \"其中：当年\" at 205, 当年; line \"卫生\" at 210; line \"其中：当年\" at 210, 当年 }
  column \"名称\" = name
  column \"合计\" = 支出
  column \"其中\" { column all 来源 = 支出 }
}
form 细表 \"细表\" in 万元 { rows of 支出 { each 科目.类 { each 科目.款 } }; column \"编码\" = code; column \"名称\" = name; column \"金额\" = 支出 }
document \"支出\" style std.style.plain { 表; 细表 }
";

/// Each cell of a form that is rounded as a whole, as it is built.
#[test]
fn cells_that_are_rounded_together_are_told_as_they_print() {
    for policy in ["controlled", "last", "largest"] {
        let old = TABLE.replace("by controlled", &format!("by {policy}"));
        let new = old.replace("结转 2.3", "结转 3.0");
        let (was, is) = (side(&old), side(&new));
        for side in [&was, &is] {
            let evaluator = budgetc::eval::Evaluator::new(&side.report);
            let built = budgetc::document::compose(&evaluator);
            let emit = |document: &Document| budgetc::emit::typst::emit(document, "");
            assert_eq!(emit(&built), emit(&side.document), "{policy}");
        }
    }
}

#[test]
fn rows_are_told_by_what_they_belong_to() {
    // the figures of two rows of equal words change places: each belongs to the row above it
    let new = TABLE.replace("205-01 当年 1.7", "205-01 当年 3.4").replace("210-01 当年 3.4", "210-01 当年 1.7");
    let forms = changes(TABLE, &new).forms;
    assert!(forms[0].moved_rows.is_empty(), "{forms:#?}");
    assert_eq!(
        forms[0].cells.iter().filter(|cell| cell.row == "其中：当年" && cell.column == "合计").count(),
        2,
        "{forms:#?}"
    );
    // a form's lines in another order
    let said =
        told(TABLE, &TABLE.replace("line \"合计\"; line \"教育\" at 205;", "line \"教育\" at 205; line \"合计\";"));
    assert!(said.contains("rows in another order: 合计") || said.contains("rows in another order: 教育"), "{said}");
    let other = "column \"金额\" = 支出; column \"编码\" = code; column \"名称\" = name }\ndocument";
    let said = told(
        TABLE,
        &TABLE.replace("column \"编码\" = code; column \"名称\" = name; column \"金额\" = 支出 }\ndocument", other),
    );
    assert!(said.contains("columns in another order: 金额"), "{said}");
    assert!(told(TABLE, &TABLE.replace("digits 0 by", "digits 0 landscape by")).contains("laid out otherwise"));
}

/// A member with a code that is called otherwise is one line, wherever it is told.
#[test]
fn a_renamed_member_is_one_line() {
    let old = TABLE.replace(
        "document \"支出\"",
        "check 不多 for each 科目.类: 支出 <= 3万元\naccept 不多[210] by 0.6万元 because \"已批\"\ndocument \"支出\"",
    );
    let new = old.replace("210 卫生 {", "210 卫生健康 {").replace("205 教育 {", "205 教育事业 {");
    let changes = changes(&old, &new);
    assert_eq!(changes.members.len(), 2);
    assert!(changes.deviations.is_empty() && changes.checks.is_empty(), "{changes:#?}");
    let form = changes.forms.iter().find(|form| form.id == "细表").unwrap();
    assert!(form.rows.is_empty() && form.moved_rows.is_empty(), "{form:#?}");
    assert_eq!(form.cells.len(), 2, "{form:#?}");
    // one that takes another's name
    let swapped = old.replace("210 卫生 {", "210 教育 {").replace("205 教育 {", "205 卫生 {");
    assert!(!compare(&side(&old), &side(&swapped)).forms.is_empty());
}

// ── the list is whole ──────────────────────────────────────────────────────────────────────────────────────────────

/// Where a row stands and what it says, in words.
type Line = (String, Vec<(String, String)>);

/// Of a row that cannot be read nobody knows what it says: it is not told as gone.
#[test]
fn what_cannot_be_read_is_not_told_as_gone() {
    let text = crate::cli::CLEAN;
    let torn = text.replace("cake 3.00", "cake 3,00,00");
    let told = human(&compared(text, &torn), Lang::En);
    assert!(told.contains("? spending cake  3dollars → cannot be read"), "{told}");
    let mended = human(&compared(&torn, text), Lang::En);
    assert!(mended.contains("? spending cake  cannot be read → 3dollars"), "{mended}");
    // it is of cake
    let other = human(&compared(text, &text.replace("tea 2.50; cake 3.00", "cake 3.00zloty")), Lang::En);
    assert!(other.contains("? spending cake"), "{other}");
    assert!(other.contains("- spending tea "), "{other}");
}

fn place(report: &Report, stated: bool, ledger: &str, members: &[MemberId]) -> String {
    let mut at: Vec<String> = members
        .iter()
        .map(|id| {
            let names: Vec<&str> = report.lineage(*id).map(|id| report.member(id).name.as_str()).collect();
            let code = report.code(*id);
            if code.is_empty() { names.into_iter().rev().collect::<Vec<_>>().join(" / ") } else { code }
        })
        .collect();
    at.sort();
    format!("{stated} {ledger} {}", at.join("|"))
}

/// A report's rows and stated totals.
fn lines(report: &Report) -> Vec<Line> {
    let shown = |number: budgetc::base::Decimal| number.normalize().to_string();
    let mut lines = Vec::new();
    for id in report.own_facts() {
        let fact = &report.facts[id.ix()];
        let ledger = report.ledger(fact.ledger);
        let members: Vec<MemberId> = fact.members.iter().flatten().copied().collect();
        let says = ledger.fields.iter().zip(&fact.values).filter_map(|(field, value)| {
            let said = match &value.as_ref()?.kind {
                FactValueKind::Quantity(number, _) => shown(*number),
                FactValueKind::Text(text) => text.clone(),
                FactValueKind::Refer(..) => ":=".to_owned(),
                FactValueKind::Taken(_) => String::new(),
            };
            Some((field.name.clone(), said))
        });
        lines.push((place(report, false, &ledger.name, &members), says.collect()));
    }
    for stated in &report.stated {
        let ledger = report.ledger(stated.ledger);
        let coords = Coords::default().narrow(report, &stated.at);
        let members: Vec<MemberId> = coords.axes().filter_map(|(dim, _)| coords.single(dim)).collect();
        let says = vec![(ledger.fields[stated.field].name.clone(), shown(stated.amount))];
        lines.push((place(report, true, &ledger.name, &members), says));
    }
    lines.iter_mut().for_each(|(_, says): &mut Line| says.sort());
    lines.sort();
    lines
}

/// The listed changes made on the old lines.
fn replayed(mut lines: Vec<Line>, facts: &[FactChange]) -> Vec<Line> {
    let base = |value: &budgetc::diff::DiffValue| {
        let number = value.number.as_ref().map(|number| number.as_str().to_owned());
        let worth = |number: String| match value.unit.as_str() {
            "万元" => {
                budgetc::base::exact::mul(budgetc::base::exact::parse(&number).unwrap(), 10_000.into()).unwrap()
            }
            _ => budgetc::base::exact::parse(&number).unwrap(),
        };
        match number {
            Some(number) => worth(number).normalize().to_string(),
            None if value.text.starts_with(":=") => ":=".to_owned(),
            None => value.text.clone(),
        }
    };
    for fact in facts {
        let mut at: Vec<String> =
            fact.at.iter().map(|at| if at.code.is_empty() { at.name.clone() } else { at.code.clone() }).collect();
        at.sort();
        let key = format!("{} {} {}", fact.stated, fact.ledger, at.join("|"));
        let side = |side: &dyn Fn(&NamedChange) -> Option<String>| -> Vec<(String, String)> {
            fact.fields.iter().filter_map(|field| Some((field.name.clone(), side(field)?))).collect()
        };
        let (old, new) = (side(&|field| field.old.as_ref().map(base)), side(&|field| field.new.as_ref().map(base)));
        if fact.old_place.is_none() {
            lines.push((key, new));
            continue;
        }
        let holds = |(own, says): &Line| *own == key && old.iter().all(|field| says.contains(field));
        let index = lines.iter().position(holds).unwrap_or_else(|| panic!("no row {key} {old:?}"));
        let (_, mut says) = lines.remove(index);
        if fact.became == Became::Changed {
            says.retain(|(name, _)| !fact.fields.iter().any(|field| field.name == *name));
            says.extend(new);
            lines.push((key, says));
        }
    }
    lines.iter_mut().for_each(|(_, says)| says.sort());
    lines.sort();
    lines
}

/// One thing done to a report's text, as an officer would: an amount, a row, a name, a total, the layout.
fn edit(text: &str, count: usize, dice: &mut Dice) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (mut items, mut rows) = (false, Vec::new());
    for (at, line) in lines.iter().enumerate() {
        items = if items { !line.starts_with('}') } else { line.starts_with("items ") };
        // a plain row: words and one amount
        if items && line.starts_with("  ") && !line.contains(['{', '}', ':', '/']) && amount(line).is_some() {
            rows.push(at);
        }
    }
    let at = rows[dice.throw(rows.len())];
    let (start, end) = amount(&lines[at]).unwrap();
    match dice.throw(8) {
        0..=2 => {
            let amount = format!("{}.{:02}", dice.throw(900), dice.throw(100));
            lines[at].replace_range(start..end, &amount);
        }
        3 => drop(lines.remove(at)),
        4 => {
            let whole = lines[at].clone();
            let indent = whole.len() - whole.trim_start().len();
            lines.insert(at, format!("{}新事项{count} {}.5", &whole[..indent], dice.throw(90)));
        }
        5 => {
            let other = rows[dice.throw(rows.len())];
            let moved = lines[at].clone();
            if lines[at].trim_start().starts_with(char::is_alphabetic) && amount(&lines[other]).is_some() {
                lines[at].replace_range(start..end, "7.77");
                lines.insert(at, format!("{moved} // {count}"));
            }
        }
        6 => lines.insert(at, "  // 另起一行".to_owned()),
        _ => lines[at] = lines[at].replace(' ', "   "),
    }
    lines.join("\n") + "\n"
}

/// Where the last number of a line stands.
fn amount(line: &str) -> Option<(usize, usize)> {
    let start = line.rfind(' ')? + 1;
    let number = line.get(start..)?;
    let plain =
        number.starts_with(|c: char| c.is_ascii_digit()) && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    plain.then_some((start, line.len()))
}

#[test]
fn the_listed_changes_make_the_old_rows_the_new_ones() {
    // half the edits on each core; each version is the old one of the next
    std::thread::scope(|scope| {
        for half in 0..2u64 {
            scope.spawn(move || {
                let mut dice = Dice(half + 40);
                let first = read(REPORT);
                let (mut text, mut old) = (first.clone(), side(&first));
                let mut told = 0;
                for count in 0..500 {
                    // after a while the rows of the report would be gone
                    let next = edit(if count % 25 == 24 { &first } else { &text }, count, &mut dice);
                    let new = side(&next);
                    let facts = compare(&old, &new).facts;
                    told += facts.len();
                    let (made, want) = (replayed(lines(&old.report), &facts), lines(&new.report));
                    assert_eq!(made, want, "{half} {count}");
                    (text, old) = (next, new);
                }
                assert!(told > 300, "{told}");
            });
        }
    });
}

// ── forms of telling ───────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn the_schema_is_that_of_the_types() {
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(repository().join(SCHEMA), schema()).unwrap();
    }
    let written = std::fs::read_to_string(repository().join(SCHEMA)).unwrap_or_default();
    assert!(written == schema(), "{SCHEMA} is not up to date: UPDATE_SCHEMA=1 cargo test schema");
    let validator = jsonschema::validator_for(&serde_json::from_str(&written).unwrap()).unwrap();
    let (old, new) = edited();
    let all = format!("{LIBRARY}{TREES}");
    let none = all.replace("  植树 100\n", "").replace("check 不超", "check 别超");
    for (old, new) in [(old.as_str(), new.as_str()), (all.as_str(), none.as_str()), (none.as_str(), all.as_str())] {
        let found = serde_json::from_str(&json(&compared(old, new))).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(&found).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

/// Words of a report are words on a page and in a merge request, whatever they would mean there.
#[test]
fn pages_mean_nothing_but_what_is_written() {
    let old = format!("{LIBRARY}{TREES}");
    let evil = "</td><script>x</script> *b* | `c` [d](e) _f_";
    let new = old.replace("今年{说明}", &format!("今年{{说明}}{evil}"));
    let page = html(&compared(&old, &new), Lang::Zh);
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;"), "{page}");
    for outside in ["http:", "https:", "src=", "href=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    let text = markdown(&compared(&old, &new), Lang::En);
    assert!(text.contains(r"\*b\* \| \`c\` \[d\](e) \_f\_"), "{text}");
}

/// Names of files and of members are text, too.
#[test]
fn names_mean_nothing_in_markdown() {
    let mut both = compared("", "");
    both.added = vec!["a`b*.budget".to_owned(), "plain.budget".to_owned()];
    both.pairs[0].new = "- <b>@c|$1$ ![d](e)".to_owned();
    let text = markdown(&both, Lang::En);
    assert!(
        text.contains(r"➕ a\`b\*.budget a new report") && text.contains("➕ `plain.budget` a new report"),
        "{text}"
    );
    assert!(
        text.contains(r"&lt;b>".replace('>', r"\>").as_str()) && text.contains(r"&#64;c\|\$1\$ \!\[d\](e)"),
        "{text}"
    );
}

/// Two years: what they share is matched by code and name, and the year in a title parts no column from its fellow.
#[test]
fn years_compare_as_versions_do() {
    let old = format!("{LIBRARY}{TREES}");
    let new = old
        .replace("set 年度 = 2024", "set 年度 = 2025")
        .replace("修路 200", "修路 250")
        .replace("合计 300", "合计 350");
    let changes = changes(&old, &new);
    assert_eq!(changes.settings.len(), 1);
    assert_eq!(changes.forms.len(), 1);
    let form = &changes.forms[0];
    assert!(form.columns.is_empty() && form.rows.is_empty(), "{form:?}");
    assert_eq!(form.cells.len(), 2);
    insta::assert_snapshot!("two_years", human(&compared(&old, &new), Lang::Zh));
}

// ── git ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/// A repository in a folder of its own, whatever this machine's git is set to.
struct Repository(tempfile::TempDir);

impl Repository {
    fn new() -> Repository {
        let repository = Repository(tempfile::tempdir().unwrap());
        repository.git(&["init", "-q", "-b", "main"]);
        repository
    }

    fn command(&self, program: &str, arguments: &[&str]) -> (i32, String) {
        let out = Command::new(program)
            .current_dir(self.0.path())
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .envs([("GIT_AUTHOR_NAME", "a"), ("GIT_AUTHOR_EMAIL", "a@b"), ("GIT_COMMITTER_NAME", "a")])
            .env("GIT_COMMITTER_EMAIL", "a@b")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
        (out.status.code().unwrap_or(-1), said)
    }

    fn git(&self, arguments: &[&str]) {
        let (code, said) = self.command("git", arguments);
        assert_eq!(code, 0, "{arguments:?}: {said}");
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "x"]);
    }

    fn diff(&self, arguments: &[&str]) -> (i32, String) {
        let all: Vec<&str> = ["diff", "--lang", "en"].iter().chain(arguments).copied().collect();
        self.command(env!("CARGO_BIN_EXE_budgetc"), &all)
    }
}

#[test]
fn revisions_files_and_folders_are_compared() {
    let own = Repository::new();
    let path = "reports/林.budget";
    own.write("budget.toml", "");
    own.write("lib/a.budget", LIBRARY);
    own.write(path, &format!("use lib.a\n{TREES}"));
    own.commit();
    own.write("lib/a.budget", &LIBRARY.replace("500万元", "250万元"));
    own.write(path, &format!("use lib.a\n{}", TREES.replace("植树 100", "植树 120").replace("合计 300", "合计 320")));
    own.commit();
    own.write(path, &format!("use lib.a\n{}", TREES.replace("植树 100", "植树 130").replace("合计 300", "合计 330")));
    let moved = |arguments: &[&str], want: &str| {
        let (code, said) = own.diff(arguments);
        assert!(said.contains(want), "{arguments:?}: {said}");
        assert_eq!(code, 0, "{said}");
        said
    };
    // what a revision's report uses is that revision's
    let said = moved(&["HEAD~1", "HEAD", "--", path], "100万元 → 120万元  +20万元 (+20%)");
    assert!(said.contains("~ check 不超"), "{said}");
    let said = moved(&["HEAD", "--", path], "120万元 → 130万元");
    assert!(!said.contains("~ check 不超"), "{said}");
    moved(&["HEAD~1", path], "100万元 → 130万元");
    moved(&[path, "HEAD~1"], "130万元 → 100万元");
    moved(&["HEAD~1:reports/林.budget", "HEAD:./reports/林.budget"], "100万元 → 120万元");
    // a folder is its reports: a module is told with them
    let said = moved(&["HEAD~1"], "HEAD~1:reports/林.budget → reports/林.budget");
    assert!(!said.contains("a.budget"), "{said}");
    moved(&["HEAD~1", "--", "reports"], "100万元 → 130万元");
    assert_eq!(own.diff(&["HEAD", "--exit-code"]).0, 1);
    assert_eq!(own.diff(&["HEAD", "HEAD", "--exit-code"]).0, 0);
    // another name
    own.git(&["checkout", "-q", "--", "."]);
    own.git(&["mv", path, "reports/树.budget"]);
    let said = moved(&["HEAD", "--", "reports"], "no change in meaning");
    assert!(said.contains("file reports/林.budget is now called reports/树.budget"), "{said}");
    own.write("reports/山.budget", &format!("use lib.a\n{TREES}"));
    moved(&["HEAD", "--", "reports"], "+ reports/山.budget  a new report");
    for (arguments, want) in [
        (&["nowhere"][..], "`nowhere` is no file, no folder and no revision of git"),
        (&["reports/树.budget"][..], "budgetc diff HEAD -- reports/树.budget"),
        (&["HEAD", "--", "docs"][..], "no .budget file at `docs`"),
        (&["lib", "reports", "--", "x"][..], "go with revisions"),
    ] {
        let (code, said) = own.diff(arguments);
        assert!(code == 2 && said.contains(want), "{arguments:?}: {said}");
    }
}
