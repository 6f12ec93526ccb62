//! How the cost of reports that are made to be slow grows: `cargo bench --no-default-features --bench growth [-- SHAPE…]`.
//! Each is checked, and what was found is shown, in a process of its own, at ten thousand and at a hundred thousand (of
//! two lists at what one file holds too). It fails where a cost grows faster than it may.

mod adverse;
#[allow(dead_code, reason = "another bench uses the rest")]
mod ledger;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::{env, fs};

use adverse::{Kind, SHAPES, Shape};
use budgetc::base::Lang;
use budgetc::cli::Disk;
use budgetc::project;
use budgetc::render;

const SIZES: [usize; 2] = [10_000, 100_000];
/// The most that a file of 64 MiB holds of each.
const MOST: [(&str, usize); 2] = [("units", 1_000_000), ("items declared", 800_000)];

/// Ten times as much may cost ten to this power as much.
const EXPONENT: f64 = 1.15;

/// A byte of a list costs so much more than one of the cheapest list at most: rows say more or less each.
const APART: f64 = 1.5;

/// The benchmark's own shape beside those made to be slow.
const UNITS: Shape = Shape { name: "units", kind: Kind::List, make: |n| ledger::budget(n, 0) };

fn shapes() -> impl Iterator<Item = &'static Shape> {
    std::iter::once(&UNITS).chain(SHAPES)
}

/// What one process needed.
struct Cost {
    seconds: f64,
    megabytes: f64,
    lines: f64,
    bytes: f64,
    findings: f64,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["write", name, size, file] => {
            fs::write(file, text(name, size)).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)
        }
        ["one", file] => one(Path::new(file)),
        wanted => table(wanted),
    }
}

fn text(name: &str, size: &str) -> String {
    let shape = shapes().find(|shape| shape.name == name).unwrap();
    (shape.make)(size.parse().unwrap())
}

/// Checks a report and prints what that cost.
fn one(file: &Path) -> ExitCode {
    let checked = project::check(project::load(file, None, &Disk).unwrap(), &Disk);
    let shown = render::plain(&checked.sources, &checked.problems, Lang::Zh);
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse::<f64>().ok());
    let stat = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds: f64 = stat.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(f64::NAN);
    println!("{} {} {} {}", nanoseconds / 1e9, peak.unwrap_or(f64::NAN) / 1024.0, checked.problems.len(), shown.len());
    ExitCode::SUCCESS
}

fn measure(shape: &Shape, size: usize, folder: &Path) -> Cost {
    let file = folder.join("report.budget");
    let text = (shape.make)(size);
    fs::write(&file, &text).unwrap();
    // the least of a few: a shared machine only ever adds
    let runs = (0..if size > SIZES[0] { 2 } else { 4 }).map(|_| {
        let out = Command::new(env::current_exe().unwrap()).arg("one").arg(&file).output().unwrap();
        let told = String::from_utf8_lossy(&out.stdout).into_owned();
        let numbers: Vec<f64> = told.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        let [seconds, megabytes, findings, _] = numbers[..] else { panic!("{}: {told}", shape.name) };
        Cost { seconds, megabytes, lines: text.lines().count() as f64, bytes: text.len() as f64, findings }
    });
    runs.min_by(|a, b| a.seconds.total_cmp(&b.seconds)).unwrap()
}

fn table(wanted: &[&str]) -> ExitCode {
    let folder = tempfile::tempdir().unwrap();
    let mut fine = true;
    let mut rows: Vec<(&Shape, f64)> = Vec::new();
    println!(
        "| shape | 10,000 | 100,000 | exponent | a line | a byte | memory | findings |\n|---|---|---|---|---|---|---|---|"
    );
    for shape in shapes().filter(|shape| wanted.is_empty() || wanted.contains(&shape.name)) {
        let [less, more] = SIZES.map(|size| measure(shape, size, folder.path()));
        let exponent = (more.seconds / less.seconds).log10();
        let (each, byte) = (more.seconds / more.lines * 1e6, more.seconds / more.bytes * 1e9);
        println!(
            "| {} | {:.3} s | {:.2} s | {exponent:.2} | {each:.2} µs | {byte:.0} ns | {:.0} MB | {} |",
            shape.name, less.seconds, more.seconds, more.megabytes, more.findings
        );
        fine &= told(exponent <= EXPONENT, "grows too fast", shape);
        if shape.kind == Kind::List {
            rows.push((shape, byte));
        }
    }
    let least = rows.iter().map(|(_, each)| *each).fold(f64::INFINITY, f64::min);
    for (shape, each) in &rows {
        fine &= told(*each <= APART * least, "costs more a byte than the cheapest list", shape);
    }
    for (name, size) in MOST.into_iter().filter(|_| wanted.is_empty()) {
        let Some(shape) = shapes().find(|shape| shape.name == name) else { continue };
        let cost = measure(shape, size, folder.path());
        println!("{name}, {size}: {:.2} s, {:.0} MB", cost.seconds, cost.megabytes);
    }
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn told(fine: bool, what: &str, shape: &Shape) -> bool {
    if !fine {
        println!("{}: {what}", shape.name);
    }
    fine
}
