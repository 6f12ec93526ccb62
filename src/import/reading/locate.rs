//! Where a form stands in a sheet: its columns by their titles, whatever their order, and the rows beneath.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::grid::{self, CellTitles, Grid, TableArea};
use super::plan::{ColumnRole, FormPlan, PartPlan};
use super::words::{bracket_at_end, plain};
use crate::model::Report;
use crate::tables::{SheetCell, SheetPlace};

/// A form found in a sheet.
pub(super) struct Located {
    /// For each part of the form where it stands.
    pub areas: Vec<TableArea>,
    /// The first row of its titles.
    pub top: u32,
    /// How well it fits.
    pub fit: Fit,
    /// For each part and column the unit in brackets behind its title.
    pub units: Vec<Vec<Option<String>>>,
    /// Where the bands of a grid stand, each by its number in the form; none of one that was not found.
    pub bands: Vec<Option<FoundBand>>,
}

/// Where a band stands.
pub(super) struct FoundBand {
    /// The rows of its label, its cells and its titles; those under its titles are its part's area.
    pub head: std::ops::RangeInclusive<u32>,
    /// For each of its rows of cells where these stand; none of a row that was not found.
    pub cells: Vec<Option<Vec<SheetPlace>>>,
    /// Whether all of it was found.
    pub whole: bool,
}

/// How well a form fits a table, the better the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fit {
    /// How many of a thousand of its columns the table has.
    pub columns: u32,
    /// Whether its number stands above the table or names the sheet.
    pub number: bool,
    /// Whether its title does.
    pub title: bool,
    /// Whether its title does but for a year in it.
    pub dated: bool,
    /// How many columns of the table with titles are none of the form's, from the end.
    pub extra: std::cmp::Reverse<u32>,
    /// Whether the document places it.
    pub placed: bool,
}

/// Less of its columns is no form.
pub(super) const LEAST: u32 = 600;
/// Titles stand in the first so many columns.
const MOST_COLUMNS: u32 = 2_000;
/// Titles are looked for in so many rows.
pub(super) const MOST_ROWS: usize = 2_000;

/// Finds a form in a sheet.
pub(super) fn locate(report: &Report, plan: &FormPlan<'_>, grid: &Grid<'_>) -> Option<Located> {
    let depth = plan.parts.iter().flat_map(|part| &part.columns).map(|column| column.titles.len()).max()? as u32 + 2;
    let wanted: FxHashSet<&str> = plan.parts.iter().flat_map(own_titles).collect();
    // the rows in which titles of the form stand, by how many
    let rows: Vec<u32> = grid.rows().take(MOST_ROWS).collect();
    let counted = rows.iter().map(|row| {
        let titles = grid.row(*row).iter().filter(|cell| {
            titles_in(report, grid, cell).titles.last().is_some_and(|title| wanted.contains(title.as_str()))
        });
        (titles.count(), *row)
    });
    let mut best: Option<(u32, Located)> = None;
    for (_, row) in counted.filter(|(count, _)| *count > 0) {
        let window = row.saturating_sub(depth)..=row;
        let titles = Titles::new(report, grid, window);
        let Some(found) = under(plan, grid, &titles, row) else { continue };
        if best.as_ref().is_none_or(|(fit, _)| found.fit.columns > *fit) {
            best = Some((found.fit.columns, found));
        }
    }
    best.map(|(_, found)| found).filter(|found| found.fit.columns >= LEAST)
}

/// How many of a thousand column titles of a form stand anywhere in a sheet, and those that do not.
pub(super) fn lacking<'p>(report: &Report, plan: &'p FormPlan<'_>, grid: &Grid<'_>) -> (u32, Vec<&'p str>) {
    let cells = grid.rows().take(MOST_ROWS).flat_map(|row| grid.row(row));
    let all: Vec<Rc<CellTitles>> = cells.map(|cell| titles_in(report, grid, cell)).collect();
    let said: FxHashSet<&str> = all.iter().flat_map(|own| &own.titles).map(String::as_str).collect();
    let (found, lacking): (Vec<&str>, Vec<&str>) =
        plan.parts.iter().flat_map(own_titles).partition(|title| said.contains(*title));
    ((found.len() * 1000 / (found.len() + lacking.len()).max(1)) as u32, lacking)
}

pub(super) fn own_titles<'p>(part: &'p PartPlan<'_>) -> impl Iterator<Item = &'p str> {
    part.columns.iter().filter_map(|column| column.titles.last()).map(String::as_str)
}

/// A title without the unit in brackets at its end, and that unit.
fn untitled(report: &Report, title: &str) -> (String, Option<String>) {
    match bracket_at_end(title) {
        Some((before, unit)) if report.unit(unit).is_some() || unit == "%" => {
            (before.to_owned(), Some(unit.to_owned()))
        }
        _ => (title.to_owned(), None),
    }
}

