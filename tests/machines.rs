//! Findings for programs and for a gate, and the repairs that are made without asking.

use std::path::Path;

use budgetc::base::{Confidence, Diagnostic, Fix, Lang, Suspect};
use budgetc::project::Checked;
use budgetc::render::{self, CheckRun};
use budgetc::say;
use serde_json::Value;

use crate::cli::{CLEAN, run, stderr};
use crate::reports::open;
use crate::support::{check, fenced, files, read, repository};

const SCHEMA: &str = "docs/schema/findings-1.json";
const SARIF: &str = "tests/schema/sarif-2.1.0-rtm.5.json";

/// Each of these is repaired by itself: a name that is not its code's, a wide point, commas, a code stuck to its name.
const SLIPS: &str = "measure money in dollars { dollars }\ndimension item { 1 tea; 2 cake; 3 milk }\n\
                     ledger spending { amount : money; item }\nitems spending {\n  1 tae 2。50\n  2cake 1,003.00\n  total 1 tea 2.50\n  total 1005.50\n}\n";
const MENDED: &str = "measure money in dollars { dollars }\ndimension item { 1 tea; 2 cake; 3 milk }\n\
                      ledger spending { amount : money; item }\nitems spending {\n  1 tea 2.50\n  2 cake 1003.00\n  total 1 tea 2.50\n  total 1005.50\n}\n";

const HEAD: &str = "measure money in dollars { dollars }\n\
                    dimension item { 1 tea; 2 cake; 4 \"green tea\"; 5 \"soap, \\\"soft\\\"\" }\n\
                    ledger spending { amount : money; item }\n";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn stdout(output: &std::process::Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn text(folder: &tempfile::TempDir, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).unwrap()
}

/// A report of which three figures are suspected, in this order.
fn suspected() -> Checked {
    let mut checked = check(&CLEAN.replace("total 5.50", "total 5.80"));
    let text = checked.sources.iter().next().unwrap().1.text.clone();
    let found = checked.problems.iter_mut().find(|problem| problem.code.number() == "B0301").unwrap();
    let span = |figure: &str| {
        let start = text.find(figure).unwrap() as u32;
        budgetc::base::Span { start, end: start + 4, ..found.primary.span }
    };
    let mut problem =
        Diagnostic::new(budgetc::check::codes::TOTAL_MISMATCH, span("5.80"), say!("合计不平", "a total is off"));
    problem = problem.label(say!("列示 5.80", "stated 5.80"));
    for (figure, repaired, confidence) in [
        ("5.80", "5.50", Confidence::Weak),
        ("3.00", "3.30", Confidence::Weak),
        ("2.50", "2.80", Confidence::Weak),
        ("2.50", "2.8", Confidence::Weak),
    ] {
        let reason = say!("一个数字写错", "one digit is another");
        problem.suspects.push(Suspect { span: span(figure), repaired: repaired.to_owned(), reason, confidence });
    }
    *found = problem;
    checked
}

fn one(checked: Checked) -> CheckRun {
    CheckRun { reports: vec![("page.budget".to_owned(), checked.into())], ..CheckRun::default() }
}

#[test]
fn the_schema_of_findings_is_that_of_the_types() {
    let schema = render::json::schema();
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(repository().join(SCHEMA), &schema).unwrap();
    }
    let written = std::fs::read_to_string(repository().join(SCHEMA)).unwrap_or_default();
    assert!(written == schema, "{SCHEMA} is not up to date: UPDATE_SCHEMA=1 cargo test schema");
}

