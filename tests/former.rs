//! Last year's report used by this year's: whose members its facts stand at, and what one ledger takes over from another.

use budgetc::base::Lang;
use budgetc::project::Checked;

use crate::support::{check, check_beside, check_files, codes, compare, outline, shown};

mod chain;

const LIBRARY: &str = r#"
measure money { crowns; thousand = 1000crowns }
dimension office open
dimension purpose open levels group 1, item 2 { 1 Running { 01 Wages; 02 Power } }
dimension project open
dimension side { outside; inside; eliminated }
ledger spending { amount : money; office; purpose.item; project optional; side = outside }
ledger before_spending { amount : money; office; purpose.item; project optional }
param fiscal : year
"#;

const FORMER: &str = r#"
use library
set fiscal = 2024
members office { Clerk; Harbour; Ferry }
members purpose { 1 Running { 03 Coal } }
members project { Pier; Lamp }
items spending {
  Clerk 1-01 100.01
  Harbour { 1-01 Pier 50; 1-03 7 }
  Ferry { 1-01 33.33; 1-02 Lamp 5 }
  total 999
}
let wages = spending[1-01]
"#;

const REPORT: &str = r#"
use library
use "2024.budget" as before
set fiscal = 2025
members office { Clerk; Harbour; Pilots }
members project { Jetty }
successors office { Ferry -> Harbour 30%, Pilots 70% }
successors project { Pier -> Jetty }
successors purpose { 1-03 Coal -> 1-02 Power }
items spending { Clerk 1-01 110; Harbour 1-01 Jetty 60 }
items before_spending := before.spending
"#;

fn year(report: &str, former: &str) -> Checked {
    let beside = [("library.budget", LIBRARY), ("2024.budget", former)];
    check_beside(report, &beside.map(|(name, text)| (name.to_owned(), text.to_owned())))
}

/// The report with checks, which must hold.
fn holds(checks: &str) {
    let checked = year(&format!("{REPORT}{checks}"), FORMER);
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    assert_eq!(checked.summary().hold, checks.matches("check ").count() + checks.matches(" and ").count(), "{checks}");
}

fn raises(report: &str, code: &str) -> String {
    let checked = year(report, FORMER);
    assert_eq!(codes(&checked), [code], "{report}\n{}", shown(&checked));
    budgetc::render::plain(&checked.sources, &checked.problems, Lang::En)
}

#[test]
fn former_facts_stand_at_this_years_members() {
    holds(
        "check a: before_spending[office: Clerk] == 100.01crowns
         check b: before_spending[office: Harbour] == 50crowns + 7crowns + 9.999crowns + 1.5crowns
         check c: before_spending[office: Pilots] == 23.331crowns + 3.5crowns
         check d: before_spending[1-02] == 7crowns + 5crowns
         check e: before_spending[Jetty] == 50crowns
         check f: before_spending[Lamp] == 5crowns
         check g: before_spending == 195.34crowns
         check h: before.wages == 183.34crowns and before.fiscal == fiscal - 1",
    );
}

#[test]
fn members_of_the_former_report_alone_are_not_this_years() {
    holds("check offices: count office == 3 and count office of before_spending == 3 and count project == 1");
    let said = raises(&format!("{REPORT}items spending {{ Harbour 1-03 8 }}"), "B0235");
    assert!(said.contains("it is 1-02 Power now"), "{said}");
    let said = raises(&format!("{REPORT}items spending {{ Harbour 1-02 Lamp 8 }}"), "B0235");
    assert!(said.contains("only the former report has `Lamp`"), "{said}");
    raises(&format!("{REPORT}check a: before_spending[office: Ferry] == 0crowns"), "B0235");
}

#[test]
fn former_totals_checks_and_forms_are_not_this_reports() {
    let checked = year(REPORT, FORMER);
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    assert_eq!((checked.summary().facts, checked.summary().identities), (2, 0));
}

