//! What a project's root file says, and the standard library read from a folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

use budgetc::base::{Home, Lang};
use budgetc::cli::Disk;
use budgetc::project::{Checked, ProjectOptions};
use budgetc::session::{Session, affected};

use crate::cli::{CLEAN, run, stderr};
use crate::support::{check_beside, codes, files, repository, shown};

/// A report of the standard library, and a module of a library that has it.
const REPORT: &str = "use std.shop\nitems costs { tea 2.50 }\ndocument \"Tea\" style std.style.plain { \"{costs}\" }\n";
const SHOP: &str = "// A shop.\nmeasure money { dollars }\ndimension item { tea; cake }\n\
                    ledger costs { amount : money; item }\n";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// A project with a library of its own beside it.
fn project(toml: &str) -> tempfile::TempDir {
    folder(&[
        ("budget.toml", toml),
        ("tea.budget", REPORT),
        ("lib/shop.budget", SHOP),
        ("lib/style/plain.typ", "// A look.\n"),
    ])
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned(), stderr(output))
}

/// The library that a folder holds is the one that is carried: nothing that is written tells where it was read.
#[test]
fn a_library_from_a_folder_makes_the_same_bytes() {
    let reports = ["reports/nanchong-shebao-2024.budget", "reports/dept/2024.budget", "stdlib/starter/2024.budget"];
    let pdf: &[&[&str]] = &[&["build", "--format", "pdf", "-o", "-"]];
    let commands: &[&[&str]] = &[
        &["check", "--accepted"],
        &["check", "--format", "json"],
        &["build", "--format", "typst", "-o", "-"],
        &["build", "--format", "json", "-o", "-"],
    ];
    for report in reports {
        for command in commands.iter().chain(if cfg!(feature = "pdf") { pdf } else { &[] }) {
            let carried = run(&[*command, &[report]].concat(), &repository());
            let read = run(&[*command, &[report, "--std", "stdlib"]].concat(), &repository());
            assert_eq!(carried.status, read.status, "{command:?} {report}\n{}", stderr(&read));
            // but for the place where a file of the library lies
            let said = |output: Output| {
                [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).replace("stdlib/", "std/"))
            };
            assert!(said(carried) == said(read), "{command:?} {report}");
        }
    }
    for command in [&["std", "list"][..], &["std", "show", "std.style.plain"], &["std", "doc"]] {
        let read = run(&[command, &["--std", "stdlib"]].concat(), &repository());
        assert!(run(command, &repository()).stdout == read.stdout, "{command:?}");
    }
}