#[test]
fn every_finding_follows_both_schemas() {
    let ours = jsonschema::validator_for(&serde_json::from_str(&render::json::schema()).unwrap()).unwrap();
    // its pattern of languages has a bracket too many
    let sarif = read(SARIF).replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let sarif = serde_json::from_str(&sarif).unwrap();
    let sarif = jsonschema::options().should_validate_formats(true).build(&sarif).unwrap();
    let mut run = CheckRun::default();
    for (path, _) in ["reports", "tests"].iter().flat_map(|folder| files(folder, ".budget")) {
        run.reports.push((path.clone(), open(&path).into()));
    }
    run.reports.push(("slips".to_owned(), check(SLIPS).into()));
    run.reports.push(("suspected".to_owned(), suspected().into()));
    run.unread.push(("none.budget".to_owned(), say!("没有这个文件", "there is no such file")));
    for lang in [Lang::Zh, Lang::En] {
        for (validator, text) in [(&ours, render::json::emit(&run, lang)), (&sarif, render::sarif::emit(&run, lang))] {
            let value: Value = serde_json::from_str(&text).unwrap();
            let faults: Vec<String> =
                validator.iter_errors(&value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
            assert!(faults.is_empty(), "{}", faults.join("\n"));
        }
    }
    let mut value: Value = serde_json::from_str(&render::sarif::emit(&run, Lang::En)).unwrap();
    value["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(!sarif.is_valid(&value), "the schema looks");
}

#[test]
fn the_page_shows_the_findings_of_its_report() {
    let blocks = fenced(&read("docs/json.md"));
    let (_, report) = blocks.iter().find(|(mark, _)| mark == "budget findings").unwrap();
    let folder = folder(&[("tea.budget", report)]);
    let output = run(&["check", "tea.budget", "--format", "json", "--lang", "en"], folder.path());
    let written: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut shown = 0;
    for (mark, text) in &blocks {
        if let Some(pointer) = mark.strip_prefix("json findings ") {
            assert_eq!(Some(&serde_json::from_str::<Value>(text).unwrap()), written.pointer(pointer), "{pointer}");
            shown += 1;
        }
    }
    assert!(shown > 1);
}

#[test]
fn several_reports_are_one_document() {
    let folder = folder(&[("a.budget", CLEAN), ("b.budget", &CLEAN.replace("5.50", "5.55"))]);
    let json = run(&["check", "a.budget", "b.budget", "none.budget", "--format", "json"], folder.path());
    assert_eq!(json.status.code(), Some(2));
    let value: Value = serde_json::from_slice(&json.stdout).unwrap();
    let names: Vec<&Value> = value["reports"].as_array().unwrap().iter().map(|report| &report["file"]).collect();
    assert_eq!(
        (names, &value["unread"][0]["file"]),
        (vec![&"a.budget".into(), &"b.budget".into()], &"none.budget".into())
    );
    assert_eq!(value["reports"][1]["diagnostics"][0]["code"], "B0301");
    let primary = &value["reports"][1]["diagnostics"][0]["primary"];
    let range = primary["start"].as_u64().unwrap() as usize..primary["end"].as_u64().unwrap() as usize;
    assert_eq!(&text(&folder, "b.budget")[range], "5.55");
    let sarif = run(&["check", "a.budget", "b.budget", "none.budget", "--format", "sarif"], folder.path());
    let value: Value = serde_json::from_slice(&sarif.stdout).unwrap();
    assert_eq!(value["runs"][0]["results"].as_array().unwrap().len(), 1);
    assert_eq!(value["runs"][0]["invocations"][0]["executionSuccessful"], false);
    let clean = run(&["check", "a.budget", "--format", "sarif"], folder.path());
    assert_eq!((clean.status.code(), stderr(&clean).as_str()), (Some(0), ""));
}

#[test]
fn sarif_names_files_as_uris_and_counts_characters() {
    let report = SLIPS.replace("1 tea", "1 茶叶").replace("1 tae", "1 茶叶😀");
    let folder = folder(&[
        ("年度 #1/茶.budget", &format!("use shop\n{report}")),
        ("年度 #1/shop.budget", "items nothing { }\n"),
    ]);
    let output = run(&["check", "年度 #1/茶.budget", "--format", "sarif", "--lang", "en"], folder.path());
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    let results = value["runs"][0]["results"].as_array().unwrap();
    let uri = |result: &Value| result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone();
    let uris: Vec<Value> = results.iter().map(uri).collect();
    assert!(uris.contains(&"%E5%B9%B4%E5%BA%A6%20%231/%E8%8C%B6.budget".into()), "{uris:?}");
    assert!(uris.contains(&"%E5%B9%B4%E5%BA%A6%20%231/shop.budget".into()), "{uris:?}");
    let name = results.iter().find(|result| result["ruleId"] == "B0205").unwrap();
    let region = &name["locations"][0]["physicalLocation"]["region"];
    assert_eq!((&region["startColumn"], &region["endColumn"]), (&5.into(), &8.into()));
    let replacement = &name["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!((&replacement["deletedRegion"], &replacement["insertedContent"]["text"]), (region, &"茶叶".into()));
}

/// What is only suspected is no repair, in any form.
#[test]
fn suspicions_are_ranked_and_are_no_repairs() {
    let run = one(suspected());
    let json: Value = serde_json::from_str(&render::json::emit(&run, Lang::En)).unwrap();
    let found = &json["reports"][0]["diagnostics"][0];
    assert_eq!(found["fixes"], Value::Array(vec![]));
    let suspects = found["suspects"].as_array().unwrap();
    let first = &suspects[0];
    assert_eq!(
        (&first["now"], &first["repaired"], &first["confidence"]),
        (&"5.80".into(), &"5.50".into(), &"weak".into())
    );
    assert_eq!(suspects.len(), 4);
    let sarif: Value = serde_json::from_str(&render::sarif::emit(&run, Lang::En)).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!((&result["fixes"], &result["properties"]["suspects"]), (&Value::Null, &found["suspects"]));
    let checked = &run.reports[0].1;
    let short = render::short(&checked.sources, &checked.problems, Lang::En);
    assert!(short.ends_with("a total is off; perhaps 5.50, or one of 3 others\n"), "{short}");
    assert!(render::short(&checked.sources, &checked.problems, Lang::Zh).ends_with("；疑为 5.50，或另外 3 处之一\n"));
    insta::assert_snapshot!("suspicions", render::plain(&checked.sources, &checked.problems, Lang::Zh));
}

#[test]
fn a_short_finding_is_one_line_at_a_place_that_can_be_changed() {
    let folder = folder(&[("t/bad.budget", &CLEAN.replace("5.50", "5.55")), ("t/slips.budget", SLIPS)]);
    let output = run(&["check", "t/bad.budget", "t/slips.budget", "--format", "short", "--lang", "en"], folder.path());
    assert_eq!(output.status.code(), Some(1));
    let lines = stdout(&output);
    assert_eq!(lines.lines().count(), 5, "{lines}");
    assert!(lines.starts_with("t/bad.budget:4:45: error[B0301]: total of spending is off"), "{lines}");
    assert!(stderr(&output).starts_with("t/bad.budget: facts 2"), "{}", stderr(&output));
    let quiet = run(&["check", "t/bad.budget", "--format", "short", "-q"], folder.path());
    assert_eq!(stderr(&quiet), "");
    // a check of the library that fails is shown at the figures
    let checked = open("reports/nanchong-shebao-2024.budget");
    let (library, _) = checked.sources.iter().find(|(_, source)| source.is_standard()).unwrap();
    let own = checked.report.checks.last().unwrap().span;
    let problem = Diagnostic::new(
        budgetc::check::codes::CHECK_FAILED,
        budgetc::base::Span { file: library, ..own },
        say!("不平", "off"),
    );
    let own = budgetc::base::Span { file: budgetc::base::FileId(0), ..own };
    let lines = render::short(&checked.sources, &[problem.related(own, say!("左", "left"))], Lang::En);
    assert!(lines.starts_with("reports/nanchong") || lines.contains("/reports/nanchong"), "{lines}");
}

/// A warning is no reason to fail until it is one.
#[test]
fn warnings_can_be_denied() {
    let warned =
        CLEAN.replace("document", "check half \"cake is at most half\": spending[cake] <= spending / 2 warn\ndocument");
    let folder = folder(&[("tea.budget", &warned), ("clean.budget", CLEAN)]);
    let check = run(&["check", "tea.budget", "--lang", "en"], folder.path());
    assert_eq!(check.status.code(), Some(0), "{}", stderr(&check));
    assert!(stderr(&check).contains("warnings 1"), "{}", stderr(&check));
    let code = |arguments: &[&str]| run(arguments, folder.path()).status.code();
    assert_eq!(code(&["check", "tea.budget", "--deny", "warnings"]), Some(1));
    assert_eq!(code(&["check", "clean.budget", "--deny", "warnings"]), Some(0));
    assert_eq!(code(&["check", "tea.budget", "--deny", "everything"]), Some(2));
    let build = run(&["build", "tea.budget", "--format", "typst", "--deny", "warnings", "--lang", "en"], folder.path());
    assert_eq!(build.status.code(), Some(1));
    assert!(stderr(&build).contains("warnings, which are denied: nothing was written"), "{}", stderr(&build));
    assert!(!folder.path().join("tea.typ").exists());
    assert_eq!(code(&["build", "tea.budget", "clean.budget", "--format", "typst", "--deny", "warnings"]), Some(1));
    assert!(!folder.path().join("tea.typ").exists() && folder.path().join("clean.typ").exists());
}

#[test]
fn accepted_deviations_are_listed_when_asked_for() {
    let report = CLEAN.replace(
        "document",
        "check half \"cake is at most half\": spending[cake] <= spending / 2\naccept half by 0.25dollars because \"a birthday\"\ndocument",
    );
    let folder = folder(&[("tea.budget", &report)]);
    let plain = run(&["check", "tea.budget", "--lang", "en"], folder.path());
    assert_eq!((plain.status.code(), stderr(&plain).contains("birthday")), (Some(0), false), "{}", stderr(&plain));
    let listed = run(&["check", "tea.budget", "--lang", "en", "--accepted"], folder.path());
    let line =
        "tea.budget:6:8: accepted half: left 3.00 dollars, right 2.75 dollars, difference 0.25 dollars; a birthday\n";
    assert_eq!(stdout(&listed), line);
    let json = run(&["check", "tea.budget", "--format", "json"], folder.path());
    let value: Value = serde_json::from_slice(&json.stdout).unwrap();
    let accepted = &value["reports"][0]["accepted"][0];
    assert_eq!((&accepted["check"], &accepted["because"]), (&"half".into(), &"a birthday".into()));
    assert_eq!((&accepted["sides"]["difference"], &accepted["place"]["line"]), (&"0.25".into(), &6.into()));
    assert_eq!(run(&["check", "tea.budget", "--format", "sarif", "--accepted"], folder.path()).status.code(), Some(2));
}

#[test]
fn what_is_not_looked_for_is_listed_with_what_is_accepted() {
    let check = "check half \"cake is at most half\": spending[cake] <= spending / 2\n";
    let report = CLEAN.replace("document", &format!("{check}use house\nlevel B0701 off\nlevel B0702 error\ndocument"));
    let house = "level half off\nlevel B0711 off\n";
    let own = format!("{check}level half warn\nlevel B0711 off\nlevel B0702 error\ndocument");
    let folder =
        folder(&[("house.budget", house), ("tea.budget", &report), ("own.budget", &CLEAN.replace("document", &own))]);
    let listed = run(&["check", "tea.budget", "--lang", "en", "--accepted", "--deny", "warnings"], folder.path());
    let lines = "house.budget:1:7: not looked for: half: cake is at most half\nhouse.budget:2:7: not looked for: B0711\n\
                 tea.budget:7:7: not looked for: B0701\n";
    assert_eq!((stdout(&listed).as_str(), listed.status.code()), (lines, Some(0)), "{}", stderr(&listed));
    assert!(stderr(&listed).contains("accepted deviations 0, not looked for 3"), "{}", stderr(&listed));
    let listed = run(&["check", "own.budget", "--lang", "zh", "--accepted"], folder.path());
    let lines = "own.budget:6:7: 「half」不成立只算提示：cake is at most half\nown.budget:7:7: 不查 B0711\n";
    assert_eq!(stdout(&listed), lines, "{}", stderr(&listed));
    assert!(stderr(&listed).contains("，不查 1 项；"), "{}", stderr(&listed));
    let json = run(&["check", "own.budget", "--format", "json"], folder.path());
    let report = &serde_json::from_slice::<Value>(&json.stdout).unwrap()["reports"][0];
    assert_eq!((&report["summary"]["off"], &report["levels"][0]["name"]), (&1.into(), &"half".into()));
    assert_eq!((&report["levels"][0]["level"], &report["levels"][1]["level"]), (&"warn".into(), &"off".into()));
    run(&["build", "tea.budget", "--format", "json"], folder.path());
    let built: Value = serde_json::from_str(&text(&folder, "tea.json")).unwrap();
    assert_eq!(
        (&built["levels"][0]["level"], &built["levels"][0]["place"]),
        (&"off".into(), &"house.budget:1:7".into())
    );
}

#[test]
fn what_was_accepted_until_a_day_that_has_passed_is_accepted_no_longer() {
    let check = "check half \"cake is at most half\": spending[cake] <= spending / 2\n\
                 accept half by 0.25dollars because \"a birthday\" until \"2024-12-31\"\n";
    let undated = CLEAN.replace("document", &format!("{check}document"));
    let dated = undated.replace("style std.style.plain", "style std.style.plain date \"2025-01-20\"");
    assert_ne!(dated, undated);
    let folder = folder(&[("dated.budget", &dated), ("tea.budget", &undated)]);
    let said = run(&["check", "dated.budget", "--lang", "en", "--accepted"], folder.path());
    assert_eq!((stdout(&said).as_str(), said.status.code()), ("", Some(1)));
    assert!(stderr(&said).contains("this is accepted until 2024-12-31, and the document's date is 2025-01-20"));
    assert!(stderr(&said).contains("accepted deviations 0"), "{}", stderr(&said));
    let said = run(&["check", "tea.budget", "--lang", "zh"], folder.path());
    assert!(stderr(&said).contains("这条认可到 2024-12-31 为止，而今天已是 "), "{}", stderr(&said));
}

#[test]
fn a_mistaken_accept_is_one_finding_that_says_what_is_wrong() {
    let check = "check half \"cake is at most half\": spending[cake] <= spending / 2\n\
                 check each \"nothing is dear\" for each item: spending <= 2.75dollars\n";
    let found = |accept: &str| {
        let accepts = format!("{check}accept {accept} because \"a birthday\"\ndocument");
        let checked = crate::support::check(&CLEAN.replace("document", &accepts));
        let found = checked.problems.iter().filter(|problem| matches!(problem.code.number(), "B0303" | "B0304"));
        let said = found
            .map(|problem| format!("{} {}", problem.message.en, problem.notes.last().unwrap().text.en))
            .collect::<Vec<_>>();
        (said.join("\n"), checked.problems.len())
    };
    let turned = "the sign is the other way round: left minus right is 0.25dollars write `by 0.25dollars`";
    let more = "accept each[cake] by 0.25dollars because \"a birthday\"\naccept half by";
    let with = |gap: &str| more.replacen("accept ", "", 1) + gap;
    assert_eq!(found(&with(" -0.25dollars")), (turned.to_owned(), 1));
    let meant =
        "check `each` has instances: it is not said which is accepted did you mean `each[cake]`? The check fails there";
    let said = found("half by 0.25dollars because \"a birthday\"\naccept each by 0.25dollars");
    assert_eq!(said, (meant.to_owned(), 1));
}

#[test]
fn a_file_without_anything_does_not_pass() {
    let folder = folder(&[("none.budget", ""), ("rows.budget", "measure money in dollars { dollars }\n")]);
    let denied = run(&["check", "none.budget", "--deny", "warnings", "--lang", "en"], folder.path());
    assert_eq!(denied.status.code(), Some(1));
    assert!(stderr(&denied).contains("B0509") && stderr(&denied).contains("nothing is written in this file"));
    assert_eq!(run(&["check", "rows.budget", "--deny", "warnings"], folder.path()).status.code(), Some(0));
    #[cfg(feature = "pdf")]
    for file in ["none.budget", "rows.budget"] {
        let built = run(&["build", file, "--lang", "en"], folder.path());
        assert_eq!(built.status.code(), Some(1));
        assert!(stderr(&built).contains("error[B0509]: the report has no `document`"), "{}", stderr(&built));
    }
}

#[test]
fn an_option_without_effect_is_refused() {
    let folder = folder(&[("tea.budget", CLEAN)]);
    let refused = |arguments: &[&str], words: &str| {
        let all: Vec<&str> = ["build", "tea.budget", "--lang", "en"].iter().chain(arguments).copied().collect();
        let output = run(&all, folder.path());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
    };
    refused(&["--format", "json", "--draft"], "json has no drafts");
    refused(&["--format", "json", "--no-attach"], "--no-attach is for PDF");
    refused(&["--format", "typst", "--font-path", "x"], "--font-path is for PDF");
    refused(&["--format", "typst", "--system-fonts"], "--system-fonts is for PDF");
    refused(&["--format", "json", "-o", "out/"], "cannot write out/: it is a folder; name a file");
    std::fs::create_dir(folder.path().join("out")).unwrap();
    refused(&["--format", "json", "-o", "out"], "cannot write out: it is a folder; name a file");
}

fn mend(text: &str, fixes: &[Fix]) -> String {
    let mut fixes: Vec<&Fix> = fixes.iter().collect();
    fixes.sort_by_key(|fix| std::cmp::Reverse(fix.span.start));
    fixes.iter().fold(text.to_owned(), |mut text, fix| {
        text.replace_range(fix.span.range(), &fix.text);
        text
    })
}

/// The examples of all findings, bad ones too.
fn examples() -> Vec<(String, String)> {
    let pages = files("docs/errors", ".md").into_iter().flat_map(|(name, page)| {
        let blocks = fenced(&page).into_iter().filter(|(info, _)| info == "budget");
        blocks.map(move |(_, text)| (name.clone(), text))
    });
    let slips = |rows: &str| (format!("slips {rows}"), format!("{HEAD}items spending {{\n{rows}\n}}\n"));
    // a name that is typed in quotes; a slip on a slip; a name that is another code's
    let rows = [
        "4 \"gren tea\" 1",
        "4 gren 1",
        "5 \"sop\" 1",
        "2cke 1,000",
        "2 \"cak\" １。5",
        "1 cake 2",
        "2 tae 2",
        "1 tea2.50",
        "1tea2",
        "total2.50",
        "2 cake (2.50)",
        "2 cake 2.5.0",
        "2 cak2.50",
        "2 cake - 2.50",
        "2 cake 2,50",
    ];
    files("tests/corpus", ".budget").into_iter().chain(pages).chain(rows.map(slips)).collect()
}

/// A repair takes its finding away and brings no other.
#[test]
fn what_is_called_certain_is() {
    let said = |checked: &Checked| -> Vec<(&'static str, String)> {
        checked.problems.iter().map(|Diagnostic { code, message, .. }| (code.number(), message.en.clone())).collect()
    };
    let mut tried = 0;
    for (name, text) in examples() {
        let before = check(&text);
        for (index, problem) in before.problems.iter().enumerate().filter(|(_, problem)| !problem.fixes.is_empty()) {
            let mut left = said(&before);
            left.remove(index);
            left.retain(|known| !known.0.starts_with("B03"));
            let mended = mend(&text, &problem.fixes);
            // what could not be read was not checked before
            for found in said(&check(&mended)).into_iter().filter(|found| !found.0.starts_with("B03")) {
                let known = left.iter().position(|known| *known == found);
                let known = known
                    .unwrap_or_else(|| panic!("{name}: {} repaired brings {found:?}\n{mended}", problem.code.number()));
                left.remove(known);
            }
            let still = said(&check(&mended)).contains(&(problem.code.number(), problem.message.en.clone()));
            let twice = before.problems.iter().filter(|other| other.message == problem.message).count() > 1;
            assert!(!still || twice, "{name}: {} is still there\n{mended}", problem.code.number());
            tried += 1;
        }
    }
    assert!(tried > 5, "{tried}");
}

/// A figure is the writer's: a repair moves it at most.
#[test]
fn no_repair_touches_a_figure() {
    let digits = |text: &str| -> String { text.chars().filter_map(plain_digit).collect() };
    let mut tried = 0;
    for (name, text) in examples() {
        // a figure that is typed into words becomes the name of what it is; an `expect` without rows gets what prints; of
        // a block that stands twice one stays
        let others = ["B0701", "B0309", "B0113"];
        let kept = |problem: &&Diagnostic| !others.contains(&problem.code.number()) && !problem.fixes.is_empty();
        for problem in check(&text).problems.iter().filter(kept) {
            let mended = mend(&text, &problem.fixes);
            assert_eq!(digits(&mended), digits(&text), "{name}: {}", problem.code.number());
            tried += 1;
        }
    }
    assert!(tried > 5, "{tried}");
}

fn plain_digit(c: char) -> Option<char> {
    match c {
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10),
        c => Some(c).filter(char::is_ascii_digit),
    }
}

/// Where the name is another code's, the code may be what is wrong.
#[test]
fn a_name_that_is_another_codes_is_left_to_the_writer() {
    let folder = folder(&[("tea.budget", &format!("{HEAD}items spending {{ 1 cake 2 }}\n"))]);
    let output = fix(folder.path(), &["tea.budget"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("this name's code: 2 cake"), "{}", stderr(&output));
}

fn fix(folder: &Path, arguments: &[&str]) -> std::process::Output {
    let all: Vec<&str> = ["check", "--fix", "--lang", "en"].iter().chain(arguments).copied().collect();
    run(&all, folder)
}

#[test]
fn repairs_are_made_and_told_and_a_second_run_has_nothing_to_do() {
    for (slips, mended) in [
        (SLIPS.to_owned(), MENDED.to_owned()),
        (SLIPS.replace('\n', "\r\n"), MENDED.replace('\n', "\r\n")),
        (format!("\u{feff}{SLIPS}"), format!("\u{feff}{MENDED}")),
    ] {
        let folder = folder(&[("tea.budget", &slips)]);
        let output = fix(folder.path(), &["tea.budget"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let told = "tea.budget:5: `tae` is now `tea`\ntea.budget:5: `2。50` is now `2.50`\n\
                    tea.budget:6: `2cake` is now `2 cake`\ntea.budget:6: `1,003.00` is now `1003.00`\ntea.budget: facts 2";
        assert!(stderr(&output).starts_with(told), "{}", stderr(&output));
        assert_eq!(text(&folder, "tea.budget"), mended);
        let again = fix(folder.path(), &["tea.budget"]);
        assert!(stderr(&again).starts_with("tea.budget: facts 2"), "{}", stderr(&again));
        assert_eq!(text(&folder, "tea.budget"), mended);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no other file is left");
    }
}

#[test]
fn line_ends_of_an_old_kind_are_told_together() {
    let folder = folder(&[("tea.budget", &CLEAN.replace('\n', "\r"))]);
    let output = fix(folder.path(), &["tea.budget"]);
    let ends = CLEAN.matches('\n').count();
    let told = format!("tea.budget: {ends} line ends are LF now\ntea.budget: facts 2");
    assert!(stderr(&output).starts_with(&told), "{}", stderr(&output));
    assert_eq!(text(&folder, "tea.budget"), CLEAN);
}

#[test]
fn a_suspected_figure_is_never_changed() {
    let wrong = CLEAN.replace("5.50", "5.05");
    let folder = folder(&[("tea.budget", &wrong)]);
    let output = fix(folder.path(), &["tea.budget"]);
    assert_eq!((output.status.code(), text(&folder, "tea.budget")), (Some(1), wrong));
    assert!(stderr(&output).contains("B0301"));
}

#[test]
fn used_modules_are_mended_and_each_report_has_its_own_say() {
    let module = SLIPS.split_inclusive("item }\n").last().unwrap();
    let base = MENDED.split_inclusive("item }\n").next().unwrap();
    let folder = folder(&[
        ("budget.toml", ""),
        ("lib/base.budget", base),
        ("lib/rows.budget", &format!("use lib.base\n{module}")),
        ("a.budget", "use lib.rows\n"),
        ("b.budget", "use lib.rows\n"),
    ]);
    let output = fix(folder.path(), &["a.budget", "b.budget", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).starts_with("lib/rows.budget:3: `tae` is now `tea`\n"), "{}", stderr(&output));
    assert_eq!(stderr(&output).lines().count(), 4, "once: {}", stderr(&output));
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value["reports"][1]["diagnostics"], Value::Array(vec![]));
    let mended = MENDED.split_inclusive("item }\n").last().unwrap();
    assert_eq!(text(&folder, "lib/rows.budget"), format!("use lib.base\n{mended}"));
}

#[test]
fn what_cannot_be_mended_is_said() {
    let folder = folder(&[("tea.budget", SLIPS)]);
    let input = fix(folder.path(), &["-"]);
    assert_eq!(input.status.code(), Some(2));
    assert!(stderr(&input).contains("--fix changes files; standard input is none"), "{}", stderr(&input));
    let mut bytes = SLIPS.as_bytes().to_vec();
    bytes.extend(b"// \xff\n");
    std::fs::write(folder.path().join("odd.budget"), &bytes).unwrap();
    let odd = fix(folder.path(), &["odd.budget"]);
    assert_eq!(odd.status.code(), Some(2), "{}", stderr(&odd));
    assert!(stderr(&odd).contains("odd.budget is not UTF-8") && stderr(&odd).contains("B0104"), "{}", stderr(&odd));
    assert_eq!(std::fs::read(folder.path().join("odd.budget")).unwrap(), bytes);
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay_and_a_closed_folder_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("real/tea.budget", SLIPS)]);
    let real = folder.path().join("real/tea.budget");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("real/tea.budget", folder.path().join("link.budget")).unwrap();
    let output = fix(folder.path(), &["link.budget"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(folder.path().join("link.budget").is_symlink());
    assert_eq!(std::fs::read_to_string(&real).unwrap(), MENDED);
    assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    std::fs::write(&real, SLIPS).unwrap();
    let closed = std::fs::Permissions::from_mode(0o555);
    std::fs::set_permissions(folder.path().join("real"), closed).unwrap();
    // root may write anywhere
    if tempfile::tempfile_in(folder.path().join("real")).is_err() {
        let output = fix(folder.path(), &["real/tea.budget"]);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(stderr(&output).contains("cannot write real/tea.budget: permission denied"), "{}", stderr(&output));
        assert_eq!(std::fs::read_to_string(&real).unwrap(), SLIPS);
    }
    std::fs::set_permissions(folder.path().join("real"), std::fs::Permissions::from_mode(0o755)).unwrap();
}
