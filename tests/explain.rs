//! Where figures come from: every cell of every form, by its name, is what its tree makes; and the trees as people see them.

use std::collections::{BTreeMap, HashMap};

use budgetc::base::{Exact, Lang, Span};
use budgetc::document::{Block, Figure, Prose, Table};
use budgetc::eval::Evaluator;
use budgetc::explain::{self, Answer, FigureNode, FigureTree, NodeKind, Printed, Role, Scene, Worth};
use budgetc::project::{self, Checked, Evaluated};
use budgetc::render::explain as forms;
use codespan_reporting::term::termcolor::{Ansi, NoColor};
use serde_json::Value;

use crate::cli::{run, stderr};
use crate::reports::open;
use crate::support::{check, fenced, read, repository};

const SCHEMA: &str = "docs/schema/explanation-1.json";

const REPORTS: [&str; 4] = [
    "reports/nanchong-shebao-2024.budget",
    "reports/qingling-shuili-2023.budget",
    "reports/dept/2024.budget",
    "reports/town/2025.budget",
];

/// A report in which much of what may be told is told.
const FAIR: &str = r#"
measure money in k { dollars; k = 1000dollars }
dimension what { stalls; music; prizes }
dimension year { last; this }
ledger costs { amount : money; what; year }
ledger fees { amount : money; what }
items costs in dollars {
  this { stalls 1234.50; music 2345.60; prizes 1420.90 }
  last { stalls 1500.00; music 2200.00 }
}
items fees in dollars { stalls 4000.00; music := costs[music, this] * 2 }
let spent = costs[this]
let left = fees - spent - 100dollars
form Table1 "Costs" no "Table 1" in k digits 1 by controlled {
  rows of costs at this { line "1. All"; each what }
  column "What" = name
  column "Amount" = costs
  column "Share" = costs / 5.001k digits 1
  column "Dearer" = costs * 2 - costs / 2
}
document "Fair" style std.style.plain {
  "We keep {left}, {left / fees} of what comes in."
  "{for each what of costs at this share s by largest digits 0 sep "; "}{name} {s}{end}."
  "Prizes were {costs[prizes, last]}."
  Table1
}
"#;

fn explained<T>(checked: &Checked, ask: impl FnOnce(&Scene<'_, '_>) -> T) -> T {
    let evaluator = Evaluator::new(&checked.report).watching();
    ask(&Scene::new(&Evaluated { checked, evaluator: &evaluator, composed: false }))
}

/// Checks a report with an expression asked of it.
fn asking(path: &str, figure: &str) -> Checked {
    let mut loaded = project::load(&repository().join(path), None, &budgetc::cli::Disk).unwrap();
    if explain::read_question(&Evaluator::new(&loaded.report().0), figure) == explain::Asked::Expression {
        let source = explain::declaration(figure, &loaded.sources).unwrap();
        loaded.add(source);
    }
    project::check(loaded, &budgetc::cli::Disk)
}

fn trees(answer: Answer, name: &str) -> Vec<FigureTree> {
    match answer {
        Answer::Trees(trees) => trees,
        other => panic!("{name}: {other:?}"),
    }
}

fn human(trees: &[FigureTree], checked: &Checked, lang: Lang) -> String {
    let mut buffer = NoColor::new(Vec::new());
    forms::human(&mut buffer, trees, &checked.sources, lang).unwrap();
    // in whatever folder the tests run
    String::from_utf8(buffer.into_inner()).unwrap().replace(&here(), "")
}

fn here() -> String {
    format!("{}/", repository().display())
}

fn number(node: &FigureNode) -> Option<Exact> {
    match &node.worth {
        Worth::Number(number) => Some(number.clone()),
        Worth::Blank => Some(Exact::ZERO),
        _ => None,
    }
}

