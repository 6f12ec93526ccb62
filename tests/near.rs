//! A name that is unknown is told with all that it may have been meant for, and nothing is chosen where several are as near.

use budgetc::base::Diagnostic;
use budgetc::base::near::{CLOSE, likeness};

use crate::fmt::Dice;
use crate::support::{check, check_files, shown};

/// The names that have most in common with a word.
fn nearest<'n>(word: &str, names: &'n [String]) -> Vec<&'n str> {
    let best = names.iter().map(|name| likeness(word, name)).fold(0.0, f64::max);
    let near = names.iter().filter(|name| best >= CLOSE && likeness(word, name) == best);
    near.map(String::as_str).collect()
}

/// What a finding says names all that are nearest, or says that there are more, and repairs nothing.
fn names_all(found: &Diagnostic, word: &str, names: &[String]) {
    let near = nearest(word, names);
    assert!(found.fixes.is_empty(), "{word} among {names:?}: {found:?}");
    let asked = found.notes.iter().find(|note| note.text.en.starts_with("did you mean"));
    let several = found.notes.iter().any(|note| note.text.en.starts_with("several are as close"));
    assert_eq!(several, near.len() > 3, "{word} among {names:?}: {:?}", found.notes);
    let said: Vec<&str> = asked.map_or_else(Vec::new, |note| note.text.en.split('`').skip(1).step_by(2).collect());
    let expected = if several { Vec::new() } else { near };
    let sorted = |mut names: Vec<&str>| {
        names.sort_unstable();
        names.join(" ")
    };
    assert_eq!(sorted(said), sorted(expected), "{word} among {names:?}: {:?}", found.notes);
}

fn word(dice: &mut Dice) -> String {
    (0..3 + dice.below(2)).map(|_| char::from(b'p' + dice.below(4) as u8)).collect()
}

#[test]
fn what_is_as_near_is_named_alike() {
    let mut dice = Dice(7);
    for _ in 0..150 {
        let mut names: Vec<String> = (0..1 + dice.below(6)).map(|_| word(&mut dice)).collect();
        names.sort();
        names.dedup();
        let wanted = word(&mut dice);
        if names.contains(&wanted) {
            continue;
        }
        let units: String = names.iter().skip(1).map(|name| format!("; {name} = 10{}", names[0])).collect();
        let fields: String = names.iter().map(|name| format!("{name} : number; ")).collect();
        for (text, code) in [
            (
                format!(
                    "dimension d {{ {} }}\nledger l {{ n : number; d }}\nitems l {{ {wanted} 5 }}\n",
                    names.join("; ")
                ),
                "B0203",
            ),
            (
                format!("measure m {{ {}{units} }}\nledger l {{ n : m }}\nitems l in {wanted} {{ 5 }}\n", names[0]),
                "B0214",
            ),
            (format!("ledger l {{ {fields} }}\nlet a = l.{wanted}\n"), "B0203"),
        ] {
            let checked = check(&text);
            let found = checked.problems.iter().find(|found| found.code.number() == code);
            names_all(found.unwrap_or_else(|| panic!("{text}{}", shown(&checked))), &wanted, &names);
        }
    }
}

/// Each way that is told to write one of several of a name singles it out where it is written.
#[test]
fn namesakes_are_told_apart_as_is_told() {
    let shelves = "dimension d levels a, b, c { x { m { l; r }; n { l } }; y { m { r; s } }; z { z { z; l } } }\n";
    let coded = "dimension d levels a 1, b 2 { 1 x { 01 l; 02 r }; 2 y { 01 l } }\ndimension e { p; q }\n";
    let two = "dimension d { l; r }\ndimension e { l; q }\n";
    for (dims, axes, rest, ways) in [
        (shelves, "d", "items t { l ^ }\n", 2),
        (shelves, "d", "items t { r ^ }\n", 2),
        (shelves, "d", "items t { x { m { l 1 }; n { l 1 } } }\nlet a = t[l]\n", 2),
        (shelves, "d", "items t { x { m { l 1 }; n { l 1 } } }\ncheck a: t[r] == 0\n", 2),
        (coded, "d; e", "items t { l p ^ }\n", 2),
        (coded, "d; e", "items t { p { 1-01 ^; d: l ^ } }\n", 2),
        (coded, "d; e", "items t { 1-01 p ^ }\nlet a = t[l]\n", 2),
        (coded, "d; e", "items t { 1-01 p ^ }\nparam a : d = l\n", 2),
        (two, "d; e", "items t { l ^ }\n", 2),
        (two, "d; e", "items t { r q ^ }\nlet a = t[l]\n", 2),
    ] {
        let text = format!("{dims}ledger t {{ v : number; {axes} }}\n{rest}").replace('^', "1");
        let checked = check(&text);
        let found: Vec<_> = checked.problems.iter().filter(|found| found.code.number() == "B0206").collect();
        assert_eq!(found.len(), 1, "{text}{}", shown(&checked));
        let told = found[0].notes.iter().find_map(|note| note.text.en.strip_prefix("write the one that is meant: "));
        let told: Vec<&str> = told.unwrap_or_else(|| panic!("{text}{}", shown(&checked))).split("; ").collect();
        assert_eq!(told.len(), ways, "{text}{}", shown(&checked));
        for way in told {
            let mut mended = text.clone();
            let mut place = found[0].primary.span.range();
            if text[..place.start].ends_with("d: ") {
                place.start -= 3;
            }
            mended.replace_range(place, way.split(" (").next().unwrap());
            let checked = check(&mended);
            let left = checked
                .problems
                .iter()
                .filter(|found| found.code.number().starts_with("B01") || found.code.number() == "B0206");
            assert_eq!(left.count(), 0, "{mended}{}", shown(&checked));
        }
    }
}

#[test]
fn a_word_may_be_two_keywords_two_files_or_two_instances() {
    let checked = check("dimension d { a; b }\nledger l { n : number; d }\nnew l { a 5 }\n");
    assert!(shown(&checked).contains("`new` does not begin"), "{}", shown(&checked));
    let report = "use \"2022.budget\" as last\n";
    let year = "param year : year = 2021\n".as_bytes();
    let files = [("page.budget", report.as_bytes()), ("2021.budget", year), ("2023.budget", year)];
    let checked = check_files("page.budget", &files);
    assert!(shown(&checked).contains("did you mean `2021.budget` or `2023.budget`?"), "{}", shown(&checked));
    let report = "dimension d { a1; a2; a3 }\nledger l { n : number; d }\nitems l { a1 5; a2 5 }\n\
        check c for each d of l: l == 0\naccept c[a3] by 5 because \"as printed\"\n";
    let checked = check(report);
    assert!(shown(&checked).contains("did you mean `c[a1]` or `c[a2]`?"), "{}", shown(&checked));
    let failing = checked
        .problems
        .iter()
        .filter(|found| found.code.number() == "B0302" || found.code.number() == "B0301")
        .count();
    assert_eq!(failing, 2, "{}", shown(&checked));
}
