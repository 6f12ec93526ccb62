//! Grouped rows as lines.

use unicode_width::UnicodeWidthStr;

use super::facts::ReadValue;
use super::group::{Entry, Grouping};
use super::own_rows::{ItemsContext, OwnRow, OwnTotal, WrittenItems};
use super::row_words::{BlockLine, RowSoFar, RowWords};
use crate::base::Say;
use crate::model::{LedgerId, MemberId, Members, Type, UnitRef};
use crate::say;

/// So many rows may stand in one line with their scope, if it is no wider than this.
const FEW: usize = 4;
const WIDE: usize = 88;

/// What a fact says before its texts, and behind them.
type SaidMembers<'e> = (&'e [MemberId], &'e [MemberId]);

/// The rows of a block while they are written.
pub(super) struct Lines<'r, 'w> {
    pub words: RowWords<'r>,
    pub rows: &'r [OwnRow<'r>],
    pub sums: &'r [OwnTotal<'r>],
    pub context: &'r ItemsContext,
    pub written: &'w mut WrittenItems,
}

impl Lines<'_, '_> {
    /// Writes the block behind what is written already. `said`: what its file says of each axis.
    pub fn block(&mut self, ledger: LedgerId, said: Members) {
        let (report, spelling) = (self.words.report, &self.context.spelling);
        let grouping = Grouping::new(report, ledger, self.rows, self.sums);
        let grouped = grouping.grouped(|member| self.words.coordinate(member).is_some());
        let at: Vec<String> = grouped.at.iter().filter_map(|member| self.words.coordinate(*member)).collect();
        let mut head = format!("{} {}", spelling.items, self.words.ledger.name);
        if !at.is_empty() {
            head = format!("{head} {} {}", spelling.at, at.join(", "));
        }
        if let Some((measure, unit)) = self.words.unit {
            head = format!("{head} {} {}", spelling.unit, report.measures[measure.ix()].units[unit].symbol);
        }
        let off = self.context.rounded.get(&ledger).zip(self.words.unit).and_then(|(off, (measure, unit))| {
            let unit = &report.measures[measure.ix()].units[unit];
            Some(format!("{}{}", off.checked_div(unit.factor)?.normalize(), unit.symbol))
        });
        if let Some(off) = off {
            head = format!("{head} {} {off}", spelling.within);
        }
        let mut around = said;
        grouped.at.iter().for_each(|member| self.say(&mut around, *member));
        let alone = grouped.entries.len() < 2;
        let lines = self.entries(&grouped.entries, &around, alone);
        if !lines.is_empty() {
            braced(head, lines).iter().for_each(|line| line.lay_out(0, &mut self.written.text));
        }
    }

    fn say(&self, around: &mut Members, member: MemberId) {
        let dim = self.words.report.member(member).dim;
        if let Some(axis) = self.words.ledger.axes.iter().position(|axis| axis.dim == dim) {
            around[axis] = Some(member);
        }
    }

    /// Rows as lines where the members of `around` are said. `alone`: nothing else stands in their block.
    pub fn entries(&mut self, entries: &[Entry], around: &Members, alone: bool) -> Vec<BlockLine> {
        let mut lines = Vec::new();
        for entry in entries {
            match entry {
                Entry::Scope(head, rows) => lines.extend(self.scope(head, rows, around)),
                Entry::Fact { first, then, row } => lines.extend(self.fact((first, then), *row, around, alone)),
                Entry::Total(sum) => lines.extend(self.total(*sum, around)),
            }
        }
        lines
    }

    /// A scope with its rows. Where its head cannot be written its rows say all of it, each for itself.
    fn scope(&mut self, head: &[MemberId], rows: &[Entry], around: &Members) -> Vec<BlockLine> {
        let mut row = RowSoFar::within(around, self.words.ledger, false);
        let mut said = around.clone();
        for member in head {
            if self.words.member(&mut row, *member, false).is_none() {
                self.refuse_all(rows, *member);
                return Vec::new();
            }
            self.say(&mut said, *member);
        }
        let inner = self.entries(rows, &said, rows.len() < 2);
        if inner.is_empty() { inner } else { braced(row.text(), inner) }
    }

    fn refuse_all(&mut self, rows: &[Entry], member: MemberId) {
        for row in rows {
            match row {
                Entry::Scope(_, rows) => self.refuse_all(rows, member),
                Entry::Fact { row, .. } => {
                    let reason = self.unnamed(member);
                    self.written.facts.push((self.rows[*row].index, reason));
                }
                Entry::Total(sum) => {
                    let reason = self.unnamed(member);
                    self.written.totals.push((self.sums[*sum].index, reason));
                }
            }
        }
    }

