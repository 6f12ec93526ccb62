//! Repairs that are called certain, after slips of many kinds in whole reports (`benches/fixes.rs` makes thousands of them):
//! the report is as it was, or nothing was changed.

#[allow(dead_code, reason = "the measure uses the rest")]
#[path = "../benches/slips.rs"]
pub mod slips;

use slips::{Fate, KINDS, Slip, Text};

use crate::culprits::mutants::{self, Dice, parallel};
use crate::support::{check, codes, repository, shown};

/// Slips in each report.
const SLIPS: &[(&str, &str, usize)] = &[("stdlib/starter", "2024.budget", 260), ("reports/town", "2025.budget", 65)];

#[test]
fn a_repair_gives_the_report_back_or_none_is_made() {
    for (folder, entry, count) in SLIPS {
        let report = Text::read(&repository().join(folder), entry);
        let mut dice = Dice(11);
        let mut all: Vec<Slip> = Vec::new();
        while all.len() < *count {
            all.extend(slips::slip(KINDS[all.len() % KINDS.len()], &report.text, &mut dice));
        }
        let fates = parallel(&all, |slip| report.fate(slip));
        for (slip, (fate, left)) in all.iter().zip(&fates) {
            assert!(*fate <= Fate::Mended, "{entry}: {slip:?}: {fate:?}\n{left}");
        }
        let mended = fates.iter().filter(|(fate, _)| *fate == Fate::Mended).count();
        assert!(mended > 0, "{entry}: {mended} of {count} are mended");
    }
}

/// Libraries of one table, whose declaration says the name of a shop; rows that say it too.
fn shops(declared: &str, rows: &[&str]) -> String {
    let rows: String = rows
        .iter()
        .enumerate()
        .map(|(kind, name)| format!("  001 {name} {} 1.00\n", ["tea", "cake", "soap", "ink"][kind]))
        .collect();
    format!(
        "measure money {{ dollars }}\ndimension shop {{ 001 {declared}; 002 quay }}\n\
         dimension kind {{ tea; cake; soap; ink }}\nledger sold {{ amount : money; shop; kind }}\nitems sold {{\n{rows}}}\n"
    )
}

/// Of a code and a name that disagree, what most places say is right; where as many say either, nobody knows.
#[test]
fn a_name_is_mended_where_the_other_places_say_so() {
    let certain = |declared: &str, rows: &[&str]| {
        let checked = check(&shops(declared, rows));
        assert_eq!(codes(&checked), ["B0205"], "{}", shown(&checked));
        let fixes = checked.problems.iter().flat_map(|problem| &problem.fixes);
        fixes.map(|fix| (checked.sources.slice(fix.span).to_owned(), fix.text.clone())).collect::<Vec<_>>()
    };
    let to = |from: &str, to: &str| vec![(from.to_owned(), to.to_owned())];
    assert_eq!(certain("market", &["market", "market", "markt"]), to("markt", "market"));
    assert_eq!(certain("market", &["market", "markt"]), to("markt", "market"));
    assert_eq!(certain("market", &["markt"]), []);
    assert_eq!(certain("markt", &["market", "market"]), []);
    assert_eq!(certain("markt", &["market", "market", "market"]), to("markt", "market"));
    assert_eq!(certain("markt", &["market", "market", "market", "markt"]), []);
    let once = check(&shops("markt", &["market", "market", "market"]));
    assert_eq!((once.problems.len(), once.sources.slice(once.problems[0].primary.span)), (1, "markt"));
}

/// A word is mended to a keyword where one keystroke makes all of its declaration or row readable.
#[test]
fn a_keyword_is_mended_where_one_alone_can_be_meant() {
    let text = "measure money { dollars }\ndimension kind { tea }\nledger sold { amount : money; kind }\n\
                items sold { tea 1.00 }\nform plan \"Plan\" { rows of sold { each kind }; column \"Kind\" = name; column \"Sold\" = sold }\n";
    assert!(check(text).problems.is_empty(), "{}", shown(&check(text)));
    for (right, wrong, certain) in [
        ("measure money", "mesure money", true),
        ("items sold {", "item sold {", true),
        ("column \"Sold\"", "colum \"Sold\"", true),
        ("rows of sold { each kind }", "row", false),
        ("rows of sold { each kind }", "行", false),
        ("items sold { tea 1.00 }", "itms sold = 3", false),
    ] {
        let checked = check(&text.replacen(right, wrong, 1));
        let fixes: Vec<&str> =
            checked.problems.iter().flat_map(|problem| &problem.fixes).map(|fix| fix.text.as_str()).collect();
        let word = right.split(' ').next().unwrap();
        assert_eq!(fixes, if certain { vec![word] } else { vec![] }, "{wrong}: {}", shown(&checked));
    }
}

