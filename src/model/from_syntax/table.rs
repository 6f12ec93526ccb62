//! The names that the files declare. They are collected first, from the declarations alone, and then stand: what is read later
//! may use any of them, whatever its place, and changes none.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::input::Input;
use super::problems::Problems;
use crate::base::{Diagnostic, FileId, Span};
use crate::model::codes::DUPLICATE_DECLARATION;
use crate::model::{
    ColumnsId, DimId, FormId, LedgerId, LetId, Meaning, MeasureId, ParamId, Report, RowsId, SectionId, Space, TextId,
};
use crate::say;
use crate::syntax::Node;
use crate::syntax::ast::{self, View};

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Def {
    Measure(MeasureId),
    Dim(DimId),
    Ledger(LedgerId),
    Param(ParamId),
    Let(LetId),
    Text(TextId),
    Rows(RowsId),
    Columns(ColumnsId),
    Form(FormId),
    /// A former report, by its space.
    Former(usize),
    Section(SectionId),
}

impl Def {
    /// Whether it is nothing to compute with.
    pub(super) fn is_no_value(self) -> bool {
        matches!(self, Def::Measure(_) | Def::Rows(_) | Def::Columns(_) | Def::Form(_) | Def::Section(_))
    }
}

impl From<Def> for Meaning {
    fn from(def: Def) -> Meaning {
        match def {
            Def::Measure(id) => Meaning::Measure(id),
            Def::Dim(id) => Meaning::Dimension(id),
            Def::Ledger(id) => Meaning::Ledger(id),
            Def::Param(id) => Meaning::Param(id),
            Def::Let(id) => Meaning::Let(id),
            Def::Text(id) => Meaning::Text(id),
            Def::Rows(id) => Meaning::Rows(id),
            Def::Columns(id) => Meaning::Columns(id),
            Def::Form(id) => Meaning::Form(id),
            Def::Former(space) => Meaning::Former(space),
            Def::Section(id) => Meaning::Section(id),
        }
    }
}

/// A declaration with its file.
pub(super) type Declared<'a> = (FileId, Node<'a>);

/// The names that are declared, and the files that they are declared in.
#[derive(Default)]
pub(super) struct NameTable {
    /// By name; of a former report with its own name before.
    names: FxHashMap<String, (Def, Span)>,
    /// By space: what stands before its names, and the space around it.
    prefixes: Vec<String>,
    within: Vec<usize>,
    /// By file: its space.
    space_of: FxHashMap<FileId, usize>,
    /// The files that each file uses, itself or by way of others.
    below: FxHashMap<FileId, FxHashSet<FileId>>,
    /// The report itself.
    entry: Option<FileId>,
}

impl NameTable {
    /// The space of a file: zero is the report's own.
    pub(super) fn space_of(&self, file: FileId) -> usize {
        self.space_of.get(&file).copied().unwrap_or(0)
    }

    /// The files of former reports.
    fn former_files(&self) -> impl Iterator<Item = FileId> {
        self.space_of.iter().filter(|(_, space)| **space != 0).map(|(file, _)| *file)
    }

    /// Whether a file is the report itself.
    pub(super) fn is_entry(&self, file: FileId) -> bool {
        self.entry == Some(file)
    }

    /// Whether a file uses another, itself or by way of others.
    pub(super) fn is_above(&self, upper: FileId, lower: FileId) -> bool {
        self.below.get(&upper).is_some_and(|below| below.contains(&lower))
    }

    /// What stands before the names of a space.
    pub(super) fn prefix(&self, space: usize) -> &str {
        self.prefixes.get(space).map_or("", String::as_str)
    }

