//! Facts of tables in a report that there is: what changed is written, and everything else stays as it was.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use similar::{ChangeTag, TextDiff};

use budgetc::base::{FileId, Lang, Span};
use budgetc::import::{ReadFact, ReadTotal, ReadValue, Spelling, SpliceChangeKind, Spliced, ToldByTables, into};
use budgetc::model::{FactId, FactValueKind, Report, UnitRef};
use budgetc::project::{self, Checked};

use crate::rewritten::{REPORTS, any_fact, in_memory, plain, runner, told};
use crate::support::Memory;

fn checked(entry: &str, folder: &str, files: &[(PathBuf, Vec<u8>)]) -> Checked {
    let (root, memory) = (if folder.is_empty() { "" } else { folder }, Memory::of(files.to_vec()));
    project::check(project::load(Path::new(entry), Some(Path::new(root)), &memory).unwrap(), &memory)
}

fn spelling(checked: &Checked) -> Spelling {
    let own = checked.sources.iter().zip(&checked.trees).filter(|((_, source), _)| !source.is_standard());
    Spelling::of(None, Lang::En, &own.map(|((_, source), tree)| (tree, source.text.as_str())).collect::<Vec<_>>())
}

fn splice(checked: &Checked, facts: &[ReadFact], totals: &[ReadTotal], gone: &[FactId]) -> Spliced {
    checked.evaluated(|it| {
        into(it, &ToldByTables { facts, totals, gone, spelling: spelling(checked), rounded: Default::default() })
    })
}

/// The facts that are typed in the report's own files, by number.
fn typed(checked: &Checked) -> Vec<(FactId, ReadFact)> {
    let report: &Report = &checked.report;
    let own = report.own_facts().filter(|id| !checked.sources.get(report.facts[id.ix()].span.file).is_standard());
    own.filter_map(|id| Some((id, told(&report.facts[id.ix()])?))).collect()
}

/// Lines that are gone may only be those of rows that were changed or taken away, or of blocks in one line.
fn nothing_else_changed(checked: &Checked, spliced: &Spliced) -> Result<(), TestCaseError> {
    for (file, text) in &spliced.files {
        let source = checked.sources.get(*file);
        let touched: Vec<(usize, usize)> = spliced
            .changes
            .iter()
            .filter_map(|change| change.place.filter(|place| place.file == *file))
            .map(|Span { start, end, .. }| (source.line_of(start as usize), source.line_of(end as usize)))
            .collect();
        let diff = TextDiff::from_lines(source.text.as_str(), text.as_str());
        // a text may hold two strokes
        let comment = |line: &str| {
            let (before, words) = line.split_once("//")?;
            before.matches('"').count().is_multiple_of(2).then(|| words.trim().to_owned())
        };
        let comments = |text: &str| text.lines().filter_map(comment).collect::<Vec<_>>();
        prop_assert_eq!(comments(&source.text), comments(text));
        for change in diff.iter_all_changes().filter(|change| change.tag() == ChangeTag::Delete) {
            let (line, words) = (change.old_index().unwrap(), change.value().trim());
            let row = touched.iter().any(|(first, last)| (*first..=*last).contains(&line));
            // a scope that was emptied has a head and a brace
            let around = words.ends_with('{')
                || words == "}"
                || words.contains(" { ")
                || words.starts_with("合计")
                || words.starts_with("total");
            prop_assert!(row || around, "{}: {words}\n{:?}", source.path, spliced.changes);
        }
    }
    Ok(())
}

/// The files with the spliced ones in their place.
fn with(checked: &Checked, files: &[(PathBuf, Vec<u8>)], spliced: &Spliced) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = files.to_vec();
    for (file, text) in &spliced.files {
        let path = PathBuf::from(&checked.sources.get(*file).path);
        files.iter_mut().find(|(name, _)| *name == path).unwrap().1 = text.clone().into_bytes();
    }
    files
}

