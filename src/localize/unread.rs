//! What is not known of the ledgers: while a row that could not be read may hold a figure, or an identity that could not be
//! checked may hold another view of it, nobody is suspected.

use rustc_hash::FxHashSet;

use super::{LineId, Web, Written};
use crate::check::{Identity, IdentitySource, Verdict};
use crate::eval::Evaluator;
use crate::ledger::Coords;
use crate::model::LedgerId;

/// The ledgers of which not all is known.
pub(super) struct UnreadLedgers {
    all: bool,
    ledgers: FxHashSet<LedgerId>,
}

impl UnreadLedgers {
    /// `all`: something could not be read that may have held rows of any ledger.
    pub(super) fn new(evaluator: &Evaluator<'_>, identities: &[Identity], all: bool) -> UnreadLedgers {
        let report = evaluator.report;
        let mut ledgers: FxHashSet<LedgerId> = report.broken.iter().map(|row| row.ledger).collect();
        for identity in identities.iter().filter(|identity| identity.verdict == Verdict::Unchecked) {
            match identity.source {
                IdentitySource::Stated(stated) => drop(ledgers.insert(report.stated[stated].ledger)),
                IdentitySource::Declared(check, _) => {
                    let mut quoted = Vec::new();
                    for expr in report.checks[check].exprs() {
                        evaluator.ledgers_read(expr, &Coords::default(), &mut quoted);
                    }
                    ledgers.extend(quoted.into_iter().map(|(ledger, _)| ledger));
                }
                IdentitySource::Printed => {}
            }
        }
        UnreadLedgers { all: all || !report.lost.is_empty(), ledgers }
    }

    /// Whether what is not known may be what breaks an identity.
    pub(super) fn touches(&self, web: &Web<'_, '_>, line: LineId) -> bool {
        let report = web.evaluator.report;
        let ledger = |figure| match web.written(figure) {
            Written::Fact(fact, _) => report.facts[fact.ix()].ledger,
            Written::Stated(stated) => report.stated[stated].ledger,
        };
        let unknown = |figure| self.ledgers.contains(&ledger(figure));
        self.all || !self.ledgers.is_empty() && web.line_of(line).terms.iter().any(|term| unknown(term.other))
    }
}