/// Each node is what its parts make; how many were compared.
fn makes_up(tree: &FigureTree) -> usize {
    let mut compared = 0;
    for node in tree.root.nodes() {
        if node.parts.is_empty() || matches!(node.kind, NodeKind::Other) {
            continue;
        }
        let parts: Option<Vec<(Role, Exact)>> =
            node.parts.iter().map(|part| Some((part.role, number(part)?))).collect();
        let (Some(own), Some(parts)) = (number(node), parts) else { continue };
        let quotient = matches!(node.kind, NodeKind::Product | NodeKind::Quotient | NodeKind::Share(..));
        let start = if quotient { Exact::integer(1) } else { Exact::ZERO };
        let mut made = Some(start);
        for (role, part) in parts {
            made = made.and_then(|made| match role {
                Role::Is | Role::Plus | Role::Of => made.plus(part).ok(),
                Role::Minus => made.minus(part).ok(),
                Role::Times => made.times(part).ok(),
                Role::Over => made.over(part)?.ok(),
            });
        }
        // over zero a quotient is Blank
        let Some(made) = made else {
            assert!(matches!(node.worth, Worth::Blank), "{}: {node:?}", tree.name);
            continue;
        };
        let made = match &node.kind {
            NodeKind::Share(_, rounded) => {
                assert_eq!(made.times(Exact::integer(100)).unwrap(), rounded.exact);
                own.clone()
            }
            _ => made,
        };
        assert!(made == own, "{}: {own} is not {made}: {node:?}", tree.name);
        compared += 1;
    }
    compared
}

/// How often each typed amount counts in a tree of sums; none where it is no such tree.
fn leaves(tree: &FigureTree) -> Option<BTreeMap<Span, Exact>> {
    let by_id: HashMap<usize, &FigureNode> = tree.root.nodes().into_iter().map(|node| (node.id, node)).collect();
    let mut found = BTreeMap::new();
    let linear = walk(&tree.root, Exact::integer(1), &by_id, &mut found);
    found.retain(|_, times: &mut Exact| !times.is_zero());
    linear.then_some(found)
}

fn walk(
    node: &FigureNode,
    times: Exact,
    by_id: &HashMap<usize, &FigureNode>,
    found: &mut BTreeMap<Span, Exact>,
) -> bool {
    match &node.kind {
        NodeKind::Again(first) => walk(by_id[first], times, by_id, found),
        NodeKind::Fact(Some(_)) => {
            let own = found.entry(node.place.unwrap()).or_insert(Exact::ZERO);
            *own = own.plus(times).unwrap();
            true
        }
        NodeKind::Constant(_) => true,
        NodeKind::Product | NodeKind::Quotient => {
            // a constant factor, or a constant divisor
            let constant = |part: &FigureNode| {
                part.nodes().iter().all(|node| !matches!(node.kind, NodeKind::Fact(_) | NodeKind::Again(_)))
            };
            let mut own = times;
            let mut of = Vec::new();
            for part in &node.parts {
                match (constant(part), part.role) {
                    (true, Role::Times) => own = own.times(number(part).unwrap()).unwrap(),
                    (true, Role::Over) => own = own.over(number(part).unwrap()).unwrap().unwrap(),
                    (false, Role::Times) => of.push(part),
                    _ => return false,
                }
            }
            of.len() < 2 && of.into_iter().all(|part| walk(part, own.clone(), by_id, found))
        }
        NodeKind::Share(..) | NodeKind::Other => node.parts.is_empty() && matches!(node.kind, NodeKind::Other),
        _ => node.parts.iter().all(|part| {
            walk(part, if part.role == Role::Minus { times.negated() } else { times.clone() }, by_id, found)
        }),
    }
}

/// The typed amounts that a printed figure is the sum of.
fn origin(figure: &Figure) -> Option<BTreeMap<Span, Exact>> {
    let mut all = BTreeMap::new();
    for part in &figure.origin {
        for span in part.spans.iter() {
            let own = all.entry(*span).or_insert(Exact::ZERO);
            *own = own.plus(part.times.as_ref()?).unwrap();
        }
    }
    all.retain(|_, times: &mut Exact| !times.is_zero());
    Some(all)
}

