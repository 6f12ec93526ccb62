//! Facts written as text: what is read from it is what was written, and it reads as if somebody had typed it.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use budgetc::base::{Decimal, Diagnostic, Lang};
use budgetc::import::{
    ItemsContext, NewMember, NewParent, ReadFact, ReadTotal, ReadValue, Spelling, file_at, items, members,
};
use budgetc::model::{
    DimId, Fact, FactValueKind, LedgerAxis, LedgerId, MeasureId, MemberId, Members, Narrow, Report, Stated, Type,
    UnitRef,
};
use budgetc::project::{self, Loaded};

use crate::support::{Memory, files, read};

pub fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, rng_seed: RngSeed::Fixed(18), failure_persistence: None, ..Config::default() })
}

/// The reports that facts are taken from, each with the folder of its files.
pub const REPORTS: &[(&str, &str)] = &[
    ("reports/nanchong-shebao-2024.budget", ""),
    ("reports/qingling-shuili-2023.budget", ""),
    ("reports/dept/2024.budget", "reports/dept"),
    ("reports/district/2024.budget", "reports/district"),
    ("reports/town/2025.budget", "reports/town"),
    ("tests/forms/sichuan-2024.budget", ""),
];

/// A report's files in memory.
pub fn in_memory(entry: &str, folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    if folder.is_empty() {
        all.push((PathBuf::from(entry), read(entry).into_bytes()));
    } else {
        let mut found = [".budget", ".toml", ".typ"].map(|ending| files(folder, ending));
        all.extend(found.iter_mut().flat_map(std::mem::take).map(|(name, text)| (name.into(), text.into_bytes())));
    }
    all
}

fn loaded(entry: &str, folder: &str, files: Vec<(PathBuf, Vec<u8>)>) -> Loaded {
    let root = if folder.is_empty() { Path::new("") } else { Path::new(folder) };
    project::load(Path::new(entry), Some(root), &Memory::of(files)).unwrap()
}

/// A report without its rows, and what they said.
struct Emptied {
    entry: &'static str,
    folder: &'static str,
    files: Vec<(PathBuf, Vec<u8>)>,
    report: Report,
    facts: Vec<ReadFact>,
    totals: Vec<ReadTotal>,
}

/// A typed fact as tables would tell it.
pub fn told(fact: &Fact) -> Option<ReadFact> {
    let mut values = Vec::new();
    for (field, value) in fact.values.iter().enumerate() {
        match value.as_ref().map(|value| &value.kind) {
            Some(FactValueKind::Quantity(value, unit)) => {
                values.push((field, ReadValue::Quantity(*value, unit.clone())));
            }
            Some(FactValueKind::Text(text)) => values.push((field, ReadValue::Text(text.clone()))),
            Some(_) => return None,
            None => {}
        }
    }
    Some(ReadFact { ledger: fact.ledger, members: fact.members.clone(), values, from: Vec::new() })
}

fn total(stated: &Stated) -> ReadTotal {
    let members = stated.at.parts.iter().filter_map(|(_, narrow, _)| match narrow {
        Narrow::Members(members) => members.first().copied(),
        _ => None,
    });
    ReadTotal { ledger: stated.ledger, field: stated.field, at: members.collect(), amount: stated.amount }
}

impl Emptied {
    fn of(entry: &'static str, folder: &'static str) -> Emptied {
        let mut files = in_memory(entry, folder);
        let whole = loaded(entry, folder, files.clone());
        let (report, _) = whole.report();
        let own: Vec<&Fact> = report.own_facts().map(|fact| &report.facts[fact.ix()]).collect();
        let mut cuts: Vec<(PathBuf, usize, usize)> = Vec::new();
        let mut gone = Vec::new();
        for block in report.blocks.iter().filter(|block| block.says_unit.is_some()) {
            let inside = |span: budgetc::base::Span| {
                span.file == block.rows.file && block.rows.range().contains(&span.range().start)
            };
            let source = whole.sources.get(block.rows.file);
            let rounded = report.rounded.iter().any(|rounded| inside(rounded.span));
            let typed = own.iter().filter(|fact| inside(fact.span)).all(|fact| told(fact).is_some());
            if typed && !rounded && !source.is_standard() {
                let start = source.line_range(source.line_of(block.head.range().start)).unwrap().start;
                cuts.push((PathBuf::from(&source.path), start, block.rows.range().end));
                gone.push(block.rows);
            }
        }
        let inside = |span: budgetc::base::Span| {
            gone.iter().any(|rows| rows.file == span.file && rows.range().contains(&span.range().start))
        };
        let facts = own.iter().filter(|fact| inside(fact.span)).filter_map(|fact| told(fact)).collect();
        let totals = report.stated.iter().filter(|stated| inside(stated.span)).map(total).collect();
        cuts.sort();
        for (path, start, end) in cuts.into_iter().rev() {
            let (_, bytes) = files.iter_mut().find(|(name, _)| *name == path).unwrap();
            bytes.drain(start..end);
        }
        let (report, found) = loaded(entry, folder, files.clone()).report();
        assert!(found.is_empty(), "{entry}: {found:?}");
        Emptied { entry, folder, files, report, facts, totals }
    }