/// What a former report says is told where it changes, though nothing prints it; another year's is no change.
#[test]
fn a_former_figure_that_changes_is_told() {
    let (old, new) = (year(REPORT, FORMER), year(REPORT, &FORMER.replace("Clerk 1-01 100.01", "Clerk 1-01 100.02")));
    let changes = compare(&old, &new);
    let [fact] = changes.facts.as_slice() else { panic!("{changes:#?}") };
    assert_eq!((fact.ledger.as_str(), fact.fields.len()), ("before.spending", 1), "{fact:#?}");
    assert!(compare(&old, &year(REPORT, FORMER)).is_empty());
    let other = REPORT.replace("2024.budget", "2023.budget");
    let beside = [("library.budget", LIBRARY), ("2023.budget", FORMER)];
    let other = check_beside(&other, &beside.map(|(name, text)| (name.to_owned(), text.to_owned())));
    assert!(compare(&old, &other).facts.is_empty(), "{:#?}", compare(&old, &other).facts);
}

#[test]
fn an_elimination_counts_once() {
    holds(
        "items spending { Clerk 1-02 inside 4 }
         items spending at eliminated := -spending[inside]
         check all_of_it: spending == 170crowns
         check seen: spending[side: outside|inside] == 174crowns
         check gone: spending[eliminated, office: Clerk] == -4crowns",
    );
}

#[test]
fn a_take_over_says_what_it_lacks() {
    raises(&format!("{REPORT}items spending {{ Pilots 1-01 1 }}\nitems before_spending {{ Clerk 1-01 5 }}"), "B0210");
    let detail = "ledger detail { amount : money; office; kind }\ndimension kind { a; b }\n";
    let said = raises(&format!("{REPORT}{detail}items detail := spending"), "B0236");
    assert!(said.contains("do not say their `kind`") && said.contains("at MEMBER"), "{said}");
    let checked =
        year(&format!("{REPORT}{detail}items detail at b := spending\ncheck a: detail[b] == 170crowns"), FORMER);
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    let circle = "ledger a { amount : money; office }\nledger b { amount : money; office }\n";
    raises(&format!("{REPORT}{circle}items a := b\nitems b := a"), "B0220");
    raises(&format!("{REPORT}items before_spending := 3crowns"), "B0213");
    let said = raises(&format!("{REPORT}items spending := spending"), "B0220");
    assert!(said.contains("NAME.spending"), "{said}");
    raises(&format!("{REPORT}check a: before == 3crowns"), "B0213");
    raises(&format!("{REPORT}check a: before.spendings == 3crowns"), "B0201");
}

#[test]
fn what_stands_for_a_member_is_a_whole_of_right_parts() {
    let one = "successors office { Ferry -> Harbour 30%, Pilots 70% }";
    assert_eq!(REPORT.matches(one).count(), 1);
    for (slip, code) in [
        ("Ferry -> Harbour 160%, Pilots -60%", "B0230"),
        ("Ferry -> Harbour 30%, Harbour 70%", "B0230"),
        ("Ferry -> Harbour 30%, Pilots 60%", "B0230"),
        ("Ferry -> Harbour, Pilots", "B0230"),
        ("Clerk -> Harbour", "B0230"),
        ("Ferry -> Harbor", "B0203"),
    ] {
        raises(&REPORT.replace(one, &format!("successors office {{ {slip} }}")), code);
    }
    let coal = "1-03 Coal ->";
    raises(&REPORT.replace(coal, "1-03 Cole ->"), "B0205");
    // what was split may be one of its parts
    let split = REPORT.replace(one, "successors office { Clerk -> Clerk 50%, Pilots 50%; Ferry -> Harbour }");
    let checked = year(&format!("{split}check a: before_spending[office: Clerk] == 50.005crowns"), FORMER);
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
}

#[test]
fn a_part_with_too_many_digits_is_an_error_at_its_row() {
    let report = REPORT.replace("30%, Pilots 70%", "33.3333%, Pilots 66.6667%");
    let former = FORMER.replace("1-01 33.33;", "1-01 999999999999999999.999999thousand;");
    let checked = year(&report, &former);
    assert_eq!(codes(&checked), ["B0225"], "{}", shown(&checked));
    assert!(checked.sources.slice(checked.problems[0].primary.span).contains("999999thousand"));
}

