//! The reports of the repository: clean, and printed as they were last read.

use budgetc::check::Verdict;
use budgetc::project::{self, Checked, Disk};

use crate::support::{files, outline, repository, shown};

pub fn open(path: &str) -> Checked {
    let loaded = project::load(&repository().join(path), None, &Disk).unwrap();
    project::check(loaded, &Disk)
}

#[test]
fn the_disclosure_of_2024_is_clean() {
    let checked = open("reports/nanchong-shebao-2024.budget");
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    // as published: one project has two names, one in table 7 and one elsewhere
    let stood_by: Vec<&str> = checked.lints.iter().map(|lint| lint.problem.code).collect();
    assert_eq!(stood_by, ["B0705"]);
    let summary = checked.summary();
    assert_eq!((summary.accepted, summary.unchecked, summary.warnings), (5, 0, 0));
    let identities: Vec<String> = checked
        .identities
        .iter()
        .map(|identity| {
            let sides = identity.sides.as_ref().map_or_else(String::new, |sides| {
                let (left, right, _) = sides.words();
                format!(" {left} = {right}")
            });
            let verdict = match &identity.verdict {
                Verdict::Accepted(grounds) => format!("Accepted({:?})", grounds.because),
                other => format!("{other:?}"),
            };
            let instance = identity.instance.words(&checked.report).join(", ");
            format!("{}[{instance}]{sides} {verdict}", identity.name)
        })
        .collect();
    insta::assert_snapshot!("disclosure_identities", identities.join("\n"));
    insta::assert_snapshot!("disclosure_outline", outline(&checked.document));
}

#[test]
fn the_town_is_clean() {
    let mut checked = open("reports/town/2025.budget");
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    let summary = checked.summary();
    assert_eq!((summary.accepted, summary.unchecked), (0, 0));
    insta::assert_snapshot!("town_outline", outline(&checked.document));
    checked.document.style = String::new();
    insta::assert_snapshot!("town_typst", budgetc::emit::typst::emit(&checked.document));
}

#[test]
fn the_final_account_of_2023_is_clean() {
    let checked = open("reports/qingling-shuili-2023.budget");
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    let summary = checked.summary();
    assert_eq!((summary.accepted, summary.unchecked, summary.warnings), (0, 0, 0));
    insta::assert_snapshot!("final_account_outline", outline(&checked.document));
}

/// Every file of the library checks alone.
#[test]
fn library_files_stand_alone() {
    for (path, _) in files("stdlib", ".budget") {
        let checked = open(&path);
        // parameters that only a report sets are no fault of the library
        let faults: Vec<_> =
            checked.problems.iter().filter(|problem| !matches!(problem.code, "B0401" | "B0403")).collect();
        assert!(faults.is_empty(), "{path}\n{}", shown(&checked));
    }
}
