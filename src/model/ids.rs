//! The numbers that declarations go by, and the units of quantities.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index.
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
    /// None.
    Bare,
    /// Per cent.
    Percent,
    /// A measure's unit.
    Of(MeasureId, usize),
    /// Any other word.
    Named(String),
}
