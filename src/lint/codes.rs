//! The findings about lints; each lint declares its own beside its function.

use crate::codes;

codes! {
    FIXED_LEVEL = "B0228", Error, since "0.1.0": "不能放宽的错误", "An error that cannot be lowered";
}
