//! B0715: a code that the report adds to a dimension which comes with coded members of its own, its catalogue.

use rustc_hash::FxHashSet;

use super::Lint;
use super::{ENTRY, Finding, LintContext, suppression};
use crate::base::near::{did_you_mean, likeness};
use crate::base::{Diagnostic, alike};
use crate::codes;
use crate::model::{DimId, Member, MemberId};
use crate::say;

codes! {
    UNCATALOGUED_CODE = "B0715", Warning, since "0.1.0": "目录里没有的编码", "A code that the catalogue lacks";
}

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[["a code that the report adds and the dimension's own catalogue lacks", "the code"]],
    of_former: false,
    run: check,
};

/// So many of the catalogue are named at most.
const NAMED: usize = 3;
/// Names less alike than this are of different things.
const ALIKE: f64 = 0.6;
/// What a code that is one keystroke away, and one beneath the same member, add to the likeness of names.
const KEYSTROKE: f64 = 0.2;
const SIBLING: f64 = 0.1;
/// What is so much less likely than the likeliest is not named beside it.
const BESIDE: f64 = 0.3;

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    let report = context.evaluator.report;
    // what the dimension's own file declares, and the standard library
    let listed = |member: &Member| {
        let file = member.span.file;
        !member.code.is_empty() && (file == report.dim(member.dim).span.file || context.sources.get(file).is_standard())
    };
    let all = || report.own_members();
    // a dimension that the report itself declares is for its own use
    let catalogues: FxHashSet<DimId> = all()
        .filter(|(_, member)| listed(member) && report.dim(member.dim).span.file != ENTRY)
        .map(|(_, member)| member.dim)
        .collect();
    for (id, member) in all().filter(|(id, _)| !report.is_former(*id)) {
        // what lies beneath a code that is told is told with it
        let first = member.parent.is_none_or(|above| listed(report.member(above)));
        if catalogues.contains(&member.dim) && !member.code.is_empty() && !listed(member) && first {
            let known: Vec<(MemberId, &Member)> =
                all().filter(|(_, other)| other.dim == member.dim && listed(other)).collect();
            found.push(say(context, id, &nearest(member, &known)));
        }
    }
}

/// Members of the catalogue that may have been meant, the likeliest first: those of a name alike; of a code alone, those that
/// are one keystroke away.
fn nearest(member: &Member, known: &[(MemberId, &Member)]) -> Vec<MemberId> {
    let keystroke = |other: &Member| strsim::osa_distance(&member.code, &other.code) == 1;
    let peers = known.iter().filter(|(_, other)| other.level == member.level);
    if member.name.is_empty() {
        return peers.filter(|(_, other)| keystroke(other)).map(|(id, _)| *id).take(NAMED).collect();
    }
    let mut alike: Vec<(f64, MemberId)> = peers
        .map(|(id, other)| (alike_names(&member.name, &other.name), *id, other))
        .filter(|(names, ..)| *names >= ALIKE)
        .map(|(names, id, other)| {
            let typed = if keystroke(other) { KEYSTROKE } else { 0.0 };
            let sibling = if other.parent == member.parent { SIBLING } else { 0.0 };
            (names + typed + sibling, id)
        })
        .collect();
    alike.sort_by(|a, b| b.0.total_cmp(&a.0));
    let least = alike.first().map_or(0.0, |(best, _)| best - BESIDE);
    alike.into_iter().filter(|(score, _)| *score >= least).map(|(_, id)| id).take(NAMED).collect()
}

/// How much two names have in common, letters that look the same being the same.
fn alike_names(one: &str, other: &str) -> f64 {
    if alike::are_twins(one, other) { 1.0 } else { likeness(one, other) }
}

fn say(context: &LintContext<'_, '_>, id: MemberId, near: &[MemberId]) -> Finding {
    let report = context.evaluator.report;
    let member = report.member(id);
    let (dim, shown) = (report.dim(member.dim), report.display(id));
    let name = &dim.name;
    let message = say!("「{name}」的目录里没有「{shown}」", "`{shown}` is not in the catalogue of `{name}`");
    let problem = Diagnostic::new(UNCATALOGUED_CODE, member.span, message);
    let letters = near.iter().find_map(|other| alike::differing_letters(&member.name, &report.member(*other).name));
    let near: Vec<String> = near.iter().map(|other| report.display(*other)).collect();
    let problem = did_you_mean(&near).into_iter().chain(letters).fold(problem, Diagnostic::note);
    let note = say!(
        "编码或名称写错的，改正它；目录没有收全而确有这个编码的，认可它，理由里写明出处",
        "mend a slip in code or name; a code that there is and the catalogue lacks is accepted, with its source as reason"
    );
    let problem = problem.related(dim.span, say!("目录在这里", "the catalogue is here")).note(note);
    Finding::new(subject(context, id), problem)
}

/// A code that is stood by covers those beneath it, though the catalogue may have learned it since.
fn subject(context: &LintContext<'_, '_>, id: MemberId) -> String {
    let report = context.evaluator.report;
    let accepted = |code: &str| suppression::stands_by(report, UNCATALOGUED_CODE, code);
    let above = std::iter::successors(Some(id), |id| report.member(*id).parent).map(|id| report.code(id));
    above.into_iter().find(|code| accepted(code)).unwrap_or_else(|| report.code(id))
}
