//! Numbers and names as they are pasted: a repair keeps the value, and what is not certain is asked.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use budgetc::base::{FileId, Fix, Lang};
use budgetc::project::Checked;

use crate::support::{check, codes, outline, read, shown};

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, rng_seed: RngSeed::Fixed(15), failure_persistence: None, ..Config::default() })
}

/// The text with all certain repairs made, as often as there are any.
fn mended(text: &str) -> (String, Checked) {
    let mut checked = check(text);
    for _ in 0..8 {
        let mut fixes: Vec<Fix> = Vec::new();
        for fix in checked.problems.iter().flat_map(|problem| &problem.fixes) {
            if fixes.iter().all(|other| other.span.end <= fix.span.start || fix.span.end <= other.span.start) {
                fixes.push(fix.clone());
            }
        }
        if fixes.is_empty() {
            break;
        }
        fixes.sort_by_key(|fix| std::cmp::Reverse(fix.span.start));
        let mut text = checked.sources.get(FileId(0)).text.clone();
        fixes.iter().for_each(|fix| text.replace_range(fix.span.range(), &fix.text));
        checked = check(&text);
    }
    let text = checked.sources.get(FileId(0)).text.clone();
    (text, checked)
}

fn zh(checked: &Checked) -> String {
    budgetc::render::plain(&checked.sources, &checked.problems, Lang::Zh)
}

/// How a number is written.
#[derive(Clone, Debug)]
struct Style {
    minus: &'static str,
    /// Before and behind the number.
    around: (&'static str, &'static str),
    /// Between groups, and before the fraction.
    marks: (&'static str, &'static str),
    places: usize,
    wide: bool,
    /// What nobody sees, and where.
    hidden: Option<(&'static str, usize)>,
}

fn style() -> impl Strategy<Value = Style> {
    let minus = prop::sample::select(vec!["-", "－", "−", "–", "—", "‐", "﹣", "△", "▲", "("]);
    let around = prop::sample::select(vec![
        ("", ""),
        ("", ""),
        ("¥", ""),
        ("￥", ""),
        ("¥ ", ""),
        ("RMB", ""),
        ("RMB ", ""),
        ("$", ""),
        ("约", ""),
        ("", "元"),
        ("", " 元"),
        ("", "\u{a0}元"),
        ("\"", "\""),
        ("", " 万元"),
    ]);
    let marks = prop::sample::select(vec![
        ("", "."),
        ("", "."),
        (",", "."),
        ("，", "．"),
        (" ", "."),
        ("\u{a0}", "."),
        ("\u{202f}", ","),
        ("\u{2009}", "."),
        ("'", "."),
        ("’", "."),
        (".", ","),
        (" ", ","),
        ("", "。"),
        ("", ","),
        (",", "。"),
    ]);
    let hidden = prop::option::of((
        prop::sample::select(vec!["\u{200b}", "\u{feff}", "\u{200d}", "\u{2060}", "\u{ad}"]),
        0usize..12,
    ));
    (minus, around, marks, prop::sample::select(vec![0usize, 1, 2, 3]), any::<bool>(), hidden)
        .prop_map(|(minus, around, marks, places, wide, hidden)| Style { minus, around, marks, places, wide, hidden })
}

/// A number of so many thousandths, as far as its style shows them, written in it; and what it says in plain digits.
fn written(thousandths: i64, style: &Style) -> (String, String) {
    let digits = format!("{:04}", thousandths.unsigned_abs());
    let (whole, fraction) = digits.split_at(digits.len() - 3);
    let fraction = &fraction[..style.places];
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped += style.marks.0;
        }
        grouped.push(digit);
    }
    let zero = whole.chars().chain(fraction.chars()).all(|digit| digit == '0');
    let number = if fraction.is_empty() { grouped } else { format!("{grouped}{}{fraction}", style.marks.1) };
    let number: String = number
        .chars()
        .map(|c| match c {
            '0'..='9' if style.wide => char::from_u32(c as u32 - '0' as u32 + '０' as u32).unwrap(),
            c => c,
        })
        .collect();
    let (before, behind) = style.around;
    let negative = thousandths < 0;
    let mut text = match (negative, style.minus) {
        (false, _) => format!("{before}{number}{behind}"),
        (true, "(") => format!("({before}{number}){behind}"),
        (true, minus) => format!("{before}{minus}{number}{behind}"),
    };
    if let Some((hidden, at)) = style.hidden {
        let at = text.char_indices().map(|(at, _)| at).nth(at).unwrap_or(text.len());
        text.insert_str(at, hidden);
    }
    let plain = if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") };
    (text, format!("{}{plain}", if negative && !zero { "-" } else { "" }))
}