/// Where two things disagree, or a slip may have been another, nothing is certain.
#[test]
fn what_may_be_another_slip_is_no_certain_repair() {
    let text = "measure money { dollars; thousands = 1000dollars }\n\
                dimension shop levels town 1, street 2 { 1 market { 01 tea house }; 2 harbour { 07 fish hall } }\n\
                dimension kind { tea; cake }\nledger sold { amount : money; shop.street }\n\
                ledger staff { number : count pcs; amount : money; kind }\n\
                items sold {\n  1 market { 01 \"tea house\" 3.00; total 3.00 }\n  total 1 3.00\n}\n\
                items staff { tea 8pcs 145.30dollars; cake 1pcs 10.00dollars }\n";
    let text = text.replace("01 tea house", "01 \"tea house\"").replace("07 fish hall", "07 \"fish hall\"");
    assert!(check(&text).problems.is_empty(), "{}", shown(&check(&text)));
    for (right, wrong) in [
        // a count and an amount are no groups of one number
        ("8pcs 145.30dollars", "8 145.30dollars"),
        // the code may be the slip
        ("items sold {\n  1 market", "items sold {\n  2 market"),
        // a total is no name
        ("total 1 3.00", "1 total 3.00"),
        // the total that stands behind it is no row of its own
        ("total 1 3.00\n", "total 1 total\n"),
        // neither is the one sign what was pasted along, if the row makes no sense without it
        ("tea 8pcs", "tea 8,.pcs"),
        ("8pcs 145.30dollars", "amount: 8 cake 145.30dollars"),
        // the odd letter is the declaration's
        ("01 \"tea house\" }", "01 \"ｔea house\" }"),
    ] {
        assert_eq!(text.matches(right).count(), 1, "{right}");
        let checked = check(&text.replace(right, wrong));
        assert!(!checked.is_sound(), "{wrong}");
        let fixes: Vec<&str> =
            checked.problems.iter().flat_map(|problem| &problem.fixes).map(|fix| fix.text.as_str()).collect();
        assert!(fixes.is_empty(), "{wrong}: {fixes:?}: {}", shown(&checked));
    }
    // a code behind another may be the first row of a block whose brace is gone
    let line = "  224 { 07 自然灾害救灾及恢复重建支出 { 04 自然灾害灾后重建补助 } }";
    let account = crate::support::read("reports/qingling-shuili-2023.budget");
    assert_eq!(account.matches(line).count(), 1);
    let open = check(&account.replace(line, &line.replacen("{ ", " ", 1)));
    assert!(open.problems.iter().any(|problem| problem.code.number() == "B0111"), "{}", shown(&open));
    assert!(open.problems.iter().all(|problem| problem.fixes.is_empty()), "{}", shown(&open));
    // a row and the head of its block changed places: the end before them stands where it should
    let report = crate::support::read("reports/nanchong-shebao-2024.budget");
    let head = report.find("  当年 项目支出 208-01-09").unwrap();
    let mut lines = report[head..].split_inclusive('\n');
    let (head, row) = (lines.next().unwrap(), lines.next().unwrap());
    let moved = check(&report.replacen(&format!("{head}{row}"), &format!("{row}{head}"), 1));
    assert!(moved.problems.iter().any(|problem| problem.code.number() == "B0112"), "{}", shown(&moved));
    assert!(moved.problems.iter().all(|problem| problem.fixes.is_empty()), "{}", shown(&moved));
    for line in ["dimension town { tea meaning: a warm \"drink }", "members town { tea meaning: 「warm }"] {
        let checked = check(&format!("dimension town {{ meaning : text }}\n{line}\n"));
        assert!(checked.problems.iter().all(|problem| problem.fixes.is_empty()), "{}", shown(&checked));
    }
}

/// What is said of a slip in a report about shops, and what is left of it when the repairs are made.
fn advice(right: &str, wrong: &str) -> (String, usize, bool) {
    let text = "measure money { dollars; thousands = 1000dollars }\n\
                param sacks : count pcs\nset sacks = 3pcs\nparam town : text\nset town = \"412\"\n\
                dimension kind open levels group 3, part 2 with use : text, note : text optional { 301 food { 01 tea; 13 cake }; 302 goods { 05 soap; 13 \"ink box\" } }\n\
                dimension sign { \"≥\"; \"=\" }\n\
                ledger sold { amount : money; kind.part }\nledger aims { value : value; weight : number optional; sign }\n\
                members kind {\n  301-01 tea  use: \"warm drinks\"  note: \"a\"\n  301-13 cake  use: \"feasts\"\n  302-05 soap  use: \"baths\"\n  302-13 \"ink box\"  use: \"pens\"\n}\n\
                items sold in dollars {\n  301 food {\n    01 tea 8.00\n    13 cake 2.50\n    total 10.50\n  }\n  302 goods {\n    05 soap 3.00\n    13 \"ink box\" 1.00\n  }\n}\n\
                items aims { ≥ 95% }\n\
                document \"Shops\" style std.style.plain { \"{town} {sacks} {sold}\" }\n";
    assert!(check(text).problems.is_empty(), "{}", shown(&check(text)));
    assert_eq!(text.matches(right).count(), 1, "{right}");
    let checked = check(&text.replace(right, wrong));
    let fixes = checked.problems.iter().flat_map(|problem| problem.fixes.clone()).collect::<Vec<_>>();
    let mut mended = text.replace(right, wrong);
    fixes.iter().rev().for_each(|fix| mended.replace_range(fix.span.range(), &fix.text));
    (shown(&checked), checked.problems.len(), !fixes.is_empty() && check(&mended).problems.is_empty())
}