    fn context(&self) -> ItemsContext {
        let whole = loaded(self.entry, self.folder, self.files.clone());
        let entry = whole.sources.iter().zip(&whole.trees).next();
        let file_at = entry.map(|((file, source), tree)| file_at(&self.report, file, tree, &source.text));
        ItemsContext {
            spelling: spelling(&whole, None),
            file_at: file_at.unwrap_or_default(),
            rounded: Default::default(),
        }
    }

    /// Its text with more at its end, read.
    fn with(&self, text: &str) -> (Report, Vec<Diagnostic>) {
        let mut files = self.files.clone();
        let (_, bytes) = files.iter_mut().find(|(name, _)| name == Path::new(self.entry)).unwrap();
        bytes.extend(b"\n");
        bytes.extend(text.as_bytes());
        loaded(self.entry, self.folder, files).report()
    }
}

fn spelling(whole: &Loaded, wanted: Option<Lang>) -> Spelling {
    let own = whole.sources.iter().zip(&whole.trees).filter(|((_, source), _)| !source.is_standard());
    Spelling::of(wanted, Lang::En, &own.map(|((_, source), tree)| (tree, source.text.as_str())).collect::<Vec<_>>())
}

/// A fact without what does not count: the unit of an amount, the order of its fields.
type Plain = (LedgerId, Vec<Option<MemberId>>, Vec<(usize, String)>);

pub fn plain(report: &Report, fact: &ReadFact) -> Plain {
    let shown = |field: usize, value: &ReadValue| match value {
        ReadValue::Text(text) => format!("{text:?}"),
        ReadValue::Quantity(value, unit) => {
            let amount = matches!(report.ledger(fact.ledger).fields[field].ty, Type::Amount(_));
            let unit = if amount { &UnitRef::Bare } else { unit };
            format!("{} {unit:?}", value.normalize())
        }
    };
    let mut values: Vec<(usize, String)> = fact.values.iter().map(|(at, value)| (*at, shown(*at, value))).collect();
    values.sort();
    (fact.ledger, fact.members.to_vec(), values)
}

fn plain_total(total: &ReadTotal) -> (LedgerId, usize, Vec<MemberId>, Decimal) {
    let mut at = total.at.clone();
    at.sort_unstable();
    at.dedup();
    (total.ledger, total.field, at, total.amount.normalize())
}

/// Writes facts and totals, reads them again, and compares all.
fn comes_back(emptied: &Emptied, facts: &[ReadFact], totals: &[ReadTotal]) -> Result<String, TestCaseError> {
    let written = items(&emptied.report, facts, totals, &emptied.context());
    prop_assert!(written.facts.is_empty(), "{:?}\n{}", written.facts, written.text);
    prop_assert!(written.totals.is_empty(), "{:?}\n{}", written.totals, written.text);
    let (report, found) = emptied.with(&written.text);
    prop_assert!(found.is_empty(), "{found:#?}\n{}", written.text);
    let before: Vec<Fact> = emptied.report.own_facts().map(|fact| emptied.report.facts[fact.ix()].clone()).collect();
    let mut wanted: Vec<Plain> =
        before.iter().filter_map(told).chain(facts.to_vec()).map(|fact| plain(&report, &fact)).collect();
    let own = report.own_facts().map(|fact| &report.facts[fact.ix()]);
    let mut had: Vec<Plain> = own.filter_map(told).map(|fact| plain(&report, &fact)).collect();
    wanted.sort();
    had.sort();
    prop_assert_eq!(&wanted, &had, "{}", written.text);
    let mut wanted: Vec<_> =
        emptied.report.stated.iter().map(total).chain(totals.to_vec()).map(|own| plain_total(&own)).collect();
    let mut had: Vec<_> = report.stated.iter().map(|stated| plain_total(&total(stated))).collect();
    wanted.sort();
    had.sort();
    prop_assert_eq!(&wanted, &had, "{}", written.text);
    let again = budgetc::format::format(&written.text, None);
    prop_assert_eq!(again.as_deref(), Some(written.text.as_str()));
    Ok(written.text)
}

