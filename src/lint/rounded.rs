//! B0704: printed parts that do not make their printed total, though the exact ones do.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::figures::plain_sum;
use super::reckoned::{self, ALL, ROUNDED_PARTS};
use super::{Finding, Lint, LintContext};
use crate::base::{Decimal, Diagnostic, Exact, Span};
use crate::document::Table;
use crate::say;

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[
        [
            "printed parts that do not make their printed total",
            "the form; of shares their sum; in words the total as it prints",
        ],
        [
            "a difference, rate or share in words that the figures printed beside it make otherwise",
            "the figure as it prints",
        ],
        ["a change in words that prints as zero", "the change as it prints"],
    ],
    of_former: false,
    run: check,
};

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    if !context.sound {
        return;
    }
    found.extend(context.document.tables().filter_map(off));
    for (span, sum) in context.evaluator.plain_shares() {
        let subject = format!("{sum}%");
        let message = say!(
            "各自四舍五入的占比相加是 {subject}，不是 100%",
            "the shares, each rounded for itself, add up to {subject}, not to 100%"
        );
        let problem = Diagnostic::new(ROUNDED_PARTS, span, message).note(say!(
            "改为 by largest 或 by last，印出的占比就合计 100%",
            "with `by largest` or `by last` the printed shares make 100%"
        ));
        found.push(Finding::new(subject, problem));
    }
    reckoned::check(context, found);
}

/// A cell with one figure that is a plain sum of written amounts.
struct Sum<'d> {
    row: usize,
    column: usize,
    text: &'d str,
    printed: Decimal,
    unit: &'d str,
    spans: Arc<[Span]>,
}

fn off(table: &Table) -> Option<Finding> {
    let (cells, rounds) = cells(table);
    if !rounds {
        return None;
    }
    let mut lines: FxHashMap<(bool, usize), Vec<&Sum<'_>>> = FxHashMap::default();
    for cell in &cells {
        lines.entry((true, cell.column)).or_default().push(cell);
        lines.entry((false, cell.row)).or_default().push(cell);
    }
    let mut wrong: Vec<(usize, usize, Decimal, &str, &str)> = Vec::new();
    for line in lines.values() {
        for (total, sum) in totals(line) {
            if sum != total.printed {
                wrong.push((total.row, total.column, sum, total.text, total.unit));
            }
        }
    }
    wrong.sort_unstable();
    wrong.dedup();
    let (row, _, sum, text, unit) = wrong.first()?;
    let (name, count) = (&table.id, wrong.len());
    let line =
        table.body[*row].cells.iter().map(|cell| cell.text.plain()).find(|text| !text.is_empty()).unwrap_or_default();
    let message = say!(
        "「{name}」印出的各项相加不是印出的合计（{count} 处）：「{line}」印 {text}{unit}，各项相加 {sum}{unit}",
        "what `{name}` prints does not add up to its printed totals ({count}): `{line}` prints {text}{unit}, its parts make {sum}{unit}"
    );
    let problem = Diagnostic::new(ROUNDED_PARTS, table.place, message).note(say!(
        "未舍入的数是对的：写 form {name} by controlled，各格一起舍入；或用 digits 多印几位小数，或换小一级的单位",
        "the exact figures do add up: write `form {name} by controlled` to round its cells together, or print more \
         `digits` or a smaller unit"
    ));
    Some(Finding::new(name, problem))
}

/// The cells of a table that are sums, and whether any of its figures is rounded.
fn cells(table: &Table) -> (Vec<Sum<'_>>, bool) {
    let mut all = Vec::new();
    let mut rounds = false;
    for cell in table.cells() {
        if let [run] = cell.text.runs.as_slice()
            && let Some(figure) = &run.figure
        {
            let printed = figure.printed;
            rounds |= Exact::from(printed) != figure.value;
            if let Some(spans) = plain_sum(figure) {
                all.push(Sum {
                    row: cell.row,
                    column: cell.column,
                    text: &run.text,
                    printed,
                    unit: &figure.unit,
                    spans,
                });
            }
        }
    }
    (all, rounds)
}

/// The cells of one row or column that are the sum of others in it, with what those print together: of the cells that
/// lie within a total, the lowest, where they share it out between them.
fn totals<'c, 'd>(line: &[&'c Sum<'d>]) -> Vec<(&'c Sum<'d>, Decimal)> {
    let mut by_first: FxHashMap<Span, Vec<usize>> = FxHashMap::default();
    for (index, cell) in line.iter().enumerate() {
        by_first.entry(cell.spans[0]).or_default().push(index);
    }
    let within: Vec<Vec<usize>> = line
        .iter()
        .map(|total| {
            let all: FxHashSet<Span> = total.spans.iter().copied().collect();
            let begun = total.spans.iter().filter_map(|span| by_first.get(span)).flatten().copied();
            let smaller = begun.filter(|index| line[*index].spans.len() < all.len());
            smaller.filter(|index| line[*index].spans.iter().all(|span| all.contains(span))).collect()
        })
        .collect();
    let mut found = Vec::new();
    for (total, parts) in line.iter().zip(&within) {
        let lowest: Vec<&Sum<'_>> =
            parts.iter().filter(|part| within[**part].is_empty()).map(|part| line[*part]).collect();
        let all: FxHashSet<Span> = lowest.iter().flat_map(|part| part.spans.iter()).copied().collect();
        let shared_out =
            lowest.iter().map(|part| part.spans.len()).sum::<usize>() == all.len() && all.len() == total.spans.len();
        if shared_out && lowest.iter().all(|part| part.unit == total.unit) {
            let sum =
                lowest.iter().try_fold(Decimal::ZERO, |sum, part| crate::base::exact::add(sum, part.printed).ok());
            found.extend(sum.map(|sum| (*total, sum)));
        }
    }
    found
}
