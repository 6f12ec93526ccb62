//! Declared checks: where they are asked, what each of their parts allows, and what stands by a deviation pins it.

use budgetc::base::{Lang, Severity};
use budgetc::check::{IdentitySource, Verdict};
use budgetc::project::Checked;

use crate::support::{check, check_files, codes, shown};

const TOWN: &str = "\
measure 金额 in 元 { 元; 万元 = 10000元 }
dimension 项 { 水费; 电费; 煤费 }
ledger 支出 { 金额 : 金额; 项 }
ledger 公布 { 金额 : 金额; 项 }
";

fn town(rest: &str) -> Checked {
    check(&format!("{TOWN}{rest}"))
}

/// The instances that were tried.
fn tried(checked: &Checked) -> Vec<(String, Verdict)> {
    let of = |one: &budgetc::check::Identity| (one.instance_words(&checked.report).en, one.verdict.clone());
    checked.identities.iter().map(of).collect()
}

#[test]
fn a_guard_is_asked_first() {
    let checked = town(
        "items 支出 { 水费 30; 电费 40 }\nitems 公布 { 水费 30 }\n\
        check 公布数 for each 项 if any 公布: 支出 == 公布\n\
        检查 比例 对每个 项 如果 公布 != 0元： 支出 / 公布 == 100%\n",
    );
    assert_eq!(codes(&checked), [""; 0], "{}", shown(&checked));
    assert_eq!(tried(&checked), vec![("[水费]".to_owned(), Verdict::Holds); 2]);
    // what it quotes gives instances, too: there the sides may lack facts
    let checked = town(
        "items 支出 { 水费 30 }\nitems 公布 { 水费 30; 煤费 5 }\n\
        check 都有账 for each 项 if any 公布: any 支出\n",
    );
    assert_eq!(codes(&checked), ["B0302"]);
    assert_eq!(tried(&checked), [("[水费]".to_owned(), Verdict::Holds), ("[煤费]".to_owned(), Verdict::Fails)]);
    // one that is not known leaves its instance untried, and one that divides by zero is an error
    let checked = town(
        "items 支出 { 水费 30; 电费 4O }\nitems 公布 { 水费 30 }\n\
        check 公布数 for each 项 if 支出 > 0元: 支出 == 公布\n",
    );
    assert!(tried(&checked).contains(&("[电费]".to_owned(), Verdict::Unchecked)) || codes(&checked) != ["B0302"]);
    let checked = town("items 支出 { 水费 30 }\nitems 公布 { 水费 0 }\ncheck 比例 for each 项: 支出 / 公布 == 100%\n");
    assert_eq!(codes(&checked), ["B0402"]);
    assert!(shown(&checked).contains("check NAME if DENOMINATOR != 0元"), "{}", shown(&checked));
}

#[test]
fn a_guard_stands_behind_coordinates() {
    let checked = town(
        "items 支出 { 水费 30; 电费 40 }\nitems 公布 { 水费 30; 电费 40 }\n\
        check 甲 for each 项 at 项: 水费|电费 if any 公布: 支出 == 公布\n\
        check 乙 for each 项 at 水费 if any 公布: 支出 == 公布\n\
        check 丙 for each 项 of 支出 at 项: any if 支出 > 35元: 公布 == 40元\n",
    );
    assert_eq!(codes(&checked), [""; 0], "{}", shown(&checked));
    assert_eq!(checked.identities.len(), 4);
}

#[test]
fn a_check_that_tries_nothing_is_told() {
    let idle = "check 公布数 \"公布的相符\" for each 项 if 公布 > 99元: 支出 == 公布\n";
    let facts = "items 支出 { 水费 30 }\nitems 公布 { 水费 30 }\n";
    let checked = town(&format!("{facts}{idle}"));
    assert_eq!(codes(&checked), ["B0310"]);
    assert_eq!(checked.problems[0].severity, Severity::Warning);
    assert_eq!(codes(&town(&format!("{facts}{idle}level 公布数 off\n"))), [""; 0]);
    // a library asks of many reports what few of them have
    let module = format!("{TOWN}{idle}");
    let report = format!("use 库\n{facts}");
    let checked = check_files("page.budget", &[("page.budget", report.as_bytes()), ("库.budget", module.as_bytes())]);
    assert_eq!(codes(&checked), [""; 0], "{}", shown(&checked));
    let listed = budgetc::render::accepted(&checked, Lang::En);
    assert_eq!(listed, "库.budget:5:7: the guard holds nowhere, nothing tried: 公布数: 公布的相符\n");
}

