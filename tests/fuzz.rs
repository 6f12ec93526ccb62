//! The inputs that fuzzing has kept, through what must hold of any input.

#[path = "../fuzz/src/lib.rs"]
pub mod targets;

use crate::support::{check as checked, repository, shown};

fn replay(target: &str, run: fn(&[u8])) {
    let folder = repository().join("fuzz/corpus").join(target);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // shown where one of them fails
        println!("{}", path.display());
        run(&std::fs::read(path).unwrap());
    }
}

#[test]
fn parse() {
    replay("parse", targets::parse);
}

#[test]
fn fmt() {
    replay("parse", targets::fmt);
}

#[test]
fn check() {
    replay("check", targets::check);
}

#[test]
fn tables() {
    replay("tables", targets::tables);
}

#[test]
fn emit() {
    let plain = checked(&targets::report("x"));
    assert!(plain.is_sound(), "nothing printed is compared: {}", shown(&plain));
    replay("emit", targets::emit);
}
