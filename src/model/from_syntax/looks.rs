//! How an amendment has the columns of a form look: which of them print, in what order, under what titles and how wide. Where
//! their figures come from stays the form's own.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::examples::pattern_of;
use super::forms::{FormReader, column_ids};
use super::names::string;
use super::rows::column_ref;
use super::typer::Scope;
use crate::base::{Diagnostic, FileId, Span};
use crate::model::codes::ROWS_WITHOUT_COLUMNS;
use crate::model::{Column, ColumnKind, FormBody, FormId, Meaning, Pattern, Template};
use crate::say;
use crate::syntax::ast;
use crate::syntax::codes::UNREADABLE;

/// What the files above a form say of its columns.
#[derive(Default)]
pub(super) struct Looks {
    hide: Option<Named>,
    only: Option<Named>,
    /// By column and by what is said of it, where, and in which file.
    columns: BTreeMap<(String, &'static str), (Said, Span)>,
}

impl Looks {
    /// Where something is said, if anything is.
    fn said(&self) -> Option<Span> {
        let clauses = [&self.hide, &self.only].into_iter().flatten().map(|(_, span)| *span);
        clauses.chain(self.columns.values().map(|(_, span)| *span)).next()
    }
}

/// Columns as they are named in a clause, and where that stands.
type Named = (Vec<(String, Span)>, Span);

/// Under what the things that may be said of a column are known.
const SAID: [&str; 4] = ["title", "wide", "numbered", "as"];

/// What is said of one column.
#[derive(Clone)]
enum Said {
    Title(Template),
    Wide(usize),
    Numbered(String),
    Example(Arc<Pattern>),
}

impl<'a> FormReader<'_, 'a> {
    /// Notes the columns that an amendment names, each of which the form must have.
    pub(super) fn columns_of(&mut self, form: FormId, names: ast::ColumnNames<'a>) -> Vec<(String, Span)> {
        let names: Vec<(String, Span)> = names.names().map(column_ref).collect();
        names.iter().for_each(|(word, span)| self.column_of(form, word, *span));
        names
    }

    fn column_of(&mut self, form: FormId, word: &str, span: Span) {
        let parts = self.report.forms[form.ix()].body.parts();
        let ids: Vec<(String, Span)> = parts.flat_map(|body| column_ids(&body.columns)).collect();
        let gaps = self.form_gaps.get(&form);
        let gone = gaps.and_then(|gaps| gaps.gone.iter().find(|gone| gone.id == word).map(|gone| gone.column));
        let torn = gaps.is_some_and(|gaps| gaps.torn);
        let found = ids.iter().find(|(id, _)| id == word).map(|(_, column)| *column);
        match found.or(gone) {
            Some(column) => self.means(span, Meaning::Column(column)),
            None if torn => {}
            None => {
                let error = self.no_column(word, span, &ids);
                self.report(error);
            }
        }
    }

    /// Notes which columns print.
    pub(super) fn look_of_form(&mut self, id: FormId, names: ast::ColumnNames<'a>, only: bool, looks: &mut Looks) {
        let named = (self.columns_of(id, names), names.span());
        *(if only { &mut looks.only } else { &mut looks.hide }) = Some(named);
    }

    /// Notes how one column looks; what a file above says of it counts.
    pub(super) fn look_of_column(&mut self, id: FormId, file: FileId, look: ast::ColumnLook<'a>, looks: &mut Looks) {
        let Some((word, span)) = look.column().map(column_ref) else { return };
        self.column_of(id, &word, span);
        let title = look.title().map(|title| (Said::Title(self.own_words(title, &Scope::default())), title.span()));
        let width = look.width().and_then(|width| Some((Said::Wide(self.number(Some(width))?), width.span())));
        let number = look.numbered().map(|pattern| (Said::Numbered(string(pattern)), pattern.span()));
        let example = look.example().and_then(|clause| {
            Some((Said::Example(Arc::new(pattern_of(Some(clause), &mut self.problems)?)), clause.span()))
        });
        for (what, said) in SAID.into_iter().zip([title, width, number, example]) {
            let Some((said, span)) = said else { continue };
            let first = looks.columns.insert((word.clone(), what), (said, span));
            if let Some((_, first)) = first.filter(|(_, first)| !self.is_above(file, first.file)) {
                self.said_twice(&word, span, first);
            }
        }
    }

