//! What names mean where they stand, in the space that is being read.

use std::borrow::Cow;

use smallvec::smallvec;

use super::input::Input;
use super::near::Near;
use super::problems::Problems;
use super::table;
use super::table::{Declared, Def, NameTable, declared_twice};
use super::torn::Torn;
use crate::base::{Code, Diagnostic, FileId, Say, Span};
use crate::model::codes::{CANNOT_OVERRIDE, DUPLICATE_DECLARATION};
use crate::model::{DimId, Fact, LedgerId, Report, Space};
use crate::say;
use crate::syntax::Node;
use crate::syntax::ast::View;

/// The names of a report, and the report as far as it was read.
pub(super) struct Resolver<'a> {
    pub(super) report: Report,
    pub(super) problems: Problems,
    pub(super) table: NameTable,
    pub(super) decls: Vec<Declared<'a>>,
    pub(super) torn: Torn,
    pub(super) near: Near,
    /// The space of what is being read: set by [`super::step::in_space`] alone.
    pub(super) space: usize,
}

impl<'a> Resolver<'a> {
    /// Collects the names of all declarations.
    pub(super) fn new(files: &[Input<'a>], spaces: &[Space], entry: FileId) -> Resolver<'a> {
        // the report's own declarations come first: a former report is read in its terms
        let mut ordered: Vec<&Input<'a>> = files.iter().collect();
        ordered.sort_by_key(|input| input.space);
        let decls = ordered.into_iter().flat_map(|input| {
            let root = input.tree.root(input.text);
            root.children().map(|node| (input.file, node))
        });
        let (decls, torn): (Vec<_>, _) = (decls.collect(), Torn::collect(files));
        let (mut report, mut problems) = (Report::default(), Problems::default());
        let table = table::collect(files, &decls, (spaces, entry), &mut report, &mut problems);
        report.lost.extend(&torn.lost);
        Resolver { report, problems, table, decls, torn, near: Near::default(), space: 0 }
    }

    pub(super) fn report(&mut self, problem: Diagnostic) {
        self.problems.tell(problem);
    }

    pub(super) fn error(&mut self, code: Code, span: Span, message: Say) {
        self.report(Diagnostic::new(code, span, message));
    }

    /// Reports that nothing has a name. Where only a declaration could not be read that has it, the problem is that one's.
    pub(super) fn no_such(&mut self, name: &str, problem: Diagnostic) {
        let told = self.problems.tell(problem);
        if self.torn.names(name) {
            self.problems.follows(told);
        }
    }

    /// The report, and what was found wrong in it.
    pub(super) fn finish(self) -> (Report, Vec<Diagnostic>) {
        (self.report, self.problems.all())
    }

    /// Something is said otherwise by a file that does not use the one which says it.
    pub(super) fn not_above(&mut self, name: &str, span: Span, declared: Span) {
        let message = say!(
            "「{name}」只能由引用它的文件改写",
            "`{name}` can be said otherwise only by a file that uses the one that declares it"
        );
        let way = if span.file == declared.file {
            say!("就在本文件，改声明它的地方即可", "it is declared in this very file: change it there")
        } else {
            say!(
                "把这一处移到报告里，或用 use 引用声明它的文件",
                "move this to the report, or `use` the file that declares it"
            )
        };
        let error =
            Diagnostic::new(CANNOT_OVERRIDE, span, message).related(declared, say!("在这里声明", "declared here"));
        self.report(error.note(way));
    }

    /// Whether a file uses another, itself or by way of others.
    pub(super) fn is_above(&self, upper: FileId, lower: FileId) -> bool {
        self.table.is_above(upper, lower)
    }

    /// The declarations of a kind that are no former report's.
    pub(super) fn own_decls<V: View<'a>>(&self) -> Vec<(FileId, V)> {
        self.table.own(&self.decls)
    }

    /// What a name means if it is declared at this place; what is declared a second time is not.
    pub(super) fn declared_here<T>(&self, name: Node<'a>, of: impl Fn(Def) -> Option<T>) -> Option<T> {
        let (def, span) = self.table.declared(self.space, name.text())?;
        of(def).filter(|_| span == name.span())
    }

    pub(super) fn declared_twice(&mut self, name: &str, span: Span, first: Span) {
        self.report(declared_twice(name, span, first));
    }

    /// What is said once in a report, said again: a parameter set, coordinates of a file, a document.
    pub(super) fn said_twice(&mut self, name: &str, span: Span, first: Span) {
        self.report(
            Diagnostic::new(DUPLICATE_DECLARATION, span, say!("「{name}」写了两次", "`{name}` is written twice"))
                .related(first, say!("第一次在这里", "first here"))
                .note(say!("留下对的一处，删去另一处", "keep the right one and remove the other")),
        );
    }

    /// What a name of the space that is being read stands for. A former report's measures are those of the report that uses
    /// it, where that has them.
    pub(super) fn lookup(&self, name: &str) -> Option<Def> {
        self.table.lookup(self.space, name)
    }

    /// What a name stands for in the nearest report around that has it.
    pub(super) fn enclosing(&self, name: &str) -> Option<Def> {
        self.table.enclosing(self.space, name)
    }

    pub(super) fn dim_by_name(&self, name: &str) -> Option<DimId> {
        match self.lookup(name) {
            Some(Def::Dim(dim)) => Some(dim),
            _ => None,
        }
    }

    /// Rows of a ledger that cannot be used, whatever they say.
    pub(super) fn unreadable_rows(&mut self, ledger: LedgerId, span: Span) {
        let data = self.report.ledger(ledger);
        let (members, values) = (smallvec![None; data.axes.len()], smallvec![None; data.fields.len()]);
        self.report.broken.push(Fact { ledger, members, before: Vec::new(), values, span });
    }

    /// All dimensions, for places that no ledger narrows down.
    pub(super) fn all_dims(&self) -> Vec<DimId> {
        let all = (0..self.report.dims.len() as u32).map(DimId);
        all.filter(|dim| self.report.dim(*dim).space == self.space).collect()
    }

    /// Under what a name of the space that is being read is known.
    pub(super) fn key<'n>(&self, name: &'n str) -> Cow<'n, str> {
        self.table.key(self.space, name)
    }
}
