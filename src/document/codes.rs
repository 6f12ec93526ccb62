//! The findings of the document.

use crate::codes;

codes! {
    BAND_WIDTH = "B0503", Error, since "0.1.0": "这一带的栏数不对", "A band of the wrong width";
}
