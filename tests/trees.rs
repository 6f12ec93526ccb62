//! The tree loses nothing, and nothing that is torn makes the compiler panic.

use budgetc::base::FileId;
use budgetc::syntax::{Kind, Tree, keywords, parse, parse_again};

use crate::fmt::{Dice, SLIPS, pieces};
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

fn nodes(tree: &Tree, text: &str) -> Vec<(Kind, u32, u32, usize)> {
    let all = tree.nodes(text);
    all.map(|node| (node.kind(), node.span().start, node.span().end, node.all_children().count())).collect()
}

/// The library as the program carries it.
#[test]
fn the_trees_made_beforehand_are_those_of_the_parser() {
    let modules = budgetc::library::modules().into_iter().filter(|module| module.is_budget);
    for module in modules {
        let (path, text) = (&module.path, budgetc::library::text(&module.path).unwrap());
        let made = budgetc::syntax::premade_tree(budgetc::library::tree(path).unwrap(), FileId(3)).unwrap();
        let (tree, problems) = parse(text, FileId(3));
        assert!(problems.is_empty(), "{path}");
        assert_eq!(nodes(&made, text), nodes(&tree, text), "{path}");
    }
}

/// A change, and what became of the text.
fn changed(text: &str, dice: &mut Dice, pieces: &[String]) -> String {
    let mut text = text.to_owned();
    for _ in 0..=dice.below(3) {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (at, to) = (places[dice.below(places.len())], places[dice.below(places.len())]);
        match dice.below(5) {
            0 | 1 => text.insert_str(at, dice.of(SLIPS)),
            2 => text.insert_str(at, &pieces[dice.below(pieces.len())]),
            3 => drop(text.drain(at.min(to)..at.max(to))),
            _ => text.insert_str(0, &format!("{}\n", pieces[dice.below(pieces.len())])),
        }
    }
    text
}

/// To read a text with the help of one like it comes to the same as to read it.
#[test]
fn what_is_read_again_is_what_is_read() {
    let pieces = pieces();
    let (mut alike, mut torn) = (0, 0);
    for seed in 0..4000 {
        let dice = &mut Dice(seed);
        let known: Vec<&str> = (0..2 + dice.below(4)).map(|_| pieces[dice.below(pieces.len())].as_str()).collect();
        let known = known.join(dice.of(&["\n\n", "\n", "\n// 说明\n", ";\n"]));
        let (tree, problems) = parse(&known, FileId(0));
        if !problems.is_empty() {
            continue;
        }
        let text = changed(&known, dice, &pieces);
        let (whole, found) = parse(&text, FileId(0));
        let (again, found_again) = parse_again(&text, FileId(0), &tree, &known);
        assert_eq!(nodes(&whole, &text), nodes(&again, &text), "before:\n{known}\nafter:\n{text}");
        assert_eq!(found, found_again);
        alike += 1;
        torn += usize::from(!found.is_empty());
    }
    assert!(alike > 1000 && torn > 300 && alike - torn > 300, "{alike} {torn}");
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