/// The titles that a cell holds. A text table has one line of titles: those above one another are joined by `/` there.
pub(super) fn titles_in(report: &Report, grid: &Grid<'_>, cell: &SheetCell) -> Rc<CellTitles> {
    grid.titles(cell, |words| {
        let (said, unit) = untitled(report, words);
        let parts = if grid.is_text() { said.split('/').collect() } else { vec![said.as_str()] };
        CellTitles { titles: parts.into_iter().filter(|part| !part.is_empty()).map(str::to_owned).collect(), unit }
    })
}

/// The titles over each column of a sheet.
pub(super) struct Titles {
    /// By column, with its titles from above and the unit that the last of them names.
    pub columns: Vec<(u32, Vec<String>, Option<String>)>,
}

impl Titles {
    pub fn new(report: &Report, grid: &Grid<'_>, window: std::ops::RangeInclusive<u32>) -> Titles {
        let mut columns: Vec<u32> =
            window.clone().flat_map(|row| grid.row(row)).map(|cell| cell.place.column).collect();
        let widest = columns.iter().copied().max().unwrap_or(0).min(MOST_COLUMNS);
        // what is merged over columns without a cell of their own is above them, too
        columns = (0..=widest).collect();
        let over = |column: u32| {
            let mut titles: Vec<String> = Vec::new();
            let mut unit = None;
            let mut last = None;
            for row in window.clone() {
                let Some(cell) = grid.shown(SheetPlace { row, column }).filter(|cell| last != Some(cell.place)) else {
                    continue;
                };
                last = Some(cell.place);
                let own = titles_in(report, grid, cell);
                if !own.titles.is_empty() {
                    unit = own.unit.clone();
                    titles.extend(own.titles.iter().cloned());
                }
            }
            (column, titles, unit)
        };
        Titles { columns: columns.into_iter().map(over).filter(|(_, titles, _)| !titles.is_empty()).collect() }
    }
}

/// The form under titles that end in a row.
fn under(plan: &FormPlan<'_>, grid: &Grid<'_>, titles: &Titles, row: u32) -> Option<Located> {
    let mut taken: FxHashSet<u32> = FxHashSet::default();
    let (mut areas, mut units) = (Vec::new(), Vec::new());
    let (mut found, mut all) = (0, 0);
    let parts: Vec<&PartPlan<'_>> = plan.parts.iter().collect();
    for columns in assigned(&parts, titles, 0, &mut taken) {
        all += columns.len() as u32;
        found += columns.iter().flatten().count() as u32;
        let of = |column: &Option<u32>| titles.columns.iter().find(|(at, ..)| Some(at) == column.as_ref())?.2.clone();
        units.push(columns.iter().map(of).collect());
        areas.push(TableArea { columns, rows: row + 1..=u32::MAX });
    }
    let has_figure = plan.parts.iter().zip(&areas).all(|(part, area)| {
        let has = |wanted: &dyn Fn(ColumnRole) -> bool| {
            part.columns.iter().zip(&area.columns).any(|(column, at)| at.is_some() && wanted(column.role))
        };
        let lines = part.nodes.iter().all(|node| !node.repeats());
        (lines || has(&|role| role.is_key())) && has(&|role| !role.is_key())
    });
    if !has_figure || all == 0 {
        return None;
    }
    let top = titles_begin(&plan.parts, grid, row);
    let (number, title, dated) = called(plan, grid, top);
    let extra = titles.columns.iter().filter(|(column, ..)| !taken.contains(column)).count() as u32;
    let (columns, extra) = (found * 1000 / all, std::cmp::Reverse(extra));
    let fit = Fit { columns, number, title, dated, extra, placed: plan.placed };
    let rows = after_numbers(grid, &areas, row + 1)..=u32::MAX;
    areas.iter_mut().for_each(|area| area.rows = rows.clone());
    Some(Located { areas, top, fit, units, bands: Vec::new() })
}

/// For each column of some parts the sheet's of the same titles: the more of them agree, the sooner; equal ones from the left,
/// those of the first part before those of the next.
pub(super) fn assigned(
    parts: &[&PartPlan<'_>],
    titles: &Titles,
    from: u32,
    taken: &mut FxHashSet<u32>,
) -> Vec<Vec<Option<u32>>> {
    let mut pairs: Vec<(std::cmp::Reverse<usize>, (usize, usize), u32)> = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        for (index, column) in part.columns.iter().enumerate() {
            for (at, over, _) in titles.columns.iter().filter(|(at, ..)| *at >= from && !taken.contains(at)) {
                let alike = alike(&column.titles, over);
                pairs.extend(alike.map(|alike| (std::cmp::Reverse(alike), (number, index), *at)));
            }
        }
    }
    pairs.sort_unstable();
    let mut columns: Vec<Vec<Option<u32>>> = parts.iter().map(|part| vec![None; part.columns.len()]).collect();
    for (_, (part, index), at) in pairs {
        if columns[part][index].is_none() && taken.insert(at) {
            columns[part][index] = Some(at);
        }
    }
    columns
}