#[test]
fn each_part_has_its_own_difference() {
    let facts = "items 支出 { 水费 30; 电费 40 }\nitems 公布 { 水费 33; 电费 47 }\n";
    let both = "支出[水费] == 公布[水费] within 5元 and 支出[电费] == 公布[电费] within 7元";
    let checked = town(&format!("{facts}check 两项: {both}\n"));
    assert_eq!(codes(&checked), [""; 0]);
    let gaps: Vec<String> = checked.identities.iter().filter_map(|one| Some(one.sides.as_ref()?.words().2)).collect();
    assert_eq!(gaps, ["-3.00元", "-7.00元"]);
    let checked = town(&format!("{facts}check 两项: {}\n", both.replace("7元", "6元")));
    assert_eq!(codes(&checked), ["B0302"]);
    assert!(shown(&checked).contains("check `两项`[part 2] fails"), "{}", shown(&checked));
    // bounds allow as much
    let below = town(&format!("{facts}check 不超: 公布 <= 支出 within 10元\n"));
    assert_eq!(codes(&below), [""; 0]);
    assert_eq!(codes(&town(&format!("{facts}check 不超: 公布 <= 支出 within 9.99元\n"))), ["B0302"]);
}

/// What a note says to write, in backquotes.
fn proposed<'t>(text: &'t str, lead: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(lead)?;
    rest.split_once("`\n").map(|(proposed, _)| proposed)
}

#[test]
fn a_compound_with_a_difference_is_rewritten() {
    let facts = "items 支出 { 水费 30; 电费 40 }\nitems 公布 { 水费 33; 电费 47 }\n";
    let cases = [
        ("not any 公布 or 支出 == 公布 within 50元", "if any 公布: 支出 == 公布 within 50元"),
        ("(not any 公布) or (支出 == 公布) within 50元", "if any 公布: 支出 == 公布 within 50元"),
        ("(not any 公布 or 支出 == 公布) within 50元", "if any 公布: 支出 == 公布 within 50元"),
        (
            "支出 == 公布 within 50元 or 公布 == 0元 or not any 支出",
            "if not 公布 == 0元 and any 支出: 支出 == 公布 within 50元",
        ),
        (
            "公布 == 支出 within 1元 or 支出 - 公布 == -10元 within 1元",
            "if abs(公布 - 支出) > 1元: 支出 - 公布 == -10元 within 1元",
        ),
        (
            "公布 == 0元 and any 支出 or 支出 == 公布 within 50元",
            "if not (公布 == 0元 and any 支出): 支出 == 公布 within 50元",
        ),
        ("not 支出 == 公布 within 5元", ": abs(支出 - 公布) > 5元"),
        ("支出 - 1元 != 公布 - 1元 within 5元", ": abs(支出 - 1元 - (公布 - 1元)) > 5元"),
        ("not 支出 >= 公布 within 5元", ": 支出 < 公布 within 5元"),
        ("any 支出 within 5元", ": any 支出"),
        ("(any 支出 and 支出 == 公布) within 50元", ": any 支出 and 支出 == 公布 within 50元"),
    ];
    for (condition, way) in cases {
        let of = |condition: &str| format!("{facts}check 公布数 \"说明\"{condition}\n");
        let checked = town(&of(&format!(": {condition}")));
        let text = shown(&checked);
        assert_eq!(codes(&checked), ["B0311"], "{condition}\n{text}");
        // obeyed, it is clean
        let written = match proposed(&text, "write it as `check 公布数 \"说明\"") {
            Some(written) => written.trim_start(),
            None => {
                assert!(text.contains("remove `within`") || text.contains("behind each"), "{text}");
                way
            }
        };
        assert_eq!(written, way, "{condition}");
        let separator = if way.starts_with(':') { "" } else { " " };
        let mended = town(&of(&format!("{separator}{written}")));
        assert_eq!(codes(&mended), [""; 0], "{condition}\n{}", shown(&mended));
    }
    // a guard that is there already stays, and so do keys and the level
    let checked = town(&format!(
        "{facts}check 公布数 for each 项 if 支出 > 0元 or any 公布: not any 公布 or 支出 == 公布 within 1元 warn\n"
    ));
    let way = proposed(&shown(&checked), "write it as `").map(str::to_owned);
    let want = "check 公布数 for each 项 if (支出 > 0元 or any 公布) and any 公布: 支出 == 公布 within 1元 warn";
    assert_eq!(way.as_deref(), Some(want));
}