fn try_changes(
    (entry, folder): (&str, &str),
    files: &[(PathBuf, Vec<u8>)],
    before: &Checked,
    pick: &mut impl FnMut(usize) -> usize,
) -> Result<(), TestCaseError> {
    let report = &before.report;
    let own = typed(before);
    let (mut facts, mut gone) = (Vec::new(), Vec::new());
    let mut wanted: HashMap<FactId, ReadFact> = own.iter().cloned().collect();
    let few = 1 + pick(6);
    for (id, fact) in &own {
        let mut fact = fact.clone();
        match pick(own.len() / few + 1) {
            0 => {
                for (_, value) in &mut fact.values {
                    if let ReadValue::Quantity(number, unit) = value {
                        let step =
                            if *unit == UnitRef::Percent { budgetc::base::Decimal::new(1, 2) } else { 1200.into() };
                        *number += step * budgetc::base::Decimal::from(1 + pick(3));
                    }
                }
                wanted.insert(*id, fact.clone());
            }
            1 if pick(2) == 0 => {
                gone.push(*id);
                wanted.remove(id);
                continue;
            }
            _ => {}
        }
        facts.push(fact);
    }
    let mut added = Vec::new();
    for _ in 0..pick(4) {
        let ledger = own[pick(own.len())].1.ledger;
        let Some(fact) = any_fact(report, ledger, pick) else { continue };
        let same = |other: &ReadFact| (other.ledger, &other.members) == (fact.ledger, &fact.members);
        let taken = report.facts.iter().any(|other| (other.ledger, &other.members) == (fact.ledger, &fact.members));
        if !taken && !added.iter().any(same) {
            added.push(fact);
        }
    }
    facts.extend(added.iter().cloned());
    let spliced = splice(before, &facts, &[], &gone);
    let kept: Vec<_> = spliced.changes.iter().filter(|change| change.kind == SpliceChangeKind::Kept).collect();
    prop_assert!(kept.is_empty(), "{kept:#?}");
    nothing_else_changed(before, &spliced)?;
    let after = checked(entry, folder, &with(before, files, &spliced));
    let mut wanted: Vec<_> = wanted.into_values().chain(added).map(|fact| plain(report, &fact)).collect();
    let mut had: Vec<_> = typed(&after).into_iter().map(|(_, fact)| plain(report, &fact)).collect();
    wanted.sort();
    had.sort();
    let texts: Vec<&str> = spliced.files.iter().map(|(_, text)| text.as_str()).collect();
    prop_assert!(
        wanted == had,
        "{:#?}\n{}\n{}",
        spliced.changes,
        crate::support::shown(&after),
        texts.join("\n----\n")
    );
    Ok(())
}

#[test]
fn random_changes_of_real_reports_are_made_and_nothing_else() {
    for (entry, folder) in REPORTS {
        let files = in_memory(entry, folder);
        let before = checked(entry, folder, &files);
        let run = runner(6).run(&any::<u64>(), |seed| {
            let mut state = seed | 1;
            let mut pick = |below: usize| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state % below as u64) as usize
            };
            try_changes((entry, folder), &files, &before, &mut pick)
        });
        run.unwrap_or_else(|error| panic!("{entry}: {error}"));
    }
}

#[test]
fn the_same_facts_change_nothing() {
    for (entry, folder) in REPORTS {
        let before = checked(entry, folder, &in_memory(entry, folder));
        let facts: Vec<ReadFact> = typed(&before).into_iter().map(|(_, fact)| fact).collect();
        let spliced = splice(&before, &facts, &[], &[]);
        assert!(spliced.files.is_empty() && spliced.changes.is_empty(), "{entry}: {:#?}", spliced.changes);
    }
}

const SMALL: &str = r#"measure 钱 in 万元 { 元; 万元 = 10000元 }
dimension 处 open levels 部 3, 馆 3 { 501 总馆 { 001 东馆; 002 西馆; 003 南馆 } }
dimension 类 { 书; 报; 网 }
ledger 支出 { 额 : 钱; 处.馆; 类 }
ledger 总额 { 额 : 钱; 处.馆 }
// 开头的话
items 支出 in 万元 {
  501-001 东馆 { 书 3.00; 报 1.50; 合计 4.50 }   // 东
  501-002 西馆 {
     书   2.00 // 手工排的
     报   0.25
  }
}
items 总额 { 501-001 := 支出[501-001] }
document "册" lang "zh-CN" { "册" }
"#;

fn small(
    change: impl Fn(&Report, &mut Vec<ReadFact>, &mut Vec<ReadTotal>),
) -> (String, Vec<(SpliceChangeKind, String)>) {
    let files = vec![(PathBuf::from("r.budget"), SMALL.as_bytes().to_vec())];
    let before = checked("r.budget", "", &files);
    let mut facts: Vec<ReadFact> = typed(&before).into_iter().map(|(_, fact)| fact).collect();
    let (count, mut totals) = (facts.len(), Vec::new());
    change(&before.report, &mut facts, &mut totals);
    // those of the end are gone
    let gone: Vec<FactId> = typed(&before)[..count]
        .iter()
        .filter(|(_, fact)| facts.iter().all(|own| own.members != fact.members))
        .map(|(id, _)| *id)
        .collect();
    let spliced = splice(&before, &facts, &totals, &gone);
    let text =
        spliced.files.iter().find(|(file, _)| *file == FileId(0)).map_or(SMALL.to_owned(), |(_, text)| text.clone());
    let changes = spliced
        .changes
        .iter()
        .map(|change| (change.kind, format!("{}: {} -> {}", change.words, change.old, change.new)));
    (text, changes.collect())
}