/// A tree says what its figure prints.
fn is_of(tree: &FigureTree, figure: &Figure, text: &str) {
    let NodeKind::Printed(Printed { text: printed, rounded }) = &tree.root.kind else { panic!("{}", tree.name) };
    let name = &tree.name;
    assert_eq!(printed, text, "{name}");
    assert_eq!(*tree.root.number.as_ref().unwrap_or(&Exact::ZERO), figure.value, "{name}");
    match rounded {
        None => assert!(figure.value == figure.printed.into(), "{name}: {} is rounded", figure.value),
        Some(rounded) => {
            assert_eq!(rounded.to, figure.printed, "{name}");
            assert_eq!(rounded.exact, figure.value, "{name}");
            assert_eq!(rounded.alone, figure.value.round(rounded.places).unwrap(), "{name}");
        }
    }
    makes_up(tree);
    if let (Some(leaves), Some(origin)) = (leaves(tree), origin(figure)) {
        let shown = |all: &BTreeMap<Span, Exact>| {
            format!("{:?}", all.iter().map(|(span, times)| (span, times.to_string())).collect::<Vec<_>>())
        };
        assert_eq!(shown(&leaves), shown(&origin), "{name}");
    }
}

fn tables(checked: &Checked) -> Vec<&Table> {
    let tables = checked.document.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table.as_ref()),
        _ => None,
    });
    tables.collect()
}

fn figures(prose: &Prose) -> Vec<(&Figure, &str)> {
    prose.runs.iter().filter_map(|run| Some((run.figure.as_ref()?, run.text.as_str()))).collect()
}

#[test]
fn every_cell_of_every_form_is_what_its_tree_makes() {
    for path in REPORTS {
        let checked = open(path);
        let mut count = 0;
        explained(&checked, |scene| {
            let mut printed: HashMap<&str, usize> = HashMap::new();
            let all = tables(&checked);
            for table in &all {
                let number = printed.entry(&table.id).or_default();
                *number += 1;
                let several = all.iter().filter(|other| other.id == table.id).count() > 1;
                let form = if several { format!("{}#{number}", table.id) } else { table.id.clone() };
                for cell in table.cells() {
                    let wanted = figures(&cell.text);
                    if wanted.is_empty() {
                        continue;
                    }
                    let by_number = format!("{form}.#{}.#{}", cell.row + 1, cell.column + 1);
                    let found = trees(scene.answer(&by_number), &by_number);
                    assert_eq!(found.len(), wanted.len(), "{by_number}");
                    for (tree, (figure, text)) in found.iter().zip(&wanted) {
                        is_of(tree, figure, text);
                        count += 1;
                    }
                    // the name that it goes by leads to it, too
                    let name = &found[0].name;
                    let again = trees(scene.answer(name), name);
                    let key = |trees: &[FigureTree]| {
                        trees.iter().map(|tree| format!("{:?}", tree.root.parts)).collect::<Vec<_>>()
                    };
                    assert_eq!((&again[0].name, key(&again)), (name, key(&found)), "{by_number}");
                }
            }
        });
        assert!(count > 100, "{path}: {count}");
    }
}

