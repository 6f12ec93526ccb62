//! The findings of figures.

use crate::codes;

codes! {
    WRONG_UNIT = "B0317", Error, since "0.1.0": "整块的单位写错", "A block in another unit than it says";
}
