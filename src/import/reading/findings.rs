//! What is said of tables that were read.

use std::fmt;

pub use super::read::FindingKind;
use crate::base::Say;
use crate::tables::SheetPlace;

/// A cell of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellPlace {
    /// The workbook's name.
    pub workbook: String,
    /// The sheet's; empty of a text table.
    pub sheet: String,
    /// Where in it.
    pub place: SheetPlace,
}

impl fmt::Display for CellPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}!{}", self.table(), self.place.name())
    }
}

impl CellPlace {
    /// Its workbook and its sheet.
    pub(super) fn table(&self) -> String {
        let sheet = self.sheet.trim();
        let bang = if sheet.is_empty() { "" } else { "!" };
        format!("{}{bang}{sheet}", self.workbook)
    }
}

/// Something that is to be known or mended before the tables are a report.
#[derive(Clone, Debug)]
pub struct ImportFinding {
    /// Where; none of all tables together.
    pub place: Option<CellPlace>,
    /// How much it weighs.
    pub kind: FindingKind,
    /// What it is.
    pub text: Say,
    /// What to do.
    pub way_out: Option<Say>,
}

impl ImportFinding {
    /// Of all tables together.
    pub(super) fn whole(kind: FindingKind, text: Say, way_out: Say) -> ImportFinding {
        ImportFinding { place: None, kind, text, way_out: Some(way_out) }
    }
}
