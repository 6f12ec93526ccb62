//! The page of keywords, which editors show: it has every keyword, and its examples are sentences of the language.

use budgetc::base::FileId;
use budgetc::syntax::{keyword_page, keywords, parse};

use crate::support::read;

/// What an example may be a part of.
const AROUND: [&str; 12] = [
    "@",
    "form F \"f\" { @ }",
    "form F \"f\" {\n rows of a { @ }\n column \"a\" = a\n}",
    "form F \"f\" @ { }",
    "form F \"f\" { side \"s\" { @ } }",
    "form F \"f\" { band { @ } }",
    "document \"d\" style std.style.plain { @ }",
    "document \"d\" style std.style.plain @ { }",
    "text t = \"@\"",
    "check c: @",
    "let l = @",
    "document \"d\" style std.style.plain { section \"s\" { @ } }",
];

#[test]
fn every_keyword_has_a_row_and_an_example_that_reads() {
    let page = read("docs/keywords.md");
    let rows = page.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, keywords().count());
    for keyword in keywords() {
        let said = keyword_page(keyword.rule).unwrap_or_else(|| panic!("{keyword:?} has no row"));
        let example = said.example.replace('…', "");
        let reads = |around: &str| parse(&around.replace('@', &example), FileId(0)).1.is_empty();
        assert!(AROUND.into_iter().any(reads), "{}", said.example);
        assert!(said.example.contains(keyword.english) || said.example.contains(keyword.chinese), "{}", said.example);
    }
}
