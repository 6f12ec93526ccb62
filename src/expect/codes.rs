//! The findings of what forms are expected to print.

use crate::codes;

codes! {
    UNEXPECTED_PRINT = "B0309", Error, since "0.1.0": "印出的不是期望的", "A form prints something else than expected";
}
