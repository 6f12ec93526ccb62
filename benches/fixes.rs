//! What the repairs that are called certain make of slips in the text of reports: `cargo bench --bench fixes -- [COUNT]`.

#[allow(dead_code, reason = "the dice are shared")]
mod mutants;
mod slips;

use std::collections::BTreeMap;
use std::path::Path;

use mutants::{Dice, parallel};
use slips::{Fate, KINDS, Slip, Text};

const REPORTS: &[(&str, &str)] = &[
    ("stdlib/starter", "2024.budget"),
    ("reports", "nanchong-shebao-2024.budget"),
    ("reports", "qingling-shuili-2023.budget"),
    ("reports/town", "2025.budget"),
];

fn main() {
    let count = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(20_000);
    let mut seen: BTreeMap<(&str, Fate), usize> = BTreeMap::new();
    for (number, (folder, entry)) in REPORTS.iter().enumerate() {
        let report = Text::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), entry);
        let mut dice = Dice(number as u64);
        let mut all: Vec<Slip> = Vec::new();
        while all.len() < count / REPORTS.len() {
            all.extend(slips::slip(KINDS[all.len() % KINDS.len()], &report.text, &mut dice));
        }
        for (slip, (fate, left)) in all.iter().zip(parallel(&all, |slip| report.fate(slip))) {
            *seen.entry((slip.kind, fate)).or_default() += 1;
            if fate > Fate::Mended {
                let (wrong, line) = (slip.in_text(&report.text), report.text[..slip.place.start].matches('\n').count());
                println!(
                    "{entry}:{}: {:?}: {:?} for {:?}",
                    line + 1,
                    fate,
                    slip.typed,
                    &report.text[slip.place.clone()]
                );
                let parts = wrong.lines().zip(left.lines()).filter(|(a, b)| a != b).take(4);
                parts.for_each(|(a, b)| println!("    {a}\n  → {b}"));
            }
        }
    }
    println!("\n| slip | left | mended | spoilt | without end |\n|---|---|---|---|---|");
    for kind in KINDS {
        let of = |fate| seen.get(&(*kind, fate)).copied().unwrap_or(0);
        let (left, mended, spoilt, restless) = (of(Fate::Left), of(Fate::Mended), of(Fate::Spoilt), of(Fate::Restless));
        println!("| {kind} | {left} | {mended} | {spoilt} | {restless} |");
    }
}
