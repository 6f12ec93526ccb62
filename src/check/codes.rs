//! The findings of checks.

use crate::codes;

codes! {
    IDLE_FILTER = "B0219", Error, since "0.1.0": "条件不起作用", "A filter without effect";
    TOTAL_MISMATCH = "B0301", Error, since "0.1.0": "合计不平", "A stated total is off";
    CHECK_FAILED = "B0302", Error, since "0.1.0": "检查不成立", "A check fails";
    UNUSED_ACCEPT = "B0303", Error, since "0.1.0": "用不到的认可", "An accept that is not needed";
    VACUOUS_CHECK = "B0305", Error, since "0.1.0": "永远成立的检查", "A check that can never fail";
    UNCOVERED_TOTAL = "B0307", Error, since "0.1.0": "表中合计行不等于各行之和", "A printed total that is not the sum of its rows";
    EXPIRED_ACCEPT = "B0308", Error, since "0.1.0": "认可已过期", "An accept has expired";
    IDLE_CHECK = "B0310", Warning, since "0.1.0": "一例也没有查的检查", "A check that tries nothing";
    UNPRINTABLE_TOTAL = "B0315", Error, since "0.1.0": "一起舍入的表格印不了列示的合计", "A form that cannot print a stated total";
    CONFLICTING_TOTALS = "B0316", Error, since "0.1.0": "一个合计列示了两个数", "A total stated as two numbers";
}
