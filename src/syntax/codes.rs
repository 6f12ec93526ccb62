//! The findings of reading a text.

use crate::codes;

codes! {
    UNREADABLE = "B0101", Error, since "0.1.0" about Brace: "看不懂的写法", "Something that makes no sense";
    MALFORMED_CODE = "B0102", Error, since "0.1.0": "编码的写法不对", "A code that is not written as one";
    GROUPED_NUMBER = "B0103", Error, since "0.1.0": "数字里的千位分隔", "Marks between the groups of a number";
    MALFORMED_NUMBER = "B0104", Error, since "0.1.0": "数的写法不对", "An amount that is not written as one";
    UNMATCHED_BRACE = "B0105", Error, since "0.1.0": "文字里的花括号不配对", "Braces in a text do not match";
    TOO_LARGE = "B0106", Error, since "0.1.0" about Unread: "套得太深或展开太大", "Too deep or too large";
    INVISIBLE_CHARACTERS = "B0108", Error, since "0.1.0": "文件里有看不见的字符", "The file holds characters that nobody sees";
    MERGE_CONFLICT = "B0109", Error, since "0.1.0" about Unread: "合并时的冲突还没有解决", "A conflict of a merge is not resolved";
    AMBIGUOUS_NUMBER = "B0110", Error, since "0.1.0": "一个数有两种读法", "A number that can be read in two ways";
    JOINED_ROWS = "B0111", Error, since "0.1.0" about Slip | SlipInLine: "两行写在一行里", "Two rows in one line";
    MISPLACED_BRACE = "B0112", Error, since "0.1.0" about Slip | Brace: "块的开头或结尾不对", "A block that begins or ends in the wrong place";
    REPEATED_BLOCK = "B0113", Error, since "0.1.0" about Slip: "同一个块写了两遍", "The same block twice";
    PASTED_MARKS = "B0114", Error, since "0.1.0" about Slip | SlipInLine: "粘贴带来的符号", "Marks that were pasted along";
}