/// How well the titles over a sheet's column are those of a form's column; none where the lowest is another one.
fn alike(wanted: &[String], over: &[String]) -> Option<usize> {
    let (own, groups) = wanted.split_last()?;
    let at = over.iter().rposition(|title| title == own)?;
    let shared = groups.iter().filter(|group| over[..at].contains(group)).count();
    // beneath its title stand at most numbers of columns
    let beneath = over[at + 1..].iter().all(|title| {
        title.chars().all(|c| c.is_ascii_digit()) || title.chars().count() <= 4 && !groups.contains(title)
    });
    beneath.then_some(10 * shared + 10 - (groups.len() - shared).min(9))
}

/// The first row above the last titles that holds titles of the form.
pub(super) fn titles_begin(parts: &[PartPlan<'_>], grid: &Grid<'_>, last: u32) -> u32 {
    let all: FxHashSet<&str> = parts
        .iter()
        .flat_map(|part| part.columns.iter().flat_map(|column| &column.titles))
        .map(String::as_str)
        .collect();
    let holds = |row: &u32| grid.row(*row).iter().any(|cell| all.contains(&*grid.plain(cell)));
    (last.saturating_sub(6)..=last).find(holds).unwrap_or(last)
}

/// Whether the words above a table, or the sheet's name, say a form's number and its title, or its title but for a year in it.
pub(super) fn called(plan: &FormPlan<'_>, grid: &Grid<'_>, top: u32) -> (bool, bool, bool) {
    let above = words_above(grid, top);
    let says = |words: &str| !words.is_empty() && above.iter().any(|above| above.contains(words));
    let (number, title) = (says(&plan.number), says(&plan.title));
    let undated = without_years(&plan.title);
    let dated = !title && undated != plan.title && above.iter().any(|above| without_years(above).contains(&undated));
    (number, title, dated)
}

/// Words with all years in them alike.
fn without_years(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, digits) = rest.split_at(start);
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        out.push_str(before);
        out.push_str(if end == 4 { "0000" } else { &digits[..end] });
        rest = &digits[end..];
    }
    out + rest
}

/// The words in the rows above a table and the sheet's name, of a text table the file's.
fn words_above(grid: &Grid<'_>, top: u32) -> Vec<String> {
    let rows = grid.rows().filter(|row| *row < top && *row + 12 >= top);
    let cells = rows.flat_map(|row| grid.row(row)).map(|cell| grid.plain(cell).to_string());
    cells.chain([plain(grid.called)]).collect()
}

/// The row after those that only number the columns.
pub(super) fn after_numbers(grid: &Grid<'_>, areas: &[TableArea], first: u32) -> u32 {
    let columns: Vec<u32> = areas.iter().flat_map(|area| area.columns.iter().flatten().copied()).collect();
    let numbers = |row: u32| {
        let said: Vec<String> =
            columns.iter().map(|column| grid::said(grid.own(SheetPlace { row, column: *column }))).collect();
        let counted: Vec<u32> = said.iter().filter_map(|words| words.parse().ok()).collect();
        counted.len() > 1
            && counted.windows(2).all(|pair| (pair[0] + 1..=pair[0] + LEFT_OUT).contains(&pair[1]))
            && counted.first() == Some(&1)
    };
    if numbers(first) { first + 1 } else { first }
}

/// The unit that the words above a table name behind a colon; none where they name none, or one that there is not.
pub(super) fn unit_above(report: &Report, grid: &Grid<'_>, top: u32) -> Option<(String, SheetPlace)> {
    let rows = grid.rows().filter(|row| *row <= top && *row + 12 >= top);
    let cells: Vec<_> = rows.flat_map(|row| grid.row(row)).collect();
    cells.into_iter().rev().find_map(|cell| {
        let words = grid.plain(cell);
        let (_, unit) = words.rsplit_once(':')?;
        report.unit(unit).map(|_| (unit.to_owned(), cell.place))
    })
}

/// A unit of such a kind that the words above a table name behind a colon, and that the report does not have: a few letters and
/// then one of its units.
pub(super) fn strange_unit_above(report: &Report, grid: &Grid<'_>, top: u32) -> Option<(String, SheetPlace)> {
    let rows = grid.rows().filter(|row| *row <= top && *row + 12 >= top);
    rows.flat_map(|row| grid.row(row)).find_map(|cell| {
        let words = grid.plain(cell);
        let (_, unit) = words.rsplit_once(':')?;
        let mut symbols = report.measures.iter().flat_map(|measure| &measure.units).map(|own| own.symbol.as_str());
        let short = |before: &str| (1..=MOST_BEFORE).contains(&before.chars().count());
        symbols.any(|symbol| unit.strip_suffix(symbol).is_some_and(short)).then(|| (unit.to_owned(), cell.place))
    })
}

/// Where columns are taken out their numbers go on so much higher at most.
const LEFT_OUT: u32 = 3;
/// So many letters make another unit of one.
const MOST_BEFORE: usize = 3;