const BODIES: &str = "\
dimension 局 { 水利局; 水务局 }
dimension 项 { 水费; 电费 }
measure 金额 in 万元 { 元; 万元 = 10000元; 亿元 = 10000万元 }
ledger 支出 { 金额 : 金额; 项 }
ledger 公布 { 金额 : 金额; 项 }
ledger 名册 { 主管 : text; 值 : value; 数 : count 人; 项 }
param 主管 : 局 = 水利局
param 本年 : year = 2024
param 上年 : year = 2023
param 上级 : 局 = 水务局
items 支出 { 水费 10.00; 电费 20.00 }
items 公布 { 水费 9.00; 电费 17.00 }
items 名册 { 水费 \"水利“局\\\"\" 120场 数: 3人; 电费 \"水务局\" 100场 数: 5人 }
";

/// Failing conditions, what is pinned of each, and a change of a fact after which it deviates otherwise.
const DEVIATIONS: &[(&str, &str, (&str, &str))] = &[
    ("支出 == 公布", " by 4.00万元", ("水费 9.00", "水费 9.50")),
    ("not any 公布 or 支出 == 公布", " by 4.00万元", ("水费 9.00", "水费 8.00")),
    (
        "支出 == 公布 or 支出[水费] == 公布[水费]",
        " by 4.00万元, 1.00万元",
        ("水费 9.00; 电费 17.00", "水费 9.50; 电费 16.50"),
    ),
    ("not (支出 > 公布)", " by 4.00万元", ("水费 9.00", "水费 8.00")),
    ("支出 / 公布 == 100%", " by 15.384615%", ("水费 9.00", "水费 8.00")),
    ("公布 / 支出 == 100%", " by -13.333333%", ("水费 9.00", "水费 8.00")),
    ("公布 * 0.333333 == 8.66万元", " by 0.006658万元", ("水费 9.00", "水费 9.01")),
    ("公布 / 10000000 == 0.03元", " by -0.004元", ("水费 9.00", "水费 9.01")),
    ("主管 == 上级", " by \"水利局\", \"水务局\"", ("= 水务局", "= 水利局")),
    ("名册.主管[水费] == 名册.主管[电费]", " by \"水利“局\\\"\", \"水务局\"", ("\"水务局\" 100", "\"水 务局\" 100")),
    ("名册.值[水费] == 名册.值[电费]", " by \"120场\", \"100场\"", ("100场", "101场")),
    ("上年 == 本年", " by -1", ("2024", "2026")),
    (
        "名册.值[水费] == 名册.值[电费] or 名册.值[水费] == 120册",
        " by \"120场\", \"100场\", \"120场\", \"120册\"",
        ("100场", "101场"),
    ),
    ("名册.数[水费] == 名册.数[电费]", " by -2人", ("5人", "6人")),
    ("(支出 == 公布) == (count 项 == 2)", " by 4.00万元, 0", ("水费 9.00", "水费 9.50")),
    ("(公布 != 26万元) == (any 支出)", " by 0.00万元, \"yes\"", ("水费 9.00", "水费 9.50")),
];

#[test]
fn what_is_accepted_is_pinned() {
    for (condition, by, (old, new)) in DEVIATIONS {
        let report = format!("{BODIES}check 相符: {condition}\n");
        let checked = check(&report);
        let text = shown(&checked);
        assert_eq!(codes(&checked), ["B0302"], "{condition}\n{text}");
        let accept = proposed(&text, "write `accept 相符").unwrap_or_else(|| panic!("{condition}\n{text}"));
        assert_eq!(accept, format!("{by} because \"……\""), "{condition}");
        let accepted = format!("{report}accept 相符{}\n", accept.replace("……", "as printed"));
        let clean = check(&accepted);
        assert_eq!(codes(&clean), [""; 0], "{condition}\n{}", shown(&clean));
        assert!(accepted.contains(old), "{condition}");
        let changed = check(&accepted.replacen(old, new, 1));
        let kept = codes(&changed);
        let gone = matches!(kept.as_slice(), ["B0303"]);
        assert!(gone || kept == ["B0304"], "{condition}: {kept:?}\n{}", shown(&changed));
        // one that pins nothing is told what to pin
        let bare = check(&format!("{report}accept 相符 because \"as printed\"\n"));
        let text = shown(&bare);
        assert_eq!(codes(&bare), ["B0304"], "{condition}\n{text}");
        let way = proposed(&text, "then write `").unwrap_or_else(|| panic!("{condition}\n{text}"));
        assert_eq!(format!(" {way}"), *by, "{condition}");
    }
    // where there are no sides, there is nothing to pin
    let missing = format!("{TOWN}items 支出 {{ 水费 1 }}\ncheck 有公布: any 公布\n");
    assert_eq!(codes(&check(&format!("{missing}accept 有公布 because \"未公布\"\n"))), [""; 0]);
    assert_eq!(codes(&check(&format!("{missing}accept 有公布 by 3元 because \"未公布\"\n"))), ["B0304"]);
}

#[test]
fn parts_are_accepted_one_by_one() {
    let report = format!(
        "{TOWN}items 支出 {{ 水费 30; 电费 40 }}\nitems 公布 {{ 水费 33; 电费 47 }}\n\
         check 两项 for each 项: 支出 == 公布 and 支出 >= 公布 within 3元\n"
    );
    let mut accepts: Vec<String> = Vec::new();
    for _ in 0..2 {
        let text = shown(&check(&format!("{report}{}\n", accepts.join("\n"))));
        let proposed = text.lines().filter_map(|line| line.split_once("write `")?.1.strip_suffix('`'));
        accepts.extend(proposed.map(str::to_owned));
    }
    assert_eq!(
        accepts,
        [
            "accept 两项[水费] part 1 by -3.00元 because \"……\"",
            "accept 两项[电费] part 1 by -7.00元 because \"……\"",
            "accept 两项[电费] part 2 by -7.00元 because \"……\"",
        ]
    );
    let all = format!("{report}{}\n", accepts.join("\n")).replace("……", "as printed");
    assert_eq!(codes(&check(&all)), [""; 0], "{}", shown(&check(&all)));
    for (written, code) in [(" part 2", "B0304"), (" part 1", "B0304")] {
        let text = all.replacen(&format!("[电费]{written} by -7.00元"), "[电费] by -7.00元", 1);
        assert_eq!(codes(&check(&text)), [code], "{}", shown(&check(&text)));
    }
    assert_eq!(codes(&check(&all.replace("part 2", "part 3"))), ["B0304"]);
    let single = town("items 支出 { 水费 30 }\ncheck 单: 支出 == 3元\naccept 单 part 1 by 27元 because \"原文\"\n");
    assert_eq!(codes(&single), ["B0304"]);
}

/// Numbers that look like chance, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % count
    }
}

