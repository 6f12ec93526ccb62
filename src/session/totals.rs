//! Stated totals by their places: what is stated, what the rows make, and where these stand.

use std::path::Path;

use super::place::{Location, files_at, location};
use super::question::{Question, Unanswered};
use crate::base::Exact;
use crate::eval::Env;

/// So many rows of one total are told.
const MOST: usize = 200;

/// A total that a report states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedTotal {
    /// Where its number stands.
    pub at: Location,
    /// The ledger whose rows make it.
    pub ledger: String,
    /// What is stated, with its unit.
    pub stated: String,
    /// What the rows make, in the same unit.
    pub sum: String,
    /// The difference; none where there is none.
    pub gap: Option<String>,
    /// How many rows make it.
    pub count: usize,
    /// Where the first of their amounts stand.
    pub rows: Vec<Location>,
}

impl Question<'_> {
    /// The stated total whose number stands at a byte of a file; none where none stands, or nobody knows what its rows make.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn stated(&self, file: &Path, byte: usize) -> Result<Option<StatedTotal>, Unanswered> {
        let (path, checked) = (self.whole(file), self.check()?);
        let files = files_at(&checked, &path);
        let here = |start: u32, end: u32| (start as usize) <= byte && byte <= end as usize;
        // the report is evaluated only where there is something to be told
        let of = |stated: &crate::model::Stated| {
            files.contains(&stated.span.file) && here(stated.span.start, stated.span.end)
        };
        let Some(number) = checked.report.stated.iter().position(of) else { return Ok(None) };
        self.with(|it| {
            let (report, evaluator) = (&it.checked.report, it.evaluator);
            let stated = report.stated.get(number)?;
            let ty = &report.ledger(stated.ledger).fields.get(stated.field)?.ty;
            let env = Env::default().narrow(report, &stated.at);
            if evaluator.ledgers.uncertain(stated.ledger, &env.coords) {
                return None;
            }
            let sum = evaluator.total(stated.ledger, stated.field, &env.coords)?.ok()?.unwrap_or(Exact::ZERO);
            let said = |number: &Exact| evaluator.spoken_in(number, ty, &evaluator.unit_of_total(stated));
            let written = Exact::from(stated.amount);
            let gap = sum.minus(&written).ok()?;
            let facts: Vec<_> = evaluator.ledgers.matching(stated.ledger, &env.coords).collect();
            let place = |fact: &crate::model::FactId| {
                let value = report.facts[fact.ix()].values.get(stated.field)?.as_ref()?;
                Some(location(it.checked, value.span))
            };
            Some(StatedTotal {
                at: location(it.checked, stated.span),
                ledger: report.ledger(stated.ledger).name.clone(),
                stated: said(&written),
                sum: said(&sum),
                gap: (!gap.is_zero()).then(|| said(&gap)),
                count: facts.len(),
                rows: facts.iter().filter_map(place).take(MOST).collect(),
            })
        })
    }
}
