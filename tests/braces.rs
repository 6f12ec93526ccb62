//! A brace in words is part of a hole, written twice, or told; obeying what is told prints the words.

use crate::support::{check, codes, outline, shown};

/// A report whose document says this.
fn report(words: &str) -> String {
    format!(
        "measure money {{ dollars }}\ndimension kind {{ Red; Blue }}\nledger spending {{ amount: money; kind }}\n\
         items spending {{ Red 5; Blue 3 }}\ndocument \"A\" style std.style.plain lang \"en\" {{ \"All {{spending}}.\"; {words} }}\n"
    )
}

#[test]
fn words_in_braces_are_told_once_and_printed_as_is_told() {
    for words in ["…", "here", "note 1", "1,2", "first、second", "see below", "注", "unit"] {
        let checked = check(&report(&format!("\"See {{{words}}}.\"")));
        assert_eq!(checked.problems.len(), 1, "{words}: {}", shown(&checked));
        let found = &checked.problems[0];
        assert!(found.fixes.is_empty());
        let told =
            found.notes.iter().find_map(|note| note.text.en.split_once("to print a brace itself, write it twice: "));
        let (before, told) = told.unwrap_or_else(|| panic!("{words}: {}", shown(&checked)));
        let brackets = before.split_once("are written ").and_then(|(_, said)| said.strip_suffix("; ")).unwrap();
        let bracketed = check(&report(&format!("\"See {brackets}.\"")));
        assert!(bracketed.problems.is_empty(), "{words}: {}", shown(&bracketed));
        let told = if words == "unit" { "{{unit}}" } else { told };
        let mended = check(&report(&format!("\"See {told}.\"")));
        assert!(mended.problems.is_empty(), "{words}: {}", shown(&mended));
        assert!(outline(&mended.document).contains(&format!("See {{{words}}}.")), "{}", outline(&mended.document));
    }
}

#[test]
fn a_brace_that_closes_nothing_is_told() {
    for (words, lone) in [
        ("\"spending} goes\"", 1),
        ("“spending} goes”", 1),
        ("\"\"\"spending} goes\"\"\"", 1),
        ("\"{spending}}\"", 1),
        ("\"{{spending}\"", 1),
        ("\"a}}}b\"", 1),
        ("\"a｝b\"", 1),
        ("\"a}\"; \"b}\"", 2),
        ("\"{{spending}}\"", 0),
        ("\"{spending}}}\"", 0),
        ("\"}}{spending}{{\"", 0),
    ] {
        let checked = check(&report(words));
        assert_eq!(checked.problems.len(), lone, "{words}: {}", shown(&checked));
        assert!(codes(&checked).iter().all(|code| *code == "B0105"), "{words}: {}", shown(&checked));
    }
}