/// Pieces of names: marks of the language, keywords, blanks, digits, wide and narrow.
const PIECES: &[&str] = &[
    "甲", "乙", "a", "Z", "any", "有", "all", "by", "because", "合计", "total", "if", "或", "*", "＊", "-", "－", "—",
    "/", "//", "／", "：", ":", "|", "｜", ",", "，", ";", "；", "[", "]", "［", "］", "{", "}", "｛", "｝", "(", ")",
    "（", "）", "=", "＝", "==", "“", "”", "\\\"", "\\\\", "'", "、", "。", ".", "…", "%", "％", "1", "２", "01",
    "3.5", "万元", " ", "　", "\u{a0}", "#", "@", "!", "？", "≥", "<", ">", "&", "`", "~", "^", "_", "+", "$", "￥",
    "é", "e\u{301}", "🙂", "§", "①", "〇",
];

fn odd_name(chance: &mut Chance) -> String {
    let count = 1 + chance.below(4);
    let pieces: Vec<&str> = (0..count).map(|_| PIECES[chance.below(PIECES.len())]).collect();
    let name = pieces.concat();
    // a name has something to it, and no blanks around
    let bare = name.trim();
    if bare.is_empty() { "甲".to_owned() } else { bare.to_owned() }
}

#[test]
fn every_accept_that_is_proposed_works_for_any_name() {
    let mut chance = Chance(15);
    let mut proposals = 0;
    for round in 0..60 {
        let mut names: Vec<String> = (0..6).map(|_| odd_name(&mut chance)).collect();
        names.push("平常".to_owned());
        names.sort();
        names.dedup();
        let members: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
        // a second axis shares some of the names, and a third has codes
        let plain: Vec<String> =
            members.iter().filter(|name| !name.contains(['{', '}', '｛', '｝'])).cloned().collect();
        let half = &plain[..plain.len() / 2 + 1];
        let of = |name: &String| if plain.contains(name) { format!("项: {name}") } else { name.clone() };
        let rows = |amount: usize| -> String {
            let row = |(number, name): (usize, &String)| {
                let other = &half[number % half.len()];
                format!("  {} 处: {other} {} {}\n", of(name), 10 + number % 2, amount + number)
            };
            members.iter().enumerate().map(row).collect()
        };
        let report = format!(
            "measure 金额 {{ 元 }}\ndimension 项 {{ {} }}\ndimension 处 {{ {} }}\n\
             dimension 码 levels 类 2 {{ 10 {}; 11 {} }}\n\
             ledger 支出 {{ 金额 : 金额; 项; 处; 码 }}\nledger 公布 {{ 金额 : 金额; 项; 处; 码 }}\n\
             ledger 名册 {{ 名 : text; 项 }}\n\
             items 支出 {{\n{}}}\nitems 公布 {{\n{}}}\nitems 名册 {{ {} 名: {} }}\n\
             check 公布数 for each 项, 处, 码: 支出 == 公布\ncheck 上限 for each 项: 支出 <= 3元\n\
             check 改名 for each 项 of 名册: 名册.名 == \"改\"\ncheck 无名册 for each 项 of 名册: not any 名册\n",
            members.join("; "),
            half.join("; "),
            plain[0],
            plain[plain.len() - 1],
            rows(5),
            rows(7),
            of(&plain[0]),
            plain[0],
        );
        let mut text = report.clone();
        for _ in 0..8 {
            let checked = check(&text);
            let says = shown(&checked);
            let accepts: Vec<&str> = says
                .lines()
                .filter_map(|line| {
                    let (_, proposed) = line.split_once("write `accept ")?;
                    proposed.strip_suffix("because \"……\"`")
                })
                .collect();
            if accepts.is_empty() {
                assert_eq!(codes(&checked), [""; 0], "round {round}\n{text}\n{says}");
                break;
            }
            for accept in accepts {
                proposals += 1;
                text.push_str(&format!("accept {accept} because \"as printed\"\n"));
            }
        }
        assert_eq!(codes(&check(&text)), [""; 0], "round {round}\n{text}\n{}", shown(&check(&text)));
    }
    assert!(proposals > 500, "{proposals}");
}