#[test]
fn the_facts_of_real_reports_come_back_from_their_text() {
    for (entry, folder) in REPORTS {
        let emptied = Emptied::of(entry, folder);
        let text =
            comes_back(&emptied, &emptied.facts, &emptied.totals).unwrap_or_else(|error| panic!("{entry}: {error}"));
        println!("{entry}\n{text}");
        assert!(!emptied.facts.is_empty());
    }
}

/// A random fact of a ledger: members where it may stand, numbers of a few places, texts with signs.
pub fn any_fact(report: &Report, ledger: LedgerId, pick: &mut impl FnMut(usize) -> usize) -> Option<ReadFact> {
    let data = report.ledger(ledger);
    let mut members = Members::new();
    for axis in &data.axes {
        let left_out = axis.optional && pick(2) == 0;
        members.push(if left_out { None } else { Some(any_member(report, axis, pick)?) });
    }
    let mut values = Vec::new();
    for (at, field) in data.fields.iter().enumerate() {
        if !(field.optional && pick(2) == 0) {
            values.push((at, any_value(report, &field.ty, pick)?));
        }
    }
    Some(ReadFact { ledger, members, values, from: Vec::new() })
}

fn any_member(report: &Report, axis: &LedgerAxis, pick: &mut impl FnMut(usize) -> usize) -> Option<MemberId> {
    // few of many, so that scopes come about
    let fine = |member: &MemberId| {
        let own = report.member(*member);
        own.dim == axis.dim
            && !report.is_former(*member)
            && axis.grain.map_or(report.is_leaf(*member), |level| own.level == level)
    };
    let all: Vec<MemberId> = (0..report.members.len() as u32).map(MemberId).filter(fine).collect();
    let some = all.len().min(if pick(3) == 0 { 40 } else { 4 });
    (some > 0).then(|| all[pick(some) * all.len() / some])
}

fn any_value(report: &Report, ty: &Type, pick: &mut impl FnMut(usize) -> usize) -> Option<ReadValue> {
    const TEXTS: [&str; 8] =
        ["完成时间", "修复“古籍”", "a \"b\" \\ c", "占 {一半}", "12月底前", "第一行\n第二行", "// 注", "{{x}}"];
    let number = |pick: &mut dyn FnMut(usize) -> usize| {
        Decimal::new(pick(20_000_000) as i64 - 4_000_000, [0, 1, 2, 2, 2][pick(5)])
    };
    let amount = |measure: MeasureId, pick: &mut dyn FnMut(usize) -> usize| {
        let units = &report.measures[measure.ix()].units;
        let unit = pick(units.len());
        ReadValue::Quantity(number(pick) * units[unit].factor, UnitRef::Of(measure, unit))
    };
    Some(match ty {
        Type::Amount(measure) => amount(*measure, pick),
        Type::Count(unit) => ReadValue::Quantity(Decimal::from(pick(900)), UnitRef::Named(unit.clone())),
        Type::Number => ReadValue::Quantity(number(pick), UnitRef::Bare),
        Type::Ratio => ReadValue::Quantity(Decimal::new(pick(2000) as i64, 4), UnitRef::Percent),
        Type::Year => ReadValue::Quantity(Decimal::from(2000 + pick(50)), UnitRef::Bare),
        Type::Text => ReadValue::Text(TEXTS[pick(TEXTS.len())].to_owned()),
        Type::Value => match pick(5) {
            0 => ReadValue::Text(TEXTS[pick(TEXTS.len())].to_owned()),
            1 => ReadValue::Quantity(Decimal::from(pick(900)), UnitRef::Named("场".to_owned())),
            2 => ReadValue::Quantity(Decimal::new(pick(2000) as i64, 4), UnitRef::Percent),
            3 if !report.measures.is_empty() => amount(MeasureId(0), pick),
            _ => ReadValue::Quantity(number(pick), UnitRef::Bare),
        },
        _ => return None,
    })
}

