//! Where the bands of a grid stand in a sheet: each is found by its label, its fixed words and its titles, below the band before.

use rustc_hash::FxHashSet;

use super::grid::{Grid, TableArea};
use super::locate::{
    Fit, FoundBand, LEAST, Located, MOST_ROWS, Titles, after_numbers, assigned, called, own_titles, titles_begin,
    titles_in,
};
use super::plan::{BandCell, BandPlan, FormPlan, PartPlan};
use crate::model::Report;
use crate::tables::SheetPlace;

/// Finds a grid in a sheet.
pub(super) fn locate(report: &Report, plan: &FormPlan<'_>, grid: &Grid<'_>) -> Option<Located> {
    let mut search = BandSearch { report, plan, grid, from: 0, found: 0, wanted: 0 };
    let nowhere = |part: &PartPlan<'_>| TableArea {
        columns: vec![None; part.columns.len()],
        rows: std::ops::RangeInclusive::new(1, 0),
    };
    let mut areas: Vec<TableArea> = plan.parts.iter().map(nowhere).collect();
    let mut units: Vec<Vec<Option<String>>> = plan.parts.iter().map(|part| vec![None; part.columns.len()]).collect();
    let mut bands: Vec<Option<FoundBand>> = Vec::new();
    for band in &plan.bands {
        let found = search.band(band);
        if let Some((part, (area, own))) = band.part.zip(found.as_ref().and_then(|(_, under)| under.clone())) {
            (areas[part], units[part]) = (area, own);
        }
        bands.push(found.map(|(band, _)| band));
    }
    // a band ends where the next one begins
    let mut next = u32::MAX;
    for (band, found) in plan.bands.iter().zip(&bands).rev() {
        let Some(found) = found else { continue };
        if let Some(area) = band.part.map(|part| &mut areas[part]).filter(|area| !area.rows.is_empty()) {
            area.rows = *area.rows.start()..=next;
        }
        next = found.head.start().saturating_sub(1);
    }
    let top = bands.iter().flatten().map(|band| *band.head.start()).min()?;
    let (number, title, dated) = called(plan, grid, top);
    let columns = search.found * 1000 / search.wanted.max(1);
    let fit = Fit { columns, number, title, dated, extra: std::cmp::Reverse(0), placed: plan.placed };
    (columns >= LEAST).then_some(Located { areas, top, fit, units, bands })
}

/// Rows under titles, and the units that the titles name.
type UnderTitles = (TableArea, Vec<Option<String>>);

/// Looks for one band after the other.
struct BandSearch<'s, 'm> {
    report: &'s Report,
    plan: &'s FormPlan<'m>,
    grid: &'s Grid<'s>,
    /// The first row beneath what was found so far.
    from: u32,
    /// How many labels, fixed words and titles were found.
    found: u32,
    /// How many were looked for.
    wanted: u32,
}

impl BandSearch<'_, '_> {
    fn band(&mut self, band: &BandPlan<'_>) -> Option<(FoundBand, Option<UnderTitles>)> {
        let label = band.label.as_ref().map(|label| self.place_of(label));
        self.wanted += u32::from(label.is_some());
        let has_label = label.is_some();
        let label = label.flatten();
        self.found += u32::from(label.is_some());
        let column = label.map(|place| self.beside(place, 1));
        let mut rows: Vec<u32> = label.iter().map(|place| place.row).collect();
        let mut next = label.map_or(self.from, |place| place.row);
        let mut cells = Vec::new();
        for own in &band.rows {
            let at = match (own.iter().any(|cell| cell.fixed.is_some()), rows.is_empty()) {
                (true, _) => self.row_of(own, next),
                (false, false) => Some(next),
                (false, true) => None,
            };
            cells.push(at.map(|row| self.cells(own, row, column)));
            rows.extend(at);
            next = at.map_or(next, |row| row + 1);
        }
        let under = band.part.and_then(|part| {
            let last = label.map(|_| next);
            self.under(&self.plan.parts[part], next, last, column)
        });
        if let Some(part) = band.part {
            self.wanted += self.plan.parts[part].columns.len() as u32;
        }
        if let Some((top, last, (area, _))) = &under {
            self.found += area.columns.iter().flatten().count() as u32;
            rows.extend([*top, *last]);
        }
        let head = *rows.iter().min()?..=*rows.iter().max()?;
        self.from = head.end() + 1;
        let whole =
            label.is_some() == has_label && cells.iter().all(Option::is_some) && under.is_some() == band.part.is_some();
        Some((FoundBand { head, cells, whole }, under.map(|(_, _, under)| under)))
    }

