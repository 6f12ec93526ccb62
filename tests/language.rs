//! The reference is run: its plain examples together are one report without findings; those marked with a code raise it.

use crate::support::{check_beside, codes, fenced, read, shown};

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
fn the_reference_lists_every_keyword() {
    let page = read("docs/language.md");
    for word in budgetc::syntax::keywords() {
        assert!(page.contains(word.english) && page.contains(word.chinese), "{word:?} is not in the reference");
    }
}
