//! Facts and totals as their rows say them: without what is said around them.

use super::facts::{ReadFact, ReadTotal, ReadValue};
use super::spelling::Spelling;
use crate::base::Say;
use crate::model::{MemberId, Members, Report};
use crate::say;

/// What facts are written into.
pub struct ItemsContext {
    /// How keywords are spelled.
    pub spelling: Spelling,
    /// The members of the file's own `at`, which no row repeats.
    pub file_at: Vec<MemberId>,
    /// How far the figures of some ledgers may be off, in base units: they were rounded before they were printed.
    pub rounded: RoundedLedgers,
}

/// Ledgers whose figures were rounded before they were printed, with how far each may be off, in base units.
pub type RoundedLedgers = rustc_hash::FxHashMap<crate::model::LedgerId, crate::base::Decimal>;

/// Blocks of rows, and what they could not say.
#[derive(Debug, Default)]
pub struct WrittenItems {
    /// The blocks, laid out; empty where nothing could be written.
    pub text: String,
    /// Which of the facts are not in it, and why.
    pub facts: Vec<(usize, Say)>,
    /// Which of the totals are not in it, and why.
    pub totals: Vec<(usize, Say)>,
}

/// A fact as its row says it: members but for those that are said around or are defaults.
pub(super) struct OwnRow<'f> {
    pub members: Members,
    pub fact: &'f ReadFact,
    pub index: usize,
}

/// A total by its ledger's own dimensions, and the members of attributes.
pub(super) struct OwnTotal<'f> {
    pub members: Members,
    pub further: Vec<MemberId>,
    pub total: &'f ReadTotal,
    pub index: usize,
}

/// The texts of a fact: what tells it from another at its members.
pub(super) fn texts(fact: &ReadFact) -> Vec<&str> {
    let mut words = Vec::new();
    for (_, value) in &fact.values {
        if let ReadValue::Text(text) = value {
            words.push(text.as_str());
        }
    }
    words
}

/// What a fact's row has to say; why there can be none.
pub(super) fn own_row(report: &Report, fact: &ReadFact, said: &Members) -> Result<Members, Say> {
    let ledger = report.ledger(fact.ledger);
    let mut own = Members::new();
    for ((axis, member), said) in ledger.axes.iter().zip(&fact.members).zip(said) {
        let dim = &report.dim(axis.dim).name;
        own.push(match (member, said) {
            (None, None) if axis.optional && axis.default.is_none() => None,
            (None, _) => return Err(say!("没有写明「{dim}」", "it does not say its `{dim}`")),
            (Some(member), _) if !report.fine_enough(*member, axis) => {
                let shown = report.display(*member);
                return Err(say!("「{shown}」不够细，台账要更下一级的", "`{shown}` is too coarse for its ledger"));
            }
            (Some(member), Some(said)) if !report.within(*member, *said) => {
                let (shown, around) = (report.display(*member), report.display(*said));
                return Err(say!(
                    "整个文件都是「{around}」，它却是「{shown}」",
                    "its file is all of `{around}`, it is of `{shown}`"
                ));
            }
            (Some(member), Some(said)) => Some(*member).filter(|member| member != said),
            (Some(member), None) => Some(*member).filter(|member| axis.default != Some(*member)),
        });
    }
    let given = |field: usize| fact.values.iter().any(|(own, _)| *own == field);
    let lacking = ledger.fields.iter().enumerate().find(|(at, field)| !field.optional && !given(*at));
    match lacking {
        Some((_, field)) => {
            let name = &field.name;
            Err(say!("没有「{name}」", "it has no `{name}`"))
        }
        None => Ok(own),
    }
}

/// A total's members by its ledger's dimensions, and those of attributes; why it cannot be stated.
pub(super) fn own_total(report: &Report, total: &ReadTotal, said: &Members) -> Result<(Members, Vec<MemberId>), Say> {
    let axes = &report.ledger(total.ledger).axes;
    let (mut members, mut further) = (said.clone(), Vec::new());
    for member in total.at.iter().copied() {
        let Some(axis) = axes.iter().position(|axis| axis.dim == report.member(member).dim) else {
            further.push(member);
            continue;
        };
        if members[axis].is_some_and(|before| !report.within(member, before)) {
            let shown = report.display(member);
            return Err(say!("「{shown}」与周围写的对不上", "`{shown}` is at odds with what is said around it"));
        }
        members[axis] = Some(member);
    }
    // what the file says narrows every total in it
    let widened = axes
        .iter()
        .zip(said)
        .find(|(axis, said)| said.is_some() && !total.at.iter().any(|member| report.member(*member).dim == axis.dim));
    if let Some((axis, _)) = widened {
        let dim = &report.dim(axis.dim).name;
        return Err(say!("整个文件的「{dim}」都已写定", "its whole file has one `{dim}`"));
    }
    Ok((members, further))
}
