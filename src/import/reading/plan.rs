//! A form as something to be read: its columns with what each says of a row, and its rows as a tree of items.

use super::words::plain;
use crate::eval::{Env, Evaluator, Value};
use crate::model::{
    Column, ColumnKind, DimId, Expr, ExprKind, Filter, Form, FormBody, GridCell, Leaf, LedgerId, Part, Property,
    Report, RowItem, RowKind, RowsHead, Type,
};

/// A form to be looked for in tables.
pub(super) struct FormPlan<'m> {
    pub form: &'m Form,
    /// Its coordinates.
    pub env: Env<'m>,
    /// Its title in plain words.
    pub title: String,
    /// Its number in plain words; may be empty.
    pub number: String,
    /// Whether the document places it.
    pub placed: bool,
    /// Itself, or its sides, or those of its bands that are rows under columns.
    pub parts: Vec<PartPlan<'m>>,
    /// Its bands, if it is a grid.
    pub bands: Vec<BandPlan<'m>>,
}

/// A band of a grid.
pub(super) struct BandPlan<'m> {
    /// Its label in plain words.
    pub label: Option<String>,
    /// Its rows of words and expressions.
    pub rows: Vec<Vec<BandCell<'m>>>,
    /// Its rows under columns, by number among the form's parts.
    pub part: Option<usize>,
}

/// A cell of a band that stands in no column.
pub(super) struct BandCell<'m> {
    pub cell: &'m GridCell,
    /// What it says in every report, in plain words; none of what is filled in.
    pub fixed: Option<String>,
}

/// Rows under columns.
pub(super) struct PartPlan<'m> {
    pub columns: Vec<ColumnPlan<'m>>,
    /// Its row items, each before those within it.
    pub nodes: Vec<RowNode<'m>>,
}

/// A column that prints.
pub(super) struct ColumnPlan<'m> {
    pub leaf: Leaf<'m>,
    pub role: ColumnRole,
    /// The titles over it in plain words, its own last.
    pub titles: Vec<String>,
}

/// What a column says of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnRole {
    /// Its label.
    Label,
    /// The code of its member of an axis, at a level.
    Code(DimId, Option<usize>),
    /// The name of its member of an axis, at a level.
    Member(DimId, Option<usize>),
    /// What its member of an axis carries, at a level.
    Attribute(DimId, Option<usize>),
    /// Words that the form makes of its members.
    Words,
    /// A number that facts add up to.
    Figure,
    /// A field of the row's fact that is no number to add up.
    Field(LedgerId, usize, FieldPart),
    /// What is computed from other figures, or words.
    Other,
}

/// What of a field's value a column prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldPart {
    Whole,
    Number,
    Unit,
}

impl ColumnRole {
    /// The axis whose member it tells.
    pub fn axis(self) -> Option<DimId> {
        match self {
            ColumnRole::Code(dim, _) | ColumnRole::Member(dim, _) | ColumnRole::Attribute(dim, _) => Some(dim),
            _ => None,
        }
    }

    /// Whether it tells which row it is.
    pub fn is_key(self) -> bool {
        matches!(
            self,
            ColumnRole::Label
                | ColumnRole::Code(..)
                | ColumnRole::Member(..)
                | ColumnRole::Attribute(..)
                | ColumnRole::Words
        )
    }
}

/// A row item within a part, the row sets that it uses opened.
pub(super) struct RowNode<'m> {
    pub item: &'m RowItem,
    /// The node around.
    pub parent: Option<usize>,
    /// The ledgers whose facts make its rows.
    pub ledgers: &'m [LedgerId],
    /// What narrows it, from the outside: its row set's coordinates and its own.
    pub at: Vec<&'m Filter>,
    /// Whether merged cells print it instead of a row of its own.
    pub silent: bool,
    pub children: Vec<usize>,
}

impl RowNode<'_> {
    /// The axis and level of a row for each member.
    pub fn each(&self) -> Option<(DimId, Option<usize>)> {
        match self.item.kind {
            RowKind::Each { dim, level, .. } => Some((dim, level)),
            _ => None,
        }
    }

    /// Whether several of its rows may follow one another.
    pub fn repeats(&self) -> bool {
        !matches!(self.item.kind, RowKind::Line(_))
    }
}

