//! Where the cells of a table stand in its grid.

use super::{Cell, Prose, Table};

/// Gives the cells of some rows their places: a row leaves out what merged cells above it cover.
pub(super) fn place_cells<'t>(rows: impl Iterator<Item = &'t mut Vec<Cell>>, width: usize) {
    // the first row in which each column is free again
    let mut free = vec![0usize; width];
    for (row, cells) in rows.enumerate() {
        let mut column = 0;
        for cell in cells {
            while free.get(column).is_some_and(|free| *free > row) {
                column += 1;
            }
            (cell.row, cell.column) = (row, column);
            let covered = free.iter_mut().skip(column).take(cell.colspan);
            covered.for_each(|free| *free = (*free).max(row + cell.rowspan));
            column += cell.colspan;
        }
    }
}

impl Table {
    /// All its words in the order in which they are read; its own notes come last.
    pub fn all_words(&self) -> impl Iterator<Item = &Prose> {
        let around = [&self.title, &self.label, &self.left, &self.right];
        let cells = self.header.iter().flatten().chain(self.cells()).map(|cell| &cell.text);
        around.into_iter().chain(cells).chain(&self.notes)
    }

    /// What stands beneath it: the notes to its words, in the order of their marks, then its own.
    pub fn beneath(&self) -> impl Iterator<Item = &Prose> {
        self.all_words().flat_map(Prose::notes).chain(&self.notes)
    }

    /// The cells of its body, row by row from the left.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.body.iter().flat_map(|row| &row.cells)
    }

    /// The titles over each column, from the top; one that is merged over several columns is over each of them.
    pub fn titles(&self) -> Vec<Vec<String>> {
        self.heads(self.title_rows())
    }

    /// Its header without the row of numbers.
    pub fn title_rows(&self) -> &[Vec<Cell>] {
        &self.header[..self.header.len() - usize::from(self.numbered)]
    }

    /// The number of each column; empty where it has none.
    pub fn numbers(&self) -> Vec<String> {
        let numbers = self.header.last().filter(|_| self.numbered).map_or(&[][..], std::slice::from_ref);
        self.heads(numbers).into_iter().map(|number| number.concat()).collect()
    }

    fn heads(&self, rows: &[Vec<Cell>]) -> Vec<Vec<String>> {
        let mut heads = vec![Vec::new(); self.columns.len()];
        for cell in rows.iter().flatten() {
            let text = cell.text.plain();
            heads.iter_mut().skip(cell.column).take(cell.colspan).for_each(|heads| heads.push(text.clone()));
        }
        heads
    }
}

#[cfg(test)]
mod tests {
    use super::place_cells;
    use crate::document::CellKind;
    use crate::document::sample::cell;

    #[test]
    fn merged_cells_push_their_neighbours_aside() {
        let mut rows = [
            vec![cell("a", CellKind::Text, 1, 2), cell("b", CellKind::Text, 2, 1), cell("c", CellKind::Text, 1, 1)],
            vec![cell("d", CellKind::Text, 1, 1), cell("e", CellKind::Text, 1, 1), cell("f", CellKind::Text, 1, 1)],
        ];
        place_cells(rows.iter_mut(), 4);
        let seen: Vec<(usize, usize)> = rows.iter().flatten().map(|cell| (cell.row, cell.column)).collect();
        assert_eq!(seen, [(0, 0), (0, 1), (0, 3), (1, 1), (1, 2), (1, 3)]);
    }
}
