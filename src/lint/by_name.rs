//! A figure typed behind a name: the sum at the member of that name may be it.

use super::LintContext;
use super::hole::{self, Hole, HoleExpr, Typed};
use super::reference;
use crate::base::Span;
use crate::ledger::Coords;
use crate::model::{LedgerId, MemberId, Type, UnitRef};

/// A name of a member has hardly more letters than are looked at here.
const LONGEST_NAME: usize = 60;

/// Of so many members of one name each is tried.
const NAMESAKES: usize = 16;

/// The sums that print what was typed, at a member whose name stands right before it.
pub(super) fn holes(context: &LintContext<'_, '_>, span: Span, typed: &Typed) -> Vec<Hole> {
    let (evaluator, report) = (context.evaluator, context.evaluator.report);
    let text = &context.sources.get(span.file).text[..span.start as usize];
    let words =
        text.rsplit(['\n', '}', '"', '“', '，', '。', '、', '；', ',', ';']).next().unwrap_or_default().trim_end();
    let mut holes = Vec::new();
    for (number, ledger) in report.ledgers.iter().enumerate().filter(|(_, ledger)| ledger.space == 0) {
        let (id, Some(field)) = (LedgerId(number as u32), ledger.figure()) else { continue };
        let unit = match (&ledger.fields[field].ty, &typed.unit) {
            (Type::Amount(measure), UnitRef::Of(own, _)) if measure == own => {
                UnitRef::Of(*measure, report.measures[measure.ix()].shown)
            }
            _ => continue,
        };
        // the longest name first: a shorter one at its end is another's
        let far = words.chars().count().saturating_sub(LONGEST_NAME);
        let names = words.char_indices().skip(far).map(|(at, _)| &words[at..]);
        let named = |name: &str| {
            let all = report.axes(id).into_iter().flat_map(|dim| report.named(dim, name)).copied();
            let own: Vec<MemberId> = all.filter(|member| !report.is_former(*member)).take(NAMESAKES).collect();
            (!own.is_empty()).then_some(own)
        };
        for member in names.into_iter().find_map(named).unwrap_or_default() {
            let coords = Coords::default().with_member(report, report.member(member).dim, member);
            let Some(Ok(Some(value))) = evaluator.quietly(|| evaluator.total(id, field, &coords)) else { continue };
            let written = reference::at_member(report, id, member);
            let hole = hole::keeping(evaluator, typed, HoleExpr { written, value, unit: unit.clone() });
            holes.extend(hole.filter(|hole| hole.keeps));
        }
    }
    holes
}
