//! Sheets that are plain lists: titles, then rows.

use super::cells::{self, width};
use super::fit::{self, Wanted};
use crate::base::Lang;
use crate::tables::book::{BookCell, BookSheet, BookValue, CellAlign, CellLook};

/// How much of the paper's width a list may take, in per cent, before its words are broken.
const MOST: usize = 150;

/// A list that is being written.
pub(super) struct ListSheet {
    page: BookSheet,
    wanted: Vec<Wanted>,
    lang: Lang,
    row: usize,
}

/// A cell of a list: what it holds, its number's format, what is to be known of it.
pub(super) struct ListCell {
    value: BookValue,
    format: String,
    remark: String,
}

impl ListCell {
    pub(super) fn words(text: &str, lang: Lang) -> ListCell {
        let (value, remark) = cells::words(text, lang);
        ListCell { value, format: String::new(), remark }
    }

    pub(super) fn of((value, remark, format): (BookValue, String, String)) -> ListCell {
        ListCell { value, format, remark }
    }

    pub(super) fn formula(formula: String, result: ListCell) -> ListCell {
        match result.value {
            BookValue::Number(value) => ListCell { value: BookValue::Formula(formula, value), ..result },
            _ => result,
        }
    }
}

impl ListSheet {
    pub(super) fn new(name: String, lang: Lang) -> ListSheet {
        ListSheet {
            page: BookSheet { name, landscape: true, ..BookSheet::default() },
            wanted: Vec::new(),
            lang,
            row: 0,
        }
    }

    /// The row that comes next, from 0.
    pub(super) fn next(&self) -> usize {
        self.row
    }

    /// A line of words over the list.
    pub(super) fn line(&mut self, text: &str, bold: bool) {
        let look = CellLook { bold, ..CellLook::default() };
        let (value, _) = cells::words(text, self.lang);
        let over = (1, self.wanted.len());
        self.page.cells.push(cells::merged((self.row, 0), over, value, look));
        self.row += 1;
    }

    /// How many columns it has at least.
    pub(super) fn columns(&mut self, count: usize) {
        self.wanted.resize(count.max(self.wanted.len()), Wanted::default());
    }

    /// Its titles, repeated on each page.
    pub(super) fn titles<'s>(&mut self, titles: impl IntoIterator<Item = &'s str>) {
        for (column, title) in titles.into_iter().enumerate() {
            let look = CellLook { border: true, bold: true, align: CellAlign::Centre, ..CellLook::default() };
            self.column(column).fixed(width(title));
            self.page.cells.push(cells::cell((self.row, column), BookValue::Text(title.to_owned()), look));
        }
        self.page.repeated = Some((self.row, self.row));
        self.row += 1;
    }

    pub(super) fn row(&mut self, row: impl IntoIterator<Item = ListCell>) {
        for (column, ListCell { value, format, remark }) in row.into_iter().enumerate() {
            let own = self.column(column);
            let align = match &value {
                BookValue::Number(number) | BookValue::Formula(_, number) => {
                    // with signs that group its digits
                    own.fixed(number.to_string().len() * 4 / 3 + 1);
                    CellAlign::Right
                }
                BookValue::Text(text) => {
                    own.words(width(text));
                    CellAlign::Left
                }
                BookValue::Blank => CellAlign::Left,
            };
            let look = CellLook { border: true, align, format, ..CellLook::default() };
            self.page.cells.push(BookCell { remark, ..cells::cell((self.row, column), value, look) });
        }
        self.row += 1;
    }

    /// The sheet as it is written.
    pub(super) fn page(mut self) -> BookSheet {
        let widths = fit::widths(&self.wanted, self.page.landscape, MOST);
        fit::heights(&self.page.cells, &widths, 0, &mut self.page.heights);
        BookSheet { widths, ..self.page }
    }

    fn column(&mut self, column: usize) -> &mut Wanted {
        self.columns(column + 1);
        &mut self.wanted[column]
    }
}