/// Two ledgers: one in which only a number can follow, and one in which it could be a code.
fn reports(text: &str) -> [String; 2] {
    let head =
        "measure 金额 in 元 { 元; 万元 = 10000元 }\ndimension 项 { 甲 }\ndimension 科目 levels 类 3 { 201 一般; 1 }\n";
    let head = head.replace("; 1 }", " }");
    let foot = "document \"粘贴\" style std.style.plain { \"={支出 in 元 digits 3}=\" }\n";
    ["项", "项; 科目 optional"]
        .map(|axes| format!("{head}ledger 支出 {{ 金额 : 金额; {axes} }}\nitems 支出 {{\n  甲 {text}\n}}\n{foot}"))
}

/// Any amount in any style is read as what it says, repaired to what it says, or asked; it is never another.
#[test]
fn a_pasted_amount_keeps_its_sign_and_value_or_is_asked() {
    let amounts = prop_oneof![-2_000_000i64..2_000_000, -2_000_000_000i64..2_000_000_000, 200_000_000i64..202_000_000];
    let repaired = std::cell::Cell::new(0);
    runner(700)
        .run(&(amounts, style()), |(amount, style)| {
            let (text, plain) = written(amount, &style);
            // a point before three digits is the language's own
            let groups = plain.split('.').next().unwrap().trim_start_matches('-').len().div_ceil(3);
            if style.marks.0 == "." && style.places == 0 && groups == 2 {
                return Ok(());
            }
            for report in reports(&text) {
                let (_, checked) = mended(&report);
                if !checked.problems.is_empty() {
                    continue;
                }
                repaired.set(repaired.get() + 1);
                let says: f64 = plain.parse().unwrap();
                let factor = if style.around.1.contains("万元") { 10000.0 } else { 1.0 };
                let printed = outline(&checked.document);
                let printed = printed.split('=').nth(1).unwrap().trim_end_matches('元').to_owned();
                let printed: f64 = printed.parse().unwrap();
                prop_assert!((printed - says * factor).abs() < 0.0005, "{text:?} is {plain}, not {printed}");
            }
            Ok(())
        })
        .unwrap();
    assert!(repaired.get() > 500, "most can be repaired: {}", repaired.get());
}

#[test]
fn what_is_certain_is_repaired_and_what_is_not_is_asked() {
    let certain = [
        ("¥1,020.00", "1020.00"),
        ("RMB1,020.00", "1020.00"),
        ("(1,020.00)", "-1020.00"),
        ("（1020.50）", "-1020.50"),
        ("−1,020.00", "-1020.00"),
        ("△1020.00", "-1020.00"),
        ("1.020,00", "1020.00"),
        ("1 020.00", "1020.00"),
        ("1\u{a0}020\u{a0}300", "1020300"),
        ("1’020.00", "1020.00"),
        ("12 万元", "12万元"),
        ("1,020.00元", "1020.00元"),
        ("１，０２０．００", "1020.00"),
        ("￥-5.00", "-5.00"),
        ("12.\u{200b}50", "12.50"),
    ];
    for (text, plain) in certain {
        let (mended, checked) = mended(&reports(text)[0]);
        assert!(checked.problems.is_empty(), "{text}\n{}", shown(&checked));
        assert!(mended.contains(&format!("甲 {plain}")), "{text} {mended}");
    }
    let asked = [
        "1,020",
        "(12)",
        "▲12.00",
        "约1,020.00",
        "$1,020.00",
        "- 12.00",
        "-(12.00)",
        "1,0200.00",
        "12.3.4",
        "1.020.300",
        "￥1.020",
    ];
    for text in asked {
        let report = &reports(text)[0];
        let checked = check(report);
        let [problem] = checked.problems.as_slice() else { panic!("{text}\n{}", shown(&checked)) };
        assert!(
            matches!(problem.code.number(), "B0104" | "B0110") && problem.fixes.is_empty(),
            "{text}\n{}",
            shown(&checked)
        );
    }
    // a code and an amount, or one number
    for text in ["201 020.00", "201 123.45", "1 020.00"] {
        let checked = check(&reports(text)[1]);
        assert_eq!(codes(&checked), ["B0110"], "{text}\n{}", shown(&checked));
    }
    let checked = check(&reports("201 一般 123.45")[1]);
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    // money and the block's unit
    let report = reports("¥1,020.00")[0].replace("items 支出 {", "items 支出 in 万元 {");
    assert_eq!(codes(&check(&report)), ["B0110"]);
}