    fn unnamed(&self, member: MemberId) -> Say {
        let shown = self.words.report.display(member);
        say!(
            "「{shown}」与别的成员重名，在行里分不开",
            "`{shown}` cannot be told from another member of its name in a row"
        )
    }

    fn fact(&mut self, said: SaidMembers<'_>, index: usize, around: &Members, alone: bool) -> Option<BlockLine> {
        let row = &self.rows[index];
        match self.fact_row(said, row, around, alone) {
            Ok(text) => Some(text),
            Err(reason) => {
                self.written.facts.push((row.index, reason));
                None
            }
        }
    }

    fn fact_row(
        &mut self,
        (first, then): SaidMembers<'_>,
        own: &OwnRow<'_>,
        around: &Members,
        alone: bool,
    ) -> Result<BlockLine, Say> {
        let mut row = RowSoFar::within(around, self.words.ledger, alone);
        let fields = &self.words.ledger.fields;
        let mut values: Vec<&(usize, ReadValue)> = own.fact.values.iter().collect();
        let figure = self.words.ledger.figure();
        values.sort_by_key(|(field, _)| (fields[*field].ty != Type::Text, figure == Some(*field), *field));
        let texts = values.iter().take_while(|(field, _)| fields[*field].ty == Type::Text).count();
        for member in first {
            self.words.member(&mut row, *member, false).ok_or_else(|| self.unnamed(*member))?;
        }
        for (field, value) in &values[..texts] {
            self.value(&mut row, *field, value, false)?;
        }
        for member in then {
            self.words.member(&mut row, *member, false).ok_or_else(|| self.unnamed(*member))?;
        }
        let numbers = &values[texts..];
        for (at, (field, value)) in numbers.iter().enumerate() {
            // of several numbers only the amount needs no name
            let bare = numbers.len() == 1 || matches!(fields[*field].ty, Type::Amount(_));
            self.value(&mut row, *field, value, bare && at + 1 == numbers.len())?;
        }
        if numbers.is_empty() {
            self.words.end_with_name(&mut row);
        }
        Ok(row.line())
    }

    fn value(&mut self, row: &mut RowSoFar, field: usize, value: &ReadValue, last: bool) -> Result<(), Say> {
        let name = &self.words.ledger.fields[field].name;
        self.words.value(row, field, value, last).ok_or_else(|| {
            say!(
                "「{name}」写不下：位数太多，或字段放不下这样的值",
                "its `{name}` cannot be written: too many digits, or no value of that field"
            )
        })
    }

    fn total(&mut self, index: usize, around: &Members) -> Option<BlockLine> {
        let sum = &self.sums[index];
        match self.total_row(sum, around) {
            Ok(text) => Some(text),
            Err(reason) => {
                self.written.totals.push((sum.index, reason));
                None
            }
        }
    }

    fn total_row(&mut self, sum: &OwnTotal<'_>, around: &Members) -> Result<BlockLine, Say> {
        let mut row = RowSoFar::within(around, self.words.ledger, false);
        row.say(self.context.spelling.total.to_owned());
        let own = sum.members.iter().zip(around).filter(|(own, around)| own != around);
        let own: Vec<MemberId> = own.filter_map(|(own, _)| *own).collect();
        for member in own.iter().chain(&sum.further) {
            self.words.member(&mut row, *member, true).ok_or_else(|| self.unnamed(*member))?;
        }
        let field = sum.total.field;
        let unit = match self.words.ledger.fields.get(field).map(|field| &field.ty) {
            Some(Type::Amount(measure)) => UnitRef::Of(*measure, self.words.report.measures[measure.ix()].shown),
            Some(Type::Count(unit)) => UnitRef::Named(unit.clone()),
            Some(Type::Number) => UnitRef::Bare,
            _ => return Err(say!("这个字段没有合计", "its field has no totals")),
        };
        self.value(&mut row, field, &ReadValue::Quantity(sum.total.amount, unit), true)?;
        Ok(row.line())
    }
}

/// A head and its rows: in one line where they are few and short.
fn braced(head: String, mut rows: Vec<BlockLine>) -> Vec<BlockLine> {
    if rows.len() <= FEW && !rows.iter().any(|row| row.text.contains('{')) {
        let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
        let line = format!("{head} {{ {} }}", texts.join("; "));
        if line.width() <= WIDE && !line.contains('\n') {
            return vec![BlockLine::plain(line)];
        }
    }
    rows.iter_mut().for_each(|row| row.depth += 1);
    rows.insert(0, BlockLine::plain(format!("{head} {{")));
    rows.push(BlockLine::plain("}".to_owned()));
    rows
}
