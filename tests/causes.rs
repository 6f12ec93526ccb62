//! One cause is one finding.

use crate::support::{check, codes, read, shown};

/// The report without its library: the finding names the library that declares its names.
#[test]
fn a_library_that_is_not_used_is_one_finding() {
    for (report, library) in [
        ("stdlib/starter/2024.budget", "std.sichuan.2024.部门预算"),
        ("reports/qingling-shuili-2023.budget", "std.china.决算.2023.部门决算"),
    ] {
        let text = read(report);
        let line = format!("use {library}\n");
        assert!(text.contains(&line), "{report}");
        let checked = check(&text.replace(&line, ""));
        assert_eq!(checked.problems.len(), 1, "{report}: {}", shown(&checked));
        assert!(shown(&checked).contains(&format!("write `use {library}` at the beginning")), "{}", shown(&checked));
    }
}

/// A word that means nothing is told once, at the first of its places, and mended in all of them or in none.
#[test]
fn a_word_that_means_nothing_is_told_once() {
    let head =
        "measure money { dollars }\ndimension kind open { Red; Blue }\nledger spending { amount: money; kind }\n";
    let rows = "items spending { Blu 1; Red 2 }\nlet a = spending[Blu]\nlet b = spending[Blu] + spending[Grey]\n";
    let checked = check(&format!("{head}{rows}"));
    let found: Vec<_> = checked.problems.iter().filter(|problem| problem.code.number() == "B0203").collect();
    assert_eq!(found.len(), 2, "{}", shown(&checked));
    assert_eq!(found[0].related.len(), 2);
    assert!(found[0].notes.iter().any(|note| note.text.en.contains("3 places")), "{}", shown(&checked));
    assert!([0, 3].contains(&found[0].fixes.len()));
    assert!(!codes(&checked).contains(&"B0101"));
}

/// A clause that is written twice is told at the second, wherever it stands; of the clauses that add up none is.
#[test]
fn a_clause_is_written_once() {
    let report = |row: &str, column: &str, hole: &str| {
        format!(
            "measure money {{ dollars }}\ndimension kind {{ Red; Blue }}\nledger spending {{ amount : money; kind }}\n\
             items spending {{ Red 1.00; Blue 2.00 }}\n\
             form t \"Spent\" {{ rows of spending {{ line \"All\" {row}; each kind }}; column name \"Kind\" = name; column sum \"Sum\" = spending {column} }}\n\
             document \"Shop\" style std.style.plain {{ \"{{spending{hole}}}\"; t }}\n"
        )
    };
    let rows = [
        ("hide name hide sum", "", "", "hide sum"),
        ("only sum, sum", "", "", "sum"),
        ("", "digits 1 digits 0", "", "digits 0"),
        ("", "", " bare bare", "bare"),
        ("", "", " digits 0 in dollars digits 0", "digits 0"),
    ];
    for (row, column, hole, place) in rows {
        let checked = check(&report(row, column, hole));
        assert_eq!(codes(&checked), ["B0207"], "{}", shown(&checked));
        assert_eq!(checked.sources.slice(checked.problems[0].primary.span), place);
    }
    let fine = check(&report("hide name", "digits 1 bare", " digits 0 bare"));
    assert!(fine.problems.is_empty(), "{}", shown(&fine));
}

/// Two things in one line, the first of which ends in a block, are parted.
#[test]
fn a_block_and_what_stands_behind_it_are_parted() {
    let text = "measure money { dollars }\ndimension kind { Red }\nledger spending { amount : money; kind }\n\
                items spending { Red 1.00 }\nform t \"Spent\" { rows of spending { each kind }; column \"Sum\" = spending }\n\
                document \"Shop\" style std.style.plain { part \"One\" { \"words\" } t }\n";
    let checked = check(text);
    let problem = checked.problems.iter().find(|problem| problem.code.number() == "B0101").unwrap();
    assert_eq!(checked.sources.slice(problem.primary.span), "t", "{}", shown(&checked));
    let fix = &problem.fixes[0];
    let mut mended = text.to_owned();
    mended.replace_range(fix.span.range(), &fix.text);
    assert!(mended.contains("{ \"words\" }; t }"), "{mended}");
    assert!(check(&mended).problems.is_empty());
}