impl<'m> PartPlan<'m> {
    /// The nodes within one; those at the top without one.
    pub fn within(&self, node: Option<usize>) -> Vec<usize> {
        match node {
            Some(node) => self.nodes[node].children.clone(),
            None => (0..self.nodes.len()).filter(|node| self.nodes[*node].parent.is_none()).collect(),
        }
    }

    /// The node and those around it, from the inside.
    pub fn around(&self, node: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(node), |node| self.nodes[*node].parent)
    }

    /// The column of its labels.
    pub fn label(&self) -> Option<usize> {
        self.columns.iter().position(|column| column.role == ColumnRole::Label)
    }
}

/// A form as something to be read.
pub(super) fn form<'m>(evaluator: &Evaluator<'m>, form: &'m Form, placed: bool) -> FormPlan<'m> {
    let env = Env::default().form(evaluator.report, form).printed(true).strict(false);
    let words = |template| plain(&evaluator.title(template, &env).plain());
    let mut parts: Vec<PartPlan<'m>> = Vec::new();
    for (title, side) in &form.body.sides {
        parts.push(part(evaluator, side, &[words(title)], &env));
    }
    let mut bands = Vec::new();
    for (label, body) in &form.body.bands {
        let own = (!body.columns.is_empty()).then_some(parts.len());
        parts.extend(own.map(|_| part(evaluator, body, &[], &env)));
        let cells = |cells: &'m Vec<GridCell>| {
            let fixed = |cell: &'m GridCell| is_fixed(&cell.expr).then(|| words_of(evaluator, &cell.expr, &env));
            cells.iter().map(|cell| BandCell { cell, fixed: fixed(cell) }).collect()
        };
        let rows = body.cells.iter().map(cells).collect();
        bands.push(BandPlan { label: label.as_ref().map(words), rows, part: own });
    }
    if form.grid.is_none() && parts.is_empty() {
        parts.push(part(evaluator, &form.body, &[], &env));
    }
    let (title, number) = (words(&form.title), form.no.as_ref().map(words).unwrap_or_default());
    FormPlan { form, title, number, placed, parts, bands, env }
}

/// Whether an expression is words without holes.
fn is_fixed(expr: &Expr) -> bool {
    let plain = |part: &Part| matches!(part, Part::Words(..) | Part::Join);
    matches!(&expr.kind, ExprKind::Text(text) if text.parts.iter().all(plain))
}

/// A form's inside, or one of its sides, whose title stands over its columns.
fn part<'m>(evaluator: &Evaluator<'m>, body: &'m FormBody, over: &[String], env: &Env<'m>) -> PartPlan<'m> {
    let leaves = body.leaves();
    let spanned: Vec<_> = leaves.iter().filter_map(|leaf| leaf.merge).collect();
    let mut titles = Vec::new();
    gather(evaluator, &body.columns, over, env, &mut titles);
    let columns = leaves.into_iter().zip(titles).filter(|(leaf, _)| leaf.prints);
    let columns =
        columns.map(|(leaf, titles)| ColumnPlan { role: role(evaluator, leaf.expr, env), leaf, titles }).collect();
    let mut nodes = Vec::new();
    for head in &body.rows {
        let outer = RowsAround { report: evaluator.report, spanned: &spanned, ledgers: &head.ledgers };
        outer.flatten(head, None, &[&head.at], &mut nodes);
    }
    PartPlan { columns, nodes }
}

/// The titles over each column that holds cells, in the order of [`FormBody::leaves`].
fn gather<'m>(
    evaluator: &Evaluator<'m>,
    columns: &'m [Column],
    over: &[String],
    env: &Env<'m>,
    all: &mut Vec<Vec<String>>,
) {
    for column in columns {
        let own = plain(&evaluator.title(&column.title, env).plain());
        let path: Vec<String> = over.iter().cloned().chain([own]).collect();
        match &column.kind {
            ColumnKind::Group(inner) => gather(evaluator, inner, &path, env, all),
            ColumnKind::Cells { .. } => all.push(path),
        }
    }
}

