//! Repairs that are called certain, after slips of many kinds in whole reports (`benches/fixes.rs` makes thousands of them):
//! the report is as it was, or nothing was changed.

#[allow(dead_code, reason = "the measure uses the rest")]
#[path = "../benches/slips.rs"]
mod slips;

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
    ] {
        assert_eq!(text.matches(right).count(), 1, "{right}");
        let checked = check(&text.replace(right, wrong));
        assert!(!checked.is_sound(), "{wrong}");
        let fixes: Vec<&str> =
            checked.problems.iter().flat_map(|problem| &problem.fixes).map(|fix| fix.text.as_str()).collect();
        assert!(fixes.is_empty(), "{wrong}: {fixes:?}: {}", shown(&checked));
    }
    for line in ["dimension town { tea meaning: a warm \"drink }", "members town { tea meaning: 「warm }"] {
        let checked = check(&format!("dimension town {{ meaning : text }}\n{line}\n"));
        assert!(checked.problems.iter().all(|problem| problem.fixes.is_empty()), "{}", shown(&checked));
    }
}
