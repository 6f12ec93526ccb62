//! From trees to the model. Names are collected first, so that the order of declarations and files does not matter;
//! then come measures and dimensions, members, ledgers, and last everything that holds expressions.

mod accepts;
mod coords;
mod declare;
mod document;
mod expects;
mod exprs;
mod extent;
mod forms;
mod identities;
mod items;
mod members;
mod names;
mod templates;
mod torn;

use std::collections::HashMap;

use rustc_hash::FxHashMap;

use super::{DimId, FactId, Filter, FormId, LedgerId, LetId, MeasureId, ParamId, Report, RowsId, TextId, Type};
use crate::base::{Diagnostic, FileId, Say, Span};
use crate::say;
use crate::syntax::{Kind, Node, Tree};

/// One parsed file.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// Its id.
    pub file: FileId,
    /// Its tree.
    pub tree: &'a Tree,
    /// Its text.
    pub text: &'a str,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Def {
    Measure(MeasureId),
    Dim(DimId),
    Ledger(LedgerId),
    Param(ParamId),
    Let(LetId),
    Text(TextId),
    Rows(RowsId),
    Form(FormId),
}

/// How far a `let` has been typed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LetState {
    Waiting,
    Busy,
    Done,
}

/// What an expression may refer to besides the declared names.
#[derive(Clone, Default)]
struct Scope {
    parameters: Vec<(String, Type)>,
    /// Each share's name, its number and the places asked for.
    shares: Vec<(String, usize, Option<u32>)>,
}

struct Builder<'a> {
    report: Report,
    problems: Vec<Diagnostic>,
    names: HashMap<String, (Def, Span)>,
    checks: HashMap<String, usize>,
    /// Where the level of each check and lint is set, and whether the report itself says so.
    levelled: HashMap<String, (Span, bool)>,
    decls: Vec<(FileId, Node<'a>)>,
    let_nodes: Vec<Node<'a>>,
    let_states: Vec<LetState>,
    /// The ledgers that each let quotes, once it is done.
    let_ledgers: Vec<Vec<LedgerId>>,
    /// How many lets are being typed inside one another.
    lets_deep: usize,
    shares: usize,
    /// Each file's own coordinates.
    file_at: HashMap<FileId, Filter>,
    /// Files of whose own coordinates a part was reported.
    torn_at: Vec<FileId>,
    entry: FileId,
    /// Dimensions with rows of members that could not be read.
    torn_dims: Vec<DimId>,
    /// Names that declarations which could not be read would have given or spoken of.
    torn_names: Vec<(String, Span)>,
    /// Ledgers of whose declaration a part was reported: nobody knows what their rows say.
    torn_ledgers: Vec<LedgerId>,
    /// For each file and dimension that a row lacks: the problem, and how many more rows lack it.
    lacking: HashMap<(FileId, DimId), (usize, usize)>,
    /// Facts by a number made of what no other fact may share: ledger, members, texts.
    places: FxHashMap<u64, FactId>,
}

/// Builds the model of a report from its files, those used before those that use them. `entry` is the report itself:
/// its document wins over a library's.
pub fn from_syntax<'a>(files: &[Input<'a>], entry: FileId) -> (Report, Vec<Diagnostic>) {
    let decls = files.iter().flat_map(|input| {
        let root = input.tree.root(input.text);
        root.children().map(|node| (input.file, node)).collect::<Vec<_>>()
    });
    let mut builder = Builder {
        report: Report::default(),
        problems: Vec::new(),
        names: HashMap::new(),
        checks: HashMap::new(),
        levelled: HashMap::new(),
        decls: decls.collect(),
        let_nodes: Vec::new(),
        let_states: Vec::new(),
        let_ledgers: Vec::new(),
        lets_deep: 0,
        shares: 0,
        file_at: HashMap::new(),
        torn_at: Vec::new(),
        entry,
        torn_dims: Vec::new(),
        torn_names: Vec::new(),
        torn_ledgers: Vec::new(),
        lacking: HashMap::new(),
        places: FxHashMap::default(),
    };
    builder.torn_names(files);
    builder.run();
    builder.forget_torn(files);
    (builder.report, builder.problems)
}