#[test]
fn namesakes_are_told_apart_by_what_is_above_them() {
    let report = "measure 金额 { 元 }\ndimension 书架 levels 楼, 层, 格 { 东楼 { 一层 { 左; 右 }; 二层 { 左 } }; 西楼 { 一层 { 左 } } }\n\
        dimension 处 { 甲; 乙 }\nledger 支出 { 金额 : 金额; 书架.格; 处 }\n\
        items 支出 { 东楼 { 一层 { 左 甲 3; 右 乙 4 }; 二层 { 左 甲 5 } }; 西楼 { 一层 { 左 甲 6 } } }\n\
        check 上限 for each 书架.格, 处: 支出 <= 2元\n";
    let mut text = report.to_owned();
    for _ in 0..4 {
        let says = shown(&check(&text));
        for line in says.lines() {
            if let Some(accept) = line.split_once("write `accept ").and_then(|(_, rest)| rest.strip_suffix('`')) {
                text.push_str(&format!("accept {accept}\n").replace("……", "as printed"));
            }
        }
    }
    assert_eq!(codes(&check(&text)), [""; 0], "{text}\n{}", shown(&check(&text)));
    for way in ["东楼, 一层, 左, 甲", "右, 乙", "东楼, 二层, 左, 甲", "西楼, 一层, 左, 甲"] {
        assert!(text.contains(&format!("accept 上限[{way}] by")), "{text}");
    }
}