/// A slip whose repair is certain is one finding, and the repair leaves nothing to say.
#[test]
fn a_certain_repair_is_the_only_one_and_leaves_nothing() {
    for (right, wrong, said) in [
        // a quoted or plain value is not what is wrong where `=` is missing
        ("town = \"412\"", "town \"412\"", "`=` is missing behind `town`"),
        ("sacks = 3pcs", "sacks 3pcs", "`=` is missing behind `sacks`"),
        ("note: \"a\"\n  301-13 cake", "note: \"a\"  301-13 cake", "two rows stand in one line"),
        ("use: \"feasts\"\n  302-05 soap", "use: \"feasts\"  302-05 soap", "two rows stand in one line"),
        ("cake  use: \"feasts\"", "cake  use \"feasts\"", "a colon belongs behind `use`"),
        ("{ ≥ 95% }", "{ >= 95% }", "write ≥"),
        ("town = \"412\"", "town = ”412“", "the wrong way round"),
        ("town = \"412\"", "town = “““\n412\n”””", "a text of several lines stands between"),
        ("items aims {", "check some \"some\": sold【301】 >= 1dollars\nitems aims {", "the brackets are written [ ]"),
        ("  301-01 tea", "  1. 301-01 tea", "was probably pasted along"),
        ("01 tea 8.00", "01 te a 8.00", "a blank within the name"),
        ("13 \"ink box\" 1.00", "13 ink box 1.00", "a name with blanks is quoted"),
    ] {
        let (shown, count, clean) = advice(right, wrong);
        assert!(count == 1 && clean && shown.contains(said), "{wrong}: {shown}");
    }
}

/// Where nothing is certain, what is advised can be done: no name to declare where no member can stand.
#[test]
fn what_is_advised_can_be_done() {
    for (right, wrong, said) in [
        ("tea 8.00", "tea 8.00 with milk", "a remark goes to the very end of the line, as `// with milk`"),
        ("tea 8.00", "tea 8.00（with milk）", "the very end of the line, as `// （with milk）`"),
        ("tea 8.00", "tea 8 95.00", "a number too many in this row: 8"),
        ("soap 3.00", "soap less3.00", "one below zero is -3.00"),
        ("soap 3.00", "soap atleast 3.00", "names are written exactly as declared"),
        ("soap 3.00", "soap —", "where there is none, leave the row out, or write 0"),
        ("soap 3.00", "soap -", "where there is none, leave the row out, or write 0"),
        ("total 10.50", "total =8+2", "a total only checks the rows, and may be left out"),
        ("05 soap 3.00", "01 tea 3.00", "move the row into the block of `301 food`"),
        ("13 \"ink box\" 1.00", "13 cake 1.00", "move the row into the block of `301 food`"),
        ("= \"412\"", "= \"the \"old\" town\"", "a quotation mark within a text is written “ ” or \\\""),
        ("\"feasts\"", "\"all \"big\" feasts\"", "a quotation mark within a text is written “ ” or \\\""),
        ("= 3pcs", "= zilch", "where there is none, 0pcs"),
        ("= 3pcs", "= 3bags", "write 3pcs"),
        ("cake  use: \"feasts\"", "cake  usee: \"feasts\"", "did you mean `use`?"),
        ("{ ≥ 95% }", "{ atleast 95% }", "what can stand here: sign: ≥, ="),
        ("{ ≥ 95% }", "{ ≥ 95% weight: 3% }", "`weight` takes a number, and a ratio is written"),
    ] {
        let (shown, count, clean) = advice(right, wrong);
        assert!(count == 1 && !clean && shown.contains(said), "{wrong}: {shown}");
        assert!(!shown.contains("declare it"), "{wrong}: {shown}");
    }
}

/// Lines may end as those of old programs do, and the points of a path may be those of a sentence.
#[test]
fn line_ends_and_points_of_another_kind_are_mended() {
    let text = "use std.china.2024.功能科目\n// a remark\nmeasure money { dollars }\ndocument \"Empty\" style std.style.plain { \"-\" }\n";
    assert!(check(text).problems.is_empty(), "{}", shown(&check(text)));
    for wrong in [text.replace('\n', "\r"), text.replace("std.china.2024.功", "std。china．2024。功")] {
        let checked = check(&wrong);
        assert_eq!(checked.problems.len(), 1, "{}", shown(&checked));
        let mut mended = wrong.clone();
        let fixes = checked.problems[0].fixes.iter().rev();
        fixes.for_each(|fix| mended.replace_range(fix.span.range(), &fix.text));
        assert_eq!(mended, text);
        assert!(!budgetc::project::repairs(&checked).is_empty());
    }
}