    /// The rows that are looked at.
    fn rows(&self, from: u32) -> impl Iterator<Item = u32> {
        self.grid.rows().filter(move |row| *row >= from).take(MOST_ROWS)
    }

    fn place_of(&self, words: &str) -> Option<SheetPlace> {
        let cells = self.rows(self.from).flat_map(|row| self.grid.row(row));
        let mut same = cells.filter(|cell| &*self.grid.plain(cell) == words);
        same.next().map(|cell| cell.place)
    }

    /// The first row that says all fixed words of a row of cells.
    fn row_of(&mut self, cells: &[BandCell<'_>], from: u32) -> Option<u32> {
        let fixed: Vec<&String> = cells.iter().filter_map(|cell| cell.fixed.as_ref()).collect();
        self.wanted += fixed.len() as u32;
        let says = |row: &u32| {
            let cells = self.grid.row(*row);
            fixed.iter().all(|words| cells.iter().any(|cell| *self.grid.plain(cell) == ***words))
        };
        let row = self.rows(from).find(says)?;
        self.found += fixed.len() as u32;
        Some(row)
    }

    /// Where the cells of a row stand, from a column on; without one from the first that holds something.
    fn cells(&self, cells: &[BandCell<'_>], row: u32, column: Option<u32>) -> Vec<SheetPlace> {
        let own = self.grid.row(row);
        let mut column = column.or_else(|| own.first().map(|cell| cell.place.column)).unwrap_or(0);
        let mut places = Vec::new();
        for BandCell { cell, fixed } in cells {
            let mut right = own.iter().filter(|own| own.place.column >= column);
            let same = right.find(|own| fixed.as_ref().is_some_and(|fixed| *self.grid.plain(own) == **fixed));
            let place = same.map_or(SheetPlace { row, column }, |same| same.place);
            places.push(place);
            column = self.beside(place, u32::try_from(cell.wide).unwrap_or(1));
        }
        places
    }

    /// The column to the right of a cell: beyond those merged with it, or, where nobody knows these, beyond its width.
    fn beside(&self, place: SheetPlace, wide: u32) -> u32 {
        if self.grid.sheet.merges.is_none() {
            return place.column.saturating_add(wide);
        }
        let mut column = place.column.saturating_add(1);
        while self.grid.is_covered(SheetPlace { column, ..place }) {
            column += 1;
        }
        column
    }

    /// Where the rows of a part begin: the first and the last row of its titles, and what stands under these. Titles stand at
    /// most so many rows beneath the last row, if one is given.
    fn under(
        &self,
        part: &PartPlan<'_>,
        from: u32,
        last: Option<u32>,
        column: Option<u32>,
    ) -> Option<(u32, u32, UnderTitles)> {
        let depth = part.columns.iter().map(|column| column.titles.len()).max()? as u32 + 2;
        let wanted: FxHashSet<&str> = own_titles(part).collect();
        let mut best: Option<(usize, u32, Vec<Option<u32>>, Titles)> = None;
        for row in self.rows(from).take_while(|row| last.is_none_or(|last| *row <= last.saturating_add(depth))) {
            let wants = |own: &String| wanted.contains(own.as_str());
            let titles = |cell| titles_in(self.report, self.grid, cell).titles.last().is_some_and(wants);
            if !self.grid.row(row).iter().any(titles) {
                continue;
            }
            let titles = Titles::new(self.report, self.grid, row.saturating_sub(depth).max(from)..=row);
            let columns = assigned(&[part], &titles, column.unwrap_or(0), &mut FxHashSet::default()).remove(0);
            let found = columns.iter().flatten().count();
            if best.as_ref().is_none_or(|(most, ..)| found > *most) {
                best = Some((found, row, columns, titles));
            }
        }
        let (found, row, columns, titles) = best?;
        if (found as u32) * 1000 < LEAST * part.columns.len() as u32 {
            return None;
        }
        let unit = |column: &Option<u32>| titles.columns.iter().find(|(at, ..)| Some(at) == column.as_ref())?.2.clone();
        let units = columns.iter().map(unit).collect();
        let mut area = TableArea { columns, rows: row + 1..=u32::MAX };
        area.rows = after_numbers(self.grid, std::slice::from_ref(&area), row + 1)..=u32::MAX;
        let top = titles_begin(std::slice::from_ref(part), self.grid, row).max(from);
        Some((top, area.rows.start() - 1, (area, units)))
    }
}
