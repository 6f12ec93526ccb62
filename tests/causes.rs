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