    /// Under what a name of a space is known.
    pub(super) fn key<'n>(&self, space: usize, name: &'n str) -> Cow<'n, str> {
        match self.prefix(space) {
            "" => Cow::Borrowed(name),
            prefix => Cow::Owned(format!("{prefix}{name}")),
        }
    }

    /// What is known under a key, and where it is declared.
    pub(super) fn of_key(&self, key: &str) -> Option<(Def, Span)> {
        self.names.get(key).copied()
    }

    /// A name of a space, and where it is declared.
    pub(super) fn declared(&self, space: usize, name: &str) -> Option<(Def, Span)> {
        self.of_key(&self.key(space, name))
    }

    /// What a name of a space stands for. A former report's measures are those of the report that uses it, where that has
    /// them.
    pub(super) fn lookup(&self, space: usize, name: &str) -> Option<Def> {
        let own = self.declared(space, name).map(|(def, _)| def);
        own.or_else(|| self.enclosing(space, name).filter(|def| matches!(def, Def::Measure(_))))
    }

    /// What a name stands for in the nearest report around a space that has it.
    pub(super) fn enclosing(&self, space: usize, name: &str) -> Option<Def> {
        let within = |space: &usize| self.within.get(*space).copied().filter(|_| *space != 0);
        let around = std::iter::successors(within(&space), within);
        let mut named = around.filter_map(|space| self.declared(space, name));
        named.next().map(|(def, _)| def)
    }

    /// All keys, each with what it stands for and where it is declared.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, Def, Span)> {
        self.names.iter().map(|(name, (def, span))| (name.as_str(), *def, *span))
    }

    /// The declarations of a kind that are no former report's.
    pub(super) fn own<'a, V: View<'a>>(&self, all: &[Declared<'a>]) -> Vec<(FileId, V)> {
        let own = all.iter().filter(|(file, _)| self.space_of(*file) == 0);
        own.filter_map(|(file, node)| Some((*file, V::of(*node)?))).collect()
    }

    /// The declarations of a kind with their spaces, the report's own first.
    pub(super) fn each<'a, V: View<'a>>(&self, all: &[Declared<'a>]) -> Vec<(usize, FileId, V)> {
        let mut each: Vec<_> = self.own(all).into_iter().map(|(file, view)| (0, file, view)).collect();
        let former = all.iter().filter_map(|(file, node)| {
            let space = Some(self.space_of(*file)).filter(|space| *space != 0)?;
            Some((space, *file, V::of(*node)?))
        });
        each.extend(former);
        each
    }
}

/// A name that is declared a second time.
pub(super) fn declared_twice(name: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(DUPLICATE_DECLARATION, span, say!("「{name}」声明了两次", "`{name}` is declared twice"))
        .related(first, say!("第一次在这里", "first here"))
        .note(say!("改掉一个名称，或删去一处", "rename or remove one of them"))
}

/// The names of all declarations, each with the number that its kind will give it: things are numbered in the order in which
/// they are declared, the report's own first.
pub(super) fn collect<'a>(
    files: &[Input<'a>],
    decls: &[Declared<'a>],
    (spaces, entry): (&[Space], FileId),
    report: &mut Report,
    problems: &mut Problems,
) -> NameTable {
    let table = NameTable {
        space_of: files.iter().map(|input| (input.file, input.space)).collect(),
        below: below(files),
        entry: Some(entry),
        within: spaces.iter().map(|space| space.within).collect(),
        ..NameTable::default()
    };
    let mut collector = Collector { table, decls, report, problems };
    collector.spaces(spaces);
    collector.measures();
    collector.each(ast::DimensionDecl::name, |id| Def::Dim(DimId(id)));
    collector.each(ast::LedgerDecl::name, |id| Def::Ledger(LedgerId(id)));
    collector.each(ast::ParamDecl::name, |id| Def::Param(ParamId(id)));
    collector.each(ast::LetDecl::name, |id| Def::Let(LetId(id)));
    collector.each(ast::TextDecl::name, |id| Def::Text(TextId(id)));
    collector.each(ast::RowsDecl::name, |id| Def::Rows(RowsId(id)));
    collector.own(ast::ColumnsDecl::name, |id| Def::Columns(ColumnsId(id)));
    collector.own(form_name, |id| Def::Form(FormId(id)));
    collector.own(ast::Section::name, |id| Def::Section(SectionId(id)));
    collector.table
}

/// A form without a title declares none: it amends another.
pub(super) fn form_name(decl: ast::FormDecl<'_>) -> Option<Node<'_>> {
    decl.name().filter(|_| decl.title().is_some())
}

/// The files that each file uses, itself or by way of others. Used files come before those that use them.
fn below(files: &[Input<'_>]) -> FxHashMap<FileId, FxHashSet<FileId>> {
    let mut below: FxHashMap<FileId, FxHashSet<FileId>> = FxHashMap::default();
    for input in files {
        let mut all: FxHashSet<FileId> = input.uses.iter().copied().collect();
        for used in input.uses {
            all.extend(below.get(used).into_iter().flatten());
        }
        below.insert(input.file, all);
    }
    below
}

struct Collector<'c, 'a> {
    table: NameTable,
    decls: &'c [Declared<'a>],
    report: &'c mut Report,
    problems: &'c mut Problems,
}

impl<'a> Collector<'_, 'a> {
    /// Notes the spaces, and each former report's name in the space that uses it.
    fn spaces(&mut self, spaces: &[Space]) {
        for (index, space) in spaces.iter().enumerate() {
            if index == 0 {
                self.table.prefixes.push(String::new());
                continue;
            }
            let name = format!("{}{}", self.table.prefixes[space.within], space.name);
            match self.table.of_key(&name) {
                Some((_, first)) => {
                    self.problems.tell(declared_twice(&space.name, space.span, first));
                }
                None => {
                    self.table.names.insert(name.clone(), (Def::Former(index), space.span));
                    self.report.names.declare(space.named, Meaning::Former(index));
                }
            }
            self.table.prefixes.push(format!("{name}."));
        }
        self.report.former.within.clone_from(&self.table.within);
        self.report.former.files = self.table.former_files().collect();
    }

    /// A former report's measure is that of the report that uses it, where that has one of the name.
    fn measures(&mut self) {
        let mut next = 0;
        for (space, _, decl) in self.table.each::<ast::MeasureDecl>(self.decls) {
            let Some(name) = decl.name() else { continue };
            let known = matches!(self.table.lookup(space, name.text()), Some(Def::Measure(_)));
            if space == 0 || !known {
                self.declare(space, name, Def::Measure(MeasureId(next)));
                next += 1;
            }
        }
    }

    fn each<V: View<'a>>(&mut self, name: fn(V) -> Option<Node<'a>>, def: fn(u32) -> Def) {
        let named = self.table.each(self.decls).into_iter();
        let named = named.filter_map(|(space, _, decl)| Some((space, name(decl)?)));
        self.number(named.collect(), def);
    }

    /// What a former report checks and prints is its own affair.
    fn own<V: View<'a>>(&mut self, name: fn(V) -> Option<Node<'a>>, def: fn(u32) -> Def) {
        let named = self.table.own(self.decls).into_iter();
        self.number(named.filter_map(|(_, decl)| Some((0, name(decl)?))).collect(), def);
    }

    fn number(&mut self, named: Vec<(usize, Node<'a>)>, def: fn(u32) -> Def) {
        for (next, (space, name)) in (0..).zip(named) {
            self.declare(space, name, def(next));
        }
    }

    /// Declares a name; a second declaration is an error that shows both places.
    fn declare(&mut self, space: usize, name: Node<'a>, def: Def) {
        let (word, span) = (name.text(), name.span());
        let key = self.table.key(space, word).into_owned();
        if let Some((_, first)) = self.table.of_key(&key) {
            self.problems.tell(declared_twice(word, span, first));
            return;
        }
        self.table.names.insert(key, (def, span));
        self.report.names.declare(span, def.into());
    }
}
