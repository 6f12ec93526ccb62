//! Forms read backwards: tables of other programs to facts, and facts to text.

mod around;
mod facts;
mod group;
mod items;
mod lines;
mod members;
mod numbers;
mod own_rows;
mod row_words;
mod spelling;

pub use around::file_at;
pub use facts::{ReadFact, ReadTotal, ReadValue};
pub use items::items;
pub use members::{NewMember, NewParent, members, one_line};
pub use own_rows::{ItemsContext, WrittenItems};
pub use spelling::Spelling;
