//! A sheet's cells as they come in, from a reader of any kind: what is told of them, and what is bounded.

use super::format::{self, Shows};
use super::grid::{SheetCell, SheetExtent, SheetPlace, SheetValue};
use super::looks::Look;
use super::note::{Notes, Why};
use super::number;
use super::room::{self, COLUMNS, ROWS, Room};
use super::unreadable::Unreadable;
use crate::base::{Decimal, Say};
use crate::say;

/// A cell as a reader found it.
pub struct Held<'h> {
    /// Where it stands.
    pub place: SheetPlace,
    /// What it holds; a day or time still as the number that counts it.
    pub value: SheetValue,
    /// How it looks.
    pub look: &'h Look,
    /// Whether its row is hidden; none where that is not known.
    pub hidden: Option<bool>,
    /// How it shows its number, where the file says it.
    pub shown: Option<&'h str>,
}

impl<'h> Held<'h> {
    /// A cell of a look, in a row that is not hidden; what it holds is to be put in.
    pub fn new(place: SheetPlace, look: &'h Look) -> Self {
        Held { place, value: SheetValue::Bool(false), look, hidden: Some(false), shown: None }
    }
}

/// What a sheet holds.
pub struct Gathered {
    /// By row, then by column.
    pub cells: Vec<SheetCell>,
    /// By row, then by column.
    pub merges: Vec<SheetExtent>,
}

/// Gathers the cells of one sheet.
pub struct Gatherer<'r> {
    room: &'r mut Room,
    notes: &'r mut Notes,
    from_1904: bool,
    cells: Vec<SheetCell>,
    merges: Vec<SheetExtent>,
    hidden: Vec<(u32, u32)>,
}

impl<'r> Gatherer<'r> {
    /// For a workbook that counts days from 1900, or from 1904.
    pub fn new(room: &'r mut Room, notes: &'r mut Notes, from_1904: bool) -> Self {
        Gatherer { room, notes, from_1904, cells: Vec::new(), merges: Vec::new(), hidden: Vec::new() }
    }

    /// Columns that are hidden, the last one included.
    pub fn hide_columns(&mut self, first: u32, last: u32) -> Result<(), Unreadable> {
        room::push(&mut self.hidden, (first, last))
    }

    /// Merged cells; an extent whose ends are no places is left out.
    pub fn merge(&mut self, extent: SheetExtent) -> Result<(), Unreadable> {
        let SheetExtent { first, last } = extent;
        let sound = first.row <= last.row && first.column <= last.column && last.row < ROWS && last.column < COLUMNS;
        if sound && first != last {
            self.room.merge()?;
            self.merges.push(extent);
        }
        Ok(())
    }

    /// A cell that holds something.
    pub fn cell(&mut self, held: Held<'_>) -> Result<(), Unreadable> {
        let Held { place, value, look, hidden, shown } = held;
        if matches!(&value, SheetValue::Text(text) if text.is_empty()) {
            return Ok(());
        }
        if place.row >= ROWS || place.column >= COLUMNS {
            let place = SheetPlace { row: place.row.min(ROWS), column: place.column.min(COLUMNS) };
            self.notes.cell(place, Why::Misplaced, || {
                say!("位置超出工作表，没有读取", "a place that no sheet has; not read")
            });
            return Ok(());
        }
        self.room.cell()?;
        let value = match (value, shown.and_then(number::as_written)) {
            (SheetValue::Inexact(inexact), Some(shown)) => {
                number::as_shown(&inexact, shown.scale()).map_or(SheetValue::Inexact(inexact), SheetValue::Number)
            }
            (SheetValue::Number(number), Some(shown)) if shown != number && shown.scale() < number.scale() => {
                self.notes.cell(place, Why::Digits, || fewer_digits(shown, number));
                SheetValue::Number(number)
            }
            (value, _) => self.meant(value, look),
        };
        self.tell(place, &value, look);
        if let SheetValue::Text(text)
        | SheetValue::Uncomputed(text)
        | SheetValue::Inexact(text)
        | SheetValue::Date(text)
        | SheetValue::Error(text) = &value
        {
            self.room.text(text.len())?;
        }
        self.cells.push(SheetCell { place, value, format: look.format.clone(), hidden });
        Ok(())
    }