/// Figures of one report that sum the same amounts print the same number, or are said to be rounded otherwise.
#[test]
fn no_two_forms_of_the_same_figure_disagree() {
    let checked = open(REPORTS[0]);
    let mut by_origin: BTreeMap<String, Vec<(String, &Figure)>> = BTreeMap::new();
    for table in tables(&checked) {
        for cell in table.cells() {
            for (figure, text) in figures(&cell.text) {
                let Some(origin) = origin(figure).filter(|origin| !origin.is_empty()) else { continue };
                let key = origin.iter().map(|(span, times)| format!("{span:?}*{times}")).collect::<Vec<_>>();
                let name = format!("{}.#{}.#{} {text}", table.id, cell.row + 1, cell.column + 1);
                by_origin.entry(format!("{} {}", figure.unit, key.join(" "))).or_default().push((name, figure));
            }
        }
    }
    let mut shared = 0;
    for same in by_origin.values().filter(|same| same.len() > 1) {
        shared += 1;
        for (name, figure) in same {
            let (first, other) = &same[0];
            assert_eq!(figure.value, other.value, "{name} and {first}");
            if figure.printed != other.printed {
                let rounded = |figure: &Figure| figure.value != figure.printed.into();
                assert!(rounded(figure) || rounded(other), "{name} and {first}");
            }
        }
    }
    assert!(shared > 50, "{shared}");
}

/// Of one figure the three forms give the same amounts at the same places.
#[test]
fn human_json_and_mermaid_say_the_same() {
    let checked = open(REPORTS[0]);
    let samples =
        ["表3.合计.当年财政拨款安排", "表2.一、本年收入.预算数", "表1-2.行政运行.合计", "表7.金额合计.财政拨款"];
    for name in samples {
        let trees = explained(&checked, |scene| trees(scene.answer(name), name));
        let (shown, chart) = (human(&trees, &checked, Lang::En), forms::mermaid(&trees, &checked.sources, Lang::En));
        let json: Value = serde_json::from_str(&forms::json(&trees, &checked.sources)).unwrap();
        let mut nodes = vec![&json["figures"][0]["tree"]];
        let mut facts = 0;
        while let Some(node) = nodes.pop() {
            nodes.extend(node["parts"].as_array().unwrap());
            if node["kind"] != "fact" || !node["parts"].as_array().unwrap().is_empty() {
                continue;
            }
            facts += 1;
            let place = node["place"].as_str().unwrap();
            let line = place.rsplit_once(':').unwrap().0.rsplit('/').next().unwrap();
            let amount = node["number"].as_str().unwrap();
            let whole = |text: &str| {
                text.split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-')).any(|part| {
                    budgetc::base::exact::parse(part.trim_end_matches('.'))
                        .is_ok_and(|own| own == budgetc::base::exact::parse(amount).unwrap())
                })
            };
            let at = |text: &str| text.lines().any(|own| own.contains(line) && whole(own));
            assert!(at(&shown), "{name}: {amount} at {line}\n{shown}");
            assert!(at(&chart), "{name}: {amount} at {line}\n{chart}");
        }
        assert!(facts > 0, "{name}");
    }
}

#[test]
fn figures_are_told_as_trees() {
    let real = open(REPORTS[0]);
    let cell = "表1-2.社会保险经办机构.项目支出";
    let own = explained(&real, |scene| trees(scene.answer(cell), cell));
    insta::assert_snapshot!("a_cell_of_the_real_report", human(&own, &real, Lang::Zh));
    let asked = asking(REPORTS[0], "(当年拨款 - 上年当年拨款) / 上年当年拨款");
    let quotient =
        trees(explained(&asked, |scene| scene.answer("(当年拨款 - 上年当年拨款) / 上年当年拨款")), "quotient");
    insta::assert_snapshot!("a_quotient", human(&quotient, &asked, Lang::En));
    insta::assert_snapshot!(
        "a_quotient_as_a_chart",
        forms::mermaid(&quotient, &asked.sources, Lang::Zh).replace(&here(), "")
    );
    let fair = check(FAIR);
    assert!(fair.problems.iter().all(|problem| problem.code.number().starts_with("B07")), "{:?}", fair.problems);
    let mut all = String::new();
    for name in ["Table1.All.Amount", "Table1.music.Share", "Table1.prizes.Dearer", "22#1", "22#2", "23#2", "24"] {
        let own = explained(&fair, |scene| trees(scene.answer(name), name));
        own.iter().for_each(|tree| {
            makes_up(tree);
        });
        all += &human(&own, &fair, Lang::En);
        all.push('\n');
    }
    insta::assert_snapshot!("sums_shares_and_what_is_blank", all);
    let taken = asking("reports/dept/2024.budget", "上年支出");
    let own = trees(explained(&taken, |scene| scene.answer("上年支出")), "上年支出");
    insta::assert_snapshot!("facts_of_a_former_report", human(&own, &taken, Lang::Zh));
}

