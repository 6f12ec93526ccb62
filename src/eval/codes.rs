//! The findings of evaluation.

use crate::codes;

codes! {
    SEVERAL_TEXTS = "B0238", Error, since "0.1.0": "几笔都写了的文字", "A text that several facts have";
    DOUBLE_COUNT = "B0306", Error, since "0.1.0": "重复计算", "An amount counted twice";
    DIVISION_BY_ZERO = "B0402", Error, since "0.1.0": "分母为零", "Division by zero";
    NO_TEXT_TO_COMPARE = "B0403", Error, since "0.1.0": "没有文字可比", "No text to compare";
    PARTS_MISS_WHOLE = "B0601", Error, since "0.1.0": "部分不等于整体", "Parts that do not make the whole";
}
