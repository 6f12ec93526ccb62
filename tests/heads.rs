//! A block whose head names another ledger than its rows are written for is one finding, at the head.

use budgetc::project::{Checked, repaired, repairs};

use crate::support::{check, codes, shown};

/// The starter, and a small report whose ledgers have nothing in common but their measure.
fn reports() -> Vec<String> {
    let small = "measure 钱 { 元 }\n\
        dimension 来源 { 拨款; 捐款; 利息 }\ndimension 用途 { 水费; 电费; 邮费 }\ndimension 年度 { 今年; 去年 }\n\
        ledger 收入 { 金额 : 钱; 来源 }\nledger 支出 { 金额 : 钱; 用途 }\nledger 往来 { 金额 : 钱; 来源; 年度 }\n\
        ledger 说明 { 内容 : text; 用途 }\n\
        let 收支差 = 收入.金额 - 支出.金额\ncheck 平衡: 收入.金额 == 支出.金额\n\
        items 收入 in 元 {\n  拨款 9\n  捐款 2\n  利息 1\n}\n\
        items 支出 in 元 {\n  水费 3\n  电费 5\n  邮费 4\n}\n\
        items 往来 in 元 {\n  今年 { 拨款 3; 捐款 5 }\n  去年 利息 4\n}\n\
        items 说明 {\n  水费 \"漏水\"\n  电费 \"天热\"\n  邮费 \"信多\"\n}\n";
    vec![crate::support::read("stdlib/starter/2024.budget"), small.to_owned()]
}

/// Where the ledger of each block of items stands, and how many rows' lines the block has.
fn heads(text: &str) -> Vec<(usize, &str, usize)> {
    let mut heads = Vec::new();
    for (at, _) in text.match_indices("\nitems ") {
        let name = at + "\nitems ".len();
        let (head, rest) = text[name..].split_once('{').unwrap_or_default();
        let first = rest.lines().next().unwrap_or_default();
        if let Some((rows, _)) = first.split_once('}') {
            heads.push((name, head.split(' ').next().unwrap_or_default(), 1 + rows.matches(';').count()));
            continue;
        }
        let rows = rest.split("\n}").next().unwrap_or_default().lines();
        let rows = rows.filter(|line| !line.trim().is_empty() && !line.contains(['{', '}']) && !line.contains("合计"));
        heads.push((name, head.split(' ').next().unwrap_or_default(), rows.count()));
    }
    heads
}

fn mended(checked: &Checked) -> String {
    let repairs = repairs(checked);
    let text = &checked.sources.iter().next().expect("the report").1.text;
    repairs.values().next().map_or_else(|| text.clone(), |own| repaired(text, own))
}

#[test]
fn a_wrong_head_is_one_finding_and_its_repair_restores_the_report() {
    let (mut told, mut restored, mut wrong) = (0, 0, Vec::new());
    for text in reports() {
        assert!(check(&text).problems.is_empty(), "{}", shown(&check(&text)));
        let all = heads(&text);
        for (at, name, rows) in &all {
            // every few of the many ledgers of a long report
            let others = all.iter().map(|(_, other, _)| other).filter(|other| *other != name);
            for other in others.skip(at % 3).step_by(1 + all.len() / 5) {
                let slip = format!("{}{other}{}", &text[..*at], &text[at + name.len()..]);
                let checked = check(&slip);
                let heads: Vec<_> =
                    checked.problems.iter().filter(|problem| problem.code.number() == "B0239").collect();
                let Some(head) = heads.first() else {
                    // where only one thing is missing the rows may be this ledger's
                    if *rows > 2 && !codes(&checked).contains(&"B0211") {
                        wrong.push(format!("{name} as {other}: {:?}", codes(&checked)));
                    }
                    continue;
                };
                told += 1;
                let alone = checked.problems.len() == 1 && head.primary.span.start as usize == *at;
                let named = head.notes.iter().any(|note| {
                    note.text.zh.contains(&format!("items {name}")) || note.text.zh.contains(&format!("「{name}」"))
                });
                if !alone || !named {
                    wrong.push(format!("{name} as {other}: {}", shown(&checked)));
                }
                if !head.fixes.is_empty() {
                    assert_eq!(mended(&checked), text, "{name} as {other}");
                    restored += 1;
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(told > 20 && restored > 15, "{told} told, {restored} restored");
}

const LEDGERS: &str = "measure 钱 { 元 }\ndimension 来源 { 拨款; 捐款; 利息 }\ndimension 用途 { 水费; 电费; 邮费 }\n\
    ledger 收入 { 金额 : 钱; 来源 }\nledger 支出 { 金额 : 钱; 用途 }\n";

#[test]
fn of_ledgers_that_take_the_rows_alike_none_is_chosen() {
    let text = format!("{LEDGERS}ledger 预计 {{ 金额 : 钱; 用途 }}\nitems 收入 in 元 {{ 水费 3; 电费 5; 邮费 4 }}\n");
    let checked = check(&text);
    assert_eq!(codes(&checked), ["B0239"], "{}", shown(&checked));
    let [problem] = checked.problems.as_slice() else { panic!("one finding") };
    assert!(problem.fixes.is_empty() && problem.notes[0].text.zh.contains("「支出」「预计」"), "{}", shown(&checked));
}

#[test]
fn rows_that_no_ledger_takes_or_most_of_which_fit_are_told_one_by_one() {
    for rows in ["水费 3; 房费 5; 车费 4; 饭费 1", "拨款 3; 捐款 5; 邮费 4"] {
        let checked = check(&format!("{LEDGERS}items 收入 in 元 {{ {rows} }}\n"));
        assert!(!codes(&checked).contains(&"B0239") && !checked.is_sound(), "{}", shown(&checked));
    }
}

#[test]
fn a_repair_that_brings_errors_is_only_proposed() {
    let text = format!(
        "{LEDGERS}items 支出 in 元 {{ 水费 3; 电费 5; 邮费 4 }}\nitems 收入 in 元 {{ 水费 3; 电费 5; 邮费 4 }}\n"
    );
    let checked = check(&text);
    let heads: Vec<_> = checked.problems.iter().filter(|problem| problem.code.number() == "B0239").collect();
    assert!(heads.iter().all(|problem| problem.fixes.is_empty()), "{}", shown(&checked));
}

#[test]
fn very_many_wrong_heads_are_bounded() {
    let rows: String = (0..300).map(|_| "items 收入 in 元 { 水费 3; 电费 5; 邮费 4 }\n").collect();
    let ledgers: String = (0..60).map(|index| format!("ledger 别的{index} {{ 金额 : 钱; 来源 }}\n")).collect();
    let checked = check(&format!("{LEDGERS}{ledgers}{rows}"));
    assert!(!checked.is_sound());
}

#[test]
fn an_acceptance_without_a_reason_is_told_to_give_one() {
    for end in ["", "\nmeasure 人 { 个 }\n"] {
        let checked = check(&format!("{LEDGERS}accept B0715 \"某某\"{end}"));
        assert_eq!(codes(&checked), ["B0101"], "{}", shown(&checked));
        assert!(checked.problems[0].notes[0].text.zh.contains("because \"……\""), "{}", shown(&checked));
    }
}
