//! A table under a form: for each of its cells what it says, and of which facts.

use rustc_hash::FxHashSet;

use super::grid::{self, CellNumber, Grid};
use super::known::{KnownMembers, NewKey, SaidMember};
use super::locate::{Located, strange_unit_above, unit_above};
use super::made_of::made_of;
use super::plan::{ColumnRole, FormPlan};
use super::reader::RowReader;
use super::rows::{ReadRow, ReadRows};
use crate::base::{Decimal, Say};
use crate::eval::{AmountFormat, Env, Evaluator, LinearForm, PrintPlace};
use crate::model::{DimId, LedgerId, MemberId, Members as FactMembers, RowKind, Type, UnitRef};
use crate::say;
use crate::tables::SheetPlace;

/// So many rows that were not understood are told one by one.
const MOST_UNREAD: usize = 3;
/// So many members of one name are told.
const MOST_SAME: usize = 3;
/// Amounts have so many decimal places at most.
const DIGITS: u32 = 6;

/// Which cell of a form it is, wherever it stands: its form, part, row item, the members of its row, its column.
pub(super) type CellKey = (usize, usize, usize, Vec<MemberId>, usize);

/// A cell that prints a number.
pub(super) struct ReadCell {
    pub key: CellKey,
    pub place: SheetPlace,
    /// What it says, in base units; none where it is blank.
    pub value: Option<Decimal>,
    /// What it sums; none of what is computed otherwise.
    pub form: Option<LinearForm>,
    /// The unit that it is written in.
    pub unit: UnitRef,
    /// One of the last decimal place that its form prints, in base units.
    pub step: Decimal,
}

/// A row that is a fact by itself.
pub(super) struct ListedFact {
    pub ledger: LedgerId,
    pub members: FactMembers,
    pub values: Vec<(usize, super::ReadValue)>,
    pub place: SheetPlace,
}

/// A table that was read.
pub(super) struct ReadTable {
    /// Its form, by number among those looked for.
    pub form: usize,
    /// Its sheet, by number among all.
    pub sheet: usize,
    pub cells: Vec<ReadCell>,
    /// Cells that should say a number and say none.
    pub unread: Vec<CellKey>,
    /// Ledgers of whose facts the table says something that was not understood.
    pub torn: FxHashSet<LedgerId>,
    pub facts: Vec<ListedFact>,
    /// What its rows name that is no member so far.
    pub unknown: Vec<(NewKey, SheetPlace)>,
    /// What is to be said of it: at places, else of the table.
    pub notes: Vec<TableFinding>,
    /// Its rows, by part.
    pub rows: Vec<ReadPart>,
}

/// The rows of a part.
pub(super) struct ReadPart {
    /// How many were understood.
    pub understood: usize,
    /// How many were not.
    pub unread: usize,
    /// For each column whether the table has it.
    pub columns: Vec<bool>,
}

