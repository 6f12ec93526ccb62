//! Forms read backwards: tables of other programs to facts. A form says what each of its cells sums. So a table that is found to
//! be one of the report's forms is a system of equations, and the facts are its solution.

mod answer;
mod band_cells;
mod bands;
mod candidates;
mod covered;
mod findings;
mod fit;
mod gaps;
mod grid;
mod known;
mod left_blank;
mod leftover;
mod listed;
mod lists;
mod locate;
mod made_of;
mod matched;
mod named;
mod patterns;
mod plan;
mod printed;
mod read;
mod reader;
mod rows;
mod said;
mod settle;
mod settling;
mod system;
mod ties;
mod unknowns;
mod words;

pub use findings::{CellPlace, FindingKind, ImportFinding};
pub use printed::workbook as printed_workbook;

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{ReadFact, ReadTotal, ReadValue, RoundedLedgers};
use crate::base::Decimal;
use crate::document::Document;
use crate::eval::Evaluator;
use crate::model::{DimId, FactId, LedgerId, MemberId};
use crate::tables::{SheetPlace, Workbook};
use band_cells::BandReader;
use grid::Grid;
use known::{KnownMembers, NewKey};
use plan::FormPlan;
use read::ReadTable;
use settling::{Missing, Settling, Told};

/// What tables tell a report.
#[derive(Default)]
pub struct Imported {
    /// The facts that print them.
    pub facts: Vec<ReadFact>,
    /// Sums that they print.
    pub totals: Vec<ReadTotal>,
    /// What is to be known or mended.
    pub findings: Vec<ImportFinding>,
    /// Members that they name and the report does not have. Before these are declared nothing else is told.
    pub unknown: Vec<UnknownMember>,
    /// The tables that were found.
    pub tables: Vec<FoundTable>,
    /// Facts of the report that a table would print and leaves blank.
    pub gone: Vec<FactId>,
    /// Ledgers of which the tables print nothing but blanks, and the report says nothing.
    pub empty: Vec<LedgerId>,
    /// Ledgers whose printed totals differ from the printed parts as rounding does.
    pub rounded: RoundedLedgers,
    /// How many cells of numbers agree with the facts.
    pub cells: usize,
}

/// A table that is one of the report's forms.
#[derive(Clone, Debug)]
pub struct FoundTable {
    /// The workbook, and the sheet.
    pub place: String,
    /// The form's name.
    pub form: String,
    /// Rows that were understood.
    pub rows: usize,
    /// Cells of numbers in them.
    pub cells: usize,
}

/// A member that a table names and the report does not have.
#[derive(Clone, Debug)]
pub struct UnknownMember {
    /// Its dimension.
    pub dim: DimId,
    /// The member above it, as far as the table tells.
    pub above: Option<MemberId>,
    /// The digits of its whole code; may be empty.
    pub code: String,
    /// Its name as it is written.
    pub name: String,
    /// Where it was named first.
    pub place: CellPlace,
}

/// A cell of a form as a table prints it.
pub struct PrintedCell {
    /// Which cell it is, wherever it stands: its form, and what tells its row and column.
    pub key: (String, usize, usize, Vec<MemberId>, usize),
    /// What it says, in base units; none where it is blank.
    pub value: Option<Decimal>,
    /// Where.
    pub place: CellPlace,
}

/// Sheets with their places, and what was read of them.
struct ReadBooks<'w, 'm> {
    sheets: Vec<(&'w Workbook, Grid<'w>)>,
    plans: Vec<FormPlan<'m>>,
    tables: Vec<ReadTable>,
    findings: Vec<ImportFinding>,
}

impl ReadBooks<'_, '_> {
    fn place(&self, sheet: usize, place: SheetPlace) -> CellPlace {
        let (workbook, grid) = &self.sheets[sheet];
        CellPlace { workbook: workbook.name.clone(), sheet: grid.sheet.name.clone(), place }
    }
}

/// Reads tables by the forms of a report. `document`: what it prints, where it has no errors.
pub fn import(evaluator: &Evaluator<'_>, workbooks: &[Workbook], document: Option<&Document>) -> Imported {
    let reading = tables(evaluator, workbooks);
    let mut imported = Imported { findings: reading.findings.clone(), ..Imported::default() };
    for table in &reading.tables {
        let (workbook, grid) = &reading.sheets[table.sheet];
        let sheet = grid.sheet.name.trim();
        imported.tables.push(FoundTable {
            place: if sheet.is_empty() { workbook.name.clone() } else { format!("{}!{sheet}", workbook.name) },
            form: reading.plans[table.form].form.name.clone(),
            rows: table.rows.iter().map(|part| part.understood).sum(),
            cells: table.cells.iter().filter(|cell| cell.value.is_some()).count() + table.facts.len(),
        });
        let found = table.notes.iter().map(|note| ImportFinding {
            place: note.place.map(|place| reading.place(table.sheet, place)),
            kind: note.kind,
            text: note.text.clone(),
            way_out: note.way_out.clone(),
        });
        imported.findings.extend(found);
    }
    imported.unknown = unknown(&reading);
    if imported.unknown.is_empty() && !reading.tables.is_empty() {
        let Told { facts, totals, findings, gone, empty, rounded, cells, .. } = settled(evaluator, &reading, document);
        (imported.facts, imported.totals, imported.gone, imported.cells) = (facts, totals, gone, cells);
        (imported.empty, imported.rounded) = (empty, rounded);
        imported.findings.extend(findings);
    }
    imported
}

