//! B0711: what the report itself declares or sets, and nothing prints or checks. Modules are left alone: what one report does
//! not need, another may.

use super::figures::each_printed;
use super::{ENTRY, Finding, LintContext};
use crate::base::{Diagnostic, Say, Span};
use rustc_hash::FxHashSet;

use super::Lint;
use crate::codes;
use crate::document::Document;
use crate::model::{ColumnsId, DimId, FormId, LetId, Member, MemberId, ParamId, Quoted, Report, RowsId, TextId, Type};
use crate::say;

codes! {
    UNUSED = "B0711", Warning, since "0.1.0": "写了没有用到", "Written and not used";
}

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[["a declaration, a `set` or a member that nothing uses", "its name"]],
    of_former: false,
    run: check,
};

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    let report = context.evaluator.report;
    // a file without a document is read by others or by a program
    if report.document.is_none() || !context.sound {
        return;
    }
    let quoted = Quoted::of(report);
    // another name of something else is told as that
    let misnamed: FxHashSet<Span> = found.iter().map(|finding| finding.problem.primary.span).collect();
    let mut idle = |used: bool, span: Span, name: &str, told: fn(&str) -> (Say, Say)| {
        if !used && span.file == ENTRY {
            let (message, way) = told(name);
            found.push(Finding::new(name, Diagnostic::new(UNUSED, span, message).note(way)));
        }
    };
    for (index, own) in report.lets.iter().enumerate() {
        let used = quoted.lets.contains(&LetId(index as u32));
        idle(used, own.span, &own.name, unused);
        own.set.iter().for_each(|set| idle(used, *set, &own.name, unprinted));
    }
    for (index, own) in report.texts.iter().enumerate() {
        let used = quoted.texts.contains(&TextId(index as u32));
        idle(used, own.span, &own.name, unused);
        own.set.iter().for_each(|set| idle(used, *set, &own.name, unprinted));
    }
    for own in &report.sections {
        idle(own.placed, own.span, &own.name, absent);
    }
    for (index, own) in report.rows.iter().enumerate() {
        let used = quoted.named_rows.contains(&RowsId(index as u32));
        idle(used, own.span, &own.name, unused);
        own.set.iter().for_each(|set| idle(used, *set, &own.name, unprinted));
    }
    for (index, own) in report.column_sets.iter().enumerate() {
        let used = quoted.column_sets.contains(&ColumnsId(index as u32));
        idle(used, own.span, &own.name, unused);
        own.set.iter().for_each(|set| idle(used, *set, &own.name, unprinted));
    }
    for (index, own) in report.forms.iter().enumerate() {
        idle(quoted.forms.contains(&FormId(index as u32)), own.span, &own.name, unplaced);
    }
    for (index, own) in report.params.iter().enumerate() {
        let id = ParamId(index as u32);
        // one that names a member may stand in coordinates, where it is that member
        let named = quoted.params.contains(&id) || matches!(own.ty, Type::Member(_));
        idle(named, own.span, &own.name, unused);
        if let Some(set) = own.set.filter(|_| own.span.file != ENTRY || named) {
            let used = matches!(own.ty, Type::Member(_)) || context.evaluator.has_asked(id);
            idle(used, set, &own.name, unprinted);
        }
    }
    for own in report.measures.iter().flat_map(|measure| &measure.units) {
        own.set.iter().for_each(|set| idle(prints_in(context.document, &own.symbol), *set, &own.symbol, unprinted));
    }
    for (id, member) in without_facts(report, &quoted) {
        idle(misnamed.contains(&member.span), member.span, &report.display(id), factless);
    }
}

/// Whether a document prints a figure in a unit.
fn prints_in(document: &Document, unit: &str) -> bool {
    let mut found = false;
    each_printed(document, &mut |figure| found |= figure.unit == unit);
    found
}

/// Members that were added to a dimension which others of have facts, and are of no fact themselves: perhaps their row was
/// forgotten. What is named somewhere, or has a row in any case, was meant.
fn without_facts<'m>(report: &'m Report, quoted: &Quoted) -> Vec<(MemberId, &'m Member)> {
    let mut used: FxHashSet<MemberId> =
        report.facts.iter().flat_map(|fact| fact.members.iter().flatten().copied()).collect();
    let dims: FxHashSet<DimId> = used.iter().map(|member| report.member(*member).dim).collect();
    used.extend(&quoted.members);
    let axes = report.ledgers.iter().flat_map(|ledger| &ledger.axes);
    let ragged: FxHashSet<DimId> = axes.filter(|axis| axis.grain.is_none()).map(|axis| axis.dim).collect();
    let all = report.members.iter().enumerate().map(|(index, member)| (MemberId(index as u32), member));
    all.filter(|(id, member)| {
        let dim = report.dim(member.dim);
        let lowest = member.level + 1 == dim.levels.len() || ragged.contains(&member.dim) && report.is_leaf(*id);
        let asked = dims.contains(&member.dim) && !quoted.listed.contains(&member.dim);
        dim.open && lowest && asked && !report.lineage(*id).any(|above| used.contains(&above))
    })
    .collect()
}

fn factless(name: &str) -> (Say, Say) {
    let message = say!("「{name}」添了成员，却没有一笔是它的", "`{name}` was added, and no fact is of it");
    (message, say!("补上漏写的那一笔，或删去它", "write the fact that was forgotten, or remove it"))
}

fn unused(name: &str) -> (Say, Say) {
    let message = say!("「{name}」没有一处用到", "nothing uses `{name}`");
    (message, say!("删去它，或在该用的地方用上", "remove it, or use it where it belongs"))
}

fn unplaced(name: &str) -> (Say, Say) {
    let message = say!("表格「{name}」没有排进文档", "the document does not print form `{name}`");
    (
        message,
        say!(
            "在文档里该印它的地方写上它的名称，或删去它",
            "write its name where the document is to print it, or remove it"
        ),
    )
}

fn absent(name: &str) -> (Say, Say) {
    let message = say!("节「{name}」没有排进文档", "the document does not place section `{name}`");
    let way = say!("在文档里写上它的名称，或删去它", "write its name in the document, or remove it");
    (message, way)
}

fn unprinted(name: &str) -> (Say, Say) {
    let message =
        say!("「{name}」所写的，哪里也没有印出，也没有核对", "what `{name}` is set to is neither printed nor checked");
    let way = say!(
        "现在用不到的，删去这个 set；该印出的，看看引用它的句子为什么没有印",
        "remove the `set` if it is not needed now; if it should be printed, see why the sentence that quotes it is not"
    );
    (message, way)
}
