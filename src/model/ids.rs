//! The numbers that declarations go by, and the units of quantities.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// The same as an index into the report's list of them.
            pub fn ix(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A measure.
    MeasureId;
    /// A dimension.
    DimId;
    /// A member of any dimension.
    MemberId;
    /// A ledger.
    LedgerId;
    /// A parameter.
    ParamId;
    /// A named figure.
    LetId;
    /// A text.
    TextId;
    /// A named row set.
    RowsId;
    /// A column set.
    ColumnsId;
    /// A form.
    FormId;
    /// A named section of the document.
    SectionId;
    /// A fact.
    FactId;
}

/// The unit of a written quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitRef {
    /// No unit: the number alone.
    Bare,
    /// `%`: so many hundredths.
    Percent,
    /// A unit of a measure, by its number among the measure's units.
    Of(MeasureId, usize),
    /// Any other word, which counts things: `人`, `km`.
    Named(String),
}