/// Where nothing is written no unit stands behind the sign for it.
#[test]
fn a_blank_cell_has_no_unit() {
    let text = FAIR
        .replace("by controlled {", "by controlled as \"1.0\", \"(1.0)\", \"—\" {")
        .replace("; prizes 1420.90", "")
        .replace("each what }\n  column \"What\"", "all what }\n  column \"What\"");
    let fair = check(&text);
    let name = "Table1.prizes.Amount";
    let own = explained(&fair, |scene| trees(scene.answer(name), name));
    let told = human(&own, &fair, Lang::En);
    assert!(told.lines().next().unwrap().ends_with("  —"), "{told}");
    assert!(forms::mermaid(&own, &fair.sources, Lang::En).contains("<br>—\""));
}

#[test]
fn colours_tell_what_is_typed() {
    let fair = check(FAIR);
    let own = explained(&fair, |scene| trees(scene.answer("Table1.music.Amount"), "music"));
    let mut buffer = Ansi::new(Vec::new());
    forms::human(&mut buffer, &own, &fair.sources, Lang::En).unwrap();
    let text = String::from_utf8(buffer.into_inner()).unwrap();
    assert!(text.contains("\u{1b}[32m"), "{text:?}");
}

/// What cannot be told says why.
#[test]
fn unknown_figures_name_their_findings() {
    let checked = check(&FAIR.replace("music 2345.60", "music 2345。60"));
    let own = explained(&checked, |scene| trees(scene.answer("Table1.All.Amount"), "All"));
    let json: Value = serde_json::from_str(&forms::json(&own, &checked.sources)).unwrap();
    assert_eq!(json["figures"][0]["tree"]["parts"][0]["unknown"][0]["code"], "B0104", "{json:#}");
    let shown = human(&own, &checked, Lang::En);
    assert!(shown.contains("unknown") && shown.contains("because of B0104 at page.budget:8"), "{shown}");
}

#[test]
fn json_follows_its_schema() {
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(repository().join(SCHEMA), forms::schema()).unwrap();
    }
    let written = std::fs::read_to_string(repository().join(SCHEMA)).unwrap_or_default();
    assert!(written == forms::schema(), "{SCHEMA} is not up to date: UPDATE_SCHEMA=1 cargo test schema");
    let validator = jsonschema::validator_for(&serde_json::from_str(&forms::schema()).unwrap()).unwrap();
    let fair = check(FAIR);
    for name in ["Table1.All.Amount", "Table1.music.Share", "22#1", "22#2", "23#2", "24"] {
        let own = explained(&fair, |scene| trees(scene.answer(name), name));
        let json: Value = serde_json::from_str(&forms::json(&own, &fair.sources)).unwrap();
        let faults: Vec<String> = validator.iter_errors(&json).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{name}: {faults:?}\n{json:#}");
    }
    let mut json: Value = serde_json::from_str("{\"version\": 1, \"figures\": []}").unwrap();
    assert!(validator.is_valid(&json));
    json["version"] = 2.into();
    assert!(!validator.is_valid(&json), "another version");
}

