//! From trees to the model. Names are collected first, so that the order of declarations and files does not matter;
//! then come measures and dimensions, members, ledgers, and last everything that holds expressions.

mod accepts;
mod amend;
mod around;
mod attributes;
mod bridge;
mod columns;
mod compound;
mod coords;
mod declare;
mod document;
mod expects;
mod exprs;
mod extent;
mod former;
mod forms;
mod identities;
mod items;
mod ledgers;
mod members;
mod misnamed;
mod names;
mod namesakes;
mod naming;
mod near;
mod pictures;
mod problems;
mod propose;
mod sections;
mod sets;
mod swapped;
mod templates;
mod torn;

use std::cell::OnceCell;

use rustc_hash::{FxHashMap, FxHashSet};

use items::apart::ItemsRead;
use misnamed::Misnamed;

use super::{
    ColumnsId, DimId, FormId, LedgerId, LetId, MeasureId, MemberId, Narrow, ParamId, Report, RowsId, SectionId, Space,
    TextId, Type,
};
use crate::base::{Diagnostic, FileId, Span};
use crate::model::codes::DUPLICATE_DECLARATION;
use crate::say;
use crate::syntax::{Node, Tree, ast};

/// One parsed file.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// Its id.
    pub file: FileId,
    /// Its tree.
    pub tree: &'a Tree,
    /// Its text.
    pub text: &'a str,
    /// The number of its space.
    pub space: usize,
    /// The files that it uses itself.
    pub uses: &'a [FileId],
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Def {
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
    fn is_no_value(self) -> bool {
        matches!(self, Def::Measure(_) | Def::Rows(_) | Def::Columns(_) | Def::Form(_) | Def::Section(_))
    }
}

/// How far a `let` has been typed, or a section or column set read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Busy,
    Done,
}

/// What an expression may refer to besides the declared names.
#[derive(Clone, Default)]
struct Scope {
    /// The text whose body it is.
    text: Option<TextId>,
    parameters: Vec<(String, Type)>,
    /// Each share's name, its number and the places asked for.
    shares: Vec<(String, usize, Option<u32>)>,
}

/// What an `accept` speaks of: a check by its number, one of its parts, and the members of an instance.
type Accepted = (usize, usize, Vec<(DimId, Narrow)>);

/// The names that are declared, and the files that they are declared in.
struct NameTable {
    /// By name; of a former report with its own name before.
    names: FxHashMap<String, (Def, Span)>,
    /// By space: what stands before its names.
    prefixes: Vec<String>,
    /// By file: its space.
    space_of: FxHashMap<FileId, usize>,
    /// The files that each file uses, itself or by way of others.
    below: FxHashMap<FileId, FxHashSet<FileId>>,
    entry: FileId,
}

/// Checks, their levels and what the report stands by.
#[derive(Default)]
struct Checks {
    by_name: FxHashMap<String, usize>,
    /// Where the report stands by an instance of a check, and by a lint's finding.
    accepted: FxHashMap<Accepted, Span>,
    accepted_lints: FxHashMap<(String, String), Span>,
    /// Where the level of each check and lint is set, and whether the report itself says so.
    levelled: FxHashMap<String, (Span, bool)>,
}

/// What parameters, lets and texts are set to.
#[derive(Default)]
struct Settings<'a> {
    /// The parameters that are set, in order, with their values and their spaces.
    params: Vec<(ParamId, ast::Expression<'a>, usize)>,
    lets: FxHashMap<LetId, ast::Expression<'a>>,
    texts: FxHashMap<TextId, ast::Expression<'a>>,
    /// What parameters are set to, else their defaults, by their spaces and names; made when first asked for.
    written: Option<FxHashMap<(usize, &'a str), ast::Expression<'a>>>,
}

/// Sections with names while they are read.
#[derive(Default)]
struct Sections<'a> {
    nodes: Vec<ast::Section<'a>>,
    states: Vec<State>,
    /// How many are being read inside one another, and how many items those placed so far hold.
    deep: usize,
    placed: usize,
}

/// Lets while they are typed.
#[derive(Default)]
struct Lets<'a> {
    /// Each with its space.
    nodes: Vec<(ast::LetDecl<'a>, usize)>,
    states: Vec<State>,
    /// The ledgers that each quotes, once it is done.
    ledgers: Vec<Vec<LedgerId>>,
    /// How many are being typed inside one another.
    deep: usize,
}

