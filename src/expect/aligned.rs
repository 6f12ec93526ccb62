//! Which printed row an expected one speaks of: the reading under which the least differs, so that a row that came in or
//! fell out is told once and the others are still compared with their own.

use super::printed::{Line, is_same_text};
use crate::model::{Expected, ExpectedKind};

/// One step through both lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// An expected row and the printed one that it speaks of.
    Both(usize, usize),
    /// An expected row that is not printed.
    Missing(usize),
    /// A printed row that is not expected.
    Surplus(usize),
    /// `…`, and what it stands for.
    Any(usize),
}

/// What it costs to leave a row out on one side, where a row that differs in every cell costs twice as much.
const ALONE: u32 = 50;

/// Lists of which the product of lengths is larger are compared row by row.
const MOST: usize = 1_000_000;

pub(super) fn aligned(rows: &[Expected], lines: &[Line]) -> Vec<Step> {
    let agree = |(row, line): (&Expected, &Line)| cost(row, line) == Some(0);
    let head = rows.iter().zip(lines).take_while(|pair| agree(*pair)).count();
    let (inner, rest) = (&rows[head..], &lines[head..]);
    let tail = inner.iter().rev().zip(rest.iter().rev()).take_while(|pair| agree(*pair)).count();
    let (inner, rest) = (&inner[..inner.len() - tail], &rest[..rest.len() - tail]);
    let mut steps: Vec<Step> = (0..head).map(|index| Step::Both(index, index)).collect();
    let between = if inner.len() * rest.len() > MOST { in_order(inner, rest) } else { cheapest(inner, rest) };
    steps.extend(between.into_iter().map(|step| match step {
        Step::Both(row, line) => Step::Both(row + head, line + head),
        Step::Missing(row) => Step::Missing(row + head),
        Step::Surplus(line) => Step::Surplus(line + head),
        Step::Any(row) => Step::Any(row + head),
    }));
    let (row, line) = (rows.len() - tail, lines.len() - tail);
    steps.extend((0..tail).map(|index| Step::Both(row + index, line + index)));
    steps
}

fn in_order(rows: &[Expected], lines: &[Line]) -> Vec<Step> {
    let step = |index| match (index < rows.len(), index < lines.len()) {
        (true, true) => Step::Both(index, index),
        (true, false) => Step::Missing(index),
        _ => Step::Surplus(index),
    };
    (0..rows.len().max(lines.len())).map(step).collect()
}

fn cheapest(rows: &[Expected], lines: &[Line]) -> Vec<Step> {
    let width = lines.len() + 1;
    // the cost of what is left from a row and a line on, and the step that has it
    let mut best = vec![(0u32, None); (rows.len() + 1) * width];
    for row in (0..=rows.len()).rev() {
        for line in (0..=lines.len()).rev() {
            let rest = |rows: usize, lines: usize| best[(row + rows) * width + line + lines].0;
            let mut ways: [Option<(u32, Step)>; 3] = [None; 3];
            match (rows.get(row), lines.get(line)) {
                (Some(expected), printed) if matches!(expected.kind, ExpectedKind::Any) => {
                    ways[0] = Some((rest(1, 0), Step::Any(row)));
                    ways[1] = printed.map(|_| (rest(0, 1), Step::Any(row)));
                }
                (expected, printed) => {
                    let both = expected.zip(printed).and_then(|(expected, printed)| cost(expected, printed));
                    ways[0] = both.map(|cost| (cost + rest(1, 1), Step::Both(row, line)));
                    ways[1] = expected.map(|_| (ALONE + rest(1, 0), Step::Missing(row)));
                    ways[2] = printed.map(|_| (ALONE + rest(0, 1), Step::Surplus(line)));
                }
            }
            // of equal ones the first, which keeps two rows together
            if let Some((cost, step)) = ways.into_iter().flatten().min_by_key(|(cost, _)| *cost) {
                best[row * width + line] = (cost, Some(step));
            }
        }
    }
    let (mut row, mut line, mut steps) = (0, 0, Vec::new());
    while let Some(step) = best[row * width + line].1 {
        match step {
            Step::Both(..) => (row, line) = (row + 1, line + 1),
            Step::Missing(_) => row += 1,
            Step::Surplus(_) => line += 1,
            // the one that leaves the `…` costs no more, and comes first where it costs as much
            Step::Any(_) if best[row * width + line].0 == best[(row + 1) * width + line].0 => row += 1,
            Step::Any(_) => line += 1,
        }
        if !matches!(step, Step::Any(_)) || steps.last() != Some(&step) {
            steps.push(step);
        }
    }
    steps
}

/// How much a printed row differs from what is expected: in hundredths of the cells in which either has something. None
/// where one is a note and the other a row.
fn cost(row: &Expected, line: &Line) -> Option<u32> {
    match &row.kind {
        ExpectedKind::Any => None,
        ExpectedKind::Note(words) => line.note.then(|| if is_same_text(words, line.cell(0)) { 0 } else { ALONE }),
        ExpectedKind::Row { cells, .. } => (!line.note).then(|| {
            let off = differing(&row.kind, line).len() as u32;
            let filled = |index: &usize| {
                let wanted =
                    cells.get(*index).is_some_and(|cell| cell.text.as_ref().is_some_and(|text| !text.is_empty()));
                wanted || !line.cell(*index).is_empty()
            };
            let all = (0..cells.len().max(line.cells.len())).filter(filled).count() as u32;
            // one cell of one differs by half
            100 * off / all.max(2)
        }),
    }
}

/// The cells of a row that print something else.
pub(super) fn differing(row: &ExpectedKind, line: &Line) -> Vec<usize> {
    let ExpectedKind::Row { cells, open } = row else { return Vec::new() };
    let beyond = if *open { cells.len() } else { cells.len().max(line.cells.len()) };
    let off = |index: &usize| match cells.get(*index) {
        Some(cell) => cell.text.as_ref().is_some_and(|text| !is_same_text(text, line.cell(*index))),
        None => !line.cell(*index).is_empty(),
    };
    (0..beyond).filter(off).collect()
}