#[test]
fn a_family_that_fails_for_one_reason_is_one_finding() {
    let items: Vec<String> = (10..22).map(|code| format!("{code} 项{code}")).collect();
    let rows = |count: usize, more: usize| {
        (10..10 + count).map(|code| format!("{code} {}元", code * 100 + more)).collect::<Vec<_>>().join("; ")
    };
    let report = |published: &str| {
        check(&format!(
            "measure 金额 {{ 元 }}\ndimension 项 open levels 类 2\nmembers 项 {{ {} }}\n\
             ledger 支出 {{ 金额 : 金额; 项 }}\nledger 公布 {{ 金额 : 金额; 项 }}\nitems 支出 {{ {} }}\n{published}\n\
             check 公布数 for each 项: 支出 == 公布\n",
            items.join("; "),
            rows(12, 7),
        ))
    };
    let nothing = report("");
    let text = shown(&nothing);
    assert_eq!(nothing.problems.len(), 1, "{text}");
    assert!(text.contains("holds in none of its 12 instances: `公布` has no facts"), "{text}");
    assert!(text.contains("for one [10 项10]: left 1007.00元"), "{text}");
    // some are there, and one of these is wrong: that is another matter
    let some = report(&format!("items 公布 {{ {} }}", rows(4, 7).replace("1107元", "1170元")));
    let text = shown(&some);
    assert_eq!(some.problems.len(), 2, "{text}");
    assert!(text.contains("fails in 8 of its 12 instances: `公布` has no fact there"), "{text}");
    // both sides have facts, and nothing holds
    let shifted = report(&format!("items 公布 {{ {} }}", rows(12, 91)));
    let text = shown(&shifted);
    assert_eq!(shifted.problems.len(), 1, "{text}");
    assert!(text.contains("check `公布数` holds in none of its 12 instances\n"), "{text}");
    // a few that are missing are told each
    let most = report(&format!("items 公布 {{ {} }}", rows(10, 7)));
    assert_eq!(most.problems.len(), 2, "{}", shown(&most));
}

#[test]
fn a_failing_check_points_at_the_reports_own_figures() {
    let module = format!("{TOWN}check 公布数 \"公布的相符\" for each 项: 支出 == 公布 + 1000元\n");
    let report = "use 库\nitems 支出 { 水费 30 }\nitems 公布 { 水费 35 }\n";
    let checked = check_files("page.budget", &[("page.budget", report.as_bytes()), ("库.budget", module.as_bytes())]);
    let problem = &checked.problems[0];
    assert_eq!(checked.sources.get(problem.primary.span.file).path, "page.budget", "{}", shown(&checked));
    assert_eq!(checked.sources.slice(problem.primary.span), "30");
    let short = budgetc::render::short(&checked.sources, &checked.problems, Lang::En);
    assert!(short.starts_with("page.budget:2:"), "{short}");
    let run =
        budgetc::render::CheckRun { reports: vec![("page.budget".to_owned(), checked.into())], ..Default::default() };
    let sarif: serde_json::Value = serde_json::from_str(&budgetc::render::sarif::emit(&run, Lang::En)).unwrap();
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(
        (place["artifactLocation"]["uri"].as_str(), place["region"]["startLine"].as_u64()),
        (Some("page.budget"), Some(2))
    );
    let json: serde_json::Value = serde_json::from_str(&budgetc::render::json::emit(&run, Lang::En)).unwrap();
    assert!(json.to_string().contains("page.budget"), "{json}");
}

