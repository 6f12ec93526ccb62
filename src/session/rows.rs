//! Rows of facts where they are typed: what the blocks around say already, and which rows are wanted there.

use std::collections::BTreeSet;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{FileId, Span};
use crate::model::{DimId, LedgerAxis, LedgerId, Meaning, MemberId, Report};
use crate::project::Checked;
use crate::syntax::ast::{Decl, declarations};
use crate::syntax::{UNWRITTEN, row_name};

/// More rows are not proposed.
const MOST: usize = 100;

/// What parts of a file say, by dimension: of two members of one the finer.
#[derive(Default)]
pub(super) struct Said(FxHashMap<DimId, MemberId>);

impl Said {
    /// What stands at some places of a file.
    pub fn at(checked: &Checked, file: FileId, places: &[Range<usize>]) -> Said {
        let report = &checked.report;
        let mut said = Said::default();
        let within = |span: &Span| {
            let range = span.range();
            span.file == file && places.iter().any(|place| place.start <= range.start && range.end <= place.end)
        };
        for (_, meaning) in report.names.declared().iter().chain(report.names.used()).filter(|(span, _)| within(span)) {
            if let Meaning::Member(member) = meaning {
                let held = said.0.entry(report.member(*member).dim).or_insert(*member);
                if report.within(*member, *held) {
                    *held = *member;
                }
            }
        }
        said
    }

    /// The same with what the whole file is about.
    pub fn with_file(checked: &Checked, file: FileId, places: &[Range<usize>]) -> Said {
        let text = &checked.sources.get(file).text;
        let about = declarations(checked.trees[file.0 as usize].root(text));
        let about = about.filter(|decl: &Decl<'_>| matches!(decl, Decl::At(_)));
        let about = about.map(|decl| decl.span().range().start..decl.span().range().start + decl.text().len());
        Said::at(checked, file, &about.chain(places.iter().cloned()).collect::<Vec<_>>())
    }

    /// The member of a dimension that a code means, whole or as it goes on from what is said.
    pub fn coded(&self, report: &Report, dim: DimId, code: &str) -> Option<MemberId> {
        let digits = Some(code.replace('-', "")).filter(|digits| !digits.is_empty())?;
        let above = self.get(dim).map(|above| format!("{}{digits}", report.member(above).code));
        let known = &report.dim(dim).by_code;
        above.and_then(|whole| known.get(&whole)).or_else(|| known.get(&digits)).copied()
    }

    pub fn get(&self, dim: DimId) -> Option<MemberId> {
        self.0.get(&dim).copied()
    }

    /// What is left to be said of a member's code; nothing where what is said excludes it.
    pub fn code(&self, report: &Report, member: MemberId) -> Option<String> {
        let code = report.code(member);
        let Some(above) = self.get(report.member(member).dim) else { return Some(code) };
        if member == above || !report.within(member, above) {
            return None;
        }
        let rest = code.strip_prefix(&report.code(above)).unwrap_or(&code);
        Some(rest.trim_start_matches('-').to_owned())
    }
}

/// The members at which a report has facts, those of one ledger or of all, with the members above them.
pub(super) fn with_facts(report: &Report, ledger: Option<LedgerId>) -> FxHashSet<MemberId> {
    let mut all = FxHashSet::default();
    let own = |of: LedgerId| ledger.map_or_else(|| report.ledger(of).space == 0, |ledger| of == ledger);
    for member in report.facts.iter().filter(|fact| own(fact.ledger)).flat_map(|fact| fact.members.iter().flatten()) {
        // what lies above one that was met lies above it, too
        for member in report.lineage(*member) {
            if !all.insert(member) {
                break;
            }
        }
    }
    all
}

/// The rows that a ledger lacks where something is said already, as they are written there: those that a former report has, and those
/// whose members a form names.
pub(super) fn wanted(checked: &Checked, ledger: LedgerId, said: &Said) -> BTreeSet<String> {
    let report = &checked.report;
    let data = report.ledger(ledger);
    let mut fields = data.fields.iter().enumerate().filter(|(_, field)| !field.optional).map(|(number, _)| number);
    let amount = match (fields.next(), fields.next()) {
        (None, _) => "",
        (Some(only), None) if data.figure() == Some(only) => UNWRITTEN,
        // who has to say more than one number is better told by the shape of a row
        _ => return BTreeSet::new(),
    };
    let lacking = Lacking { report, axes: &data.axes, said, amount };
    let mut rows: BTreeSet<String> = lacking.of_former(ledger).into_iter().take(MOST).collect();
    if rows.len() < MOST {
        rows.extend(lacking.of_forms(checked, ledger).into_iter().take(MOST - rows.len()));
    }
    rows
}

struct Lacking<'c> {
    report: &'c Report,
    axes: &'c [LedgerAxis],
    said: &'c Said,
    amount: &'static str,
}