    /// A day that a number counts, and an inexact number that is what it shows.
    fn meant(&self, value: SheetValue, look: &Look) -> SheetValue {
        let Some(format) = &look.format else { return value };
        let number = match &value {
            SheetValue::Number(number) => Some(*number),
            SheetValue::Inexact(shown) => shown.parse().ok(),
            _ => None,
        };
        let Some(number) = number else { return value };
        match (&value, format::shows_of(&look.shows, number)) {
            (_, Shows::Date) => format::date(format, number, self.from_1904).map_or(value, SheetValue::Date),
            (SheetValue::Inexact(shown), Shows::Places(places)) => {
                number::as_shown(shown, places).map_or(value, SheetValue::Number)
            }
            _ => value,
        }
    }

    fn tell(&mut self, place: SheetPlace, value: &SheetValue, look: &Look) {
        match value {
            SheetValue::Number(number) if !number.is_zero() => {
                match format::shows_of(&look.shows, *number) {
                    Shows::Places(places) if places < number.scale() => {
                        if let Some(shown) = format::rounded(*number, places) {
                            self.notes.cell(place, Why::Digits, || fewer_digits(shown, *number));
                        }
                    }
                    Shows::Less => self.notes.cell(place, Why::Digits, || {
                        let format = look.format.as_deref().unwrap_or("");
                        say!(
                            "格式「{format}」不按原数显示，实际存的是 {number}",
                            "the format `{format}` shows another number than it holds, {number}"
                        )
                    }),
                    _ => {}
                }
                if look.red && number.is_sign_positive() {
                    self.notes.cell(place, Why::Red, || {
                        say!(
                            "{number} 用红色显示：有的表以红字表示负数，这里按正数读取",
                            "{number} is shown in red, which is less than zero in some tables; it is read as it stands"
                        )
                    });
                }
            }
            SheetValue::Inexact(shown) => self.notes.cell(place, Why::Inexact, || {
                say!(
                    "{shown} 的位数超过单元格能准确保存的位数：不读作数，请改为文本，或四舍五入后再存",
                    "{shown} has more digits than a cell holds exactly, and is not read as a number: keep it as text, or round it"
                )
            }),
            SheetValue::Error(error) => {
                self.notes.cell(place, Why::Error, || say!("单元格是错误值 {error}", "the cell holds the error {error}"));
            }
            SheetValue::Uncomputed(_) => self.notes.cell(place, Why::Uncomputed, || {
                say!(
                    "公式没有存结果：用表格软件打开，重新计算并保存",
                    "a formula without its result: open it in a spreadsheet program, which computes it, and save it"
                )
            }),
            _ => {}
        }
    }

    /// What was gathered, in order; of a cell that was written twice the last is kept, and told.
    pub fn finish(self) -> Gathered {
        let Gatherer { notes, mut cells, mut merges, hidden, .. } = self;
        if !cells.is_sorted_by(|one, next| one.place < next.place) {
            cells.sort_by_key(|cell| cell.place);
            cells.dedup_by(|next, kept| {
                let twice = next.place == kept.place;
                if twice {
                    notes.cell(next.place, Why::Misplaced, || {
                        say!("同一格写了两次，取后一次", "the cell is written twice; the last counts")
                    });
                    std::mem::swap(next, kept);
                }
                twice
            });
        }
        let hidden = apart(hidden);
        for cell in cells.iter_mut().filter(|_| !hidden.is_empty()) {
            let before = hidden.partition_point(|(first, _)| *first <= cell.place.column);
            let range = before.checked_sub(1).and_then(|last| hidden.get(last));
            let within = range.is_some_and(|(_, last)| *last >= cell.place.column);
            cell.hidden = Some(within || cell.hidden == Some(true));
        }
        merges.sort_unstable_by_key(|extent| (extent.first, extent.last));
        merges.dedup();
        Gathered { cells, merges }
    }
}

fn fewer_digits(shown: Decimal, number: Decimal) -> Say {
    say!("显示 {shown}，实际存的是 {number}", "shows {shown}, holds {number}")
}

/// Ranges that overlap nowhere, in order.
fn apart(mut ranges: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    ranges.sort_unstable();
    let mut apart: Vec<(u32, u32)> = Vec::new();
    for (first, last) in ranges {
        match apart.last_mut() {
            Some((_, end)) if *end >= first => *end = last.max(*end),
            _ => apart.push((first, last)),
        }
    }
    apart
}
