//! B0717: a figure that a form's rounding has moved, and that is printed otherwise elsewhere.

use rustc_hash::FxHashMap;

use super::Lint;
use super::figures::each_printed;
use super::{Finding, LintContext};
use crate::base::{Diagnostic, Span};
use crate::codes;
use crate::document::{Figure, Table};
use crate::say;

codes! {
    PRINTED_APART = "B0717", Warning, since "0.1.0": "同一个数印得不一样", "One figure printed in two ways";
}

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[["a figure that a form's rounding moved, printed otherwise elsewhere", "the form"]],
    of_former: false,
    run: check,
};

/// Figures by how many amounts they are made of and by the first of these.
type Same<'d> = FxHashMap<(usize, Option<Span>), Vec<&'d Figure>>;

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    let tables = context.document.tables();
    let moved: Vec<(&Table, Vec<&Figure>)> = tables
        .map(|table| (table, cells(table).filter(|figure| is_moved(figure)).collect()))
        .filter(|(_, figures): &(_, Vec<_>)| !figures.is_empty())
        .collect();
    if moved.is_empty() || !context.sound {
        return;
    }
    let mut same: Same<'_> = FxHashMap::default();
    each_printed(context.document, &mut |figure| same.entry(key(figure)).or_default().push(figure));
    for (table, figures) in moved {
        let others = |figure: &Figure| {
            let all = same.get(&key(figure)).into_iter().flatten();
            all.copied().find(|other| differs(figure, other) && is_same(figure, other))
        };
        let pairs: Vec<(&Figure, &Figure)> =
            figures.into_iter().filter_map(|figure| Some((figure, others(figure)?))).collect();
        found.extend(say(table, &pairs));
    }
}

fn say(table: &Table, pairs: &[(&Figure, &Figure)]) -> Option<Finding> {
    let (figure, other) = pairs.first()?;
    let (name, count, unit) = (&table.id, pairs.len(), &figure.unit);
    let (here, there) = (figure.printed, other.printed);
    let message = say!(
        "「{name}」为了相加相符，把数移动了一个末位，别处印的不一样（{count} 处）：这里印 {here}{unit}，别处印 {there}{unit}",
        "`{name}` moved figures by a last place so that they add up, and they are printed otherwise elsewhere ({count}): {here}{unit} here, {there}{unit} there"
    );
    let mut problem = Diagnostic::new(PRINTED_APART, table.place, message);
    if let Some(span) = figure.origin.first().and_then(|amounts| amounts.spans.first()) {
        problem = problem.related(*span, say!("这个数由此而来", "it is made of this"));
    }
    Some(Finding::new(
        name,
        problem.note(say!(
            "多印几位小数（digits），或两处用同样的舍入；要各自四舍五入，写 by plain，并在表下注明尾差",
            "print more `digits`, or round both places alike; `by plain` rounds each for itself, and a note says so"
        )),
    ))
}

fn cells(table: &Table) -> impl Iterator<Item = &Figure> {
    let cells = table.cells();
    cells.flat_map(|cell| &cell.text.runs).filter_map(|run| run.figure.as_ref())
}

/// Whether what is printed is not the nearest number of its places.
fn is_moved(figure: &Figure) -> bool {
    figure.value.round(figure.printed.scale()).is_ok_and(|nearest| nearest != figure.printed)
}

fn key(figure: &Figure) -> (usize, Option<Span>) {
    let mut spans = figure.origin.iter().flat_map(|amounts| amounts.spans.iter().copied());
    let first = spans.next();
    (figure.origin.iter().map(|amounts| amounts.spans.len()).sum(), first)
}

fn is_same(figure: &Figure, other: &Figure) -> bool {
    let lists = figure.origin.iter().map(|part| &part.spans).eq(other.origin.iter().map(|part| &part.spans));
    figure.unit == other.unit && figure.value == other.value && lists
}

/// Whether two numbers of one figure contradict one another. What prints fewer places says less, and nothing else.
fn differs(figure: &Figure, other: &Figure) -> bool {
    figure.printed.scale() == other.printed.scale() && figure.printed != other.printed
}
