//! Each finding's page is its documentation and its test.

use std::collections::BTreeSet;

use crate::support::{check, codes, fenced, files, shown};

/// Codes that need a file which is not text, or that only `build` finds.
const WITHOUT_EXAMPLE: &[&str] = &["B0107", "B0506", "B0507", "B0508"];

#[test]
fn failing_examples_fail_with_their_code_and_mended_ones_do_not() {
    for (name, page) in files("docs/errors", ".md") {
        let code = name.trim_end_matches(".md").rsplit('/').next().unwrap();
        assert!(page.starts_with(&format!("# {code} ")), "{name}: the title begins with the code");
        let blocks: Vec<String> =
            fenced(&page).into_iter().filter(|(info, _)| info == "budget").map(|(_, text)| text).collect();
        if WITHOUT_EXAMPLE.contains(&code) {
            continue;
        }
        let [bad, good] = blocks.as_slice() else {
            panic!("{name}: one failing and one mended example, found {}", blocks.len())
        };
        let found = check(bad);
        assert_eq!(codes(&found), [code], "{name}: failing example\n{}", shown(&found));
        let found = check(good);
        assert!(found.problems.is_empty(), "{name}: mended example\n{}", shown(&found));
    }
}

#[test]
fn every_code_that_is_raised_has_a_page_and_every_page_a_code() {
    let mut raised = BTreeSet::new();
    for (_, text) in files("src", ".rs") {
        for (at, _) in text.match_indices("\"B0") {
            let code = text.get(at + 1..at + 6).unwrap_or("");
            if text[at + 6..].starts_with('"') && code[1..].bytes().all(|byte| byte.is_ascii_digit()) {
                raised.insert(code.to_owned());
            }
        }
    }
    let pages: BTreeSet<String> = files("docs/errors", ".md")
        .iter()
        .map(|(name, _)| name.rsplit('/').next().unwrap().trim_end_matches(".md").to_owned())
        .collect();
    assert_eq!(raised, pages);
}
