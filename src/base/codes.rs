//! The findings of numbers.

use crate::codes;

codes! {
    NUMBER_TOO_LONG = "B0225", Error, since "0.1.0": "数太长", "A number that is too long";
}