#[test]
fn only_the_number_of_a_changed_amount_is_another() {
    let (text, changes) =
        small(|_, facts, _| facts[0].values[0].1 = ReadValue::Quantity("31200.50".parse().unwrap(), UnitRef::Bare));
    // another unit of the same measure is no other amount, and a bare number is none at all
    assert_eq!(text, SMALL);
    assert_eq!(changes[0].0, SpliceChangeKind::Kept);
    let unit = |report: &Report| UnitRef::Of(report.unit("元").unwrap().0, 0);
    let (text, changes) =
        small(|report, facts, _| facts[0].values[0].1 = ReadValue::Quantity("31200.50".parse().unwrap(), unit(report)));
    assert_eq!(text, SMALL.replace("书 3.00", "书 3.12005"));
    assert_eq!(changes, [(SpliceChangeKind::Changed, "支出 501-001 东馆 书: 3.00 -> 3.12005".to_owned())]);
}

#[test]
fn rows_come_and_go_where_they_belong() {
    let (text, _) = small(|report, facts, totals| {
        facts.remove(0);
        let mut new = facts[0].clone();
        let web = report.dims[1].roots[2];
        new.members[1] = Some(web);
        facts.push(new.clone());
        new.members[0] = Some(report.dims[0].by_code["501003"]);
        facts.push(new);
        let east = report.dims[0].by_code["501001"];
        totals.push(ReadTotal { ledger: facts[0].ledger, field: 0, at: vec![east], amount: 30000.into() });
    });
    let wanted = SMALL
        .replace("书 3.00; 报 1.50; 合计 4.50", "报 1.50; 网 1.50; 合计 3.00")
        .replace("  }\n}\nitems 总额", "  }\n  501-003 南馆 网 1.50\n}\nitems 总额");
    assert_eq!(text, wanted);
}

#[test]
fn an_emptied_scope_goes_and_a_comment_stays() {
    let (text, changes) = small(|_, facts, _| {
        facts.drain(..2);
    });
    let wanted = SMALL.replace("  501-001 东馆 { 书 3.00; 报 1.50; 合计 4.50 }   // 东", "  // 东");
    assert_eq!(text, wanted);
    assert_eq!(changes.iter().filter(|(kind, _)| *kind == SpliceChangeKind::Removed).count(), 3, "{changes:?}");
    let (text, _) = small(|_, facts, _| {
        facts.drain(2..4);
    });
    assert_eq!(text, SMALL.replace("书   2.00 // 手工排的", "// 手工排的").replace("     报   0.25\n", ""));
}

#[test]
fn what_is_referred_to_is_never_overwritten() {
    let (text, changes) = small(|report, facts, _| {
        let mut total = facts[0].clone();
        total.ledger = budgetc::model::LedgerId(1);
        total.members.pop();
        let FactValueKind::Refer(..) = &report.facts.last().unwrap().values[0].as_ref().unwrap().kind else { panic!() };
        facts.push(total);
    });
    assert_eq!(text, SMALL);
    assert_eq!(changes, [(SpliceChangeKind::Kept, "总额 501-001 东馆: 支出[501-001] -> 3.00万元".to_owned())]);
}

#[test]
fn rows_that_wait_for_a_number_get_it_and_those_that_no_table_fills_go() {
    const HEAD: &str = "measure money in dollars { dollars; thousand = 1000dollars }\ndimension kind { Road; Hall; Pond; Park }\n\
        dimension part { first; second }\nledger work { cost : money; kind; part = first }\n";
    let rows = |road: &str, pond: &str| {
        format!(
            "{HEAD}items work in thousand {{\n  Road {road}  // the long one\n  second {{\n    Hall {road}\n{pond}  }}\n}}\n"
        )
    };
    let read = |text: &str| {
        let files = [(PathBuf::from("a.budget"), text.as_bytes().to_vec())];
        checked("a.budget", "", &files)
    };
    let full = read(&rows("1.50", ""));
    let facts: Vec<ReadFact> = typed(&full).into_iter().map(|(_, fact)| fact).collect();
    assert_eq!(facts.len(), 2);
    let blank = read(&rows("……", "    Pond ……\n    total ……\n"));
    let spliced = splice(&blank, &facts, &[], &[]);
    assert_eq!(spliced.files[0].1, rows("1.50", ""), "{:#?}", spliced.changes);
    // without a fact of its ledger a row waits on
    assert!(splice(&blank, &[], &[], &[]).files.is_empty());
}
