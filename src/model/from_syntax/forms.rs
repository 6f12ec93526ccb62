//! Row sets and forms.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::examples::pattern_of;
use super::names::{ascii, string, unknown};
use super::rows::RowSetReader;
use super::step::over;
use super::table::Def;
use super::templates::{places, policy};
use super::typer::{Scope, State, Typer};
use crate::base::{Diagnostic, FileId, Span};
use crate::model::codes::{ROWS_WITHOUT_COLUMNS, UNKNOWN_COLUMN};
use crate::model::{
    Column, ColumnKind, ColumnsId, Expr, ExprKind, Filter, Form, FormBody, FormId, Format, GridCell, LedgerId, Meaning,
    MemberId, Narrow, Part, RowItem, Template, Type, UnitRef,
};
use crate::say;
use crate::syntax::Node;
use crate::syntax::ast::{self, FormItem};
use crate::syntax::codes::TOO_LARGE;

/// A grid, a cell or a column may take so many columns.
const WIDEST: usize = 256;

/// What is not known of some columns, or not there.
#[derive(Default)]
pub(super) struct Gaps {
    /// Whether some could not be read: nobody knows what they are called.
    pub(super) torn: bool,
    /// Those of sets that others stand for.
    pub(super) gone: Vec<GoneColumn>,
}

/// A column of a set that another stands for: rows may name it still.
#[derive(Clone)]
pub(super) struct GoneColumn {
    pub(super) id: String,
    /// Where it stands.
    pub(super) column: Span,
    /// Where the other set is named.
    pub(super) set: Span,
}

/// What is known of column sets while they are read.
#[derive(Default)]
pub(super) struct Sets<'a> {
    /// Each, and how far it was read.
    pub(super) nodes: Vec<(ast::ColumnsDecl<'a>, State)>,
    /// What is not known of those that are read, or not there.
    pub(super) gaps: FxHashMap<ColumnsId, Gaps>,
    /// How many are being read inside one another.
    pub(super) deep: usize,
    /// How many columns stand where names of sets do.
    pub(super) placed: u64,
}

