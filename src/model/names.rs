//! What each name in the sources means, noted where it was resolved: for who asks for definitions, uses and new names.

use super::{ColumnsId, DimId, FormId, LedgerId, LetId, MeasureId, MemberId, ParamId, RowsId, SectionId, TextId};
use crate::base::Span;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meaning {
    /// A measure.
    Measure(MeasureId),
    /// A unit of a measure, by its number.
    Unit(MeasureId, usize),
    /// A dimension.
    Dimension(DimId),
    /// A level of a dimension, by its number.
    Level(DimId, usize),
    /// An attribute of a dimension's members, by its number.
    Attribute(DimId, usize),
    /// A member.
    Member(MemberId),
    /// A ledger.
    Ledger(LedgerId),
    /// A field of a ledger, by its number.
    Field(LedgerId, usize),
    /// A parameter that a report sets.
    Param(ParamId),
    /// A named figure.
    Let(LetId),
    /// A text.
    Text(TextId),
    /// A parameter of a text, by its number.
    Argument(TextId, usize),
    /// A share that a loop of a text binds, by its slot.
    Share(usize),
    /// A row set.
    Rows(RowsId),
    /// A column set.
    Columns(ColumnsId),
    /// A form.
    Form(FormId),
    /// A column, by the place of its heading.
    Column(Span),
    /// A section.
    Section(SectionId),
    /// A check, by its number.
    Check(usize),
    /// A former report, by its space.
    Former(usize),
}

/// Every place in the sources where a thing gets its name or is called by it.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Where each thing gets its name; a member may have a code and a name.
    declared: Vec<(Span, Meaning)>,
    /// Where it is called by it. A name that is looked up twice stands here twice.
    used: Vec<(Span, Meaning)>,
}

impl Names {
    /// Notes where something gets its name.
    pub(super) fn declare(&mut self, span: Span, meaning: Meaning) {
        self.declared.push((span, meaning));
    }

    /// Notes what a name means that stands at a place.
    pub(super) fn note(&mut self, span: Span, meaning: Meaning) {
        self.used.push((span, meaning));
    }

    /// Puts other names in the place of those noted so far.
    pub(super) fn exchange(&mut self, used: &mut Vec<(Span, Meaning)>) {
        std::mem::swap(&mut self.used, used);
    }

    /// Where things get their names.
    pub fn declared(&self) -> &[(Span, Meaning)] {
        &self.declared
    }

    /// Where they are called by them.
    pub fn used(&self) -> &[(Span, Meaning)] {
        &self.used
    }
}
