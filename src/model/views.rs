//! Row sets and forms, resolved.

use super::{
    ColumnsId, DimId, Expr, ExprKind, Filter, Format, LedgerId, MeasureId, Part, Pattern, Policy, RowsId, Template,
};
use crate::base::Span;

/// Row items over ledgers at coordinates.
#[derive(Clone, Debug)]
pub struct RowsHead {
    /// Whose facts decide which members have rows.
    pub ledgers: Vec<LedgerId>,
    /// Coordinates of all rows.
    pub at: Filter,
    /// What makes rows, in order.
    pub items: Vec<RowItem>,
    /// Where the items stand in the sources.
    pub span: Span,
}

/// One item of a row set, with what is beneath it.
#[derive(Clone, Debug)]
pub struct RowItem {
    /// What rows it makes.
    pub kind: RowKind,
    /// Coordinates of its rows.
    pub at: Filter,
    /// A label instead of the member's name.
    pub label: Option<Template>,
    /// Two sides align at equal marks.
    pub mark: Option<String>,
    /// The pattern of its number.
    pub numbered: Option<String>,
    /// Not a part of any sum above it.
    pub aside: bool,
    /// Only these columns are printed, if any are named.
    pub only: Vec<(String, Span)>,
    /// These columns are not printed.
    pub hide: Vec<(String, Span)>,
    /// Its label takes the places of these columns, too, as far as they stand side by side with the column of names.
    pub over: Vec<(String, Span)>,
    /// Rows beneath each of its rows.
    pub children: Vec<RowItem>,
    /// Where it stands.
    pub span: Span,
}

impl RowItem {
    /// An item that says nothing besides its kind.
    pub fn of(kind: RowKind, span: Span) -> RowItem {
        RowItem {
            kind,
            at: Filter::default(),
            label: None,
            mark: None,
            numbered: None,
            aside: false,
            only: Vec::new(),
            hide: Vec::new(),
            over: Vec::new(),
            children: Vec::new(),
            span,
        }
    }
}

/// The kinds of row items.
#[derive(Clone, Debug)]
pub enum RowKind {
    /// One row that always prints.
    Line(Template),
    /// A row for each member with facts (`all`: for every member).
    Each {
        /// The dimension whose members have rows.
        dim: DimId,
        /// The level; the leaves where there is none.
        level: Option<usize>,
        /// Whether members without facts have rows too.
        all: bool,
    },
    /// A row for each fact, as written.
    EachFact,
    /// The rows of a named set.
    Use(RowsId),
}

/// A form: a table as it is declared.
#[derive(Clone, Debug)]
pub struct Form {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// The title over the table.
    pub title: Template,
    /// What the contents say in place of the title.
    pub listed: Option<Template>,
    /// The table's own number.
    pub no: Option<Template>,
    /// The unit of its amounts, by symbol.
    pub unit: Option<String>,
    /// Across the long side of the page.
    pub landscape: bool,
    /// Above the table, left.
    pub left: Option<Expr>,
    /// Above the table, right.
    pub right: Option<Expr>,
    /// Columns of a grid of bands.
    pub grid: Option<usize>,
    /// How its cells are rounded.
    pub policy: Policy,
    /// Decimal places of its amounts, where a column does not say.
    pub digits: Option<u32>,
    /// How its amounts are written, by example.
    pub example: Option<Pattern>,
    /// Coordinates of the whole form.
    pub at: Filter,
    /// Where a file above that of its declaration says how its columns look.
    pub looks: Option<Span>,
    /// Its rows and columns, its sides, or its bands.
    pub body: FormBody,
}

impl Form {
    /// The words of its heading: its title, what the contents say in its place, its number.
    pub fn words(&self) -> impl Iterator<Item = &Template> {
        [Some(&self.title), self.listed.as_ref(), self.no.as_ref()].into_iter().flatten()
    }
}

/// The inside of a form, a side or a band.
#[derive(Clone, Debug, Default)]
pub struct FormBody {
    /// What makes its rows; several sets stand beneath one another.
    pub rows: Vec<RowsHead>,
    /// Its columns from the left, groups as one.
    pub columns: Vec<Column>,
    /// Tables beside each other, each with its title.
    pub sides: Vec<(Template, FormBody)>,
    /// Tables beneath one another in one grid, with a title or without.
    pub bands: Vec<(Option<Template>, FormBody)>,
    /// Single rows of cells.
    pub cells: Vec<Vec<GridCell>>,
    /// Notes beneath the table, each a line.
    pub notes: Vec<Template>,
    /// The note of an empty form.
    pub empty: Option<Template>,
}