    /// Makes a form look as was said.
    pub(super) fn looks(&mut self, id: FormId, looks: &Looks) {
        let mut body = self.report.forms[id.ix()].body.clone();
        if let Some(clause) = arranged(&mut body, looks) {
            let message = say!("照这样写，这里没有栏可印了", "no column is left to print here");
            let error = Diagnostic::new(ROWS_WITHOUT_COLUMNS, clause, message);
            self.report(error.note(say!("每张表、每一侧至少留一栏", "leave one at least, on each side of a form")));
            return;
        }
        let form = &mut self.report.forms[id.ix()];
        form.body = body;
        form.looks = looks.said();
    }

    /// A column of a form that says nothing to compute.
    pub(super) fn not_computed(&mut self, look: ast::ColumnLook<'a>) {
        let message = say!("这一栏没有写算式", "this column says nothing to compute");
        self.report(Diagnostic::new(UNREADABLE, look.span(), message).note(say!(
            "写上 = 算式；只改标题和宽度的，写在补充库里表格的 form 里（没有标题）",
            "write `= EXPRESSION`; a title or width alone may stand where a form without a title amends one of a library"
        )));
    }

    /// Columns are left out of forms of others alone.
    pub(super) fn only_amended(&mut self, names: ast::ColumnNames<'a>) {
        let message = say!("自己的表不用的栏，不写就是", "a form leaves out a column of its own by not having it");
        self.report(Diagnostic::new(UNREADABLE, names.span(), message).note(say!(
            "删去这一行；hide 和 only 写在补充库里表格的 form 里（没有标题），或写在行的后面",
            "remove this line; `hide` and `only` stand where a form without a title amends one of a library, or behind a row"
        )));
    }
}

/// Gives columns their places and looks; the clause that leaves none, if one does.
fn arranged(body: &mut FormBody, looks: &Looks) -> Option<Span> {
    dressed(&mut body.columns, looks);
    if let Some((only, _)) = &looks.only {
        chosen(&mut body.columns, only);
    }
    if let Some((hide, _)) = &looks.hide {
        hidden(&mut body.columns, hide);
    }
    let bands = body.bands.iter_mut().map(|(_, band)| band);
    let inner = body.sides.iter_mut().map(|(_, side)| side).chain(bands);
    let none = inner.filter_map(|inner| arranged(inner, looks)).last();
    let left = body.columns.is_empty() || !body.printed().is_empty();
    let clause = looks.only.as_ref().or(looks.hide.as_ref()).map(|(_, span)| *span);
    none.or(clause.filter(|_| !left))
}

fn dressed(columns: &mut [Column], looks: &Looks) {
    for column in columns {
        let said = |what| looks.columns.get(&(column.id.clone(), what)).map(|(said, _)| said.clone());
        for said in SAID.into_iter().filter_map(said).collect::<Vec<_>>() {
            match said {
                Said::Title(title) => column.title = title,
                Said::Wide(wide) => column.wide = Some(wide),
                Said::Numbered(pattern) => column.numbered = Some(pattern),
                Said::Example(example) => printed_as(std::slice::from_mut(column), &example),
            }
        }
        if let ColumnKind::Group(inner) = &mut column.kind {
            dressed(inner, looks);
        }
    }
}

/// Has the amounts of some columns, and of those in their groups, print as an example does.
fn printed_as(columns: &mut [Column], example: &Arc<Pattern>) {
    for column in columns {
        match &mut column.kind {
            ColumnKind::Cells { format, .. } => format.example = Some(Arc::clone(example)),
            ColumnKind::Group(inner) => printed_as(inner, example),
        }
    }
}

/// Leaves only what is named, in that order among its fellows: a group stands where the first of its columns is named. The place
/// of the first, if there is any.
fn chosen(columns: &mut [Column], names: &[(String, Span)]) -> Option<usize> {
    for column in columns.iter_mut() {
        let own = names.iter().position(|(name, _)| *name == column.id);
        column.place = match &mut column.kind {
            ColumnKind::Group(inner) if own.is_none() => chosen(inner, names),
            _ => own,
        };
    }
    columns.iter().filter_map(|column| column.place).min()
}

fn hidden(columns: &mut [Column], names: &[(String, Span)]) {
    for column in columns {
        if names.iter().any(|(name, _)| *name == column.id) {
            column.place = None;
        } else if let ColumnKind::Group(inner) = &mut column.kind {
            hidden(inner, names);
            if inner.iter().all(|column| column.place.is_none()) {
                column.place = None;
            }
        }
    }
}
