//! Where values are printed, and what is said there of how.

use crate::model::MeasureId;

/// Where a value is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrintPlace {
    /// In running text: with its unit, idle zeros dropped.
    Text,
    /// In a cell: amounts without unit.
    Cell(AmountFormat),
    /// In a grid's cell, which stands under no title that says a unit: as in running text, amounts in the form's unit.
    Grid(AmountFormat),
}

impl PrintPlace {
    pub(super) fn is_cell(self) -> bool {
        matches!(self, PrintPlace::Cell(_))
    }

    pub(super) fn sheet(self) -> Option<AmountFormat> {
        match self {
            PrintPlace::Text => None,
            PrintPlace::Cell(sheet) | PrintPlace::Grid(sheet) => Some(sheet),
        }
    }
}

/// What a form says of all its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountFormat {
    /// The unit of its amounts.
    pub unit: Option<(MeasureId, usize)>,
    /// Their decimal places; two, or as the unit's example, where it does not say.
    pub digits: Option<u32>,
}
