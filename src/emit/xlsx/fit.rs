//! How wide columns and how high rows are. Spreadsheet programs do not find that out by themselves when they open a file.

use std::collections::BTreeMap;
use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use crate::tables::book::{BookCell, BookValue};

/// Half-width characters that a printed page is wide, upright and across.
const PAPER: (usize, usize) = (90, 134);

/// How wide a column of words may be: the first of these with which the table fits the paper, else the last.
const WIDEST: [usize; 6] = [40, 34, 28, 22, 18, 14];

/// No column is narrower.
const NARROWEST: usize = 6;

/// The height of a line in points.
pub(super) const LINE: usize = 14;

/// The height of the highest row that there may be, in points.
const HIGHEST: u32 = 409;

/// What a column asks for, in half-width characters.
#[derive(Clone, Default)]
pub(super) struct Wanted {
    /// For what must not be broken.
    fixed: usize,
    /// For words.
    words: usize,
}

impl Wanted {
    /// So much, whatever the paper.
    pub(super) fn exactly(room: usize) -> Wanted {
        Wanted { fixed: room, words: 0 }
    }

    /// At least so much.
    pub(super) fn fixed(&mut self, room: usize) {
        self.fixed = self.fixed.max(room);
    }

    /// At best so much.
    pub(super) fn words(&mut self, room: usize) {
        self.words = self.words.max(room);
    }
}

/// The widths of columns, together as wide as the paper at least. So many per cent of it they may take before words are broken
/// into more lines; what is wider than the paper is printed smaller.
pub(super) fn widths(wanted: &[Wanted], landscape: bool, most: usize) -> Vec<usize> {
    let paper = if landscape { PAPER.1 } else { PAPER.0 };
    let with = |widest: usize| -> Vec<usize> {
        wanted.iter().map(|own| own.fixed.max(own.words.min(widest)).max(NARROWEST - 2) + 2).collect()
    };
    let mut tried = WIDEST.iter().map(|widest| with(*widest));
    let fits = |widths: &Vec<usize>| widths.iter().sum::<usize>() * 100 <= paper * most;
    let widths = tried.find(fits).unwrap_or_else(|| with(WIDEST[WIDEST.len() - 1]));
    let all: usize = widths.iter().sum();
    if all < paper { widths.iter().map(|own| own * paper / all.max(1)).collect() } else { widths }
}

/// How many lines a text takes in so many half-width characters.
pub(super) fn lines(text: &str, room: usize) -> usize {
    text.lines().map(|line| line.width_cjk().div_ceil(room.max(1)).max(1)).sum::<usize>().max(1)
}

/// A height as a row may have it.
pub(super) fn points(height: usize) -> u32 {
    u32::try_from(height).unwrap_or(HIGHEST).min(HIGHEST)
}

/// Heights for the rows, from one on, that hold words of several lines.
pub(super) fn heights(all: &[BookCell], widths: &[usize], from: usize, heights: &mut Vec<(usize, u32)>) {
    let mut needed: BTreeMap<usize, usize> = BTreeMap::new();
    let mut tall = Vec::new();
    for cell in all {
        let BookValue::Text(text) = &cell.value else { continue };
        let (rows, columns) = bounds(cell);
        let room: usize = widths.iter().skip(columns.start).take(columns.len()).sum();
        let height = lines(text, room.saturating_sub(2 * usize::from(cell.look.indent)));
        if rows.start < from || height == 1 {
            continue;
        }
        if rows.len() > 1 {
            tall.push((rows, height));
        } else {
            let own = needed.entry(rows.start).or_insert(1);
            *own = (*own).max(height);
        }
    }
    for (rows, height) in tall {
        let more: usize = needed.range(rows.clone()).map(|(_, lines)| lines - 1).sum();
        let missing = height.saturating_sub(rows.len() + more);
        // shared out, so that no row is much higher than the others
        let share = missing.div_ceil(rows.len());
        let mut left = missing;
        for row in rows {
            let own = share.min(left);
            left -= own;
            if own > 0 {
                *needed.entry(row).or_insert(1) += own;
            }
        }
    }
    heights.extend(needed.into_iter().map(|(row, lines)| (row, points(LINE * lines + 4))));
}

/// The rows and columns of a cell.
fn bounds(cell: &BookCell) -> (Range<usize>, Range<usize>) {
    let (first, last) = (cell.extent.first, cell.extent.last);
    (first.row as usize..last.row as usize + 1, first.column as usize..last.column as usize + 1)
}
