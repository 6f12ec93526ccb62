//! A table of the document as a sheet: its title, its unit, its titles and rows, its notes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::cells::{self, width};
use super::fit::{self, LINE, Wanted, lines, points};
use super::formulas::{BodyPlace, sheet_prefix};
use crate::base::Lang;
use crate::document::{Cell, CellKind, Prose, Table};
use crate::emit::marks;
use crate::emit::sums::{self, BodyNumber, CellSum, GridPlace};
use crate::say;
use crate::tables::book::{BookCell, BookSheet, BookValue, CellAlign, CellLook};

/// How much of the paper's width a table may take, in per cent, before its words are broken.
const MOST: usize = 115;

/// A table with its place in the book.
pub(super) struct FormSheet<'t> {
    /// The table as the document has it.
    pub table: &'t Table,
    /// The name of its sheet.
    pub name: String,
    lang: Lang,
    widths: Vec<usize>,
    /// What stands above its titles.
    above: Vec<Above>,
}

/// A line above the table: words from one column to another.
struct Above {
    row: usize,
    columns: (usize, usize),
    text: String,
    look: CellLook,
}

impl<'t> FormSheet<'t> {
    pub(super) fn new(table: &'t Table, name: String, lang: Lang) -> FormSheet<'t> {
        let widths = widths(table, lang);
        FormSheet { table, name, lang, above: above(table, &widths), widths }
    }

    /// The first row of its titles.
    fn head(&self) -> usize {
        self.above.last().map_or(0, |line| line.row + 1)
    }

    /// The first row of its body.
    fn top(&self) -> usize {
        self.head() + self.table.header.len()
    }

    /// Where its body stands, as other sheets name it.
    pub(super) fn body<'n>(&self, numbers: &'n BTreeMap<GridPlace, BodyNumber<'t>>) -> BodyPlace<'n, 't> {
        BodyPlace { top: self.top(), sheet: sheet_prefix(&self.name), numbers }
    }

    /// The sheet as it is written.
    pub(super) fn page(&self) -> BookSheet {
        let marked = marks::marked(self.table, self.lang == Lang::Zh);
        let table: Cow<'_, Table> = marked.map_or(Cow::Borrowed(self.table), Cow::Owned);
        let widths = &self.widths;
        let mut page = BookSheet {
            name: self.name.clone(),
            landscape: table.landscape,
            repeated: (!table.header.is_empty()).then(|| (self.head(), self.top() - 1)),
            ..BookSheet::default()
        };
        for line in &self.above {
            let over = (1, line.columns.1 - line.columns.0 + 1);
            let value = BookValue::Text(line.text.clone());
            page.cells.push(cells::merged((line.row, line.columns.0), over, value, line.look.clone()));
            let size = line.look.size.map_or(LINE, |size| usize::from(size) * 3 / 2);
            page.heights.push((line.row, points(size * lines(&line.text, widths.iter().sum()))));
        }
        for title in table.header.iter().flatten() {
            let over = over(title, table.header.len(), widths.len());
            page.cells.push(self.words(title, self.head(), over, false));
        }
        self.fill_body(&table, &mut page);
        fill_up(&table, self.top(), &mut page);
        fit::heights(&page.cells, widths, self.head(), &mut page.heights);
        notes(&table, self.top() + table.body.len(), widths, &mut page);
        page.widths.clone_from(widths);
        page
    }

    fn fill_body(&self, table: &Table, page: &mut BookSheet) {
        let numbers = sums::numbers(table);
        let sums = sums::sums(&numbers);
        let place = BodyPlace { top: self.top(), sheet: String::new(), numbers: &numbers };
        for row in &table.body {
            for cell in &row.cells {
                let over = over(cell, table.body.len(), table.columns.len());
                let Some(number) = numbers.get(&(cell.row, cell.column)) else {
                    page.cells.push(self.words(cell, self.top(), over, row.fixed));
                    continue;
                };
                let look = CellLook { format: number.number.format.clone(), ..look(cell, row.fixed) };
                let (value, remark) = self.number(cell, number, sums.get(&(cell.row, cell.column)), &place);
                let at = (self.top() + cell.row, cell.column);
                page.cells.push(BookCell { remark, ..cells::merged(at, over, value, look) });
            }
        }
    }

    /// A number, as a formula where other cells make it, and what is to be known of it.
    fn number(
        &self,
        cell: &Cell,
        number: &BodyNumber<'_>,
        sum: Option<&CellSum>,
        place: &BodyPlace<'_, '_>,
    ) -> (BookValue, String) {
        let value = number.number.value;
        let (plain, remark) = cells::number(value, &cell.text.plain(), self.lang);
        let (Some(sum), BookValue::Number(_)) = (sum, &plain) else { return (plain, remark) };
        if let CellSum::Off(sum) = sum {
            let remark = say!(
                "所列各数相加得 {sum}，与此处所印不同（各数分别舍入），故此处为数值，不是公式",
                "the cells listed make {sum}, not what is printed here, for each is rounded by itself: so this is no formula"
            );
            return (plain, remark.get(self.lang).to_owned());
        }
        match place.rounded(sum, value) {
            Some(formula) => (BookValue::Formula(formula, value), remark),
            None => {
                let remark = say!(
                    "合计的各数太分散，公式放不下，故此处为数值",
                    "the parts of this total are too many for a formula: so this is a number"
                );
                (plain, remark.get(self.lang).to_owned())
            }
        }
    }

