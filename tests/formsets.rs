//! Form sets of the library share what they have in common by `use`: none repeats another's text.

use std::collections::BTreeMap;

use crate::support::files;

/// As many equal lines one below the other are a copy.
const RUN: usize = 3;

/// The lines of a file that say something of their own: no comments, no brackets alone; `use` is how they share.
fn lines(text: &str) -> Vec<&str> {
    let says =
        |line: &&str| !line.starts_with("//") && !line.starts_with("use ") && line.chars().any(char::is_alphanumeric);
    text.lines().map(str::trim).filter(says).collect()
}

/// The folders of the library that hold forms, with the text of their files.
fn form_sets() -> BTreeMap<String, Vec<(String, String)>> {
    let mut folders: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (path, text) in files("stdlib", ".budget") {
        let folder = path.rsplit_once('/').unwrap().0.to_owned();
        folders.entry(folder).or_default().push((path, text));
    }
    folders.retain(|_, files| files.iter().any(|(_, text)| lines(text).iter().any(|line| line.starts_with("form "))));
    folders
}

/// Runs of lines that stand in both sets, each with its two files.
fn copies(one: &[(String, String)], other: &[(String, String)]) -> Vec<String> {
    let mut runs: BTreeMap<Vec<&str>, &str> = BTreeMap::new();
    for (path, text) in one {
        runs.extend(lines(text).windows(RUN).map(|run| (run.to_vec(), path.as_str())));
    }
    let mut found = Vec::new();
    for (path, text) in other {
        for run in lines(text).windows(RUN) {
            if let Some(first) = runs.get(run) {
                found.push(format!("{first} and {path}:\n  {}", run.join("\n  ")));
            }
        }
    }
    found
}

#[test]
fn form_sets_repeat_no_text_of_one_another() {
    let sets: Vec<_> = form_sets().into_iter().collect();
    assert!(sets.len() >= 2, "{:?}", sets.iter().map(|(folder, _)| folder).collect::<Vec<_>>());
    for (number, (_, one)) in sets.iter().enumerate() {
        for (_, other) in &sets[number + 1..] {
            let found = copies(one, other);
            assert!(found.is_empty(), "{}", found.join("\n"));
        }
    }
}

#[test]
fn a_copy_of_three_lines_is_found() {
    let set = |text: &str| vec![("a.budget".to_owned(), text.to_owned())];
    let one =
        set("form a \"A\" {\n  rows of x { each item }\n\n  // one\n  column \"Item\" = name\n  column \"X\" = x\n}\n");
    let copied = set("rows of x { each item }\n  // two\n  column \"Item\" = name\n}\n  column \"X\" = x\n");
    assert_eq!(copies(&one, &copied).len(), 1);
    let own = set("rows of x { each item }\n  column \"Item\" = name\n  column \"Y\" = x\n");
    assert_eq!(copies(&one, &own), Vec::<String>::new());
}