/// What the page of the JSON shows is what is written.
#[test]
fn the_page_shows_an_explanation() {
    let blocks = fenced(&read("docs/json.md"));
    let (_, report) = blocks.iter().find(|(mark, _)| mark == "budget").unwrap();
    let checked = check(report);
    let (mark, shown) = blocks.iter().find(|(mark, _)| mark.starts_with("json explanation")).unwrap();
    let words: Vec<&str> = mark.split(' ').collect();
    let [_, _, name, pointer] = words.as_slice() else { panic!("{mark}") };
    let own = explained(&checked, |scene| trees(scene.answer(name), name));
    let json: Value =
        serde_json::from_str(&forms::json(&own, &checked.sources).replace("page.budget:", "tea.budget:")).unwrap();
    let shown: Value = serde_json::from_str(shown).unwrap_or_default();
    assert_eq!(Some(&shown), json.pointer(pointer), "{:#}", json.pointer(pointer).unwrap());
}

#[test]
fn what_is_not_found_is_answered_with_what_there_is() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("fair.budget"), FAIR).unwrap();
    let mut all = String::new();
    let cases: [(&str, &str); 10] = [
        ("Table1", "en"),
        ("Table1.musik.Amount", "en"),
        ("Table1.music.Amounts", "zh"),
        ("Table1.music", "en"),
        ("Table2", "en"),
        ("costs[musik]", "zh"),
        ("costs[", "en"),
        ("22", "en"),
        ("1", "zh"),
        ("costs[prizes, last] * 2", "en"),
    ];
    for (figure, lang) in cases {
        let output = run(&["explain", "fair.budget", figure, "--lang", lang], folder.path());
        all += &format!(
            "$ budgetc explain fair.budget '{figure}' --lang {lang}\n{}",
            String::from_utf8_lossy(&output.stdout)
        );
        all += &format!("{}[{}]\n\n", stderr(&output), output.status.code().unwrap());
    }
    let listing = run(&["explain", "fair.budget", "--lang", "en"], folder.path());
    all += &format!("$ budgetc explain fair.budget\n{}", String::from_utf8_lossy(&listing.stdout));
    insta::assert_snapshot!("what_is_asked_and_answered", all);
}

/// Of many rows people see some and the sum of the others; programs see all.
#[test]
fn many_rows_are_folded() {
    let members: Vec<String> = (1..=60).map(|number| format!("m{number}")).collect();
    let rows: Vec<String> = members.iter().map(|member| format!("{member} 1.25")).collect();
    let text = format!(
        "measure money {{ dollars }}\ndimension item {{ {} }}\nledger spending {{ amount : money; item }}\n\
         items spending {{ {} }}\ndocument \"Tea\" style std.style.plain {{ \"We spend {{spending}}.\" }}\n",
        members.join("; "),
        rows.join("; ")
    );
    let checked = check(&text);
    let own = explained(&checked, |scene| trees(scene.answer("5"), "5"));
    let shown = human(&own, &checked, Lang::En);
    assert!(shown.contains("rows besides: 40") && shown.contains("50.00") && shown.lines().count() == 23, "{shown}");
    assert!(forms::mermaid(&own, &checked.sources, Lang::En).lines().count() < 60);
    assert_eq!(forms::json(&own, &checked.sources).matches("\"fact\"").count(), 60);
}

/// A file in the place of a code, and a code in the place of a file.
#[test]
fn codes_and_reports_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("fair.budget"), FAIR).unwrap();
    let ends = |arguments: &[&str]| run(arguments, folder.path()).status.code().unwrap();
    assert_eq!(ends(&["explain", "B0301"]), 0);
    assert_eq!(ends(&["explain"]), 0);
    assert_eq!(ends(&["explain", "B9999"]), 2);
    assert_eq!(ends(&["explain", "fair.budget"]), 0);
    assert_eq!(ends(&["explain", "none.budget"]), 2);
    assert_eq!(ends(&["explain", "fair.budget", "left"]), 0);
    assert_eq!(ends(&["explain", "fair.budget", "left", "--format", "json"]), 0);
    std::fs::write(folder.path().join("bad.budget"), FAIR.replace("1500.00", "15。00")).unwrap();
    assert_eq!(ends(&["explain", "bad.budget", "left"]), 1, "of a report with errors it may be wrong");
}
