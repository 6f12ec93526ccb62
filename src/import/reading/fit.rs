//! How far a row of a table is from what a row of the form would print.

use super::plan::{ColumnRole, expected};
use super::reader::{MOST, RowKeys, RowReader, Step};
use super::words;
use crate::base::near::likeness;
use crate::model::{DimId, MemberId, RowKind};
use crate::tables::SheetPlace;

impl<'m> RowReader<'_, 'm> {
    /// How far a row is from what its item would print, and what it calls itself if that is something else; none where it
    /// cannot be that row.
    pub(super) fn cost(&self, step: &Step<'m>, keys: &RowKeys) -> Option<(u32, Option<String>)> {
        let plan = &self.part.nodes[step.node];
        if matches!(plan.item.kind, RowKind::EachFact) {
            // beneath a list of amounts a row of words is a note
            let says = keys.has_numbers || !keys.label.is_empty() || keys.has_fields && !self.has_amounts();
            return says.then_some((0, None));
        }
        // numbers alone are no member's
        if plan.each().is_some() && keys.label.is_empty() && keys.words.iter().all(String::is_empty) {
            return None;
        }
        let (mut cost, mut coded, mut called) = (0, false, None);
        for (index, column) in self.part.columns.iter().enumerate().filter(|(_, column)| column.role.is_key()) {
            let merged = column.leaf.merge.is_some_and(|merge| self.binds(step.node, merge));
            if merged || self.area.columns[index].is_none() && column.role != ColumnRole::Label {
                continue;
            }
            let (want, have) = (expected(self.evaluator, column, plan.item, &step.env), &keys.words[index]);
            let own = match column.role {
                ColumnRole::Code(..) if step.unknown.is_some() => 0,
                ColumnRole::Code(..) => {
                    let own = self.code_cost(&want, have, &keys.label, step.member);
                    coded |= own == 0 && !want.is_empty();
                    own
                }
                ColumnRole::Attribute(..) => u32::from(want.is_empty() != have.is_empty()),
                _ => {
                    let have = if column.role == ColumnRole::Label { &keys.label } else { have };
                    let (own, other) = name_cost(&want, have);
                    called = called.or(other);
                    own
                }
            };
            cost += own;
        }
        // a code counts before a name
        let most = if coded { 2 * MOST } else { MOST };
        let new = if step.unknown.is_some() { 5 } else { 0 };
        (cost < most).then_some((cost + new, called))
    }

    /// Whether each row has numbers of its own.
    fn has_amounts(&self) -> bool {
        let number = |role| matches!(role, ColumnRole::Figure | ColumnRole::Other);
        self.part.columns.iter().any(|column| number(column.role) && column.leaf.merge.is_none())
    }

    /// Whether the cells merged over the rows around say what they print, where they begin in this row.
    pub(super) fn is_within(&self, above: Option<usize>, row: u32, keys: &RowKeys, steps: &[Step<'m>]) -> bool {
        let around = || std::iter::successors(above, |at| steps[*at].above).map(|at| &steps[at]);
        self.part.columns.iter().enumerate().filter(|(_, column)| column.role.is_key()).all(|(index, column)| {
            let Some(merge) = column.leaf.merge else { return true };
            let begins =
                self.area.columns[index].is_some_and(|column| !self.grid.is_covered(SheetPlace { row, column }));
            let have = &keys.words[index];
            let Some(step) = around().find(|step| self.part.nodes[step.node].each() == Some(merge)) else {
                return true;
            };
            let attribute = matches!(column.role, ColumnRole::Attribute(..));
            if !begins || have.is_empty() || attribute || step.unknown.is_some() {
                return true;
            }
            name_cost(&expected(self.evaluator, column, self.part.nodes[step.node].item, &step.env), have).0 < MOST
        })
    }

    /// Whether a node or one around it is the level that a column's cells are merged over.
    pub(super) fn binds(&self, node: usize, merge: (DimId, Option<usize>)) -> bool {
        self.part.around(node).any(|node| self.part.nodes[node].each() == Some(merge))
    }

    pub(super) fn code_cost(&self, want: &str, have: &str, label: &str, member: Option<MemberId>) -> u32 {
        if have == want || have == label && is_no_code(have) {
            return 0;
        }
        let (want_digits, have_digits) = (words::code_digits(want), words::code_digits(have));
        let whole = member.map(|member| self.evaluator.report.member(member).code.as_str());
        match (want_digits, have_digits) {
            (Some(want), Some(have)) if same_code(&want, &have) || whole == Some(have.as_str()) => 0,
            (Some(_), Some(_)) => 12,
            (Some(_), None) => 2,
            (None, Some(_)) => 5,
            (None, None) => 1,
        }
    }
}

pub(super) fn is_no_code(words: &str) -> bool {
    !words.is_empty() && words::code_digits(words).is_none()
}

/// Codes are the same with zeros before them or without.
pub(super) fn same_code(a: &str, b: &str) -> bool {
    a.trim_start_matches('0') == b.trim_start_matches('0')
}

/// Whether words are what people call the row of all.
fn is_total(words: &str) -> bool {
    matches!(words, "合计" | "总计" | "共计" | "total" | "totals" | "sum" | "all")
}

/// How far what a row calls itself is from what is expected, and what that is where it is not the same.
pub(super) fn name_cost(want: &str, have: &str) -> (u32, Option<String>) {
    let same = want == have
        || words::without_number(have) == Some(want)
        || words::without_number(want).is_some_and(|want| want == have || words::without_number(have) == Some(want));
    let other = || Some(have.to_owned());
    match (want.is_empty(), have.is_empty()) {
        _ if same => (0, None),
        _ if is_total(want) && is_total(have) => (5, other()),
        (false, true) => (4, None),
        (true, false) => (4, None),
        _ if likeness(want, have) >= 0.75 => (5, other()),
        _ => (MOST, other()),
    }
}
