//! Rows that are facts by themselves: what a list says of each.

use super::ReadValue;
use super::grid::{self, CellNumber};
use super::known::SaidMember;
use super::plan::{ColumnRole, FieldPart, expected};
use super::read::{CellReader, FindingKind, ListedFact, ReadTable, TableFinding};
use super::reader::{MOST_TRIED, RowKeys};
use super::rows::ReadRow;
use crate::model::{DimId, LedgerAxis, LedgerId, MemberId, Members, Type, UnitRef};
use crate::say;
use crate::tables::SheetPlace;

impl<'m> CellReader<'_, 'm> {
    /// The fact of a row; the columns that are its own.
    pub fn fact(&self, row: &ReadRow<'m>, table: &mut ReadTable) -> Vec<usize> {
        let report = self.rows.evaluator.report;
        let Some(ledger) = self.rows.part.nodes[row.node].ledgers.first().copied() else { return Vec::new() };
        let Some(keys) = self.rows.keys(row.row) else { return Vec::new() };
        let (values, taken) = self.values(ledger, row, &keys, table);
        if self.closed.contains(&row.node) {
            return taken;
        }
        let mut members = Members::new();
        for axis in &report.ledger(ledger).axes {
            match self.member(axis, row, &keys, table) {
                Ok(member) => members.push(member),
                Err(()) => {
                    table.torn.insert(ledger);
                    return taken;
                }
            }
        }
        if !values.is_empty() {
            table.facts.push(ListedFact { ledger, members, values, place: self.first(row.row) });
        }
        taken
    }

    fn first(&self, row: u32) -> SheetPlace {
        let columns = 0..self.rows.part.columns.len();
        columns.filter_map(|column| self.place(column, row)).min().unwrap_or(SheetPlace { row, column: 0 })
    }

    /// What the row says of the fields of its fact, and the columns that say it.
    fn values(
        &self,
        ledger: LedgerId,
        row: &ReadRow<'m>,
        keys: &RowKeys,
        table: &mut ReadTable,
    ) -> (Vec<(usize, ReadValue)>, Vec<usize>) {
        let (mut values, mut taken): (Vec<(usize, ReadValue)>, Vec<usize>) = Default::default();
        let report = self.rows.evaluator.report;
        for (index, column) in self.rows.part.columns.iter().enumerate() {
            let Some(place) = self.place(index, row.row) else { continue };
            match column.role {
                ColumnRole::Figure if column.leaf.merge.is_none() => {
                    let form = self.rows.evaluator.linear_form(column.leaf.expr, &row.env);
                    let Some(field) = form.filter(|form| form.terms.len() == 1 && form.terms[0].ledger == ledger)
                    else {
                        continue;
                    };
                    taken.push(index);
                    match self.amount(index, place, &mut table.notes) {
                        Some((Some(value), unit)) => {
                            values.push((field.terms[0].field, ReadValue::Quantity(value, unit)));
                        }
                        Some((None, _)) => {}
                        None => drop(table.torn.insert(ledger)),
                    }
                }
                ColumnRole::Field(own, field, FieldPart::Whole) if own == ledger => {
                    let words = grid::said(self.rows.grid.own(place));
                    if !words.is_empty() {
                        values.push((field, ReadValue::Text(words)));
                    }
                }
                ColumnRole::Field(own, field, FieldPart::Number) if own == ledger => {
                    let unit = self.unit_column(own, field).and_then(|column| self.place(column, row.row));
                    values.extend(self.quoted(place, unit).map(|value| (field, value)));
                }
                _ => {}
            }
        }
        let texts = report.ledger(ledger).fields.iter().position(|field| matches!(field.ty, Type::Text));
        if let Some(field) =
            texts.filter(|field| values.iter().all(|(own, _)| own != field) && !keys.raw_label.is_empty())
        {
            values.push((field, ReadValue::Text(keys.raw_label.clone())));
        }
        values.sort_by_key(|(field, _)| *field);
        (values, taken)
    }

    fn unit_column(&self, ledger: LedgerId, field: usize) -> Option<usize> {
        self.rows
            .part
            .columns
            .iter()
            .position(|column| column.role == ColumnRole::Field(ledger, field, FieldPart::Unit))
    }

    /// A number with whatever unit stands beside it, or words.
    fn quoted(&self, place: SheetPlace, unit: Option<SheetPlace>) -> Option<ReadValue> {
        let cell = self.rows.grid.own(place);
        let symbol = unit.map(|unit| grid::said(self.rows.grid.own(unit))).unwrap_or_default();
        let report = self.rows.evaluator.report;
        let unit = |symbol: &str| match (symbol, report.unit(symbol)) {
            ("", _) => UnitRef::Bare,
            ("%", _) => UnitRef::Percent,
            (_, Some((measure, unit))) => UnitRef::Of(measure, unit),
            (named, None) => UnitRef::Named(named.to_owned()),
        };
        match grid::number(cell) {
            CellNumber::Number(number, behind) => {
                let unit = unit(if behind.is_empty() { &symbol } else { &behind });
                let factor = self.rows.evaluator.factor(&unit).to_decimal()?;
                Some(ReadValue::Quantity(number.checked_mul(factor)?, unit))
            }
            CellNumber::Blank => None,
            CellNumber::Unclear(_) | CellNumber::None => Some(ReadValue::Text(grid::said(cell))),
        }
    }

    /// The member of an axis that a row's fact has; an error where nothing tells it, which is said.
    fn member(
        &self,
        axis: &LedgerAxis,
        row: &ReadRow<'m>,
        keys: &RowKeys,
        table: &mut ReadTable,
    ) -> Result<Option<MemberId>, ()> {
        let evaluator = self.rows.evaluator;
        let report = evaluator.report;
        let bound = row.env.coords.single(axis.dim).filter(|member| report.is_at(*member, axis.grain));
        if bound.is_some() {
            return Ok(bound);
        }
        let columns = self.telling(axis.dim, keys);
        if !columns.is_empty() {
            let said = self.rows.said_of((axis.dim, axis.grain), false, row.row, keys).unwrap_or_default();
            let names = |role| matches!(role, ColumnRole::Member(dim, at) if dim == axis.dim && (at.is_none() || at == axis.grain));
            let coded = !said.code.is_empty() || self.rows.part.columns.iter().any(|own| names(own.role));
            let said = if coded { said } else { SaidMember::default() };
            let (found, unknown) =
                self.rows.members.find(evaluator, &row.env.coords, (axis.dim, axis.grain), &said, false);
            let found = if said.is_empty() { Vec::new() } else { found };
            if let [only] = self.agreeing(axis, &columns, row, keys, found)[..] {
                return Ok(Some(only));
            }
            table.unknown.extend(unknown.iter().map(|key| (key.clone(), self.first(row.row))));
            if unknown.is_none() {
                let words: Vec<&str> = columns.iter().map(|index| keys.words[*index].as_str()).collect();
                self.lacks(axis.dim, row.row, &words.join(" "), table);
            }
            return Err(());
        }
        if axis.default.is_some() || axis.optional {
            return Ok(axis.default);
        }
        // where there is only one, nobody writes it
        if let [only] = evaluator.ledgers.all_members(&row.env.coords, axis.dim, axis.grain)[..] {
            return Ok(Some(only));
        }
        self.lacks(axis.dim, row.row, "", table);
        Err(())
    }

    /// The columns that tell the member of an axis in a row.
    fn telling(&self, dim: DimId, keys: &RowKeys) -> Vec<usize> {
        let columns = self.rows.part.columns.iter().enumerate();
        let own = columns.filter(|(at, column)| column.role.axis() == Some(dim) && !keys.words[*at].is_empty());
        own.map(|(at, _)| at).collect()
    }

    /// Of some members of an axis, or of all, those that print what the row says.
    fn agreeing(
        &self,
        axis: &LedgerAxis,
        columns: &[usize],
        row: &ReadRow<'m>,
        keys: &RowKeys,
        found: Vec<MemberId>,
    ) -> Vec<MemberId> {
        let evaluator = self.rows.evaluator;
        let item = self.rows.part.nodes[row.node].item;
        let all = |mut found: Vec<MemberId>| {
            if found.is_empty() {
                found = evaluator.ledgers.all_members(&row.env.coords, axis.dim, axis.grain);
                found.truncate(MOST_TRIED);
            }
            found
        };
        if found.len() == 1 {
            return found;
        }
        let mut found = all(found);
        found.retain(|member| {
            let env = row.env.member(evaluator.report, axis.dim, *member);
            columns
                .iter()
                .all(|index| expected(evaluator, &self.rows.part.columns[*index], item, &env) == keys.words[*index])
        });
        found
    }

    fn lacks(&self, dim: DimId, row: u32, said: &str, table: &mut ReadTable) {
        let dim = &self.rows.evaluator.report.dim(dim).name;
        let (text, way) = if said.is_empty() {
            (
                say!("这一行没有写明「{dim}」", "this row does not say its `{dim}`"),
                say!("在表里补上写明「{dim}」的栏", "fill in the column that says its `{dim}`"),
            )
        } else {
            (
                say!("「{dim}」里没有「{said}」", "`{dim}` has no `{said}`"),
                say!(
                    "核对编码和名称；确实要用的，先在报告里用 members 声明",
                    "check the code and the name; one that is wanted is declared in the report with `members` first"
                ),
            )
        };
        table.notes.push(TableFinding {
            place: Some(self.first(row)),
            kind: FindingKind::Error,
            text,
            way_out: Some(way),
        });
    }
}
