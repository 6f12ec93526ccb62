//! The findings of output.

use crate::codes;

codes! {
    NO_DRAFT_WORD = "B0507", Error, since "0.1.0": "没有草稿的字样", "No word for a draft";
}