/// Lets a fact say what its whole file says.
fn say(report: &Report, fact: &mut ReadFact, member: MemberId) {
    let axes = &report.ledger(fact.ledger).axes;
    if let Some(axis) = axes.iter().position(|axis| axis.dim == report.member(member).dim) {
        fact.members[axis] = Some(member);
    }
}

/// Random facts and totals of some ledgers; no two facts are at the same place.
fn any_facts(
    report: &Report,
    said: &[MemberId],
    pick: &mut impl FnMut(usize) -> usize,
) -> (Vec<ReadFact>, Vec<ReadTotal>) {
    let own: Vec<u32> = (0..report.ledgers.len() as u32).filter(|at| report.ledgers[*at as usize].space == 0).collect();
    let of_others = report.take_overs.iter().map(|take| take.ledger);
    let taken: Vec<LedgerId> = of_others.chain(report.facts.iter().map(|fact| fact.ledger)).collect();
    let (mut facts, mut totals): (Vec<ReadFact>, Vec<ReadTotal>) = Default::default();
    for _ in 0..1 + pick(3) {
        let ledger = LedgerId(own[pick(own.len())]);
        if taken.contains(&ledger) || facts.iter().any(|fact| fact.ledger == ledger) {
            continue;
        }
        for _ in 0..[1, 2, 3, 8, 30][pick(5)] {
            let Some(fact) = any_fact(report, ledger, pick) else { break };
            let mut fact = fact;
            said.iter().for_each(|member| say(report, &mut fact, *member));
            if facts.iter().all(|other| (other.ledger, &other.members) != (ledger, &fact.members)) {
                facts.push(fact);
            }
        }
        let Some(field) = report.ledger(ledger).figure() else { continue };
        for _ in 0..pick(4) {
            let Some(fact) = any_fact(report, ledger, pick) else { break };
            let Some((_, ReadValue::Quantity(amount, _))) = fact.values.iter().find(|(at, _)| *at == field).cloned()
            else {
                continue;
            };
            let some = fact.members.iter().flatten().copied();
            let lifted = some.map(|member| report.lineage(member).last().filter(|_| pick(2) == 0).unwrap_or(member));
            let lifted: Vec<MemberId> = lifted.collect();
            let mut at: Vec<MemberId> = lifted.into_iter().filter(|_| pick(2) == 0).collect();
            for member in said.iter().filter(|member| report.axes(ledger).contains(&report.member(**member).dim)) {
                at.retain(|own| report.member(*own).dim != report.member(*member).dim);
                at.push(*member);
            }
            if totals.iter().all(|other| {
                plain_total(other).2 != plain_total(&ReadTotal { ledger, field, at: at.clone(), amount }).2
            }) {
                totals.push(ReadTotal { ledger, field, at, amount });
            }
        }
    }
    (facts, totals)
}

/// Random facts of a library come back, whatever is picked.
fn all_come_back(emptied: &Emptied, cases: u32) {
    let said = emptied.context().file_at;
    let run = runner(cases).run(&any::<u64>(), |seed| {
        let mut state = seed | 1;
        let mut pick = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % below as u64) as usize
        };
        let (facts, totals) = any_facts(&emptied.report, &said, &mut pick);
        comes_back(emptied, &facts, &totals).map(|_| ())
    });
    run.unwrap_or_else(|error| panic!("{}: {error}", emptied.entry));
}

#[test]
fn any_facts_of_real_libraries_come_back_from_their_text() {
    for (entry, folder) in REPORTS {
        all_come_back(&Emptied::of(entry, folder), 8);
    }
}

/// Names that several members have, or that look like something else; fields of one kind; codes that two dimensions have.
const ODD: &str = r#"
measure 钱 in 万 { 元; 万 = 10000元 }
measure 面积 { 平方米 }
dimension 处 open levels 部 3, 馆 3 { 501 总馆 { 001 东馆; 002 西馆; 501 "3号馆" }; 207 分馆 { 001 南馆 } }
dimension 架 levels 层, 格 { 一层 { 左; 右; 中 { } }; 二层 { 左; 右 } }
dimension 号 levels 号 3 { 501 甲; 207 乙; 120 丙 }
dimension 合 { "合计"; "1号"; "a b"; 左; "占: 半"; "{甲}"; "total"; 完成时间 }
dimension 符 { ≥; "="; "＞"; 定性 }
dimension 性质 with 符 : 符 optional { 大  符: 定性; 小 }
ledger 杂账 {
  数额 : 钱
  另额 : 钱 optional
  场地 : 面积 optional
  个数 : count 个
  又数 : count 个 optional
  年 : year optional
  率 : ratio optional
  处.馆
  架.格
  号
  合 optional
  性质 = 大
}
ledger 指标 { 分 : number; 名 : text; 注 : text optional; 值 : value; 处.馆; 合; 符 }
ledger 名单 { 号; 合 optional }
ledger 人数 { 人 : count 人; 号 = 乙 }
ledger 分数 { 分 : number; 额 : 钱; 架.格; 处.部 optional }
document "册" lang "zh-CN" { "册" }
"#;