/// What could not be read would have said.
#[derive(Default)]
struct Torn {
    /// Names that declarations which could not be read would have given or spoken of.
    names: Vec<(String, Span)>,
    /// What `items` that could not be read speak of.
    items: Vec<String>,
    /// Files of whose own coordinates a part was reported.
    files: Vec<FileId>,
    /// Attributes that members were meant to be given, and where.
    attributes: Vec<(MemberId, usize, Span)>,
}

/// Members that share a name, look as if they did, or are called by another.
#[derive(Default)]
struct Namesakes {
    /// Of names that many members have, those right beneath each member; the first of a name stands for it.
    beneath: FxHashMap<(MemberId, Option<MemberId>), MemberId>,
    /// By how they look: the members whose names hold letters that look like others, among so many.
    odd: (usize, FxHashMap<String, Vec<MemberId>>),
    /// Names that are not their code's, and by member how often its name stands where it belongs.
    misnamed: Vec<Misnamed>,
    attested: Vec<u32>,
}

struct Builder<'a> {
    report: Report,
    problems: problems::Problems,
    table: NameTable,
    /// The space of the declaration that is being read.
    space: usize,
    decls: Vec<(FileId, Node<'a>)>,
    /// Each of them, by the place of its name; made when first asked for.
    declared_at: OnceCell<FxHashMap<Span, Node<'a>>>,
    near: near::Near,
    namesakes: Namesakes,
    settings: Settings<'a>,
    lets: Lets<'a>,
    sets: columns::Sets<'a>,
    sections: Sections<'a>,
    checks: Checks,
    items: ItemsRead,
    torn: Torn,
    shares: usize,
}

/// Builds the model of a report from its files, those used before those that use them. `entry` is the report itself:
/// its document wins over a library's.
pub fn from_syntax<'a>(files: &[Input<'a>], spaces: &[Space], entry: FileId) -> (Report, Vec<Diagnostic>) {
    // the report's own declarations come first: a former report is read in its terms
    let mut ordered: Vec<&Input<'a>> = files.iter().collect();
    ordered.sort_by_key(|input| input.space);
    let decls = ordered.into_iter().flat_map(|input| {
        let root = input.tree.root(input.text);
        root.children().map(|node| (input.file, node))
    });
    let table = NameTable {
        names: FxHashMap::default(),
        prefixes: Vec::new(),
        space_of: files.iter().map(|input| (input.file, input.space)).collect(),
        below: amend::below(files),
        entry,
    };
    let mut builder = Builder {
        report: Report::default(),
        problems: problems::Problems::default(),
        table,
        space: 0,
        decls: decls.collect(),
        declared_at: OnceCell::new(),
        near: near::Near::default(),
        namesakes: Namesakes::default(),
        settings: Settings::default(),
        lets: Lets::default(),
        sets: columns::Sets::default(),
        sections: Sections::default(),
        checks: Checks::default(),
        items: ItemsRead::default(),
        torn: Torn::default(),
        shares: 0,
    };
    builder.spaces(spaces);
    builder.torn_names(files);
    builder.run();
    let names = builder.torn.names;
    let problems = builder.problems.all(|problem| torn::is_of_torn_name(problem, files, &names));
    (builder.report, problems)
}

impl<'a> Builder<'a> {
    fn run(&mut self) {
        self.each(Builder::measure);
        self.each(Builder::dimension_name);
        self.each(Builder::dimension);
        self.each(Builder::dimension_members);
        self.each(Builder::members_decl);
        let copied = self.bridge();
        self.lend();
        self.rank_members();
        self.sort_names();
        self.each(Builder::successors);
        self.each(Builder::ledger);
        self.each(Builder::param_name);
        self.unknown_by_name();
        self.each(Builder::let_name);
        self.each(Builder::text_name);
        self.each(Builder::rows_name);
        self.each_own(Builder::columns_name);
        self.each_own(Builder::form_name);
        self.section_names();
        self.sets();
        self.each(Builder::param_default);
        self.set_params();
        self.each(Builder::attribute_defaults);
        self.each(Builder::own_attributes);
        self.each(Builder::further_attributes);
        self.copy_attributes(&copied);
        self.unknown_attributes();
        for index in 0..self.report.lets.len() {
            self.let_expr(LetId(index as u32));
        }
        self.same_types();
        self.each(Builder::text_body);
        self.each(Builder::rows_body);
        self.rows_in_circles();
        self.column_sets();
        self.each_own(Builder::form_body);
        self.amend_forms();
        self.each_own(Builder::expect);
        self.each_own(Builder::check);
        self.each_own(Builder::set_level);
        self.each_own(Builder::accept);
        self.each(Builder::file_coordinates);
        self.each(Builder::items);
        self.report.rounded.sort_by_key(|block| block.span);
        self.count_lacking();
        self.settle_names();
        self.document();
        self.extents();
    }

