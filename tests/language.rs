//! The reference is run: its plain examples together are one report without findings; those marked with a code raise it. One
//! marked `alone` is a report by itself, over the libraries that are marked with their files.

use crate::support::{check_beside, check_files, codes, fenced, read, shown};

#[test]
fn the_reference_is_true() {
    let page = read("docs/language.md");
    let blocks = fenced(&page);
    let whole: String = blocks.iter().filter(|(info, _)| info == "budget").map(|(_, text)| text.as_str()).collect();
    let beside: Vec<(String, String)> = blocks
        .iter()
        .filter_map(|(info, text)| Some((info.strip_prefix("budget file ")?.to_owned(), text.clone())))
        .collect();
    let check = |text: &str| check_beside(text, &beside);
    let checked = check(&whole);
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    assert!(!checked.report.facts.is_empty() && checked.identities.len() > 5 && !checked.document.blocks.is_empty());
    let mut wrong = Vec::new();
    for (info, text) in &blocks {
        let Some(code) = info.strip_prefix("budget error ") else { continue };
        let checked = check(&format!("{whole}\n{text}"));
        if codes(&checked) != [code] {
            wrong.push(format!("{code}:\n{text}\n{}", shown(&checked)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_references_reports_over_a_library_are_true() {
    let page = read("docs/language.md");
    let blocks = fenced(&page);
    let files: Vec<(&str, &[u8])> =
        blocks.iter().filter_map(|(info, text)| Some((info.strip_prefix("budget file ")?, text.as_bytes()))).collect();
    let reports: Vec<&String> =
        blocks.iter().filter(|(info, _)| info == "budget alone").map(|(_, text)| text).collect();
    assert!(!files.is_empty() && !reports.is_empty());
    for report in reports {
        let all: Vec<(&str, &[u8])> = files.iter().copied().chain([("r.budget", report.as_bytes())]).collect();
        let checked = check_files("r.budget", &all);
        assert!(checked.problems.is_empty(), "{report}\n{}", shown(&checked));
        assert!(!checked.document.blocks.is_empty());
    }
}