#[test]
fn numbers_in_expressions_are_told_too() {
    let report = |bound: &str| reports("12.00")[0].clone() + &format!("check 上限: 支出 <= {bound}\n");
    for (text, plain) in [
        ("1,020.00元", "1020.00元"),
        ("1 020.00元", "1020.00元"),
        ("1.020,00元", "1020.00元"),
        ("１０２０。５元", "1020.5元"),
    ] {
        let (mended, checked) = mended(&report(text));
        assert!(checked.problems.is_empty(), "{text}\n{}", shown(&checked));
        assert!(mended.contains(&format!("<= {plain}")), "{text} {mended}");
    }
    for text in ["¥1,020.00", "1,020元"] {
        let (_, checked) = mended(&report(text));
        assert!(!checked.problems.is_empty(), "{text}");
    }
}

/// What nobody sees is taken away, and nothing else, wherever it stands.
#[test]
fn hidden_characters_are_all_removed_at_once() {
    let text = read("stdlib/starter/2024.budget");
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let hidden = prop::sample::select(vec!["\u{200b}", "\u{200c}", "\u{200d}", "\u{2060}", "\u{feff}", "\u{ad}"]);
    let sown = prop::collection::vec((0..places.len(), hidden), 1..8);
    runner(25)
        .run(&sown, |mut sown| {
            sown.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
            let mut with = text.clone();
            sown.iter().for_each(|(at, hidden)| with.insert_str(places[*at], hidden));
            let before = check(&with);
            // a mark of the encoding may begin a file
            let expected: &[&str] = if with.trim_start_matches('\u{feff}') == text { &[] } else { &["B0108"] };
            prop_assert_eq!(&codes(&before), expected, "{}", shown(&before));
            let (after, checked) = mended(&with);
            prop_assert!(checked.problems.is_empty(), "{}", shown(&checked));
            prop_assert_eq!(after.trim_start_matches('\u{feff}'), &text);
            Ok(())
        })
        .unwrap();
}

