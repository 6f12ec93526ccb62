//! The findings of files and pages.

use crate::codes;

codes! {
    NOT_UTF8 = "B0107", Error, since "0.1.0" about Unread: "文件不是 UTF-8", "The file is not UTF-8";
    INVALID_SETTINGS = "B0115", Error, since "0.1.0": "budget.toml 写得不对", "Something wrong in a project's budget.toml";
    MISSING_FILE = "B0204", Error, since "0.1.0" about Unread | Word: "找不到引用的文件", "A file that is used cannot be found";
    CIRCULAR_USE = "B0208", Error, since "0.1.0": "互相引用的文件", "Files that use one another in a circle";
    NO_STYLE = "B0504", Error, since "0.1.0": "文档没有样式", "A document without a style";
    MISSING_GLYPH = "B0506", Error, since "0.1.0": "字符印不出来", "A character that cannot be printed";
    TABLE_TOO_WIDE = "B0508", Error, since "0.1.0": "表太宽", "A table too wide";
    NOTHING_TO_PRINT = "B0509", Error, since "0.1.0": "没有可印的", "Nothing to print";
    INVALID_STYLE = "B0514", Error, since "0.1.0": "样式里的错", "An error in the style";
    STYLE_VARIABLE = "B0515", Error, since "0.1.0": "样式的变量不对", "A wrong variable of a style";
    UNUSABLE_PICTURE = "B0511", Error, since "0.1.0": "用不了图片", "A picture cannot be used";
}
