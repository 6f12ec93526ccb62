//! Whether documents print the same, however their figures are made and wherever their parts come from.

use super::{Block, Cell, Document, Picture, Prose, Table, TableRow};

impl Document {
    /// Whether it prints the same as another one where both are set in the same style.
    pub fn prints_like(&self, other: &Document) -> bool {
        let Document { title, lang, author, subject, date, draft, settings, place: _, blocks } = self;
        (title, lang, author) == (&other.title, &other.lang, &other.author)
            && (subject, date, draft, settings) == (&other.subject, &other.date, &other.draft, &other.settings)
            && pairwise(blocks, &other.blocks, same_block)
    }
}

impl Table {
    /// Whether it prints the same as another one, but for its number among the headings.
    pub fn prints_like(&self, other: &Table) -> bool {
        let Table {
            id: _,
            place: _,
            depth,
            number: _,
            title,
            listed,
            label,
            landscape,
            left,
            right,
            columns,
            widths,
            numbered,
            header,
            body,
            notes,
        } = self;
        let rows = |a: &TableRow, b: &TableRow| a.fixed == b.fixed && pairwise(&a.cells, &b.cells, same_cell);
        (depth, landscape, columns) == (&other.depth, &other.landscape, &other.columns)
            && (widths, numbered) == (&other.widths, &other.numbered)
            && [(title, &other.title), (label, &other.label)].into_iter().all(|(a, b)| reads_same(a, b))
            && [(left, &other.left), (right, &other.right)].into_iter().all(|(a, b)| reads_same(a, b))
            && listed_same(listed, &other.listed)
            && pairwise(notes, &other.notes, reads_same)
            && pairwise(header, &other.header, |a, b| pairwise(a, b, same_cell))
            && pairwise(body, &other.body, rows)
    }
}

fn same_block(a: &Block, b: &Block) -> bool {
    match (a, b) {
        (Block::Cover(a), Block::Cover(b)) => pairwise(a, b, reads_same),
        (Block::Contents(a), Block::Contents(b)) => reads_same(a, b),
        (
            Block::Heading { place: _, depth, number, text, listed },
            Block::Heading { depth: level, number: other, text: words, listed: as_listed, .. },
        ) => (depth, number) == (level, other) && reads_same(text, words) && listed_same(listed, as_listed),
        (Block::Paragraph { place: _, number, text }, Block::Paragraph { number: other, text: words, .. }) => {
            number == other && reads_same(text, words)
        }
        (Block::Table(a), Block::Table(b)) => (&a.id, &a.number) == (&b.id, &b.number) && a.prints_like(b),
        (Block::Picture(a), Block::Picture(b)) => {
            let Picture { place: _, path, alt, title, width } = a;
            (path, width) == (&b.path, &b.width) && reads_same(alt, &b.alt) && reads_same(title, &b.title)
        }
        _ => false,
    }
}

fn same_cell(a: &Cell, b: &Cell) -> bool {
    let Cell { text, row: _, column: _, places: _, colspan, rowspan, kind, depth, names_row, seen: _ } = a;
    (colspan, rowspan, kind, depth, names_row) == (&b.colspan, &b.rowspan, &b.kind, &b.depth, &b.names_row)
        && reads_same(text, &b.text)
}

fn listed_same(a: &Option<Prose>, b: &Option<Prose>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => reads_same(a, b),
        (a, b) => a.is_none() && b.is_none(),
    }
}

fn reads_same(a: &Prose, b: &Prose) -> bool {
    match (a.runs.as_slice(), b.runs.as_slice()) {
        ([a], [b]) if a.note.is_none() && b.note.is_none() => a.text == b.text,
        _ if a.notes().next().is_some() || b.notes().next().is_some() => a.spelled().plain() == b.spelled().plain(),
        (a, b) => a.iter().flat_map(|run| run.text.bytes()).eq(b.iter().flat_map(|run| run.text.bytes())),
    }
}

fn pairwise<T>(a: &[T], b: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}