#[test]
fn odd_names_and_fields_of_one_kind_come_back_from_their_text() {
    for always in ["", "at 501-001\n"] {
        let files = vec![(PathBuf::from("odd.budget"), format!("{ODD}{always}").into_bytes())];
        let (report, found) = loaded("odd.budget", "", files.clone()).report();
        assert!(found.is_empty(), "{found:#?}");
        all_come_back(&Emptied { entry: "odd.budget", folder: "", files, report, facts: vec![], totals: vec![] }, 80);
    }
}

#[test]
fn new_members_are_declared_beneath_those_that_there_are() {
    let emptied = Emptied::of("reports/dept/2024.budget", "reports/dept");
    let report = &emptied.report;
    let dim = |name: &str| report.dims.iter().position(|dim| dim.name == name).map(|at| DimId(at as u32)).unwrap();
    let department = report.dim(dim("预算单位")).by_code["511"];
    let new =
        |dim, parent, code: &str, name: &str| NewMember { dim, parent, code: code.to_owned(), name: name.to_owned() };
    let all = [
        new(dim("预算单位"), Some(NewParent::Known(department)), "901", "青溪市 幼儿园\n（新建）"),
        new(dim("项目"), None, "", "2024年结转专项"),
        new(dim("预算单位"), None, "612", "合计"),
        new(dim("预算单位"), Some(NewParent::New(2)), "001", "甲\"乙\\丙"),
        new(dim("项目"), None, "", "合计"),
    ];
    let text = members(report, &all, &emptied.context().spelling);
    let (after, found) = emptied.with(&text);
    assert!(found.is_empty(), "{found:#?}\n{text}");
    let sizes = |report: &Report| ["预算单位", "项目"].map(|name| report.dim(dim(name)).size);
    assert_eq!(sizes(&after), [sizes(report)[0] + 3, sizes(report)[1] + 2], "{text}");
    let unit = after.dim(dim("预算单位")).by_code["511901"];
    assert_eq!(after.member(unit).name, "青溪市 幼儿园 （新建）");
    assert_eq!(after.member(unit).parent, Some(department));
    assert_eq!(after.member(after.dim(dim("预算单位")).by_code["612001"]).name, "甲\"乙\\丙");
    assert!(after.dim(dim("项目")).by_name.contains_key("2024年结转专项"));
    assert_eq!(budgetc::format::format(&text, None), Some(text));
}

#[test]
fn what_the_language_cannot_say_is_listed() {
    let files = vec![(PathBuf::from("odd.budget"), ODD.as_bytes().to_vec())];
    let (report, _) = loaded("odd.budget", "", files.clone()).report();
    let emptied = Emptied { entry: "odd.budget", folder: "", files, report, facts: vec![], totals: vec![] };
    let ledger = LedgerId(emptied.report.ledgers.iter().position(|ledger| ledger.name == "人数").unwrap() as u32);
    let fact = |value: &str, members: Members| ReadFact {
        ledger,
        members,
        values: vec![(0, ReadValue::Quantity(value.parse().unwrap(), UnitRef::Named("人".to_owned())))],
        from: vec![],
    };
    let first = emptied.report.dims.iter().find(|dim| dim.name == "号").unwrap().roots[0];
    let said: Members = [Some(first)].into_iter().collect();
    let facts = [fact("3", said.clone()), fact("0.0000001", said.clone()), fact("2", Members::from_iter([None]))];
    let written = items(&emptied.report, &facts, &[], &emptied.context());
    let listed: Vec<usize> = written.facts.iter().map(|(at, _)| *at).collect();
    assert_eq!((written.text.as_str(), listed), ("items 人数 { 501 甲 3人 }\n", vec![1, 2]), "{:?}", written.facts);
}
