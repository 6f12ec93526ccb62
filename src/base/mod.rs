//! The ground floor: source text with positions, exact quantities, and diagnostics as plain values.
//! It knows neither the grammar nor the model.

pub mod alike;
mod cancel;
mod code;
pub mod codes;
pub mod date;
pub mod diagnostic;
pub mod exact;
pub mod json;
pub mod keystroke;
pub mod near;
pub mod pasted;
mod position;
mod say;
pub mod source;
pub mod unseen;

pub use cancel::Cancel;
pub use code::{Code, Severity, Topic};
pub use date::Date;
pub use diagnostic::{Confidence, Diagnostic, Fix, Label, Note, NoteRole, Offer, Suspect};
pub use exact::{Decimal, Exact, Overflow};
pub use position::{Encoding, Position};
pub use say::{Lang, Say};
pub use source::{FileId, Home, Source, Sources, Span};