/// What is said of a table or a place in it.
#[derive(Clone, Debug)]
pub(super) struct TableFinding {
    pub place: Option<SheetPlace>,
    pub kind: FindingKind,
    pub text: Say,
    pub way_out: Option<Say>,
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingKind {
    /// Nothing is written before it is mended.
    Error,
    /// Something that the tables do not tell: it is left out.
    Question,
    /// Something was not read, or is to be known.
    Note,
}

/// Reads a table that was found.
pub(super) fn read<'m>(
    evaluator: &Evaluator<'m>,
    members: &KnownMembers,
    (form, plan): (usize, &FormPlan<'m>),
    (sheet, grid): (usize, &Grid<'_>),
    located: &Located,
) -> ReadTable {
    let report = evaluator.report;
    let mut table = ReadTable {
        form,
        sheet,
        cells: Vec::new(),
        unread: Vec::new(),
        torn: FxHashSet::default(),
        facts: Vec::new(),
        unknown: Vec::new(),
        notes: Vec::new(),
        rows: Vec::new(),
    };
    let unit = unit_above(report, grid, located.top).and_then(|(symbol, _)| report.unit(&symbol));
    let strange = if unit.is_none() { strange_unit_above(report, grid, located.top) } else { None };
    table.notes.extend(strange.map(|(unit, place)| TableFinding {
        place: Some(place),
        kind: FindingKind::Error,
        text: say!("「{unit}」不是这份报告的单位", "`{unit}` is no unit of this report"),
        way_out: Some(say!("换算成报告的单位再导入", "write the table in one of the report's units")),
    }));
    for (index, part) in plan.parts.iter().enumerate() {
        let area = &located.areas[index];
        let made = made_of(evaluator, part);
        let cells = CellReader {
            rows: RowReader { evaluator, members, part, grid, area, env: &plan.env },
            plan,
            located,
            index,
            unit,
            closed: made.iter().map(|(node, _)| *node).collect(),
        };
        cells.rows_of(&made, &mut table);
    }
    table
}

pub(super) fn not_understood(grid: &Grid<'_>, column: u32, row: u32) -> TableFinding {
    let words: Vec<String> = grid.row(row).iter().take(4).map(|cell| grid::said(Some(cell))).collect();
    let words = words.join(" | ");
    TableFinding {
        place: Some(SheetPlace { row, column }),
        kind: FindingKind::Error,
        text: say!("这一行没有读懂：{words}", "this row was not understood: {words}"),
        way_out: Some(say!(
            "核对它的编码和名称：名称应是这张表格会印出的一行，或先用 members 声明",
            "check its code and name: they must be those of a row that the form prints; or declare it with `members` first"
        )),
    }
}

pub(super) struct CellReader<'r, 'm> {
    pub rows: RowReader<'r, 'm>,
    pub plan: &'r FormPlan<'m>,
    located: &'r Located,
    /// The number of the part.
    index: usize,
    /// The unit that the table names.
    unit: Option<(crate::model::MeasureId, usize)>,
    /// The row items whose facts are not told whole.
    pub closed: Vec<usize>,
}

impl<'m> CellReader<'_, 'm> {
    /// What is said of a column that is made of what no other column tells.
    fn untold(&self, (node, column): &(usize, usize)) -> TableFinding {
        let report = self.rows.evaluator.report;
        let ledgers = self.rows.part.nodes[*node].ledgers;
        let ledger = ledgers.first().map(|ledger| report.ledger(*ledger).name.as_str()).unwrap_or_default();
        let title = self.rows.part.columns[*column].titles.last().map(String::as_str).unwrap_or_default();
        let above = self.rows.area.rows.start().saturating_sub(1);
        TableFinding {
            place: self.place(*column, above),
            kind: FindingKind::Note,
            text: say!(
                "「{title}」这一栏由几个字段拼成，分不开：「{ledger}」的行不从这里读",
                "column `{title}` is put together from several fields and cannot be taken apart: rows of `{ledger}` are not read here"
            ),
            way_out: Some(say!(
                "这些行写在报告里，原有的不动",
                "write these rows in the report; those that are there stay"
            )),
        }
    }

    /// Reads its rows; `made` are columns that are put together.
    fn rows_of(&self, made: &[(usize, usize)], table: &mut ReadTable) {
        let ReadRows { rows, unread } = self.rows.read();
        table.notes.extend(self.many_unread(&unread));
        for row in unread.iter().filter(|_| unread.len() <= MOST_UNREAD) {
            let told = not_understood(
                self.rows.grid,
                self.rows.area.columns.iter().flatten().copied().min().unwrap_or(0),
                *row,
            );
            table.notes.push(self.stranger(*row).map_or(told.clone(), |(text, way_out)| TableFinding {
                text,
                way_out: Some(way_out),
                ..told
            }));
        }
        if !unread.is_empty() {
            table.torn.extend(self.ledgers());
        }
        let is_closed = |node: &usize| rows.iter().any(|row| row.node == *node);
        table.notes.extend(made.iter().filter(|(node, _)| is_closed(node)).map(|one| self.untold(one)));
        table.rows.push(ReadPart {
            understood: rows.len(),
            unread: unread.len(),
            columns: self.rows.area.columns.iter().map(Option::is_some).collect(),
        });
        for row in &rows {
            self.row(row, table);
        }
    }

    /// What is said of many rows that were not understood: once, and what they all lack.
    fn many_unread(&self, rows: &[u32]) -> Option<TableFinding> {
        let (first, last) = (*rows.first()?, *rows.last()?);
        let columns = self.rows.part.columns.iter().zip(&self.rows.area.columns);
        let lacks = columns.filter(|(plan, column)| column.is_none() && plan.role.is_key());
        let lacks: Vec<&str> = lacks.filter_map(|(plan, _)| plan.titles.last()).map(String::as_str).collect();
        let (lacks, count, from, to) = (lacks.join("、"), rows.len(), first + 1, last + 1);
        let way_out = if lacks.is_empty() {
            say!(
                "核对编码和名称：应是这张表格会印出的行，或先用 members 声明",
                "check codes and names: they must be those of rows that the form prints; or declare them with `members` first"
            )
        } else {
            say!("这张表没有栏目「{lacks}」：补上", "the table has no column `{lacks}`: add it")
        };
        (count > MOST_UNREAD).then(|| TableFinding {
            place: Some(SheetPlace {
                row: first,
                column: self.rows.area.columns.iter().flatten().copied().min().unwrap_or(0),
            }),
            kind: FindingKind::Error,
            text: say!(
                "第 {from} 行至第 {to} 行有 {count} 行没有读懂",
                "{count} rows from row {from} to row {to} were not understood"
            ),
            way_out: Some(way_out),
        })
    }

    /// What is said of a row whose code is no member's, and what to do.
    fn stranger(&self, row: u32) -> Option<(Say, Say)> {
        let (report, keys) = (self.rows.evaluator.report, self.rows.keys(row)?);
        let dims = self.rows.part.columns.iter().filter_map(|column| match column.role {
            ColumnRole::Code(dim, _) => Some(dim),
            _ => None,
        });
        let said = |dim| Some((dim, self.rows.said_of((dim, None), false, row, &keys)?));
        let unknown = |(dim, said): &(DimId, SaidMember)| {
            !said.code.is_empty() && !report.dim(*dim).by_code.contains_key(&said.code)
        };
        let (dim, said) = dims.filter_map(said).find(unknown)?;
        let (code, name, same) = (&said.code, &said.raw, self.rows.members.named(dim, &said.name));
        let same: Vec<String> = same.iter().take(MOST_SAME).map(|member| report.display(*member)).collect();
        let (dim, same) = (&report.dim(dim).name, same.join("、"));
        let way = if same.is_empty() {
            say!("核对编码；是新的，先用 members 声明", "check the code; if it is new, declare it with `members` first")
        } else {
            say!(
                "同名的有：{same}。编码写错的，改正；是新的，先用 members 声明",
                "of the same name there is {same}: mend the code, or declare it with `members` first if it is new"
            )
        };
        let text = say!(
            "这一行没有读懂：{code} {name}，「{dim}」里没有这个编码",
            "this row was not understood: {code} {name}, and `{dim}` has no such code"
        );
        Some((text, way))
    }

    /// The ledgers of which its rows and columns speak.
    fn ledgers(&self) -> FxHashSet<LedgerId> {
        let (evaluator, part) = (self.rows.evaluator, self.rows.part);
        let figures = part.columns.iter().filter(|column| column.role == ColumnRole::Figure);
        let forms = figures.filter_map(|column| evaluator.linear_form(column.leaf.expr, self.rows.env));
        let summed = forms.flat_map(|form| form.terms).map(|term| term.ledger);
        part.nodes.iter().flat_map(|node| node.ledgers).copied().chain(summed).collect()
    }

    fn row(&self, row: &ReadRow<'m>, table: &mut ReadTable) {
        let label = self.rows.part.label().and_then(|index| self.place(index, row.row));
        let label = label.unwrap_or(SheetPlace { row: row.row, column: 0 });
        table.unknown.extend(row.unknown.iter().map(|key| (key.clone(), label)));
        let node = &self.rows.part.nodes[row.node];
        if let Some(called) = &row.called {
            let own = row.env.label.as_ref().map(|label| label.plain()).unwrap_or_default();
            table.notes.push(TableFinding {
                place: Some(label),
                kind: FindingKind::Note,
                text: say!("「{called}」按「{own}」读", "`{called}` is read as `{own}`"),
                way_out: None,
            });
        }
        let taken = if matches!(node.item.kind, RowKind::EachFact) { self.fact(row, table) } else { Vec::new() };
        for index in (0..self.rows.part.columns.len()).filter(|index| !taken.contains(index)) {
            self.cell(index, row, table);
        }
    }

    /// A cell of a row that is no field of the row's own fact.
    fn cell(&self, index: usize, row: &ReadRow<'m>, table: &mut ReadTable) {
        let (column, item) = (&self.rows.part.columns[index], self.rows.part.nodes[row.node].item);
        let Some(place) = self.place(index, row.row) else { return };
        if !matches!(column.role, ColumnRole::Figure | ColumnRole::Other)
            || column.leaf.hidden(item)
            || self.rows.grid.is_covered(place)
        {
            return;
        }
        let env = self.env_of(index, row);
        let env = column.leaf.at.iter().fold(env, |env, at| env.column(self.rows.evaluator.report, at));
        let key = (table.form, self.index, row.node, row.members.clone(), index);
        let Some((value, unit)) = self.amount(index, place, &mut table.notes) else {
            table.unread.push(key);
            return;
        };
        let figure = column.role == ColumnRole::Figure;
        let form = if figure { self.rows.evaluator.linear_form(column.leaf.expr, &env) } else { None };
        let step = self.step(index, &unit);
        table.cells.push(ReadCell { key, place, value, form, unit, step });
    }

    /// Where a column's cell of a row stands.
    pub fn place(&self, column: usize, row: u32) -> Option<SheetPlace> {
        Some(SheetPlace { row, column: self.located.areas[self.index].columns[column]? })
    }

    /// Where a cell of a row is evaluated: one merged over the rows of a member, at that member.
    fn env_of(&self, column: usize, row: &ReadRow<'m>) -> Env<'m> {
        let merge = self.rows.part.columns[column].leaf.merge;
        let around = row.chain.iter().find(|(node, _)| merge.is_some() && self.rows.part.nodes[*node].each() == merge);
        around.map_or_else(|| row.env.clone(), |(_, env)| env.clone())
    }

    /// What a cell of a column says; none where it says no number, which is told.
    pub fn amount(
        &self,
        column: usize,
        place: SheetPlace,
        notes: &mut Vec<TableFinding>,
    ) -> Option<(Option<Decimal>, UnitRef)> {
        let ty = &self.rows.part.columns[column].leaf.expr.ty;
        let RowReader { evaluator, grid, .. } = self.rows;
        amount_at(evaluator, (grid, place), (ty, self.unit_of(column)), notes)
    }

    fn unit_of(&self, column: usize) -> UnitRef {
        let report = self.rows.evaluator.report;
        let leaf = &self.rows.part.columns[column].leaf;
        let bracket = self.located.units[self.index][column].as_deref();
        if let (Type::Amount(measure), Some((own, unit))) =
            (&leaf.expr.ty, bracket.and_then(|symbol| report.unit(symbol)))
            && own == *measure
        {
            return UnitRef::Of(own, unit);
        }
        let unit = self.unit.or_else(|| report.unit_of(self.plan.form));
        let sheet = AmountFormat { unit, digits: None, example: None };
        self.rows.evaluator.unit_of(leaf.expr, leaf.format, PrintPlace::Cell(sheet))
    }

    /// One of the last decimal place of a column, in base units.
    fn step(&self, column: usize, unit: &UnitRef) -> Decimal {
        let (evaluator, form) = (self.rows.evaluator, self.plan.form);
        let sheet = AmountFormat { unit: evaluator.report.unit_of(form), digits: form.digits, example: None };
        let places = evaluator.places(unit, self.rows.part.columns[column].leaf.format, PrintPlace::Cell(sheet));
        step_of(evaluator, unit, places)
    }
}

/// One of a decimal place in a unit, in base units.
pub(super) fn step_of(evaluator: &Evaluator<'_>, unit: &UnitRef, places: u32) -> Decimal {
    let factor = evaluator.factor(unit).to_decimal().unwrap_or(Decimal::ONE);
    factor.checked_mul(Decimal::new(1, places.min(DIGITS))).unwrap_or_default()
}

/// What a cell says, in base units, and in which unit; none where it says no number, which is told.
pub(super) fn amount_at(
    evaluator: &Evaluator<'_>,
    (grid, place): (&Grid<'_>, SheetPlace),
    (ty, unit): (&Type, UnitRef),
    notes: &mut Vec<TableFinding>,
) -> Option<(Option<Decimal>, UnitRef)> {
    let cell = grid.own(place);
    let words = grid::said(cell);
    let (text, way_out) = match grid::number(cell) {
        CellNumber::Blank => return Some((None, unit)),
        CellNumber::Number(_, behind) if is_strange(evaluator, ty, &behind) => (
            say!("「{words}」里的「{behind}」不是这一栏的单位", "`{behind}` in `{words}` is no unit of this column"),
            say!("换算成这一栏的单位", "write the amount in the column's unit"),
        ),
        CellNumber::Number(number, behind) => {
            let unit = behind_number(evaluator, ty, &behind).unwrap_or(unit);
            let factor = evaluator.factor(&unit).to_decimal().unwrap_or(Decimal::ONE);
            match number.checked_mul(factor) {
                Some(value) => return Some((Some(value), unit)),
                None => (
                    say!("「{words}」这个数太大", "`{words}` is too large a number"),
                    say!("核对单位和位数", "check its unit and digits"),
                ),
            }
        }
        CellNumber::Unclear(readings) => {
            let readings = readings.join(" / ");
            (
                say!("「{words}」有几种读法：{readings}", "`{words}` can be read as {readings}"),
                say!("在表里写成数，或写明小数", "make it a number in the table, or write its decimals"),
            )
        }
        CellNumber::None => (
            say!("这里应是数，写的是「{words}」", "a number belongs here, not `{words}`"),
            say!("改成数，或留空", "write a number, or leave it blank"),
        ),
    };
    notes.push(TableFinding { place: Some(place), kind: FindingKind::Error, text, way_out: Some(way_out) });
    None
}

/// Whether what stands behind an amount is none of its units.
fn is_strange(evaluator: &Evaluator<'_>, ty: &Type, symbol: &str) -> bool {
    let Type::Amount(measure) = ty else { return false };
    let own = evaluator.report.unit(symbol);
    !symbol.is_empty() && own.is_none_or(|(own, _)| own != *measure)
}

/// The unit behind a number in its cell, where that is one of its kind.
fn behind_number(evaluator: &Evaluator<'_>, ty: &Type, symbol: &str) -> Option<UnitRef> {
    match (ty, evaluator.report.unit(symbol)) {
        (Type::Amount(measure), Some((own, unit))) if own == *measure => Some(UnitRef::Of(own, unit)),
        (Type::Ratio, _) if symbol == "%" => Some(UnitRef::Percent),
        _ => None,
    }
}
