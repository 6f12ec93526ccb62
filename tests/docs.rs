//! The pages that are made of the library's comments and declarations.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use budgetc::base::Lang;
use budgetc::cli::Disk;
use budgetc::doc::{self, LibraryPage, Module};
use budgetc::project::Project;

use crate::support::{Memory, files, repository};

fn library(lang: Lang) -> Vec<LibraryPage> {
    let (project, modules) = (Project::default(), budgetc::library::modules());
    let modules = modules.iter().filter(|module| module.is_budget);
    let modules: Vec<Module> = modules.map(|module| Module::load(&module.name, &project, &Disk).unwrap()).collect();
    doc::pages(&modules, |_| true, lang)
}

#[test]
fn the_pages_of_the_library_are_up_to_date() {
    let pages: BTreeMap<String, String> =
        library(Lang::Zh).into_iter().map(|page| (format!("docs/std/{}", page.file), page.text)).collect();
    let written: BTreeMap<String, String> = files("docs/std", ".md").into_iter().collect();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        for stale in written.keys().filter(|name| !pages.contains_key(*name)) {
            std::fs::remove_file(repository().join(stale)).unwrap();
        }
        for (name, text) in &pages {
            std::fs::write(repository().join(name), text).unwrap();
        }
        return;
    }
    let stale = pages.keys().chain(written.keys()).find(|name| pages.get(*name) != written.get(*name));
    assert!(stale.is_none(), "{stale:?} is not up to date: UPDATE_DOCS=1 cargo test docs");
}

/// The table of lints in the reference is made of what they declare: `UPDATE_DOCS=1 cargo test docs` writes it.
#[test]
fn the_table_of_lints_is_up_to_date() {
    let path = repository().join("docs/language.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let head = "| Lint | finds | is about |\n|---|---|---|\n";
    let (before, rest) = page.split_once(head).unwrap();
    let (old, behind) = rest.split_once("\n\n").unwrap();
    let row = |(code, [finds, about]): (budgetc::base::Code, [&str; 2])| {
        format!("| [{code}](errors/{code}.md) | {finds} | {about} |")
    };
    let table = budgetc::lint::table().into_iter().map(row).collect::<Vec<_>>().join("\n");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, format!("{before}{head}{table}\n\n{behind}")).unwrap();
        return;
    }
    assert_eq!(table, old, "UPDATE_DOCS=1 cargo test docs");
}

/// The tables of the styles' variables are made of the styles: `UPDATE_DOCS=1 cargo test docs` writes them.
#[test]
fn the_tables_of_variables_are_up_to_date() {
    let path = repository().join("docs/styles.md");
    let mut page = std::fs::read_to_string(&path).unwrap();
    for (heading, styles) in
        [("### Of std.style.公文 and std.style.横表", &["公文", "横表"][..]), ("### Of std.style.plain", &["plain"])]
    {
        let tables = styles.iter().map(|name| {
            let report = format!("document \"x\" style std.style.{name} {{ \"x\" }}\n");
            let style = crate::support::check(&report).style;
            let row = |variable: &budgetc::project::Variable| {
                let value = if variable.value.is_empty() { String::new() } else { format!("`{}`", variable.value) };
                format!("| `{}` | {value} | {} |\n", variable.name, variable.about)
            };
            budgetc::project::variables(&style).iter().map(row).collect::<String>()
        });
        let tables: BTreeSet<String> = tables.collect();
        assert_eq!(tables.len(), 1, "{heading}: they have the same variables");
        let (before, rest) = page.split_once(heading).unwrap();
        let (head, rest) = rest.split_once("|---|---|---|\n").unwrap();
        let behind = &rest[rest.find("\n##").unwrap_or(rest.len())..];
        page = format!("{before}{heading}{head}|---|---|---|\n{}{behind}", tables.first().unwrap());
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, page).unwrap();
        return;
    }
    assert_eq!(page, std::fs::read_to_string(&path).unwrap(), "UPDATE_DOCS=1 cargo test docs");
}

/// Readers of Markdown name the place of a heading by its letters and digits.
fn places(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
    headings.map(|heading| heading.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-")).collect()
}

#[test]
fn links_lead_somewhere() {
    for lang in [Lang::Zh, Lang::En] {
        let pages = library(lang);
        let known: BTreeMap<&str, BTreeSet<String>> =
            pages.iter().map(|page| (page.file.as_str(), places(&page.text))).collect();
        let mut links = 0;
        for page in &pages {
            for link in page.text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
                let (file, place) = link.split_once('#').unwrap_or((link, ""));
                let file = if file.is_empty() { page.file.as_str() } else { file };
                let found = known.get(file).is_some_and(|places| place.is_empty() || places.contains(place));
                assert!(found, "{}: {link}", page.file);
                links += 1;
            }
        }
        assert!(links > 100, "{links}");
    }
}

const KIOSK: &str = r#"// A kiosk: what it sells.
// It is open all year.
use words

measure money { cents; dollars = 100cents }
// Where it stands.
dimension place open levels street 2, corner 2
dimension trade { Papers; Sweets }
// What one pays | and gets.
dimension goods open with trade : trade, note : text = name {
  News  trade: Papers
}
// A day's takings.
ledger sales { amount : money; pieces : count pieces optional; place.corner; goods; paid = Sweets }
dimension paid { Papers; Sweets }

// Who keeps it, and since when.
param keeper : text // as on the sign
param since : year = 1990
param closed : text optional

// ── figures ──
let papers = sales[trade: Papers] // all of them
rows trades of sales { each goods; line "All" }
text change(now : money, then : money) = "{if now > then}up by {now - then}{else}down{end}"
text summary = """
{keeper} sells {papers}.
{for each trades sep ", "}{name} {sales}{end}
"""
// Never in debt.
check positive "takings are no debts" for each place.street: sales >= 0cents warn
form table1 "Sales of {since}" no "Table *1*" in dollars {
  rows of sales { each goods }
  column "Goods" = name
  column "Sales" { column "Papers" = papers; column "All" = sales }
}
"#;

const WORDS: &str = "// The words.\nparam greeting : text = \"Welcome\"\ntext hello = \"{greeting}!\"\n";

/// Nothing is special about the library that the program carries: any module has its page.
#[test]
fn a_page_says_what_a_module_declares() {
    let memory: Memory = [("kiosk.budget", KIOSK.to_owned()), ("words.budget", WORDS.to_owned())].into_iter().collect();
    let project = Project { roots: vec![PathBuf::new()], ..Project::default() };
    let load = |name| Module::load(name, &project, &memory).unwrap();
    let pages = doc::pages(&[load("kiosk"), load("words")], |_| true, Lang::En);
    let texts: Vec<&str> = pages.iter().map(|page| page.text.as_str()).collect();
    insta::assert_snapshot!("kiosk_pages", texts.join("\n"));
}
