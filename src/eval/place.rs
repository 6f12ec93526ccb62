//! Where values are printed, and what is said there of how.

use crate::model::{MeasureId, Pattern, UnitRef};

/// Where a value is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrintPlace<'m> {
    /// In running text: with its unit, idle zeros dropped.
    Text,
    /// In a cell: amounts without unit.
    Cell(AmountFormat<'m>),
    /// In a grid's cell, which stands under no title that says a unit: as in running text, amounts in the form's unit.
    Grid(AmountFormat<'m>),
}

impl<'m> PrintPlace<'m> {
    pub(super) fn is_cell(self) -> bool {
        matches!(self, PrintPlace::Cell(_))
    }

    pub(super) fn is_text(self) -> bool {
        matches!(self, PrintPlace::Text)
    }

    pub(super) fn sheet(self) -> Option<AmountFormat<'m>> {
        match self {
            PrintPlace::Text => None,
            PrintPlace::Cell(sheet) | PrintPlace::Grid(sheet) => Some(sheet),
        }
    }

    /// How the form writes the amounts of a unit.
    pub(super) fn example(self, unit: &UnitRef) -> Option<&'m Pattern> {
        let (example, of) = self.sheet()?.example?;
        let UnitRef::Of(measure, _) = unit else { return None };
        of.is_none_or(|of| of == *measure).then_some(example)
    }
}

/// What a form says of all its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountFormat<'m> {
    /// The unit of its amounts.
    pub unit: Option<(MeasureId, usize)>,
    /// Their decimal places; two, or as the example's, where it does not say.
    pub digits: Option<u32>,
    /// How they are written, and of what measure those are: of any where the form has no unit.
    pub example: Option<(&'m Pattern, Option<MeasureId>)>,
}