/// A letter that looks like another is named, and repaired where one name looks so.
#[test]
fn lookalikes_are_told_by_the_letter() {
    let head = "measure 金额 in 万元 { 元; 万元 = 10000元 }\nuse std.china.2024.功能科目\n";
    let report = |members: &str, rows: &str| {
        format!(
            "{head}dimension 单位 {{ {members} }}\nledger 支出 {{ 金额 : 金额; 单位 }}\nitems 支出 {{ {rows} }}\nform 表 \"表\" {{ rows of 支出 {{ each 单位 }}; column \"单位\" = name; column \"金额\" = 支出 }}\ndocument \"字\" style std.style.plain {{ 表 }}\n"
        )
    };
    // a letter that nobody types is the slip, wherever it stands
    for (member, typed, letter, certain) in [
        ("人民医院", "⼈民医院", "「⼈」（U+2F08）不是「人」（U+4EBA）", true),
        ("⻔诊部", "门诊部", "「门」（U+95E8）不是「⻔」（U+2ED4）", false),
        ("⼈民医院", "人民医院", "「人」（U+4EBA）不是「⼈」（U+2F08）", false),
        ("\"A座\"", "Ａ座", "「Ａ」（U+FF21）不是「A」（U+0041）", true),
        ("机关（本级）", "机关(本级)", "「(」（U+0028）不是「（」（U+FF08）", true),
    ] {
        let checked = check(&report(&format!("{member}; 其他"), &format!("{typed} 2; 其他 1")));
        assert_eq!(codes(&checked), ["B0203"], "{}", shown(&checked));
        assert!(zh(&checked).contains(letter), "{}", shown(&checked));
        let (_, checked) = mended(&report(&format!("{member}; 其他"), &format!("{typed} 2; 其他 1")));
        assert_eq!(checked.problems.is_empty(), certain, "{}", shown(&checked));
    }
    // two members that print the same, both in use
    let checked = check(&report("⼈民医院; 人民医院", "⼈民医院 1; 人民医院 2"));
    assert_eq!(codes(&checked), ["B0705"]);
    assert!(zh(&checked).contains("U+2F08"), "{}", shown(&checked));
    // behind a code
    let coded = "measure 金额 in 万元 { 元; 万元 = 10000元 }\nuse std.china.2024.功能科目\nledger 支出 { 金额 : 金额; 功能科目.项 }\nitems 支出 { 208-05-05 机关事业单位基本养⽼保险缴费⽀出 1 }\ndocument \"字\" style std.style.plain { \"{支出}\" }\n";
    assert_eq!(codes(&check(coded)), ["B0205"]);
    let (mended, checked) = mended(coded);
    assert!(checked.problems.is_empty() && mended.contains("基本养老保险缴费支出 1"), "{}", shown(&checked));
}

/// Obeying B0701 changes nothing that is printed.
#[test]
fn the_advice_for_a_typed_figure_keeps_the_page() {
    let unit = prop::sample::select(vec!["万元", "元", "%", " 万元", "　元", " %", ""]);
    let case = (-3_000_000i64..3_000_000, prop::sample::select(vec![0u32, 1, 2, 3]), unit, 0usize..4, 0i64..3);
    let kept = std::cell::Cell::new(0);
    runner(400)
        .run(&case, |(value, places, unit, known, off)| {
            // the figure that is known, in thousandths of the unit, and the one that is typed
            let number = |thousandths: i64, places: u32| {
                let scale = 10i64.pow(3 - places);
                let rounded = (thousandths.abs() + scale / 2) / scale * scale;
                let text = format!("{}.{:03}", rounded / 1000, rounded % 1000);
                if places == 0 { text[..text.len() - 4].to_owned() } else { text[..text.len() - 3 + places as usize].to_owned() }
            };
            let sign = if value < 0 { "-" } else { "" };
            let typed = format!("{}{unit}", number(value, places));
            let own = if unit.contains('%') { "%" } else if unit.contains("万元") || unit.is_empty() { "万元" } else { "元" };
            let exact = format!("{sign}{}{own}", number(value + off * value.signum(), 3));
            let declared = match known {
                0 => format!("let 甲 = {exact}\ncheck 用: 甲 >= {exact}\n"),
                1 if own != "%" => format!("dimension 项 {{ 乙; 丙 }}\nledger 支出 {{ 金额 : 金额; 项 }}\nitems 支出 {{ 乙 {exact}; 丙 1.00 }}\n"),
                _ => String::new(),
            };
            let more = if declared.contains("ledger") { "{支出[乙]}，{支出[丙]}" } else { "" };
            let text = format!("measure 金额 in 万元 {{ 元; 万元 = 10000元 }}\n{declared}document \"数\" style std.style.plain {{ \"为{typed}，{more}。\" }}\n");
            let checked = check(&text);
            for problem in checked.problems.iter().filter(|problem| problem.code.number() == "B0701") {
                let note = problem.notes.iter().find_map(|note| note.text.zh.split_once("写成 ").map(|(_, hole)| hole.to_owned()));
                let Some(hole) = note.filter(|note| !note.contains("印作") && !note.contains("、{")) else { continue };
                let hole = hole.split('，').next().unwrap();
                let mut obeyed = text.clone();
                obeyed.replace_range(problem.primary.span.range(), hole);
                let again = check(&obeyed);
                prop_assert!(!codes(&again).iter().any(|code| code.starts_with("B01") || code.starts_with("B02")), "{typed} {hole}\n{}", shown(&again));
                prop_assert_eq!(outline(&again.document), outline(&checked.document), "{} {}", typed, hole);
                kept.set(kept.get() + 1);
            }
            Ok(())
        })
        .unwrap();
    assert!(kept.get() > 200, "{}", kept.get());
}