/// A cell of a grid.
#[derive(Clone, Debug)]
pub struct GridCell {
    /// Whose value is printed.
    pub expr: Expr,
    /// The unit of its amounts, if not the form's.
    pub unit: Option<(MeasureId, usize)>,
    /// How it is printed, but for that.
    pub format: Format,
    /// The columns that it takes.
    pub wide: usize,
}

/// A column or a group of columns.
#[derive(Clone, Debug)]
pub struct Column {
    /// What `hide` and `only` call it.
    pub id: String,
    /// The words over it, or over the columns of a group.
    pub title: Template,
    /// Coordinates of its cells.
    pub at: Filter,
    /// What it asks for: in a grid so many of its columns, elsewhere the width of so many characters. What a group says counts for
    /// each column beneath that does not say its own.
    pub wide: Option<usize>,
    /// The pattern of the number under its title; of a group, of those under the titles beneath that do not say their own.
    pub numbered: Option<String>,
    /// Its place among its fellows on the page, the lowest first; none where it does not print. What it is computed with and how
    /// it is rounded rests on no place.
    pub place: Option<usize>,
    /// Cells, or the columns of a group.
    pub kind: ColumnKind,
    /// The column set that it comes from, and where that was placed.
    pub set: Option<(ColumnsId, Span)>,
    /// Where it stands.
    pub span: Span,
}

/// A named row set.
#[derive(Clone, Debug)]
pub struct NamedRows {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// The rows that it stands for.
    pub head: RowsHead,
    /// Its own rows where another set stands for it: what they name is meant all the same.
    pub replaced: Vec<RowItem>,
    /// Where a file above that of its declaration puts another in its place.
    pub set: Option<Span>,
}

/// A column set: columns that several forms have.
#[derive(Clone, Debug)]
pub struct ColumnSet {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Its columns, those of the sets in it among them.
    pub columns: Vec<Column>,
    /// Where a file above that of its declaration puts another in its place.
    pub set: Option<Span>,
}

/// The inside of a column.
#[derive(Clone, Debug)]
pub enum ColumnKind {
    /// A column of cells, each the value of one expression.
    Cells {
        /// Whose value each shows, at the coordinates of its row.
        expr: Expr,
        /// How each is printed.
        format: Format,
        /// Merged over the rows of a member of this level.
        merge: Option<(DimId, Option<usize>)>,
    },
    /// Columns under a common title.
    Group(Vec<Column>),
}

/// Walks every expression of a template, loops' heads included.
pub fn visit_template<'a>(template: &'a Template, visit: &mut dyn FnMut(&'a Expr)) {
    for part in &template.parts {
        match part {
            Part::Words(..) | Part::Join | Part::Break => {}
            Part::Show(show) => visit(&show.expr),
            Part::Note(words) => visit_template(words, visit),
            Part::If(branches, otherwise) => {
                for (condition, body) in branches {
                    visit(condition);
                    visit_template(body, visit);
                }
                visit_template(otherwise, visit);
            }
            Part::For(each) => {
                if let Some(share) = &each.share {
                    visit(&share.of);
                }
                visit_template(&each.body, visit);
            }
        }
    }
}

/// A column that holds cells, with what its groups add.
#[derive(Clone)]
pub struct Leaf<'m> {
    /// The column as it is declared.
    pub column: &'m Column,
    /// What each cell shows.
    pub expr: &'m Expr,
    /// How each is printed.
    pub format: &'m Format,
    /// Merged over the rows of a member of this level.
    pub merge: Option<(DimId, Option<usize>)>,
    /// Coordinates of its groups, outermost first, and its own.
    pub at: Vec<&'m Filter>,
    /// Its id and its groups'.
    pub ids: Vec<&'m str>,
    /// Its own width, else that of the group around.
    pub wide: Option<usize>,
    /// Its own pattern, else that of the group around.
    pub numbered: Option<&'m str>,
    /// Whether it and its groups print.
    pub prints: bool,
    /// The column set that it comes from, and where that stands.
    pub placed: Option<(ColumnsId, Span)>,
}