fn role<'m>(evaluator: &Evaluator<'m>, expr: &'m Expr, env: &Env<'m>) -> ColumnRole {
    let level = |inner: &Expr| match inner.kind {
        ExprKind::Level(dim, level) => Some((dim, level)),
        _ => None,
    };
    let field = |inner: &Expr| match inner.kind {
        ExprKind::Field(ledger, field) => Some((ledger, field)),
        _ => None,
    };
    let found = match &expr.kind {
        ExprKind::Name => Some(ColumnRole::Label),
        ExprKind::Property(inner, Property::Code) => level(inner).map(|(dim, level)| ColumnRole::Code(dim, level)),
        ExprKind::Property(inner, Property::Name) => level(inner).map(|(dim, level)| ColumnRole::Member(dim, level)),
        ExprKind::Property(inner, Property::Attribute(..)) => {
            level(inner).map(|(dim, level)| ColumnRole::Attribute(dim, level))
        }
        ExprKind::Level(dim, level) => Some(ColumnRole::Member(*dim, *level)),
        ExprKind::Property(inner, Property::Number) => {
            field(inner).map(|(l, f)| ColumnRole::Field(l, f, FieldPart::Number))
        }
        ExprKind::Property(inner, Property::Unit) => {
            field(inner).map(|(l, f)| ColumnRole::Field(l, f, FieldPart::Unit))
        }
        ExprKind::Field(ledger, field) if matches!(expr.ty, Type::Text | Type::Value) => {
            Some(ColumnRole::Field(*ledger, *field, FieldPart::Whole))
        }
        _ => None,
    };
    let adds_up = matches!(expr.ty, Type::Amount(_) | Type::Count(_) | Type::Number | Type::Ratio);
    let linear = || adds_up && evaluator.linear_form(expr, env).is_some_and(|form| !form.terms.is_empty());
    found.unwrap_or_else(|| match expr.ty {
        Type::Text => ColumnRole::Words,
        _ if linear() => ColumnRole::Figure,
        _ => ColumnRole::Other,
    })
}

/// What is said around some row items.
struct RowsAround<'a, 'm> {
    report: &'m Report,
    spanned: &'a [(DimId, Option<usize>)],
    ledgers: &'m [LedgerId],
}

impl<'m> RowsAround<'_, 'm> {
    fn flatten(&self, head: &'m RowsHead, parent: Option<usize>, at: &[&'m Filter], nodes: &mut Vec<RowNode<'m>>) {
        self.items(&head.items, parent, at, nodes);
    }

    fn items(&self, items: &'m [RowItem], parent: Option<usize>, at: &[&'m Filter], nodes: &mut Vec<RowNode<'m>>) {
        for item in items {
            let mut own: Vec<&'m Filter> = at.to_vec();
            own.push(&item.at);
            if let RowKind::Use(id) = &item.kind {
                let head = &self.report.rows[id.ix()].head;
                own.push(&head.at);
                RowsAround { ledgers: &head.ledgers, ..*self }.flatten(head, parent, &own, nodes);
                continue;
            }
            let silent = match &item.kind {
                RowKind::Each { dim, level, .. } => self.spanned.contains(&(*dim, *level)),
                _ => false,
            };
            let index = nodes.len();
            nodes.push(RowNode { item, parent, ledgers: self.ledgers, at: own, silent, children: Vec::new() });
            if let Some(parent) = parent {
                nodes[parent].children.push(index);
            }
            self.items(&item.children, Some(index), &[], nodes);
        }
    }
}

/// What a column prints in a row, in plain words; empty where its item hides it.
pub(super) fn expected<'m>(
    evaluator: &Evaluator<'m>,
    column: &ColumnPlan<'m>,
    item: &RowItem,
    env: &Env<'m>,
) -> String {
    if column.leaf.hidden(item) {
        return String::new();
    }
    let env = column.leaf.at.iter().fold(env.clone(), |env, at| env.column(evaluator.report, at));
    words_of(evaluator, column.leaf.expr, &env)
}

/// What an expression says, in plain words; empty where it says no words.
pub(super) fn words_of<'m>(evaluator: &Evaluator<'m>, expr: &'m Expr, env: &Env<'m>) -> String {
    match evaluator.eval(expr, env) {
        Value::Words(words) => plain(&words.plain()),
        Value::Member(member) => plain(&evaluator.report.member(member).name),
        _ => String::new(),
    }
}
