//! Tables that are lists alone: each row is a fact, and nothing is to be solved.

use rustc_hash::FxHashMap;

use super::findings::ImportFinding;
use super::read::{FindingKind, ListedFact};
use super::settling::{Settling, Told};
use crate::import::{ReadFact, ReadValue};
use crate::model::{LedgerId, Members};
use crate::say;

/// What tells a listed fact from others: its words, too.
type ListedKey<'f> = (LedgerId, &'f Members, Vec<&'f str>);

impl Settling<'_, '_> {
    /// What the tables tell where no cell of them is a sum; none where some is.
    pub(super) fn lists(&self) -> Option<Told> {
        if self.tables.iter().flat_map(|table| &table.cells).any(|cell| cell.form.is_some()) {
            return None;
        }
        let mut told = Told::default();
        let mut seen: FxHashMap<ListedKey<'_>, (usize, &ListedFact)> = FxHashMap::default();
        for (at, table) in self.tables.iter().enumerate() {
            for fact in &table.facts {
                if let Some((first, other)) = seen.insert(key(fact), (at, fact)) {
                    told.findings.push(self.twice((first, other), (at, fact)));
                    continue;
                }
                let place = (self.places)(table.sheet, fact.place).to_string();
                let (ledger, members) = (fact.ledger, fact.members.clone());
                told.facts.push(ReadFact { ledger, members, values: fact.values.clone(), from: vec![place] });
                let number = |(_, value): &&(usize, ReadValue)| matches!(value, ReadValue::Quantity(..));
                told.cells += fact.values.iter().filter(number).count();
            }
        }
        Some(told)
    }

    fn twice(&self, first: (usize, &ListedFact), again: (usize, &ListedFact)) -> ImportFinding {
        let place = |(table, fact): (usize, &ListedFact)| (self.places)(self.tables[table].sheet, fact.place);
        let first = place(first).to_string();
        ImportFinding {
            place: Some(place(again)),
            kind: FindingKind::Error,
            text: say!("这一行与 {first} 那一行写的是同一处", "this row and the one at {first} are at the same place"),
            way_out: Some(say!(
                "是同一笔的删去一行；是两笔的并成一行，或用一栏分开",
                "delete one if they are the same; else add them up, or tell them apart by a column"
            )),
        }
    }
}

fn key(fact: &ListedFact) -> ListedKey<'_> {
    let words = fact.values.iter().filter_map(|(_, value)| match value {
        ReadValue::Text(words) => Some(words.as_str()),
        ReadValue::Quantity(..) => None,
    });
    (fact.ledger, &fact.members, words.collect())
}
