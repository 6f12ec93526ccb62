//! Forms read backwards: tables of other programs to facts, and facts to text.

mod around;
mod changes;
mod facts;
mod group;
mod insert;
mod into;
mod items;
mod lines;
mod members;
mod numbers;
mod own_rows;
mod pending;
mod reading;
mod remove;
mod row_words;
mod spelling;
mod text_edits;
mod value_again;

pub use around::file_at;
pub use changes::{SpliceChange, SpliceChangeKind};
pub use facts::{ReadFact, ReadTotal, ReadValue};
pub use into::{Spliced, ToldByTables, into};
pub use items::items;
pub use members::{NewMember, NewParent, members, one_line};
pub use own_rows::{ItemsContext, RoundedLedgers, WrittenItems};
pub use reading::{
    CellPlace, FindingKind, FoundTable, ImportFinding, Imported, PrintedCell, UnknownMember, import, printed,
    printed_workbook,
};
pub use spelling::Spelling;
