//! What the program's own steps cost, in one process: `cargo bench --bench speed`. For comparisons with others see
//! `table.py`.

#[allow(dead_code, reason = "the other bench uses the rest")]
#[path = "ledger.rs"]
mod ledger;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use budgetc::base::FileId;
use budgetc::project::{self, Checked, Disk, Files, Unread};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// One file in memory.
struct Memory(HashMap<PathBuf, Vec<u8>>);

impl Files for Memory {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unread> {
        self.0.get(path).cloned().ok_or(Unread::Missing)
    }

    fn real(&self, path: &Path) -> Result<PathBuf, Unread> {
        Ok(path.to_path_buf())
    }

    fn exists(&self, path: &Path) -> bool {
        self.0.contains_key(path)
    }
}

fn check(files: &dyn Files, path: &Path) -> Checked {
    project::check(project::load(path, Some(Path::new(".")), files).unwrap(), files)
}

fn disclosure() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/nanchong-shebao-2024.budget")
}

#[divan::bench]
fn check_the_disclosure() -> Checked {
    check(&Disk, &disclosure())
}

#[divan::bench]
fn json_of_the_disclosure(bencher: Bencher) {
    let checked = check(&Disk, &disclosure());
    bencher.bench_local(|| budgetc::emit::json::emit(black_box(&checked)));
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn parse_items(bencher: Bencher, items: usize) {
    let text = ledger::budget(items, 0);
    bencher.counter(ItemsCount::new(items)).bench_local(|| budgetc::syntax::parse(black_box(&text), FileId(0)));
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn check_items(bencher: Bencher, items: usize) {
    checked(bencher, items, 0);
}

#[divan::bench(args = [100_000])]
fn check_items_with_a_thousand_errors(bencher: Bencher, items: usize) {
    checked(bencher, items, 1_000);
}

fn checked(bencher: Bencher, items: usize, wrong: usize) {
    let path = PathBuf::from("items.budget");
    let files = Memory(HashMap::from([(path.clone(), ledger::budget(items, wrong).into_bytes())]));
    bencher.counter(ItemsCount::new(items)).bench_local(|| check(&files, &path));
}
