//! A check that fails in most of its instances for one reason: a side without any fact. It is told once.

use super::several::{EXAMPLES, several};
use super::trial::{Trial, instance_env};
use super::{ENTRY, Identity};
use crate::base::{Diagnostic, Say};
use crate::eval::{Env, Evaluator};
use crate::model::{Check, CheckPart, Expr, ExprKind, LedgerId};
use crate::say;

/// Where a side of a part lacks facts in most instances that fail, tells so at the first of them, and no more of the others;
/// `trials` are those of the check, `identities` what came of them.
pub(super) fn fold<'m>(evaluator: &Evaluator<'m>, check: &'m Check, trials: &[Trial], identities: &mut [Identity]) {
    for (number, part) in check.parts.iter().enumerate() {
        let own: Vec<usize> = (0..trials.len()).filter(|index| trials[*index].part == number).collect();
        let fails: Vec<usize> = own.iter().copied().filter(|index| identities[*index].finding.is_some()).collect();
        for side in sides(part) {
            let empty = |coords: &Env<'m>| lacks(evaluator, side, coords);
            let lacking: Vec<usize> = fails
                .iter()
                .copied()
                .filter(|index| empty(&instance_env(evaluator, check, &trials[*index].key)).is_some())
                .collect();
            let whole = empty(&instance_env(evaluator, check, &[]));
            let enough = if whole.is_some() { 2 } else { EXAMPLES };
            let most = lacking.len() >= enough && 2 * lacking.len() > own.len();
            let Some(first) = lacking.first().copied().filter(|_| most) else { continue };
            let ledgers = whole.clone().or_else(|| empty(&instance_env(evaluator, check, &trials[first].key)));
            let told = Told { check, all: own.len(), nowhere: whole.is_some(), ledgers: ledgers.unwrap_or_default() };
            let finding = told.finding(evaluator, identities, &lacking);
            for index in lacking {
                // what is told needs no other reason
                identities[index].gap = None;
                identities[index].finding = None;
            }
            identities[first].finding = Some(finding);
            break;
        }
    }
}

/// The sides that may lack facts; of a condition without sides it is itself.
fn sides(part: &CheckPart) -> Vec<&Expr> {
    match &part.expr.kind {
        ExprKind::Compare(_, left, right) => vec![right, left],
        _ => vec![&part.expr],
    }
}

/// The ledgers that a side reads, if none of them has a fact there.
fn lacks<'m>(evaluator: &Evaluator<'m>, side: &'m Expr, env: &Env<'m>) -> Option<Vec<LedgerId>> {
    let mut sources = Vec::new();
    evaluator.ledgers_read(side, &env.coords, &mut sources);
    let empty = sources.iter().all(|(ledger, coords)| evaluator.ledgers.matching(*ledger, coords).next().is_none());
    let mut ledgers: Vec<LedgerId> = sources.into_iter().map(|(ledger, _)| ledger).collect();
    ledgers.dedup();
    (empty && !ledgers.is_empty()).then_some(ledgers)
}

struct Told<'m> {
    check: &'m Check,
    /// How many instances there are.
    all: usize,
    /// Whether the side has no fact in any of them.
    nowhere: bool,
    ledgers: Vec<LedgerId>,
}

impl Told<'_> {
    fn finding(&self, evaluator: &Evaluator<'_>, identities: &[Identity], lacking: &[usize]) -> Diagnostic {
        let message = self.message(evaluator, lacking.len());
        let examples = lacking.iter().map(|index| &identities[*index]);
        several(evaluator.report, self.check, message, examples).note(self.way_out(evaluator))
    }

    fn message(&self, evaluator: &Evaluator<'_>, count: usize) -> Say {
        let (name, all) = (&self.check.name, self.all);
        let (zh, en) = self.names(evaluator);
        if self.nowhere && count == all {
            say!(
                "检查「{name}」{all} 例，没有一例成立：{zh}一笔数也没有",
                "check `{name}` holds in none of its {all} instances: {en} has no facts"
            )
        } else {
            say!(
                "检查「{name}」{all} 例中 {count} 例不成立：{zh}在那里没有数",
                "check `{name}` fails in {count} of its {all} instances: {en} has no fact there"
            )
        }
    }

    fn names(&self, evaluator: &Evaluator<'_>) -> (String, String) {
        let names: Vec<&str> =
            self.ledgers.iter().map(|ledger| evaluator.report.ledger(*ledger).name.as_str()).collect();
        let zh: Vec<String> = names.iter().map(|name| format!("「{name}」")).collect();
        let en: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        (zh.join(""), en.join(", "))
    }

    /// The report's own check may ask less; a library's check is not the report's to change.
    fn way_out(&self, evaluator: &Evaluator<'_>) -> Say {
        let name = &self.check.name;
        let (zh, en) = self.names(evaluator);
        let asks = self.ledgers.iter().map(|ledger| format!("any {}", evaluator.report.ledger(*ledger).name));
        let guard = asks.collect::<Vec<_>>().join(" or ");
        if self.check.span.file == ENTRY && self.check.guard.is_none() {
            say!(
                "补上{zh}的数；不必都有的，在冒号前写前提：check {name} … if {guard}: …",
                "fill in {en}; where it need not be, say so in a guard before the colon: `check {name} … if {guard}: …`"
            )
        } else {
            say!(
                "补上{zh}的数；本报告没有这项内容的，写 level {name} off",
                "fill in {en}; if this report has no such matter, write `level {name} off`"
            )
        }
    }
}
