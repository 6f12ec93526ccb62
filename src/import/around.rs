//! What is said around rows: by their file, their block and the scopes that they stand in.

use rustc_hash::FxHashMap;

use crate::base::{FileId, Span};
use crate::model::{LedgerId, Meaning, MeasureId, MemberId, Members, Report};
use crate::project::Checked;
use crate::syntax::Tree;
use crate::syntax::ast;

/// The members that a file's own `at` names: all its rows are theirs.
pub fn file_at(report: &Report, file: FileId, tree: &Tree, text: &str) -> Vec<MemberId> {
    NamedMembers::of(report).file_at(file, tree, text)
}

/// Where members and ledgers are named, by place.
pub(super) struct NamedMembers {
    members: Vec<(Span, MemberId)>,
    ledgers: FxHashMap<Span, LedgerId>,
}

impl NamedMembers {
    pub fn of(report: &Report) -> NamedMembers {
        let named = report.names.used().iter().filter_map(|(span, meaning)| match meaning {
            Meaning::Member(member) => Some((*span, *member)),
            _ => None,
        });
        let mut members: Vec<(Span, MemberId)> = named.collect();
        members.sort_unstable_by_key(|(span, _)| *span);
        let ledgers = report.names.used().iter().filter_map(|(span, meaning)| match meaning {
            Meaning::Ledger(ledger) => Some((*span, *ledger)),
            _ => None,
        });
        NamedMembers { members, ledgers: ledgers.collect() }
    }

    /// The members that are named in a part of a file.
    fn within(&self, place: Span) -> impl Iterator<Item = MemberId> {
        let first = self.members.partition_point(|(span, _)| (span.file, span.start) < (place.file, place.start));
        let inside = move |(span, _): &&(Span, MemberId)| span.file == place.file && span.end <= place.end;
        self.members[first..].iter().take_while(inside).map(|(_, member)| *member)
    }

    pub fn file_at(&self, file: FileId, tree: &Tree, text: &str) -> Vec<MemberId> {
        let said = ast::declarations::<ast::AtDecl<'_>>(tree.root(text)).next();
        said.map_or_else(Vec::new, |said| self.within(Span { file, ..said.span() }).collect())
    }
}

/// A block of rows, or a scope within one.
pub(super) struct RowScope<'t> {
    pub file: FileId,
    pub ledger: LedgerId,
    /// The unit of bare amounts, where the block says one.
    pub unit: Option<(MeasureId, usize)>,
    /// By the ledger's dimensions: what is said of all its rows.
    pub said: Members,
    pub rows: ast::Block<'t>,
    /// The scope around it, and the row that it is of.
    pub outer: Option<(usize, ast::Row<'t>)>,
}

/// Whether rows of a file may be edited: it is the project's own, of this report and not of a former one.
pub(super) fn is_own(checked: &Checked, file: FileId) -> bool {
    let own = checked.spaces.get(file.0 as usize) == Some(&0);
    own && !checked.sources.get(file).is_standard()
}

/// All blocks of rows that may be edited, and their scopes, each behind the one around it. A block whose figures were rounded
/// takes no exact ones.
pub(super) fn row_scopes<'c>(checked: &'c Checked, named: &NamedMembers) -> Vec<RowScope<'c>> {
    let report = &checked.report;
    let mut scopes = Vec::new();
    for ((file, source), tree) in checked.sources.iter().zip(&checked.trees) {
        if !is_own(checked, file) {
            continue;
        }
        let around = named.file_at(file, tree, &source.text);
        for decl in ast::declarations::<ast::ItemsDecl<'_>>(tree.root(&source.text)) {
            let ledger = decl.name().and_then(|name| named.ledgers.get(&name.span()).copied());
            let (Some(ledger), Some(rows), None) = (ledger, decl.block(), decl.within().next()) else { continue };
            let mut said = Members::from_elem(None, report.ledger(ledger).axes.len());
            say(report, ledger, &mut said, around.iter().copied());
            if let Some(at) = decl.at() {
                say(report, ledger, &mut said, named.within(at.span()));
            }
            let unit = decl.unit().and_then(ast::InClause::unit).and_then(|unit| report.unit(unit.text()));
            add_scopes(report, named, RowScope { file, ledger, unit, said, rows, outer: None }, &mut scopes);
        }
    }
    scopes
}

fn add_scopes<'t>(report: &Report, named: &NamedMembers, scope: RowScope<'t>, scopes: &mut Vec<RowScope<'t>>) {
    let at = scopes.len();
    let (file, ledger, unit, said, rows) = (scope.file, scope.ledger, scope.unit, scope.said.clone(), scope.rows);
    scopes.push(scope);
    for row in rows.plain_rows() {
        let Some(inner) = row.block() else { continue };
        let mut own = said.clone();
        say(report, ledger, &mut own, named.within(Span { end: inner.span().start, ..row.span() }));
        add_scopes(
            report,
            named,
            RowScope { file, ledger, unit, said: own, rows: inner, outer: Some((at, row)) },
            scopes,
        );
    }
}

fn say(report: &Report, ledger: LedgerId, said: &mut Members, members: impl Iterator<Item = MemberId>) {
    let axes = &report.ledger(ledger).axes;
    for member in members {
        if let Some(axis) = axes.iter().position(|axis| axis.dim == report.member(member).dim) {
            said[axis] = Some(member);
        }
    }
}

/// Where a row ends, without the comment behind it.
pub(super) fn row_end(row: ast::Row<'_>) -> usize {
    let last = row.children().last().unwrap_or(*row);
    last.span().range().start + last.text().len()
}
