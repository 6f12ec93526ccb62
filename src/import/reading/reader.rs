//! What reading the rows of a table needs: the form's part, the sheet, and the steps by which rows follow one another.

use super::grid::{Grid, TableArea};
use super::known::{KnownMembers, NewKey};
use super::plan::PartPlan;
use crate::eval::{Env, Evaluator};
use crate::model::MemberId;

/// Of a level with more members only so many are tried.
pub(super) const MOST_TRIED: usize = 500;
/// What a row may cost and still be read so.
pub(super) const MOST: u32 = 11;

/// A row of the table, or a row of the form that the table does not print.
pub(super) struct Step<'m> {
    pub before: Option<usize>,
    /// The row; none where the table has none for it.
    pub row: Option<u32>,
    /// The step of the row around.
    pub above: Option<usize>,
    pub node: usize,
    pub member: Option<MemberId>,
    pub unknown: Option<NewKey>,
    pub called: Option<String>,
    pub env: Env<'m>,
    pub signature: u64,
}

/// What a row says of itself.
pub(super) struct RowKeys {
    /// What each key column says, in plain words.
    pub words: Vec<String>,
    /// The same as it is written.
    pub raw: Vec<String>,
    pub label: String,
    pub raw_label: String,
    pub has_numbers: bool,
    /// Whether it says some field of a fact that is no number to add up.
    pub has_fields: bool,
}

/// Reads the rows of a part of a form in an area of a sheet.
pub(super) struct RowReader<'r, 'm> {
    pub evaluator: &'r Evaluator<'m>,
    pub members: &'r KnownMembers,
    pub part: &'r PartPlan<'m>,
    pub grid: &'r Grid<'r>,
    pub area: &'r TableArea,
    /// Where the form is evaluated.
    pub env: &'r Env<'m>,
}