/// What is wrong in it lies where it can be changed.
#[test]
fn a_finding_in_a_library_names_the_file_in_the_folder() {
    let place = project("");
    let check = |arguments: &[&str]| said(&run(&[&["check", "--lang", "en"], arguments].concat(), place.path()));
    assert!(check(&["tea.budget"]).2.contains("there is no module `std.shop`"));
    let (code, _, text) = check(&["tea.budget", "--std", "lib"]);
    assert_eq!(code, Some(0), "{text}");
    fs::write(place.path().join("lib/shop.budget"), SHOP.replace("item }", "itme }")).unwrap();
    let (code, lines, text) = check(&["tea.budget", "--std", "lib", "--format", "short"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(lines.starts_with("lib/shop.budget:4:32: error[B0201]"), "{lines}");
    let (_, sarif, _) = check(&["tea.budget", "--std", "lib", "--format", "sarif"]);
    assert!(sarif.contains("\"uri\": \"lib/shop.budget\"") && !sarif.contains("uriBaseId\": \"LIB"), "{sarif}");
    // a certain repair is made there, too
    fs::write(place.path().join("lib/shop.budget"), SHOP.replace("cake }", "cake\u{200b} }")).unwrap();
    let (code, _, text) = check(&["tea.budget", "--std", "lib", "--fix"]);
    assert_eq!(
        (code, fs::read_to_string(place.path().join("lib/shop.budget")).unwrap()),
        (Some(0), SHOP.into()),
        "{text}"
    );
    // a module that is not there
    fs::write(place.path().join("tea.budget"), REPORT.replace("std.shop", "std.shpo")).unwrap();
    let text = check(&["tea.budget", "--std", "lib"]).2;
    assert!(text.contains("looked for: lib/shpo.budget") && text.contains("did you mean `std.shop`?"), "{text}");
}

#[test]
fn a_folder_that_holds_no_library_is_told_at_once() {
    let place = project("");
    let (code, _, text) = said(&run(&["check", "tea.budget", "--std", "libs", "--lang", "en"], place.path()));
    assert_eq!(code, Some(2));
    assert!(text.contains("there is no standard library in libs") && text.contains("did you mean `lib`?"), "{text}");
    let (code, _, text) = said(&run(&["std", "list", "--std", "lib/style", "--lang", "zh"], place.path()));
    assert!(code == Some(2) && text.contains("lib/style 里没有标准库"), "{text}");
}

/// Each key is the option of its name.
#[test]
fn the_root_file_says_what_options_say() {
    let place = project("# ours\nstd = \"lib\"\nlang = \"en\"\nkeywords = \"zh\"\ndeny = \"warnings\"\n");
    let below = |arguments: &[&str]| said(&run(arguments, place.path()));
    let (code, _, text) = below(&["check", "tea.budget"]);
    assert!(code == Some(0) && text.contains("tea.budget: facts 1"), "{text}");
    // the command line counts first
    assert!(below(&["check", "tea.budget", "--lang", "zh"]).2.contains("事实 1 项"));
    assert!(below(&["check", "tea.budget", "--std", "none"]).2.contains("no standard library in none"));
    let warned = REPORT.replace("document", "check half \"half\": costs <= 1dollars warn\ndocument");
    fs::write(place.path().join("tea.budget"), warned).unwrap();
    let (code, _, text) = below(&["check", "tea.budget"]);
    assert!(code == Some(1) && text.contains("warnings 1"), "{text}");
    assert_eq!(below(&["build", "tea.budget", "--format", "typst"]).0, Some(1));
    assert_eq!(below(&["fmt", "tea.budget"]).0, Some(0));
    let laid_out = fs::read_to_string(place.path().join("tea.budget")).unwrap();
    assert!(laid_out.starts_with("引用 std.shop\n"), "{laid_out}");
    assert_eq!(below(&["fmt", "tea.budget", "--keywords", "en"]).0, Some(0));
    assert!(fs::read_to_string(place.path().join("tea.budget")).unwrap().starts_with("use std.shop\n"));
    // from wherever it is asked
    let file = place.path().join("tea.budget");
    let (code, _, text) = said(&run(&["check", file.to_str().unwrap()], &repository()));
    assert!(code == Some(1) && text.contains("warnings 1"), "{text}");
    let (_, list, _) = below(&["std", "list"]);
    assert_eq!(
        list.lines().map(|line| line.split(' ').next().unwrap()).collect::<Vec<_>>(),
        ["std.shop", "std.style.plain"]
    );
}

/// A root file that says something else is told at its place, with what may stand there.
#[test]
fn what_the_root_file_may_not_say() {
    let rows = [
        ("langauge = \"en\"", "langauge", "did you mean `lang`?"),
        ("keyword = \"zh\"", "keyword", "did you mean `keywords`?"),
        ("name = \"tea\"", "name", "one a line: std = \"FOLDER\", lang = \"zh\"|\"en\""),
        ("lang = \"english\"", "\"english\"", "write lang = \"zh\" or lang = \"en\""),
        ("lang = true", "true", "write lang = \"zh\" or lang = \"en\""),
        ("deny = [\"warnings\"]", "[\"warnings\"]", "write deny = \"warnings\""),
        ("std = 1", "1", "write std = \"FOLDER\""),
        ("std = \"libs\"", "\"libs\"", "there is no standard library in libs"),
        ("[lint]\nlang = \"en\"", "lint", "has no key `lint`"),
        ("lang = en", "en", "is no TOML here"),
        ("lang = \"en\"\nlang = \"en\"", "lang", "is no TOML here"),
        ("lang = ", "", "is no TOML here"),
    ];
    for (toml, place, words) in rows {
        let checked = check_beside(CLEAN, &[("budget.toml".to_owned(), toml.to_owned())]);
        let text = shown(&checked);
        assert_eq!(codes(&checked), ["B0115"], "{toml}\n{text}");
        assert_eq!(checked.problems.len(), 1, "{toml}\n{text}");
        assert!(text.contains(words) && text.contains("budget.toml:"), "{toml}\n{text}");
        assert_eq!(checked.sources.slice(checked.problems[0].primary.span), place, "{toml}\n{text}");
    }
    for toml in ["", "\u{feff}lang = \"en\"\r\n", "# std = \"none\"\n"] {
        let checked = check_beside(CLEAN, &[("budget.toml".to_owned(), toml.to_owned())]);
        assert!(checked.problems.is_empty(), "{toml}\n{}", shown(&checked));
    }
    let long = format!("# {}", "x".repeat(100 << 10));
    let checked = check_beside(CLEAN, &[("budget.toml".to_owned(), long)]);
    assert!(shown(&checked).contains("larger than 64 KiB"), "{}", shown(&checked));
}

/// Where nobody knows which library is meant, nothing is said of what it lacks; the rest is checked.
#[test]
fn a_wrong_folder_in_the_root_file_is_one_error() {
    let off = REPORT.replace("2.50", "2.50; total 2.60");
    let checked = check_beside(&off, &[("budget.toml".to_owned(), "std = \"libs\"".to_owned())]);
    assert_eq!(codes(&checked), ["B0115"], "{}", shown(&checked));
    let own = CLEAN.replace("5.50", "5.55");
    let checked = check_beside(&own, &[("budget.toml".to_owned(), "std = \"libs\"".to_owned())]);
    assert_eq!(codes(&checked), ["B0115", "B0301"], "{}", shown(&checked));
    // whoever lays out is told, too, and what is sure is done
    let place = project("keywords = \"chinese\"\nlang = \"en\"\n");
    let (code, _, text) = said(&run(&["fmt", "tea.budget"], place.path()));
    assert!(code == Some(1) && text.contains("error[B0115]") && text.contains("files laid out"), "{text}");
}

/// A session sees an edit of the root file, and of the library that it names.
#[test]
fn a_session_reads_the_folder_anew() {
    let place = project("std = \"lib\"\n");
    let session = Session::new(Arc::new(Disk), ProjectOptions::default());
    let (report, shop) = (place.path().join("tea.budget"), place.path().join("lib/shop.budget"));
    let check = || session.ask(&report).check().unwrap();
    let home = |checked: &Checked| {
        checked.sources.iter().find(|(_, source)| source.name == "std/shop.budget").map(|(_, source)| source.home)
    };
    let checked = check();
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    assert_eq!(home(&checked), Some(Home::Folder));
    assert_eq!(checked.project.settings.lang, None);
    session.edit(&shop, SHOP.replace("tea;", "").into_bytes());
    assert_eq!(codes(&check()), ["B0203"]);
    session.edit(&place.path().join("budget.toml"), b"lang = \"en\"".to_vec());
    let checked = check();
    assert_eq!((codes(&checked), checked.project.settings.lang), (vec!["B0204"], Some(Lang::En)));
    session.revert(&shop);
    session.revert(&place.path().join("budget.toml"));
    // the folder given counts before the one that is named
    let given = ProjectOptions { root: None, std: Some(place.path().join("lib/style")) };
    let other = Session::new(Arc::new(Disk), given);
    assert_eq!(codes(&other.ask(&report).check().unwrap()), ["B0204"]);
    assert!(check().problems.is_empty());
}

/// Before a commit: an edit of the library is an edit of each report that reads it there.
#[test]
fn an_edited_library_touches_the_reports_that_read_it() {
    let place = project("std = \"lib\"\n");
    let top = place.path();
    for edited in ["lib/shop.budget", "lib/style/plain.typ", "budget.toml"] {
        let touched = affected(&[top.join(edited)].into(), top, &Disk);
        assert!(touched.contains(&top.join("tea.budget")), "{edited}: {touched:?}");
    }
    fs::write(top.join("budget.toml"), "").unwrap();
    assert!(!affected(&[top.join("lib/shop.budget")].into(), top, &Disk).contains(&top.join("tea.budget")));
}

/// A project's own modules have pages as the library's have.
#[test]
fn a_project_has_pages_of_its_own() {
    let place = project("std = \"lib\"\nlang = \"en\"\n");
    let own = "// Our words. As we say them.\nuse std.shop\n\n// What we spend.\nlet spent = costs\n";
    for (name, text) in
        [("own/words.budget", own), ("own/more/checks.budget", "use own.words\ncheck c \"c\": spent == costs\n")]
    {
        fs::create_dir_all(place.path().join(name).parent().unwrap()).unwrap();
        fs::write(place.path().join(name), text).unwrap();
    }
    let doc = |arguments: &[&str]| said(&run(&[&["std", "doc"], arguments].concat(), place.path()));
    let (code, page, text) = doc(&["own.words"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(page.starts_with("# own.words\n\nOur words.") && page.contains("### spent\n\nWhat we spend."), "{page}");
    assert!(page.contains("[costs](std.shop.md#costs)"), "{page}");
    let (code, _, text) = doc(&["own", "--out", "pages"]);
    assert_eq!(code, Some(0), "{text}");
    let read = |name: &str| fs::read_to_string(place.path().join("pages").join(name)).unwrap();
    assert!(
        read("README.md").starts_with("# Modules\n") && read("README.md").contains("(own.words.md) | Our words. |")
    );
    assert!(read("own.words.md").contains("* used in checks [c](own.more.checks.md#c)"), "{}", read("own.words.md"));
    assert_eq!(fs::read_dir(place.path().join("pages")).unwrap().count(), 3);
    // all of the library where nothing is named
    let (_, page, _) = doc(&[]);
    assert!(
        page.starts_with("# The library\n") && page.contains("# std.shop\n") && !page.contains("# own.words"),
        "{page}"
    );
    let (code, _, text) = doc(&["owm.words"]);
    assert!(code == Some(2) && text.contains("did you mean `own.words`?"), "{text}");
}

/// The folder that the program's library is made of has nothing that is no file of a library.
#[test]
fn the_library_lists_all_its_files() {
    let listed: Vec<String> =
        budgetc::library::modules().into_iter().map(|module| format!("stdlib/{}", module.path)).collect();
    let mut all: Vec<String> =
        ["budget", "typ"].iter().flat_map(|ending| files("stdlib", ending)).map(|(name, _)| name).collect();
    all.retain(|name| !Path::new(name).starts_with(PathBuf::from("stdlib/starter")));
    let sorted = |mut all: Vec<String>| {
        all.sort();
        all
    };
    assert_eq!(sorted(listed), sorted(all));
}
