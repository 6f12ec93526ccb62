//! From the words of a question to the figures that are meant.

use std::borrow::Cow;

use super::FigureTree;
use super::asked::{Asked, is_in, read_question};
use super::cells::{Grid, segments, segments_taken};
use super::places::{Place, read};
use super::tree::Builder;
use crate::base::{Diagnostic, FileId, Severity};
use crate::document::{self, Cell, Document, Prose, Table};
use crate::eval::{Env, Evaluator, PrintPlace, ShownValue, Value};
use crate::model::{ExprKind, Format, Policy, Type};
use crate::project::{Checked, Evaluated, OriginIndex, Origins};

/// What there is to answer.
#[derive(Debug)]
pub enum Answer {
    /// The figure; several where one cell prints several.
    Trees(Vec<FigureTree>),
    /// Words without a figure.
    Words(String),
    /// Several figures go by that name: each as it would be asked, and how many more there are.
    Choices(Vec<Choice>, usize),
    /// A form by itself: what it has.
    Form(FormNames),
    /// A form has no such row, or a row no such column; what is nearest.
    NoRow(String, Vec<String>),
    /// The form has the row and no such column; those that it has.
    NoColumn(String, Vec<String>),
    /// No figure stands at that place.
    NoPlace,
    /// The expression means nothing, for these reasons.
    Wrong(Vec<Diagnostic>),
}

/// One of several figures.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What to ask for it.
    pub name: String,
    /// What it prints, and where.
    pub says: String,
}

/// What a form's cells go by.
#[derive(Clone, Debug)]
pub struct FormNames {
    /// The form's name.
    pub name: String,
    /// Its number on the page.
    pub label: String,
    /// Its title.
    pub title: String,
    /// Its rows, each with what else it goes by.
    pub rows: Vec<(String, Vec<String>)>,
    /// Its columns.
    pub columns: Vec<String>,
    /// A cell of it.
    pub example: Option<String>,
}

/// What a report has to ask for.
#[derive(Debug)]
pub struct Listing {
    /// The forms that it prints.
    pub forms: Vec<FormNames>,
    /// Its named figures, with their values.
    pub lets: Vec<(String, String)>,
}

/// So many choices are shown.
pub(super) const MOST: usize = 20;
/// So many near names.
const NEAR: usize = 5;

/// A report composed while somebody watches.
pub struct Scene<'e, 'm> {
    pub(super) checked: &'m Checked,
    pub(super) evaluator: &'e Evaluator<'m>,
    pub(super) document: Cow<'m, Document>,
    /// The tables of the document, then forms that it does not print.
    pub(super) tables: Vec<Table>,
    /// How many of them the document prints.
    printed: usize,
    /// Where typed amounts were read from.
    origins: OriginIndex<'e>,
}

impl<'e, 'm> Scene<'e, 'm> {
    /// A report whose evaluator watches. It composes the document, if it has not done so.
    pub fn new(it: &Evaluated<'e, 'm>) -> Scene<'e, 'm> {
        let Evaluated { checked, evaluator, composed } = *it;
        let document = match composed {
            true => Cow::Borrowed(&checked.document),
            false => Cow::Owned(document::compose(evaluator)),
        };
        let mut tables: Vec<Table> = document.tables().cloned().collect();
        let printed = tables.len();
        for form in &checked.report.forms {
            if !tables.iter().any(|table| table.id == form.name) {
                tables.push(document::print(evaluator, form, &Env::default()));
            }
        }
        Scene { checked, evaluator, document, tables, printed, origins: OriginIndex::default() }
    }

    /// The same, to tell of typed amounts which cells they were read from.
    #[must_use]
    pub fn with_origins(self, origins: &'e Origins) -> Scene<'e, 'm> {
        Scene { origins: origins.index(), ..self }
    }

    /// What there is to ask for.
    pub fn listing(&self) -> Listing {
        let (grids, evaluator) = (self.grids(), self.evaluator);
        let forms = grids.iter().take(self.printed).map(|grid| self.names(grid)).collect();
        let own = self.checked.report.lets.iter().filter(|named| !named.name.contains('.'));
        let env = Env::default();
        let value =
            |expr| evaluator.show(expr, evaluator.eval(expr, &env), &Format::default(), PrintPlace::Text, &env).plain();
        Listing { forms, lets: own.map(|named| (named.name.clone(), value(&named.expr))).collect() }
    }

    /// Answers what the figure at a byte of a file is made of.
    pub fn answer_at(&self, file: FileId, byte: usize) -> Answer {
        let source = self.checked.sources.get(file);
        let (line, column) = source.line_column(byte);
        self.answer_for_place(&Place { file: Some(source.path.clone()), line, column: Some(column), which: None })
    }

