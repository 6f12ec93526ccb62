//! Folders of text tables: what stands in them, and what becomes of files that were there before.

use std::fs;
use std::path::Path;

use budgetc::emit::{self, FormatOptions, OutputBytes};
use serde_json::Value;

use crate::cli::{CLEAN, run, stderr};
use crate::support::{check, shown};

const SHOP: &str = "measure money { dollars; k = 1000dollars }\ndimension item levels group 1, item 2 { 1 food { 01 tea; 02 cake }; 2 fuel { 01 coal } }\n\
                    dimension side { given; kept }\nledger costs { amount : money; note : text optional; item.item; side }\n\
                    tags money { currency: \"CNY\" }\ntags costs { direction: \"expenditure\" }\ntags item { classificationType: \"economic\" }\n\
                    items costs { given { 1-01 2.50 \"green, loose\"; 2-01 0.125 }; kept { 1-02 3.00 } }\n\
                    form t \"Costs\" no \"Table 1\" { rows of costs { line \"All\"; each item.item }\n\
                    column \"Item\" = name; column \"Of them\" { column \"Sum\" = costs; column \"Share\" = costs / costs[item: *] } }\n\
                    document \"Shop\" style std.style.plain lang \"en\" { t }\n";

fn files(text: &str) -> Vec<(String, String)> {
    let checked = check(text);
    assert!(checked.is_sound(), "{}", shown(&checked));
    let format = emit::find("csv").unwrap();
    match checked.evaluated(|it| (format.write)(it, &FormatOptions::default())).unwrap() {
        OutputBytes::Folder(files) => {
            files.into_iter().map(|file| (file.name, String::from_utf8(file.bytes).unwrap())).collect()
        }
        OutputBytes::File(_) => panic!("text tables are a folder"),
    }
}

#[test]
fn facts_and_tables_are_plain_rows_that_the_package_describes() {
    let files = files(SHOP);
    let text = |name: &str| &files.iter().find(|(own, _)| own == name).unwrap_or_else(|| panic!("{name}")).1;
    insta::assert_snapshot!(text("facts.csv").replace("\r\n", "\n"));
    insta::assert_snapshot!(text("Table 1 Costs.csv").replace("\r\n", "\n"));
    insta::assert_snapshot!(text("datapackage.json"));
    assert!(files.iter().filter(|(name, _)| name.ends_with(".csv")).all(|(_, text)| text.starts_with('\u{feff}')));
}

/// All columns that the package describes stand in its files, in their order.
#[test]
fn the_package_names_the_columns_of_each_file() {
    let files = files(SHOP);
    let package: Value = serde_json::from_str(&files.last().unwrap().1).unwrap();
    for resource in package["resources"].as_array().unwrap() {
        let (_, text) = files.iter().find(|(name, _)| *name == resource["path"]).unwrap();
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(reader.headers().unwrap(), names);
        for row in reader.records().map(Result::unwrap) {
            for (field, cell) in
                fields.iter().zip(&row).filter(|(field, cell)| field["type"] == "number" && !cell.is_empty())
            {
                assert!(budgetc::base::exact::parse(cell).is_ok(), "{field}: {cell}");
            }
        }
    }
}

fn build(arguments: &[&str], folder: &Path) -> (Option<i32>, String) {
    let all: Vec<&str> =
        ["build", "tea.budget", "--format", "csv", "--lang", "en"].iter().chain(arguments).copied().collect();
    let output = run(&all, folder);
    (output.status.code(), stderr(&output))
}

fn names(folder: &Path) -> Vec<String> {
    let mut all: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    all.sort();
    all
}

const WITH_FORM: &str =
    "form t \"Costs\" { rows of spending { line \"All\" }; column \"\" = name; column \"Sum\" = spending }\n";

#[test]
fn a_folder_is_filled_anew_and_keeps_what_is_none_of_the_reports() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    fs::write(here.join("tea.budget"), WITH_FORM.to_owned() + &CLEAN.replace("{ \"We", "{ t; \"We")).unwrap();
    let (code, said) = build(&[], here);
    assert_eq!(code, Some(0), "{said}");
    let made = here.join("tea-csv");
    assert_eq!(names(&made), ["Costs.csv", "datapackage.json", "facts.csv"]);
    fs::write(made.join("mine.txt"), "mine").unwrap();
    fs::write(here.join("tea.budget"), CLEAN).unwrap();
    assert_eq!(build(&["-o", "tea-csv/"], here).0, Some(0));
    assert_eq!(names(&made), ["datapackage.json", "facts.csv", "mine.txt"], "the table that is no more is gone");
    assert_eq!(names(here), ["tea-csv", "tea.budget"]);
    // with an error nothing changes
    let before = fs::read(made.join("facts.csv")).unwrap();
    fs::write(here.join("tea.budget"), CLEAN.replace("5.50", "5.55").replace("2.50", "2.60")).unwrap();
    assert_eq!(build(&[], here).0, Some(1));
    assert_eq!(fs::read(made.join("facts.csv")).unwrap(), before);
    assert_eq!(names(&made), ["datapackage.json", "facts.csv", "mine.txt"]);
}

#[test]
fn a_folder_goes_to_no_terminal_no_file_and_no_package_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    fs::write(here.join("tea.budget"), CLEAN).unwrap();
    fs::create_dir(here.join("theirs")).unwrap();
    fs::write(here.join("theirs/datapackage.json"), "{\"resources\": []}").unwrap();
    for (path, words) in [
        ("-", "csv is a folder and cannot go to standard output: name a folder with -o"),
        ("tea.budget", "tea.budget is a file, and a folder is to be written: name another with -o"),
        ("theirs", "was not written by budgetc: name another folder with -o, or move it away first"),
        ("none/there", "cannot write none/there: no such file or folder"),
    ] {
        let (code, said) = build(&["-o", path], here);
        assert!(code == Some(2) && said.contains(words), "{said}");
    }
    assert_eq!(names(&here.join("theirs")), ["datapackage.json"]);
    assert_eq!(names(here), ["tea.budget", "theirs"]);
}

/// A tag that would stand twice is told before anything is written.
#[test]
fn what_the_package_says_itself_is_no_tag() {
    let checked = check(&SHOP.replace("direction:", "factor:"));
    assert!(checked.is_sound(), "{}", shown(&checked));
    let format = emit::find("csv").unwrap();
    let refused = checked.evaluated(|it| (format.write)(it, &FormatOptions::default())).err().unwrap();
    assert!(refused.en.contains("the package itself says `factor`"), "{}", refused.en);
}