/// The files of a report may each use its former report, and several former ones may share a file.
#[test]
fn a_former_report_is_read_once_and_what_several_share_for_each() {
    let unit = "use \"2024.budget\" as before\nuse library\ncheck u: before.spending == 195.34crowns";
    let shared = "use library\ndimension work open with aim : text optional\nmembers work { Dredging  aim: \"depth\" }";
    let former = |fiscal: &str| format!("use shared\nset fiscal = {fiscal}\nmembers office {{ Clerk }}");
    let own = format!(
        "{REPORT}\nuse unit\nuse \"2023.budget\" as older\nuse \"2022.budget\" as oldest\ncheck y: older.fiscal > oldest.fiscal"
    );
    let (second, third) = (former("2023"), former("2022"));
    let beside = [
        ("library.budget", LIBRARY),
        ("2024.budget", FORMER),
        ("unit.budget", unit),
        ("shared.budget", shared),
        ("2023.budget", &second),
        ("2022.budget", &third),
    ];
    let checked = check_beside(&own, &beside.map(|(name, text)| (name.to_owned(), text.to_owned())));
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
}

#[test]
fn reports_in_a_circle_and_levels_that_differ_are_told() {
    let files = [("2025.budget", "use \"2024.budget\" as a"), ("2024.budget", "use \"2025.budget\" as b")];
    let files = files.map(|(name, text)| (name, text.as_bytes()));
    assert_eq!(codes(&check_files("2025.budget", &files)), ["B0208"]);
    let other = "measure money { crowns; thousand = 100crowns }\ndimension office levels area, office\nparam fiscal : year = 2024";
    let checked = year("use library\nuse \"2024.budget\" as before", other);
    assert_eq!(codes(&checked), ["B0229"], "{}", shown(&checked));
    assert_eq!(checked.problems.len(), 2, "{}", shown(&checked));
}

/// A former report has one of its own: its figures are made as they were then.
#[test]
fn the_former_report_of_a_former_report_counts() {
    let first = "use library\nset fiscal = 2023\nmembers office { Clerk }\nitems spending { Clerk 1-01 90 }";
    let second = format!("{FORMER}\nuse \"2023.budget\" as before\nitems before_spending := before.spending");
    let third = format!(
        "{REPORT}check a: before.before_spending == 90crowns\ncheck b: before.before.spending[office: Clerk] == 90crowns"
    );
    let beside = [("library.budget", LIBRARY), ("2024.budget", &second), ("2023.budget", first)];
    let checked = check_beside(&third, &beside.map(|(name, text)| (name.to_owned(), text.to_owned())));
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
}

/// What was taken over prints, and points at where it is written.
#[test]
fn what_is_taken_over_is_traced_to_where_it_is_written() {
    let form = r#"form t "Both" { rows of spending, before_spending { line "Total"; each office; }
  column "Office" = name; column "Now" = spending; column "Before" = before_spending; column "Same" = before.spending }
check y: before.fiscal == fiscal - 1
document "Both" style std.style.plain lang "en" { t }"#;
    let checked = year(&format!("{REPORT}{form}"), FORMER);
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    let printed = outline(&checked.document);
    assert!(printed.contains("* Total | 170.00 | 195.34 | 195.34"), "{printed}");
    assert!(printed.contains("- Pilots |  | 26.83 | 26.83"), "{printed}");
    let json: serde_json::Value = serde_json::from_str(&crate::support::json(&checked)).unwrap();
    let facts = json["facts"].as_array().unwrap();
    assert_eq!(facts.iter().filter(|fact| fact["ledger"] == "before.spending").count(), 7);
    let taken = facts.iter().filter(|fact| fact["ledger"] == "before_spending");
    for fact in taken {
        let list = fact["values"]["amount"]["from"][0]["amounts"].as_u64().unwrap() as usize;
        assert!(json["amounts"][list][0].as_str().unwrap().starts_with("2024.budget:"), "{fact}");
    }
}