    /// Answers what a figure is made of.
    pub fn answer(&self, figure: &str) -> Answer {
        match read_question(self.evaluator, figure) {
            Asked::Place => read(figure).map_or(Answer::NoPlace, |place| self.answer_for_place(&place)),
            Asked::Form => self.form(figure),
            Asked::Expression => self.expression(figure),
        }
    }

    /// The tables, each under a name of its own.
    fn grids(&self) -> Vec<Grid<'_>> {
        let mut grids = Vec::new();
        for (at, table) in self.tables.iter().enumerate() {
            let alike = |tables: &[Table]| tables.iter().filter(|other| other.id == table.id).count();
            let number = alike(self.tables.get(..=at).unwrap_or(&[]));
            let id = &table.id;
            let name = if alike(&self.tables) > 1 { format!("{id}#{number}") } else { id.clone() };
            grids.push(Grid::new(name, table, self.evaluator));
        }
        grids
    }

    pub(super) fn builder(&self) -> Builder<'_, 'm> {
        Builder::new(self.evaluator, self.checked, &self.origins)
    }

    pub(super) fn policy(&self, table: &Table) -> Policy {
        let form = self.checked.report.form_named(&table.id);
        form.map_or(Policy::Plain, |form| form.policy)
    }

    fn names(&self, grid: &Grid<'_>) -> FormNames {
        let (mut columns, mut example) = (Vec::new(), None);
        let mut rows: Vec<(String, Vec<String>)> = Vec::new();
        let add = |all: &mut Vec<String>, name: String| {
            if !name.is_empty() && !all.contains(&name) {
                all.push(name);
            }
        };
        for (row, column) in grid.figures(self.evaluator) {
            let name = grid.row_of(row, column);
            if !rows.iter().any(|(known, _)| *known == name) {
                rows.push((name, grid.called(row, column).into_iter().skip(1).collect()));
            }
            let titles = grid.titles(row, column);
            add(
                &mut columns,
                titles.iter().map(|title| title.split_whitespace().collect::<String>()).collect::<Vec<_>>().join("."),
            );
            let printed = grid.cell(row, column).is_some_and(|cell| !cell.text.is_empty());
            if example.is_none() && printed {
                example = Some(grid.name_of(row, column, self.evaluator));
            }
        }
        // what several rows go by names none of them
        let all: Vec<String> = rows.iter().flat_map(|(_, others)| others.clone()).collect();
        for (_, others) in &mut rows {
            others.retain(|own| all.iter().filter(|other| *other == own).count() == 1);
        }
        let (label, title) = (grid.table.label.plain(), grid.table.title.plain());
        FormNames { name: grid.name.clone(), label, title, rows, columns, example }
    }

    fn form(&self, figure: &str) -> Answer {
        let wanted = segments(figure);
        let grids = self.grids();
        // the longest name counts (Table1 is no part of Table10), a form's own before its number on the page, and what is printed
        let taken = |(at, grid): (usize, &Grid<'_>)| {
            let own = [&grid.name, &grid.table.id].into_iter().filter_map(|name| segments_taken(&wanted, name)).max();
            let label = segments_taken(&wanted, &grid.table.label.plain());
            Some(((own.max(label)?, own >= label, at < self.printed), at))
        };
        let found: Vec<((usize, bool, bool), usize)> = grids.iter().enumerate().filter_map(taken).collect();
        let best = found.iter().map(|(rank, _)| *rank).max().unwrap_or_default();
        let longest = best.0;
        let found = found.into_iter().filter(|(rank, _)| *rank == best);
        let rest = wanted.get(longest..).unwrap_or(&[]);
        let own: Vec<&Grid<'_>> = found.filter_map(|(_, at)| grids.get(at)).collect();
        if rest.is_empty() {
            return match own.as_slice() {
                [grid] => Answer::Form(self.names(grid)),
                _ => {
                    let choice = |grid: &&Grid<'_>| Choice { name: grid.name.clone(), says: grid.table.title.plain() };
                    Answer::Choices(own.iter().map(choice).collect(), 0)
                }
            };
        }
        let mut cells: Vec<(&Grid<'_>, usize, usize)> = Vec::new();
        for grid in &own {
            cells.extend(grid.matching(rest, self.evaluator).into_iter().map(|(row, column)| (*grid, row, column)));
        }
        match cells.as_slice() {
            [] => self.nothing(&own, rest),
            [(grid, row, column)] => self.cell(grid, *row, *column),
            _ => self.choices(&cells),
        }
    }

    fn choices(&self, cells: &[(&Grid<'_>, usize, usize)]) -> Answer {
        let shown = cells.iter().take(MOST).map(|(grid, row, column)| Choice {
            name: grid.name_of(*row, *column, self.evaluator),
            says: grid.cell(*row, *column).map(|cell| cell.text.plain()).unwrap_or_default(),
        });
        Answer::Choices(shown.collect(), cells.len().saturating_sub(MOST))
    }

    /// What a form lacks, and what it has instead.
    fn nothing(&self, grids: &[&Grid<'_>], rest: &[String]) -> Answer {
        let names: Vec<FormNames> = grids.iter().map(|grid| self.names(grid)).collect();
        let split = (1..rest.len()).rev().find(|split| {
            let first = rest.get(..*split).unwrap_or(&[]);
            grids.iter().any(|grid| !grid.matching(first, self.evaluator).is_empty())
        });
        match split {
            Some(split) => {
                let columns = names.into_iter().flat_map(|names| names.columns).collect();
                Answer::NoColumn(rest.get(split..).unwrap_or(&[]).join("."), columns)
            }
            None => {
                let rows: Vec<String> = names.into_iter().flat_map(|names| names.rows).map(|(name, _)| name).collect();
                let wanted = rest.first().cloned().unwrap_or_default();
                Answer::NoRow(wanted.clone(), near(&wanted, rows))
            }
        }
    }

    fn cell(&self, grid: &Grid<'_>, row: usize, column: usize) -> Answer {
        let name = grid.name_of(row, column, self.evaluator);
        let Some(cell) = grid.cell(row, column) else { return Answer::NoPlace };
        self.trees(&name, cell, self.policy(grid.table))
    }

    fn trees(&self, name: &str, cell: &Cell, policy: Policy) -> Answer {
        let mut builder = self.builder();
        let mut trees = self.figures(name, &cell.text, policy, &mut builder);
        if trees.is_empty()
            && let Some(seen) = cell.seen.and_then(|seen| self.evaluator.seen(seen))
        {
            trees.push(builder.tree(name.to_owned(), &seen, cell.text.plain(), None, policy));
        }
        if trees.is_empty() { Answer::Words(cell.text.plain()) } else { Answer::Trees(trees) }
    }

    /// A tree for each figure of a text.
    fn figures(&self, name: &str, text: &Prose, policy: Policy, builder: &mut Builder<'_, 'm>) -> Vec<FigureTree> {
        let runs = text.runs.iter().filter_map(|run| Some((run, run.figure.as_ref()?)));
        let trees = runs.filter_map(|(run, figure)| {
            let seen = self.evaluator.seen(figure.seen)?;
            Some(builder.tree(name.to_owned(), &seen, run.text.clone(), Some(figure.printed), policy))
        });
        trees.collect()
    }

    /// A name or an expression, which was declared for the purpose.
    fn expression(&self, figure: &str) -> Answer {
        let report = &self.checked.report;
        let own = self.checked.problems.iter().filter(|problem| problem.severity == Severity::Error);
        let wrong: Vec<Diagnostic> =
            own.filter(|problem| is_in(problem.primary.span, &self.checked.sources)).cloned().collect();
        let declared = report.lets.iter().find(|named| is_in(named.span, &self.checked.sources));
        match declared {
            Some(named) if wrong.is_empty() => {
                let env = Env::default();
                let value = self.evaluator.eval(&named.expr, &env);
                // a name is told as what it stands for
                let own = match named.expr.kind {
                    ExprKind::Let(id) => &report.lets[id.ix()].expr,
                    _ => &named.expr,
                };
                self.value(figure.trim(), own, value, &env)
            }
            _ => Answer::Wrong(wrong),
        }
    }

    pub(super) fn value(&self, name: &str, expr: &'m crate::model::Expr, value: Value, env: &Env<'m>) -> Answer {
        let mut builder = self.builder();
        if matches!(expr.ty, Type::Text | Type::Member(_)) || matches!(value, Value::Words(_)) {
            let text = self.evaluator.show(expr, value, &Format::default(), PrintPlace::Text, env);
            let trees = self.figures(name, &text, Policy::Plain, &mut builder);
            return if trees.is_empty() { Answer::Words(text.plain()) } else { Answer::Trees(trees) };
        }
        let blank = !matches!(value, Value::Number(_) | Value::Quoted(..));
        let text = self.evaluator.show(expr, value.clone(), &Format::default(), PrintPlace::Text, env);
        if !blank {
            return Answer::Trees(self.figures(name, &text, Policy::Plain, &mut builder));
        }
        let seen = ShownValue { expr, env: env.clone(), value, unit: None };
        Answer::Trees(vec![builder.tree(name.to_owned(), &seen, String::new(), None, Policy::Plain)])
    }
}

/// The nearest of some names.
fn near(wanted: &str, names: Vec<String>) -> Vec<String> {
    let score = |name: &String| {
        let contained = name.contains(wanted) || wanted.contains(name.as_str());
        strsim::normalized_damerau_levenshtein(wanted, name) + f64::from(u8::from(contained))
    };
    let mut scored: Vec<(f64, String)> = names.into_iter().map(|name| (score(&name), name)).collect();
    scored.retain(|(score, _)| *score > 0.3);
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.into_iter().take(NEAR).map(|(_, name)| name).collect()
}