/// The three cases of a typed figure: it equals what prints, it is a slip away from it, it is known to nobody.
#[test]
fn typed_figures_are_compared_as_they_print() {
    let head = "measure 金额 in 万元 { 元; 万元 = 10000元 }\nledger 支出 { 金额 : 金额 }\nitems 支出 in 元 { 29939213.47 }\nlet 全年 = 支出\n";
    let report =
        |words: &str| check(&format!("{head}document \"数\" style std.style.plain {{ \"{words}，{{全年}}。\" }}\n"));
    for (words, code, said) in [
        ("共2993.92万元", "B0701", "写成 {全年}"),
        ("共2993.9万元", "B0701", "写成 {全年 digits 1}"),
        ("共29939213.47元", "B0701", "写成 {全年 in 元}"),
        ("共2993.92 万元", "B0701", "写成 {全年 bare} 万元"),
        ("共2993.92", "B0701", "写成 {全年 bare}"),
        ("共2,993.92万元", "B0701", "写成 {全年}（印作 2993.92万元）"),
        ("共2939.92万元", "B0702", "与 2993.92万元 只差一键"),
        ("共5.00万元", "B0701", "没有与它相等的数"),
    ] {
        let checked = report(words);
        assert_eq!(codes(&checked), [code], "{words}\n{}", shown(&checked));
        assert!(zh(&checked).contains(said), "{words}\n{}", shown(&checked));
    }
    for words in ["水面2993.92万亩", "库房 2.5 公里", "2.5倍"] {
        assert!(report(words).problems.is_empty(), "{words}");
    }
}

#[test]
fn years_that_are_no_slips_are_left_alone() {
    let report = |words: &str, row: &str| {
        check(&format!(
            "param 年度 : year = 2024\nmeasure 金额 in 元 {{ 元 }}\nledger 目标 {{ 金额 : 金额; 期限 : text }}\nitems 目标 {{ \"{row}\" 5 }}\ndocument \"{{年度}}年\" style std.style.plain {{ \"{words}，{{目标}}。\" }}\n"
        ))
    };
    for words in ["依据川财〔2019〕15号", "依据（2019）15号文", "于2025年3月5日公开", "2023年和2024年"]
    {
        let checked = report(words, "建成");
        assert!(checked.problems.is_empty(), "{words}\n{}", shown(&checked));
    }
    for (words, row) in [
        ("2022年以来", "建成"),
        ("2025年工作", "建成"),
        ("截至2022年12月31日", "建成"),
        ("见表", "2023年12月底前完成"),
        ("见表", "2023-12-31前"),
    ] {
        assert_eq!(codes(&report(words, row)), ["B0706"], "{words} {row}");
    }
    // where all years are one and the report's own stands nowhere, its own may be what is wrong
    let other = report("2019年和2019年初", "2019年底前完成");
    let [only] = other.problems.as_slice() else { panic!("{}", shown(&other)) };
    assert_eq!((only.code.number(), other.sources.slice(only.primary.span), only.related.len()), ("B0706", "2024", 3));
    for row in ["2022年结转工程", "2024年12月底前完成", "2025年6月完成"] {
        assert!(report("见表", row).problems.is_empty(), "{row}");
    }
}