impl Lacking<'_> {
    /// Rows that ledgers of the same name have in former reports.
    fn of_former(&self, ledger: LedgerId) -> Vec<String> {
        let report = self.report;
        let name = &report.ledger(ledger).name;
        let own = report.facts.iter().filter(|fact| fact.ledger == ledger);
        let own: FxHashSet<Vec<Option<MemberId>>> = own.map(|fact| fact.members.to_vec()).collect();
        let former = |of: LedgerId| {
            let other = &report.ledger(of).name;
            other.strip_suffix(name.as_str()).is_some_and(|before| before.ends_with('.'))
        };
        let mut rows = Vec::new();
        for fact in report.facts.iter().filter(|fact| former(fact.ledger)) {
            let dims = report.ledger(fact.ledger).axes.iter().map(|axis| axis.dim);
            let there: FxHashMap<DimId, MemberId> =
                dims.zip(&fact.members).filter_map(|(dim, member)| Some((dim, (*member)?))).collect();
            let members: Vec<Option<MemberId>> = self.axes.iter().map(|axis| there.get(&axis.dim).copied()).collect();
            if !own.contains(&members) {
                rows.extend(self.row(&members));
            }
        }
        rows
    }

    /// Rows of members that forms name one by one.
    fn of_forms(&self, checked: &Checked, ledger: LedgerId) -> Vec<String> {
        let (report, has) = (self.report, with_facts(self.report, Some(ledger)));
        let mut places: FxHashMap<FileId, Vec<Range<usize>>> = FxHashMap::default();
        for (file, source) in checked.sources.iter() {
            let Some(tree) = checked.trees.get(file.0 as usize) else { continue };
            let forms = declarations(tree.root(&source.text));
            let forms = forms.filter(|decl: &Decl<'_>| matches!(decl, Decl::Form(_) | Decl::Rows(_)));
            let range = |decl: Decl<'_>| decl.span().range().start..decl.span().range().start + decl.text().len();
            places.insert(file, forms.map(range).collect());
        }
        let named = |span: &Span| {
            let ranges = places.get(&span.file).filter(|_| !report.former.files.contains(&span.file));
            ranges.is_some_and(|all| all.iter().any(|range| range.contains(&(span.start as usize))))
        };
        let mut seen = FxHashSet::default();
        let mut rows = Vec::new();
        for (span, meaning) in report.names.used() {
            let Meaning::Member(member) = *meaning else { continue };
            let Some(at) = self.axes.iter().position(|axis| axis.dim == report.member(member).dim) else { continue };
            let fits = report.is_at(member, self.axes[at].grain) && !has.contains(&member);
            if fits && !seen.contains(&member) && named(span) {
                seen.insert(member);
                let mut members = vec![None; self.axes.len()];
                members[at] = Some(member);
                rows.extend(self.row(&members));
            }
        }
        rows
    }

    /// A row at some members, as far as they are not said; nothing where it has no place there or would say too little.
    fn row(&self, members: &[Option<MemberId>]) -> Option<String> {
        let report = self.report;
        let mut atoms = Vec::new();
        for (axis, member) in self.axes.iter().zip(members) {
            let Some(member) = *member else {
                if axis.optional || axis.default.is_some() || self.said.get(axis.dim).is_some() {
                    continue;
                }
                return None;
            };
            let held = self.said.get(axis.dim);
            if held == Some(member) || held.is_none() && axis.default == Some(member) {
                continue;
            }
            if report.is_former(member) {
                return None;
            }
            let (code, name) = (self.said.code(report, member)?, &report.member(member).name);
            let name = if name.is_empty() { String::new() } else { row_name(name) };
            atoms.push(format!("{code} {name}").trim().to_owned());
        }
        if atoms.is_empty() {
            return None;
        }
        atoms.extend((!self.amount.is_empty()).then(|| format!(" {}", self.amount)));
        Some(atoms.join(" "))
    }
}
