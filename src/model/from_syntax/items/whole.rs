//! A whole number that is not the last of its row is read as a code: where the row then makes no sense and still lacks a
//! number, that may be what was meant.

use super::super::problems::Apart;
use super::apart::ItemsReader;
use super::row::{Draft, ItemBlock};
use crate::base::{Diagnostic, Say, Topic};
use crate::model::codes::INCOMPLETE_ROW;
use crate::model::{Field, Report, Type, UnitRef};
use crate::say;
use crate::syntax::ast::{self, Word};

impl<'a> ItemsReader<'_, 'a> {
    /// Tells what was found in a row, and then the fields that it lacks. Where a whole number before the row's end may be the
    /// number that it lacks, the first of that says so and how to write it.
    pub(super) fn tell_of_row(
        &mut self,
        row: ast::Row<'a>,
        (mut found, lacking): (Apart, &[usize]),
        block: &ItemBlock,
        draft: &Draft,
    ) {
        let perhaps = self.perhaps_the_amount(row, block, draft);
        let first = found.iter_mut().find(|(_, problem)| problem.is_about(Topic::NumberAsCode));
        let told_first = first.zip(perhaps.clone()).map(|((_, first), (field, way))| {
            first.notes.push(way.into());
            field
        });
        self.problems.add(found);
        // that the row lacks the number is the same thing
        for field in lacking.iter().filter(|field| told_first != Some(**field)) {
            let error = lacks(row, &self.report.ledger(block.ledger).fields[*field]);
            let way = perhaps.iter().filter(|(own, _)| own == field).map(|(_, way)| way.clone());
            self.report(way.fold(error, Diagnostic::note));
        }
    }

    /// The field that a whole number before a row's end may be meant for, and how to write that.
    fn perhaps_the_amount(&self, row: ast::Row<'a>, block: &ItemBlock, draft: &Draft) -> Option<(usize, Say)> {
        if row.refer().is_some() {
            return None;
        }
        let atoms: Vec<Word<'a>> = row.words().filter(|atom| !matches!(atom, Word::Labelled(_))).collect();
        let whole = |atom: &&Word<'a>| {
            let digits = atom.text().chars().all(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
            // no amount begins with a needless zero
            let padded = atom.text().len() > 1 && atom.text().starts_with('0');
            atom.quantity().is_some() && digits && !padded
        };
        let number = atoms.split_last().and_then(|(_, before)| before.iter().rfind(whole))?;
        let mut fields = self.report.ledger(block.ledger).fields.iter().zip(&draft.values).enumerate();
        let (free, (field, _)) =
            fields.find(|(_, (field, value))| value.is_none() && !field.optional && takes_number(&field.ty))?;
        Some((free, way_out(&self.report, number.text(), field, block)))
    }
}

/// That a row does not say a field.
fn lacks(row: ast::Row<'_>, field: &Field) -> Diagnostic {
    let name = &field.name;
    let message = say!("这一行没有写「{name}」", "this row has no `{name}`");
    let error = Diagnostic::new(INCOMPLETE_ROW, row.span(), message);
    if !matches!(field.ty, Type::Amount(_)) {
        return error;
    }
    error.note(say!("在行末写上数，例如 12.50", "write the number at the end of the row, such as 12.50"))
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