/// A former report of figures alone: its rows may name what only this report declares.
#[test]
fn a_former_report_may_leave_its_members_to_this_one() {
    let library = "measure money { crowns }\ndimension office open levels kind 1, office 2\n\
                   ledger spending { amount : money; office.office }\n";
    let former = "use library\nmembers office { 1 Town { 01 Clerk } }\nitems spending { 1-01 5; 1-02 7; 2-01 9 }\n";
    let report = "use library\nuse \"2024.budget\" as before\n\
                  members office { 1 Town { 01 Clerk; 02 Harbour }; 2 Parish { 01 Church } }\n\
                  items spending { 1-01 6; 1-02 8; 2-01 9 }\nledger past { amount : money; office.office }\n\
                  items past := before.spending\ncheck a: past[1-02 | 2-01] == 16crowns\n\
                  check b: past == 21crowns and count office == 3\n";
    let beside = [("library.budget", library), ("2024.budget", former)];
    let beside = beside.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let checked = check_beside(report, &beside);
    let errors: Vec<_> = checked.problems.iter().filter(|it| it.severity == budgetc::base::Severity::Error).collect();
    assert!(errors.is_empty(), "{}", shown(&checked));
    assert_eq!(checked.summary().hold, 3);
}

/// A code that only has another name keeps its amounts; reports of both years and words read the one declaration.
#[test]
fn a_code_may_have_another_name() {
    let renamed =
        format!("{REPORT}successors purpose {{ 1 \"Operating the port\" -> 1 Running; 1-01 Pay -> 1-01 Wages }}\n");
    let former = FORMER.replace("1-01 33.33", "1-01 Pay 33.33").replace("use library", LIBRARY);
    let former = former.replace("01 Wages;", "01 Pay;");
    let checks = "check a: before_spending[1-01] == 183.34crowns\n";
    let checked = year(&format!("{renamed}{checks}"), &former);
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    // where nobody says so it is asked whether the code is the same
    let checked = year(REPORT, &former);
    assert_eq!(codes(&checked), ["B0716"], "{}", shown(&checked));
    assert!(shown(&checked).contains("1-01 Pay -> 1-01 Wages"), "{}", shown(&checked));
}

#[test]
fn a_former_name_in_words_is_told_with_the_present_one() {
    let head = "dimension item levels group 1, part 2 { 1 \"Parks and open spaces\" { 01 Trees } }\n\
        successors item { 1 \"Public gardens\" -> 1 \"Parks and open spaces\"; 1-01 Wood -> 1-01 Trees; 1-02 \"Ornamental ponds\" -> 1-01 Trees }\n";
    let words = |words: &str| {
        let checked = check(&format!("{head}document \"Notes\" style std.style.plain {{ \"{words}\" }}"));
        let told = checked.problems.iter().map(|problem| checked.sources.slice(problem.primary.span).to_owned());
        (
            codes(&checked).join(" "),
            told.collect::<Vec<_>>(),
            checked.problems.iter().map(|one| one.fixes.len()).sum::<usize>(),
        )
    };
    let told = |code: &str, words: &[&str], fixes| {
        (code.to_owned(), words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>(), fixes)
    };
    assert_eq!(words("Public gardens, and so on."), told("B0721", &["Public gardens"], 1));
    // a short name is a usual word, unless its level stands behind it
    assert_eq!(words("Wood is sold."), told("", &[], 0));
    assert_eq!(words("Wood (part) is sold."), told("B0721", &["Wood"], 1));
    // what was merged is not written anew without asking
    assert_eq!(words("Ornamental ponds are fed."), told("B0721", &["Ornamental ponds"], 0));
    // within another word, and where it is called the former one
    assert_eq!(words("Republic gardens? The Xpublic gardens and former Public gardens."), told("", &[], 0));
    assert_eq!(words("Parks and open spaces."), told("", &[], 0));
    // this report's facts may not be booked there
    let checked = check(&format!(
        "{head}measure money {{ crowns }}\nledger spending {{ money : money; item.group }}\nitems spending {{ \"Public gardens\" 4crowns }}"
    ));
    assert_eq!(codes(&checked), ["B0235"], "{}", shown(&checked));
}
