//! What the program's own steps cost, in one process: `cargo bench --bench speed`. For comparisons with others see
//! `table.py`.

#[allow(dead_code, reason = "the other bench uses the rest")]
#[path = "grid.rs"]
mod grid;
#[allow(dead_code, reason = "the other bench uses the rest")]
#[path = "ledger.rs"]
mod ledger;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use budgetc::base::FileId;
use budgetc::cli::Disk;
use budgetc::diff::Changes;
use budgetc::project::{self, Checked, ProjectOptions};
use budgetc::session::Session;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

fn check(path: &Path) -> Checked {
    project::check(project::load(path, None, &Disk).unwrap(), &Disk)
}

fn disclosure() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/nanchong-shebao-2024.budget")
}

#[divan::bench]
fn check_the_disclosure() -> Checked {
    check(&disclosure())
}

/// One amount changed.
#[divan::bench]
fn diff_of_the_disclosure(bencher: Bencher) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.budget");
    let text = std::fs::read_to_string(disclosure()).unwrap();
    std::fs::write(&path, text.replacen("50.00", "53.00", 1)).unwrap();
    bencher.bench_local(|| diff(&disclosure(), &path));
}

fn diff(old: &Path, new: &Path) -> Changes {
    let session = Session::new(Arc::new(Disk), ProjectOptions::default());
    session.ask(old).differences(&session.ask(new)).unwrap().changes
}

#[divan::bench]
fn json_of_the_disclosure(bencher: Bencher) {
    let checked = check(&disclosure());
    bencher.bench_local(|| black_box(&checked).evaluated(budgetc::emit::json::emit));
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn parse_items(bencher: Bencher, items: usize) {
    let text = ledger::budget(items, 0);
    bencher.counter(ItemsCount::new(items)).bench_local(|| budgetc::syntax::parse(black_box(&text), FileId(0)));
}

#[divan::bench]
fn fmt_the_disclosure(bencher: Bencher) {
    let text = std::fs::read_to_string(disclosure()).unwrap();
    bencher.bench_local(|| budgetc::format::format(black_box(&text), None));
}

/// Three times as long as `check_items` at most.
#[divan::bench(args = [1_000, 10_000, 100_000])]
fn fmt_items(bencher: Bencher, items: usize) {
    let text = ledger::budget(items, 0);
    bencher.counter(ItemsCount::new(items)).bench_local(|| budgetc::format::format(black_box(&text), None));
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn check_items(bencher: Bencher, items: usize) {
    checked(bencher, items, 0);
}

#[divan::bench(args = [100_000])]
fn check_items_with_a_thousand_errors(bencher: Bencher, items: usize) {
    checked(bencher, items, 1_000);
}

#[divan::bench(args = [100, 1_000, 10_000])]
fn round_twenty_columns(bencher: Bencher, rows: usize) {
    let grid = grid::Grid::new(rows, 20);
    let table = grid.table();
    bencher.counter(ItemsCount::new(rows)).bench_local(|| budgetc::rounding::controlled(black_box(&table)));
}

fn checked(bencher: Bencher, items: usize, wrong: usize) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("items.budget");
    std::fs::write(&path, ledger::budget(items, wrong)).unwrap();
    bencher.counter(ItemsCount::new(items)).bench_local(|| check(&path));
}
