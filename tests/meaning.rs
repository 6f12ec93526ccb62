//! What the language means where two readings were thinkable.

use budgetc::base::{Lang, Severity};
use budgetc::project::Checked;

use crate::support::{check, outline, shown};

/// A report as it prints, which must have no errors; what only looks wrong in it is another matter.
fn prints(report: &str) -> String {
    let checked = check(report);
    assert!(checked.is_sound(), "{report}\n{}", shown(&checked));
    outline(&checked.document)
}

/// The findings of a report, which are of these codes.
fn says(report: &str, wanted: &[&str]) -> String {
    let checked = check(report);
    let errors = checked.problems.iter().filter(|problem| problem.severity == Severity::Error);
    let codes: Vec<&str> = errors.map(|problem| problem.code.number()).collect();
    assert_eq!(codes, wanted, "{report}\n{}", shown(&checked));
    said(&checked)
}

fn said(checked: &Checked) -> String {
    budgetc::render::plain(&checked.sources, &checked.problems, Lang::En)
}

/// The report with its certain repairs made.
fn mended(report: &str) -> String {
    let checked = check(report);
    let mut fixes: Vec<_> = checked.problems.iter().flat_map(|problem| &problem.fixes).collect();
    assert!(!fixes.is_empty(), "{}", shown(&checked));
    fixes.sort_by_key(|fix| std::cmp::Reverse(fix.span.start));
    let mut text = report.to_owned();
    for fix in fixes {
        text.replace_range(fix.span.range(), &fix.text);
    }
    text
}

const GOALS: &str = r#"
measure money { crowns }
dimension goal { Clean; Safe; Warm }
dimension kind { word; number }
ledger goals { target : value optional; note : text optional; staff : count people optional; goal; kind = word }
items goals { Clean target: "spotless" note: "by May"; Safe number 3days; Safe note: "soon"; Warm staff: 2people }
"#;

/// Several facts have no one text, and yet it was written.
#[test]
fn any_asks_whether_some_fact_has_the_field() {
    for (condition, holds) in [
        ("any goals.target", true),
        ("any goals.note", true),
        ("any goals.note[Warm]", false),
        ("any goals.target[Warm]", false),
        ("any goals.target.unit", true),
        ("any goals.target[Clean].unit", false),
        ("any goals.target.number[goal: Clean|Safe]", true),
        ("any goals.staff[goal: Clean|Safe]", false),
        ("any noted", true),
        ("any noted[Warm]", false),
        ("any remark", true),
        ("count goal of goals.note == 2", true),
        ("count goal of goals.staff == 1", true),
        ("count goal of goals.target == 2", true),
        ("count goal of goals.note[Warm] == 0", true),
        ("count goal of goals == 3", true),
    ] {
        let report = format!(
            "{GOALS}let noted = goals.note\nparam remark : text = goals.note\nlevel B0711 off\n\
             document \"x\" style std.style.plain {{ \"{{if {condition}}}yes{{else}}no{{end}}\"; if {condition} {{ \"yes\" }} else {{ \"no\" }} }}"
        );
        let text = prints(&report);
        let word = if holds { "yes" } else { "no" };
        assert_eq!(text.matches(word).count(), 2, "{condition}: {text}");
    }
    let checks =
        "check each_noted for each goal of goals: any goals.note or any goals.staff\ncheck text: any goals.note";
    prints(&format!("{GOALS}{checks}\ndocument \"x\" style std.style.plain {{ \"x\" }}"));
}

const INCOME: &str = r#"
measure money { crowns }
dimension source open levels kind, sort { Grants { State; County }; Fees; Gifts }
dimension office { Clerk; Harbour }
ledger income { amount : money; source; office }
ledger by_kind { amount : money; source.kind }
ledger by_sort { amount : money; source.sort }
"#;

