//! A whole number that is not the last of its row is read as a code: where the row then makes no sense and still lacks a
//! number, that may be what was meant.

use super::super::problems::{Apart, Told};
use super::apart::ItemsReader;
use super::row::{Draft, ItemBlock};
use crate::base::{Diagnostic, Say, Topic};
use crate::model::codes::INCOMPLETE_ROW;
use crate::model::{Field, Report, Type, UnitRef};
use crate::say;
use crate::syntax::ast::{self, Word};

impl<'a> ItemsReader<'_, 'a> {
    /// Says of the first thing that was found in a row that a whole number before the row's end may be the number that it
    /// lacks, and how to write that.
    pub(super) fn perhaps_the_amount(&self, row: ast::Row<'a>, found: &mut Apart, block: &ItemBlock, draft: &Draft) {
        if row.refer().is_some() {
            return;
        }
        let atoms: Vec<Word<'a>> = row.words().filter(|atom| !matches!(atom, Word::Labelled(_))).collect();
        let whole = |atom: &&Word<'a>| {
            let digits = atom.text().chars().all(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
            // no amount begins with a needless zero
            let padded = atom.text().len() > 1 && atom.text().starts_with('0');
            atom.quantity().is_some() && digits && !padded
        };
        let Some(number) = atoms.split_last().and_then(|(_, before)| before.iter().rfind(whole)) else { return };
        let is_told = |(_, problem): &(Told, Diagnostic)| problem.is_about(Topic::NumberAsCode);
        let Some(first) = found.iter().position(is_told) else { return };
        let fields = &self.report.ledger(block.ledger).fields;
        let free = fields.iter().zip(&draft.values).filter(|(_, value)| value.is_none()).map(|(field, _)| field);
        let mut free = free.filter(|field| !field.optional && takes_number(&field.ty));
        let Some(note) = free.next().map(|field| way_out(&self.report, number.text(), field, block)) else { return };
        found[first].1.notes.push(note.into());
        // that the row lacks it is the same thing, unless that is told of other rows too
        let of_many = |told: &Told| self.items.block.shared.values().any(|rows| rows.told == Some(*told));
        let first = found[first].0;
        found.pop_if(|(told, last)| *told > first && last.code == INCOMPLETE_ROW && !of_many(told));
    }
}

/// How the number of a row is written so that a field takes it.
fn way_out(report: &Report, number: &str, field: &Field, block: &ItemBlock) -> Say {
    let name = &field.name;
    match &field.ty {
        Type::Count(unit) => say!(
            "整数不在行末时读作编码；若 {number} 是「{name}」，带上单位：{number}{unit}",
            "a whole number before the end of its row is read as a code: if {number} is the `{name}`, give it its unit: \
             {number}{unit}"
        ),
        Type::Amount(measure) => {
            let own = match block.unit {
                UnitRef::Of(own, unit) if own == *measure => unit,
                _ => report.measures[measure.ix()].shown,
            };
            let unit = &report.measures[measure.ix()].units[own].symbol;
            say!(
                "整数不在行末时读作编码；若 {number} 是数额，写到行末，或带上单位：{number}{unit}",
                "a whole number before the end of its row is read as a code: if {number} is the amount, put it last, or \
                 give it its unit: {number}{unit}"
            )
        }
        _ => say!(
            "整数不在行末时读作编码；若 {number} 是「{name}」，写到行末，或写作 {name}: {number}",
            "a whole number before the end of its row is read as a code: if {number} is the `{name}`, put it last, or \
             write {name}: {number}"
        ),
    }
}

/// Whether a field may hold what is written as a whole number.
fn takes_number(ty: &Type) -> bool {
    matches!(ty, Type::Amount(_) | Type::Count(_) | Type::Number | Type::Value | Type::Year)
}
