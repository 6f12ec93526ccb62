//! The tree loses nothing, and nothing that is torn makes the compiler panic.

use budgetc::base::FileId;
use budgetc::syntax::{Kind, keywords, parse};

use crate::support::{check, files, read, sources};

/// Nodes nest in order, and what stands between them is white space and punctuation only.
#[test]
fn trees_are_lossless() {
    for (name, text) in sources() {
        let (tree, _) = parse(&text, FileId(0));
        let mut covered = vec![false; text.len()];
        for node in tree.nodes(&text) {
            let mut at = node.span().start;
            for child in node.all_children() {
                assert!(child.span().start >= at && child.span().end <= node.span().end, "{name}: nodes out of order");
                at = child.span().end;
            }
            if node.all_children().next().is_none() {
                covered[node.span().range()].fill(true);
            }
        }
        let lost: String = text.char_indices().filter(|(at, _)| !covered[*at]).map(|(_, c)| c).collect();
        let words: String = lost.chars().filter(|c| c.is_alphanumeric()).collect();
        assert_eq!(words, "", "{name}: the tree has lost words");
    }
}

#[test]
fn files_of_the_repository_have_no_syntax_errors_unless_they_say_so() {
    for (name, text) in files("stdlib", ".budget").into_iter().chain(files("reports", ".budget")) {
        let (_, problems) = parse(&text, FileId(0));
        assert!(problems.is_empty(), "{name}: {problems:?}");
    }
}

/// Every small file, cut at each line and with each token dropped: there may be findings, never a panic.
#[test]
fn torn_files_do_not_panic() {
    for (_, text) in files("tests", ".budget") {
        let lines: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
        for cut in lines {
            check(&text[..cut]);
        }
        let (tree, _) = parse(&text, FileId(0));
        let leaves =
            tree.nodes(&text).filter(|node| node.all_children().next().is_none() && node.kind() != Kind::COMMENT);
        for leaf in leaves.step_by(3) {
            let range = leaf.span().range();
            check(&format!("{}{}", &text[..range.start], &text[range.end..]));
        }
    }
}

#[test]
fn a_torn_report_is_still_parsed_around_the_tear() {
    let text = read("reports/nanchong-shebao-2024.budget");
    for cut in text.match_indices('\n').map(|(at, _)| at).step_by(9) {
        parse(&text[..cut], FileId(0));
    }
    let torn = text.replacen("208-05-01 行政单位离退休 ", "208-05-01 ] ", 1);
    let (tree, problems) = parse(&torn, FileId(0));
    assert_eq!(problems.len(), 1, "one mistake, one error");
    assert!(tree.nodes(&torn).filter(|node| node.kind() == Kind::row).count() > 150, "the other rows are still there");
}

#[test]
fn every_keyword_has_two_spellings_and_none_is_shared() {
    let all: Vec<_> = keywords().collect();
    assert!(all.len() > 60);
    for (index, word) in all.iter().enumerate() {
        assert!(word.english.is_ascii() && !word.chinese.is_ascii(), "{word:?}");
        for other in &all[index + 1..] {
            assert!(
                word.english != other.english && word.chinese != other.chinese,
                "{word:?} and {other:?} share a spelling"
            );
        }
    }
}
