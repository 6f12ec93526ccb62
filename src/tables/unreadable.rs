//! Files that cannot be read, with the reason and the way out.

use crate::base::Say;
use crate::say;

/// Most bytes that the parts of a package may unpack to, taken together.
pub(super) const LARGEST_UNPACKED: u64 = 512 << 20;

/// Why a file cannot be read as a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong with it.
    pub reason: Say,
    /// What the user can do.
    pub way_out: Say,
}

impl Unreadable {
    /// It is locked with a password.
    pub(super) fn locked() -> Unreadable {
        Unreadable {
            reason: say!("文件设有打开密码", "the file is locked with a password"),
            way_out: say!(
                "用表格软件打开，取消密码后另存再导入",
                "open it in a spreadsheet program, take the password away and save it"
            ),
        }
    }

    /// It is cut off or otherwise not as its kind must be; `part` names the part within it.
    pub(super) fn damaged(part: &str) -> Unreadable {
        let part: String = part.chars().take(80).collect();
        Unreadable {
            reason: say!("文件不完整或已损坏（{part}）", "the file is cut off or damaged ({part})"),
            way_out: say!(
                "重新下载或拷贝；能用表格软件打开的，另存为 xlsx 再导入",
                "download or copy it again; if a spreadsheet program opens it, save it there as xlsx"
            ),
        }
    }

    /// It holds more than is read: `what`, such as "more than 3 cells".
    pub(super) fn too_large(what: Say) -> Unreadable {
        Unreadable {
            reason: say!("文件太大：{what}", "the file is too large: {what}", what),
            way_out: say!(
                "只留要导入的工作表，另存为新文件再导入",
                "keep only the sheets that are wanted and save them as a new file"
            ),
        }
    }

    /// It unpacks to more than is read.
    pub(super) fn unpacked() -> Unreadable {
        let most = LARGEST_UNPACKED >> 20;
        Unreadable::too_large(say!(
            "解压后超过 {most} MB，或有一段过长",
            "it unpacks to more than {most} MB, or to a piece that is too long"
        ))
    }

    /// It is something else than a table.
    pub(super) fn other(what: Say) -> Unreadable {
        Unreadable {
            reason: say!("这不是表格文件，而是{what}", "this is no file of tables but {what}", what),
            way_out: say!(
                "导入 xlsx、xlsm、xlsb、xls、ods、csv 或 tsv 文件",
                "import a file of the kind xlsx, xlsm, xlsb, xls, ods, csv or tsv"
            ),
        }
    }

    /// It may hold tables, but is of a kind that is not read.
    pub(super) fn unknown(what: Say) -> Unreadable {
        Unreadable {
            reason: say!("还不能读取{what}", "{what} cannot be read yet", what),
            way_out: say!("用表格软件打开，另存为 xlsx 再导入", "open it in a spreadsheet program and save it as xlsx"),
        }
    }
}