#[test]
fn a_row_of_a_fact_is_no_total_of_rows_of_other_facts() {
    let listed = |rows: &str| {
        check(&format!(
            "measure 金额 in 元 {{ 元; 万元 = 10000元 }}\ndimension 项 {{ 水费; 电费 }}\ndimension 笔 {{ 甲; 乙 }}\n\
            ledger 支出 {{ 金额 : 金额; 项; 笔 optional }}\nitems 支出 {{ 水费 30; 水费 甲 40; 电费 乙 5 }}\n\
            form 表 \"明细\" {{ rows of 支出 {{ {rows} }}; column 项 \"项\" = 项.name; column \"金额\" = 支出 }}\n"
        ))
    };
    let checked = listed("line \"合计\" hide 项; each fact");
    assert_eq!(codes(&checked), [""; 0], "{}", shown(&checked));
    // a line still holds them all
    let printed = checked.identities.iter().find(|one| one.source == IdentitySource::Printed).unwrap();
    assert_eq!(printed.verdict, Verdict::Holds);
    assert_eq!(codes(&listed("line \"合计\" hide 项; each fact at 水费")), ["B0307"]);
}

#[test]
fn a_check_asks_whether_words_hold_others() {
    let town = |reason: &str, condition: &str| {
        let set = if reason.is_empty() { String::new() } else { format!("set 原因 = \"{reason}\"\n") };
        town(&format!(
            "items 支出 {{ 水费 30 }}\nitems 公布 {{ 水费 40 }}\nparam 原因 : text optional\n{set}\
             check 原因相符 \"减少的，原因里不写增加\" if 支出 < 公布: {condition}\n"
        ))
    };
    let none = "not 原因 has \"增加\" | \"上升\" warn";
    for holds in ["用水减少", ""] {
        assert_eq!(codes(&town(holds, none)), [""; 0], "{holds}");
    }
    let checked = town("水价上升", none);
    assert_eq!(codes(&checked), ["B0302"], "{}", shown(&checked));
    assert_eq!(checked.problems[0].severity, Severity::Warning);
    assert_eq!(checked.sources.slice(checked.problems[0].primary.span), "\"水价上升\"");
    let said = budgetc::render::plain(&checked.sources, &checked.problems, Lang::Zh);
    assert!(said.contains("「水价上升」里有「上升」"), "{said}");
    // it is stood by with the words as they are
    let pinned = |words: &str| format!("{none}\naccept 原因相符 by \"{words}\" because \"说的是水价\"");
    assert_eq!(codes(&town("水价上升", &pinned("水价上升"))), [""; 0]);
    assert_eq!(codes(&town("水价又上升", &pinned("水价上升"))), ["B0304"]);
    let wanted = "原因 含 \"减少\"|\"节约\"";
    assert_eq!(codes(&town("用水减少", wanted)), [""; 0]);
    let checked = town("水价不变", wanted);
    assert!(
        shown(&checked).contains("「水价不变」里没有「减少」「节约」") || shown(&checked).contains("no `减少`, `节约`"),
        "{}",
        shown(&checked)
    );
    assert_eq!(codes(&town("", wanted)), ["B0302"]);
    // a member's name is words, a figure is none
    assert_eq!(codes(&town("", "项 has \"水\"")), ["B0302"]);
    assert_eq!(codes(&town("", "支出 has \"水\"")), ["B0213"]);
    assert_eq!(codes(&town("", "原因 has 支出")), ["B0213"]);
}