impl FormBody {
    /// Its columns that hold cells, from the left.
    pub fn leaves(&self) -> Vec<Leaf<'_>> {
        let mut leaves = Vec::new();
        gather(&self.columns, &GroupsAround::default(), &mut leaves);
        leaves
    }

    /// Itself, its sides and its bands.
    pub fn parts(&self) -> impl Iterator<Item = &FormBody> {
        let bands = self.bands.iter().map(|(_, band)| band);
        std::iter::once(self).chain(self.sides.iter().map(|(_, side)| side)).chain(bands)
    }

    /// The columns that print, from the left, each by its number among all that hold cells.
    pub fn printed(&self) -> Vec<usize> {
        numbers(&self.columns, &mut 0)
    }
}

/// Columns and groups as they stand side by side on the page.
pub fn side_by_side(columns: &[Column]) -> Vec<&Column> {
    let mut printed: Vec<&Column> = columns.iter().filter(|column| column.place.is_some()).collect();
    printed.sort_by_key(|column| column.place);
    printed
}

fn numbers(columns: &[Column], next: &mut usize) -> Vec<usize> {
    let mut all = Vec::new();
    for column in columns {
        let inner = match &column.kind {
            ColumnKind::Group(inner) => numbers(inner, next),
            ColumnKind::Cells { .. } => {
                *next += 1;
                vec![*next - 1]
            }
        };
        all.extend(column.place.map(|place| (place, inner)));
    }
    all.sort_by_key(|(place, _)| *place);
    all.into_iter().flat_map(|(_, inner)| inner).collect()
}

/// What the groups around some columns say.
#[derive(Clone, Default)]
struct GroupsAround<'m> {
    at: Vec<&'m Filter>,
    ids: Vec<&'m str>,
    wide: Option<usize>,
    numbered: Option<&'m str>,
    hidden: bool,
    placed: Option<(ColumnsId, Span)>,
}

fn gather<'m>(columns: &'m [Column], around: &GroupsAround<'m>, leaves: &mut Vec<Leaf<'m>>) {
    for column in columns {
        let mut inner = around.clone();
        inner.at.push(&column.at);
        inner.ids.push(&column.id);
        inner.wide = column.wide.or(around.wide);
        inner.numbered = column.numbered.as_deref().or(around.numbered);
        inner.hidden |= column.place.is_none();
        inner.placed = around.placed.or(column.set);
        match &column.kind {
            ColumnKind::Group(columns) => gather(columns, &inner, leaves),
            ColumnKind::Cells { expr, format, merge } => {
                let GroupsAround { at, ids, wide, numbered, hidden, placed } = inner;
                leaves.push(Leaf {
                    column,
                    expr,
                    format,
                    merge: *merge,
                    at,
                    ids,
                    wide,
                    numbered,
                    prints: !hidden,
                    placed,
                });
            }
        }
    }
}

impl Leaf<'_> {
    /// Whether the rows of an item print nothing in this column, or their label.
    pub fn hidden(&self, item: &RowItem) -> bool {
        let only = !item.only.is_empty() && !self.is_named(&item.only);
        only || self.is_named(&item.hide) || !self.names_rows() && self.is_named(&item.over)
    }

    /// Whether some names are its own or its groups'.
    pub fn is_named(&self, names: &[(String, Span)]) -> bool {
        names.iter().any(|(id, _)| self.ids.contains(&id.as_str()))
    }

    /// Whether it holds what rows are called.
    pub fn names_rows(&self) -> bool {
        matches!(self.expr.kind, ExprKind::Name)
    }
}

/// Of columns side by side those over which a label may be merged: the first that holds names, and all beside it that `covers` takes
/// in.
pub fn merged_over(leaves: &[&Leaf<'_>], covers: impl Fn(usize) -> bool) -> Option<std::ops::Range<usize>> {
    let name = leaves.iter().position(|leaf| leaf.names_rows())?;
    let start = (0..name).rev().take_while(|at| covers(*at)).last().unwrap_or(name);
    let end = (name + 1..leaves.len()).take_while(|at| covers(*at)).last().unwrap_or(name) + 1;
    Some(start..end)
}