    /// Builds the declarations of a kind, the report's own first.
    fn each<V: ast::View<'a>>(&mut self, build: fn(&mut Builder<'a>, FileId, V)) {
        self.each_own(build);
        self.each_former(build);
    }

    fn each_former<V: ast::View<'a>>(&mut self, build: fn(&mut Builder<'a>, FileId, V)) {
        let former = |(file, node): &(FileId, Node<'a>)| {
            let space = self.table.space_of.get(file).copied().filter(|space| *space != 0)?;
            Some((space, *file, V::of(*node)?))
        };
        let decls: Vec<_> = self.decls.iter().filter_map(former).collect();
        for (space, file, decl) in decls {
            self.space = space;
            build(self, file, decl);
        }
        self.space = 0;
    }

    /// What a former report checks and prints is its own affair.
    fn each_own<V: ast::View<'a>>(&mut self, build: fn(&mut Builder<'a>, FileId, V)) {
        for (file, decl) in self.own_decls() {
            build(self, file, decl);
        }
    }

    /// The declarations of a kind that are no former report's.
    fn own_decls<V: ast::View<'a>>(&self) -> Vec<(FileId, V)> {
        let own = |file: &FileId| self.table.space_of.get(file).is_none_or(|space| *space == 0);
        let decls = self.decls.iter().filter(|(file, _)| own(file));
        decls.filter_map(|(file, node)| Some((*file, V::of(*node)?))).collect()
    }

    /// Declares a name; a second declaration is an error that shows both places.
    fn declare(&mut self, node: Node<'a>, def: Def) {
        let (name, span) = (node.text().to_owned(), node.span());
        let key = self.key(&name);
        if let Some((_, first)) = self.table.names.get(key.as_ref()) {
            let first = *first;
            self.declared_twice(&name, span, first);
            return;
        }
        self.table.names.insert(key.into_owned(), (def, span));
        self.report.names.declare(span, def.into());
    }

    /// What a name means if it is declared at this place; what is declared a second time is not.
    fn declared_here<T>(&self, name: Node<'a>, of: impl Fn(Def) -> Option<T>) -> Option<T> {
        let (def, span) = self.table.names.get(self.key(name.text()).as_ref())?;
        of(*def).filter(|_| *span == name.span())
    }

    fn declared_twice(&mut self, name: &str, span: Span, first: Span) {
        self.report(
            Diagnostic::new(DUPLICATE_DECLARATION, span, say!("「{name}」声明了两次", "`{name}` is declared twice"))
                .related(first, say!("第一次在这里", "first here"))
                .note(say!("改掉一个名称，或删去一处", "rename or remove one of them")),
        );
    }

    /// What is said once in a report, said again: a parameter set, coordinates of a file, a document.
    fn said_twice(&mut self, name: &str, span: Span, first: Span) {
        self.report(
            Diagnostic::new(DUPLICATE_DECLARATION, span, say!("「{name}」写了两次", "`{name}` is written twice"))
                .related(first, say!("第一次在这里", "first here"))
                .note(say!("留下对的一处，删去另一处", "keep the right one and remove the other")),
        );
    }

    /// What a name of the space that is being read stands for. A former report's measures are those of the report that uses
    /// it, where that has them.
    fn lookup(&self, name: &str) -> Option<Def> {
        let own = self.table.names.get(self.key(name).as_ref()).map(|(def, _)| *def);
        own.or_else(|| self.enclosing(name).filter(|def| matches!(def, Def::Measure(_))))
    }

    /// What a name stands for in the nearest report around that has it.
    fn enclosing(&self, name: &str) -> Option<Def> {
        let within = |space: &usize| self.report.former.within.get(*space).copied().filter(|_| *space != 0);
        let around = std::iter::successors(within(&self.space), within);
        let mut named =
            around.filter_map(|space| self.table.names.get(&format!("{}{name}", self.table.prefixes[space])));
        named.next().map(|(def, _)| *def)
    }

    fn dim_by_name(&self, name: &str) -> Option<DimId> {
        match self.lookup(name) {
            Some(Def::Dim(dim)) => Some(dim),
            _ => None,
        }
    }
}
