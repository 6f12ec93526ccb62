//! New rows in a scope that there is.

use super::around::{RowScope, row_end};
use super::facts::{ReadFact, ReadValue};
use super::group::Grouping;
use super::lines::Lines;
use super::numbers::{places_in, usual_places};
use super::own_rows::{ItemsContext, OwnRow, RoundedLedgers, WrittenItems, own_row};
use super::row_words::RowWords;
use super::spelling::Spelling;
use super::text_edits::TextEdits;
use crate::base::{Say, Span};
use crate::model::{MeasureId, Report, Type, UnitRef};
use crate::project::Checked;
use crate::syntax::ast::{self, BlockRow};

/// Where rows are put in.
pub(super) struct Insertion<'c> {
    pub checked: &'c Checked,
    pub scope: &'c RowScope<'c>,
    /// The rows that go, by place: nothing is put behind them.
    pub gone: &'c [Span],
    pub spelling: &'c Spelling,
}

/// Puts facts in; gives those that cannot be written, with the reason.
pub(super) fn insert(place: &Insertion<'_>, facts: &[(usize, &ReadFact)], edits: &mut TextEdits) -> Vec<(usize, Say)> {
    let (lines, refused) = place.lines(facts);
    if !lines.is_empty() {
        place.put(&lines, edits);
    }
    refused
}

impl Insertion<'_> {
    /// The rows as lines.
    fn lines(&self, facts: &[(usize, &ReadFact)]) -> (Vec<String>, Vec<(usize, Say)>) {
        let (report, scope) = (&*self.checked.report, self.scope);
        let mut written = WrittenItems::default();
        let mut rows = Vec::new();
        for (index, fact) in facts {
            match own_row(report, fact, &scope.said) {
                Ok(members) => rows.push(OwnRow { members, fact, index: *index }),
                Err(reason) => written.facts.push((*index, reason)),
            }
        }
        let mut words = RowWords::new(report, scope.ledger);
        let amount = words.ledger.fields.iter().find_map(|field| match field.ty {
            Type::Amount(measure) => Some(measure),
            _ => None,
        });
        let shown = amount.map(|measure| (measure, report.measures[measure.ix()].shown));
        words.unit = scope.unit.filter(|(own, _)| Some(*own) == amount).or(shown);
        words.places = words.unit.map_or(0, |unit| places(report, unit, &rows));
        let grouped = Grouping::new(report, scope.ledger, &rows, &[]).grouped(|_| false);
        let context =
            ItemsContext { spelling: self.spelling.clone(), file_at: Vec::new(), rounded: RoundedLedgers::default() };
        let mut lines = Lines { words, rows: &rows, sums: &[], context: &context, written: &mut written };
        let lines = lines.entries(&grouped.entries, &scope.said, scope.rows.rows().next().is_none());
        (lines.into_iter().map(|line| line.text).collect(), written.facts)
    }

    /// Puts lines behind the last row that stays and is no total.
    fn put(&self, lines: &[String], edits: &mut TextEdits) {
        let text = self.checked.sources.get(self.scope.file).text.as_str();
        let block = self.scope.rows.span().range();
        let ends_line = |at: usize| text.get(at..).is_some_and(is_line_end);
        if let Some(last) = self.last_row() {
            let start = last.span().range().start;
            let end = row_end(last);
            let line = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
            let lead = text.get(line..start).unwrap_or("");
            let indent: String = lead.chars().take_while(|c| c.is_whitespace()).collect();
            if ends_line(end) {
                let at = text.get(end..).and_then(|behind| behind.find('\n')).map_or(text.len(), |at| end + at);
                let rows: String = lines.iter().map(|row| format!("\n{indent}{row}")).collect();
                edits.insert(at, rows);
            } else if lines.iter().any(|row| row.ends_with('{')) {
                edits.insert(end, format!("\n{indent}{}", lines.join("\n")));
            } else {
                edits.insert(end, format!("; {}", lines.join("; ")));
            }
            return;
        }
        let opened =
            block.start + text.get(block.clone()).and_then(|block| block.chars().next()).map_or(0, char::len_utf8);
        let rest = text.get(opened..block.end).unwrap_or("");
        let is_empty = rest.chars().all(|c| c.is_whitespace() || matches!(c, '}' | '｝'));
        let empty = is_empty || self.scope.rows.rows().all(|row| matches!(row, BlockRow::Row(row) if self.goes(row)));
        let multi = ends_line(opened) || lines.iter().any(|row| row.ends_with('{'));
        edits.insert(
            opened,
            match (multi, empty) {
                (true, _) if ends_line(opened) => lines.iter().map(|row| format!("\n  {row}")).collect(),
                (true, _) => format!("\n{}\n", lines.join("\n")),
                (false, true) => format!(" {}", lines.join("; ")),
                (false, false) => format!(" {};", lines.join("; ")),
            },
        );
    }

    fn last_row(&self) -> Option<ast::Row<'_>> {
        let plain = self.scope.rows.rows().filter_map(|row| match row {
            BlockRow::Row(row) => Some(row),
            BlockRow::Total(_) | BlockRow::Unread(_) => None,
        });
        plain.filter(|row| !self.goes(*row)).last()
    }

    fn goes(&self, row: ast::Row<'_>) -> bool {
        let own = row.span();
        let next = self.gone.partition_point(|gone| (gone.file, gone.start) < (own.file, own.start));
        self.gone.get(next).is_some_and(|gone| gone.file == own.file && gone.end <= own.end)
    }
}

/// How many places the amounts of rows have in a unit.
fn places(report: &Report, (measure, unit): (MeasureId, usize), rows: &[OwnRow<'_>]) -> u32 {
    let factor = report.measures[measure.ix()].units[unit].factor;
    let amounts = rows.iter().flat_map(|row| &row.fact.values).filter_map(|(_, value)| match value {
        ReadValue::Quantity(number, UnitRef::Of(own, _)) if *own == measure => places_in(*number, factor),
        _ => None,
    });
    usual_places(amounts.max().unwrap_or(0), unit)
}

/// Whether nothing but a comment stands before the end of the line.
fn is_line_end(behind: &str) -> bool {
    let line = behind.split('\n').next().unwrap_or("").trim_start();
    line.is_empty() || line.starts_with("//")
}