impl<'a> Sets<'a> {
    /// The sets that are declared, none of them read.
    fn new(decls: Vec<(FileId, ast::ColumnsDecl<'a>)>) -> Sets<'a> {
        let named = decls.into_iter().map(|(_, decl)| decl).filter(|decl| decl.name().is_some());
        Sets { nodes: named.map(|decl| (decl, State::Waiting)).collect(), ..Sets::default() }
    }
}

/// Reads forms and column sets.
pub(super) struct FormReader<'b, 'a> {
    pub(super) below: &'b mut Typer<'a>,
    pub(super) sets: Sets<'a>,
    /// What is not known of the columns of forms that are read, or not there.
    pub(super) form_gaps: FxHashMap<FormId, Gaps>,
}
over!(FormReader, Typer);

impl<'b, 'a> FormReader<'b, 'a> {
    pub(super) fn new(below: &'b mut Typer<'a>) -> FormReader<'b, 'a> {
        let sets = Sets::new(below.own_decls());
        FormReader { below, sets, form_gaps: FxHashMap::default() }
    }
}

impl<'a> FormReader<'_, 'a> {
    pub(super) fn form_body(&mut self, _: FileId, decl: ast::FormDecl<'a>) {
        let Some(name) = decl.name() else { return };
        let known = self.declared_here(name, |def| if let Def::Form(id) = def { Some(id.ix()) } else { None });
        let known = known.or_else(|| self.report.forms.iter().position(|form| form.span == name.span()));
        let Some(index) = known else { return };
        let title = decl.title().map(|title| self.own_words(title, &Scope::default())).unwrap_or_default();
        let form = self.report.forms[index].clone();
        let form = self.form_options(decl, form);
        let at = self.at_over(decl.at(), &[*decl], &[]);
        let grid = self.number(decl.grid());
        let mut gaps = Gaps::default();
        let body = decl.body().map(|body| self.inside(body, &[], &mut gaps)).unwrap_or_default();
        if !gaps.torn {
            self.known_columns(&body, &gaps.gone);
        }
        self.form_gaps.insert(FormId(index as u32), gaps);
        self.report.forms[index] = Form { title, grid, at, body, ..form };
    }

    /// What a declaration says of how a form looks; what it does not say stays as it is.
    pub(super) fn form_options(&mut self, decl: ast::FormDecl<'a>, mut form: Form) -> Form {
        let scope = Scope::default();
        if let Some(listed) = decl.listed() {
            form.listed = Some(self.template(listed, &scope));
        }
        if let Some(no) = decl.no() {
            form.no = Some(self.template(no, &scope));
        }
        let (manner, clause) = (decl.manner(), decl.manner().unit());
        if let (Some(_), Some(unit)) = (self.in_unit(clause), clause.and_then(ast::InClause::unit)) {
            form.unit = Some(unit.text().to_owned());
        }
        form.left = decl.left().map(|words| self.argument(words, &scope)).or(form.left);
        form.right = decl.right().map(|words| self.argument(words, &scope)).or(form.right);
        form.policy = policy(manner).unwrap_or(form.policy);
        form.digits = places(manner).or(form.digits);
        form.example = pattern_of(manner.example(), &mut self.problems).or(form.example);
        form.landscape |= decl.is_landscape();
        form
    }

    fn inside(&mut self, node: ast::FormBody<'a>, outer: &[LedgerId], gaps: &mut Gaps) -> FormBody {
        let mut body = FormBody::default();
        for rows in node.rows() {
            let ledgers = self.ledgers(rows.of());
            let head = RowSetReader::new(self).rows_head(rows, ledgers);
            body.rows.push(head);
        }
        let mut ledgers: Vec<LedgerId> = body.rows.iter().flat_map(|rows| rows.ledgers.clone()).collect();
        if ledgers.is_empty() {
            ledgers = outer.to_vec();
        }
        let scope = Scope::default();
        let mut said_empty = None;
        for item in node.items() {
            match item {
                FormItem::Column(column) => body.columns.extend(self.columns(column, &ledgers, gaps)),
                FormItem::Set(name) => body.columns.extend(self.placed_columns(name, gaps)),
                FormItem::Side(side) => {
                    let title = side.title().map(|title| self.template(title, &scope)).unwrap_or_default();
                    let inner = side.body().map(|inner| self.inside(inner, &ledgers, gaps)).unwrap_or_default();
                    body.sides.push((title, inner));
                }
                FormItem::Band(band) => {
                    let title = band.title().map(|title| self.template(title, &scope));
                    let inner = band.body().map(|inner| self.inside(inner, &ledgers, gaps)).unwrap_or_default();
                    body.bands.push((title, inner));
                }
                FormItem::Cells(cells) => body.cells.push(cells.cells().map(|cell| self.cell(cell)).collect()),
                FormItem::Look(look) => {
                    gaps.torn = true;
                    self.not_computed(look);
                }
                FormItem::Hide(names) | FormItem::Only(names) => self.only_amended(names),
                FormItem::Note(note) => body.notes.extend(self.words(note.words())),
                FormItem::Empty(empty) => {
                    if let Some(first) = said_empty.replace(empty.span()) {
                        self.said_twice("empty", empty.span(), first);
                    }
                    body.empty = self.words(empty.words());
                }
                FormItem::Rows(_) | FormItem::Unread(_) => {}
            }
        }
        body
    }

    /// How many columns or characters a number asks for.
    pub(super) fn number(&mut self, number: Option<Node<'a>>) -> Option<usize> {
        let number = number?;
        let wanted = ascii(number.text()).parse().ok().filter(|wanted| (1..=WIDEST).contains(wanted));
        if wanted.is_none() {
            let message = say!("这里应为 1 到 {WIDEST} 的整数", "a whole number from 1 to {WIDEST} is wanted here");
            self.error(TOO_LARGE, number.span(), message);
        }
        wanted
    }

    fn cell(&mut self, cell: ast::Cell<'a>) -> GridCell {
        let expr = match cell.value() {
            Some(value) => self.expr(value, &Scope::default()),
            None => Expr::unknown(cell.span()),
        };
        let manner = cell.manner();
        // words may hold amounts of any measure
        let (unit, format) = if let Type::Text = expr.ty {
            let unit = self.in_unit(manner.unit()).and_then(|unit| match unit {
                UnitRef::Of(measure, unit) => Some((measure, unit)),
                _ => None,
            });
            let example = pattern_of(manner.example(), &mut self.problems).map(Arc::new);
            (unit, Format { unit: None, digits: places(manner), example, bare: manner.is_bare() })
        } else {
            let mut format = self.format(manner, &expr);
            let unit = match expr.ty {
                Type::Amount(measure) => format.unit.map(|unit| (measure, unit)),
                _ => None,
            };
            format.unit = None;
            (unit, format)
        };
        let wide = self.number(cell.width()).unwrap_or(1);
        GridCell { expr, unit, format, wide }
    }

    /// The columns that a node declares: one, or one for each member of a level.
    pub(super) fn columns(&mut self, item: ast::ColumnItem<'a>, ledgers: &[LedgerId], gaps: &mut Gaps) -> Vec<Column> {
        let Some(all) = item.members() else { return self.column(item, ledgers, gaps).into_iter().collect() };
        let Some((dim, level)) = all.axis().and_then(|axis| self.axis(axis)) else { return Vec::new() };
        let at = self.column_at(item, ledgers);
        let Some(kind) = self.inside_column(item, ledgers, gaps) else { return Vec::new() };
        let level = self.report.level_or_leaves(dim, level);
        let mut members: Vec<_> = (0..self.report.members.len() as u32).map(MemberId).collect();
        members.retain(|id| self.report.member(*id).dim == dim && self.report.is_at(*id, level));
        members.retain(|id| !self.report.is_former(*id) && self.allowed(*id, &at));
        members.sort_by_key(|id| self.report.member(*id).rank);
        let (wide, numbered) = (self.number(item.width()), item.numbered().map(string));
        let column = |member: MemberId| {
            let name = self.report.member(member).name.clone();
            let mut own = at.clone();
            own.parts.push((dim, Narrow::Members([member].into()), all.span()));
            let nowhere = Span { end: all.span().start, ..all.span() };
            let title = Template { parts: vec![Part::Words(name.clone(), nowhere)] };
            Column {
                id: name,
                title,
                at: own,
                wide,
                numbered: numbered.clone(),
                place: Some(0),
                kind: kind.clone(),
                set: None,
                span: all.span(),
            }
        };
        members.into_iter().map(column).collect()
    }

    /// Whether a member may head a column at some coordinates: in its own dimension and by its attributes.
    fn allowed(&self, id: MemberId, at: &Filter) -> bool {
        let within = |member: MemberId, wanted: &[MemberId]| {
            wanted.iter().any(|one| self.report.within(member, *one) || self.report.within(*one, member))
        };
        let data = self.report.dim(self.report.member(id).dim);
        at.parts.iter().all(|(axis, narrow, _)| {
            let Narrow::Members(wanted) = narrow else { return true };
            if *axis == self.report.member(id).dim {
                return within(id, wanted);
            }
            let attribute = data.attributes.iter().position(|attribute| attribute.ty == Type::Member(*axis));
            attribute.is_none_or(|index| match self.report.attribute(id, index).map(|expr| &expr.kind) {
                Some(ExprKind::Member(member)) => within(*member, wanted),
                _ => self.report.member(id).children.iter().any(|child| self.allowed(*child, at)),
            })
        })
    }

    fn column(&mut self, item: ast::ColumnItem<'a>, ledgers: &[LedgerId], gaps: &mut Gaps) -> Option<Column> {
        let heading = item.heading()?;
        let title = self.template(heading, &Scope::default());
        let id = item.name();
        self.report.names.declare(id.unwrap_or(*heading).span(), Meaning::Column(heading.span()));
        let id = id.map_or_else(|| super::names::template_words(heading), |id| id.text().to_owned());
        let at = self.column_at(item, ledgers);
        let kind = self.inside_column(item, ledgers, gaps)?;
        let (wide, numbered) = (self.number(item.width()), item.numbered().map(string));
        Some(Column { id, title, at, wide, numbered, place: Some(0), kind, set: None, span: heading.span() })
    }

    fn column_at(&mut self, item: ast::ColumnItem<'a>, ledgers: &[LedgerId]) -> Filter {
        let clause = item.at();
        let quoted = if clause.is_some() { self.quotes().ledgers(&[*item]) } else { Vec::new() };
        // what its rows say, and what it quotes besides
        let rows = self.axes_of(ledgers);
        let dims = self.axes_of(&quoted);
        match clause.and_then(ast::AtClause::coords) {
            Some(coords) if !rows.is_empty() => self.coords_first(coords, &dims, &rows),
            _ => self.at_over(clause, &[*item], &[]),
        }
    }

    fn inside_column(
        &mut self,
        item: ast::ColumnItem<'a>,
        ledgers: &[LedgerId],
        gaps: &mut Gaps,
    ) -> Option<ColumnKind> {
        match item.group() {
            Some(set) => Some(ColumnKind::Group(self.columns_in(set, ledgers, gaps))),
            None => self.cells(item),
        }
    }

    fn cells(&mut self, item: ast::ColumnItem<'a>) -> Option<ColumnKind> {
        let expr = self.expr(item.value()?, &Scope::default());
        let format = self.format(item.manner(), &expr);
        let merge = item.merged().and_then(|axis| self.axis(axis));
        let merge = merge.map(|(dim, level)| (dim, self.report.level_or_leaves(dim, level)));
        Some(ColumnKind::Cells { expr, format, merge })
    }

    /// `hide`, `only` and `wide` must name columns of their own body.
    fn known_columns(&mut self, body: &FormBody, gone: &[GoneColumn]) {
        let ids = column_ids(&body.columns);
        let is_there = |word: &str| ids.iter().any(|(id, _)| id == word);
        let mut stack: Vec<&RowItem> = body.rows.iter().flat_map(|rows| &rows.items).collect();
        let mut problems = Vec::new();
        while let Some(item) = stack.pop() {
            let named = item.only.iter().chain(&item.hide).chain(&item.over);
            let missing = named.filter(|(word, _)| !is_there(word) && !gone.iter().any(|gone| gone.id == *word));
            problems.extend(missing.map(|(word, span)| self.no_column(word, *span, &ids)));
            let prints = item.only.is_empty() || item.only.iter().any(|(word, _)| is_there(word));
            let lost = gone.iter().find(|gone| !prints && item.only[0].0 == gone.id);
            problems.extend(lost.map(|gone| left_out(gone, item)));
            stack.extend(&item.children);
        }
        problems.extend(self.merged_apart(body));
        problems.into_iter().for_each(|problem| self.report(problem));
        let gone_ids = gone.iter().map(|gone| (gone.id.clone(), gone.column));
        self.columns_named(body, &ids.into_iter().chain(gone_ids).collect::<Vec<_>>());
        let sides = body.sides.iter().map(|(_, inner)| inner);
        for inner in sides.chain(body.bands.iter().map(|(_, inner)| inner)) {
            self.known_columns(inner, gone);
        }
        if body.columns.is_empty() && !body.rows.is_empty() {
            let span = body.rows[0].span;
            let error = Diagnostic::new(ROWS_WITHOUT_COLUMNS, span, say!("有行而没有栏", "rows without columns"));
            self.report(error.note(say!("加上 column \"标题\" = 算式", "add `column \"TITLE\" = EXPRESSION`")));
        }
    }

    /// A word that names none of some columns.
    pub(super) fn no_column(&self, word: &str, span: Span, ids: &[(String, Span)]) -> Diagnostic {
        let near = self.closest(word, ids.iter().map(|(id, _)| id.as_str()));
        let error = unknown(UNKNOWN_COLUMN, &say!("栏", "column"), word, span, &near);
        if !near.is_empty() {
            return error;
        }
        let ids: Vec<&str> = ids.iter().map(|(id, _)| id.as_str()).collect();
        if ids.is_empty() {
            return error.note(say!(
                "这张表没有可以点名的栏：它的行是一格一格写的（cells）。删去这一行",
                "the form has no columns with names: its rows are written cell by cell (`cells`). Remove this line"
            ));
        }
        let (zh, en) = (ids.join("、"), ids.join(", "));
        error.note(say!("这张表的栏：{zh}", "the form's columns: {en}"))
    }
}

/// A row prints only a column that there is no more: another set stands for its own.
fn left_out(gone: &GoneColumn, item: &RowItem) -> Diagnostic {
    let id = &gone.id;
    let message = say!(
        "换上的栏集里没有「{id}」栏，而有一行只列这一栏",
        "the column set that stands here has no column `{id}`, and a row prints that one only"
    );
    let error = Diagnostic::new(UNKNOWN_COLUMN, gone.set, message).related(item.span, say!("这一行", "this row"));
    error.note(say!(
        "在换上的栏集里给对应的一栏起这个名：column {id} \"标题\" = 算式",
        "give the column that answers to it this name: `column {id} \"TITLE\" = EXPRESSION`"
    ))
}

/// What columns and their groups are called, and where they stand.
pub(super) fn column_ids(columns: &[Column]) -> Vec<(String, Span)> {
    let mut ids = Vec::new();
    for column in columns {
        ids.push((column.id.clone(), column.span));
        if let ColumnKind::Group(inner) = &column.kind {
            ids.extend(column_ids(inner));
        }
    }
    ids
}