    /// A cell of words, over so many rows and columns.
    fn words(&self, cell: &Cell, top: usize, over: (usize, usize), fixed: bool) -> BookCell {
        let (value, remark) = cells::words(&cell.text.plain(), self.lang);
        let at = (top + cell.row, cell.column);
        BookCell { remark, ..cells::merged(at, over, value, look(cell, fixed && cell.kind != CellKind::Head)) }
    }
}

/// The lines above a table's titles.
fn above(table: &Table, widths: &[usize]) -> Vec<Above> {
    let last = table.columns.len().max(1) - 1;
    let mut all = Vec::new();
    let mut row = 0;
    let size = |size| CellLook { size: Some(size), ..CellLook::default() };
    let text = |prose: &Prose| prose.plain();
    if !table.label.is_empty() {
        all.push(Above { row, columns: (0, last), text: text(&table.label), look: size(10) });
        row += 1;
    }
    let title = CellLook { bold: true, align: CellAlign::Centre, ..size(16) };
    all.push(Above { row, columns: (0, last), text: text(&table.title), look: title });
    row += 1;
    let right = || CellLook { align: CellAlign::Right, ..size(10) };
    match (table.left.is_empty(), table.right.is_empty()) {
        (true, true) => {}
        (false, true) => all.push(Above { row, columns: (0, last), text: text(&table.left), look: size(10) }),
        (true, false) => all.push(Above { row, columns: (0, last), text: text(&table.right), look: right() }),
        (false, false) if last == 0 => {
            let both = format!("{}　{}", text(&table.left), text(&table.right));
            all.push(Above { row, columns: (0, last), text: both, look: size(10) });
        }
        (false, false) => {
            let mut room = 0;
            let wanted = width(&text(&table.left)) + 2;
            let narrow = widths.iter().take_while(|own| {
                room += **own;
                room < wanted
            });
            let middle = (narrow.count() + 1).min(last);
            all.push(Above { row, columns: (0, middle - 1), text: text(&table.left), look: size(10) });
            all.push(Above { row, columns: (middle, last), text: text(&table.right), look: right() });
        }
    }
    all
}

/// How many rows and columns a cell covers of the so many that there are.
fn over(cell: &Cell, rows: usize, columns: usize) -> (usize, usize) {
    let within = |span: usize, at: usize, end: usize| span.min(end.saturating_sub(at)).max(1);
    (within(cell.rowspan, cell.row, rows), within(cell.colspan, cell.column, columns))
}

fn look(cell: &Cell, fixed: bool) -> CellLook {
    let align = match cell.kind {
        CellKind::Head | CellKind::Code => CellAlign::Centre,
        CellKind::Label | CellKind::Text => CellAlign::Left,
        CellKind::Number => CellAlign::Right,
    };
    CellLook {
        border: true,
        bold: fixed || matches!(cell.kind, CellKind::Head | CellKind::Label),
        align,
        indent: if align == CellAlign::Left { u8::try_from(cell.depth).unwrap_or(15).min(15) } else { 0 },
        ..CellLook::default()
    }
}

/// Lines around the places that no cell reaches.
fn fill_up(table: &Table, top: usize, page: &mut BookSheet) {
    let mut covered = vec![vec![false; table.columns.len()]; table.body.len()];
    for cell in table.cells() {
        for row in covered.iter_mut().skip(cell.row).take(cell.rowspan) {
            row.iter_mut().skip(cell.column).take(cell.colspan).for_each(|covered| *covered = true);
        }
    }
    let look = CellLook { border: true, ..CellLook::default() };
    for (row, covered) in covered.iter().enumerate() {
        let free = covered.iter().enumerate().filter(|(_, covered)| !**covered);
        page.cells.extend(free.map(|(column, _)| cells::cell((top + row, column), BookValue::Blank, look.clone())));
    }
}

/// The notes beneath, each over the whole width.
fn notes(table: &Table, first: usize, widths: &[usize], page: &mut BookSheet) {
    let room: usize = widths.iter().sum();
    for (row, note) in table.notes.iter().enumerate().map(|(at, note)| (first + at, note.plain())) {
        page.heights.push((row, points(LINE * lines(&note, room))));
        let over = (1, table.columns.len());
        page.cells.push(cells::merged((row, 0), over, BookValue::Text(note), CellLook::default()));
    }
}

/// The width of each column: what the form asks for, else what it holds.
fn widths(table: &Table, lang: Lang) -> Vec<usize> {
    let character = if lang == Lang::Zh { 2 } else { 1 };
    let mut wanted: Vec<Wanted> = table.columns.iter().map(|_| Wanted::default()).collect();
    for cell in table.header.iter().flatten().chain(table.cells()).filter(|cell| cell.colspan == 1) {
        let Some(own) = wanted.get_mut(cell.column) else { continue };
        let text = width(&cell.text.plain());
        match cell.kind {
            // titles stand in several lines
            CellKind::Head => own.fixed(text.min(12.max(text.div_ceil(3)))),
            CellKind::Number | CellKind::Code => own.fixed(text),
            CellKind::Label | CellKind::Text => own.words(text + 2 * cell.depth),
        }
    }
    for (own, asked) in wanted.iter_mut().zip(&table.widths) {
        if let Some(asked) = asked {
            *own = Wanted::exactly(asked * character);
        }
    }
    fit::widths(&wanted, table.landscape, MOST)
}
