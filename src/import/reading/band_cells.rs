//! The cells of a grid that stand in no column: numbers are read as figures, words are compared, and nothing else is passed over
//! in silence.

use rustc_hash::FxHashSet;

use super::grid::{self, CellNumber, Grid};
use super::locate::{FoundBand, Located, unit_above};
use super::plan::{BandCell, BandPlan, FormPlan, words_of};
use super::read::{FindingKind, ReadCell, ReadTable, TableFinding, amount_at, not_understood, step_of};
use super::words::plain;
use crate::eval::{AmountFormat, CellFormat, Evaluator, PrintPlace};
use crate::model::Type;
use crate::say;
use crate::tables::SheetPlace;

/// Reads what no part of a grid holds.
pub(super) struct BandReader<'r, 'm> {
    pub evaluator: &'r Evaluator<'m>,
    pub plan: &'r FormPlan<'m>,
    pub grid: &'r Grid<'r>,
    pub located: &'r Located,
}

/// Of long words so many signs are shown.
const SHOWN: usize = 40;

impl<'m> BandReader<'_, 'm> {
    /// Adds the cells of bands to a table, and what is to be said of bands.
    pub fn read(&self, table: &mut ReadTable) {
        let mut known: FxHashSet<SheetPlace> = FxHashSet::default();
        for (index, (band, found)) in self.plan.bands.iter().zip(&self.located.bands).enumerate() {
            if !found.as_ref().is_some_and(|found| found.whole) {
                table.notes.push(self.not_found(index, band));
            }
            let rows = found.iter().flat_map(|found| &found.cells).zip(&band.rows).enumerate();
            for (row, (places, cells)) in rows {
                for (at, (place, cell)) in places.iter().flatten().zip(cells).enumerate() {
                    known.insert(*place);
                    let key = (table.form, self.plan.parts.len() + index, row, Vec::new(), at);
                    self.cell(cell, key, *place, table);
                }
            }
        }
        let numbers = self.grid.sheet.cells.iter().filter(|cell| cell.place.row >= self.located.top);
        let numbers = numbers.filter(|cell| matches!(grid::number(Some(cell)), CellNumber::Number(..)));
        let mut rows: Vec<SheetPlace> = Vec::new();
        for place in numbers.map(|cell| cell.place).filter(|place| !known.contains(place) && !self.is_read(*place)) {
            if rows.last().is_none_or(|last| last.row != place.row) {
                rows.push(place);
            }
        }
        let told = |place: SheetPlace| not_understood(self.grid, place.column, place.row);
        table.notes.extend(rows.into_iter().map(|place| TableFinding { kind: FindingKind::Note, ..told(place) }));
    }

    /// Whether a place stands in a part's column or in the titles over it.
    fn is_read(&self, place: SheetPlace) -> bool {
        let titles = |(band, found): (&BandPlan<'_>, &Option<FoundBand>)| {
            let titled = band.part.is_some() && found.as_ref().is_some_and(|found| found.head.contains(&place.row));
            titled && found.iter().flat_map(|found| &found.cells).flatten().flatten().all(|own| own.row != place.row)
        };
        let column = |area: &grid::TableArea| {
            area.rows.contains(&place.row) && area.columns.iter().flatten().any(|column| *column == place.column)
        };
        self.located.areas.iter().any(column) || self.plan.bands.iter().zip(&self.located.bands).any(titles)
    }

    fn cell(&self, own: &BandCell<'m>, key: super::read::CellKey, place: SheetPlace, table: &mut ReadTable) {
        let evaluator = self.evaluator;
        let (expr, cell) = (&own.cell.expr, own.cell);
        if matches!(expr.ty, Type::Amount(_) | Type::Count(_) | Type::Number | Type::Ratio) {
            let above = unit_above(evaluator.report, self.grid, self.located.top);
            let unit = above.and_then(|(symbol, _)| evaluator.report.unit(&symbol));
            let unit = cell.unit.or(unit).or_else(|| evaluator.report.unit_of(self.plan.form));
            let sheet = AmountFormat { unit, digits: None, example: None };
            let unit = evaluator.unit_of(expr, &cell.format, PrintPlace::Grid(sheet));
            let amount = amount_at(evaluator, (self.grid, place), (&expr.ty, unit), &mut table.notes);
            let Some((value, unit)) = amount else { return };
            let form = evaluator.linear_form(expr, &self.plan.env).filter(|form| !form.terms.is_empty());
            let step = step_of(evaluator, &unit, 2);
            table.cells.push(ReadCell { key, place, value, form, unit, step });
            return;
        }
        let unit = cell.unit.or_else(|| evaluator.report.unit_of(self.plan.form));
        let sheet = AmountFormat { unit, digits: None, example: None };
        let env = self.plan.env.grid(CellFormat { sheet, own: &cell.format });
        let said = grid::said(self.grid.own(place));
        let own = words_of(evaluator, expr, &env);
        if !said.is_empty() && plain(&said) != own {
            let [own, said] = [own, said].map(|words| words.chars().take(SHOWN).collect::<String>());
            table.notes.push(TableFinding {
                place: Some(place),
                kind: FindingKind::Note,
                text: say!(
                    "这一格的文字不读进来：报告里是「{own}」，表里是「{said}」",
                    "words of this cell are not taken in: the report has `{own}`, the table `{said}`"
                ),
                way_out: Some(say!("要改就在报告里改", "to change them, change the report")),
            });
        }
    }

    fn not_found(&self, index: usize, band: &BandPlan<'m>) -> TableFinding {
        let fixed = band.rows.iter().flatten().find_map(|cell| cell.fixed.clone());
        let title = || self.plan.parts[band.part?].columns.first()?.titles.first().cloned();
        let name = band.label.clone().or(fixed).or_else(title).unwrap_or_else(|| (index + 1).to_string());
        TableFinding {
            place: None,
            kind: FindingKind::Note,
            text: say!("没有找到「{name}」这一段，或只找到一部分", "its band `{name}` was not found, or not all of it"),
            way_out: Some(say!("核对这一段的标签和栏目", "check the band's label and titles")),
        }
    }
}
