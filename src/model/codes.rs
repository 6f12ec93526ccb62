//! The findings of names, rows and types.

use crate::codes;

codes! {
    UNKNOWN_NAME = "B0201", Error, since "0.1.0" about Name | Elsewhere | Line: "没有这个名称", "An unknown name";
    UNKNOWN_CODE = "B0202", Error, since "0.1.0" about Word | Clash | Elsewhere | Line | NumberAsCode: "没有这个编码", "An unknown code";
    UNKNOWN_MEMBER = "B0203", Error, since "0.1.0" about Word | Elsewhere | Line | NumberAsCode: "没有这个成员、字段或属性", "An unknown member, field or attribute";
    MISMATCHED_NAME = "B0205", Error, since "0.1.0" about NumberAsCode: "名称与编码不符", "A name that is not its code’s";
    AMBIGUOUS_NAME = "B0206", Error, since "0.1.0" about NumberAsCode: "名称不止一个", "An ambiguous name";
    DUPLICATE_DECLARATION = "B0207", Error, since "0.1.0": "声明了两次", "Declared twice";
    TOO_COARSE = "B0209", Error, since "0.1.0" about Sparse | NumberAsCode: "这一笔写得不够细", "A row above its level";
    DUPLICATE_ROW = "B0210", Error, since "0.1.0": "同一笔写了两次", "The same row twice";
    INCOMPLETE_ROW = "B0211", Error, since "0.1.0" about Sparse | Line | NumberAsCode: "这一行不完整", "An incomplete row";
    SURPLUS_IN_ROW = "B0212", Error, since "0.1.0" about Line: "多写了内容", "Something too much in a row";
    TYPE_MISMATCH = "B0213", Error, since "0.1.0" about Ledger: "类型不合", "Types that do not go together";
    UNKNOWN_UNIT = "B0214", Error, since "0.1.0" about Word | Elsewhere | Ledger | Line: "没有这个计量单位", "An unknown unit";
    EXCLUSIVE_FILTERS = "B0215", Error, since "0.1.0" about Ledger: "条件永远选不到", "Filters that exclude one another";
    MISSING_DIMENSION = "B0216", Error, since "0.1.0" about Elsewhere | Ledger | NumberAsCode: "台账没有这个维度", "A dimension that the ledger lacks";
    JOINED_ANCESTOR = "B0217", Error, since "0.1.0": "成员与它的上级并列", "A member joined with its ancestor";
    TWO_PATHS = "B0218", Error, since "0.1.0": "一个维度有两条路", "An axis reached in two ways";
    CIRCLE = "B0220", Error, since "0.1.0": "绕回到自己", "A circle";
    CLOSED_DIMENSION = "B0221", Error, since "0.1.0": "维度不开放", "A dimension that is not open";
    ARGUMENT_COUNT = "B0222", Error, since "0.1.0": "参数个数不对", "A wrong number of arguments";
    CODE_SHAPE = "B0223", Error, since "0.1.0": "编码的位数或层级不对", "A code of the wrong shape";
    CONFLICTING_MEMBERS = "B0226", Error, since "0.1.0" about Clash | Line | NumberAsCode: "一行里两个同类成员", "Two members of one dimension in a row";
    UNCLEAR_EXAMPLE = "B0227", Error, since "0.1.0": "写数的样例不合用", "An example that does not fit";
    FORMER_MISUSED = "B0229", Error, since "0.1.0": "以前的报告用法不对", "A former report is used wrongly";
    INCOMPLETE_SUCCESSION = "B0230", Error, since "0.1.0": "沿革写得不全", "What stands for a member is not whole";
    CANNOT_OVERRIDE = "B0231", Error, since "0.1.0": "不能从这里改写", "Cannot be said otherwise from here";
    AMENDMENT_WITH_ROWS = "B0232", Error, since "0.1.0": "补充表格时不能改行和栏", "An amendment has no rows or columns";
    NO_TITLE = "B0233", Error, since "0.1.0": "文档没有标题", "The document has no title";
    ABOLISHED_MEMBER = "B0235", Error, since "0.1.0": "已经取消的成员", "A member that there is no more";
    INCOMPLETE_TAKE_OVER = "B0236", Error, since "0.1.0": "取来的事实缺少内容", "Facts that are taken over lack something";
    WRONG_BLOCK_HEAD = "B0239", Error, since "0.1.0" about Head: "块首写了别的台账", "The head of a block names another ledger";
    INVALID_ACCEPT = "B0304", Error, since "0.1.0" about Acceptance: "认可写得不对", "An accept that does not fit";
    MISPLACED_WITHIN = "B0311", Error, since "0.1.0": "within 没有可以放宽的比较", "`within` without a comparison that it could be of";
    INVALID_TOLERANCE = "B0314", Error, since "0.1.0": "舍入的容差没有写对", "A block's `within` that cannot be meant";
    UNWRITTEN_TEXT = "B0401", Error, since "0.1.0": "要用的文字没有写", "A text that nobody wrote";
    UNKNOWN_COLUMN = "B0501", Error, since "0.1.0": "没有这一栏", "An unknown column";
    ROWS_WITHOUT_COLUMNS = "B0502", Error, since "0.1.0": "有行没有栏", "Rows without columns";
    INVALID_DATE = "B0505", Error, since "0.1.0": "不是日期", "No date";
    NO_TEXT_ALTERNATIVE = "B0512", Error, since "0.1.0": "图片没有替代文字", "A picture without a text alternative";
    MERGED_APART = "B0516", Error, since "0.1.0": "合并的栏不相连", "Columns that are merged and stand apart";
    PICTURE_WIDTH = "B0513", Error, since "0.1.0": "图片的宽度", "The width of a picture";
    SHARE_ROUNDING = "B0602", Error, since "0.1.0": "占比不能这样舍入", "A rounding that shares do not have";
}