/// The cells of the tables that are forms of a report.
pub fn printed(evaluator: &Evaluator<'_>, workbooks: &[Workbook]) -> Vec<PrintedCell> {
    let reading = tables(evaluator, workbooks);
    let of = |table: &ReadTable| {
        let form = reading.plans[table.form].form.name.clone();
        let cells = table.cells.iter().map(|cell| {
            let (_, part, node, members, column) = cell.key.clone();
            let key = (form.clone(), part, node, members, column);
            PrintedCell { key, value: cell.value, place: reading.place(table.sheet, cell.place) }
        });
        cells.collect::<Vec<_>>()
    };
    reading.tables.iter().flat_map(of).collect()
}

fn tables<'w, 'm>(evaluator: &Evaluator<'m>, workbooks: &'w [Workbook]) -> ReadBooks<'w, 'm> {
    let report = evaluator.report;
    let sheets = workbooks.iter().flat_map(|book| book.sheets.iter().map(move |sheet| (book, Grid::new(book, sheet))));
    let sheets: Vec<_> = sheets.collect();
    let placed = matched::placed(report);
    let forms = report.forms.iter().enumerate();
    let plans: Vec<FormPlan<'m>> = forms.map(|(id, form)| plan::form(evaluator, form, placed.contains(&id))).collect();
    let mut reading = ReadBooks { sheets, plans, tables: Vec::new(), findings: Vec::new() };
    let (found, findings) = matched::tables(report, &reading.plans, &reading.sheets);
    reading.findings = findings;
    let members = KnownMembers::new(report);
    for (sheet, form, located) in found {
        let (plan, grid) = (&reading.plans[form], &reading.sheets[sheet].1);
        let mut table = read::read(evaluator, &members, (form, plan), (sheet, grid), &located);
        if plan.bands.is_empty() {
            table.notes.extend(leftover::leftover(plan, grid, &located));
        } else {
            BandReader { evaluator, plan, grid, located: &located }.read(&mut table);
        }
        left_blank::drop_sums_left_blank(report, plan, &mut table);
        reading.tables.push(table);
    }
    reading
}

/// What the tables name that the report does not have, each once.
fn unknown(reading: &ReadBooks<'_, '_>) -> Vec<UnknownMember> {
    let mut seen: FxHashSet<NewKey> = FxHashSet::default();
    let mut all = Vec::new();
    for table in &reading.tables {
        for (key, place) in &table.unknown {
            // without what stands above it, it may be the same
            if seen.insert(NewKey { above: None, ..key.clone() }) {
                let NewKey { dim, above, code, name } = key.clone();
                all.push(UnknownMember { dim, above, code, name, place: reading.place(table.sheet, *place) });
            }
        }
    }
    all
}

/// How many numbers the tables say where each of their cells says what the report prints there; none where one does not. Then there
/// is nothing to solve, and the report's facts may be finer than what is printed of them.
fn agreeing(reading: &ReadBooks<'_, '_>, own: &ReadBooks<'_, '_>) -> Option<usize> {
    let mut count = 0;
    for table in &reading.tables {
        // a form may be printed at several places
        own.tables.iter().find(|own| own.form == table.form && says_what(table, own))?;
        count += table.cells.iter().filter(|cell| cell.form.is_some() && cell.value.is_some()).count();
    }
    Some(count)
}

/// Whether a table says in each cell what another one does, and no more is understood of that one.
fn says_what(table: &ReadTable, own: &ReadTable) -> bool {
    let listed = |table: &ReadTable| {
        table.facts.iter().map(|fact| (fact.ledger, fact.members.clone(), fact.values.clone())).collect::<Vec<_>>()
    };
    if listed(table) != listed(own)
        || table.unread != own.unread
        || table.torn != own.torn
        || table.cells.len() != own.cells.len()
    {
        return false;
    }
    let cells: FxHashMap<_, _> = own.cells.iter().map(|cell| (&cell.key, cell.value)).collect();
    table.cells.iter().all(|cell| cells.get(&cell.key) == Some(&cell.value))
}

fn settled<'m>(evaluator: &Evaluator<'m>, reading: &ReadBooks<'_, 'm>, document: Option<&Document>) -> Told {
    let found: FxHashSet<usize> = reading.tables.iter().map(|table| table.form).collect();
    let patterns: Vec<_> = reading
        .tables
        .iter()
        .enumerate()
        .map(|(number, table)| patterns::patterns(evaluator, &reading.plans[table.form], Some((number, table))))
        .collect();
    let others = reading.plans.iter().enumerate().filter(|(form, plan)| !found.contains(form) && plan.placed);
    // tables that are none of the document's are a list by itself, which lacks nothing
    let lists = !found.iter().any(|form| reading.plans[*form].placed);
    let always = if lists { FxHashSet::default() } else { matched::always_placed(evaluator.report) };
    let missing = others.map(|(form, plan)| Missing {
        name: plan.form.name.clone(),
        patterns: patterns::patterns(evaluator, plan, None),
        always: always.contains(&form),
    });
    let missing: Vec<Missing> = missing.collect();
    let places = |sheet, place| reading.place(sheet, place);
    let settling = Settling {
        evaluator,
        tables: &reading.tables,
        patterns: &patterns,
        missing: &missing,
        covered: &covered::CoveredTotals::new(evaluator, &reading.plans, &reading.tables),
        places: &places,
        candidates: RefCell::default(),
        named: RefCell::default(),
    };
    // facts that are finer than what is printed of them would seem to contradict one another, or to be others
    let is_placed = found.iter().all(|form| reading.plans[*form].placed);
    let book = document.filter(|_| is_placed).map(|document| [printed::workbook(document)]);
    match book.as_ref().and_then(|book| agreeing(reading, &tables(evaluator, book))) {
        Some(cells) => Told { cells, findings: settling.absent().into_iter().collect(), ..Told::default() },
        None => settling.settle(),
    }
}