/// A dimension named without a level means its leaves, on whatever level they stand; a level stays what it is.
#[test]
fn a_leaf_is_a_leaf_on_any_level() {
    let report = format!(
        r#"{INCOME}
items income {{
  Clerk {{ State 3; Fees 4; total Grants 3; total 7 }}
  Harbour County 5
  total Fees 4
}}
items by_kind := income
check kinds for each source.kind: income == by_kind
check leaves for each source: income[office: Clerk] <= 4crowns
check counted: count source == 4 and count source of income == 3 and count source.sort == 2 and count source.kind of income == 2
form t "Income" {{
  rows of income {{ line "Total"; each source }}
  column "Source" = name
  column "All" = income
  column all office = income
}}
form u "All of it" {{ rows of income {{ all source.kind {{ each source.sort }} }}; column "Source" = name; column "All" = income }}
form v "Across" {{ rows of income {{ line "Total" }}; column all source = income }}
text list = "{{for each source of income sep ", "}}{{name}} {{income}}{{end}}; {{for each source at Grants sep ", "}}{{name}}{{end}}"
document "x" style std.style.plain {{ t; u; v; list; each source of income {{ "{{source.kind.name}}" }} }}"#
    );
    let text = prints(&report);
    for line in [
        "* Total | 12.00 | 7.00 | 5.00\n- State | 3.00 | 3.00 | \n- County | 5.00 |  | 5.00\n- Fees | 4.00 | 4.00 | ",
        "- Grants | 8.00\n- State | 3.00\n- County | 5.00\n- Fees | 4.00\n- Gifts | ",
        "= State | County | Fees | Gifts\n* 3.00 | 5.00 | 4.00 | ",
        "State 3 crowns, County 5 crowns, Fees 4 crowns; State, County",
        "Grants\nGrants\nFees",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn what_has_members_beneath_it_or_is_above_a_named_level_is_too_coarse() {
    let said = says(&format!("{INCOME}items income {{ Clerk Grants 3 }}"), &["B0209"]);
    assert!(said.contains("`Grants` has members beneath it") && said.contains("such as `State`"), "{said}");
    let said = says(&format!("{INCOME}items by_sort {{ Fees 3 }}"), &["B0209"]);
    assert!(said.contains("stand at `sort`") && !said.contains("such as"), "{said}");
    // whichever file adds it
    let report = format!("{INCOME}items income {{ Clerk Fees 3 }}\nmembers source {{ Fees {{ Ferry }} }}");
    let said = says(&report, &["B0209"]);
    assert!(said.contains("such as `Ferry`") && said.contains("declared here"), "{said}");
    // the example stands where a fact may stand
    let deep =
        "measure money { crowns }\ndimension d levels a, b, c { A { B { C } } }\nledger l { amount : money; d.c }\n";
    let said = says(&format!("{deep}items l {{ A 3 }}"), &["B0209"]);
    assert!(said.contains("such as `C`"), "{said}");
}

#[test]
fn what_is_taken_over_stands_as_fine_as_its_ledger_wants() {
    let report = format!("{INCOME}items by_kind {{ Grants 3; Fees 4 }}\nitems income at Clerk := by_kind[Fees]");
    prints(&format!("{report}\ncheck a: income[Fees] == 4crowns\ndocument \"x\" style std.style.plain {{ \"x\" }}"));
    let said = says(&report.replace("[Fees]", ""), &["B0236"]);
    assert!(said.contains("say no more of their `source` than `Grants`"), "{said}");
}

const NAMESAKES: &str = r#"
measure money { crowns }
dimension purpose { Roads; Harbour }
dimension office { Clerk; Harbour }
dimension school { Clerk; Roads }
ledger spending { amount : money; purpose }
ledger staff { heads : count people; office }
ledger pupils { heads : count children; school }
items spending { Roads 3; purpose: Harbour 5 }
items staff { Clerk 2people; office: Harbour 4people }
items pupils { school: Clerk 30children; school: Roads 40children }
let spent = spending
text sentence = "spent {spent}"
rows lines of spending { line "Spent" }
"#;

/// What is quoted tells which of two namesakes coordinates mean; an unrelated dimension disturbs nobody.
#[test]
fn coordinates_are_those_of_the_ledgers_that_are_quoted() {
    let body = r#"
form t "T" at Harbour { rows of spending { line "Spent" }; column "" = name; column "" = spending }
form g "G" at Harbour grid 1 { band { cells sentence } }
form c "C" { rows of spending { line "All" }; column "" = name; column "" at Harbour = spending; column "people" at Harbour = staff[purpose: *] }
form e "E" { rows of spending { line "Spent" }; column "" = name; column "" = spending }
expect e at Harbour { Spent | 5.00 }
check k for each purpose at Harbour: spending == 5crowns
section named "Named" at Harbour { sentence }
text loop = "{for each purpose at Roads}{name} {spending}{end}; {for each office at Harbour}{name} {staff}{end}"
text called = "{sentence[Harbour]}"
document "x" style std.style.plain {
  t; g; c; loop; called; named
  section "S" at Harbour { "{staff}" }
  section "F" at Roads { e }
  section "L" at Harbour { "{for each lines}{name} {spending}{end}" }
  each office at Harbour { "{name} {staff}" }
}"#;
    let text = prints(&format!("{NAMESAKES}{body}"));
    for line in [
        "# T []\n / \n=  | \n* Spent | 5.00",
        "- spent 5 crowns",
        "=  |  | people\n* All | 5.00 | 4 people",
        "Roads 3 crowns; Harbour 4 people",
        "# Named\nspent 5 crowns",
        "# S\n4 people",
        "# F\n## E []\n / \n=  | \n* Spent | 3.00",
        "# L\nSpent 5 crowns",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    // a file's own coordinates are those of its blocks
    let report =
        NAMESAKES.replace("items spending { Roads 3; purpose: Harbour 5 }", "at Harbour\nitems spending { 5 }");
    let report = report.replace("items staff", "// ").replace("items pupils", "// ");
    prints(&format!(
        "{report}check a: spending[Harbour] == 5crowns\nlevel B0711 off\ndocument \"x\" style std.style.plain {{ sentence }}"
    ));
    // where what is quoted knows both, nobody can tell
    let both =
        "section both \"Both\" at Harbour { \"{staff}{spending}\" }\ndocument \"x\" style std.style.plain { both }";
    says(&format!("{NAMESAKES}{both}"), &["B0206"]);
}

/// A field behind its ledger's brackets is what it would be before them.
#[test]
fn a_field_behind_the_brackets_is_mended() {
    let document = |words: &str| {
        format!(
            "{GOALS}ledger list {{ why : text; goal }}\nitems list {{ Clean \"dust\"; Safe \"ice\" }}\ndocument \"x\" style std.style.plain {{ {words} }}"
        )
    };
    for (slip, code, right, text) in [
        ("\"{list[Clean].why}\"", "B0213", "\"{list.why[Clean]}\"", "dust"),
        ("\"{goals[goal: Safe][number].target.unit}\"", "B0203", "\"{goals.target[goal: Safe][number].unit}\"", "days"),
        ("\"{goals [Safe, word] .note}\"", "B0203", "\"{goals.note[Safe, word]}\"", "soon"),
        ("\"{if any list[Warm].why}yes{else}no{end}\"", "B0213", "\"{if any list.why[Warm]}yes{else}no{end}\"", "no"),
    ] {
        let report = document(slip);
        says(&report, &[code]);
        let mended = mended(&report);
        assert_eq!(mended, document(right), "{slip}");
        assert!(prints(&mended).ends_with(text), "{slip}");
    }
}

/// Cells of a grid print in the form's unit, or as they say themselves.
#[test]
fn cells_of_a_grid_say_how_they_print() {
    let report = r#"
measure money in thousand { crowns; thousand = 1000crowns }
dimension office { Clerk; Harbour }
ledger spending { amount : money; office }
items spending in crowns { Clerk 1234; Harbour 1766 }
text words = "of which {spending[Clerk]}"
form t "T" in crowns grid 2 {
  band { cells "a" spending }
  band { cells "b" "{spending}, {words}" }
  band { cells "c" spending in thousand digits 1 }
  band { cells "d" "{spending} and {spending in crowns} and {spending digits 3}" in thousand digits 2 }
  band { cells "e" spending bare }
  band { cells "f" "{spending} {spending[Clerk] / spending}" bare digits 0 wide 1 }
  band { cells spending[Clerk] / spending digits 3 spending }
}
form u "U" in crowns digits 1 grid 1 { band { cells spending }; band { cells "{spending}" }; band { cells spending digits 0 } }
form v "V" grid 1 { band { cells spending } }
document "x" style std.style.plain { t; u; v }"#;
    let text = prints(report);
    let cells: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("- ")).collect();
    let wanted = [
        "a | 3000 crowns",
        "b | 3000 crowns, of which 1.23 thousand",
        "c | 3.0 thousand",
        "d | 3.00 thousand and 3000.00 crowns and 3.000 thousand",
        "e | 3000",
        "f | 3000 41",
        "41.133% | 3000 crowns",
        "3000.0 crowns",
        "3000.0 crowns",
        "3000 crowns",
        "3 thousand",
    ];
    assert_eq!(cells, wanted, "{text}");
    let slip = report.replace("spending in thousand", "spending[Clerk] / spending in thousand");
    says(&slip, &["B0213"]);
}

const WHOLE: &str = r#"
measure money in thousand { crowns; thousand = 1000crowns }
dimension purpose levels class 3, item 2 { 207 Culture { 01 Library; 02 Theatre }; 208 Care { 07 Homes } }
dimension grade levels grade 3 { 300 High; 207 Low }
ledger plan { amount : money; growth : ratio; purpose.item }
ledger graded { amount : money; growth : ratio; purpose.item; grade optional }
ledger visits { visitors : count people; note : text; purpose.item }
ledger points { score : number; growth : ratio; purpose.item }
"#;

/// A whole number before the end of its row is a code; where that makes no sense the finding says so.
#[test]
fn a_whole_number_in_mid_row_may_be_the_amount() {
    let last = "if 207 is the amount, put it last, or give it its unit: 207thousand";
    let crowns = "give it its unit: 207crowns";
    for (row, code, note) in [
        ("items plan { 208-07 207 21.5% }", "B0226", last),
        ("items plan in crowns { 208-07 207 21.5% }", "B0226", crowns),
        ("items plan { 208-07 { 207 21.5% } }", "B0226", last),
        ("items plan { 207 21.5% }", "B0209", last),
        ("items graded { 208-07 207 21.5% }", "B0206", last),
        ("items graded { 208-07 300 21.5% }", "B0211", "if 300 is the amount"),
        ("items plan { Homes 999 21.5% }", "B0202", "if 999 is the amount"),
        ("items plan { 208-07 300 21.5% }", "B0216", "if 300 is the amount"),
        ("items plan { 208-07 999 Homes 21.5% }", "B0202", "if 999 is the amount"),
        ("items plan { total 208-07 999 21.5% }", "B0202", "if 999 is the amount"),
        ("items visits { 208-07 1200 \"a year\" }", "B0202", "if 1200 is the `visitors`, give it its unit: 1200people"),
        ("items points { 208-07 90 21.5% }", "B0202", "if 90 is the `score`, put it last, or write score: 90"),
    ] {
        let said = says(&format!("{WHOLE}{row}"), &[code]);
        assert!(said.contains(note), "{row}\n{said}");
    }
    // obeyed, either way
    for row in ["208-07 21.5% 207", "208-07 207thousand 21.5%"] {
        prints(&format!(
            "{WHOLE}level B0711 off\nitems plan {{ {row} }}\ncheck a: plan == 207thousand and plan.growth == 21.5%\ndocument \"x\" style std.style.plain {{ \"x\" }}"
        ));
    }
    // the row has its amount: another number is not it
    let said = says(&format!("{WHOLE}items plan {{ 999 Homes 21.5% 30.5 }}"), &["B0202"]);
    assert!(!said.contains("whole number"), "{said}");
}
