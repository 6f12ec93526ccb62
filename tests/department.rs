//! A department of several files: every amount that its units and its years write is found when it is changed alone, or it
//! is seen in print.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use budgetc::base::{Decimal, Span};
use budgetc::check::{self, IdentitySource, Verdict};
use budgetc::document::{self, Block};
use budgetc::eval::Evaluator;
use budgetc::model::{FactValueKind, Report, Type};
use budgetc::project::{self, Loaded};

use crate::support::{Memory, files};

const FOLDER: &str = "reports/dept/";

/// The department's files, one of them with another text.
fn load(entry: &str, changed: Option<(&str, String)>) -> Loaded {
    let own = files(FOLDER, ".budget").into_iter().map(|(path, text)| (path[FOLDER.len()..].to_owned(), text));
    let mut all: Vec<(PathBuf, Vec<u8>)> = own.map(|(name, text)| (PathBuf::from(name), text.into_bytes())).collect();
    if let Some((name, text)) = changed {
        let file = all.iter_mut().find(|(path, _)| path == Path::new(name)).expect("a file of the department");
        file.1 = text.into_bytes();
    }
    project::load(Path::new(entry), Some(Path::new("")), &Memory::of(all)).unwrap()
}

/// The amounts that the report itself writes, its former report's not among them.
fn amounts(report: &Report) -> Vec<Span> {
    let mut spans = Vec::new();
    for id in report.own_facts() {
        let fact = &report.facts[id.ix()];
        for (value, field) in fact.values.iter().zip(&report.ledger(fact.ledger).fields) {
            if let (Some(value), Type::Amount(_) | Type::Count(_) | Type::Number) = (value, &field.ty)
                && matches!(value.kind, FactValueKind::Quantity(..))
            {
                spans.push(value.span);
            }
        }
    }
    spans
}

/// Whether an identity fails; printed totals alone would not do.
fn fails(evaluator: &Evaluator<'_>) -> bool {
    let identities = check::check(evaluator).identities;
    let failing = identities.iter().filter(|identity| identity.verdict == Verdict::Fails);
    failing.into_iter().any(|identity| !matches!(identity.source, IdentitySource::Printed))
}

fn printed(evaluator: &Evaluator<'_>) -> Vec<String> {
    let document = document::compose(evaluator);
    let words = |block: &Block| match block {
        Block::Paragraph { text, .. } => vec![text.plain()],
        Block::Table(table) => table.cells().map(|cell| cell.text.plain()).collect(),
        _ => Vec::new(),
    };
    document.blocks.iter().flat_map(words).collect()
}

/// A number in its row, larger by ten thousand of its unit where it has cents, else by one.
fn larger(text: &str) -> String {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(text.len());
    let number: Decimal = text[..end].parse().unwrap();
    let by = if number.scale() == 2 { Decimal::from(10_000) } else { Decimal::ONE };
    format!("{}{}", number + by, &text[end..])
}

/// How many amounts of a year, by ledger, stand in no identity and are only seen.
fn only_seen(entry: &str) -> Vec<String> {
    let before = load(entry, None);
    let (report, problems) = before.report();
    assert!(problems.is_empty());
    let evaluator = Evaluator::new(&report);
    assert!(!fails(&evaluator));
    let pages = printed(&evaluator);
    let spans = amounts(&report);
    assert!(spans.len() > 300, "{} amounts", spans.len());
    let seen: Mutex<BTreeMap<String, usize>> = Mutex::default();
    std::thread::scope(|scope| {
        for chunk in spans.chunks(spans.len().div_ceil(2)) {
            let (before, pages, seen) = (&before, &pages, &seen);
            scope.spawn(move || {
                for span in chunk {
                    let (source, row) = (before.sources.get(span.file), before.sources.slice(*span));
                    let mut text = source.text.clone();
                    text.replace_range(span.range(), &larger(row));
                    let (report, _) = load(entry, Some((&source.name, text))).report();
                    let evaluator = Evaluator::new(&report);
                    if !fails(&evaluator) {
                        let place = (&source.name, source.line_column(span.start as usize), row);
                        assert_ne!(printed(&evaluator), *pages, "{place:?} changed, and nobody could see it");
                        let fact = report.facts.iter().find(|fact| {
                            fact.span.file == span.file && (fact.span.start..fact.span.end).contains(&span.start)
                        });
                        let ledger = fact.map_or_else(String::new, |fact| report.ledger(fact.ledger).name.clone());
                        *seen.lock().unwrap().entry(ledger).or_default() += 1;
                    }
                }
            });
        }
    });
    seen.into_inner().unwrap().into_iter().map(|(ledger, count)| format!("{ledger} {count}")).collect()
}

#[test]
fn every_amount_of_2024_is_found_or_seen() {
    assert_eq!(only_seen("2024.budget"), ["绩效项目 12", "资产 9"]);
}

#[test]
fn every_amount_of_2023_is_found_or_seen() {
    assert_eq!(only_seen("2023.budget"), ["绩效项目 14", "资产 10"]);
}
