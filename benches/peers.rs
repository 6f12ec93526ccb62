//! What the program is measured against, each as a process of its own: `cargo bench --bench peers -- COMMAND …`.
//! `table.py` runs it.

#[path = "department.rs"]
mod department;
#[path = "grid.rs"]
mod grid;
#[allow(dead_code, reason = "another bench uses the rest")]
#[path = "ledger.rs"]
mod ledger;

use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs};

use budgetc::cli::Disk;
use budgetc::pdf::Fonts;
use budgetc::project;

/// The grammar and nothing else.
mod bare {
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/budget.pest"]
    pub struct Bare;
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["generate", items, wrong, out] => write(out, &ledger::budget(number(items), number(wrong))),
        ["department", units, items, folder] => department::write(number(units), number(items), Path::new(folder)),
        ["beancount", shape, items, out] => write(out, &ledger::beancount(number(items), *shape == "single")),
        ["differing", report, count, folder] => differing(Path::new(report), number(count), Path::new(folder)),
        ["pest", file] => pest(Path::new(file)),
        ["typst", file] => drop(render(&read(Path::new(file)), &fonts())),
        ["rebuild", report] => rebuild(Path::new(report)),
        ["round", rows, columns, out] => round(number(rows), number(columns), Path::new(out)),
        _ => println!("see benches/table.py"),
    }
}

fn number(text: &str) -> usize {
    text.parse().unwrap()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

fn write(path: &str, text: &str) {
    fs::write(path, text).unwrap();
}

/// Reports that differ in each of their amounts: all that has two places is multiplied, so that sums still hold.
fn differing(report: &Path, count: usize, folder: &Path) {
    let text = read(report);
    fs::write(folder.join("budget.toml"), "").unwrap();
    for factor in 1..=count {
        fs::write(folder.join(format!("report{factor}.budget")), multiplied(&text, factor)).unwrap();
    }
}

fn multiplied(text: &str, factor: usize) -> String {
    let digit = |c: char| c.is_ascii_digit() || c == '.';
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(digit) {
        let end = rest[start..].find(|c| !digit(c)).map_or(rest.len(), |end| start + end);
        let number = &rest[start..end];
        out.push_str(&rest[..start]);
        match number.split_once('.') {
            Some((whole, places)) if places.len() == 2 && !whole.is_empty() => {
                let hundredths = number.replace('.', "").parse::<usize>().unwrap() * factor;
                out.push_str(&format!("{}.{:02}", hundredths / 100, hundredths % 100));
            }
            _ => out.push_str(number),
        }
        rest = &rest[end..];
    }
    out + rest
}

/// Parses a file and drops the tree.
fn pest(file: &Path) {
    use pest::Parser;
    assert!(bare::Bare::parse(bare::Rule::file, &read(file)).is_ok());
}

fn fonts() -> Fonts {
    Fonts::find(&[PathBuf::from("assets/fonts")], false).unwrap()
}

fn render(typst: &str, fonts: &Fonts) -> Vec<u8> {
    budgetc::pdf::render(typst, fonts, budgetc::pdf::RenderOptions::default()).unwrap()
}

/// Rounds a table and writes it down for another program to round: microseconds and what it cost.
fn round(rows: usize, columns: usize, out: &Path) {
    let grid = grid::Grid::new(rows, columns);
    let lines = grid.values.iter().zip(&grid.rows).map(|(row, parts)| {
        let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
        format!("{} {}\n", parts.len(), cells.join(" "))
    });
    fs::write(out, lines.collect::<String>()).unwrap();
    let table = grid.table();
    let started = Instant::now();
    let units = budgetc::rounding::controlled(&table);
    println!("{} {}", started.elapsed().as_micros(), grid.cost(&units));
}

/// Builds a report, changes one figure's last digit and builds again, in one process, which finds its fonts once.
fn rebuild(report: &Path) {
    let fonts = fonts();
    let build = |path: &Path| {
        let started = Instant::now();
        let checked = project::check(project::load(path, None, &Disk).unwrap(), &Disk);
        drop(render(&budgetc::emit::typst::emit(&checked.document, &checked.style), &fonts));
        started.elapsed()
    };
    let cold = build(report);
    let edited = report.with_extension("edited.budget");
    fs::write(&edited, read(report).replacen("56.36", "56.37", 1)).unwrap();
    let warm = build(&edited);
    fs::remove_file(&edited).unwrap();
    println!("{} {}", cold.as_micros(), warm.as_micros());
}