impl<'a> Builder<'a> {
    fn run(&mut self) {
        self.each(Kind::measure_decl, Builder::measure);
        self.each(Kind::dimension_decl, Builder::dimension_name);
        self.each(Kind::dimension_decl, Builder::dimension);
        self.each(Kind::dimension_decl, Builder::dimension_members);
        self.each(Kind::members_decl, Builder::members_decl);
        self.rank_members();
        self.each(Kind::ledger_decl, Builder::ledger);
        self.each(Kind::param_decl, Builder::param_name);
        self.unknown_by_name();
        self.each(Kind::let_decl, Builder::let_name);
        self.each(Kind::text_decl, Builder::text_name);
        self.each(Kind::rows_decl, Builder::rows_name);
        self.each(Kind::form_decl, Builder::form_name);
        self.each(Kind::param_decl, Builder::param_default);
        self.each(Kind::set_decl, Builder::set);
        self.each(Kind::dimension_decl, Builder::attribute_defaults);
        self.each(Kind::dimension_decl, Builder::member_attributes);
        self.each(Kind::members_decl, Builder::member_attributes);
        self.unknown_attributes();
        for index in 0..self.report.lets.len() {
            self.let_expr(LetId(index as u32));
        }
        self.each(Kind::text_decl, Builder::text_body);
        self.each(Kind::rows_decl, Builder::rows_body);
        self.rows_in_circles();
        self.each(Kind::form_decl, Builder::form_body);
        self.each(Kind::expect_decl, Builder::expect);
        self.each(Kind::check_decl, Builder::check);
        self.each(Kind::level_decl, Builder::set_level);
        self.each(Kind::accept_decl, Builder::accept);
        self.each(Kind::at_decl, Builder::file_coordinates);
        self.each(Kind::items_decl, Builder::items);
        self.count_lacking();
        self.document();
        self.extents();
    }

    fn each(&mut self, kind: Kind, build: fn(&mut Builder<'a>, FileId, Node<'a>)) {
        let decls: Vec<_> = self.decls.iter().filter(|(_, node)| node.kind() == kind).copied().collect();
        for (file, node) in decls {
            build(self, file, node);
        }
    }

    fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    fn error(&mut self, code: &'static str, span: Span, message: Say) {
        self.problems.push(Diagnostic::error(code, span, message));
    }

    /// Declares a name; a second declaration is an error that shows both places.
    fn declare(&mut self, node: Node<'a>, def: Def) {
        let (name, span) = (node.text().to_owned(), node.span());
        if let Some((_, first)) = self.names.get(&name) {
            let first = *first;
            self.declared_twice(&name, span, first);
            return;
        }
        self.names.insert(name, (def, span));
    }

    fn declared_twice(&mut self, name: &str, span: Span, first: Span) {
        self.report(
            Diagnostic::error("B0207", span, say!("「{name}」声明了两次", "`{name}` is declared twice"))
                .related(first, say!("第一次在这里", "first here"))
                .note(say!("改掉一个名称，或删去一处", "rename or remove one of them")),
        );
    }

    /// What is said once in a report, said again: a parameter set, coordinates of a file, a document.
    fn said_twice(&mut self, name: &str, span: Span, first: Span) {
        self.report(
            Diagnostic::error("B0207", span, say!("「{name}」写了两次", "`{name}` is written twice"))
                .related(first, say!("第一次在这里", "first here"))
                .note(say!("留下对的一处，删去另一处", "keep the right one and remove the other")),
        );
    }

    fn lookup(&self, name: &str) -> Option<Def> {
        self.names.get(name).map(|(def, _)| *def)
    }

    fn dim_by_name(&self, name: &str) -> Option<DimId> {
        match self.lookup(name) {
            Some(Def::Dim(dim)) => Some(dim),
            _ => None,
        }
    }
}
